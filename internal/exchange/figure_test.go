package exchange

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/kpi"
)

// counted are indicators for tests; their labels are those of a new
// installation.
var counted = []kpi.Indicator{
	{Code: "followers", Kind: kpi.KindStock, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "Abonnés"}, {Locale: "en", Label: "Followers"}}},
	{Code: "posts", Kind: kpi.KindFlow, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "Publications"}, {Locale: "en", Label: "Posts"}}},
	{Code: "likes", Kind: kpi.KindFlow, Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "J’aime"}, {Locale: "fr", Platform: 2, Label: "Réactions"}}},
	{Code: "influence", Kind: kpi.KindScore, Min: kpi.Num(0), Max: kpi.Num(100)},
	{Code: "search_rank", Kind: kpi.KindPosition},
	{Code: "adoption", Kind: kpi.KindPercentage},
	{Code: "interactions", Kind: kpi.KindFlow, Derived: true},
}

// read gives the figures of a file, each as one line of text, and the reader.
func read(t *testing.T, table *Table, o FigureOptions) ([]string, *FigureReader) {
	t.Helper()
	o.Indicators = counted
	r := NewFigureReader(table, o)
	var rows []string
	if err := r.Each(func(row FigureRow) {
		text := fmt.Sprintf("%d %s", row.Line, row.Account.Platform+"/"+row.Account.Handle)
		if row.Account.ExternalID != "" {
			text += "#" + row.Account.ExternalID
		}
		text += " " + row.Month.String()
		for _, c := range row.Cells {
			text += " " + counted[c.Indicator].Code + "="
			switch {
			case c.Reading:
				text += "+" + fmt.Sprint(c.Figure.Value)
			case c.Figure.State == kpi.StateValue:
				text += fmt.Sprint(c.Figure.Value)
			default:
				text += c.Figure.State.String() + c.Figure.Reason
			}
		}
		if row.Comment != "" {
			text += " «" + row.Comment + "»"
		}
		rows = append(rows, text)
	}); err != nil {
		t.Fatal(err)
	}
	return rows, r
}

func expect(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// faults writes problems as "line column value key".
func faults(list []kpi.FieldError) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = fmt.Sprintf("%d %s %q %s", f.Line, f.Field, f.Value, f.Key)
	}
	return out
}

func TestWide(t *testing.T) {
	got, r := read(t, openText(t, "platform,handle,month,followers,posts,likes,comment,slug\n"+
		"X,ada,2026-10,1200,0,,\"hello, you\",ada-a\nLinkedIn,@Bob,31/10/2026, 1 200 ,n/a,S/O,,\nX,cleo,octobre 2026,NA,nd,sans objet,,\n"), FigureOptions{})
	expect(t, got, []string{
		"2 X/ada 2026-10 followers=1200 posts=0 «hello, you»",
		"3 LinkedIn/@Bob 2026-10 followers=1200 posts=unavailablefrom_file likes=na",
		"4 X/cleo 2026-10 followers=unavailablefrom_file posts=unavailablefrom_file likes=na",
	})
	expect(t, faults(r.Problems), []string{})
	expect(t, faults(r.Ignored()), []string{`1 slug "" import.ignored_column`})
	if !r.Wide {
		t.Error("a column per indicator is the wide form")
	}
}

func TestWords(t *testing.T) {
	for _, word := range []string{"n/a", "N/A", "na", "NA", "nd", "ND", "#N/A", "#n/a", "indisponible", "INDISPONIBLE", " n/a "} {
		got, _ := read(t, openText(t, "platform;handle;month;followers\nX;a;2026-10;"+word+"\n"), FigureOptions{})
		expect(t, got, []string{"2 X/a 2026-10 followers=unavailablefrom_file"})
	}
	for _, word := range []string{"s/o", "S/O", "so", "s.o.", "sans objet", "Sans Objet"} {
		got, _ := read(t, openText(t, "platform;handle;month;followers\nX;a;2026-10;"+word+"\n"), FigureOptions{})
		expect(t, got, []string{"2 X/a 2026-10 followers=na"})
	}
	got, _ := read(t, openText(t, "platform;handle;month;followers;posts\nX;a;2026-10;;0\n"), FigureOptions{})
	expect(t, got, []string{"2 X/a 2026-10 posts=0"})
}

