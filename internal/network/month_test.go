package network

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

func TestMonths(t *testing.T) {
	d := newDesk(t)
	span := some[MonthSpan](t)(d.Months(t.Context(), d.holder))
	november := kpi.NewMonth(2026, 11)
	if span != (MonthSpan{Current: november, Default: november - 1}) {
		t.Errorf("without figures: %+v", span)
	}
	d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: november - 20, Figures: answers()})
	d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: november - 3, Figures: answers()})
	span = some[MonthSpan](t)(d.Months(t.Context(), d.holder))
	if span != (MonthSpan{First: november - 20, Last: november - 3, Current: november, Default: november - 3}) {
		t.Errorf("with figures: %+v", span)
	}
}

func TestClosedMonth(t *testing.T) {
	d := newDesk(t)
	october := kpi.NewMonth(2026, 10)
	d.file(t, d.holder, d.october(0, answers()))
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
	closed := d.clock.now

	f := some[kpi.Filing](t)(d.Filing(t.Context(), d.holder, d.id, october))
	if f.Lock == nil || f.Lock.Lifter != kpi.RoleCoordinator || !f.Lock.Since.Equal(closed) || f.May.Edit || f.May.Submit {
		t.Errorf("lock %+v, may %+v", f.Lock, f.May)
	}
	for _, who := range []kpi.Who{d.holder, d.coordinator, d.admin, kpi.CommandLine()} {
		change := d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(99)})
		change.OnBehalfReason = "correction"
		_, err := d.File(t.Context(), who, change)
		wantRefusal(t, err, kpi.CodeLocked, "filing.month_closed")
	}
	d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: october - 1, Figures: answers()}) // another month is open

	d.clock.now = closed.Add(time.Hour)
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
	if f := some[kpi.Filing](t)(d.Filing(t.Context(), d.holder, d.id, october)); !f.Lock.Since.Equal(closed) {
		t.Errorf("closing again moves the lock to %v", f.Lock.Since)
	}
}

func TestReopenedMonthEndsByItself(t *testing.T) {
	d := newDesk(t)
	october := kpi.NewMonth(2026, 10)
	wantRefusal(t, d.ReopenMonth(t.Context(), d.coordinator, october, "oubli"), kpi.CodeInvalid, "filing.month_open")
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
	wantFields(t, d.ReopenMonth(t.Context(), d.coordinator, october, "  "), map[string]string{"reason": "filing.reopen_reason"})
	ok(t, d.ReopenMonth(t.Context(), d.coordinator, october, "oubli d’un compte"))

	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Posts: kpi.Given(1)}))
	d.clock.now = time.Date(2026, 11, 11, 0, 0, 0, 0, d.location()).Add(-time.Second) // 3 November and seven days, to the end of the day
	d.file(t, d.holder, d.october(1, map[string]kpi.Figure{kpi.Posts: kpi.Given(2)}))
	d.clock.now = d.clock.now.Add(time.Second)
	_, err := d.File(t.Context(), d.holder, d.october(2, map[string]kpi.Figure{kpi.Posts: kpi.Given(3)}))
	wantRefusal(t, err, kpi.CodeLocked, "filing.month_closed")

	ok(t, d.db.Snapshot(t.Context(), func(c store.Conn) error {
		locked, err := d.lockedMonths(t.Context(), c, []kpi.Month{october, october - 1})
		if err == nil && (!locked[october] || locked[october-1]) {
			t.Errorf("locked %v", locked)
		}
		return err
	}))
}

func TestTheEndOfAReopeningIsChosen(t *testing.T) {
	d := newDesk(t)
	october, today := kpi.NewMonth(2026, 10), kpi.NewDay(2026, 11, 3)
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
	reopen := func(until kpi.Day, reason string) error {
		return d.ReopenMonthUntil(t.Context(), d.coordinator, october, until, reason)
	}
	for _, until := range []kpi.Day{0, today - 1, today + MostReopenedDays + 1} {
		wantFields(t, reopen(until, "oubli"), map[string]string{"until": "closing.until"})
	}
	wantFields(t, reopen(today-1, ""), map[string]string{"until": "closing.until", "reason": "filing.reopen_reason"})
	if lock := some[*kpi.Lock](t)(d.MonthLock(t.Context(), october)); lock == nil {
		t.Fatal("a refused reopening opens the month")
	}

	ok(t, reopen(today, "oubli"))
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Posts: kpi.Given(1)}))
	ok(t, reopen(today+1, "un jour de plus"))
	d.clock.now = d.endOf(today)
	d.file(t, d.holder, d.october(1, map[string]kpi.Figure{kpi.Posts: kpi.Given(2)}))
	d.clock.now = d.endOf(today + 1)
	_, err := d.File(t.Context(), d.holder, d.october(2, map[string]kpi.Figure{kpi.Posts: kpi.Given(3)}))
	wantRefusal(t, err, kpi.CodeLocked, "filing.month_closed")
	if lock := some[*kpi.Lock](t)(d.MonthLock(t.Context(), october)); !lock.Since.Equal(d.endOf(today + 1)) {
		t.Errorf("locked since %v, want since the reopening's end", lock.Since)
	}

	ok(t, reopen(today+2, "encore"))
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october)) // before its end
	_, err = d.File(t.Context(), d.holder, d.october(2, map[string]kpi.Figure{kpi.Posts: kpi.Given(3)}))
	wantRefusal(t, err, kpi.CodeLocked, "filing.month_closed")

	var acts []string
	for _, a := range some[Closing](t)(d.Closing(t.Context(), d.coordinator, october, 1)).Acts {
		acts = append(acts, strings.TrimSpace(a.Act+" "+kpi.DayOf(a.Until.Add(-time.Second)).String()+" "+a.By+" "+a.Reason))
	}
	want := []string{"closed 0000-12-31 cleo", "reopened 2026-11-05 cleo encore", "reopened 2026-11-04 cleo un jour de plus",
		"reopened 2026-11-03 cleo oubli", "closed 0000-12-31 cleo"}
	for i := range want {
		want[i] = strings.Replace(want[i], "0000-12-31", kpi.DayOf(time.Time{}.Add(-time.Second)).String(), 1)
	}
	if !slices.Equal(acts, want) {
		t.Errorf("acts\n%s\nwant\n%s", strings.Join(acts, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhoMayCloseMonths(t *testing.T) {
	d := newDesk(t)
	october := kpi.NewMonth(2026, 10)
	for name, who := range map[string]kpi.Who{"admin": d.admin, "reader": d.reader, "holder": d.holder, "outsider": d.outsider, "far": d.far} {
		if got := kpi.CodeOf(d.CloseMonth(t.Context(), who, october)); got != kpi.CodeForbidden {
			t.Errorf("%s closes: %q", name, got)
		}
		if got := kpi.CodeOf(d.ReopenMonth(t.Context(), who, october, "pour voir")); got != kpi.CodeForbidden {
			t.Errorf("%s reopens: %q", name, got)
		}
	}
	wantFields(t, d.CloseMonth(t.Context(), d.coordinator, kpi.NewMonth(2026, 12)), map[string]string{"month": "filing.future"})
	ok(t, d.CloseMonth(t.Context(), kpi.CommandLine(), october))
}
