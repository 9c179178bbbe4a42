package page

import "portevoix/internal/kpi"

// menuItem is a line of the main menu.
type menuItem struct {
	key, href string
	icon      string
	roles     []kpi.Role
	prefixes  []string // of the paths on which the item is the current one
}

var menu = []menuItem{
	{"layout.menu_home", "/", "home", []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleContributor, kpi.RoleReader}, []string{"/", "/filings"}},
	{"board.menu", "/board", "table", []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator}, []string{"/board"}},
	{"layout.menu_month", "/months", "chart", []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader}, []string{"/months", "/reports"}},
	{"analyse.menu", "/analyse", "search", []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader}, analysePaths},
	{"layout.menu_accounts", "/accounts", "accounts", []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader}, []string{"/accounts"}},
	{"gallery.menu", "/gallery", "image", kpi.Roles, []string{"/gallery"}},
	{"layout.menu_imports", "/imports", "upload", []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleContributor}, []string{"/imports", "/sheets"}},
	{"layout.menu_settings", "/settings", "settings", []kpi.Role{kpi.RoleAdmin}, []string{"/settings", "/users", "/purpose/edit", "/checklist"}},
	{"layout.menu_settings", "/settings/spheres", "settings", []kpi.Role{kpi.RoleCoordinator}, []string{"/settings"}},
}

// analysePaths are the pages that the entry "Analyse" stands for.
var analysePaths = []string{
	"/analyse", "/explore", "/views", "/grid", "/tree", "/compare", "/targets", "/search-ranking",
	"/challenge", "/influence", "/arbitration", "/decisions", "/annotations",
}

// menu lists what the person's role opens.
func (c Chrome) menu() []menuItem {
	var items []menuItem
	if c.byLink() {
		return nil
	}
	for _, i := range menu {
		if c.SignedIn() && c.Who.Is(i.roles...) {
			items = append(items, i)
		}
	}
	return items
}

// byLink reports whether the person came by a link to their filings: the rest
// of the site is not open to them.
func (c Chrome) byLink() bool { return !c.Who.LinkMonth.IsZero() }

// home is where the installation's name leads.
func (c Chrome) home() string {
	if c.byLink() {
		return "/filings/" + c.Who.LinkMonth.String()
	}
	return "/"
}

// homeWords name that page.
func (c Chrome) homeWords() string {
	if c.byLink() {
		return c.P.T("sign_in_link.home", "month", c.Who.LinkMonth)
	}
	return c.P.T("web.home")
}

// current reports whether the menu item leads to the part of the site that the
// page is in.
func (c Chrome) current(i menuItem) bool {
	for _, p := range i.prefixes {
		if c.Path == p || len(c.Path) > len(p) && c.Path[:len(p)+1] == p+"/" {
			return true
		}
	}
	return false
}

// mark is "page" for the current item's aria-current.
func (c Chrome) mark(i menuItem) string {
	if c.current(i) {
		return "page"
	}
	return "false"
}

// otherLocale is the language that the switch offers.
func (c Chrome) otherLocale() string {
	if c.P.Locale() == "fr" {
		return "en"
	}
	return "fr"
}

var roleKeys = map[kpi.Role]string{
	kpi.RoleAdmin:       "layout.role_admin",
	kpi.RoleCoordinator: "layout.role_coordinator",
	kpi.RoleAmbassador:  "layout.role_ambassador",
	kpi.RoleContributor: "layout.role_contributor",
	kpi.RoleReader:      "layout.role_reader",
}

// role says what the person is in the installation.
func (c Chrome) role() string { return c.P.T(roleKeys[c.Who.User.Role]) }

// titleOf is the text of the browser's tab.
func (c Chrome) titleOf() string {
	if c.Title == "" || c.Title == c.Network {
		return c.Network
	}
	return c.Title + " · " + c.Network
}

// person stands for the signed-in person's initials, drawn as an account's.
func (c Chrome) person() string {
	return kpi.Account{Persona: c.Who.User.Name, Handle: c.Who.User.Email}.Initials()
}
