package web

import (
	"archive/zip"
	"io"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// TestReportFile downloads the workbook, as a person and as a program, in
// both languages.
func TestReportFile(t *testing.T) {
	h := newHouse(t)
	french := h.as(reader).get("/reports/2026-10.xlsx").want(t, 200)
	english := h.api(reader).get("/api/v1/reports/2026-10.xlsx?lang=en").want(t, 200)
	for _, c := range []struct {
		a          answer
		name, text string
	}{
		{french, "comite-2026-10-brouillon.xlsx", "octobre 2026"},
		{english, "committee-2026-10-draft.xlsx", "October 2026"},
	} {
		if got := c.a.Header.Get("Content-Disposition"); got != `attachment; filename="`+c.name+`"` {
			t.Errorf("the file is called %s", got)
		}
		if got := c.a.Header.Get("Content-Type"); got != workbookType {
			t.Errorf("its type is %s", got)
		}
		if text := unpacked(t, c.a.body); !strings.Contains(text, c.text) {
			t.Errorf("%s nowhere says %q", c.name, c.text)
		}
	}
	h.api(reader).get("/api/v1/reports/2026-10.xlsx?lang=de").wantProblem(t, 422, kpi.CodeInvalid, "lang")
	h.api(reader).get("/api/v1/reports/soon.xlsx").wantProblem(t, 422, kpi.CodeInvalid)
	h.api(eastReader).get("/api/v1/reports/2026-10.xlsx?entity=Groupe/Ouest").wantProblem(t, 404, kpi.CodeNotFound)
	if text := unpacked(t, h.api(eastReader).get("/api/v1/reports/2026-09.xlsx").want(t, 200).body); strings.Contains(text, "Camille") || !strings.Contains(text, "Deniz") {
		t.Error("a reader of Groupe/Est gets the accounts of Groupe/Ouest, or not their own")
	}
}

// unpacked is the text of all parts of a workbook.
func unpacked(t *testing.T, book string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, part); err != nil {
			t.Fatal(err)
		}
		if err := part.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
