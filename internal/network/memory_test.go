package network

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// What pages show from memory is what they show who read everything anew,
// whatever was done in between.
func TestWhatIsRememberedIsWhatIsRead(t *testing.T) {
	w := newWorld(t)
	ctx, who := context.Background(), kpi.CommandLine()
	year := kpi.Span{From: worldLast.Add(-11), Until: worldLast}
	q := SpanQuery{Span: year, Against: kpi.Span{From: year.From.Add(-12), Until: year.Until.Add(-12)}}
	answers := func(n *Network) (list []string) {
		add := func(name string, v any, err error) {
			ok(t, err)
			list = append(list, fmt.Sprintf("%s: %+v", name, v))
		}
		for _, f := range []kpi.Filter{{}, {State: kpi.AccountActive}, {Entity: "Groupe/Ouest"}, {Sphere: "Ventes", Platform: "X"}} {
			q := q
			q.Filter = f
			for _, by := range []string{kpi.ScopeNetwork, kpi.ScopeSphere, kpi.ScopeEntity, kpi.ScopeSphereRange} {
				groups, err := n.SpanGroups(ctx, who, q, by)
				add("groups by "+by, groups, err)
			}
			lines, err := n.SpanSeries(ctx, who, q, kpi.ScopeEntity, []string{kpi.Influence, kpi.Followers, "signed_in"})
			add("lines", fmt.Sprint(lines), err)
			month, err := n.Dashboard(ctx, who, worldLast, f)
			add("month", month, err)
			board, err := n.Board(ctx, who, worldLast, BoardQuery{Filter: f, By: analytics.GroupEntity})
			add("board", board, err)
			for _, sort := range []string{"", kpi.Influence, kpi.EngagementRate} {
				table, err := n.AccountTable(ctx, who, worldLast, f, TableQuery{Sort: sort, Desc: true, PageSize: 7, Page: 2})
				add("table by "+sort, table, err)
			}
		}
		tree, err := n.Tree(ctx, who, q)
		add("tree", tree, err)
		tasks, err := n.Tasks(ctx, who)
		add("tasks", tasks, err)
		gallery, err := n.Gallery(ctx, who, GalleryQuery{PageSize: 5})
		add("gallery", gallery, err)
		return list
	}
	check := func(after string) {
		t.Helper()
		fresh := some[*Network](t)(Open(ctx, w.path, Options{Now: func() time.Time { return w.n.now() }}))
		defer func() { ok(t, fresh.Close()) }()
		got, want := answers(w.n), answers(fresh)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("after %s, remembered\n%.3000s\nread\n%.3000s", after, got[i], want[i])
			}
		}
	}
	check("nothing")
	r := rand.New(rand.NewPCG(5, 13))
	codes := []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Influence, kpi.SearchRank, "signed_in"}
	acts := 12
	if testing.Short() {
		acts = 4 // the race detector is slow
	}
	for i := range acts {
		a, month := w.accounts[r.IntN(len(w.accounts))], worldLast.Add(-[]int{0, 0, 0, 1, 12}[r.IntN(5)])
		what := fmt.Sprintf("act %d, ", i)
		switch i % 4 {
		case 3:
			to := Place{Sphere: worldSpheres[r.IntN(len(worldSpheres))], Entity: worldEntities[r.IntN(len(worldEntities))]}
			ok(t, w.n.RegroupAccount(ctx, who, a.id, month, to))
			what += "a move"
		default:
			for range 1 + r.IntN(3) {
				code := codes[r.IntN(len(codes))]
				files(t, w.n, a.id, code, map[string]float64{month.String(): float64(1 + r.IntN(90))})
				what += fmt.Sprintf("%s of account %v in %s ", code, a.id, month)
			}
		}
		check(what)
	}
}
