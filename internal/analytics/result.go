package analytics

import (
	"time"

	"portevoix/internal/kpi"
)

// Coverage says over how many accounts a number was counted.
type Coverage struct {
	Known    int // accounts with a value
	Expected int // accounts that should have one, or have it
}

// NofM is a rate shown as "n of m"; Value is in %, unknown where M is 0.
type NofM struct {
	N, M  int
	Value kpi.Number
}

// Change compares two months over the same accounts, those known in both.
type Change struct {
	N      int        // accounts known in both
	Before kpi.Number // their total in the earlier month; unknown where N is 0
	Now    kpi.Number // their total in the later month
	Net    kpi.Number // Now − Before
	Growth kpi.Number // in %, unknown where Before is unknown or 0
}

// Aggregate names the way in which the figures of several accounts became one.
type Aggregate string

// The ways to aggregate, by kind of indicator.
const (
	AggregateSum          Aggregate = "sum"           // stock, flow
	AggregateMedian       Aggregate = "median"        // score, position, percentage without headcount
	AggregateWeightedMean Aggregate = "weighted_mean" // percentage, by headcount
	AggregateRatio        Aggregate = "ratio"         // ratio of sums
)

// Measure is one indicator, or derived measure, of a month over a filter.
type Measure struct {
	Code       string
	Aggregate  Aggregate
	Value      kpi.Number // unknown where nobody filed it
	Coverage              // of Value
	Previous   kpi.Number // the same in M−1, over the accounts known then
	YearBefore kpi.Number // the same in M−12
	// Like for like, of kinds that are summed.
	LikeForLike     Change // against M−1
	YearLikeForLike Change // against M−12
	// Difference in points, of rates and percentages; else unknown.
	ChangePt     kpi.Number
	YearChangePt kpi.Number
}

// Raw is the difference of what was known in the month and in M−1, whoever filed:
// shown beside growth like for like (DOMAIN §5).
func (m Measure) Raw() kpi.Number { return m.Value.Minus(m.Previous) }

// Summary is a month over a filter: the numbers that page, API and workbook
// share.
type Summary struct {
	Month      kpi.Month
	Filter     kpi.Filter
	Accounts   int  // accounts with at least one figure known
	Expected   int  // filings expected
	Filed      int  // of these, submitted or accepted
	FilingRate NofM // filed of expected
	FillRate   NofM // answered of asked
	OnTime     NofM // filed on time of expected
	Measures   []Measure
}

// Measure returns the measure with the given indicator code, one without a
// value where there is none.
func (s Summary) Measure(code string) Measure {
	for _, m := range s.Measures {
		if m.Code == code {
			return m
		}
	}
	return Measure{Code: code}
}

// GroupKind says what a Group is one of.
type GroupKind string

// The kinds of groups.
const (
	GroupNetwork  GroupKind = "network"
	GroupPlatform GroupKind = "platform"
	GroupSphere   GroupKind = "sphere"
	GroupRange    GroupKind = "range"
	GroupEntity   GroupKind = "entity"
	GroupAccount  GroupKind = "account"
)

// Group is a sphere, a range, …; ID 0 is "in none" (or the whole network).
type Group struct {
	Kind GroupKind
	ID   kpi.ID
	Name string
	// Position is the group's place among its kind, counted from 0, fixed for
	// the whole product: it chooses the colour. "In none" has -1.
	Position int
}

// Value is a number in a month, with the coverage it was counted over.
type Value struct {
	Month  kpi.Month
	Number kpi.Number
	Coverage
}

// Series is the line of one group over consecutive months; an unknown number
// is a gap.
type Series struct {
	Group  Group
	Values []Value
}

// Share is what a group adds to the network's interactions of a month.
type Share struct {
	Group        Group
	Interactions kpi.Number
	Share        kpi.Number // in % of the interactions of all groups of its kind
	Coverage
}

// AccountRate is the engagement rate of one account in a month.
type AccountRate struct {
	Account kpi.Account
	Rate    kpi.Number // in %
	// ClosingOnly is set where the opening size is unknown, so that the rate
	// is on the closing size alone.
	ClosingOnly bool
}

// EngagementByAccount is the engagement rate of accounts, by sphere and name,
// against the median of all accounts of the filter.
type EngagementByAccount struct {
	Rows   []AccountRate // at most 40
	Of     int           // accounts with a rate
	Median kpi.Number    // in %
}

// Growth is the like-for-like growth of the network's size into a month.
type Growth struct {
	Month kpi.Month
	Change
}

// Dashboard is all that the month page shows besides its table.
type Dashboard struct {
	Summary      Summary
	Audience     []Series // followers by sphere, 24 months
	Posts        []Series // posts by sphere, 24 months
	Engagement   EngagementByAccount
	BySphere     []Share
	ByRange      []Share
	Growth       []Growth           // followers, 12 months
	Sparks       map[string][]Value // by code: the last 12 months of each tile
	GroupedByOne bool               // the filter leaves one sphere only
}

// Cell is one measure of one account in a month, with what it was before.
type Cell struct {
	Figure      kpi.Figure // zero for derived measures
	Value       kpi.Number
	Previous    kpi.Number // M−1
	YearBefore  kpi.Number // M−12
	Change      kpi.Number // Value − Previous; in points for rates
	Growth      kpi.Number // in %, of summed kinds
	ClosingOnly bool       // an engagement rate on the closing size alone
	Asked       bool
}

// AccountRow is a line of the month's table.
type AccountRow struct {
	Account kpi.Account
	Filing  kpi.FilingState
	Cells   map[string]Cell // by code, derived measures included
}

