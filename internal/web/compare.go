package web

// This file is the page that sets accounts or groups side by side, and its
// file; compare_view.go writes it.

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// compareMonths is how many months are compared where nobody chose.
const compareMonths = 24

// groupBox names the boxes of groups.
const groupBox = "with[]"

// compareOffered is how many accounts are offered at once.
const compareOffered = 60

// compareBy are what can be compared, in the order of the screen.
var compareBy = []analytics.GroupKind{analytics.GroupAccount, analytics.GroupSphere, analytics.GroupRange, analytics.GroupEntity, analytics.GroupPlatform}

// compared is what the address of a comparison says, and what the network
// says to it.
type compared struct {
	spanPage
	by         analytics.GroupKind
	with       []string // names of groups
	view       analytics.CompareView
	find       string
	comparison analytics.Comparison
	annotator  annotator
}

// drawn are the accounts that are compared; none, where groups are.
func (v compared) drawn() []kpi.ID {
	var ids []kpi.ID
	for _, l := range v.comparison.Lines {
		if l.Group.Kind == analytics.GroupAccount {
			ids = append(ids, l.Group.ID)
		}
	}
	return ids
}

// comparedOf reads the address of a comparison, and what it asks for. Accounts
// that are ticked take the place of those in the address.
// Errors: CodeInvalid; as network.Compare.
func (s *Server) comparedOf(c echo.Context) (v compared, err error) {
	ctx, who, params := c.Request().Context(), s.who(c), c.QueryParams()
	if v.spanPage, err = s.spanPageOf(c, "/compare"); err != nil || v.none {
		return v, err
	}
	v.q.measure, v.find = params.Get("measure"), params.Get("find")
	if _, known := v.indicators[v.q.measure]; !known {
		v.q.measure = kpi.Followers
	}
	if params.Get("span") == "" && params.Get("from") == "" {
		v.q.whole = kpi.Span{From: max(v.q.latest.Add(1-compareMonths), kpi.EarliestFigures), Until: v.q.latest}
		v.q.Span, v.q.spanText = v.q.whole, v.q.whole.String()
	}
	v.by, v.view = analytics.GroupSphere, analytics.CompareAbsolute
	if by := analytics.GroupKind(params.Get("by")); slices.Contains(compareBy, by) {
		v.by = by
	}
	if view := analytics.CompareView(params.Get("view")); slices.Contains(analytics.CompareViews, view) {
		v.view = view
	}
	v.with = params[groupBox]
	if v.by == analytics.GroupAccount {
		v.with = nil
		if err := s.comparedAccounts(c, &v); err != nil {
			return v, err
		}
		if v.q.Filter.Accounts == "" {
			return v, nil
		}
	}
	v.comparison, err = s.net.Compare(ctx, who, network.CompareQuery{Span: v.q.Span, Filter: v.q.Filter, By: v.by, Groups: v.with, Code: v.q.measure, View: v.view})
	return v, err
}

// comparedAccounts settles which accounts are compared: those that are ticked,
// else those of the address, else the largest.
func (s *Server) comparedAccounts(c echo.Context, v *compared) error {
	if ids := boxes(c.QueryParams()); len(ids) > 0 {
		v.q.Filter.Accounts = kpi.ChooseAccounts(ids[:min(len(ids), kpi.MostChosen)]...)
	}
	if v.q.Filter.Accounts != "" {
		return nil
	}
	t, err := s.net.AccountTable(c.Request().Context(), s.who(c), v.q.Span.Until, v.q.Filter, network.TableQuery{Sort: kpi.Followers, Desc: true, PageSize: network.CompareTogether})
	var ids []kpi.ID
	for _, r := range t.Rows {
		ids = append(ids, r.Account.ID)
	}
	v.q.Filter.Accounts = kpi.ChooseAccounts(ids...)
	return err
}

// values is the comparison as it stands in an address, some parts changed.
func (v compared) values(changes ...string) url.Values {
	values := v.q.values()
	if v.by != analytics.GroupSphere {
		values.Set("by", string(v.by))
	}
	if v.view != analytics.CompareAbsolute {
		values.Set("view", string(v.view))
	}
	if len(v.with) > 0 {
		values[groupBox] = v.with
	}
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			values.Del(changes[i])
		}
	}
	return values
}

