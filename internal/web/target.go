package web

// This file shows the targets of a period and how far they are, as a page and as
// a file; target_view.go puts them into words.

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// targetPageSize is how many targets a page shows.
const targetPageSize = 50

// targetQueryOf reads which targets an address asks for: of the year of the last
// month that is over, where it says no period. Errors: CodeInvalid.
func (s *Server) targetQueryOf(c echo.Context) (q network.TargetQuery, err error) {
	params := c.QueryParams()
	q = network.TargetQuery{Span: kpi.YearOf(s.net.CurrentMonth().Add(-1)), Scope: params.Get("scope"), Code: params.Get("indicator"),
		Standing: analytics.TargetStanding(params.Get("standing")), Text: params.Get("q"), PageSize: targetPageSize}
	q.Page, _ = strconv.Atoi(params.Get("page"))
	if text := params.Get("span"); text != "" {
		if q.Span, err = kpi.ParseSpan(text); err != nil {
			return q, err
		}
	}
	if !slices.Contains(kpi.TargetScopes, q.Scope) {
		q.Scope = ""
	}
	if !slices.Contains(analytics.TargetStandings, q.Standing) {
		q.Standing = ""
	}
	return q, nil
}

// targetAddress is the page of a query with some parts changed.
func targetAddress(path string, q network.TargetQuery, changes ...string) string {
	values := url.Values{"span": {q.Span.String()}, "scope": {q.Scope}, "indicator": {q.Code}, "standing": {string(q.Standing)}, "q": {q.Text}}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
	}
	return address(path, values)
}

// targetsPage lists the targets of a period: GET /targets.
func (s *Server) targetsPage(c echo.Context) error {
	q, err := s.targetQueryOf(c)
	if err != nil {
		return err
	}
	list, err := s.net.Targets(c.Request().Context(), s.who(c), q)
	if err != nil {
		return err
	}
	months, err := s.net.Months(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	p := s.printer(c)
	view := targetsView(p, q, list, months)
	view.Done = s.targetDone(c, p)
	chrome, err := s.chrome(c, view.Title)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Targets(chrome, view))
}

