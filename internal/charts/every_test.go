package charts

// These tests hold every builder of a chart to what all have in common, with
// what breaks a careless one: names of sixty characters, sixteen series, 120
// months, zeros, falls, one known point, nothing known. A new builder stands in
// builders, or a test says that it is missing.

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	source "go/token"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// sample is what the charts of a test are drawn from.
type sample struct {
	name   string
	groups int
	months int
	long   bool                      // names of sixty characters
	value  func(g, i int) kpi.Number // of a group in a month, counted from the first
	known  bool                      // any value is
}

var samples = []sample{
	{"usual", 4, 24, false, func(g, i int) kpi.Number { return kpi.Num(float64(100*g + i)) }, true},
	{"many and long", 16, 120, true, func(g, i int) kpi.Number { return kpi.Num(float64(1000*g + i*i%37)) }, true},
	{"zeros", 3, 30, false, func(int, int) kpi.Number { return kpi.Num(0) }, true},
	{"falling", 2, 36, false, func(g, i int) kpi.Number { return kpi.Num(float64(5000 - 90*i - g)) }, true},
	{"gaps", 3, 25, false, func(g, i int) kpi.Number {
		if (i+g)%3 == 0 {
			return kpi.Number{}
		}
		return kpi.Num(float64(10 + i))
	}, true},
	{"one point", 2, 24, true, func(g, i int) kpi.Number {
		if g == 1 && i == 7 {
			return kpi.Num(12)
		}
		return kpi.Number{}
	}, true},
	{"nothing known", 3, 24, false, func(int, int) kpi.Number { return kpi.Number{} }, false},
	{"one month", 2, 1, false, func(g, i int) kpi.Number { return kpi.Num(float64(g + i)) }, true},
	{"no series", 0, 24, false, func(int, int) kpi.Number { return kpi.Number{} }, false},
	{"no months", 1, 0, false, func(int, int) kpi.Number { return kpi.Number{} }, false},
}

func (s sample) groupName(g int) string {
	name := fmt.Sprintf("Groupe %d", g+1)
	if s.long {
		name += " " + strings.Repeat("interminable ", 5)
		name = name[:60]
	}
	return name
}

func (s sample) monthList() []kpi.Month {
	if s.months == 0 {
		return nil
	}
	return kpi.MonthsBetween(sampleMonth.Add(1-s.months), sampleMonth)
}

// series are the sample's lines; every fifth month of each is incomplete.
func (s sample) series(kind analytics.GroupKind) []analytics.Series {
	var all []analytics.Series
	for g := range s.groups {
		one := analytics.Series{Group: analytics.Group{Kind: kind, ID: kpi.ID(g + 1), Name: s.groupName(g), Position: g}}
		for i, m := range s.monthList() {
			v := analytics.Value{Month: m, Number: s.value(g, i), Coverage: analytics.Coverage{Known: 2, Expected: 2}}
			if i%5 == 4 {
				v.Known = 1
			}
			if !v.Number.Known {
				v.Known = 0
			}
			one.Values = append(one.Values, v)
		}
		all = append(all, one)
	}
	return all
}

func (s sample) dashboard() analytics.Dashboard {
	lines := s.series(analytics.GroupSphere)
	d := analytics.Dashboard{Audience: lines, Posts: lines, Summary: analytics.Summary{Month: sampleMonth}}
	for g := range s.groups {
		last := kpi.Number{}
		if s.months > 0 {
			last = s.value(g, s.months-1)
		}
		share := analytics.Share{Group: lines[g].Group, Interactions: last}
		if last.Known {
			share.Share = kpi.Num(100 / float64(s.groups))
		}
		d.BySphere, d.ByRange = append(d.BySphere, share), append(d.ByRange, share)
		rate := analytics.AccountRate{Account: kpi.Account{Persona: s.groupName(g), Platform: "X", SphereID: kpi.ID(g + 1), Sphere: s.groupName(g)}, Rate: last}
		d.Engagement.Rows = append(d.Engagement.Rows, rate)
		d.Engagement.Of++
		d.Engagement.Median = last
	}
	for i, m := range s.monthList() {
		d.Growth = append(d.Growth, analytics.Growth{Month: m, Change: analytics.Change{N: 2, Growth: s.value(0, i)}})
	}
	return d
}

func (s sample) account() kpi.Account {
	return kpi.Account{ID: 3, Persona: s.groupName(0), Platform: "X", PlatformID: 1}
}

