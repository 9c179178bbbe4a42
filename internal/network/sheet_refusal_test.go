package network

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// cellFaults writes faults as "J7 key", and checks that the words of each name
// its cell, in both languages.
func cellFaults(t *testing.T, list []kpi.FieldError) []string {
	t.Helper()
	var out []string
	for _, f := range list {
		out = append(out, f.Field+" "+f.Key)
		for _, locale := range i18n.Locales {
			words := i18n.For(locale).Field(f)
			if words == f.Key || strings.Contains(words, "<no value>") {
				t.Errorf("%s: %s has no words: %s", locale, f.Key, words)
			}
			if strings.HasPrefix(f.Key, "sheet.") && !strings.Contains(words, f.Field) && f.Key != "sheet.renamed" {
				t.Errorf("%s: %q does not name the cell %s", locale, words, f.Field)
			}
		}
	}
	return out
}

func TestSheetFaultsNameTheirCell(t *testing.T) {
	d := newSheetDesk(t)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	at := func(column, code string) string { return column + strconv.Itoa(sheetRow(t, sheet, d.id, code)) }
	last := strconv.Itoa(7 + len(sheet.Lines))
	set := func(cell string, value any) func(*excelize.File) {
		return func(f *excelize.File) { ok(t, f.SetCellValue(inputsName, cell, value)) }
	}
	for name, c := range map[string]struct {
		edit func(*excelize.File)
		want string
	}{
		"a formula": {func(f *excelize.File) { ok(t, f.SetCellFormula(inputsName, at("J", "likes"), "3*4")) }, at("J", "likes") + " sheet.formula"},
		"a formula with its outcome": {func(f *excelize.File) {
			ok(t, f.SetCellValue(inputsName, at("J", "likes"), 12))
			ok(t, f.SetCellFormula(inputsName, at("J", "likes"), "3*4"))
		}, at("J", "likes") + " sheet.formula"},
		"a formula in a remark":      {func(f *excelize.File) { ok(t, f.SetCellFormula(inputsName, at("L", "likes"), `"a"&"b"`)) }, at("L", "likes") + " sheet.formula"},
		"an account renamed by hand": {set(at("E", "likes"), "Camille"), at("E", "likes") + " sheet.edited"},
		"another platform":           {set(at("F", "likes"), "Threads"), at("F", "likes") + " sheet.edited"},
		"another figure":             {set(at("G", "likes"), "Partages"), at("G", "likes") + " sheet.edited"},
		"a name that is a formula":   {func(f *excelize.File) { ok(t, f.SetCellFormula(inputsName, at("E", "likes"), `"x"`)) }, at("E", "likes") + " sheet.edited"},
		"a number where nothing is":  {set(at("J", "comments"), 3), at("J", "comments") + " sheet.not_to_fill"},
		"a figure for the comment":   {set(at("J", ""), 3), at("J", "") + " sheet.not_to_fill"},
		"a row of one's own":         {set("J"+last, 3), "J" + last + " sheet.unknown_row"},
		"a remark on a row of one's": {set("L"+last, "x"), "L" + last + " sheet.unknown_row"},
		"a row twice":                {set("A"+last, d.id.String()+".likes"), "G" + last + " sheet.twice"},
		"a title":                    {set("J6", "Octobre"), "J6 sheet.moved_column"},
		"a date": {func(f *excelize.File) {
			ok(t, f.SetCellValue(inputsName, at("J", "likes"), 46000))
			ok(t, f.SetCellStyle(inputsName, at("J", "likes"), at("J", "likes"), some[int](t)(f.NewStyle(&excelize.Style{NumFmt: 14}))))
		}, at("J", "likes") + " import.date_figure"},
		"true":                          {set(at("J", "likes"), true), at("J", "likes") + " number.unreadable"},
		"words":                         {set(at("J", "likes"), "beaucoup"), at("J", "likes") + " number.unreadable"},
		"two numbers in one":            {set(at("J", "likes"), "1.234"), at("J", "likes") + " number.ambiguous"},
		"less than nothing":             {set(at("J", "likes"), -1), at("J", "likes") + " figure.negative"},
		"half a like":                   {set(at("J", "likes"), 1.5), at("J", "likes") + " figure.whole"},
		"a percentage of likes":         {set(at("J", "likes"), "4 %"), at("J", "likes") + " number.unreadable"},
		"place 0":                       {set(at("J", "search_rank"), 0), at("J", "search_rank") + " figure.position"},
		"more than all":                 {set("J"+strconv.Itoa(sheetRow(t, sheet, d.second, sheetPercent)), 101.5), "J" + strconv.Itoa(sheetRow(t, sheet, d.second, sheetPercent)) + " figure.bounds"},
		"a remark that is a whole book": {set(at("L", "likes"), strings.Repeat("a", 1001)), at("L", "likes") + " filing.text_long"},
		"columns exchanged": {func(f *excelize.File) {
			ok(t, f.SetCellValue(inputsName, "I6", "octobre 2026"))
			ok(t, f.SetCellValue(inputsName, "J6", "sept. 2026"))
		}, "I6 sheet.moved_column"},
		"a column inserted":         {func(f *excelize.File) { ok(t, f.InsertCols(inputsName, "H", 1)) }, "H6 sheet.moved_column"},
		"a column deleted":          {func(f *excelize.File) { ok(t, f.RemoveCol(inputsName, "F")) }, "F6 sheet.moved_column"},
		"a column before the first": {func(f *excelize.File) { ok(t, f.InsertCols(inputsName, "A", 1)) }, "A6 sheet.moved_hidden"},
	} {
		edited := change(t, book, func(f *excelize.File) {
			if name == "a remark that is a whole book" {
				ok(t, f.SetCellValue(inputsName, at("J", "likes"), 4))
			}
			c.edit(f)
		})
		p := d.preview(t, d.holder, edited)
		if got := cellFaults(t, p.Problems); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		_, err := d.ApplySheet(t.Context(), d.holder, sheetInput(edited), SheetChoice{Seen: p.Seen})
		wantRefusal(t, err, kpi.CodeInvalid, "sheet.refused")
	}
	if f := d.filing(t, d.id); f.Version != 0 {
		t.Errorf("refused sheets left %+v", f)
	}
}

