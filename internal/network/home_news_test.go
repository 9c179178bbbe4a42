package network

import (
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

func (d desk) news(t *testing.T, who kpi.Who) News {
	t.Helper()
	return some[News](t)(d.News(t.Context(), who))
}

// TestNewsOfTheCycle follows what each person is told of a filing that is sent,
// closed and corrected.
func TestNewsOfTheCycle(t *testing.T) {
	d, october, _ := newClosed(t)
	ctx := t.Context()
	all := []kpi.Who{d.admin, d.coordinator, d.reader, d.far, d.holder, d.deputy, d.stranger, d.outsider}
	told := d.news(t, d.admin)
	if len(told.Filed) != 1 || told.Filed[0] != (FiledNews{october, 1}) || len(told.Months) != 1 || told.Months[0].Act != MonthClosed {
		t.Errorf("an administrator is told %+v", told)
	}
	if told := d.news(t, d.coordinator); len(told.Months) != 0 {
		t.Errorf("whoever closed the month is told %+v", told.Months)
	}
	if told := d.news(t, d.far); len(told.Filed) != 0 {
		t.Errorf("another part of the tree is told of %+v", told.Filed)
	}
	if told := d.news(t, d.reader); len(told.Filed) != 0 || len(told.Months) != 1 || told.Answers+told.Proposed != 0 {
		t.Errorf("a reader is told %+v", told)
	}
	if told := d.news(t, d.outsider); !told.Empty() {
		t.Errorf("a contributor without account is told %+v", told)
	}
	for _, who := range all {
		ok(t, d.Looked(ctx, who, d.news(t, who).Until))
		if told := d.news(t, who); !told.Empty() {
			t.Errorf("%s looked, and is told %+v again", who.User.Name, told)
		}
	}

	c := d.propose(t, d.holder, 45)
	if told := d.news(t, d.coordinator); told.Proposed != 1 {
		t.Errorf("direction is told of %d corrections", told.Proposed)
	}
	for _, who := range []kpi.Who{d.admin, d.far, d.reader, d.holder, d.stranger} {
		if told := d.news(t, who); told.Proposed != 0 {
			t.Errorf("%s is told of %d corrections to decide", who.User.Name, told.Proposed)
		}
	}
	some[Correction](t)(d.AcceptCorrectionOver(ctx, d.coordinator, c.ID, c.Old, ""))
	told = d.news(t, d.reader)
	if len(told.Restated) != 1 || told.Restated[0].New != kpi.Given(45) || told.Restated[0].Account.ID != d.id || told.Restated[0].New.Note != "" {
		t.Errorf("a reader is told of %+v", told.Restated)
	}
	if told := d.news(t, d.far); len(told.Restated) != 0 {
		t.Errorf("another part of the tree is told of %+v", told.Restated)
	}
	own := d.news(t, d.holder)
	if len(own.Own) != 1 || len(own.Own[0].Entries) != 1 || own.Own[0].Entries[0].Field != store.FieldCorrection || len(own.Restated) != 0 {
		t.Errorf("the holder is told %+v", own)
	}
	if told := d.news(t, d.outsider); !told.Empty() {
		t.Errorf("a contributor without account is told %+v", told)
	}
}

// TestRestatedFiguresOfOthersAreNotTold where ambassadors see their own alone.
func TestRestatedFiguresOfOthersAreNotTold(t *testing.T) {
	d, _, _ := newClosed(t)
	c := d.propose(t, d.holder, 45)
	some[Correction](t)(d.AcceptCorrectionOver(t.Context(), d.coordinator, c.ID, c.Old, ""))
	if told := d.news(t, d.stranger); len(told.Restated) != 1 {
		t.Errorf("an ambassador who sees every account is told of %+v", told.Restated)
	}
	settings := some[Settings](t)(d.Settings(t.Context()))
	settings.AmbassadorsSeeAll = false
	ok(t, d.SaveSettings(t.Context(), d.admin, settings))
	if told := d.news(t, d.stranger); len(told.Restated) != 0 || told.More != 0 {
		t.Errorf("and without that right of %+v", told.Restated)
	}
}

// TestLooksKeepNoTime: looking is no act, never goes back, and is forgotten with
// the person.
func TestLooksKeepNoTime(t *testing.T) {
	d, _, _ := newClosed(t)
	ctx := t.Context()
	before := d.news(t, d.reader).Until
	ok(t, d.Looked(ctx, d.reader, before))
	ok(t, d.Looked(ctx, d.reader, 1))
	ok(t, d.Looked(ctx, d.reader, before+1000))
	if after := d.news(t, d.reader).Until; after != before {
		t.Errorf("looking made act %d out of %d", after, before)
	}
	d.propose(t, d.holder, 45)
	look := func() kpi.ID {
		var act kpi.ID
		ok(t, d.db.Snapshot(ctx, func(c store.Conn) (err error) { act, err = c.Look(ctx, d.reader.User.ID); return err }))
		return act
	}
	if got := look(); got != before {
		t.Errorf("looked up to act %d, want %d", got, before)
	}
	ok(t, d.db.WriteErasing(ctx, d.batch(d.admin, ""), func(tx *store.Tx) error { return tx.ErasePerson(ctx, d.reader.User.ID) }))
	if got := look(); got != 0 {
		t.Errorf("the look of an erased person stays: %d", got)
	}
}
