package web

// This file leads each person to the page they come for: whoever files for
// accounts, direction and the committee have a home page, the others go to the
// month or to the imports.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// home shows what is to be filed, or leads on: GET /.
func (s *Server) home(c echo.Context) error {
	who, p := s.who(c), s.printer(c)
	home, err := s.net.Home(c.Request().Context(), who)
	if err != nil {
		return err
	}
	tasks, err := s.tasks(c)
	if err != nil {
		return err
	}
	committee, err := s.committee(c)
	if err != nil {
		return err
	}
	if len(home.Accounts) == 0 && len(home.Asked) == 0 && !who.Is(kpi.RoleAmbassador) {
		if who.Is(kpi.RoleContributor) {
			return s.goTo(c, "/imports")
		}
		if who.Is(kpi.RoleAdmin) {
			list, err := s.net.Checklist(c.Request().Context(), who)
			if err != nil || list.Open() {
				return errOr(err, func() error { return s.goTo(c, "/checklist") })
			}
		}
		if tasks == nil && committee == nil {
			return s.goTo(c, "/months")
		}
	}
	chrome, err := s.chrome(c, p.T("home.title"))
	if err != nil {
		return err
	}
	view := homeView(p, who, home)
	view.Tasks, view.Committee = tasks, committee
	if view.Targets, err = s.homeTargets(c, home); err != nil {
		return err
	}
	if len(home.Accounts) > 0 {
		if view.Challenge, err = s.homeChallenge(c); err != nil {
			return err
		}
	}
	if view.News, err = s.news(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Home(chrome, view))
}

// helloName is how a person is greeted: by the first name, but an agency, which
// may be a contributor, by all of its name.
func helloName(who kpi.Who) string {
	if who.User.Role == kpi.RoleContributor {
		return who.User.Name
	}
	return page.FirstName(who.User.Name)
}

func homeView(p *i18n.Printer, who kpi.Who, home network.Home) page.HomeView {
	v := page.HomeView{
		Name: helloName(who), Late: home.Late, Asked: home.Asked,
		Title: p.N("home.to_file", home.ToFile, "month", home.Month),
		Text:  p.T("home.due", "due", home.Due),
	}
	switch {
	case home.Lock != nil && home.ToFile == 0:
		v.Title, v.Text = p.T("home.closed", "month", home.Month), ""
	case home.Expected == 0:
		v.Title, v.Text = p.T("home.nothing", "month", home.Month), ""
	case home.ToFile == 0:
		v.Title, v.Text = p.T("home.all_filed", "month", home.Month), p.T("home.next_month", "month", home.Current)
	case home.Late:
		v.Text = p.T("home.late", "due", home.Due)
	case home.Overdue:
		v.Text = p.T("home.to_complete")
	}
	if home.Next != nil {
		v.Begin = filingAddress(home.Next.ID, home.Month)
	}
	if len(home.Accounts) > 1 {
		v.Grid = "/filings/" + home.Month.String()
	}
	if home.Lock == nil {
		v.Sheet = "/sheets/" + home.Month.String()
	}
	if home.Network {
		v.Network = "/months"
	}
	if len(home.Accounts) > 0 {
		v.Current = page.Way{Href: filingAddress(home.Accounts[0].Account.ID, home.Current), Label: p.T("home.current", "month", home.Current)}
		if len(home.Accounts) > 1 {
			v.Current.Href = "/filings/" + home.Current.String()
		}
	}
	for _, a := range home.Accounts {
		v.Accounts = append(v.Accounts, homeAccount(p, home, a))
	}
	for _, q := range home.Questions {
		if q.MayAnswer {
			v.Questions = append(v.Questions, homeQuestion(p, q))
		}
	}
	for _, t := range home.Told {
		address := filingAddress(t.Account.ID, t.Month)
		v.Told = append(v.Told, page.ToldView{Text: toldWords(p, t), Reason: t.Reason, Href: address, Seen: address + "/seen"})
	}
	return v
}

// homeQuestion is a question that waits for the person's answer.
func homeQuestion(p *i18n.Printer, q network.Question) page.HomeQuestion {
	return page.HomeQuestion{
		About: p.T("home.question_about", "indicator", q.Indicator.Label(p.Locale(), q.Account.PlatformID), "account", q.Account.Name(),
			"platform", q.Account.Platform, "month", q.Month),
		Text: q.Text, Href: filingAddress(q.Account.ID, q.Month) + "#question-" + q.ID.String(),
	}
}

func homeAccount(p *i18n.Printer, home network.Home, a network.HomeAccount) page.HomeAccount {
	month := home.Month
	if !a.Files {
		month = home.Current
	}
	v := page.HomeAccount{
		Account: a.Account, Identity: a.Account.Platform + " · " + a.Account.Handle,
		Href: filingAddress(a.Account.ID, month), Trend: trendView(p, a.Account.PlatformID, a.Trend),
		Status: page.FilingStateName(p, a.State), Tone: page.FilingTone(a.State), Action: p.T("home.look"),
	}
	if a.Role == kpi.Deputy {
		v.Role = p.T("home.deputy")
	}
	switch {
	case !a.Files:
		v.Status, v.Tone, v.Action = p.T("home.begins", "month", month), "rest", ""
	case !a.Expected && a.State == kpi.FilingEmpty:
		v.Status, v.Tone, v.Action = p.T("home.rests"), "rest", p.T("home.fill")
	case home.Lock != nil:
		v.Status, v.Tone = p.T("home.locked", "state", v.Status), "rest"
	case a.ToFile():
		v.Action = p.T("home.fill")
		if a.Answered > 0 {
			v.Progress = p.T("home.progress", "answered", a.Answered, "asked", a.Figures)
		}
	}
	if a.State == kpi.FilingReturned && home.Lock == nil {
		v.Action, v.Progress = p.T("home.complete"), ""
	}
	if a.State == kpi.FilingReturned && a.ReturnReason != "" {
		v.Return = p.T("home.returned", "reason", a.ReturnReason)
	}
	for _, m := range a.Open {
		v.Open = append(v.Open, page.Way{Href: filingAddress(a.Account.ID, m), Label: p.Month(m)})
	}
	return v
}

// acceptHoldings says yes to the accounts named: POST /holdings/accept.
func (s *Server) acceptHoldings(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	for _, id := range form["account"] {
		if err := s.net.AcceptHolding(c.Request().Context(), s.who(c), kpi.ParseID(id)); err != nil {
			return err
		}
	}
	s.leaveNotice(c, s.printer(c).N("home.accepted", len(form["account"])))
	return s.goTo(c, "/")
}

// declineHolding says no to an account: POST /holdings/decline.
func (s *Server) declineHolding(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.net.DeclineHolding(c.Request().Context(), s.who(c), kpi.ParseID(form.Get("account"))); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("home.declined"))
	return s.goTo(c, "/")
}
