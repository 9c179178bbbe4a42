package analytics

// This file places ranges by effort and return, for direction to arbitrate
// between them.

import "portevoix/internal/kpi"

// ArbitrationMonths is over how many months ranges are placed.
const ArbitrationMonths = 3

// Quadrant is what the place of a range suggests. It proposes; a person decides.
type Quadrant string

// The quadrants (DOMAIN §5, arbitration grid).
const (
	QuadrantReinforce Quadrant = "reinforce"  // much return for little effort
	QuadrantKeep      Quadrant = "keep"       // much return for much effort
	QuadrantRethink   Quadrant = "rethink"    // little return for much effort
	QuadrantReexamine Quadrant = "re_examine" // little return for little effort
	QuadrantUnknown   Quadrant = ""           // too little is known
)

// Quadrants lists the quadrants in the order of the screen: from left to right
// effort grows, from top to bottom return falls.
var Quadrants = []Quadrant{QuadrantReinforce, QuadrantKeep, QuadrantReexamine, QuadrantRethink}

// Placement is where a range, or an account, stands.
type Placement struct {
	Group      Group
	Quadrant   Quadrant
	Effort     kpi.Number // posts a month of an account, over the account-months whose posts are known
	Return     kpi.Number // interactions a month per 1,000 followers
	Posts      kpi.Number // over the whole span
	PostsCover Coverage   // account-months
	RateCover  Coverage   // account-months behind Return
	Followers  kpi.Number // at the end
	Growth     kpi.Number // of followers against the span before, like for like, in %
}

// Arbitration is the grid of one span.
type Arbitration struct {
	Span       kpi.Span
	Effort     kpi.Number // median of the ranges that are placed
	Return     kpi.Number
	Placements []Placement // in the order of the ranges
}

// NewPlacement reads a range's place out of its span: effort is posts ÷ known
// account-months, return the mean monthly engagement rate times ten, which is
// interactions per 1,000 followers (DOMAIN §5).
func NewPlacement(g Group, s SpanSummary) Placement {
	posts, rate, audience := s.Measure(kpi.Posts), s.Measure(kpi.EngagementRate), s.Measure(kpi.Followers)
	return Placement{
		Group: g, Posts: posts.Value, PostsCover: posts.Coverage, RateCover: rate.Coverage,
		Effort: posts.Value.Over(kpi.Num(float64(posts.Known))), Return: rate.Value.Times(10),
		Followers: audience.Value, Growth: audience.LikeForLike.Growth,
	}
}

// Arbitrate puts placements into their quadrants against the medians of those
// whose effort and return are known. What lies on a median counts as above it.
// With fewer than two there is nothing to compare with, and nobody is placed.
func Arbitrate(span kpi.Span, list []Placement) Arbitration {
	a := Arbitration{Span: span}
	var efforts, returns []float64
	for _, p := range list {
		if p.Effort.Known && p.Return.Known {
			efforts, returns = append(efforts, p.Effort.V), append(returns, p.Return.V)
		}
	}
	if len(efforts) > 1 {
		a.Effort, a.Return = Median(efforts), Median(returns)
	}
	for _, p := range list {
		p.Quadrant = QuadrantOf(p, a.Effort, a.Return)
		a.Placements = append(a.Placements, p)
	}
	return a
}

// QuadrantOf is the quadrant of a placement against given medians.
func QuadrantOf(p Placement, effort, yield kpi.Number) Quadrant {
	if !p.Effort.Known || !p.Return.Known || !effort.Known || !yield.Known {
		return QuadrantUnknown
	}
	much, good := p.Effort.V >= effort.V, p.Return.V >= yield.V
	switch {
	case good && much:
		return QuadrantKeep
	case good:
		return QuadrantReinforce
	case much:
		return QuadrantRethink
	}
	return QuadrantReexamine
}
