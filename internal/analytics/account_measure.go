package analytics

// This file holds what can be said of one account besides its figures: the
// measures made from them, its own records and its own season.

import "portevoix/internal/kpi"

// Codes of the measures of one account that are made from its figures, beside
// kpi.Interactions and kpi.EngagementRate (DOMAIN §5).
const (
	MeasureNetGrowth     = "net_growth"
	MeasureGrowthRate    = "growth_rate"
	MeasureOnImpressions = "engagement_impressions"
	MeasurePerPost       = "engagement_per_post"
	MeasureAmplification = "amplification"
	MeasureApplause      = "applause"
	MeasureConversation  = "conversation"
	MeasureVirality      = "virality"
	MeasureFrequency     = "posting_frequency"
	MeasureShare         = "network_share"
)

// MeasureCodes are those measures, in the order of the screen.
var MeasureCodes = []string{
	MeasureNetGrowth, MeasureGrowthRate, MeasureShare, MeasurePerPost, MeasureApplause, MeasureAmplification, MeasureConversation,
	MeasureOnImpressions, MeasureVirality, MeasureFrequency,
}

// PercentMeasure reports whether a measure is in percent, so that its
// differences are in points.
func PercentMeasure(code string) bool {
	switch code {
	case MeasureGrowthRate, MeasureOnImpressions, MeasureVirality, MeasureShare:
		return true
	}
	return false
}

// AccountMeasure is one measure of an account in a month.
type AccountMeasure struct {
	Code     string
	Value    kpi.Number // in % where PercentMeasure
	Previous kpi.Number // of the month before
	Change   kpi.Number // Value − Previous; in points of what is in %
	// PerThousand is what stands above the line of applause, amplification and
	// conversation, for 1,000 followers; unknown for the others.
	PerThousand kpi.Number
	Record      Record
}

// NetGrowth returns the followers won in a month: F₁ − F₀, undefined without F₀
// (DOMAIN §5, net growth).
func NetGrowth(opening, closing kpi.Number) kpi.Number { return closing.Minus(opening) }

// EngagementOnImpressions returns I ÷ impressions in percent, undefined for
// none (DOMAIN §5, engagement on impressions).
func EngagementOnImpressions(interactions, impressions kpi.Number) kpi.Number {
	return Percent(interactions, impressions)
}

// PerPost returns interactions, likes, shares or comments for one post,
// undefined for 0 posts (DOMAIN §5: engagement per post, applause,
// amplification, conversation).
func PerPost(count, posts kpi.Number) kpi.Number { return count.Over(posts) }

// PerThousand returns a count of a month for 1,000 followers: those of the
// month's mean audience, as the engagement rate has it (DOMAIN §5).
func PerThousand(count, opening, closing kpi.Number) kpi.Number {
	mean, _ := kpi.MeanAudience(opening, closing)
	return count.Times(1000).Over(mean)
}

// Virality returns shares ÷ impressions in percent, undefined for none
// (DOMAIN §5, virality).
func Virality(shares, impressions kpi.Number) kpi.Number { return Percent(shares, impressions) }

// PostingFrequency returns posts ÷ days of the month (DOMAIN §5, posting
// frequency).
func PostingFrequency(posts kpi.Number, m kpi.Month) kpi.Number {
	return posts.Over(kpi.Num(float64(m.Days())))
}

// ShareOfNetwork returns an account's interactions ÷ the network's, in percent
// (DOMAIN §5, share of network). The network's are those known: where some are
// missing, the share is too large, and its coverage stands beside it.
func ShareOfNetwork(interactions kpi.Number, network kpi.Total) kpi.Number {
	if network.Known == 0 {
		return kpi.Number{}
	}
	return Percent(interactions, kpi.Num(network.Sum))
}

// measure returns a measure of a month; network has the network's interactions.
func (l *Ledger) measure(m kpi.Month, code string, network map[kpi.Month]kpi.Total) kpi.Number {
	filed := func(code string) kpi.Number { return l.Figure(m, code).Number() }
	opening := l.Figure(m.Add(-1), kpi.Followers).Number()
	switch code {
	case MeasureNetGrowth:
		return NetGrowth(opening, filed(kpi.Followers))
	case MeasureGrowthRate:
		return GrowthRate(opening, filed(kpi.Followers))
	case MeasureOnImpressions:
		return EngagementOnImpressions(l.Interactions(m), filed(kpi.Impressions))
	case MeasurePerPost:
		return PerPost(l.Interactions(m), filed(kpi.Posts))
	case MeasureAmplification, MeasureApplause, MeasureConversation:
		return PerPost(filed(abovePosts[code]), filed(kpi.Posts))
	case MeasureVirality:
		return Virality(filed(kpi.Shares), filed(kpi.Impressions))
	case MeasureFrequency:
		return PostingFrequency(filed(kpi.Posts), m)
	case MeasureShare:
		return ShareOfNetwork(l.Interactions(m), network[m])
	}
	return kpi.Number{}
}

