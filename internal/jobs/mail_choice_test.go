package jobs

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/mail"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
)

// newClosedMonth is a post in which october was closed, so that the holder of
// the one account is told so; the holder has signed in already.
func newClosedMonth(t *testing.T) (*post, kpi.Who) {
	t.Helper()
	p := newPost(t, mailtest.Options{})
	ctx, boss := t.Context(), kpi.CommandLine()
	i, err := p.AddUser(ctx, boss, network.NewUser{Email: "ines@example.test", Name: "Inès Durand", Role: kpi.RoleAmbassador, Locale: "fr", Password: "une longue phrase de passe"})
	p.must(err)
	who := kpi.Who{User: i.User, Channel: kpi.ChannelForm}
	account, err := p.AddAccount(ctx, boss, network.NewAccount{Platform: "X", Handle: "camille_atelier",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 1, 1)}},
		Holders: []kpi.AccountHolder{{User: i.User.ID, Role: kpi.Holder, From: kpi.NewDay(2026, 1, 1)}}})
	p.must(err)
	for _, month := range []kpi.Month{kpi.NewMonth(2026, 9), kpi.NewMonth(2026, 10)} {
		filing, err := p.File(ctx, who, kpi.FilingChange{Account: account, Month: month, Submit: true, Figures: map[string]kpi.Figure{
			"followers": kpi.Given(1000), "posts": kpi.Given(20), "likes": kpi.Given(100), "shares": kpi.Given(7), "mentions": kpi.Given(3),
			"influence": {State: kpi.StateNA}, "search_rank": {State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked},
		}})
		if err != nil || filing.State != kpi.FilingSubmitted {
			t.Fatalf("the filing is %s, %v", filing.State, err)
		}
	}
	p.must(p.CloseMonth(ctx, boss, kpi.NewMonth(2026, 10)))
	return p, who
}

