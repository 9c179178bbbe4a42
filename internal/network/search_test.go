package network

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// searchDesk is a desk whose account is looked up by two queries from September
// on.
func searchDesk(t *testing.T) (d desk, first, second kpi.ID) {
	t.Helper()
	d = newDesk(t)
	n := some[int](t)(d.AddSearchQueries(t.Context(), d.holder, d.id, "chaise en rotin\n\n  Fauteuil   de salon \n", kpi.NewMonth(2026, 9)))
	if n != 2 {
		t.Fatalf("%d queries", n)
	}
	list := d.searchOf(t, d.holder).Queries
	if len(list) != 2 || list[0].Query != "chaise en rotin" || list[1].Query != "Fauteuil de salon" {
		t.Fatalf("queries %+v", list)
	}
	return d, list[0].ID, list[1].ID
}

func (d desk) searchOf(t *testing.T, who kpi.Who) AccountSearch {
	t.Helper()
	return some[AccountSearch](t)(d.AccountSearch(t.Context(), who, d.id))
}

// placed is October with places.
func (d desk) placed(version int, places map[kpi.ID]kpi.SearchPlace) kpi.FilingChange {
	change := d.october(version, nil)
	change.Places = places
	return change
}

// byForm is a person who types into a form.
func byForm(who kpi.Who) kpi.Who {
	who.Channel = kpi.ChannelForm
	return who
}

func TestWhoSetsSearchQueries(t *testing.T) {
	d := newDesk(t)
	from := kpi.NewMonth(2026, 10)
	for name, c := range map[string]struct {
		who  kpi.Who
		want kpi.Code
	}{
		"admin": {d.admin, ""}, "direction": {d.coordinator, ""}, "the holder": {d.holder, ""}, "a deputy of last month": {d.deputy, ""},
		"direction of elsewhere": {d.far, kpi.CodeNotFound}, "a reader": {d.reader, kpi.CodeForbidden}, "an ambassador": {d.stranger, kpi.CodeForbidden},
		"a contributor": {d.outsider, kpi.CodeNotFound}, "who held it before": {d.former, kpi.CodeForbidden},
	} {
		_, err := d.AddSearchQueries(t.Context(), c.who, d.id, "requête de "+name, from)
		if kpi.CodeOf(err) != c.want {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		v, err := d.AccountSearch(t.Context(), c.who, d.id)
		if c.want == kpi.CodeNotFound {
			wantCode(t, err, kpi.CodeNotFound)
		} else if ok(t, err); v.May != (c.want == "") {
			t.Errorf("%s: may %v", name, v.May)
		}
	}
	if n := len(d.searchOf(t, d.reader).Queries); n != 4 {
		t.Errorf("%d queries stand", n)
	}
}

func TestWhatSearchQueriesAreRefused(t *testing.T) {
	d, first, _ := searchDesk(t)
	ctx, from := t.Context(), kpi.NewMonth(2026, 10)
	many := make([]string, 19)
	for i := range many {
		many[i] = strings.Repeat("a", i+1)
	}
	for name, c := range map[string]struct{ text, key string }{
		"nothing":        {" \n\n", "search.empty"},
		"twice":          {"CHAISE  en Rotin", "search.twice"},
		"twice at once":  {"table\nTable", "search.twice"},
		"not text":       {"ta\x00ble", "search.characters"},
		"too long":       {strings.Repeat("é", 201), "search.long"},
		"too many":       {strings.Join(many, "\n"), "search.many"},
		"one bad of two": {"bureau\nchaise en rotin", "search.twice"},
	} {
		_, err := d.AddSearchQueries(ctx, d.holder, d.id, c.text, from)
		var ours *kpi.Error
		if !errors.As(err, &ours) || ours.Code != kpi.CodeInvalid || len(ours.Fields) == 0 || ours.Fields[len(ours.Fields)-1].Key != c.key {
			t.Errorf("%s: %+v, want %q", name, err, c.key)
		}
	}
	_, err := d.AddSearchQueries(ctx, d.holder, d.id, "table", kpi.NewMonth(2030, 1))
	wantFields(t, err, map[string]string{"from": "search.from"})
	if n := len(d.searchOf(t, d.holder).Queries); n != 2 {
		t.Fatalf("%d queries stand", n)
	}
	some[int](t)(d.AddSearchQueries(ctx, d.holder, d.id, strings.Join(many[:18], "\n"), from))
	_, err = d.AddSearchQueries(ctx, d.holder, d.id, "une de trop", from)
	wantFields(t, err, map[string]string{"queries": "search.many"})

	// A query that ended makes room, and is taken up by its own name alone.
	d.file(t, d.holder, d.placed(0, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(3)}))
	wantFields(t, d.EndSearchQuery(ctx, d.holder, d.id, first, kpi.NewMonth(2026, 9)), map[string]string{"until": "search.until_fault"})
	wantCode(t, d.RemoveSearchQuery(ctx, d.holder, d.id, first), kpi.CodeConflict)
	ok(t, d.EndSearchQuery(ctx, d.coordinator, d.id, first, from))
	_, err = d.AddSearchQueries(ctx, d.holder, d.id, "chaise en rotin", from)
	wantFields(t, err, map[string]string{"queries": "search.twice_ended"})
	some[int](t)(d.AddSearchQueries(ctx, d.holder, d.id, "une de trop", from))
	wantCode(t, d.ResumeSearchQuery(ctx, d.holder, d.id, first), kpi.CodeInvalid)
	list := d.searchOf(t, d.holder).Queries
	last := list[len(list)-1]
	if !last.Removable || list[0].Removable || !list[0].Ended || list[0].Last != from {
		t.Errorf("first %+v, last %+v", list[0], last)
	}
	ok(t, d.RemoveSearchQuery(ctx, d.holder, d.id, last.ID))
	ok(t, d.ResumeSearchQuery(ctx, d.holder, d.id, first))
	wantCode(t, d.ResumeSearchQuery(ctx, d.holder, d.id, 999), kpi.CodeNotFound)

	var fields []string
	for _, e := range some[[]analytics.Entry](t)(d.AccountHistory(ctx, d.coordinator, d.id, 0)) {
		if strings.HasPrefix(e.Field, "search_") {
			fields = append(fields, e.Field)
		}
	}
	for _, want := range []string{"search_query", "search_end", "search_removed", "search_again", "search_place"} {
		if !slices.Contains(fields, want) {
			t.Errorf("history %v has no %s", fields, want)
		}
	}
}

