package network

// This file reads what a review shows besides the form of a filing: who
// submitted it and when, what changed since it was last reviewed, the lines of
// its figures, and the filings before and after it.

import (
	"context"
	"slices"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Signature says who did something, and when.
type Signature struct {
	At     time.Time // in the installation's zone; zero: not done
	User   kpi.ID
	By     string // name; "" for the program, and for a person who is named no more
	Role   kpi.Role
	Reason string
}

// signature says who acted and when, and why for as long as people are named.
func (m namer) signature(a store.Act) Signature {
	done := m.acted(a)
	if a.ID == 0 {
		return Signature{}
	}
	return Signature{At: done.At, User: a.User, By: done.By, Role: kpi.Role(a.Role), Reason: m.words(a, a.Reason)}
}

// Review is the filing of an account for a month as direction reads it.
type Review struct {
	Form      FilingForm
	First     Signature // first submission, which decides whether it is on time
	Submitted Signature // latest submission
	Expected  bool
	OnTime    bool      // of First
	Reviewed  Signature // the return or the acceptance that stands
	MayUndo   bool      // the person did that, and nothing has changed since
	Lines     map[string]analytics.Line
	Queue     ReviewQueue
}

// ReviewQueue is where a filing stands among those to review.
type ReviewQueue struct {
	Previous, Next *kpi.Account
	Place, Total   int // Place is 0 where this one is not among them any more
}

// FigureChange is a figure that is another than it was.
type FigureChange struct {
	Indicator kpi.Indicator
	Old, New  kpi.Figure
}

// ReviewChanges is what changed in a filing since it was accepted or returned.
type ReviewChanges struct {
	State   kpi.FilingState // that it had
	At      time.Time       // when it was accepted or returned, in the installation's zone
	Figures []FigureChange
	Comment bool // the comment is another, too
}

// reviewMonths is how many months the lines of a review have, its own included.
const reviewMonths = 25

// Review reads a filing for those who review it, in a language; the board's
// query says among which ones it stands.
// Errors: as Filing; CodeForbidden but for coordinators.
func (n *Network) Review(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, q BoardQuery, locale string) (Review, error) {
	var r Review
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		f, err := n.openFiling(ctx, c, who, account, month)
		if err != nil {
			return err
		}
		if !f.right.review {
			return kpi.Forbidden("review.forbidden")
		}
		if r.Form, err = n.form(ctx, c, who, f, locale); err != nil {
			return err
		}
		if err := n.reviewActs(ctx, c, who, f, &r); err != nil {
			return err
		}
		r.Lines, err = reviewLines(ctx, c, f)
		return err
	})
	if err != nil {
		return Review{}, err
	}
	r.Queue, err = n.reviewQueue(ctx, who, account, month, q)
	return r, err
}

// reviewActs adds who submitted and who reviewed the filing, and when.
func (n *Network) reviewActs(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling, r *Review) error {
	versions, err := f.versions(ctx, c)
	if err != nil {
		return err
	}
	var first, last kpi.ID
	for i, v := range versions {
		if !v.FirstSubmittedAt.IsZero() && first == 0 {
			first = v.Batch
		}
		if !v.LastSubmittedAt.IsZero() && (i == 0 || !v.LastSubmittedAt.Equal(versions[i-1].LastSubmittedAt)) {
			last = v.Batch
		}
	}
	acts, err := c.Acts(ctx, []kpi.ID{first, last, f.row.Batch})
	if err != nil {
		return err
	}
	names, err := n.newNamer(ctx, c, who)
	if err != nil {
		return err
	}
	r.First, r.Submitted = names.signature(acts[first]), names.signature(acts[last])
	if f.row.FirstSubmittedAt.IsZero() { // that submission was taken back
		r.First, r.Submitted = Signature{}, Signature{}
	}
	crowd, err := c.Crowd(ctx, []kpi.ID{f.account.ID})
	if err != nil {
		return err
	}
	cal, err := n.calendarOf(ctx, c)
	if err != nil {
		return err
	}
	r.Expected = crowd.Expected(f.account.ID, f.month)
	mark := analytics.FilingMark{State: kpi.FilingSubmitted, Expected: r.Expected, FirstSubmittedAt: f.row.FirstSubmittedAt}
	r.OnTime = mark.OnTime(cal.Due(f.month))
	for i := len(versions) - 1; i >= 0 && versions[i].State == f.row.State; i-- {
		if f.row.State == kpi.FilingReturned || f.row.State == kpi.FilingAccepted {
			acts, err := c.Acts(ctx, []kpi.ID{versions[i].Batch})
			if err != nil {
				return err
			}
			r.Reviewed = names.signature(acts[versions[i].Batch])
		}
	}
	before, err := f.reviewed(ctx, c, who)
	r.MayUndo = before != nil && f.lock == nil
	return err
}

