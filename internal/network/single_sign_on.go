package network

// This file is the settings of single sign-on: the provider, who may come in
// by it and what they become, and whether passwords are switched off. The
// client's secret may come from outside the database, and stands in no history
// and no log.

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SingleSignOn is how people sign in by a provider (OpenID Connect).
type SingleSignOn struct {
	On       bool
	Name     string // of the provider, as on the button; "": in general words
	Issuer   string // address of the provider, exactly as it names itself
	ClientID string
	// Secret is given to the program alone; in SaveSingleSignOn "" keeps the
	// one there is. SecretSet says whether there is one, SecretOutside whether
	// it comes from outside the database.
	Secret                   string
	SecretSet, SecretOutside bool
	// Admit says whether people who are not known here come in on their first
	// arrival, from one of Domains where there are any.
	Admit   bool
	Domains []string // of e-mail addresses, folded
	// Role is what they become where no line of Claims says another; "": only
	// those come in whom a line gives a role. Never an administrator.
	Role kpi.Role
	// Claim is what the provider says of people that gives them a role, such
	// as groups or realm_access.roles; the first line that fits decides.
	Claim string
	Roles []ClaimRole
	// PasswordsOff says that nobody signs in with a password.
	PasswordsOff bool
}

// ClaimRole is the role of those of whom the provider says a value.
type ClaimRole struct {
	Value string
	Role  kpi.Role
}

// The names of settings of single sign-on, as stored.
const (
	settingSSOOn        = "sso_on"
	settingSSOName      = "sso_name"
	settingSSOIssuer    = "sso_issuer"
	settingSSOClient    = "sso_client_id"
	settingSSOSecret    = "sso_client_secret"
	settingSSOAdmit     = "sso_admit"
	settingSSODomains   = "sso_domains"
	settingSSORole      = "sso_role"
	settingSSOClaim     = "sso_claim"
	settingSSORoles     = "sso_claim_roles"
	settingPasswordsOff = "passwords_off"
)

// Bounds of these settings, in characters but for the numbers of lines.
const (
	longestSSOName   = 60
	longestIssuer    = 500
	longestClient    = 200
	longestSSOSecret = 500
	longestClaim     = 100
	mostSSODomains   = 100
	mostClaimRoles   = 50
	ssoSecretHidden  = "•"
)

// NewcomerRoles are the roles that people whom nobody invited may get.
var NewcomerRoles = []kpi.Role{kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleContributor, kpi.RoleReader}

// SingleSignOn reads how people sign in, without the secret.
// Errors: CodeForbidden but for administrators.
func (n *Network) SingleSignOn(ctx context.Context, who kpi.Who) (SingleSignOn, error) {
	if err := mayManagePeople(who); err != nil {
		return SingleSignOn{}, err
	}
	s, err := n.singleSignOn(ctx, n.db.Conn)
	s.Secret = ""
	return s, err
}

// Provider is how to speak with the provider, the secret too: for the program
// itself.
// Errors: CodeNotFound where single sign-on is off.
func (n *Network) Provider(ctx context.Context) (SingleSignOn, error) {
	s, err := n.singleSignOn(ctx, n.db.Conn)
	if err == nil && !s.On {
		return SingleSignOn{}, kpi.NotFound("error.not_found")
	}
	return s, err
}

// ProviderOffered says whether people may sign in by a provider, and its name
// for them; "": in general words.
func (n *Network) ProviderOffered(ctx context.Context) (name string, offered bool, err error) {
	s, err := n.singleSignOn(ctx, n.db.Conn)
	return s.Name, s.On, err
}

