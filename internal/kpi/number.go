package kpi

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"math"
)

// Number is a number that may be unknown. Unknown is never zero: it is a gap
// in a line, an empty cell in a file and null in JSON.
type Number struct {
	V     float64
	Known bool
}

// Num returns a known number; NaN and infinities are unknown.
func Num(v float64) Number {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Number{}
	}
	return Number{V: v, Known: true}
}

// Minus returns n − o, unknown where either is.
func (n Number) Minus(o Number) Number {
	if !n.Known || !o.Known {
		return Number{}
	}
	return Num(n.V - o.V)
}

// Over returns n ÷ o, unknown where either is or o is 0.
func (n Number) Over(o Number) Number {
	if !n.Known || !o.Known || o.V == 0 {
		return Number{}
	}
	return Num(n.V / o.V)
}

// Times returns n × k.
func (n Number) Times(k float64) Number {
	if !n.Known {
		return n
	}
	return Num(n.V * k)
}

// MarshalJSON writes the number, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if !n.Known {
		return []byte("null"), nil
	}
	return json.Marshal(n.V)
}

// UnmarshalJSON reads a number or null.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number{}
		return nil
	}
	var v float64
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*n = Num(v)
	return nil
}

// Value stores an unknown number as NULL.
func (n Number) Value() (driver.Value, error) {
	if !n.Known {
		return nil, nil
	}
	return n.V, nil
}

// Scan reads what Value wrote.
func (n *Number) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*n = Number{}
	case float64:
		*n = Num(v)
	case int64:
		*n = Num(float64(v))
	default:
		return fmt.Errorf("kpi: cannot read a number from %T", src)
	}
	return nil
}
