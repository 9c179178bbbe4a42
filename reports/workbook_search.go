package reports

// How the accounts are ranked by search engines: what moved, then every query.
// The sheet is there where any query is measured.

import (
	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Columns of a query.
const (
	searchAccount = iota
	searchPlatform
	searchQuery
	searchNow
	searchBefore
	searchMove
	searchBest
	searchBestMonth
)

func (b *workbook) searchSheet() {
	if b.search == "" {
		return
	}
	sheet, r := b.search, *b.r.Search
	count := r.Moves.Count
	b.widths(sheet, 30, 14, 46, 16, 16, 16, 16, 18)
	b.head(sheet, b.p.N("report.search.title", count.Looked), b.p.T("report.search.reading"))
	row := b.section(sheet, headRows+1, b.p.T("search.moved"))
	b.text(sheet, 0, row, b.p.N("search.compared", count.Compared(), "month", b.month(), "before", b.month().Add(-1)), look{color: mutedColor})
	row = b.searchMoves(sheet, row+1, r.Moves)
	row = b.section(sheet, row+1, b.p.N("search.queries_n", count.Queries))
	if len(r.Lines) < r.Total {
		b.text(sheet, 0, row, b.p.N("report.search.cut", len(r.Lines), "total", r.Total), look{color: mutedColor})
		row++
	}
	header := row
	b.searchHeadings(sheet, header)
	for i, l := range r.Lines {
		b.searchLine(sheet, header+1+i, l)
	}
	b.better(sheet, cellName(searchMove, header+1)+":"+cellName(searchMove, header+max(1, len(r.Lines))), kpi.DirectionUp)
	b.page(sheet, charts.Color(5), 1, headRows-1)
}

func (b *workbook) searchHeadings(sheet string, row int) {
	for i, name := range []string{
		b.p.T("report.account"), b.p.T("report.platform"), b.p.T("search.query"), b.p.T("search.now"), b.p.T("search.before"),
		b.p.T("search.move"), b.p.T("search.best"), b.p.T("report.search.best_month"),
	} {
		head := look{bold: true, fill: headColor, under: true, top: true, align: "left", wrap: true}
		if i >= searchNow {
			head.align = "right"
		}
		b.text(sheet, i, row, name, head)
	}
	b.do(b.f.SetRowHeight(sheet, row, 32))
}

// searchMoves writes what moved, each way with its biggest moves, and returns
// the row after it.
func (b *workbook) searchMoves(sheet string, row int, m analytics.SearchMoves) int {
	if len(m.Rises)+len(m.Falls)+len(m.Entered)+len(m.Left) == 0 {
		b.text(sheet, 0, row, b.p.T("search.still"), look{})
		return row + 1
	}
	for _, list := range []struct {
		title string
		lines []analytics.SearchLine
		color string
	}{
		{b.p.N("search.rises", m.Count.Rose), m.Rises, charts.Better()},
		{b.p.N("search.entries", m.Count.Entered), m.Entered, charts.Better()},
		{b.p.N("search.falls", m.Count.Fell), m.Falls, charts.Worse()},
		{b.p.N("search.exits", m.Count.Left), m.Left, charts.Worse()},
	} {
		if len(list.lines) == 0 {
			continue
		}
		b.text(sheet, 0, row, list.title, look{bold: true, top: true})
		row++
		for _, l := range list.lines {
			b.text(sheet, searchAccount, row, l.Account.Name(), look{under: true, indent: 1})
			b.text(sheet, searchPlatform, row, l.Account.Platform, look{under: true})
			b.text(sheet, searchQuery, row, l.Query.Query, look{under: true, bold: true})
			b.text(sheet, searchNow, row, searchMoveWords(b.p, l), look{under: true, color: list.color})
			for column := searchBefore; column <= searchBestMonth; column++ {
				b.text(sheet, column, row, "", look{under: true})
			}
			b.do(b.f.MergeCell(sheet, cellName(searchNow, row), cellName(searchBestMonth, row)))
			b.do(b.f.SetRowHeight(sheet, row, 18))
			row++
		}
	}
	return row
}

// searchMoveWords say from which place to which a query moved.
func searchMoveWords(p *i18n.Printer, l analytics.SearchLine) string {
	switch {
	case l.Event == analytics.SearchEntered:
		return "▲ " + p.T("search.entered_at", "place", l.Now.Place)
	case l.Event == analytics.SearchLeft:
		return "▼ " + p.T("search.left_from", "place", l.Before.Place)
	case l.Move.V < 0:
		return "▲ " + p.N("search.gained", int(-l.Move.V)) + ", " + p.T("search.from_to", "old", l.Before.Place, "new", l.Now.Place)
	}
	return "▼ " + p.N("search.lost", int(l.Move.V)) + ", " + p.T("search.from_to", "old", l.Before.Place, "new", l.Now.Place)
}

func (b *workbook) searchLine(sheet string, row int, l analytics.SearchLine) {
	line := look{under: true}
	b.text(sheet, searchAccount, row, l.Account.Name(), look{under: true, bold: true})
	b.text(sheet, searchPlatform, row, l.Account.Platform, line)
	b.text(sheet, searchQuery, row, l.Query.Query, line)
	b.searchPlace(sheet, searchNow, row, l.Now)
	b.searchPlace(sheet, searchBefore, row, l.Before)
	switch l.Event {
	case analytics.SearchEntered:
		b.text(sheet, searchMove, row, b.p.T("search.entered"), look{under: true, align: "right", color: charts.Better()})
	case analytics.SearchLeft:
		b.text(sheet, searchMove, row, b.p.T("search.left"), look{under: true, align: "right", color: charts.Worse()})
	default:
		b.number(sheet, searchMove, row, l.Move.Times(-1), look{under: true, format: changeFormat(0, "")})
	}
	b.number(sheet, searchBest, row, l.Best.Number(), look{under: true, format: decimals(0)})
	if l.Best.Ranked() {
		b.date(sheet, searchBestMonth, row, l.BestMonth, look{under: true, align: "right", format: monthFormat(b.p)})
	} else {
		b.text(sheet, searchBestMonth, row, "", line)
	}
	b.do(b.f.SetRowHeight(sheet, row, 18))
}

// searchPlace writes a place: a number, "not ranked" in words, or nothing.
func (b *workbook) searchPlace(sheet string, column, row int, place kpi.SearchPlace) {
	if place == kpi.NotRanked {
		b.text(sheet, column, row, b.p.T("search.not_ranked"), look{under: true, align: "right", color: mutedColor})
		return
	}
	b.number(sheet, column, row, place.Number(), look{under: true, format: decimals(0)})
}
