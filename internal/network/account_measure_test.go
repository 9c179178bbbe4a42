package network

import (
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// shareOf is the share of network that a person is told of an account.
func shareOf(t *testing.T, n *Network, who kpi.Who, account kpi.ID) (analytics.AccountMeasure, analytics.AccountView) {
	t.Helper()
	view, err := n.AccountView(t.Context(), who, account)
	ok(t, err)
	for _, m := range view.Measures {
		if m.Code == analytics.MeasureShare {
			return m, view
		}
	}
	return analytics.AccountMeasure{}, view
}

func TestShareOfNetwork(t *testing.T) {
	l := newLife(t)
	boss := kpi.CommandLine()
	other := some[kpi.ID](t)(l.AddAccount(t.Context(), boss, NewAccount{Platform: "X", Handle: "Autre", Sphere: "Ventes", Entity: "Groupe/Est",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}}}))
	files(t, l.Network, other, kpi.Likes, map[string]float64{"2026-02": 100, "2026-04": 260})
	files(t, l.Network, other, kpi.Shares, map[string]float64{"2026-02": 34, "2026-04": 4})

	got, view := shareOf(t, l.Network, l.reader, l.id)
	if got.Value != kpi.Num(25) || got.Previous.Known || view.SharePart || view.Share.Known != 2 {
		t.Errorf("share %+v over %+v, want 88 of 352", got, view.Share)
	}
	if got, _ := shareOf(t, l.Network, l.holder, l.id); got.Value.Known {
		t.Errorf("a contributor, who sees no totals, is told %+v", got)
	}
	inside := addPersonAs(t, l.Network, "Ouafa", kpi.RoleCoordinator, "Groupe/Ouest")
	if got, view := shareOf(t, l.Network, inside, l.id); got.Value != kpi.Num(100) || !view.SharePart {
		t.Errorf("in its part of the tree the share is %+v", got)
	}
	ok(t, l.RegroupAccount(t.Context(), l.coordinator, l.id, monthOf(t, "2026-06"), Place{Sphere: "Métiers", Entity: "Groupe/Est"}))
	if got, _ := shareOf(t, l.Network, l.limited, l.id); got.Value.Known {
		t.Errorf("it has a share of a part that it stood outside of: %+v", got)
	}
}

func TestRecordsAndSeasons(t *testing.T) {
	l := newLife(t)
	files(t, l.Network, l.id, kpi.Likes, map[string]float64{"2025-04": 40, "2025-05": 90, "2025-06": 30})
	view, err := l.AccountView(t.Context(), l.reader, l.id)
	ok(t, err)
	if r := view.Records[kpi.Likes]; r.Month != monthOf(t, "2025-05") || r.Value != kpi.Num(90) || r.Of != 6 {
		t.Errorf("record of likes %+v", r)
	}
	if r, there := view.Records[kpi.Posts]; there {
		t.Errorf("posts have a record %+v", r)
	}
	if len(view.Seasons) != 1 || view.Seasons[0].Indicator.Code != kpi.Likes || view.Seasons[0].Years[1].Growth != kpi.Num(100) {
		t.Errorf("seasons %+v", view.Seasons)
	}
}
