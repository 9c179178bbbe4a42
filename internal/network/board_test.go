package network

import (
	"maps"
	"slices"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// TestBoardCountsAsTheMonthPage compares the board with the summary of the same
// month and filter: two ways to count, one answer.
func TestBoardCountsAsTheMonthPage(t *testing.T) {
	w := newWorld(t)
	boss := kpi.CommandLine()
	filters := []kpi.Filter{{}, {Sphere: "Ventes"}, {Range: "Jardin"}, {Platform: "LinkedIn"}, {Entity: "Groupe/Ouest"}, {Sphere: "Emploi", Entity: "Groupe"}}
	late := 0
	for m := worldFirst; m <= worldLast; m++ {
		for _, f := range filters {
			b := some[Board](t)(w.n.Board(t.Context(), boss, m, BoardQuery{Filter: f}))
			s := some[analytics.Summary](t)(w.n.Summary(t.Context(), boss, m, f))
			tally := b.Tally
			if tally.Expected != s.Expected || tally.FilingRate() != s.FilingRate || tally.OnTimeRate() != s.OnTime || b.FillRate != s.FillRate {
				t.Fatalf("%s %+v: board %+v %+v, page %d expected, %+v, on time %+v, %+v", m, f, tally, b.FillRate, s.Expected, s.FilingRate, s.OnTime, s.FillRate)
			}
			if tally.Missing+tally.Late+tally.Returned+tally.Submitted+tally.Accepted != tally.Expected {
				t.Fatalf("%s %+v: %+v does not add up", m, f, tally)
			}
			late += tally.Late
			if m < worldReporting && tally != (analytics.FilingTally{Unexpected: tally.Unexpected}) {
				t.Errorf("%s is before the first reporting month: %+v", m, tally)
			}
		}
	}
	if late == 0 {
		t.Error("the world has nobody who is late")
	}
}

// TestBoardGroupsShareTheWhole adds the groups of a board up.
func TestBoardGroupsShareTheWhole(t *testing.T) {
	w := newWorld(t)
	for _, by := range []analytics.GroupKind{analytics.GroupSphere, analytics.GroupRange, analytics.GroupEntity, analytics.GroupPlatform, "x"} {
		for _, f := range []kpi.Filter{{}, {Entity: "Groupe/Ouest"}, {Entity: "Groupe/Ouest/Brest"}, {Sphere: "Ventes"}} {
			b := some[Board](t)(w.n.Board(t.Context(), kpi.CommandLine(), worldLast, BoardQuery{Filter: f, By: by}))
			var sum analytics.FilingTally
			for _, g := range b.Groups {
				sum.Expected += g.Tally.Expected
				sum.Late += g.Tally.Late
				sum.Missing += g.Tally.Missing
				sum.Begun += g.Tally.Begun
				sum.Returned += g.Tally.Returned
				sum.Submitted += g.Tally.Submitted
				sum.Accepted += g.Tally.Accepted
				sum.OnTime += g.Tally.OnTime
				sum.Unexpected += g.Tally.Unexpected
			}
			if sum != b.Tally {
				t.Errorf("by %s, %+v: groups add up to %+v, not %+v", by, f, sum, b.Tally)
			}
		}
	}
	names := func(entity string) (list []string) {
		b := some[Board](t)(w.n.Board(t.Context(), kpi.CommandLine(), worldLast, BoardQuery{Filter: kpi.Filter{Entity: entity}, By: analytics.GroupEntity}))
		for _, g := range b.Groups {
			list = append(list, g.Group.Name)
		}
		return list
	}
	for entity, want := range map[string][]string{
		"":             {"Groupe", "Groupe/Est", "Groupe/Ouest", ""},
		"Groupe/Ouest": {"Groupe/Ouest", "Groupe/Ouest/Brest", "Groupe/Ouest/Nantes"},
		"Groupe/Est":   {"Groupe/Est"},
	} {
		for _, name := range names(entity) { // a group that nothing is expected of is left out
			if !slices.Contains(want, name) {
				t.Errorf("below %q stands %q", entity, name)
			}
		}
	}
}

// TestBoardShowsWhereFilingsStand follows one filing through its month.
func TestBoardShowsWhereFilingsStand(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	board := func(choice BoardChoice) Board {
		t.Helper()
		return some[Board](t)(d.Board(ctx, d.coordinator, october, BoardQuery{Choice: choice}))
	}
	line := func(choice BoardChoice) BoardLine {
		t.Helper()
		b := board(choice)
		if len(b.Lines) != 1 || b.Total != 1 {
			t.Fatalf("%q leaves %+v", choice, b.Lines)
		}
		return b.Lines[0]
	}
	l := line("missing")
	if l.Standing != analytics.StandingMissing || l.Holder == "" || l.Asked != 7 || l.Answered != 0 || !l.Expected || l.Begun || board("").Overdue {
		t.Errorf("before anything: %+v", l)
	}
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Posts: kpi.Given(3)}))
	if l = line("missing"); !l.Begun || l.Answered != 1 || board("").Tally.Begun != 1 {
		t.Errorf("a draft: %+v", l)
	}
	d.clock.now = time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC)
	if l = line("late"); l.Standing != analytics.StandingLate || !board("").Overdue || board("").Tally.Late != 1 {
		t.Errorf("after the due day: %+v", l)
	}
	d.submit(t, d.holder, 1, answers())
	if l = line("submitted"); l.Standing != analytics.StandingSubmitted || !l.AfterDue || l.Answered != 7 || l.FirstSubmittedAt.IsZero() || len(board("late").Lines) != 0 {
		t.Errorf("submitted late: %+v", l)
	}
	filing := some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, d.id, october, 2, "Les partages manquent."))
	if l = line("returned"); l.Standing != analytics.StandingReturned || l.ReturnReason != "Les partages manquent." || l.Version != filing.Version {
		t.Errorf("returned: %+v", l)
	}
	if l.Months != nil {
		t.Errorf("a picture that nobody asked for: %+v", l.Months)
	}
	drawn := some[Board](t)(d.Board(ctx, d.coordinator, october, BoardQuery{Picture: true}))
	if cells := drawn.Lines[0].Months; len(cells) != boardMonths || cells[11].Month != october || cells[11].Standing != analytics.StandingReturned || cells[0].Standing != analytics.StandingLate {
		t.Errorf("picture: %+v", cells)
	}
	question := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, "Trente, vraiment ?"))
	if l = line(BoardQuestions); l.Questions != 1 || l.Answers != 0 || board("").Questions != 1 {
		t.Errorf("a question: %+v", l)
	}
	ok(t, d.AnswerQuestion(ctx, d.holder, question.ID, "Oui."))
	if l = line(""); l.Answers != 1 || board("").Answers != 1 {
		t.Errorf("an answer: %+v", l)
	}
	ok(t, d.CloseQuestion(ctx, d.coordinator, question.ID))
	if b := board(BoardQuestions); b.Total != 0 || b.Questions != 0 {
		t.Errorf("closed, and still asked: %+v", b)
	}
	if b := board("nonsense"); b.Choice != BoardAll || b.Total != 1 {
		t.Errorf("an unknown choice: %+v", b)
	}
}

