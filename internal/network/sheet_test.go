package network

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/reports"
)

// sheetDesk is a desk whose holder files for a second account, on LinkedIn, of
// which a percentage is asked too.
type sheetDesk struct {
	desk
	second kpi.ID
	month  kpi.Month
}

const sheetPercent = "sign_ins"

func newSheetDesk(t *testing.T) sheetDesk {
	t.Helper()
	d := sheetDesk{desk: newDesk(t), month: monthOf(t, "2026-10")}
	ctx, boss := t.Context(), kpi.CommandLine()
	d.second = some[kpi.ID](t)(d.AddAccount(ctx, boss, NewAccount{Platform: "LinkedIn", Handle: "noe-jardin", Persona: "Noé du Jardin", Sphere: "Ventes",
		Entity: "Groupe/Ouest", States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}},
		Holders: []kpi.AccountHolder{{User: d.holder.User.ID, Role: kpi.Holder, From: dayOf(t, "2025-01-01")}}}))
	id := some[kpi.ID](t)(d.AddIndicator(ctx, boss, IndicatorForm{Code: sheetPercent, Kind: kpi.KindPercentage, Unit: "%", Direction: kpi.DirectionUp, Decimals: 1,
		Labels: map[string]string{"fr": "Part connectée", "en": "Share signed in"}}))
	ok(t, d.SetAsked(ctx, boss, kpi.IndicatorAsk{Indicator: id, Account: d.second, From: monthOf(t, "2026-01")}, true))
	for month, values := range map[string]map[string]kpi.Figure{
		"2025-10": {"followers": kpi.Given(980), "posts": kpi.Given(22)},
		"2026-09": {"followers": kpi.Given(1204), "posts": {State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}, "comments": kpi.Given(4)},
	} {
		some[kpi.Filing](t)(d.File(ctx, boss, kpi.FilingChange{Account: d.id, Month: monthOf(t, month), Figures: values}))
	}
	some[kpi.Filing](t)(d.File(ctx, boss, kpi.FilingChange{Account: d.second, Month: monthOf(t, "2026-09"), Figures: map[string]kpi.Figure{sheetPercent: kpi.Given(4.1)}}))
	return d
}

// take downloads a sheet.
func (d sheetDesk) take(t *testing.T, who kpi.Who, q SheetQuery) (kpi.Sheet, []byte) {
	t.Helper()
	q.Month = d.month
	sheet := some[kpi.Sheet](t)(d.Sheet(t.Context(), who, q, "fr"))
	return sheet, sheetBook(t, sheet)
}

func sheetBook(t *testing.T, sheet kpi.Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	ok(t, reports.Prefilled(&b, sheet, i18n.For(sheet.Locale), "https://exemple.fr/sheets"))
	return b.Bytes()
}

// sheetRow is the row of a line of a sheet.
func sheetRow(t *testing.T, s kpi.Sheet, account kpi.ID, code string) int {
	t.Helper()
	i := slices.IndexFunc(s.Lines, func(l kpi.SheetLine) bool { return l.Account == account && l.Code == code })
	if i < 0 {
		t.Fatalf("no line for %s of %s", code, account)
	}
	return 7 + i
}

// The sheet to fill in, and its columns.
const (
	inputsName = "Chiffres"
	inputIn    = "J"
	noteIn     = "L"
)

// change edits a workbook as a program would.
func change(t *testing.T, book []byte, edit func(*excelize.File)) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	ok(t, err)
	edit(f)
	b, err := f.WriteToBuffer()
	ok(t, err)
	ok(t, f.Close())
	return b.Bytes()
}

// fill types values into the cells of figures: "account code" to the value.
func (d sheetDesk) fill(t *testing.T, s kpi.Sheet, book []byte, account kpi.ID, values map[string]any) []byte {
	t.Helper()
	return change(t, book, func(f *excelize.File) {
		for code, value := range values {
			column := inputIn
			if rest, note := strings.CutPrefix(code, "note "); note {
				code, column = rest, noteIn
			}
			ok(t, f.SetCellValue(inputsName, column+strconv.Itoa(sheetRow(t, s, account, code)), value))
		}
	})
}

