package web

// This file answers with the list of accounts and the page of one.

import (
	"bytes"
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
	"portevoix/reports"
)

const accountPageSize = 100

// accountListQuery reads the list's filter, order and page in the address.
func accountListQuery(c echo.Context) (network.AccountListQuery, error) {
	filter, err := filterOf(c)
	q := network.AccountListQuery{Filter: filter, Held: network.AccountsHeld(c.QueryParam("held")), Sort: c.QueryParam("sort"),
		Desc: c.QueryParam("desc") != "", PageSize: accountPageSize}
	q.Page, _ = strconv.Atoi(c.QueryParam("page"))
	return q, err
}

// accountsPage lists accounts as they stand now: GET /accounts.
func (s *Server) accountsPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	query, err := accountListQuery(c)
	if err != nil {
		return err
	}
	list, err := s.net.AccountList(ctx, who, query)
	if err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	v := accountListView{p: p, list: list, query: filterQuery(query.Filter), held: query.Held}
	view := v.view()
	view.Filters = page.Filters{Action: "/accounts", Filter: query.Filter, Choices: choicesOf(groups)}
	view.Begin = list.Total == 0 && query.Filter.Empty() && query.Held == network.HeldByAnybody
	view.MayFill = mayFill(who)
	chrome, err := s.chrome(c, p.T("account.list_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Accounts(chrome, view))
}

// accountListView turns a list of network into one of the page.
type accountListView struct {
	p     *i18n.Printer
	list  network.AccountList
	query url.Values // the filter's
	held  network.AccountsHeld
}

func (v accountListView) view() page.AccountsView {
	p, first := v.p, (v.list.Page-1)*v.list.PageSize
	view := page.AccountsView{
		Knows: v.list.Knows, Count: v.count(), CSV: v.with("/accounts.csv", map[string]string{"sort": v.list.Sort, "desc": flag(v.list.Desc)}),
		Paging: page.Paging{Page: v.list.Page, Pages: v.list.Pages(), Total: v.list.Total, From: first + 1, To: first + len(v.list.Lines),
			Href: func(n int) string {
				return v.with("/accounts", map[string]string{"sort": v.list.Sort, "desc": flag(v.list.Desc), "page": strconv.Itoa(n)})
			}},
		Columns: []page.ListColumn{
			v.column(p.T("account.account"), "name"), v.column(p.T("layout.filter_platform"), "platform"),
			v.column(p.T("layout.filter_sphere"), "sphere"), {Label: p.T("layout.filter_range")}, {Label: p.T("layout.filter_entity")},
		},
	}
	if v.list.Knows {
		view.Columns = append(view.Columns, page.ListColumn{Label: p.T("holder.column")})
		for _, h := range []struct {
			held network.AccountsHeld
			key  string
		}{{network.HeldByAnybody, "holder.all"}, {network.HeldByNobody, "holder.without"}, {network.HeldUnaccepted, "holder.to_accept"}} {
			choice := page.ListChoice{Label: p.T(h.key), On: v.held == h.held}
			choice.Href = accountListView{query: v.query, held: h.held}.with("/accounts", map[string]string{"sort": v.list.Sort, "desc": flag(v.list.Desc)})
			view.Held = append(view.Held, choice)
		}
	}
	view.Columns = append(view.Columns, v.column(p.T("layout.filter_state"), "state"), v.column(p.T("account.opened"), "opened"))
	for _, l := range v.list.Lines {
		view.Lines = append(view.Lines, page.AccountLine{Account: l.Account, Holder: l.Holder, Asked: l.Asked})
	}
	return view
}

// count says how many accounts there are, and how many in each state.
func (v accountListView) count() string {
	var states []string
	for _, s := range kpi.AccountStates {
		if n := v.list.States[s]; n > 0 {
			states = append(states, page.StateCount(v.p, s, n))
		}
	}
	accounts := v.p.N("gallery.accounts", v.list.Total)
	if len(states) == 0 {
		return accounts
	}
	return v.p.T("setup_account.count", "accounts", accounts, "states", strings.Join(states, ", "))
}

// with is an address of the list with some parts changed.
func (v accountListView) with(path string, changes map[string]string) string {
	q := url.Values{"held": {string(v.held)}}
	for name, values := range v.query {
		q[name] = values
	}
	for name, value := range changes {
		q.Set(name, value)
	}
	return address(path, q)
}

// column is a header; a second click turns the order round.
func (v accountListView) column(label, sort string) page.ListColumn {
	c, desc := page.ListColumn{Label: label, Sort: "none"}, false
	if v.list.Sort == sort {
		c.Sort, desc = "ascending", !v.list.Desc
		if v.list.Desc {
			c.Sort = "descending"
		}
	}
	c.Href = v.with("/accounts", map[string]string{"sort": sort, "desc": flag(desc)})
	return c
}

// accountsCSV gives the list in full, in the form of an accounts file:
// GET /accounts.csv.
func (s *Server) accountsCSV(c echo.Context) error {
	query, err := accountListQuery(c)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	p := s.printer(c)
	table := reports.NewCSV(&file, p)
	if err := table.Header(accountColumns...); err != nil {
		return err
	}
	err = s.net.EachAccountLine(c.Request().Context(), s.who(c), query, func(lines []network.AccountLine) error {
		for _, l := range lines {
			if err := table.Row(accountCells(l)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+p.T("setup_account.file_name")+`.csv"`)
	return c.Blob(http.StatusOK, csvType, file.Bytes())
}

// accountColumns are the columns of an accounts file.
var accountColumns = []string{"platform", "handle", "external_id", "persona", "sphere", "range", "entity", "state", "opened", "closed", "holder"}

// accountCells is an account as a row of an accounts file.
func accountCells(l network.AccountLine) []reports.Cell {
	var cells []reports.Cell
	for _, text := range []string{
		l.Platform, l.Handle, l.ExternalID, l.Persona, l.Sphere, l.Range, l.Entity, string(l.State), l.Opened.String(), l.Closed.String(), l.Email,
	} {
		cells = append(cells, reports.Text(text))
	}
	return cells
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
	last := s.net.CurrentMonth().Add(-1)
	view := page.AccountView{
		Account: a.Account, Month: a.Month, FactsText: p.T("account.facts_subtitle"),
		Identity: a.Account.Platform + " · " + a.Account.Handle,
		Standing: joined(" · ", a.Account.Sphere, a.Account.Range, a.Account.Entity),
		Life:     lifeOf(p, a),
		MayFill:  mayFill(who),
		MayEdit:  mayFill(who),
		Own:      s.ownsToday(who, a.Holders),
		Filing:   page.Way{Href: filingAddress(a.Account.ID, last), Label: p.T("account.filing", "month", last)},
		Search:   page.Way{Href: page.AccountAddress(a.Account.ID, "/search"), Label: p.T("search.menu")},
		Nothing:  len(a.Lines) == 0,
	}
	if a.Month < last {
		view.FactsText = p.T("account.facts_last")
	}
	labels := map[string]string{}
	for _, i := range indicators {
		labels[i.Code] = i.Label(p.Locale(), a.Account.PlatformID)
	}
	annotator, err := s.annotator(c, a.Account.ID)
	if err != nil {
		return err
	}
	for _, line := range a.Lines {
		figure, err := charts.AccountLine(a, line, p)
		if err != nil {
			return err
		}
		figure.Subtitle = strings.TrimPrefix(figure.Subtitle, a.Account.Name()+" · "+a.Account.Platform+". ")
		drawn, err := annotator.figure(figure, strings.ToLower(a.Account.Platform+"-"+kpi.FoldHandle(a.Account.Handle)+"-"+line.Indicator.Code), a.Account.ID)
		if err != nil {
			return err
		}
		view.Figures = append(view.Figures, drawn)
		view.Facts = append(view.Facts, factOf(p, a, line.Indicator, labels))
	}
	for _, m := range a.Measures {
		view.Measures = append(view.Measures, measureFact(p, a, m))
	}
	if view.Season, err = seasonOf(p, a, labels); err != nil {
		return err
	}
	if view.Targets, err = s.accountTargets(c, a.Account.ID); err != nil {
		return err
	}
	view.Changes = page.ChangesOf(p, a.Changes, labels, s.net.Now().Location())
	chrome, err := s.chrome(c, a.Account.Name())
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Account(chrome, view))
}

// ownsToday reports whether a person is among those who file today or later.
func (s *Server) ownsToday(who kpi.Who, holders []kpi.AccountHolder) bool {
	return slices.ContainsFunc(holders, func(h kpi.AccountHolder) bool {
		return h.User == who.User.ID && (h.Until == 0 || h.Until >= s.net.Today())
	})
}

// factOf is an indicator in the month of an account's page.
func factOf(p *i18n.Printer, a analytics.AccountView, i kpi.Indicator, labels map[string]string) page.Fact {
	cell := a.Row.Cells[i.Code]
	f := page.Fact{ID: "fact-" + i.Code, Label: labels[i.Code], Value: writeFigure(p, i, cell.Value)}
	if key, ok := indicatorWords[i.Code]; ok {
		f.Definition = p.T(key)
	}
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
	if cell.ClosingOnly {
		f.Notes = append(f.Notes, p.T("measure.closing_only"))
	}
	if note := recordNote(p, a.Month, a.Records[i.Code], func(n kpi.Number) string { return writeFigure(p, i, n) }); note != "" {
		f.Notes = append(f.Notes, note)
	}
	return f
}

// lifeOf lists the sides of an account's life, latest first.
func lifeOf(p *i18n.Printer, a analytics.AccountView) []page.LifeList {
	states := page.LifeList{Title: p.T("account.life_states")}
	for i := len(a.Periods) - 1; i >= 0; i-- {
		period := a.Periods[i]
		what := p.State(period.State)
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
		holders.Lines = append(holders.Lines, page.LifeLine{What: joined(", ", personName(p, h.Name), page.HolderWord(p, h.Role)), When: days(p, h.From, h.Until)})
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
