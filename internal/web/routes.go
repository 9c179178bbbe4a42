package web

// This file is the route table: every address there is, and who may call it.
// A route that names nobody answers nobody, and a test fails on it.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
)

const apiPrefix = "/api/v1"

// access says who may call a route. The zero access is nobody: a route must
// name its roles, or be public. It is only the outer door: what a person may
// see and do inside is decided by network.
type access struct {
	public bool       // no session needed
	roles  []kpi.Role // any of these
	api    bool       // bearer token instead of a session
}

// route is a line of the route table.
type route struct {
	method, path string
	access       access
	handle       func(*Server, echo.Context) error
	limit        int64 // bytes of a request's body; 0: bodyLimit
}

// Who may call: everybody, whoever is signed in, and those to whom the
// network's totals are open.
var (
	everybody = access{public: true}
	signedIn  = access{roles: kpi.Roles}
	admins    = access{roles: []kpi.Role{kpi.RoleAdmin}}
	viewers   = access{roles: []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader}}
	direction = access{roles: []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator}}
)

// byToken is the same access for programs.
func byToken(a access) access {
	a.api = true
	return a
}

// Limits on a request's body. A file may be of 20 MiB; its form adds a little.
const (
	bodyLimit   = 1 << 20
	uploadLimit = 20<<20 + 64<<10
)

// The table. Lines stand in the order of a site map.
var routes = []route{
	{method: http.MethodGet, path: "/sign-in", access: everybody, handle: (*Server).signInPage},
	{method: http.MethodPost, path: "/sign-in", access: everybody, handle: (*Server).signIn},
	{method: http.MethodPost, path: "/sign-in/demo", access: everybody, handle: (*Server).signInDemo},
	{method: http.MethodPost, path: "/sign-out", access: signedIn, handle: (*Server).signOut},
	{method: http.MethodPost, path: "/locale", access: everybody, handle: (*Server).setLocale},
	{method: http.MethodGet, path: "/links/:token", access: everybody, handle: (*Server).linkPage},
	{method: http.MethodPost, path: "/links/:token", access: everybody, handle: (*Server).useLink},
	{method: http.MethodGet, path: "/password", access: signedIn, handle: (*Server).passwordPage},
	{method: http.MethodPost, path: "/password", access: signedIn, handle: (*Server).changePassword},

	{method: http.MethodGet, path: "/users", access: admins, handle: (*Server).usersPage},
	{method: http.MethodPost, path: "/users", access: admins, handle: (*Server).inviteUser},
	{method: http.MethodPost, path: "/users/:id/link", access: admins, handle: (*Server).newUserLink},
	{method: http.MethodPost, path: "/users/:id/off", access: admins, handle: (*Server).switchUserOff},
	{method: http.MethodPost, path: "/users/:id/on", access: admins, handle: (*Server).switchUserOn},


	{method: http.MethodGet, path: apiPrefix + "/accounts", access: byToken(signedIn), handle: (*Server).apiAccounts},
	{method: http.MethodGet, path: apiPrefix + "/accounts/:id/filings/:month", access: byToken(signedIn), handle: (*Server).apiFiling},
	{method: http.MethodPut, path: apiPrefix + "/accounts/:id/filings/:month", access: byToken(signedIn), handle: (*Server).apiPutFiling},
	{method: http.MethodGet, path: apiPrefix + "/accounts/:id/series", access: byToken(signedIn), handle: (*Server).apiSeries},
	{method: http.MethodGet, path: apiPrefix + "/months/:month/summary", access: byToken(viewers), handle: (*Server).apiSummary},
	{method: http.MethodGet, path: apiPrefix + "/months/:month/accounts", access: byToken(viewers), handle: (*Server).apiMonthAccounts},
	{method: http.MethodPost, path: apiPrefix + "/imports/figures", access: byToken(signedIn), handle: (*Server).apiImportFigures, limit: uploadLimit},

	{method: http.MethodGet, path: "/static/*", access: everybody, handle: (*Server).staticFile},
	{method: http.MethodGet, path: "/healthz", access: everybody, handle: (*Server).healthz},
	{method: http.MethodGet, path: "/readyz", access: everybody, handle: (*Server).readyz},
}

// router registers the table. A GET route answers HEAD too.
func (s *Server) router() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = s.address
	e.HTTPErrorHandler = s.fail
	e.Use(s.recoverPanic)
	for _, r := range routes {
		e.Add(r.method, r.path, s.guard(r))
		if r.method == http.MethodGet {
			e.Add(http.MethodHead, r.path, s.guard(r))
		}
	}
	return e
}
