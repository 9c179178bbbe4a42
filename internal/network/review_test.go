package network

import (
	"slices"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// newReviewed is October of the desk's account, submitted by its holder.
func newReviewed(t *testing.T) (desk, kpi.Month, kpi.Filing) {
	t.Helper()
	d := newDesk(t)
	return d, monthOf(t, "2026-10"), d.submit(t, d.holder, 0, answers())
}

// queued lists the keys of the messages that wait, in order.
func queued(t *testing.T, n *Network) []string {
	t.Helper()
	var keys []string
	ok(t, n.db.Snapshot(t.Context(), func(c store.Conn) error {
		waiting, err := c.DueMails(t.Context(), n.now(), false, 100)
		for _, m := range waiting {
			keys = append(keys, m.Key)
		}
		return err
	}))
	return keys
}

func (d desk) sendMail(t *testing.T) {
	t.Helper()
	ok(t, d.db.Write(t.Context(), d.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		return tx.SetSetting(t.Context(), settingMailOn, "", "true")
	}))
}

func TestReturnAndItsUndo(t *testing.T) {
	d, october, f := newReviewed(t)
	d.sendMail(t)
	ctx, first := t.Context(), f.FirstSubmittedAt
	wantFields(t, erring(d.ReturnFiling(ctx, d.coordinator, d.id, october, 1, "  ")), map[string]string{"reason": "review.reason"})
	wantRefusal(t, erring(d.ReturnFiling(ctx, d.coordinator, d.id, october, 7, "mentions")), kpi.CodeConflict, "review.changed")

	f = some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, d.id, october, 1, " Mentions à vérifier "))
	if f.State != kpi.FilingReturned || f.ReturnReason != "Mentions à vérifier" || f.Version != 2 || f.May.Return || f.May.Accept {
		t.Errorf("returned: %+v", f)
	}
	if !f.FirstSubmittedAt.Equal(first) || len(f.Figures) != len(answers()) || f.Figures[kpi.Followers] != kpi.Given(1200) {
		t.Errorf("a return keeps the figures and the first submission: %+v", f)
	}
	if filed := d.filedInOctober(t); filed != 0 {
		t.Errorf("%d filed while it is returned", filed)
	}
	again := some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, d.id, october, 1, "Mentions à vérifier"))
	if again.Version != 2 {
		t.Errorf("sent twice makes version %d", again.Version)
	}
	if keys := queued(t, d.Network); !slices.Equal(keys, []string{"returned/2026-10/" + d.id.String() + "/2/" + d.holder.User.ID.String()}) {
		t.Errorf("told by %v", keys)
	}
	home := some[Home](t)(d.Home(ctx, d.holder))
	if home.Late {
		t.Error("a return makes late what was on time")
	}
	if a := home.Accounts[0]; a.State != kpi.FilingReturned || a.ReturnReason != "Mentions à vérifier" || home.ToFile != 1 {
		t.Errorf("home says %+v", a.DeskAccount)
	}

	wantRefusal(t, erring(d.UndoReview(ctx, d.holder, d.id, october)), kpi.CodeForbidden, "review.forbidden")
	f = some[kpi.Filing](t)(d.UndoReview(ctx, d.coordinator, d.id, october))
	if f.State != kpi.FilingSubmitted || f.Version != 3 || f.ReturnReason != "" || !f.FirstSubmittedAt.Equal(first) || d.filedInOctober(t) != 1 {
		t.Errorf("taken back: %+v", f)
	}
	wantRefusal(t, erring(d.UndoReview(ctx, d.coordinator, d.id, october)), kpi.CodeConflict, "review.undo_late")
}

