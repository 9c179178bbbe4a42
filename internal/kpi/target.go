package kpi

// Target is a value that is aimed at: of an indicator, for the network, a group
// or an account, over one month or from January to December of a year.
type Target struct {
	ID        ID
	Indicator string // its code; derived indicators included
	Scope     string // ScopeNetwork, ScopeSphere, ScopeRange, ScopeEntity or ScopeAccount
	ScopeID   ID     // of the sphere, range, entity or account; 0 for the network
	Span      Span   // one month, or a calendar year
	Value     float64
	Batch     ID // the act that set it: who, and when
}

// ScopeAccount is the scope of a target for one account. Totals have none.
const ScopeAccount = "account"

// TargetScopes are for whom there may be targets, in the order of the screen.
var TargetScopes = []string{ScopeNetwork, ScopeSphere, ScopeRange, ScopeEntity, ScopeAccount}

// TargetSpan reports whether a target may be set for a span: one month, or a
// calendar year.
func TargetSpan(s Span) bool { return s.Kind() == SpanMonth || s.Kind() == SpanYear }

// Met reports whether a value is as good as what is aimed at, by the way that is
// better: where neither is, more is.
func (i Indicator) Met(value, aim float64) bool {
	if i.Direction == DirectionDown {
		return value <= aim
	}
	return value >= aim
}

// largestRate is the largest ratio, in percent, that can be aimed at.
const largestRate = 1000

// CheckTarget refuses a value that makes no sense as an aim, for one account or
// for several, whose median need not be a whole number: what Check refuses, and
// nothing at all where more is better. It returns the message key and arguments
// of the fault, and "" where the value can be aimed at.
func (i Indicator) CheckTarget(v float64, several bool) (key string, args Args) {
	switch {
	case several && i.Kind == KindPosition && v >= 1 && v <= maxCount:
		return "", nil
	case v < 0:
		return "figure.negative", Args{"value": v}
	case i.Kind == KindRatio && v > largestRate:
		return "figure.bounds", Args{"min": 0.0, "max": float64(largestRate)}
	}
	if key, args = i.Check(v); key != "" {
		return key, args
	}
	if v == 0 && i.Direction != DirectionDown {
		return "target.nothing", nil
	}
	return "", nil
}
