package network

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// desk is an account with the people who may or may not file for it. Now is
// 3 November 2026; the account was handed over on 1 October.
type desk struct {
	*Network
	clock                      *clock
	id                         kpi.ID
	admin, coordinator, reader kpi.Who
	far                        kpi.Who // coordinator of another entity
	former, holder, deputy     kpi.Who // the deputy is a contributor
	stranger, outsider         kpi.Who // an ambassador and a contributor without account
}

func newDesk(t *testing.T) desk {
	t.Helper()
	n, clock := openPeople(t)
	clock.now = time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	ctx, boss := t.Context(), kpi.CommandLine()
	d := desk{Network: n, clock: clock}
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Ouest"))
	some[kpi.ID](t)(n.AddEntity(ctx, boss, "Groupe/Est"))
	some[kpi.ID](t)(n.AddSphere(ctx, boss, "Ventes"))
	d.admin = addPersonAs(t, n, "ada", kpi.RoleAdmin, "")
	d.coordinator = addPersonAs(t, n, "cleo", kpi.RoleCoordinator, "")
	d.far = addPersonAs(t, n, "lou", kpi.RoleCoordinator, "Groupe/Est")
	d.reader = addPersonAs(t, n, "remy", kpi.RoleReader, "")
	d.former = addPersonAs(t, n, "jeanne", kpi.RoleAmbassador, "")
	d.holder = addPersonAs(t, n, "noe", kpi.RoleAmbassador, "")
	d.deputy = addPersonAs(t, n, "dominique", kpi.RoleContributor, "")
	d.stranger = addPersonAs(t, n, "sacha", kpi.RoleAmbassador, "")
	d.outsider = addPersonAs(t, n, "ines", kpi.RoleContributor, "")
	d.id = some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: "Camille_Atelier", Sphere: "Ventes", Entity: "Groupe/Ouest",
		States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}},
		Holders: []kpi.AccountHolder{{User: d.former.User.ID, Role: kpi.Holder, From: dayOf(t, "2025-01-01")}}}))
	ok(t, n.HandOver(ctx, boss, d.id, d.holder.User.ID, dayOf(t, "2026-10-01")))
	ok(t, n.AddDeputy(ctx, boss, d.id, d.deputy.User.ID, dayOf(t, "2026-10-31"), dayOf(t, "2026-10-31")))
	return d
}

// october is a change of the account's month that is being filed.
func (d desk) october(version int, figures map[string]kpi.Figure) kpi.FilingChange {
	return kpi.FilingChange{Account: d.id, Month: kpi.NewMonth(2026, 10), Version: version, Figures: figures}
}

// answers gives a value to each asked indicator.
func answers() map[string]kpi.Figure {
	return map[string]kpi.Figure{
		kpi.Followers: kpi.Given(1200), kpi.Posts: kpi.Given(0), kpi.Likes: kpi.Given(30), kpi.Shares: kpi.Given(4), kpi.Mentions: kpi.Given(2),
		kpi.Influence: {State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}, kpi.SearchRank: {State: kpi.StateNA},
	}
}

func (d desk) file(t *testing.T, who kpi.Who, change kpi.FilingChange) kpi.Filing {
	t.Helper()
	return some[kpi.Filing](t)(d.File(t.Context(), who, change))
}

func TestFilingNeverSaved(t *testing.T) {
	d := newDesk(t)
	f := some[kpi.Filing](t)(d.Filing(t.Context(), d.holder, d.id, monthOf(t, "2026-10")))
	if f.Version != 0 || f.State != kpi.FilingEmpty || len(f.Figures) != 0 || f.Lock != nil {
		t.Errorf("not empty: %+v", f)
	}
	want := []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Mentions, kpi.Influence, kpi.SearchRank}
	if !slices.Equal(f.Asked, want) {
		t.Errorf("asked %v, want %v", f.Asked, want)
	}
	if f.May != (kpi.FilingMay{Edit: true, Submit: true}) {
		t.Errorf("may %+v", f.May)
	}
}

