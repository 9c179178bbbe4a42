package network

import (
	"fmt"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// aimedAt is a network of two ranges of two accounts each over seven months, and
// its year.
func aimedAt(t *testing.T) (d desk, ids map[string]kpi.ID, year kpi.Span) {
	t.Helper()
	d, ids = rangesToDecide(t)
	return d, ids, kpi.YearOf(kpi.NewMonth(2026, 1))
}

func TestTargetsSayHowFarTheyAre(t *testing.T) {
	d, ids, year := aimedAt(t)
	ctx := t.Context()
	set := func(target kpi.Target) kpi.ID {
		t.Helper()
		target.Span = year
		return some[kpi.ID](t)(d.SetTarget(ctx, d.coordinator, target))
	}
	network := set(kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeNetwork, Value: 1900})
	lin := set(kpi.Target{Indicator: kpi.Interactions, Scope: kpi.ScopeRange, ScopeID: ids["Lin"], Value: 1700})
	account := set(kpi.Target{Indicator: kpi.Followers, Scope: kpi.ScopeAccount, ScopeID: ids["Lin_a"], Value: 1000})
	rate := set(kpi.Target{Indicator: kpi.EngagementRate, Scope: kpi.ScopeRange, ScopeID: ids["Chêne"], Value: 1})
	page := some[TargetPage](t)(d.Targets(ctx, d.reader, TargetQuery{Span: year}))
	if page.Total != 4 || page.All != 4 || page.MaySet || len(page.Spans) != 1 {
		t.Fatalf("the page %+v", page)
	}
	want := map[kpi.ID]struct {
		now       float64
		standing  analytics.TargetStanding
		projected float64
	}{
		// From April to October: 7 months of 2 × 90 + 2 × 10; the desk's own account files nothing.
		network: {1400, analytics.TargetOnTrack, 1400 + 50*(7+2*5)},
		lin:     {1260, analytics.TargetBehind, 1260 + 2*180},
		account: {1000, analytics.TargetReached, 1000},
		rate:    {1, analytics.TargetOnTrack, 1},
	}
	for _, v := range page.List {
		w := want[v.ID]
		if v.Progress.Now != kpi.Num(w.now) || v.Progress.Standing != w.standing || v.Set.By != d.coordinator.User.Name || v.MayChange {
			t.Errorf("%s of %s: %+v by %q", v.Indicator, v.Scope, v.Progress, v.Set.By)
		}
		if v.ID != network && v.Progress.Projected.V != w.projected {
			t.Errorf("%s of %s leads to %v, want %v", v.Indicator, v.Scope, v.Progress.Projected, w.projected)
		}
	}
	if v := page.List[0]; v.ID != network || v.Progress.Known >= v.Progress.Expected || !v.Progress.AtLeast(v.Of) {
		t.Errorf("the network's: %+v", v.Progress)
	}

	for name, c := range map[string]struct {
		q    TargetQuery
		want int
	}{
		"by scope":     {TargetQuery{Scope: kpi.ScopeRange}, 2},
		"by standing":  {TargetQuery{Standing: analytics.TargetReached}, 1},
		"by indicator": {TargetQuery{Code: kpi.Likes}, 1},
		"by name":      {TargetQuery{Text: "lin_A"}, 1},
		"by range":     {TargetQuery{Text: "CHÊNE"}, 1},
		"another page": {TargetQuery{PageSize: 3, Page: 2}, 1},
	} {
		c.q.Span = year
		if got := some[TargetPage](t)(d.Targets(ctx, d.reader, c.q)); len(got.List) != c.want {
			t.Errorf("%s: %d targets", name, len(got.List))
		}
	}
	if list := some[[]TargetView](t)(d.GroupTargets(ctx, d.coordinator)); len(list) != 3 || list[0].ID != lin {
		t.Errorf("direction's home: %d, %+v", len(list), list)
	}
}

