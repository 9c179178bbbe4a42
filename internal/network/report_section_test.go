package network

import (
	"slices"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

func TestReportsHaveWhatWasDecided(t *testing.T) {
	d, ids := rangesToDecide(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	input := DecisionInput{Range: ids["Lin"], Verdict: "keep", Month: kpi.NewMonth(2026, 8), Reason: "à suivre"}
	first := some[kpi.ID](t)(d.Decide(ctx, d.coordinator, input))
	gone := input
	gone.Range = ids["Chêne"]
	ok(t, d.WithdrawDecision(ctx, d.coordinator, some[kpi.ID](t)(d.Decide(ctx, d.coordinator, gone))))
	later := input
	later.Replaces, later.Verdict, later.Month = first, "reinforce", october
	some[kpi.ID](t)(d.Decide(ctx, d.coordinator, later))
	own := DecisionInput{Account: ids["Lin_a"], Verdict: "test", Month: kpi.NewMonth(2026, 9), Reason: "essai", Review: dayOf(t, "2027-01-15")}
	some[kpi.ID](t)(d.Decide(ctx, d.coordinator, own))

	list := some[analytics.Report](t)(d.Report(ctx, d.reader, october, "")).Decisions
	if len(list) != 3 || list[0].Account.ID != ids["Lin_a"] || list[1].Verdict != "reinforce" || list[2].InForce || !list[1].InForce {
		t.Fatalf("the reader's report has %+v", list)
	}
	if one := list[0]; one.Then != kpi.Num(90) || one.Now != kpi.Num(90) || one.Change != kpi.Num(0) || one.Reason != "essai" || one.Decided != d.Today() {
		t.Errorf("the account's line is %+v", one)
	}
	if list[1].Now.Known {
		t.Error("what was decided from the month's own figures has a now")
	}
	if early := some[analytics.Report](t)(d.Report(ctx, d.reader, kpi.NewMonth(2026, 8), "")).Decisions; len(early) != 1 {
		t.Errorf("the report of August has %+v", early)
	}
	for name, who := range map[string]kpi.Who{"an ambassador": d.holder, "a coordinator of a part": d.far} {
		if r := some[analytics.Report](t)(d.Report(ctx, who, october, "")); len(r.Decisions) != 0 {
			t.Errorf("%s is told %+v", name, r.Decisions)
		}
	}
	if r := some[analytics.Report](t)(d.Report(ctx, d.coordinator, october, "Groupe/Ouest")); len(r.Decisions) != 0 {
		t.Errorf("an extract tells %+v", r.Decisions)
	}
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	p := some[PreparedReport](t)(d.PrepareReport(ctx, d.coordinator, ReportOrder{Month: october, Locale: "fr"}))
	if len(p.Full.Decisions) != 3 || len(p.Accounts.Decisions)+len(p.Totals.Decisions) != 0 || len(p.Accounts.Accounts) != len(p.Full.Accounts) {
		t.Errorf("to be issued: %d decisions, %d for ambassadors", len(p.Full.Decisions), len(p.Accounts.Decisions)+len(p.Totals.Decisions))
	}
	if _, err := d.Publish(ctx, d.coordinator, p, bytesOf(p)); err == nil {
		t.Fatal("a report with decisions is issued without a variant that ambassadors may read")
	}
	files := append(bytesOf(p), ReportBytes{Variant: VariantAccounts, Filename: "accounts.xlsx", Data: []byte("no decisions")})
	issued := some[IssuedReport](t)(d.Publish(ctx, d.coordinator, p, files))
	for name, c := range map[string]struct {
		who           kpi.Who
		variant, data string
	}{
		"the reader":    {d.reader, VariantFull, "everything of 1"},
		"an ambassador": {d.holder, VariantAccounts, "no decisions"},
	} {
		r := some[IssuedReport](t)(d.IssuedReport(ctx, c.who, issued.Number))
		if data := some[[]byte](t)(d.IssuedData(ctx, c.who, issued.Number)); r.Variant != c.variant || string(data) != c.data {
			t.Errorf("%s reads %s, %q", name, r.Variant, data)
		}
	}
}

func TestReportsHaveTheChallenge(t *testing.T) {
	r := newRace(t, 9)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	for _, id := range r.ids {
		ok(t, r.TakePart(ctx, r.stranger, r.season, id, true))
	}
	some[kpi.ID](t)(r.Annotate(ctx, r.coordinator, sentence(0, "pour tous")))
	some[kpi.ID](t)(r.Annotate(ctx, r.coordinator, sentence(r.id, "pour un")))
	shown := func(report analytics.Report) (ids []kpi.ID, told int) {
		if report.Challenge == nil {
			t.Fatal("there is no challenge")
		}
		for _, p := range report.Challenge.Podiums {
			for _, f := range p.Faces {
				ids = append(ids, f.Account.ID)
				if f.Progress.Known {
					told++
				}
			}
		}
		return ids, told
	}
	for name, who := range map[string]kpi.Who{"a reader": r.reader, "the holder of all": r.stranger} {
		report := some[analytics.Report](t)(r.Report(ctx, who, october, ""))
		if ids, told := shown(report); !slices.Equal(ids, r.ids[:3]) || told != 3 || report.Challenge.Entered != 9 {
			t.Errorf("%s is shown %v, the progress of %d", name, ids, told)
		}
		if len(report.Annotations) != 1 || report.Annotations[0].Text != "pour tous" {
			t.Errorf("%s reads %+v", name, report.Annotations)
		}
	}
	if ids, _ := shown(some[analytics.Report](t)(r.Report(ctx, r.far, october, ""))); !slices.Equal(ids, r.ids[:1]) {
		t.Errorf("another part of the tree is shown %v", ids)
	}
	for _, month := range []kpi.Month{kpi.NewMonth(2026, 9), kpi.NewMonth(2026, 11)} {
		if report := some[analytics.Report](t)(r.Report(ctx, r.reader, month, "")); report.Challenge != nil {
			t.Errorf("%s has a challenge", month)
		}
	}
	ok(t, r.CloseMonth(ctx, r.coordinator, october))
	p := some[PreparedReport](t)(r.PrepareReport(ctx, r.coordinator, ReportOrder{Month: october, Locale: "fr"}))
	if ids, told := shown(p.Full); len(ids) != 3 || told != 3 || !p.Full.Challenge.Closed {
		t.Errorf("the full report shows %v, the progress of %d", ids, told)
	}
	if ids, told := shown(p.Totals); len(ids) != 3 || told != 0 {
		t.Errorf("the report of totals shows %v, the progress of %d", ids, told)
	}
	if len(p.Totals.Annotations) != 1 {
		t.Errorf("the report of totals reads %+v", p.Totals.Annotations)
	}
	ok(t, r.SwitchChallenge(ctx, r.coordinator, false))
	if report := some[analytics.Report](t)(r.Report(ctx, r.coordinator, october, "")); report.Challenge != nil {
		t.Error("the challenge is off and stands in the report")
	}
}
