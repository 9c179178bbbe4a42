package page

import (
	"maps"
	"time"

	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnPeople lists the pages of signing in, links, passwords, people and
// errors in all their states, and adds the others.
func drawnPeople(c Chrome, others map[string]templ.Component) map[string]templ.Component {
	out := c
	out.Who, out.Notice = kpi.Who{}, ""
	only := out
	only.PasswordsOff = true
	someone := kpi.User{ID: 4, Name: hostileName, Email: hostileText, Role: kpi.RoleReader, Entity: hostileText, HasPassword: true}
	off := someone
	off.ID, off.DisabledAt = 5, time.Unix(1, 0)
	faults := map[string]string{"name": hostileText, "email": hostileName, "role": hostileText, "entity": hostileText, "password": hostileText, "old": hostileText, "new": hostileText}
	form := UserForm{Email: hostileText, Name: hostileName, Role: "reader", Entity: hostileText, Errors: faults}
	list := UsersView{
		Users:  []UserLine{{someone, "invited"}, {off, "off"}, {c.Who.User, "active"}},
		Filter: UserFilter{Text: hostileText, Role: "reader", Entity: hostileText, State: "never"}, Entities: []string{hostileText}, Form: form, Unaccepted: 2,
		Paging: Paging{Page: 1, Pages: 3, Total: 203, From: 1, To: 100, Href: func(int) string { return "/users?page=2" }},
	}
	linked := list
	linked.Link = &NewLink{User: someone, URL: "https://porte-voix.example/links/TOKEN", Days: 7}
	pages := map[string]templ.Component{
		"sign-in":         SignIn(out, SignInView{Next: "/"}),
		"sign-in-fault":   SignIn(out, SignInView{Email: hostileText, Next: hostileText, Error: hostileText}),
		"sign-in-both":    SignIn(out, SignInView{Next: hostileText, ByProvider: true, Provider: hostileText, ProviderError: hostileText, Told: hostileText, Out: true}),
		"sign-in-only":    SignIn(only, SignInView{Next: "/", ByProvider: true, Mail: true}),
		"link-opens":      OneTimeLink(only, LinkView{Kind: "password", Token: "TOKEN", Email: "a@example.org", Name: hostileName, Opens: true}),
		"single-sign-on":  SingleSignOn(c, SingleSignOnView{Form: SetUpForm{Values: faults, Errors: faults}, Roles: []kpi.Role{kpi.RoleReader}, SecretSet: true, Tried: hostileText, Back: "/"}),
		"user-linked":     User(c, UserView{User: someone, Form: form, Linked: true}),
		"sign-in-demo":    SignIn(out, SignInView{Next: "/", Demo: []kpi.User{someone, off}}),
		"setup":           OneTimeLink(out, LinkView{Kind: "setup", Token: "TOKEN"}),
		"setup-fault":     OneTimeLink(out, LinkView{Kind: "setup", Token: "TOKEN", Email: hostileText, Name: hostileName, Errors: faults}),
		"invitation":      OneTimeLink(out, LinkView{Kind: "invitation", Token: "TOKEN", Email: "a@example.org", Name: hostileName, Errors: faults}),
		"new-password":    OneTimeLink(out, LinkView{Kind: "password", Token: "TOKEN", Email: "a@example.org", Name: hostileName}),
		"password":        Password(c, nil),
		"password-fault":  Password(c, faults),
		"users":           Users(c, list),
		"users-link":      Users(c, linked),
		"users-none":      Users(c, UsersView{Filter: UserFilter{Text: hostileText}}),
		"user":            User(c, UserView{User: someone, Entities: list.Entities, Form: form}),
		"error-not-found": Error(out, ErrorView{Status: 404, Detail: hostileText}),
		"error-internal":  Error(c, ErrorView{Status: 500, Detail: hostileText, RequestID: "0123456789abcdef"}),
		"error-fields":    Error(c, ErrorView{Status: 422, Detail: hostileText, Fields: []string{hostileText, hostileName}}),
	}
	maps.Copy(pages, drawnPurpose(c, faults))
	maps.Copy(pages, drawnSetUp(c))
	maps.Copy(pages, drawnAccounts(c))
	maps.Copy(pages, drawnBoard(c))
	maps.Copy(pages, drawnChallenge(c))
	maps.Copy(pages, drawnSearch(c))
	maps.Copy(pages, drawnClosing(c))
	maps.Copy(pages, drawnCompare(c))
	maps.Copy(pages, drawnDecisions(c))
	maps.Copy(pages, drawnTargets(c))
	maps.Copy(pages, drawnExplore(c))
	maps.Copy(pages, drawnHistory(c))
	maps.Copy(pages, drawnReset(c))
	maps.Copy(pages, drawnPersons(c))
	maps.Copy(pages, others)
	return pages
}
