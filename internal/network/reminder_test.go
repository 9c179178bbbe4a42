package network

import (
	"maps"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

func TestWhenRemindersMayCome(t *testing.T) {
	may := func(cal kpi.Calendar, day string) map[kpi.MailKind]string {
		found := map[kpi.MailKind]string{}
		for _, r := range remindersOn(cal, dayOf(t, day)) {
			found[r.Kind] = r.Month.String()
		}
		return found
	}
	none := map[kpi.MailKind]string{}
	before := func(m string) map[kpi.MailKind]string { return map[kpi.MailKind]string{kpi.MailBefore: m} }
	after := func(m string) map[kpi.MailKind]string { return map[kpi.MailKind]string{kpi.MailAfter: m} }
	fifth, first, last := kpi.Calendar{DueDay: 5}, kpi.Calendar{DueDay: 1}, kpi.Calendar{DueDay: 31}
	for _, c := range []struct {
		name string
		cal  kpi.Calendar
		day  string
		want map[kpi.MailKind]string
	}{
		{"three working days before", fifth, "2026-11-02", none},
		{"two working days before", fifth, "2026-11-03", before("2026-10")},
		{"on the due day", fifth, "2026-11-05", before("2026-10")},
		{"the day after", fifth, "2026-11-06", none},
		{"the weekend", fifth, "2026-11-08", none},
		{"two working days after", fifth, "2026-11-09", after("2026-10")},
		{"a public holiday", fifth, "2026-11-11", none},
		{"five working days of it", fifth, "2026-11-16", after("2026-10")},
		{"no more", fifth, "2026-11-17", none},
		{"not before the month is over", first, "2026-10-30", none},
		{"due on the first working day", first, "2026-12-01", before("2026-11")},
		{"due on the last day", last, "2026-11-27", before("2026-10")},
		{"which moves into the month after", last, "2026-11-02", before("2026-09")},
		{"and is followed there", last, "2026-11-04", after("2026-09")},
	} {
		if got := may(c.cal, c.day); !maps.Equal(got, c.want) {
			t.Errorf("%s, %s: %v, want %v", c.name, c.day, got, c.want)
		}
	}
}

func TestNoDayHasTwoRemindersOfOneMonth(t *testing.T) {
	for due := 1; due <= 31; due++ {
		cal := kpi.Calendar{DueDay: due}
		for day := dayOf(t, "2026-01-01"); day < dayOf(t, "2028-01-01"); day = day.Add(1) {
			seen := map[kpi.Month]bool{}
			for _, r := range remindersOn(cal, day) {
				if seen[r.Month] {
					t.Fatalf("due day %d, %s: both reminders of %s", due, day, r.Month)
				}
				seen[r.Month] = true
				switch limit := cal.DueDate(r.Month); {
				case r.Month.LastDay() >= day:
					t.Errorf("due day %d, %s: %s is not over", due, day, r.Month)
				case r.Kind == kpi.MailBefore && day > limit, r.Kind == kpi.MailAfter && day <= limit:
					t.Errorf("due day %d, %s: %s of %s, due on %s", due, day, r.Kind, r.Month, limit)
				}
			}
		}
	}
}

func TestWhomToRemind(t *testing.T) {
	today := dayOf(t, "2026-11-03")
	holder := func(u kpi.ID) store.Filer { return store.Filer{User: u, Role: kpi.Holder, Reachable: true} }
	deputy := func(u kpi.ID) store.Filer { return store.Filer{User: u, Role: kpi.Deputy, Reachable: true} }
	gone := func(f store.Filer) store.Filer { f.Reachable = false; return f }
	away := func(u kpi.ID, from, until string) map[kpi.ID][]store.Away {
		return map[kpi.ID][]store.Away{u: {{User: u, From: dayOf(t, from), Until: dayOf(t, until)}}}
	}
	open := func(filers ...store.Filer) []openFilingOf { return []openFilingOf{{7, filers}} }
	for _, c := range []struct {
		name string
		open []openFilingOf
		away map[kpi.ID][]store.Away
		want map[kpi.ID][]kpi.ID
	}{
		{"the holder, not the deputy", open(holder(1), deputy(2)), nil, map[kpi.ID][]kpi.ID{1: {7}}},
		{"one message for all accounts", []openFilingOf{{7, []store.Filer{holder(1)}}, {8, []store.Filer{holder(1)}}}, nil, map[kpi.ID][]kpi.ID{1: {7, 8}}},
		{"on the first day away", open(holder(1)), away(1, "2026-11-03", "2026-11-20"), map[kpi.ID][]kpi.ID{}},
		{"on the last day away, the deputy", open(holder(1), deputy(2)), away(1, "2026-10-20", "2026-11-03"), map[kpi.ID][]kpi.ID{2: {7}}},
		{"back since yesterday", open(holder(1), deputy(2)), away(1, "2026-10-20", "2026-11-02"), map[kpi.ID][]kpi.ID{1: {7}}},
		{"all deputies of one who is away", open(holder(1), deputy(2), deputy(3)), away(1, "2026-11-01", "2026-11-09"), map[kpi.ID][]kpi.ID{2: {7}, 3: {7}}},
		{"the deputy is away too", open(holder(1), deputy(1)), away(1, "2026-11-01", "2026-11-09"), map[kpi.ID][]kpi.ID{}},
		{"the holder is switched off", open(gone(holder(1)), deputy(2)), nil, map[kpi.ID][]kpi.ID{2: {7}}},
		{"nobody holds it", open(deputy(2)), nil, map[kpi.ID][]kpi.ID{2: {7}}},
		{"holds and deputises", open(holder(1), deputy(1)), nil, map[kpi.ID][]kpi.ID{1: {7}}},
	} {
		if got := whomToRemind(today, c.open, c.away); !maps.EqualFunc(got, c.want, slices.Equal[[]kpi.ID]) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// reminded queues the reminders of an instant, and lists who got which.
func (d desk) reminded(t *testing.T, at string) map[kpi.ID][]kpi.MailKind {
	t.Helper()
	before := d.mails(t)
	d.clock.now = some[time.Time](t)(time.Parse(time.RFC3339, at))
	n := some[int](t)(d.QueueReminders(t.Context()))
	got := map[kpi.ID][]kpi.MailKind{}
	for _, m := range d.mails(t)[len(before):] {
		got[m.User] = append(got[m.User], m.Kind)
	}
	if len(d.mails(t))-len(before) != n {
		t.Errorf("%d reminders are said to be queued, %d are", n, len(d.mails(t))-len(before))
	}
	return got
}

// mails are all queued messages, in their order.
func (d desk) mails(t *testing.T) []kpi.QueuedMail {
	t.Helper()
	list, _, err := d.db.Mails(t.Context(), store.MailQuery{Limit: 1000})
	ok(t, err)
	mails := make([]kpi.QueuedMail, 0, len(list))
	for _, m := range slices.Backward(list) {
		mails = append(mails, m.QueuedMail)
	}
	return mails
}

// sendsMailNow switches mail on.
func (d desk) sendsMailNow(t *testing.T) {
	t.Helper()
	ok(t, d.db.Write(t.Context(), d.batch(d.admin, ""), func(tx *store.Tx) error {
		return tx.SetSetting(t.Context(), settingMailOn, "", "true")
	}))
}

func TestRemindersOfADesk(t *testing.T) {
	d := newDesk(t)
	if got := d.reminded(t, "2026-11-03T10:00:00Z"); len(got) != 0 {
		t.Errorf("no mail is sent, and %v are reminded", got)
	}
	d.sendsMailNow(t)
	second := d.addSecond(t, "LinkedIn", "Camille_Atelier", kpi.Holder, "2026-09-01")
	for _, at := range []string{"2026-11-02T10:00:00Z", "2026-11-03T06:30:00Z", "2026-11-03T18:00:00Z", "2026-11-07T10:00:00Z"} {
		if got := d.reminded(t, at); len(got) != 0 {
			t.Errorf("%s: %v are reminded", at, got)
		}
	}
	got := d.reminded(t, "2026-11-03T08:00:00Z")
	if len(got) != 1 || !slices.Equal(got[d.holder.User.ID], []kpi.MailKind{kpi.MailBefore}) {
		t.Fatalf("before: %v, want one to the holder", got)
	}
	m := d.mailsOf(t, kpi.MailBefore)[0]
	if m.Month != monthOf(t, "2026-10") || m.Account != 0 || !m.ExpiresAt.Equal(time.Date(2026, 11, 5, 23, 0, 0, 0, time.UTC)) {
		t.Errorf("the reminder is %+v", m)
	}
	if got := d.reminded(t, "2026-11-04T10:00:00Z"); len(got) != 0 {
		t.Errorf("reminded twice before the due day: %v", got)
	}
	d.submit(t, d.holder, 0, answers())
	if got := d.reminded(t, "2026-11-09T10:00:00Z"); len(got) != 1 || !slices.Equal(got[d.holder.User.ID], []kpi.MailKind{kpi.MailAfter}) {
		t.Errorf("after, with one account to file: %v", got)
	}
	ok(t, d.CloseMonth(t.Context(), d.coordinator, monthOf(t, "2026-09")))
	if got := d.reminded(t, "2026-11-10T10:00:00Z"); len(got) != 0 {
		t.Errorf("a third reminder: %v", got)
	}
	_ = second
}

func TestNobodyIsRemindedInVain(t *testing.T) {
	on := func(t *testing.T, prepare func(d desk)) map[kpi.ID][]kpi.MailKind {
		t.Helper()
		d := newDesk(t)
		d.sendsMailNow(t)
		prepare(d)
		return d.reminded(t, "2026-11-04T10:00:00Z")
	}
	for name, prepare := range map[string]func(d desk){
		"submitted": func(d desk) { d.submit(t, d.holder, 0, answers()) },
		"submitted and returned": func(d desk) {
			f := d.submit(t, d.holder, 0, answers())
			some[kpi.Filing](t)(d.ReturnFiling(t.Context(), d.coordinator, d.id, f.Month, f.Version, "un chiffre à revoir"))
		},
		"closed": func(d desk) { ok(t, d.CloseMonth(t.Context(), d.coordinator, monthOf(t, "2026-10"))) },
		"before the first reporting month": func(d desk) {
			s := some[Settings](t)(d.Settings(t.Context()))
			s.FirstReportingMonth = monthOf(t, "2026-11")
			ok(t, d.SaveSettings(t.Context(), d.admin, s))
		},
		"refused": func(d desk) {
			ok(t, d.db.Write(t.Context(), d.batch(d.holder, ""), func(tx *store.Tx) error {
				return tx.RefuseMail(t.Context(), d.holder.User.ID, kpi.MailBefore, true)
			}))
		},
		"asleep": func(d desk) {
			ok(t, d.db.Write(t.Context(), d.batch(d.coordinator, ""), func(tx *store.Tx) error {
				_, err := tx.SetAccountState(t.Context(), d.id, dayOf(t, "2026-09-01"), kpi.AccountDormant, "", 0)
				return err
			}))
		},
	} {
		if got := on(t, prepare); len(got) != 0 {
			t.Errorf("%s: %v are reminded", name, got)
		}
	}
	var deputy kpi.ID
	got := on(t, func(d desk) {
		deputy = d.deputy.User.ID
		ok(t, d.db.Write(t.Context(), d.batch(d.holder, ""), func(tx *store.Tx) error {
			_, err := tx.AddDaysAway(t.Context(), store.Away{User: d.holder.User.ID, From: dayOf(t, "2026-11-02"), Until: dayOf(t, "2026-11-20")})
			return err
		}))
	})
	if len(got) != 1 || len(got[deputy]) != 1 {
		t.Errorf("the holder is away: %v are reminded, want the deputy %s", got, deputy)
	}
	got = on(t, func(d desk) {
		deputy = d.deputy.User.ID
		ok(t, d.SwitchOff(t.Context(), d.admin, d.holder.User.ID))
	})
	if len(got) != 1 || len(got[deputy]) != 1 {
		t.Errorf("the holder is switched off: %v are reminded, want the deputy %s", got, deputy)
	}
}

func TestWhoComesBackIsRemindedOnce(t *testing.T) {
	d := newDesk(t)
	d.sendsMailNow(t)
	ok(t, d.db.Write(t.Context(), d.batch(d.holder, ""), func(tx *store.Tx) error {
		_, err := tx.AddDaysAway(t.Context(), store.Away{User: d.holder.User.ID, From: dayOf(t, "2026-11-02"), Until: dayOf(t, "2026-11-10")})
		return err
	}))
	ok(t, d.db.Write(t.Context(), d.batch(d.deputy, ""), func(tx *store.Tx) error {
		return tx.RefuseMail(t.Context(), d.deputy.User.ID, kpi.MailAfter, true)
	}))
	if got := d.reminded(t, "2026-11-05T10:00:00Z"); len(got) != 1 || len(got[d.deputy.User.ID]) != 1 {
		t.Errorf("before: %v", got)
	}
	if got := d.reminded(t, "2026-11-10T10:00:00Z"); len(got) != 0 {
		t.Errorf("away: %v", got)
	}
	if got := d.reminded(t, "2026-11-12T10:00:00Z"); len(got) != 1 || !slices.Equal(got[d.holder.User.ID], []kpi.MailKind{kpi.MailAfter}) {
		t.Errorf("back: %v", got)
	}
	if got := d.reminded(t, "2026-11-13T10:00:00Z"); len(got) != 0 {
		t.Errorf("the day after: %v", got)
	}
}
