package network

import (
	"slices"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// rangesToDecide is a network of two ranges over six months: Lin posts little
// and is answered much, Chêne the other way round.
func rangesToDecide(t *testing.T) (d desk, ids map[string]kpi.ID) {
	t.Helper()
	d = newDesk(t)
	ctx, boss := t.Context(), kpi.CommandLine()
	ids = map[string]kpi.ID{}
	for _, one := range []struct {
		rang         string
		posts, likes float64
	}{{"Lin", 2, 90}, {"Chêne", 20, 10}} {
		ids[one.rang] = some[kpi.ID](t)(d.AddRange(ctx, boss, one.rang))
		for i, handle := range []string{one.rang + "_a", one.rang + "_b"} {
			id := some[kpi.ID](t)(d.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: handle, Range: one.rang,
				States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}}))
			ids[handle] = id
			for m := kpi.NewMonth(2026, 4); m <= kpi.NewMonth(2026, 10); m++ {
				_, err := d.File(ctx, boss, kpi.FilingChange{Account: id, Month: m, Figures: map[string]kpi.Figure{
					kpi.Followers: kpi.Given(1000), kpi.Posts: kpi.Given(one.posts + float64(i)), kpi.Likes: kpi.Given(one.likes), kpi.Shares: kpi.Given(0)}})
				ok(t, err)
			}
		}
	}
	return d, ids
}

func TestArbitrationPlacesRanges(t *testing.T) {
	d, ids := rangesToDecide(t)
	grid := some[analytics.Arbitration](t)(d.Arbitration(t.Context(), d.reader, kpi.NewMonth(2026, 10)))
	want := map[kpi.ID]analytics.Placement{
		ids["Lin"]:   {Effort: kpi.Num(2.5), Return: kpi.Num(90), Posts: kpi.Num(15), Followers: kpi.Num(2000), Growth: kpi.Num(0), Quadrant: analytics.QuadrantReinforce},
		ids["Chêne"]: {Effort: kpi.Num(20.5), Return: kpi.Num(10), Posts: kpi.Num(123), Followers: kpi.Num(2000), Growth: kpi.Num(0), Quadrant: analytics.QuadrantRethink},
	}
	if grid.Effort != kpi.Num(11.5) || grid.Return != kpi.Num(50) || len(grid.Placements) != 2 {
		t.Errorf("medians %v, %v of %d ranges", grid.Effort, grid.Return, len(grid.Placements))
	}
	for _, p := range grid.Placements {
		w := want[p.Group.ID]
		if p.Effort != w.Effort || p.Return != w.Return || p.Posts != w.Posts || p.Followers != w.Followers || p.Growth != w.Growth || p.Quadrant != w.Quadrant {
			t.Errorf("%s: %+v, want %+v", p.Group.Name, p, w)
		}
		if p.PostsCover != (analytics.Coverage{Known: 6, Expected: 6}) {
			t.Errorf("%s: coverage %+v", p.Group.Name, p.PostsCover)
		}
	}
	for name, who := range map[string]kpi.Who{"holder": d.holder, "outsider": d.outsider} {
		_, err := d.Arbitration(t.Context(), who, kpi.NewMonth(2026, 10))
		if kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s sees the grid: %v", name, err)
		}
	}
}

func TestRegisterOfDecisions(t *testing.T) {
	d, ids := rangesToDecide(t)
	ctx := t.Context()
	input := DecisionInput{Range: ids["Lin"], Verdict: "reinforce", Month: kpi.NewMonth(2026, 8), Reason: " Beaucoup de réponses. ", Review: dayOf(t, "2026-11-20")}
	first := some[kpi.ID](t)(d.Decide(ctx, d.coordinator, input))

	line := some[Decision](t)(d.Decision(ctx, d.reader, first))
	if line.Verdict != "reinforce" || line.Reason != "Beaucoup de réponses." || line.Range.Name != "Lin" || line.Decided.By != d.coordinator.User.Name ||
		!line.InForce() || line.Due || line.MayReview || line.Then.Return != kpi.Num(90) || line.Then.Month != kpi.NewMonth(2026, 8) {
		t.Errorf("the line %+v", line)
	}
	if line.Now.Month != kpi.NewMonth(2026, 10) || line.Now.Quadrant != analytics.QuadrantReinforce {
		t.Errorf("since: %+v", line.Now)
	}

	d.clock.now = d.clock.now.AddDate(0, 0, 20) // 23 November
	if due := some[int](t)(d.DueReviews(ctx, d.coordinator)); due != 1 {
		t.Errorf("%d reviews are due", due)
	}
	if due := some[int](t)(d.DueReviews(ctx, d.reader)); due != 0 {
		t.Errorf("a reader has %d reviews", due)
	}
	again := input
	again.Verdict, again.Month, again.Review, again.Replaces = "keep", kpi.NewMonth(2026, 10), 0, first
	second := some[kpi.ID](t)(d.Decide(ctx, d.coordinator, again))
	if due := some[int](t)(d.DueReviews(ctx, d.coordinator)); due != 0 {
		t.Errorf("%d reviews are due after it", due)
	}
	_, err := d.Decide(ctx, d.coordinator, again)
	wantRefusal(t, err, kpi.CodeConflict, "decision.reviewed")
	wantRefusal(t, d.WithdrawDecision(ctx, d.coordinator, first), kpi.CodeConflict, "decision.reviewed")
	ok(t, d.WithdrawDecision(ctx, d.coordinator, second))
	list := some[[]Decision](t)(d.Decisions(ctx, d.coordinator))
	states := []bool{list[0].InForce(), list[1].InForce()}
	if len(list) != 2 || list[0].ID != second || !slices.Equal(states, []bool{false, true}) || list[0].Withdrawn.By == "" {
		t.Errorf("after the withdrawal: %+v", list)
	}
	some[kpi.ID](t)(d.Decide(ctx, d.coordinator, again)) // the review can be made again
}