func (n *Network) singleSignOn(ctx context.Context, c store.Conn) (SingleSignOn, error) {
	set, err := c.Settings(ctx)
	if err != nil {
		return SingleSignOn{}, err
	}
	s := SingleSignOn{
		On: set[settingSSOOn] == "true", Name: set[settingSSOName], Issuer: set[settingSSOIssuer], ClientID: set[settingSSOClient],
		Secret: set[settingSSOSecret], Admit: set[settingSSOAdmit] == "true", Domains: strings.Fields(set[settingSSODomains]),
		Role: kpi.RoleReader, Claim: set[settingSSOClaim], PasswordsOff: set[settingPasswordsOff] == "true",
	}
	if role, given := set[settingSSORole]; given {
		s.Role = kpi.Role(role)
	}
	for line := range strings.Lines(set[settingSSORoles]) {
		value, role, _ := cutRole(strings.TrimSuffix(line, "\n"))
		s.Roles = append(s.Roles, ClaimRole{value, kpi.Role(role)})
	}
	if n.ssoSecret != "" {
		s.Secret, s.SecretOutside = n.ssoSecret, true
	}
	s.SecretSet = s.Secret != ""
	return s, nil
}

// cutRole cuts a line at its last equals sign: a value may hold others.
func cutRole(line string) (value, role string, found bool) {
	at := strings.LastIndexByte(line, '=')
	if at < 0 {
		return strings.TrimSpace(line), "", false
	}
	return strings.TrimSpace(line[:at]), strings.TrimSpace(line[at+1:]), true
}

// ParseClaimRoles reads lines such as "direction = coordinator"; a line that
// names no role keeps an empty one, which the rules refuse.
func ParseClaimRoles(text string) []ClaimRole {
	var list []ClaimRole
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		value, role, _ := cutRole(line)
		list = append(list, ClaimRole{value, kpi.Role(strings.ToLower(role))})
	}
	return list
}

// ClaimRolesText writes what ParseClaimRoles reads.
func ClaimRolesText(list []ClaimRole) string {
	lines := make([]string, len(list))
	for i, r := range list {
		lines[i] = r.Value + " = " + string(r.Role)
	}
	return strings.Join(lines, "\n")
}

// texts is how the settings are stored, but for the secret.
func (s SingleSignOn) texts() []settingText {
	return []settingText{
		{settingSSOOn, strconv.FormatBool(s.On)},
		{settingSSOName, s.Name},
		{settingSSOIssuer, s.Issuer},
		{settingSSOClient, s.ClientID},
		{settingSSOAdmit, strconv.FormatBool(s.Admit)},
		{settingSSODomains, strings.Join(s.Domains, " ")},
		{settingSSORole, string(s.Role)},
		{settingSSOClaim, s.Claim},
		{settingSSORoles, ClaimRolesText(s.Roles)},
		{settingPasswordsOff, strconv.FormatBool(s.PasswordsOff)},
	}
}

// check tidies the settings and says what is wrong with them.
func (s *SingleSignOn) check() []kpi.FieldError {
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	s.Issuer, s.ClientID, s.Claim = strings.TrimSpace(s.Issuer), strings.TrimSpace(s.ClientID), strings.TrimSpace(s.Claim)
	var fields []kpi.FieldError
	wrong := func(is bool, field, key string, args ...any) {
		if is {
			fields = append(fields, kpi.Field(field, key, args...))
		}
	}
	wrong(!printable(s.Name, longestSSOName), "name", "mail.too_long", "most", longestSSOName)
	wrong(s.On && s.Issuer == "", "issuer", "single_sign_on.issuer_missing")
	wrong(s.Issuer != "" && !isIssuer(s.Issuer), "issuer", "single_sign_on.issuer_wrong", "value", cutText(s.Issuer))
	wrong(s.On && s.ClientID == "", "client_id", "single_sign_on.client_missing")
	wrong(!printable(s.ClientID, longestClient), "client_id", "mail.too_long", "most", longestClient)
	wrong(!printable(s.Secret, longestSSOSecret), "secret", "mail.too_long", "most", longestSSOSecret)
	wrong(s.PasswordsOff && !s.On, "passwords_off", "single_sign_on.passwords_off_alone")
	for i, d := range s.Domains {
		s.Domains[i] = kpi.Fold(strings.TrimPrefix(d, "@"))
		wrong(!isAddress("x@"+s.Domains[i]) || !strings.Contains(s.Domains[i], "."), "domains", "single_sign_on.domain_wrong", "value", cutText(d))
	}
	wrong(len(s.Domains) > mostSSODomains, "domains", "single_sign_on.too_many", "most", mostSSODomains)
	return append(fields, s.checkRoles()...)
}

