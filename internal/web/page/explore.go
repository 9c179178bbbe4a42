package page

import "portevoix/internal/kpi"

// ExploreView is a span of months over a filter, compared with another.
type ExploreView struct {
	Title, Subtitle string
	Nav             SpanNav
	Filters         Filters
	Chosen          string // how many accounts are freely chosen; "": none
	Choose          string // address of the page that chooses them
	Unchoose        string // address without the choice
	Notes           []string
	Tiles           []Tile
	Filing          string
	Nothing         bool
	By              []ListChoice
	Measures        []Option
	Measure         string
	Keep            []Hidden // what the menu of measures sends along
	Figure          Figure
	Groups          SpanTable
	Whole           SpanTable
	CSV             string
	Save            *SaveView
	Views           string // address of the list of saved views
}

// SpanNav chooses the span and what it is compared with.
type SpanNav struct {
	Action         string // address of the page
	Kinds          []ListChoice
	Previous, Next string   // "": none
	Choices        []Option // spans of the kind; none: two months are chosen
	Span           string
	Months         []kpi.Month // latest first
	From, Until    kpi.Month
	Keep           []Hidden // sent along with a span
	Against        []Option // none: the span is not compared
	AgainstKind    string
	AgainstFrom    kpi.Month
	AgainstUntil   kpi.Month
	Other          bool     // another span to compare with is chosen by two months
	KeepAgainst    []Hidden // sent along with a comparison
}

// SpanTable is a table of measures.
type SpanTable struct {
	Head    string
	Columns []string
	Rows    []SpanRow
	Few     bool // a phone shows the main cells alone
	Short   bool // a phone shows the first three cells alone
	Folds   []Way
}

// SpanRow is a line of it.
type SpanRow struct {
	Name  string
	Href  string // what this line alone is; "": nothing more
	Whole bool   // all lines together
	Cells []SpanTableCell
	Branch
}

// Branch is the place of a line in a tree; its zero value is a line in a list.
type Branch struct {
	Anchor string // of the line; "": it stands in no tree
	Short  string // its name beneath the one that holds it; "": nothing holds it
	Depth  int    // 0 at the top
	Below  string // how many lie below it; "": none
	Twist  string // address at which it lies the other way; "": nothing below it
	Act    string // what that does, in words
	Open   bool
}

// tier is the class of its indentation.
func (b Branch) tier() string {
	switch {
	case b.Anchor == "":
		return ""
	case b.Depth == 0:
		return "tier-0"
	case b.Depth == 1:
		return "tier-1"
	}
	return "tier-2"
}

// SpanTableCell is a number with what stands beneath it.
type SpanTableCell struct {
	Text   string
	Change Delta
	Note   string
	Main   bool // one of those that a phone shows
}

// SaveView keeps the page under a name.
type SaveView struct {
	Action  string
	Address string
	Moving  string // address whose span is always the latest; "": there is none
	Shared  bool   // the person may share it
}