// TestReturnMakesNobodyLate: after the due day a filing that came on time and
// was returned is not late, one that never came is.
func TestReturnMakesNobodyLate(t *testing.T) {
	d, october, _ := newReviewed(t)
	ctx := t.Context()
	some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, d.id, october, 1, "mentions"))
	d.clock.now = time.Date(2026, 11, 9, 9, 0, 0, 0, time.UTC)
	form := some[FilingForm](t)(d.FilingForm(ctx, d.holder, d.id, october, "fr"))
	home := some[Home](t)(d.Home(ctx, d.holder))
	if form.Late || home.Late || !home.Overdue || home.ToFile != 1 {
		t.Errorf("form late %v, home late %v, overdue %v, to file %d", form.Late, home.Late, home.Overdue, home.ToFile)
	}
	d.addSecond(t, "LinkedIn", "autre", kpi.Holder, "2026-10-01")
	if home := some[Home](t)(d.Home(ctx, d.holder)); !home.Late {
		t.Error("what never came is late")
	}
}

func TestReturnIsCompletedByTheHolder(t *testing.T) {
	d, october, f := newReviewed(t)
	ctx, first := t.Context(), f.FirstSubmittedAt
	some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, d.id, october, 1, "mentions"))
	d.clock.now = d.clock.now.Add(time.Hour)
	f = d.file(t, d.holder, d.october(2, map[string]kpi.Figure{kpi.Mentions: kpi.Given(5)}))
	if f.State != kpi.FilingReturned || f.ReturnReason != "mentions" {
		t.Errorf("a draft of it stays returned: %+v", f)
	}
	wantRefusal(t, erring(d.UndoReview(ctx, d.coordinator, d.id, october)), kpi.CodeConflict, "review.undo_late")
	wantRefusal(t, erring(d.ReturnFiling(ctx, d.coordinator, d.id, october, 3, "encore")), kpi.CodeConflict, "review.not_submitted")

	f = d.submit(t, d.holder, 3, map[string]kpi.Figure{kpi.Likes: kpi.Given(31)})
	if f.State != kpi.FilingSubmitted || f.ReturnReason != "" || !f.FirstSubmittedAt.Equal(first) || !f.LastSubmittedAt.Equal(d.clock.now) {
		t.Errorf("submitted again: %+v", f)
	}
	since := some[FilingForm](t)(d.FilingForm(ctx, d.holder, d.id, october, "fr")).Since
	if since == nil || since.State != kpi.FilingReturned || since.Comment || len(since.Figures) != 2 ||
		since.Figures[0].Old != kpi.Given(30) || since.Figures[0].New != kpi.Given(31) || since.Figures[1].Indicator.Code != kpi.Mentions {
		t.Errorf("changed since the return: %+v", since)
	}
}

func TestWhoReviews(t *testing.T) {
	d, october, _ := newReviewed(t)
	switchAcceptanceOn(t, d.Network)
	for name, c := range map[string]struct {
		who  kpi.Who
		code kpi.Code
		may  kpi.FilingMay
	}{
		"coordinator": {d.coordinator, "", kpi.FilingMay{Edit: true, Submit: true, Accept: true, Return: true, Question: true, OnBehalf: true}},
		"admin":       {d.admin, kpi.CodeForbidden, kpi.FilingMay{Edit: true, Submit: true, OnBehalf: true}},
		"holder":      {d.holder, kpi.CodeForbidden, kpi.FilingMay{Edit: true, Submit: true}},
		"deputy":      {d.deputy, kpi.CodeForbidden, kpi.FilingMay{Edit: true, Submit: true}},
		"reader":      {d.reader, kpi.CodeForbidden, kpi.FilingMay{}},
		"ambassador":  {d.stranger, kpi.CodeForbidden, kpi.FilingMay{}},
		"outsider":    {d.outsider, kpi.CodeNotFound, kpi.FilingMay{}},
		"elsewhere":   {d.far, kpi.CodeNotFound, kpi.FilingMay{}},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			f, err := d.Filing(ctx, c.who, d.id, october)
			if c.code != kpi.CodeNotFound && (err != nil || f.May != c.may) {
				t.Errorf("may %+v, want %+v (%v)", f.May, c.may, err)
			}
			for act, do := range map[string]func() error{
				"return": func() error { return erring(d.ReturnFiling(ctx, c.who, d.id, october, 99, "x")) },
				"accept": func() error { return erring(d.AcceptFiling(ctx, c.who, d.id, october, 99)) },
				"undo":   func() error { return erring(d.UndoReview(ctx, c.who, d.id, october)) },
				"ask":    func() error { return erring(d.AskQuestion(ctx, c.who, d.id, october, "none", "pourquoi ?")) },
				"review": func() error { return erring(d.Review(ctx, c.who, d.id, october, BoardQuery{}, "fr")) },
			} {
				switch code := kpi.CodeOf(do()); {
				case c.code != "" && code != c.code:
					t.Errorf("%s answers %q, want %q", act, code, c.code)
				case c.code == "" && (code == kpi.CodeForbidden || code == kpi.CodeNotFound):
					t.Errorf("%s answers %q", act, code)
				}
			}
		})
	}
}

