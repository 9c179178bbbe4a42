package web

// This file answers with the month page.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// months leads to the month chosen in the menu, else to the one that a page
// without a month shows: GET /months.
func (s *Server) months(c echo.Context) error {
	query := c.QueryParams()
	month, err := kpi.ParseMonth(query.Get("month"))
	if err != nil {
		span, err := s.net.Months(c.Request().Context(), s.who(c))
		if err != nil {
			return err
		}
		month = span.Default
	}
	query.Del("month")
	return s.goTo(c, address("/months/"+month.String(), query))
}

// address is a path with a query, without the empty parts.
func address(path string, query url.Values) string {
	kept := url.Values{}
	for name, values := range query {
		for _, v := range values {
			if v != "" {
				kept.Add(name, v)
			}
		}
	}
	if len(kept) == 0 {
		return path
	}
	return path + "?" + kept.Encode()
}

// filterQuery is a filter as it stands in an address; filterOf reads it.
func filterQuery(f kpi.Filter) url.Values {
	q := url.Values{}
	for name, value := range map[string]string{
		"platform": f.Platform, "sphere": f.Sphere, "range": f.Range, "entity": f.Entity,
		"state": string(f.State), "q": f.Query, "accounts": string(f.Accounts),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// choicesOf are the filter menus' choices.
func choicesOf(g network.Groups) page.Choices {
	names := func(groups []analytics.Group) []string {
		out := make([]string, len(groups))
		for i, one := range groups {
			out[i] = one.Name
		}
		return out
	}
	return page.Choices{Platforms: names(g.Platforms), Spheres: names(g.Spheres), Ranges: names(g.Ranges), Entities: names(g.Entities)}
}

// monthPage shows a month: GET /months/:month.
func (s *Server) monthPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	span, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	if span.First.IsZero() {
		return s.beginPage(c)
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	dashboard, err := s.net.Dashboard(ctx, who, month, filter)
	if err != nil {
		return err
	}
	table, err := s.monthTable(c, month, filter)
	if err != nil {
		return err
	}
	figures, err := charts.Month(dashboard, p)
	if err != nil {
		return err
	}
	view := monthView(p, month, filter, span, dashboard)
	view.Title, view.Subtitle = monthFinding(p, dashboard, figures)
	view.Filters.Choices = choicesOf(groups)
	view.Table = table
	view.MayFill = mayFill(who)
	if who.Is(directors.roles...) {
		view.Board = address(boardAddress(month), filterQuery(filter))
	}
	standing, err := s.net.MonthStanding(ctx, who, month)
	if err != nil {
		return err
	}
	tellStanding(p, &view, standing, filter)
	annotator, err := s.annotator(c)
	if err != nil {
		return err
	}
	for _, f := range figures {
		if f.Title == view.Title { // the page has said it
			f.Title = p.T("chart.audience.title")
		}
		figure, err := annotator.figure(f, strings.TrimPrefix(f.ID, "chart-")+"-"+month.String())
		if err != nil {
			return err
		}
		view.Figures = append(view.Figures, withWays(figure, monthWays(p, view)...))
	}
	chrome, err := s.chrome(c, p.Month(month))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Month(chrome, view))
}

// monthWays are what can be done where a chart of a month has no data: take the
// filters away, ask for the figures or bring them, or look at the month before.
func monthWays(p *i18n.Printer, v page.MonthView) []page.Way {
	ways := []page.Way{{Href: v.Previous, Label: p.T("month.previous")}}
	if v.Board != "" {
		ways = append([]page.Way{{Href: v.Board, Label: p.T("board.link")}}, ways...)
	}
	if v.MayFill {
		ways = append([]page.Way{{Href: "/imports", Label: p.T("month.begin_import")}}, ways...)
	}
	if !v.Filters.Filter.Empty() {
		ways = []page.Way{{Href: v.Filters.Action, Label: p.T("layout.filter_clear")}}
	}
	return ways
}

// beginPage says how to begin where nothing was ever filed.
func (s *Server) beginPage(c echo.Context) error {
	chrome, err := s.chrome(c, s.printer(c).T("month.begin_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Month(chrome, page.MonthView{Begin: true, MayFill: mayFill(s.who(c))}))
}

// mayFill reports whether to offer the person to bring figures in; network
// decides what they may really file.
func mayFill(who kpi.Who) bool { return who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) }

// monthView is the page but for its table and charts.
func monthView(p *i18n.Printer, month kpi.Month, filter kpi.Filter, span network.MonthSpan, d analytics.Dashboard) page.MonthView {
	query := filterQuery(filter)
	path := "/months/" + month.String()
	v := page.MonthView{
		Month:    month,
		Filters:  page.Filters{Action: path, Filter: filter, Keep: hidden(query)},
		Tiles:    monthTiles(p, d),
		Workbook: address("/reports/"+month.String()+".xlsx", url.Values{"entity": {filter.Entity}}),
		Nothing:  d.Summary.Accounts == 0,
	}
	first, last := min(span.First, month), max(span.Last, span.Current, month)
	if month > first {
		v.Previous = address("/months/"+month.Add(-1).String(), query)
	}
	if month < last {
		v.Next = address("/months/"+month.Add(1).String(), query)
	}
	for m := last; m >= first; m-- {
		v.Choices = append(v.Choices, m)
	}
	v.Filing = filingLine(p, d.Summary)
	return v
}

// hidden are the parts of an address that a form carries along.
func hidden(query url.Values) []page.Hidden {
	var fields []page.Hidden
	for name, values := range query {
		for _, v := range values {
			fields = append(fields, page.Hidden{Name: name, Value: v})
		}
	}
	slices.SortFunc(fields, func(a, b page.Hidden) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

// monthFinding says what the month shows, in the words of its first chart, and
// how it was counted.
func monthFinding(p *i18n.Printer, d analytics.Dashboard, figures []charts.Figure) (title, subtitle string) {
	m, month := d.Summary.Measure(kpi.Followers), d.Summary.Month
	growth := m.LikeForLike.Growth
	switch {
	case !m.Value.Known:
		return p.T("month.title_none", "month", month), p.T("month.subtitle_none")
	case !growth.Known || len(figures) == 0:
		return p.T("month.title_known", "value", m.Value, "month", month),
			p.T("month.subtitle_known", "known", m.Known, "expected", m.Expected)
	}
	before := p.Month(month.Add(-1))
	if month.Add(-1).Year() == month.Year() {
		before = strings.TrimSuffix(before, " "+strconv.Itoa(month.Year()))
	}
	return figures[0].Title,
		p.N("month.subtitle", m.LikeForLike.N, "expected", m.Expected, "before", before, "now", p.Month(month))
}

// filingLine says how complete the month is, "" where nothing was expected.
func filingLine(p *i18n.Printer, s analytics.Summary) string {
	if s.Expected == 0 {
		return ""
	}
	return p.T("month.rates", "filed", s.FilingRate.N, "expected", s.FilingRate.M,
		"answered", s.FillRate.N, "asked", s.FillRate.M, "rate", p.Percent(s.FillRate.Value, 0))
}
