package web

import "testing"

// What is compared is what the list of measures says, by every grouping.
func TestCompareOffersWhatItShows(t *testing.T) {
	h := newHouse(t)
	for _, by := range []string{"sphere", "range", "entity", "platform"} {
		h.as(direct).get("/compare?by="+by+"&measure=search_rank").want(t, 200, `value="search_rank" selected`)
	}
}
