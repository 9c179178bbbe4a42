package network

// This file keeps sentences at months of the charts, for everybody or on the
// charts of one account: who reads them, who writes them, what becomes of them.

import (
	"context"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// mostAnnotations is how many sentences stand at one month at most, for
// everybody, and on an account.
const mostAnnotations = 12

// annotationPage is how many sentences a page of the list shows.
const annotationPage = 50

// AnnotationList is a page of the sentences that a person sees.
type AnnotationList struct {
	Lines  []AnnotationLine // latest month first
	Months []kpi.Month      // at which any stands, latest first, to choose among
	Total  int
	Page   int // from 1
	Size   int
}

// AnnotationLine is a sentence with who wrote it, as one person may know it.
type AnnotationLine struct {
	kpi.Annotation
	On      kpi.Account // whose charts it stands on; zero: everybody's
	Act     kpi.ID      // that wrote it; 0: the person may not open its page
	Written Signature
	May     bool // change it, remove it
}

// annotator is what one person sees of annotations, and where they write.
type annotator struct {
	n      *Network
	c      store.Conn
	who    kpi.Who
	sight  sight
	groups store.Groups
	files  map[kpi.ID]bool // accounts that they hold or deputise today
	names  namer
}

// annotator reads that. Errors: CodeNotFound for whoever sees neither totals nor
// any account.
func (n *Network) annotator(ctx context.Context, c store.Conn, who kpi.Who) (a annotator, err error) {
	a = annotator{n: n, c: c, who: who, files: map[kpi.ID]bool{}}
	if a.sight, err = n.sightOf(ctx, c, who); err != nil {
		return a, err
	}
	if !seesTotals(who) && len(a.sight.held) == 0 {
		return a, kpi.NotFound("error.not_found")
	}
	if a.groups, err = c.Groups(ctx); err != nil {
		return a, err
	}
	if a.names, err = n.newNamer(ctx, c, who); err != nil || who.System {
		return a, err
	}
	rows, err := c.HeldAccounts(ctx, who.User.ID)
	today := n.Today()
	for _, r := range rows {
		if r.From <= today && (r.Until == 0 || r.Until >= today) {
			a.files[r.Account] = true
		}
	}
	return a, err
}

// direction reports whether a person writes for everybody: direction of the
// whole network.
func (a annotator) direction() bool {
	return a.who.System || (a.who.Is(coordinators...) && a.who.User.EntityID == 0)
}

// writes reports whether the person writes on the charts of an account that
// they see: whoever files for it, and direction.
func (a annotator) writes(account kpi.Account) bool {
	return a.files[account.ID] || (a.who.Is(coordinators...) && within(a.groups.Entities, a.who, account.EntityID))
}

// on finds the account that a sentence stands on, as it stands today; the zero
// one for everybody. Errors: CodeNotFound where the person does not see it.
func (a annotator) on(ctx context.Context, account kpi.ID) (kpi.Account, error) {
	if account == 0 {
		return kpi.Account{}, nil
	}
	found, err := a.c.Account(ctx, account, a.n.CurrentMonth())
	if err == nil && !a.sight.sees(a.groups.Entities, found) {
		err = kpi.NotFound("error.not_found")
	}
	return found, err
}

// may refuses whoever sees the charts of an account, or everybody's, and does
// not write on them. Errors: CodeNotFound, CodeForbidden.
func (a annotator) may(ctx context.Context, account kpi.ID) error {
	on, err := a.on(ctx, account)
	switch {
	case err != nil:
		return err
	case account == 0 && !a.direction():
		return kpi.Forbidden("annotation.direction")
	case account != 0 && !a.writes(on):
		return kpi.Forbidden("annotation.holder")
	}
	return nil
}

// Annotate writes a sentence at a month: on the charts of an account, for
// whoever files for it today and for direction; on everybody's (account 0) for
// direction of the whole network.
// Errors: CodeNotFound for an account that the person does not see; CodeForbidden;
// CodeInvalid with the fields text and month.
func (n *Network) Annotate(ctx context.Context, who kpi.Who, a kpi.Annotation) (kpi.ID, error) {
	return n.writeAnnotation(ctx, who, a, 0)
}

// ChangeAnnotation writes another sentence, at another month where one likes, in
// the place of one that stands; on whose charts it stands does not change.
// Errors: as Annotate; CodeConflict where it was changed or removed already.
func (n *Network) ChangeAnnotation(ctx context.Context, who kpi.Who, id kpi.ID, month kpi.Month, text string) (kpi.ID, error) {
	return n.writeAnnotation(ctx, who, kpi.Annotation{Month: month, Text: text}, id)
}

func (n *Network) writeAnnotation(ctx context.Context, who kpi.Who, a kpi.Annotation, instead kpi.ID) (id kpi.ID, err error) {
	a.Text = strings.TrimSpace(a.Text)
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		by, err := n.annotator(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		if instead != 0 {
			before, err := by.standing(ctx, instead)
			if err != nil {
				return err
			}
			a.Account = before.Account
			if before.Month == a.Month && before.Text == a.Text {
				id = before.ID
				return nil
			}
		}
		if err := by.may(ctx, a.Account); err != nil {
			return err
		}
		if err := by.check(ctx, a, instead); err != nil {
			return err
		}
		id, err = tx.AddAnnotation(ctx, a, instead)
		return err
	})
	return id, err
}

