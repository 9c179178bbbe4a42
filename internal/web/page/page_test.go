package page

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// These tests draw every page of ours with names that would break a careless
// one, and hold them to the content security policy and to HTML.

const (
	hostileName   = `</script><script>alert(1)</script>`
	hostileHandle = `__f__alert(1)__f__`
	hostileText   = `"><img src=x onerror=alert(1)>`
)

func hostileAccount() kpi.Account {
	return kpi.Account{
		ID: 7, Platform: "X", Handle: hostileHandle, Persona: hostileName, Sphere: hostileText, Range: "=1+1",
		Entity: "Groupe/Ouest", State: kpi.AccountTest, Opened: kpi.NewDay(2024, 1, 9), Color: "#c87a1c",
	}
}

func chromeFor(locale string) Chrome {
	return Chrome{
		P: i18n.For(locale), Title: hostileText, Path: "/months/2026-10", Network: "Atelier & Fils", Demo: true, Notice: hostileText,
		Who: kpi.Who{User: kpi.User{ID: 1, Name: "Claude Exemple", Email: "claude@exemple.test", Role: kpi.RoleAdmin}},
	}
}

func hostileFigure() Figure {
	return Figure{
		ID: "chart-audience", File: "audience-2026-10", Title: hostileText, Subtitle: "Abonnés", Summary: hostileName, Height: 320,
		Option: json.RawMessage(`{"series":[{"name":"</script><script>alert(1)</script>"}]}`),
		Notes:  []string{hostileText}, Head: []string{"Mois", hostileName}, Units: []string{"", "%"}, Long: true,
		Rows: [][]TableCell{{{Text: "octobre 2026"}, {Text: "1 204", Value: "1204"}}, {{Text: "septembre 2026"}, {Text: i18n.Unknown}}},
	}
}

func hostileSeason() Figure {
	f := hostileFigure()
	f.ID = "chart-season"
	return f
}

func filtersFor(action string) Filters {
	return Filters{
		Action: action, Filter: kpi.Filter{Sphere: hostileText, Query: hostileText},
		Choices: Choices{Platforms: []string{"X", hostileName}, Spheres: []string{hostileText}, Ranges: []string{"=1+1"}, Entities: []string{"Groupe/Ouest"}},
		Keep:    []Hidden{{Name: "sphere", Value: hostileText}},
	}
}

func monthFor(c Chrome) templ.Component {
	column := func(label, sort string) MonthColumn {
		return MonthColumn{Label: label, Href: "/months/2026-10?sort=" + sort, Sort: "none"}
	}
	sorted := MonthColumn{Label: "Abonnés", Href: "/months/2026-10?sort=followers", Sort: "descending", Main: true}
	return Month(c, MonthView{
		Month: kpi.NewMonth(2026, 10), Title: hostileText, Subtitle: hostileName, Previous: "/months/2026-09", Next: "/months/2026-11",
		Choices: []kpi.Month{kpi.NewMonth(2026, 10), kpi.NewMonth(2026, 9)}, Filters: filtersFor("/months/2026-10"),
		Tiles: []Tile{{
			ID: "tile-audience", Label: "Audience", Value: "12 480", Coverage: "6 comptes sur 8", Definition: hostileText,
			Deltas: []Delta{{Change: kpi.Num(3), Text: "+3", Against: "sept. 2026", Direction: kpi.DirectionUp}},
			Spark:  Spark{Path: "M0 0L1 1", X: 1, Y: 1, Dot: true, Width: 96, Height: 28, Label: hostileText},
		}},
		Filing: "6 sur 8", Figures: []Figure{hostileFigure(), {ID: "chart-none", Title: "x", Summary: "Aucun chiffre", Empty: true, Head: []string{"x"}, Ways: []Way{{Href: "/imports", Label: hostileText}}}},
		Workbook: "/reports/2026-10.xlsx",
		Table: MonthTable{
			Columns: []MonthColumn{sorted, column("J’aime", "likes")}, Name: column("Compte", "name"), Sphere: column("Sphère", "sphere"), State: column("État", "state"),
			Rows: []MonthRow{{Account: hostileAccount(), Cells: []MonthCell{
				{Text: "1 204", Main: true, Mark: hostileText, Change: Delta{Change: kpi.Num(-2), Text: "−2", Direction: kpi.DirectionUp}},
				{Why: "indisponible"},
			}}},
			Paging: Paging{Page: 2, Pages: 9, Total: 850, From: 101, To: 200, Href: func(int) string { return "/months/2026-10?page=1" }},
			Total:  "850 comptes", CSV: "/months/2026-10/accounts.csv", XLSX: "/months/2026-10/accounts.xlsx",
		},
	})
}

