package kpi

// Scope is what a total is counted over; see schema.sql.
type Scope struct {
	Kind string // ScopeNetwork, …
	A, B ID
}

// The kinds of scopes.
const (
	ScopeNetwork     = "network"
	ScopePlatform    = "platform"
	ScopeSphere      = "sphere"
	ScopeRange       = "range"
	ScopeSphereRange = "sphere_range"
	ScopeEntity      = "entity"
)

// Total is one indicator of a month over a scope or a filter.
type Total struct {
	Month       Month   `db:"month"`
	Scope       string  `db:"scope"`
	A           ID      `db:"a"`
	B           ID      `db:"b"`
	Indicator   string  `db:"code"`
	Expected    int     `db:"expected"` // expected accounts asked it, or with it known
	Known       int     `db:"known"`    // accounts with a value
	Positive    int     `db:"positive"` // accounts with a value above 0
	Sum         float64 `db:"sum"`
	Denominator float64 `db:"denominator"` // of engagement_rate: mean audience
	N1          int     `db:"n1"`          // accounts known in M and M−1
	Before1     float64 `db:"before1"`
	Now1        float64 `db:"now1"`
	N12         int     `db:"n12"` // accounts known in M and M−12
	Before12    float64 `db:"before12"`
	Now12       float64 `db:"now12"`
}

// FilingTotal counts the filings of a month over a scope or a filter.
type FilingTotal struct {
	Month    Month  `db:"month"`
	Scope    string `db:"scope"`
	A        ID     `db:"a"`
	B        ID     `db:"b"`
	Accounts int    `db:"accounts"` // with at least one figure known
	Expected int    `db:"expected"`
	Filed    int    `db:"filed"`    // of the expected, submitted or accepted
	OnTime   int    `db:"on_time"`  // of the filed, first submitted by the due day
	Asked    int    `db:"asked"`    // figures asked of the expected
	Answered int    `db:"answered"` // of these, answered
}

// SpanPair is one indicator of two spans over a scope, over the accounts that
// are known in both: a flow in every month of each, a stock in the last.
type SpanPair struct {
	A, B      ID
	Indicator string
	N         int     // accounts known in both
	Before    float64 // their sum in the span compared with
	Now       float64 // their sum in the span looked at
}
