package network

// This file gathers what direction looks at before it closes a month, and what
// was done with it since.

import (
	"cmp"
	"context"
	"slices"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Concerns are what closing a month would leave undone, over the whole
// network. Somebody who closes it confirms that they know of them.
type Concerns struct {
	Missing   int  // filings that are expected and not submitted
	Questions int  // not closed
	Early     bool // the due day is not over
}

// None reports whether nothing stands in the way.
func (c Concerns) None() bool { return c == Concerns{} }

// Closing is where a month stands on its way to being published, for
// direction.
type Closing struct {
	MonthStanding
	Expected, Filed int             // filings, of the accounts that the person sees
	Missing         []MissingFiling // of those, one page
	Page, PageSize  int
	Total           int // of missing filings that the person sees
	Concerns        Concerns
	Corrections     int // proposed and not decided
	Acts            []MonthAct
	Reports         []IssuedReport // of the month, latest first
	// ChangedSince is how many figures of the month were changed after the report
	// in force was issued, corrections apart, which the next report restates.
	ChangedSince int
	May          ClosingMay
	// UntilFirst, Until and UntilLast are the first, the usual and the last day on
	// which a reopening may end.
	UntilFirst, Until, UntilLast kpi.Day
}

// ClosingMay says what the person who asks may do with the month now.
type ClosingMay struct{ Close, Reopen, Publish bool }

// MissingFiling is a filing that is expected and not submitted.
type MissingFiling struct {
	Account kpi.Account
	State   kpi.FilingState
	Holder  string // "" where the account has none today
}

// MonthAct is something that was done with a month.
type MonthAct struct {
	ID      kpi.ID // of the act, whose page tells it
	At      time.Time
	By      string // "" where it is no longer told, and for the command line
	Role    string // "system" for the command line
	Channel kpi.Channel
	Reason  string
	Act     string    // MonthClosed, MonthReopened or MonthPublished
	Until   time.Time // of a reopening: when it ends by itself
	Report  kpi.ID    // of a publication
}

// The acts on a month.
const (
	MonthClosed    = store.MonthClosed
	MonthReopened  = store.MonthReopened
	MonthPublished = store.MonthPublished
)

// MonthStanding is where a month stands, as everybody may know who sees the
// network's totals.
type MonthStanding struct {
	Month         kpi.Month
	State         kpi.MonthState
	Due           kpi.Day
	Lock          *kpi.Lock     // nil: its figures can be changed
	ReopenedUntil time.Time     // of a month that is open again
	Report        *IssuedReport // in force; nil: none
	May           bool          // the person may look at its closing
}

// MonthStanding says where a month stands.
// Errors: CodeNotFound for contributors; CodeInvalid for a month that no
// figures can be of.
func (n *Network) MonthStanding(ctx context.Context, who kpi.Who, month kpi.Month) (s MonthStanding, err error) {
	if err := n.shown(month); err != nil {
		return s, err
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		s, err = n.standing(ctx, c, who, month)
		return err
	})
	return s, err
}

func (n *Network) standing(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month) (MonthStanding, error) {
	s := MonthStanding{Month: month, May: looksAtClosing(who)}
	row, err := c.Month(ctx, month)
	if err != nil {
		return s, err
	}
	cal, err := n.calendarOf(ctx, c)
	if err != nil {
		return s, err
	}
	s.State, s.Due, s.Lock = n.monthState(row, cal), cal.DueDate(month), n.lockOf(row)
	if s.Lock != nil {
		s.Lock.Since = s.Lock.Since.In(n.location())
	}
	if s.State == kpi.MonthReopened {
		s.ReopenedUntil = row.ReopenedUntil.In(n.location())
	}
	inForce, err := reportInForce(ctx, c, month)
	if err != nil {
		return s, err
	}
	rows := []store.IssuedRow{inForce}
	if inForce.Number == 0 {
		rows = nil
	}
	list, err := n.issued(ctx, c, who, rows)
	if err == nil && len(list) > 0 {
		s.Report = &list[0]
	}
	return s, err
}

func looksAtClosing(who kpi.Who) bool { return who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) }

// MissingShown is how many missing filings a page shows: few enough that what
// is to be done stands beneath them. The board shows them all.
const MissingShown = 20

// Closing reads what direction looks at before it closes a month, with a page
// of the filings that are missing, by name. Somebody who is limited to a part
// of the tree sees the filings of that part.
// Errors: CodeNotFound but for direction; CodeInvalid for a month that no
// figures can be of.
func (n *Network) Closing(ctx context.Context, who kpi.Who, month kpi.Month, page int) (v Closing, err error) {
	if !looksAtClosing(who) {
		return v, kpi.NotFound("error.not_found")
	}
	if err := n.shown(month); err != nil {
		return v, err
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		if v.MonthStanding, err = n.standing(ctx, c, who, month); err != nil {
			return err
		}
		v.PageSize = MissingShown
		if err := n.closingFilings(ctx, c, who, &v, page); err != nil {
			return err
		}
		return n.closingPast(ctx, c, who, &v)
	})
	v.UntilFirst, v.Until, v.UntilLast = n.Today(), n.Today().Add(ReopenedDays), n.Today().Add(MostReopenedDays)
	if closesMonths(who) {
		locked := v.State.Locked()
		v.May = ClosingMay{Close: !locked, Reopen: locked || v.State == kpi.MonthReopened, Publish: locked}
	}
	return v, err
}

