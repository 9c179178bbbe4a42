package reports

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// TestSheetNamesAreTakenFromWords builds the workbook of a network whose words
// no sheet could have as they are.
func TestSheetNamesAreTakenFromWords(t *testing.T) {
	p := i18n.For("fr").Named(kpi.Words{
		Sphere: "pôle/métier [interne]", Spheres: "pôles", Range: "pôle/métier [interne]", Ranges: "pôles",
	})
	var out bytes.Buffer
	if err := Workbook(&out, small().report(), p); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	names := f.GetSheetList()
	if len(names) != 6 || names[1] != "Par pôle-métier -interne-" || names[2] != "Par pôle-métier -interne- 2" {
		t.Errorf("the sheets are called %q", names)
	}
}

func TestSheetName(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Par sphère", "Par sphère"},
		{"Par direction-régionale-de-l’Ouest", "Par direction-régionale-de-l’Ou"},
		{"'Par'", "Par"},
		{"Données", "Données 2"},
	} {
		if got := sheetName(c.name, "données"); got != c.want {
			t.Errorf("sheetName(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}
