package network

// This file reads sentences at months: those on a chart, and the list of all.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// ChartAnnotations reads the sentences of a chart over some months: those for
// everybody, and those on the accounts that it draws one by one. Where there are
// several of these, each sentence names its account. On a chart of a whole no
// account is named, so that none of its sentences stands there. Accounts that
// the person does not see are left out.
func (n *Network) ChartAnnotations(ctx context.Context, who kpi.Who, months []kpi.Month, accounts ...kpi.ID) (list []analytics.Annotation, err error) {
	if len(months) == 0 {
		return nil, nil
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		list, err = n.chartAnnotations(ctx, c, who, months, accounts)
		return err
	})
	return list, err
}

func (n *Network) chartAnnotations(ctx context.Context, c store.Conn, who kpi.Who, months []kpi.Month, accounts []kpi.ID) ([]analytics.Annotation, error) {
	rows, err := c.Annotations(ctx, slices.Min(months), slices.Max(months), accounts)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	names := map[kpi.ID]string{}
	list := make([]analytics.Annotation, 0, len(rows))
	for _, r := range rows {
		if _, known := names[r.Account]; r.Account != 0 && !known {
			a, _, err := n.seeAccount(ctx, c, who, r.Account, n.CurrentMonth())
			if err != nil && kpi.CodeOf(err) != kpi.CodeNotFound {
				return nil, err
			}
			names[r.Account] = a.Name() // "": the person does not see it
		}
		if r.Account != 0 && names[r.Account] == "" {
			continue
		}
		one := analytics.Annotation{Annotation: r}
		if len(accounts) > 1 {
			one.Of = names[r.Account]
		}
		list = append(list, one)
	}
	return list, nil
}

// AnnotationChoice is where a person may write a sentence.
type AnnotationChoice struct {
	Everybody bool
	Accounts  []kpi.Account // of those asked about, by name
}

// None reports whether they may not write at all.
func (c AnnotationChoice) None() bool { return !c.Everybody && len(c.Accounts) == 0 }

// MayAnnotate says where a person may write a sentence: for everybody, and on
// which of some accounts; accounts that they do not see are left out.
func (n *Network) MayAnnotate(ctx context.Context, who kpi.Who, accounts ...kpi.ID) (choice AnnotationChoice, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		by, err := n.annotator(ctx, c, who)
		if kpi.CodeOf(err) == kpi.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		choice.Everybody = by.direction()
		for _, id := range accounts {
			a, err := by.on(ctx, id)
			if kpi.CodeOf(err) == kpi.CodeNotFound {
				continue
			}
			if err != nil {
				return err
			}
			if by.writes(a) {
				choice.Accounts = append(choice.Accounts, a)
			}
		}
		slices.SortFunc(choice.Accounts, byName)
		return nil
	})
	return choice, err
}

// Annotations lists the sentences that a person sees, of one month or of all for
// the zero month, latest month first; pages are counted from 1.
// Errors: CodeNotFound for whoever sees neither totals nor any account.
func (n *Network) Annotations(ctx context.Context, who kpi.Who, month kpi.Month, page int) (list AnnotationList, err error) {
	list.Size = annotationPage
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		by, err := n.annotator(ctx, c, who)
		if err != nil {
			return err
		}
		rows, err := c.StandingAnnotations(ctx)
		if err != nil {
			return err
		}
		accounts, err := by.seen(ctx, rows)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r store.AnnotationRow) bool {
			_, sees := accounts[r.Account]
			return r.Account != 0 && !sees
		})
		for _, r := range rows {
			if len(list.Months) == 0 || list.Months[len(list.Months)-1] != r.Month {
				list.Months = append(list.Months, r.Month)
			}
		}
		if month != 0 {
			rows = slices.DeleteFunc(rows, func(r store.AnnotationRow) bool { return r.Month != month })
		}
		list.Total = len(rows)
		pages := max(1, (list.Total+list.Size-1)/list.Size)
		list.Page = max(1, min(page, pages))
		first := (list.Page - 1) * list.Size
		list.Lines, err = by.lines(ctx, rows[first:min(first+list.Size, list.Total)], accounts)
		return err
	})
	return list, err
}

// Annotation reads one sentence that stands.
// Errors: CodeNotFound.
func (n *Network) Annotation(ctx context.Context, who kpi.Who, id kpi.ID) (line AnnotationLine, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		by, err := n.annotator(ctx, c, who)
		if err != nil {
			return err
		}
		row, err := c.Annotation(ctx, id)
		if err != nil {
			return err
		}
		on, err := by.on(ctx, row.Account)
		if err == nil && (row.Removed != 0 || row.Text == "") {
			err = kpi.NotFound("error.not_found")
		}
		if err != nil {
			return err
		}
		lines, err := by.lines(ctx, []store.AnnotationRow{row}, map[kpi.ID]kpi.Account{on.ID: on})
		if err == nil {
			line = lines[0]
		}
		return err
	})
	return line, err
}

// seen reads the accounts that some sentences stand on, those that the person
// sees.
func (a annotator) seen(ctx context.Context, rows []store.AnnotationRow) (map[kpi.ID]kpi.Account, error) {
	var ids []kpi.ID
	for _, r := range rows {
		if r.Account != 0 {
			ids = append(ids, r.Account)
		}
	}
	slices.Sort(ids)
	accounts, err := a.c.AccountsByID(ctx, a.n.CurrentMonth(), slices.Compact(ids))
	for id, account := range accounts {
		if !a.sight.sees(a.groups.Entities, account) {
			delete(accounts, id)
		}
	}
	return accounts, err
}

// lines tells some sentences. Who wrote on an account, those may know who know
// the people behind it; of others the role is told.
func (a annotator) lines(ctx context.Context, rows []store.AnnotationRow, accounts map[kpi.ID]kpi.Account) ([]AnnotationLine, error) {
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Batch
	}
	acts, err := a.c.Acts(ctx, ids)
	if err != nil {
		return nil, err
	}
	lines := make([]AnnotationLine, len(rows))
	for i, r := range rows {
		act := acts[r.Batch]
		lines[i] = AnnotationLine{Annotation: r.Annotation, On: accounts[r.Account], Written: a.names.signature(act)}
		knows := a.who.Is(coordinators...)
		lines[i].May = a.direction()
		if r.Account != 0 {
			knows, lines[i].May = a.sight.knows(r.Account), a.writes(accounts[r.Account])
		}
		if !knows && !a.names.own(act) {
			lines[i].Written.By, lines[i].Written.User = "", 0
		}
		if knows {
			lines[i].Act = r.Batch
		}
	}
	return lines, nil
}

// annotationOfAct tells a change of the sentences at a month.
func annotationOfAct(ctx context.Context, c store.Conn, change store.Change, month kpi.Month) (ActAnnotation, error) {
	before, now := kpi.ParseID(change.Old), kpi.ParseID(change.New)
	texts, err := c.AnnotationTexts(ctx, []kpi.ID{before, now})
	return ActAnnotation{Month: month, Old: texts[before].Text, New: texts[now].Text}, err
}

// annotationsOf reads the sentences that changes of an account name.
func annotationsOf(ctx context.Context, c store.Conn, rows []store.HistoryEntry) (map[kpi.ID]kpi.Annotation, error) {
	var ids []kpi.ID
	for _, r := range rows {
		if r.Field == store.FieldAnnotation {
			ids = append(ids, kpi.ParseID(r.OldText), kpi.ParseID(r.NewText))
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	slices.Sort(ids)
	return c.AnnotationTexts(ctx, slices.Compact(ids))
}
