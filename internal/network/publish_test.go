package network

import (
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// issue publishes a month with bytes that stand for workbooks.
func (d desk) issue(t *testing.T, order ReportOrder) IssuedReport {
	t.Helper()
	p := some[PreparedReport](t)(d.PrepareReport(t.Context(), d.coordinator, order))
	return some[IssuedReport](t)(d.Publish(t.Context(), d.coordinator, p, bytesOf(p)))
}

func bytesOf(p PreparedReport) []ReportBytes {
	return []ReportBytes{
		{Variant: VariantFull, Filename: "full.xlsx", Data: []byte("everything of " + p.Number.String())},
		{Variant: VariantTotals, Filename: "totals.xlsx", Data: []byte("totals of " + p.Number.String())},
	}
}

func TestPublishing(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	change := d.october(0, answers())
	change.Submit = true
	d.file(t, d.holder, change)
	order := ReportOrder{Month: october, Locale: "fr"}

	_, err := d.PrepareReport(ctx, d.coordinator, order)
	wantRefusal(t, err, kpi.CodeInvalid, "publish.open")
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	for name, who := range map[string]kpi.Who{"admin": d.admin, "reader": d.reader, "holder": d.holder, "far": d.far, "outsider": d.outsider} {
		if _, err := d.PrepareReport(ctx, who, order); kpi.CodeOf(err) != kpi.CodeForbidden {
			t.Errorf("%s prepares a report: %v", name, err)
		}
	}
	_, err = d.PrepareReport(ctx, d.coordinator, ReportOrder{Month: october, Locale: "de"})
	wantFields(t, err, map[string]string{"locale": "people.locale"})

	d.clock.now = time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	p := some[PreparedReport](t)(d.PrepareReport(ctx, d.coordinator, order))
	if p.Number != 1 || p.Full.Number != 1 || p.Totals.Number != 1 || len(p.Full.Accounts) != 1 || p.Totals.Accounts != nil {
		t.Errorf("prepared number %d, %d accounts in full, %d beside totals", p.Number, len(p.Full.Accounts), len(p.Totals.Accounts))
	}
	_, err = d.Publish(ctx, d.reader, p, bytesOf(p))
	wantRefusal(t, err, kpi.CodeForbidden, "publish.forbidden")
	first := some[IssuedReport](t)(d.Publish(ctx, d.coordinator, p, bytesOf(p)))
	if first.Number != 1 || first.Variant != VariantFull || first.By != "cleo" || first.Size != int64(len("everything of 1")) ||
		first.SHA256 != store.Checksum([]byte("everything of 1")) || !first.IssuedAt.Equal(d.clock.now) || !first.AsOf.Equal(d.clock.now) || !first.InForce() {
		t.Errorf("issued %+v", first)
	}
	if s := some[MonthStanding](t)(d.MonthStanding(ctx, d.reader, october)); s.State != kpi.MonthPublished || s.Report == nil || s.Report.Number != 1 || s.Report.By != "" || s.May {
		t.Errorf("standing %+v", s)
	}

	_, err = d.Publish(ctx, d.coordinator, p, bytesOf(p)) // twice the same button
	wantRefusal(t, err, kpi.CodeConflict, "publish.seen")
	_, err = d.PrepareReport(ctx, d.coordinator, order)
	wantRefusal(t, err, kpi.CodeConflict, "publish.seen")
	_, err = d.PrepareReport(ctx, d.coordinator, ReportOrder{Month: october, Locale: "fr", Seen: 1, Reason: " "})
	wantFields(t, err, map[string]string{"reason": "publish.reason"})

	second := d.issue(t, ReportOrder{Month: october, Locale: "en", Seen: 1, Reason: "un chiffre oublié"})
	if second.Number != 2 || second.Replaces != 1 || second.Reason != "un chiffre oublié" || second.Locale != "en" {
		t.Errorf("reissued %+v", second)
	}
	old := some[IssuedReport](t)(d.IssuedReport(ctx, d.reader, 1))
	if old.ReplacedBy != 2 || old.InForce() || old.Reason != "" {
		t.Errorf("the first is %+v", old)
	}
	if data := some[[]byte](t)(d.IssuedData(ctx, d.reader, 1)); string(data) != "everything of 1" {
		t.Errorf("the first's bytes are %q", data)
	}
	for page, number := range map[int]kpi.ID{-1: 2, 0: 2, 1: 2, 2: 1, 3: 1} { // one on a page
		list, total, err := d.IssuedReportPage(ctx, d.reader, page, 1)
		if err != nil || total != 2 || len(list) != 1 || list[0].Number != number {
			t.Errorf("page %d of %d lists %+v, %v", page, total, list, err)
		}
	}
	c := some[Closing](t)(d.Closing(ctx, d.coordinator, october, 1))
	var numbers []kpi.ID
	for _, a := range c.Acts {
		numbers = append(numbers, a.Report)
	}
	if !slices.Equal(numbers, []kpi.ID{2, 1, 0}) || len(c.Reports) != 2 || c.ChangedSince != 0 {
		t.Errorf("acts %v, %d reports, %d figures changed since", numbers, len(c.Reports), c.ChangedSince)
	}
}

// TestAPreparedReportIsPublishedAsItWasRead changes the database between the
// reading of a report and its issue.
func TestAPreparedReportIsPublishedAsItWasRead(t *testing.T) {
	october := kpi.NewMonth(2026, 10)
	for name, c := range map[string]struct {
		change func(*testing.T, desk)
		code   kpi.Code
		key    string
	}{
		"another report was issued": {func(t *testing.T, d desk) {
			ok(t, d.CloseMonth(t.Context(), d.coordinator, october-1))
			d.issue(t, ReportOrder{Month: october - 1, Locale: "fr"})
		}, kpi.CodeConflict, "publish.moved"},
		"a figure changed": {func(t *testing.T, d desk) {
			ok(t, d.ReopenMonth(t.Context(), d.coordinator, october, "oubli"))
			d.file(t, d.holder, d.october(1, map[string]kpi.Figure{kpi.Posts: kpi.Given(9)}))
			ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
		}, kpi.CodeConflict, "publish.moved"},
		"a correction of an earlier month was accepted": {func(t *testing.T, d desk) {
			september := october - 1
			d.file(t, d.former, kpi.FilingChange{Account: d.id, Month: september, Figures: answers()})
			ok(t, d.CloseMonth(t.Context(), d.coordinator, september))
			proposed := some[Correction](t)(d.ProposeCorrection(t.Context(), d.former, CorrectionProposal{Account: d.id, Month: september,
				Code: kpi.Likes, Figure: kpi.Given(45), Reason: "Lu sur le mauvais compte."}))
			some[Correction](t)(d.DecideCorrection(t.Context(), d.coordinator, proposed.ID, true, ""))
		}, kpi.CodeConflict, "publish.moved"},
		"something was decided": {func(t *testing.T, d desk) {
			lin := some[kpi.ID](t)(d.AddRange(t.Context(), kpi.CommandLine(), "Lin"))
			some[kpi.ID](t)(d.Decide(t.Context(), d.coordinator, DecisionInput{Range: lin, Verdict: "keep", Month: october, Reason: "ainsi"}))
		}, kpi.CodeConflict, "publish.moved"},
		"the month is open again": {func(t *testing.T, d desk) {
			ok(t, d.ReopenMonth(t.Context(), d.coordinator, october, "oubli"))
		}, kpi.CodeInvalid, "publish.open"},
		"another month is filed": {func(t *testing.T, d desk) {
			d.file(t, d.holder, kpi.FilingChange{Account: d.id, Month: october + 1, Figures: answers()})
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.file(t, d.holder, d.october(0, answers()))
			ok(t, d.CloseMonth(t.Context(), d.coordinator, october))
			p := some[PreparedReport](t)(d.PrepareReport(t.Context(), d.coordinator, ReportOrder{Month: october, Locale: "fr"}))
			c.change(t, d)
			_, err := d.Publish(t.Context(), d.coordinator, p, bytesOf(p))
			if c.key == "" {
				ok(t, err)
				return
			}
			wantRefusal(t, err, c.code, c.key)
			if list := some[[]IssuedReport](t)(d.IssuedReports(t.Context(), d.coordinator, october)); len(list) != 0 {
				t.Errorf("and yet issued: %+v", list)
			}
		})
	}
}

// TestEachPersonGetsTheirVariant looks at a report as everybody.
func TestEachPersonGetsTheirVariant(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	d.file(t, d.holder, d.october(0, answers()))
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	d.issue(t, ReportOrder{Month: october, Locale: "fr"})
	check := func(name string, who kpi.Who, variant string) {
		t.Helper()
		report, found, err := d.ReportInForce(ctx, who, october)
		if variant == "none" {
			if kpi.CodeOf(err) != kpi.CodeNotFound {
				t.Errorf("%s knows of reports: %+v, %v", name, report, err)
			}
			return
		}
		if err != nil || !found || report.Variant != variant {
			t.Errorf("%s gets %q, %v, want %q", name, report.Variant, err, variant)
		}
		data, err := d.IssuedData(ctx, who, 1)
		switch want := map[string]string{VariantFull: "everything of 1", VariantTotals: "totals of 1"}[variant]; {
		case variant == "" && kpi.CodeOf(err) != kpi.CodeNotFound, variant != "" && (err != nil || string(data) != want):
			t.Errorf("%s reads %q, %v", name, data, err)
		}
		if report.By != "" && !who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
			t.Errorf("%s is told who issued it", name)
		}
	}
	check("admin", d.admin, VariantFull)
	check("coordinator", d.coordinator, VariantFull)
	check("far", d.far, "")
	check("reader", d.reader, VariantFull)
	check("holder", d.holder, VariantFull)
	check("outsider", d.outsider, "none")
	check("command line", kpi.CommandLine(), VariantFull)

	settings := some[Settings](t)(d.Settings(ctx))
	settings.AmbassadorsSeeAll = false
	ok(t, d.SaveSettings(ctx, d.admin, settings))
	check("holder", d.holder, VariantTotals)
	check("reader", d.reader, VariantFull)
}

