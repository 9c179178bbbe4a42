package web

// This file is the page of the tree of entities over a span, and its file.

import (
	"bytes"
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// treePage lays out the tree of entities: GET /tree.
func (s *Server) treePage(c echo.Context) error {
	ctx, who := c.Request().Context(), s.who(c)
	w, err := s.spanPageOf(c, "/tree")
	if err != nil {
		return err
	}
	if w.none {
		return s.beginPage(c)
	}
	tree, err := s.net.Tree(ctx, who, w.q.SpanQuery)
	if err != nil {
		return err
	}
	if w.summary, err = s.net.SpanSummary(ctx, who, w.q.SpanQuery); err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	view := w.tree(tree, groups)
	if len(groups.Entities) == 0 {
		view.Rows, view.Nothing = nil, false
		if who.Is(kpi.RoleAdmin) {
			view.Setup = "/settings/entities"
		}
	}
	chrome, err := s.chrome(c, w.p.T("tree.page_title", "span", w.q.Span))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Tree(chrome, view))
}

// tree writes the page.
func (w spanPage) tree(tree []analytics.Branch, groups network.Groups) page.TreeView {
	v := page.TreeView{SpanFrame: w.frame(groups, "/tree.csv"), Head: page.BoardByWord(w.p, analytics.GroupEntity), Columns: []string{
		w.p.T("tree.staff"), w.p.T("month.audience"), w.p.T("tree.followers_hundred"), w.p.T("month.posts"), w.p.T("month.interactions"),
		w.p.T("tree.interactions_hundred"), w.p.T("month.engagement"),
	}}
	v.Title = w.p.T("tree.title")
	v.Subtitle = w.p.T("explore.subtitle", "span", w.q.Span, "against", w.p.TheSpan(w.q.Against))
	v.TableTitle, v.TableText = w.p.T("tree.table"), w.p.T("tree.text", "months", network.SizeMonths)
	v.Nothing = !w.known(w.summary)
	var entities []analytics.Group
	for _, b := range tree {
		entities = append(entities, b.Group)
	}
	open := foldsOf(w.p, w.q, entities)
	for i, b := range tree {
		if open.hidden(i) {
			continue
		}
		row := w.treeRow(b)
		row.Branch = open.branch(i)
		v.Rows = append(v.Rows, row)
	}
	v.Folds = open.ways()
	return v
}

func (w spanPage) treeRow(b analytics.Branch) page.TreeRow {
	r := page.TreeRow{Name: w.groupName(b.Group), Spark: w.sizeSpark(b.Size)}
	if b.Group.ID != 0 {
		r.Href = w.explore("entity", b.Group.Name, "open", "")
	}
	staff := page.SpanTableCell{Text: w.p.Value(b.Staff.Headcount, 0)}
	if b.Staff.Known > 0 && b.Staff.Known < b.Staff.Of {
		staff.Note = w.p.N("tree.staff_of", b.Staff.Known, "of", b.Staff.Of)
	}
	rate := func(n kpi.Number, code string) page.SpanTableCell { // stands on the accounts of its measure
		cell := page.SpanTableCell{Text: w.p.Value(n, 1)}
		if n.Known {
			cell.Note = w.cell(b.Summary.Measure(code)).Note
		}
		return cell
	}
	measure := func(code string) page.SpanTableCell { return w.cell(b.Summary.Measure(code)) }
	r.Cells = []page.SpanTableCell{staff, measure(kpi.Followers), rate(b.FollowersPerHundred, kpi.Followers), measure(kpi.Posts), measure(kpi.Interactions),
		rate(b.InteractionsPerHundred, kpi.Interactions), measure(kpi.EngagementRate)}
	for i := range r.Cells {
		if r.Cells[i].Text == "" {
			r.Cells[i].Text = i18n.Unknown
		}
	}
	return r
}

// treeCSV gives the tree as a file, a line per entity and measure: GET
// /tree.csv.
func (s *Server) treeCSV(c echo.Context) error {
	w, err := s.spanPageOf(c, "/tree")
	if err != nil {
		return err
	}
	if w.none {
		return kpi.NotFound("error.not_found")
	}
	tree, err := s.net.Tree(c.Request().Context(), s.who(c), w.q.SpanQuery)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	table, _ := reports.NewTable(&file, "csv", w.p)
	head := []string{page.BoardByWord(w.p, analytics.GroupEntity), w.p.T("tree.staff")}
	head = append(append(head, w.measureHead()...), w.p.T("tree.hundred"))
	if err := table.Header(head...); err != nil {
		return err
	}
	for _, b := range tree {
		for _, m := range b.Summary.Measures {
			hundred := kpi.Number{}
			switch m.Code {
			case kpi.Followers:
				hundred = b.FollowersPerHundred
			case kpi.Interactions:
				hundred = b.InteractionsPerHundred
			}
			cells := append([]reports.Cell{reports.Text(w.groupName(b.Group)), reports.Number(b.Staff.Headcount)}, w.measureCells(m)...)
			if err := table.Row(append(cells, reports.Number(hundred))...); err != nil {
				return err
			}
		}
	}
	if err := table.Close(); err != nil {
		return err
	}
	return w.sendCSV(c, w.p.T("tree.file_name"), file.Bytes())
}
