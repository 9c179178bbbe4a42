package charts

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// option reads an option back as plain values.
func option(t *testing.T, f Figure) map[string]any {
	t.Helper()
	var o map[string]any
	if err := json.Unmarshal(f.Option, &o); err != nil {
		t.Fatalf("%s: %v", f.ID, err)
	}
	return o
}

func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %v", path, s)
			}
			v = m[s]
		case int:
			l, ok := v.([]any)
			if !ok || s >= len(l) {
				t.Fatalf("%v: no element %d", path, s)
			}
			v = l[s]
		}
	}
	return v
}

func draw(t *testing.T, d analytics.Dashboard, locale string) []Figure {
	t.Helper()
	figures, err := Month(d, i18n.For(locale))
	if err != nil {
		t.Fatal(err)
	}
	return figures
}

func TestUnknownMonthsAreGaps(t *testing.T) {
	f := draw(t, sampleDashboard(), "fr")[0]
	o := option(t, f)
	data := at(t, o, "series", 0, "data").([]any)
	if len(data) != 24 || data[6] != nil || data[5] == nil {
		t.Errorf("data = %v, want 24 values with null in place 6", data)
	}
	if at(t, o, "series", 0, "connectNulls") != false {
		t.Error("gaps are joined")
	}
	if f.Table.Rows[6].Values[0].Known {
		t.Error("the table knows what the line does not")
	}
	months := at(t, o, "xAxis", "data").([]any)
	if len(months) != 24 || months[23] != "oct. 2026" {
		t.Errorf("months = %v", months)
	}
}

func TestAnIncompleteMonthIsAPointApart(t *testing.T) {
	d := sampleDashboard()
	for i := range d.Audience[1].Values {
		d.Audience[1].Values[i].Coverage = analytics.Coverage{Known: 2, Expected: 2}
	}
	d.Audience[1].Values[20].Known = 1
	f := draw(t, d, "fr")[0]
	o := option(t, f)
	if n := len(at(t, o, "series").([]any)); n != 5 {
		t.Fatalf("%d series, want four lines and the points of one", n)
	}
	line, points := at(t, o, "series", 1, "data").([]any), at(t, o, "series", 2, "data").([]any)
	if line[20] != nil || points[20] == nil || line[19] == nil || points[19] != nil {
		t.Errorf("line %v, points %v", line[19:22], points[19:22])
	}
	if at(t, o, "series", 2, "name") != "Business" || at(t, o, "series", 2, "lineStyle", "width") != 0.0 {
		t.Error("the point is joined, or has another name")
	}
	if !f.Table.Rows[20].Values[1].Known {
		t.Error("the table hides what is known")
	}
}

func TestTheTableHoldsTheNumbersDrawn(t *testing.T) {
	for _, f := range draw(t, sampleDashboard(), "en") {
		if f.ID == "chart-growth" || f.ID == "chart-engagement" || f.ID == "chart-spheres" || f.ID == "chart-ranges" {
			continue // their first column is compared below
		}
		o := option(t, f)
		for c := range f.Table.Columns {
			// The sample's lines have no incomplete month.
			for r, row := range f.Table.Rows {
				compare(t, f.ID, at(t, o, "series", c, "data", r), row.Values[c])
			}
		}
	}
	for i, id := range map[int]string{3: "chart-spheres", 4: "chart-ranges", 5: "chart-growth"} {
		f := draw(t, sampleDashboard(), "en")[i]
		if f.ID != id {
			t.Fatalf("figure %d is %s", i, f.ID)
		}
		o := option(t, f)
		for r, row := range f.Table.Rows {
			compare(t, f.ID, at(t, o, "series", 0, "data", r, "value"), row.Values[0])
		}
	}
	f := draw(t, sampleDashboard(), "en")[2]
	o := option(t, f)
	for r, row := range f.Table.Rows {
		var sum kpi.Number
		for s := range at(t, o, "series").([]any) {
			if list := at(t, o, "series", s, "data").([]any); len(list) > 0 && list[r] != nil {
				sum = kpi.Num(sum.V + list[r].(float64))
			}
		}
		if sum != row.Values[0] {
			t.Errorf("row %d draws %v, table has %v", r, sum, row.Values[0])
		}
	}
}

func compare(t *testing.T, id string, drawn any, n kpi.Number) {
	t.Helper()
	if drawn == nil && !n.Known {
		return
	}
	if v, ok := drawn.(float64); !ok || v != n.V || !n.Known {
		t.Errorf("%s draws %v, its table has %v", id, drawn, n)
	}
}

func TestColorsFollowTheGroupsPosition(t *testing.T) {
	d := sampleDashboard()
	d.Audience = d.Audience[2:] // a filter leaves two spheres
	o := option(t, draw(t, d, "fr")[0])
	if got := at(t, o, "series", 0, "itemStyle", "color"); got != "var(--series-2)" {
		t.Errorf("the third sphere is %v", got)
	}
	none := option(t, draw(t, d, "fr")[4])
	if got := at(t, none, "series", 0, "data", 2, "itemStyle", "color"); got != "var(--series-none)" {
		t.Errorf("no range is %v", got)
	}
	if Color(9) != Color(1) || Color(-1) != "#6b7280" {
		t.Error("colors do not come round")
	}
}

