package page

import (
	"slices"
	"time"

	"portevoix/internal/kpi"
)

// ResetView is where one asks for a link.
type ResetView struct {
	Mail  bool // the installation sends mail
	Email string
	Error string
	Month kpi.Month // whose filings a link would open
}

// FilingLinkView is what a link to one's filings opens.
type FilingLinkView struct {
	Name     string // first name
	Month    kpi.Month
	Accounts []kpi.Account
	Until    time.Time
	Action   string
}

// linkAccounts is how many accounts the page of a link lists.
const linkAccounts = 8

// shown are the accounts that are listed: without their pictures, which only
// the link's session may see.
func (v FilingLinkView) shown() []kpi.Account {
	list := make([]kpi.Account, 0, linkAccounts)
	for _, a := range v.Accounts[:min(len(v.Accounts), linkAccounts)] {
		a.Avatar = ""
		list = append(list, a)
	}
	return list
}

func (v FilingLinkView) rest() int { return max(0, len(v.Accounts)-linkAccounts) }

// ByLink is the page without the ways that a link to one's filings does not
// open.
func (v FilingView) ByLink() FilingView {
	v.Ways.PreviousMonth, v.Ways.NextMonth, v.Ways.History, v.Seen = Way{}, Way{}, "", ""
	v.Fields, v.More, v.Questions = withoutWays(v.Fields), withoutWays(v.More), slices.Clone(v.Questions)
	for i := range v.Questions {
		v.Questions[i].AnswerTo = ""
	}
	return v
}

func withoutWays(fields []FilingField) []FilingField {
	fields = slices.Clone(fields)
	for i := range fields {
		fields[i].Ways = nil
		if places := fields[i].Search; places != nil {
			copied := *places
			copied.List = ""
			fields[i].Search = &copied
		}
	}
	return fields
}
