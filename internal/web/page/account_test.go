package page

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// drawnAccounts lists the pages that set accounts up, lists of them and the
// gallery, in all their states.
func drawnAccounts(c Chrome) map[string]templ.Component {
	account, pictured := hostileAccount(), hostileAccount()
	pictured.Avatar = "0123456789abcdef"
	faults := map[string]string{}
	for _, field := range []string{"platform", "handle", "persona", "external_id", "color", "from", "sphere", "range", "entity", "state",
		"opened", "review", "avatar", "reason", "user", "role", "until", "deputy_until", "form"} {
		faults[field] = hostileText
	}
	choices := Choices{Platforms: []string{"X", hostileName}, Spheres: []string{hostileText}, Ranges: []string{"=1+1"}, Entities: []string{"Groupe/Ouest"}}
	palette := make([]string, len(colorWords))
	for i := range palette {
		palette[i] = "#1f5fa8"
	}
	palette[3] = "#7a4aa0"
	confirm := &Confirm{Title: hostileName, Text: hostileText, Lines: []string{hostileText}, Moves: []ConfirmMove{{hostileText, "12", "13"}},
		Action: "/accounts/7/edit", Fields: []Hidden{{"handle", hostileHandle}}, Button: hostileText, Cancel: "/accounts/7"}
	form := AccountForm{Platform: "X", Handle: hostileHandle, Persona: hostileName, Color: "#7a4aa0", Sphere: hostileText, From: "2026-10",
		State: "test", Opened: "2026-10-01", Choices: choices, Palette: palette, Most: 1 << 20,
		Months: []Option{{"2026-10", "octobre 2026"}, {"0001-01", "depuis toujours"}}}
	faulty := form
	faulty.Errors, faulty.MayTakeOver, faulty.Color = faults, true, "#ffee00"
	edited := faulty
	edited.Account, edited.Confirm = pictured, confirm
	column := MonthColumn{Label: "Compte", Href: "/accounts?sort=name", Sort: "ascending"}
	outcome := &ImportOutcome{Counts: []Fact{{Label: "Lignes", Value: "8"}}, Refused: "1 point",
		Problems: []ImportLine{{Line: "3", Field: "handle", Value: hostileText, Why: hostileName}},
		Notices:  []ImportLine{{Line: "4", Field: "sphere", Value: hostileText, Why: hostileName}}}
	life := LifeView{Account: pictured, Next: []kpi.AccountState{kpi.AccountActive, kpi.AccountClosed},
		Entries: []LifeEntry{{Began: "2026-01-01", State: kpi.AccountProposed, When: "hier"}, {Began: "2026-02-01", State: kpi.AccountTest, When: hostileText, Note: hostileText, Now: true}},
		Form:    StateForm{State: "proposed", From: "2026-10-01", Errors: faults},
		Changes: []ChangeGroup{{When: "hier", Who: hostileText, Lines: []string{hostileName}, Undo: "12"}, {When: "avant", Lines: []string{"x"}}}}
	corrected := life
	corrected.Form, corrected.Confirm = StateForm{}, confirm
	corrected.Correct = StateForm{Began: "2026-02-01", State: "closed", From: "2026-02-03", Reason: "other", Errors: faults}
	holders := HoldersView{Account: account, Holder: hostileName, Searched: true, More: true,
		Holdings: []HoldingLine{{ID: "1", Name: hostileName, Role: "remplaçant", When: hostileText, Now: true, Asked: true}, {ID: "2", Name: "x", Role: "y", When: "z", Accepted: "hier"}},
		Found:    []FoundPerson{{"4", hostileName, hostileText, "Direction"}, {"5", "x", "x@exemple.fr", "y"}},
		Form:     HolderForm{Text: hostileText, User: "5", Role: "deputy", From: "2026-10-01", Keep: true, Errors: faults}}
	days := holders
	days.Editing, days.Days, days.Confirm, days.Error = "2", DaysForm{From: "2026-01-01", Errors: faults}, confirm, hostileText
	face := func(href string) GalleryFace {
		return GalleryFace{Face: pictured, Name: hostileName, Range: hostileText, Dormant: href == "", Accounts: []GalleryAccount{
			{Platform: "X", Handle: hostileHandle, Href: href, Note: hostileText, Words: hostileText, Trend: Delta{Change: kpi.Num(3), Text: "+3", Direction: kpi.DirectionUp},
				Spark: Spark{Path: "M0 0L1 1", X: 1, Y: 1, Dot: true, Width: 96, Height: 28, Label: hostileText}},
			{Platform: hostileText, Handle: "y", Words: "pas encore"},
		}, More: []GalleryAccount{{Platform: "X", Handle: hostileName, Href: href}}, MoreText: hostileText}
	}
	return map[string]templ.Component{
		"accounts": Accounts(c, AccountsView{
			Filters: filtersFor("/accounts"), Held: []ListChoice{{"Tous", "/accounts", true}, {hostileText, "/accounts?held=none", false}},
			Columns: []ListColumn{column, {Label: "Gamme"}, {Label: "Entité"}, {Label: "a"}, {Label: "b"}, {Label: "c"}, {Label: "d"}, {Label: "e"}}, Knows: true, Count: hostileText, CSV: "/accounts.csv?q=x",
			Lines:  []AccountLine{{Account: pictured, Holder: hostileName, Asked: true}, {Account: account}},
			Paging: Paging{Page: 2, Pages: 9, Total: 850, From: 101, To: 200, Href: func(int) string { return "/accounts?page=1" }}, MayFill: true,
		}),
		"accounts-none":   Accounts(c, AccountsView{Filters: filtersFor("/accounts")}),
		"accounts-new":    Accounts(c, AccountsView{Begin: true, MayFill: true}),
		"account-make":    NewAccount(c, form),
		"account-remake":  NewAccount(c, faulty),
		"account-edit":    EditAccount(c, edited),
		"accounts-many":   ManyAccounts(c, ManyView{}),
		"accounts-pasted": ManyAccounts(c, ManyView{Lines: hostileName, Error: hostileText, Outcome: outcome}),
		"life":            AccountLife(c, life),
		"life-correct":    AccountLife(c, corrected),
		"holders":         AccountHolders(c, holders),
		"holders-days":    AccountHolders(c, days),
		"holders-none":    AccountHolders(c, HoldersView{Account: account}),
		"step-down":       StepDown(c, StepDownView{Account: pictured, Last: "2026-11-04", Error: hostileText}),
		"gallery": Gallery(c, GalleryView{Text: hostileText, Subtitle: hostileText, All: "/gallery?all=1", Jumps: []GalleryJump{{hostileText, "sphere-1", "3"}, {"x", "sphere-0", "1"}},
			Spheres: []GallerySphere{
				{Anchor: "sphere-1", Name: hostileText, Position: 9, Subtitle: hostileName, Faces: []GalleryFace{face("/accounts/7"), face("")}, More: "/gallery?in=1&page=2", MoreText: hostileText},
				{Anchor: "sphere-0", Name: "x", Position: -1, Faces: []GalleryFace{face("")}},
			}}),
		"gallery-one":   Gallery(c, GalleryView{One: true}),
		"gallery-begin": Gallery(c, GalleryView{MayFill: true}),
		"gallery-none":  Gallery(c, GalleryView{Text: hostileText}),
	}
}