func TestDecisionsAreRefused(t *testing.T) {
	d, ids := rangesToDecide(t)
	good := DecisionInput{Range: ids["Lin"], Verdict: "keep", Month: kpi.NewMonth(2026, 10), Reason: "ainsi"}
	for name, who := range map[string]kpi.Who{"admin": d.admin, "reader": d.reader, "holder": d.holder, "part": d.far} {
		_, err := d.Decide(t.Context(), who, good)
		if kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s decides: %v", name, err)
		}
	}
	for name, c := range map[string]struct {
		change func(*DecisionInput)
		code   kpi.Code
		field  string
	}{
		"verdict":      {func(i *DecisionInput) { i.Verdict = "hope" }, kpi.CodeInvalid, "verdict"},
		"reason":       {func(i *DecisionInput) { i.Reason = " " }, kpi.CodeInvalid, "reason"},
		"past review":  {func(i *DecisionInput) { i.Review = dayOf(t, "2026-11-03") }, kpi.CodeInvalid, "review"},
		"test":         {func(i *DecisionInput) { i.Verdict = "test" }, kpi.CodeInvalid, "review"},
		"future month": {func(i *DecisionInput) { i.Month = kpi.NewMonth(2026, 12) }, kpi.CodeInvalid, "month"},
		"no range":     {func(i *DecisionInput) { i.Range = 99 }, kpi.CodeNotFound, ""},
		"nothing":      {func(i *DecisionInput) { i.Range = 0 }, kpi.CodeNotFound, ""},
	} {
		input := good
		c.change(&input)
		_, err := d.Decide(t.Context(), d.coordinator, input)
		if kpi.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if c.field != "" {
			if fields := fieldFaults(err); len(fields) != 1 || fields[0].Field != c.field {
				t.Errorf("%s: fields %+v", name, fields)
			}
		}
	}
	if list := some[[]Decision](t)(d.Decisions(t.Context(), d.admin)); len(list) != 0 {
		t.Errorf("refused decisions are kept: %+v", list)
	}
}

func TestATestAsksForItsVerdict(t *testing.T) {
	d, ids := rangesToDecide(t)
	ctx := t.Context()
	ok(t, d.PutAccountState(ctx, d.coordinator, ids["Lin_a"], StateEntry{State: kpi.AccountTest, From: dayOf(t, "2026-10-01"), Review: dayOf(t, "2026-11-02"), Confirmed: true}))
	ended := some[[]EndedTest](t)(d.EndedTests(ctx, d.coordinator))
	if len(ended) != 1 || ended[0].Account.ID != ids["Lin_a"] || ended[0].Review != dayOf(t, "2026-11-02") || ended[0].Verdict != "" {
		t.Fatalf("ended: %+v", ended)
	}
	id := some[kpi.ID](t)(d.Decide(ctx, d.coordinator, DecisionInput{Account: ids["Lin_a"], Verdict: "stop", Month: kpi.NewMonth(2026, 10), Reason: "peu d’écho"}))
	line := some[Decision](t)(d.Decision(ctx, d.coordinator, id))
	if line.Account.Handle != "Lin_a" || line.Then.Effort != kpi.Num(2) || line.Then.Return != kpi.Num(90) || line.Then.Quadrant != analytics.QuadrantReinforce {
		t.Errorf("the verdict %+v", line)
	}
	if _, err := d.Decision(ctx, d.far, id); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("another part of the tree reads it: %v", err)
	}
	given := some[[]EndedTest](t)(d.EndedTests(ctx, d.coordinator))
	if len(given) != 1 || given[0].Verdict != "stop" || given[0].Given != d.Today() {
		t.Errorf("after the verdict: %+v", given)
	}
	if due := some[int](t)(d.DueReviews(ctx, d.coordinator)); due != 0 {
		t.Errorf("%d still wait for a verdict", due)
	}
	ok(t, d.WithdrawDecision(ctx, d.coordinator, id))
	if due := some[int](t)(d.DueReviews(ctx, d.coordinator)); due != 1 {
		t.Errorf("after its withdrawal %d wait for a verdict", due)
	}
}
