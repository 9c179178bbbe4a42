package reports

// The definitions: what each indicator and measure counts, by what formula,
// and what to beware of.

import (
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// definition is a line of the sheet.
type definition struct{ name, nature, formula, traps string }

// Widths of its columns, in characters.
var definitionWidths = []float64{32, 18, 62, 74}

func (b *workbook) definitionsSheet() {
	p := b.p
	b.widths(b.definitions, definitionWidths...)
	b.head(b.definitions, p.T("report.definitions.title"), p.T("report.definitions.reading"))
	row := headRows + 1
	row = b.definitionTable(row, p.T("report.definitions.indicators"), b.indicatorDefinitions())
	b.do(b.f.InsertPageBreak(b.definitions, cellName(0, row+1)))
	row = b.definitionTable(row+1, p.T("report.definitions.measures"), measureDefinitions(p))
	b.definitionTable(row+1, p.T("report.definitions.states"), stateDefinitions(p))
	b.page(b.definitions, mutedColor, 1, 3)
}

// definitionTable writes a block and returns the row after it.
func (b *workbook) definitionTable(row int, title string, list []definition) int {
	row = b.section(b.definitions, row, title)
	for i, n := range []string{b.p.T("report.definitions.name"), b.p.T("report.definitions.nature"), b.p.T("report.definitions.formula"), b.p.T("report.definitions.traps")} {
		b.text(b.definitions, i, row, n, look{bold: true, fill: headColor, under: true})
	}
	b.do(b.f.SetRowHeight(b.definitions, row, 20))
	for _, d := range list {
		row++
		for i, text := range []string{d.name, d.nature, d.formula, d.traps} {
			b.text(b.definitions, i, row, text, look{under: true, wrap: true, vertical: "top", bold: i == 0})
		}
		lines := max(wrapped(d.name, definitionWidths[0]), wrapped(d.nature, definitionWidths[1]), wrapped(d.formula, definitionWidths[2]), wrapped(d.traps, definitionWidths[3]))
		b.do(b.f.SetRowHeight(b.definitions, row, float64(6+14*lines)))
	}
	return row + 1
}

// wrapped is the number of lines of a text in a column.
func wrapped(text string, width float64) int {
	lines := 0
	for _, l := range strings.Split(text, "\n") {
		lines += 1 + len([]rune(l))/int(width*1.05)
	}
	return min(lines, 20)
}

// indicatorDefinitions are those of the report's indicators: in our words for
// the ones the program knows, by kind for those that a customer added.
func (b *workbook) indicatorDefinitions() []definition {
	var list []definition
	for _, ind := range b.r.Indicators {
		formula, traps := indicatorTexts(ind, b.p)
		if source := ind.SourceIn(b.month()); source != "" {
			formula += " " + b.p.T("report.def.source", "source", source)
		}
		list = append(list, definition{b.label(ind), kindName(ind.Kind, b.p), formula, traps})
	}
	return list
}

func indicatorTexts(ind kpi.Indicator, p *i18n.Printer) (formula, traps string) {
	switch ind.Code {
	case kpi.Followers:
		return p.T("report.def.followers"), p.T("report.trap.followers")
	case kpi.Posts:
		return p.T("report.def.posts"), p.T("report.trap.posts")
	case kpi.Likes:
		return p.T("report.def.likes"), p.T("report.trap.likes")
	case kpi.Shares:
		return p.T("report.def.shares"), p.T("report.trap.flow")
	case kpi.Comments:
		return p.T("report.def.comments"), p.T("report.trap.flow")
	case kpi.Mentions:
		return p.T("report.def.mentions"), p.T("report.trap.mentions")
	case kpi.Impressions:
		return p.T("report.def.impressions"), p.T("report.trap.impressions")
	case kpi.Clicks:
		return p.T("report.def.clicks"), p.T("report.trap.flow")
	case kpi.Influence:
		return p.T("report.def.influence"), p.T("report.trap.influence")
	case kpi.SearchRank:
		return p.T("report.def.search_rank"), p.T("report.trap.search_rank")
	case kpi.Interactions:
		return p.T("report.def.interactions"), p.T("report.trap.interactions")
	case kpi.EngagementRate:
		return p.T("report.def.engagement_rate"), p.T("report.trap.engagement_rate")
	}
	switch ind.Kind {
	case kpi.KindStock:
		return p.T("report.def.stock"), p.T("report.trap.followers")
	case kpi.KindFlow:
		return p.T("report.def.flow"), p.T("report.trap.flow")
	case kpi.KindScore:
		return p.T("report.def.score"), p.T("report.trap.influence")
	case kpi.KindPosition:
		return p.T("report.def.position"), p.T("report.trap.search_rank")
	case kpi.KindPercentage:
		return p.T("report.def.percentage"), p.T("report.trap.percentage")
	}
	return p.T("report.def.ratio"), p.T("report.trap.engagement_rate")
}

func measureDefinitions(p *i18n.Printer) []definition {
	m := p.T("report.measure")
	return []definition{
		{p.T("report.measure.like_for_like"), m, p.T("report.def.like_for_like"), p.T("report.trap.like_for_like")},
		{p.T("report.measure.net"), m, p.T("report.def.net"), p.T("report.trap.net")},
		{p.T("report.measure.growth"), m, p.T("report.def.growth"), p.T("report.trap.growth")},
		{p.T("report.measure.points"), m, p.T("report.def.points"), p.T("report.trap.points")},
		{p.T("report.measure.share"), m, p.T("report.def.share"), p.T("report.trap.share")},
		{p.T("report.measure.coverage"), m, p.T("report.def.coverage"), p.T("report.trap.coverage")},
		{p.T("report.rate.filing"), m, p.T("report.def.filing_rate"), p.T("report.trap.filing_rate")},
		{p.T("report.rate.fill"), m, p.T("report.def.fill_rate"), p.T("report.trap.fill_rate")},
		{p.T("report.measure.over_accounts"), m, p.T("report.def.over_accounts"), p.T("report.trap.over_accounts")},
	}
}

func stateDefinitions(p *i18n.Printer) []definition {
	s := p.T("report.definitions.state")
	return []definition{
		{p.T("report.figure.empty"), s, p.T("report.def.empty"), p.T("report.trap.empty")},
		{p.T("report.figure.value"), s, p.T("report.def.value"), p.T("report.trap.value")},
		{p.T("report.figure.unavailable"), s, p.T("report.def.unavailable"), p.T("report.trap.unavailable")},
		{p.T("report.figure.na"), s, p.T("report.def.na"), p.T("report.trap.na")},
		{p.T("report.data.calculated"), s, p.T("report.def.calculated"), p.T("report.trap.calculated")},
	}
}
