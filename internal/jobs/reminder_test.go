package jobs

import (
	"path/filepath"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// TestRemindersAreLookedForOnceAnHour counts the messages that wait.
func TestRemindersAreLookedForOnceAnHour(t *testing.T) {
	ctx, boss := t.Context(), kpi.CommandLine()
	now := time.Date(2026, 11, 3, 10, 15, 0, 0, time.UTC)
	n, err := network.Open(ctx, filepath.Join(t.TempDir(), "reminder.db"), network.Options{Create: true, Now: func() time.Time { return now }})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	t.Cleanup(func() { must(n.Close()) })
	give := func(handle string) {
		t.Helper()
		person, err := n.AddUser(ctx, boss, network.NewUser{Email: handle + "@exemple.fr", Name: handle, Role: kpi.RoleAmbassador})
		must(err)
		since := kpi.NewDay(2026, 1, 1)
		_, err = n.AddAccount(ctx, boss, network.NewAccount{Platform: "X", Handle: handle, States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}},
			Holders: []kpi.AccountHolder{{User: person.User.ID, Role: kpi.Holder, From: since}}})
		must(err)
	}
	var r reminders
	reminded := func() (count int) {
		t.Helper()
		must(r.queue(ctx, n))
		waiting, err := n.WaitingMails(ctx)
		must(err)
		for _, m := range waiting.Due {
			if m.Kind == kpi.MailBefore {
				count++
			}
		}
		return count + waiting.Later
	}
	settings, err := n.Settings(ctx)
	must(err)
	settings.FirstReportingMonth = kpi.NewMonth(2026, 9)
	must(n.SaveSettings(ctx, boss, settings))
	give("camille")
	must(n.SaveMailSetUp(ctx, boss, network.MailSetUp{On: true, Host: "localhost", Port: 25, Security: kpi.MailPlain, From: "reseau@exemple.fr"}))
	before := reminded()
	if before != 1 {
		t.Fatalf("%d messages wait, want one", before)
	}
	give("deniz")
	if again := reminded(); again-before != 1 { // the message that gives the account
		t.Errorf("looked again within the hour: %d, then %d", before, again)
	}
	now = now.Add(45 * time.Minute)
	if later := reminded(); later-before != 2 {
		t.Errorf("not looked in the next hour: %d, then %d", before, later)
	}
}
