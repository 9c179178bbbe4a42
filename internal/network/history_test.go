package network

import (
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// newTold is October of the desk's account: a draft of the holder's, completed
// on behalf by the coordinator, asked about, answered and returned.
func newTold(t *testing.T) (desk, kpi.Month) {
	t.Helper()
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	next := func() { d.clock.now = d.clock.now.Add(time.Hour) }
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(30)}))
	next()
	change := d.october(1, answers())
	change.Figures[kpi.Likes] = kpi.Figure{State: kpi.StateValue, Value: 31, Note: "une de plus"}
	change.Submit, change.OnBehalfReason = true, "absence"
	d.file(t, d.coordinator, change)
	next()
	q := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, "Combien ?"))
	next()
	ok(t, d.AnswerQuestion(ctx, d.holder, q.ID, "Trente et un."))
	next()
	some[kpi.Filing](t)(d.ReturnFiling(ctx, d.coordinator, d.id, october, 2, "mentions"))
	return d, october
}

func TestFilingHistory(t *testing.T) {
	d, october := newTold(t)
	ctx := t.Context()
	type line struct{ field, indicator, by, reason string }
	told := func(who kpi.Who) (lines []line) {
		t.Helper()
		h := some[FilingHistory](t)(d.FilingHistory(ctx, who, d.id, october))
		for _, e := range h.Entries {
			lines = append(lines, line{e.Field, e.Indicator, e.By, e.Reason})
		}
		return lines
	}
	all := told(d.holder)
	want := []line{
		{store.FieldFiling, "", "cleo", "mentions"}, {store.FieldReturnReason, "", "cleo", "mentions"},
		{store.FieldAnswer, kpi.Likes, "noe", ""}, {store.FieldQuestion, kpi.Likes, "cleo", ""},
		{store.FieldFiling, "", "cleo", "absence"},
	}
	if !slices.Equal(all[:len(want)], want) || len(all) != len(want)+len(answers())+2 {
		t.Errorf("the holder is told %+v", all)
	}
	for _, who := range []kpi.Who{d.admin, d.coordinator, d.deputy} {
		if got := told(who); !slices.Equal(got, all) {
			t.Errorf("%s is told %+v", who.User.Name, got)
		}
	}
	for _, who := range []kpi.Who{d.reader, d.stranger, d.former} {
		if got := told(who); !slices.Equal(got, []line{{"", kpi.Likes, "", ""}}) {
			t.Errorf("%s is told %+v, want the changed figure without a name", who.User.Name, got)
		}
	}
	for _, who := range []kpi.Who{d.far, d.outsider} {
		wantCode(t, erring(d.FilingHistory(ctx, who, d.id, october)), kpi.CodeNotFound)
	}
}

// TestWhoHeldAnAccountReadsTheirMonths: a month of the past is told to whoever
// filed then, although the account is another's now.
func TestWhoHeldAnAccountReadsTheirMonths(t *testing.T) {
	d := newDesk(t)
	ctx, september := t.Context(), kpi.NewMonth(2026, 9)
	d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: september, Figures: map[string]kpi.Figure{kpi.Likes: kpi.Given(7)}})
	for who, want := range map[*kpi.Who]int{&d.former: 2, &d.holder: 2, &d.stranger: 0} {
		h := some[FilingHistory](t)(d.FilingHistory(ctx, *who, d.id, september))
		if len(h.Entries) != want || h.Knows != (want > 0) {
			t.Errorf("%s is told %+v", who.User.Name, h.Entries)
		}
	}
	q := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, september, kpi.Likes, "Sept ?"))
	for who, want := range map[*kpi.Who]bool{&d.former: true, &d.holder: false, &d.admin: true} {
		h := some[FilingHistory](t)(d.FilingHistory(ctx, *who, d.id, september))
		got := false
		for _, e := range h.Entries {
			got = got || e.Ref == q.ID
		}
		if got != want {
			t.Errorf("%s is told of the question: %v, want %v", who.User.Name, got, want)
		}
	}
}

func TestFigureHistory(t *testing.T) {
	d, october := newTold(t)
	ctx := t.Context()
	h := some[FigureHistory](t)(d.FigureHistory(ctx, d.holder, d.id, october, kpi.Likes))
	var changes []kpi.Figure
	for _, e := range h.Entries {
		if e.Field == "" {
			changes = append(changes, e.Old, e.New)
		}
	}
	if !slices.Equal(changes, []kpi.Figure{kpi.Given(30), {State: kpi.StateValue, Value: 31, Note: "une de plus"}, {}, kpi.Given(30)}) || len(h.Entries) != 4 {
		t.Errorf("the figure became %+v in %d entries", changes, len(h.Entries))
	}
	if h.Figure.Value != 31 || len(h.Line.Points) != 1 || h.Line.Points[0].Month != october || h.May.Correct || !h.May.Edit || h.Waiting != nil {
		t.Errorf("the page: %+v", h)
	}
	if r := some[FigureHistory](t)(d.FigureHistory(ctx, d.reader, d.id, october, kpi.Likes)); r.Entries[0].New.Note != "" || r.Entries[0].By != "" {
		t.Errorf("a reader is told words of somebody's: %+v", r.Entries)
	}
	for _, code := range []string{"smiles", kpi.EngagementRate} {
		wantCode(t, erring(d.FigureHistory(ctx, d.holder, d.id, october, code)), kpi.CodeNotFound)
	}
	wantCode(t, erring(d.FigureHistory(ctx, d.far, d.id, october, kpi.Likes)), kpi.CodeNotFound)
}