func TestTheSearchRankFollowsFromThePlaces(t *testing.T) {
	d, first, second := searchDesk(t)
	holder := byForm(d.holder)
	notRanked := kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked}
	version := 0
	for i, c := range []struct {
		places map[kpi.ID]kpi.SearchPlace
		want   kpi.Figure
	}{
		{map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(8)}, kpi.Given(8)},
		{map[kpi.ID]kpi.SearchPlace{second: kpi.RankedAt(3)}, kpi.Given(6)},
		{map[kpi.ID]kpi.SearchPlace{second: kpi.NotRanked}, kpi.Given(8)},
		{map[kpi.ID]kpi.SearchPlace{first: kpi.NotRanked}, notRanked},
		{map[kpi.ID]kpi.SearchPlace{first: {}}, kpi.Figure{}}, // one not ranked, one not looked up
		{map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(1), second: {}}, kpi.Given(1)},
		{map[kpi.ID]kpi.SearchPlace{first: {}}, kpi.Figure{}},
	} {
		f := d.file(t, holder, d.placed(version, c.places))
		if f.Figures[kpi.SearchRank] != c.want || f.Search == nil || f.Search.Rank != c.want {
			t.Fatalf("%d: rank %+v, want %+v", i, f.Figures[kpi.SearchRank], c.want)
		}
		version = f.Version
	}
	if version != 7 {
		t.Errorf("version %d", version)
	}
	// Where the places say nothing yet, one may say why, and not type a rank.
	_, err := d.File(t.Context(), holder, d.october(7, map[string]kpi.Figure{kpi.SearchRank: kpi.Given(4)}))
	wantFields(t, err, map[string]string{"figures.search_rank": "search.from_places"})
	gone := kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess}
	f := d.file(t, holder, d.october(7, map[string]kpi.Figure{kpi.SearchRank: gone}))
	if f.Figures[kpi.SearchRank] != gone {
		t.Errorf("unavailable: %+v", f.Figures[kpi.SearchRank])
	}
	// The places have the last word over what the form says beside them.
	change := d.october(8, map[string]kpi.Figure{kpi.SearchRank: gone})
	change.Places = map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(12), second: kpi.RankedAt(20)}
	if f = d.file(t, holder, change); f.Figures[kpi.SearchRank] != kpi.Given(16) {
		t.Errorf("rank %+v", f.Figures[kpi.SearchRank])
	}
	again := d.file(t, holder, change) // sent twice: no conflict, nothing new
	if again.Version != f.Version {
		t.Errorf("version %d after %d", again.Version, f.Version)
	}
}

