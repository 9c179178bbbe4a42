package network

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// faces is a network with voices in two spheres and none, in every state.
func faces(t *testing.T) (n *Network, direction kpi.Who) {
	n, ctx := openSetUp(t), t.Context()
	for _, name := range []string{"Ventes", "Business"} {
		some[kpi.ID](t)(n.AddSphere(ctx, kpi.CommandLine(), name))
	}
	for _, path := range []string{"Groupe/Ouest", "Groupe/Est"} {
		some[kpi.ID](t)(n.AddEntity(ctx, kpi.CommandLine(), path))
	}
	direction = addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	life := func(states ...kpi.AccountState) (list []kpi.AccountPeriod) {
		for i, s := range states {
			p := kpi.AccountPeriod{State: s, From: dayOf(t, "2026-01-01").Add(60 * i)}
			if s == kpi.AccountClosed {
				p.Reason = "other"
			}
			list = append(list, p)
		}
		return list
	}
	ids := some[[]kpi.ID](t)(n.AddAccounts(ctx, direction, []NewAccount{
		{Platform: "LinkedIn", Handle: "camille-l", Persona: "Camille", Sphere: "Business", Entity: "Groupe/Ouest", States: life(kpi.AccountActive)},
		{Platform: "X", Handle: "camille-x", Persona: "CAMILLE", Sphere: "Business", Entity: "Groupe/Ouest", States: life(kpi.AccountActive)},
		{Platform: "X", Handle: "camille-v", Persona: "Camille", Sphere: "Ventes", Entity: "Groupe/Est", States: life(kpi.AccountTest)},
		{Platform: "X", Handle: "elodie", Persona: "Élodie", Sphere: "Business", Entity: "Groupe/Est", States: life(kpi.AccountActive, kpi.AccountDormant)},
		{Platform: "X", Handle: "zoe", Sphere: "Business", Entity: "Groupe/Est", States: life(kpi.AccountActive)},
		{Platform: "Facebook", Handle: "zoe", Sphere: "Business", Entity: "Groupe/Est", States: life(kpi.AccountActive)},
		{Platform: "X", Handle: "proposee", Persona: "Proposée", Sphere: "Business", States: life(kpi.AccountProposed)},
		{Platform: "X", Handle: "close", Persona: "Close", Sphere: "Business", States: life(kpi.AccountActive, kpi.AccountClosed)},
		{Platform: "X", Handle: "libre", Persona: "Libre", States: life(kpi.AccountActive)},
	}))
	files(t, n, ids[0], kpi.Followers, map[string]float64{"2026-09": 100, "2026-10": 110, "2026-11": 500})
	files(t, n, ids[1], kpi.Followers, map[string]float64{"2026-09": 300})
	files(t, n, ids[3], kpi.Followers, map[string]float64{"2025-12": 40, "2026-01": 50})
	return n, direction
}

// galleryText writes the gallery: "Ventes: Camille(X); Business: …".
func galleryText(g Gallery) string {
	var spheres []string
	for _, s := range g.Spheres {
		var names []string
		for _, f := range s.Shown {
			var on []string
			for _, a := range f.Accounts {
				text := a.Platform
				if a.Trend.Growth.Known {
					text += fmt.Sprintf(" %+.0f%%", a.Trend.Growth.V)
				} else if a.Trend.Now.Known {
					text += fmt.Sprintf(" %.0f", a.Trend.Now.V)
				}
				on = append(on, text)
			}
			names = append(names, f.Name+"("+strings.Join(on, ", ")+")")
		}
		spheres = append(spheres, s.Group.Name+": "+strings.Join(names, " "))
	}
	return strings.Join(spheres, "; ")
}

func TestGalleryShowsFacesBySphere(t *testing.T) {
	n, direction := faces(t)
	g := some[Gallery](t)(n.Gallery(t.Context(), direction, GalleryQuery{}))
	const want = "Ventes: Camille(X); Business: CAMILLE(X 300, LinkedIn +10%) Élodie(X +25%) zoe(X) zoe(Facebook); : Libre(X)"
	if got := galleryText(g); got != want {
		t.Errorf("the gallery is\n%s, want\n%s", got, want)
	}
	if g.Accounts != 7 || g.Faces != 6 || g.Month != monthOf(t, "2026-10") || !g.Trends {
		t.Errorf("%d accounts, %d faces, until %s", g.Accounts, g.Faces, g.Month)
	}
	business := g.Spheres[1]
	if business.Accounts != 5 || business.Faces != 4 || business.Audience.Value != kpi.Num(110) || business.Audience.Known != 1 ||
		business.Audience.LikeForLike.N != 1 || business.Audience.LikeForLike.Growth != kpi.Num(10) {
		t.Errorf("Business is %+v", business)
	}
	if none := g.Spheres[2]; none.Group.Position != -1 || none.Audience.Value.Known {
		t.Errorf("those in no sphere are %+v", none)
	}
}

