package kpi

// DataKind is how a column of a person's data is read.
type DataKind string

// The kinds of columns.
const (
	DataText      DataKind = "text"
	DataNumber    DataKind = "number"
	DataMonth     DataKind = "month"     // YYYY-MM
	DataDay       DataKind = "day"       // YYYY-MM-DD
	DataInstant   DataKind = "instant"   // RFC 3339, UTC
	DataWord      DataKind = "word"      // one of ours, such as a role or a state
	DataIndicator DataKind = "indicator" // by its code
	DataReason    DataKind = "reason"    // of a figure: one of ours, or the person's words
)

// DataColumn is a column of a person's data.
type DataColumn struct {
	Name string // as in the schema
	Kind DataKind
}

// DataTable is one part of what is known of a person, such as the accounts
// that they hold. Cells are text, float64 or nil.
type DataTable struct {
	Name    string
	Columns []DataColumn
	Rows    [][]any
}