func TestTargetsAreSeenByWhomTheyConcern(t *testing.T) {
	d, ids, year := aimedAt(t)
	ctx := t.Context()
	for _, target := range []kpi.Target{
		{Indicator: kpi.Likes, Scope: kpi.ScopeNetwork, Value: 1500}, {Indicator: kpi.Likes, Scope: kpi.ScopeRange, ScopeID: ids["Lin"], Value: 1500},
		{Indicator: kpi.Likes, Scope: kpi.ScopeAccount, ScopeID: d.id, Value: 500}, {Indicator: kpi.Likes, Scope: kpi.ScopeAccount, ScopeID: ids["Lin_a"], Value: 500},
	} {
		target.Span = year
		some[kpi.ID](t)(d.SetTarget(ctx, d.admin, target))
	}
	count := func(who kpi.Who) int {
		t.Helper()
		return some[TargetPage](t)(d.Targets(ctx, who, TargetQuery{Span: year})).Total
	}
	for name, c := range map[string]struct {
		who  kpi.Who
		want int
	}{"admin": {d.admin, 4}, "coordinator": {d.coordinator, 4}, "reader": {d.reader, 4}, "holder": {d.holder, 4}, "another part": {d.far, 0}} {
		if got := count(c.who); got != c.want {
			t.Errorf("%s sees %d targets", name, got)
		}
	}
	settings := some[Settings](t)(d.Settings(ctx))
	settings.AmbassadorsSeeAll = false
	ok(t, d.SaveSettings(ctx, d.admin, settings))
	if got := count(d.holder); got != 2 { // the network's, and of the own account; a range of two accounts would give one away
		t.Errorf("with figures hidden the holder sees %d", got)
	}
	if got := count(d.stranger); got != 1 {
		t.Errorf("with figures hidden a stranger sees %d", got)
	}
	if _, err := d.Targets(ctx, d.outsider, TargetQuery{Span: year}); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a contributor sees targets: %v", err)
	}
	for name, c := range map[string]struct {
		who  kpi.Who
		want int
	}{"holder": {d.holder, 1}, "stranger": {d.stranger, 0}, "deputy": {d.deputy, 1}, "outsider": {d.outsider, 0}} {
		if got := some[[]TargetView](t)(d.AccountTargets(ctx, c.who, d.id)); len(got) != c.want {
			t.Errorf("%s sees %d targets of the account", name, len(got))
		}
	}
}

func TestTargetsAreRefused(t *testing.T) {
	d, ids, year := aimedAt(t)
	ctx := t.Context()
	good := kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeRange, ScopeID: ids["Lin"], Span: year, Value: 1500}
	for name, who := range map[string]kpi.Who{"reader": d.reader, "holder": d.holder, "another part": d.far, "outsider": d.outsider} {
		if _, err := d.SetTarget(ctx, who, good); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s sets a target: %v", name, err)
		}
	}
	closed := some[kpi.ID](t)(d.AddAccount(ctx, d.admin, NewAccount{Platform: "X", Handle: "Fini",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2026-01-01")}}}))
	ok(t, d.SetAccountState(ctx, d.admin, closed, dayOf(t, "2026-10-01"), kpi.AccountClosed, "other", 0))
	for name, c := range map[string]struct {
		change func(*kpi.Target)
		field  string
		key    string
	}{
		"nothing":            {func(t *kpi.Target) { t.Value = 0 }, "value", "target.nothing"},
		"negative":           {func(t *kpi.Target) { t.Value = -3 }, "value", "figure.negative"},
		"half a like":        {func(t *kpi.Target) { t.Value = 3.5 }, "value", "figure.whole"},
		"a huge rate":        {func(t *kpi.Target) { t.Indicator, t.Value = kpi.EngagementRate, 1001 }, "value", "figure.bounds"},
		"no indicator":       {func(t *kpi.Target) { t.Indicator = "joy" }, "indicator", "target.no_indicator"},
		"asked of nobody":    {func(t *kpi.Target) { t.Indicator = kpi.Impressions }, "indicator", "target.not_asked"},
		"not of the account": {func(t *kpi.Target) { t.Scope, t.ScopeID, t.Indicator = kpi.ScopeAccount, ids["Lin_a"], kpi.Comments }, "indicator", "target.not_asked_account"},
		"no range":           {func(t *kpi.Target) { t.ScopeID = 99 }, "scope", "target.scope_choose"},
		"no scope":           {func(t *kpi.Target) { t.Scope = "universe" }, "scope", "target.scope_choose"},
		"no account":         {func(t *kpi.Target) { t.Scope, t.ScopeID = kpi.ScopeAccount, 999 }, "scope", "target.no_account"},
		"a closed account":   {func(t *kpi.Target) { t.Scope, t.ScopeID = kpi.ScopeAccount, closed }, "scope", "target.closed"},
		"a quarter":          {func(t *kpi.Target) { t.Span = kpi.QuarterOf(kpi.NewMonth(2026, 11)) }, "period", "target.period_kind"},
		"a month long over":  {func(t *kpi.Target) { t.Span = kpi.MonthOnly(kpi.NewMonth(2026, 9)) }, "period", "target.over"},
		"a far year":         {func(t *kpi.Target) { t.Span = kpi.YearOf(kpi.NewMonth(2030, 1)) }, "period", "target.ahead"},
	} {
		target := good
		c.change(&target)
		_, err := d.SetTarget(ctx, d.coordinator, target)
		fields := fieldFaults(err)
		if kpi.CodeOf(err) != kpi.CodeInvalid || len(fields) != 1 || fields[0].Field != c.field || fields[0].Key != c.key {
			t.Errorf("%s: %v %+v", name, err, fields)
		}
	}
	id := some[kpi.ID](t)(d.SetTarget(ctx, d.coordinator, good))
	_, err := d.SetTarget(ctx, d.admin, good)
	wantRefusal(t, err, kpi.CodeConflict, "target.taken")
	form := some[TargetForm](t)(d.TargetForm(ctx, d.admin, TargetFormQuery{Target: good}))
	if form.There == nil || form.There.ID != id || form.There.Set.By != d.coordinator.User.Name {
		t.Errorf("the form says %+v", form.There)
	}
	wantRefusal(t, d.ChangeTarget(ctx, d.admin, id, 1, 1600), kpi.CodeConflict, "target.changed")
	ok(t, d.ChangeTarget(ctx, d.admin, id, 1500, 1600))
	if v := some[TargetView](t)(d.Target(ctx, d.reader, id)); v.Value != 1600 || v.Set.By != d.admin.User.Name {
		t.Errorf("changed: %+v", v)
	}
	for name, who := range map[string]kpi.Who{"reader": d.reader, "holder": d.holder} {
		if _, err := d.WithdrawTarget(ctx, who, id); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s withdraws: %v", name, err)
		}
	}
	for name, who := range map[string]kpi.Who{"another part": d.far, "outsider": d.outsider} {
		if _, err := d.WithdrawTarget(ctx, who, id); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s withdraws: %v", name, err)
		}
	}
	was := some[kpi.Target](t)(d.WithdrawTarget(ctx, d.coordinator, id))
	some[kpi.ID](t)(d.SetTarget(ctx, d.coordinator, was))
}

