package analytics

// This file holds the figures of one account over some months, and the line
// that they make in the month's table.

import "portevoix/internal/kpi"

// Ledger is the figures of one account over some months.
type Ledger struct {
	Account kpi.Account // as it stands in the last month
	Months  []kpi.Month // in order
	Spheres []kpi.ID    // that the account was in, per month; it decides what was asked
	Figures map[string][]kpi.Figure

	indicators map[string]kpi.Indicator
}

// NewLedger makes a ledger without figures; the account stood in the same
// sphere in all months until Stay says otherwise.
func NewLedger(account kpi.Account, months []kpi.Month, indicators map[string]kpi.Indicator) *Ledger {
	l := &Ledger{
		Account: account, Months: months, Spheres: make([]kpi.ID, len(months)),
		Figures: make(map[string][]kpi.Figure, len(indicators)), indicators: indicators,
	}
	for i := range l.Spheres {
		l.Spheres[i] = account.SphereID
	}
	return l
}

// Stay says that the account was in a sphere from one month until another,
// both included; until zero is open.
func (l *Ledger) Stay(sphere kpi.ID, from, until kpi.Month) {
	for i, m := range l.Months {
		if from <= m && (until == 0 || m <= until) {
			l.Spheres[i] = sphere
		}
	}
}

// Set puts a figure; one of another month than the ledger's is ignored.
func (l *Ledger) Set(m kpi.Month, code string, f kpi.Figure) {
	i := l.index(m)
	if i < 0 {
		return
	}
	line := l.Figures[code]
	if line == nil {
		line = make([]kpi.Figure, len(l.Months))
		l.Figures[code] = line
	}
	line[i] = f
}

func (l *Ledger) index(m kpi.Month) int {
	for i, month := range l.Months {
		if month == m {
			return i
		}
	}
	return -1
}

// Figure returns a figure, empty where none was given.
func (l *Ledger) Figure(m kpi.Month, code string) kpi.Figure {
	i := l.index(m)
	if line := l.Figures[code]; line != nil && i >= 0 {
		return line[i]
	}
	return kpi.Figure{}
}

// Asked reports whether an indicator was asked of the account in a month; a
// derived one is where what it is made from was.
func (l *Ledger) Asked(m kpi.Month, code string) bool {
	switch code {
	case kpi.EngagementRate:
		return l.Asked(m, kpi.Followers) && l.Asked(m, kpi.Interactions)
	case kpi.Interactions:
		for _, part := range kpi.InteractionParts {
			if l.Asked(m, part) {
				return true
			}
		}
		return false
	}
	account := l.Account
	if i := l.index(m); i >= 0 {
		account.SphereID = l.Spheres[i]
	}
	return l.indicators[code].AskedOf(account, m)
}

// Interactions returns the interactions of a month (DOMAIN §5): the sum of the
// parts that were asked of the account, unknown where any of them is not a
// value. See kpi.InteractionsOf.
func (l *Ledger) Interactions(m kpi.Month) kpi.Number {
	var parts [3]kpi.Number
	asked := parts[:0]
	for _, code := range kpi.InteractionParts {
		if l.Asked(m, code) {
			asked = append(asked, l.Figure(m, code).Number())
		}
	}
	return kpi.InteractionsOf(asked...)
}

// Engagement returns the engagement rate of a month; see EngagementRate.
func (l *Ledger) Engagement(m kpi.Month) (rate kpi.Number, closingOnly bool) {
	opening := l.Figure(m.Add(-1), kpi.Followers).Number()
	return EngagementRate(l.Interactions(m), opening, l.Figure(m, kpi.Followers).Number())
}

// value returns a measure of a month, filed or derived.
func (l *Ledger) value(m kpi.Month, code string) (v kpi.Number, closingOnly bool) {
	switch code {
	case kpi.Interactions:
		return l.Interactions(m), false
	case kpi.EngagementRate:
		return l.Engagement(m)
	}
	return l.Figure(m, code).Number(), false
}

// Row makes the line of the account in the table of a month, with a cell for
// each of the given indicators. The ledger has to hold that month, the one
// before and the same of last year, and the month before each of the three,
// from which the engagement rate takes its opening size.
func (l *Ledger) Row(m kpi.Month, filing kpi.FilingState, indicators []kpi.Indicator) AccountRow {
	row := AccountRow{Account: l.Account, Filing: filing, Cells: make(map[string]Cell, len(indicators))}
	for _, ind := range indicators {
		c := Cell{Asked: l.Asked(m, ind.Code)}
		c.Value, c.ClosingOnly = l.value(m, ind.Code)
		c.Previous, _ = l.value(m.Add(-1), ind.Code)
		c.YearBefore, _ = l.value(m.Add(-12), ind.Code)
		c.Change = c.Value.Minus(c.Previous)
		if ind.Summed() {
			c.Growth = GrowthRate(c.Previous, c.Value)
		}
		if !ind.Derived {
			c.Figure = l.Figure(m, ind.Code)
		}
		row.Cells[ind.Code] = c
	}
	return row
}

// Lines returns the figures of each indicator over consecutive months; those
// of derived indicators are computed, and empty where unknown. Lines may share
// the ledger's own figures.
func (l *Ledger) Lines(months []kpi.Month, indicators []kpi.Indicator) map[string][]kpi.Figure {
	lines := make(map[string][]kpi.Figure, len(indicators))
	for _, ind := range indicators {
		if ind.Derived {
			lines[ind.Code] = l.derived(months, ind.Code)
		} else {
			lines[ind.Code] = l.filed(months, ind.Code)
		}
	}
	return lines
}

func (l *Ledger) filed(months []kpi.Month, code string) []kpi.Figure {
	line, n := l.Figures[code], len(months)
	if line == nil || n == 0 {
		return make([]kpi.Figure, n)
	}
	if i := l.index(months[0]); i >= 0 && i+n <= len(line) && l.Months[i+n-1] == months[n-1] {
		return line[i : i+n]
	}
	figures := make([]kpi.Figure, n)
	for i, m := range months {
		figures[i] = l.Figure(m, code)
	}
	return figures
}

func (l *Ledger) derived(months []kpi.Month, code string) []kpi.Figure {
	line := make([]kpi.Figure, len(months))
	for i, m := range months {
		if v, _ := l.value(m, code); v.Known {
			line[i] = kpi.Given(v.V)
		}
	}
	return line
}