func TestSheetNoticesRefuseNothing(t *testing.T) {
	d := newSheetDesk(t)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	first, second := sheetRow(t, sheet, d.id, "followers"), sheetRow(t, sheet, d.id, "posts")
	ok(t, d.RenameAccount(t.Context(), d.coordinator, d.id, d.month, "Camille_Maison", false))
	book = change(t, book, func(f *excelize.File) {
		// Whole rows change places, as a sort does; a figure goes with its row.
		raw := excelize.Options{RawCellValue: true}
		for column := 'A'; column <= 'L'; column++ {
			a, b := fmt.Sprintf("%c%d", column, first), fmt.Sprintf("%c%d", column, second)
			x, y := some[string](t)(f.GetCellValue(inputsName, a, raw)), some[string](t)(f.GetCellValue(inputsName, b, raw))
			ok(t, f.SetCellStr(inputsName, a, y))
			ok(t, f.SetCellStr(inputsName, b, x))
		}
		ok(t, f.SetCellValue(inputsName, fmt.Sprintf("J%d", second), 1300)) // followers stand there now
		ok(t, f.SetCellValue(inputsName, fmt.Sprintf("H%d", second), 5))    // a past figure
		ok(t, f.SetCellValue(inputsName, fmt.Sprintf("L%d", first), "sans chiffre"))
		ok(t, f.SetSheetName(inputsName, "Mes chiffres")) // a sheet may be called otherwise
		some[int](t)(f.NewSheet("Notes à moi"))
	})
	p := d.preview(t, d.holder, book)
	if len(p.Problems) > 0 {
		t.Fatal(cellFaults(t, p.Problems))
	}
	wantText(t, differences(p), "Camille_Maison followers: empty / empty / 1300")
	got := cellFaults(t, p.Notices)
	slices.Sort(got)
	wantText(t, got, fmt.Sprintf("E%d sheet.moved_rows", first), fmt.Sprintf("H%d sheet.past_edited", second), fmt.Sprintf("J%d sheet.renamed", second),
		fmt.Sprintf("L%d sheet.note_alone", first))
	d.apply(t, d.holder, book, SheetChoice{})
	if f := d.filing(t, d.id); f.Figures["followers"] != kpi.Given(1300) || len(f.Figures) != 1 {
		t.Errorf("stored %+v", f.Figures)
	}
}

