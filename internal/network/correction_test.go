package network

import (
	"slices"
	"testing"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// newClosed is October of the desk's account, submitted by its holder on time
// and closed on 12 November.
func newClosed(t *testing.T) (desk, kpi.Month, kpi.Filing) {
	t.Helper()
	d, october, f := newReviewed(t)
	d.clock.now = time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
	d.sendMail(t)
	return d, october, f
}

func (d desk) proposal(value float64) CorrectionProposal {
	return CorrectionProposal{Account: d.id, Month: kpi.NewMonth(2026, 10), Code: kpi.Likes, Figure: kpi.Given(value), Reason: "Lu sur le mauvais compte."}
}

func (d desk) propose(t *testing.T, who kpi.Who, value float64) Correction {
	t.Helper()
	return some[Correction](t)(d.ProposeCorrection(t.Context(), who, d.proposal(value)))
}

// likes is the network's total of October and its filing rates.
func (d desk) likes(t *testing.T) (kpi.Number, analytics.Summary) {
	t.Helper()
	s := some[analytics.Summary](t)(d.Summary(t.Context(), d.admin, kpi.NewMonth(2026, 10), kpi.Filter{}))
	return s.Measure(kpi.Likes).Value, s
}

func TestWhoProposesCorrections(t *testing.T) {
	d, _, _ := newClosed(t)
	ctx := t.Context()
	for name, c := range map[string]struct {
		who  kpi.Who
		want kpi.Code
	}{
		"admin": {d.admin, kpi.CodeForbidden}, "coordinator": {d.coordinator, kpi.CodeForbidden}, "far": {d.far, kpi.CodeNotFound},
		"reader": {d.reader, kpi.CodeForbidden}, "former holder": {d.former, kpi.CodeForbidden}, "stranger": {d.stranger, kpi.CodeForbidden},
		"outsider": {d.outsider, kpi.CodeNotFound},
	} {
		if _, err := d.ProposeCorrection(ctx, c.who, d.proposal(45)); kpi.CodeOf(err) != c.want {
			t.Errorf("%s proposes: %v, want %s", name, err, c.want)
		}
		may := false
		if f, err := d.Filing(ctx, c.who, d.id, kpi.NewMonth(2026, 10)); err == nil {
			may = f.May.Correct
		}
		if may {
			t.Errorf("%s is offered to", name)
		}
	}
	if f := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, kpi.NewMonth(2026, 10))); !f.May.Correct || f.May.Edit {
		t.Errorf("the holder of a closed month may %+v", f.May)
	}
	one := d.propose(t, d.deputy, 45)
	if one.State != kpi.CorrectionProposed || one.Old != kpi.Given(30) || one.New != kpi.Given(45) || one.Now != kpi.Given(30) || one.Moved() ||
		one.Proposed.By != "dominique" || !one.May.Withdraw || one.May.Decide {
		t.Errorf("proposed: %+v", one)
	}
	wantRefusal(t, erring(d.ProposeCorrection(ctx, d.holder, d.proposal(46))), kpi.CodeConflict, "correction.waits")
	wantRefusal(t, erring(d.WithdrawCorrection(ctx, d.holder, one.ID)), kpi.CodeForbidden, "correction.withdraw_forbidden")
	if one = some[Correction](t)(d.WithdrawCorrection(ctx, d.deputy, one.ID)); one.State != kpi.CorrectionWithdrawn || one.Decided.By != "dominique" {
		t.Errorf("withdrawn: %+v", one)
	}
	wantRefusal(t, erring(d.WithdrawCorrection(ctx, d.deputy, one.ID)), kpi.CodeConflict, "correction.decided")
	d.propose(t, d.holder, 46)
}

