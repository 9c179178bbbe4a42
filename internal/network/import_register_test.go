package network

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

func takeAccounts(t *testing.T, n *Network, who kpi.Who, text string) ImportResult {
	t.Helper()
	r := some[ImportResult](t)(n.ImportAccounts(t.Context(), who, textFile("accounts.csv", text), false))
	wantTotals(t, n)
	return r
}

func refuseAccounts(t *testing.T, n *Network, who kpi.Who, text string) []string {
	t.Helper()
	before := contents(t, n)
	r, err := n.ImportAccounts(t.Context(), who, textFile("accounts.csv", text), false)
	wantRefusal(t, err, kpi.CodeInvalid, "import.refused")
	dry, err := n.ImportAccounts(t.Context(), who, textFile("accounts.csv", text), true)
	if err != nil || fmt.Sprint(told(dry.Problems)) != fmt.Sprint(told(r.Problems)) {
		t.Errorf("a dry run says %v, %v", told(dry.Problems), err)
	}
	if after := contents(t, n); !slices.Equal(before, after) {
		t.Errorf("a refused file left %v", after)
	}
	return told(r.Problems)
}

const accountHeader = "platform,handle,external_id,persona,sphere,range,entity,state,opened,closed,holder\n"

func TestImportAccounts(t *testing.T) {
	n := openSetUp(t)
	noe := addPersonAs(t, n, "noe", kpi.RoleAmbassador, "")
	zoe := addPersonAs(t, n, "zoe", kpi.RoleAmbassador, "")
	r := takeAccounts(t, n, kpi.CommandLine(), accountHeader+
		"X,ada,7.0,Ada_Atelier,Ventes,Gamme A,Groupe/Ouest,active,2025-03-01,,noe@exemple.fr\n"+
		"LinkedIn,ada,,Ada_Atelier,ventes,,Groupe/Ouest,test,01/09/2026,,\n"+
		"Blip,old,,,,,,closed,2020-01-01,2024-06-30,\nX,bare,,,,,,,,,\n")
	if r.Created != 4 || r.AccountsCreated != 4 || r.Rows != 4 || r.ID == 0 {
		t.Errorf("%+v", r)
	}
	wantText(t, told(r.Notices), `0 sphere "" import.sphere_created`, `0 range "" import.range_created`, `0 entity "" import.entity_created`, `0 platform "" import.platform_created`)
	wantText(t, livesOf(t, n, 1, 2, 3, 4), "1 active 2025-03-01 ", "2 test 2026-09-01 ", "3 active 2020-01-01 2024-06-29", "3 closed 2024-06-30 ", "4 active 2026-11-03 ")
	a := some[kpi.Account](t)(n.db.Account(t.Context(), 1, n.CurrentMonth()))
	if a.ExternalID != "7" || a.Persona != "Ada_Atelier" || a.Sphere != "Ventes" || a.Range != "Gamme A" || a.Entity != "Groupe/Ouest" || a.Platform != "X" {
		t.Errorf("%+v", a)
	}
	holders := some[[]store.AccountHolder](t)(n.db.AccountHolders(t.Context(), 1))
	if len(holders) != 1 || holders[0].User != noe.User.ID || holders[0].From != dayOf(t, "2025-03-01") {
		t.Errorf("%+v", holders)
	}
	// The same again changes nothing; what is blank stays; the rest follows.
	r = takeAccounts(t, n, kpi.CommandLine(), accountHeader+"X,@Ada,7,Ada_Atelier,Ventes,,,active,2025-03-01,,NOE@exemple.fr\nX,bare,,,,,,,,,\n")
	if r.Unchanged != 2 || r.Changed != 0 || r.Created != 0 {
		t.Errorf("%+v", r)
	}
	r = takeAccounts(t, n, kpi.CommandLine(), accountHeader+"X,ada_b,7,Ada_B,Conseil,,Groupe/Est,closed,,2026-10-31,zoe@exemple.fr\nX,bare,9,,,,,dormant,2026-12-01,,\n")
	if r.Changed != 2 {
		t.Errorf("%+v", r)
	}
	a = some[kpi.Account](t)(n.db.Account(t.Context(), 1, n.CurrentMonth()))
	if a.Handle != "ada_b" || a.Persona != "Ada_B" || a.Sphere != "Conseil" || a.Range != "Gamme A" || a.Entity != "Groupe/Est" || a.State != kpi.AccountClosed {
		t.Errorf("%+v", a)
	}
	wantText(t, livesOf(t, n, 1, 4), "1 active 2025-03-01 2026-10-30", "1 closed 2026-10-31 ", "4 active 2026-11-03 2026-11-30", "4 dormant 2026-12-01 ")
	holders = some[[]store.AccountHolder](t)(n.db.AccountHolders(t.Context(), 1))
	if len(holders) != 2 || holders[1].User != zoe.User.ID || holders[0].Until != dayOf(t, "2026-11-02") {
		t.Errorf("%+v", holders)
	}
	past := some[kpi.Account](t)(n.db.Account(t.Context(), 1, monthOf(t, "2026-10")))
	if past.Sphere != "Ventes" || past.Handle != "ada" {
		t.Errorf("the past moved: %+v", past)
	}
}