func TestHostileNamesStayText(t *testing.T) {
	d := sampleDashboard("</script><script>alert(1)</script>", "__f__alert(1)__f__", "@number", "{a|b}")
	for _, f := range draw(t, d, "fr") {
		if strings.ContainsAny(string(f.Option), "<>&") {
			t.Errorf("%s can end a script element", f.ID)
		}
		o := option(t, f)
		onlyKnownNames(t, f.ID, "", o)
	}
	o := option(t, draw(t, d, "fr")[0])
	for i, want := range []string{"</script><script>alert(1)</script>", "__f__alert(1)__f__", "@number"} {
		if got := at(t, o, "series", i, "name"); got != want {
			t.Errorf("series %d is called %v, want %q", i, got, want)
		}
	}
	names := at(t, option(t, draw(t, d, "fr")[2]), "yAxis", "data").([]any)
	if names[5] != "</script><script>alert(1)</script>" || names[4] != "=1+1" {
		t.Errorf("accounts are called %v", names)
	}
}

// onlyKnownNames checks that whatever the browser resolves comes from the
// fixed list.
func onlyKnownNames(t *testing.T, id, key string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			onlyKnownNames(t, id, k, inner)
		}
	case []any:
		for _, inner := range v {
			onlyKnownNames(t, id, key, inner)
		}
	case string:
		known := map[string]bool{"@number": true, "@compact": true, "@percent": true, "@growth": true, "@points": true, "@not_ranked": true, "{b}": true}
		if strings.HasSuffix(strings.ToLower(key), "formatter") && strings.HasPrefix(v, "@") && !known[v] {
			t.Errorf("%s: formatter %q is not in the list", id, v)
		}
		if key == "formatter" && strings.ContainsAny(v, "<>") {
			t.Errorf("%s: a name stands in a formatter: %q", id, v)
		}
	}
}

func TestTooltipsAndDrawingSuitAStrictPolicy(t *testing.T) {
	for _, f := range draw(t, sampleDashboard(), "fr") {
		o := option(t, f)
		if at(t, o, "tooltip", "renderMode") != "richText" || at(t, o, "animation") != false || o["toolbox"] != nil {
			t.Errorf("%s: tooltip %v, animation %v, toolbox %v", f.ID, o["tooltip"], o["animation"], o["toolbox"])
		}
		if at(t, o, "aria", "label", "description") == "" || at(t, o, "title", "show") != false {
			t.Errorf("%s is not described", f.ID)
		}
	}
}

func TestFindingsInBothLanguages(t *testing.T) {
	d := sampleDashboard()
	for locale, want := range map[string][]string{
		"fr": {
			"L’audience progresse de 3,2\u00a0% à périmètre constant",
			"108 publications en octobre 2026",
			"Le taux d’engagement médian est de 4,10\u00a0%",
			"HR\u00a0: 29\u00a0% des interactions du mois",
			"Voyage\u00a0: 22\u00a0% des interactions du mois",
			"Croissance de l’audience\u00a0: +3,2\u00a0% en octobre 2026",
		},
		"en": {
			"The audience grew by 3.2% like for like",
			"108 posts in October 2026",
			"The median engagement rate is 4.10%",
			"HR: 29% of the month’s interactions",
			"Voyage: 22% of the month’s interactions",
			"Growth of the audience: +3.2% in October 2026",
		},
	} {
		for i, f := range draw(t, d, locale) {
			if f.Title != want[i] {
				t.Errorf("%s %s: title %q, want %q", locale, f.ID, f.Title, want[i])
			}
		}
	}
	summary := draw(t, d, "fr")[0].Summary
	want := "12\u202f480 abonnés en octobre 2026. +3,2\u00a0% depuis septembre 2026, sur 6 comptes connus les deux mois. 2 comptes sur 8 ne sont pas connus."
	if summary != want {
		t.Errorf("summary %q, want %q", summary, want)
	}
}

func TestDirectionIsSaid(t *testing.T) {
	p := i18n.For("en")
	for growth, want := range map[float64]string{
		-1.26: "The audience fell by 1.3% like for like",
		0.04:  "The audience is stable like for like",
		-0.04: "The audience is stable like for like",
		0.06:  "The audience grew by 0.1% like for like",
	} {
		if got := audienceTitle(kpi.Num(growth), p); got != want {
			t.Errorf("growth %v: %q, want %q", growth, got, want)
		}
	}
	if got := audienceTitle(kpi.Number{}, p); got != "Audience by sphere" {
		t.Errorf("unknown growth: %q", got)
	}
}

