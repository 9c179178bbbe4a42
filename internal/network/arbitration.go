package network

// This file places ranges, and accounts at their test review, for direction to
// arbitrate.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// seesArbitrations reports whether a person sees the grid and the register:
// whoever sees every account's figures by their role.
func seesArbitrations(who kpi.Who) bool {
	return who.Is(kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleReader)
}

// decides reports whether a person decides: direction of the whole network.
func decides(who kpi.Who) bool { return who.Is(kpi.RoleCoordinator) && who.User.EntityID == 0 }

// Arbitration is the grid of the three months that end with a month, of the
// network or the part of it that a person is limited to.
// Errors: CodeNotFound for whoever does not see it; as SpanSummary.
func (n *Network) Arbitration(ctx context.Context, who kpi.Who, month kpi.Month) (analytics.Arbitration, error) {
	if !seesArbitrations(who) {
		return analytics.Arbitration{}, kpi.NotFound("error.not_found")
	}
	q := arbitrationQuery(month)
	groups, err := n.SpanGroups(ctx, who, q, kpi.ScopeRange)
	if err != nil {
		return analytics.Arbitration{}, err
	}
	var list []analytics.Placement
	for _, g := range groups {
		if g.Group.ID != 0 { // in no range there is nothing to arbitrate
			list = append(list, analytics.NewPlacement(g.Group, g.Summary))
		}
	}
	return analytics.Arbitrate(q.Span, list), nil
}

// arbitrationQuery is the span of the grid and the one before it.
func arbitrationQuery(month kpi.Month) SpanQuery {
	span := kpi.Span{From: month.Add(1 - analytics.ArbitrationMonths), Until: month}
	return SpanQuery{Span: span, Against: span.Before()}
}

// EndedTest is an account whose test has come to its review.
type EndedTest struct {
	Account kpi.Account
	From    kpi.Day // of the test
	Review  kpi.Day
	Verdict string  // given on it since its review day; "": it waits for one
	Given   kpi.Day // when
}

// EndedTests lists the accounts in test whose review day has come, by that day.
// Errors: CodeNotFound for whoever does not see arbitrations.
func (n *Network) EndedTests(ctx context.Context, who kpi.Who) ([]EndedTest, error) {
	if !seesArbitrations(who) {
		return nil, kpi.NotFound("error.not_found")
	}
	var ended []EndedTest
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := c.TestsToReview(ctx, n.Today())
		if err != nil || len(rows) == 0 {
			return err
		}
		decisions, err := c.Decisions(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			account, _, err := n.seeAccount(ctx, c, who, r.Account, n.CurrentMonth())
			if kpi.CodeOf(err) == kpi.CodeNotFound {
				continue // in another part of the tree
			}
			if err != nil {
				return err
			}
			one := EndedTest{Account: account, From: r.From, Review: r.Review}
			if err := n.verdictOn(ctx, c, decisions, &one); err != nil {
				return err
			}
			ended = append(ended, one)
		}
		return nil
	})
	return ended, err
}

// verdictOn finds the decision in force that was taken on a test since its review
// day.
func (n *Network) verdictOn(ctx context.Context, c store.Conn, decisions []store.DecisionRow, t *EndedTest) error {
	i := slices.IndexFunc(decisions, func(d store.DecisionRow) bool {
		return d.Account == t.Account.ID && d.Withdrawn == 0 && d.ReplacedBy == 0
	})
	if i < 0 {
		return nil
	}
	acts, err := c.Acts(ctx, []kpi.ID{decisions[i].Batch})
	if err != nil {
		return err
	}
	if day := kpi.DayOf(acts[decisions[i].Batch].At.In(n.location())); day >= t.Review {
		t.Verdict, t.Given = decisions[i].Verdict, day
	}
	return nil
}
