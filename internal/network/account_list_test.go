package network

import (
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

func listText(l AccountList) string {
	names := make([]string, len(l.Lines))
	for i, a := range l.Lines {
		names[i] = a.Name()
	}
	return strings.Join(names, " ")
}

func TestAccountsAreListedInAnyOrder(t *testing.T) {
	n, direction := faces(t)
	ctx := t.Context()
	for sort, want := range map[string]string{
		"":          "Camille Camille CAMILLE Close Élodie Proposée zoe zoe Libre",
		"sphere":    "Camille Camille CAMILLE Close Élodie Proposée zoe zoe Libre",
		"unknown":   "Camille Camille CAMILLE Close Élodie Proposée zoe zoe Libre",
		"-sphere":   "zoe zoe Proposée Élodie Close Camille CAMILLE Camille Libre",
		"name":      "Camille CAMILLE Camille Close Élodie Libre Proposée zoe zoe",
		"platform":  "Camille CAMILLE Close Élodie Proposée zoe Libre Camille zoe",
		"state":     "Proposée Camille Camille CAMILLE zoe zoe Libre Élodie Close",
		"-opened":   "Camille Camille CAMILLE Close Élodie zoe zoe Libre Proposée",
		"-platform": "zoe Camille Camille CAMILLE Close Élodie Proposée zoe Libre",
	} {
		name, desc := strings.CutPrefix(sort, "-")
		list := some[AccountList](t)(n.AccountList(ctx, direction, AccountListQuery{Sort: name, Desc: desc}))
		if got := listText(list); got != want {
			t.Errorf("by %q: %s, want %s", sort, got, want)
		}
	}
}

func TestAccountsAreFilteredCountedAndPaged(t *testing.T) {
	n, direction := faces(t)
	ctx := t.Context()
	list := some[AccountList](t)(n.AccountList(ctx, direction, AccountListQuery{PageSize: 4, Page: 2, Sort: "name"}))
	if listText(list) != "Élodie Libre Proposée zoe" || list.Total != 9 || list.Pages() != 3 {
		t.Errorf("page 2 of %d is %s", list.Pages(), listText(list))
	}
	if list.States[kpi.AccountActive] != 5 || list.States[kpi.AccountClosed] != 1 || list.States[kpi.AccountTest] != 1 {
		t.Errorf("by state: %v", list.States)
	}
	last := some[AccountList](t)(n.AccountList(ctx, direction, AccountListQuery{PageSize: 4, Page: 99, Sort: "name"}))
	if last.Page != 3 || len(last.Lines) != 1 {
		t.Errorf("a page too far is page %d with %d accounts", last.Page, len(last.Lines))
	}
	for query, want := range map[AccountListQuery]string{
		{Filter: kpi.Filter{Sphere: "business", State: kpi.AccountActive}}:  "Camille CAMILLE zoe zoe",
		{Filter: kpi.Filter{Platform: "linkedin"}}:                          "Camille",
		{Filter: kpi.Filter{Entity: "Groupe/Ouest"}}:                        "Camille CAMILLE",
		{Filter: kpi.Filter{Query: "camille-"}}:                             "Camille Camille CAMILLE",
		{Filter: kpi.Filter{Sphere: "Nulle part"}}:                          "",
		{Filter: kpi.Filter{Query: "%"}}:                                    "",
		{Held: HeldByNobody, Filter: kpi.Filter{State: kpi.AccountClosed}}:  "",
		{Held: HeldByNobody, Filter: kpi.Filter{State: kpi.AccountDormant}}: "Élodie",
	} {
		if got := listText(some[AccountList](t)(n.AccountList(ctx, direction, query))); got != want {
			t.Errorf("%+v finds %q, want %q", query, got, want)
		}
	}
}

// TestWhoHoldsIsForDirection tells nobody else, whatever they ask.
func TestWhoHoldsIsForDirection(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	reader := addPersonAs(t, h.Network, "Rita", kpi.RoleReader, "")
	for _, held := range []AccountsHeld{HeldByAnybody, HeldByNobody, HeldUnaccepted} {
		list := some[AccountList](t)(h.AccountList(ctx, reader, AccountListQuery{Held: held}))
		if list.Total != 1 || list.Knows || list.Lines[0].Holder != "" || list.Lines[0].Email != "" || list.Lines[0].Asked {
			t.Errorf("%q: a reader is told %+v", held, list.Lines)
		}
	}
	list := some[AccountList](t)(h.AccountList(ctx, h.direction, AccountListQuery{Held: HeldUnaccepted}))
	if !list.Knows || list.Total != 1 || list.Lines[0].Holder != "Noa" || list.Lines[0].Email != "noa@exemple.fr" || !list.Lines[0].Asked {
		t.Errorf("direction is told %+v", list.Lines)
	}
	ok(t, h.AcceptHolding(ctx, h.noa, h.account))
	if list := some[AccountList](t)(h.AccountList(ctx, h.direction, AccountListQuery{Held: HeldUnaccepted})); list.Total != 0 {
		t.Error("an accepted account is still to be accepted")
	}
	if list := some[AccountList](t)(h.AccountList(ctx, h.ola, AccountListQuery{})); list.Total != 1 || list.Knows {
		t.Errorf("an ambassador sees %+v", list)
	}
}

// A list that is remembered follows what happens to accounts.
func TestAListFollowsItsAccounts(t *testing.T) {
	h := newHeld(t)
	ctx, q := t.Context(), AccountListQuery{Sort: sortName}
	total := func() int { return some[AccountList](t)(h.AccountList(ctx, h.direction, q)).Total }
	before := total()
	_, err := h.AddAccounts(ctx, h.direction, []NewAccount{{Platform: "X", Handle: "tout_neuf", States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: h.Today()}}}})
	ok(t, err)
	if got := total(); got != before+1 {
		t.Errorf("%d accounts, want %d", got, before+1)
	}
	list := some[AccountList](t)(h.AccountList(ctx, h.direction, q))
	was := list.States[kpi.AccountActive]
	_, err = h.PutToSleep(ctx, h.direction, list.Lines[0].ID)
	ok(t, err)
	if got := some[AccountList](t)(h.AccountList(ctx, h.direction, q)); got.States[kpi.AccountActive] != was-1 || got.States[kpi.AccountDormant] == 0 {
		t.Errorf("by state %v, want one active less than %d", got.States, was)
	}
}