func TestLong(t *testing.T) {
	got, r := read(t, openText(t, "Plateforme;Compte;Mois;Indicateur;Valeur\nX;ada;2026-10;followers;1200\nX;ada;2026-10;J’aime;12\nLinkedIn;ada;2026-10;réactions;13\n"+
		"X;ada;2026-10;J'AIME;\nX;ada;2026-10;claps;1\nX;ada;2026-10;interactions;1\nX;ada;2026-10;;1\n"), FigureOptions{})
	expect(t, got, []string{
		"2 X/ada 2026-10 followers=1200", "3 X/ada 2026-10 likes=12", "4 LinkedIn/ada 2026-10 likes=13", "5 X/ada 2026-10",
		"6 X/ada 2026-10", "7 X/ada 2026-10", "8 X/ada 2026-10", // without the figure that cannot be read
	})
	expect(t, faults(r.Problems), []string{
		`6 Indicateur "claps" import.indicator`, `7 Indicateur "interactions" import.derived`, `8 Indicateur "" import.blank`,
	})
	if r.Wide {
		t.Error("a figure per row is the long form")
	}
	// One indicator and one month for the whole file.
	got, _ = read(t, openText(t, "handle,value\nada,3\n"), FigureOptions{Set: map[string]string{"platform": "X", "month": "2026-09", "indicator": "posts"}})
	expect(t, got, []string{"2 X/ada 2026-09 posts=3"})
}

func TestMonthsInColumns(t *testing.T) {
	file := "platform;handle;indicator;2026-08;sept. 2026;31/10/2026;note\nX;ada;followers;10;;12;x\nX;ada;posts;1;n/a;3;\n"
	got, r := read(t, openText(t, file), FigureOptions{MonthsInColumns: true})
	expect(t, got, []string{
		"2 X/ada 2026-08 followers=10 «x»", "2 X/ada 2026-10 followers=12 «x»",
		"3 X/ada 2026-08 posts=1", "3 X/ada 2026-09 posts=unavailablefrom_file", "3 X/ada 2026-10 posts=3",
	})
	expect(t, faults(r.Problems), []string{})
	got, _ = read(t, openText(t, "platform,handle,2026-08\nX,ada,7\n"), FigureOptions{MonthsInColumns: true, MonthShift: -1, Set: map[string]string{"indicator": "likes"}})
	expect(t, got, []string{"2 X/ada 2026-07 likes=7"})
	_, r = read(t, openText(t, file), FigureOptions{})
	expect(t, faults(r.Problems), []string{`1 month "" import.months_in_columns`})
	_, r = read(t, openText(t, "platform;handle;indicator;2026-08;août 2026\nX;a;posts;1;2\n"), FigureOptions{MonthsInColumns: true})
	expect(t, faults(r.Problems), []string{`1 août 2026 "" import.columns_alike`})
	_, r = read(t, openText(t, "platform;handle;total\nX;a;1\n"), FigureOptions{MonthsInColumns: true})
	expect(t, faults(r.Problems), []string{`1 indicator "" import.lacks`, `1 month "" import.no_month_columns`})
}

func TestMapping(t *testing.T) {
	file := "date,pseudo_x,tweets,favourites,likes given\n2026-10-31,ada,5,9,8\n"
	got, r := read(t, openText(t, file), FigureOptions{Map: map[string]string{"handle": "PSEUDO_x", "posts": "tweets"}, Set: map[string]string{"platform": "X"}, MonthShift: -1})
	expect(t, got, []string{"2 X/ada 2026-09 posts=5"})
	expect(t, faults(r.Problems), []string{})
	for _, c := range []struct {
		name string
		o    FigureOptions
		want []string
	}{
		{"no such column", FigureOptions{Map: map[string]string{"handle": "nobody", "posts": "tweets"}, Set: map[string]string{"platform": "X"}},
			[]string{`1 handle "" import.no_column`, `1 handle "" import.lacks_account`}},
		{"no such field", FigureOptions{Map: map[string]string{"handle": "pseudo_x", "claps": "tweets", "interactions": "tweets"}, Set: map[string]string{"platform": "X", "posts": "1"}},
			[]string{`1 claps "" import.field`, `1 interactions "" import.field`, `1 posts "" import.field`}},
		{"a column for two fields", FigureOptions{Map: map[string]string{"handle": "pseudo_x", "posts": "tweets", "likes": "tweets"}, Set: map[string]string{"platform": "X"}},
			[]string{`1 posts "" import.column_taken`}},
		{"mapped and set", FigureOptions{Map: map[string]string{"handle": "pseudo_x", "posts": "tweets"}, Set: map[string]string{"platform": "X", "handle": "x"}},
			[]string{`1 handle "" import.map_and_set`}},
		{"no platform, no account", FigureOptions{Map: map[string]string{"posts": "tweets"}},
			[]string{`1 platform "" import.lacks`, `1 handle "" import.lacks_account`}},
		{"a counter of what is no flow", FigureOptions{Map: map[string]string{"handle": "pseudo_x", "posts": "tweets"}, Set: map[string]string{"platform": "X"}, Cumulative: []string{"followers", "claps"}},
			[]string{`1 followers "" import.not_a_counter`, `1 claps "" import.indicator`}},
	} {
		got, r := read(t, openText(t, file), c.o)
		if len(got) > 0 {
			t.Errorf("%s: read %q", c.name, got)
		}
		expect(t, faults(r.Problems), c.want)
	}
	_, r = read(t, openText(t, "platform,handle,month,Followers,followers\nX,a,2026-10,1,2\n"), FigureOptions{})
	expect(t, faults(r.Problems), []string{`1 followers "" import.columns_alike`})
	_, r = read(t, openText(t, "platform,handle,month,x,X\nX,a,2026-10,1,2\n"), FigureOptions{Map: map[string]string{"posts": "x"}})
	expect(t, faults(r.Problems), []string{`1 posts "" import.column_twice`})
}