// drawn lists our pages in all their states.
func drawn(c Chrome) map[string]templ.Component {
	fault := &ImportFault{Title: hostileText, Lines: []string{hostileName}}
	option := []Option{{Value: "followers", Label: hostileText}}
	outcome := func(stored bool) *ImportOutcome {
		return &ImportOutcome{
			Stored: stored, Counts: []Fact{{Label: "Lignes", Value: "8"}}, Months: "octobre 2026", Refused: "1 point", More: "Et 2 autres.",
			Problems: []ImportLine{{Line: "3", Field: "followers", Value: hostileText, Why: hostileName}},
			Notices:  []ImportLine{{Line: "4", Field: "likes", Value: hostileText, Why: hostileName}}, UndoID: "4", Month: "/months/2026-10",
		}
	}
	file := func(v ImportView) templ.Component {
		v.Address, v.Name, v.Kind = "/imports/files/KEY", hostileName, "figures"
		return Import(c, v)
	}
	return drawnFiling(c, drawnPeople(c, map[string]templ.Component{
		"month":         monthFor(c),
		"month-begin":   Month(c, MonthView{Begin: true, MayFill: true}),
		"month-nothing": Month(c, MonthView{Month: kpi.NewMonth(2026, 10), Title: "Aucun chiffre", Nothing: true, MayFill: true, Choices: []kpi.Month{kpi.NewMonth(2026, 10)}, Filters: filtersFor("/months/2026-10"), Workbook: "/reports/2026-10.xlsx"}),
		"account": Account(c, AccountView{
			Filing:  Way{Href: "/accounts/7/filings/2026-10", Label: hostileText},
			Account: hostileAccount(), Month: kpi.NewMonth(2026, 10), Facts: []Fact{{Label: hostileText, Value: "3", Change: Delta{Change: kpi.Num(1), Text: "+1"}}},
			Measures: []Fact{{ID: "measure-virality", Label: hostileText, Definition: hostileName, Value: "3", Notes: []string{hostileText}}},
			Season: &SeasonView{Title: hostileName, Text: hostileText, Figure: hostileSeason(), Columns: []string{hostileText}, Years: []SeasonYear{
				{Year: "2026", Cells: []SeasonCell{{Value: "3", Change: Delta{Change: kpi.Num(1), Text: "+1"}}}}, {Year: "2025", Cells: []SeasonCell{{Value: i18n.Unknown}}}}},
			Figures: []Figure{hostileFigure()}, Life: []LifeList{{Title: "États", Lines: []LifeLine{{What: hostileText, When: "depuis 2024"}}}},
			Changes:  []ChangeGroup{{When: "hier", Who: hostileText, Lines: []string{hostileName}, Reason: hostileText}},
			Identity: "X · " + hostileHandle, Standing: hostileText,
		}),
		"account-empty": Account(c, AccountView{Account: hostileAccount(), Nothing: true, MayFill: true}),
		"imports": Imports(c, ImportsView{Kind: "figures", Fault: fault, Past: []ImportPast{
			{ID: "1", Name: hostileName, Kind: "Chiffres", When: "hier", By: hostileText, Counts: "8", Months: "octobre", MayUndo: true},
			{ID: "2", Name: hostileName, Kind: "Comptes", Undone: true},
		}}),
		"imports-new": Imports(c, ImportsView{Kind: "accounts"}),
		"import-map": file(ImportView{Step: 1, Fault: fault, Map: &ImportMap{
			Rows: "8 lignes", Fields: []OptionGroup{{Label: hostileText, Options: option}}, MonthsInColumns: true,
			Columns:    []ImportColumn{{Name: hostileName, Input: "column_0", Samples: []string{hostileText, "2"}, Field: "followers"}, {Name: "oct", Input: "column_1", Month: "octobre 2026"}},
			Set:        []ImportSet{{Input: "set_platform", Label: "Plateforme", Options: option, Value: "followers"}, {Input: "set_handle", Label: "Compte", Value: hostileText}},
			Cumulative: []ImportCheck{{Value: "posts", Label: "Publications", On: true}}, MonthShift: option, OnDuplicate: "refuse",
		}}),
		"import-work":    file(ImportView{Step: 2, Work: &ImportWork{Done: 3, Total: 8}}),
		"import-unknown": file(ImportView{Step: 2, Work: &ImportWork{Done: 3, Storing: true}}),
		"import-preview": file(ImportView{Step: 2, Outcome: outcome(false)}),
		"import-done":    file(ImportView{Step: 3, Outcome: outcome(true)}),
	}))
}

