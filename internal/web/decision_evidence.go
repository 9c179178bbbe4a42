package web

// This file writes what a decision is made from: the numbers, the months that
// led to them, and what a test that has ended was.

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// evidenceFacts are the numbers, each with its line where it has one.
func (s *Server) evidenceFacts(c echo.Context, about network.ToDecideOn) ([]page.DecisionFact, error) {
	p, e := s.printer(c), about.Evidence
	growth := ""
	if e.Growth.Known {
		growth = p.T("decision.fact_growth", "growth", p.SignedPercent(e.Growth, 1))
	}
	facts := []page.DecisionFact{
		{Label: p.T("decision.fact_return"), Value: p.Value(e.Return, 1), Beside: p.T("decision.median", "value", p.Value(e.MedianReturn, 1))},
		{Label: p.T("decision.fact_effort"), Value: p.Value(e.Effort, 1), Beside: p.T("decision.median", "value", p.Value(e.MedianEffort, 1))},
		{Label: p.T("decision.fact_posts"), Value: p.Value(e.Posts, 0)},
		{Label: p.T("decision.fact_followers"), Value: p.Value(e.Followers, 0), Beside: growth},
	}
	for _, line := range []struct {
		fact int
		code string
		view analytics.CompareView
	}{
		{0, kpi.Interactions, analytics.CompareThousand},
		{2, kpi.Posts, analytics.CompareAbsolute},
		{3, kpi.Followers, analytics.CompareAbsolute},
	} {
		values, err := s.evidenceLine(c, about, line.code, line.view)
		if err != nil {
			return nil, err
		}
		decimals := 0
		if line.view == analytics.CompareThousand {
			decimals = 1
		}
		facts[line.fact].Spark = sparkOfSums(p, facts[line.fact].Label, values, func(n kpi.Number) string { return p.Value(n, decimals) })
	}
	return facts, nil
}

// evidenceLine is a measure over the twelve months that end with the evidence's,
// from the first of them that is known.
func (s *Server) evidenceLine(c echo.Context, about network.ToDecideOn, code string, view analytics.CompareView) ([]analytics.Value, error) {
	until := about.Evidence.Month
	q := network.CompareQuery{Span: kpi.Span{From: max(until.Add(1-sparkMonths), kpi.EarliestFigures), Until: until}, Code: code, View: view,
		By: analytics.GroupRange, Groups: []string{about.Range.Name}}
	if about.Account.ID != 0 {
		q.By, q.Groups, q.Filter.Accounts = analytics.GroupAccount, nil, kpi.ChooseAccounts(about.Account.ID)
	}
	comparison, err := s.net.Compare(c.Request().Context(), s.who(c), q)
	if err != nil || len(comparison.Lines) != 1 {
		return nil, err
	}
	values := comparison.Lines[0].Shown
	begun := slices.IndexFunc(values, func(v analytics.Value) bool { return v.Number.Known })
	return values[max(begun, 0):], nil
}

// evidenceWays lead to more about what is decided on.
func evidenceWays(p *i18n.Printer, about network.ToDecideOn) []page.Way {
	if account := about.Account.ID; account != 0 {
		return []page.Way{{Href: page.AccountAddress(account, ""), Label: p.T("decision.see_account")},
			{Href: page.AccountAddress(account, "/life"), Label: p.T("decision.life")}}
	}
	span := latestSpan + string(kpi.SpanTwelve)
	return []page.Way{{Href: address("/explore", url.Values{"range": {about.Range.Name}, "span": {span}}), Label: p.T("decision.see_range")}}
}

// writeVerdict says of a test that has ended what it was, and asks for its
// verdict.
func (s *Server) writeVerdict(c echo.Context, account kpi.ID, name string, view *page.DecideView) error {
	p := s.printer(c)
	ended, err := s.net.EndedTests(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(ended, func(t network.EndedTest) bool { return t.Account.ID == account })
	if i < 0 {
		return nil
	}
	view.Title = p.T("arbitration.verdict_on", "name", name)
	view.Subtitle = p.T("decision.verdict_subtitle", "from", ended[i].From, "review", ended[i].Review) + " " + view.Subtitle
	return nil
}