// The field's own name wins over its other names.
func TestOwnNameWins(t *testing.T) {
	got, r := read(t, openText(t, "platform,handle,compte,month,date,followers,Abonnés\nX,a,b,2026-10,2026-09,1,2\n"), FigureOptions{})
	expect(t, got, []string{"2 X/a 2026-10 followers=1"})
	expect(t, faults(r.Ignored()), []string{`1 compte "" import.ignored_column`, `1 date "" import.ignored_column`, `1 Abonnés "" import.ignored_column`})
}

func TestEveryBadCell(t *testing.T) {
	got, r := read(t, openText(t, "platform;handle;month;followers;posts;influence;search_rank;adoption\n"+
		"X;ada;2026-10;beaucoup;-1;101;0;100,5\n"+
		";;;1;1;1;1;1\n"+
		"X;bob;2026-13;1,5;1e5;;;\n"+
		"X;bob;10/31/2026;1;1;1;1;1\n"+
		"X;cleo;2026-10;1.234;12😀;99,5;3;40,5\n"+
		"X;dora;2026-10;99999999999999999999;1;1;1;1\n"+
		"X;eve;2026-10;1;1;99,5;3;40,5\n"), FigureOptions{})
	// Rows of which the account and the month can be read come without figures.
	expect(t, got, []string{"2 X/ada 2026-10", "6 X/cleo 2026-10", "7 X/dora 2026-10",
		"8 X/eve 2026-10 followers=1 posts=1 influence=99.5 search_rank=3 adoption=40.5"})
	expect(t, faults(r.Problems), []string{
		`2 followers "beaucoup" number.unreadable`, `2 posts "-1" figure.negative`, `2 influence "101" figure.bounds`,
		`2 search_rank "0" figure.position`, `2 adoption "100,5" figure.bounds`,
		`3 platform "" import.blank`, `3 handle "" import.blank`, `3 month "" import.blank`,
		`4 month "2026-13" import.month`, `4 followers "1,5" figure.whole`, `4 posts "1e5" number.unreadable`,
		`5 month "10/31/2026" import.month`,
		`6 followers "1.234" number.ambiguous`, `6 posts "12😀" number.unreadable`,
		`7 followers "99999999999999999999" figure.large`,
	})
}

// Text is read in the language of whoever brings the file.
func TestLanguageOfNumbers(t *testing.T) {
	file := "platform;handle;month;followers;influence\nX;a;2026-10;1,234;1.234\n"
	got, _ := read(t, openText(t, file), FigureOptions{Locale: "en"})
	expect(t, got, []string{"2 X/a 2026-10 followers=1234 influence=1.234"})
	_, r := read(t, openText(t, file), FigureOptions{})
	expect(t, faults(r.Problems), []string{`2 followers "1,234" figure.whole`, `2 influence "1.234" number.ambiguous`})
	got, _ = read(t, openText(t, "platform;handle;month;followers;posts\nX;a;2026-10;2284.0;1234.00\n"), FigureOptions{})
	expect(t, got, []string{"2 X/a 2026-10 followers=2284 posts=1234"})
}