func render(t *testing.T, component templ.Component) string {
	t.Helper()
	var b bytes.Buffer
	if err := component.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// attributes are those that may stand before another in a tag.
const attributes = `<[a-z]+(?:\s+[\w-]+(?:="[^"]*")?)*\s+`

// forbidden is what the content security policy blocks, or a name that became
// markup.
var forbidden = map[string]*regexp.Regexp{
	"an inline style":       regexp.MustCompile(attributes + `style=`),
	"an inline handler":     regexp.MustCompile(attributes + `on[a-z]+=`),
	"an inline script":      regexp.MustCompile(`<script(?:\s+type="text/javascript")?>`),
	"another origin":        regexp.MustCompile(`(?:src|href|action)="(?:https?:)?//`),
	"a name that is markup": regexp.MustCompile(`<img src=x|<script>alert`),
}

func TestPagesKeepToThePolicy(t *testing.T) {
	for _, locale := range i18n.Locales {
		for name, component := range drawn(chromeFor(locale)) {
			html := render(t, component)
			for what, fault := range forbidden {
				if found := fault.FindString(html); found != "" {
					t.Errorf("%s (%s) holds %s: %s", name, locale, what, found)
				}
			}
			if !strings.Contains(html, `<html lang="`+locale+`">`) {
				t.Errorf("%s does not say that it is in %s", name, locale)
			}
		}
	}
}

// TestPagesAreValidHTML asks html-validate, pinned in static/package.json.
func TestPagesAreValidHTML(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no node to check HTML with")
	}
	dir := os.Getenv("PORTEVOIX_PAGES") // to look at them
	if dir == "" {
		dir = t.TempDir()
	}
	args := []string{"validate.js"}
	for name, component := range drawn(chromeFor("fr")) {
		file := filepath.Join(dir, name+".html")
		if err := os.WriteFile(file, []byte(render(t, component)), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	check := exec.Command(node, args...)
	check.Dir = filepath.Join("..", "..", "..", "static")
	if out, err := check.CombinedOutput(); err != nil {
		t.Errorf("html-validate: %v\n%s", err, out)
	}
}

func TestAvatarColorsHaveContrast(t *testing.T) {
	for _, c := range []struct{ color, ground, letters string }{
		{"#ffee00", "#ffee00", "#000000"},
		{"#1b3f95", "#1b3f95", "#ffffff"},
		{"#c87a1c", "#c87a1c", "#000000"},
		{"red;}", "#5b6472", "#ffffff"},
		{"", "#5b6472", "#ffffff"},
		{"#xyzxyz", "#5b6472", "#ffffff"},
	} {
		if ground, letters := avatarColors(c.color); ground != c.ground || letters != c.letters {
			t.Errorf("avatarColors(%q) = %s, %s; want %s, %s", c.color, ground, letters, c.ground, c.letters)
		}
	}
	for i := range 256 {
		color := "#" + strings.Repeat(string("0123456789abcdef"[i/16])+string("0123456789abcdef"[i%16]), 3)
		ground, letters := avatarColors(color)
		a, b := luminance(ground), luminance(letters)
		if contrast := (max(a, b) + 0.05) / (min(a, b) + 0.05); contrast < 4.5 {
			t.Errorf("letters on %s have a contrast of %.2f", color, contrast)
		}
	}
}

func TestDeltaGoesTheWayOfItsIndicator(t *testing.T) {
	for _, c := range []struct {
		change       float64
		direction    kpi.Direction
		arrow, class string
	}{
		{3, kpi.DirectionUp, "▲", "delta delta-better"},
		{-3, kpi.DirectionUp, "▼", "delta delta-worse"},
		{-3, kpi.DirectionDown, "▼", "delta delta-better"},
		{3, kpi.DirectionDown, "▲", "delta delta-worse"},
		{3, kpi.DirectionNeutral, "▲", "delta"},
		{0, kpi.DirectionUp, "=", "delta"},
	} {
		d := Delta{Change: kpi.Num(c.change), Direction: c.direction}
		if d.arrow() != c.arrow || d.class() != c.class {
			t.Errorf("%v %s: %q %q, want %q %q", c.change, c.direction, d.arrow(), d.class(), c.arrow, c.class)
		}
	}
	if d := (Delta{Direction: kpi.DirectionUp}); d.arrow() != "" || d.class() != "delta" {
		t.Errorf("an unknown change has the arrow %q and the class %q", d.arrow(), d.class())
	}
}

func TestPagesAround(t *testing.T) {
	for _, c := range []struct {
		page, pages int
		want        []int
	}{
		{1, 1, []int{1}},
		{1, 9, []int{1, 2, 0, 9}},
		{5, 9, []int{1, 0, 4, 5, 6, 0, 9}},
		{9, 9, []int{1, 0, 8, 9}},
	} {
		got := Paging{Page: c.page, Pages: c.pages}.numbers()
		if len(got) != len(c.want) {
			t.Errorf("page %d of %d: %v, want %v", c.page, c.pages, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("page %d of %d: %v, want %v", c.page, c.pages, got, c.want)
			}
		}
	}
}
