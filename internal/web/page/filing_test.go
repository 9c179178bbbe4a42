package page

import (
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// hostileFields are figures of a form in all their states.
func hostileFields() []FilingField {
	reasons := FilingReasons(kpi.KindPosition)
	past := FilingPast{Text: "1 204", Value: kpi.Num(1204)}
	field := func(code string, change func(*FilingField)) FilingField {
		f := FilingField{Code: code, Label: hostileName, State: StateValue, Reasons: reasons, Reason: reasons[0], Before: past,
			YearBefore: FilingPast{Text: i18n.Unknown}, Direction: kpi.DirectionUp, Whole: true, Asked: true, Shown: hostileText}
		change(&f)
		return f
	}
	return []FilingField{
		field("followers", func(f *FilingField) {
			f.Text, f.Change = "1 251", Delta{Change: kpi.Num(47), Text: "+47", Direction: kpi.DirectionUp}
			f.Place = kpi.Place{Sentence: hostileText}
		}),
		field("posts", func(f *FilingField) { f.Text, f.Error, f.Choices = "1.234", hostileText, []string{"1234", "1,234"} }),
		field("likes", func(f *FilingField) {
			f.State, f.Reason, f.OwnReason, f.Always, f.Remembered = StateUnavailable, ReasonOwn, hostileText, true, hostileText
		}),
		field("influence", func(f *FilingField) {
			f.State, f.Whole, f.Note, f.Warnings = StateNA, false, hostileText, []string{hostileText}
		}),
	}
}

func filingFor() FilingView {
	return FilingView{
		Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Identity: "X · " + hostileHandle, Address: "/accounts/7/filings/2026-10",
		Draft: "1.7.2026-10", Version: 3, State: kpi.FilingDraft, Answered: 3, Asked: 4, Due: "avant le 5 novembre", Late: true,
		Heads: FilingHeads{"sept. 2026", "oct. 2025", "oct. 2026"}, Fields: hostileFields(), More: hostileFields()[:0],
		Comment: Field{Name: "comment", Label: "Commentaire", Value: hostileText, Hint: hostileText, Error: hostileName, Optional: true},
		Ways: FilingWays{
			PreviousMonth: Way{"/accounts/7/filings/2026-09", "septembre 2026"}, NextMonth: Way{"/accounts/7/filings/2026-11", "novembre 2026"},
			PreviousAccount: Way{"/accounts/6/filings/2026-10", hostileName}, NextAccount: Way{"/accounts/8/filings/2026-10", hostileText}, Grid: "/filings/2026-10",
		},
	}
}

// drawnFiling lists the home page and the pages of filing in all their states,
// and adds the others.
func drawnFiling(c Chrome, pages map[string]templ.Component) map[string]templ.Component {
	told, behalf, locked := filingFor(), filingFor(), filingFor()
	told.Return, told.Told, told.Seen, told.Fault, told.Unsaved, told.First = hostileText, hostileText, "/accounts/7/filings/2026-10/seen", hostileText, true, true
	told.SendNext, told.Undo = hostileName, &UndoView{Action: "/accounts/6/filings/2026-10/undo", Seconds: 42, Text: hostileText}
	behalf.Behalf = &Field{Name: "on_behalf_reason", Type: "text", Label: "Motif", Hint: hostileText, Error: hostileText, Autocomplete: "off"}
	behalf.Holders, behalf.State = hostileText, kpi.FilingAccepted
	locked.ReadOnly, locked.State = hostileText, kpi.FilingSubmitted
	trend := TrendView{Label: hostileText, Value: "1 251", When: "octobre 2026", Sentence: hostileName, Record: true,
		Spark: Spark{Path: "M0 0L1 1", X: 1, Y: 1, Dot: true, Width: 96, Height: 28, Label: hostileText}}
	account := HomeAccount{Account: hostileAccount(), Identity: "X · " + hostileHandle, Role: "en remplacement", Status: "brouillon", Tone: "draft",
		Progress: "3 sur 7", Return: hostileText, Href: "/accounts/7/filings/2026-10", Action: "Saisir", Trend: trend, Open: []Way{{"/accounts/7/filings/2026-08", "août 2026"}}}
	grid := GridView{
		Month: kpi.NewMonth(2026, 10), Address: "/filings/2026-10", Draft: "1.grid.2026-10", Due: hostileText, Unsaved: true, Reason: kpi.ReasonNoAccess,
		Columns: []GridColumn{{"followers", hostileName}, {"likes", "J’aime"}, {"posts", "Publications"}}, PreviousMonth: Way{"/filings/2026-09", "septembre 2026"},
		Rows: []GridRow{{Account: hostileAccount(), Href: "/accounts/7/filings/2026-10", State: kpi.FilingDraft, Message: hostileText, Wrong: true, Cells: []GridCell{
			{Code: "followers", Label: hostileName, Text: hostileText, Before: "1 204", Error: hostileText, Theirs: hostileName, Whole: true, Asked: true},
			{Code: "likes", Label: "x", Asked: true}, {},
		}}},
	}
	gridLocked := grid
	gridLocked.ReadOnly = hostileText
	for name, page := range map[string]templ.Component{
		"home": Home(c, HomeView{Name: hostileText, Title: hostileName, Text: hostileText, Late: true, Begin: "/accounts/7/filings/2026-10", Grid: "/filings/2026-10",
			Accounts: []HomeAccount{account, {Account: hostileAccount(), Identity: "LinkedIn", Status: "envoyé", Tone: "done"}}, Asked: []kpi.Account{hostileAccount()},
			Told:    []ToldView{{Text: hostileText, Reason: hostileName, Href: "/accounts/7/filings/2026-10", Seen: "/accounts/7/filings/2026-10/seen"}},
			Network: "/months", Current: Way{"/filings/2026-11", hostileText}}),
		"home-news": Home(c, HomeView{Name: hostileText, Title: hostileName, Network: "/months", News: hostileNews(), Begin: "/accounts/7/filings/2026-10",
			Accounts: []HomeAccount{{Account: hostileAccount(), Identity: "LinkedIn", Status: "envoyé", Tone: "done"}}}),
		"home-reader": Home(c, HomeView{Name: hostileText, Network: "/months", News: hostileNews(), Committee: &ReaderView{Title: hostileName, Text: hostileText,
			Report: Way{"/reports/issued/1.xlsx", hostileText}, All: "/reports", Month: Way{"/months/2026-10", hostileText}, Found: hostileText,
			Findings: []Finding{{hostileName, hostileText}}}}),
		"home-reader-none": Home(c, HomeView{Name: "Nova", Committee: &ReaderView{Title: "Aucun rapport", Month: Way{"/months/2026-10", hostileText}}}),
		"home-none":        Home(c, HomeView{Name: "Nova", Network: "/months"}),
		"filing":           Filing(c, filingFor()),
		"filing-told":      Filing(c, told),
		"filing-behalf":    Filing(c, behalf),
		"filing-locked":    Filing(c, locked),
		"thanks": Thanks(c, ThanksView{Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Trend: trend, Next: &Way{"/accounts/8/filings/2026-10", hostileText},
			Undo: told.Undo, Left: hostileText, Again: "/accounts/7/filings/2026-10"}),
		"thanks-last": Thanks(c, ThanksView{Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Again: "/accounts/7/filings/2026-10"}),
		"conflict": Conflict(c, ConflictView{Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Address: "/accounts/7/filings/2026-10", Draft: "1.7.2026-10", Version: 4,
			By: hostileText, Mine: "Ma saisie", Theirs: "Déjà enregistré", Hidden: []Hidden{{"value.followers", hostileText}}, Submit: true,
			Lines: []ConflictLine{{Name: "choice.followers", Label: hostileName, Base: "1", Mine: hostileText, Theirs: hostileText, Chosen: "mine"}, {Name: "choice.comment", Label: "Commentaire"}}}),
		"grid":        Grid(c, grid),
		"grid-locked": Grid(c, gridLocked),
	} {
		pages[name] = page
	}
	maps.Copy(pages, drawnReview(c))
	return pages
}

// TestPlacesOpenElsewhere lets the platform's page know nothing of ours.
func TestPlacesOpenElsewhere(t *testing.T) {
	v := filingFor()
	v.Fields[0].Place.Link = "https://platform.example/statistics"
	html := render(t, Filing(chromeFor("fr"), v))
	if !strings.Contains(html, `<a href="https://platform.example/statistics" target="_blank" rel="noopener noreferrer">`) {
		t.Error("the link to the platform's page is not as it should be")
	}
}

func TestFirstName(t *testing.T) {
	for name, want := range map[string]string{"Camille Exemple": "Camille", " Jean-Noël  Du Pré": "Jean-Noël", "Ada": "Ada", "": ""} {
		if got := FirstName(name); got != want {
			t.Errorf("%q is greeted as %q", name, got)
		}
	}
}

func TestWhereTheFormBegins(t *testing.T) {
	v := filingFor()
	for code, want := range map[string]bool{"followers": false, "posts": true, "likes": false} {
		if v.autofocus(code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
	v.Fields[1].Error, v.Fields[1].Text = "", ""
	if !v.autofocus("posts") || v.autofocus("followers") {
		t.Error("the first field without an answer comes first")
	}
}

func TestHistoryTellsOfRememberedAnswers(t *testing.T) {
	p := i18n.For("fr")
	entries := []analytics.Entry{{Field: "remembered", NewText: "likes", Since: "2026-10"}, {Field: "remembered", OldText: "klout", Since: "2026-11"}}
	groups := ChangesOf(p, entries, map[string]string{"likes": "J’aime"}, time.UTC)
	got := strings.Join(groups[0].Lines, "|")
	if want := "Réponse gardée pour les mois suivants, dès octobre 2026\u00a0: J’aime|Réponse qui n’est plus gardée, dès novembre 2026\u00a0: klout"; got != want {
		t.Errorf("history says %q", got)
	}
}

func TestTheMenuKnowsWhereHomeIs(t *testing.T) {
	c := chromeFor("fr")
	home := menuItem{href: "/", prefixes: []string{"/", "/filings"}}
	for path, want := range map[string]string{"/": "page", "/filings/2026-10": "page", "/months": "false"} {
		if c.Path = path; c.mark(home) != want {
			t.Errorf("on %s the home page is marked %q", path, c.mark(home))
		}
	}
}
