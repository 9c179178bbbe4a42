package kpi

import "strconv"

// ID identifies a row; outside the program it is an opaque string. The zero
// ID means "none".
type ID int64

// ParseID reads what String wrote; anything else is the zero ID, which
// nothing has.
func ParseID(s string) ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != s { // one way to write each
		return 0
	}
	return ID(n)
}

// String returns the opaque form.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// MarshalText writes the opaque form, so that JSON shows a string.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the opaque form.
func (id *ID) UnmarshalText(b []byte) error {
	*id = ParseID(string(b))
	return nil
}
