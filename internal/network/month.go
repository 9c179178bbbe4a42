package network

// This file holds the reporting months: which there are, closing, reopening
// and what is locked.

import (
	"context"
	"strings"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// ReopenedDays is after how many days the reopening of a month ends by itself.
const ReopenedDays = 7

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

// CloseMonth locks a month: its figures change no more. Closing a month that
// is closed does nothing; one that was reopened is locked again.
// Errors: CodeForbidden but for coordinators of the whole network;
// CodeInvalid for a month to come.
func (n *Network) CloseMonth(ctx context.Context, who kpi.Who, month kpi.Month) error {
	if err := n.mayCloseMonths(who, month); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		row, err := tx.Month(ctx, month)
		if err != nil || n.lockOf(row) != nil {
			return err
		}
		row.ClosedAt, row.ReopenedUntil = tx.Now, time.Time{}
		return tx.PutMonth(ctx, row, "closed")
	})
}

// ReopenMonth opens a closed month again, for ReopenedDays days and with a
// reason, which is kept. Errors: as CloseMonth; CodeInvalid without a reason,
// and where the month is not closed.
func (n *Network) ReopenMonth(ctx context.Context, who kpi.Who, month kpi.Month, reason string) error {
	if err := n.mayCloseMonths(who, month); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if key, args := checkText(reason, maxReason); key != "" || reason == "" {
		if reason == "" {
			key = "filing.reopen_reason"
		}
		return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args,
			Fields: []kpi.FieldError{{Field: "reason", Key: key, Args: args}}}
	}
	return n.db.Write(ctx, n.batch(who, reason), func(tx *store.Tx) error {
		row, err := tx.Month(ctx, month)
		if err != nil {
			return err
		}
		if n.lockOf(row) == nil {
			return kpi.Invalid("filing.month_open", "month", month)
		}
		row.ReopenedUntil = tx.Now.AddDate(0, 0, ReopenedDays)
		return tx.PutMonth(ctx, row, "reopened")
	})
}

// mayCloseMonths refuses all but coordinators who see the whole network: a
// month is closed for everybody.
func (n *Network) mayCloseMonths(who kpi.Who, month kpi.Month) error {
	if !who.Is(kpi.RoleCoordinator) || who.User.EntityID != 0 {
		return kpi.Forbidden("filing.close_forbidden")
	}
	if month.IsZero() || month > n.CurrentMonth() {
		return invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	return nil
}

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
	return kpi.Calendar{Zone: n.location(), DueDay: settings.DueDay}, err
}
