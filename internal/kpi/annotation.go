package kpi

// Annotation is a sentence at a month of the charts.
type Annotation struct {
	ID      ID     `db:"id"`
	Month   Month  `db:"month"`
	Account ID     `db:"account_id"` // on whose charts it stands; 0: on everybody's
	Text    string `db:"text"`       // one line
}

// LongestAnnotation is how many characters a sentence at a month has at most.
const LongestAnnotation = 200