// TestBoardIsForDirection shows it to nobody else, and to whoever is limited to
// a part of the tree that part alone.
func TestBoardIsForDirection(t *testing.T) {
	d := newDesk(t)
	october := monthOf(t, "2026-10")
	for name, who := range map[string]kpi.Who{"holder": d.holder, "reader": d.reader, "deputy": d.deputy, "stranger": d.stranger} {
		_, err := d.Board(t.Context(), who, october, BoardQuery{})
		if kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s sees the board: %v", name, err)
		}
		if _, err = d.Tasks(t.Context(), who); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s sees what direction has to do: %v", name, err)
		}
		if _, err = d.PutToSleep(t.Context(), who, d.id); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s puts accounts to sleep: %v", name, err)
		}
	}
	for _, who := range []kpi.Who{d.admin, d.coordinator} {
		if b := some[Board](t)(d.Board(t.Context(), who, october, BoardQuery{})); b.Tally.Expected != 1 || b.May.Review != (who.User.ID == d.coordinator.User.ID) {
			t.Errorf("%s: %+v", who.User.Role, b)
		}
	}
	far := some[Board](t)(d.Board(t.Context(), d.far, october, BoardQuery{}))
	if far.Tally.Expected != 0 || far.Total != 0 {
		t.Errorf("the other part of the tree: %+v", far)
	}
	_, err := d.PutToSleep(t.Context(), d.far, d.id)
	wantCode(t, err, kpi.CodeNotFound)
	ok(t, d.RegroupAccount(t.Context(), d.coordinator, d.id, monthOf(t, "2026-11"), Place{Entity: "Groupe/Est"}))
	if far = some[Board](t)(d.Board(t.Context(), d.far, october, BoardQuery{})); far.Total != 0 {
		t.Errorf("it stood elsewhere in October: %+v", far)
	}
	_, err = d.Board(t.Context(), d.coordinator, monthOf(t, "2026-12"), BoardQuery{})
	wantCode(t, err, kpi.CodeInvalid)
}