func TestWhatCannotBeProposed(t *testing.T) {
	d, october, _ := newClosed(t)
	ctx := t.Context()
	for name, c := range map[string]struct {
		change func(*CorrectionProposal)
		code   kpi.Code
		key    string
	}{
		"the same":    {func(p *CorrectionProposal) { p.Figure = kpi.Given(30) }, kpi.CodeInvalid, "correction.same"},
		"nothing":     {func(p *CorrectionProposal) { p.Figure = kpi.Figure{} }, kpi.CodeInvalid, "correction.empty"},
		"negative":    {func(p *CorrectionProposal) { p.Figure = kpi.Given(-1) }, kpi.CodeInvalid, "figure.negative"},
		"why":         {func(p *CorrectionProposal) { p.Figure = kpi.Figure{State: kpi.StateUnavailable} }, kpi.CodeInvalid, "filing.reason_missing"},
		"no reason":   {func(p *CorrectionProposal) { p.Reason = " " }, kpi.CodeInvalid, "correction.reason"},
		"derived":     {func(p *CorrectionProposal) { p.Code = kpi.EngagementRate }, kpi.CodeNotFound, "error.not_found"},
		"unknown":     {func(p *CorrectionProposal) { p.Code = "smiles" }, kpi.CodeNotFound, "error.not_found"},
		"open month":  {func(p *CorrectionProposal) { p.Month = october.Add(1) }, kpi.CodeConflict, "correction.month_open"},
		"to come":     {func(p *CorrectionProposal) { p.Month = october.Add(2) }, kpi.CodeInvalid, "filing.future"},
		"not a count": {func(p *CorrectionProposal) { p.Figure = kpi.Given(1.5) }, kpi.CodeInvalid, "figure.whole"},
	} {
		p := d.proposal(45)
		c.change(&p)
		_, err := d.ProposeCorrection(ctx, d.holder, p)
		wantKeyOf(t, name, err, c.code, c.key)
	}
	if list := some[[]Correction](t)(d.Corrections(ctx, d.admin, CorrectionQuery{})); len(list) != 0 {
		t.Errorf("refused and yet stored: %+v", list)
	}
}

func wantKeyOf(t *testing.T, name string, err error, code kpi.Code, key string) {
	t.Helper()
	var keys []string
	if e := asError(err); e != nil {
		keys = append(keys, e.Key)
		for _, f := range e.Fields {
			keys = append(keys, f.Key)
		}
	}
	if kpi.CodeOf(err) != code || !slices.Contains(keys, key) {
		t.Errorf("%s: %v, want %s with %s", name, err, code, key)
	}
}

func TestAnAcceptedCorrection(t *testing.T) {
	d, october, filed := newClosed(t)
	ctx := t.Context()
	_, before := d.likes(t)
	one := d.propose(t, d.holder, 45)
	d.clock.now = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

	if n := some[int](t)(d.CountCorrections(ctx, d.coordinator)); n != 1 {
		t.Errorf("%d to decide", n)
	}
	for name, who := range map[string]kpi.Who{"admin": d.admin, "holder": d.holder, "deputy": d.deputy} {
		wantRefusal(t, erring(d.DecideCorrection(ctx, who, one.ID, true, "")), kpi.CodeForbidden, "correction.decide_forbidden")
		if n := some[int](t)(d.CountCorrections(ctx, who)); n != 0 {
			t.Errorf("%s has %d to decide", name, n)
		}
	}
	for _, who := range []kpi.Who{d.far, d.reader, d.former, d.stranger, d.outsider} {
		wantCode(t, erring(d.DecideCorrection(ctx, who, one.ID, true, "")), kpi.CodeNotFound)
		wantCode(t, erring(d.Correction(ctx, who, one.ID)), kpi.CodeNotFound)
		if list := some[[]Correction](t)(d.Corrections(ctx, who, CorrectionQuery{})); len(list) != 0 {
			t.Errorf("%s sees %+v", who.User.Name, list)
		}
	}

	one = some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, true, ""))
	if one.State != kpi.CorrectionAccepted || one.Now != kpi.Given(45) || one.Decided.By != "cleo" || one.May != (CorrectionMay{}) {
		t.Errorf("accepted: %+v", one)
	}
	f := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, october))
	if f.Figures[kpi.Likes] != kpi.Given(45) || f.State != kpi.FilingSubmitted || f.Version != filed.Version+1 || f.Lock == nil ||
		!f.FirstSubmittedAt.Equal(filed.FirstSubmittedAt) || !f.LastSubmittedAt.Equal(filed.LastSubmittedAt) {
		t.Errorf("the filing after it: %+v", f)
	}
	total, after := d.likes(t)
	if total != kpi.Num(45) || after.FilingRate != before.FilingRate || after.OnTime != before.OnTime || after.FillRate != before.FillRate {
		t.Errorf("total %v, rates %+v → %+v", total, before.OnTime, after.OnTime)
	}
	wantRefusal(t, erring(d.DecideCorrection(ctx, d.coordinator, one.ID, false, "non")), kpi.CodeConflict, "correction.decided")
	wantRefusal(t, erring(d.TakeBackRefusal(ctx, d.coordinator, one.ID)), kpi.CodeConflict, "correction.not_refused")
	if told := d.mailsOf(t, kpi.MailCorrection); len(told) != 1 || told[0].User != d.holder.User.ID || told[0].Subject != one.ID {
		t.Errorf("told by mail: %+v", told)
	}
	if changed := d.mailsOf(t, kpi.MailChanged); len(changed) != 0 {
		t.Errorf("the one who proposed it is told twice: %+v", changed)
	}
	if again := d.propose(t, d.holder, 30); again.Old != kpi.Given(45) {
		t.Errorf("going back is a new proposal: %+v", again)
	}
}