func sheetInput(book []byte) File {
	return File{Name: "chiffres-2026-10.xlsx", Size: int64(len(book)), ReadSeeker: bytes.NewReader(book)}
}

func (d sheetDesk) preview(t *testing.T, who kpi.Who, book []byte) SheetPreview {
	t.Helper()
	return some[SheetPreview](t)(d.PreviewSheet(t.Context(), who, sheetInput(book)))
}

// apply stores a sheet of which nothing is to be chosen.
func (d sheetDesk) apply(t *testing.T, who kpi.Who, book []byte, choice SheetChoice) SheetResult {
	t.Helper()
	choice.Seen = d.preview(t, who, book).Seen
	r := some[SheetResult](t)(d.ApplySheet(t.Context(), who, sheetInput(book), choice))
	wantTotals(t, d.Network)
	return r
}

// differences writes a preview as "Camille_Atelier followers J7: empty / empty / 5".
func differences(p SheetPreview) []string {
	var lines []string
	for _, a := range p.Accounts {
		for _, c := range a.Cells {
			line := fmt.Sprintf("%s %s: %s / %s / %s", a.Account.Name(), c.Code, figureWord(c.Then), figureWord(c.Now), figureWord(c.Sheet))
			if c.Code == "" {
				line = fmt.Sprintf("%s comment: %q / %q / %q", a.Account.Name(), c.ThenText, c.NowText, c.SheetText)
			}
			if c.Conflict {
				line += " conflict"
			}
			lines = append(lines, line)
		}
	}
	return lines
}

func figureWord(f kpi.Figure) string {
	text := f.State.String()
	if f.State == kpi.StateValue {
		text = fmt.Sprint(f.Value)
	}
	if f.Reason != "" {
		text += "(" + f.Reason + ")"
	}
	if f.Note != "" {
		text += " “" + f.Note + "”"
	}
	return text
}

func TestSheetHoldsWhatIsAskedBesideWhatWas(t *testing.T) {
	d := newSheetDesk(t)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	var codes []string
	for _, l := range sheet.Lines {
		if l.Account == d.id {
			codes = append(codes, fmt.Sprintf("%s %v", l.Code, l.Asked))
		}
	}
	wantText(t, codes, "followers true", "posts true", "likes true", "shares true", "mentions true", "influence true", "search_rank true",
		"comments false", " true") // comments were given in September and are not asked; the last is the comment
	f, err := excelize.OpenReader(bytes.NewReader(book), excelize.Options{RawCellValue: true})
	ok(t, err)
	defer func() { ok(t, f.Close()) }()
	at := func(cell string) string { return some[string](t)(f.GetCellValue(inputsName, cell)) }
	row := strconv.Itoa(sheetRow(t, sheet, d.id, kpi.Followers))
	if got := []string{at("E" + row), at("F" + row), at("G" + row), at("H" + row), at("I" + row), at("J" + row)}; !slices.Equal(got, []string{"Camille_Atelier", "X", "Abonnés", "980", "1204", ""}) {
		t.Errorf("the line of followers is %q", got)
	}
	row = strconv.Itoa(sheetRow(t, sheet, d.id, "comments"))
	if got := []string{at("I" + row), at("J" + row)}; !slices.Equal(got, []string{"4", "non demandé"}) {
		t.Errorf("what is not asked is %q", got)
	}
	row = strconv.Itoa(sheetRow(t, sheet, d.second, sheetPercent))
	if got := at("I" + row); got != "0.041" {
		t.Errorf("a percentage is kept as %q", got)
	}
	if some[bool](t)(f.GetSheetVisible(kpi.SheetManifestName)) {
		t.Error("the manifest is seen")
	}
	for _, name := range []string{"Mode d’emploi", inputsName} {
		if p := some[excelize.SheetProtectionOptions](t)(f.GetSheetProtection(name)); p.Password != "" || p.EditObjects || p.InsertRows {
			t.Errorf("%s is protected as %+v", name, p)
		}
	}
}

