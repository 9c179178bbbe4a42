package kpi

import (
	"math"
	"slices"
)

// Kind says how an indicator is counted and so how it is added up.
type Kind string

// The kinds of an indicator.
const (
	KindStock      Kind = "stock"      // level at the end of the month
	KindFlow       Kind = "flow"       // count over the month
	KindScore      Kind = "score"      // bounded index with a source
	KindPosition   Kind = "position"   // rank, lower is better
	KindPercentage Kind = "percentage" // filed as such, 0 to 100
	KindRatio      Kind = "ratio"      // derived, never filed
)

// Direction says which way is better.
type Direction string

// The directions of an indicator.
const (
	DirectionUp      Direction = "up"
	DirectionDown    Direction = "down"
	DirectionNeutral Direction = "neutral"
)

// Codes of the indicators that the program itself knows. Interactions and
// EngagementRate are derived: computed from others and never filed.
const (
	Followers      = "followers"
	Posts          = "posts"
	Likes          = "likes"
	Shares         = "shares"
	Comments       = "comments"
	Mentions       = "mentions"
	Impressions    = "impressions"
	Clicks         = "clicks"
	Influence      = "influence"
	SearchRank     = "search_rank"
	Interactions   = "interactions"
	EngagementRate = "engagement_rate"
)

// InteractionParts are the indicators whose sum is the interactions of an
// account, of those that are asked of it. Mentions stay apart: others cause
// them.
var InteractionParts = []string{Likes, Shares, Comments}

// Indicator is something that is counted.
type Indicator struct {
	ID        ID
	Code      string
	Kind      Kind
	Unit      string // "" for a plain count
	Direction Direction
	Derived   bool   // computed from others, never filed
	Min, Max  Number // bounds of a score
	Decimals  int    // shown
	Position  int    // order on screen
	Labels    []IndicatorLabel
	Sources   []IndicatorSource
	Asks      []IndicatorAsk
}

// IndicatorLabel names an indicator in one language, everywhere (Platform 0)
// or on one platform.
type IndicatorLabel struct {
	Indicator ID
	Locale    string
	Platform  ID
	Label     string
}

// IndicatorSource says where a score comes from during some months; its line
// is not joined across two sources.
type IndicatorSource struct {
	Indicator   ID
	Name        string
	Version     string
	From, Until Month // Until included; zero is open
}

// Place says where to find an indicator on a platform.
type Place struct {
	Sentence string // what to click, in words
	Link     string // https address of the platform's page; "": none
}

// IndicatorAsk asks an indicator of the accounts that have all of its given
// scopes (zero is any), in the months From to Until (included; zero is open).
type IndicatorAsk struct {
	Indicator                 ID
	Platform, Sphere, Account ID
	From, Until               Month
}

// Label returns the name of the indicator in a language, on a platform where
// it has a name of its own there (0 for the general name), and the code where
// it has none.
func (i Indicator) Label(locale string, platform ID) string {
	label := i.Code
	for _, l := range i.Labels {
		if l.Locale == locale && l.Platform == platform {
			return l.Label
		}
		if l.Locale == locale && l.Platform == 0 {
			label = l.Label
		}
	}
	return label
}

// SourceIn returns the source in force in a month, "" where there is none.
func (i Indicator) SourceIn(m Month) string {
	for _, s := range i.Sources {
		if s.From <= m && (s.Until == 0 || m <= s.Until) {
			if s.Version == "" {
				return s.Name
			}
			return s.Name + " " + s.Version
		}
	}
	return ""
}

// Summed reports whether the figures of several accounts are added up; those
// of other kinds are given as a median, or recomputed.
func (i Indicator) Summed() bool { return i.Kind == KindStock || i.Kind == KindFlow }

// Whole reports whether only whole numbers make sense.
func (i Indicator) Whole() bool { return i.Summed() || i.Kind == KindPosition }

// DecimalsOf are the decimals that values of the indicator are written with: its
// own, and one more where the median of whole numbers is none.
func (i Indicator) DecimalsOf(values ...Number) int {
	if i.Decimals == 0 && !i.Summed() && slices.ContainsFunc(values, func(n Number) bool { return n.V != math.Trunc(n.V) }) {
		return 1
	}
	return i.Decimals
}

// maxCount is the largest count that a float64 still holds exactly.
const maxCount = 1 << 53

// Check refuses the impossible: a negative or broken count, a position below
// 1, a percentage or score outside its bounds. It returns the message key and
// arguments of the fault, and "" where the value is possible.
func (i Indicator) Check(v float64) (key string, args Args) {
	switch {
	case i.Summed() && v < 0:
		return "figure.negative", Args{"value": v}
	case v > maxCount || v < -maxCount:
		return "figure.large", nil
	case i.Whole() && v != float64(int64(v)):
		return "figure.whole", Args{"value": v}
	case i.Kind == KindPosition && v < 1:
		return "figure.position", Args{"value": v}
	case i.Kind == KindPercentage && (v < 0 || v > 100):
		return "figure.bounds", Args{"min": 0.0, "max": 100.0}
	case i.Kind == KindScore && ((i.Min.Known && v < i.Min.V) || (i.Max.Known && v > i.Max.V)):
		return "figure.bounds", Args{"min": i.Min.V, "max": i.Max.V}
	}
	return "", nil
}
