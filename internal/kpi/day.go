package kpi

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Day is a calendar day without a zone, counted from 1970-01-01 plus one, so
// that the zero Day means "no day".
type Day int32

// NewDay returns the given day; days and months out of range overflow into
// the next ones, as in time.Date.
func NewDay(year int, month time.Month, day int) Day {
	return DayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// DayOf returns the day that t falls in, in t's own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	utc := time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix()
	return Day(utc/86400) + 1
}

// ParseDay reads the form YYYY-MM-DD and nothing else.
// Errors: CodeInvalid, key "error.day".
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, Invalid("error.day", "value", s)
	}
	return DayOf(t), nil
}

// IsZero reports whether d is "no day".
func (d Day) IsZero() bool { return d == 0 }

// Time returns midnight UTC at the beginning of d.
func (d Day) Time() time.Time { return time.Unix(int64(d-1)*86400, 0).UTC() }

// Month returns the month d is in.
func (d Day) Month() Month { return MonthOf(d.Time()) }

// Add returns the day n days after d.
func (d Day) Add(n int) Day { return d + Day(n) }

// String returns d as YYYY-MM-DD, and "" for the zero Day.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes d as YYYY-MM-DD.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; the empty text is the zero Day.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDay(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// Value stores d as the text YYYY-MM-DD, and the zero Day as NULL.
func (d Day) Value() (driver.Value, error) {
	if d == 0 {
		return nil, nil
	}
	return d.String(), nil
}

// Scan reads what Value wrote.
func (d *Day) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = 0
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("kpi: cannot read a day from %T", src)
}
