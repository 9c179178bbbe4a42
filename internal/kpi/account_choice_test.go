package kpi

import (
	"slices"
	"strings"
	"testing"
)

func TestAccountChoice(t *testing.T) {
	for text, want := range map[string]AccountChoice{
		"": "", "7": "7", "12,3,7": "3,7,12", " 3 , 3,, 7 ": "3,7", ",": "",
	} {
		got, err := ParseAccountChoice(text)
		if err != nil || got != want {
			t.Errorf("%q is read as %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"x", "1,x", "-1", "01", "0", "1;2", "1.5"} {
		if got, err := ParseAccountChoice(text); CodeOf(err) != CodeInvalid {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
	many := make([]ID, MostChosen+1)
	for i := range many {
		many[i] = ID(i + 1)
	}
	if _, err := ParseAccountChoice(string(ChooseAccounts(many...))); CodeOf(err) != CodeInvalid {
		t.Errorf("%d accounts are too many: %v", len(many), err)
	}
	if _, err := ParseAccountChoice(string(ChooseAccounts(many[:MostChosen]...)) + strings.Repeat(",1", 50)); err != nil {
		t.Errorf("the same account twice counts once: %v", err)
	}
	if got := ChooseAccounts(9, 2, 9).IDs(); !slices.Equal(got, []ID{2, 9}) {
		t.Errorf("ids %v", got)
	}
	if got := AccountChoice("").IDs(); got != nil {
		t.Errorf("no choice has ids %v", got)
	}
}