func TestPartOfTheTreeSetsItsOwnTargets(t *testing.T) {
	d, ids, year := aimedAt(t)
	ctx := t.Context()
	groups := some[Groups](t)(d.Groups(ctx, d.admin))
	entity := map[string]kpi.ID{}
	for _, g := range groups.Entities {
		entity[g.Name] = g.ID
	}
	own := kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeEntity, ScopeID: entity["Groupe/Est"], Span: year, Value: 10}
	some[kpi.ID](t)(d.SetTarget(ctx, d.far, own))
	other := own
	other.ScopeID = entity["Groupe/Ouest"]
	if _, err := d.SetTarget(ctx, d.far, other); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("elsewhere in the tree: %v", err)
	}
	elsewhere := kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeAccount, ScopeID: ids["Lin_a"], Span: year, Value: 10}
	if _, err := d.SetTarget(ctx, d.far, elsewhere); kpi.CodeOf(err) != kpi.CodeInvalid {
		t.Errorf("an account elsewhere: %v", err)
	}
	if p := some[TargetPage](t)(d.Targets(ctx, d.far, TargetQuery{Span: year})); p.Total != 1 || !p.List[0].MayChange {
		t.Errorf("they see %+v", p.List)
	}
	if form := some[TargetForm](t)(d.TargetForm(ctx, d.far, TargetFormQuery{})); len(form.Scopes) != 2 {
		t.Errorf("they are offered %v", form.Scopes)
	}
}