func TestSheetRoundTrip(t *testing.T) {
	d := newSheetDesk(t)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	if p := d.preview(t, d.holder, book); len(p.Accounts)+len(p.Problems)+len(p.Notices) > 0 {
		t.Errorf("untouched, it says %v %v %v", differences(p), told(p.Problems), told(p.Notices))
	}
	book = d.fill(t, sheet, book, d.id, map[string]any{
		"followers": "1 251", "posts": 0, "likes": "1\u202f234", "shares": "ND", "mentions": " sans objet ", "influence": "indisponible", "search_rank": 3,
		"note likes": "une campagne", "": "", "note ": "Un mois calme\nmais bon",
	})
	book = d.fill(t, sheet, book, d.second, map[string]any{"followers": 12, sheetPercent: "4,5 %"})
	p := d.preview(t, d.holder, book)
	wantText(t, differences(p), "Camille_Atelier followers: empty / empty / 1251", "Camille_Atelier posts: empty / empty / 0",
		"Camille_Atelier likes: empty / empty / 1234 “une campagne”", "Camille_Atelier shares: empty / empty / unavailable(from_file)",
		"Camille_Atelier mentions: empty / empty / na", "Camille_Atelier influence: empty / empty / unavailable(from_file)",
		"Camille_Atelier search_rank: empty / empty / 3", `Camille_Atelier comment: "" / "" / "Un mois calme\nmais bon"`,
		"Noé du Jardin followers: empty / empty / 12", "Noé du Jardin "+sheetPercent+": empty / empty / 4.5")
	if a, b := p.Accounts[0], p.Accounts[1]; a.To != kpi.FilingSubmitted || len(a.Missing) != 0 || b.To != kpi.FilingDraft || len(b.Missing) != 6 || p.Behalf {
		t.Errorf("the filings would be %+v, %+v", a, b)
	}
	r := d.apply(t, d.holder, book, SheetChoice{})
	if r.Accounts != 2 || r.Created != 9 || r.Changed != 0 || r.Submitted != 1 || r.Drafts != 1 {
		t.Errorf("it did %+v", r)
	}
	f := d.filing(t, d.id)
	if f.State != kpi.FilingSubmitted || f.Comment != "Un mois calme\nmais bon" || f.Figures["likes"].Note != "une campagne" || !f.FirstSubmittedAt.Equal(d.clock.now) {
		t.Errorf("filed %+v", f)
	}
	if h := d.lastChannel(t, d.id); h != kpi.ChannelSheet {
		t.Errorf("the history says %s", h)
	}
	// What is stored already is no change, and blank cells leave it.
	if again := d.preview(t, d.holder, book); len(again.Accounts) > 0 || again.Given != again.Same {
		t.Errorf("again it says %v", differences(again))
	}
	_, err := d.ApplySheet(t.Context(), d.holder, sheetInput(book), SheetChoice{Seen: d.preview(t, d.holder, book).Seen})
	wantRefusal(t, err, kpi.CodeInvalid, "sheet.nothing")

	undone := some[ImportResult](t)(d.UndoImport(t.Context(), d.holder, r.Import))
	wantTotals(t, d.Network)
	if f := d.filing(t, d.id); undone.Changed != 9 || len(f.Figures) != 0 || f.State != kpi.FilingDraft {
		t.Errorf("undone: %+v, %+v", undone, f)
	}
}

func (d sheetDesk) filing(t *testing.T, account kpi.ID) kpi.Filing {
	t.Helper()
	return some[kpi.Filing](t)(d.Filing(t.Context(), kpi.CommandLine(), account, d.month))
}

func (d sheetDesk) lastChannel(t *testing.T, account kpi.ID) kpi.Channel {
	t.Helper()
	row, err := d.db.Filing(t.Context(), d.month, account)
	ok(t, err)
	acts, err := d.db.Acts(t.Context(), []kpi.ID{row.Batch})
	ok(t, err)
	return acts[row.Batch].Channel
}

