package charts

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// notedAt is a sentence at a month.
func notedAt(m kpi.Month, text string) analytics.Annotation {
	return analytics.Annotation{Annotation: kpi.Annotation{Month: m, Text: text}}
}

// numberedIn lists the numbered marks of an option as "label=number".
func numberedIn(t *testing.T, option json.RawMessage) []string {
	t.Helper()
	var o struct {
		Series []struct {
			Data     []any
			MarkLine struct{ Data []map[string]any }
		}
	}
	if err := json.Unmarshal(option, &o); err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, s := range o.Series {
		for _, d := range s.MarkLine.Data {
			if d["name"] != nil {
				list = append(list, d["xAxis"].(string)+"="+d["name"].(string))
			}
		}
	}
	return list
}

// quietLine is a line of five months without marks.
func quietLine(t *testing.T) (Figure, []kpi.Month) {
	t.Helper()
	first := kpi.NewMonth(2026, 6)
	months := kpi.MonthsBetween(first, first.Add(4))
	series := []analytics.Series{{Group: analytics.Group{Kind: analytics.GroupSphere, ID: 1, Name: "__f__"}}}
	for i, m := range months {
		series[0].Values = append(series[0].Values, analytics.Value{Month: m, Number: kpi.Num(float64(100 + i)), Coverage: analytics.Coverage{Known: 1, Expected: 1}})
	}
	f, err := Audience(analytics.Dashboard{Summary: analytics.Summary{Month: months[4]}, Audience: series}, i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	return f, months
}

func TestAnnotationsAreMarkedAndNumbered(t *testing.T) {
	f, months := quietLine(t)
	p := i18n.For("fr")
	before := len(f.Option)
	got, err := Annotate(f, []analytics.Annotation{
		notedAt(months[3], "Passage à 280 caractères"), notedAt(months[1], `</script><b>__f__</b> {{.x}}`), notedAt(months[3], "et le même mois"), notedAt(months[0].Add(-1), "avant"),
	}, p)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		p.ShortMonth(months[1]) + "\u00a0: " + `</script><b>__f__</b> {{.x}}`,
		p.ShortMonth(months[3]) + "\u00a0: Passage à 280 caractères · et le même mois",
	}
	if !reflect.DeepEqual(got.Notes, want) {
		t.Errorf("notes %q, want %q", got.Notes, want)
	}
	if marks := numberedIn(t, got.Option); !reflect.DeepEqual(marks, []string{p.ShortMonth(months[1]) + "=1", p.ShortMonth(months[3]) + "=2"}) {
		t.Errorf("marks %q", marks)
	}
	if !strings.HasSuffix(got.Summary, "3 annotations.") {
		t.Errorf("the summary is %q", got.Summary)
	}
	if strings.Contains(string(got.Option), "</script>") || strings.Contains(string(got.Option), "280") {
		t.Errorf("the words stand in the option: %s", got.Option)
	}
	if len(f.Option) != before || len(f.Notes) != 0 || len(numberedIn(t, f.Option)) != 0 {
		t.Error("the chart that was annotated has changed")
	}
	var o struct {
		Series []struct{ Name, Type string }
		Grid   struct{ Top string }
	}
	if err := json.Unmarshal(got.Option, &o); err != nil {
		t.Fatal(err)
	}
	last := o.Series[len(o.Series)-1]
	if last.Name != "" || last.Type != "line" || o.Grid.Top != "24" {
		t.Errorf("the marks stand on %+v, the grid begins at %q", last, o.Grid.Top)
	}
}

func TestAnnotationsGoOnFromTheMarksOfAnAccount(t *testing.T) {
	view, lines := sampleAccount()
	p := i18n.For("fr")
	f, err := AccountLine(view, lines[0], p)
	if err != nil {
		t.Fatal(err)
	}
	stood, notes := numberedIn(t, f.Option), f.Notes
	if len(stood) < 2 || len(stood) != len(notes) {
		t.Fatalf("the sample has marks %q and notes %q", stood, notes)
	}
	taken, _, _ := strings.Cut(stood[0], "=")
	var same, free kpi.Month
	for _, m := range f.Months {
		if p.ShortMonth(m) == taken {
			same = m
		} else if !strings.Contains(strings.Join(stood, "|"), p.ShortMonth(m)) {
			free = m
		}
	}
	got, err := Annotate(f, []analytics.Annotation{notedAt(same, "aussi"), {Annotation: kpi.Annotation{Month: free, Text: "ensuite"}, Of: "Camille"}}, p)
	if err != nil {
		t.Fatal(err)
	}
	n := len(notes)
	if len(got.Notes) != n+1 || got.Notes[0] != notes[0]+" · aussi" || !strings.HasSuffix(got.Notes[n], "Camille\u00a0: ensuite") {
		t.Errorf("notes %q, before %q", got.Notes, notes)
	}
	if marks := numberedIn(t, got.Option); len(marks) != n+1 || marks[n] != p.ShortMonth(free)+"="+p.Number(float64(n+1), 0) {
		t.Errorf("marks %q, before %q", marks, stood)
	}
	if notes[0] != f.Notes[0] {
		t.Error("the chart that was annotated has changed")
	}
	early := f.Months[0]
	if got, err = Annotate(got, []analytics.Annotation{notedAt(early, "d’abord")}, p); err != nil {
		t.Fatal(err)
	}
	if marks := numberedIn(t, got.Option); len(marks) != n+2 || marks[0] != p.ShortMonth(early)+"=1" || !strings.HasSuffix(marks[1], "=2") {
		t.Errorf("marks %q are not numbered by month", marks)
	}
	if !strings.HasSuffix(got.Notes[0], "d’abord") || got.Notes[1] != notes[0]+" · aussi" {
		t.Errorf("notes %q do not follow the marks", got.Notes)
	}
}

func TestAnnotateLeavesOtherChartsAlone(t *testing.T) {
	f, months := quietLine(t)
	for name, other := range map[string]Figure{
		"empty":      {Empty: true, Months: months, Option: f.Option},
		"no months":  {Option: f.Option},
		"no mention": f,
	} {
		note := notedAt(months[0], "ici")
		if name == "no mention" {
			note = notedAt(months[4].Add(1), "plus tard")
		}
		got, err := Annotate(other, []analytics.Annotation{note}, i18n.For("en"))
		if err != nil || !reflect.DeepEqual(got, other) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

func TestEventsAndDecisionsAreMarks(t *testing.T) {
	view, lines := sampleAccount()
	m := lines[0].Points[3].Month
	view.Marks = []analytics.Mark{
		{Month: m, Kind: analytics.MarkEvent, Detail: "Portes ouvertes"},
		{Month: m, Kind: analytics.MarkDecision, Detail: "reinforce", About: "Lin"},
		{Month: m.Add(2), Kind: analytics.MarkDecision, Detail: "stop"},
	}
	f, err := AccountLine(view, lines[0], i18n.For("en"))
	if err != nil {
		t.Fatal(err)
	}
	p := i18n.For("en")
	want := []string{p.ShortMonth(m) + ": “Portes ouvertes” begins · decision “Reinforce” for Lin", p.ShortMonth(m.Add(2)) + ": decision “Stop”"}
	if !reflect.DeepEqual(f.Notes, want) {
		t.Errorf("notes %q, want %q", f.Notes, want)
	}
}
