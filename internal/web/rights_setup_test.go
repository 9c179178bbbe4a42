package web

import (
	"maps"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// setUpRights is what the routes that set a network up answer to everybody, as
// in rights. {sphere}, {range}, {entity}, {platform} and {indicator} are one of
// each; {list} is a list of invitations that the administrator has brought.
//
//nolint:dupword // the columns repeat
var setUpRights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /checklist":        {{"/checklist", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /checklist":       {{"/checklist", "shown=yes", "303 303 404 404 404 404 404 404 404 404"}},
	"POST /checklist/:step": {{"/checklist/names", "state=x", "303 422 404 404 404 404 404 404 404 404"}, {"/checklist/x", "state=done", "303 404 404 404 404 404 404 404 404 404"}},
	"GET /settings":         {{"/settings", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings":        {{"/settings", "network_name=", "303 422 404 404 404 404 404 404 404 404"}},

	"GET /settings/history":             {{"/settings/history", "", "303 200 404 404 404 404 404 404 404 404"}, {"/settings/history?before=3", "", "303 200 404 404 404 404 404 404 404 404"}},
	"GET /settings/spheres":             {{"/settings/spheres", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /settings/spheres":            {{"/settings/spheres", "name=", "303 422 422 422 404 404 404 404 404 404"}},
	"GET /settings/spheres/:id":         {{"/settings/spheres/{sphere}", "", "303 200 200 200 404 404 404 404 404 404"}, {"/settings/spheres/999", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/spheres/:id":        {{"/settings/spheres/{sphere}", "name=", "303 422 422 422 404 404 404 404 404 404"}},
	"POST /settings/spheres/:id/move":   {{"/settings/spheres/999/move", "to=up", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/spheres/:id/delete": {{"/settings/spheres/{sphere}/delete", "", "303 409 409 409 404 404 404 404 404 404"}},
	"GET /settings/ranges":              {{"/settings/ranges", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /settings/ranges":             {{"/settings/ranges", "name=", "303 422 422 422 404 404 404 404 404 404"}},
	"GET /settings/ranges/:id":          {{"/settings/ranges/{range}", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /settings/ranges/:id":         {{"/settings/ranges/{range}", "name=", "303 422 422 422 404 404 404 404 404 404"}},
	"POST /settings/ranges/:id/move":    {{"/settings/ranges/999/move", "to=up", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/ranges/:id/delete":  {{"/settings/ranges/{range}/delete", "", "303 409 409 409 404 404 404 404 404 404"}},

	"GET /settings/platforms":           {{"/settings/platforms", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/platforms":          {{"/settings/platforms", "name=", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /settings/platforms/:id":       {{"/settings/platforms/{platform}", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/platforms/:id":      {{"/settings/platforms/{platform}", "name=", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/platforms/:id/move": {{"/settings/platforms/999/move", "to=up", "303 404 404 404 404 404 404 404 404 404"}},

	"GET /settings/entities":                     {{"/settings/entities", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/entities":                    {{"/settings/entities", "name=", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /settings/entities/paste":               {{"/settings/entities/paste", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/entities/paste":              {{"/settings/entities/paste", "text=&from=2026-11", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /settings/entities/:id":                 {{"/settings/entities/{entity}", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/entities/:id":                {{"/settings/entities/{entity}", "name=", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/entities/:id/headcount":      {{"/settings/entities/{entity}/headcount", "headcount=-1&from=2026-11", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/entities/:id/headcount/drop": {{"/settings/entities/{entity}/headcount/drop", "from=2026-11", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/entities/:id/delete":         {{"/settings/entities/{entity}/delete", "", "303 409 404 404 404 404 404 404 404 404"}},
	"GET /settings/indicators":                   {{"/settings/indicators", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators":                  {{"/settings/indicators", "code=", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /settings/indicators/new":               {{"/settings/indicators/new", "", "303 200 404 404 404 404 404 404 404 404"}},
	"GET /settings/indicators/:id":               {{"/settings/indicators/{indicator}", "", "303 200 404 404 404 404 404 404 404 404"}, {"/settings/indicators/999", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id":              {{"/settings/indicators/{indicator}", "label_fr=", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id/move":         {{"/settings/indicators/999/move", "to=up", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id/switch-on":    {{"/settings/indicators/{indicator}/switch-on", "", "303 303 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id/asks":         {{"/settings/indicators/{indicator}/asks", "act=ask&scope=all&from=2026-11", "303 200 404 404 404 404 404 404 404 404"}, {"/settings/indicators/{indicator}/asks", "act=ask&scope=all&from=x", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id/sources":      {{"/settings/indicators/{indicator}/sources", "source_name=Klout&source_from=2026-11", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id/sources/drop": {{"/settings/indicators/{indicator}/sources/drop", "from=2026-11", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /settings/indicators/:id/platforms":    {{"/settings/indicators/{indicator}/platforms", "link_{platform}=http://x", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /users/invitations":                     {{"/users/invitations", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /users/invitations":                    {{"/users/invitations", "email,name\n", "303 303 404 404 404 404 404 404 404 404"}},
	"GET /users/invitations/:key":                {{"/users/invitations/{list}", "", "303 200 404 404 404 404 404 404 404 404"}, {"/users/invitations/guess", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /users/invitations/:key/confirm":       {{"/users/invitations/{list}/confirm", "", "303 303 404 404 404 404 404 404 404 404"}},
	"GET /users/invitations/:key/links.csv":      {{"/users/invitations/{list}/links.csv", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /users/invitations/renew":              {{"/users/invitations/renew", "", "303 303 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, setUpRights) }

// setUpNames puts ids of the house into an address or a form of setUpRights.
func (h *house) setUpNames(text string) string {
	h.t.Helper()
	if strings.Contains(text, "{list}") { // a new one each time: only the latest few are kept
		text = strings.ReplaceAll(text, "{list}", h.invitationList())
	}
	if !strings.Contains(text, "{") || strings.HasPrefix(text, "{") {
		return text
	}
	return strings.NewReplacer(
		"{sphere}", h.groupNamed(analytics.GroupSphere, "Business").String(), "{range}", h.groupNamed(analytics.GroupRange, "Atelier").String(),
		"{entity}", h.groupNamed(analytics.GroupEntity, "Ouest").String(), "{platform}", h.groupNamed(analytics.GroupPlatform, "X").String(),
		"{indicator}", h.indicatorCalled(kpi.Comments).String()).Replace(text)
}

// invitationList is a list of invitations of the administrator, with its links.
func (h *house) invitationList() string {
	h.t.Helper()
	made := h.as(admin).post("/users/invitations/renew").want(h.t, 303)
	return strings.TrimPrefix(made.Header.Get("Location"), invitationsBase+"/")
}

// groupNamed is the group of a name.
func (h *house) groupNamed(kind analytics.GroupKind, name string) kpi.ID {
	h.t.Helper()
	list, err := h.net.SetUpGroups(h.t.Context(), kpi.CommandLine(), kind)
	h.must(err)
	for _, g := range list {
		if g.Name == name {
			return g.ID
		}
	}
	h.t.Fatalf("there is no %s %q", kind, name)
	return 0
}

// indicatorCalled is the indicator of a code.
func (h *house) indicatorCalled(code string) kpi.ID {
	h.t.Helper()
	list, err := h.net.Indicators(h.t.Context())
	h.must(err)
	for _, i := range list {
		if i.Code == code {
			return i.ID
		}
	}
	h.t.Fatalf("there is no indicator %q", code)
	return 0
}
