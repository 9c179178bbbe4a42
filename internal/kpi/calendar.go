package kpi

import "time"

// DefaultDueDay is the day of the next month by which a filing is due.
const DefaultDueDay = 5

// Calendar says when the filings of a month are due.
type Calendar struct {
	Zone     *time.Location // of the installation; nil: UTC
	DueDay   int            // of the next month, 1 to 31; 0: DefaultDueDay
	Holidays Holidays       // on which nothing is due; "": HolidaysFrance
}

// DueDate is the day by which the filings of a month are due: the due day of
// the next month (its last day where it is shorter), moved to the next working
// day where it falls on a weekend or a public holiday.
func (c Calendar) DueDate(m Month) Day {
	day := c.DueDay
	if day == 0 {
		day = DefaultDueDay
	}
	next := m.Add(1)
	return c.NextWorkingDay(next.FirstDay().Add(min(day, next.Days()) - 1))
}

// Due is the last instant, to the millisecond, at which a filing of a month is
// on time: the end of the due date in the installation's zone.
func (c Calendar) Due(m Month) time.Time {
	zone := c.Zone
	if zone == nil {
		zone = time.UTC
	}
	y, month, d := c.DueDate(m).Add(1).Time().Date()
	return time.Date(y, month, d, 0, 0, 0, 0, zone).Add(-time.Millisecond)
}
