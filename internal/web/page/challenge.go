package page

import (
	"net/url"

	"portevoix/internal/kpi"
)

// ChallengeAddress is a page of the challenge on a month of a season; without
// them it is the latest.
func ChallengeAddress(path string, season kpi.ID, month kpi.Month) string {
	q := url.Values{}
	if season != 0 {
		q.Set("season", season.String())
	}
	if month != 0 {
		q.Set("month", month.String())
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// over is what stands above the title, where that is not it.
func (v ChallengeView) over(name string) string {
	if v.Title == name {
		return ""
	}
	return name
}

// honoursShown is how many of the season's honours stand open.
const honoursShown = 12

// ChallengeView is a month of a season of the challenge.
type ChallengeView struct {
	Off             bool
	MayRun          bool
	Season          kpi.ID // 0: there is none
	Month           kpi.Month
	Title, Subtitle string
	How             string // what is measured
	Seasons         []ListChoice
	Previous, Next  string // other months; "": none
	MonthName       string
	Projection      string
	None            string // why there is no result; "": there is one
	Podiums         []ChallengePodium
	Improved        []ChallengeFace
	Own             []ChallengeOwn
	Join            string // what taking part means; "": one cannot any more
	Honours         []ChallengeHonour
	Form            *SeasonForm
	Another         string // address of the form of another season; "": it is shown
}

// ChallengePodium is the best accounts of about one size.
type ChallengePodium struct {
	ID, Title string
	Faces     []ChallengeFace
}

// ChallengeFace is an account that is shown.
type ChallengeFace struct {
	Account  kpi.Account
	Href     string // "": the person does not see its page
	Place    string // in words; "" of the most improved
	First    bool
	Progress string // "": not for this person
	Bravos   string // how many; "": none
	Names    string // who said it, for the holder alone
	Own      bool
	Given    bool
}

// ChallengeOwn is an account that the person holds.
type ChallengeOwn struct {
	Account kpi.Account
	Text    string
	In      bool
	May     bool // choose whether it takes part
}

// ChallengeHonour is an account with what it was shown for.
type ChallengeHonour struct {
	Account kpi.Account
	Text    string
}

// SeasonForm opens a season, or changes one.
type SeasonForm struct {
	ID       kpi.ID // 0: a new one
	Title    string
	Name     Field
	Measure  Field
	From     Field
	Until    Field
	Measures []Option
	Months   []Option
	Fault    string
}

// InfluenceView is the influence index of the accounts of a platform.
type InfluenceView struct {
	Off            bool
	MayRun         bool
	Subtitle       string
	MonthName      string
	Explained      string // the formula, in words
	Previous, Next string
	Platforms      []ListChoice
	Few            string // why there is no index; "": there is one
	None           bool   // no account to show
	Count          string
	Rows           []InfluenceLine
	Paging         Paging
}

// InfluenceLine is an account with its index and what that is made from.
type InfluenceLine struct {
	Account                              kpi.Account
	Href                                 string
	Engagement, EngagementPercentile     string
	Growth, GrowthPercentile, IndexValue string
}
