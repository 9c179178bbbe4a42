package network

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// mailDesk is a desk that sends mail.
func mailDesk(t *testing.T) desk {
	t.Helper()
	d := newDesk(t)
	d.sendsMailNow(t)
	return d
}

// mailsOf are the messages of a kind that wait, in their order.
func (d desk) mailsOf(t *testing.T, kind kpi.MailKind) []kpi.QueuedMail {
	t.Helper()
	return slices.DeleteFunc(d.mails(t), func(m kpi.QueuedMail) bool { return m.Kind != kind || m.State != kpi.MailQueued })
}

// tells is what the one message of a kind that waits would tell now.
func (d desk) tells(t *testing.T, kind kpi.MailKind) kpi.MailMaterial {
	t.Helper()
	list := d.mailsOf(t, kind)
	if len(list) != 1 {
		t.Fatalf("%d messages of kind %s wait, want one: %+v", len(list), kind, list)
	}
	return some[OutgoingMail](t)(d.LookAtMail(t.Context(), list[0])).Material
}

// wantDropped checks that the one message of a kind is no longer worth sending.
func (d desk) wantDropped(t *testing.T, kind kpi.MailKind, why string) {
	t.Helper()
	if m := d.tells(t, kind); m.Drop != why {
		t.Errorf("%s: dropped for %q, want %q: %+v", kind, m.Drop, why, m)
	}
}

func TestReminderTellsWhatIsLeft(t *testing.T) {
	d := mailDesk(t)
	second := d.addSecond(t, "LinkedIn", "Camille_Atelier", kpi.Holder, "2026-09-01")
	if got := d.reminded(t, "2026-11-04T10:00:00Z"); len(got) != 1 {
		t.Fatalf("reminded: %v", got)
	}
	change := d.october(0, map[string]kpi.Figure{kpi.Followers: kpi.Given(5)})
	change.Account = second
	d.file(t, d.holder, change)
	m := d.tells(t, kpi.MailBefore)
	if m.Drop != "" || m.Due != dayOf(t, "2026-11-05") || m.Month != monthOf(t, "2026-10") || len(m.Accounts) != 2 {
		t.Fatalf("the reminder tells %+v", m)
	}
	if a := m.Accounts[0]; a.Account.ID != second || a.State != kpi.FilingDraft || m.Accounts[1].State != kpi.FilingEmpty {
		t.Errorf("accounts: %+v", m.Accounts)
	}
	if !strings.HasPrefix(m.Path, "/filing-links/") || m.Until.Sub(d.clock.now) != reminderLinkLifetime {
		t.Errorf("the link %s holds until %s", m.Path, m.Until)
	}
	_, err := d.FilingLink(t.Context(), strings.TrimPrefix(m.Path, "/filing-links/"))
	wantCode(t, err, kpi.CodeNotFound) // it was only looked at
	d.submit(t, d.holder, 0, answers())
	if m := d.tells(t, kpi.MailBefore); len(m.Accounts) != 1 || m.Accounts[0].Account.ID != second {
		t.Errorf("one is submitted, told of %+v", m.Accounts)
	}
	change = kpi.FilingChange{Account: second, Month: monthOf(t, "2026-10"), Version: 1, Figures: answers(), Submit: true}
	d.file(t, d.holder, change)
	d.wantDropped(t, kpi.MailBefore, "mail.drop_nothing")
}

func TestReminderIsDroppedOnADayAway(t *testing.T) {
	d := mailDesk(t)
	d.reminded(t, "2026-11-04T10:00:00Z")
	ok(t, d.db.Keep(t.Context(), d.clock.now, func(tx *store.Tx) error {
		_, err := tx.AddDaysAway(t.Context(), store.Away{User: d.holder.User.ID, From: d.Today(), Until: d.Today()})
		return err
	}))
	d.wantDropped(t, kpi.MailBefore, "mail.drop_nothing")
	ok(t, d.SwitchOff(t.Context(), d.admin, d.holder.User.ID))
	if list := d.mailsOf(t, kpi.MailBefore); len(list) != 0 {
		t.Errorf("switched off, and %+v waits", list)
	}
}

func TestReturnedTellsWhy(t *testing.T) {
	d := mailDesk(t)
	f := d.submit(t, d.holder, 0, answers())
	f = some[kpi.Filing](t)(d.ReturnFiling(t.Context(), d.coordinator, d.id, f.Month, f.Version, "les partages, à revoir"))
	m := d.tells(t, kpi.MailReturned)
	if m.Reason != "les partages, à revoir" || m.By != d.coordinator.User.Name || m.Role != kpi.RoleCoordinator || len(m.Accounts) != 1 ||
		m.Path != "/accounts/"+d.id.String()+"/filings/2026-10" || m.To.ID != d.holder.User.ID {
		t.Errorf("the message tells %+v", m)
	}
	d.submit(t, d.holder, f.Version, answers())
	d.wantDropped(t, kpi.MailReturned, "mail.drop_done")
}

