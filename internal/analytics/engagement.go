package analytics

// This file holds the engagement rate, of one account and of many.

import (
	"iter"

	"portevoix/internal/kpi"
)

// EngagementRate returns the engagement rate on followers of one account in a
// month, in percent: I ÷ ((F₀ + F₁) ÷ 2), on F₁ alone where F₀ is unknown, which
// closingOnly then says (DOMAIN §5, engagement rate).
func EngagementRate(interactions, opening, closing kpi.Number) (rate kpi.Number, closingOnly bool) {
	mean, closingOnly := kpi.MeanAudience(opening, closing)
	rate = Percent(interactions, mean)
	return rate, closingOnly && rate.Known
}

// TotalEngagement returns the engagement rate of several accounts in percent:
// the ratio of sums over the accounts that have both interactions and an
// audience, not the mean of their rates, which flatters small accounts
// (DOMAIN §5). The total is that of kpi.EngagementRate: Sum the interactions,
// Denominator the mean audiences. Totals of several months may be added up
// first: the result is a mean monthly rate.
func TotalEngagement(t kpi.Total) kpi.Number {
	if t.Known == 0 {
		return kpi.Number{}
	}
	return Percent(kpi.Num(t.Sum), kpi.Num(t.Denominator))
}

// CompareEngagement sets the engagement rates of some accounts against the
// median of all: values are the known rates of all, in percent and any order;
// rates the accounts in the order shown, of which those whose rate is unknown
// are left out and at most limit are kept.
func CompareEngagement(values []float64, rates iter.Seq[AccountRate], limit int) EngagementByAccount {
	e := EngagementByAccount{Of: len(values), Median: Median(values)}
	for r := range rates {
		if len(e.Rows) == min(limit, e.Of) {
			break
		}
		if r.Rate.Known {
			e.Rows = append(e.Rows, r)
		}
	}
	return e
}
