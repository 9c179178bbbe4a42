package network

import (
	"errors"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

func (d desk) form(t *testing.T, who kpi.Who, month string) FilingForm {
	t.Helper()
	return some[FilingForm](t)(d.FilingForm(t.Context(), who, d.id, monthOf(t, month), "fr"))
}

// field finds a figure of a form.
func (f FilingForm) field(t *testing.T, code string) FilingField {
	t.Helper()
	i := slices.IndexFunc(f.Fields, func(field FilingField) bool { return field.Indicator.Code == code })
	if i < 0 {
		t.Fatalf("the form has no %s", code)
	}
	return f.Fields[i]
}

func TestFormShowsWhatWasGivenBefore(t *testing.T) {
	d := newDesk(t)
	if f := d.form(t, d.holder, "2026-10"); !f.First || len(f.Fields) != 7 || f.Fields[0].Place.Sentence == "" || len(f.More) != 3 {
		t.Errorf("the first month: %+v", f)
	}
	for month, likes := range map[string]float64{"2025-10": 11, "2026-09": 22} {
		d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: monthOf(t, month), Figures: map[string]kpi.Figure{
			kpi.Likes: kpi.Given(likes), kpi.Comments: kpi.Given(likes / 11)}})
	}
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Comments: kpi.Given(3)}))
	f := d.form(t, d.holder, "2026-10")
	likes := f.field(t, kpi.Likes)
	if f.First || likes.Before != kpi.Given(22) || likes.YearBefore != kpi.Given(11) || likes.Figure.Answered() {
		t.Errorf("likes: %+v", likes)
	}
	comments := f.Fields[len(f.Fields)-1]
	if comments.Indicator.Code != kpi.Comments || comments.Asked || comments.Figure != kpi.Given(3) || comments.Before != kpi.Given(2) || len(f.More) != 2 {
		t.Errorf("what is known without being asked comes last: %+v", comments)
	}
	if f.Due != dayOf(t, "2026-11-05") || f.Late || !f.Own || f.PreviousMonth != monthOf(t, "2026-09") || f.NextMonth != monthOf(t, "2026-11") {
		t.Errorf("form: %+v", f)
	}
	d.clock.now = time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC)
	if !d.form(t, d.holder, "2026-10").Late || d.form(t, d.coordinator, "2026-10").Late || d.form(t, d.reader, "2026-10").Late {
		t.Error("lateness is shown to the person alone")
	}
}

func TestAnswersAreRemembered(t *testing.T) {
	d := newDesk(t)
	gone := kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}
	change := d.october(0, map[string]kpi.Figure{kpi.Influence: gone, kpi.Posts: kpi.Given(1), kpi.SearchRank: {State: kpi.StateNA}})
	change.Remember = map[string]bool{kpi.Influence: true, kpi.Posts: true, kpi.SearchRank: false}
	d.file(t, d.holder, change)

	d.clock.now = time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)
	f := d.form(t, d.holder, "2026-11")
	if field := f.field(t, kpi.Influence); !field.Proposed || field.Remembered != gone || field.Figure.Answered() {
		t.Errorf("influence: %+v", field)
	}
	for _, code := range []string{kpi.Posts, kpi.SearchRank} {
		if field := f.field(t, code); field.Proposed || field.Remembered.Answered() {
			t.Errorf("%s: %+v", code, field)
		}
	}
	if field := d.form(t, d.former, "2026-09").field(t, kpi.Influence); field.Proposed {
		t.Errorf("months before have their own answers: %+v", field)
	}
	if f.Filing.State != kpi.FilingEmpty {
		t.Errorf("proposing is not filing: %+v", f.Filing)
	}

	november := kpi.FilingChange{Account: d.id, Month: monthOf(t, "2026-11"), Figures: map[string]kpi.Figure{kpi.Influence: kpi.Given(40)},
		Remember: map[string]bool{kpi.Influence: false}}
	d.file(t, d.holder, november)
	if field := d.form(t, d.holder, "2026-12").field(t, kpi.Influence); field.Proposed {
		t.Errorf("what was let go comes back: %+v", field)
	}
	var said []string
	for _, c := range changesOf(t, d.Network, "accounts", d.id) {
		if c.Field == "remembered" {
			said = append(said, c.Old+">"+c.New)
		}
	}
	if !slices.Equal(said, []string{">influence", "influence>"}) {
		t.Errorf("history says %q", said)
	}
}