func TestARefusedCorrection(t *testing.T) {
	d, october, filed := newClosed(t)
	ctx := t.Context()
	one := d.propose(t, d.deputy, 45)
	wantFields(t, erring(d.DecideCorrection(ctx, d.coordinator, one.ID, false, " ")), map[string]string{"reason": "correction.refusal_reason"})
	one = some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, false, "Le relevé est juste."))
	if one.State != kpi.CorrectionRefused || one.DecisionReason != "Le relevé est juste." || !one.May.TakeBack {
		t.Errorf("refused: %+v", one)
	}
	if f := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, october)); f.Version != filed.Version || f.Figures[kpi.Likes] != kpi.Given(30) {
		t.Errorf("a refusal changed the filing: %+v", f)
	}
	wantRefusal(t, erring(d.TakeBackRefusal(ctx, d.admin, one.ID)), kpi.CodeForbidden, "correction.decide_forbidden")
	one = some[Correction](t)(d.TakeBackRefusal(ctx, d.coordinator, one.ID))
	if one.State != kpi.CorrectionProposed || one.DecisionReason != "" || !one.Decided.At.IsZero() {
		t.Errorf("taken back: %+v", one)
	}
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, true, "Vérifié."))
	if told := d.mailsOf(t, kpi.MailCorrection); len(told) != 2 || told[0].User != d.deputy.User.ID || told[0].Key == told[1].Key {
		t.Errorf("the deputy who proposed it is told of both decisions: %+v", told)
	}
	if changed := d.mailsOf(t, kpi.MailChanged); len(changed) != 1 || changed[0].User != d.holder.User.ID {
		t.Errorf("the holder is told that a figure changed: %+v", changed)
	}
	home := some[Home](t)(d.Home(ctx, d.holder))
	if len(home.Told) != 1 || home.Told[0].Month != october || home.Told[0].By != "cleo" {
		t.Errorf("the holder's home says %+v", home.Told)
	}

	second := d.propose(t, d.holder, 50)
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, second.ID, false, "Non."))
	d.propose(t, d.holder, 51)
	wantRefusal(t, erring(d.TakeBackRefusal(ctx, d.coordinator, second.ID)), kpi.CodeConflict, "correction.waits")
}

