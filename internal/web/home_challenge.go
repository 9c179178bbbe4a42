package web

// This file puts the challenge on the home page of whoever holds accounts.

import (
	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// homeChallenge is the season that is running, with the places that are shown
// of accounts of about one's own size; nil where there is none, and for whoever
// holds no account.
func (s *Server) homeChallenge(c echo.Context) (*page.HomeChallenge, error) {
	ch, err := s.net.Challenge(c.Request().Context(), s.who(c), network.ChallengeQuery{})
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return nil, nil
	}
	if err != nil || ch.Off || !ch.Running || len(ch.Own) == 0 {
		return nil, err
	}
	p, w := s.printer(c), challengeWriter{s.printer(c), ch}
	v := &page.HomeChallenge{
		Season: ch.Season.ID, Title: p.T("home.challenge", "name", ch.Season.Name), Subtitle: p.T("challenge.join", "month", ch.Begins),
		Href: page.ChallengeAddress("/challenge", ch.Season.ID, ch.Month),
	}
	for _, o := range ch.Own {
		own := w.own(o)
		own.May = own.May && !own.In // leaving is done where it is explained
		v.Own = append(v.Own, own)
	}
	podium, near := ownPodium(ch)
	if !near {
		return v, nil
	}
	v.Subtitle = joined(" · ", p.Month(ch.Month), w.bracket(podium.From, podium.Under))
	if !ch.Closed {
		v.Subtitle = joined(" · ", v.Subtitle, p.T("challenge.provisional"))
	}
	for _, f := range podium.Faces {
		v.Faces = append(v.Faces, w.face(f))
	}
	return v, nil
}

// ownPodium is the podium of the size of one's own accounts; false where none
// of them has a result, or nobody is shown.
func ownPodium(ch network.Challenge) (network.ChallengePodium, bool) {
	for _, o := range ch.Own {
		for _, podium := range ch.Podiums {
			if o.Ranked && o.From == podium.From && o.Under == podium.Under && len(podium.Faces) > 0 {
				return podium, true
			}
		}
	}
	return network.ChallengePodium{}, false
}
