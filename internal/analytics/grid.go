package analytics

// This file sets spheres against ranges over a span: what each sphere does in
// each range.

import "portevoix/internal/kpi"

// Grid is a span by sphere and by range at once, compared with another span.
type Grid struct {
	Span, Against kpi.Span
	Columns       []Group // ranges
	Rows          []GridRow
	ColumnSums    []GridCell // of each column, over all spheres
	Whole         GridCell
}

// GridRow is a sphere: a cell per column, and all of its ranges together.
type GridRow struct {
	Group Group
	Cells []GridCell
	Sum   GridCell
}

// GridCell is what the accounts of one sphere and one range do together.
type GridCell struct {
	// Shown is false where nobody is there, or so few that the person may not see
	// them by themselves.
	Shown   bool
	Summary SpanSummary
	Size    []Value // followers, month by month up to the end of the span
}

// GridKey is a sphere and a range; 0 is "in none". Of the sums of a row the
// column is 0, of those of a column the row.
type GridKey struct{ Row, Column kpi.ID }

// GridBasis is what a grid is made from: the groups of a span by sphere and
// range, by sphere, by range and as a whole, with the sizes over months of each.
type GridBasis struct {
	Span, Against        kpi.Span
	Cells, Rows, Columns []GroupSpan
	Whole                []GroupSpan // one, or none where nothing is known
	CellSizes, RowSizes  map[GridKey][]Value
	ColumnSizes          map[GridKey][]Value
	WholeSizes           map[GridKey][]Value
}

// NewGrid lays out a grid: rows and columns stand in the order given, those in
// no sphere or no range among them. It adds nothing up: each sum is one of its
// own, since an account counts once whatever its cell.
func NewGrid(b GridBasis) Grid {
	g := Grid{Span: b.Span, Against: b.Against}
	cells := make(map[GridKey]GridCell, len(b.Cells))
	for _, c := range b.Cells {
		key := GridKey{c.Group.ID, c.Column.ID}
		cells[key] = GridCell{Shown: true, Summary: c.Summary, Size: b.CellSizes[key]}
	}
	for _, c := range b.Columns {
		g.Columns = append(g.Columns, c.Group)
		g.ColumnSums = append(g.ColumnSums, GridCell{Shown: true, Summary: c.Summary, Size: b.ColumnSizes[GridKey{c.Group.ID, 0}]})
	}
	for _, r := range b.Rows {
		row := GridRow{Group: r.Group, Cells: make([]GridCell, len(g.Columns))}
		row.Sum = GridCell{Shown: true, Summary: r.Summary, Size: b.RowSizes[GridKey{r.Group.ID, 0}]}
		for i, c := range g.Columns {
			row.Cells[i] = cells[GridKey{r.Group.ID, c.ID}]
		}
		g.Rows = append(g.Rows, row)
	}
	if len(b.Whole) > 0 {
		g.Whole = GridCell{Shown: true, Summary: b.Whole[0].Summary, Size: b.WholeSizes[GridKey{}]}
	}
	return g
}

// SizesOf parts the totals of one indicator by group, or by the pair of two
// groupings, into lines over months; a month that nobody filed is a gap.
func SizesOf(months []kpi.Month, totals []kpi.Total) map[GridKey][]Value {
	place := make(map[kpi.Month]int, len(months))
	for i, m := range months {
		place[m] = i
	}
	lines := map[GridKey][]Value{}
	for _, t := range totals {
		i, asked := place[t.Month]
		if !asked {
			continue
		}
		key := GridKey{t.A, t.B}
		line := lines[key]
		if line == nil {
			line = make([]Value, len(months))
			for k, m := range months {
				line[k].Month = m
			}
			lines[key] = line
		}
		line[i] = groupValue(t.Month, t)
	}
	return lines
}

// FastestCell finds the cell whose followers grew most, like for like; none did
// where found is false. Of equal ones it is the first.
func (g Grid) FastestCell() (row, column int, found bool) {
	best := kpi.Num(0)
	for i, r := range g.Rows {
		for k, c := range r.Cells {
			growth := c.Summary.Measure(kpi.Followers).LikeForLike.Growth
			if c.Shown && growth.Known && growth.V > best.V {
				row, column, found, best = i, k, true, growth
			}
		}
	}
	return row, column, found
}
