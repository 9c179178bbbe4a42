package demo

import (
	"math"
	"math/rand/v2"
	"time"

	"portevoix/internal/kpi"
)

// season is how busy each calendar month is against the year's mean: quiet
// summers and Decembers, a strong September.
var season = [12]float64{0.96, 1.00, 1.08, 1.02, 0.97, 1.03, 0.82, 0.60, 1.14, 1.13, 1.10, 0.85}

// curve invents the figures of one account, month after month.
type curve struct {
	rng       *rand.Rand
	followers float64 // at the end of the month before
	growth    float64 // of followers, a month; falls as the account ages
	posts     float64 // a month
	reaction  float64 // likes a post gets from 1,000 followers
	sharing   float64 // shares for a like
	mentions  float64 // for 1,000 followers
	influence float64 // score; 0: none
	rank      float64 // position in search results; 0: none
}

// newCurve returns a curve drawn by its seed and stream alone, so that an
// account's figures do not depend on the accounts around it.
func newCurve(seed, stream uint64) *curve {
	return &curve{rng: rand.New(rand.NewPCG(seed, stream))}
}

// random fills the curve with the traits of some account of a big network:
// most are small, a few are very large.
func (c *curve) random() *curve {
	c.followers = math.Round(math.Exp(5.6 + 1.3*c.rng.NormFloat64()))
	c.growth = 0.004 + 0.02*c.rng.Float64()
	c.posts = 2 + 26*c.rng.Float64()*c.rng.Float64()
	c.reaction = 3 + 14*c.rng.Float64()
	c.sharing = 0.05 + 0.3*c.rng.Float64()
	c.mentions = 1 + 6*c.rng.Float64()
	c.influence = 20 + 45*c.rng.Float64()
	c.rank = 1 + math.Floor(40*c.rng.Float64())
	return c
}

// next draws the month's figures and moves on.
func (c *curve) next(m kpi.Month) map[string]kpi.Figure {
	busy := season[m.Month()-time.January]
	posts := math.Max(0, math.Round(c.posts*busy*c.noise(0.18)))
	opening := c.followers
	c.followers = math.Max(0, math.Round(opening*(1+c.growth*busy)+opening*0.004*c.rng.NormFloat64()))
	c.growth *= 0.992
	audience := (opening + c.followers) / 2000
	likes := math.Round(posts * c.reaction * audience * c.noise(0.22))
	shares := math.Round(likes * c.sharing * c.noise(0.25))
	figures := map[string]kpi.Figure{
		kpi.Followers: kpi.Given(c.followers),
		kpi.Posts:     kpi.Given(posts),
		kpi.Likes:     kpi.Given(likes),
		kpi.Shares:    kpi.Given(shares),
		kpi.Mentions:  kpi.Given(math.Round(c.mentions * audience * busy * c.noise(0.3))),
	}
	figures[kpi.Comments] = kpi.Given(math.Round(likes * 0.11 * c.noise(0.3)))
	figures[kpi.Influence] = c.nextInfluence()
	figures[kpi.SearchRank] = c.nextRank()
	return figures
}

func (c *curve) nextInfluence() kpi.Figure {
	if c.influence == 0 {
		return kpi.Figure{State: kpi.StateNA}
	}
	c.influence = math.Min(99, math.Max(5, c.influence+0.25+1.1*c.rng.NormFloat64()))
	return kpi.Given(math.Round(c.influence*10) / 10)
}

func (c *curve) nextRank() kpi.Figure {
	if c.rank == 0 {
		return kpi.Figure{State: kpi.StateNA}
	}
	c.rank = math.Max(1, math.Round(c.rank-0.12+1.2*c.rng.NormFloat64()))
	if c.rank > 50 {
		return kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked}
	}
	return kpi.Given(c.rank)
}

// noise is a factor around 1, never below 0.2.
func (c *curve) noise(spread float64) float64 {
	return math.Max(0.2, 1+spread*c.rng.NormFloat64())
}
