package web

// This file answers with the influence index of the accounts of a platform.

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// influenceRows is how many accounts stand on a page.
const influenceRows = 100

// influencePage shows it: GET /influence?month=M&platform=NAME&page=N.
func (s *Server) influencePage(c echo.Context) (err error) {
	p := s.printer(c)
	q := network.InfluenceQuery{Platform: c.QueryParam("platform"), PageSize: influenceRows}
	if text := c.QueryParam("month"); text != "" {
		if q.Month, err = kpi.ParseMonth(text); err != nil {
			return kpi.NotFound("error.not_found")
		}
	}
	q.Page, _ = strconv.Atoi(c.QueryParam("page")) // 0: the first
	in, err := s.net.Influence(c.Request().Context(), s.who(c), q)
	if err != nil {
		return err
	}
	with := func(month kpi.Month, platform string, page int) string {
		values := url.Values{"month": {month.String()}, "platform": {platform}}
		if page > 1 {
			values.Set("page", strconv.Itoa(page))
		}
		return address("/influence", values)
	}
	v := page.InfluenceView{Off: in.Off, MayRun: in.MayRun, MonthName: p.Month(in.Month), None: len(in.Rows) == 0,
		Explained: p.T("influence.explained", "fewest", analytics.InfluenceFewest)}
	if !in.Off {
		v.Previous = with(in.Month.Add(-1), in.Platform.Name, 0)
		if in.Month < s.net.CurrentMonth() {
			v.Next = with(in.Month.Add(1), in.Platform.Name, 0)
		}
		v.Subtitle = p.N("influence.subtitle", in.Ranked, "platform", in.Platform.Name, "month", in.Month, "accounts", in.Accounts)
	}
	for _, g := range in.Platforms {
		v.Platforms = append(v.Platforms, page.ListChoice{Label: g.Name, Href: with(in.Month, g.Name, 0), On: g.ID == in.Platform.ID})
	}
	if in.Ranked < analytics.InfluenceFewest && !v.None {
		v.Few = p.N("influence.few", in.Ranked, "fewest", analytics.InfluenceFewest)
	}
	for _, r := range in.Rows {
		v.Rows = append(v.Rows, page.InfluenceLine{Account: r.Account, Href: page.AccountAddress(r.Account.ID, ""),
			Engagement: p.Percent(r.Engagement, 2), EngagementPercentile: p.Value(r.EngagementPercentile, 0),
			Growth: p.SignedPercent(r.Growth, 1), GrowthPercentile: p.Value(r.GrowthPercentile, 0), IndexValue: p.Value(r.Index, 0)})
	}
	v.Count = p.N("gallery.accounts", in.Total)
	pages := max(1, (in.Total+influenceRows-1)/influenceRows)
	v.Paging = page.Paging{Page: in.Page, Pages: pages, Total: in.Total, From: (in.Page-1)*influenceRows + 1, To: (in.Page-1)*influenceRows + len(in.Rows),
		Href: func(n int) string { return with(in.Month, in.Platform.Name, n) }}
	chrome, err := s.chrome(c, p.T("influence.title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Influence(chrome, v))
}

// switchInfluence switches it on or off: POST /influence/switch.
func (s *Server) switchInfluence(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	on := form.Get("on") != ""
	if err := s.net.SwitchInfluence(c.Request().Context(), s.who(c), on); err != nil {
		return err
	}
	if on {
		s.leaveNotice(c, s.printer(c).T("influence.switched_on"))
	} else {
		s.leaveNotice(c, s.printer(c).T("influence.switched_off"))
	}
	return s.goTo(c, "/influence")
}