// TestSilentAccountsAreProposedToSleep needs three silent months in a row, the
// last of them over.
func TestSilentAccountsAreProposedToSleep(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	sleepers := func(m kpi.Month) []Sleeper {
		t.Helper()
		return some[Board](t)(d.Board(ctx, d.coordinator, m, BoardQuery{})).Sleepers
	}
	if list := sleepers(october); len(list) != 0 {
		t.Errorf("before the due day: %+v", list)
	}
	if list := sleepers(monthOf(t, "2026-09")); len(list) != 1 {
		t.Errorf("July to September: %+v", list)
	}
	d.clock.now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	list := sleepers(october)
	if len(list) != 1 || list[0].Account.ID != d.id || list[0].Since != monthOf(t, "2026-08") || list[0].Holder == "" {
		t.Fatalf("August to October: %+v", list)
	}
	if list := sleepers(monthOf(t, "2026-09")); len(list) != 0 {
		t.Errorf("of an older month: %+v", list)
	}
	tasks := some[Tasks](t)(d.Tasks(ctx, d.coordinator))
	if tasks.Sleepers != 1 || tasks.Tally.Late != 1 || !tasks.Closes || !tasks.Reviews {
		t.Errorf("to do: %+v", tasks)
	}
	act := some[kpi.ID](t)(d.PutToSleep(ctx, d.coordinator, d.id))
	november := monthOf(t, "2026-11")
	if a := some[analytics.AccountView](t)(d.AccountView(ctx, d.coordinator, d.id)).Account; a.State != kpi.AccountDormant || len(sleepers(october)) != 0 {
		t.Errorf("asleep: %+v", a)
	}
	if b := some[Board](t)(d.Board(ctx, d.coordinator, november, BoardQuery{})); b.Tally.Expected != 0 {
		t.Errorf("expected though asleep: %+v", b.Tally)
	}
	if b := some[Board](t)(d.Board(ctx, d.coordinator, october, BoardQuery{})); b.Tally.Late != 1 {
		t.Errorf("the past changed: %+v", b.Tally)
	}
	ok(t, d.UndoAccountAct(ctx, d.coordinator, d.id, act, false))
	if len(sleepers(october)) != 1 {
		t.Error("awake again, and not proposed")
	}
	d.file(t, d.holder, kpi.FilingChange{Account: d.id, Month: november, Figures: map[string]kpi.Figure{kpi.Posts: kpi.Given(1)}})
	if len(sleepers(october)) != 0 {
		t.Error("something came since")
	}
}

// TestTasksOfTheMonth counts what waits for direction.
func TestTasksOfTheMonth(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	tasks := some[Tasks](t)(d.Tasks(ctx, d.coordinator))
	if tasks.Month != october || tasks.Due != dayOf(t, "2026-11-05") || tasks.State != kpi.MonthOpen || tasks.Tally.Missing != 1 || len(tasks.Earlier) != 0 {
		t.Errorf("on the third of November: %+v", tasks)
	}
	d.submit(t, d.holder, 0, answers())
	question := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, "Trente ?"))
	if tasks = some[Tasks](t)(d.Tasks(ctx, d.coordinator)); tasks.Waiting != 1 || tasks.Answers != 0 || tasks.Tally.Submitted != 1 {
		t.Errorf("with a question: %+v", tasks)
	}
	if far := some[Tasks](t)(d.Tasks(ctx, d.far)); far.Waiting != 0 || far.Tally.Expected != 0 || far.Closes || !far.Reviews {
		t.Errorf("elsewhere: %+v", far)
	}
	ok(t, d.AnswerQuestion(ctx, d.holder, question.ID, "Oui."))
	d.clock.now = time.Date(2026, 12, 7, 9, 0, 0, 0, time.UTC)
	tasks = some[Tasks](t)(d.Tasks(ctx, d.coordinator))
	if tasks.Answers != 1 || tasks.Waiting != 0 || tasks.State != kpi.MonthOpen || !slices.Equal(tasks.Earlier, []kpi.Month{october}) {
		t.Errorf("a month later: %+v", tasks)
	}
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	if tasks = some[Tasks](t)(d.Tasks(ctx, d.coordinator)); len(tasks.Earlier) != 0 {
		t.Errorf("closed, and to close: %+v", tasks)
	}
	if look := some[Tasks](t)(d.Tasks(ctx, d.admin)); look.Closes || look.Reviews {
		t.Errorf("an admin reviews: %+v", look)
	}
}