// indicators are one of each kind.
var indicators = []kpi.Indicator{
	{Code: kpi.Followers, Kind: kpi.KindStock, Direction: kpi.DirectionUp},
	{Code: kpi.Likes, Kind: kpi.KindFlow, Direction: kpi.DirectionUp},
	{Code: kpi.Influence, Kind: kpi.KindScore, Decimals: 1},
	{Code: kpi.SearchRank, Kind: kpi.KindPosition, Direction: kpi.DirectionDown},
	{Code: kpi.EngagementRate, Kind: kpi.KindRatio, Decimals: 2},
}

func (s sample) line(ind kpi.Indicator) analytics.Line {
	months := s.monthList()
	figures := make([]kpi.Figure, len(months))
	for i := range months {
		if n := s.value(1, i); n.Known {
			figures[i] = kpi.Given(n.V)
		}
	}
	return analytics.NewLine(ind, months, figures)
}

func (s sample) comparison(ind kpi.Indicator, view analytics.CompareView) analytics.Comparison {
	b := analytics.CompareBasis{Span: kpi.Span{From: sampleMonth.Add(1 - max(1, s.months)), Until: sampleMonth}, Indicator: ind, View: view}
	b.Lines = s.series(analytics.GroupAccount)
	b.Sizes, b.Rates = withMonthBefore(b.Lines), b.Lines
	b.Growth = make([]analytics.Change, len(b.Lines))
	return analytics.NewComparison(b)
}

// withMonthBefore begins lines one month earlier, unknown then.
func withMonthBefore(lines []analytics.Series) []analytics.Series {
	all := make([]analytics.Series, len(lines))
	for i, l := range lines {
		all[i] = l
		if len(l.Values) > 0 {
			all[i].Values = append([]analytics.Value{{Month: l.Values[0].Month - 1}}, l.Values...)
		}
	}
	return all
}