func TestWhoSeesWhatOfTheGallery(t *testing.T) {
	n, _ := faces(t)
	ctx := t.Context()
	names := "Ventes: Camille(X); Business: CAMILLE(X, LinkedIn) Élodie(X) zoe(X) zoe(Facebook); : Libre(X)"
	all := "Ventes: Camille(X); Business: CAMILLE(X 300, LinkedIn +10%) Élodie(X +25%) zoe(X) zoe(Facebook); : Libre(X)"
	ambassador := addPersonAs(t, n, "Noa", kpi.RoleAmbassador, "")
	list := some[AccountList](t)(n.AccountList(ctx, kpi.CommandLine(), AccountListQuery{Filter: kpi.Filter{Query: "camille-l"}}))
	ok(t, n.ChangeHolder(ctx, kpi.CommandLine(), list.Lines[0].ID, HolderChange{User: ambassador.User.ID, Role: kpi.Holder, From: n.Today()}))
	for _, c := range []struct {
		who  kpi.Who
		want string
		sees bool
	}{
		{addPersonAs(t, n, "Rita", kpi.RoleReader, ""), all, true},
		{ambassador, all, true},
		{addPersonAs(t, n, "Wim", kpi.RoleContributor, ""), names, false},
		{addPersonAs(t, n, "Esther", kpi.RoleReader, "Groupe/Est"), "Ventes: Camille(X); Business: Élodie(X +25%) zoe(X) zoe(Facebook)", true},
	} {
		g := some[Gallery](t)(n.Gallery(ctx, c.who, GalleryQuery{}))
		if got := galleryText(g); got != c.want || g.Trends != c.sees {
			t.Errorf("%s sees\n%s, want\n%s", c.who.User.Name, got, c.want)
		}
		for _, s := range g.Spheres {
			if !c.sees && s.Audience.Value.Known {
				t.Errorf("%s is told the audience of %s", c.who.User.Name, s.Group.Name)
			}
			if c.who.User.Name == "Esther" && s.Group.Name == "Business" && s.Audience.Value.Known {
				t.Error("Esther is told the audience of what she does not see")
			}
		}
	}
	settings := some[Settings](t)(n.Settings(ctx))
	settings.AmbassadorsSeeAll = false
	ok(t, n.SaveSettings(ctx, kpi.CommandLine(), settings))
	g := some[Gallery](t)(n.Gallery(ctx, ambassador, GalleryQuery{}))
	own := strings.Replace(names, "LinkedIn", "LinkedIn +10%", 1)
	if got := galleryText(g); got != own || g.Trends || g.Spheres[1].Audience.Value.Known {
		t.Errorf("an ambassador sees\n%s, want\n%s", got, own)
	}
}

func TestGalleryOfTwoThousandIsPaged(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	sphere := some[kpi.ID](t)(n.AddSphere(ctx, kpi.CommandLine(), "Business"))
	var list []NewAccount
	for i := range 2000 {
		list = append(list, NewAccount{Platform: "X", Handle: fmt.Sprintf("voix-%04d", i), Persona: fmt.Sprintf("Voix %04d", i/2), Sphere: "Business",
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}})
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(list), func(a, b int) { list[a], list[b] = list[b], list[a] })
	some[[]kpi.ID](t)(n.AddAccounts(ctx, kpi.CommandLine(), list))
	var seen []string
	query := GalleryQuery{One: true, Sphere: sphere, Page: 1, PageSize: 24}
	for query.Page != 0 {
		g := some[Gallery](t)(n.Gallery(ctx, kpi.CommandLine(), query))
		if len(g.Spheres) != 1 || g.Spheres[0].Faces != 1000 || g.Accounts != 2000 {
			t.Fatalf("page %d is %+v", query.Page, g)
		}
		for _, f := range g.Spheres[0].Shown {
			if seen = append(seen, f.Name); len(f.Accounts) != 2 {
				t.Errorf("%s has %d accounts", f.Name, len(f.Accounts))
			}
		}
		query.Page = g.Spheres[0].Next
	}
	if len(seen) != 1000 || !slices.IsSorted(seen) || len(slices.Compact(seen)) != 1000 {
		t.Errorf("%d faces on all pages", len(seen))
	}
	if g := some[Gallery](t)(n.Gallery(ctx, kpi.CommandLine(), GalleryQuery{Text: "voix 0007", PageSize: 24})); g.Faces != 1 {
		t.Errorf("a name finds %d faces", g.Faces)
	}
}

// A persona with many accounts is shown with some of them, and on paper whole.
func TestGalleryFaceOfManyAccounts(t *testing.T) {
	n, ctx := openSetUp(t), t.Context()
	direction := addPersonAs(t, n, "Bastien", kpi.RoleCoordinator, "")
	var accounts []NewAccount
	for i := range faceAccounts + 3 {
		accounts = append(accounts, NewAccount{Platform: "X", Handle: fmt.Sprintf("voix-%02d", i), Persona: "Voix",
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}})
	}
	some[[]kpi.ID](t)(n.AddAccounts(ctx, direction, accounts))
	for size, want := range map[int][2]int{24: {faceAccounts, 3}, 0: {faceAccounts + 3, 0}} {
		g := some[Gallery](t)(n.Gallery(ctx, direction, GalleryQuery{PageSize: size}))
		if g.Accounts != faceAccounts+3 || g.Faces != 1 {
			t.Fatalf("%d accounts, %d faces", g.Accounts, g.Faces)
		}
		if face := g.Spheres[0].Shown[0]; len(face.Accounts) != want[0] || face.More != want[1] {
			t.Errorf("%d at a time: %d accounts and %d more, want %v", size, len(face.Accounts), face.More, want)
		}
	}
}
