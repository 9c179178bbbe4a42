package page

import (
	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnClosing lists the page on which months are closed, and the list of
// issued reports, in their states.
func drawnClosing(c Chrome) map[string]templ.Component {
	october := kpi.NewMonth(2026, 10)
	faults := map[string]string{"reason": hostileText, "until": hostileText, "locale": hostileText}
	menu := MonthMenu{Action: "/closing", Month: october, Choices: []kpi.Month{october + 1, october}, Previous: "/months/2026-09/closing", Next: "/months/2026-11/closing"}
	reports := []IssuedLine{
		{Number: 2, Title: "Rapport n°\u00a02", Month: october, Facts: hostileText, AsOf: "hier", Status: "en vigueur", InForce: true, Replaces: "Annule",
			Reason: hostileText, Href: "/reports/issued/2.xlsx", Size: "12 ko", SHA256: "0123abcd"},
		{Number: 1, Title: "Rapport n°\u00a01", Month: october, Facts: "x", AsOf: "avant", Status: hostileText},
	}
	missing := MissingView{Title: hostileText, Text: hostileText, Board: "/months/2026-10/board",
		Rows:   []MissingRow{{Account: hostileAccount(), State: kpi.FilingReturned, Holder: hostileName, Href: "/accounts/7/filings/2026-10"}, {Account: hostileAccount(), State: kpi.FilingEmpty, Href: "/x"}},
		Paging: Paging{Page: 2, Pages: 3, Total: 45, From: 21, To: 40, Href: func(int) string { return "/months/2026-10/closing?page=1#missing" }},
		Also:   []Way{{Href: "/corrections", Label: hostileText}}}
	open := ClosingView{Month: october, Menu: menu, State: kpi.MonthOpen, Title: hostileText, Text: hostileText, Missing: missing, MayClose: true,
		Path: []MonthStep{{Label: "Ouvert", Done: true}, {Label: "Jour limite", When: hostileText, Now: true}, {Label: "Clos"}, {Label: "Publié"}}}
	asked := open
	asked.Confirm = &Confirm{Title: hostileName, Text: hostileText, Lines: []string{hostileText}, Action: "/months/2026-10/close",
		Fields: []Hidden{{"missing", "2"}}, Button: hostileText, Cancel: "/months/2026-10/closing"}
	closed := open
	closed.State, closed.MayClose, closed.MayReopen, closed.MayPublish = kpi.MonthClosed, false, true, true
	closed.Publish, closed.Reopen = PublishForm{Locale: "fr", Text: hostileText, Errors: faults}, ReopenForm{Until: "2026-11-10", Hint: hostileText, Errors: faults}
	closed.Fault = hostileText
	closed.Acts = []MonthActLine{{Href: "/acts/12", When: "hier", Who: hostileName, What: "Mois clos", Reason: hostileText}, {Href: "/acts/11", When: "avant", Who: "x", What: "y"}}
	published := closed
	published.State, published.Reports, published.Changed = kpi.MonthPublished, reports, hostileText
	published.Publish = PublishForm{Locale: "en", Seen: 2, Reason: hostileText, Text: "x", Errors: faults}
	reopened := open
	reopened.State, reopened.MayReopen, reopened.Reports, reopened.Reopen = kpi.MonthReopened, true, reports, ReopenForm{Until: "2026-11-10", Hint: "x"}
	onlooker := open
	onlooker.MayClose, onlooker.NotYours, onlooker.Missing = false, hostileText, MissingView{Title: "Tout est là", Board: "/months/2026-10/board"}
	return map[string]templ.Component{
		"closing-open":      Closing(c, open),
		"closing-asked":     Closing(c, asked),
		"closing-closed":    Closing(c, closed),
		"closing-published": Closing(c, published),
		"closing-reopened":  Closing(c, reopened),
		"closing-onlooker":  Closing(c, onlooker),
		"reports":           Issued(c, IssuedView{Rows: reports, Totals: true}),
		"reports-extracts":  Issued(c, IssuedView{Rows: reports, Extract: true}),
		"reports-none":      Issued(c, IssuedView{}),
		"reports-begin":     Issued(c, IssuedView{Close: "/months/2026-10/closing", CloseIn: hostileText}),
	}
}