// ofLines draws something for each kind of indicator.
func ofLines(s sample, draw func(analytics.Line) (Figure, error)) (all []Figure, err error) {
	for _, ind := range indicators {
		f, err := draw(s.line(ind))
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func one(f Figure, err error) ([]Figure, error) { return []Figure{f}, err }

// builders are all that draw a chart, by the name of their function.
var builders = map[string]func(sample, *i18n.Printer) ([]Figure, error){
	"Month":              func(s sample, p *i18n.Printer) ([]Figure, error) { return Month(s.dashboard(), p) },
	"Audience":           func(s sample, p *i18n.Printer) ([]Figure, error) { return one(Audience(s.dashboard(), p)) },
	"Posts":              func(s sample, p *i18n.Printer) ([]Figure, error) { return one(Posts(s.dashboard(), p)) },
	"Growth":             func(s sample, p *i18n.Printer) ([]Figure, error) { return one(Growth(s.dashboard(), p)) },
	"Engagement":         func(s sample, p *i18n.Printer) ([]Figure, error) { return one(Engagement(s.dashboard(), p)) },
	"SphereContribution": func(s sample, p *i18n.Printer) ([]Figure, error) { return one(SphereContribution(s.dashboard(), p)) },
	"RangeContribution":  func(s sample, p *i18n.Printer) ([]Figure, error) { return one(RangeContribution(s.dashboard(), p)) },
	"Span": func(s sample, p *i18n.Printer) (all []Figure, err error) {
		for _, ind := range indicators {
			f, err := Span(SpanChart{Indicator: ind, Span: kpi.MonthOnly(sampleMonth), Against: kpi.MonthOnly(sampleMonth - 1),
				Series: s.series(analytics.GroupSphere), By: "par sphère"}, p)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
		return all, nil
	},
	"Compare": func(s sample, p *i18n.Printer) (all []Figure, err error) {
		for _, ind := range indicators {
			for _, view := range analytics.CompareViews {
				if !analytics.Comparable(ind, view) {
					continue
				}
				for _, together := range []int{2, 16} {
					figures, err := Compare(s.comparison(ind, view), together, p)
					if err != nil {
						return nil, err
					}
					all = append(all, figures...)
				}
			}
		}
		return all, nil
	},
	"AccountLine": func(s sample, p *i18n.Printer) ([]Figure, error) {
		view := analytics.AccountView{Account: s.account(), Month: sampleMonth, Marks: []analytics.Mark{
			{Month: sampleMonth, Kind: analytics.MarkHandover}, {Month: sampleMonth - 5, Kind: analytics.MarkRename, Detail: "{a|b}"}}}
		return ofLines(s, func(l analytics.Line) (Figure, error) { return AccountLine(view, l, p) })
	},
	"Season": func(s sample, p *i18n.Printer) ([]Figure, error) {
		return ofLines(s, func(l analytics.Line) (Figure, error) {
			return Season(s.account(), analytics.NewSeason(l, sampleMonth), p)
		})
	},
	"ReviewLine": func(s sample, p *i18n.Printer) ([]Figure, error) {
		return ofLines(s, func(l analytics.Line) (Figure, error) { return ReviewLine(s.account(), l, sampleMonth, p) })
	},
	"CorrectionLine": func(s sample, p *i18n.Printer) (all []Figure, err error) {
		for _, proposed := range []kpi.Number{{}, kpi.Num(0), kpi.Num(7)} {
			figures, err := ofLines(s, func(l analytics.Line) (Figure, error) {
				return CorrectionLine(s.account(), l, sampleMonth, proposed, p)
			})
			if err != nil {
				return nil, err
			}
			all = append(all, figures...)
		}
		return all, nil
	},
	"SearchLines": func(s sample, p *i18n.Printer) ([]Figure, error) {
		var lines []analytics.SearchLine
		for g := range s.groups {
			l := analytics.SearchLine{Query: kpi.SearchQuery{Query: s.groupName(g)}, Months: s.monthList(), Places: make([]kpi.SearchPlace, s.months)}
			for i := range l.Places {
				if n := s.value(g, i); n.Known {
					l.Places[i] = kpi.SearchPlace{Looked: true, Place: max(0, int(n.V)%60)}
				}
			}
			lines = append(lines, l)
		}
		return one(SearchLines(s.account(), lines, p))
	},
}

// notBuilders change a chart that is drawn already.
var notBuilders = []string{"Annotate"}

func TestEveryBuilderIsAmongThem(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range files {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(source.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil || !f.Name.IsExported() || !drawsFigures(f) || slices.Contains(notBuilders, f.Name.Name) {
				continue
			}
			if builders[f.Name.Name] == nil {
				t.Errorf("%s in %s draws a chart: add it to builders in every_test.go", f.Name.Name, entry.Name())
			}
		}
	}
}

// drawsFigures reports whether a function gives charts.
func drawsFigures(f *ast.FuncDecl) bool {
	if f.Type.Results == nil {
		return false
	}
	for _, r := range f.Type.Results.List {
		result := r.Type
		if list, ok := result.(*ast.ArrayType); ok {
			result = list.Elt
		}
		if name, ok := result.(*ast.Ident); ok && name.Name == "Figure" {
			return true
		}
	}
	return false
}

func TestEveryChartHoldsWithAnySample(t *testing.T) {
	for _, locale := range i18n.Locales {
		p := i18n.For(locale)
		for name, build := range builders {
			for _, s := range samples {
				figures, err := build(s, p)
				if err != nil {
					t.Errorf("%s %s %s: %v", locale, name, s.name, err)
					continue
				}
				for _, f := range figures {
					where := strings.Join([]string{locale, name, s.name, f.ID}, " ")
					holds(t, where, f)
					if !s.known && !f.Empty && name != "CorrectionLine" { // what is proposed is known
						t.Errorf("%s is not empty", where)
					}
				}
			}
		}
	}
}

// holds checks what every chart has.
func holds(t *testing.T, where string, f Figure) {
	t.Helper()
	for what, text := range map[string]string{"id": f.ID, "title": f.Title, "subtitle": f.Subtitle, "summary": f.Summary} {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s has no %s", where, what)
		}
		for _, fault := range []string{"chart.", "compare.", "explore.", "season.", "<no value>", "%!", "NaN", "Inf", "  "} {
			if strings.Contains(text, fault) {
				t.Errorf("%s: %s %q", where, what, text)
			}
		}
	}
	if !f.Empty && f.Height < 100 || f.Table.Head == "" {
		t.Errorf("%s: height %d, head %q", where, f.Height, f.Table.Head)
	}
	if !f.Empty && !f.Table.known() && !hasWords(f.Table) {
		t.Errorf("%s is drawn, but knows nothing", where)
	}
	for _, r := range f.Table.Rows {
		if len(r.Values) != len(f.Table.Columns) || r.Label == "" {
			t.Errorf("%s: row %q has %d values for %d columns", where, r.Label, len(r.Values), len(f.Table.Columns))
		}
	}
	o := option(t, f)
	onlyKnownNames(t, where, "", o)
	names := axisNames(t, where, o)
	for i, s := range at(t, o, "series").([]any) {
		data, _ := at(t, s, "data").([]any)
		if len(data) != 0 && len(data) != len(names) {
			t.Errorf("%s: series %d has %d values for %d names", where, i, len(data), len(names))
		}
		for _, v := range data {
			finite(t, where, v)
		}
		if at(t, s, "name") == "" {
			t.Errorf("%s: series %d has no name", where, i)
		}
	}
	if n := len(f.Months); n > 0 && !f.Empty {
		labels := at(t, o, "xAxis", "data").([]any)
		if len(labels) != n || len(f.Table.Rows) != n || f.Table.Rows[n-1].Label != labels[n-1] {
			t.Errorf("%s: %d months, %d labels, %d rows", where, n, len(labels), len(f.Table.Rows))
		}
		if at(t, o, "xAxis", "axisLabel", "showMaxLabel") != true {
			t.Errorf("%s: the last month may go without a name", where)
		}
		if zoomed := o["dataZoom"] != nil; zoomed != f.Long() || f.Long() != (n > zoomFrom) {
			t.Errorf("%s: %d months, zoom %v, long %v", where, n, zoomed, f.Long())
		}
	}
	if at(t, o, "animation") != false || at(t, o, "tooltip", "renderMode") != "richText" {
		t.Errorf("%s moves, or has tooltips of HTML", where)
	}
}

// hasWords reports whether a table says anything in words instead of numbers.
func hasWords(t Table) bool {
	return slices.ContainsFunc(t.Rows, func(r Row) bool { return strings.Join(r.Words, "") != "" })
}

// axisNames are the names along the axis of months, or of accounts and groups.
func axisNames(t *testing.T, where string, o map[string]any) []any {
	t.Helper()
	for _, axis := range []string{"xAxis", "yAxis"} {
		if at(t, o, axis, "type") == "category" {
			names, _ := at(t, o, axis, "data").([]any)
			for _, n := range names {
				if n == "" || n == nil {
					t.Errorf("%s: a name of its axis is empty", where)
				}
			}
			return names
		}
	}
	t.Errorf("%s has no axis of names", where)
	return nil
}

// finite checks a value that is drawn: a number, null, or an object with one.
func finite(t *testing.T, where string, v any) {
	t.Helper()
	if m, ok := v.(map[string]any); ok {
		v = m["value"]
	}
	switch n := v.(type) {
	case nil:
	case float64:
		if math.IsNaN(n) || math.IsInf(n, 0) {
			t.Errorf("%s draws %v", where, n)
		}
	default:
		t.Errorf("%s draws %T %v", where, v, v)
	}
}

func TestShapesAreToldApart(t *testing.T) {
	seen := map[string]int{}
	for position := -1; position < len(shapes); position++ {
		g := analytics.Group{Position: position}
		for _, s := range []string{symbol(g), hollow(g)} {
			if other, there := seen[s]; there {
				t.Errorf("position %d has the shape of %d", position, other)
			}
			seen[s] = position
		}
		if !strings.HasPrefix(hollow(g), symbol(g)) || strings.Count(hollow(g), "Z") != 2 {
			t.Errorf("the hollow shape of position %d is not its shape with a hole: %s", position, hollow(g))
		}
	}
	looks := map[string]bool{}
	for position := range 2 * len(shapes) {
		g := analytics.Group{Position: position}
		look := symbol(g) + dash(g)
		if looks[look] {
			t.Errorf("the line of position %d looks like another's without color", position)
		}
		looks[look] = true
	}
}

// TestOptionsStayText makes sure that no builder writes what a browser would run.
func TestOptionsStayText(t *testing.T) {
	p := i18n.For("fr")
	for name, build := range builders {
		figures, err := build(samples[1], p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures {
			for _, word := range []string{"function", "=>", "javascript:", "__f__", "<"} {
				if strings.Contains(string(f.Option), word) {
					t.Errorf("%s %s: %q stands in its option", name, f.ID, word)
				}
			}
			if !json.Valid(f.Option) {
				t.Errorf("%s %s is no JSON", name, f.ID)
			}
		}
	}
}
