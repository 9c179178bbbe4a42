package network

import (
	"path/filepath"
	"testing"

	"portevoix/internal/kpi"
)

const testIssuer = "https://login.example.org/realms/maison"

func goodSignOn() SingleSignOn {
	return SingleSignOn{On: true, Issuer: testIssuer, ClientID: "porte-voix", Secret: "s", Role: kpi.RoleReader}
}

func TestWhatIsWrongWithSingleSignOn(t *testing.T) {
	n, _ := openPeople(t)
	with := func(f func(*SingleSignOn)) SingleSignOn {
		s := goodSignOn()
		f(&s)
		return s
	}
	for _, c := range []struct {
		s    SingleSignOn
		want map[string]string
	}{
		{SingleSignOn{On: true}, map[string]string{"issuer": "single_sign_on.issuer_missing", "client_id": "single_sign_on.client_missing"}},
		{with(func(s *SingleSignOn) { s.Issuer = "http://login.example.org" }), map[string]string{"issuer": "single_sign_on.issuer_wrong"}},
		{with(func(s *SingleSignOn) { s.Issuer = "https://u:p@login.example.org" }), map[string]string{"issuer": "single_sign_on.issuer_wrong"}},
		{with(func(s *SingleSignOn) { s.Issuer += "?x=1" }), map[string]string{"issuer": "single_sign_on.issuer_wrong"}},
		{with(func(s *SingleSignOn) { s.Role = kpi.RoleAdmin }), map[string]string{"role": "single_sign_on.role_wrong"}},
		{with(func(s *SingleSignOn) { s.Role = "king" }), map[string]string{"role": "single_sign_on.role_wrong"}},
		{with(func(s *SingleSignOn) { s.Domains = []string{"intranet"} }), map[string]string{"domains": "single_sign_on.domain_wrong"}},
		{with(func(s *SingleSignOn) { s.Roles = ParseClaimRoles("a = reader") }), map[string]string{"claim": "single_sign_on.claim_missing"}},
		{with(func(s *SingleSignOn) { s.Claim, s.Roles = "groups", ParseClaimRoles("a = king") }), map[string]string{"roles": "single_sign_on.roles_wrong"}},
		{with(func(s *SingleSignOn) { s.Admit, s.Role = true, "" }), map[string]string{"roles": "single_sign_on.roles_missing"}},
		{with(func(s *SingleSignOn) { s.On, s.PasswordsOff = false, true }), map[string]string{"passwords_off": "single_sign_on.passwords_off_alone"}},
		{with(func(s *SingleSignOn) { s.Secret = "a\nb" }), map[string]string{"secret": "mail.too_long"}},
	} {
		wantFields(t, n.SaveSingleSignOn(t.Context(), kpi.CommandLine(), c.s), c.want)
	}
	if set := some[SingleSignOn](t)(n.SingleSignOn(t.Context(), kpi.CommandLine())); set.On || set.Issuer != "" || set.SecretSet || set.Role != kpi.RoleReader {
		t.Errorf("what was refused is kept: %+v", set)
	}
	_, err := n.Provider(t.Context())
	wantCode(t, err, kpi.CodeNotFound)
	direction := addPersonFor(t, n, "direction@example.test", kpi.RoleCoordinator)
	_, err = n.SingleSignOn(t.Context(), direction)
	wantCode(t, err, kpi.CodeForbidden)
	wantCode(t, n.SaveSingleSignOn(t.Context(), direction, goodSignOn()), kpi.CodeForbidden)
	wantCode(t, n.ForgetProviderSecret(t.Context(), direction), kpi.CodeForbidden)
	wantCode(t, n.Unlink(t.Context(), direction, direction.User.ID), kpi.CodeForbidden)
}

func TestSignOnSecretFromOutsideWins(t *testing.T) {
	ctx := t.Context()
	n, err := Open(ctx, filepath.Join(t.TempDir(), "outside.db"), Options{Create: true, SignOnSecret: "dehors"})
	ok(t, err)
	t.Cleanup(func() { ok(t, n.Close()) })
	s := goodSignOn()
	s.Secret = ""
	ok(t, n.SaveSingleSignOn(ctx, kpi.CommandLine(), s))
	if set := some[SingleSignOn](t)(n.Provider(ctx)); set.Secret != "dehors" || !set.SecretOutside {
		t.Errorf("the secret is %+v", set)
	}
	if set := some[SingleSignOn](t)(n.SingleSignOn(ctx, kpi.CommandLine())); set.Secret != "" || !set.SecretSet {
		t.Errorf("people get %+v", set)
	}
	if set := some[map[string]string](t)(n.db.Settings(ctx)); set[settingSSOSecret] != "" {
		t.Error("the secret stands in the database")
	}
}

