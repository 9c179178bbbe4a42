package analytics

// This file holds the sections of a report that are not made of figures alone:
// what was decided, and the season of the challenge.

import "portevoix/internal/kpi"

// ReportDecision is a decision of the register in a report.
type ReportDecision struct {
	Range   Group       // its ID is 0 for a decision on an account
	Account kpi.Account // likewise
	Verdict string
	Reason  string    // "" where it is no longer told
	Decided kpi.Day   // when
	Month   kpi.Month // whose figures it was decided from
	Review  kpi.Day   // zero: not planned
	InForce bool      // no later one reviewed it
	// Then and Now are the return, interactions per 1,000 followers, as it stood
	// and in the report's month; Change is in %.
	Then, Now, Change kpi.Number
}

// ReportChallenge is a season of the challenge in a report, as anybody may see
// it.
type ReportChallenge struct {
	Season   kpi.Season
	Closed   bool // the figures of the month are final
	Entered  int  // accounts that take part in the month
	Ranked   int  // of these, with the figures that are needed
	Podiums  []ReportPodium
	Improved []ReportFace   // that gained most on the month before
	Honours  []ReportHonour // of the season until the month
}

// ReportPodium is the best of the accounts of about one size.
type ReportPodium struct {
	From, Under float64 // followers; Under 0: no bound
	Faces       []ReportFace
}

// ReportFace is an account that the challenge shows.
type ReportFace struct {
	Account  kpi.Account
	Place    int        // 0 of the most improved
	Progress kpi.Number // in %; unknown where each account's figures are not to be seen
}

// ReportHonour is an account with what it was shown for in the season.
type ReportHonour struct {
	Account kpi.Account
	ChallengeHonour
}
