package page

import "portevoix/internal/kpi"

// IssuedView is the list of the reports that were issued.
type IssuedView struct {
	Rows    []IssuedLine
	Paging  Paging
	Extract bool   // one gets extracts of one's part only
	Totals  bool   // one gets the variant without accounts
	Close   string // address of the closing of the month that is next, for direction
	CloseIn string // the month's name
}

// IssuedLine is a report that was issued.
type IssuedLine struct {
	Number   kpi.ID
	Title    string // "Rapport n° 12"
	Month    kpi.Month
	Facts    string // when and by whom, in what language
	AsOf     string
	Status   string // in force, or by which report it is replaced
	InForce  bool
	Replaces string // "": none
	Reason   string // why again
	Href     string // of the file
	Size     string
	SHA256   string // "": an extract, which has none
}
