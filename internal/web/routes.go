package web

// This file is the route table: every address there is, and who may call it.
// A route that names nobody answers nobody, and a test fails on it.

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
)

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
	handle       handler
	limit        int64 // bytes of a request's body; 0: bodyLimit
}

type handler = func(*Server, echo.Context) error

// Who may call: everybody, whoever is signed in, and those to whom the
// network's totals are open.
var (
	everybody = access{public: true}
	signedIn  = access{roles: kpi.Roles}
	admins    = access{roles: []kpi.Role{kpi.RoleAdmin}}
	viewers   = access{roles: []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader}}
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

func get(path string, a access, handle handler) route {
	return route{method: http.MethodGet, path: path, access: a, handle: handle}
}

func post(path string, a access, handle handler) route {
	return route{method: http.MethodPost, path: path, access: a, handle: handle}
}

func put(path string, a access, handle handler) route {
	return route{method: http.MethodPut, path: path, access: a, handle: handle}
}

// upload takes a file.
func upload(path string, a access, handle handler) route {
	r := post(path, a, handle)
	r.limit = uploadLimit
	return r
}

// picture takes a picture.
func picture(path string, a access, handle handler) route {
	r := post(path, a, handle)
	r.limit = avatarLimit
	return r
}

// The table: a map of the site.
var routes = []route{
	get("/", signedIn, (*Server).home),
	get("/months", viewers, (*Server).months),
	get("/months/:month", viewers, (*Server).monthPage),
	get("/months/:month/accounts.csv", viewers, (*Server).monthCSV),
	get("/months/:month/accounts.xlsx", viewers, (*Server).monthXLSX),
	get("/accounts", signedIn, (*Server).accountsPage),
	get("/accounts.csv", signedIn, (*Server).accountsCSV),
	get("/accounts/new", directors, (*Server).newAccountPage),
	post("/accounts/new", directors, (*Server).makeAccount),
	get("/accounts/many", directors, (*Server).manyPage),
	post("/accounts/many", directors, (*Server).pasteAccounts),
	get("/accounts/:id", signedIn, (*Server).accountPage),
	get("/accounts/:id/edit", directors, (*Server).editAccountPage),
	post("/accounts/:id/edit", directors, (*Server).changeAccount),
	get("/accounts/:id/avatar", signedIn, (*Server).avatarPicture),
	picture("/accounts/:id/avatar", directors, (*Server).setAvatar),
	post("/accounts/:id/avatar/remove", directors, (*Server).removeAvatar),
	get("/accounts/:id/life", directors, (*Server).lifePage),
	post("/accounts/:id/life", directors, (*Server).putState),
	post("/accounts/:id/life/correct", directors, (*Server).correctState),
	post("/accounts/:id/life/remove", directors, (*Server).removeState),
	post("/accounts/:id/undo", directors, (*Server).undoAct),
	get("/accounts/:id/holders", directors, (*Server).holdersPage),
	post("/accounts/:id/holders", directors, (*Server).changeHolder),
	post("/accounts/:id/holders/days", directors, (*Server).changeHoldingDays),
	post("/accounts/:id/holders/remove", directors, (*Server).removeHolding),
	get("/accounts/:id/step-down", signedIn, (*Server).stepDownPage),
	post("/accounts/:id/step-down", signedIn, (*Server).stepDown),
	get("/gallery", signedIn, (*Server).galleryPage),

	get("/accounts/:id/filings/:month", signedIn, (*Server).filingPage),
	post("/accounts/:id/filings/:month", signedIn, (*Server).saveFiling),
	get("/accounts/:id/filings/:month/thanks", signedIn, (*Server).thanksPage),
	post("/accounts/:id/filings/:month/undo", signedIn, (*Server).undoFiling),
	post("/accounts/:id/filings/:month/seen", signedIn, (*Server).seeFilingNotice),
	get("/filings/:month", signedIn, (*Server).filingGrid),
	post("/filings/:month", signedIn, (*Server).saveGrid),
	post("/holdings/accept", signedIn, (*Server).acceptHoldings),
	post("/holdings/decline", signedIn, (*Server).declineHolding),

	get("/imports", signedIn, (*Server).importsPage),
	upload("/imports", signedIn, (*Server).bringFile),
	post("/imports/:id/undo", signedIn, (*Server).undoImport),
	get("/imports/files/:key", signedIn, (*Server).uploadPage),
	post("/imports/files/:key/options", signedIn, (*Server).setOptions),
	post("/imports/files/:key/map", signedIn, (*Server).mapAgain),
	post("/imports/files/:key/confirm", signedIn, (*Server).confirmFile),
	post("/imports/files/:key/discard", signedIn, (*Server).discardFile),

	get("/reports/:month.xlsx", viewers, (*Server).reportFile),

	get("/users", admins, (*Server).usersPage),
	post("/users", admins, (*Server).inviteUser),
	get("/users/:id", admins, (*Server).userPage),
	post("/users/:id", admins, (*Server).changeUser),
	post("/users/:id/link", admins, (*Server).newUserLink),
	post("/users/:id/off", admins, (*Server).leave),
	post("/users/:id/on", admins, (*Server).switchUserOn),

	get("/purpose", signedIn, (*Server).purposePage),
	get("/purpose/edit/:locale", admins, (*Server).purposeForm),
	post("/purpose/edit/:locale", admins, (*Server).savePurpose),

	get("/sign-in", everybody, (*Server).signInPage),
	post("/sign-in", everybody, (*Server).signIn),
	post("/sign-in/demo", everybody, (*Server).signInDemo),
	post("/sign-out", everybody, (*Server).signOut),
	post("/locale", everybody, (*Server).setLocale),
	get("/links/:token", everybody, (*Server).linkPage),
	post("/links/:token", everybody, (*Server).useLink),
	get("/password", signedIn, (*Server).passwordPage),
	post("/password", signedIn, (*Server).changePassword),

	get("/api/v1/accounts", byToken(signedIn), (*Server).apiAccounts),
	get("/api/v1/accounts/:id/filings/:month", byToken(signedIn), (*Server).apiFiling),
	put("/api/v1/accounts/:id/filings/:month", byToken(signedIn), (*Server).apiPutFiling),
	get("/api/v1/accounts/:id/series", byToken(signedIn), (*Server).apiSeries),
	get("/api/v1/months/:month/summary", byToken(viewers), (*Server).apiSummary),
	get("/api/v1/months/:month/accounts", byToken(viewers), (*Server).apiMonthAccounts),
	upload("/api/v1/imports/figures", byToken(signedIn), (*Server).apiImportFigures),
	get("/api/v1/reports/:month.xlsx", byToken(viewers), (*Server).reportFile),

	get("/static/*", everybody, (*Server).staticFile),
	get("/healthz", everybody, (*Server).healthz),
	get("/readyz", everybody, (*Server).readyz),
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