func TestHoldersAreToldOfChangesByOthers(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	d.submit(t, d.holder, 0, answers())
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 0 {
		t.Fatalf("told of one's own change: %+v", told)
	}
	change := d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(31)})
	change.OnBehalfReason = "faute de frappe"
	d.file(t, d.coordinator, change)
	told := some[Home](t)(d.Home(ctx, d.holder)).Told
	if len(told) != 1 || told[0].By != "cleo" || told[0].Role != kpi.RoleCoordinator || told[0].Reason != "faute de frappe" || told[0].Month != october {
		t.Fatalf("told: %+v", told)
	}
	if f := d.form(t, d.holder, "2026-10"); f.Told == nil || f.Told.Reason != "faute de frappe" {
		t.Errorf("the page says: %+v", f.Told)
	}
	if f := d.form(t, d.deputy, "2026-10"); f.Told != nil {
		t.Errorf("the deputy is told: %+v", f.Told)
	}
	wantCode(t, d.SeeNotice(ctx, d.deputy, d.id, october), kpi.CodeNotFound)
	ok(t, d.SeeNotice(ctx, d.holder, d.id, october))
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 0 {
		t.Errorf("seen, and told again: %+v", told)
	}
	d.file(t, d.deputy, d.october(2, map[string]kpi.Figure{kpi.Likes: kpi.Given(32)}))
	if told := some[Home](t)(d.Home(ctx, d.holder)).Told; len(told) != 1 || told[0].By != "dominique" {
		t.Errorf("a later change is told anew: %+v", told)
	}
}

func TestConflictSaysWhatBothBeganFrom(t *testing.T) {
	d := newDesk(t)
	d.file(t, d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(1), kpi.Posts: kpi.Given(5)}))
	d.clock.now = d.clock.now.Add(time.Minute)
	d.file(t, d.deputy, d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(2)}))
	_, err := d.File(t.Context(), d.holder, d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(3), kpi.Posts: kpi.Given(5)}))
	var both *kpi.FilingConflict
	if !errors.As(err, &both) {
		t.Fatalf("no conflict: %v", err)
	}
	if both.Base[kpi.Likes] != kpi.Given(1) || both.Base[kpi.Posts] != kpi.Given(5) || both.Theirs.Figures[kpi.Likes] != kpi.Given(2) ||
		both.By.Name != "dominique" || !both.At.Equal(d.clock.now) {
		t.Errorf("conflict: %+v", both)
	}
	_, err = d.File(t.Context(), d.holder, d.october(0, map[string]kpi.Figure{kpi.Likes: kpi.Given(3)}))
	if !errors.As(err, &both) || len(both.Base) != 0 {
		t.Errorf("a version that never was: %+v, %v", both, err)
	}
}

func TestAChangeSentTwiceIsNoConflict(t *testing.T) {
	d := newDesk(t)
	change := d.october(0, answers())
	change.Submit = true
	comment := " vu "
	change.Comment = &comment
	once := d.file(t, d.holder, change)
	twice := d.file(t, d.holder, change)
	if once.Version != 1 || twice.Version != 1 || twice.State != kpi.FilingSubmitted {
		t.Errorf("versions %d and %d", once.Version, twice.Version)
	}
	change.Figures[kpi.Likes] = kpi.Given(31)
	_, err := d.File(t.Context(), d.holder, change)
	wantCode(t, err, kpi.CodeConflict)
	_, err = d.File(t.Context(), d.holder, d.october(0, nil))
	wantCode(t, err, kpi.CodeConflict)
}