func TestFilingLife(t *testing.T) {
	d := newDesk(t)
	at := func(version int, figures map[string]kpi.Figure, submit bool) kpi.FilingChange {
		change := d.october(version, figures)
		change.Submit = submit
		return change
	}

	f := d.file(t, d.holder, at(0, map[string]kpi.Figure{kpi.Followers: kpi.Given(1200), kpi.Likes: kpi.Given(0)}, false))
	if f.State != kpi.FilingDraft || f.Version != 1 || f.Figures[kpi.Likes] != kpi.Given(0) || !f.FirstSubmittedAt.IsZero() {
		t.Fatalf("a draft: %+v", f)
	}
	_, err := d.File(t.Context(), d.holder, at(1, nil, true))
	wantFields(t, err, map[string]string{"figures.posts": "filing.missing", "figures.shares": "filing.missing",
		"figures.mentions": "filing.missing", "figures.influence": "filing.missing", "figures.search_rank": "filing.missing"})

	f = d.file(t, d.holder, at(1, answers(), true))
	first := d.clock.now
	if f.State != kpi.FilingSubmitted || f.Version != 2 || !f.FirstSubmittedAt.Equal(first) {
		t.Fatalf("submitted: %+v", f)
	}
	d.clock.now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	f = d.file(t, d.holder, at(2, map[string]kpi.Figure{kpi.Likes: kpi.Given(31)}, false))
	if f.State != kpi.FilingSubmitted || f.Figures[kpi.Followers] != kpi.Given(1200) || f.Figures[kpi.Likes] != kpi.Given(31) {
		t.Fatalf("what is left out stays: %+v", f)
	}
	f = d.file(t, d.holder, at(3, map[string]kpi.Figure{kpi.Likes: kpi.Given(32)}, true))
	if !f.FirstSubmittedAt.Equal(first) || !f.LastSubmittedAt.Equal(d.clock.now) {
		t.Errorf("first submission is written once: %v, %v", f.FirstSubmittedAt, f.LastSubmittedAt)
	}
	_, err = d.File(t.Context(), d.holder, at(4, map[string]kpi.Figure{kpi.Likes: {}}, false))
	wantFields(t, err, map[string]string{"figures.likes": "filing.missing"})

	again := d.file(t, d.holder, at(4, map[string]kpi.Figure{kpi.Likes: kpi.Given(32)}, true))
	if again.Version != 4 {
		t.Errorf("a change that changes nothing makes version %d", again.Version)
	}
}

func TestAnEmptyFigureClears(t *testing.T) {
	d := newDesk(t)
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(3), kpi.Posts: kpi.Given(1)}))
	f := d.file(t, d.holder, d.october(1, map[string]kpi.Figure{kpi.Likes: {}}))
	if _, there := f.Figures[kpi.Likes]; there || f.Figures[kpi.Posts] != kpi.Given(1) {
		t.Errorf("cleared: %+v", f.Figures)
	}
	versions := some[[]store.FigureVersion](t)(d.db.FigureVersions(t.Context(), d.id, []kpi.Month{f.Month}))
	if len(versions) != 1 || versions[0].Figure != kpi.Given(3) {
		t.Errorf("what it was: %+v", versions)
	}
}

func TestEditingAnAcceptedFilingSubmitsIt(t *testing.T) {
	d := newDesk(t)
	change := d.october(0, answers())
	change.Submit = true
	d.file(t, d.holder, change)
	ok(t, d.db.Write(t.Context(), d.batch(d.coordinator, ""), func(tx *store.Tx) error {
		row, err := tx.Filing(t.Context(), change.Month, d.id)
		if err != nil {
			return err
		}
		row.State = kpi.FilingAccepted
		return tx.PutFilings(t.Context(), []store.FilingRow{row})
	}))
	comment := ""
	same := kpi.FilingChange{Account: d.id, Month: change.Month, Version: 2, Figures: map[string]kpi.Figure{kpi.Likes: kpi.Given(30)}, Comment: &comment}
	if f := d.file(t, d.holder, same); f.State != kpi.FilingAccepted || f.Version != 2 {
		t.Errorf("unchanged, it stays accepted: %s version %d", f.State, f.Version)
	}
	same.Figures[kpi.Likes] = kpi.Given(33)
	if f := d.file(t, d.holder, same); f.State != kpi.FilingSubmitted || f.Version != 3 {
		t.Errorf("changed: %s version %d", f.State, f.Version)
	}
}

