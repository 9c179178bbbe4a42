package web

// This file is the page on which accounts are chosen freely for a span.

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// accountBox names the boxes of accounts.
const accountBox = "account[]"

// choiceSize is how many accounts are offered at once.
const choiceSize = 200

// exploreAccounts offers accounts to choose, those that are chosen first: GET
// /explore/accounts.
func (s *Server) exploreAccounts(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	params := c.QueryParams()
	months, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	chosen := boxes(params)
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		chosen = filter.Accounts.IDs()
	}
	month := max(months.Default, months.First)
	if month.IsZero() {
		return s.beginPage(c)
	}
	text := params.Get("find")
	view := page.ChooseView{Text: text, Most: kpi.MostChosen}
	for _, name := range []string{accountBox, "accounts", "find", "choose"} {
		params.Del(name)
	}
	view.Keep, view.Back = hidden(params), address("/explore", params)
	list := func(f kpi.Filter) ([]kpi.Account, int, error) {
		t, err := s.net.AccountTable(ctx, who, month, f, network.TableQuery{PageSize: choiceSize})
		accounts := make([]kpi.Account, len(t.Rows))
		for i, r := range t.Rows {
			accounts[i] = r.Account
		}
		return accounts, t.Total, err
	}
	on := map[kpi.ID]bool{}
	if len(chosen) > 0 {
		accounts, _, err := list(kpi.Filter{Accounts: kpi.ChooseAccounts(chosen...)})
		if err != nil {
			return err
		}
		for _, a := range accounts {
			on[a.ID] = true
			view.Lines = append(view.Lines, page.ChooseLine{Account: a, On: true})
		}
	}
	accounts, total, err := list(kpi.Filter{Query: text})
	if kpi.CodeOf(err) == kpi.CodeNotFound && text != "" {
		accounts, total, err = nil, 0, nil // too few for this person to be told of
	}
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if !on[a.ID] {
			view.Lines = append(view.Lines, page.ChooseLine{Account: a})
		}
	}
	if more := total - len(accounts); more > 0 {
		view.More = p.N("explore.choose_more", more)
	}
	chrome, err := s.chrome(c, p.T("explore.choose_title"))
	if err != nil {
		return err
	}
	chrome.Path = "/explore"
	return s.render(c, http.StatusOK, page.Choose(chrome, view))
}

// boxes are the accounts whose boxes are ticked.
func boxes(params url.Values) []kpi.ID {
	var ids []kpi.ID
	for _, text := range params[accountBox] {
		if id := kpi.ParseID(text); id != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}