func TestNothingOfPlacesIsStoredByHalf(t *testing.T) {
	d, first, second := searchDesk(t)
	ctx, holder := t.Context(), byForm(d.holder)
	places := map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(4)}
	bad := d.placed(0, places)
	bad.Figures = map[string]kpi.Figure{kpi.Likes: kpi.Given(-1)}
	_, err := d.File(ctx, holder, bad)
	wantFields(t, err, map[string]string{"figures.likes": "figure.negative"})
	bad = d.placed(0, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(4), second: kpi.RankedAt(-2), 999: kpi.RankedAt(1)})
	bad.Figures = map[string]kpi.Figure{kpi.Likes: kpi.Given(3)}
	_, err = d.File(ctx, holder, bad)
	wantFields(t, err, map[string]string{"places." + second.String(): "figure.position", "places.999": "search.not_measured"})
	submit := d.placed(0, places)
	submit.Submit = true
	if _, err = d.File(ctx, holder, submit); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("an incomplete submission: %v", err)
	}
	_, err = d.File(ctx, byForm(d.coordinator), d.placed(0, places))
	wantFields(t, err, map[string]string{"on_behalf_reason": "filing.on_behalf_reason"})
	_, err = d.File(ctx, byForm(d.reader), d.placed(0, places))
	wantCode(t, err, kpi.CodeForbidden)
	// A month in which nothing was measured takes no place.
	august := d.placed(0, places)
	august.Month = kpi.NewMonth(2026, 8)
	august.OnBehalfReason = "absence"
	_, err = d.File(ctx, byForm(d.coordinator), august)
	wantFields(t, err, map[string]string{"places." + first.String(): "search.not_measured"})
	ok(t, d.CloseMonth(ctx, d.coordinator, kpi.NewMonth(2026, 10)))
	_, err = d.File(ctx, holder, d.placed(0, places))
	wantCode(t, err, kpi.CodeLocked)
	f := some[kpi.Filing](t)(d.Filing(ctx, holder, d.id, kpi.NewMonth(2026, 10)))
	if f.Version != 0 || len(f.Figures) != 0 || len(f.Search.Places) != 0 {
		t.Errorf("something was stored: %+v, %+v", f, f.Search)
	}
	wantTotals(t, d.Network)
}

func TestTwoPeopleAndThePlaces(t *testing.T) {
	d, first, second := searchDesk(t)
	ctx, holder := t.Context(), byForm(d.holder)
	d.file(t, holder, d.placed(0, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(8), second: kpi.RankedAt(3)}))
	behalf := d.placed(1, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(9)})
	behalf.OnBehalfReason = "absence"
	d.file(t, byForm(d.coordinator), behalf)
	_, err := d.File(ctx, holder, d.placed(1, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(7), second: kpi.RankedAt(3)}))
	var both *kpi.FilingConflict
	if !errors.As(err, &both) {
		t.Fatalf("no conflict: %v", err)
	}
	if both.Theirs.Search.Places[first] != kpi.RankedAt(9) || both.Mine.Places[first] != kpi.RankedAt(7) || both.BasePlaces[first] != kpi.RankedAt(8) ||
		both.BasePlaces[second] != kpi.RankedAt(3) {
		t.Errorf("theirs %v, mine %v, base %v", both.Theirs.Search.Places, both.Mine.Places, both.BasePlaces)
	}
	// The holder is told, as of any figure.
	form := some[FilingForm](t)(d.FilingForm(ctx, holder, d.id, kpi.NewMonth(2026, 10), "fr"))
	if form.Told == nil || form.Filing.Search.Places[first] != kpi.RankedAt(9) {
		t.Errorf("told %+v", form.Told)
	}
}

