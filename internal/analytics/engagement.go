package analytics

// This file holds the engagement rate, of one account and of many.

import (
	"iter"
	"slices"

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

// CompareEngagement sets the engagement rates of accounts, in the order given,
// against their median. Accounts whose rate is unknown are left out; at most
// limit rows are kept, while Of and Median are over all.
func CompareEngagement(rates []AccountRate, limit int) EngagementByAccount {
	return CompareEngagements(slices.Values(rates), limit)
}

// CompareEngagements is CompareEngagement for whoever has no list of so many.
func CompareEngagements(rates iter.Seq[AccountRate], limit int) EngagementByAccount {
	var e EngagementByAccount
	var values []float64
	for r := range rates {
		if !r.Rate.Known {
			continue
		}
		values = append(values, r.Rate.V)
		if len(e.Rows) < limit {
			e.Rows = append(e.Rows, r)
		}
	}
	e.Of, e.Median = len(values), Median(values)
	return e
}
