package web

import (
	"net/url"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func TestAddressesKeepWhatIsChosen(t *testing.T) {
	f := kpi.Filter{Sphere: "B&B", Entity: "Groupe/Ouest", State: kpi.AccountActive}
	if got := address("/months/2026-10", filterQuery(f)); got != "/months/2026-10?entity=Groupe%2FOuest&sphere=B%26B&state=active" {
		t.Errorf("the address is %s", got)
	}
	if got := address("/accounts", url.Values{"q": {""}}); got != "/accounts" {
		t.Errorf("an empty part stays in %s", got)
	}
}

func TestTitleOfTheMonthIsTheFinding(t *testing.T) {
	month := kpi.NewMonth(2026, 1)
	known := analytics.Measure{Code: kpi.Followers, Value: kpi.Num(12480), Coverage: analytics.Coverage{Known: 6, Expected: 8}}
	compared := known
	compared.LikeForLike = analytics.Change{N: 5, Before: kpi.Num(1000), Now: kpi.Num(1032), Net: kpi.Num(32), Growth: kpi.Num(3.2)}
	for _, c := range []struct {
		measure         analytics.Measure
		title, subtitle string
	}{
		{analytics.Measure{Code: kpi.Followers}, "No figures for January 2026", "Nothing was filed this month for the accounts chosen."},
		{known, "12,480 followers at the end of January 2026", "Accounts known: 6 of 8, without a month before to compare with"},
		{compared, "The audience grew", "5 accounts compared of 8, December 2025 → January 2026"},
	} {
		d := analytics.Dashboard{Summary: analytics.Summary{Month: month, Measures: []analytics.Measure{c.measure}}}
		title, subtitle := monthFinding(i18n.For("en"), d, []charts.Figure{{Title: "The audience grew"}})
		if title != c.title || subtitle != c.subtitle {
			t.Errorf("%q, %q; want %q, %q", title, subtitle, c.title, c.subtitle)
		}
	}
}

func TestColumnsTurnTheirOrderRound(t *testing.T) {
	v := tableView{p: i18n.For("en"), month: kpi.NewMonth(2026, 10), table: analytics.AccountTable{Sort: kpi.Followers, Desc: true}}
	for _, c := range []struct {
		sort       string
		number     bool
		aria, href string
	}{
		{kpi.Followers, true, "descending", "/months/2026-10?sort=followers"},
		{kpi.Likes, true, "none", "/months/2026-10?desc=1&sort=likes"},
		{"name", false, "none", "/months/2026-10?sort=name"},
	} {
		if got := v.column("x", c.sort, c.number); got.Sort != c.aria || got.Href != c.href {
			t.Errorf("%s: %q %q, want %q %q", c.sort, got.Sort, got.Href, c.aria, c.href)
		}
	}
}

// TestMonthFiles downloads the month's table in both forms.
func TestMonthFiles(t *testing.T) {
	h := newHouse(t)
	csv := h.as(reader).get("/months/2026-10/accounts.csv?sphere=Business").want(t, 200)
	want := "\ufeffplateforme;compte;mois;nom public;sphère;gamme;entité;état;Abonnés"
	if len(csv.body) < len(want) || csv.body[:len(want)] != want {
		t.Errorf("the file begins %q", csv.body[:min(len(csv.body), 120)])
	}
	if got := csv.Header.Get("Content-Disposition"); got != `attachment; filename="comptes-2026-10.csv"` {
		t.Errorf("the file is called %s", got)
	}
	book := h.as(reader).get("/months/2026-10/accounts.xlsx").want(t, 200)
	if text := unpacked(t, book.body); len(text) == 0 {
		t.Error("the workbook is empty")
	}
	h.as(reader).get("/months/soon/accounts.csv").want(t, 404)
}
