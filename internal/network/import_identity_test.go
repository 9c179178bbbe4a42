package network

import (
	"fmt"
	"slices"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// handlesOf lists who had which handle when, as "1 ada 2026-08 2026-09".
func handlesOf(t *testing.T, n *Network) []string {
	t.Helper()
	var lines []string
	for _, h := range some[[]store.HandleRow](t)(n.db.AllHandles(t.Context())) {
		lines = append(lines, fmt.Sprintf("%d %s %s %s", h.Account, h.Handle, h.From, h.Until))
	}
	return lines
}

// livesOf lists the states of the accounts, as "1 active 2026-08-01".
func livesOf(t *testing.T, n *Network, accounts ...kpi.ID) []string {
	t.Helper()
	var lines []string
	for _, a := range accounts {
		for _, p := range some[[]kpi.AccountPeriod](t)(n.db.AccountPeriods(t.Context(), a)) {
			lines = append(lines, fmt.Sprintf("%d %s %s %s", a, p.State, p.From, p.Until))
		}
	}
	return lines
}

const byID = "platform,external_id,handle,month,followers\n"

func TestExternalIDIdentifies(t *testing.T) {
	// In whatever order the rows stand, a new handle is a dated rename.
	for _, text := range []string{
		byID + "X,7,ada,2026-07,1\nX,7,@Ada,2026-08,2\nX,7,ada_b,2026-09,3\nX,7,ada_b,2026-10,4\n",
		byID + "X,7,ada_b,2026-10,4\nX,7,ada_b,2026-09,3\nX,7,@Ada,2026-08,2\nX,7,ada,2026-07,1\n",
	} {
		n := openSetUp(t)
		r := takeIn(t, n, text, create)
		wantText(t, handlesOf(t, n), "1 ada 2026-07 2026-08", "1 ada_b 2026-09 ")
		wantText(t, livesOf(t, n, 1), "1 active 2026-07-01 ")
		if r.AccountsCreated != 1 || !slices.ContainsFunc(r.Notices, func(f kpi.FieldError) bool { return f.Key == "import.renamed" && f.Args["to"] == "ada_b" }) {
			t.Errorf("%+v", r)
		}
		// Without the id the handle is resolved as of the row's month.
		takeIn(t, n, "platform,handle,month,posts\nX,ada,2026-07,5\nX,ADA_B,2026-10,6\n", ImportOptions{})
		wantText(t, stored(t, n), "2026-07 ada followers=1 posts=5", "2026-08 ada followers=2", "2026-09 ada_b followers=3", "2026-10 ada_b followers=4 posts=6")
		wantText(t, refuse(t, n, kpi.CommandLine(), "platform,handle,month,posts\nX,ada,2026-10,5\n", ImportOptions{}), `2 handle "ada" import.handle_left`)
		// Before the first sighting the nearest known is meant.
		takeIn(t, n, "platform,handle,month,posts\nX,ada,2026-05,1\n", ImportOptions{})
		wantText(t, handlesOf(t, n), "1 ada 2026-05 2026-08", "1 ada_b 2026-09 ")
		wantText(t, livesOf(t, n, 1), "1 active 2026-05-01 ")
		// The id alone is enough for an account that is known.
		takeIn(t, n, "platform,external_id,month,likes\nX,7,2026-09,9\n", ImportOptions{})
		wantText(t, stored(t, n)[3:4], "2026-09 ada_b followers=3 likes=9")
	}
}

func TestSameIDOnTwoPlatforms(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, byID+"X,7,ada,2026-10,1\nLinkedIn,7,ada,2026-10,2\n", create)
	wantText(t, stored(t, n), "2026-10 ada followers=1", "2026-10 ada followers=2")
}

func TestHandleChangesHands(t *testing.T) {
	n := openSetUp(t)
	r := takeIn(t, n, byID+"X,1,fox,2026-06,10\nX,1,fox,2026-07,11\nX,1,fox_old,2026-09,12\nX,2,fox,2026-08,1\nX,2,fox,2026-09,2\n", create)
	wantText(t, handlesOf(t, n), "1 fox 2026-06 2026-07", "1 fox_old 2026-09 ", "2 fox 2026-08 ")
	if r.AccountsCreated != 2 {
		t.Errorf("%+v", r)
	}
	wantText(t, stored(t, n), "2026-06 fox followers=10", "2026-07 fox followers=11", "2026-08 fox followers=1", "2026-09 fox followers=2", "2026-09 fox_old followers=12")
	// An earlier file does not give the handle back.
	takeIn(t, n, byID+"X,1,fox,2026-05,9\n", ImportOptions{})
	wantText(t, handlesOf(t, n), "1 fox 2026-05 2026-07", "1 fox_old 2026-09 ", "2 fox 2026-08 ")
	// Without ids each month has its own account.
	takeIn(t, n, "platform,handle,month,posts\nX,fox,2026-07,1\nX,fox,2026-10,2\n", ImportOptions{})
	wantText(t, stored(t, n)[2:3], "2026-07 fox followers=11 posts=1")
	wantText(t, handlesOf(t, n), "1 fox 2026-05 2026-07", "1 fox_old 2026-09 ", "2 fox 2026-08 ")
}

