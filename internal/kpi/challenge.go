package kpi

// This file holds the words of the challenge between accounts.

// ChallengeMeasure is what a season of the challenge looks at.
type ChallengeMeasure string

// The short list of measures, each per 1,000 followers; never the number of
// posts, which rewards noise.
const (
	ChallengeInteractions ChallengeMeasure = "interactions"
	ChallengeShares       ChallengeMeasure = "shares"
	ChallengeMentions     ChallengeMeasure = "mentions"
)

// ChallengeMeasures lists them; the first is that of a new season.
var ChallengeMeasures = []ChallengeMeasure{ChallengeInteractions, ChallengeShares, ChallengeMentions}

// Season is a season of the challenge: a name, a measure and its months.
type Season struct {
	ID      ID
	Name    string
	Measure ChallengeMeasure
	From    Month `db:"from_month"`
	Until   Month `db:"until_month"` // included
}

// Span is the months of the season.
func (s Season) Span() Span { return Span{s.From, s.Until} }

// SeasonEntry is an account that takes part in a season. Until is zero as long
// as it does; before From it never counted.
type SeasonEntry struct {
	Account ID    `db:"account_id"`
	From    Month `db:"from_month"`
	Until   Month `db:"until_month"`
}

// Counts reports whether the account takes part with a month.
func (e SeasonEntry) Counts(m Month) bool { return e.From <= m && (e.Until == 0 || m <= e.Until) }

// AccountMonth is the figures of an account's month that are set against its
// size.
type AccountMonth struct {
	Month        Month
	Opening      Number // followers at the end of the month before
	Closing      Number // followers at the end of the month
	Interactions Number
	Shares       Number
	Mentions     Number
}
