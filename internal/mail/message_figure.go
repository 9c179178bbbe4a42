package mail

// This file is the messages that are about figures.

import (
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// aboutFigures says which figure of an account was asked about, answered for
// or corrected, and what was said.
func aboutFigures(button string) content {
	return func(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
		c := common(p, m, p.T(button))
		var parts []Part
		for _, a := range m.Accounts {
			for _, f := range a.Figures {
				note, said := figureNote(p, m, f)
				parts = append(parts, Part{Items: []Item{{Title: figureWords(p, a.Account, f), Note: note}}})
				if said != "" {
					parts = append(parts, Part{Quote: said})
				}
			}
		}
		c.Parts[kpi.PlaceFigures] = parts
		return c, nil
	}
}

// figureNote is what stands beneath a figure: what was decided, or the question
// that is answered; and what the message is for, in somebody's own words.
func figureNote(p *i18n.Printer, m kpi.MailMaterial, f kpi.MailFigure) (note, said string) {
	switch {
	case m.Decision == "accepted":
		return p.T("mail.correction.accepted"), ""
	case m.Decision == "refused":
		return p.T("mail.correction.refused"), ""
	case f.Answer != "":
		return p.T("mail.figure_question", "question", f.Note), f.Answer
	}
	return "", f.Note
}

// changed lists, account by account, the figures that somebody else changed.
func changed(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
	c := common(p, m, p.T("mail.changed.button"))
	shown := m.Accounts[:min(len(m.Accounts), mostAccounts)]
	items := make([]Item, 0, len(shown)+1)
	for _, a := range shown {
		month := a.Month
		if month.IsZero() {
			month = m.Month
		}
		items = append(items, Item{
			Title: p.T("mail.account_month", "account", accountName(p, a), "month", month), Note: changedWords(p, a), Path: a.Path,
		})
	}
	if rest := len(m.Accounts) - len(shown); rest > 0 {
		items = append(items, Item{Title: p.N("mail.more_accounts", rest)})
	}
	if len(items) > 0 {
		c.Parts[kpi.PlaceFigures] = []Part{{Items: items}}
		c.Parts[kpi.PlaceAccounts] = accounts(p, m, func(kpi.MailAccount) string { return "" })
	}
	return c, nil
}

// changedWords says what became of an account's figures, in one line.
func changedWords(p *i18n.Printer, a kpi.MailAccount) string {
	shown := a.Figures[:min(len(a.Figures), mostFigures)]
	words := make([]string, 0, len(shown)+1)
	for _, f := range shown {
		words = append(words, figureWords(p, a.Account, f))
	}
	if rest := len(a.Figures) - len(shown); rest > 0 {
		words = append(words, p.N("mail.more_figures", rest))
	}
	return strings.Join(words, ", ")
}

// figureWords says a figure, or from what it changed to what.
func figureWords(p *i18n.Printer, account kpi.Account, f kpi.MailFigure) string {
	label := f.Indicator.Label(p.Locale(), account.PlatformID)
	if f.Old == f.New {
		return p.T("mail.figure", "indicator", label, "value", valueWords(p, f.Indicator, f.New))
	}
	return p.T("mail.figure_change", "indicator", label, "old", valueWords(p, f.Indicator, f.Old), "new", valueWords(p, f.Indicator, f.New))
}

// valueWords writes a figure in any of its states.
func valueWords(p *i18n.Printer, ind kpi.Indicator, f kpi.Figure) string {
	switch f.State {
	case kpi.StateValue:
		if ind.Unit == "%" || ind.Kind == kpi.KindPercentage {
			return p.Percent(kpi.Num(f.Value), ind.Decimals)
		}
		return p.Number(f.Value, ind.Decimals)
	case kpi.StateUnavailable:
		return p.T("mail.figure_unavailable")
	case kpi.StateNA:
		return p.T("mail.figure_na")
	}
	return p.T("mail.figure_empty")
}
