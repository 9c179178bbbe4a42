package page

import (
	"testing"

	"github.com/a-h/templ"

	"portevoix/internal/kpi"
)

// wrong is a form in which every field holds what would break a careless page,
// and is refused.
func wrong(names ...string) SetUpForm {
	f := SetUpForm{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range names {
		f.Values[name], f.Errors[name] = hostileText, hostileName
	}
	return f
}

// drawnSetUp lists the set-up pages in their states.
func drawnSetUp(c Chrome) map[string]templ.Component {
	at := func(path string) Chrome {
		c := c
		c.Path, c.Steps = path, &StepsBand{Done: 2, Total: 6}
		return c
	}
	option := []Option{{Value: "1", Label: hostileText}}
	month := kpi.NewMonth(2026, 10)
	line := GroupLine{ID: "3", Name: hostileName, Level: 3, Colour: 9, Note: hostileText, Accounts: "3 comptes", Headcount: "120 personnes", First: true}
	group := wrong("name", "objective", "audience", "parent", "retired_from", "headcount", "from")
	indicator := wrong("label_fr", "label_en", "code", "kind", "unit", "direction", "decimals", "min", "max")
	texts := wrong("label_fr_2", "label_en_2", "sentence_fr_2", "sentence_en_2", "link_2")
	full := IndicatorView{
		ID: "6", Form: indicator, Score: true, Asked: hostileText,
		Asks: []AskLine{{Scope: hostileText, When: "depuis toujours", Stop: "2026-11"}, {Scope: "X", When: "jusqu’à 2018", Over: true}},
		Ask:  wrong("scope", "platform", "sphere", "account", "from", "until"), Platforms: option, Spheres: option,
		Sources: []SourceLine{{From: month, Name: hostileText, When: "depuis 2026"}}, Source: wrong("source_name", "source_version", "source_from"),
		Texts: []PlatformText{{ID: "2", Name: hostileName, Filled: true}}, Others: []PlatformText{{ID: "3", Name: "Blog"}}, TextForm: texts,
	}
	fixed := full
	fixed.Fixed, fixed.Form = hostileText, SetUpForm{Values: map[string]string{"kind": "score"}}
	steps := []ChecklistStep{
		{Name: "names", Title: "Noms", Text: hostileText, State: "done", Status: "fait", Marked: true, Result: hostileText, Go: []Way{{Href: "/settings", Label: "Mots"}}},
		{Name: "people", Title: "Personnes", Text: "…", State: "todo", Status: "à faire", Current: true, Go: []Way{{Href: "/users", Label: "Inviter"}}},
		{Name: "platforms", Title: "Plateformes", Text: "…", State: "skipped", Status: "passé"},
	}
	paging := Paging{Page: 1, Pages: 3, Total: 500, From: 1, To: 200, Href: func(int) string { return "/settings/entities?page=2" }}
	link := NewLink{User: kpi.User{ID: 4, Name: hostileName, Email: hostileText}, URL: "https://porte-voix.example/links/TOKEN"}
	return map[string]templ.Component{
		"settings": Settings(at("/settings"), SettingsView{
			Form: wrong("network_name", "first_month", "due_day", "zone", "word_fr_sphere", "word_en_entities"), Zones: []string{"Europe/Paris", hostileText},
			Usual: map[string]string{"word_fr_sphere": "sphère"},
		}),
		"spheres": Groups(at("/settings/spheres"), GroupsView{
			Base: "/settings/spheres", Subtitle: hostileText, Lines: []GroupLine{line}, Ordered: true, Sphere: true, Form: group,
		}),
		"spheres-none": Groups(at("/settings/spheres"), GroupsView{Base: "/settings/spheres", EmptyText: hostileText}),
		"entities": Groups(at("/settings/entities"), GroupsView{
			Base: "/settings/entities", Lines: []GroupLine{line}, Entity: true, Parents: append(option, option...), Text: hostileText, Paging: paging,
		}),
		"sphere": Group(at("/settings/spheres/3"), GroupView{Base: "/settings/spheres", Back: "Sphères", ID: "3", Form: group, Sphere: true, Fault: hostileText, Use: hostileText}),
		"entity": Group(at("/settings/entities/3"), GroupView{
			Base: "/settings/entities", Back: "Entités", ID: "3", Form: SetUpForm{Values: map[string]string{"name": hostileName}}, Entity: true, Parents: option,
			Headcounts: []HeadcountLine{{From: month, Staff: "120"}}, Staff: SetUpForm{Values: map[string]string{"from": hostileText}},
		}),
		"platform": Group(at("/settings/platforms/3"), GroupView{Base: "/settings/platforms", Back: "Plateformes", ID: "3", Form: group, Platform: true}),
		"paste": PasteEntities(at("/settings/entities/paste"), PasteView{
			Form: wrong("text", "from"), Faults: []string{hostileText}, Ready: true, Summary: hostileText, More: "et 3 de plus",
			Lines: []PasteLine{{Line: "1", Path: hostileName, Doing: "nouveau"}},
		}),
		"indicators": Indicators(at("/settings/indicators"), IndicatorsView{Lines: []IndicatorLine{
			{ID: "1", Label: hostileName, Code: "followers", Kind: hostileText, Asked: "demandé à 3 comptes", First: true},
			{ID: "8", Label: "Commentaires", Code: "comments", Kind: "Nombre", Asked: "demandé à personne", SwitchOn: hostileText, Last: true},
		}}),
		"indicator":       Indicator(at("/settings/indicators/6"), full),
		"indicator-fixed": Indicator(at("/settings/indicators/6"), fixed),
		"indicator-new":   Indicator(at("/settings/indicators/new"), IndicatorView{Form: SetUpForm{Values: map[string]string{"kind": "flow"}}}),
		"ask": Ask(at("/settings/indicators/6/asks"), AskView{
			Back: "/settings/indicators/6", Name: hostileName, ID: "6", Finding: hostileText, Notes: []string{hostileText},
			Keep: []Hidden{{Name: "account", Value: hostileText}}, Confirm: "Le demander",
		}),
		"checklist":      Checklist(at("/checklist"), ChecklistView{Finding: hostileText, Subtitle: "2 étapes sur 6", Steps: steps}),
		"checklist-away": Checklist(at("/checklist"), ChecklistView{Finding: "…", Steps: steps, Dismissed: true}),
		"checklist-done": Checklist(at("/checklist"), ChecklistView{Finding: "…", Steps: steps[:1], Done: true}),
		"changes": Changes(at("/settings/history"), ChangesView{
			Acts: []ChangeGroup{{When: "hier", Who: hostileText, Lines: []string{hostileName, hostileText}}}, Next: "/settings/history?before=3",
		}),
		"changes-none": Changes(at("/settings/history"), ChangesView{}),
		"invite":       Invite(at("/users/invitations"), InviteView{Form: wrong("text", "role"), Title: hostileText, Faults: []string{hostileName}}),
		"invited-look": Invited(at("/users/invitations/KEY"), InvitedView{
			Address: "/users/invitations/KEY", Title: hostileText, Counts: []Fact{{Label: "À inviter", Value: "3"}}, Notices: []string{hostileText}, Confirm: "Inviter",
		}),
		"invited-fault": Invited(at("/users/invitations/KEY"), InvitedView{Address: "/users/invitations/KEY", Title: hostileText, Refused: hostileText, Faults: []string{hostileName}}),
		"invited-work":  Invited(at("/users/invitations/KEY"), InvitedView{Address: "/users/invitations/KEY", Title: hostileText, Work: &ImportWork{}}),
		"invited-links": Invited(at("/users/invitations/KEY"), InvitedView{
			Address: "/users/invitations/KEY", Title: hostileText, Days: hostileText, Links: []NewLink{link}, More: "et 3 de plus", Download: "/users/invitations/KEY/links.csv",
		}),
	}
}

// TestSetUpMenuShowsWhatARoleOpens compares the menu of the set-up pages with
// the roles that the pages are for.
func TestSetUpMenuShowsWhatARoleOpens(t *testing.T) {
	c := chromeFor("fr")
	for role, want := range map[kpi.Role]int{kpi.RoleAdmin: len(setUpMenu) - 1, kpi.RoleCoordinator: 4, kpi.RoleAmbassador: 0, kpi.RoleReader: 0} {
		c.Who.User.Role = role
		if got := len(c.setUpMenu()); got != want {
			t.Errorf("%s sees %d set-up pages, want %d", role, got, want)
		}
	}
	c.Who.User.Role, c.Path = kpi.RoleAdmin, "/settings/spheres/3"
	marked := map[string]string{}
	for _, i := range c.setUpMenu() {
		marked[i.href] = c.markSetUp(i)
	}
	if marked["/settings/spheres"] != "page" || marked["/settings"] != "false" {
		t.Errorf("on the page of a sphere the menu marks %v", marked)
	}
}
