package network

import (
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// submit submits October of the desk's account with the given figures.
func (d desk) submit(t *testing.T, who kpi.Who, version int, figures map[string]kpi.Figure) kpi.Filing {
	t.Helper()
	change := d.october(version, figures)
	change.Submit = true
	if who.User.ID != d.holder.User.ID && who.User.ID != d.deputy.User.ID {
		change.OnBehalfReason = "absence"
	}
	return d.file(t, who, change)
}

// filedInOctober is how many filings the totals count as filed.
func (d desk) filedInOctober(t *testing.T) int {
	t.Helper()
	return some[analytics.Summary](t)(d.Summary(t.Context(), d.coordinator, kpi.NewMonth(2026, 10), kpi.Filter{})).Filed
}

func TestUndoOfAFirstSubmission(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	d.submit(t, d.holder, 0, answers())
	filed := d.filedInOctober(t)
	d.clock.now = d.clock.now.Add(UndoTime)
	f := some[kpi.Filing](t)(d.UndoSubmission(ctx, d.holder, d.id, october))
	if f.State != kpi.FilingDraft || f.Version != 2 || !f.FirstSubmittedAt.IsZero() || !f.LastSubmittedAt.IsZero() {
		t.Errorf("taken back: %+v", f)
	}
	if len(f.Figures) != len(answers()) {
		t.Errorf("what was typed is lost: %+v", f.Figures)
	}
	if now := d.filedInOctober(t); filed != 1 || now != 0 {
		t.Errorf("filed in the totals: %d, then %d", filed, now)
	}
	_, err := d.UndoSubmission(ctx, d.holder, d.id, october)
	wantRefusal(t, err, kpi.CodeConflict, "filing.undo_late")

	d.clock.now = d.clock.now.Add(time.Hour)
	if again := d.submit(t, d.holder, 2, nil); !again.FirstSubmittedAt.Equal(d.clock.now) {
		t.Errorf("first submitted at %v, which was taken back", again.FirstSubmittedAt)
	}
	states := map[string]int{}
	for _, e := range some[[]analytics.Entry](t)(d.AccountHistory(ctx, d.holder, d.id, 0)) {
		if e.Field == "filing" {
			states[e.NewText]++
		}
	}
	if states["submitted"] != 2 || states["draft"] != 1 {
		t.Errorf("history says %v", states)
	}
}

func TestUndoOfACorrectionGivesBackTheFigures(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	first := d.submit(t, d.holder, 0, answers())
	d.clock.now = d.clock.now.Add(time.Hour)
	comment := "corrigé"
	change := d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(99), kpi.Comments: kpi.Given(5)})
	change.Submit, change.Comment = true, &comment
	d.file(t, d.holder, change)
	f := some[kpi.Filing](t)(d.UndoSubmission(ctx, d.holder, d.id, october))
	if f.State != kpi.FilingSubmitted || f.Comment != "" || f.Figures[kpi.Likes] != kpi.Given(30) || f.Figures[kpi.Comments].Answered() {
		t.Errorf("as before: %+v", f)
	}
	if !f.FirstSubmittedAt.Equal(first.FirstSubmittedAt) || !f.LastSubmittedAt.Equal(first.LastSubmittedAt) {
		t.Errorf("submitted at %v and %v", f.FirstSubmittedAt, f.LastSubmittedAt)
	}
}

func TestUndoIsRefused(t *testing.T) {
	october := kpi.NewMonth(2026, 10)
	for name, c := range map[string]struct {
		who  func(desk) kpi.Who
		then func(*testing.T, desk)
		code kpi.Code
	}{
		"after a minute":         {func(d desk) kpi.Who { return d.holder }, func(_ *testing.T, d desk) { d.clock.now = d.clock.now.Add(UndoTime + time.Millisecond) }, kpi.CodeConflict},
		"to the deputy":          {func(d desk) kpi.Who { return d.deputy }, func(*testing.T, desk) {}, kpi.CodeConflict},
		"to direction":           {func(d desk) kpi.Who { return d.coordinator }, func(*testing.T, desk) {}, kpi.CodeConflict},
		"to whoever looks on":    {func(d desk) kpi.Who { return d.reader }, func(*testing.T, desk) {}, kpi.CodeForbidden},
		"to whoever sees naught": {func(d desk) kpi.Who { return d.outsider }, func(*testing.T, desk) {}, kpi.CodeNotFound},
		"after another change": {func(d desk) kpi.Who { return d.holder }, func(t *testing.T, d desk) {
			d.file(t, d.deputy, d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(31)}))
		}, kpi.CodeConflict},
		"when the month is closed": {func(d desk) kpi.Who { return d.holder }, func(t *testing.T, d desk) {
			ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
		}, kpi.CodeLocked},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.submit(t, d.holder, 0, answers())
			c.then(t, d)
			_, err := d.UndoSubmission(t.Context(), c.who(d), d.id, october)
			wantCode(t, err, c.code)
			if f := some[kpi.Filing](t)(d.Filing(t.Context(), d.holder, d.id, october)); f.State != kpi.FilingSubmitted {
				t.Errorf("it is %s", f.State)
			}
		})
	}
}
