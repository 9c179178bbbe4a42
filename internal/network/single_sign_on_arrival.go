package network

// This file is who people become that a provider of single sign-on vouches
// for.

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Arrival is what a provider says of somebody, once its word was checked.
type Arrival struct {
	Issuer, Subject string
	Claims          map[string]any
}

// Arrive is the person whom a provider vouches for. Who came before is whom its
// lasting id was linked to then, whatever their address has become there. Else
// a checked address that is known here links it to that person, for ever after;
// and somebody unknown is added where the settings say so.
// Errors: CodeUnauthenticated with a key that says why; CodeNotFound where
// single sign-on is off.
func (n *Network) Arrive(ctx context.Context, a Arrival) (kpi.User, error) {
	set, err := n.Provider(ctx)
	if err != nil {
		return kpi.User{}, err
	}
	if a.Issuer != set.Issuer || a.Subject == "" {
		return kpi.User{}, noEntry("single_sign_on.answer_wrong")
	}
	user, err := n.db.UserByIdentity(ctx, a.Issuer, a.Subject)
	if err == nil {
		return n.welcome(ctx, user)
	}
	if kpi.CodeOf(err) != kpi.CodeNotFound {
		return kpi.User{}, err
	}
	who := kpi.Who{System: true, Channel: kpi.ChannelForm}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		user, err = n.arriveFirst(ctx, tx, set, a)
		return err
	})
	return user.User, err
}

func (n *Network) welcome(ctx context.Context, u store.User) (kpi.User, error) {
	if !u.DisabledAt.IsZero() {
		return kpi.User{}, noEntry("single_sign_on.switched_off")
	}
	return u.User, n.noteSignIn(ctx, u.User)
}

func noEntry(key string, args ...any) error {
	return kpi.NewError(kpi.CodeUnauthenticated, key, args...)
}

// arriveFirst links somebody whom the provider has not brought before.
func (n *Network) arriveFirst(ctx context.Context, tx *store.Tx, set SingleSignOn, a Arrival) (store.User, error) {
	email := strings.TrimSpace(a.text("email"))
	if email == "" || !isAddress(email) {
		return store.User{}, noEntry("single_sign_on.no_address")
	}
	if !a.addressChecked() {
		return store.User{}, noEntry("single_sign_on.unverified", "email", email)
	}
	user, err := tx.UserByEmail(ctx, email)
	switch {
	case kpi.CodeOf(err) == kpi.CodeNotFound:
		if user, err = n.admit(ctx, tx, set, a, email); err != nil {
			return store.User{}, err
		}
	case err != nil:
		return store.User{}, err
	case !user.DisabledAt.IsZero():
		return store.User{}, noEntry("single_sign_on.switched_off")
	default:
		// The address may have gone to somebody else over there.
		if linked, err := tx.HasIdentity(ctx, a.Issuer, user.ID); err != nil || linked {
			return store.User{}, orElse(err, noEntry("single_sign_on.linked_elsewhere", "email", email))
		}
	}
	if err := tx.AddIdentity(ctx, a.Issuer, a.Subject, user.ID); err != nil {
		return store.User{}, err
	}
	return user, tx.NoteSignIn(ctx, user.ID)
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// admit adds somebody whom nobody invited, where the settings let them in.
func (n *Network) admit(ctx context.Context, tx *store.Tx, set SingleSignOn, a Arrival, email string) (store.User, error) {
	_, domain, _ := strings.Cut(kpi.Fold(email), "@")
	role := set.roleOf(a)
	switch {
	case !set.Admit:
		return store.User{}, noEntry("single_sign_on.unknown", "email", email)
	case len(set.Domains) > 0 && !slices.Contains(set.Domains, domain):
		return store.User{}, noEntry("single_sign_on.other_domain", "email", email)
	case role == "":
		return store.User{}, noEntry("single_sign_on.no_role", "email", email)
	}
	u := kpi.User{Email: email, Name: a.name(email), Role: role, Locale: a.locale()}
	if fields := checkPerson(&u); len(fields) > 0 {
		return store.User{}, noEntry("single_sign_on.no_address")
	}
	id, err := tx.AddUser(ctx, store.User{User: u})
	if err != nil {
		return store.User{}, err
	}
	return tx.User(ctx, id)
}

// roleOf is what somebody becomes who is not known here; "": nothing.
func (s SingleSignOn) roleOf(a Arrival) kpi.Role {
	if s.Claim != "" {
		said := a.values(s.Claim)
		for _, r := range s.Roles {
			if slices.Contains(said, r.Value) {
				return r.Role
			}
		}
	}
	return s.Role
}

func (a Arrival) text(claim string) string {
	text, _ := a.Claims[claim].(string)
	return text
}

// entraIssuers is the beginning of the issuers whose xms_edov says that the
// tenant owns the domain of an address; they send no email_verified.
const entraIssuers = "https://login.microsoftonline.com/"

// addressChecked reports whether the provider knows that the address is the
// person's own.
func (a Arrival) addressChecked() bool {
	return isTrue(a.Claims["email_verified"]) || (strings.HasPrefix(a.Issuer, entraIssuers) && isTrue(a.Claims["xms_edov"]))
}

// isTrue reads yes as providers write it.
func isTrue(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case string:
		return v == "true" || v == "1"
	case float64:
		return v == 1
	}
	return false
}

// name is what the person is called.
func (a Arrival) name(email string) string {
	local, _, _ := strings.Cut(email, "@")
	for _, name := range []string{a.text("name"), a.text("given_name") + " " + a.text("family_name"), a.text("preferred_username"), local} {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			if r := []rune(name); len(r) > longestName {
				name = string(r[:longestName])
			}
			return name
		}
	}
	return email
}

// locale is the person's language, "" where it is none of ours.
func (a Arrival) locale() string {
	language, _, _ := strings.Cut(strings.ReplaceAll(a.text("locale"), "_", "-"), "-")
	if language = strings.ToLower(language); language == "fr" || language == "en" {
		return language
	}
	return ""
}

// values is what a claim says: one thing or several. A name with dots leads
// into a claim that holds others, where no claim has that very name.
func (a Arrival) values(claim string) []string {
	found := a.Claims[claim]
	if found == nil {
		found = any(a.Claims)
		for part := range strings.SplitSeq(claim, ".") {
			inner, _ := found.(map[string]any)
			found = inner[part]
		}
	}
	list, several := found.([]any)
	if !several {
		list = []any{found}
	}
	var values []string
	for _, v := range list {
		switch v := v.(type) {
		case string:
			values = append(values, v)
		case bool, float64, json.Number:
			text, _ := json.Marshal(v)
			values = append(values, string(text))
		}
	}
	return values
}

// SignsInByProvider reports whether a provider knows a person.
// Errors: CodeForbidden but for administrators.
func (n *Network) SignsInByProvider(ctx context.Context, who kpi.Who, user kpi.ID) (bool, error) {
	if err := mayManagePeople(who); err != nil {
		return false, err
	}
	return n.db.HasIdentity(ctx, "", user)
}

// Unlink forgets who a person is at the provider: their next arrival is their
// first.
// Errors: CodeForbidden but for administrators; CodeNotFound.
func (n *Network) Unlink(ctx context.Context, who kpi.Who, user kpi.ID) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if _, err := present(tx.User(ctx, user)); err != nil {
			return err
		}
		linked, err := tx.HasIdentity(ctx, "", user)
		if err != nil || !linked {
			return orElse(err, kpi.NotFound("error.not_found"))
		}
		return tx.DropIdentities(ctx, user)
	})
}
