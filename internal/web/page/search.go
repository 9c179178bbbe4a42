package page

import (
	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// SearchPlaces is the part of a filing's form in which the places by query are
// filed.
type SearchPlaces struct {
	Places []SearchPlaceField
	How    string // how the rank follows
	Stays  string // how the figure that stands came in, and what the places come to; "": it follows
	Take   bool   // the places' rank is taken
	List   string // address of the account's queries; "": not from here
}

// SearchPlaceField is one query of the form.
type SearchPlaceField struct {
	ID       string // of the query
	Query    string
	Text     string
	Unranked bool
	Before   string // last month's place, in words
	Error    string
	Shown    string // the place in words, where it can't be changed
}

func (f SearchPlaceField) id() string     { return "place-" + f.ID }
func (f SearchPlaceField) name() string   { return "places." + f.ID }
func (f SearchPlaceField) box() string    { return "unranked." + f.ID }
func (f SearchPlaceField) before() string { return "place-before-" + f.ID }
func (f SearchPlaceField) fault() string  { return "place-fault-" + f.ID }

func (f SearchPlaceField) invalid() string {
	if f.Error != "" {
		return "true"
	}
	return "false"
}

func (f SearchPlaceField) describedBy() string {
	if f.Error != "" {
		return f.fault() + " " + f.before()
	}
	return f.before()
}

// SearchBoardView is the page of search ranking.
type SearchBoardView struct {
	Over            string // what the title is about; "": it says so itself
	Title, Subtitle string
	Month           string
	Previous, Next  string // addresses
	Filters         Filters
	Nothing         bool // no query is measured in the month
	NoneTitle       string
	NoneText        string
	NoneWay         Way
	Moves           []SearchMoveList
	Still           string // what is said where nothing moved
	MovesText       string
	Count           string
	CSV             string
	Accounts        []SearchAccountView
	Paging          Paging
	How             string
}

// SearchMoveList is what moved in one way.
type SearchMoveList struct {
	ID, Title, More string
	Lines           []SearchMoveLine
}

// SearchMoveLine is a query that moved.
type SearchMoveLine struct {
	Account kpi.Account
	Href    string
	Query   string
	Text    string // from which place to which
	Move    Delta
}

// SearchAccountView is an account of the page.
type SearchAccountView struct {
	Account kpi.Account
	Href    string
	Rank    string
	Lines   []SearchLineView
}

// SearchLineView is a query of an account.
type SearchLineView struct {
	Query       string
	Now, Before string
	Quiet       bool // Now is no place
	Move        Delta
	Best        string
	BestMonth   string
	Spark       Spark
}

// AccountSearchView is the page of an account's search ranking.
type AccountSearchView struct {
	Account  kpi.Account
	Identity string
	Figure   *Figure // nil without queries
	CSV      string
	None     string // what is said without queries
	NotAsked string // the search rank is not asked of it
	Queries  []SearchQueryView
	Ended    []SearchQueryView
	Filing   Way
	Add      *SearchAdd // nil: the person may not change the list
	Action   string     // where the list is changed
	Fault    string
	Faults   []string
}

// SearchQueryView is a query of the list.
type SearchQueryView struct {
	ID        string
	Query     string
	Since     string
	Now       string
	Removable bool
	Until     []Option // last months to choose from; none: it cannot be ended
	Last      string   // the month offered
}

func (q SearchQueryView) until() string { return "until-" + q.ID }

// SearchAdd is the form that adds queries.
type SearchAdd struct {
	Text   string
	Error  bool
	From   Field
	Months []Option
	Room   string // how many may be added
	Full   bool
	Rows   int
}

// fieldSearchPlace is a place by a search query, in the history.
const fieldSearchPlace = "search_place"

// searchPlaceText says which place of a query changed, and to what.
func searchPlaceText(p *i18n.Printer, e analytics.Entry) string {
	old, now := SearchPlaceWords(p, kpi.ParseSearchPlace(e.OldText)), SearchPlaceWords(p, kpi.ParseSearchPlace(e.NewText))
	if e.OldText == "" {
		return p.T("search.change_first", "query", e.About, "month", e.Month, "new", now)
	}
	return p.T("search.change_place", "query", e.About, "month", e.Month, "old", old, "new", now)
}

// SearchPlaceWords write a place: a number, "not ranked", or "not looked up".
func SearchPlaceWords(p *i18n.Printer, place kpi.SearchPlace) string {
	switch {
	case place.Ranked():
		return p.Number(float64(place.Place), 0)
	case place.Looked:
		return p.T("search.not_ranked")
	}
	return p.T("search.not_looked")
}
