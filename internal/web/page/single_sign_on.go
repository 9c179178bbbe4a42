package page

import (
	"maps"
	"net/url"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// The addresses of single sign-on.
const (
	SingleSignOnAddress = "/settings/single-sign-on"
	ProviderSignIn      = "/sign-in/provider"
	ProviderBack        = "/sign-in/provider/back"
	ProviderOut         = "/sign-in/provider/out"
)

func init() {
	maps.Copy(fieldKeys, map[string]string{
		"sso_on": "single_sign_on.on", "sso_name": "single_sign_on.name", "sso_issuer": "single_sign_on.issuer",
		"sso_client_id": "single_sign_on.client_id", "sso_client_secret": "single_sign_on.secret", "sso_admit": "single_sign_on.admit",
		"sso_domains": "single_sign_on.domains", "sso_role": "single_sign_on.role", "sso_claim": "single_sign_on.claim",
		"sso_claim_roles": "single_sign_on.roles", "passwords_off": "single_sign_on.passwords_off",
		"identity_linked": "single_sign_on.linked_change", "identity_unlinked": "single_sign_on.unlinked_change", "link_used": "single_sign_on.link_used",
	})
	maps.Copy(acts, map[string]bool{"identity_linked": true, "identity_unlinked": true, "link_used": true})
}

// SingleSignOnView is the page on which single sign-on is set up.
type SingleSignOnView struct {
	Form                     SetUpForm
	SecretSet, SecretOutside bool
	Roles                    []kpi.Role // that newcomers may get
	Back                     string     // the address to name at the provider
	Tried                    string     // what asking the provider came to; "": it was not asked, or went well
}

func (v SingleSignOnView) secretHint(p *i18n.Printer) string {
	switch {
	case v.SecretOutside:
		return p.T("single_sign_on.secret_outside")
	case v.SecretSet:
		return p.T("single_sign_on.secret_kept")
	}
	return p.T("single_sign_on.secret_hint")
}

// roleField is the choice of what newcomers become.
func (v SingleSignOnView) roleField(p *i18n.Printer) Field {
	one := v.Form.field("role", p.T("single_sign_on.role"))
	one.Hint = p.T("single_sign_on.role_hint")
	return one
}

func (v SingleSignOnView) roleOptions(p *i18n.Printer) []Option {
	options := make([]Option, 0, len(v.Roles)+1)
	for _, r := range v.Roles {
		options = append(options, Option{string(r), RoleWord(p, r)})
	}
	return append(options, Option{"", p.T("single_sign_on.role_none")})
}

// rolesField holds the lines that give roles.
func (v SingleSignOnView) rolesField(p *i18n.Printer) Field {
	return v.Form.optional("roles", p.T("single_sign_on.roles"), p.T("single_sign_on.roles_hint"))
}

// providerLabel is what the button says.
func (v SignInView) providerLabel(p *i18n.Printer) string {
	if v.Provider == "" {
		return p.T("single_sign_on.button")
	}
	return p.T("single_sign_on.button_named", "name", v.Provider)
}

// providerLink leads to the provider, and from there to the page asked for.
func (v SignInView) providerLink() string {
	if v.Next == "" || v.Next == "/" {
		return ProviderSignIn
	}
	return ProviderSignIn + "?next=" + url.QueryEscape(v.Next)
}
