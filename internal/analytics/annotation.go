package analytics

import "portevoix/internal/kpi"

// Annotation is a sentence at a month of a chart.
type Annotation struct {
	kpi.Annotation
	Of string // the account's name, on a chart of several accounts; else ""
}
