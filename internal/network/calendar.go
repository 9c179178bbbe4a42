package network

// This file is the calendar of the months: until when filings are due, when
// the editorial committee meets.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// How far the calendar of a person reaches.
const (
	calendarBack  = 3  // months
	calendarAhead = 12 // months
)

// CalendarMonth is what happens in a month of the calendar.
type CalendarMonth struct {
	Month     kpi.Month // of the calendar
	Reports   kpi.Month // whose filings are due in it; zero: none
	Due       kpi.Day   // of Reports
	Committee kpi.Day   // zero: none
	Usual     kpi.Day   // day on which the committee would usually meet; zero: none
	// Exception says that somebody settled this month's committee by hand.
	Exception bool
}

// Calendar reads what happens from one month until another, whoever asks.
func (n *Network) Calendar(ctx context.Context, from, until kpi.Month) (months []CalendarMonth, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		months, err = n.calendarMonths(ctx, c, from, until)
		return err
	})
	return months, err
}

func (n *Network) calendarMonths(ctx context.Context, c store.Conn, from, until kpi.Month) ([]CalendarMonth, error) {
	settings, err := settingsOf(ctx, c)
	if err != nil {
		return nil, err
	}
	exceptions, err := c.Committees(ctx)
	if err != nil {
		return nil, err
	}
	cal := settings.calendar(n.location())
	var months []CalendarMonth
	for m := from; m <= until; m++ {
		one := CalendarMonth{Month: m, Usual: settings.Committee.Day(cal, m)}
		if m-1 >= settings.FirstReportingMonth {
			one.Reports, one.Due = m-1, cal.DueDate(m-1)
		}
		if one.Committee, one.Exception = exceptions[m]; !one.Exception {
			one.Committee = one.Usual
		}
		months = append(months, one)
	}
	return months, nil
}

// SetCommitteeDay settles on which day of a month the committee meets, for
// coordinators of the whole network; the zero day is no committee in that
// month.
// Errors: CodeForbidden; CodeInvalid with the fields month and day.
func (n *Network) SetCommitteeDay(ctx context.Context, who kpi.Who, month kpi.Month, day kpi.Day) error {
	switch {
	case month < n.CurrentMonth().Add(-calendarBack) || month > n.CurrentMonth().Add(farthestMonths):
		return invalidField("month", "calendar.month_far", "from", n.CurrentMonth().Add(-calendarBack), "to", n.CurrentMonth().Add(farthestMonths))
	case day != 0 && day.Month() != month:
		return invalidField("day", "calendar.day_elsewhere", "month", month)
	}
	return n.setCommittee(ctx, who, func(tx *store.Tx) error { return tx.PutCommittee(ctx, month, day) })
}

// UsualCommittee gives a month its usual committee again, for coordinators of
// the whole network.
// Errors: CodeForbidden.
func (n *Network) UsualCommittee(ctx context.Context, who kpi.Who, month kpi.Month) error {
	return n.setCommittee(ctx, who, func(tx *store.Tx) error { return tx.RemoveCommittee(ctx, month) })
}
