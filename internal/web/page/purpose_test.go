package page

import (
	"reflect"
	"testing"

	"github.com/a-h/templ"
)

// drawnPurpose lists the page about the use of the figures, and its form.
func drawnPurpose(c Chrome, faults map[string]string) map[string]templ.Component {
	words := Wording{hostileText, "Un\ndeux\n\n- " + hostileName + "\n- trois\nquatre"}
	fact := []Fact{{Label: hostileText, Value: hostileName}}
	lines := []string{hostileText, "Deux."}
	parts := []PurposeFormPart{{Name: "why", Label: "Pourquoi", Wording: words}, {Name: "whom", Label: "À qui", Wording: words}}
	faults["why_text"], faults["contact"] = hostileText, hostileName
	return map[string]templ.Component{
		"purpose": Purpose(c, PurposeView{
			Day: "4 novembre 2026", Why: words, Never: words, Data: words, Whom: words, AskedLead: hostileText, Asked: fact, Sight: fact, SightNotes: lines,
			Sure: lines, Kept: lines, Correct: lines, Contact: "reseau@example.org", Edit: "/purpose/edit/fr",
		}),
		"purpose-none":    Purpose(c, PurposeView{Why: words, Never: words, Data: words, Whom: words, Sight: fact, Sure: lines, Kept: lines, Correct: lines}),
		"purpose-edit":    PurposeEdit(c, PurposeForm{Locale: "fr", Parts: parts}),
		"purpose-default": PurposeEdit(c, PurposeForm{Locale: "en", Parts: parts, Default: true}),
		"purpose-fault":   PurposeEdit(c, PurposeForm{Locale: "en", Parts: parts, Contact: hostileText, Errors: faults}),
	}
}

func TestWordingIsCutIntoParagraphsAndLists(t *testing.T) {
	for text, want := range map[string][]TextBlock{
		"Un":                              {{Lines: []string{"Un"}}},
		"Un\ndeux\n\ntrois":               {{Lines: []string{"Un", "deux"}}, {Lines: []string{"trois"}}},
		"Un :\n- a\n- b\nfin":             {{Lines: []string{"Un :"}}, {List: true, Lines: []string{"a", "b"}}, {Lines: []string{"fin"}}},
		"- a\n\n- b":                      {{List: true, Lines: []string{"a"}}, {List: true, Lines: []string{"b"}}},
		"-5 n’est pas une ligne de liste": {{Lines: []string{"-5 n’est pas une ligne de liste"}}},
	} {
		if got := (Wording{Text: text}).Blocks(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}