func TestPlacesStandInTheHistoryAndAreTakenBack(t *testing.T) {
	d, first, second := searchDesk(t)
	ctx, holder, october := t.Context(), byForm(d.holder), kpi.NewMonth(2026, 10)
	figures := maps.Clone(answers())
	delete(figures, kpi.SearchRank)
	change := d.placed(0, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(8), second: kpi.NotRanked})
	change.Figures, change.Submit = figures, true
	d.file(t, holder, change)
	d.clock.now = d.clock.now.AddDate(0, 0, 1)
	again := d.placed(1, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(5), second: kpi.RankedAt(20)})
	again.Submit = true
	d.file(t, holder, again)
	history := some[FilingHistory](t)(d.FilingHistory(ctx, holder, d.id, october))
	var told []string
	act := kpi.ID(0)
	for _, e := range history.Entries {
		if e.Field == "search_place" {
			told = append(told, e.About+": "+e.OldText+" → "+e.NewText)
			act = max(act, e.Act)
		}
	}
	slices.Sort(told)
	wantText(t, told, "Fauteuil de salon:  → 0", "Fauteuil de salon: 0 → 20", "chaise en rotin:  → 8", "chaise en rotin: 8 → 5")
	view := some[ActView](t)(d.Act(ctx, byForm(d.coordinator), act, 1))
	if len(view.Places) != 1 || !slices.ContainsFunc(view.Places[0].Entries, func(e analytics.Entry) bool { return e.About == "chaise en rotin" && e.OldText == "8" }) {
		t.Errorf("the act tells %+v", view.Places)
	}
	// What says when somebody filed is for those who may know it; what was
	// changed since anybody reads who sees the account.
	seen := 0
	for _, e := range some[FilingHistory](t)(d.FilingHistory(ctx, d.reader, d.id, october)).Entries {
		if e.Field == "search_place" {
			seen++
		}
	}
	if seen != 2 {
		t.Errorf("a reader is told of %d places", seen)
	}
	f := some[kpi.Filing](t)(d.UndoSubmission(ctx, holder, d.id, october))
	if f.Figures[kpi.SearchRank] != kpi.Given(8) || f.Search.Places[first] != kpi.RankedAt(8) || f.Search.Places[second] != kpi.NotRanked {
		t.Errorf("taken back: %+v of %+v", f.Figures[kpi.SearchRank], f.Search.Places)
	}
	wantTotals(t, d.Network)
}

func TestARankOfAFileStaysUntilSomebodyTakesThePlaces(t *testing.T) {
	d, first, second := searchDesk(t)
	ctx, holder := t.Context(), byForm(d.holder)
	places := map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(8), second: kpi.RankedAt(10)}
	file := "platform,handle,month,search_rank\nX,Camille_Atelier,2026-10,40\n"
	importer := d.coordinator
	importer.Channel = kpi.ChannelImport
	some[ImportResult](t)(d.ImportFigures(ctx, importer, textFile("ranks.csv", file), ImportOptions{}))
	f := d.file(t, holder, d.placed(1, places))
	if f.Figures[kpi.SearchRank] != kpi.Given(40) || f.Search.From != kpi.ChannelImport || f.Search.Rank != kpi.Given(9) {
		t.Fatalf("rank %+v, search %+v", f.Figures[kpi.SearchRank], f.Search)
	}
	// The form sends it again, or something else: it stays.
	f = d.file(t, holder, d.october(2, map[string]kpi.Figure{kpi.SearchRank: kpi.Given(3), kpi.Likes: kpi.Given(1)}))
	if f.Figures[kpi.SearchRank] != kpi.Given(40) {
		t.Errorf("rank %+v", f.Figures[kpi.SearchRank])
	}
	take := d.october(3, nil)
	take.TakeRank = true
	f = d.file(t, holder, take)
	if f.Figures[kpi.SearchRank] != kpi.Given(9) || f.Search.From != "" {
		t.Errorf("taken: %+v, %q", f.Figures[kpi.SearchRank], f.Search.From)
	}
	// A script says what it says, and the places stay.
	api := d.holder
	api.Channel = kpi.ChannelAPI
	f = d.file(t, api, d.october(4, map[string]kpi.Figure{kpi.SearchRank: kpi.Given(2)}))
	if f.Figures[kpi.SearchRank] != kpi.Given(2) || f.Search.From != kpi.ChannelAPI || f.Search.Places[first] != kpi.RankedAt(8) {
		t.Errorf("by script: %+v, %+v", f.Figures[kpi.SearchRank], f.Search)
	}
	wantTotals(t, d.Network)
}