func TestImportAccountsRefuses(t *testing.T) {
	n := openSetUp(t)
	takeAccounts(t, n, kpi.CommandLine(), accountHeader+"X,ada,7,,,,,,,,\nX,bob,8,,,,,,,,\n")
	wantText(t, refuseAccounts(t, n, kpi.CommandLine(), accountHeader+
		"X,ada,,,,,,,,,\nX,@ADA,7,,,,,,,,\n,,,,,,,asleep,,,\nX,new,,,,,a/b/c/d,closed,,,nobody@exemple.fr\nX,new2,,,,,,closed,2026-05-01,2026-04-01,\nX,new3,,,,,,,,32/13/2026,\nX,bob,7,,,,,,,,\n"),
		`3 handle "@ADA" import.account_twice`, `4 platform "" import.blank`, `4 handle "" import.blank`, `4 state "asleep" import.state`,
		`5 entity "a/b/c/d" import.entity_deep`, `5 holder "nobody@exemple.fr" import.unknown_holder`,
		`6 closed "2026-04-01" account.closed_early`, `7 closed "32/13/2026" error.day`, `8 handle "bob" import.account_twice`)
	for _, role := range []kpi.Role{kpi.RoleAmbassador, kpi.RoleContributor, kpi.RoleReader} {
		_, err := n.ImportAccounts(t.Context(), addPersonAs(t, n, string(role), role, ""), textFile("x", accountHeader), true)
		wantRefusal(t, err, kpi.CodeForbidden, "import.forbidden")
	}
	some[kpi.ID](t)(n.AddEntity(t.Context(), kpi.CommandLine(), "Groupe/Est"))
	far := addPersonAs(t, n, "lou", kpi.RoleCoordinator, "Groupe/Est")
	wantText(t, refuseAccounts(t, n, far, accountHeader+"X,ada,,,,,,,,,\nBlip,new,,,,,Groupe/Est,,,,\nX,new,,,,,Groupe/Ouest,,,,\nX,new,,,,,,,,,\n"),
		`2 handle "ada" import.handle_elsewhere`, `3 platform "Blip" import.platform_forbidden`, `4 entity "Groupe/Ouest" import.entity_forbidden`, `5 entity "" account.entity_outside`)
	if r := takeAccounts(t, n, far, accountHeader+"X,new,,,Conseil,,Groupe/Est,,,,\n"); r.Created != 1 {
		t.Errorf("%+v", r)
	}
}

