package web

// This file answers with the arbitration grid.

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// arbitrationPage shows where the ranges stand: GET /arbitration?month=.
func (s *Server) arbitrationPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	span, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	month := span.Default
	if text := c.QueryParam("month"); text != "" {
		if month, err = kpi.ParseMonth(text); err != nil {
			return err
		}
	}
	grid, err := s.net.Arbitration(ctx, who, month)
	if err != nil {
		return err
	}
	decisions, err := s.net.Decisions(ctx, who)
	if err != nil {
		return err
	}
	ended, err := s.net.EndedTests(ctx, who)
	if err != nil {
		return err
	}
	view := arbitrationView(p, grid, decisions, mayDecide(who))
	view.Menu = arbitrationMenu(month, span)
	view.EndedTests = endedTests(p, ended, month, view.MayDecide)
	chrome, err := s.chrome(c, p.T("arbitration.page"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Arbitration(chrome, view))
}

// endedTests writes the tests that have come to their review, for whoever decides
// with the way to do it from a month's figures.
func endedTests(p *i18n.Printer, ended []network.EndedTest, month kpi.Month, decides bool) page.EndedTests {
	var v page.EndedTests
	waiting := 0
	for _, t := range ended {
		one := page.EndedTestView{Account: t.Account, When: p.T("arbitration.test_when", "from", t.From, "review", t.Review)}
		if t.Verdict == "" {
			waiting++
		} else {
			one.Given = p.T("arbitration.test_given", "verdict", verdictWord(p, t.Verdict), "at", p.Date(t.Given))
		}
		switch {
		case !decides:
		case t.Verdict != "":
			one.Life = page.AccountAddress(t.Account.ID, "/life")
		default:
			one.Decide = address("/decisions/new", url.Values{"account": {t.Account.ID.String()}, "month": {month.String()}})
		}
		v.Tests = append(v.Tests, one)
	}
	v.TestsTitle, v.TestsText = p.T("arbitration.tests_given"), p.T("arbitration.tests_given_text")
	if waiting > 0 {
		v.TestsTitle, v.TestsText = p.N("arbitration.tests", waiting), p.T("arbitration.tests_text")
	}
	return v
}

// mayDecide reports whether to offer the person to decide; network decides it.
func mayDecide(who kpi.Who) bool { return who.Is(kpi.RoleCoordinator) && who.User.EntityID == 0 }

func arbitrationMenu(month kpi.Month, span network.MonthSpan) page.MonthMenu {
	menu := page.MonthMenu{Action: "/arbitration", Month: month}
	at := func(m kpi.Month) string { return "/arbitration?month=" + m.String() }
	first, last := month, max(span.Current, month)
	if !span.First.IsZero() {
		first = min(span.First, month)
	}
	if month > first {
		menu.Previous = at(month.Add(-1))
	}
	if month < last {
		menu.Next = at(month.Add(1))
	}
	for m := last; m >= first; m-- {
		menu.Choices = append(menu.Choices, m)
	}
	return menu
}

func arbitrationView(p *i18n.Printer, grid analytics.Arbitration, decisions []network.Decision, decides bool) page.ArbitrationView {
	v := page.ArbitrationView{MayDecide: decides, Nothing: len(grid.Placements) == 0}
	from, until := grid.Span.From, grid.Span.Until
	v.Subtitle = p.T("arbitration.subtitle", "from", from, "until", until)
	placed := map[analytics.Quadrant][]page.PlacedRange{}
	for _, one := range grid.Placements {
		r := placedRange(p, one, grid, decisions)
		if decides {
			r.Decide = address("/decisions/new", url.Values{"range": {one.Group.ID.String()}, "month": {until.String()}})
		}
		placed[one.Quadrant] = append(placed[one.Quadrant], r)
	}
	for _, q := range analytics.Quadrants {
		v.Quadrants = append(v.Quadrants, page.QuadrantView{ID: string(q), Name: quadrantWord(p, q), Text: quadrantText(p, q), Ranges: placed[q]})
	}
	v.Unplaced = placed[analytics.QuadrantUnknown]
	switch n := len(placed[analytics.QuadrantReinforce]); {
	case v.Nothing || !grid.Return.Known:
		v.Title = p.T("arbitration.title")
	case n == 0:
		v.Title = p.T("arbitration.title_none")
	default:
		v.Title = p.N("arbitration.title_found", n, "name", placed[analytics.QuadrantReinforce][0].Name)
	}
	if grid.Return.Known {
		v.Medians = p.T("arbitration.medians", "effort", p.Value(grid.Effort, 1), "return", p.Value(grid.Return, 1))
	}
	return v
}

// placedRange says why a range stands where it does.
func placedRange(p *i18n.Printer, one analytics.Placement, grid analytics.Arbitration, decisions []network.Decision) page.PlacedRange {
	r := page.PlacedRange{Name: one.Group.Name, Color: one.Group.Position, Why: placementWhy(p, one, grid.Effort, grid.Return),
		Cover: p.N("arbitration.cover", one.RateCover.Known, "expected", one.RateCover.Expected)}
	if one.Growth.Known {
		r.Growth = page.Delta{Change: one.Growth, Text: p.T("arbitration.growth", "growth", p.SignedPercent(one.Growth, 1)), Direction: kpi.DirectionUp}
	}
	for _, d := range decisions {
		if d.Range.ID == one.Group.ID && d.InForce() {
			r.Last = p.T("arbitration.last", "verdict", verdictWord(p, d.Verdict), "at", p.Date(kpi.DayOf(d.Decided.At)))
			r.Href = "/decisions#decision-" + d.ID.String()
			break
		}
	}
	return r
}

// placementWhy is the reason for a place in words and numbers.
func placementWhy(p *i18n.Printer, one analytics.Placement, effort, yield kpi.Number) string {
	switch {
	case !one.Effort.Known && !one.Return.Known:
		return p.T("arbitration.why_nothing")
	case !one.Effort.Known:
		return p.T("arbitration.why_no_effort", "return", p.Value(one.Return, 1))
	case !one.Return.Known:
		return p.T("arbitration.why_no_return", "effort", p.Value(one.Effort, 1))
	case !effort.Known:
		return p.T("arbitration.why_alone", "effort", p.Value(one.Effort, 1), "return", p.Value(one.Return, 1))
	}
	return p.T("arbitration.why", "return", p.Value(one.Return, 1), "median_return", p.Value(yield, 1),
		"effort", p.Value(one.Effort, 1), "median_effort", p.Value(effort, 1))
}

func quadrantWord(p *i18n.Printer, q analytics.Quadrant) string {
	switch q {
	case analytics.QuadrantReinforce:
		return p.T("arbitration.reinforce")
	case analytics.QuadrantKeep:
		return p.T("arbitration.keep")
	case analytics.QuadrantRethink:
		return p.T("arbitration.rethink")
	case analytics.QuadrantReexamine:
		return p.T("arbitration.re_examine")
	}
	return ""
}

func quadrantText(p *i18n.Printer, q analytics.Quadrant) string {
	switch q {
	case analytics.QuadrantReinforce:
		return p.T("arbitration.reinforce_text")
	case analytics.QuadrantKeep:
		return p.T("arbitration.keep_text")
	case analytics.QuadrantRethink:
		return p.T("arbitration.rethink_text")
	}
	return p.T("arbitration.re_examine_text")
}