func TestSheetsThatAreNotTaken(t *testing.T) {
	d, ctx := newSheetDesk(t), t.Context()
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	book = d.fill(t, sheet, book, d.id, map[string]any{"followers": 5})
	refused := func(name string, book []byte, code kpi.Code, key string) {
		t.Helper()
		_, err := d.PreviewSheet(ctx, d.holder, sheetInput(book))
		wantRefusal(t, err, code, key)
		_, err = d.ApplySheet(ctx, d.holder, sheetInput(book), SheetChoice{})
		wantRefusal(t, err, code, key)
		if i18n.For("fr").Error(err) == key {
			t.Errorf("%s: no words for %s", name, key)
		}
	}
	old := sheet
	old.Template = 0
	refused("an old form", sheetBook(t, old), kpi.CodeInvalid, "sheet.template")
	other := newSheetDesk(t)
	_, foreign := other.take(t, other.holder, SheetQuery{Own: true})
	refused("another network", foreign, kpi.CodeInvalid, "sheet.other_network")
	forged := sheet
	forged.Lines = slices.Clone(sheet.Lines)
	forged.Lines[0].Version = 7
	refused("a manifest that was changed", sheetBook(t, forged), kpi.CodeInvalid, "sheet.tampered")
	refused("a line of the manifest gone", change(t, book, func(f *excelize.File) { ok(t, f.RemoveRow(kpi.SheetManifestName, 4)) }), kpi.CodeInvalid, "sheet.tampered")
	refused("no manifest", change(t, book, func(f *excelize.File) { ok(t, f.DeleteSheet(kpi.SheetManifestName)) }), kpi.CodeInvalid, "sheet.not_ours")
	refused("no sheet", change(t, book, func(f *excelize.File) { ok(t, f.DeleteSheet(inputsName)) }), kpi.CodeInvalid, "sheet.gone")
	refused("a CSV file", []byte("platform,handle,month\nX,a,2026-10\n"), kpi.CodeInvalid, "sheet.not_ours")
	refused("a text", []byte("\x89PNG\r\n\x1a\n"), kpi.CodeInvalid, "file.kind")
	// Imports say where a sheet goes.
	_, err := d.ImportFigures(ctx, d.holder, sheetInput(book), ImportOptions{})
	wantRefusal(t, err, kpi.CodeInvalid, "sheet.other_way")

	ok(t, d.CloseMonth(ctx, d.coordinator, d.month))
	refused("a closed month", book, kpi.CodeLocked, "filing.month_closed")
	_, err = d.Sheet(ctx, d.holder, SheetQuery{Month: d.month}, "fr")
	wantRefusal(t, err, kpi.CodeLocked, "filing.month_closed")
	if offer := some[SheetOffer](t)(d.SheetOffer(ctx, d.holder, SheetQuery{Month: d.month})); offer.Lock == nil || offer.Own != 2 {
		t.Errorf("offered %+v", offer)
	}
}