// TestCoordinatorWhoHoldsElsewhere: holding an account outside one's part of
// the tree is no right to review it.
func TestCoordinatorWhoHoldsElsewhere(t *testing.T) {
	d := newDesk(t)
	ok(t, d.AddDeputy(t.Context(), kpi.CommandLine(), d.id, d.far.User.ID, dayOf(t, "2026-10-01"), 0))
	f := d.submitAs(t, d.far)
	if f.May != (kpi.FilingMay{Edit: true, Submit: true}) {
		t.Errorf("may %+v", f.May)
	}
	err := erring(d.ReturnFiling(t.Context(), d.far, d.id, monthOf(t, "2026-10"), 1, "x"))
	wantRefusal(t, err, kpi.CodeForbidden, "review.forbidden")
}

func (d desk) submitAs(t *testing.T, who kpi.Who) kpi.Filing {
	t.Helper()
	change := d.october(0, answers())
	change.Submit = true
	return d.file(t, who, change)
}

func TestInstantsArePrivate(t *testing.T) {
	d, october, _ := newReviewed(t)
	some[kpi.Filing](t)(d.ReturnFiling(t.Context(), d.coordinator, d.id, october, 1, "mentions"))
	for name, c := range map[string]struct {
		who kpi.Who
		see bool
	}{"holder": {d.holder, true}, "coordinator": {d.coordinator, true}, "reader": {d.reader, false}, "ambassador": {d.stranger, false}} {
		f := some[kpi.Filing](t)(d.Filing(t.Context(), c.who, d.id, october))
		if seen := !f.FirstSubmittedAt.IsZero() || !f.LastSubmittedAt.IsZero() || f.ReturnReason != ""; seen != c.see {
			t.Errorf("%s sees %+v", name, f)
		}
	}
}