func TestQuestionsOfOneFilingAreOneMessage(t *testing.T) {
	d := mailDesk(t)
	f := d.submit(t, d.holder, 0, answers())
	ctx := t.Context()
	first := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, f.Month, kpi.Likes, "tant que cela ?"))
	second := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, f.Month, kpi.Posts, "aucune ?"))
	list := d.mailsOf(t, kpi.MailQuestion)
	if len(list) != 2 {
		t.Fatalf("%d messages wait", len(list))
	}
	out, sent, err := d.BeginMail(ctx, list[0])
	ok(t, err)
	if m := out.Material; !sent || len(m.Accounts) != 1 || len(m.Accounts[0].Figures) != 2 || m.Accounts[0].Figures[0].Note != "tant que cela ?" ||
		m.Accounts[0].Figures[0].New != kpi.Given(30) || m.By != d.coordinator.User.Name {
		t.Errorf("the message tells %+v", m)
	}
	if left := d.mailsOf(t, kpi.MailQuestion); len(left) != 0 {
		t.Errorf("%d more wait", len(left))
	}
	// The server was busy: the next attempt tells the same.
	ok(t, d.MailLater(ctx, list[0], "busy"))
	if m := d.tells(t, kpi.MailQuestion); len(m.Accounts[0].Figures) != 2 {
		t.Errorf("tried again, the message tells %+v", m)
	}
	ok(t, d.AnswerQuestion(ctx, d.holder, first.ID, "oui, un salon"))
	if m := d.tells(t, kpi.MailQuestion); len(m.Accounts[0].Figures) != 1 || m.Accounts[0].Figures[0].Note != "aucune ?" {
		t.Errorf("one is answered, told of %+v", m.Accounts)
	}
	answer := d.tells(t, kpi.MailAnswer)
	if answer.To.ID != d.coordinator.User.ID || answer.By != d.holder.User.Name || answer.Accounts[0].Figures[0].Answer != "oui, un salon" {
		t.Errorf("the answer tells %+v", answer)
	}
	ok(t, d.CloseQuestion(ctx, d.coordinator, second.ID))
	d.wantDropped(t, kpi.MailQuestion, "mail.drop_done")
}

func TestChangedTellsFromWhatToWhat(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	second := d.addSecond(t, "LinkedIn", "Camille_Atelier", kpi.Holder, "2026-09-01")
	f := d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(30)}))
	on := func(account kpi.ID, version int, figures map[string]kpi.Figure) kpi.Filing {
		return d.file(t, d.coordinator, kpi.FilingChange{Account: account, Month: monthOf(t, "2026-10"), Version: version, Figures: figures, OnBehalfReason: "absence"})
	}
	f = on(d.id, f.Version, map[string]kpi.Figure{kpi.Likes: kpi.Given(31), kpi.Posts: kpi.Given(2)})
	f = on(d.id, f.Version, map[string]kpi.Figure{kpi.Likes: kpi.Given(33)})
	m := d.tells(t, kpi.MailChanged)
	if m.Drop != "" || len(m.Accounts) != 1 || m.Reason != "absence" || m.By != d.coordinator.User.Name || m.Path != "/accounts/"+d.id.String()+"/filings/2026-10" {
		t.Fatalf("the message tells %+v", m)
	}
	figures := m.Accounts[0].Figures
	if len(figures) != 2 || figures[0].Indicator.Code != kpi.Posts || figures[1].Old != kpi.Given(30) || figures[1].New != kpi.Given(33) {
		t.Errorf("figures: %+v", figures)
	}
	on(second, 0, map[string]kpi.Figure{kpi.Followers: kpi.Given(9)})
	list := d.mailsOf(t, kpi.MailChanged)
	if len(list) != 2 {
		t.Fatalf("%d messages wait", len(list))
	}
	out, sent, err := d.BeginMail(ctx, list[1])
	ok(t, err)
	if m := out.Material; !sent || len(m.Accounts) != 2 || m.Path != "/" || m.Reason != "absence" {
		t.Errorf("both in one message: %+v", m)
	}
	if left := d.mailsOf(t, kpi.MailChanged); len(left) != 0 {
		t.Errorf("%d more wait", len(left))
	}
	_ = f
}

func TestCorrectionTellsTheDecision(t *testing.T) {
	for _, accept := range []bool{true, false} {
		d := mailDesk(t)
		ctx := t.Context()
		f := d.submit(t, d.holder, 0, answers())
		ok(t, d.CloseMonth(ctx, d.coordinator, f.Month))
		c := some[Correction](t)(d.ProposeCorrection(ctx, d.holder,
			CorrectionProposal{Account: d.id, Month: f.Month, Code: kpi.Likes, Figure: kpi.Given(40), Reason: "un oubli"}))
		some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, c.ID, accept, map[bool]string{false: "déjà compté"}[accept]))
		m := d.tells(t, kpi.MailCorrection)
		want := map[bool]string{true: "accepted", false: "refused"}[accept]
		if m.Decision != want || (m.Reason == "déjà compté") == accept || len(m.Accounts) != 1 || m.By != d.coordinator.User.Name {
			t.Fatalf("accepted %v: the message tells %+v", accept, m)
		}
		if figure := m.Accounts[0].Figures[0]; figure.Old != kpi.Given(30) || figure.New != kpi.Given(40) || figure.Indicator.Code != kpi.Likes {
			t.Errorf("the figure is %+v", figure)
		}
	}
}