func TestSheetIsPrefilledWithWhatStands(t *testing.T) {
	d := newSheetDesk(t)
	ctx := t.Context()
	change := d.october(0, map[string]kpi.Figure{"followers": kpi.Given(1200), "posts": {State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess},
		"likes": {State: kpi.StateValue, Value: 9, Note: "vérifié"}})
	remembered := some[kpi.Filing](t)(d.File(ctx, d.former, kpi.FilingChange{Account: d.id, Month: monthOf(t, "2026-09"), Version: 1,
		Figures: map[string]kpi.Figure{"influence": {State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}}, Remember: map[string]bool{"influence": true}}))
	if remembered.Version != 2 {
		t.Fatalf("%+v", remembered)
	}
	d.file(t, d.holder, change)
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	// Untouched, all it would add is the answer that is remembered, with its reason.
	wantText(t, differences(d.preview(t, d.holder, book)), "Camille_Atelier influence: empty / empty / unavailable(not_shown)")
	book = d.fill(t, sheet, book, d.id, map[string]any{"followers": 1210, "posts": "nd", "influence": ""})
	wantText(t, differences(d.preview(t, d.holder, book)), "Camille_Atelier followers: 1200 / 1200 / 1210")
	book = d.fill(t, sheet, book, d.id, map[string]any{"followers": "", "likes": "", "note likes": "compté à la main"})
	wantText(t, differences(d.preview(t, d.holder, book)), "Camille_Atelier likes: 9 “vérifié” / 9 “vérifié” / 9 “compté à la main”")
}

func TestSheetThreeWays(t *testing.T) {
	d := newSheetDesk(t)
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{"followers": kpi.Given(1200), "posts": kpi.Given(5), "likes": kpi.Given(7), "shares": kpi.Given(1)}))
	sheet, book := d.take(t, d.holder, SheetQuery{Own: true})
	book = d.fill(t, sheet, book, d.id, map[string]any{"followers": 1250, "posts": 6, "likes": 8, "mentions": 2, "influence": 44, "note ": "le mien"})
	// Meanwhile the deputy saves: one figure as in the sheet, others not.
	comment := "le leur"
	theirs := d.october(1, map[string]kpi.Figure{"followers": kpi.Given(1250), "posts": kpi.Given(9), "shares": kpi.Given(3), "mentions": kpi.Given(1)})
	theirs.Comment = &comment
	d.file(t, d.deputy, theirs)
	p := d.preview(t, d.holder, book)
	wantText(t, differences(p), "Camille_Atelier posts: 5 / 9 / 6 conflict", "Camille_Atelier likes: 7 / 7 / 8", "Camille_Atelier mentions: empty / 1 / 2 conflict",
		"Camille_Atelier influence: empty / empty / 44", `Camille_Atelier comment: "" / "le leur" / "le mien" conflict`)
	ctx, input := t.Context(), func() File { return sheetInput(book) }
	_, err := d.ApplySheet(ctx, d.holder, input(), SheetChoice{Seen: p.Seen})
	posts, mentions := d.id.String()+".posts", d.id.String()+".mentions"
	wantFields(t, err, map[string]string{"each." + posts: "sheet.choose", "each." + mentions: "sheet.choose", "each." + d.id.String() + ".": "sheet.choose"})
	_, err = d.ApplySheet(ctx, d.holder, input(), SheetChoice{Seen: p.Seen, All: "mine"})
	wantRefusal(t, err, kpi.CodeInvalid, "sheet.undecided")
	if f := d.filing(t, d.id); f.Version != 2 || f.Figures["likes"].Value != 7 {
		t.Fatalf("a sheet that was refused left %+v", f)
	}

	// A save between preview and consent is not overwritten unseen.
	d.file(t, d.deputy, d.october(2, map[string]kpi.Figure{"likes": kpi.Given(70)}))
	choice := SheetChoice{Seen: p.Seen, All: SheetKeeps, Each: map[string]string{posts: SheetTakes}}
	_, err = d.ApplySheet(ctx, d.holder, input(), choice)
	wantRefusal(t, err, kpi.CodeConflict, "sheet.changed_since")
	r := d.apply(t, d.holder, book, choice)
	f := d.filing(t, d.id)
	got := map[string]float64{}
	for code, figure := range f.Figures {
		got[code] = figure.Value
	}
	want := map[string]float64{"followers": 1250, "posts": 6, "likes": 70, "shares": 3, "mentions": 1, "influence": 44}
	if !maps.Equal(got, want) || f.Comment != "le leur" || r.Kept != 3 || r.Created != 1 || r.Changed != 1 {
		t.Errorf("stored %v %q by %+v, want %v", got, f.Comment, r, want)
	}
}
