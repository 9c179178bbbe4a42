package network

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// readings are all the ways to see the network's numbers.
func readings(n *Network, m kpi.Month, f kpi.Filter) map[string]func(context.Context, kpi.Who) error {
	return map[string]func(context.Context, kpi.Who) error{
		"summary":   func(ctx context.Context, who kpi.Who) error { _, err := n.Summary(ctx, who, m, f); return err },
		"dashboard": func(ctx context.Context, who kpi.Who) error { _, err := n.Dashboard(ctx, who, m, f); return err },
		"table": func(ctx context.Context, who kpi.Who) error {
			_, err := n.AccountTable(ctx, who, m, f, TableQuery{})
			return err
		},
		"report": func(ctx context.Context, who kpi.Who) error { _, err := n.Report(ctx, who, m, f.Entity); return err },
		"export": func(ctx context.Context, who kpi.Who) error {
			return n.Export(ctx, who, 0, 0, func(ExportRow) error { return nil })
		},
	}
}

func TestWhoSeesTheNetworksNumbers(t *testing.T) {
	w := newWorld(t)
	for _, role := range kpi.Roles {
		who := addPersonAs(t, w.n, "role."+string(role), role, "")
		for name, read := range readings(w.n, worldLast, kpi.Filter{}) {
			err := read(t.Context(), who)
			if role == kpi.RoleContributor {
				wantRefusal(t, err, kpi.CodeNotFound, "error.not_found")
			} else if err != nil {
				t.Errorf("%s reads the %s: %v", role, name, err)
			}
		}
	}
}

// A month that no figures can be of has no page and no report; programs read
// that nothing is known of it.
func TestMonthsWithoutNumbers(t *testing.T) {
	w := newWorld(t)
	current := w.n.CurrentMonth()
	for month, key := range map[kpi.Month]string{
		current.Add(1): "dashboard.future", kpi.EarliestFigures - 1: "dashboard.too_early", kpi.FirstMonth: "dashboard.too_early", 0: "dashboard.too_early",
	} {
		for name, read := range readings(w.n, month, kpi.Filter{}) {
			t.Run(month.String()+" "+name, func(t *testing.T) {
				err := read(t.Context(), kpi.CommandLine())
				if name == "dashboard" || name == "report" {
					wantRefusal(t, err, kpi.CodeInvalid, key)
				} else if err != nil {
					t.Error(err)
				}
			})
		}
	}
	for _, month := range []kpi.Month{current, kpi.EarliestFigures} {
		for name, read := range readings(w.n, month, kpi.Filter{}) {
			if err := read(t.Context(), kpi.CommandLine()); err != nil {
				t.Errorf("%s of %s: %v", name, month, err)
			}
		}
	}
}

// What a person who is limited to a part of the tree sees is what a filter on
// that part leaves, and nothing elsewhere.
func TestALimitedPersonSeesTheirPartAlone(t *testing.T) {
	w := newWorld(t)
	ctx, all := t.Context(), kpi.CommandLine()
	for _, role := range []kpi.Role{kpi.RoleCoordinator, kpi.RoleReader} {
		who := addPersonAs(t, w.n, "limited."+string(role), role, "Groupe/Ouest")
		for _, tt := range []struct{ asked, left string }{
			{"", "Groupe/Ouest"}, {"Groupe", "Groupe/Ouest"}, {"Groupe/Ouest", "Groupe/Ouest"},
			{"Groupe/Ouest/Brest", "Groupe/Ouest/Brest"}, {"Groupe/Est", "nowhere"},
		} {
			mine, err := w.n.Dashboard(ctx, who, worldLast, kpi.Filter{Entity: tt.asked})
			ok(t, err)
			whole, err := w.n.Dashboard(ctx, all, worldLast, kpi.Filter{Entity: tt.left})
			ok(t, err)
			mine.Summary.Filter, whole.Summary.Filter = kpi.Filter{}, kpi.Filter{}
			if !reflect.DeepEqual(mine, whole) {
				t.Errorf("%s who asks %q sees other numbers than those of %s", role, tt.asked, tt.left)
			}
			if tt.left == "nowhere" && mine.Summary.Accounts+mine.Engagement.Of > 0 {
				t.Errorf("%s sees %d accounts of %s", role, mine.Summary.Accounts, tt.asked)
			}
		}
		w.checkLimited(t, who)
	}
}

// checkLimited looks at what lists accounts.
func (w *world) checkLimited(t *testing.T, who kpi.Who) {
	t.Helper()
	ctx := t.Context()
	table, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{}, TableQuery{})
	ok(t, err)
	report, err := w.n.Report(ctx, who, worldLast, "")
	ok(t, err)
	entities := []string{report.Entity}
	for _, row := range table.Rows {
		entities = append(entities, row.Account.Entity)
	}
	for _, a := range report.Accounts {
		entities = append(entities, a.Account.Entity)
	}
	ok(t, w.n.Export(ctx, who, 0, 0, func(r ExportRow) error {
		entities = append(entities, r.Account.Entity)
		return nil
	}))
	for _, e := range entities {
		if !strings.HasPrefix(e+"/", "Groupe/Ouest/") {
			t.Fatalf("sees %q", e)
		}
	}
	if len(entities) < 100 {
		t.Errorf("sees %d rows only", len(entities))
	}
	_, err = w.n.Report(ctx, who, worldLast, "Groupe/Est")
	wantRefusal(t, err, kpi.CodeNotFound, "dashboard.no_entity")
}

