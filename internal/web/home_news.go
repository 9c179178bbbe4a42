package web

// This file tells on the home page what happened since a person last looked,
// and the committee what there is to read.

import (
	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// looked keeps up to which act the person has looked: POST /home/looked.
func (s *Server) looked(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.net.Looked(c.Request().Context(), s.who(c), kpi.ParseID(form.Get("act"))); err != nil {
		return err
	}
	return s.goTo(c, "/")
}

// news are those of the person who asks.
func (s *Server) news(c echo.Context) (*page.NewsView, error) {
	ctx, p := c.Request().Context(), s.printer(c)
	news, err := s.net.News(ctx, s.who(c))
	if err != nil || news.Empty() {
		return nil, err
	}
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	v := &page.NewsView{Until: news.Until.String(), Lines: newsLines(p, news)}
	for _, own := range news.Own {
		labels := map[string]string{}
		for _, i := range indicators {
			labels[i.Code] = i.Label(p.Locale(), own.Account.PlatformID)
		}
		v.Own = append(v.Own, page.NewsAccount{Name: own.Account.Name(), Identity: own.Account.Platform + " · " + own.Account.Handle,
			Href: page.AccountAddress(own.Account.ID, ""), Changes: page.ChangesOf(p, own.Entries, labels, s.net.Now().Location())})
	}
	return v, nil
}

// newsLines puts into words what happened to the network.
func newsLines(p *i18n.Printer, news network.News) (lines []page.Way) {
	for _, r := range news.Reports {
		line := page.Way{Href: "/reports", Label: p.T("news.report", "number", r.Number, "month", r.Month)}
		if r.Replaces != 0 {
			line.Label = p.T("news.report_again", "number", r.Number, "month", r.Month, "replaced", r.Replaces)
		}
		lines = append(lines, line)
	}
	for _, f := range news.Filed {
		lines = append(lines, page.Way{Href: boardAddress(f.Month), Label: p.N("news.filed", f.Count, "month", f.Month)})
	}
	if news.Answers > 0 {
		lines = append(lines, page.Way{Href: "/board", Label: p.N("news.answers", news.Answers)})
	}
	if news.Proposed > 0 {
		lines = append(lines, page.Way{Href: "/corrections", Label: p.N("news.proposed", news.Proposed)})
	}
	for _, m := range news.Months {
		line := page.Way{Href: "/months/" + m.Month.String(), Label: p.T("news.closed", "month", m.Month)}
		if m.Act == network.MonthReopened {
			line.Label = p.T("news.reopened", "month", m.Month)
		}
		lines = append(lines, line)
	}
	for _, r := range news.Restated {
		lines = append(lines, page.Way{Href: page.AccountAddress(r.Account.ID, ""), Label: p.T("news.restated", "account", r.Account.Name(),
			"indicator", r.Indicator.Label(p.Locale(), r.Account.PlatformID), "month", r.Month, "old", page.FigureText(p, r.Old), "new", page.FigureText(p, r.New))})
	}
	if news.More > 0 {
		lines = append(lines, page.Way{Label: p.N("news.restated_more", news.More)})
	}
	return lines
}

// committee is what a reader comes for: the latest report, and what the month
// found; nil for others, and where there is no figure yet.
func (s *Server) committee(c echo.Context) (*page.ReaderView, error) {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	if !who.Is(kpi.RoleReader) {
		return nil, nil
	}
	span, err := s.net.Months(ctx, who)
	if err != nil || span.First.IsZero() {
		return nil, err
	}
	reports, err := s.net.IssuedReports(ctx, who, 0)
	if err != nil {
		return nil, err
	}
	month, v := span.Default, &page.ReaderView{Title: p.T("committee.none"), Text: p.T("committee.none_text")}
	for _, r := range reports {
		if r.InForce() {
			month = r.Month
			v.Title, v.Text = p.T("committee.report", "month", r.Month), p.T("committee.report_text", "number", r.Number, "at", p.DateTime(r.IssuedAt))
			v.Report = page.Way{Href: issuedAddress(r), Label: p.T("committee.download")}
			break
		}
	}
	if len(reports) > 0 {
		v.All = "/reports"
	}
	summary, err := s.net.Summary(ctx, who, month, kpi.Filter{})
	if err != nil {
		return nil, err
	}
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	v.Month = page.Way{Href: "/months/" + month.String(), Label: p.T("committee.month", "month", month)}
	v.Found = p.T("committee.found", "month", month)
	v.Findings = findings(p, summary, indicators)
	return v, nil
}

// findings are a month in a few sentences, each with its coverage.
func findings(p *i18n.Printer, s analytics.Summary, indicators []kpi.Indicator) (list []page.Finding) {
	for _, code := range []string{kpi.Followers, kpi.Interactions, kpi.EngagementRate} {
		m := s.Measure(code)
		if !m.Value.Known {
			continue
		}
		for _, ind := range indicators {
			if ind.Code == code {
				text := charts.SpanFinding(ind, analytics.SpanMeasure{Value: m.Value, LikeForLike: m.LikeForLike, ChangePt: m.ChangePt}, p)
				list = append(list, page.Finding{Text: text, Coverage: coverageText(p, m.Coverage)})
			}
		}
	}
	return list
}
