package network

// This file tells each person, on their home page, what happened since they
// last looked: to their own accounts, to the network as far as they see it, and
// to what they review. Nothing is told of an account that they do not see, and
// who filed when is for direction and for those who file.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Bounds of what is told at once.
const (
	newsDays      = 31 // back, for whoever never looked
	newsAccounts  = 20 // own accounts
	newsEntries   = 8  // changes of one account
	newsMonths    = 13 // back, of filings of one's own
	newsRestated  = 5
	newsSentences = 4 // months, of filings and of closings
)

// News is what happened since a person last looked.
type News struct {
	Until    kpi.ID // the act up to which this is
	Filed    []FiledNews
	Answers  int        // questions answered and open, of accounts that the person reviews
	Proposed int        // corrections proposed, that the person decides
	Months   []ActMonth // closed and reopened
	Reports  []IssuedReport
	Restated []analytics.Restatement // corrected figures of closed months, latest first
	More     int                     // corrected figures beside these
	Own      []AccountNews
}

// FiledNews is how many filings of a month came in.
type FiledNews struct {
	Month kpi.Month
	Count int
}

// AccountNews is what happened to an account that the person files for.
type AccountNews struct {
	Account kpi.Account
	Entries []analytics.Entry // latest first
}

// Empty reports whether nothing happened.
func (v News) Empty() bool {
	return len(v.Filed) == 0 && v.Answers == 0 && v.Proposed == 0 && len(v.Months) == 0 && len(v.Reports) == 0 && len(v.Restated) == 0 && len(v.Own) == 0
}

// News reads what happened since a person last looked; since a month ago, for
// whoever never did. What they did themselves is no news.
func (n *Network) News(ctx context.Context, who kpi.Who) (news News, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		since, err := c.Look(ctx, who.User.ID)
		if err == nil && since == 0 {
			since, err = c.ActBefore(ctx, n.now().AddDate(0, 0, -newsDays))
		}
		if err != nil {
			return err
		}
		if news.Until, err = c.LastAct(ctx); err != nil || news.Until <= since {
			return err
		}
		v := newsReader{Network: n, c: c, who: who, since: since, news: &news}
		return v.read(ctx)
	})
	return news, err
}

// Looked writes down that a person has looked up to an act.
func (n *Network) Looked(ctx context.Context, who kpi.Who, act kpi.ID) error {
	if who.User.ID == 0 || act <= 0 {
		return nil
	}
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error { return tx.KeepLook(ctx, who.User.ID, act) })
}

// newsReader gathers the news of one person.
type newsReader struct {
	*Network
	c        store.Conn
	who      kpi.Who
	sight    sight
	entities []store.Group
	since    kpi.ID
	news     *News
}

func (v *newsReader) read(ctx context.Context) (err error) {
	if v.sight, err = v.sightOf(ctx, v.c, v.who); err != nil {
		return err
	}
	groups, err := v.c.Groups(ctx)
	if err != nil {
		return err
	}
	v.entities = groups.Entities
	steps := []func(context.Context) error{v.own}
	if v.who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
		steps = append(steps, v.filed, v.matters)
	}
	if seesTotals(v.who) {
		steps = append(steps, v.months, v.reports, v.restated)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// part is the accounts of the part of the tree that the person is limited to,
// nil where they are not.
func (v *newsReader) part(ctx context.Context) (map[kpi.ID]bool, error) {
	if v.who.User.EntityID == 0 {
		return nil, nil
	}
	ids, err := v.c.AccountIDs(ctx, store.AccountQuery{Month: v.CurrentMonth(), Within: v.who.User.EntityID})
	mine := make(map[kpi.ID]bool, len(ids))
	for _, id := range ids {
		mine[id] = true
	}
	return mine, err
}

// filed counts the filings that came in.
func (v *newsReader) filed(ctx context.Context) error {
	part, err := v.part(ctx)
	if err != nil {
		return err
	}
	months, counts, err := v.c.FiledSince(ctx, v.since, v.who.User.ID, part, newsSentences)
	for _, m := range months {
		v.news.Filed = append(v.news.Filed, FiledNews{m, counts[m]})
	}
	return err
}

// matters counts the answers and the corrections that wait for the person.
func (v *newsReader) matters(ctx context.Context) error {
	if !v.who.Is(kpi.RoleCoordinator) {
		return nil // administrators leave them to direction
	}
	questions, err := v.c.OpenQuestions(ctx)
	if err != nil {
		return err
	}
	for _, q := range questions {
		if q.AnsweredBy > v.since {
			if err := v.count(ctx, &v.news.Answers, q.Account); err != nil {
				return err
			}
		}
	}
	corrections, err := v.c.Corrections(ctx, store.CorrectionQuery{State: kpi.CorrectionProposed})
	if err != nil {
		return err
	}
	for _, r := range corrections {
		if r.ProposedBy > v.since {
			if err := v.count(ctx, &v.news.Proposed, r.Account); err != nil {
				return err
			}
		}
	}
	return nil
}

// count adds one where the person reviews the account.
func (v *newsReader) count(ctx context.Context, to *int, account kpi.ID) error {
	reviews, err := v.reviews(ctx, v.c, v.who, account)
	if reviews {
		*to++
	}
	return err
}

func (v *newsReader) months(ctx context.Context) error {
	acts, err := v.c.MonthActsSince(ctx, v.since, v.who.User.ID)
	for _, a := range acts[max(0, len(acts)-newsSentences):] {
		v.news.Months = append(v.news.Months, ActMonth(a))
	}
	return err
}

func (v *newsReader) reports(ctx context.Context) error {
	rows, err := v.c.IssuedReports(ctx, 0)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.IssuedRow) bool { return r.Batch <= v.since || r.ReplacedBy != 0 })
	v.news.Reports, err = v.issued(ctx, v.c, v.who, rows)
	return err
}