// abovePosts is what is divided by posts.
var abovePosts = map[string]string{MeasureAmplification: kpi.Shares, MeasureApplause: kpi.Likes, MeasureConversation: kpi.Comments}

// Measures returns the measures of an account in a month: those that its
// figures allow in at least one month up to that one. Network has the
// interactions of the network by month; without it there is no share. A
// posting frequency has no record: more posts are not better.
func (l *Ledger) Measures(m kpi.Month, network []kpi.Total) []AccountMeasure {
	totals, months := totalsByMonth(network), monthsUntil(l.Months, m)
	var list []AccountMeasure
	for _, code := range MeasureCodes {
		values, known := make([]kpi.Number, len(months)), false
		for i, month := range months {
			values[i] = l.measure(month, code, totals)
			known = known || values[i].Known
		}
		if !known {
			continue
		}
		one := AccountMeasure{Code: code, Value: l.measure(m, code, totals), Previous: l.measure(m.Add(-1), code, totals)}
		one.Change = one.Value.Minus(one.Previous)
		if part, there := abovePosts[code]; there {
			one.PerThousand = PerThousand(l.Figure(m, part).Number(), l.Figure(m.Add(-1), kpi.Followers).Number(), l.Figure(m, kpi.Followers).Number())
		}
		if code != MeasureFrequency {
			one.Record = NewRecord(kpi.DirectionUp, months, values)
		}
		list = append(list, one)
	}
	return list
}

// monthsUntil is a list of months, in order, up to and including one.
func monthsUntil(months []kpi.Month, last kpi.Month) []kpi.Month {
	for i, m := range months {
		if m > last {
			return months[:i]
		}
	}
	return months
}

// Record is the best month of a measure of an account; zero: there is none.
type Record struct {
	Month kpi.Month
	Value kpi.Number
	Of    int // known months it is the best of
}

// NewRecord finds the best of an account's own months, the earliest of those
// that are as good. There is none where nothing is better or worse (a neutral
// direction, months that are all the same, no month above 0 of what should be
// high), and none among fewer than four known months.
func NewRecord(direction kpi.Direction, months []kpi.Month, values []kpi.Number) Record {
	var best Record
	worse := false // some month is
	for i, v := range values {
		if !v.Known {
			continue
		}
		best.Of++
		better := direction == kpi.DirectionUp && v.V > best.Value.V || direction == kpi.DirectionDown && v.V < best.Value.V
		if !best.Value.Known || better {
			worse = worse || best.Value.Known
			best.Month, best.Value = months[i], v
		} else if v.V != best.Value.V {
			worse = true
		}
	}
	if direction == kpi.DirectionNeutral || best.Of <= recordPoints || !worse || direction == kpi.DirectionUp && best.Value.V <= 0 {
		return Record{}
	}
	return best
}

// Records finds the best month of each of an account's lines, up to and
// including a month, by indicator. A score's is the best of its last source
// alone, and an engagement rate on the closing size alone is none.
func (l *Ledger) Records(lines []Line, until kpi.Month) map[string]Record {
	records := map[string]Record{}
	for _, line := range lines {
		var months []kpi.Month
		var values []kpi.Number
		for _, pt := range line.Points {
			if pt.Month > until || line.Indicator.SourceIn(pt.Month) != line.Indicator.SourceIn(until) {
				continue
			}
			v := pt.Number()
			if line.Indicator.Code == kpi.EngagementRate {
				if _, closingOnly := l.Engagement(pt.Month); closingOnly {
					v = kpi.Number{}
				}
			}
			months, values = append(months, pt.Month), append(values, v)
		}
		if r := NewRecord(line.Indicator.Direction, months, values); r.Of > 0 {
			records[line.Indicator.Code] = r
		}
	}
	return records
}
