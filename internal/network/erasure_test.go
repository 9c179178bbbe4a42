package network

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// typedWords gives each kind of words that a person can type a text of its own, so
// that what is left of it anywhere in the file is found.
var typedWords = map[string]string{
	"comment": "un mois zébré", "comment again": "un mois chatoyant", "note": "une pointe inouïe", "reason": "compteur ensablé",
	"answer": "réponse vermillon", "correction": "coquille nacrée", "corrected": "relevé gondolé", "view": "vue irisée",
}

// writtenBy has noa type words wherever one can, and direction theirs.
func (h heldNetwork) writtenBy() {
	t, ctx := h.t, h.t.Context()
	october := monthOf(t, "2026-10")
	file := func(who kpi.Who, change kpi.FilingChange) {
		t.Helper()
		change.Account, change.Month = h.account, october
		now := some[kpi.Filing](t)(h.Filing(ctx, who, h.account, october))
		change.Version = now.Version
		_, err := h.File(ctx, who, change)
		ok(t, err)
	}
	comment, again, theirs := typedWords["comment"], typedWords["comment again"], "mot de la direction"
	file(h.noa, kpi.FilingChange{Comment: &comment, Figures: map[string]kpi.Figure{
		"posts":     {State: kpi.StateValue, Value: 40, Note: typedWords["note"]},
		"influence": {State: kpi.StateUnavailable, Reason: typedWords["reason"]}}, Remember: map[string]bool{"influence": true}})
	file(h.noa, kpi.FilingChange{Comment: &again})
	file(h.direction, kpi.FilingChange{Comment: &theirs, OnBehalfReason: "sur demande", Figures: map[string]kpi.Figure{"likes": kpi.Given(4)}})
	now := some[kpi.Filing](t)(h.Filing(ctx, h.noa, h.account, october))
	if now.State != kpi.FilingSubmitted {
		_, err := h.File(ctx, h.noa, kpi.FilingChange{Account: h.account, Month: october, Version: now.Version, Submit: true})
		ok(t, err)
	}
	q, err := h.AskQuestion(ctx, h.direction, h.account, october, "posts", "pourquoi tant ?")
	ok(t, err)
	ok(t, h.AnswerQuestion(ctx, h.noa, q.ID, typedWords["answer"]))
	august := monthOf(t, "2026-08")
	ok(t, h.CloseMonth(ctx, h.direction, august))
	c, err := h.ProposeCorrection(ctx, h.noa, CorrectionProposal{Account: h.account, Month: august, Code: "posts",
		Figure: kpi.Figure{State: kpi.StateUnavailable, Reason: typedWords["corrected"]}, Reason: typedWords["correction"]})
	ok(t, err)
	_, err = h.DecideCorrection(ctx, h.direction, c.ID, true, "")
	ok(t, err)
	_, err = h.SaveView(ctx, h.noa, kpi.SavedView{Name: typedWords["view"], Address: "/explore"})
	ok(t, err)
	ok(t, h.SwitchChallenge(ctx, h.direction, true))
	season, err := h.SaveSeason(ctx, h.direction, kpi.Season{Name: "Saison d’essai", Measure: kpi.ChallengeInteractions, From: october, Until: october.Add(5)})
	ok(t, err)
	ok(t, h.TakePart(ctx, h.noa, season, h.account, true))
}

// rename changes the person's name into one that stands nowhere else.
func (h heldNetwork) rename(admin kpi.Who) {
	h.t.Helper()
	ok(h.t, h.ChangeUser(h.t.Context(), admin, h.noa.User.ID, UserChange{Email: "noa.quintefeuille@exemple.fr", Name: "Noa Quintefeuille", Role: kpi.RoleAmbassador}))
}

// inFile says which of the texts stand somewhere in the file or its log.
func (h heldNetwork) inFile(texts ...string) []string {
	h.t.Helper()
	var found []string
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(h.db.Path() + suffix)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			h.t.Fatal(err)
		}
		for _, text := range texts {
			if bytes.Contains(content, []byte(text)) && !slices.Contains(found, text) {
				found = append(found, text)
			}
		}
	}
	return found
}

