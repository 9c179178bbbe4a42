package network

// This file finds what a figures file gives twice. Where a row is all the
// figures of its account and month, two rows are compared as a whole; in the
// other forms each figure is.

import (
	"cmp"
	"slices"
	"strconv"
)

// merge leaves one row for each account and month, in the order of months and
// accounts, and says what came twice.
func (i *figureImport) merge() {
	order := i.inOrder(func(a, b *importRow) int { return cmp.Compare(a.account.rank(), b.account.rank()) })
	kept := make([]importRow, 0, len(i.rows))
	var cells []importCell
	for from := 0; from < len(order); {
		first := i.rows[order[from]]
		to := from + 1
		for to < len(order) && i.rows[order[to]].month == first.month && i.rows[order[to]].account == first.account {
			to++
		}
		switch {
		case first.account == nil: // its problem is known
		case i.wide:
			kept = append(kept, i.chooseRow(order[from:to]))
		default:
			at := int32(len(cells))
			cells = append(cells, i.chooseCells(order[from:to])...)
			for _, k := range order[from:to] {
				first.comment = cmp.Or(first.comment, i.rows[k].comment)
			}
			first.cells = [2]int32{at, int32(len(cells))}
			kept = append(kept, first)
		}
		from = to
	}
	i.rows = kept
	if !i.wide {
		i.cells = cells
	}
}

// chooseRow returns the row that counts among those of one account and month.
func (i *figureImport) chooseRow(order []int32) importRow {
	chosen := i.rows[order[0]]
	for _, k := range order[1:] {
		row := i.rows[k]
		switch {
		case row.cells[0] == row.cells[1]: // gives nothing
			if row.comment != "" {
				chosen.comment = row.comment
			}
		case chosen.cells[0] == chosen.cells[1]:
			row.comment = cmp.Or(row.comment, chosen.comment)
			chosen = row
		case slices.Equal(i.cells[chosen.cells[0]:chosen.cells[1]], i.cells[row.cells[0]:row.cells[1]]):
			i.result.notice(int(row.line), "", "import.twice_same", "line", lineText(chosen.line), "handle", i.handleOf(row), "month", row.month)
		default:
			if i.twice(row, chosen, "") {
				chosen = row
			}
		}
	}
	return chosen
}

// twice deals with a row or a figure that differs from an earlier one, and
// reports whether the later one counts.
func (i *figureImport) twice(later, earlier importRow, indicator string) bool {
	args := []any{"line", lineText(earlier.line), "handle", i.handleOf(later), "month", later.month}
	switch i.o.OnDuplicate {
	case "first":
		i.result.notice(int(later.line), indicator, "import.twice_first", args...)
	case "last":
		i.result.notice(int(later.line), indicator, "import.twice_last", args...)
		return true
	default:
		i.result.problem(int(later.line), indicator, "", "import.twice_differs", args...)
	}
	return false
}

func (i *figureImport) handleOf(r importRow) string {
	ref := i.refs[r.ref]
	return cmp.Or(ref.Handle, ref.ExternalID)
}

// chooseCells returns the figures that count among those of one account and
// month, by indicator.
func (i *figureImport) chooseCells(order []int32) []importCell {
	type given struct {
		importCell
		row importRow
	}
	var chosen []given
	for _, k := range order {
		row := i.rows[k]
		for _, c := range i.cells[row.cells[0]:row.cells[1]] {
			at := slices.IndexFunc(chosen, func(g given) bool { return g.indicator == c.indicator })
			switch code := i.indicators[c.indicator].Code; {
			case at < 0:
				chosen = append(chosen, given{c, row})
			case chosen[at].importCell == c:
				i.result.notice(int(row.line), code, "import.twice_same", "line", lineText(chosen[at].row.line), "handle", i.handleOf(row), "month", row.month)
			case i.twice(row, chosen[at].row, code):
				chosen[at] = given{c, row}
			}
		}
	}
	cells := make([]importCell, len(chosen))
	for k, g := range chosen {
		cells[k] = g.importCell
	}
	return cells
}

// lineText writes the number of a line in a message: without separators, as
// editors show it.
func lineText(line int32) string { return strconv.Itoa(int(line)) }