func (v compared) address(changes ...string) string { return address("/compare", v.values(changes...)) }

// comparePage sets accounts or groups side by side: GET /compare.
func (s *Server) comparePage(c echo.Context) error {
	v, err := s.comparedOf(c)
	if err != nil {
		return err
	}
	if v.none {
		return s.beginPage(c)
	}
	params := c.QueryParams()
	if len(boxes(params)) > 0 && params.Get("look") == "" { // ticked: into the address
		return s.goTo(c, v.address())
	}
	groups, err := s.net.Groups(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	if v.annotator, err = s.annotator(c, v.drawn()...); err != nil {
		return err
	}
	view, err := v.page(groups)
	if err != nil {
		return err
	}
	if v.by == analytics.GroupAccount {
		if err := s.offerAccounts(c, v, &view.Choose); err != nil {
			return err
		}
	}
	chrome, err := s.chrome(c, v.p.T("compare.page_title", "span", v.q.Span))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Compare(chrome, view))
}

// offerAccounts lists accounts to choose, those that are chosen first.
func (s *Server) offerAccounts(c echo.Context, v compared, choose *page.CompareChoose) error {
	list := func(f kpi.Filter, size int) (accounts []kpi.Account, total int, err error) {
		t, err := s.net.AccountTable(c.Request().Context(), s.who(c), v.q.Span.Until, f, network.TableQuery{Sort: kpi.Followers, Desc: true, PageSize: size})
		if kpi.CodeOf(err) == kpi.CodeNotFound {
			return nil, 0, nil // too few for this person to be told of
		}
		for _, r := range t.Rows {
			accounts = append(accounts, r.Account)
		}
		return accounts, t.Total, err
	}
	on := map[kpi.ID]bool{}
	if v.q.Filter.Accounts != "" {
		chosen, _, err := list(kpi.Filter{Accounts: v.q.Filter.Accounts}, kpi.MostChosen)
		if err != nil {
			return err
		}
		for _, a := range chosen {
			on[a.ID] = true
			choose.Accounts = append(choose.Accounts, page.ChooseLine{Account: a, On: true})
		}
	}
	f := v.q.Filter
	f.Accounts = ""
	if v.find != "" {
		f.Query = v.find
	}
	offered, total, err := list(f, compareOffered)
	for _, a := range offered {
		if !on[a.ID] {
			choose.Accounts = append(choose.Accounts, page.ChooseLine{Account: a})
		}
	}
	if more := total - len(offered); more > 0 {
		choose.More = v.p.N("explore.choose_more", more)
	}
	return err
}

// compareCSV gives a comparison as a file, a line per name and month: GET
// /compare.csv.
func (s *Server) compareCSV(c echo.Context) error {
	v, err := s.comparedOf(c)
	if err != nil {
		return err
	}
	if v.none {
		return kpi.NotFound("error.not_found")
	}
	var file bytes.Buffer
	table, _ := reports.NewTable(&file, "csv", v.p)
	err = table.Header(v.p.T("compare.name"), v.p.T("compare.file_month"), v.p.T("explore.measure"), v.p.T("explore.file_value"), v.p.T("compare.file_shown"),
		v.p.T("compare.views"), v.p.T("explore.file_known"), v.p.T("explore.file_expected"))
	for _, line := range v.comparison.Lines {
		for i, value := range line.Values {
			if err != nil {
				return err
			}
			err = table.Row(reports.Text(line.Group.Name), reports.Text(value.Month.String()), reports.Text(v.label(v.q.measure)), reports.Number(value.Number),
				reports.Number(line.Shown[i].Number), reports.Text(v.viewWord(v.comparison.View)), reports.Number(kpi.Num(float64(value.Known))), reports.Number(kpi.Num(float64(value.Expected))))
		}
	}
	if err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	return v.sendCSV(c, v.p.T("compare.file_name"), file.Bytes())
}
