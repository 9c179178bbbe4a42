package network

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"portevoix/internal/kpi"
)

// race is a desk with eight more accounts, of which an account's likes grow the
// more the later it comes; the desk's own is the ninth.
type race struct {
	desk
	ids    []kpi.ID
	season kpi.ID
}

func newRace(t *testing.T, accounts int) race {
	t.Helper()
	r := race{desk: newDesk(t)}
	ctx, boss := t.Context(), kpi.CommandLine()
	for i := range accounts {
		entity := "Groupe/Ouest"
		if i == 0 {
			entity = "Groupe/Est"
		}
		r.ids = append(r.ids, some[kpi.ID](t)(r.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: fmt.Sprintf("course_%02d", i), Sphere: "Ventes", Entity: entity,
			States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}},
			Holders: []kpi.AccountHolder{{User: r.stranger.User.ID, Role: kpi.Holder, From: dayOf(t, "2026-01-01")}}})))
	}
	for i, id := range r.ids {
		for m := kpi.NewMonth(2026, 5); m <= kpi.NewMonth(2026, 10); m++ {
			likes := 100.0
			if m == kpi.NewMonth(2026, 10) {
				likes = 100 + 10*float64(accounts-i)
			}
			r.figures(t, id, m, map[string]float64{kpi.Followers: 1000 + 10*float64(i)*float64(m-kpi.NewMonth(2026, 5)), kpi.Posts: 4, kpi.Likes: likes, kpi.Shares: 0, kpi.Mentions: 0})
		}
	}
	r.season = some[kpi.ID](t)(r.SaveSeason(ctx, r.coordinator, kpi.Season{Name: " Automne  2026 ", Measure: kpi.ChallengeInteractions, From: kpi.NewMonth(2026, 10), Until: kpi.NewMonth(2027, 3)}))
	return r
}

// figures files an account's month.
func (r race) figures(t *testing.T, id kpi.ID, m kpi.Month, values map[string]float64) {
	t.Helper()
	f, err := r.Filing(t.Context(), kpi.CommandLine(), id, m)
	ok(t, err)
	change := kpi.FilingChange{Account: id, Month: m, Version: f.Version, Figures: map[string]kpi.Figure{}, OnBehalfReason: "course"}
	for code, v := range values {
		change.Figures[code] = kpi.Given(v)
	}
	some[kpi.Filing](t)(r.File(t.Context(), kpi.CommandLine(), change))
}

func TestChallenge(t *testing.T) {
	r := newRace(t, 9)
	ctx := t.Context()
	see := func(who kpi.Who) Challenge { return some[Challenge](t)(r.Challenge(ctx, who, ChallengeQuery{})) }
	if ch := see(r.stranger); ch.Season.Name != "Automne 2026" || ch.Entered != 0 || len(ch.Podiums) != 0 || len(ch.Own) != 9 || !ch.Running || ch.Month != kpi.NewMonth(2026, 10) {
		t.Errorf("before anybody takes part: %+v", ch)
	}
	for _, id := range r.ids {
		ok(t, r.TakePart(ctx, r.stranger, r.season, id, true))
	}
	holder := see(r.stranger)
	var shown []kpi.ID
	for _, f := range holder.Podiums[0].Faces {
		shown = append(shown, f.Account.ID)
		if !f.Own || !f.Progress.Known {
			t.Errorf("its holder sees %+v", f)
		}
	}
	if !slices.Equal(shown, r.ids[:3]) || holder.Ranked != 9 || holder.Entered != 9 || len(holder.Podiums) != 1 {
		t.Errorf("%v are shown of %d", shown, holder.Ranked)
	}
	told := 0
	for _, own := range holder.Own {
		if own.Place > 0 {
			told++
		}
		if !own.Ranked || !own.In {
			t.Errorf("the holder is told %+v", own)
		}
	}
	if told != 4 {
		t.Errorf("%d places of 9 are told", told)
	}
	if other := see(r.holder); len(other.Own) != 1 || other.Own[0].Ranked || other.Own[0].Account.ID != r.id || len(other.Podiums[0].Faces) != 3 {
		t.Errorf("another ambassador sees %+v", other)
	}
	if far := see(r.far); len(far.Podiums[0].Faces) != 1 || far.Podiums[0].Faces[0].Account.ID != r.ids[0] || far.MayRun {
		t.Errorf("who is limited to a part of the tree sees %+v", far)
	}
	if outsider := see(r.outsider); outsider.Podiums[0].Faces[0].Progress.Known || outsider.Podiums[0].Faces[0].Sees {
		t.Error("a contributor sees somebody's progress")
	}
}