func TestCounters(t *testing.T) {
	got, r := read(t, openText(t, "platform,handle,month,followers,posts\nX,a,2026-10,5,1200\nX,a,2026-11,5,n/a\nX,a,2026-12,5,\n"), FigureOptions{Cumulative: []string{"Posts"}})
	expect(t, got, []string{"2 X/a 2026-10 followers=5 posts=+1200", "3 X/a 2026-11 followers=5 posts=unavailablefrom_file", "4 X/a 2026-12 followers=5"})
	expect(t, faults(r.Problems), []string{})
}

func TestIdentifiers(t *testing.T) {
	for text, want := range map[string]string{
		"76584619": "76584619", "2284.0": "2284", "0012": "0012", "1234567890123456789": "1234567890123456789", "UC-x_1": "UC-x_1",
		"1.23457E+18": "", "7,6E+07": "", "12.5": "12.5", "1e5": "1e5",
	} {
		if got, fault := parseIdentifier(text, CellText); got != want || (fault != nil) != (want == "") {
			t.Errorf("text %s: %q, %v", text, got, fault)
		}
	}
	for text, want := range map[string]string{"76584619": "76584619", "7.6584619E7": "76584619", "1.2345678901234568E+18": "", "12.5": "", "-3": ""} {
		if got, fault := parseIdentifier(text, CellNumber); got != want || (fault != nil) != (want == "") {
			t.Errorf("number %s: %q, %v", text, got, fault)
		}
	}
	if _, fault := parseIdentifier("12", CellFormula); fault == nil {
		t.Error("the outcome of a formula is an id")
	}
}

func TestMonths(t *testing.T) {
	october := kpi.NewMonth(2026, 10)
	for _, text := range []string{
		"2026-10", "2026-10-31", "2026/10/31", "2026-10-31 00:00:00", "2026-10-31T10:00:00Z", "31/10/2026", "1/10/2026", "31.10.2026", "31-10-2026",
		"10/2026", "octobre 2026", "Octobre 2026", "oct. 2026", "oct 2026", "Oct 2026", "October 2026", "1er octobre 2026", "31 oct. 2026",
		"oct-26", "oct.-26", "Oct-26", "OCTOBRE\u00a02026", "31/10/2026 12:00",
	} {
		if m, ok := parseMonth(text, CellText, false); !ok || m != october {
			t.Errorf("%q is %v, %v", text, m, ok)
		}
	}
	for text, want := range map[string]kpi.Month{
		"févr. 2015": kpi.NewMonth(2015, 2), "fevrier 2015": kpi.NewMonth(2015, 2), "août 2015": kpi.NewMonth(2015, 8), "AOUT 2015": kpi.NewMonth(2015, 8),
		"déc. 2015": kpi.NewMonth(2015, 12), "Dec 2015": kpi.NewMonth(2015, 12), "May 2015": kpi.NewMonth(2015, 5), "mai 2015": kpi.NewMonth(2015, 5),
		"juil. 2015": kpi.NewMonth(2015, 7), "July 2015": kpi.NewMonth(2015, 7), "juin 2015": kpi.NewMonth(2015, 6), "29/02/2016": kpi.NewMonth(2016, 2),
	} {
		if m, ok := parseMonth(text, CellText, false); !ok || m != want {
			t.Errorf("%q is %v, %v", text, m, ok)
		}
	}
	for _, text := range []string{"", "2026", "2026-13", "2026-00", "202610", "10/31/2026", "31/02/2026", "29/02/2015", "oct 26", "26-10", "brumaire 2026",
		"0000-10", "octobre", "32 octobre 2026", "45961", "2026-10-32", "T10:00", "octobre 99999", "--", "-"} {
		if m, ok := parseMonth(text, CellText, false); ok {
			t.Errorf("%q is %v", text, m)
		}
	}
	for text, want := range map[string]kpi.Month{"45961": kpi.NewMonth(2025, 10), "46296.75": kpi.NewMonth(2026, 10)} {
		if m, ok := parseMonth(text, CellDate, false); !ok || m != want {
			t.Errorf("serial %s is %v, %v", text, m, ok)
		}
	}
	if m, ok := parseMonth("44834", CellNumber, true); !ok || m != kpi.NewMonth(2026, 10) {
		t.Errorf("1904: %v, %v", m, ok)
	}
	for _, text := range []string{"202610", "1e9", "-5", "0", "x"} {
		if m, ok := parseMonth(text, CellNumber, false); ok {
			t.Errorf("serial %s is %v", text, m)
		}
	}
}

