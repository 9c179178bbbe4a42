package reports

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

func personSample() []kpi.DataTable {
	return []kpi.DataTable{
		{Name: "person", Columns: []kpi.DataColumn{{Name: "name", Kind: kpi.DataText}, {Name: "role", Kind: kpi.DataWord}, {Name: "created_at", Kind: kpi.DataInstant}},
			Rows: [][]any{{"=Noa; « Lente »", "ambassador", "2026-07-01T08:00:00.000Z"}}},
		{Name: "figures", Columns: []kpi.DataColumn{{Name: "indicator", Kind: kpi.DataIndicator}, {Name: "value", Kind: kpi.DataNumber}, {Name: "reason", Kind: kpi.DataReason}},
			Rows: [][]any{{"posts", 12.5, nil}, {"influence", nil, kpi.ReasonNoAccess}, {"influence", nil, "compteur ensablé"}}},
		{Name: "days_away", Columns: []kpi.DataColumn{{Name: "from_day", Kind: kpi.DataDay}}},
	}
}

func personFiles(t *testing.T, locale string) map[string]string {
	t.Helper()
	zone := time.FixedZone("Paris", 3600)
	var b bytes.Buffer
	if err := WritePerson(&b, i18n.For(locale), time.Date(2026, 11, 4, 10, 0, 0, 0, zone), personSample(), []kpi.Indicator{{Code: "posts", Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "publications"}}}}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(content)
	}
	return files
}

func TestAPersonReadsTheirData(t *testing.T) {
	fr, en := personFiles(t, "fr"), personFiles(t, "en")
	for _, want := range []struct{ file, text string }{
		{"01-personne.csv", "\ufeffnom;rôle;créé le\n\"'=Noa; « Lente »\";Ambassadrice ou ambassadeur;2026-07-01 09:00\n"},
		{"02-chiffres.csv", "\ufeffindicateur;valeur;motif\npublications;12,5;\n"},
		{"03-absences.csv", "\ufeffdu\n"},
		{"LISEZMOI.txt", "01-personne.csv\tVotre nom"},
	} {
		if !strings.Contains(fr[want.file], want.text) {
			t.Errorf("%s holds\n%s\nwant\n%s", want.file, fr[want.file], want.text)
		}
	}
	if strings.Contains(fr["02-chiffres.csv"], kpi.ReasonNoAccess) || !strings.Contains(fr["02-chiffres.csv"], "compteur ensablé") {
		t.Errorf("reasons: %s", fr["02-chiffres.csv"])
	}
	if r, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(en["02-figures.csv"], "\ufeff"))).ReadAll(); err != nil || len(r) != 4 || r[1][1] != "12.5" {
		t.Errorf("in English: %v, %v", r, err)
	}
	var data struct {
		At     string                      `json:"at"`
		Tables map[string][]map[string]any `json:"tables"`
	}
	if err := json.Unmarshal([]byte(fr["data.json"]), &data); err != nil {
		t.Fatal(err)
	}
	if data.At != "2026-11-04T09:00:00Z" || data.Tables["figures"][0]["value"] != 12.5 || data.Tables["figures"][1]["reason"] != kpi.ReasonNoAccess ||
		data.Tables["person"][0]["created_at"] != "2026-07-01T08:00:00.000Z" || data.Tables["days_away"] == nil {
		t.Errorf("%+v", data)
	}
}
