package charts

import (
	"encoding/json"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Figure is a chart and all that stands around it.
type Figure struct {
	ID       string // of the element, fixed
	Title    string // the finding where there is one
	Subtitle string // what is counted, and how
	Summary  string // the finding and its coverage in words
	Option   json.RawMessage
	Height   int      // in pixels, for a legible drawing
	Notes    []string // what the numbered marks mean, in their order
	// Months are those of its axis, in order, where it has one: Annotate marks them.
	Months []kpi.Month
	Table  Table
	Empty  bool // no number is known: show Summary instead of a drawing
}

// Format says how the numbers of a column are written.
type Format uint8

// The formats.
const (
	FormatNumber  Format = iota // 12 345,6
	FormatSigned                // +47
	FormatPercent               // 4,1 %
	FormatGrowth                // +4,1 %
	FormatPoints                // +0,3 pt
)

// Column is a column of numbers.
type Column struct {
	Label    string
	Format   Format
	Decimals int
}

// Write writes a number of the column, a dash where it is unknown.
func (c Column) Write(p *i18n.Printer, n kpi.Number) string {
	switch c.Format {
	case FormatSigned:
		return p.Signed(n, c.Decimals)
	case FormatPercent:
		return p.Percent(n, c.Decimals)
	case FormatGrowth:
		return p.SignedPercent(n, c.Decimals)
	case FormatPoints:
		return p.Points(n, c.Decimals)
	}
	return p.Value(n, c.Decimals)
}

// Unit is what the numbers of the column are counted in, "" for a plain count.
func (c Column) Unit() string {
	switch c.Format {
	case FormatPercent, FormatGrowth:
		return "%"
	case FormatPoints:
		return "pt"
	}
	return ""
}

// Row is a line of a table: a name and a number per column.
type Row struct {
	Label  string
	Values []kpi.Number
	Words  []string // by column, what is said in the place of the number; "": the number
}

// Table is the numbers of a chart, for those who read rather than look: the
// page shows it beneath, and it is what its CSV holds.
type Table struct {
	Head    string // above the rows' labels
	Columns []Column
	Rows    []Row
}

// Month draws the charts of the month page, in its order.
// Errors: a chart that cannot be written as JSON.
func Month(d analytics.Dashboard, p *i18n.Printer) ([]Figure, error) {
	draw := []func(analytics.Dashboard, *i18n.Printer) (Figure, error){
		Audience, Posts, Engagement, SphereContribution, RangeContribution, Growth,
	}
	figures := make([]Figure, 0, len(draw))
	for _, f := range draw {
		figure, err := f(d, p)
		if err != nil {
			return nil, err
		}
		figures = append(figures, figure)
	}
	return figures, nil
}

// Long reports whether a chart has more months than are easily read at once: it
// can be zoomed.
func (f Figure) Long() bool { return len(f.Months) > zoomFrom && len(f.Option) > 0 }

// known reports whether the table holds any number.
func (t Table) known() bool {
	for _, r := range t.Rows {
		for _, n := range r.Values {
			if n.Known {
				return true
			}
		}
	}
	return false
}
