package network

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// sentence is one for everybody, or on an account, in October.
func sentence(account kpi.ID, text string) kpi.Annotation {
	return kpi.Annotation{Account: account, Month: kpi.NewMonth(2026, 10), Text: text}
}

// told lists the words on a chart of the year, of these accounts one by one.
func (d desk) told(t *testing.T, who kpi.Who, accounts ...kpi.ID) []string {
	t.Helper()
	var texts []string
	for _, a := range some[[]analytics.Annotation](t)(d.ChartAnnotations(t.Context(), who, kpi.MonthsBetween(kpi.NewMonth(2026, 1), kpi.NewMonth(2026, 11)), accounts...)) {
		if a.Of != "" {
			a.Text = a.Of + ": " + a.Text
		}
		texts = append(texts, a.Text)
	}
	return texts
}

func TestWhoAnnotates(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		name             string
		who              kpi.Who
		everybody, alone kpi.Code // "" where it is written
	}{
		{"admin", d.admin, "", ""},
		{"coordinator", d.coordinator, "", ""},
		{"coordinator of another part", d.far, kpi.CodeForbidden, kpi.CodeNotFound},
		{"reader", d.reader, kpi.CodeForbidden, kpi.CodeForbidden},
		{"holder", d.holder, kpi.CodeForbidden, ""},
		{"former holder", d.former, kpi.CodeForbidden, kpi.CodeForbidden},
		{"deputy of yesterday", d.deputy, kpi.CodeForbidden, kpi.CodeForbidden},
		{"other ambassador", d.stranger, kpi.CodeForbidden, kpi.CodeForbidden},
		{"contributor without account", d.outsider, kpi.CodeNotFound, kpi.CodeNotFound},
	} {
		for account, want := range map[kpi.ID]kpi.Code{0: c.everybody, d.id: c.alone} {
			_, err := d.Annotate(t.Context(), c.who, sentence(account, c.name))
			if kpi.CodeOf(err) != want {
				t.Errorf("%s writes on %d: %v, want %q", c.name, account, err, want)
			}
			choice := some[AnnotationChoice](t)(d.MayAnnotate(t.Context(), c.who, d.id))
			offered := choice.Everybody
			if account != 0 {
				offered = len(choice.Accounts) == 1
			}
			if offered != (want == "") {
				t.Errorf("%s is offered to write on %d: %v", c.name, account, offered)
			}
		}
	}
	if got := d.told(t, d.reader); !slices.Equal(got, []string{"admin", "coordinator"}) && !slices.Equal(got, []string{"coordinator", "admin"}) {
		t.Errorf("everybody reads %q", got)
	}
}

func TestAnnotationsAreReadWhereTheyBelong(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	other := some[kpi.ID](t)(d.AddAccount(ctx, kpi.CommandLine(), NewAccount{Platform: "X", Handle: "Deniz", Entity: "Groupe/Est",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: dayOf(t, "2025-01-01")}}}))
	some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(0, " Passage à 280 caractères ")))
	some[kpi.ID](t)(d.Annotate(ctx, d.holder, sentence(d.id, "une émission")))
	some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(other, "ailleurs")))
	for name, c := range map[string]struct {
		who      kpi.Who
		accounts []kpi.ID
		want     []string
	}{
		"a whole":           {d.reader, nil, []string{"Passage à 280 caractères"}},
		"one account":       {d.reader, []kpi.ID{d.id}, []string{"Passage à 280 caractères", "une émission"}},
		"two accounts":      {d.reader, []kpi.ID{d.id, other}, []string{"Passage à 280 caractères", "Camille_Atelier: une émission", "Deniz: ailleurs"}},
		"half of it unseen": {d.far, []kpi.ID{d.id, other}, []string{"Passage à 280 caractères", "Deniz: ailleurs"}},
	} {
		if got := d.told(t, c.who, c.accounts...); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	list := some[AnnotationList](t)(d.Annotations(ctx, d.far, 0, 1))
	if len(list.Lines) != 2 || list.Total != 2 || list.Lines[0].Text != "ailleurs" || !list.Lines[0].May || list.Lines[1].May {
		t.Errorf("another part lists %+v", list)
	}
	for name, c := range map[string]struct {
		who  kpi.Who
		by   string
		acts bool
	}{"direction": {d.coordinator, "noe", true}, "the holder": {d.holder, "noe", true}, "a reader": {d.reader, "", false}} {
		i := slices.IndexFunc(some[AnnotationList](t)(d.Annotations(ctx, c.who, 0, 1)).Lines, func(l AnnotationLine) bool { return l.Account == d.id })
		l := some[AnnotationList](t)(d.Annotations(ctx, c.who, 0, 1)).Lines[i]
		if l.Written.By != c.by || (l.Act != 0) != c.acts || l.Written.Role != kpi.RoleAmbassador {
			t.Errorf("%s is told %+v, act %d", name, l.Written, l.Act)
		}
	}
	if _, err := d.Annotations(ctx, d.outsider, 0, 1); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("a contributor without account lists: %v", err)
	}
}