func TestHandoverTellsAllAccountsOfAnAct(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	ok(t, d.ChangeHolder(ctx, d.coordinator, d.id, HolderChange{User: d.stranger.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-12-01"), KeepAsDeputy: true}))
	list := d.mailsOf(t, kpi.MailHandover)
	if len(list) != 2 {
		t.Fatalf("%d are told, want the new holder and the one before, now deputy", len(list))
	}
	m := some[OutgoingMail](t)(d.LookAtMail(ctx, list[0])).Material
	if m.To.ID != d.stranger.User.ID || len(m.Accounts) != 1 || m.Accounts[0].Role != kpi.Holder || m.Accounts[0].Since != dayOf(t, "2026-12-01") ||
		m.By != d.coordinator.User.Name || m.Path != "/" {
		t.Errorf("the new holder is told %+v", m)
	}
	m = some[OutgoingMail](t)(d.LookAtMail(ctx, list[1])).Material
	if m.To.ID != d.holder.User.ID || m.Accounts[0].Role != kpi.Deputy {
		t.Errorf("the one before is told %+v", m)
	}
	ok(t, d.DeclineHolding(ctx, d.stranger, d.id))
	if m := some[OutgoingMail](t)(d.LookAtMail(ctx, list[0])).Material; m.Drop != "mail.drop_done" {
		t.Errorf("declined, and told %+v", m)
	}
}

func TestWhoTakesAnAccountIsNotToldByMail(t *testing.T) {
	d := mailDesk(t)
	ok(t, d.ChangeHolder(t.Context(), d.coordinator, d.id, HolderChange{User: d.coordinator.User.ID, Role: kpi.Deputy, From: d.Today()}))
	d.wantDropped(t, kpi.MailHandover, "mail.drop_own")
}

func TestEndOfAMonth(t *testing.T) {
	d := mailDesk(t)
	ctx := t.Context()
	second := d.addSecond(t, "LinkedIn", "Camille_Atelier", kpi.Holder, "2026-09-01")
	f := d.submit(t, d.holder, 0, answers())
	ok(t, d.CloseMonth(ctx, d.coordinator, f.Month))
	d.wantDropped(t, kpi.MailClosed, "mail.drop_read_back")
	m := d.tells(t, kpi.MailReadBack)
	if len(m.Accounts) != 1 || m.Accounts[0].Account.ID != d.id || m.Accounts[0].Measure.Code != kpi.Followers || m.Path != "/" {
		t.Fatalf("the read-back tells %+v", m)
	}
	if line := m.Accounts[0].Trend; len(line) != 1 || line[0].Figure != kpi.Given(1200) {
		t.Errorf("its line is %+v", line)
	}
	ok(t, d.db.Write(ctx, d.batch(d.holder, ""), func(tx *store.Tx) error { return tx.RefuseMail(ctx, d.holder.User.ID, kpi.MailReadBack, true) }))
	d.wantDropped(t, kpi.MailReadBack, "mail.drop_refused")
	m = d.tells(t, kpi.MailClosed)
	if len(m.Accounts) != 2 || m.Accounts[0].Account.ID != second || m.Accounts[0].State != kpi.FilingEmpty || m.Accounts[1].State != kpi.FilingSubmitted {
		t.Errorf("refused, the closing tells %+v", m)
	}
	ok(t, d.ReopenMonth(ctx, d.coordinator, f.Month, "un oubli"))
	d.wantDropped(t, kpi.MailClosed, "mail.drop_reopened")
}

func TestNobodyIsToldWhatTheyMayNotKnow(t *testing.T) {
	d := mailDesk(t)
	ok(t, d.db.Write(t.Context(), d.batch(d.admin, ""), func(tx *store.Tx) error {
		return tx.SetSetting(t.Context(), settingNamedMonths, "", "0")
	}))
	f := d.submit(t, d.holder, 0, answers())
	some[kpi.Filing](t)(d.ReturnFiling(t.Context(), d.coordinator, d.id, f.Month, f.Version, "à revoir"))
	d.clock.now = d.clock.now.Add(31 * 24 * time.Hour)
	if m := d.tells(t, kpi.MailReturned); m.By != "" || m.Role != kpi.RoleCoordinator {
		t.Errorf("names are no longer shown, and the message tells %q, %s", m.By, m.Role)
	}
}