func TestImpossibleFiguresAreRefusedAllAtOnce(t *testing.T) {
	d := newDesk(t)
	long := strings.Repeat("é", maxComment+1)
	change := d.october(0, map[string]kpi.Figure{
		kpi.Followers:      kpi.Given(-1),
		kpi.Posts:          kpi.Given(1.5),
		kpi.Likes:          kpi.Given(math.NaN()),
		kpi.Shares:         {State: kpi.StateUnavailable, Reason: "  "},
		kpi.Mentions:       {State: kpi.StateValue, Value: 1, Note: "a\x00b"},
		kpi.Influence:      kpi.Given(101),
		kpi.SearchRank:     kpi.Given(0),
		kpi.EngagementRate: kpi.Given(4),
		kpi.Impressions:    kpi.Given(math.Inf(1)),
		kpi.Clicks:         kpi.Given(1 << 60),
		"klout":            kpi.Given(1),
	})
	change.Comment = &long
	_, err := d.File(t.Context(), d.holder, change)
	wantFields(t, err, map[string]string{
		"figures.followers": "figure.negative", "figures.posts": "figure.whole", "figures.likes": "figure.number",
		"figures.shares": "filing.reason_missing", "figures.mentions": "filing.text_characters", "figures.influence": "figure.bounds",
		"figures.search_rank": "figure.position", "figures.engagement_rate": "filing.derived", "figures.impressions": "figure.number",
		"figures.clicks": "figure.large", "figures.klout": "filing.unknown_indicator", "comment": "filing.text_long",
	})
	f := some[kpi.Filing](t)(d.Filing(t.Context(), d.holder, d.id, change.Month))
	if f.Version != 0 || len(f.Figures) != 0 {
		t.Errorf("something was kept: %+v", f)
	}
}

func TestFilingWithoutAnyAnswer(t *testing.T) {
	d := newDesk(t)
	for _, code := range []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Mentions, kpi.Influence, kpi.SearchRank} {
		ok(t, d.SetAsked(t.Context(), d.admin, kpi.IndicatorAsk{Indicator: d.indicatorID(t, code), From: kpi.NewMonth(2026, 10)}, false))
	}
	change := d.october(0, nil)
	change.Submit = true
	_, err := d.File(t.Context(), d.holder, change)
	wantRefusal(t, err, kpi.CodeInvalid, "filing.nothing")
}

func (d desk) indicatorID(t *testing.T, code string) kpi.ID {
	t.Helper()
	for _, i := range some[[]kpi.Indicator](t)(d.Indicators(t.Context())) {
		if i.Code == code {
			return i.ID
		}
	}
	t.Fatal(code)
	return 0
}

func TestMonthToCome(t *testing.T) {
	d := newDesk(t)
	november, december := kpi.NewMonth(2026, 11), kpi.NewMonth(2026, 12)
	d.file(t, d.holder, kpi.FilingChange{Account: d.id, Month: november, Figures: map[string]kpi.Figure{kpi.Posts: kpi.Given(1)}})
	_, err := d.File(t.Context(), d.holder, kpi.FilingChange{Account: d.id, Month: december, Figures: answers()})
	wantFields(t, err, map[string]string{"month": "filing.future"})
	_, err = d.Filing(t.Context(), d.holder, d.id, december)
	wantFields(t, err, map[string]string{"month": "filing.future"})
	// Midnight in Paris is an hour before midnight in UTC.
	d.clock.now = time.Date(2026, 11, 30, 23, 30, 0, 0, time.UTC)
	d.file(t, d.holder, kpi.FilingChange{Account: d.id, Month: december, Figures: map[string]kpi.Figure{kpi.Posts: kpi.Given(1)}})
}

