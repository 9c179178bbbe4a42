package web

// This file puts into words what is made from the figures of one account.

import (
	"strconv"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// measureWords are the name and the definition of each measure.
var measureWords = map[string][2]string{
	analytics.MeasureNetGrowth:     {"measure.net_growth", "measure.net_growth_how"},
	analytics.MeasureGrowthRate:    {"measure.growth_rate", "measure.growth_rate_how"},
	analytics.MeasureShare:         {"measure.network_share", "measure.network_share_how"},
	analytics.MeasurePerPost:       {"measure.engagement_per_post", "measure.engagement_per_post_how"},
	analytics.MeasureApplause:      {"measure.applause", "measure.applause_how"},
	analytics.MeasureAmplification: {"measure.amplification", "measure.amplification_how"},
	analytics.MeasureConversation:  {"measure.conversation", "measure.conversation_how"},
	analytics.MeasureOnImpressions: {"measure.engagement_impressions", "measure.engagement_impressions_how"},
	analytics.MeasureVirality:      {"measure.virality", "measure.virality_how"},
	analytics.MeasureFrequency:     {"measure.posting_frequency", "measure.posting_frequency_how"},
}

// indicatorWords are the definitions of the derived indicators.
var indicatorWords = map[string]string{
	kpi.Interactions:   "measure.interactions_how",
	kpi.EngagementRate: "measure.engagement_rate_how",
}

// writeMeasure writes a measure: what is for one post, or a day, with a decimal.
func writeMeasure(p *i18n.Printer, code string, n kpi.Number) string {
	switch {
	case analytics.PercentMeasure(code):
		return p.Percent(n, 2)
	case code == analytics.MeasureNetGrowth:
		return p.Signed(n, 0)
	}
	return p.Value(n, 1)
}

// measureFact is a measure in the month of an account's page.
func measureFact(p *i18n.Printer, a analytics.AccountView, m analytics.AccountMeasure) page.Fact {
	words := measureWords[m.Code]
	f := page.Fact{ID: "measure-" + m.Code, Label: p.T(words[0]), Definition: p.T(words[1]), Value: writeMeasure(p, m.Code, m.Value)}
	direction := kpi.DirectionUp
	if m.Code == analytics.MeasureFrequency {
		direction = kpi.DirectionNeutral
	}
	if m.Change.Known {
		f.Change = page.Delta{Change: m.Change, Direction: direction, Text: p.Points(m.Change, 2)}
		if !analytics.PercentMeasure(m.Code) {
			f.Change.Text = p.Signed(m.Change, 1)
		}
		if m.Code == analytics.MeasureNetGrowth {
			f.Change.Text = p.Signed(m.Change, 0)
		}
	}
	if m.PerThousand.Known {
		f.Notes = append(f.Notes, p.T("measure.per_thousand", "value", p.Value(m.PerThousand, 1)))
	}
	if m.Code == analytics.MeasureShare && m.Value.Known {
		if a.SharePart {
			f.Notes = append(f.Notes, p.T("measure.share_part"))
		}
		f.Notes = append(f.Notes, p.T("measure.share_known", "known", a.Share.Known, "expected", a.Share.Expected))
	}
	if note := recordNote(p, a.Month, m.Record, func(n kpi.Number) string { return writeMeasure(p, m.Code, n) }); note != "" {
		f.Notes = append(f.Notes, note)
	}
	return f
}

// recordNote tells an account's best month; "" where there is none.
func recordNote(p *i18n.Printer, month kpi.Month, r analytics.Record, write func(kpi.Number) string) string {
	switch {
	case r.Of == 0:
		return ""
	case r.Month == month:
		return p.T("measure.record_now")
	}
	return p.T("measure.record", "value", write(r.Value), "month", p.ShortMonth(r.Month))
}

// seasonOf is the account's own season: its chart, of interactions where they
// are known, and a table of the same month over the years.
func seasonOf(p *i18n.Printer, a analytics.AccountView, labels map[string]string) (*page.SeasonView, error) {
	if len(a.Seasons) == 0 {
		return nil, nil
	}
	shown := a.Seasons[0]
	for _, s := range a.Seasons {
		if s.Indicator.Code == kpi.Interactions {
			shown = s
		}
	}
	figure, err := charts.Season(a.Account, shown, p)
	if err != nil {
		return nil, err
	}
	name := strings.ToLower(a.Account.Platform + "-" + kpi.FoldHandle(a.Account.Handle) + "-season")
	v := &page.SeasonView{Title: p.T("season.head", "month", p.MonthName(a.Month.Month())), Text: p.T("season.text"), Figure: figureOf(p, figure, name)}
	rows := map[int][]page.SeasonCell{}
	for i, s := range a.Seasons {
		v.Columns = append(v.Columns, labels[s.Indicator.Code])
		for _, y := range s.Years {
			if !y.Value.Known {
				continue
			}
			for len(rows[y.Year]) < i {
				rows[y.Year] = append(rows[y.Year], page.SeasonCell{Value: i18n.Unknown})
			}
			cell := page.SeasonCell{Value: writeFigure(p, s.Indicator, y.Value)}
			switch {
			case y.Growth.Known:
				cell.Change = page.Delta{Change: y.Growth, Text: p.SignedPercent(y.Growth, 1), Direction: s.Indicator.Direction}
			case y.Change.Known:
				cell.Change = page.Delta{Change: y.Change, Text: writeChange(p, s.Indicator, y.Change), Direction: s.Indicator.Direction}
			}
			rows[y.Year] = append(rows[y.Year], cell)
		}
	}
	for year := a.Month.Year(); len(rows) > 0; year-- {
		cells, there := rows[year]
		if !there {
			continue
		}
		delete(rows, year)
		for len(cells) < len(v.Columns) {
			cells = append(cells, page.SeasonCell{Value: i18n.Unknown})
		}
		v.Years = append(v.Years, page.SeasonYear{Year: strconv.Itoa(year), Cells: cells})
	}
	return v, nil
}
