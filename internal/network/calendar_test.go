package network

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

func TestTheCommitteeHasItsUsualDayAndExceptions(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	november := monthOf(t, "2026-11")
	days := func() map[string]string {
		t.Helper()
		months := some[[]CalendarMonth](t)(h.Calendar(ctx, november, november.Add(12)))
		found := map[string]string{}
		for _, m := range months {
			found[m.Month.String()] = m.Committee.String()
		}
		return found
	}
	if got := days()["2026-11"]; got != "" {
		t.Errorf("before anybody said so: %q", got)
	}
	rule := kpi.Committee{Week: 3, Weekday: time.Tuesday, Without: kpi.MonthsOfYear(time.August)}
	if err := h.SetCommittee(ctx, h.noa, rule); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("by an ambassador: %v", err)
	}
	if err := h.SetCommittee(ctx, h.direction, kpi.Committee{Week: 6}); !slices.Contains(faultFields(err), "week") {
		t.Errorf("the sixth week: %v", err)
	}
	ok(t, h.SetCommittee(ctx, h.direction, rule))
	december := monthOf(t, "2026-12")
	ok(t, h.SetCommitteeDay(ctx, h.direction, december, dayOf(t, "2026-12-10")))
	ok(t, h.SetCommitteeDay(ctx, h.direction, monthOf(t, "2027-01"), 0))
	got := days()
	for month, want := range map[string]string{"2026-11": "2026-11-17", "2026-12": "2026-12-10", "2027-01": "", "2027-02": "2027-02-16", "2027-08": ""} {
		if got[month] != want {
			t.Errorf("%s: %q, want %q", month, got[month], want)
		}
	}
	if err := h.SetCommitteeDay(ctx, h.direction, december, dayOf(t, "2027-01-05")); !slices.Contains(faultFields(err), "day") {
		t.Errorf("a day of another month: %v", err)
	}
	ok(t, h.UsualCommittee(ctx, h.direction, december))
	if got := days()["2026-12"]; got != "2026-12-15" {
		t.Errorf("the usual day again: %s", got)
	}
}

func TestTheFeedSaysWhatMoved(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	settings := some[Settings](t)(h.Settings(ctx))
	settings.FirstReportingMonth = monthOf(t, "2026-09")
	settings.Committee = kpi.Committee{Week: 3, Weekday: time.Tuesday, Without: kpi.MonthsOfYear(time.August)}
	ok(t, h.SaveSettings(ctx, kpi.CommandLine(), settings))
	first := some[string](t)(h.NewFeed(ctx, h.noa))
	token := some[string](t)(h.NewFeed(ctx, h.noa))
	if _, err := h.CalendarFeed(ctx, first); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("the address before: %v", err)
	}
	date := func(kind kpi.DateKind, month string) kpi.CalendarDate {
		t.Helper()
		feed := some[CalendarFeed](t)(h.CalendarFeed(ctx, token))
		i := slices.IndexFunc(feed.Dates, func(d kpi.CalendarDate) bool { return d.Kind == kind && d.Month.String() == month })
		if i < 0 {
			return kpi.CalendarDate{}
		}
		return feed.Dates[i]
	}
	if d := date(kpi.DateDue, "2026-08"); d.Day != 0 {
		t.Errorf("before the first reporting month: %+v", d)
	}
	due, committee := date(kpi.DateDue, "2026-10"), date(kpi.DateCommittee, "2026-12")
	if due.Day != dayOf(t, "2026-11-05") || committee.Day != dayOf(t, "2026-12-15") {
		t.Errorf("%+v %+v", due, committee)
	}
	feed := some[CalendarFeed](t)(h.CalendarFeed(ctx, token))
	if first, last := feed.Dates[0], feed.Dates[len(feed.Dates)-1]; first.Day.Month().String() != "2026-08" && first.Day.Month().String() != "2026-09" ||
		last.Day.Month() != monthOf(t, "2027-11") {
		t.Errorf("from %s until %s", first.Day, last.Day)
	}

	settings.DueDay = 10
	ok(t, h.SaveSettings(ctx, kpi.CommandLine(), settings))
	ok(t, h.SetCommitteeDay(ctx, h.direction, monthOf(t, "2026-12"), 0))
	due2, committee2, other := date(kpi.DateDue, "2026-10"), date(kpi.DateCommittee, "2026-12"), date(kpi.DateCommittee, "2027-01")
	if due2.Day != dayOf(t, "2026-11-10") || due2.Sequence != due.Sequence+1 {
		t.Errorf("the due day moved: %+v, was %+v", due2, due)
	}
	if !committee2.Cancelled || committee2.Sequence != committee.Sequence+2 || committee2.Day != committee.Day {
		t.Errorf("the committee is cancelled: %+v, was %+v", committee2, committee)
	}
	if other.Cancelled || other.Sequence != committee.Sequence+1 {
		t.Errorf("another committee: %+v", other)
	}

	// Whoever files for nothing has no due days, nobody sees what was filed.
	reader := addPersonAs(t, h.Network, "Rita", kpi.RoleReader, "")
	feed = some[CalendarFeed](t)(h.CalendarFeed(ctx, some[string](t)(h.NewFeed(ctx, reader))))
	if len(feed.Dates) == 0 || slices.ContainsFunc(feed.Dates, func(d kpi.CalendarDate) bool { return d.Kind == kpi.DateDue }) {
		t.Errorf("a reader's days: %+v", feed.Dates)
	}
	ok(t, h.EndFeed(ctx, h.noa))
	if _, err := h.CalendarFeed(ctx, token); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("ended: %v", err)
	}
	if _, err := h.CalendarFeed(ctx, ""); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("no token: %v", err)
	}
}