// kinds are the kinds of messages that stand in a state in the log.
func (p *post) kinds(state kpi.MailState) []kpi.MailKind {
	var list []kpi.MailKind
	for _, m := range p.log() {
		if m.State == state {
			list = append(list, m.Kind)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (p *post) wantKinds(state kpi.MailState, want ...kpi.MailKind) {
	p.t.Helper()
	if got := p.kinds(state); !slices.Equal(got, want) {
		p.t.Errorf("%s are %v, want %v: %+v", state, got, want, p.log())
	}
}

func TestNothingButSecurityBeforeApproval(t *testing.T) {
	p, _ := newClosedMonth(t)
	p.add("noe", kpi.RoleReader)
	p.tick(0)
	p.wantKinds(kpi.MailSent, kpi.MailInvitation)
	p.wantKinds(kpi.MailQueued, kpi.MailClosed, kpi.MailHandover, kpi.MailReadBack)

	part := kpi.Who{User: kpi.User{ID: 99, Role: kpi.RoleCoordinator, EntityID: 1}}
	if err := p.ApproveMail(t.Context(), part, true); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("whoever coordinates a part approves for all: %v", err)
	}
	p.must(p.ApproveMail(t.Context(), p.admin, true))
	p.tick(time.Minute)
	p.wantKinds(kpi.MailSent, kpi.MailHandover, kpi.MailInvitation, kpi.MailReadBack)
	p.wantKinds(kpi.MailDropped, kpi.MailClosed) // which the read-back says
	p.wantKinds(kpi.MailQueued)
	for _, m := range p.server.Messages() {
		if m.To[0] == "ines@example.test" && (m.Header.Get("List-Unsubscribe") == "" || m.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click") {
			t.Errorf("%s can't be stopped: %v", m.Subject, m.Header)
		}
	}
}

func TestWhatWaitsTooLongIsDropped(t *testing.T) {
	p, _ := newClosedMonth(t)
	p.tick(5 * 24 * time.Hour)
	p.wantKinds(kpi.MailDropped, kpi.MailClosed, kpi.MailHandover, kpi.MailReadBack)
	p.must(p.ApproveMail(t.Context(), p.admin, true))
	p.tick(0)
	if got := len(p.server.Messages()); got != 0 {
		t.Errorf("%d messages went out too late", got)
	}
}

func TestOneClickStopsAKind(t *testing.T) {
	p, ines := newClosedMonth(t)
	p.must(p.ApproveMail(t.Context(), p.admin, true))
	p.tick(0)
	token := ""
	for _, m := range p.server.Messages() {
		if strings.Contains(m.Subject, "Vos comptes") {
			token = strings.Trim(strings.TrimPrefix(m.Header.Get("List-Unsubscribe"), "<"+base+"/mail/stop/"), ">")
		}
	}
	link, err := p.StopLink(t.Context(), token)
	if err != nil || link.Kind != kpi.MailReadBack || link.Stopped {
		t.Fatalf("the link is %+v, %v", link, err)
	}
	for range 2 {
		if link, err = p.UseStopLink(t.Context(), token, true); err != nil || !link.Stopped {
			t.Fatalf("it stops nothing: %+v, %v", link, err)
		}
	}
	p.must(p.CloseMonth(t.Context(), kpi.CommandLine(), kpi.NewMonth(2026, 9)))
	p.tick(0)
	for _, m := range p.log() {
		if m.Kind == kpi.MailReadBack && m.Month == kpi.NewMonth(2026, 9) && (m.State != kpi.MailDropped || m.Problem != "mail.drop_refused") {
			t.Errorf("what was stopped is %s, %q", m.State, m.Problem)
		}
	}
	choices, err := p.MailChoices(t.Context(), ines)
	p.must(err)
	for _, c := range choices {
		if c.Gets == (c.Kind == kpi.MailReadBack) || c.Kind.Security() {
			t.Errorf("the person's choices are %+v", choices)
		}
	}
	if link, err = p.UseStopLink(t.Context(), token, false); err != nil || link.Stopped {
		t.Errorf("it can't be taken back: %+v, %v", link, err)
	}
	p.now = p.now.Add(181 * 24 * time.Hour)
	if _, err := p.StopLink(t.Context(), token); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("the link holds for ever: %v", err)
	}
}

func TestPeopleChooseTheirMessages(t *testing.T) {
	p, ines := newClosedMonth(t)
	if err := p.SaveMailChoices(t.Context(), ines, []kpi.MailKind{kpi.MailPassword}); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("a security message is a choice: %v", err)
	}
	p.must(p.SaveMailChoices(t.Context(), ines, []kpi.MailKind{kpi.MailClosed}))
	p.must(p.ApproveMail(t.Context(), p.admin, true))
	p.tick(0)
	p.wantKinds(kpi.MailSent, kpi.MailClosed)
	p.wantKinds(kpi.MailDropped, kpi.MailHandover, kpi.MailReadBack)
}

func TestAMessageSaysWhatDirectionWorded(t *testing.T) {
	p, _ := newClosedMonth(t)
	ctx := t.Context()
	w := kpi.MailWording{Subject: "Clôture : {month}", Body: "Chère {name},\n\nMerci pour tout.\n\n{link}"}
	p.must(p.SaveMailWording(ctx, p.admin, kpi.MailReadBack, "fr", w))
	for _, c := range []struct {
		w    kpi.MailWording
		want string
	}{
		{kpi.MailWording{Body: "sans lien"}, "mail.place_missing"},
		{kpi.MailWording{Body: "{link} {secret}"}, "mail.place_unknown"},
		{kpi.MailWording{Subject: "{due}"}, "mail.place_unknown"},
		{kpi.MailWording{Subject: strings.Repeat("x", 151)}, "mail.too_long"},
		{kpi.MailWording{Body: "{link}" + strings.Repeat("x", 4000)}, "mail.too_long"},
	} {
		if err := p.SaveMailWording(ctx, p.admin, kpi.MailReadBack, "fr", c.w); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.w, err, c.want)
		}
	}
	p.must(p.ApproveMail(ctx, p.admin, true))
	p.tick(0)
	found := false
	for _, m := range p.server.Messages() {
		if m.Subject == "Clôture : octobre 2026" {
			found = true
			if !strings.HasPrefix(m.Text, "Chère Inès,\n\nMerci pour tout.\n\n") {
				t.Errorf("it says %s", m.Text)
			}
		}
	}
	if !found {
		t.Errorf("nothing was worded so: %+v", p.log())
	}
	p.must(p.SaveMailWording(ctx, p.admin, kpi.MailReadBack, "fr", kpi.MailWording{}))
	wordings, err := p.MailWordings(ctx, p.admin)
	if err != nil || wordings.Of(kpi.MailReadBack, "fr") != (kpi.MailWording{}) {
		t.Errorf("the usual wording is not back: %+v, %v", wordings, err)
	}
}

