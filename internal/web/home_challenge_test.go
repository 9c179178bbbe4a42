package web

import (
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// Whoever holds an account is asked on their home page whether it takes part,
// and comes back there; leaving is done on the challenge's own page.
func TestHomeOffersTheChallenge(t *testing.T) {
	h := newHouse(t)
	b := h.as(camille)
	if strings.Contains(b.get("/").want(t, 200).body, "home-challenge") {
		t.Error("there is a challenge before a season")
	}
	season, err := h.net.SaveSeason(t.Context(), h.who(direct), kpi.Season{Name: "Saison d’essai", Measure: kpi.ChallengeInteractions, From: houseMonth, Until: houseMonth.Add(5)})
	h.must(err)
	b.get("/").want(t, 200, "Challenge : Saison d’essai", "Ne participe pas.", `action="/challenge/entries"`, `name="from" value="home"`)
	b.post("/challenge/entries", "season", season.String(), "account", h.inside.String(), "in", "1", "from", "home").wantGo(t, "/")
	home := b.get("/").want(t, 200, "Le compte participe au challenge.", "Participe.").body
	if strings.Contains(home, `action="/challenge/entries"`) {
		t.Error("leaving is offered on the home page")
	}
	for _, name := range []string{direct, deputy, reader} {
		if strings.Contains(h.as(name).get("/").body, "home-challenge") {
			t.Errorf("%s holds nothing and is asked", name)
		}
	}
	h.must(h.net.SwitchChallenge(t.Context(), h.who(direct), false))
	if strings.Contains(b.get("/").want(t, 200).body, "home-challenge") {
		t.Error("it is shown while it is switched off")
	}
}
