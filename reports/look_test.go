package reports

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"portevoix/internal/i18n"
)

// TestWriteSamples writes workbooks for a look where PORTEVOIX_LOOK names a
// folder.
func TestWriteSamples(t *testing.T) {
	dir := os.Getenv("PORTEVOIX_LOOK")
	if dir == "" {
		t.Skip("PORTEVOIX_LOOK names no folder")
	}
	for name, s := range map[string]sample{"small": small(), "big": {accounts: 800, months: 38}} {
		r := s.report()
		for _, locale := range i18n.Locales {
			f, err := os.Create(filepath.Join(dir, name+"-"+locale+".xlsx"))
			if err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			if err := Workbook(f, r, i18n.For(locale)); err != nil {
				t.Fatal(err)
			}
			t.Log(name, locale, time.Since(begun))
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