func TestErasureLeavesFiguresAndNoWords(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	h.rename(admin)
	h.writtenBy()
	ok(t, h.AddDaysAway(ctx, h.noa, h.noa.User.ID, NewAway{From: h.Today(), Until: h.Today().Add(3)}))
	some[string](t)(h.AddToken(ctx, kpi.CommandLine(), "noa.quintefeuille@exemple.fr"))
	var words []string
	for _, text := range typedWords {
		words = append(words, text)
	}
	words = append(words, "noa.quintefeuille@exemple.fr", "Noa Quintefeuille", "quintefeuille")
	if found := h.inFile(words...); len(found) != len(words) {
		t.Fatalf("only %q stand in the file before", found)
	}
	october, august := monthOf(t, "2026-10"), monthOf(t, "2026-08")
	before := some[kpi.Filing](t)(h.Filing(ctx, h.direction, h.account, october))

	if err := h.Erase(ctx, admin, h.noa.User.ID, "noa.quintefeuille@exemple.fr"); kpi.CodeOf(err) != kpi.CodeConflict {
		t.Fatalf("of somebody who holds an account: %v", err)
	}
	ok(t, h.Leave(ctx, admin, h.noa.User.ID, Departure{From: h.Today(), Holders: map[kpi.ID]kpi.ID{h.account: h.ola.User.ID}}))
	for _, wrong := range []string{"", "noa@exemple.fr", "oui"} {
		if err := h.Erase(ctx, admin, h.noa.User.ID, wrong); !slices.Contains(faultFields(err), "confirm") {
			t.Errorf("confirmed by %q: %v", wrong, err)
		}
	}
	if err := h.Erase(ctx, h.direction, h.noa.User.ID, "noa.quintefeuille@exemple.fr"); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("by direction: %v", err)
	}
	ok(t, h.Erase(ctx, admin, h.noa.User.ID, " Noa.Quintefeuille@exemple.fr"))

	if found := h.inFile(words...); len(found) > 0 {
		t.Errorf("%q stand in the file after", found)
	}
	if found := h.inFile("mot de la direction", "pourquoi tant ?", "sur demande"); len(found) != 3 {
		t.Errorf("of direction's words only %q are left", found)
	}
	after := some[kpi.Filing](t)(h.Filing(ctx, h.direction, h.account, october))
	if after.Comment != "mot de la direction" || after.State != before.State || !after.FirstSubmittedAt.Equal(before.FirstSubmittedAt) {
		t.Errorf("the filing is %+v", after)
	}
	if f := after.Figures["posts"]; f.Value != 40 || f.Note != "" {
		t.Errorf("posts: %+v", f)
	}
	if f := after.Figures["influence"]; f.State != kpi.StateUnavailable || f.Reason != kpi.ReasonErased {
		t.Errorf("influence: %+v", f)
	}
	if f := some[kpi.Filing](t)(h.Filing(ctx, h.direction, h.account, august)).Figures["posts"]; f.Reason != kpi.ReasonErased {
		t.Errorf("the corrected figure: %+v", f)
	}
	ok(t, h.db.Snapshot(ctx, func(c store.Conn) error {
		u, err := c.User(ctx, h.noa.User.ID)
		if err != nil || !u.Erased() || u.Name != "" || u.PasswordHash != "" || u.DisabledAt.IsZero() {
			t.Errorf("the person is %+v, %v", u, err)
		}
		return nil
	}))
	h.erasedIsNobody(admin)
}

