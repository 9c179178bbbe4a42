package page

// SpanGridView is spheres against ranges over a span.
type SpanGridView struct {
	SpanFrame
	Head    string // above the names of the rows
	Columns []GridHead
	Rows    []GridLine
}

// SpanFrame is what the pages of a span have in common: the span, the filter,
// the finding and the file.
type SpanFrame struct {
	Title, Subtitle string
	Nav             SpanNav
	Filters         Filters
	Notes           []string
	Nothing         bool
	CSV             string
	TableTitle      string
	TableText       string
}

// GridHead is the name of a column.
type GridHead struct {
	Name string
	Href string // what this column alone is; "": nothing more
}

// GridLine is a row of the grid; the last is all rows together.
type GridLine struct {
	Name  string
	Href  string
	Whole bool
	Cells []SpanGridCell
}

// SpanGridCell is what the accounts of a row and a column do together.
type SpanGridCell struct {
	Column string // its name, for a phone
	None   bool   // nobody is there, or too few to be shown
	Why    string // why nothing is shown
	Href   string // what this cell alone is; "": nothing more
	Link   string // the link in words
	Size   string
	Growth Delta
	Note   string // what the size stands on, where that is not all
	Spark  Spark
	Facts  []GridFact
	Whole  bool
}

// GridFact is a measure of a cell.
type GridFact struct{ Label, Text string }

// TreeView is the tree of entities over a span.
type TreeView struct {
	SpanFrame
	Head    string
	Columns []string
	Rows    []TreeRow
	Folds   []Way
	Setup   string // where entities are set up; "": the person may not
}

// TreeRow is an entity with all that lies below it.
type TreeRow struct {
	Name  string // its whole path
	Href  string
	Cells []SpanTableCell
	Spark Spark
	Branch
}