// With every account's figures off, an ambassador sees the network's totals,
// their own accounts, and nothing that lets an account be deduced.
func TestAmbassadorsWithoutEveryAccountsFigures(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	s := some[Settings](t)(w.n.Settings(ctx))
	s.AmbassadorsSeeAll = false
	ok(t, w.n.SaveSettings(ctx, kpi.CommandLine(), s))
	who := addPersonAs(t, w.n, "Ambassador", kpi.RoleAmbassador, "")
	own := w.accounts[0]
	ok(t, w.n.HandOver(ctx, kpi.CommandLine(), own.id, who.User.ID, worldLast.FirstDay()))

	d, err := w.n.Dashboard(ctx, who, worldLast, kpi.Filter{})
	ok(t, err)
	w.checkSummary(t, d.Summary, kpi.Filter{}, worldLast)
	for _, r := range d.Engagement.Rows {
		if r.Account.ID != own.id {
			t.Errorf("sees the rate of %v", r.Account.ID)
		}
	}
	checkUndeducible(t, d)

	table, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{}, TableQuery{})
	ok(t, err)
	if table.Total != 1 || len(table.Rows) != 1 || table.Rows[0].Account.ID != own.id {
		t.Errorf("the table has %d rows", table.Total)
	}
	report, err := w.n.Report(ctx, who, worldLast, "")
	ok(t, err)
	for _, g := range append(report.BySphere, report.ByRange...) {
		if max(g.Summary.Accounts, g.Summary.Expected) < 3 {
			t.Errorf("the report sums up %s of %d accounts", g.Group.Name, g.Summary.Accounts)
		}
	}
	if len(report.Accounts) > 0 || len(report.Dashboard.Engagement.Rows) > 0 {
		t.Errorf("the report has %d accounts", len(report.Accounts))
	}
	ok(t, w.n.Export(ctx, who, 0, 0, func(r ExportRow) error {
		if r.Account.ID != own.id {
			t.Errorf("exports %v", r.Account.ID)
		}
		return nil
	}))
	for name, read := range readings(w.n, worldLast, kpi.Filter{Query: "compte_07"}) {
		if name != "report" && name != "export" {
			wantRefusal(t, read(ctx, who), kpi.CodeNotFound, "error.not_found")
		}
	}
	if _, err := w.n.Summary(ctx, who, worldLast, kpi.Filter{Platform: "X"}); err != nil {
		t.Errorf("a filter that leaves many: %v", err)
	}
}

func checkUndeducible(t *testing.T, d analytics.Dashboard) {
	t.Helper()
	for _, line := range append(d.Audience, d.Posts...) {
		for _, v := range line.Values {
			if v.Number.Known && v.Known < 3 {
				t.Errorf("%s in %v is of %d accounts", line.Group.Name, v.Month, v.Known)
			}
		}
	}
	for _, s := range append(d.BySphere, d.ByRange...) {
		if s.Interactions.Known && s.Known < 3 {
			t.Errorf("the share of %s is of %d accounts", s.Group.Name, s.Known)
		}
	}
}

func TestPagesOfTheTable(t *testing.T) {
	w := newWorld(t)
	ctx, who := t.Context(), kpi.CommandLine()
	all, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{}, TableQuery{Sort: "no such column", PageSize: 9999})
	ok(t, err)
	if all.Sort != "sphere" || all.PageSize != 100 || all.Pages() != 1 {
		t.Errorf("got order %q, %d rows a page, %d pages", all.Sort, all.PageSize, all.Pages())
	}
	var paged []analytics.AccountRow
	for page := 1; page <= 4; page++ {
		part, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{}, TableQuery{Page: page, PageSize: 7})
		ok(t, err)
		if part.Page != page || part.Total != all.Total || len(part.Rows) != 7 {
			t.Errorf("page %d: %d rows of %d", part.Page, len(part.Rows), part.Total)
		}
		paged = append(paged, part.Rows...)
	}
	if !reflect.DeepEqual(paged, all.Rows[:28]) {
		t.Error("pages and the whole differ")
	}
	last, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{}, TableQuery{Page: 99, PageSize: 7})
	ok(t, err)
	if last.Page != last.Pages() || len(last.Rows) == 0 || !reflect.DeepEqual(last.Rows[len(last.Rows)-1], all.Rows[all.Total-1]) {
		t.Errorf("beyond the last page: page %d of %d, %d rows", last.Page, last.Pages(), len(last.Rows))
	}
	none, err := w.n.AccountTable(ctx, who, worldLast, kpi.Filter{Sphere: "Nulle part"}, TableQuery{})
	ok(t, err)
	if none.Total != 0 || none.Page != 1 || len(none.Codes) != len(all.Codes) {
		t.Errorf("of nobody: %+v", none)
	}
}

// A network without anything has pages too.
func TestNumbersOfAnEmptyNetwork(t *testing.T) {
	n := openSetUp(t)
	for name, read := range readings(n, worldLast, kpi.Filter{}) {
		if err := read(t.Context(), kpi.CommandLine()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, err := n.Dashboard(t.Context(), kpi.CommandLine(), worldLast, kpi.Filter{})
	ok(t, err)
	m := d.Summary.Measure(kpi.Followers)
	if m.Value.Known || m.Known != 0 || d.Summary.FilingRate.Value.Known || len(d.Audience) != 0 || d.Engagement.Median.Known {
		t.Errorf("got %+v", d)
	}
}