func TestAcceptanceAndEditing(t *testing.T) {
	d, october, _ := newReviewed(t)
	ctx := t.Context()
	wantRefusal(t, erring(d.AcceptFiling(ctx, d.coordinator, d.id, october, 1)), kpi.CodeForbidden, "review.acceptance_off")
	if f := some[kpi.Filing](t)(d.Filing(ctx, d.coordinator, d.id, october)); f.May.Accept {
		t.Error("accepting is offered though it is switched off")
	}
	switchAcceptanceOn(t, d.Network)
	wantRefusal(t, erring(d.AcceptFiling(ctx, d.coordinator, d.id, october, 2)), kpi.CodeConflict, "review.changed")
	f := some[kpi.Filing](t)(d.AcceptFiling(ctx, d.coordinator, d.id, october, 1))
	if f.State != kpi.FilingAccepted || f.Version != 2 || f.May.Accept || !f.May.Return || d.filedInOctober(t) != 1 {
		t.Errorf("accepted: %+v", f)
	}
	wantRefusal(t, erring(d.AcceptFiling(ctx, d.coordinator, d.id, october, 2)), kpi.CodeConflict, "review.not_submitted")

	f = some[kpi.Filing](t)(d.UndoReview(ctx, d.coordinator, d.id, october))
	if f.State != kpi.FilingSubmitted || f.Version != 3 {
		t.Errorf("acceptance taken back: %+v", f)
	}
	some[kpi.Filing](t)(d.AcceptFiling(ctx, d.coordinator, d.id, october, 3))
	comment := "une campagne"
	change := d.october(4, map[string]kpi.Figure{kpi.Likes: {State: kpi.StateValue, Value: 300, Note: "campagne"}})
	change.Comment = &comment
	f = d.file(t, d.holder, change)
	if f.State != kpi.FilingSubmitted || f.Version != 5 {
		t.Fatalf("an accepted filing that is edited: %+v", f)
	}
	wantRefusal(t, erring(d.UndoReview(ctx, d.coordinator, d.id, october)), kpi.CodeConflict, "review.undo_late")
	since := some[Review](t)(d.Review(ctx, d.coordinator, d.id, october, BoardQuery{}, "fr")).Form.Since
	if since == nil || since.State != kpi.FilingAccepted || !since.Comment || len(since.Figures) != 1 ||
		since.Figures[0].Old != kpi.Given(30) || since.Figures[0].New.Value != 300 || since.Figures[0].Indicator.Code != kpi.Likes {
		t.Errorf("difference: %+v", since)
	}
	if form := some[FilingForm](t)(d.FilingForm(ctx, d.reader, d.id, october, "fr")); form.Since != nil {
		t.Error("a reader is told what changed since it was accepted")
	}
}

func TestReviewIsLocked(t *testing.T) {
	d, october, _ := newReviewed(t)
	switchAcceptanceOn(t, d.Network)
	ctx := t.Context()
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	for name, err := range map[string]error{
		"return": erring(d.ReturnFiling(ctx, d.coordinator, d.id, october, 1, "x")),
		"accept": erring(d.AcceptFiling(ctx, d.coordinator, d.id, october, 1)),
		"all":    erring(d.AcceptAll(ctx, d.coordinator, october, kpi.Filter{})),
	} {
		t.Run(name, func(t *testing.T) { wantRefusal(t, err, kpi.CodeLocked, "filing.month_closed") })
	}
	some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, "Sûr ?")) // changes no figure
}

func TestReviewSaysWhoSubmitted(t *testing.T) {
	d := newDesk(t)
	october := monthOf(t, "2026-10")
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(3)}))
	d.clock.now = time.Date(2026, 11, 7, 8, 0, 0, 0, time.UTC)
	d.submit(t, d.coordinator, 1, answers())
	d.clock.now = d.clock.now.Add(time.Hour)
	d.submit(t, d.deputy, 2, map[string]kpi.Figure{kpi.Likes: kpi.Given(4)})
	r := some[Review](t)(d.Review(t.Context(), d.coordinator, d.id, october, BoardQuery{}, "fr"))
	if r.First.User != d.coordinator.User.ID || r.First.Reason != "absence" || r.Submitted.User != d.deputy.User.ID || r.OnTime || !r.Expected {
		t.Errorf("%+v then %+v, on time %v, expected %v", r.First, r.Submitted, r.OnTime, r.Expected)
	}
	if !r.Submitted.At.Equal(d.clock.now) || r.MayUndo {
		t.Errorf("submitted at %v, undo %v", r.Submitted.At, r.MayUndo)
	}
	if line := r.Lines[kpi.Likes]; len(line.Points) != 1 || line.Points[0].Month != october {
		t.Errorf("line %+v", line)
	}
}