// AccountTable is a page of the month's table.
type AccountTable struct {
	Codes    []string // columns, in order
	Rows     []AccountRow
	Total    int // accounts of the filter
	Page     int // from 1
	PageSize int
	Sort     string // "sphere" (then name), "name", "platform", "state" or a code
	Desc     bool
}

// Pages returns the number of pages, at least 1.
func (t AccountTable) Pages() int {
	if t.PageSize == 0 {
		return 1
	}
	return max(1, (t.Total+t.PageSize-1)/t.PageSize)
}

// MarkKind says what happened on an account's line.
type MarkKind string

// The kinds of marks.
const (
	MarkHandover MarkKind = "handover"
	MarkState    MarkKind = "state"
	MarkRename   MarkKind = "rename"
	MarkGrouping MarkKind = "grouping"
	MarkEvent    MarkKind = "event"    // an operation or an activation began
	MarkDecision MarkKind = "decision" // direction decided on the account or its range
)

// Mark is something that happened to an account in a month.
type Mark struct {
	Month  kpi.Month
	Kind   MarkKind
	Detail string // the new state's code, handle or grouping, the event's name, the verdict; "" for a handover
	About  string // the range that was decided on; "": the account itself
}

// Line is one measure of one account over all its months, without holes in
// the list: an unknown month is a point without a value.
type Line struct {
	Indicator kpi.Indicator
	Points    []kpi.Point
	Breaks    []kpi.Month // first months of a new source: not joined to the month before
}

// Entry is one change in an account's history.
type Entry struct {
	Act       kpi.ID // all that one person changed at once
	At        time.Time
	By        string // name, or "" for whoever may not see it
	Role      string // the person's then
	Channel   kpi.Channel
	Reason    string
	Month     kpi.Month // of a figure or filing; else zero
	Indicator string    // code; "" for changes of no figure
	Ref       kpi.ID    // a question or a correction; 0: neither
	About     string    // the search query of a place
	Field     string    // of other changes than a figure's: handle, state, holder, question, correction, …
	Since     string    // month or day from which another change holds; "": at once
	Old, New  kpi.Figure
	OldText   string // of other changes
	NewText   string
}

// AccountView is all that an account's page shows.
type AccountView struct {
	Account   kpi.Account
	Month     kpi.Month // the latest with figures, else the current one
	Row       AccountRow
	Handles   []kpi.AccountHandle
	Groupings []kpi.AccountGrouping
	Periods   []kpi.AccountPeriod
	Holders   []kpi.AccountHolder // nil for whoever may not see persons
	Lines     []Line              // filed indicators with a figure, then interactions and engagement rate
	Marks     []Mark
	Changes   []Entry // latest first, at most 20
	// Measures are made from the figures of Month; Records are the best months
	// of the lines, by indicator, and Seasons the lines of which the same month is
	// known in two years or more.
	Measures []AccountMeasure
	Records  map[string]Record
	Seasons  []Season
	// Share says over how many accounts the network's interactions of Month are
	// counted; SharePart that they are those of a part of the tree alone.
	Share     Coverage
	SharePart bool
}

// GroupSummary is the summary of one sphere, range or entity.
type GroupSummary struct {
	Group   Group
	Summary Summary
}

// ReportAccount is one account in a report, over the report's months.
type ReportAccount struct {
	AccountRow
	Figures map[string][]kpi.Figure // by code (filed and derived), a figure per month of Report.Months
	// Places are where it stood in the report's months, in order, of an account
	// that was moved in them; empty: where Account says, all along.
	Places []kpi.AccountGrouping
}

// Place returns where the account stood in a month of the report: moving it
// never changes the past.
func (a ReportAccount) Place(m kpi.Month) kpi.AccountGrouping {
	for _, p := range a.Places {
		if p.From <= m && (p.Until.IsZero() || m <= p.Until) {
			return p
		}
	}
	return kpi.AccountGrouping{Sphere: a.Account.Sphere, Range: a.Account.Range, Entity: a.Account.Entity}
}

// Restatement is a figure of a closed month that was corrected since the last
// report.
type Restatement struct {
	Account   kpi.Account // as it stands in the month
	Month     kpi.Month
	Indicator kpi.Indicator
	Old, New  kpi.Figure // what the correction replaced, and what it wrote
	At        time.Time  // when it was accepted
}

// Report is all that the committee workbook shows.
type Report struct {
	Dashboard  Dashboard
	Network    string // name of the installation
	Entity     string // path it is limited to, "" for all
	AsOf       time.Time
	Number     kpi.ID      // of an issued report, from 1 on; 0: a draft, or an extract
	Replaces   kpi.ID      // the report that this one cancels and replaces; 0: none
	Months     []kpi.Month // 13, the last is the report's
	Indicators []kpi.Indicator
	BySphere   []GroupSummary
	ByRange    []GroupSummary
	Accounts   []ReportAccount // by sphere, then name
	Monthly    []Summary       // one per month of Months
	// Restated are the figures corrected since the last report, for whoever sees
	// each account's; Corrected counts them for everybody.
	Restated  []Restatement
	Corrected int
	// Annotations are the sentences for everybody at the report's months.
	Annotations []Annotation
	// Decisions are those of the register, latest first, for whoever sees it.
	Decisions []ReportDecision
	Challenge *ReportChallenge // nil: there was none in the month
	// Targets are those of the year and the month of the report, by scope.
	Targets []ReportTarget
	// Search is how the accounts are ranked by search engines; nil where no query
	// is measured, or each account's figures are not to be seen.
	Search *SearchReport
}
