package reports

// The season of the challenge, as anybody may see it: the first of each size,
// the best progress, and who was shown over the season. The sheet is there when
// the month has a result.

import (
	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Columns of an account that the challenge shows.
const (
	challengeAccount = iota
	challengePlatform
	challengePlace // or how often it was among the first
	challengeProgress
	challengeImproved
)

func (b *workbook) challengeSheet() {
	if b.challenge == "" {
		return
	}
	sheet, c, p := b.challenge, b.r.Challenge, b.p
	b.widths(sheet, 32, 20, 24, 30, 24)
	b.head(sheet, p.T("report.challenge.title", "name", c.Season.Name, "month", b.month()), p.T("report.challenge.reading"))
	row := headRows + 1
	for _, text := range []string{
		p.T("report.challenge.measure", "measure", measureWord(c.Season.Measure, p)),
		p.T("report.challenge.season", "from", c.Season.From, "until", c.Season.Until),
		p.N("challenge.coverage", c.Ranked, "entered", c.Entered),
	} {
		b.text(sheet, 0, row, text, look{})
		row++
	}
	if !c.Closed {
		b.text(sheet, 0, row, p.T("report.challenge.provisional"), look{color: mutedColor})
		row++
	}
	for _, podium := range c.Podiums {
		row = b.section(sheet, row+1, bracketWord(podium.From, podium.Under, p))
		if len(podium.Faces) == 0 {
			b.text(sheet, 0, row, p.T("challenge.podium_empty"), look{color: mutedColor})
			row++
			continue
		}
		row = b.challengeFaces(sheet, row, podium.Faces, true)
	}
	if len(c.Improved) > 0 {
		row = b.section(sheet, row+1, p.T("challenge.improved"))
		row = b.challengeFaces(sheet, row, c.Improved, false)
	}
	if len(c.Honours) > 0 {
		b.challengeHonours(sheet, b.section(sheet, row+1, p.T("challenge.honours")))
	}
	b.page(sheet, charts.Color(5), 1, headRows-1)
}

// challengeHead names columns.
func (b *workbook) challengeHead(sheet string, row int, names ...string) {
	for i, name := range names {
		head := look{bold: true, fill: headColor, under: true, top: true, align: "left"}
		if i >= challengePlace {
			head.align = "right"
		}
		b.text(sheet, i, row, name, head)
	}
	b.do(b.f.SetRowHeight(sheet, row, 20))
}

// challengeFaces lists accounts, with their places where they have any, and the
// progress where it may be told; it returns the row after them.
func (b *workbook) challengeFaces(sheet string, row int, faces []analytics.ReportFace, placed bool) int {
	names := []string{b.p.T("report.account"), b.p.T("report.platform")}
	if placed {
		names = append(names, b.p.T("report.challenge.place"))
		if faces[0].Progress.Known {
			names = append(names, b.p.T("report.challenge.progress"))
		}
	}
	b.challengeHead(sheet, row, names...)
	for _, f := range faces {
		row++
		b.challengeWho(sheet, row, f.Account)
		if placed {
			b.number(sheet, challengePlace, row, kpi.Num(float64(f.Place)), look{under: true, format: decimals(0)})
			if faces[0].Progress.Known {
				b.number(sheet, challengeProgress, row, f.Progress, look{under: true, format: growthFormat(b.p)})
			}
		}
	}
	return row + 1
}

func (b *workbook) challengeWho(sheet string, row int, a kpi.Account) {
	b.text(sheet, challengeAccount, row, a.Name(), look{under: true, bold: true})
	b.text(sheet, challengePlatform, row, a.Platform, look{under: true})
	b.do(b.f.SetRowHeight(sheet, row, 18))
}

// challengeHonours says how often each account was shown over the season.
func (b *workbook) challengeHonours(sheet string, row int) {
	b.challengeHead(sheet, row, b.p.T("report.account"), b.p.T("report.platform"), b.p.T("report.challenge.podiums"), b.p.T("report.challenge.firsts"), b.p.T("report.challenge.improved"))
	count := look{under: true, format: decimals(0)}
	for _, h := range b.r.Challenge.Honours {
		row++
		b.challengeWho(sheet, row, h.Account)
		b.number(sheet, challengePlace, row, kpi.Num(float64(h.Podiums)), count)
		b.number(sheet, challengeProgress, row, kpi.Num(float64(h.Firsts)), count)
		b.number(sheet, challengeImproved, row, kpi.Num(float64(h.Improved)), count)
	}
}

func measureWord(m kpi.ChallengeMeasure, p *i18n.Printer) string {
	switch m {
	case kpi.ChallengeShares:
		return p.T("challenge.measure_shares")
	case kpi.ChallengeMentions:
		return p.T("challenge.measure_mentions")
	}
	return p.T("challenge.measure_interactions")
}

// bracketWord names the accounts of about one size.
func bracketWord(from, under float64, p *i18n.Printer) string {
	low, high := p.Number(from, 0), p.Number(under, 0)
	switch {
	case from == 0 && under == 0:
		return p.T("challenge.bracket_all")
	case from == 0:
		return p.T("challenge.bracket_under", "under", high)
	case under == 0:
		return p.T("challenge.bracket_from", "from", low)
	}
	return p.T("challenge.bracket", "from", low, "under", high)
}
