package network

import (
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// linkOf asks for a link to a person's filings, and takes it from the message.
func (d desk) linkOf(t *testing.T, who kpi.Who) string {
	t.Helper()
	ok(t, d.AskFilingLink(t.Context(), who.User.Email))
	return d.sentLink(t, kpi.MailSignIn, "/filing-links/")
}

// sentLink hands the one message of a kind that waits over, and takes the
// token from it.
func (d desk) sentLink(t *testing.T, kind kpi.MailKind, prefix string) string {
	t.Helper()
	list := d.mailsOf(t, kind)
	if len(list) != 1 {
		t.Fatalf("%d messages of kind %s wait, want one", len(list), kind)
	}
	out, sent, err := d.BeginMail(t.Context(), list[0])
	ok(t, err)
	token, found := strings.CutPrefix(out.Material.Path, prefix)
	if !sent || !found {
		t.Fatalf("the message tells %+v", out.Material)
	}
	ok(t, d.MailSent(t.Context(), list[0]))
	return token
}

func TestLinkOpensOnesFilings(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	token := d.linkOf(t, d.holder)
	link := some[FilingLink](t)(d.FilingLink(ctx, token))
	if link.User.ID != d.holder.User.ID || link.Month != monthOf(t, "2026-10") || len(link.Accounts) != 1 || link.Accounts[0].ID != d.id {
		t.Errorf("the link opens %+v", link)
	}
	who := some[kpi.Who](t)(d.WhoByLink(ctx, FilingSession(token)))
	if who.User.ID != d.holder.User.ID || who.LinkMonth != link.Month || who.User.Role != kpi.RoleContributor {
		t.Errorf("by the link comes %+v", who)
	}
	other := some[kpi.ID](t)(d.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "autre"}))
	for _, c := range []struct {
		name    string
		account kpi.ID
		month   kpi.Month
		opens   bool
	}{
		{"its own filing", d.id, link.Month, true},
		{"all of them", 0, link.Month, true},
		{"the account alone", d.id, 0, true},
		{"the month before", d.id, link.Month - 1, false},
		{"the month after", d.id, link.Month + 1, false},
		{"another's account", other, link.Month, false},
		{"an account that is none", 999, link.Month, false},
	} {
		if err := d.OpenByLink(ctx, who, c.account, c.month); (err == nil) != c.opens {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if filing := d.file(t, who, d.october(0, answers())); filing.State != kpi.FilingDraft {
		t.Errorf("filed by the link: %+v", filing)
	}
}

func TestDirectionByLinkIsNoDirection(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	ok(t, d.AddDeputy(ctx, kpi.CommandLine(), d.id, d.coordinator.User.ID, dayOf(t, "2026-10-01"), 0))
	f := d.submit(t, d.holder, 0, answers())
	who := some[kpi.Who](t)(d.WhoByLink(ctx, FilingSession(d.linkOf(t, d.coordinator))))
	_, err := d.ReturnFiling(ctx, who, d.id, f.Month, f.Version, "pour voir")
	wantCode(t, err, kpi.CodeForbidden)
	wantCode(t, d.CloseMonth(ctx, who, f.Month), kpi.CodeForbidden)
	if may := some[kpi.Filing](t)(d.Filing(ctx, who, d.id, f.Month)).May; may.Return || may.Accept || may.Question || !may.Edit {
		t.Errorf("by the link, direction may %+v", may)
	}
}

func TestLinkEnds(t *testing.T) {
	for name, end := range map[string]func(t *testing.T, d desk, before time.Time){
		"a day later": func(_ *testing.T, d desk, before time.Time) { d.clock.now = before.Add(askedLinkLifetime) },
		"switched off": func(t *testing.T, d desk, _ time.Time) {
			ok(t, d.SwitchOff(t.Context(), d.admin, d.holder.User.ID))
		},
		"switched off and on again": func(t *testing.T, d desk, _ time.Time) {
			ok(t, d.SwitchOff(t.Context(), d.admin, d.holder.User.ID))
			ok(t, d.SwitchOn(t.Context(), d.admin, d.holder.User.ID))
		},
		"a new password": func(t *testing.T, d desk, _ time.Time) {
			ok(t, d.db.Write(t.Context(), d.batch(d.admin, ""), func(tx *store.Tx) error {
				return tx.SetPassword(t.Context(), d.holder.User.ID, "autre")
			}))
		},
	} {
		d := mailDesk(t)
		token, before := d.linkOf(t, d.holder), d.clock.now
		d.clock.now = before.Add(askedLinkLifetime - time.Second)
		some[kpi.Who](t)(d.WhoByLink(t.Context(), FilingSession(token)))
		d.clock.now = before
		end(t, d, before)
		_, err := d.FilingLink(t.Context(), token)
		if kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s: the link gives %v", name, err)
		}
		_, err = d.WhoByLink(t.Context(), FilingSession(token))
		if kpi.CodeOf(err) != kpi.CodeUnauthenticated {
			t.Errorf("%s: its session gives %v", name, err)
		}
	}
}

