package web

import (
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// What nobody did is not counted to them.
func TestTheFindingOfSearchRanking(t *testing.T) {
	p := i18n.For("fr")
	for want, count := range map[string]analytics.SearchCount{
		"4 requêtes progressent, 1 recule":           {Looked: 9, Rose: 3, Entered: 1, Left: 1},
		"1 requête progresse, aucune ne recule":      {Looked: 2, Rose: 1, Same: 1},
		"2 requêtes reculent":                        {Looked: 2, Fell: 1, Left: 1},
		"Aucune requête n’a bougé ce mois-ci":        {Looked: 2, Same: 2},
		"1 requête classée sur 2 relevées":           {Looked: 2, Ranked: 1},
		"Rien n’est encore relevé pour octobre 2026": {Queries: 2},
	} {
		board := network.SearchBoard{Month: kpi.NewMonth(2026, 10)}
		board.Moves.Count = count
		if got := (searchWriter{p: p, board: board}).finding(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Direction's home counts the year's targets of the network and its groups, as
// the page of targets does, and those of months only where there are no others.
func TestTheTargetsOfDirectionsHome(t *testing.T) {
	p, year := i18n.For("fr"), kpi.YearOf(kpi.NewMonth(2026, 10))
	of := func(span kpi.Span, standing analytics.TargetStanding) network.TargetView {
		v := network.TargetView{Progress: analytics.TargetProgress{Standing: standing}}
		v.Scope, v.Span, v.Value = kpi.ScopeNetwork, span, 3
		return v
	}
	month := of(kpi.MonthOnly(kpi.NewMonth(2026, 10)), analytics.TargetBehind)
	list := []network.TargetView{month, of(year, analytics.TargetReached), of(year, analytics.TargetOnTrack), of(year, analytics.TargetBehind)}
	v := groupsCard(p, network.MonthSpan{Current: kpi.NewMonth(2026, 11)}, list, year)
	if want := "Réseau et groupes, 2026\u00a0: 2 sur 3 sont atteints ou en bonne voie."; v.Text != want || len(v.Lines) != 3 {
		t.Errorf("%q with %d lines, want %q", v.Text, len(v.Lines), want)
	}
	if v := groupsCard(p, network.MonthSpan{}, list[:1], year); v.Text != "0 sur 1 est atteint ou en bonne voie." || len(v.Lines) != 1 {
		t.Errorf("of months alone: %q with %d lines", v.Text, len(v.Lines))
	}
	if v := groupsCard(p, network.MonthSpan{}, nil, year); v != nil {
		t.Errorf("of none: %+v", v)
	}
}
