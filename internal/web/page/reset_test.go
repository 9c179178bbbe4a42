package page

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// byLinkChrome is what stands around the pages of whoever came by a link.
func byLinkChrome(c Chrome) Chrome {
	c.Who.LinkMonth, c.Who.User.Role = kpi.NewMonth(2026, 10), kpi.RoleContributor
	return c
}

// drawnReset lists the pages of asking for links, and of the links, in all
// their states.
func drawnReset(c Chrome) map[string]templ.Component {
	out := c
	out.Who, out.Notice = kpi.Who{}, ""
	month := kpi.NewMonth(2026, 10)
	many := make([]kpi.Account, linkAccounts+3)
	for i := range many {
		many[i] = hostileAccount()
		many[i].Avatar = "1"
	}
	until := time.Date(2026, 11, 11, 10, 0, 0, 0, time.UTC)
	return map[string]templ.Component{
		"reset":             Reset(out, ResetView{Mail: true, Month: month}),
		"reset-fault":       Reset(out, ResetView{Mail: true, Email: hostileText, Error: hostileText, Month: month}),
		"reset-without":     Reset(out, ResetView{Month: month}),
		"reset-sent":        ResetSent(out),
		"sign-in-mail":      SignIn(out, SignInView{Next: "/", Mail: true}),
		"filing-link":       FilingLink(out, FilingLinkView{Name: hostileName, Month: month, Accounts: many[:1], Until: until, Action: "/filing-links/TOKEN"}),
		"filing-link-many":  FilingLink(out, FilingLinkView{Name: hostileName, Month: month, Accounts: many, Until: until, Action: "/filing-links/TOKEN"}),
		"filing-link-none":  FilingLink(out, FilingLinkView{Name: hostileName, Month: month, Until: until, Action: "/filing-links/TOKEN"}),
		"filing-link-gone":  GoneLink(out, true),
		"filing-link-gone2": GoneLink(out, false),
		"by-link-error":     Error(byLinkChrome(c), ErrorView{Status: 404, Detail: hostileText}),
	}
}

// TestWhoCameByALinkIsOfferedNoMore reads the frame and the filing of somebody
// who came by a link: no menu, and no way that the link does not open.
func TestWhoCameByALinkIsOfferedNoMore(t *testing.T) {
	c := byLinkChrome(chromeFor("fr"))
	html := render(t, Error(c, ErrorView{Status: 404}))
	for _, closed := range []string{`href="/"`, `href="/purpose"`, `href="/mail"`, `href="/password"`, `href="/gallery"`, `href="/calendar"`, `href="/my-data"`, "<nav"} {
		if strings.Contains(html, closed) {
			t.Errorf("the frame offers %s", closed)
		}
	}
	if !strings.Contains(html, `href="/filings/2026-10"`) || !strings.Contains(html, `action="/sign-out"`) {
		t.Error("no way back to the filings, or out")
	}
	way := Way{Href: "/closed", Label: "x"}
	v := FilingView{
		Ways:      FilingWays{PreviousMonth: way, NextMonth: way, PreviousAccount: Way{Href: "/open"}, History: "/closed"},
		Fields:    []FilingField{{Ways: []Way{way}}},
		Questions: []QuestionView{{AnswerTo: "/closed"}},
	}
	got := v.ByLink()
	if got.Ways.PreviousMonth.Href != "" || got.Ways.NextMonth.Href != "" || got.Ways.History != "" || got.Fields[0].Ways != nil || got.Questions[0].AnswerTo != "" {
		t.Errorf("the page still leads on: %+v", got)
	}
	if got.Ways.PreviousAccount.Href != "/open" || v.Fields[0].Ways == nil || v.Questions[0].AnswerTo == "" {
		t.Errorf("too much was taken, or from another's page: %+v, %+v", got, v)
	}
}