func TestBooksOfFigures(t *testing.T) {
	b := book(t, func(f *excelize.File, sheet string) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		must(t,
			f.SetSheetRow(sheet, "A1", &[]any{"platform", "handle", "external_id", "month", "followers", "posts", "influence"}),
			f.SetSheetRow(sheet, "A2", &[]any{"X", "ada", 76584619, 46296, 1234.0, "1 234", 12.125}),
			f.SetCellStyle(sheet, "D2", "D2", style),
			f.SetSheetRow(sheet, "A3", &[]any{"X", "bob", "1234567890123456789", "2026-10", 5, "1.234"}),
			f.SetSheetRow(sheet, "A4", &[]any{"X", "cleo", 1.2345678901234568e18, "2026-10", 46296, true}),
			f.SetCellStyle(sheet, "E4", "E4", style),
			f.SetSheetRow(sheet, "A5", &[]any{"X", "dora", nil, "2026-10"}),
			f.SetCellFormula(sheet, "E5", "RANDBETWEEN(1,9)"),
			f.SetSheetRow(sheet, "A6", &[]any{"X", "eve", nil, "2026-10"}),
		)
	})
	got, r := read(t, openBytes(t, b), FigureOptions{})
	expect(t, got, []string{"2 X/ada#76584619 2026-10 followers=1234 posts=1234 influence=12.125",
		"3 X/bob#1234567890123456789 2026-10", "5 X/dora 2026-10", "6 X/eve 2026-10"})
	expect(t, faults(r.Problems), []string{
		`3 posts "1.234" number.ambiguous`,
		`4 external_id "1234567890123456800" import.id_rounded`, `4 followers "46296" import.date_figure`, `4 posts "1" number.unreadable`,
		`5 followers "" import.formula`,
	})
}

func TestBookWithMonthsInColumns(t *testing.T) {
	b := book(t, func(f *excelize.File, sheet string) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 17})
		must(t, err)
		must(t,
			f.SetSheetRow(sheet, "A1", &[]any{"plateforme", "compte", "indicateur", 46235, 46266}),
			f.SetCellStyle(sheet, "D1", "E1", style),
			f.SetSheetRow(sheet, "A2", &[]any{"X", "ada", "Abonnés", 10, 12}),
		)
	})
	got, _ := read(t, openBytes(t, b), FigureOptions{MonthsInColumns: true})
	expect(t, got, []string{"2 X/ada 2026-08 followers=10", "2 X/ada 2026-09 followers=12"})
}

// A month that a formula computes, and a NUL that a workbook spells out, are
// not read.
func TestBookWithComputedMonths(t *testing.T) {
	b := book(t, func(f *excelize.File, sheet string) {
		must(t,
			f.SetSheetRow(sheet, "A1", &[]any{"platform", "handle", "indicator", "2026-08", 46266}),
			f.SetCellFormula(sheet, "E1", "EDATE(D1,1)"),
			f.SetSheetRow(sheet, "A2", &[]any{"X", "ada", "posts", 10, 12}),
		)
	})
	b = rezip(t, b, func(name string, content []byte) []byte {
		if name == "xl/worksheets/sheet1.xml" {
			return bytes.Replace(content, []byte("<f>EDATE(D1,1)</f>"), []byte("<f>EDATE(D1,1)</f><v>46266</v>"), 1)
		}
		return content
	})
	_, r := read(t, openBytes(t, b), FigureOptions{MonthsInColumns: true})
	if len(r.Problems) != 1 || r.Problems[0].Key != "import.formula" || r.Problems[0].Line != 1 {
		t.Errorf("%v", faults(r.Problems))
	}
	b = rezip(t, book(t, func(f *excelize.File, sheet string) {
		must(t, f.SetSheetRow(sheet, "A1", &[]any{"platform", "handle", "month", "posts"}), f.SetSheetRow(sheet, "A2", &[]any{"X", "adaNUL", "2026-10", 1}))
	}), func(name string, content []byte) []byte {
		return bytes.ReplaceAll(content, []byte("adaNUL"), []byte("ada_x0000_"))
	})
	_, r = read(t, openBytes(t, b), FigureOptions{})
	if len(r.Problems) != 1 || r.Problems[0].Key != "file.nul" || r.Problems[0].Line != 2 {
		t.Errorf("%v", faults(r.Problems))
	}
}