// erasedIsNobody looks for the erased person wherever people are.
func (h heldNetwork) erasedIsNobody(admin kpi.Who) {
	t, ctx := h.t, h.t.Context()
	if list := some[UserPage](t)(h.Users(ctx, admin, UserQuery{})); slices.ContainsFunc(list.Users, func(u ListedUser) bool { return u.ID == h.noa.User.ID }) {
		t.Error("they are listed")
	}
	id := h.noa.User.ID
	for what, err := range map[string]error{
		"user":      errorOf(h.User(ctx, admin, id)),
		"data":      errorOf(h.PersonData(ctx, admin, id)),
		"leaver":    errorOf(h.Leaver(ctx, admin, id)),
		"erasure":   errorOf(h.Erasure(ctx, admin, id)),
		"away":      errorOf(h.Away(ctx, h.direction, id)),
		"switch on": h.SwitchOn(ctx, admin, id),
		"undo":      errorOf(h.UndoLeave(ctx, admin, id)),
		"change":    h.ChangeUser(ctx, admin, id, UserChange{Email: "x@exemple.fr", Name: "X", Role: kpi.RoleReader}),
		"again":     h.Erase(ctx, admin, id, ""),
	} {
		if kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := h.SignIn(ctx, fmt.Sprintf("#%d", id), "une phrase assez longue"); kpi.CodeOf(err) != kpi.CodeUnauthenticated {
		t.Errorf("signing in: %v", err)
	}
	// The address is free again.
	some[Invitation](t)(h.AddUser(ctx, admin, NewUser{Email: "noa.quintefeuille@exemple.fr", Name: "Noa", Role: kpi.RoleReader}))
}

func errorOf[T any](_ T, err error) error { return err }

func TestTheLastAdministratorIsNotErased(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	if err := h.Erase(ctx, kpi.CommandLine(), admin.User.ID, admin.User.Email); kpi.CodeOf(err) != kpi.CodeInvalid || !strings.Contains(err.Error(), "last_admin") {
		t.Errorf("the last: %v", err)
	}
	other := addPersonAs(t, h.Network, "Basile", kpi.RoleAdmin, "")
	if err := h.Erase(ctx, admin, admin.User.ID, admin.User.Email); kpi.CodeOf(err) != kpi.CodeInvalid || !strings.Contains(err.Error(), "oneself") {
		t.Errorf("oneself: %v", err)
	}
	ok(t, h.Erase(ctx, other, admin.User.ID, admin.User.Email))
	if err := h.Erase(ctx, kpi.CommandLine(), other.User.ID, other.User.Email); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("the last again: %v", err)
	}
}

func TestPersonDataHoldsWhatThePersonTyped(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	admin := h.admin()
	h.rename(admin)
	h.writtenBy()
	ok(t, h.AddDaysAway(ctx, h.noa, h.noa.User.ID, NewAway{From: h.Today(), Until: h.Today().Add(3)}))
	data := some[PersonData](t)(h.PersonData(ctx, h.noa, h.noa.User.ID))
	all := fmt.Sprint(data.Tables)
	for what, text := range typedWords {
		if !strings.Contains(all, text) {
			t.Errorf("%s %q is not told", what, text)
		}
	}
	rows := map[string]int{}
	for _, table := range data.Tables {
		rows[table.Name] = len(table.Rows)
		for _, row := range table.Rows {
			if len(row) != len(table.Columns) {
				t.Fatalf("%s has %d columns and a row of %d", table.Name, len(table.Columns), len(row))
			}
		}
	}
	for _, name := range []string{"person", "accounts", "filings", "figures", "questions", "corrections", "days_away", "acts", "changes", "access", "challenge", "saved_views"} {
		if rows[name] == 0 {
			t.Errorf("nothing of %s", name)
		}
	}
	if strings.Contains(all, h.ola.User.Email) || strings.Contains(all, h.direction.User.Email) {
		t.Error("it tells of others")
	}
	if got := some[PersonData](t)(h.PersonData(ctx, admin, h.noa.User.ID)); fmt.Sprint(got.Tables) != all {
		t.Error("an administrator reads something else")
	}
	for _, who := range []kpi.Who{h.direction, h.ola, {}} {
		if _, err := h.PersonData(ctx, who, h.noa.User.ID); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s reads it: %v", who.User.Name, err)
		}
	}
}
