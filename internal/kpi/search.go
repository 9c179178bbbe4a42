package kpi

import "strconv"

// This file holds the words of search ranking: the queries of an account and
// the places it has in search engines by them.

// MostSearchQueries is how many queries of an account are measured at once, and
// LongestSearchQuery how many characters one may have.
const (
	MostSearchQueries  = 20
	LongestSearchQuery = 200
)

// SearchQuery is what is typed into a search engine to see at which place an
// account comes.
type SearchQuery struct {
	ID      ID     `db:"id"`
	Account ID     `db:"account_id"`
	Query   string `db:"query"`
	From    Month  `db:"from_month"`  // first month it is measured
	Until   Month  `db:"until_month"` // last month; zero: until further notice
}

// Measured reports whether the query is measured in a month.
func (q SearchQuery) Measured(m Month) bool { return q.From <= m && (q.Until == 0 || m <= q.Until) }

// SearchPlace is what looking a query up in a month came to. The zero value is
// a query that was not looked up, which is not the same as one that found the
// account nowhere.
type SearchPlace struct {
	Looked bool // it was looked up
	Place  int  // from 1; 0 where it was looked up: not ranked
}

// RankedAt is a place that was found, from 1.
func RankedAt(place int) SearchPlace { return SearchPlace{Looked: true, Place: place} }

// NotRanked is a query by which the account was not found.
var NotRanked = SearchPlace{Looked: true}

// Ranked reports whether a place was found.
func (p SearchPlace) Ranked() bool { return p.Looked && p.Place > 0 }

// Number is the place, unknown where none was found.
func (p SearchPlace) Number() Number {
	if !p.Ranked() {
		return Number{}
	}
	return Num(float64(p.Place))
}

// String is the place as history keeps it: a number, 0 for not ranked, "" for
// not looked up.
func (p SearchPlace) String() string {
	if !p.Looked {
		return ""
	}
	return strconv.Itoa(p.Place)
}

// ParseSearchPlace reads what String writes; anything else is not looked up.
func ParseSearchPlace(text string) SearchPlace {
	place, err := strconv.Atoi(text)
	if err != nil || place < 0 {
		return SearchPlace{}
	}
	return RankedAt(place)
}

// FilingSearch is the part of a filing that its search rank is made from.
type FilingSearch struct {
	Queries []SearchQuery      // measured in the month, in their order
	Places  map[ID]SearchPlace // by query; those not looked up are left out
	Rank    Figure             // what the places come to; empty where that is nothing yet
	// From is how the search rank that stands came in, where that is neither
	// from the places nor from the form; else "".
	From Channel
}