func TestReviewQueue(t *testing.T) {
	d, october, _ := newReviewed(t)
	ctx, boss := t.Context(), kpi.CommandLine()
	var ids []kpi.ID
	for _, name := range []string{"a", "b", "y", "z"} {
		id := some[kpi.ID](t)(d.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: name, Sphere: "Ventes", Entity: "Groupe/Ouest",
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}}}))
		ids = append(ids, id)
		if name != "b" { // nothing there to review
			some[kpi.Filing](t)(d.File(ctx, boss, kpi.FilingChange{Account: id, Month: october, Figures: answers(), Submit: true}))
		}
	}
	queue := func(account kpi.ID, q BoardQuery) ReviewQueue {
		t.Helper()
		return some[Review](t)(d.Review(ctx, d.coordinator, account, october, q, "fr")).Queue
	}
	if q := queue(d.id, BoardQuery{}); q.Place != 2 || q.Total != 4 || q.Previous.ID != ids[0] || q.Next.ID != ids[2] {
		t.Errorf("in the middle: %+v", q)
	}
	if q := queue(ids[3], BoardQuery{}); q.Place != 4 || q.Next != nil || q.Previous.ID != ids[2] {
		t.Errorf("last: %+v", q)
	}
	if q := queue(ids[1], BoardQuery{}); q.Place != 0 || q.Total != 4 || q.Previous.ID != ids[0] || q.Next.ID != d.id {
		t.Errorf("not among them: %+v %+v %+v", q, q.Previous, q.Next)
	}
	if q := queue(d.id, BoardQuery{Filter: kpi.Filter{Query: "camille"}}); q.Place != 1 || q.Total != 1 || q.Previous != nil || q.Next != nil {
		t.Errorf("of a filter: %+v", q)
	}
	some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, ids[2], october, 1, "x"))
	if q := queue(d.id, BoardQuery{}); q.Total != 3 || q.Next.ID != ids[3] {
		t.Errorf("without what is returned: %+v %+v", q, q.Next)
	}
	if q := queue(ids[2], BoardQuery{Choice: BoardChoice(analytics.StandingReturned)}); q.Place != 1 || q.Total != 1 {
		t.Errorf("those that are returned: %+v", q)
	}
}

