package network

// This file holds the reporting months: which there are, closing, reopening
// and what is locked. What stands in the way of closing is in month_closing.go.

import (
	"context"
	"errors"
	"strings"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// ReopenedDays is after how many days a reopening ends where nobody says
// another day, and MostReopenedDays the most that anybody can say.
const (
	ReopenedDays     = 7
	MostReopenedDays = 31
)

// MonthSpan says which months there are.
type MonthSpan struct {
	First, Last kpi.Month // with figures; zero where there are none
	Current     kpi.Month // the month of now
	Default     kpi.Month // what a page without a month shows: Last, but not a month still going on where there is an earlier one
}

// Months says which months there are.
func (n *Network) Months(ctx context.Context, _ kpi.Who) (MonthSpan, error) {
	span := MonthSpan{Current: n.CurrentMonth()}
	var err error
	if span.First, span.Last, err = n.db.FigureSpan(ctx); err != nil {
		return MonthSpan{}, err
	}
	span.Default = span.Last
	if span.First.IsZero() || (span.First < span.Current && span.Last >= span.Current) {
		span.Default = span.Current.Add(-1)
	}
	return span, nil
}

// CloseMonth locks a month, whatever is missing of it: its figures change no
// more. Closing a month that is closed does nothing; one that was reopened is
// locked again. Days away that are over are forgotten, and the holders of the
// month are told, each once for a month however often it is closed. To undo it
// is to reopen the month.
// Errors: CodeForbidden but for coordinators of the whole network;
// CodeInvalid for a month to come.
func (n *Network) CloseMonth(ctx context.Context, who kpi.Who, month kpi.Month) error {
	return n.closeMonth(ctx, who, month, func(store.Conn) error { return nil })
}

// CloseMonthKnowing locks a month as CloseMonth does, where its concerns are
// those that the person knows of.
// Errors: as CloseMonth; CodeConflict, key "closing.concerns", where they are
// others: somebody has to look at them first.
func (n *Network) CloseMonthKnowing(ctx context.Context, who kpi.Who, month kpi.Month, known Concerns) error {
	return n.closeMonth(ctx, who, month, func(c store.Conn) error {
		concerns, err := n.concerns(ctx, c, month)
		if err == nil && concerns != known {
			err = kpi.NewError(kpi.CodeConflict, "closing.concerns", "month", month)
		}
		return err
	})
}

func (n *Network) closeMonth(ctx context.Context, who kpi.Who, month kpi.Month, check func(store.Conn) error) error {
	if err := n.mayCloseMonths(who, month); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		row, err := tx.Month(ctx, month)
		if err != nil || n.lockOf(row) != nil {
			return err
		}
		if err := check(tx.Conn); err != nil {
			return err
		}
		row.ClosedAt, row.ReopenedUntil = tx.Now, time.Time{}
		if err := tx.PutMonth(ctx, row, store.MonthClosed, ""); err != nil {
			return err
		}
		if err := tx.DeleteDaysAwayBefore(ctx, n.Today()); err != nil {
			return err
		}
		return n.tellClosed(ctx, tx, month)
	})
}