func TestAnnotationLife(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	first := some[kpi.ID](t)(d.Annotate(ctx, d.holder, sentence(d.id, "une émission")))
	same := some[kpi.ID](t)(d.ChangeAnnotation(ctx, d.holder, first, kpi.NewMonth(2026, 10), "une émission"))
	if same != first {
		t.Error("what does not change is written again")
	}
	second := some[kpi.ID](t)(d.ChangeAnnotation(ctx, d.coordinator, first, kpi.NewMonth(2026, 9), "une grande émission"))
	if got := d.told(t, d.reader, d.id); !slices.Equal(got, []string{"une grande émission"}) {
		t.Errorf("after the change %q", got)
	}
	_, err := d.ChangeAnnotation(ctx, d.holder, first, kpi.NewMonth(2026, 9), "encore")
	wantRefusal(t, err, kpi.CodeConflict, "annotation.gone")
	wantRefusal(t, d.RestoreAnnotation(ctx, d.holder, first), kpi.CodeConflict, "annotation.gone")
	if _, err := d.RemoveAnnotation(ctx, d.reader, second); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a reader removes: %v", err)
	}
	some[kpi.Annotation](t)(d.RemoveAnnotation(ctx, d.holder, second))
	if got := d.told(t, d.reader, d.id); len(got) != 0 {
		t.Errorf("after the removal %q", got)
	}
	ok(t, d.RestoreAnnotation(ctx, d.holder, second))
	ok(t, d.RestoreAnnotation(ctx, d.holder, second)) // it stands
	if got := d.told(t, d.reader, d.id); !slices.Equal(got, []string{"une grande émission"}) {
		t.Errorf("put back %q", got)
	}
	var texts []string
	for _, e := range some[[]analytics.Entry](t)(d.AccountHistory(ctx, d.coordinator, d.id, 0)) {
		if e.Field == store.FieldAnnotation {
			texts = append(texts, e.Since+" "+e.OldText+" > "+e.NewText)
			act := some[ActView](t)(d.Act(ctx, d.coordinator, e.Act, 1))
			if len(act.Places) != 1 || act.Places[0].Account.ID != d.id {
				t.Errorf("the act shows %+v", act)
			}
		}
	}
	want := []string{"2026-09  > une grande émission", "2026-09 une grande émission > ", "2026-09 une émission > une grande émission", "2026-10  > une émission"}
	if !slices.Equal(texts, want) {
		t.Errorf("the history says %q, want %q", texts, want)
	}
}

func TestActsOfAnnotationsForEverybody(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(0, "avant")))
	some[kpi.ID](t)(d.ChangeAnnotation(ctx, d.admin, id, kpi.NewMonth(2026, 10), "après"))
	line := some[AnnotationList](t)(d.Annotations(ctx, d.coordinator, 0, 1)).Lines[0]
	act := some[ActView](t)(d.Act(ctx, d.coordinator, line.Act, 1))
	if want := []ActAnnotation{{Month: kpi.NewMonth(2026, 10), Old: "avant", New: "après"}}; !slices.Equal(act.Annotations, want) {
		t.Errorf("the act says %+v", act.Annotations)
	}
	for name, who := range map[string]kpi.Who{"reader": d.reader, "holder": d.holder} {
		if _, err := d.Act(ctx, who, line.Act, 1); kpi.CodeOf(err) != kpi.CodeNotFound {
			t.Errorf("%s opens the act: %v", name, err)
		}
	}
}