// targetsView writes the page.
func targetsView(p *i18n.Printer, q network.TargetQuery, list network.TargetPage, months network.MonthSpan) page.TargetsView {
	v := page.TargetsView{Span: q.Span.String(), Scope: q.Scope, Indicator: q.Code, Text: q.Text, CSV: targetAddress("/targets.csv", q), None: list.All == 0 && q.Text == "",
		Count: p.N("target.count", list.Total)}
	v.Title, v.Subtitle = targetFinding(p, q, list), p.T("target.subtitle", "month", list.Last)
	v.NoneText = p.T("target.none_text")
	if list.MaySet {
		v.NoneText = p.T("target.none_text_direction")
		v.New = address("/targets/new", url.Values{"span": {q.Span.String()}, "scope": {q.Scope}})
		v.Copy = "/targets/copy"
	}
	targetPeriods(p, &v, q, list, months)
	v.Scopes = append(v.Scopes, page.Option{Label: p.T("target.all_scopes")})
	for _, scope := range kpi.TargetScopes {
		if n := list.Scopes[scope]; n > 0 || scope == q.Scope {
			v.Scopes = append(v.Scopes, page.Option{Value: scope, Label: p.T("target.counted", "label", charts.TargetScopes(p, scope), "n", n)})
		}
	}
	v.Indicators = append(v.Indicators, page.Option{Label: p.T("target.all_indicators")})
	for _, ind := range list.Codes {
		v.Indicators = append(v.Indicators, page.Option{Value: ind.Code, Label: ind.Label(p.Locale(), 0)})
	}
	all := 0
	for _, n := range list.Standings {
		all += n
	}
	v.Standings = append(v.Standings, page.BoardChoice{ListChoice: page.ListChoice{Label: p.T("target.all"), On: q.Standing == "", Href: targetAddress("/targets", q, "standing", "")}, Count: p.Number(float64(all), 0)})
	for _, standing := range analytics.TargetStandings {
		if n := list.Standings[standing]; n > 0 || q.Standing == standing {
			v.Standings = append(v.Standings, page.BoardChoice{Count: p.Number(float64(n), 0),
				ListChoice: page.ListChoice{Label: charts.TargetStanding(p, standing), On: q.Standing == standing, Href: targetAddress("/targets", q, "standing", string(standing))}})
		}
	}
	for name, value := range map[string]string{"span": q.Span.String(), "standing": string(q.Standing)} {
		if value != "" {
			v.Also = append(v.Also, page.Hidden{Name: name, Value: value})
		}
	}
	slices.SortFunc(v.Also, func(a, b page.Hidden) int { return compareText(a.Name, b.Name) })
	if q.Scope != "" || q.Code != "" || q.Text != "" || q.Standing != "" {
		v.Clear = address("/targets", url.Values{"span": {q.Span.String()}})
	}
	w := targetWriter{p: p, months: months, last: list.Last}
	for _, t := range list.List {
		if n := len(v.Groups); n == 0 || v.Groups[n-1].ID != t.Scope {
			v.Groups = append(v.Groups, page.TargetGroup{ID: t.Scope, Title: charts.TargetScopes(p, t.Scope), Told: v.Title,
				File: p.T("target.file_name") + "-" + q.Span.String() + "-" + t.Scope})
		}
		group := &v.Groups[len(v.Groups)-1]
		group.Lines = append(group.Lines, w.line(t))
	}
	first := (list.Page - 1) * max(list.PageSize, 1)
	v.Paging = page.Paging{Page: list.Page, Pages: list.Pages(), Total: list.Total, From: first + 1, To: first + len(list.List),
		Href: func(n int) string { return targetAddress("/targets", q, "page", strconv.Itoa(n)) }}
	return v
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// targetPeriods are the periods that the page leads to: years and months with a
// target, and those of today.
func targetPeriods(p *i18n.Printer, v *page.TargetsView, q network.TargetQuery, list network.TargetPage, months network.MonthSpan) {
	yearly := q.Span.Len() > 1
	here := kpi.YearOf(months.Current)
	if !yearly {
		here = kpi.MonthOnly(months.Current)
	}
	spans := []kpi.Span{q.Span, here}
	for _, s := range list.Spans {
		if (s.Len() > 1) == yearly {
			spans = append(spans, s)
		}
	}
	slices.SortFunc(spans, func(a, b kpi.Span) int { return int(b.From - a.From) })
	spans = slices.Compact(spans)
	for i, s := range spans {
		v.Spans = append(v.Spans, page.Option{Value: s.String(), Label: p.Span(s)})
		if s != q.Span {
			continue
		}
		if i > 0 {
			v.Next = targetAddress("/targets", q, "span", spans[i-1].String())
		}
		if i+1 < len(spans) {
			v.Previous = targetAddress("/targets", q, "span", spans[i+1].String())
		}
	}
	year, month := kpi.YearOf(q.Span.Until), kpi.MonthOnly(min(q.Span.Until, list.Last))
	if !q.Span.Has(month.From) {
		month = kpi.MonthOnly(q.Span.From)
	}
	v.Kinds = []page.ListChoice{
		{Label: p.T("target.year"), On: yearly, Href: targetAddress("/targets", q, "span", year.String())},
		{Label: p.T("target.month"), On: !yearly, Href: targetAddress("/targets", q, "span", month.String())},
	}
	for name, value := range map[string]string{"scope": q.Scope, "indicator": q.Code, "standing": string(q.Standing), "q": q.Text} {
		if value != "" {
			v.Keep = append(v.Keep, page.Hidden{Name: name, Value: value})
		}
	}
	slices.SortFunc(v.Keep, func(a, b page.Hidden) int { return compareText(a.Name, b.Name) })
}

// sessionTarget keeps what was done last, so that it can be taken back.
const sessionTarget = "target"

// targetUndo is what takes an act back.
type targetUndo struct {
	Text   string
	Action string
	Fields []page.Hidden
}

// leaveTarget keeps what was done for the next page.
func (s *Server) leaveTarget(c echo.Context, undo targetUndo) error {
	text, err := json.Marshal(undo)
	s.sessions.Put(c.Request().Context(), sessionTarget, string(text))
	return err
}

// targetDone takes it; nil where nothing was done.
func (s *Server) targetDone(c echo.Context, _ *i18n.Printer) *page.TargetDone {
	var undo targetUndo
	text := s.sessions.PopString(c.Request().Context(), sessionTarget)
	if text == "" || json.Unmarshal([]byte(text), &undo) != nil {
		return nil
	}
	return &page.TargetDone{Text: undo.Text, Action: undo.Action, Fields: undo.Fields}
}

// targetsCSV gives the targets of a query as a file: GET /targets.csv.
func (s *Server) targetsCSV(c echo.Context) error {
	q, err := s.targetQueryOf(c)
	if err != nil {
		return err
	}
	q.Page, q.PageSize = 0, 0
	p := s.printer(c)
	list, err := s.net.Targets(c.Request().Context(), s.who(c), q)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	table := reports.NewCSV(&file, p)
	if err := table.Header(p.T("target.scope"), p.T("target.for"), p.T("target.indicator"), p.T("target.period"), p.T("target.value"), p.T("target.so_far"),
		p.T("target.known"), p.T("target.expected"), p.T("target.pace"), p.T("target.projected"), p.T("target.share"), p.T("target.standing"), p.T("target.before")); err != nil {
		return err
	}
	for _, t := range list.List {
		g := t.Progress
		if err := table.Row(reports.Text(scopeWord(p, t.Scope)), reports.Text(targetName(p, t)), reports.Text(targetIndicator(p, t)), reports.Text(t.Span.String()),
			reports.Number(kpi.Num(t.Value)), reports.Number(g.Now), reports.Number(kpi.Num(float64(g.Known))), reports.Number(kpi.Num(float64(g.Expected))),
			reports.Number(g.Pace), reports.Number(g.Projected), reports.Number(g.Share), reports.Text(charts.TargetStanding(p, g.Standing)), reports.Number(t.Before)); err != nil {
			return err
		}
	}
	if err := table.Close(); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+p.T("target.file_name")+"-"+q.Span.String()+`.csv"`)
	return c.Blob(http.StatusOK, csvType, file.Bytes())
}