func TestAcceptAllLeavesWhatThereIsToAsk(t *testing.T) {
	d, october, _ := newReviewed(t)
	switchAcceptanceOn(t, d.Network)
	ctx, boss := t.Context(), kpi.CommandLine()
	id := map[string]kpi.ID{"plain": d.id}
	for _, name := range []string{"warned", "explained", "asked", "draft", "east"} {
		entity := "Groupe/Ouest"
		if name == "east" {
			entity = "Groupe/Est"
		}
		id[name] = some[kpi.ID](t)(d.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: name, Entity: entity,
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}}}))
		some[kpi.Filing](t)(d.File(ctx, boss, kpi.FilingChange{Account: id[name], Month: october - 1, Figures: answers(), Submit: true}))
		figures := answers()
		switch name {
		case "warned": // three times the month before
			figures[kpi.Likes] = kpi.Given(300)
		case "explained":
			figures[kpi.Likes] = kpi.Figure{State: kpi.StateValue, Value: 300, Note: "campagne"}
		}
		some[kpi.Filing](t)(d.File(ctx, boss, kpi.FilingChange{Account: id[name], Month: october, Figures: unposted(figures), Submit: name != "draft"}))
	}
	question := some[Question](t)(d.AskQuestion(ctx, d.coordinator, id["asked"], october, kpi.Likes, "Sûr ?"))

	for name, filter := range map[string]kpi.Filter{"nobody's": {Query: "personne"}, "draft": {Query: "draft"}} {
		done := some[Acceptance](t)(d.AcceptAll(ctx, d.coordinator, october, filter))
		if done != (Acceptance{}) {
			t.Errorf("%s: %+v", name, done)
		}
	}
	would := some[Acceptance](t)(d.Acceptable(ctx, d.coordinator, october, kpi.Filter{}))
	if would != (Acceptance{Accepted: 3, Left: 2}) {
		t.Errorf("would accept %+v", would)
	}
	east := some[Acceptance](t)(d.AcceptAll(ctx, d.far, october, kpi.Filter{}))
	if east.Accepted != 1 || east.Left != 0 {
		t.Errorf("limited to the east: %+v", east)
	}
	done := some[Acceptance](t)(d.AcceptAll(ctx, d.coordinator, october, kpi.Filter{}))
	if done.Accepted != 2 || done.Left != 2 || done.Batch == 0 {
		t.Errorf("accepted %+v", done)
	}
	want := map[string]kpi.FilingState{"plain": kpi.FilingAccepted, "explained": kpi.FilingAccepted, "east": kpi.FilingAccepted,
		"warned": kpi.FilingSubmitted, "asked": kpi.FilingSubmitted, "draft": kpi.FilingDraft}
	d.wantStates(t, id, want)

	ok(t, d.CloseQuestion(ctx, d.coordinator, question.ID))
	if more := some[Acceptance](t)(d.AcceptAll(ctx, d.coordinator, october, kpi.Filter{})); more.Accepted != 1 || more.Left != 1 {
		t.Errorf("once the question is closed: %+v", more)
	}
	want["asked"] = kpi.FilingAccepted

	// What was edited since stays as it is; what is taken back is submitted again.
	d.file(t, d.holder, d.october(2, map[string]kpi.Figure{kpi.Likes: kpi.Given(31)}))
	if n := some[int](t)(d.UndoAcceptance(ctx, d.coordinator, done.Batch)); n != 1 {
		t.Errorf("%d taken back", n)
	}
	want["plain"], want["explained"] = kpi.FilingSubmitted, kpi.FilingSubmitted
	d.wantStates(t, id, want)
	wantRefusal(t, erring(d.UndoAcceptance(ctx, d.coordinator, done.Batch)), kpi.CodeConflict, "review.undo_late")
	wantRefusal(t, erring(d.UndoAcceptance(ctx, d.coordinator, done.Batch+1000)), kpi.CodeNotFound, "error.not_found")
	wantRefusal(t, erring(d.UndoAcceptance(ctx, d.far, done.Batch)), kpi.CodeConflict, "review.undo_late") // none of theirs
	for _, who := range []kpi.Who{d.admin, d.holder, d.reader} {
		wantRefusal(t, erring(d.AcceptAll(ctx, who, october, kpi.Filter{})), kpi.CodeForbidden, "review.forbidden")
		wantRefusal(t, erring(d.UndoAcceptance(ctx, who, east.Batch)), kpi.CodeForbidden, "review.forbidden")
	}
}

// unposted gives figures with posts, without which likes are a contradiction.
func unposted(figures map[string]kpi.Figure) map[string]kpi.Figure {
	figures[kpi.Posts] = kpi.Given(4)
	return figures
}

func (d desk) wantStates(t *testing.T, ids map[string]kpi.ID, want map[string]kpi.FilingState) {
	t.Helper()
	for name, state := range want {
		if f := some[kpi.Filing](t)(d.Filing(t.Context(), kpi.CommandLine(), ids[name], monthOf(t, "2026-10"))); f.State != state {
			t.Errorf("%s is %s, want %s", name, f.State, state)
		}
	}
}

// TestFileChangesAnAcceptedFiling: a file that changes an accepted filing makes it
// submitted again, as the form does.
func TestFileChangesAnAcceptedFiling(t *testing.T) {
	d, october, _ := newReviewed(t)
	switchAcceptanceOn(t, d.Network)
	ctx := t.Context()
	some[kpi.Filing](t)(d.AcceptFiling(ctx, d.coordinator, d.id, october, 1))
	takeIn(t, d.Network, "platform,handle,month,likes\nX,Camille_Atelier,2026-10,99\n", ImportOptions{})
	f := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, october))
	if f.State != kpi.FilingSubmitted || f.Figures[kpi.Likes] != kpi.Given(99) {
		t.Errorf("after the file: %+v", f)
	}
}

// erring is the error of a call that returns something else besides.
func erring[T any](_ T, err error) error { return err }