func TestSheetRights(t *testing.T) {
	d, ctx := newSheetDesk(t), t.Context()
	for _, who := range []kpi.Who{d.outsider, d.reader, d.stranger} {
		_, err := d.Sheet(ctx, who, SheetQuery{Month: d.month}, "fr")
		wantRefusal(t, err, kpi.CodeForbidden, "import.forbidden")
		_, err = d.SheetOffer(ctx, who, SheetQuery{Month: d.month})
		wantRefusal(t, err, kpi.CodeForbidden, "import.forbidden")
	}
	_, err := d.Sheet(ctx, d.holder, SheetQuery{Month: monthOf(t, "2026-12")}, "fr")
	wantRefusal(t, err, kpi.CodeInvalid, "")
	accounts := func(who kpi.Who, q SheetQuery) (ids []kpi.ID) {
		sheet, _ := d.take(t, who, q)
		for _, l := range sheet.Lines {
			ids = append(ids, l.Account)
		}
		return slices.Compact(ids)
	}
	for name, c := range map[string]struct {
		who  kpi.Who
		q    SheetQuery
		want []kpi.ID
	}{
		"the holder's own":          {d.holder, SheetQuery{}, []kpi.ID{d.id, d.second}},
		"the deputy's":              {d.deputy, SheetQuery{}, []kpi.ID{d.id}},
		"a filter is for direction": {d.deputy, SheetQuery{Filter: kpi.Filter{Platform: "LinkedIn"}}, []kpi.ID{d.id}},
		"direction's":               {d.coordinator, SheetQuery{}, []kpi.ID{d.id, d.second}},
		"direction's selection":     {d.coordinator, SheetQuery{Filter: kpi.Filter{Platform: "linkedin"}}, []kpi.ID{d.second}},
	} {
		if got := accounts(c.who, c.q); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	_, err = d.Sheet(ctx, d.far, SheetQuery{Month: d.month}, "fr") // of another part of the tree
	wantRefusal(t, err, kpi.CodeInvalid, "sheet.nobody")
	some[kpi.Filing](t)(d.File(ctx, d.holder, func() kpi.FilingChange { c := d.october(0, answers()); c.Submit = true; return c }()))
	if got := accounts(d.coordinator, SheetQuery{Unfiled: true}); !slices.Equal(got, []kpi.ID{d.second}) {
		t.Errorf("still to be filed: %v", got)
	}
}

func TestSheetOnBehalf(t *testing.T) {
	d, ctx := newSheetDesk(t), t.Context()
	sheet, book := d.take(t, d.coordinator, SheetQuery{})
	book = d.fill(t, sheet, book, d.id, map[string]any{"followers": 5})
	p := d.preview(t, d.coordinator, book)
	if !p.Behalf || p.Accounts[0].Own {
		t.Errorf("%+v", p)
	}
	_, err := d.ApplySheet(ctx, d.coordinator, sheetInput(book), SheetChoice{Seen: p.Seen, Reason: " "})
	wantFields(t, err, map[string]string{"on_behalf_reason": "filing.on_behalf_reason"})
	d.apply(t, d.coordinator, book, SheetChoice{Reason: "absente ce mois-ci"})
	told := some[[]Told](t)(d.toldOf(t, d.holder))
	told = slices.DeleteFunc(told, func(o Told) bool { return o.Month != d.month })
	if len(told) != 1 || told[0].Reason != "absente ce mois-ci" || told[0].By != "cleo" {
		t.Errorf("the holder is told %+v", told)
	}
	// Somebody else's sheet changes nothing of what one may not file.
	_, err = d.ApplySheet(ctx, d.deputy, sheetInput(d.fill(t, sheet, book, d.second, map[string]any{"followers": 9})), SheetChoice{})
	wantRefusal(t, err, kpi.CodeInvalid, "sheet.refused")
	q := d.preview(t, d.deputy, d.fill(t, sheet, book, d.second, map[string]any{"followers": 9, "note ": "x"}))
	row := sheetRow(t, sheet, d.second, "followers")
	wantText(t, cellFaults(t, q.Problems), fmt.Sprintf("J%d sheet.not_yours", row), fmt.Sprintf("L%d sheet.not_yours", sheetRow(t, sheet, d.second, "")))
}

func (d sheetDesk) toldOf(t *testing.T, who kpi.Who) ([]Told, error) {
	t.Helper()
	home, err := d.Home(t.Context(), who)
	return home.Told, err
}

func TestSheetReturnsAndAccepts(t *testing.T) {
	d := newSheetDesk(t)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	change := d.october(0, answers())
	change.Submit = true
	filed := d.file(t, d.holder, change)
	first := filed.FirstSubmittedAt
	d.clock.now = d.clock.now.AddDate(0, 0, 1)
	book = d.fill(t, sheet, book, d.id, map[string]any{"likes": 31})
	// What was filed since is no conflict but where the sheet says otherwise.
	p := d.preview(t, d.holder, book)
	wantText(t, differences(p), "Camille_Atelier likes: empty / 30 / 31 conflict")
	if a := p.Accounts[0]; a.From != kpi.FilingSubmitted || a.To != kpi.FilingSubmitted || len(a.Missing) > 0 {
		t.Errorf("%+v", a)
	}
	d.apply(t, d.holder, book, SheetChoice{All: SheetTakes})
	if f := d.filing(t, d.id); f.State != kpi.FilingSubmitted || !f.FirstSubmittedAt.Equal(first) || f.Figures["likes"].Value != 31 {
		t.Errorf("%+v", f)
	}
	// A sheet that was submitted is taken back as a file, not within a minute.
	_, err := d.UndoSubmission(t.Context(), d.holder, d.id, d.month)
	wantRefusal(t, err, kpi.CodeConflict, "filing.undo_late")
}

func TestSheetWarnsOfWhatIsUnusual(t *testing.T) {
	d := newSheetDesk(t)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	p := d.preview(t, d.holder, d.fill(t, sheet, book, d.id, map[string]any{"followers": 9000, "likes": 3}))
	var got []string
	for _, w := range p.Accounts[0].Warnings {
		got = append(got, w.Indicator)
	}
	if !slices.Contains(got, "followers") {
		t.Errorf("from 1204 to 9000 followers, it warns of %v", got)
	}
}