func TestADryRunChangesNothing(t *testing.T) {
	p, _ := newClosedMonth(t)
	p.add("noe", kpi.RoleReader)
	before := p.log()
	var kinds []kpi.MailKind
	later, err := p.runner.mailer.DryRun(t.Context(), func(out network.OutgoingMail, m mail.Message) error {
		kinds = append(kinds, out.Kind)
		if out.Kind == kpi.MailInvitation && (m.Subject == "" || !strings.Contains(m.Text, base+"/links/")) {
			t.Errorf("it would say %+v", m)
		}
		at := strings.Index(m.Text, base+"/links/")
		token, _, _ := strings.Cut(m.Text[at+len(base+"/links/"):], "\n")
		if _, err := p.Link(t.Context(), token); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("a dry run makes links: %v", err)
		}
		return nil
	})
	if err != nil || !slices.Equal(kinds, []kpi.MailKind{kpi.MailInvitation}) || later != len(before)-1 {
		t.Errorf("it would send %v, %d later, %v", kinds, later, err)
	}
	if after := p.log(); !slices.Equal(before, after) || len(p.server.Messages()) != 0 {
		t.Errorf("the log is %+v, was %+v", after, before)
	}
}

func TestTheTrialSaysWhatIsWrong(t *testing.T) {
	p := newPost(t, mailtest.Options{})
	m, fr := p.runner.mailer, i18n.For("fr")
	if problem, err := m.Try(t.Context(), p.admin, fr); problem != "" || err != nil {
		t.Errorf("the trial comes to %q, %v", problem, err)
	}
	if got := p.server.Messages(); len(got) != 1 || got[0].To[0] != "ada@example.test" || len(p.log()) != 0 {
		t.Errorf("%d arrived, the log is %+v", len(got), p.log())
	}
	p.setUp(1)
	if problem, err := m.Try(t.Context(), p.admin, fr); !strings.HasPrefix(problem, "mail.problem_connect ") || err != nil {
		t.Errorf("the trial comes to %q, %v", problem, err)
	}
	if _, err := m.Try(t.Context(), kpi.Who{User: p.add("noe", kpi.RoleReader)}, fr); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a reader tries the server: %v", err)
	}
}

func TestABackupSendsNothingAgain(t *testing.T) {
	p := newPost(t, mailtest.Options{})
	folder := t.TempDir()
	live, kept := filepath.Join(folder, "live.db"), filepath.Join(folder, "kept.db")
	now := func() time.Time { return p.now }
	open := func() *network.Network {
		n, err := network.Open(t.Context(), live, network.Options{Create: true, Now: now})
		p.must(err)
		return n
	}
	n := open()
	p.must(n.SaveMailSetUp(t.Context(), kpi.CommandLine(), network.MailSetUp{On: true, Host: "127.0.0.1", Port: p.server.Port,
		Security: kpi.MailPlain, From: "reseau@example.test"}))
	_, err := n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: "ines@example.test", Name: "Inès", Role: kpi.RoleReader})
	p.must(err)
	p.must(network.Backup(t.Context(), live, kept))
	_, err = NewMailer(n, MailOptions{PublicURL: base}).Send(t.Context())
	p.must(err)
	p.must(n.Close())
	_, err = network.Restore(t.Context(), live, kept, p.now)
	p.must(err)

	n = open()
	defer func() { p.must(n.Close()) }()
	_, err = NewMailer(n, MailOptions{PublicURL: base}).Send(t.Context())
	p.must(err)
	log, err := n.MailLog(t.Context(), kpi.CommandLine(), network.MailLogQuery{})
	p.must(err)
	if len(p.server.Messages()) != 1 || len(log.Mails) != 1 || log.Mails[0].State != kpi.MailDropped || !log.Mails[0].MaySend {
		t.Errorf("%d arrived, the log is %+v", len(p.server.Messages()), log.Mails)
	}
}