func TestNoSessionWithoutALink(t *testing.T) {
	d := mailDesk(t)
	for _, session := range []string{"", "xyz", FilingSession(""), FilingSession("guess")} {
		_, err := d.WhoByLink(t.Context(), session)
		wantCode(t, err, kpi.CodeUnauthenticated)
	}
}

func TestNothingToFileIsNoLink(t *testing.T) {
	d := mailDesk(t)
	ok(t, d.AskFilingLink(t.Context(), d.reader.User.Email))
	d.wantDropped(t, kpi.MailSignIn, "mail.drop_nothing")
}

func TestAskingForAPassword(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	who := addPersonFor(t, d.Network, "lea@exemple.fr", kpi.RoleAmbassador)
	ok(t, d.AskPassword(ctx, " LEA@exemple.fr"))
	ok(t, d.AskPassword(ctx, "nobody@exemple.fr"))
	wantFields(t, d.AskPassword(ctx, " "), map[string]string{"email": "reset.email_missing"})
	for _, nonsense := range []string{"lea", "Léa <lea@exemple.fr>"} {
		wantFields(t, d.AskPassword(ctx, nonsense), map[string]string{"email": "people.email"})
	}
	first := d.sentLink(t, kpi.MailPassword, "/links/")
	d.clock.now = d.clock.now.Add(askedEvery)
	ok(t, d.AskPassword(ctx, who.User.Email))
	if list := d.mailsOf(t, kpi.MailPassword); len(list) != 1 || some[OutgoingMail](t)(d.LookAtMail(ctx, list[0])).Material.Until.Location() != d.location() {
		t.Errorf("until when the link holds is not said in the zone of the installation: %+v", list)
	}
	second := d.sentLink(t, kpi.MailPassword, "/links/")
	for _, token := range []string{first, second} { // asking does not end what was asked for before
		if link := some[Link](t)(d.Link(ctx, token)); link.Kind != LinkPassword || link.User.ID != who.User.ID {
			t.Errorf("the link is for %+v", link)
		}
	}
	some[kpi.User](t)(d.UseLink(ctx, first, "", "", "une autre longue phrase"))
	_, err := d.Link(ctx, second)
	wantCode(t, err, kpi.CodeNotFound)
	some[kpi.User](t)(d.SignIn(ctx, who.User.Email, "une autre longue phrase"))
	d.clock.now = d.clock.now.Add(askedEvery)
	ok(t, d.AskPassword(ctx, who.User.Email))
	third := d.sentLink(t, kpi.MailPassword, "/links/")
	d.clock.now = d.clock.now.Add(resetLifetime)
	_, err = d.Link(ctx, third)
	wantCode(t, err, kpi.CodeNotFound)
}

func TestWhoNeverCameGetsTheInvitationAgain(t *testing.T) {
	d := mailDesk(t)
	ok(t, d.AskPassword(t.Context(), d.holder.User.Email)) // has no password yet
	token := d.sentLink(t, kpi.MailInvitation, "/links/")
	if link := some[Link](t)(d.Link(t.Context(), token)); link.Kind != LinkInvitation {
		t.Errorf("the link is for %+v", link)
	}
}

func TestAskingIsLimited(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	ok(t, d.SwitchOff(ctx, d.admin, d.stranger.User.ID))
	ok(t, d.AskFilingLink(ctx, d.stranger.User.Email))
	for range 40 { // every minute
		ok(t, d.AskFilingLink(ctx, d.holder.User.Email))
		d.clock.now = d.clock.now.Add(time.Minute)
	}
	if n := len(d.mailsOf(t, kpi.MailSignIn)); n < 4 || n > 5 {
		t.Errorf("%d messages in 40 minutes, want one every ten", n)
	}
	for range 100 {
		ok(t, d.AskFilingLink(ctx, d.holder.User.Email))
		d.clock.now = d.clock.now.Add(11 * time.Minute)
	}
	if n := len(d.mailsOf(t, kpi.MailSignIn)); n != askedMost {
		t.Errorf("%d messages in a day, want %d", n, askedMost)
	}
}

func TestAskingLeavesNoTrace(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	before := some[kpi.ID](t)(d.lastBatch(t))
	ok(t, d.AskPassword(ctx, d.holder.User.Email))
	ok(t, d.AskPassword(ctx, "nobody@exemple.fr"))
	if after := some[kpi.ID](t)(d.lastBatch(t)); after != before {
		t.Errorf("asking wrote the acts %d to %d", before+1, after)
	}
}

// lastBatch is the number of the latest act.
func (d desk) lastBatch(t *testing.T) (last kpi.ID, err error) {
	t.Helper()
	err = d.db.Write(t.Context(), d.batch(d.admin, ""), func(tx *store.Tx) error {
		last = tx.Batch - 1
		return tx.DropBatch(t.Context())
	})
	return last, err
}

func TestWithoutMailNothingCanBeAskedFor(t *testing.T) {
	d := newDesk(t)
	wantCode(t, d.AskPassword(t.Context(), d.holder.User.Email), kpi.CodeNotFound)
	wantCode(t, d.AskFilingLink(t.Context(), d.holder.User.Email), kpi.CodeNotFound)
	if list := d.mails(t); len(list) != 0 {
		t.Errorf("queued: %+v", list)
	}
}
