package page

import (
	"time"

	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// drawnPersons lists the pages of dates, days away, leaving, data and the
// committee in all their states.
func drawnPersons(c Chrome) map[string]templ.Component {
	someone := kpi.User{ID: 4, Name: hostileName, Email: hostileText, Role: kpi.RoleAmbassador}
	faults := map[string]string{"from": hostileText, "until": hostileName, "deputy": hostileText, "deputy_email": hostileText, "form": hostileText,
		"week": hostileText, "weekday": hostileText, "day": hostileText}
	date := DateLine{When: "mardi 17 novembre 2026", What: hostileText, Note: hostileText}
	away := AwayView{Base: "/calendar/away", Own: true, Lines: []AwayLine{{ID: "3", Days: hostileText, Deputy: hostileName}, {ID: "4", Days: "lundi"}}, Accounts: true,
		Deputies: []Option{{"5", hostileName}}, Form: AwayForm{From: hostileText, Until: hostileText, Deputy: "5", Email: hostileText, Errors: faults}}
	theirs := AwayView{Base: "/people/4/away", Name: hostileName, Form: AwayForm{Errors: map[string]string{}}}
	account := hostileAccount()
	line := LeaverLine{Account: account, ToFile: hostileText, Chosen: "5", Deputies: []Option{{"5", hostileName}}, Error: hostileText}
	second := line
	second.Account.ID, second.Error, second.Chosen = 8, "", "0"
	leaver := LeaverView{User: someone, Base: "/users/4/off", From: Field{Name: "from", Label: "À partir du", Type: "date", Value: hostileText, Error: hostileText, Hint: hostileText},
		Person: hostileText, Found: hostileText, Kept: []string{"5", "6"}, All: "5", Others: []Option{{"5", hostileName}, {"6", hostileText}},
		Accounts: []LeaverLine{line, second}, Deputised: []string{hostileName}, Away: true, Faults: []string{hostileText}}
	month := kpi.NewMonth(2026, 12)
	committee := CommitteeView{Form: SetUpForm{Values: map[string]string{"week": "3", "weekday": "2"}, Errors: faults}, Without: kpi.MonthsOfYear(time.August),
		Months: []CommitteeLine{{Month: month, Day: hostileText, Exception: true}, {Month: month.Add(1), Exception: true}, {Month: month.Add(2), Day: "mardi"}, {Month: month.Add(3)}}}
	moved := committee
	moved.Editing, moved.Day = month.String(), Field{Name: "day", Label: hostileText, Type: "date", Error: hostileText}
	erase := EraseView{User: someone, Base: "/users/4", Confirm: Field{Name: "confirm", Label: hostileText, Type: "text", Value: hostileText, Error: hostileText}, Faults: []string{hostileText}}
	off := UserView{User: someone, Form: UserForm{Name: hostileName, Role: "reader"}, Tools: PersonTools{Off: true, CanUndo: true, Files: true}}
	return map[string]templ.Component{
		"dates":           Dates(c, DatesView{Dates: []DateLine{date, date, date, date, date}, Away: away, Feed: FeedView{Since: hostileText, URL: hostileText}}),
		"dates-none":      Dates(c, DatesView{Away: AwayView{Base: "/calendar/away", Own: true}}),
		"person-away":     PersonAway(c, theirs),
		"committee":       Committee(c, committee),
		"committee-moved": Committee(c, moved),
		"committee-fixed": Committee(c, CommitteeView{Fixed: true, Form: SetUpForm{Values: map[string]string{}}, Months: committee.Months}),
		"leaver":          Leaver(c, leaver),
		"leaver-none":     Leaver(c, LeaverView{User: someone, Base: "/users/4/off"}),
		"user-off":        User(c, off),
		"own-data":        OwnData(c, DataView{Parts: []string{hostileText}}),
		"erase":           Erase(c, erase),
		"erase-barred":    Erase(c, EraseView{User: someone, Base: "/users/4", Holds: 2, Barred: hostileText}),
	}
}