func TestHolidaysAreASetting(t *testing.T) {
	h, ctx := newHeld(t), t.Context()
	settings := some[Settings](t)(h.Settings(ctx))
	if settings.Holidays != kpi.HolidaysFrance {
		t.Fatalf("holidays %q", settings.Holidays)
	}
	settings.Holidays = "de"
	if err := h.SaveSettings(ctx, kpi.CommandLine(), settings); !slices.Contains(faultFields(err), "holidays") {
		t.Errorf("%v", err)
	}
}

// TestAnOlderFileIsCountedAgain files on Easter Tuesday, when Easter Monday was
// the due day: late as older versions counted, on time as it should be.
func TestAnOlderFileIsCountedAgain(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "older.db")
	now := time.Date(2021, 4, 6, 9, 0, 0, 0, time.UTC)
	open := func() *Network {
		t.Helper()
		n, err := Open(ctx, path, Options{Create: true, Now: func() time.Time { return now }})
		ok(t, err)
		return n
	}
	n := open()
	settings := some[Settings](t)(n.Settings(ctx))
	settings.FirstReportingMonth = monthOf(t, "2021-01")
	ok(t, n.SaveSettings(ctx, kpi.CommandLine(), settings))
	account := some[kpi.ID](t)(n.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "easter",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2021-01-01")}}}))
	for _, m := range []string{"2021-02", "2021-03"} {
		_, err := n.File(ctx, kpi.CommandLine(), kpi.FilingChange{Account: account, Month: monthOf(t, m), Submit: true, Figures: map[string]kpi.Figure{
			"followers": kpi.Given(100), "posts": kpi.Given(2), "likes": kpi.Given(3), "shares": kpi.Given(1), "mentions": kpi.Given(0),
			"influence": {State: kpi.StateNA}, "search_rank": {State: kpi.StateNA}}})
		ok(t, err)
	}
	ok(t, n.Close())

	onTime := func() map[string]int {
		t.Helper()
		db, err := sql.Open("sqlite3", path)
		ok(t, err)
		defer func() { ok(t, db.Close()) }()
		found := map[string]int{}
		for _, m := range []string{"2021-02", "2021-03"} {
			var count int
			ok(t, db.QueryRowContext(ctx, `SELECT on_time FROM filing_totals WHERE month = ? AND scope = 'network'`, m).Scan(&count))
			found[m] = count
		}
		return found
	}
	if got := onTime(); got["2021-02"] != 0 || got["2021-03"] != 1 {
		t.Fatalf("as counted now: %v", got)
	}
	db, err := sql.Open("sqlite3", path)
	ok(t, err)
	for _, statement := range []string{
		`UPDATE filing_totals SET on_time = 0`,                               // as an older version counted March
		`INSERT INTO settings (name, value) VALUES ('recount', 'due_dates')`, // as its migration leaves it
	} {
		_, err := db.ExecContext(ctx, statement)
		ok(t, err)
	}
	ok(t, db.Close())

	n = open()
	if set := some[map[string]string](t)(n.db.Settings(ctx)); set[settingRecount] != "" {
		t.Error("the mark stays")
	}
	ok(t, n.Close())
	if got := onTime(); got["2021-02"] != 0 || got["2021-03"] != 1 {
		t.Errorf("counted again: %v", got)
	}
	if _, err := Check(ctx, path); err != nil {
		t.Errorf("the file: %v", err)
	}
}