func TestOnlyItsHolderLetsAnAccountTakePart(t *testing.T) {
	r := newRace(t, 2)
	ctx := t.Context()
	for who, want := range map[*kpi.Who]kpi.Code{&r.coordinator: kpi.CodeForbidden, &r.admin: kpi.CodeForbidden, &r.holder: kpi.CodeForbidden, &r.outsider: kpi.CodeNotFound} {
		if err := r.TakePart(ctx, *who, r.season, r.ids[1], true); kpi.CodeOf(err) != want {
			t.Errorf("%s: %v, want %s", who.User.Name, err, want)
		}
	}
	if err := r.TakePart(ctx, r.deputy, r.season, r.id, true); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a deputy: %v", err)
	}
	if err := r.TakePart(ctx, r.stranger, 999, r.ids[1], true); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("of no season: %v", err)
	}
	ok(t, r.TakePart(ctx, r.stranger, r.season, r.ids[1], false)) // as it is
	ok(t, r.TakePart(ctx, r.stranger, r.season, r.ids[1], true))
	ok(t, r.TakePart(ctx, r.stranger, r.season, r.ids[1], false))
	ch := some[Challenge](t)(r.Challenge(ctx, r.stranger, ChallengeQuery{}))
	if ch.Entered != 0 || ch.Own[1].In {
		t.Errorf("who left still counts: %+v", ch)
	}
	r.clock.now = kpi.NewMonth(2027, 5).FirstDay().Time()
	if err := r.TakePart(ctx, r.stranger, r.season, r.ids[1], true); kpi.CodeOf(err) != kpi.CodeConflict {
		t.Errorf("after the end: %v", err)
	}
}

func TestBravo(t *testing.T) {
	r := newRace(t, 6)
	ctx := t.Context()
	for _, id := range r.ids {
		ok(t, r.TakePart(ctx, r.stranger, r.season, id, true))
	}
	q := ChallengeQuery{Season: r.season, Month: kpi.NewMonth(2026, 10)}
	first := func(who kpi.Who) ChallengeFace {
		return some[Challenge](t)(r.Challenge(ctx, who, q)).Podiums[0].Faces[0]
	}
	ok(t, r.Bravo(ctx, r.holder, q, r.ids[0], true))
	ok(t, r.Bravo(ctx, r.holder, q, r.ids[0], true))
	ok(t, r.Bravo(ctx, r.coordinator, q, r.ids[0], true))
	if f := first(r.holder); f.Bravos != 2 || !f.Given || f.Names != nil {
		t.Errorf("a colleague sees %+v", f)
	}
	if f := first(r.stranger); f.Bravos != 2 || f.Given || len(f.Names) != 2 {
		t.Errorf("the holder sees %+v", f)
	}
	ok(t, r.Bravo(ctx, r.holder, q, r.ids[0], false))
	if f := first(r.holder); f.Bravos != 1 || f.Given {
		t.Errorf("taken back: %+v", f)
	}
	if err := r.Bravo(ctx, r.stranger, q, r.ids[0], true); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("to oneself: %v", err)
	}
	for _, id := range []kpi.ID{r.ids[5], r.id, 999} {
		if err := r.Bravo(ctx, r.holder, q, id, true); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("to account %d, which is not shown: %v", id, err)
		}
	}
}