func (s *SingleSignOn) checkRoles() []kpi.FieldError {
	var fields []kpi.FieldError
	if s.Role == kpi.RoleAdmin || (s.Role != "" && !s.Role.Valid()) {
		fields = append(fields, kpi.Field("role", "single_sign_on.role_wrong"))
	}
	switch {
	case !printable(s.Claim, longestClaim):
		fields = append(fields, kpi.Field("claim", "mail.too_long", "most", longestClaim))
	case s.Claim == "" && len(s.Roles) > 0:
		fields = append(fields, kpi.Field("claim", "single_sign_on.claim_missing"))
	case s.Admit && s.Role == "" && len(s.Roles) == 0:
		fields = append(fields, kpi.Field("roles", "single_sign_on.roles_missing"))
	}
	if len(s.Roles) > mostClaimRoles {
		fields = append(fields, kpi.Field("roles", "single_sign_on.too_many", "most", mostClaimRoles))
	}
	for _, r := range s.Roles {
		if r.Value == "" || !printable(r.Value, longestClient) || !r.Role.Valid() {
			fields = append(fields, kpi.Field("roles", "single_sign_on.roles_wrong", "value", cutText(r.Value)))
		}
	}
	return fields
}

// isIssuer reports whether a text may be a provider's address: https, but on
// this machine, and without query or fragment.
func isIssuer(text string) bool {
	u, err := url.Parse(text)
	if err != nil || len(text) > longestIssuer || u.Host == "" || u.User != nil || strings.ContainsAny(text, "?# ") {
		return false
	}
	return u.Scheme == "https" || (u.Scheme == "http" && isLoopbackHost(u.Hostname()))
}

// SaveSingleSignOn keeps how people sign in. Whoever switches passwords off has
// signed in by the same provider before, so that they find the way back; the
// command line always does.
// Errors: CodeForbidden but for administrators; CodeInvalid with fields.
func (n *Network) SaveSingleSignOn(ctx context.Context, who kpi.Who, s SingleSignOn) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	fields := s.check()
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		now, err := n.singleSignOn(ctx, tx.Conn)
		if err != nil {
			return err
		}
		if s.PasswordsOff && !who.System {
			known, err := tx.HasIdentity(ctx, s.Issuer, who.User.ID)
			if err != nil {
				return err
			}
			if !known || s.Issuer == "" {
				fields = append(fields, kpi.Field("passwords_off", "single_sign_on.passwords_off_untried"))
			}
		}
		if len(fields) > 0 {
			return orInvalid(nil, fields)
		}
		before, after := now.texts(), s.texts()
		for i := range after {
			if before[i].value == after[i].value {
				continue
			}
			if err := tx.SetSetting(ctx, after[i].name, before[i].value, after[i].value); err != nil {
				return err
			}
		}
		if s.Secret == "" {
			return nil
		}
		return tx.SetSecret(ctx, settingSSOSecret, s.Secret, ssoSecretHidden)
	})
}

// ForgetProviderSecret takes the client's secret out of the database.
// Errors: CodeForbidden but for administrators.
func (n *Network) ForgetProviderSecret(ctx context.Context, who kpi.Who) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		return tx.SetSecret(ctx, settingSSOSecret, "", ssoSecretHidden)
	})
}

// passwordsOff reports whether nobody signs in with a password.
func (n *Network) passwordsOff(ctx context.Context, c store.Conn) (bool, error) {
	s, err := n.singleSignOn(ctx, c)
	return s.PasswordsOff, err
}

// MayHavePassword refuses what makes no sense where passwords are switched off.
// Errors: CodeForbidden, key "single_sign_on.no_passwords".
func (n *Network) MayHavePassword(ctx context.Context) error {
	off, err := n.passwordsOff(ctx, n.db.Conn)
	if err == nil && off {
		return kpi.Forbidden("single_sign_on.no_passwords")
	}
	return err
}