func TestImportAccountsTakesHandleOver(t *testing.T) {
	n := openSetUp(t)
	takeAccounts(t, n, kpi.CommandLine(), accountHeader+"X,fox,1,,,,,active,2025-01-01,,\n")
	takeAccounts(t, n, kpi.CommandLine(), accountHeader+"X,fox,2,,,,,active,2026-09-01,,\n")
	wantText(t, handlesOf(t, n), "1 fox 0001-01 2026-08", "2 fox 2026-09 ")
}

// A row that says asleep and closed is closed, however often the file comes.
func TestImportAccountsOfContraryRow(t *testing.T) {
	n := openSetUp(t)
	text := accountHeader + "X,fox,1,,,,,dormant,,2024-01-01,\n"
	if r := takeAccounts(t, n, kpi.CommandLine(), text); r.Created != 1 {
		t.Errorf("%+v", r)
	}
	if r := takeAccounts(t, n, kpi.CommandLine(), text); r.Changed != 0 || r.Unchanged != 1 {
		t.Errorf("the same file again: %+v", r)
	}
}

func TestImportUsers(t *testing.T) {
	n := openSetUp(t)
	some[kpi.ID](t)(n.AddEntity(t.Context(), kpi.CommandLine(), "Groupe/Ouest"))
	addPersonAs(t, n, "ada", kpi.RoleAdmin, "")
	text := "email,name,role,entity,locale\nADA@exemple.fr,Ada L.,reader,,\nnoe@exemple.fr,Noé P.,ambassadeur,,fr\nlou@exemple.fr,Lou M.,coordinator,groupe/ouest,en\n"
	r, invitations, err := n.ImportUsers(t.Context(), kpi.CommandLine(), textFile("people.csv", text), true)
	if err != nil || r.Created != 2 || len(invitations) != 0 {
		t.Errorf("dry run: %+v, %v, %v", r, invitations, err)
	}
	r, invitations, err = n.ImportUsers(t.Context(), kpi.CommandLine(), textFile("people.csv", text), false)
	ok(t, err)
	wantText(t, told(r.Notices), `2 email "" import.person_known`)
	if r.Created != 2 || r.Unchanged != 1 || len(invitations) != 2 || invitations[1].User.Email != "lou@exemple.fr" || invitations[1].User.Role != kpi.RoleCoordinator || invitations[1].User.Entity != "Groupe/Ouest" {
		t.Errorf("%+v, %+v", r, invitations)
	}
	if link := some[Link](t)(n.Link(t.Context(), invitations[0].Token)); link.User.Email != "noe@exemple.fr" {
		t.Errorf("%+v", link)
	}
	r, invitations, err = n.ImportUsers(t.Context(), kpi.CommandLine(), textFile("people.csv",
		"email,name,role,entity,locale\nnew@exemple.fr,New,reader,,\nnew@exemple.fr,New,reader,,\nx@exemple.fr,X,reader,Groupe/Est,\nnot an@address,Y,reader,,\nz,,boss,,de\n"), false)
	wantRefusal(t, err, kpi.CodeInvalid, "import.refused")
	wantText(t, told(r.Problems), `3 email "new@exemple.fr" import.person_twice`, `4 entity "" people.entity_unknown`, `5 email "" people.email`,
		`6 email "z" import.email`, `6 name "" import.blank`, `6 role "boss" import.role`, `6 locale "de" import.locale`)
	if len(invitations) != 0 {
		t.Error("a refused file invites people")
	}
	if _, err := n.db.UserByEmail(t.Context(), "new@exemple.fr"); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a refused file adds people: %v", err)
	}
	for _, role := range []kpi.Role{kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader} {
		_, _, err := n.ImportUsers(t.Context(), kpi.Who{User: kpi.User{ID: 1, Role: role}}, textFile("x", text), true)
		if e := new(kpi.Error); !errors.As(err, &e) || e.Code != kpi.CodeForbidden {
			t.Errorf("%s: %v", role, err)
		}
	}
}