func TestTwoPeopleEditTheSameFiling(t *testing.T) {
	d := newDesk(t)
	d.file(t, d.deputy, d.october(0, map[string]kpi.Figure{kpi.Posts: kpi.Given(5)}))
	mine := d.october(0, map[string]kpi.Figure{kpi.Posts: kpi.Given(6)})
	_, err := d.File(t.Context(), d.holder, mine)
	wantRefusal(t, err, kpi.CodeConflict, "filing.conflict")
	var conflict *kpi.FilingConflict
	if !errors.As(err, &conflict) {
		t.Fatal("no conflict in the chain")
	}
	if conflict.Theirs.Figures[kpi.Posts] != kpi.Given(5) || conflict.Theirs.Version != 1 || conflict.Mine.Figures[kpi.Posts] != kpi.Given(6) {
		t.Errorf("both sides: %+v", conflict)
	}
	mine.Version = conflict.Theirs.Version
	if f := d.file(t, d.holder, mine); f.Figures[kpi.Posts] != kpi.Given(6) || f.Version != 2 {
		t.Errorf("after choosing: %+v", f)
	}
}

func TestWarningsComeBackAndNeverBlock(t *testing.T) {
	d := newDesk(t)
	d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: kpi.NewMonth(2026, 9), Figures: map[string]kpi.Figure{
		kpi.Followers: kpi.Given(1000), kpi.Posts: kpi.Given(0)}})
	f := d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Followers: kpi.Given(500), kpi.Posts: kpi.Given(0), kpi.Likes: kpi.Given(3)}))
	warned := map[string]bool{}
	for _, w := range f.Warnings {
		warned[w.Indicator] = true
	}
	if !warned[kpi.Followers] || !warned[kpi.Likes] || warned[kpi.Posts] || f.Version != 1 {
		t.Errorf("warnings %+v", f.Warnings)
	}
}

func TestFilingCountsInTotals(t *testing.T) {
	d := newDesk(t)
	change := d.october(0, answers())
	change.Submit = true
	d.file(t, d.holder, change)
	q := store.TotalQuery{Months: []kpi.Month{change.Month}, By: kpi.ScopeNetwork}
	filings := some[[]kpi.FilingTotal](t)(d.db.FilingTotals(t.Context(), q))
	want := kpi.FilingTotal{Month: change.Month, Scope: kpi.ScopeNetwork, Accounts: 1, Expected: 1, Filed: 1, OnTime: 1, Asked: 7, Answered: 7}
	if len(filings) != 1 || filings[0] != want {
		t.Errorf("filings %+v, want %+v", filings, want)
	}
	sums := map[string]float64{}
	for _, total := range some[[]kpi.Total](t)(d.db.Totals(t.Context(), q)) {
		if total.Known > 0 {
			sums[total.Indicator] = total.Sum
		}
	}
	if got := fmt.Sprint(sums); got != "map[engagement_rate:34 followers:1200 interactions:34 likes:30 mentions:2 posts:0 shares:4]" {
		t.Errorf("sums %s", got)
	}
}

func TestFileMany(t *testing.T) {
	d := newDesk(t)
	october := kpi.NewMonth(2026, 10)
	many := []kpi.FilingChange{{Account: d.id, Figures: answers(), Submit: true}}
	wantRefusal(t, d.FileMany(t.Context(), d.coordinator, october, many), kpi.CodeForbidden, "filing.forbidden")
	ok(t, d.FileMany(t.Context(), kpi.CommandLine(), october, many))
	f := some[kpi.Filing](t)(d.Filing(t.Context(), d.holder, d.id, october))
	if f.State != kpi.FilingSubmitted || f.Figures[kpi.Likes] != kpi.Given(30) || f.Version != 1 {
		t.Errorf("filed: %+v", f)
	}
	many[0].Figures = map[string]kpi.Figure{kpi.Likes: kpi.Given(-1)}
	err := d.FileMany(t.Context(), kpi.CommandLine(), october, many)
	wantFields(t, err, map[string]string{"figures.likes": "figure.negative"})
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
	many[0].Figures = answers()
	wantRefusal(t, d.FileMany(t.Context(), kpi.CommandLine(), october, many), kpi.CodeLocked, "filing.month_closed")
	wantRefusal(t, d.FileMany(t.Context(), kpi.CommandLine(), kpi.NewMonth(2026, 12), many), kpi.CodeInvalid, "filing.future")
}
