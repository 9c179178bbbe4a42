package store

import (
	"database/sql"
	"time"

	"portevoix/internal/kpi"
)

// instantForm is how instants are stored: they sort as text.
const instantForm = "2006-01-02T15:04:05.000Z"

// instant writes a time for the database; the zero time is NULL.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(instantForm)
}

// readInstant reads what instant wrote; NULL is the zero time.
func readInstant(s sql.NullString) time.Time {
	if !s.Valid {
		return time.Time{}
	}
	t, err := time.Parse(instantForm, s.String)
	if err != nil {
		return time.Time{}
	}
	return t
}

// nullID stores "none" as NULL.
func nullID(id kpi.ID) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// nullText stores the empty text as NULL.
func nullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// integer is a whole number that was scanned into any.
func integer(v any) int64 {
	n, _ := v.(int64)
	return n
}

// milliseconds is an instant as it is stored, since 1970; 0 where there is
// none.
func milliseconds(text string) int64 {
	if text == "" {
		return 0
	}
	return readInstant(sql.NullString{String: text, Valid: true}).UnixMilli()
}