// TestBoardPages pages a list in the order of spheres and names.
func TestBoardPages(t *testing.T) {
	w := newWorld(t)
	var seen []kpi.ID
	query := BoardQuery{PageSize: 7}
	for query.Page = 1; ; query.Page++ {
		b := some[Board](t)(w.n.Board(t.Context(), kpi.CommandLine(), worldLast, query))
		if b.Page != query.Page {
			t.Fatalf("page %d is %d of %d", query.Page, b.Page, b.Pages())
		}
		for _, l := range b.Lines {
			seen = append(seen, l.Account.ID)
		}
		if b.Page == b.Pages() {
			if len(seen) != b.Total {
				t.Errorf("%d lines on all pages, of %d", len(seen), b.Total)
			}
			break
		}
	}
	all := some[Board](t)(w.n.Board(t.Context(), kpi.CommandLine(), worldLast, BoardQuery{Page: 99}))
	var want []kpi.ID
	for _, l := range all.Lines {
		want = append(want, l.Account.ID)
	}
	if !slices.Equal(seen, want) || all.Page != 1 {
		t.Errorf("pages show %v, the whole %v", seen, want)
	}
	table := some[analytics.AccountTable](t)(w.n.AccountTable(t.Context(), kpi.CommandLine(), worldLast, kpi.Filter{}, TableQuery{}))
	var order []kpi.ID // of the month page, those alone that the board has
	for _, r := range table.Rows {
		if slices.Contains(want, r.Account.ID) {
			order = append(order, r.Account.ID)
		}
	}
	if !slices.Equal(order, want) {
		t.Errorf("the board stands in the order %v, the month page in %v", want, order)
	}
	b := some[Board](t)(w.n.Board(t.Context(), kpi.CommandLine(), worldLast, BoardQuery{Filter: kpi.Filter{Query: "nobody is called so"}}))
	if b.Tally != (analytics.FilingTally{}) || b.Total != 0 || b.Pages() != 1 || len(b.Groups) != 0 {
		t.Errorf("nothing: %+v", b)
	}
}

// TestBoardFindsUnexplainedWarnings counts what AcceptAll leaves for a person.
func TestBoardFindsUnexplainedWarnings(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	figures := answers()
	figures[kpi.Posts] = kpi.Given(6)
	september := d.october(0, maps.Clone(figures))
	september.Month, september.Submit, september.OnBehalfReason = october.Add(-1), true, "reprise"
	d.file(t, d.coordinator, september)
	figures[kpi.Followers] = kpi.Given(400)
	d.submit(t, d.holder, 0, figures)
	line := func() BoardLine { return some[Board](t)(d.Board(ctx, d.coordinator, october, BoardQuery{})).Lines[0] }
	if l := line(); l.Warnings != 1 || l.Explained != 0 {
		t.Fatalf("a loss of two thirds: %+v", l)
	}
	counts := some[map[kpi.ID]int](t)(unexplained(ctx, d.db.Conn, october, []kpi.ID{d.id}))
	if counts[d.id] != 1 {
		t.Errorf("one on the board, %d for a review", counts[d.id])
	}
	figures[kpi.Followers] = kpi.Figure{State: kpi.StateValue, Value: 400, Note: "Comptes inactifs retirés."}
	d.submit(t, d.holder, 1, figures)
	if l := line(); l.Warnings != 0 || l.Explained != 1 {
		t.Errorf("explained: %+v", l)
	}
}