func TestInspect(t *testing.T) {
	look, err := Inspect(openText(t, "date,twitter_id,compte,followers_count,tweets,Abonnés\n2026-10-01,1,ada,5,,\n2026-10-02,2,bob,5,6,\n2026-10-03,3,cleo,7,,\n2026-10-04,4,dora,8,,\n"), counted)
	if err != nil {
		t.Fatal(err)
	}
	if look.Rows != 4 || look.MonthsInColumns || len(look.Columns) != 6 {
		t.Errorf("%+v", look)
	}
	if want := []string{"5", "7", "8"}; !slices.Equal(look.Columns[3].Samples, want) {
		t.Errorf("samples %q", look.Columns[3].Samples)
	}
	want := map[string]string{"month": "date", "external_id": "twitter_id", "handle": "compte", "followers": "Abonnés", "posts": "tweets"}
	if fmt.Sprint(look.Map) != fmt.Sprint(want) {
		t.Errorf("guessed %v", look.Map)
	}
	look, err = Inspect(openText(t, "platform;handle;indicator;sept. 2026;oct. 2026\nX;a;posts;1;2\n"), counted)
	if err != nil || !look.MonthsInColumns || look.Columns[4].Month != kpi.NewMonth(2026, 10) || look.Map["month"] != "" {
		t.Errorf("months in columns: %+v, %v", look, err)
	}
}

func TestHeaderKey(t *testing.T) {
	a, b := openText(t, "Plateforme;  J'aime \nx;1\n"), openText(t, "plateforme,j’AIME\nx,1\n")
	if HeaderKey(a) != HeaderKey(b) {
		t.Errorf("%q and %q", HeaderKey(a), HeaderKey(b))
	}
}

func TestRegisters(t *testing.T) {
	rows, problems, notices, err := ReadAccounts(openText(t, "plateforme;compte;external_id;nom public;état;ouverture;clôture;responsable;note\n"+
		"X;ada;12.0;Ada_Atelier;en test;01/09/2026;;ada@example.org;x\nX;;;;endormi;hier;;;\n;bob;;;clos;;2026-10-31;;\n"))
	if err != nil || len(rows) != 1 {
		t.Fatal(rows, err)
	}
	a := rows[0]
	if a.Platform != "X" || a.Handle != "ada" || a.ExternalID != "12" || a.Persona != "Ada_Atelier" || a.State != kpi.AccountTest ||
		a.Opened != kpi.NewDay(2026, 9, 1) || a.Holder != "ada@example.org" {
		t.Errorf("%+v", a)
	}
	expect(t, faults(problems), []string{`3 ouverture "hier" error.day`, `3 compte "" import.blank`, `3 état "endormi" import.state`, `4 plateforme "" import.blank`})
	expect(t, faults(notices), []string{`1 note "" import.ignored_column`})
	_, problems, _, err = ReadAccounts(openText(t, "handle\nada\n"))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, faults(problems), []string{`1 platform "" import.lacks`})

	users, problems, _, err := ReadUsers(openText(t, "email,name,role,entity,locale\nada@example.org,Ada L.,Ambassadrice,Group/West,FR\nnobody,,boss,,de\n"))
	if err != nil || len(users) != 1 || users[0] != (UserRow{Line: 2, Email: "ada@example.org", Name: "Ada L.", Role: kpi.RoleAmbassador, Entity: "Group/West", Locale: "fr"}) {
		t.Errorf("%+v, %v", users, err)
	}
	expect(t, faults(problems), []string{`3 email "nobody" import.email`, `3 name "" import.blank`, `3 role "boss" import.role`, `3 locale "de" import.locale`})
}

func FuzzFigures(f *testing.F) {
	for _, s := range []string{"platform,handle,month,followers\nX,a,2026-10,5\n", "handle;indicator;oct-26;value\na;posts;1;2\n", "month\n1.234\n"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, text string, months bool) {
		table, err := Open(bytes.NewReader([]byte(text)), Limits{Bytes: 1 << 16, Unpacked: 1 << 16, Rows: 1000, Columns: 50})
		if err != nil {
			return
		}
		r := NewFigureReader(table, FigureOptions{Indicators: counted, MonthsInColumns: months, Set: map[string]string{"platform": "X"}})
		_ = r.Each(func(row FigureRow) {
			if row.Month.IsZero() || (kpi.FoldHandle(row.Account.Handle) == "" && row.Account.ExternalID == "") {
				t.Fatalf("a row without month or account: %+v", row)
			}
			for _, c := range row.Cells {
				if key, _ := counted[c.Indicator].Check(c.Figure.Value); c.Figure.State == kpi.StateValue && key != "" {
					t.Fatalf("an impossible figure: %+v", row)
				}
			}
		})
	})
}
