package web

// This file puts targets into words.

import (
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

// targetWriter writes lines of targets.
type targetWriter struct {
	p      *i18n.Printer
	months network.MonthSpan
	last   kpi.Month // that is over
	period bool      // lines say their period
	plain  bool      // lines of another page: nothing is changed there
}

// scopeWord names a kind of scope, for one of them.
func scopeWord(p *i18n.Printer, scope string) string {
	switch scope {
	case kpi.ScopeNetwork:
		return p.T("target.networks")
	case kpi.ScopeSphere:
		return p.T("layout.filter_sphere")
	case kpi.ScopeRange:
		return p.T("layout.filter_range")
	case kpi.ScopeEntity:
		return p.T("layout.filter_entity")
	}
	return p.T("target.account")
}

func standingTone(s analytics.TargetStanding) string {
	switch s {
	case analytics.TargetReached:
		return "tag-good"
	case analytics.TargetOnTrack:
		return "tag-accent"
	case analytics.TargetBehind, analytics.TargetMissed:
		return "tag-amber"
	}
	return "tag-rest"
}

// targetName is whom a target is for.
func targetName(p *i18n.Printer, t network.TargetView) string {
	switch t.Scope {
	case kpi.ScopeNetwork:
		return p.T("target.network_all")
	case kpi.ScopeAccount:
		return t.Account.Name() + " · " + t.Account.Platform
	}
	return t.Group.Name
}

// targetIndicator names what is aimed at, as the account's platform does.
func targetIndicator(p *i18n.Printer, t network.TargetView) string {
	return t.Of.Label(p.Locale(), t.Account.PlatformID)
}

// targetFigure writes a value of an indicator, with a decimal more where a
// median or a mean of whole numbers is none.
func targetFigure(p *i18n.Printer, ind kpi.Indicator, n kpi.Number) string {
	if ind.Summed() && n.Known {
		n = kpi.Num(float64(int64(n.V + 0.5))) // a projection of a count is one
	}
	return writeFigure(p, ind, n)
}

// bulletEnd is from where on, of 100, the mark of a target is near enough to the
// end of its bullet for what is written there.
const bulletEnd = 80

// line writes a target.
func (w targetWriter) line(t network.TargetView) page.TargetLine {
	p, g := w.p, t.Progress
	write := func(n kpi.Number) string { return targetFigure(p, t.Of, n) }
	l := page.TargetLine{ID: t.ID.String(), Name: targetName(p, t), Account: t.Account, Href: w.explore(t), Indicator: targetIndicator(p, t),
		Value: write(kpi.Num(t.Value)), Standing: charts.TargetStanding(p, g.Standing), Tone: standingTone(g.Standing), Sentence: w.sentence(t), More: w.more(t)}
	if w.period {
		l.Indicator = p.T("target.of_period", "indicator", l.Indicator, "span", t.Span)
	}
	if !t.Set.At.IsZero() && !w.plain {
		l.By = p.T("target.by", "by", signedBy(p, t.Set), "at", p.Date(kpi.DayOf(t.Set.At)))
	}
	if t.MayChange && !w.plain {
		l.Change = "/targets/" + l.ID
		l.Withdraw = l.Change + "/withdraw"
	}
	b := charts.NewBullet(t.Of, t.Value, g)
	l.Bullet = page.Bullet{Bar: b.Bar, Mark: b.Mark, Pace: b.Pace, Projected: b.Projected,
		Label: p.T("target.bullet", "name", l.Name, "indicator", l.Indicator, "standing", l.Standing, "sentence", l.Sentence)}
	if b.FromStart {
		l.Bullet.Low = p.T("target.from", "value", write(b.Low))
	}
	if b.Mark >= bulletEnd {
		l.Bullet.High = p.T("target.aim", "value", l.Value)
	}
	for _, n := range []kpi.Number{kpi.Num(t.Value), g.Now, g.Pace, g.Projected} {
		cell := page.TableCell{Text: write(n)}
		if n.Known {
			cell.Value = strconv.FormatFloat(n.V, 'f', t.Of.DecimalsOf(n), 64)
		}
		l.Numbers = append(l.Numbers, cell)
	}
	return l
}

// explore is the page of the same figures over the same months; "" where there
// are none yet.
func (w targetWriter) explore(t network.TargetView) string {
	if t.Scope == kpi.ScopeAccount {
		return page.AccountAddress(t.ScopeID, "")
	}
	if w.months.First.IsZero() || t.Span.From > w.last {
		return ""
	}
	q := url.Values{"span": {t.Span.String()}, "measure": {t.Indicator}}
	switch t.Scope {
	case kpi.ScopeNetwork:
	default:
		q.Set(t.Scope, t.Group.Name)
	}
	return address("/explore", q)
}

// sentence says how far a target is: "1 240 sur 1 500, il en faudrait 1 250 à
// fin octobre".
func (w targetWriter) sentence(t network.TargetView) string {
	p, g := w.p, t.Progress
	now, value := targetFigure(p, t.Of, g.Now), targetFigure(p, t.Of, kpi.Num(t.Value))
	if g.AtLeast(t.Of) {
		now = p.T("target.at_least", "value", now)
	}
	level := t.Of.Kind != kpi.KindFlow
	switch {
	case !g.Now.Known:
		return p.T("target.nothing_yet", "value", value)
	case !g.Pace.Known || g.Over || g.Standing == analytics.TargetReached:
		if level {
			return p.T("target.level", "now", now, "value", value)
		}
		return p.T("target.sum", "now", now, "value", value)
	case level && g.Pace.V == t.Value:
		return p.T("target.level", "now", now, "value", value)
	case level:
		return p.T("target.level_pace", "now", now, "value", value, "pace", targetFigure(p, t.Of, g.Pace), "month", g.Through)
	}
	return p.T("target.sum_pace", "now", now, "value", value, "pace", targetFigure(p, t.Of, g.Pace), "month", g.Through)
}

// more says what the trend leads to, what is missing, and what that stands on.
func (w targetWriter) more(t network.TargetView) (lines []string) {
	p, g := w.p, t.Progress
	write := func(n kpi.Number) string { return targetFigure(p, t.Of, n) }
	if g.Likely.Known && g.Standing != analytics.TargetReached {
		lines = append(lines, p.T("target.likely", "value", write(g.Likely)))
	}
	switch {
	case g.Standing == analytics.TargetUnknown:
		lines = append(lines, whyWords(p, g.Why))
	case g.Over:
	case g.Projected.Known && g.Standing != analytics.TargetReached:
		lines = append(lines, p.T("target.trend", "value", write(g.Projected), "month", t.Span.Until))
	}
	switch {
	case g.Over || g.Standing == analytics.TargetReached || !g.Missing.Known:
	case g.Monthly.Known && g.Left > 1:
		lines = append(lines, p.N("target.missing_monthly", g.Left, "missing", write(g.Missing), "monthly", write(g.Monthly)))
	case t.Of.Unit == "%":
		lines = append(lines, p.T("target.missing", "missing", strings.TrimPrefix(p.Points(g.Missing, max(t.Of.Decimals, 1)), "+")))
	default:
		lines = append(lines, p.T("target.missing", "missing", write(g.Missing)))
	}
	if g.Expected > 0 && g.Known < g.Expected {
		lines = append(lines, coverageWords(p, t.Of, t.Span, g.Coverage))
	}
	return lines
}

// coverageWords say what a figure of a span stands on: accounts, or their filings
// where months are counted together.
func coverageWords(p *i18n.Printer, of kpi.Indicator, span kpi.Span, c analytics.Coverage) string {
	switch of.Kind {
	case kpi.KindFlow, kpi.KindRatio, kpi.KindScore:
		if span.Len() > 1 {
			return p.N("target.coverage_months", c.Known, "expected", c.Expected)
		}
	}
	return p.N("target.coverage", c.Known, "expected", c.Expected)
}

func whyWords(p *i18n.Printer, why analytics.TargetWhy) string {
	switch why {
	case analytics.TargetNotBegun:
		return p.T("target.why_not_begun")
	case analytics.TargetNothing:
		return p.T("target.why_nothing")
	case analytics.TargetIncomplete:
		return p.T("target.why_incomplete")
	}
	return p.T("target.why_few", "least", analytics.TargetLeast)
}

// targetFinding is the title of the page: how many are reached or on track.
func targetFinding(p *i18n.Printer, q network.TargetQuery, list network.TargetPage) string {
	all := 0
	for _, n := range list.Standings {
		all += n
	}
	good := list.Standings[analytics.TargetReached] + list.Standings[analytics.TargetOnTrack]
	if all == 0 || q.Standing != "" {
		return p.T("target.title", "span", q.Span)
	}
	if list.Standings[analytics.TargetOnTrack]+list.Standings[analytics.TargetBehind] == 0 {
		return p.N("target.title_over", list.Standings[analytics.TargetReached], "all", all, "span", q.Span)
	}
	return p.N("target.title_found", good, "all", all, "span", q.Span)
}

// homeTargets is how many targets direction's home page shows.
const homeTargets = 3

// targetsCard are targets on another page, so many at most.
func targetsCard(p *i18n.Printer, months network.MonthSpan, list []network.TargetView, most int) *page.TargetsCard {
	if len(list) == 0 {
		return nil
	}
	w := targetWriter{p: p, months: months, last: months.Current.Add(-1), period: true, plain: true}
	v := &page.TargetsCard{TargetGroup: page.TargetGroup{ID: page.TargetsHere, Title: p.T("target.card"), File: p.T("target.file_name")}}
	for _, t := range list[:min(most, len(list))] {
		v.Lines = append(v.Lines, w.line(t))
	}
	v.Text = p.N("target.card_text", goodTargets(list), "all", len(list))
	return v
}

// goodTargets counts those that are reached or on track.
func goodTargets(list []network.TargetView) (n int) {
	for _, t := range list {
		if t.Progress.Standing == analytics.TargetReached || t.Progress.Standing == analytics.TargetOnTrack {
			n++
		}
	}
	return n
}

// groupsCard are the targets of the network and its groups: those of the year,
// as the page of targets counts them, where there are any.
func groupsCard(p *i18n.Printer, months network.MonthSpan, list []network.TargetView, year kpi.Span) *page.TargetsCard {
	yearly := slices.DeleteFunc(slices.Clone(list), func(t network.TargetView) bool { return t.Span != year })
	if len(yearly) == 0 {
		return targetsCard(p, months, list, homeTargets)
	}
	v := targetsCard(p, months, yearly, homeTargets)
	v.Text = p.N("target.card_groups", goodTargets(yearly), "all", len(yearly), "span", year)
	return v
}

// accountTargets are those of an account's page; nil where there are none.
func (s *Server) accountTargets(c echo.Context, account kpi.ID) (*page.TargetsCard, error) {
	list, err := s.net.AccountTargets(c.Request().Context(), s.who(c), account)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	p := s.printer(c)
	v := targetsCard(p, network.MonthSpan{Current: s.net.CurrentMonth()}, list, len(list))
	for i := range v.Lines { // the page is the account's
		v.Lines[i].Name, v.Lines[i].Href, v.Lines[i].Account = targetIndicator(p, list[i]), "", kpi.Account{}
		v.Lines[i].Indicator = p.Span(list[i].Span)
	}
	v.Told, v.All = list[0].Account.Name(), s.allTargets(c, kpi.ScopeAccount)
	return v, nil
}

// homeTargets are those of a person's home page: of their own accounts, else, for
// direction, of the network and its groups, what needs a push first.
func (s *Server) homeTargets(c echo.Context, home network.Home) (*page.TargetsCard, error) {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	months, err := s.net.Months(ctx, who)
	if err != nil {
		return nil, err
	}
	if len(home.Accounts) > 0 {
		ids := make([]kpi.ID, len(home.Accounts))
		for i, a := range home.Accounts {
			ids[i] = a.Account.ID
		}
		list, err := s.net.AccountTargets(ctx, who, ids...)
		if err != nil {
			return nil, err
		}
		if v := targetsCard(p, months, list, len(list)); v != nil {
			v.All = s.allTargets(c, "")
			return v, nil
		}
	}
	if !who.Is(directors.roles...) {
		return nil, nil
	}
	list, err := s.net.GroupTargets(ctx, who)
	if err != nil {
		return nil, err
	}
	v := groupsCard(p, months, list, kpi.YearOf(s.net.CurrentMonth().Add(-1)))
	if v != nil {
		v.All = s.allTargets(c, "")
	}
	return v, nil
}

// allTargets leads to the page of targets, for whoever may open it.
func (s *Server) allTargets(c echo.Context, scope string) page.Way {
	if !s.who(c).Is(viewers.roles...) {
		return page.Way{}
	}
	return page.Way{Href: address("/targets", url.Values{"scope": {scope}}), Label: s.printer(c).T("target.card_all")}
}
