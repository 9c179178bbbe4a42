package reports

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// TestTheWorkbookSaysWhatMovedInSearchEngines: what moved in words, every query
// with its places, and nothing where no query is measured.
func TestTheWorkbookSaysWhatMovedInSearchEngines(t *testing.T) {
	r := small().report()
	month := r.Dashboard.Summary.Month
	account := kpi.Account{ID: 1, Platform: "X", Persona: "Camille"}
	line := func(id int, name string, before, now kpi.SearchPlace) analytics.SearchLine {
		places := map[kpi.Month]kpi.SearchPlace{month.Add(-1): before, month: now}
		l := analytics.NewSearchLine(kpi.SearchQuery{ID: kpi.ID(id), Account: 1, Query: name, From: month.Add(-12)}, places, month, 0)
		l.Account = account
		return l
	}
	lines := []analytics.SearchLine{
		line(1, "=poêle", kpi.RankedAt(9), kpi.RankedAt(4)), line(2, "casserole", kpi.NotRanked, kpi.RankedAt(31)),
		line(3, "faitout", kpi.RankedAt(12), kpi.NotRanked), line(4, "marmite", kpi.SearchPlace{}, kpi.SearchPlace{}),
	}
	r.Search = &analytics.SearchReport{Moves: analytics.NewSearchMoves(month, lines, 5), Lines: lines, Total: 700}
	for i := range r.Search.Moves.Rises {
		r.Search.Moves.Rises[i].Account = account
	}
	f := makeWorkbook(t, r, "fr")
	rows, err := f.GetRows("Positionnement")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows {
		all = append(all, strings.Join(row, "|"))
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{
		"3 requêtes relevées dans les moteurs de recherche", "Camille|X|=poêle|▲ 5 places gagnées, de la place 9 à la place 4",
		"▲ non classé le mois dernier, place 31 ce mois-ci", "▼ place 12 le mois dernier, non classé ce mois-ci",
		"Les 4 premières des 700 requêtes", "Camille|X|=poêle|4|9|", "Camille|X|casserole|31|non classé|entrée|31", "Camille|X|faitout|non classé|12|sortie|12",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the sheet lacks %q:\n%s", want, text)
		}
	}
	if last := all[len(all)-1]; strings.TrimRight(last, "|") != "Camille|X|marmite" {
		t.Errorf("a query that was not looked up says %q", last)
	}
	r.Search = nil
	if slices.Contains(makeWorkbook(t, r, "fr").GetSheetList(), "Positionnement") {
		t.Error("an empty sheet")
	}
}
