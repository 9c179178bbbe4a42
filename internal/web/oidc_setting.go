package web

// This file is the page on which administrators set single sign-on up.

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// singleSignOnFields are the fields of the form, but for the secret.
var singleSignOnFields = []string{"on", "name", "issuer", "client_id", "admit", "domains", "role", "claim", "roles", "passwords_off"}

// singleSignOnPage shows how people sign in: GET /settings/single-sign-on.
func (s *Server) singleSignOnPage(c echo.Context) error {
	set, err := s.net.SingleSignOn(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	return s.drawSingleSignOn(c, http.StatusOK, page.SingleSignOnView{Form: page.SetUpForm{Values: map[string]string{
		"on": ticked(set.On), "name": set.Name, "issuer": set.Issuer, "client_id": set.ClientID, "admit": ticked(set.Admit),
		"domains": strings.Join(set.Domains, " "), "role": string(set.Role), "claim": set.Claim, "roles": network.ClaimRolesText(set.Roles),
		"passwords_off": ticked(set.PasswordsOff),
	}}})
}

func (s *Server) drawSingleSignOn(c echo.Context, status int, view page.SingleSignOnView) error {
	set, err := s.net.SingleSignOn(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	chrome, err := s.setUpChrome(c, s.printer(c).T("single_sign_on.title"))
	if err != nil {
		return err
	}
	view.SecretSet, view.SecretOutside, view.Roles = set.SecretSet, set.SecretOutside, network.NewcomerRoles
	view.Back = s.opts.PublicURL + page.ProviderBack
	return s.render(c, status, page.SingleSignOn(chrome, view))
}

// saveSingleSignOn keeps how people sign in, and asks the provider where that
// is wanted: POST /settings/single-sign-on.
func (s *Server) saveSingleSignOn(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	ctx, p, r := c.Request().Context(), s.printer(c), formReader{form: form}
	set := network.SingleSignOn{
		On: form.Get("on") != "", Name: r.text("name"), Issuer: r.text("issuer"), ClientID: r.text("client_id"), Secret: form.Get("secret"),
		Admit: form.Get("admit") != "", Domains: strings.FieldsFunc(form.Get("domains"), isBetween), Role: kpi.Role(r.text("role")),
		Claim: r.text("claim"), Roles: network.ParseClaimRoles(form.Get("roles")), PasswordsOff: form.Get("passwords_off") != "",
	}
	err = s.net.SaveSingleSignOn(ctx, s.who(c), set)
	typed := typedForm(form, singleSignOnFields...)
	if faults, ok := fieldErrors(p, err); ok {
		typed.Errors = faults
		return s.drawSingleSignOn(c, http.StatusUnprocessableEntity, page.SingleSignOnView{Form: typed})
	}
	if err != nil {
		return err
	}
	s.providers.forget()
	if form.Get("act") != "try" || set.Issuer == "" {
		s.leaveNotice(c, p.T("people.changed_done"))
		return s.goTo(c, page.SingleSignOnAddress)
	}
	if _, err := s.providers.find(ctx, set.Issuer, s.net.Now()); err != nil {
		record(c).err = err
		return s.drawSingleSignOn(c, http.StatusUnprocessableEntity, page.SingleSignOnView{Form: typed, Tried: p.T("single_sign_on.try_down", "issuer", set.Issuer)})
	}
	s.leaveNotice(c, p.T("single_sign_on.try_done"))
	return s.goTo(c, page.SingleSignOnAddress)
}

// isBetween reports whether a character stands between two domains.
func isBetween(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) }

// forgetProviderSecret takes the secret out of the database:
// POST /settings/single-sign-on/secret/forget.
func (s *Server) forgetProviderSecret(c echo.Context) error {
	if err := s.net.ForgetProviderSecret(c.Request().Context(), s.who(c)); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("single_sign_on.secret_forgotten"))
	return s.goTo(c, page.SingleSignOnAddress)
}

// unlinkUser forgets who a person is at the provider: POST /users/:id/unlink.
func (s *Server) unlinkUser(c echo.Context) error {
	id := idParam(c)
	if err := s.net.Unlink(c.Request().Context(), s.who(c), id); err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("single_sign_on.unlinked"))
	return s.goTo(c, "/users/"+id.String())
}
