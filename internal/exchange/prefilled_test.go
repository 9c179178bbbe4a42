package exchange

import (
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// TestSheetWordsAreRead holds the words that a prefilled sheet offers against
// those that files are read by.
func TestSheetWordsAreRead(t *testing.T) {
	offered := map[string]kpi.State{}
	for state, list := range kpi.SheetWords {
		for _, word := range list {
			offered[word] = state
		}
	}
	for word, figure := range words {
		if offered[word] != figure.State {
			t.Errorf("%q is read as %s and offered as %s", word, figure.State, offered[word])
		}
		delete(offered, word)
	}
	if len(offered) > 0 {
		t.Errorf("offered and not read: %v", offered)
	}
}

func TestSheetsAreNotTables(t *testing.T) {
	for name, content := range map[string]string{"CSV": "a,b\n1,2\n", "empty": ""} {
		if p, err := OpenPrefilled(strings.NewReader(content), UploadLimits); kpi.CodeOf(err) != kpi.CodeInvalid {
			t.Errorf("%s: %v, %v", name, p, err)
		}
	}
}

func TestPercentFormats(t *testing.T) {
	for code, want := range map[string]bool{`0.0"` + "\u00a0" + `"%`: true, "0%": true, `0"%"`: false, `0\%`: false, "#,##0": false, "[>0.5]0%;0": true} {
		if got := hasPart(code, "%"); got != want {
			t.Errorf("%q shows percentages: %v", code, got)
		}
	}
}
