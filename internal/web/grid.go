package web

// This file is the page that sets spheres against ranges over a span, and its
// file.

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// spanPage is what the pages of a span begin with: what the address says, and
// the words for it. None is set where the network has no month yet.
type spanPage struct {
	exploreWriter
	none bool
}

// spanPageOf reads the address of a page of a span that stands at path.
// Errors: CodeInvalid.
func (s *Server) spanPageOf(c echo.Context, path string) (w spanPage, err error) {
	ctx := c.Request().Context()
	w.p = s.printer(c)
	if w.months, err = s.net.Months(ctx, s.who(c)); err != nil {
		return w, err
	}
	if w.none = w.months.First.IsZero(); w.none {
		return w, nil
	}
	if w.q, err = exploreQueryOf(c, w.months); err != nil {
		return w, err
	}
	w.q.path, w.q.by, w.q.measure = path, kpi.ScopeSphere, ""
	list, err := s.net.Indicators(ctx)
	w.indicators = map[string]kpi.Indicator{}
	for _, ind := range list {
		w.indicators[ind.Code] = ind
	}
	return w, err
}

// frame is the span, the filter and the finding of such a page; file is the
// address of its CSV.
func (w spanPage) frame(groups network.Groups, file string) page.SpanFrame {
	return page.SpanFrame{
		Nav: w.nav(), Notes: w.notes(), CSV: address(file, w.q.values()),
		Filters: page.Filters{Action: w.q.path, Filter: w.q.Filter, Also: hidden(w.q.notFilter()), Clear: address(w.q.path, w.q.notFilter()), Choices: choicesOf(groups)},
	}
}

// explore is the address of the span's page, for a part of what is shown here.
func (w spanPage) explore(changes ...string) string {
	q := w.q
	q.path = "/explore"
	return q.address(changes...)
}

// gridPage sets spheres against ranges: GET /grid.
func (s *Server) gridPage(c echo.Context) error {
	ctx, who := c.Request().Context(), s.who(c)
	w, err := s.spanPageOf(c, "/grid")
	if err != nil {
		return err
	}
	if w.none {
		return s.beginPage(c)
	}
	grid, err := s.net.Grid(ctx, who, w.q.SpanQuery)
	if err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	w.summary = grid.Whole.Summary
	chrome, err := s.chrome(c, w.p.T("grid.page_title", "span", w.q.Span))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.SpanGrid(chrome, w.grid(grid, groups)))
}

// grid writes the page.
func (w spanPage) grid(g analytics.Grid, groups network.Groups) page.SpanGridView {
	v := page.SpanGridView{SpanFrame: w.frame(groups, "/grid.csv"), Head: page.BoardByWord(w.p, analytics.GroupSphere)}
	v.Title = w.p.T("grid.title")
	v.Subtitle = w.p.T("explore.subtitle", "span", w.q.Span, "against", w.p.TheSpan(w.q.Against))
	v.TableTitle, v.TableText = w.gridFinding(g), w.p.T("grid.text", "months", network.SizeMonths)
	v.Nothing = !w.known(g.Whole.Summary)
	for _, column := range g.Columns {
		head := page.GridHead{Name: w.groupName(column)}
		if column.ID != 0 {
			head.Href = w.explore("range", column.Name, "by", kpi.ScopeSphere)
		}
		v.Columns = append(v.Columns, head)
	}
	v.Columns = append(v.Columns, page.GridHead{Name: w.p.T("explore.all")})
	for _, row := range g.Rows {
		line := page.GridLine{Name: w.groupName(row.Group)}
		if row.Group.ID != 0 {
			line.Href = w.explore("sphere", row.Group.Name, "by", kpi.ScopeRange)
		}
		for i, cell := range row.Cells {
			line.Cells = append(line.Cells, w.gridCell(cell, row.Group, g.Columns[i]))
		}
		sum := w.gridSum(row.Sum, line.Name, line.Href)
		sum.Column = w.p.T("explore.all")
		line.Cells = append(line.Cells, sum)
		v.Rows = append(v.Rows, line)
	}
	whole := page.GridLine{Name: w.p.T("explore.all"), Whole: true}
	for i, sum := range g.ColumnSums {
		cell := w.gridSum(sum, v.Columns[i].Name, v.Columns[i].Href)
		cell.Column = v.Columns[i].Name
		whole.Cells = append(whole.Cells, cell)
	}
	all := w.gridSum(g.Whole, w.p.T("explore.all"), w.explore())
	all.Column = w.p.T("explore.all")
	whole.Cells = append(whole.Cells, all)
	v.Rows = append(v.Rows, whole)
	return v
}

// known reports whether anything is known of a span or of what it is compared
// with.
func (w spanPage) known(s analytics.SpanSummary) bool {
	for _, m := range s.Measures {
		if m.Value.Known || m.Before.Known {
			return true
		}
	}
	return false
}

// groupName is what a group is called.
func (w spanPage) groupName(g analytics.Group) string {
	switch {
	case g.ID != 0:
		return g.Name
	case g.Kind == analytics.GroupSphere:
		return w.p.T("chart.no_sphere")
	case g.Kind == analytics.GroupRange:
		return w.p.T("chart.no_range")
	}
	return w.p.T("explore.in_none")
}

