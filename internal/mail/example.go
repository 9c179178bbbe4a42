package mail

// This file is the example that direction reads a wording on, and the message
// that tries the server. Everybody in it is invented.

import (
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Example is what a message of a kind could tell, in the printer's language,
// at an instant.
func Example(p *i18n.Printer, kind kpi.MailKind, network string, at time.Time) kpi.MailMaterial {
	month := kpi.MonthOf(at).Add(-1)
	m := kpi.MailMaterial{
		Kind: kind, To: kpi.User{Name: "Noé Fontaine", Locale: p.Locale()}, Network: network, Month: month,
		Due: month.Add(1).FirstDay().Add(kpi.DefaultDueDay - 1), Path: "/", StopPath: "/mail",
	}
	if kind.Security() {
		m.StopPath, m.Until = "", at.AddDate(0, 0, 7)
	}
	one, other := exampleAccount(p, month), exampleAccount(p, month)
	other.Account.Persona, other.Account.Platform, other.State, other.Trend = "Deniz du Jardin", "LinkedIn", kpi.FilingEmpty, nil
	likes := exampleIndicator(kpi.Likes, "J’aime", "Likes", kpi.KindFlow)
	switch kind {
	case kpi.MailReturned:
		m.Reason = p.T("mail.example.reason")
	case kpi.MailQuestion, kpi.MailAnswer:
		one.Figures = []kpi.MailFigure{{Indicator: likes, Old: kpi.Given(1210), New: kpi.Given(1210), Note: p.T("mail.example.question")}}
		if kind == kpi.MailAnswer {
			one.Figures[0].Answer = p.T("mail.example.answer")
		}
	case kpi.MailChanged, kpi.MailCorrection:
		one.Figures = []kpi.MailFigure{{Indicator: likes, Old: kpi.Given(190), New: kpi.Given(210)}}
		m.Decision, m.Reason = "accepted", p.T("mail.example.absence")
	}
	m.Accounts = []kpi.MailAccount{one}
	switch kind {
	case kpi.MailReturned, kpi.MailQuestion, kpi.MailAnswer, kpi.MailCorrection, kpi.MailChanged, kpi.MailHandover:
		m.By, m.Role = "Cléo Martin", kpi.RoleCoordinator
	case kpi.MailBefore, kpi.MailAfter, kpi.MailClosed, kpi.MailReadBack:
		m.Accounts = append(m.Accounts, other)
	}
	if kind == kpi.MailCorrection {
		m.Reason = ""
	}
	return m
}

func exampleIndicator(code, fr, en string, kind kpi.Kind) kpi.Indicator {
	return kpi.Indicator{Code: code, Kind: kind, Direction: kpi.DirectionUp,
		Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: fr}, {Locale: "en", Label: en}}}
}

// exampleAccount is an account with a year behind it, and a month without a
// figure.
func exampleAccount(p *i18n.Printer, month kpi.Month) kpi.MailAccount {
	a := kpi.MailAccount{
		Account: kpi.Account{Platform: "X", Handle: "camille_atelier", Persona: p.T("mail.example.persona")}, Path: "/",
		State: kpi.FilingDraft, Measure: exampleIndicator(kpi.Followers, "Abonnés", "Followers", kpi.KindStock),
	}
	for i, v := range []float64{980, 1002, 1040, 1080, 1101, 1093, 0, 1150, 1160, 1180, 1204, 1251} {
		if v > 0 {
			a.Trend = append(a.Trend, kpi.Point{Month: month.Add(i - 11), Figure: kpi.Given(v)})
		}
	}
	return a
}

// Trial is the message that tries the server.
func Trial(p *i18n.Printer, network, base string) (Message, error) {
	l := letter{p: p, base: base, network: network, subject: p.T("mail.trial.subject", "network", network),
		blocks: Content{}.blocks(p.T("mail.trial.body", "network", network))}
	message := Message{Subject: l.subject, Text: l.text()}
	var err error
	message.HTML, err = l.html()
	return message, err
}