func TestACorrectionOfAFigureThatChangedSince(t *testing.T) {
	d, october, _ := newClosed(t)
	ctx := t.Context()
	one := d.propose(t, d.holder, 45)
	ok(t, d.ReopenMonth(ctx, d.coordinator, october, "une erreur"))
	d.file(t, d.holder, d.october(1, map[string]kpi.Figure{kpi.Likes: kpi.Given(40)}))
	ok(t, d.CloseMonth(ctx, d.coordinator, october))

	one = some[Correction](t)(d.Correction(ctx, d.coordinator, one.ID))
	if !one.Moved() || one.Old != kpi.Given(30) || one.Now != kpi.Given(40) || one.New != kpi.Given(45) {
		t.Errorf("three values: %+v", one)
	}
	wantRefusal(t, erring(d.DecideCorrection(ctx, d.coordinator, one.ID, true, "")), kpi.CodeConflict, "correction.figure_changed")
	wantRefusal(t, erring(d.AcceptCorrectionOver(ctx, d.coordinator, one.ID, kpi.Given(30), "")), kpi.CodeConflict, "correction.figure_changed")
	if total, _ := d.likes(t); total != kpi.Num(40) {
		t.Errorf("total %v before anybody agreed", total)
	}
	some[Correction](t)(d.AcceptCorrectionOver(ctx, d.coordinator, one.ID, kpi.Given(40), ""))
	if total, _ := d.likes(t); total != kpi.Num(45) {
		t.Errorf("total %v", total)
	}
	r := some[analytics.Report](t)(d.Report(ctx, d.coordinator, october, ""))
	if len(r.Restated) != 1 || r.Restated[0].Old != kpi.Given(40) || r.Restated[0].New != kpi.Given(45) {
		t.Errorf("a report tells what the correction replaced: %+v", r.Restated)
	}
}

// TestACorrectionOfAMonthNobodyFiled: it submits nothing, and makes nobody late
// or on time.
func TestACorrectionOfAMonthNobodyFiled(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	d.clock.now = time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	_, before := d.likes(t)
	one := d.propose(t, d.holder, 45)
	if one.Old.Answered() {
		t.Errorf("what stands is %+v", one.Old)
	}
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, true, ""))
	f := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, october))
	if f.State != kpi.FilingDraft || !f.FirstSubmittedAt.IsZero() || f.Figures[kpi.Likes] != kpi.Given(45) {
		t.Errorf("the filing: %+v", f)
	}
	if total, after := d.likes(t); total != kpi.Num(45) || after.FilingRate != before.FilingRate || after.OnTime != before.OnTime {
		t.Errorf("total %v, %+v → %+v", total, before.FilingRate, after.FilingRate)
	}
}

func TestCorrectionsAreRestatedOnce(t *testing.T) {
	d, october, _ := newClosed(t)
	ctx := t.Context()
	first := d.issue(t, ReportOrder{Month: october, Locale: "fr"})
	one := d.propose(t, d.holder, 45)
	restated := func(month kpi.Month) []float64 {
		t.Helper()
		var values []float64
		r := some[analytics.Report](t)(d.Report(ctx, d.coordinator, month, ""))
		for _, c := range r.Restated {
			values = append(values, c.New.Value)
		}
		if r.Corrected != len(values) {
			t.Errorf("%d counted, %d told", r.Corrected, len(values))
		}
		return values
	}
	if got := restated(october); len(got) != 0 {
		t.Errorf("before the decision: %v", got)
	}
	d.clock.now = d.clock.now.Add(time.Hour)
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, true, ""))
	if got := restated(october.Add(-1)); len(got) != 0 {
		t.Errorf("an earlier month restates %v", got)
	}
	if got := restated(october.Add(1)); !slices.Equal(got, []float64{45}) {
		t.Errorf("the next month restates %v", got)
	}

	second := d.issue(t, ReportOrder{Month: october, Locale: "fr", Seen: first.Number, Reason: "correction"})
	if one = some[Correction](t)(d.Correction(ctx, d.holder, one.ID)); one.Report != second.Number {
		t.Errorf("restated in %d, want %d", one.Report, second.Number)
	}
	if got := restated(october.Add(1)); len(got) != 0 {
		t.Errorf("restated twice: %v", got)
	}
	if got := restated(october); !slices.Equal(got, []float64{45}) {
		t.Errorf("a reissue restates those of the report that it replaces: %v", got)
	}
	d.clock.now = d.clock.now.Add(time.Hour)
	more := d.propose(t, d.holder, 46)
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, more.ID, true, ""))
	if got := restated(october); !slices.Equal(got, []float64{45, 46}) {
		t.Errorf("and those accepted since: %v", got)
	}
	third := d.issue(t, ReportOrder{Month: october, Locale: "fr", Seen: second.Number, Reason: "correction"})
	for id, want := range map[kpi.ID]kpi.ID{one.ID: second.Number, more.ID: third.Number} {
		if c := some[Correction](t)(d.Correction(ctx, d.holder, id)); c.Report != want {
			t.Errorf("%d is restated in %d, want %d", id, c.Report, want)
		}
	}
	totals := some[PreparedReport](t)(d.PrepareReport(ctx, d.coordinator, ReportOrder{Month: october, Locale: "fr", Seen: third.Number, Reason: "x"})).Totals
	if totals.Restated != nil || totals.Corrected != 2 {
		t.Errorf("without accounts: %+v, %d", totals.Restated, totals.Corrected)
	}
}

