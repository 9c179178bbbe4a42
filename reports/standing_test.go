package reports

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
)

// TestWorkbookSaysWhatItIs looks on every sheet, in every printed page and in
// the file's properties for what the workbook is.
func TestWorkbookSaysWhatItIs(t *testing.T) {
	for _, c := range []struct {
		change  func(*analytics.Report)
		fr, en  string
		version string
	}{
		{func(*analytics.Report) {}, "brouillon sans numéro", "draft without number", ""},
		{func(r *analytics.Report) { r.Entity = "Groupe/Ouest" }, "extrait sans numéro", "extract without number", ""},
		{func(r *analytics.Report) { r.Number = 12 }, "rapport n°\u00a012", "report no.\u00a012", "12"},
		{func(r *analytics.Report) { r.Number, r.Replaces = 13, 12 }, "rapport n°\u00a013, annule et remplace le n°\u00a012",
			"report no.\u00a013, cancels and replaces no.\u00a012", "13"},
	} {
		for _, locale := range i18n.Locales {
			want := map[string]string{"fr": c.fr, "en": c.en}[locale]
			report := small().report()
			c.change(&report)
			m := makeWorkbook(t, report, locale)
			for _, sheet := range m.GetSheetList() {
				if row := m.rows(sheet)[1]; !slices.ContainsFunc(row, func(cell string) bool { return strings.HasSuffix(cell, " · "+want) }) {
					t.Errorf("%s, %s: the second line is %q, want it to end in %q", locale, sheet, row, want)
				}
				if head, err := m.GetHeaderFooter(sheet); err != nil || !strings.Contains(head.OddFooter, want) {
					t.Errorf("%s, %s: the footer does not say %q, %v", locale, sheet, want, err)
				}
			}
			props, err := m.GetDocProps()
			if err != nil || props.Version != c.version || !strings.HasPrefix(props.Description, want) {
				t.Errorf("%s: properties %+v, %v", locale, props, err)
			}
		}
	}
}
