package network

import (
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

func TestQuestionIsAskedAnsweredAndClosed(t *testing.T) {
	d, october, _ := newReviewed(t)
	d.sendMail(t)
	ctx := t.Context()
	for field, call := range map[string]func() error{
		"indicator": func() error { return erring(d.AskQuestion(ctx, d.coordinator, d.id, october, "none", "Sûr ?")) },
		"question":  func() error { return erring(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, " \n ")) },
	} {
		wantFields(t, call(), map[string]string{field: map[string]string{"indicator": "filing.unknown_indicator", "question": "question.missing"}[field]})
	}
	wantFields(t, erring(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, strings.Repeat("é", maxQuestion+1))), map[string]string{"question": "filing.text_long"})

	q := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, " Trente, vraiment ? "))
	if q.Text != "Trente, vraiment ?" || !q.Open() || !q.Waits() || q.MayAnswer || !q.MayClose || q.Figure != kpi.Given(30) || q.Asked.User != d.coordinator.User.ID {
		t.Errorf("asked: %+v", q)
	}
	if keys := queued(t, d.Network); !slices.Equal(keys, []string{"question/" + q.ID.String() + "/" + d.holder.User.ID.String()}) {
		t.Errorf("told by %v", keys)
	}
	for name, c := range map[string]struct {
		who     kpi.Who
		waiting int
	}{"holder": {d.holder, 1}, "deputy": {d.deputy, 1}, "coordinator": {d.coordinator, 0}, "reader": {d.reader, 0}, "former holder": {d.former, 0}} {
		if open := some[[]Question](t)(d.OpenQuestions(ctx, c.who)); len(open) != c.waiting {
			t.Errorf("%d questions wait for the %s", len(open), name)
		}
	}
	wantRefusal(t, d.AnswerQuestion(ctx, d.coordinator, q.ID, "oui"), kpi.CodeForbidden, "question.not_yours")
	wantRefusal(t, d.AnswerQuestion(ctx, d.reader, q.ID, "oui"), kpi.CodeNotFound, "error.not_found")
	wantRefusal(t, d.CloseQuestion(ctx, d.holder, q.ID), kpi.CodeForbidden, "question.forbidden")
	wantFields(t, d.AnswerQuestion(ctx, d.holder, q.ID, ""), map[string]string{"answer": "question.answer_missing"})

	d.clock.now = d.clock.now.Add(time.Hour)
	ok(t, d.AnswerQuestion(ctx, d.holder, q.ID, "Oui : une campagne.\nMerci"))
	ok(t, d.AnswerQuestion(ctx, d.holder, q.ID, "Oui : une campagne.\nMerci")) // sent twice
	wantRefusal(t, d.AnswerQuestion(ctx, d.deputy, q.ID, "non"), kpi.CodeConflict, "question.answered")
	if keys := queued(t, d.Network); !slices.Equal(keys[1:], []string{"answer/" + q.ID.String()}) {
		t.Errorf("who asked is told by %v", keys[1:])
	}
	list := some[[]Question](t)(d.OpenQuestions(ctx, d.coordinator))
	if len(list) != 1 || list[0].Answer != "Oui : une campagne.\nMerci" || list[0].Waits() || list[0].Answered.User != d.holder.User.ID || !list[0].Answered.At.Equal(d.clock.now) {
		t.Errorf("to be read: %+v", list)
	}
	ok(t, d.CloseQuestion(ctx, d.coordinator, q.ID))
	ok(t, d.CloseQuestion(ctx, d.coordinator, q.ID))
	if open := some[[]Question](t)(d.OpenQuestions(ctx, d.coordinator)); len(open) != 0 {
		t.Errorf("still open: %+v", open)
	}
	for name, who := range map[string]kpi.Who{"holder": d.holder, "coordinator": d.coordinator, "admin": d.admin} {
		if all := some[[]Question](t)(d.Questions(ctx, who, d.id, october)); len(all) != 1 || all[0].Open() || all[0].MayAnswer || all[0].MayClose {
			t.Errorf("%s reads %+v", name, all)
		}
	}
	wantRefusal(t, erring(d.Questions(ctx, d.reader, d.id, october)), kpi.CodeNotFound, "error.not_found")
}

func TestQuestionIsTakenBack(t *testing.T) {
	d, october, _ := newReviewed(t)
	ctx := t.Context()
	q := some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, "Sûr ?"))
	ok(t, d.CloseQuestion(ctx, d.coordinator, q.ID))
	wantRefusal(t, d.AnswerQuestion(ctx, d.holder, q.ID, "oui"), kpi.CodeConflict, "question.closed")
	if list := some[[]Question](t)(d.Questions(ctx, d.holder, d.id, october)); len(list) != 0 {
		t.Errorf("the holder still reads %+v", list)
	}
	if list := some[[]Question](t)(d.Questions(ctx, d.coordinator, d.id, october)); len(list) != 1 || list[0].Answer != "" {
		t.Errorf("it stays in the history of direction: %+v", list)
	}
	form := some[FilingForm](t)(d.FilingForm(ctx, d.stranger, d.id, october, "fr"))
	if len(form.Questions) != 0 || form.Reviews {
		t.Errorf("an ambassador of other accounts reads %+v", form.Questions)
	}
}

// TestHandoverLeavesQuestionsWithTheirMonth: who filed in September answers for
// September, who files now for October.
func TestHandoverLeavesQuestionsWithTheirMonth(t *testing.T) {
	d := newDesk(t)
	d.sendMail(t)
	ctx := t.Context()
	for _, month := range []string{"2026-09", "2026-10"} {
		some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, monthOf(t, month), kpi.Likes, "Combien ?"))
	}
	for who, month := range map[kpi.Who]string{d.former: "2026-09", d.holder: "2026-10"} {
		list := some[[]Question](t)(d.OpenQuestions(ctx, who))
		if len(list) != 1 || list[0].Month != monthOf(t, month) || !list[0].MayAnswer {
			t.Errorf("%s: %+v", month, list)
		}
	}
	if keys := queued(t, d.Network); len(keys) != 2 || !strings.HasSuffix(keys[0], "/"+d.former.User.ID.String()) || !strings.HasSuffix(keys[1], "/"+d.holder.User.ID.String()) {
		t.Errorf("told by %v", keys)
	}
}

func TestDeputiesAreToldWhileTheHolderIsAway(t *testing.T) {
	d := newDesk(t)
	d.sendMail(t)
	ctx, october := t.Context(), monthOf(t, "2026-10")
	ok(t, d.db.Write(ctx, d.batch(d.holder, ""), func(tx *store.Tx) error {
		_, err := tx.AddDaysAway(ctx, store.Away{User: d.holder.User.ID, From: d.Today().Add(-1), Until: d.Today()})
		return err
	}))
	some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Likes, "Combien ?"))
	d.clock.now = d.clock.now.AddDate(0, 0, 1)
	some[Question](t)(d.AskQuestion(ctx, d.coordinator, d.id, october, kpi.Posts, "Combien ?"))
	holder, deputy := d.holder.User.ID.String(), d.deputy.User.ID.String()
	if keys := queued(t, d.Network); !slices.Equal(keys, []string{"question/1/" + holder, "question/1/" + deputy, "question/2/" + holder}) {
		t.Errorf("told by %v", keys)
	}
}
