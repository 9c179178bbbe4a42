package network

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// toldDesk is a desk that sends mail, on which the holder holds two accounts.
func toldDesk(t *testing.T) (d desk, second kpi.ID) {
	t.Helper()
	d = newDesk(t)
	second = d.addSecond(t, "LinkedIn", "Camille_Salon", kpi.Holder, "2025-01-01")
	d.sendMail(t)
	return d, second
}

// bring imports figures of both accounts in October and November.
func (d desk) bring(t *testing.T, who kpi.Who, posts int) ImportResult {
	t.Helper()
	var text strings.Builder
	text.WriteString("platform,handle,month,posts\n")
	for _, month := range []string{"2026-10", "2026-11"} {
		fmt.Fprintf(&text, "X,Camille_Atelier,%s,%d\nLinkedIn,Camille_Salon,%s,%d\n", month, posts, month, posts)
	}
	return some[ImportResult](t)(d.ImportFigures(t.Context(), who, textFile(fmt.Sprintf("%d.csv", posts), text.String()), ImportOptions{}))
}

// TestAnImportIsToldOnce: one message and one line on the home page about a
// file, a notice on each of its filings.
func TestAnImportIsToldOnce(t *testing.T) {
	d, second := toldDesk(t)
	ctx := t.Context()
	r := d.bring(t, d.coordinator, 4)
	mails := d.mailsOf(t, kpi.MailChanged)
	if len(mails) != 1 || mails[0].User != d.holder.User.ID || mails[0].Account != 0 {
		t.Fatalf("by mail: %+v", mails)
	}
	told := some[Home](t)(d.Home(ctx, d.holder)).Told
	if len(told) != 1 || told[0].More != 3 || told[0].Month.String() != "2026-11" || told[0].By != "cleo" {
		t.Errorf("at home: %+v", told)
	}
	for _, account := range []kpi.ID{d.id, second} {
		form := some[FilingForm](t)(d.FilingForm(ctx, d.holder, account, kpi.NewMonth(2026, 10), ""))
		if form.Told == nil || form.Told.More != 0 {
			t.Errorf("on the filing: %+v", form.Told)
		}
	}
	m := d.tells(t, kpi.MailChanged)
	if m.Drop != "" || len(m.Accounts) != 4 || m.Path != "/" || m.By != "cleo" {
		t.Fatalf("the message tells %+v", m)
	}
	for _, a := range m.Accounts {
		if len(a.Figures) != 1 || a.Figures[0].Indicator.Code != kpi.Posts || a.Figures[0].New != kpi.Given(4) || a.Figures[0].Old.Answered() {
			t.Errorf("of %s, %s: %+v", a.Account.Platform, a.Month, a.Figures)
		}
	}
	ok(t, d.SeeNotice(ctx, d.holder, d.id, kpi.NewMonth(2026, 10)))
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 0 {
		t.Errorf("seen, and told again: %+v", told)
	}
	d.bring(t, d.coordinator, 4)
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 0 || len(d.mailsOf(t, kpi.MailChanged)) != 1 {
		t.Errorf("a file that changes nothing is told: %+v", told)
	}
	// Taken back before the message left, one message tells of both acts.
	some[ImportResult](t)(d.UndoImport(ctx, d.coordinator, r.ID))
	mails = d.mailsOf(t, kpi.MailChanged)
	if len(mails) != 2 {
		t.Fatalf("after the undo: %+v", mails)
	}
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 1 || told[0].More != 3 {
		t.Errorf("the undo at home: %+v", told)
	}
	out, sent, err := d.BeginMail(ctx, mails[1])
	ok(t, err)
	if !sent || len(out.Material.Accounts) != 4 || len(d.mailsOf(t, kpi.MailChanged)) != 0 {
		t.Errorf("both acts: sent %v, %+v", sent, out.Material.Accounts)
	}
}