func TestSeasonsAndTheSwitch(t *testing.T) {
	r := newRace(t, 1)
	ctx := t.Context()
	season := kpi.Season{Name: "Hiver", Measure: kpi.ChallengeShares, From: kpi.NewMonth(2027, 4), Until: kpi.NewMonth(2027, 6)}
	for name, change := range map[string]func(*kpi.Season){
		"name":    func(s *kpi.Season) { s.Name = " " },
		"measure": func(s *kpi.Season) { s.Measure = "posts" },
		"until":   func(s *kpi.Season) { s.Until = s.From.Add(-1) },
		"from":    func(s *kpi.Season) { s.From = kpi.NewMonth(2027, 3) },
	} {
		bad := season
		change(&bad)
		_, err := r.SaveSeason(ctx, r.coordinator, bad)
		var wrong *kpi.Error
		if !errors.As(err, &wrong) || len(wrong.Fields) != 1 || wrong.Fields[0].Field != name {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, who := range []kpi.Who{r.far, r.holder, r.reader} {
		if _, err := r.SaveSeason(ctx, who, season); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s opens a season: %v", who.User.Name, err)
		}
		if err := r.SwitchChallenge(ctx, who, false); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s switches: %v", who.User.Name, err)
		}
	}
	season.ID = some[kpi.ID](t)(r.SaveSeason(ctx, r.admin, season))
	season.Until = season.Until.Add(2)
	some[kpi.ID](t)(r.SaveSeason(ctx, r.admin, season))
	ok(t, r.SwitchChallenge(ctx, r.coordinator, false))
	if _, err := r.Challenge(ctx, r.holder, ChallengeQuery{}); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("switched off, it is seen: %v", err)
	}
	if ch := some[Challenge](t)(r.Challenge(ctx, r.coordinator, ChallengeQuery{})); !ch.Off || len(ch.Own) > 0 || ch.Season.ID != 0 {
		t.Errorf("direction sees %+v", ch)
	}
	if err := r.TakePart(ctx, r.stranger, r.season, r.ids[0], true); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("switched off, one takes part: %v", err)
	}
	ok(t, r.SwitchChallenge(ctx, r.coordinator, true))
	if ch := some[Challenge](t)(r.Challenge(ctx, r.holder, ChallengeQuery{})); len(ch.Seasons) != 2 || ch.Seasons[0] != season || ch.Season.ID != r.season {
		t.Errorf("switched on again: %+v", ch)
	}
}

func TestInfluence(t *testing.T) {
	r := newRace(t, 10)
	ctx := t.Context()
	for _, who := range []kpi.Who{r.holder, r.far, r.reader, r.outsider} {
		if _, err := r.Influence(ctx, who, InfluenceQuery{}); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("it is off at first, and %s sees it: %v", who.User.Name, err)
		}
	}
	if v := some[InfluencePage](t)(r.Influence(ctx, r.coordinator, InfluenceQuery{})); !v.Off || v.Rows != nil {
		t.Errorf("direction sees %+v", v)
	}
	ok(t, r.SwitchInfluence(ctx, r.coordinator, true))
	v := some[InfluencePage](t)(r.Influence(ctx, r.reader, InfluenceQuery{}))
	if v.Ranked != 10 || v.Accounts != 10 || len(v.Rows) != 10 || v.Platform.Name != "X" || v.Month != kpi.NewMonth(2026, 10) {
		t.Fatalf("the committee sees %+v", v)
	}
	for i, row := range v.Rows {
		if row.Account.ID != r.ids[i] || !row.Index.Known {
			t.Errorf("row %d is %+v", i, row)
		}
	}
	if first := v.Rows[0]; first.EngagementPercentile != kpi.Num(95) || first.GrowthPercentile != kpi.Num(5) {
		t.Errorf("the first is %+v", first)
	}
	if far := some[InfluencePage](t)(r.Influence(ctx, r.far, InfluenceQuery{})); len(far.Rows) != 1 || far.Rows[0].Index != v.Rows[0].Index {
		t.Errorf("of a part of the tree: %+v", far.Rows)
	}
	if page := some[InfluencePage](t)(r.Influence(ctx, r.reader, InfluenceQuery{PageSize: 4, Page: 9})); page.Page != 3 || len(page.Rows) != 2 {
		t.Errorf("the last page is %+v", page)
	}
	if early := some[InfluencePage](t)(r.Influence(ctx, r.reader, InfluenceQuery{Month: kpi.NewMonth(2026, 5)})); early.Ranked != 0 || early.Rows[0].Index.Known {
		t.Errorf("without a month before: %+v", early)
	}
	if _, err := r.Influence(ctx, r.reader, InfluenceQuery{Platform: "Nulle part"}); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("of no platform: %v", err)
	}
	settings := some[Settings](t)(r.Settings(ctx))
	settings.AmbassadorsSeeAll = false
	ok(t, r.SaveSettings(ctx, r.admin, settings))
	if own := some[InfluencePage](t)(r.Influence(ctx, r.holder, InfluenceQuery{})); len(own.Rows) != 0 || own.Ranked != 10 {
		t.Errorf("who sees their own alone sees %+v", own.Rows)
	}
}
