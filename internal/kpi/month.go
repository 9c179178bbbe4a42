package kpi

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Month is a calendar month, 0001-01 to 9999-12, counted from year 0
// (year × 12 + month − 1). The zero Month means "no month". It is never a
// point in time: the installation's zone decides which month "now" is in.
type Month int32

// FirstMonth stands for "since always" in dated rows that have no known
// beginning.
const FirstMonth Month = 12

// EarliestFigures is the first month that figures can be of: an earlier one is
// a slip of the pen, and every month since is kept count of.
const EarliestFigures Month = 1990 * 12

const lastMonth Month = 9999*12 + 11

// NewMonth returns the given month of the given year.
func NewMonth(year int, month time.Month) Month {
	return Month(year*12 + int(month) - 1)
}

// MonthOf returns the month that t falls in, in t's own zone.
func MonthOf(t time.Time) Month { return NewMonth(t.Year(), t.Month()) }

// ParseMonth reads the form YYYY-MM and nothing else.
// Errors: CodeInvalid, key "error.month".
func ParseMonth(s string) (Month, error) {
	if len(s) != 7 || s[4] != '-' {
		return 0, monthError(s)
	}
	year, ok1 := digits(s[:4])
	month, ok2 := digits(s[5:])
	if !ok1 || !ok2 || year < 1 || month < 1 || month > 12 {
		return 0, monthError(s)
	}
	return NewMonth(year, time.Month(month)), nil
}

func monthError(s string) error {
	return Invalid("error.month", "value", s)
}

func digits(s string) (int, bool) {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// IsZero reports whether m is "no month".
func (m Month) IsZero() bool { return m == 0 }

// Year returns the year m is in.
func (m Month) Year() int { return int(m) / 12 }

// Month returns m's month of the year.
func (m Month) Month() time.Month { return time.Month(int(m)%12 + 1) }

// Add returns the month n months after m (before it where n is negative),
// never before FirstMonth nor after 9999-12.
func (m Month) Add(n int) Month { return min(max(m+Month(n), FirstMonth), lastMonth) }

// Sub returns the number of months from other to m.
func (m Month) Sub(other Month) int { return int(m - other) }

// Days returns the number of days of m.
func (m Month) Days() int { return m.LastDay().Time().Day() }

// FirstDay returns the first day of m.
func (m Month) FirstDay() Day { return NewDay(m.Year(), m.Month(), 1) }

// LastDay returns the last day of m.
func (m Month) LastDay() Day { return NewDay(m.Year(), m.Month()+1, 0) }

// String returns m as YYYY-MM, and "" for the zero Month.
func (m Month) String() string {
	if m == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year(), int(m.Month()))
}

// MarshalText writes m as YYYY-MM.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads YYYY-MM; the empty text is the zero Month.
func (m *Month) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = 0
		return nil
	}
	v, err := ParseMonth(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}

// Value stores m as the text YYYY-MM, and the zero Month as NULL.
func (m Month) Value() (driver.Value, error) {
	if m == 0 {
		return nil, nil
	}
	return m.String(), nil
}

// Scan reads what Value wrote.
func (m *Month) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = 0
		return nil
	case string:
		return m.UnmarshalText([]byte(v))
	case []byte:
		return m.UnmarshalText(v)
	}
	return fmt.Errorf("kpi: cannot read a month from %T", src)
}

// MonthsBetween lists the months from first to last, both included, and is
// empty where last is before first.
func MonthsBetween(first, last Month) []Month {
	if last < first {
		return nil
	}
	months := make([]Month, 0, last-first+1)
	for m := first; m <= last; m++ {
		months = append(months, m)
	}
	return months
}