// TestOnesOwnImportIsNoNews: neither a holder's, nor by mail a deputy's, nor
// what is loaded before anybody came.
func TestOnesOwnImportIsNoNews(t *testing.T) {
	news := func(d desk, t *testing.T) (told, mails int) {
		t.Helper()
		for _, one := range some[Home](t)(d.Home(t.Context(), d.holder)).Told {
			told += 1 + one.More
		}
		return told, len(d.mailsOf(t, kpi.MailChanged))
	}
	want := func(t *testing.T, d desk, who string, told, mails int) {
		t.Helper()
		if a, b := news(d, t); a != told || b != mails {
			t.Errorf("%s: %d filings told, %d messages, want %d and %d", who, a, b, told, mails)
		}
	}
	d, _ := toldDesk(t)
	d.bring(t, d.holder, 4)
	want(t, d, "one's own", 0, 0)
	one := "platform,handle,month,posts\nX,Camille_Atelier,2026-10,7\n"
	some[ImportResult](t)(d.ImportFigures(t.Context(), d.deputy, textFile("d.csv", one), ImportOptions{}))
	want(t, d, "a deputy's", 1, 0)

	d, _ = toldDesk(t)
	d.bring(t, kpi.CommandLine(), 4)
	want(t, d, "the first load", 0, 0)
	ok(t, d.db.Write(t.Context(), d.batch(d.admin, ""), func(tx *store.Tx) error { return tx.NoteSignIn(t.Context(), d.admin.User.ID) }))
	d.bring(t, kpi.CommandLine(), 5)
	want(t, d, "the command line later", 4, 1)
}

// TestASheetIsToldOnce: like an import.
func TestASheetIsToldOnce(t *testing.T) {
	d := newSheetDesk(t)
	d.sendMail(t)
	sheet, book := d.take(t, d.coordinator, SheetQuery{})
	d.apply(t, d.coordinator, d.fill(t, sheet, book, d.id, map[string]any{"followers": 5}), SheetChoice{Reason: "absente ce mois-ci"})
	mails := d.mailsOf(t, kpi.MailChanged)
	if len(mails) != 1 || mails[0].User != d.holder.User.ID || mails[0].Account != d.id || mails[0].Month != d.month {
		t.Fatalf("by mail: %+v", mails)
	}
	if m := d.tells(t, kpi.MailChanged); m.Reason != "absente ce mois-ci" || len(m.Accounts) != 1 || len(m.Accounts[0].Figures) != 1 {
		t.Errorf("the message tells %+v", m)
	}
}

// TestTellingOfALargeFileIsQuick: 250 accounts, 80 months.
func TestTellingOfALargeFileIsQuick(t *testing.T) {
	d := newDesk(t)
	d.sendMail(t)
	const accounts, months = 250, 80
	list := make([]NewAccount, accounts)
	since := dayOf(t, "2018-01-01")
	for i := range list {
		list[i] = NewAccount{Platform: "X", Handle: fmt.Sprintf("compte_%d", i), States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: since}},
			Holders: []kpi.AccountHolder{{User: d.holder.User.ID, Role: kpi.Holder, From: since}}}
	}
	ids := some[[]kpi.ID](t)(d.AddAccounts(t.Context(), kpi.CommandLine(), list))
	changed := map[kpi.Month][]kpi.ID{}
	for i := range months {
		changed[kpi.NewMonth(2026, 10).Add(-i)] = ids
	}
	ok(t, d.db.Write(t.Context(), d.batch(d.coordinator, ""), func(tx *store.Tx) error {
		begun := time.Now()
		err := d.tellImported(t.Context(), tx, d.coordinator, changed)
		t.Logf("%d filings told in %v", accounts*months, time.Since(begun))
		return err
	}))
	begun := time.Now()
	m := d.tells(t, kpi.MailChanged)
	t.Logf("the message read in %v", time.Since(begun))
	if len(m.Accounts) != accounts*months || len(d.mailsOf(t, kpi.MailChanged)) != 1 {
		t.Errorf("the message tells of %d filings", len(m.Accounts))
	}
	if told := some[Home](t)(d.Home(t.Context(), d.holder)).Told; len(told) != 1 || told[0].More != accounts*months-1 {
		t.Errorf("at home: %d", len(told))
	}
}
