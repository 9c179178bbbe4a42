package network

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// TestClosingListsWhatIsMissing follows a month from nothing filed to closed.
func TestClosingListsWhatIsMissing(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	east := some[kpi.ID](t)(d.AddAccount(ctx, d.coordinator, NewAccount{Platform: "X", Handle: "alix_est", Entity: "Groupe/Est",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-09-01")}}}))
	some[kpi.ID](t)(d.AddAccount(ctx, d.coordinator, NewAccount{Platform: "X", Handle: "plus_tard",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-11-01")}}}))
	look := func(who kpi.Who) Closing { return some[Closing](t)(d.Closing(ctx, who, october, 1)) }

	missing := func(c Closing) string {
		var list []string
		for _, m := range c.Missing {
			list = append(list, fmt.Sprintf("%s %s %q", m.Account.Handle, m.State, m.Holder))
		}
		return strings.Join(list, ", ")
	}
	c := look(d.coordinator)
	if got := missing(c); got != `alix_est empty "", Camille_Atelier empty "noe"` || c.Expected != 2 || c.Filed != 0 {
		t.Errorf("missing %s, %d of %d filed", got, c.Filed, c.Expected)
	}
	if want := (Concerns{Missing: 2, Early: true}); c.Concerns != want || c.State != kpi.MonthOpen || c.May != (ClosingMay{Close: true}) {
		t.Errorf("concerns %+v, state %s, may %+v", c.Concerns, c.State, c.May)
	}
	if c := look(d.far); missing(c) != `alix_est empty ""` || c.Expected != 1 || c.May != (ClosingMay{}) {
		t.Errorf("somebody limited to the east sees %s of %d and may %+v", missing(c), c.Expected, c.May)
	}
	if c := look(d.admin); c.Total != 2 || c.May != (ClosingMay{}) {
		t.Errorf("an administrator sees %d and may %+v", c.Total, c.May)
	}
	for name, who := range map[string]kpi.Who{"holder": d.holder, "reader": d.reader, "outsider": d.outsider} {
		if _, err := d.Closing(ctx, who, october, 1); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s sees what is missing: %v", name, err)
		}
	}

	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Posts: kpi.Given(1)}))
	submitted := kpi.FilingChange{Account: east, Month: october, Figures: answers(), Submit: true, OnBehalfReason: "absence"}
	d.file(t, d.coordinator, submitted)
	d.clock.now = time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC)
	c = look(d.coordinator)
	if got := missing(c); got != `Camille_Atelier draft "noe"` || c.Filed != 1 || c.State != kpi.MonthDue || c.Concerns != (Concerns{Missing: 1}) {
		t.Errorf("missing %s, %d filed, %s, %+v", got, c.Filed, c.State, c.Concerns)
	}

	for _, known := range []Concerns{{}, {Missing: 2}, {Missing: 1, Early: true}, {Missing: 1, Questions: 1}} {
		wantRefusal(t, d.CloseMonthKnowing(ctx, d.coordinator, october, known), kpi.CodeConflict, "closing.concerns")
	}
	if lock := some[*kpi.Lock](t)(d.MonthLock(ctx, october)); lock != nil {
		t.Fatal("a month is closed by somebody who does not know what is missing")
	}
	wantRefusal(t, d.CloseMonthKnowing(ctx, d.far, october, Concerns{Missing: 1}), kpi.CodeForbidden, "filing.close_forbidden")
	ok(t, d.CloseMonthKnowing(ctx, d.coordinator, october, Concerns{Missing: 1}))
	c = look(d.coordinator)
	if c.State != kpi.MonthClosed || c.Total != 1 || c.May != (ClosingMay{Reopen: true, Publish: true}) || c.Lock == nil {
		t.Errorf("closed: %s, %d missing, %+v", c.State, c.Total, c.May)
	}
	ok(t, d.CloseMonthKnowing(ctx, d.coordinator, october, Concerns{})) // it is closed: nothing to know
	ok(t, d.ReopenMonth(ctx, d.coordinator, october, "oubli"))
	if c := look(d.coordinator); c.State != kpi.MonthReopened || c.May != (ClosingMay{Close: true, Reopen: true}) || !c.ReopenedUntil.Equal(d.endOf(dayOf(t, "2026-11-13"))) {
		t.Errorf("reopened: %s until %v, %+v", c.State, c.ReopenedUntil, c.May)
	}
}

// TestMissingFilingsComeInPages has more of them than a page shows.
func TestMissingFilingsComeInPages(t *testing.T) {
	d := newDesk(t)
	var many []NewAccount
	for i := range MissingShown + 5 {
		many = append(many, NewAccount{Platform: "X", Handle: fmt.Sprintf("voix_%03d", i),
			States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-09-01")}}})
	}
	some[[]kpi.ID](t)(d.AddAccounts(t.Context(), kpi.CommandLine(), many))
	seen := map[kpi.ID]bool{}
	for page, want := range map[int]int{1: MissingShown, 2: 6, 99: 6, -1: MissingShown} {
		c := some[Closing](t)(d.Closing(t.Context(), d.coordinator, kpi.NewMonth(2026, 10), page))
		if len(c.Missing) != want || c.Total != MissingShown+6 {
			t.Errorf("page %d has %d of %d, want %d", page, len(c.Missing), c.Total, want)
		}
		for _, m := range c.Missing {
			seen[m.Account.ID] = true
		}
	}
	if len(seen) != MissingShown+6 {
		t.Errorf("the pages show %d accounts", len(seen))
	}
}

// TestClosingTellsHoldersOnce closes a month twice and looks at the queue.
func TestClosingTellsHoldersOnce(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	ok(t, d.db.Write(ctx, d.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		return tx.SetSetting(ctx, settingMailOn, "", "true")
	}))
	change := d.october(0, answers())
	change.Submit = true
	d.file(t, d.holder, change)
	some[kpi.ID](t)(d.AddAccount(ctx, d.coordinator, NewAccount{Platform: "X", Handle: "muet",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-09-01")}},
		Holders: []kpi.AccountHolder{{User: d.stranger.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-09-01")}}}))
	ok(t, d.db.Write(ctx, d.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		for _, a := range []store.Away{{User: d.holder.User.ID, From: dayOf(t, "2026-10-30"), Until: dayOf(t, "2026-11-02")},
			{User: d.holder.User.ID, From: dayOf(t, "2026-11-02"), Until: dayOf(t, "2026-11-03")}} {
			if _, err := tx.AddDaysAway(ctx, a); err != nil {
				return err
			}
		}
		return nil
	}))
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	ok(t, d.ReopenMonth(ctx, d.coordinator, october, "oubli"))
	ok(t, d.CloseMonth(ctx, d.coordinator, october))

	holder, stranger := d.holder.User.ID.String(), d.stranger.User.ID.String()
	want := []string{"closed/2026-10/" + holder, "closed/2026-10/" + stranger, "read_back/2026-10/" + holder}
	var got []string
	queued, _, err := d.db.Mails(ctx, store.MailQuery{Limit: 50})
	ok(t, err)
	for _, m := range queued {
		if m.Kind == kpi.MailClosed || m.Kind == kpi.MailReadBack {
			got = append(got, m.Key)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("queued %v, want %v", got, want)
	}
	away := some[map[kpi.ID][]store.Away](t)(d.db.DaysAway(ctx, []kpi.ID{d.holder.User.ID}))
	if list := away[d.holder.User.ID]; len(list) != 1 || list[0].Until != dayOf(t, "2026-11-03") {
		t.Errorf("days away that are kept: %+v", list)
	}
}