func TestAccountHistoryComesInPagesOfWholeActs(t *testing.T) {
	d, _ := newTold(t)
	ctx := t.Context()
	for m := kpi.NewMonth(2023, 1); m < kpi.NewMonth(2026, 1); m++ {
		ok(t, d.FileMany(ctx, kpi.CommandLine(), m, []kpi.FilingChange{{Account: d.id, Month: m, Figures: answers()}}))
	}
	all := some[HistoryPage](t)(d.AccountHistoryPage(ctx, d.admin, d.id, 0))
	if all.Page != 1 || all.Pages() != 2 || all.Total != 36+5+3 {
		t.Errorf("page %d of %d, %d acts", all.Page, all.Pages(), all.Total)
	}
	acts := map[kpi.ID]bool{}
	entries := 0
	for page := 1; page <= all.Pages(); page++ {
		h := some[HistoryPage](t)(d.AccountHistoryPage(ctx, d.admin, d.id, page))
		entries += len(h.Entries)
		seen := map[kpi.ID]bool{}
		for _, e := range h.Entries {
			if acts[e.Act] {
				t.Fatalf("act %d stands on two pages", e.Act)
			}
			seen[e.Act] = true
		}
		for id := range seen {
			acts[id] = true
		}
	}
	whole, err := d.AccountHistory(ctx, d.admin, d.id, 0)
	if ok(t, err); entries != len(whole) || len(acts) != all.Total {
		t.Errorf("%d entries of %d acts on the pages, want %d of %d", entries, len(acts), len(whole), all.Total)
	}
	if last := some[HistoryPage](t)(d.AccountHistoryPage(ctx, d.admin, d.id, 99)); last.Page != 2 {
		t.Errorf("beyond the last page is page %d", last.Page)
	}
}

// TestAnImportIsOneAct: what it changed, who may read it, and its undo.
func TestAnImportIsOneAct(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	other := some[kpi.ID](t)(d.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "Deniz", Entity: "Groupe/Est",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}}}))
	d.sendMail(t)
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(30)}))
	direction := d.coordinator
	direction.Channel = kpi.ChannelImport
	r := some[ImportResult](t)(d.ImportFigures(ctx, direction, textFile("octobre.csv",
		"platform,handle,month,likes,posts\nX,Camille_Atelier,2026-10,31,4\nX,Deniz,2026-10,5,1\n"), ImportOptions{}))
	list := some[[]PastImport](t)(d.Imports(ctx, direction))
	act := list[0].Act
	if list[0].ID != r.ID || !list[0].MayUndo || act == 0 {
		t.Fatalf("the import: %+v", list[0])
	}
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 1 || told[0].By != "cleo" {
		t.Errorf("the holder whose figure the file changed is told %+v", told)
	}
	if mails := d.mailsOf(t, kpi.MailChanged); len(mails) != 1 || mails[0].User != d.holder.User.ID {
		t.Errorf("and by mail: %+v", mails)
	}

	view := some[ActView](t)(d.Act(ctx, d.coordinator, act, 1))
	if view.Total != 2 || view.Import == nil || !view.MayUndo || view.Done.By != "cleo" || view.Channel != kpi.ChannelImport {
		t.Errorf("direction reads %+v", view)
	}
	first := view.Places[0]
	if first.Account.ID != d.id || first.Month != october || len(first.Entries) != 2 || first.Entries[1].Old != kpi.Given(30) || first.Entries[1].New != kpi.Given(31) {
		t.Errorf("of the first account: %+v", first)
	}
	for _, c := range []struct {
		who    kpi.Who
		places []kpi.ID
		file   bool
	}{{d.admin, []kpi.ID{d.id, other}, true}, {d.holder, []kpi.ID{d.id}, false}, {d.deputy, []kpi.ID{d.id}, false}, {d.far, []kpi.ID{other}, false}} {
		view, err := d.Act(ctx, c.who, act, 1)
		ok(t, err)
		var places []kpi.ID
		for _, p := range view.Places {
			places = append(places, p.Account.ID)
		}
		if !slices.Equal(places, c.places) || view.Total != len(c.places) || (view.Import != nil) != c.file {
			t.Errorf("%s reads of %v, the file %v", c.who.User.Name, places, view.Import)
		}
	}
	for _, who := range []kpi.Who{d.reader, d.stranger, d.former, d.outsider} {
		wantCode(t, erring(d.Act(ctx, who, act, 1)), kpi.CodeNotFound)
	}
	wantCode(t, erring(d.Act(ctx, d.admin, act+100, 1)), kpi.CodeNotFound)
	d.undoneAct(t, r.ID, act)
}