func TestNothingKnownIsSaid(t *testing.T) {
	d := analytics.Dashboard{Summary: analytics.Summary{Month: sampleMonth}}
	for _, locale := range i18n.Locales {
		for _, f := range draw(t, d, locale) {
			if !f.Empty || f.Summary == "" || f.Title == "" || !json.Valid(f.Option) {
				t.Errorf("%s: empty %v, summary %q, title %q", f.ID, f.Empty, f.Summary, f.Title)
			}
			if strings.Contains(f.Title+f.Subtitle+f.Summary, "chart.") {
				t.Errorf("%s: a message is missing: %q %q %q", f.ID, f.Title, f.Subtitle, f.Summary)
			}
		}
	}
}

func TestASourceIsNotJoinedToTheNext(t *testing.T) {
	view, lines := sampleAccount()
	f, err := AccountLine(view, lines[1], i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	o := option(t, f)
	if n := len(at(t, o, "series").([]any)); n != 2 {
		t.Fatalf("%d segments, want 2", n)
	}
	first, second := at(t, o, "series", 0, "data").([]any), at(t, o, "series", 1, "data").([]any)
	if first[44] == nil || first[45] != nil || second[44] != nil || second[45] == nil {
		t.Errorf("segments meet wrongly: %v | %v", first[43:47], second[43:47])
	}
}

func TestMarksAreNumberedAndExplained(t *testing.T) {
	view, lines := sampleAccount()
	f, err := AccountLine(view, lines[0], i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"mai 2024\u00a0: compte actif",
		"avr. 2025\u00a0: changement de responsable · devient camille_a",
		"janv. 2026\u00a0: passe dans Business",
	}
	if !reflect.DeepEqual(f.Notes, want) {
		t.Errorf("notes %q, want %q", f.Notes, want)
	}
	o := option(t, f)
	marks := at(t, o, "series", 0, "markLine", "data").([]any)
	if len(marks) != 3 || at(t, marks, 1, "name") != "2" || at(t, marks, 1, "xAxis") != "avr. 2025" {
		t.Errorf("marks %v", marks)
	}
	if at(t, o, "dataZoom", 0, "type") != "slider" || at(t, o, "legend", "show") != false {
		t.Error("five years cannot be zoomed")
	}
}

func TestPositionOneIsAtTheTop(t *testing.T) {
	view, lines := sampleAccount()
	f, err := AccountLine(view, lines[2], i18n.For("en"))
	if err != nil {
		t.Fatal(err)
	}
	if at(t, option(t, f), "yAxis", "inverse") != true {
		t.Error("the first position is at the bottom")
	}
}

func TestSpark(t *testing.T) {
	known := func(v ...float64) []kpi.Number {
		var ns []kpi.Number
		for _, x := range v {
			ns = append(ns, kpi.Num(x))
		}
		return ns
	}
	for name, c := range map[string]struct {
		values, part []kpi.Number
		want         Spark
	}{
		"nothing":       {nil, nil, Spark{}},
		"all unknown":   {make([]kpi.Number, 12), nil, Spark{}},
		"one":           {known(5), nil, Spark{X: 48, Y: 14, Dot: true}},
		"level":         {known(5, 5), nil, Spark{Path: "M3.0 14.0L93.0 14.0", X: 93, Y: 14, Dot: true}},
		"up":            {known(0, 1, 2), nil, Spark{Path: "M3.0 25.0L48.0 14.0L93.0 3.0", X: 93, Y: 3, Dot: true}},
		"gap":           {append(append(known(0, 1), kpi.Number{}), known(1, 2)...), nil, Spark{Path: "M3.0 25.0L25.5 14.0M70.5 14.0L93.0 3.0", X: 93, Y: 3, Dot: true}},
		"unknown today": {append(known(0, 2), kpi.Number{}), nil, Spark{Path: "M3.0 25.0L48.0 3.0", X: 48, Y: 3, Dot: true}},
		"incomplete today": {append(known(1, 2), kpi.Number{}), append(make([]kpi.Number, 2), known(0)...),
			Spark{Path: "M3.0 25.0L48.0 3.0", X: 48, Y: 3, Dot: true, Apart: "M93.0 25.0h.01"}},
	} {
		if got := NewSpark(c.values, c.part); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestWriteSamples writes options for a look in a browser where PORTEVOIX_LOOK
// names a folder.
func TestWriteSamples(t *testing.T) {
	dir := os.Getenv("PORTEVOIX_LOOK")
	if dir == "" {
		t.Skip("PORTEVOIX_LOOK names no folder")
	}
	view, lines := sampleAccount()
	figures := draw(t, sampleDashboard(), "fr")
	for _, l := range lines {
		f, err := AccountLine(view, l, i18n.For("fr"))
		if err != nil {
			t.Fatal(err)
		}
		figures = append(figures, f)
	}
	for _, f := range figures {
		b, err := json.Marshal(map[string]any{"height": f.Height, "option": f.Option})
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.ID+".json"), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