// gridFinding names the cell that grew most, like for like, where one did.
func (w spanPage) gridFinding(g analytics.Grid) string {
	row, column, found := g.FastestCell()
	if !found {
		return w.p.T("grid.no_finding")
	}
	cell := g.Rows[row].Cells[column]
	return w.p.T("grid.finding", "sphere", w.groupName(g.Rows[row].Group), "range", w.groupName(g.Columns[column]),
		"growth", w.p.SignedPercent(cell.Summary.Measure(kpi.Followers).LikeForLike.Growth, 1))
}

// gridCell writes a cell; one in no sphere or no range has no page of its own.
func (w spanPage) gridCell(c analytics.GridCell, row, column analytics.Group) page.SpanGridCell {
	href := ""
	if row.ID != 0 && column.ID != 0 {
		href = w.explore("sphere", row.Name, "range", column.Name, "by", kpi.ScopePlatform)
	}
	cell := w.gridSum(c, w.p.T("grid.pair", "sphere", w.groupName(row), "range", w.groupName(column)), href)
	cell.Column, cell.Whole = w.groupName(column), false
	return cell
}

// gridSum writes what some accounts do together.
func (w spanPage) gridSum(c analytics.GridCell, name, href string) page.SpanGridCell {
	if !c.Shown {
		return page.SpanGridCell{None: true, Why: w.p.T("grid.nobody")}
	}
	size := c.Summary.Measure(kpi.Followers)
	written := w.cell(size)
	cell := page.SpanGridCell{Whole: true, Href: href, Link: w.p.T("grid.link", "name", name, "size", written.Text), Size: written.Text, Growth: written.Change, Note: written.Note, Spark: w.sizeSpark(c.Size)}
	for _, code := range []string{kpi.Posts, kpi.Interactions, kpi.EngagementRate} {
		m := c.Summary.Measure(code)
		cell.Facts = append(cell.Facts, page.GridFact{Label: w.short(code), Text: writeFigure(w.p, w.indicators[code], m.Value)})
	}
	return cell
}

// short is what a measure of a cell is called.
func (w spanPage) short(code string) string {
	switch code {
	case kpi.Posts:
		return w.p.T("month.posts")
	case kpi.Interactions:
		return w.p.T("month.interactions")
	}
	return w.p.T("grid.engagement")
}

// sizeSpark is the small line of followers.
func (w spanPage) sizeSpark(values []analytics.Value) page.Spark {
	return sparkOfSums(w.p, w.p.T("month.audience"), values, func(n kpi.Number) string { return w.p.Value(n, 0) })
}

// gridCSV gives the grid as a file, a line per sphere, range and measure: GET
// /grid.csv.
func (s *Server) gridCSV(c echo.Context) error {
	w, err := s.spanPageOf(c, "/grid")
	if err != nil {
		return err
	}
	if w.none {
		return kpi.NotFound("error.not_found")
	}
	grid, err := s.net.Grid(c.Request().Context(), s.who(c), w.q.SpanQuery)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	table, _ := reports.NewTable(&file, "csv", w.p)
	head := []string{page.BoardByWord(w.p, analytics.GroupSphere), page.BoardByWord(w.p, analytics.GroupRange)}
	if err := table.Header(append(head, w.measureHead()...)...); err != nil {
		return err
	}
	all := w.p.T("explore.all")
	write := func(row, column string, cell analytics.GridCell) {
		for _, m := range cell.Summary.Measures {
			if err == nil && cell.Shown {
				err = table.Row(append([]reports.Cell{reports.Text(row), reports.Text(column)}, w.measureCells(m)...)...)
			}
		}
	}
	for _, row := range grid.Rows {
		for i, cell := range row.Cells {
			write(w.groupName(row.Group), w.groupName(grid.Columns[i]), cell)
		}
		write(w.groupName(row.Group), all, row.Sum)
	}
	for i, sum := range grid.ColumnSums {
		write(all, w.groupName(grid.Columns[i]), sum)
	}
	write(all, all, grid.Whole)
	if err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	return w.sendCSV(c, w.p.T("grid.file_name"), file.Bytes())
}

// measureHead heads the columns of a measure in a file.
func (w spanPage) measureHead() []string {
	return []string{w.p.T("explore.measure"), w.p.T("explore.span"), w.p.T("explore.file_value"), w.p.T("explore.file_known"), w.p.T("explore.file_expected"),
		w.p.T("explore.against"), w.p.T("explore.file_before"), w.p.T("explore.file_growth"), w.p.T("explore.head_compared"), w.p.T("explore.file_points")}
}

// measureCells are the columns of a measure in a file.
func (w spanPage) measureCells(m analytics.SpanMeasure) []reports.Cell {
	return []reports.Cell{
		reports.Text(w.label(m.Code)), reports.Text(w.q.Span.String()), reports.Number(m.Value),
		reports.Number(kpi.Num(float64(m.Known))), reports.Number(kpi.Num(float64(m.Expected))), reports.Text(w.q.Against.String()), reports.Number(m.Before),
		reports.Number(m.LikeForLike.Growth), reports.Number(kpi.Num(float64(m.LikeForLike.N))), reports.Number(m.ChangePt),
	}
}

// sendCSV hands a file out under a name and the span.
func (w spanPage) sendCSV(c echo.Context, name string, file []byte) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+"-"+w.q.Span.String()+`.csv"`)
	return c.Blob(http.StatusOK, csvType, file)
}