// Two accounts that have one handle in the same month: it passes on, and
// neither is left without a name.
func TestHandleChangesHandsInAMonth(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, byID+"X,1,fox,2026-08,10\nX,2,fox,2026-08,1\nX,2,fox,2026-09,2\n", create)
	wantText(t, handlesOf(t, n), "1 fox 2026-08 2026-08", "2 fox 2026-09 ")
	wantText(t, stored(t, n), "2026-08 fox followers=1", "2026-08 fox followers=10", "2026-09 fox followers=2")
}

func TestHandleOfAnotherTakenOver(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, byID+"X,1,fox,2026-06,10\nX,2,hen,2026-06,1\n", create)
	r := takeIn(t, n, byID+"X,2,fox,2026-09,2\n", ImportOptions{})
	wantText(t, handlesOf(t, n), "1 fox 2026-06 2026-08", "2 hen 2026-06 2026-08", "2 fox 2026-09 ")
	wantText(t, told(r.Notices), `2 handle "" import.renamed`, `2 handle "" import.taken_over`)
}

func TestAccountKnownByHandleGetsItsID(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,followers\nX,ada,2026-06,10\n", create)
	r := takeIn(t, n, byID+"X,7,Ada,2026-07,11\nX,7,ada_b,2026-08,12\n", ImportOptions{})
	wantText(t, told(r.Notices), `2 external_id "" import.id_learnt`, `3 handle "" import.renamed`)
	wantText(t, handlesOf(t, n), "1 ada 2026-06 2026-07", "1 ada_b 2026-08 ")
	// Another id is another account.
	wantText(t, refuse(t, n, kpi.CommandLine(), byID+"X,8,ada_b,2026-09,11\n", ImportOptions{}), `2 handle "ada_b" import.unknown_account`)
}

func TestCreatedAccounts(t *testing.T) {
	n := openSetUp(t)
	text := "platform,handle,month,followers,persona,sphere,range,entity\nTwitter,ada,2026-08,5,Ada_Atelier,Ventes,Gamme A,Groupe/Ouest\nX,ada,2026-09,6,Ada_B,conseil,gamme a,Groupe/Est\n"
	r := takeIn(t, n, text, create)
	wantText(t, told(r.Notices), `0 sphere "" import.sphere_created`, `0 range "" import.range_created`, `0 entity "" import.entity_created`,
		`3 persona "" import.differs`, `3 sphere "" import.differs`, `3 entity "" import.differs`)
	a := some[kpi.Account](t)(n.db.Account(t.Context(), 1, monthOf(t, "2026-09")))
	if a.Platform != "X" || a.Persona != "Ada_Atelier" || a.Sphere != "Ventes" || a.Range != "Gamme A" || a.Entity != "Groupe/Ouest" || a.State != kpi.AccountActive || a.Opened != dayOf(t, "2026-08-01") {
		t.Errorf("%+v", a)
	}
	// An earlier file extends it to the past: it is expected from then on.
	takeIn(t, n, "platform,handle,month,followers\nX,ada,2026-05,4\n", ImportOptions{})
	wantText(t, livesOf(t, n, 1), "1 active 2026-05-01 ")
	total := some[[]kpi.FilingTotal](t)(n.db.FilingTotals(t.Context(), store.TotalQuery{Months: []kpi.Month{monthOf(t, "2026-08")}, By: kpi.ScopeNetwork}))
	if len(total) != 1 || total[0].Expected != 1 {
		t.Errorf("%+v", total)
	}
	// An account that direction made keeps its own life.
	id := some[kpi.ID](t)(n.AddAccount(t.Context(), kpi.CommandLine(), NewAccount{Platform: "X", Handle: "bob", States: []kpi.AccountPeriod{{State: kpi.AccountTest, From: dayOf(t, "2026-09-15")}}}))
	takeIn(t, n, "platform,handle,month,followers\nX,bob,2026-02,4\n", create)
	wantText(t, livesOf(t, n, id), fmt.Sprintf("%d test 2026-09-15 ", id))
}