// versions are the filing's versions in order, the one that stands last.
func (f *openFiling) versions(ctx context.Context, c store.Conn) ([]store.FilingRow, error) {
	if f.row.Version == 0 {
		return nil, nil
	}
	versions, err := c.FilingVersions(ctx, f.account.ID, []kpi.Month{f.month})
	return append(versions, f.row), err
}

// changedSince is what changed in a submitted filing since it was last accepted
// or returned; nil where it never was, or nothing did.
func (n *Network) changedSince(ctx context.Context, c store.Conn, f *openFiling) (*ReviewChanges, error) {
	if f.row.State != kpi.FilingSubmitted || f.row.Version < 2 {
		return nil, nil
	}
	versions, err := f.versions(ctx, c)
	if err != nil {
		return nil, err
	}
	var base *store.FilingRow
	for i, v := range versions {
		reviewed := v.State == kpi.FilingAccepted || v.State == kpi.FilingReturned
		if reviewed && (i == 0 || versions[i-1].State != v.State) { // not the drafts of one that is returned
			base = &versions[i]
		}
	}
	if base == nil {
		return nil, nil
	}
	stood, err := c.FiguresAt(ctx, f.month, f.account.ID, base.Batch)
	if err != nil {
		return nil, err
	}
	acts, err := c.Acts(ctx, []kpi.ID{base.Batch})
	if err != nil {
		return nil, err
	}
	changes := &ReviewChanges{State: base.State, At: acts[base.Batch].At.In(n.location()), Comment: base.Comment != f.row.Comment}
	old := make(map[kpi.ID]kpi.Figure, len(stood))
	for _, r := range stood {
		old[r.Indicator] = r.Figure
	}
	for _, i := range f.indicators {
		if was, is := old[i.ID], f.figures[i.Code]; was != is {
			changes.Figures = append(changes.Figures, FigureChange{Indicator: i, Old: was, New: is})
		}
	}
	if len(changes.Figures) == 0 && !changes.Comment {
		return nil, nil
	}
	return changes, nil
}

// reviewLines are the lines of what was filed, by code, up to the month.
func reviewLines(ctx context.Context, c store.Conn, f *openFiling) (map[string]analytics.Line, error) {
	months := kpi.MonthsBetween(f.month.Add(1-reviewMonths), f.month)
	rows, err := c.FigureHistory(ctx, f.account.ID, months)
	if err != nil {
		return nil, err
	}
	figures := map[kpi.ID][]kpi.Figure{}
	first := len(months) - 1
	for _, r := range rows {
		if figures[r.Indicator] == nil {
			figures[r.Indicator] = make([]kpi.Figure, len(months))
		}
		at := int(r.Month - months[0])
		figures[r.Indicator][at] = r.Figure
		if r.Answered() {
			first = min(first, at)
		}
	}
	lines := map[string]analytics.Line{}
	for _, i := range f.indicators {
		if all := figures[i.ID]; slices.ContainsFunc(all, kpi.Figure.Answered) {
			lines[i.Code] = analytics.NewLine(i, months[first:], all[first:])
		}
	}
	return lines, nil
}

// reviewQueue finds the filings to review before and after this one, in the
// order of the board: those that are submitted, or what the choice leaves of
// those that are there.
func (n *Network) reviewQueue(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, q BoardQuery) (ReviewQueue, error) {
	var queue ReviewQueue
	err := n.board(ctx, who, month, q, func(v *boardView) error {
		asked, err := v.questions(ctx)
		if err != nil {
			return err
		}
		chosen, known := v.chosen(q.Choice, asked)
		all := q.Choice == BoardAll || !known
		kept := slices.DeleteFunc(chosen, func(place int) bool {
			standing := v.at(place).standing
			return standing != analytics.StandingSubmitted &&
				(all || standing != analytics.StandingReturned && standing != analytics.StandingAccepted)
		})
		return v.around(ctx, account, kept, &queue)
	})
	return queue, err
}

// around says which of the accounts at places, in order, come before and after
// one, which may be none of them.
func (v *boardView) around(ctx context.Context, account kpi.ID, places []int, queue *ReviewQueue) error {
	among := make(map[int]bool, len(places))
	for _, place := range places {
		among[place] = true
	}
	var previous, next kpi.ID
	passed := false
	for _, place := range v.list.Sorted(func(place int) bool { return among[place] || v.at(place).ID == account }) {
		id := v.at(place).ID
		if id == account {
			passed = true
		}
		if !among[place] {
			continue
		}
		queue.Total++
		switch {
		case id == account:
			queue.Place = queue.Total
		case !passed:
			previous = id
		case next == 0:
			next = id
		}
	}
	if !passed {
		next, previous = previous, 0 // the filter leaves this one out: any other one is next
	}
	accounts, err := v.c.AccountsByID(ctx, v.month, slices.DeleteFunc([]kpi.ID{previous, next}, func(id kpi.ID) bool { return id == 0 }))
	if err != nil {
		return err
	}
	if a, there := accounts[previous]; there {
		queue.Previous = &a
	}
	if a, there := accounts[next]; there {
		queue.Next = &a
	}
	return nil
}