func TestTargetsOfAYearAreCopied(t *testing.T) {
	d, ids, year := aimedAt(t)
	ctx := t.Context()
	month := kpi.MonthOnly(kpi.NewMonth(2026, 11))
	for i, target := range []kpi.Target{
		{Indicator: kpi.Likes, Scope: kpi.ScopeNetwork, Span: year, Value: 1500}, {Indicator: kpi.Likes, Scope: kpi.ScopeRange, ScopeID: ids["Lin"], Span: year, Value: 1001},
		{Indicator: kpi.Likes, Scope: kpi.ScopeAccount, ScopeID: ids["Lin_a"], Span: year, Value: 300}, {Indicator: kpi.Likes, Scope: kpi.ScopeNetwork, Span: month, Value: 100},
	} {
		if _, err := d.SetTarget(ctx, d.coordinator, target); err != nil {
			t.Fatal(i, err)
		}
	}
	ok(t, d.SetAccountState(ctx, d.admin, ids["Lin_a"], dayOf(t, "2026-11-01"), kpi.AccountClosed, "other", 0))
	order := TargetCopy{Year: 2027, Percent: 10}
	lines := some[[]TargetCopyLine](t)(d.PreviewTargets(ctx, d.coordinator, order))
	values := ""
	for _, l := range lines {
		values += fmt.Sprint(l.To.Value, " ", l.Reason != nil, "; ")
	}
	if values != "1650 false; 1101 false; 330 true; " {
		t.Errorf("would be copied: %s", values)
	}
	_, err := d.CopyTargets(ctx, d.coordinator, order, 3)
	wantRefusal(t, err, kpi.CodeConflict, "target.copy_changed")
	if p := some[TargetPage](t)(d.Targets(ctx, d.admin, TargetQuery{Span: kpi.YearOf(kpi.NewMonth(2027, 1))})); p.All != 0 {
		t.Errorf("a refused copy left %d", p.All)
	}
	done := some[TargetCopied](t)(d.CopyTargets(ctx, d.coordinator, order, 2))
	next := some[TargetPage](t)(d.Targets(ctx, d.admin, TargetQuery{Span: kpi.YearOf(kpi.NewMonth(2027, 1))}))
	if done.Set != 2 || done.LeftOut != 1 || next.All != 2 || next.List[0].Value != 1650 || next.List[0].Progress.Why != analytics.TargetNotBegun {
		t.Errorf("copied %+v: %+v", done, next.List)
	}
	if undone := some[int](t)(d.UndoTargets(ctx, d.coordinator, done.Act)); undone != 2 {
		t.Errorf("%d taken back", undone)
	}
	if _, err := d.UndoTargets(ctx, d.coordinator, done.Act); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("taken back twice: %v", err)
	}
	order.Months = true
	if lines := some[[]TargetCopyLine](t)(d.PreviewTargets(ctx, d.coordinator, order)); len(lines) != 4 || lines[3].To.Span != kpi.MonthOnly(kpi.NewMonth(2027, 11)) {
		t.Errorf("with months: %+v", lines)
	}
	for name, who := range map[string]kpi.Who{"reader": d.reader, "holder": d.holder} {
		if _, err := d.PreviewTargets(ctx, who, order); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s copies: %v", name, err)
		}
	}
	changed := some[TargetPage](t)(d.Targets(ctx, d.admin, TargetQuery{Span: year})).List[0]
	ok(t, d.ChangeTarget(ctx, d.coordinator, changed.ID, changed.Value, 2000))
	act := some[TargetView](t)(d.Target(ctx, d.admin, changed.ID)).Batch
	if _, err := d.UndoTargets(ctx, d.coordinator, act); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a change is taken back as a copy: %v", err)
	}
}

func TestTargetsAreInTheHistory(t *testing.T) {
	d, ids, year := aimedAt(t)
	ctx := t.Context()
	id := some[kpi.ID](t)(d.SetTarget(ctx, d.coordinator, kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeAccount, ScopeID: ids["Lin_a"], Span: year, Value: 300}))
	ok(t, d.ChangeTarget(ctx, d.coordinator, id, 300, 400))
	view := some[analytics.AccountView](t)(d.AccountView(ctx, d.coordinator, ids["Lin_a"]))
	found := 0
	for _, e := range view.Changes {
		if e.Field == "target likes 2026" && (e.OldText == "300" && e.NewText == "400" || e.OldText == "" && e.NewText == "300") {
			found++
		}
	}
	if found != 2 {
		t.Errorf("the account's history: %+v", view.Changes)
	}
	group := some[kpi.ID](t)(d.SetTarget(ctx, d.coordinator, kpi.Target{Indicator: kpi.Likes, Scope: kpi.ScopeNetwork, Span: year, Value: 300}))
	act := some[TargetView](t)(d.Target(ctx, d.admin, group)).Batch
	shown := some[ActView](t)(d.Act(ctx, d.admin, act, 1))
	if len(shown.SetUp) != 1 || shown.SetUp[0].Field != "target likes 2026" || shown.SetUp[0].New != "300" {
		t.Errorf("the act: %+v", shown.SetUp)
	}
}