// TestARestatementStaysInItsPart: an extract points out the corrections of its
// own part of the tree.
func TestARestatementStaysInItsPart(t *testing.T) {
	d, october, _ := newClosed(t)
	ctx := t.Context()
	one := d.propose(t, d.holder, 45)
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, true, ""))
	for entity, want := range map[string]int{"": 1, "Groupe": 1, "Groupe/Ouest": 1, "Groupe/Est": 0} {
		if r := some[analytics.Report](t)(d.Report(ctx, d.coordinator, october, entity)); len(r.Restated) != want || r.Corrected != want {
			t.Errorf("%q: %d restated, %d counted, want %d", entity, len(r.Restated), r.Corrected, want)
		}
	}
	if r := some[analytics.Report](t)(d.Report(ctx, d.far, october, "")); len(r.Restated) != 0 {
		t.Errorf("the other part's direction is told %+v", r.Restated)
	}
}

// TestACorrectionIsInTheHistory: who, when, old, new and why, of each step.
func TestACorrectionIsInTheHistory(t *testing.T) {
	d, october, _ := newClosed(t)
	ctx := t.Context()
	one := d.propose(t, d.holder, 45)
	d.clock.now = d.clock.now.Add(time.Hour)
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, false, "Non."))
	d.clock.now = d.clock.now.Add(time.Hour)
	some[Correction](t)(d.TakeBackRefusal(ctx, d.coordinator, one.ID))
	d.clock.now = d.clock.now.Add(time.Hour)
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, one.ID, true, ""))

	type step struct{ field, old, new, by, reason string }
	steps := func(who kpi.Who) (list []step) {
		t.Helper()
		h := some[FigureHistory](t)(d.FigureHistory(ctx, who, d.id, october, kpi.Likes))
		for _, e := range h.Entries {
			if e.Ref != 0 && (e.Ref != one.ID || e.Old != kpi.Given(30) || e.New != kpi.Given(45)) {
				t.Errorf("an entry of the correction: %+v", e)
			}
			list = append(list, step{e.Field, e.OldText, e.NewText, e.By, e.Reason})
		}
		return list
	}
	want := []step{
		{store.FieldCorrection, "proposed", "accepted", "cleo", ""},
		{store.FieldCorrection, "refused", "proposed", "cleo", ""},
		{store.FieldCorrection, "proposed", "refused", "cleo", "Non."},
		{store.FieldCorrection, "", "proposed", "noe", "Lu sur le mauvais compte."},
		{"", "", "", "noe", ""}, // the figure as it was filed
	}
	for _, who := range []kpi.Who{d.admin, d.coordinator, d.holder, d.deputy} {
		if got := steps(who); !slices.Equal(got, want) {
			t.Errorf("%s is told %+v", who.User.Name, got)
		}
	}
	for _, who := range []kpi.Who{d.reader, d.stranger} {
		if got := steps(who); !slices.Equal(got, []step{{}}) {
			t.Errorf("%s is told %+v, want the changed figure alone", who.User.Name, got)
		}
	}
	d.clock.now = d.clock.now.AddDate(2, 2, 0)
	for _, s := range steps(d.admin) {
		if s.by != "" || s.reason != "" {
			t.Errorf("after the setting's months: %+v", s)
		}
	}
	old := some[Correction](t)(d.Correction(ctx, d.admin, one.ID))
	if old.Proposed.By != "" || old.Proposed.Role != string(kpi.RoleAmbassador) || old.Reason != "" || old.Decided.By != "" {
		t.Errorf("the correction then: %+v", old)
	}
}
