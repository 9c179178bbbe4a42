package network

import (
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
	d.clock.now = d.clock.now.AddDate(0, 0, ReopenedDays).Add(-time.Second)
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
