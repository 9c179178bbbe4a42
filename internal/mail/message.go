package mail

// This file is what each kind of message says: its usual wording, and what
// stands in its places.

import (
	"slices"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// kinds are the words of every kind of message.
var kinds = map[kpi.MailKind]kind{
	kpi.MailInvitation: {"mail.invitation.subject", "mail.invitation.body", linkOnly("mail.invitation.button")},
	kpi.MailPassword:   {"mail.password.subject", "mail.password.body", linkOnly("mail.password.button")},
	kpi.MailSignIn:     {"mail.sign_in.subject", "mail.sign_in.body", linkOnly("mail.sign_in.button")},
	kpi.MailBefore:     {"mail.before.subject", "mail.before.body", reminder("mail.before.button")},
	kpi.MailAfter:      {"mail.after.subject", "mail.after.body", reminder("mail.after.button")},
	kpi.MailReturned:   {"mail.returned.subject", "mail.returned.body", aboutFigures("mail.returned.button")},
	kpi.MailQuestion:   {"mail.question.subject", "mail.question.body", aboutFigures("mail.question.button")},
	kpi.MailAnswer:     {"mail.answer.subject", "mail.answer.body", aboutFigures("mail.answer.button")},
	kpi.MailChanged:    {"mail.changed.subject", "mail.changed.body", changed},
	kpi.MailCorrection: {"mail.correction.subject", "mail.correction.body", aboutFigures("mail.correction.button")},
	kpi.MailHandover:   {"mail.handover.subject", "mail.handover.body", handover},
	kpi.MailClosed:     {"mail.closed.subject", "mail.closed.body", closed},
	kpi.MailReadBack:   {"mail.read_back.subject", "mail.read_back.body", readBack},
}

// How much one message lists; the rest is counted.
const (
	mostAccounts = 20
	mostFigures  = 6
	mostPictures = 6
)

// common is what every message knows: its words, and the button that leads on.
func common(p *i18n.Printer, m kpi.MailMaterial, button string) Content {
	words := map[kpi.MailPlace]string{
		kpi.PlaceName: firstName(m.To.Name), kpi.PlaceNetwork: m.Network, kpi.PlaceMonth: p.Month(m.Month),
		kpi.PlaceDue: p.Date(m.Due), kpi.PlaceUntil: p.DateTime(m.Until), kpi.PlaceBy: by(p, m), kpi.PlaceAccount: "",
	}
	if len(m.Accounts) == 1 {
		words[kpi.PlaceAccount] = accountName(p, m.Accounts[0])
		if m.Month.IsZero() {
			words[kpi.PlaceMonth] = p.Month(m.Accounts[0].Month)
		}
	}
	parts := map[kpi.MailPlace][]Part{
		kpi.PlaceAccounts: nil, kpi.PlaceFigures: nil, kpi.PlaceTrend: nil, kpi.PlaceReason: nil,
		kpi.PlaceLink: {{Button: &Button{Label: button, Path: m.Path}}},
	}
	if m.Reason != "" {
		parts[kpi.PlaceReason] = []Part{{Quote: m.Reason}}
	}
	return Content{Words: words, Parts: parts}
}

// firstName is the first word of a person's name.
func firstName(name string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(name), " ")
	return first
}

// by says who acted: by name, else as what; "" of messages that nobody's act
// is behind.
func by(p *i18n.Printer, m kpi.MailMaterial) string {
	switch {
	case m.By != "":
		return m.By
	case m.Role == kpi.RoleAdmin:
		return p.T("mail.by_admin")
	case m.Role == kpi.RoleCoordinator:
		return p.T("mail.by_direction")
	case m.Role != "":
		return m.Network
	}
	return ""
}

// accountName names an account apart from its sisters on other platforms.
func accountName(p *i18n.Printer, a kpi.MailAccount) string {
	return p.T("mail.account", "name", a.Account.Name(), "platform", a.Account.Platform)
}

// accounts lists accounts, each with a note beneath it; "" is none.
func accounts(p *i18n.Printer, m kpi.MailMaterial, note func(kpi.MailAccount) string) []Part {
	if len(m.Accounts) == 0 {
		return nil
	}
	shown := m.Accounts[:min(len(m.Accounts), mostAccounts)]
	items := make([]Item, 0, len(shown)+1)
	for _, a := range shown {
		items = append(items, Item{Title: accountName(p, a), Note: note(a), Path: a.Path})
	}
	if rest := len(m.Accounts) - len(shown); rest > 0 {
		items = append(items, Item{Title: p.N("mail.more_accounts", rest)})
	}
	return []Part{{Items: items}}
}

// linkOnly is the content of a message that only leads somewhere.
func linkOnly(button string) content {
	return func(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
		return common(p, m, p.T(button)), nil
	}
}

// reminder lists the accounts that are to be filed. Their link is the one
// button: each account's own would ask to sign in.
func reminder(button string) content {
	return func(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
		c := common(p, m, p.T(button))
		m.Accounts = slices.Clone(m.Accounts)
		for i := range m.Accounts {
			m.Accounts[i].Path = ""
		}
		c.Parts[kpi.PlaceAccounts] = accounts(p, m, func(a kpi.MailAccount) string {
			if a.State == kpi.FilingDraft {
				return p.T("mail.state_draft")
			}
			return ""
		})
		return c, nil
	}
}

// handover lists the accounts that a person is asked to file.
func handover(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
	c := common(p, m, p.T("mail.handover.button"))
	c.Parts[kpi.PlaceAccounts] = accounts(p, m, func(a kpi.MailAccount) string {
		var notes []string
		if a.Role == kpi.Deputy {
			notes = append(notes, p.T("mail.handover.deputy"))
		}
		if !a.Since.IsZero() {
			notes = append(notes, p.T("mail.handover.from", "day", a.Since))
		}
		return strings.Join(notes, ", ")
	})
	return c, nil
}

// closed says where a person's accounts stand at the end of a month.
func closed(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
	c := common(p, m, p.T("mail.closed.button"))
	c.Parts[kpi.PlaceAccounts] = accounts(p, m, func(a kpi.MailAccount) string { return stateWords(p, a.State) })
	return c, nil
}

// stateWords say where a filing stands once its month is closed.
func stateWords(p *i18n.Printer, s kpi.FilingState) string {
	switch s {
	case kpi.FilingDraft:
		return p.T("mail.state_draft_left")
	case kpi.FilingReturned:
		return p.T("mail.state_returned")
	case kpi.FilingSubmitted:
		return p.T("mail.state_submitted")
	case kpi.FilingAccepted:
		return p.T("mail.state_accepted")
	}
	return p.T("mail.state_empty")
}