// closingFilings counts the filings of the month, and lists a page of those
// that are missing.
func (n *Network) closingFilings(ctx context.Context, c store.Conn, who kpi.Who, v *Closing, page int) error {
	f, err := n.monthFilings(ctx, c, v.Month)
	if err != nil {
		return err
	}
	if v.Concerns, err = n.concernsOf(ctx, c, v.Month, f); err != nil {
		return err
	}
	matters, err := c.OpenMatters(ctx, v.Month)
	if err != nil {
		return err
	}
	v.Corrections = matters.Corrections
	groups, err := c.Groups(ctx)
	if err != nil {
		return err
	}
	accounts, err := c.AccountsByID(ctx, v.Month, f.expected)
	if err != nil {
		return err
	}
	var missing []kpi.Account
	for _, id := range f.expected {
		if a := accounts[id]; within(groups.Entities, who, a.EntityID) {
			v.Expected++
			if f.states[id].Filed() {
				v.Filed++
			} else {
				missing = append(missing, a)
			}
		}
	}
	slices.SortFunc(missing, func(a, b kpi.Account) int {
		return cmp.Or(cmp.Compare(kpi.Fold(a.Name()), kpi.Fold(b.Name())), cmp.Compare(kpi.Fold(a.Platform), kpi.Fold(b.Platform)), cmp.Compare(a.ID, b.ID))
	})
	v.Total = len(missing)
	v.Page = max(1, min(page, (v.Total+v.PageSize-1)/v.PageSize))
	missing = missing[(v.Page-1)*v.PageSize : min(v.Page*v.PageSize, v.Total)]
	ids := make([]kpi.ID, len(missing))
	for i, a := range missing {
		ids[i] = a.ID
	}
	holders, err := c.HoldersOn(ctx, n.Today(), ids)
	for _, a := range missing {
		v.Missing = append(v.Missing, MissingFiling{Account: a, State: cmp.Or(f.states[a.ID], kpi.FilingEmpty), Holder: holders[a.ID].Name})
	}
	return err
}

// monthFilings are the filings that a month expects, and where those stand
// that there are.
type monthFilings struct {
	expected []kpi.ID
	states   map[kpi.ID]kpi.FilingState
}

func (f monthFilings) missing() int {
	n := 0
	for _, id := range f.expected {
		if !f.states[id].Filed() {
			n++
		}
	}
	return n
}

func (n *Network) monthFilings(ctx context.Context, c store.Conn, month kpi.Month) (f monthFilings, err error) {
	crowd, err := c.Crowd(ctx, nil)
	if err != nil {
		return f, err
	}
	f.expected = crowd.ExpectedIn(month)
	f.states, err = c.FilingStates(ctx, month)
	return f, err
}

// concerns are what closing a month now would leave undone.
func (n *Network) concerns(ctx context.Context, c store.Conn, month kpi.Month) (Concerns, error) {
	f, err := n.monthFilings(ctx, c, month)
	if err != nil {
		return Concerns{}, err
	}
	return n.concernsOf(ctx, c, month, f)
}

func (n *Network) concernsOf(ctx context.Context, c store.Conn, month kpi.Month, f monthFilings) (Concerns, error) {
	matters, err := c.OpenMatters(ctx, month)
	if err != nil {
		return Concerns{}, err
	}
	cal, err := n.calendarOf(ctx, c)
	return Concerns{Missing: f.missing(), Questions: matters.Questions, Early: !n.now().After(cal.Due(month))}, err
}

// closingPast tells what was done with the month so far.
func (n *Network) closingPast(ctx context.Context, c store.Conn, who kpi.Who, v *Closing) error {
	changes, err := c.MonthChanges(ctx, v.Month)
	if err != nil {
		return err
	}
	ids := make([]kpi.ID, len(changes))
	for i, change := range changes {
		ids[i] = change.Batch
	}
	acts, err := c.Acts(ctx, ids)
	if err != nil {
		return err
	}
	teller, err := n.newActTeller(ctx, c, who)
	if err != nil {
		return err
	}
	for _, change := range changes {
		act := teller.tell(acts[change.Batch])
		one := MonthAct{ID: change.Batch, At: act.At, By: act.Name, Role: act.Role, Channel: act.Channel, Reason: act.Reason, Act: change.Act}
		switch change.Act {
		case MonthReopened:
			one.Until = change.Until().In(n.location())
		case MonthPublished:
			one.Report = kpi.ParseID(change.Told)
		}
		v.Acts = append(v.Acts, one)
	}
	rows, err := c.IssuedReports(ctx, v.Month)
	if err != nil {
		return err
	}
	if v.Reports, err = n.issued(ctx, c, who, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if r.ReplacedBy == 0 {
			v.ChangedSince, err = c.FiguresAmendedSince(ctx, v.Month, r.Batch)
		}
	}
	return err
}
