package web

// This file writes the month page's table of accounts.

import (
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

const tablePageSize = 100

// phoneFigures are the three that a phone shows of each account.
var phoneFigures = map[string]bool{kpi.Followers: true, kpi.Interactions: true, kpi.EngagementRate: true}

// tableQuery reads the order and the page of the table in the address.
func tableQuery(c echo.Context) network.TableQuery {
	n, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || n < 1 {
		n = 1
	}
	return network.TableQuery{Sort: c.QueryParam("sort"), Desc: c.QueryParam("desc") != "", Page: n, PageSize: tablePageSize}
}

func (s *Server) monthTable(c echo.Context, month kpi.Month, filter kpi.Filter) (page.MonthTable, error) {
	ctx, p := c.Request().Context(), s.printer(c)
	table, err := s.net.AccountTable(ctx, s.who(c), month, filter, tableQuery(c))
	if err != nil {
		return page.MonthTable{}, err
	}
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return page.MonthTable{}, err
	}
	t := tableView{p: p, table: table, month: month, query: filterQuery(filter), by: map[string]kpi.Indicator{}}
	for _, i := range indicators {
		t.by[i.Code] = i
	}
	return t.view(), nil
}

// tableView turns a table of analytics into one of the page.
type tableView struct {
	p     *i18n.Printer
	table analytics.AccountTable
	month kpi.Month
	query url.Values // the filter's
	by    map[string]kpi.Indicator
}

func (t tableView) view() page.MonthTable {
	v := page.MonthTable{
		Total: t.p.N("month.accounts", t.table.Total),
		CSV:   address("/months/"+t.month.String()+"/accounts.csv", t.query),
		XLSX:  address("/months/"+t.month.String()+"/accounts.xlsx", t.query),
		Name:  t.column(t.p.T("month.account"), "name", false),
		// A table in order of spheres is in order of names within them.
		Sphere: t.column(t.p.T("month.sphere"), "sphere", false),
		State:  t.column(t.p.T("month.state"), "state", false),
		Paging: page.Paging{
			Page: t.table.Page, Pages: t.table.Pages(), Total: t.table.Total,
			From: (t.table.Page-1)*t.table.PageSize + 1, To: (t.table.Page-1)*t.table.PageSize + len(t.table.Rows),
			Href: t.pageAddress,
		},
	}
	for _, code := range t.table.Codes {
		column := t.column(t.by[code].Label(t.p.Locale(), 0), code, true)
		column.Main, column.Short = phoneFigures[code], column.Label
		if code == kpi.EngagementRate {
			column.Short = t.p.T("month.engagement_short")
		}
		v.Columns = append(v.Columns, column)
	}
	for _, r := range t.table.Rows {
		row := page.MonthRow{Account: r.Account}
		for _, code := range t.table.Codes {
			row.Cells = append(row.Cells, t.cell(code, r.Cells[code]))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// with is the table's address with some parts changed.
func (t tableView) with(changes map[string]string) string {
	q := url.Values{}
	for name, values := range t.query {
		q[name] = values
	}
	for name, value := range changes {
		q.Set(name, value)
	}
	return address("/months/"+t.month.String(), q)
}

func (t tableView) pageAddress(n int) string {
	return t.with(map[string]string{"sort": t.table.Sort, "desc": flag(t.table.Desc), "page": strconv.Itoa(n)}) + "#accounts"
}

// column is a header; a second click turns the order round. Numbers begin with
// the largest.
func (t tableView) column(label, sort string, number bool) page.MonthColumn {
	c := page.MonthColumn{Label: label, Sort: "none"}
	desc := number
	if t.table.Sort == sort {
		c.Sort, desc = "ascending", !t.table.Desc
		if t.table.Desc {
			c.Sort = "descending"
		}
	}
	c.Href = t.with(map[string]string{"sort": sort, "desc": flag(desc)})
	return c
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return ""
}

// cell writes a figure and its change on the month before.
func (t tableView) cell(code string, cell analytics.Cell) page.MonthCell {
	indicator := t.by[code]
	c := page.MonthCell{Main: phoneFigures[code], Text: writeFigure(t.p, indicator, cell.Value)}
	if !cell.Value.Known {
		c.Why = page.Why(t.p, cell)
	}
	if cell.ClosingOnly {
		c.Mark = t.p.T("month.closing_only")
	}
	if cell.Change.Known {
		c.Change = page.Delta{Change: cell.Change, Text: writeChange(t.p, indicator, cell.Change), Direction: indicator.Direction}
	}
	return c
}

// writeFigure writes a figure with its indicator's decimals and unit.
func writeFigure(p *i18n.Printer, i kpi.Indicator, n kpi.Number) string {
	if i.Unit == "%" {
		return p.Percent(n, i.DecimalsOf(n))
	}
	return p.Value(n, i.DecimalsOf(n))
}

// writeChange writes a difference of two figures: of rates, in points.
func writeChange(p *i18n.Printer, i kpi.Indicator, n kpi.Number) string {
	if i.Unit == "%" {
		return p.Points(n, i.DecimalsOf(n))
	}
	return p.Signed(n, i.DecimalsOf(n))
}
