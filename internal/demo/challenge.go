package demo

// This file opens a season of the challenge in the example: accounts take part,
// colleagues say bravo, and the influence index is switched on.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// challengeMonth is the month in which the season was opened.
const challengeMonth = 32

func (s *story) challenge(ctx context.Context, i int) error {
	direction := s.who(coordinator)
	if i == challengeMonth {
		season := kpi.Season{Name: "La saison des conversations", Measure: kpi.ChallengeInteractions, From: s.month(i), Until: s.month(i + 5)}
		id, err := s.n.SaveSeason(ctx, direction, season)
		if err != nil {
			return err
		}
		for _, v := range voices {
			account, there := s.ids[v.key()]
			if !there || v.handle == noeThreads { // being tried is enough
				continue
			}
			err := s.n.TakePart(ctx, s.who(v.filer(i)), id, account, true)
			if code := kpi.CodeOf(err); err != nil && code != kpi.CodeForbidden && code != kpi.CodeNotFound { // not theirs any more, or a deputy's
				return err
			}
		}
		return nil
	}
	if i != reviewMonth {
		return nil
	}
	ch, err := s.n.Challenge(ctx, direction, network.ChallengeQuery{})
	if err != nil {
		return err
	}
	for _, podium := range ch.Podiums {
		for _, face := range podium.Faces {
			if err := s.n.Bravo(ctx, direction, network.ChallengeQuery{Season: ch.Season.ID, Month: ch.Month}, face.Account.ID, true); err != nil {
				return err
			}
		}
	}
	return s.n.SwitchInfluence(ctx, direction, true)
}