func TestWhoBecomesWhat(t *testing.T) {
	lines := "chefs = admin\nequipe=a = coordinator\n1 = ambassador"
	for name, c := range map[string]struct {
		change func(*SingleSignOn)
		claims map[string]any
		role   kpi.Role
		key    string
	}{
		"nobody unknown comes in": {func(*SingleSignOn) {}, nil, "", "single_sign_on.unknown"},
		"the role on arrival":     {func(s *SingleSignOn) { s.Admit = true }, nil, kpi.RoleReader, ""},
		"a domain":                {func(s *SingleSignOn) { s.Admit, s.Domains = true, []string{"Example.TEST"} }, nil, kpi.RoleReader, ""},
		"another domain":          {func(s *SingleSignOn) { s.Admit, s.Domains = true, []string{"sub.example.test"} }, nil, "", "single_sign_on.other_domain"},
		"a value":                 {func(s *SingleSignOn) { s.Admit, s.Claim, s.Roles = true, "groups", ParseClaimRoles(lines) }, map[string]any{"groups": []any{"x", "equipe=a"}}, kpi.RoleCoordinator, ""},
		"the first line":          {func(s *SingleSignOn) { s.Admit, s.Claim, s.Roles = true, "groups", ParseClaimRoles(lines) }, map[string]any{"groups": []any{"equipe=a", "chefs"}}, kpi.RoleAdmin, ""},
		"one value alone":         {func(s *SingleSignOn) { s.Admit, s.Claim, s.Roles = true, "a.level", ParseClaimRoles(lines) }, map[string]any{"a": map[string]any{"level": 1.0}}, kpi.RoleAmbassador, ""},
		"a name with dots":        {func(s *SingleSignOn) { s.Admit, s.Claim, s.Roles = true, "https://x.test/r", ParseClaimRoles(lines) }, map[string]any{"https://x.test/r": "1"}, kpi.RoleAmbassador, ""},
		"no line fits": {func(s *SingleSignOn) { s.Admit, s.Role, s.Claim, s.Roles = true, "", "groups", ParseClaimRoles(lines) },
			map[string]any{"groups": "autre"}, "", "single_sign_on.no_role"},
		"not checked": {func(s *SingleSignOn) { s.Admit = true }, map[string]any{"email_verified": false}, "", "single_sign_on.unverified"},
		"not said":    {func(s *SingleSignOn) { s.Admit = true }, map[string]any{"email_verified": nil, "xms_edov": true}, "", "single_sign_on.unverified"},
		"as a word":   {func(s *SingleSignOn) { s.Admit = true }, map[string]any{"email_verified": "true"}, kpi.RoleReader, ""},
		"no address":  {func(s *SingleSignOn) { s.Admit = true }, map[string]any{"email": "Nina <nina@example.test>"}, "", "single_sign_on.no_address"},
	} {
		t.Run(name, func(t *testing.T) {
			n, _ := openPeople(t)
			set := goodSignOn()
			c.change(&set)
			ok(t, n.SaveSingleSignOn(t.Context(), kpi.CommandLine(), set))
			claims := map[string]any{"email": "nina@example.test", "email_verified": true}
			for name, value := range c.claims {
				claims[name] = value
			}
			user, err := n.Arrive(t.Context(), Arrival{Issuer: testIssuer, Subject: "n", Claims: claims})
			if c.key != "" {
				wantRefusal(t, err, kpi.CodeUnauthenticated, c.key)
				if count := some[int](t)(n.db.CountUsers(t.Context(), "")); count != 0 {
					t.Errorf("%d people are there", count)
				}
				return
			}
			ok(t, err)
			if user.Role != c.role || user.Name != "nina" || user.Email != "nina@example.test" {
				t.Errorf("they are %+v", user)
			}
			again := some[kpi.User](t)(n.Arrive(t.Context(), Arrival{Issuer: testIssuer, Subject: "n", Claims: map[string]any{"email": "autre@elsewhere.test"}}))
			if again.ID != user.ID || again.Email != user.Email {
				t.Errorf("the second time they are %+v", again)
			}
		})
	}
}

func TestArrivalOfWhoIsKnown(t *testing.T) {
	n, _ := openPeople(t)
	ctx := t.Context()
	known := addPersonFor(t, n, "nina@example.test", kpi.RoleAdmin)
	addPersonFor(t, n, "autre@example.test", kpi.RoleAdmin)
	set := goodSignOn()
	set.Admit, set.Domains = true, []string{"elsewhere.test"} // of no concern to who is known
	ok(t, n.SaveSingleSignOn(ctx, kpi.CommandLine(), set))
	came := func(issuer, subject, email string, verified bool) (kpi.User, error) {
		return n.Arrive(ctx, Arrival{Issuer: issuer, Subject: subject, Claims: map[string]any{"email": email, "email_verified": verified}})
	}
	_, err := came(testIssuer, "n", "nina@example.test", false)
	wantRefusal(t, err, kpi.CodeUnauthenticated, "single_sign_on.unverified")
	_, err = came("https://other.example.org", "n", "nina@example.test", true)
	wantRefusal(t, err, kpi.CodeUnauthenticated, "single_sign_on.answer_wrong")
	_, err = came(testIssuer, "", "nina@example.test", true)
	wantRefusal(t, err, kpi.CodeUnauthenticated, "single_sign_on.answer_wrong")
	if u := some[kpi.User](t)(came(testIssuer, "n", "NINA@example.test", true)); u.ID != known.User.ID || u.Role != kpi.RoleAdmin {
		t.Errorf("they are %+v", u)
	}
	if u := some[kpi.User](t)(came(testIssuer, "n", "autre@example.test", false)); u.ID != known.User.ID {
		t.Errorf("an address that changed makes them %+v", u)
	}
	_, err = came(testIssuer, "m", "nina@example.test", true)
	wantRefusal(t, err, kpi.CodeUnauthenticated, "single_sign_on.linked_elsewhere")

	ok(t, n.SwitchOff(ctx, kpi.CommandLine(), known.User.ID))
	_, err = came(testIssuer, "n", "nina@example.test", true)
	wantRefusal(t, err, kpi.CodeUnauthenticated, "single_sign_on.switched_off")
	ok(t, n.Unlink(ctx, kpi.CommandLine(), known.User.ID))
	wantCode(t, n.Unlink(ctx, kpi.CommandLine(), known.User.ID), kpi.CodeNotFound)
	_, err = came(testIssuer, "n", "nina@example.test", true)
	wantRefusal(t, err, kpi.CodeUnauthenticated, "single_sign_on.switched_off")
}
