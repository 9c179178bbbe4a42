package mail

// This file is the month's read-back: one's own accounts, each with its own
// line.

import (
	"fmt"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// readBack shows how a person's accounts went: a sentence for each, and a
// picture for the first ones.
func readBack(p *i18n.Printer, m kpi.MailMaterial) (Content, error) {
	c := common(p, m, p.T("mail.read_back.button"))
	c.Parts[kpi.PlaceAccounts] = accounts(p, m, func(a kpi.MailAccount) string { return trendSentence(p, m, a) })
	shown := m.Accounts[:min(len(m.Accounts), mostAccounts)]
	var parts []Part
	for i, a := range shown {
		parts = append(parts, Part{Items: []Item{{Title: accountName(p, a), Note: trendSentence(p, m, a), Path: a.Path}}})
		if i >= mostPictures {
			continue
		}
		picture, err := charts.TrendPicture(trendOf(m, a), a.Account.PlatformID, p)
		if err != nil {
			return c, err
		}
		if picture.PNG != nil {
			parts = append(parts, Part{Picture: &Image{
				Name: fmt.Sprintf("trend-%d.png", i+1), Alt: picture.Alt, Width: picture.Width, Height: picture.Height, Data: picture.PNG,
			}})
		}
	}
	if rest := len(m.Accounts) - len(shown); rest > 0 {
		parts = append(parts, Part{Items: []Item{{Title: p.N("mail.more_accounts", rest)}}})
	}
	c.Parts[kpi.PlaceTrend] = parts
	return c, nil
}

// trendOf is an account's line up to the message's month.
func trendOf(m kpi.MailMaterial, a kpi.MailAccount) analytics.Trend {
	return analytics.NewTrend(a.Measure, a.Trend, m.Month)
}

func trendSentence(p *i18n.Printer, m kpi.MailMaterial, a kpi.MailAccount) string {
	if sentence := charts.TrendSentence(trendOf(m, a), a.Account.PlatformID, p); sentence != "" {
		return sentence
	}
	return p.T("home.no_trend")
}