func TestAnnotationsAreRefused(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	for name, c := range map[string]struct {
		a     kpi.Annotation
		field string
	}{
		"empty":    {sentence(0, "  "), "text"},
		"long":     {sentence(0, strings.Repeat("é", kpi.LongestAnnotation+1)), "text"},
		"lines":    {sentence(0, "une\nautre"), "text"},
		"no text":  {sentence(0, "\xff"), "text"},
		"control":  {sentence(0, "a\x00b"), "text"},
		"to come":  {kpi.Annotation{Month: kpi.NewMonth(2026, 12), Text: "demain"}, "month"},
		"long ago": {kpi.Annotation{Month: kpi.EarliestFigures - 1, Text: "jadis"}, "month"},
	} {
		_, err := d.Annotate(ctx, d.coordinator, c.a)
		if fields := fieldFaults(err); kpi.CodeOf(err) != kpi.CodeInvalid || len(fields) != 1 || fields[0].Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(0, strings.Repeat("é", kpi.LongestAnnotation))))
	for i := 1; i < mostAnnotations; i++ {
		some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(0, strconv.Itoa(i))))
	}
	_, err := d.Annotate(ctx, d.coordinator, sentence(0, "de trop"))
	if fields := fieldFaults(err); len(fields) != 1 || fields[0].Key != "annotation.many" {
		t.Errorf("one more: %v", err)
	}
	some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(d.id, "ailleurs")))
	if _, err := d.ChangeAnnotation(ctx, d.coordinator, 999, kpi.NewMonth(2026, 10), "x"); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("one that there is not: %v", err)
	}
}

func TestErasedPeopleLeaveNoAnnotations(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := some[kpi.ID](t)(d.Annotate(ctx, d.admin, sentence(0, "mots de l’administration")))
	some[kpi.Annotation](t)(d.RemoveAnnotation(ctx, d.coordinator, id))
	some[kpi.ID](t)(d.Annotate(ctx, d.coordinator, sentence(0, "mots de la direction")))
	data := some[PersonData](t)(d.PersonData(ctx, d.coordinator, d.coordinator.User.ID))
	found := false
	for _, table := range data.Tables {
		found = found || (table.Name == "annotations" && len(table.Rows) == 1)
	}
	if !found {
		t.Error("a person is not handed what they wrote")
	}
	boss := addPersonAs(t, d.Network, "zoe", kpi.RoleAdmin, "")
	for _, who := range []kpi.Who{d.admin, d.coordinator} {
		ok(t, d.Erase(ctx, boss, who.User.ID, who.User.Email))
	}
	if got := d.told(t, d.reader); len(got) != 0 {
		t.Errorf("charts still say %q", got)
	}
	wantRefusal(t, d.RestoreAnnotation(ctx, boss, id), kpi.CodeConflict, "annotation.gone")
	texts := some[map[kpi.ID]kpi.Annotation](t)(d.db.AnnotationTexts(ctx, []kpi.ID{id, id + 1}))
	for _, a := range texts {
		if a.Text != "" {
			t.Errorf("the file still says %q", a.Text)
		}
	}
}

func TestMarksOfEventsAndDecisions(t *testing.T) {
	d, ids := rangesToDecide(t)
	ctx := t.Context()
	lin := DecisionInput{Range: ids["Lin"], Verdict: "reinforce", Month: kpi.NewMonth(2026, 10), Reason: "oui"}
	some[kpi.ID](t)(d.Decide(ctx, d.coordinator, lin))
	again := lin
	again.Verdict, again.Range = "stop", ids["Chêne"]
	some[kpi.ID](t)(d.Decide(ctx, d.coordinator, again))
	own := lin
	own.Range, own.Account, own.Verdict = 0, ids["Lin_a"], "keep"
	gone := some[kpi.ID](t)(d.Decide(ctx, d.coordinator, own))
	ok(t, d.WithdrawDecision(ctx, d.coordinator, gone))
	own.Verdict = "test"
	own.Review = dayOf(t, "2027-01-15")
	some[kpi.ID](t)(d.Decide(ctx, d.coordinator, own))
	ok(t, d.db.Write(ctx, d.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		_, err := tx.AddEvent(ctx, store.Event{Kind: store.EventCampaign, Name: "Portes ouvertes", From: dayOf(t, "2026-09-10"), Until: dayOf(t, "2026-09-12"), Accounts: []kpi.ID{ids["Lin_a"]}})
		return err
	}))
	november := kpi.NewMonth(2026, 11)
	event := analytics.Mark{Month: kpi.NewMonth(2026, 9), Kind: analytics.MarkEvent, Detail: "Portes ouvertes"}
	want := []analytics.Mark{event, {Month: november, Kind: analytics.MarkDecision, Detail: "reinforce", About: "Lin"}, {Month: november, Kind: analytics.MarkDecision, Detail: "test"}}
	if got := some[analytics.AccountView](t)(d.AccountView(ctx, d.reader, ids["Lin_a"])).Marks; !slices.Equal(got, want) {
		t.Errorf("a reader sees %+v, want %+v", got, want)
	}
	if got := some[analytics.AccountView](t)(d.AccountView(ctx, d.stranger, ids["Lin_a"])).Marks; !slices.Equal(got, want[:1]) {
		t.Errorf("an ambassador sees %+v", got)
	}
}