func TestARankTypedBeforeThereWereQueriesStays(t *testing.T) {
	d := newDesk(t)
	ctx, holder := t.Context(), byForm(d.holder)
	d.file(t, holder, d.october(0, map[string]kpi.Figure{kpi.SearchRank: kpi.Given(7)}))
	some[int](t)(d.AddSearchQueries(ctx, d.holder, d.id, "chaise", kpi.NewMonth(2026, 9)))
	f := d.file(t, holder, d.october(1, map[string]kpi.Figure{kpi.SearchRank: kpi.Given(7), kpi.Likes: kpi.Given(2)}))
	if f.Figures[kpi.SearchRank] != kpi.Given(7) || f.Search.From != "" {
		t.Errorf("rank %+v, from %q", f.Figures[kpi.SearchRank], f.Search.From)
	}
	q := d.searchOf(t, d.holder).Queries[0].ID
	f = d.file(t, holder, d.placed(2, map[kpi.ID]kpi.SearchPlace{q: kpi.RankedAt(5)}))
	if f.Figures[kpi.SearchRank] != kpi.Given(5) {
		t.Errorf("rank %+v", f.Figures[kpi.SearchRank])
	}
}

// TestTheBoardOfSearchRanking: what moved, within what each person sees.
func TestTheBoardOfSearchRanking(t *testing.T) {
	d, first, second := searchDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	september := kpi.FilingChange{Account: d.id, Month: kpi.NewMonth(2026, 9), OnBehalfReason: "absence",
		Places: map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(9), second: kpi.NotRanked}}
	d.file(t, byForm(d.coordinator), september)
	d.file(t, byForm(d.holder), d.placed(0, map[kpi.ID]kpi.SearchPlace{first: kpi.RankedAt(4), second: kpi.RankedAt(31)}))
	board := func(who kpi.Who, f kpi.Filter) (SearchBoard, error) {
		return d.SearchBoard(ctx, who, SearchBoardQuery{Month: october, Filter: f})
	}
	b := some[SearchBoard](t)(board(d.reader, kpi.Filter{}))
	if b.Total != 1 || b.Moves.Count.Rose != 1 || b.Moves.Count.Entered != 1 || b.Moves.Rises[0].Account.ID != d.id || b.Moves.Rises[0].Move != kpi.Num(-5) {
		t.Fatalf("board %+v", b)
	}
	lines := b.Accounts[0].Lines
	if len(lines) != 2 || lines[0].Best != kpi.RankedAt(4) || lines[1].Event != analytics.SearchEntered || b.Accounts[0].Rank != kpi.Given(18) {
		t.Errorf("lines %+v, rank %+v", lines, b.Accounts[0].Rank)
	}
	if none := some[SearchBoard](t)(board(d.coordinator, kpi.Filter{Sphere: "Autre"})); none.Total != 0 || none.Moves.Count.Queries != 0 || !none.Any {
		t.Errorf("filtered %+v", none)
	}
	if far := some[SearchBoard](t)(board(d.far, kpi.Filter{})); far.Total != 0 || far.Moves.Count.Queries != 0 {
		t.Errorf("elsewhere %+v", far)
	}
	_, err := board(d.outsider, kpi.Filter{})
	wantCode(t, err, kpi.CodeNotFound)
	settings := some[Settings](t)(d.Settings(ctx))
	settings.AmbassadorsSeeAll = false
	ok(t, d.SaveSettings(ctx, d.admin, settings))
	if own := some[SearchBoard](t)(board(d.holder, kpi.Filter{})); own.Total != 1 {
		t.Errorf("the holder sees %d", own.Total)
	}
	if other := some[SearchBoard](t)(board(d.stranger, kpi.Filter{})); other.Total != 0 || other.Moves.Count.Queries != 0 {
		t.Errorf("an ambassador sees %+v", other)
	}
	report := func(who kpi.Who) *analytics.SearchReport {
		return some[analytics.Report](t)(d.Report(ctx, who, october, "")).Search
	}
	if r := report(d.coordinator); r == nil || r.Total != 2 || len(r.Lines) != 2 || r.Moves.Count != b.Moves.Count {
		t.Errorf("the report has %+v", r)
	}
	if report(d.stranger) != nil {
		t.Error("a report without accounts has places")
	}
	all := 0
	ok(t, d.EachSearchAccount(ctx, d.coordinator, SearchBoardQuery{Month: october}, func(list []SearchAccount) error { all += len(list); return nil }))
	if all != 1 {
		t.Errorf("the file has %d accounts", all)
	}
}