// undoneAct takes the import back, after the filing was saved and reviewed
// since, and reads that act.
func (d desk) undoneAct(t *testing.T, id, act kpi.ID) {
	t.Helper()
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	comment := "vu"
	f := d.file(t, d.holder, kpi.FilingChange{Account: d.id, Month: october, Version: 2, Comment: &comment})
	r := some[ImportResult](t)(d.UndoImport(ctx, d.coordinator, id))
	if r.Changed != 4 || r.Unchanged != 0 {
		t.Errorf("undone: %+v", r)
	}
	past := some[[]PastImport](t)(d.Imports(ctx, d.coordinator))[0]
	if !past.Undone || past.MayUndo || past.UndoneBy <= act {
		t.Errorf("the import then: %+v", past)
	}
	view := some[ActView](t)(d.Act(ctx, d.coordinator, past.UndoneBy, 1))
	if !view.Undid || view.MayUndo || view.Total != 2 || view.Import.ID != id {
		t.Errorf("the undo: %+v", view)
	}
	now := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, october))
	if now.Version != f.Version+1 || now.Figures[kpi.Likes] != kpi.Given(30) || now.Comment != "vu" {
		t.Errorf("a filing saved since has its figures back as a new version: %+v", now)
	}
	stale := d.october(f.Version, map[string]kpi.Figure{kpi.Likes: kpi.Given(32)})
	wantCode(t, erring(d.File(ctx, d.holder, stale)), kpi.CodeConflict)
}

// TestTakingBackAnAcceptedFile: a filing that the file submitted, and that was
// accepted, is a draft again once its figures have gone.
func TestTakingBackAnAcceptedFile(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	settings := some[Settings](t)(d.Settings(ctx))
	settings.AcceptanceSwitchedOn = true
	ok(t, d.SaveSettings(ctx, d.admin, settings))
	r := some[ImportResult](t)(d.ImportFigures(ctx, d.coordinator, textFile("octobre.csv",
		"platform,handle,month,followers,posts,likes,shares,mentions,influence,search_rank\nX,Camille_Atelier,2026-10,1,1,1,1,1,1,1\n"), ImportOptions{}))
	f := some[kpi.Filing](t)(d.Filing(ctx, d.coordinator, d.id, october))
	if f.State != kpi.FilingSubmitted {
		t.Fatalf("the file leaves it %s", f.State)
	}
	f = some[kpi.Filing](t)(d.AcceptFiling(ctx, d.coordinator, d.id, october, f.Version))
	some[ImportResult](t)(d.UndoImport(ctx, d.coordinator, r.ID))
	now := some[kpi.Filing](t)(d.Filing(ctx, d.coordinator, d.id, october))
	if now.State != kpi.FilingDraft || now.Version != f.Version+1 || len(now.Figures) != 0 || !now.FirstSubmittedAt.Equal(f.FirstSubmittedAt) {
		t.Errorf("taken back: %+v", now)
	}
	if filed := d.filedInOctober(t); filed != 0 {
		t.Errorf("%d filed after that", filed)
	}
}

func TestActsOfSetUpAndMonths(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	last := func(table string) kpi.ID {
		t.Helper()
		var rows []store.ChangeRow
		ok(t, d.db.Snapshot(ctx, func(c store.Conn) (err error) {
			rows, err = c.Changes(ctx, []string{table}, 0, 1)
			return err
		}))
		return rows[0].Batch
	}
	settings := some[Settings](t)(d.Settings(ctx))
	settings.NetworkName = "Voix d’ici"
	ok(t, d.SaveSettings(ctx, d.admin, settings))
	view := some[ActView](t)(d.Act(ctx, d.admin, last("settings"), 1))
	if len(view.SetUp) != 1 || view.SetUp[0].New != "Voix d’ici" || view.Done.By != "ada" {
		t.Errorf("an administrator reads %+v", view)
	}
	wantCode(t, erring(d.Act(ctx, d.coordinator, last("settings"), 1)), kpi.CodeNotFound)
	ok(t, d.CloseMonth(ctx, d.coordinator, kpi.NewMonth(2026, 9)))
	view = some[ActView](t)(d.Act(ctx, d.coordinator, last("months"), 1))
	if !slices.Equal(view.Months, []ActMonth{{kpi.NewMonth(2026, 9), store.MonthClosed}}) {
		t.Errorf("the closing: %+v", view)
	}
	wantCode(t, erring(d.Act(ctx, d.holder, last("months"), 1)), kpi.CodeNotFound)
	view = some[ActView](t)(d.Act(ctx, d.holder, last("accounts"), 1))
	if view.Total != 1 || !view.Places[0].Month.IsZero() || view.Places[0].Account.ID != d.id {
		t.Errorf("an act on one's own account: %+v", view)
	}
}
