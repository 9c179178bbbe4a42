package network

// This file reads ahead, after the start of a server, what the first pages are
// counted from.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

const (
	// warmAccounts is how many accounts a network has for that: of fewer, the
	// first page is there soon enough, and memory at rest is worth more.
	warmAccounts = 20_000
	// warmMonths are those that a month's page looks back on, with the ones that
	// its first months are compared with.
	warmMonths = seriesMonths + 1
)

// Warm reads the latest months of a large network into memory, the latest
// first, until ctx is done; of a small one nothing. It takes seconds.
func (n *Network) Warm(ctx context.Context) error {
	count, err := n.db.HowManyAccounts(ctx)
	if err != nil || count < warmAccounts {
		return err
	}
	last := n.CurrentMonth().Add(-1)
	months := kpi.MonthsBetween(max(last.Add(1-warmMonths), kpi.EarliestFigures), last)
	slices.Reverse(months)
	return n.db.Warm(ctx, months)
}
