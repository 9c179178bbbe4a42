package analytics

// This file says what the places of accounts in search engines come to, and how
// they moved.

import (
	"cmp"
	"slices"

	"portevoix/internal/kpi"
)

// SearchRank is the search rank of an account in a month, from what looking up
// each of its queries came to: the median of the places that are known, rounded
// half up to a whole place; unavailable, "not ranked", where every query was
// looked up and none found the account. It is empty where that is not known
// yet: a query that was not looked up says nothing (DOMAIN §1, kind position,
// and §5, aggregation: a position is never summed, median).
func SearchRank(places []kpi.SearchPlace) kpi.Figure {
	var ranked []int
	nowhere := 0
	for _, p := range places {
		switch {
		case p.Ranked():
			ranked = append(ranked, p.Place)
		case p.Looked:
			nowhere++
		}
	}
	if n := len(ranked); n > 0 {
		slices.Sort(ranked)
		return kpi.Given(float64((ranked[(n-1)/2] + ranked[n/2] + 1) / 2))
	}
	if nowhere > 0 && nowhere == len(places) {
		return kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked}
	}
	return kpi.Figure{}
}

// SearchEvent is what happened to a query between two months that were both
// looked up.
type SearchEvent string

// The events of a query.
const (
	SearchEntered SearchEvent = "entered" // not ranked the month before, ranked now
	SearchLeft    SearchEvent = "left"    // ranked the month before, not ranked now
)

// SearchLine is one query of an account, up to a month.
type SearchLine struct {
	Account     kpi.Account
	Query       kpi.SearchQuery
	Months      []kpi.Month       // consecutive, in order; the last is the month
	Places      []kpi.SearchPlace // of Months
	Now, Before kpi.SearchPlace   // of the month, and of the month before it
	// Move is Now less Before in places: below 0 is better. It is unknown unless
	// both are ranked.
	Move  kpi.Number
	Event SearchEvent
	// Best is the best place ever, and BestMonth the first month that had it.
	Best      kpi.SearchPlace
	BestMonth kpi.Month
}

// searchMonths is how many months the spark of a query shows.
const searchMonths = 12

// NewSearchLine makes the line of a query up to a month from its places by
// month, over so many months (0: twelve). Places of months in which the query
// was not measured do not count.
func NewSearchLine(query kpi.SearchQuery, places map[kpi.Month]kpi.SearchPlace, month kpi.Month, months int) SearchLine {
	if months < 1 {
		months = searchMonths
	}
	at := func(m kpi.Month) kpi.SearchPlace {
		if !query.Measured(m) {
			return kpi.SearchPlace{}
		}
		return places[m]
	}
	l := SearchLine{Query: query, Months: kpi.MonthsBetween(month.Add(1-months), month), Now: at(month), Before: at(month.Add(-1))}
	for _, m := range l.Months {
		l.Places = append(l.Places, at(m))
	}
	for m := range places {
		p := at(m)
		if m > month || !p.Ranked() {
			continue
		}
		if !l.Best.Ranked() || p.Place < l.Best.Place || p.Place == l.Best.Place && m < l.BestMonth {
			l.Best, l.BestMonth = p, m
		}
	}
	l.compare()
	return l
}

// NewSearchStep makes the line of a query of which only a month and the month
// before it are known: what moved is found in it, and no more.
func NewSearchStep(query kpi.SearchQuery, before, now kpi.SearchPlace) SearchLine {
	l := SearchLine{Query: query, Now: now, Before: before}
	l.compare()
	return l
}

// compare finds what happened between the two months.
func (l *SearchLine) compare() {
	l.Move = l.Now.Number().Minus(l.Before.Number())
	switch {
	case l.Now.Ranked() && l.Before == kpi.NotRanked:
		l.Event = SearchEntered
	case l.Now == kpi.NotRanked && l.Before.Ranked():
		l.Event = SearchLeft
	}
}

// Numbers are the places of the line; what is not ranked, or was not looked up,
// is unknown.
func (l SearchLine) Numbers() []kpi.Number {
	numbers := make([]kpi.Number, len(l.Places))
	for i, p := range l.Places {
		numbers[i] = p.Number()
	}
	return numbers
}

// SearchCount counts the queries of a month.
type SearchCount struct {
	Queries  int // measured
	Looked   int // of these, looked up
	Ranked   int // of these, found
	Rose     int // to a better place than the month before
	Fell     int
	Same     int
	Entered  int
	Left     int
	Accounts int // that have queries
}

// Compared is how many queries are known in both months, not ranked included.
func (c SearchCount) Compared() int { return c.Rose + c.Fell + c.Same + c.Entered + c.Left }

// SearchMoves is what moved in a month.
type SearchMoves struct {
	Month   kpi.Month
	Count   SearchCount
	Rises   []SearchLine // the biggest first
	Falls   []SearchLine
	Entered []SearchLine // the best place first
	Left    []SearchLine // from the best place first
}

// NewSearchMoves finds what moved among lines of one month, so many of each kind
// at most. The order in which the lines come does not matter.
func NewSearchMoves(month kpi.Month, lines []SearchLine, most int) SearchMoves {
	m := SearchMoves{Month: month}
	accounts := map[kpi.ID]bool{}
	var rises, falls, entered, left []*SearchLine // lines are large
	for i := range lines {
		l := &lines[i]
		accounts[l.Query.Account] = true
		m.Count.add(l)
		switch {
		case l.Event == SearchEntered:
			entered = append(entered, l)
		case l.Event == SearchLeft:
			left = append(left, l)
		case l.Move.Known && l.Move.V < 0:
			rises = append(rises, l)
		case l.Move.Known && l.Move.V > 0:
			falls = append(falls, l)
		}
	}
	m.Count.Accounts = len(accounts)
	m.Count.Rose, m.Count.Fell, m.Count.Entered, m.Count.Left = len(rises), len(falls), len(entered), len(left)
	m.Rises = firstLines(rises, most, func(l *SearchLine) int { return l.Now.Place - l.Before.Place })
	m.Falls = firstLines(falls, most, func(l *SearchLine) int { return l.Before.Place - l.Now.Place })
	m.Entered = firstLines(entered, most, func(l *SearchLine) int { return l.Now.Place })
	m.Left = firstLines(left, most, func(l *SearchLine) int { return l.Before.Place })
	return m
}

// firstLines are so many lines at most, by size, then place, then query.
func firstLines(lines []*SearchLine, most int, size func(*SearchLine) int) (first []SearchLine) {
	slices.SortFunc(lines, func(a, b *SearchLine) int {
		return cmp.Or(cmp.Compare(size(a), size(b)), cmp.Compare(a.Now.Place, b.Now.Place), cmp.Compare(a.Query.ID, b.Query.ID))
	})
	for _, l := range lines[:min(most, len(lines))] {
		first = append(first, *l)
	}
	return first
}

// add counts a line, but for what moved.
func (c *SearchCount) add(l *SearchLine) {
	c.Queries++
	if l.Now.Looked {
		c.Looked++
	}
	if l.Now.Ranked() {
		c.Ranked++
	}
	if l.Move.Known && l.Move.V == 0 || l.Now == kpi.NotRanked && l.Before == kpi.NotRanked {
		c.Same++
	}
}

// SearchReport is what the committee workbook says of search ranking.
type SearchReport struct {
	Moves SearchMoves
	Lines []SearchLine // by sphere, then name, then the order of the queries
	Total int          // lines there would be
}