func TestPictureOrInitials(t *testing.T) {
	account := kpi.Account{ID: 7, Persona: "Camille de l’Atelier", Color: "#1f5fa8"}
	if html := render(t, Avatar(account, 36)); !contains(html, "<svg", "CD", `fill="#1f5fa8"`) {
		t.Errorf("without a picture it is %s", html)
	}
	account.Avatar = "0123456789abcdef"
	if html := render(t, Avatar(account, 36)); !contains(html, `src="/accounts/7/avatar?v=0123456789abcdef"`, `width="36"`, `alt=""`) {
		t.Errorf("with one it is %s", html)
	}
}

func TestThePaletteHasNamesInBothLanguages(t *testing.T) {
	for _, locale := range i18n.Locales {
		seen := map[string]bool{}
		for i := range colorWords {
			word := colorWord(i18n.For(locale), i)
			if word == "" || word == colorWords[i] || seen[word] {
				t.Errorf("%s: colour %d is called %q", locale, i, word)
			}
			seen[word] = true
		}
	}
}

func TestHistorySaysWhoCameAndWent(t *testing.T) {
	p := i18n.For("fr")
	day := "2026-04-01"
	for _, c := range []struct {
		entry analytics.Entry
		want  string
	}{
		{analytics.Entry{Field: "holder", NewText: "Noa", Since: day}, "Responsable\u00a0: – → Noa (à compter du 1er avril 2026)"},
		{analytics.Entry{Field: "holder", Since: day}, "Changement de responsable (à compter du 1er avril 2026)"},
		{analytics.Entry{Field: "deputy_until", OldText: "", NewText: day, Since: day}, "Remplaçant, dernier jour\u00a0: – → 1er avril 2026 (à compter du 1er avril 2026)"},
	} {
		if got := changeText(p, c.entry, nil); got != c.want {
			t.Errorf("%+v reads %q, want %q", c.entry, got, c.want)
		}
	}
}

func contains(text string, pieces ...string) bool {
	for _, piece := range pieces {
		if !strings.Contains(text, piece) {
			return false
		}
	}
	return true
}
