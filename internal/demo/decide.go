package demo

// This file is what direction of the example decided on its ranges.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// decide puts two decisions into the register as months go by: one in force,
// one whose review has come since.
func (s *story) decide(ctx context.Context, i int) error {
	groups, err := s.n.Groups(ctx, s.who(coordinator))
	if err != nil {
		return err
	}
	ids := map[string]kpi.ID{}
	for _, g := range groups.Ranges {
		ids[g.Name] = g.ID
	}
	for _, d := range []struct {
		month   int
		rang    string
		verdict string
		reason  string
		review  int // days after the decision
	}{
		{reviewMonth - 4, "Cuisson", "test", "Beaucoup de publications pour peu de réponses\u00a0: deux recettes filmées par mois, puis on regarde.", 92},
		{reviewMonth - 2, "Lumière", "reinforce", "Les comptes de la gamme répondent vite et leurs abonnés aussi\u00a0: une publication de plus par semaine.", 180},
	} {
		if d.month != i {
			continue
		}
		month := s.month(i)
		day := month.Add(1).FirstDay().Add(20)
		s.clock.set(day, 15, 0)
		if _, err := s.n.Decide(ctx, s.who(coordinator), network.DecisionInput{Range: ids[d.rang], Verdict: d.verdict, Month: month,
			Reason: d.reason, Review: day.Add(d.review)}); err != nil {
			return err
		}
	}
	return nil
}