// tellClosed queues a message for everybody who holds an account of which the
// month is expected or has a filing, on its last day or today: one that it is
// closed, and one with their own trend where they have filed. One person gets
// one of each, for all their accounts.
func (n *Network) tellClosed(ctx context.Context, tx *store.Tx, month kpi.Month) error {
	on, err := n.sendsMail(ctx, tx.Conn)
	if err != nil || !on {
		return err
	}
	crowd, err := tx.Crowd(ctx, nil)
	if err != nil {
		return err
	}
	states, err := tx.FilingStates(ctx, month)
	if err != nil {
		return err
	}
	closed, filed := map[kpi.ID]bool{}, map[kpi.ID]bool{}
	for _, day := range []kpi.Day{month.LastDay(), n.Today()} {
		holders, err := tx.HoldersToTell(ctx, day)
		if err != nil {
			return err
		}
		for account, user := range holders {
			state, has := states[account]
			if has || crowd.Expected(account, month) {
				closed[user] = true
			}
			if state.Filed() {
				filed[user] = true
			}
		}
	}
	for _, told := range []struct {
		kind kpi.MailKind
		who  map[kpi.ID]bool
	}{{kpi.MailClosed, closed}, {kpi.MailReadBack, filed}} {
		for _, user := range sortedIDs(told.who) {
			m := kpi.Mail{Key: string(told.kind) + "/" + month.String() + "/" + user.String(), Kind: told.kind, User: user, Month: month}
			if err := n.tellByMail(ctx, tx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// ReopenMonth opens a closed month again, for ReopenedDays days and with a
// reason, which is kept. Errors: as ReopenMonthUntil.
func (n *Network) ReopenMonth(ctx context.Context, who kpi.Who, month kpi.Month, reason string) error {
	return n.ReopenMonthUntil(ctx, who, month, n.Today().Add(ReopenedDays), reason)
}

// ReopenMonthUntil opens a closed month again until the end of a day, with a
// reason, which is kept: then it is locked again by itself. The end of one that
// is open again already moves to that day.
// Errors: as CloseMonth; CodeInvalid with the fields reason and until, where
// the day is over or more than MostReopenedDays away; CodeInvalid where the
// month is not closed.
func (n *Network) ReopenMonthUntil(ctx context.Context, who kpi.Who, month kpi.Month, until kpi.Day, reason string) error {
	if err := n.mayCloseMonths(who, month); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	faults := fieldFaults(checkReason("reason", reason, "filing.reopen_reason"))
	if first, last := n.Today(), n.Today().Add(MostReopenedDays); until < first || until > last {
		faults = append(faults, kpi.Field("until", "closing.until", "first", first, "last", last))
	}
	if len(faults) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: faults[0].Key, Args: faults[0].Args, Fields: faults}
	}
	return n.db.Write(ctx, n.batch(who, reason), func(tx *store.Tx) error {
		row, err := tx.Month(ctx, month)
		if err != nil {
			return err
		}
		if row.ClosedAt.IsZero() {
			return kpi.Invalid("filing.month_open", "month", month)
		}
		row.ReopenedUntil = n.endOf(until)
		return tx.PutMonth(ctx, row, store.MonthReopened, store.ReopenedUntil(row.ReopenedUntil))
	})
}

// endOf is the instant at which a day ends in the installation's zone.
func (n *Network) endOf(day kpi.Day) time.Time {
	y, m, d := day.Add(1).Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, n.location())
}

// fieldFaults are the faults of the fields that an error names.
func fieldFaults(err error) []kpi.FieldError {
	if e := new(kpi.Error); errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// mayCloseMonths refuses all but coordinators who see the whole network: a
// month is closed for everybody.
func (n *Network) mayCloseMonths(who kpi.Who, month kpi.Month) error {
	if !closesMonths(who) {
		return kpi.Forbidden("filing.close_forbidden")
	}
	if month.IsZero() || month > n.CurrentMonth() {
		return invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	return nil
}

func closesMonths(who kpi.Who) bool { return who.Is(kpi.RoleCoordinator) && who.User.EntityID == 0 }

// MonthLock says why the figures of a month cannot be changed and who can lift
// that; nil where they can.
func (n *Network) MonthLock(ctx context.Context, month kpi.Month) (*kpi.Lock, error) {
	row, err := n.db.Month(ctx, month)
	if err != nil {
		return nil, err
	}
	return n.lockOf(row), nil
}

// lockOf is the lock on a month now.
func (n *Network) lockOf(row store.MonthRow) *kpi.Lock {
	if row.ClosedAt.IsZero() || n.now().Before(row.ReopenedUntil) {
		return nil
	}
	since := row.ClosedAt
	if row.ReopenedUntil.After(since) {
		since = row.ReopenedUntil
	}
	return &kpi.Lock{Key: "filing.month_closed", Since: since, Lifter: kpi.RoleCoordinator}
}

// monthState is where a month stands now.
func (n *Network) monthState(row store.MonthRow, cal kpi.Calendar) kpi.MonthState {
	switch locked := n.lockOf(row) != nil; {
	case locked && !row.PublishedAt.IsZero():
		return kpi.MonthPublished
	case locked:
		return kpi.MonthClosed
	case !row.ClosedAt.IsZero():
		return kpi.MonthReopened
	case n.now().After(cal.Due(row.Month)):
		return kpi.MonthDue
	}
	return kpi.MonthOpen
}

// lockedMonths says which of the months are locked now.
func (n *Network) lockedMonths(ctx context.Context, c store.Conn, months []kpi.Month) (map[kpi.Month]bool, error) {
	rows, err := c.MonthRows(ctx, months)
	if err != nil {
		return nil, err
	}
	locked := map[kpi.Month]bool{}
	for m, row := range rows {
		if n.lockOf(row) != nil {
			locked[m] = true
		}
	}
	return locked, nil
}

// RefreshAllTotals counts all kept totals again, as is due after a change of
// what they hang on.
func (n *Network) RefreshAllTotals(ctx context.Context, tx *store.Tx) error {
	return n.recount(ctx, tx, kpi.FirstMonth)
}

// calendarOf is the calendar in force.
func (n *Network) calendarOf(ctx context.Context, c store.Conn) (kpi.Calendar, error) {
	settings, err := settingsOf(ctx, c)
	return settings.calendar(n.location()), err
}
