package web

// This file answers with the list of accounts and the page of one.

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

const accountPageSize = 100

// accountsPage lists accounts as they stand now: GET /accounts.
func (s *Server) accountsPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	after := kpi.ParseID(c.QueryParam("after"))
	accounts, next, err := s.net.Accounts(ctx, who, network.AccountQuery{Filter: filter, Limit: accountPageSize, After: after})
	if err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	query := filterQuery(filter)
	view := page.AccountsView{
		Filters:  page.Filters{Action: "/accounts", Filter: filter, Choices: choicesOf(groups)},
		Accounts: accounts,
		Begin:    len(accounts) == 0 && filter.Empty() && after == 0,
		MayFill:  mayFill(who),
	}
	if after != 0 {
		view.First = address("/accounts", query)
	}
	if next != 0 {
		query.Set("after", next.String())
		view.Next = address("/accounts", query)
	}
	chrome, err := s.chrome(c, p.T("account.list_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Accounts(chrome, view))
}

// accountPage shows an account: GET /accounts/:id.
func (s *Server) accountPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	a, err := s.net.AccountView(ctx, who, idParam(c))
	if err != nil {
		return err
	}
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return err
	}
	view := page.AccountView{
		Account: a.Account, Month: a.Month,
		Identity: a.Account.Platform + " · " + a.Account.Handle,
		Standing: joined(" · ", a.Account.Sphere, a.Account.Range, a.Account.Entity),
		Life:     lifeOf(p, a),
		MayFill:  mayFill(who),
		Nothing:  len(a.Lines) == 0,
	}
	labels := map[string]string{}
	for _, i := range indicators {
		labels[i.Code] = i.Label(p.Locale(), a.Account.PlatformID)
	}
	for _, line := range a.Lines {
		figure, err := charts.AccountLine(a, line, p)
		if err != nil {
			return err
		}
		figure.Subtitle = strings.TrimPrefix(figure.Subtitle, a.Account.Name()+" · "+a.Account.Platform+". ")
		view.Figures = append(view.Figures, figureOf(p, figure, strings.ToLower(a.Account.Platform+"-"+kpi.FoldHandle(a.Account.Handle)+"-"+line.Indicator.Code)))
		view.Facts = append(view.Facts, factOf(p, a.Row, line.Indicator, labels))
	}
	view.Changes = page.ChangesOf(p, a.Changes, labels, s.net.Now().Location())
	chrome, err := s.chrome(c, a.Account.Name())
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Account(chrome, view))
}

// factOf is an indicator in the month of an account's page.
func factOf(p *i18n.Printer, row analytics.AccountRow, i kpi.Indicator, labels map[string]string) page.Fact {
	cell := row.Cells[i.Code]
	f := page.Fact{Label: labels[i.Code], Value: writeFigure(p, i, cell.Value)}
	if f.Label == "" {
		f.Label = i.Label(p.Locale(), 0)
	}
	if !cell.Value.Known {
		if why := page.Why(p, cell); why != "" {
			f.Value = why
		}
	}
	if cell.Change.Known {
		f.Change = page.Delta{Change: cell.Change, Text: writeChange(p, i, cell.Change), Direction: i.Direction}
	}
	return f
}

// lifeOf lists the sides of an account's life, latest first.
func lifeOf(p *i18n.Printer, a analytics.AccountView) []page.LifeList {
	states := page.LifeList{Title: p.T("account.life_states")}
	for i := len(a.Periods) - 1; i >= 0; i-- {
		period := a.Periods[i]
		what := page.StateName(p, period.State)
		if period.Reason != "" {
			what = p.T("account.because", "state", what, "reason", page.CloseWords(p, period.Reason))
		}
		if !period.Review.IsZero() {
			what = p.T("account.review", "state", what, "day", period.Review)
		}
		states.Lines = append(states.Lines, page.LifeLine{What: what, When: days(p, period.From, period.Until)})
	}
	handles := page.LifeList{Title: p.T("account.life_handles")}
	for i := len(a.Handles) - 1; i >= 0; i-- {
		h := a.Handles[i]
		handles.Lines = append(handles.Lines, page.LifeLine{What: h.Handle, When: span(p, h.From, h.Until)})
	}
	groupings := page.LifeList{Title: p.T("account.life_groupings")}
	for i := len(a.Groupings) - 1; i >= 0; i-- {
		g := a.Groupings[i]
		what := joined(" · ", g.Sphere, g.Range, g.Entity)
		if what == "" {
			what = p.T("account.no_grouping")
		}
		groupings.Lines = append(groupings.Lines, page.LifeLine{What: what, When: span(p, g.From, g.Until)})
	}
	holders := page.LifeList{Title: p.T("account.life_holders")}
	for i := len(a.Holders) - 1; i >= 0; i-- {
		h := a.Holders[i]
		holders.Lines = append(holders.Lines, page.LifeLine{What: joined(", ", h.Name, page.HolderWord(p, h.Role)), When: days(p, h.From, h.Until)})
	}
	var life []page.LifeList
	for _, l := range []page.LifeList{states, handles, groupings, holders} {
		if len(l.Lines) > 0 {
			life = append(life, l)
		}
	}
	return life
}

// joined puts what there is together.
func joined(separator string, parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, separator)
}

// days says from which day to which something held.
func days(p *i18n.Printer, from, until kpi.Day) string {
	switch {
	case from.IsZero() && until.IsZero():
		return p.T("account.always")
	case until.IsZero():
		return p.T("account.since_day", "from", from)
	case from.IsZero():
		return p.T("account.until_day", "until", until)
	}
	return p.T("account.between_day", "from", from, "until", until)
}

// span says from which month to which something held.
func span(p *i18n.Printer, from, until kpi.Month) string {
	always := from.IsZero() || from == kpi.FirstMonth
	switch {
	case always && until.IsZero():
		return p.T("account.always")
	case until.IsZero():
		return p.T("account.since", "from", from)
	case always:
		return p.T("account.until", "until", until)
	}
	return p.T("account.between", "from", from, "until", until)
}