// restated lists the corrections that were accepted, of the accounts that the
// person sees; those of their own stand with these.
func (v *newsReader) restated(ctx context.Context) error {
	rows, err := v.c.Corrections(ctx, store.CorrectionQuery{State: kpi.CorrectionAccepted})
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.CorrectionRow) bool { return r.DecidedBy <= v.since || v.sight.held[r.Account] })
	today, err := v.c.AccountsByID(ctx, v.CurrentMonth(), accountsOf(rows))
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r store.CorrectionRow) bool { return !v.sight.sees(v.entities, today[r.Account]) })
	if len(rows) == 0 {
		return nil
	}
	indicators, err := v.c.Indicators(ctx)
	if err != nil {
		return err
	}
	slices.SortFunc(rows, func(a, b store.CorrectionRow) int { return int(b.DecidedBy - a.DecidedBy) })
	v.news.More = max(0, len(rows)-newsRestated)
	for _, row := range rows[:min(len(rows), newsRestated)] {
		one := analytics.Restatement{Account: today[row.Account], Month: row.Month, New: row.New}
		if i := slices.IndexFunc(indicators, func(i kpi.Indicator) bool { return i.ID == row.Indicator }); i >= 0 {
			one.Indicator = indicators[i]
		}
		if one.Old, err = replaced(ctx, v.c, row); err != nil {
			return err
		}
		one.Old.Note, one.New.Note = "", "" // a person's own words
		v.news.Restated = append(v.news.Restated, one)
	}
	return nil
}

// own tells what others did to the accounts that the person files for. Figures
// that somebody else changed, questions and returned filings stand on the page
// already.
func (v *newsReader) own(ctx context.Context) error {
	held := make([]kpi.ID, 0, len(v.sight.held))
	for id := range v.sight.held {
		held = append(held, id)
	}
	slices.Sort(held)
	if len(held) == 0 {
		return nil
	}
	words, err := v.newHistoryWords(ctx, v.c, v.who)
	if err != nil {
		return err
	}
	current := v.CurrentMonth()
	months := kpi.MonthsBetween(current.Add(-newsMonths), current)
	for _, id := range held[:min(len(held), newsAccounts)] {
		rows, err := v.c.AccountEntries(ctx, id)
		if err != nil {
			return err
		}
		more, err := v.c.FilingEntries(ctx, id, months)
		if err != nil {
			return err
		}
		if rows, err = v.fresh(ctx, append(rows, more...)); err != nil || len(rows) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		one := AccountNews{}
		if one.Account, err = v.c.Account(ctx, id, current); err != nil {
			return err
		}
		if one.Entries, err = words.tell(ctx, v.c, id, true, rows, newsEntries); err != nil {
			return err
		}
		if len(one.Entries) > 0 {
			v.news.Own = append(v.news.Own, one)
		}
	}
	return nil
}

// fresh keeps the changes that are news to whoever files for an account.
func (v *newsReader) fresh(ctx context.Context, rows []store.HistoryEntry) ([]store.HistoryEntry, error) {
	rows = slices.DeleteFunc(rows, func(r store.HistoryEntry) bool { return r.Batch <= v.since || !isNews(r) })
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Batch
	}
	slices.Sort(ids)
	acts, err := v.c.Acts(ctx, slices.Compact(ids))
	return slices.DeleteFunc(rows, func(r store.HistoryEntry) bool { return acts[r.Batch].User == v.who.User.ID }), err
}

func isNews(r store.HistoryEntry) bool {
	switch r.Field {
	case store.FieldFigure, store.FieldQuestion, store.FieldAnswer, store.FieldAnswered, store.FieldComment, store.FieldReturnReason, store.FieldRemembered:
		return false
	case store.FieldFiling:
		return r.NewText == string(kpi.FilingAccepted) || r.NewText == string(kpi.FilingSubmitted)
	case store.FieldCorrection:
		return r.NewText == string(kpi.CorrectionAccepted) || r.NewText == string(kpi.CorrectionRefused)
	}
	return true
}