// check refuses what is no sentence, a month that no chart can have, and more
// sentences at a month than a chart can say.
func (a annotator) check(ctx context.Context, one kpi.Annotation, instead kpi.ID) error {
	var faults []kpi.FieldError
	switch {
	case one.Text == "":
		faults = append(faults, kpi.Field("text", "annotation.text_missing"))
	case strings.ContainsAny(one.Text, "\r\n\t"):
		faults = append(faults, kpi.Field("text", "annotation.text_line"))
	case !printable(one.Text, kpi.LongestAnnotation):
		faults = append(faults, kpi.Field("text", "annotation.text_long", "most", kpi.LongestAnnotation))
	}
	if current := a.n.CurrentMonth(); one.Month > current || one.Month < kpi.EarliestFigures {
		faults = append(faults, kpi.Field("month", "annotation.month", "first", kpi.EarliestFigures, "last", current))
	}
	if len(faults) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "annotation.invalid", Fields: faults}
	}
	there, err := a.c.Annotations(ctx, one.Month, one.Month, []kpi.ID{one.Account})
	same := slices.DeleteFunc(there, func(o kpi.Annotation) bool { return o.Account != one.Account || o.ID == instead })
	if err == nil && len(same) >= mostAnnotations {
		err = invalidField("month", "annotation.many", "most", mostAnnotations, "month", one.Month)
	}
	return err
}

// standing reads a sentence that the person may change.
// Errors: CodeNotFound, CodeForbidden; CodeConflict where it stands no more.
func (a annotator) standing(ctx context.Context, id kpi.ID) (store.AnnotationRow, error) {
	row, err := a.c.Annotation(ctx, id)
	if err == nil {
		err = a.may(ctx, row.Account)
	}
	if err == nil && row.Removed != 0 {
		err = kpi.NewError(kpi.CodeConflict, "annotation.gone")
	}
	return row, err
}

// RemoveAnnotation takes a sentence off the charts; RestoreAnnotation puts it
// back. Errors: as ChangeAnnotation.
func (n *Network) RemoveAnnotation(ctx context.Context, who kpi.Who, id kpi.ID) (was kpi.Annotation, err error) {
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		by, err := n.annotator(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		row, err := by.standing(ctx, id)
		if err != nil {
			return err
		}
		was = row.Annotation
		return tx.RemoveAnnotation(ctx, was)
	})
	return was, err
}

// RestoreAnnotation puts back a sentence that was removed; one that stands
// already stays. Errors: as Annotate; CodeConflict where another took its place,
// and where its words are erased.
func (n *Network) RestoreAnnotation(ctx context.Context, who kpi.Who, id kpi.ID) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		by, err := n.annotator(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		row, err := tx.Annotation(ctx, id)
		if err != nil {
			return err
		}
		if err := by.may(ctx, row.Account); err != nil || row.Removed == 0 {
			return err
		}
		if row.Replaced || row.Text == "" {
			return kpi.NewError(kpi.CodeConflict, "annotation.gone")
		}
		if err := by.check(ctx, row.Annotation, id); err != nil {
			return err
		}
		return tx.RestoreAnnotation(ctx, row.Annotation)
	})
}