// TestWhatChangedSinceAReport tells corrections, which the next report restates,
// from figures that were changed while the month was open again.
func TestWhatChangedSinceAReport(t *testing.T) {
	d := newDesk(t)
	ctx, october := t.Context(), kpi.NewMonth(2026, 10)
	d.file(t, d.holder, d.october(0, answers()))
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	d.issue(t, ReportOrder{Month: october, Locale: "fr"})
	changed := func() int { return some[Closing](t)(d.Closing(ctx, d.coordinator, october, 1)).ChangedSince }
	proposed := some[Correction](t)(d.ProposeCorrection(ctx, d.holder, CorrectionProposal{Account: d.id, Month: october,
		Code: kpi.Likes, Figure: kpi.Given(45), Reason: "Lu sur le mauvais compte."}))
	some[Correction](t)(d.DecideCorrection(ctx, d.coordinator, proposed.ID, true, ""))
	if n := changed(); n != 0 {
		t.Errorf("a correction counts as %d changes", n)
	}
	ok(t, d.ReopenMonth(ctx, d.coordinator, october, "oubli"))
	f := some[kpi.Filing](t)(d.Filing(ctx, d.holder, d.id, october))
	d.file(t, d.holder, d.october(f.Version, map[string]kpi.Figure{kpi.Posts: kpi.Given(7), kpi.Shares: kpi.Given(8)}))
	if n := changed(); n != 2 {
		t.Errorf("two changed figures count as %d", n)
	}
	ok(t, d.CloseMonth(ctx, d.coordinator, october))
	d.issue(t, ReportOrder{Month: october, Locale: "fr", Seen: 1, Reason: "oubli"})
	if n := changed(); n != 0 {
		t.Errorf("after the reissue, %d", n)
	}
}
