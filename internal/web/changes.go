package web

// This file is the history of the set-up pages.

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// changesPage tells what was changed: GET /settings/history.
func (s *Server) changesPage(c echo.Context) error {
	p := s.printer(c)
	acts, next, err := s.net.SetUpHistory(c.Request().Context(), s.who(c), kpi.ParseID(c.QueryParam("before")))
	if err != nil {
		return err
	}
	indicators, err := s.net.Indicators(c.Request().Context())
	if err != nil {
		return err
	}
	labels := page.IndicatorLabels(p, indicators)
	var view page.ChangesView
	for _, act := range acts {
		group := page.ChangeGroup{When: p.DateTime(act.At), Who: actor(p, act)}
		for _, change := range act.Changes {
			if change.Subject == "indicators" && labels[change.Name] != "" {
				change.Name = labels[change.Name]
			}
			text, is := page.TargetChange(p, page.ChangeText(change), labels)
			if !is {
				text = page.SetUpChange(p, page.ChangeText(change))
			}
			group.Lines = append(group.Lines, text)
		}
		view.Acts = append(view.Acts, group)
	}
	if next != 0 {
		view.Next = address("/settings/history", url.Values{"before": {next.String()}})
	}
	chrome, err := s.setUpChrome(c, p.T("changes.title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Changes(chrome, view))
}

// actor says who acted: the person, else the role, or the command line.
func actor(p *i18n.Printer, act network.SetUpAct) string {
	parts := []string{act.By}
	switch {
	case act.Channel == kpi.ChannelCommand:
		parts = append(parts, p.T("changes.command"))
	case kpi.Role(act.Role).Valid():
		parts = append(parts, page.RoleWord(p, kpi.Role(act.Role)))
	}
	return strings.Trim(strings.Join(parts, " · "), " ·")
}
