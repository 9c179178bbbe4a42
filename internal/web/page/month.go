package page

import (
	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// MonthView is the month page: what the committee looks at.
type MonthView struct {
	Month    kpi.Month
	Title    string // the finding
	Subtitle string // how it was counted
	Previous string // address of the month before, "" where there is none
	Next     string
	Choices  []kpi.Month // of the month menu, latest first
	Filters  Filters
	Tiles    []Tile
	Filing   string // filing and fill rates in a sentence
	Figures  []Figure
	Table    MonthTable
	Workbook string // address of the committee workbook
	Issued   string // what the workbook's button says where it is an issued report; "": as usual
	Standing string // where the month stands: open, closed, published
	Board    string // address of its board, "" for whoever is not direction
	Closing  string // address of its closing, "" for whoever does not look at it
	Reports  string // address of the list of issued reports, "" where there is none
	Begin    bool   // nothing was ever filed: how to begin
	Nothing  bool   // no account of the filter has a figure this month
	MayFill  bool   // the person may bring figures in
}

// MonthMenu leads from one month to another.
type MonthMenu struct {
	Action   string // where a chosen month is sent
	Month    kpi.Month
	Choices  []kpi.Month // latest first
	Keep     []Hidden    // sent along
	Previous string      // address of the month before, "" where there is none
	Next     string
}

func (v MonthView) menu() MonthMenu {
	return MonthMenu{Action: "/months", Month: v.Month, Choices: v.Choices, Keep: v.Filters.Keep, Previous: v.Previous, Next: v.Next}
}

// MonthTable is the table of all accounts of a month.
type MonthTable struct {
	Columns []MonthColumn
	Rows    []MonthRow
	Paging  Paging
	Total   string // "8 comptes"
	CSV     string // address of the whole table as a file
	XLSX    string
	Name    MonthColumn // the sortable columns that are no figures
	Sphere  MonthColumn
	State   MonthColumn
}

// MonthColumn is a header that sorts.
type MonthColumn struct {
	Label string
	Short string // where there is little room
	Href  string // sorts by it, the other way round where it already does
	Sort  string // aria-sort: "ascending", "descending" or "none"
	Main  bool   // one of the three figures that a phone shows
}

// MonthRow is an account of the table.
type MonthRow struct {
	Account kpi.Account
	Cells   []MonthCell
}

// MonthCell is a figure of an account and how it moved.
type MonthCell struct {
	Text   string
	Why    string // in place of a number: unavailable, does not apply
	Change Delta
	Mark   string // a note on how it was counted
	Main   bool
}

// sortIcon is the arrow of the column that the table stands in order of.
func (c MonthColumn) sortIcon() string {
	switch c.Sort {
	case "ascending":
		return "sort-up"
	case "descending":
		return "sort-down"
	}
	return ""
}

// IndicatorLabels names indicators on screen, by code.
func IndicatorLabels(p *i18n.Printer, indicators []kpi.Indicator) map[string]string {
	labels := make(map[string]string, len(indicators))
	for _, i := range indicators {
		labels[i.Code] = i.Label(p.Locale(), 0)
	}
	return labels
}

var stateWords = map[kpi.State]string{
	kpi.StateUnavailable: "month.unavailable",
	kpi.StateNA:          "month.na",
}

// Why says why a figure has no number, "" where it was simply not given.
func Why(p *i18n.Printer, cell analytics.Cell) string {
	if key, ok := stateWords[cell.Figure.State]; ok {
		return p.T(key)
	}
	return ""
}
