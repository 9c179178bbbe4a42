package network

// This file files the places of an account's search queries with its figures:
// the search rank follows from them.

import (
	"context"
	"maps"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// filingSearch is what the search rank of a filing is made from.
type filingSearch struct {
	queries []kpi.SearchQuery // measured in the month
	places  map[kpi.ID]kpi.SearchPlace
	// from is how the figure came in, where that is neither from the places nor
	// from the form.
	from kpi.Channel
}

// loadSearch reads the queries of the account and their places, where its search
// rank is asked and made from them.
func (f *openFiling) loadSearch(ctx context.Context, c store.Conn) error {
	f.search = nil
	indicator, known := f.indicator(kpi.SearchRank)
	if !known || !indicator.AskedOf(f.account, f.month) {
		return nil
	}
	queries, err := c.SearchQueries(ctx, f.account.ID)
	if err != nil {
		return err
	}
	queries = slices.DeleteFunc(queries, func(q kpi.SearchQuery) bool { return !q.Measured(f.month) })
	if len(queries) == 0 {
		return nil
	}
	s := &filingSearch{queries: queries}
	if s.places, err = c.SearchPlacesOf(ctx, f.month, queries); err != nil {
		return err
	}
	f.search = s
	stands := f.figures[kpi.SearchRank]
	if !stands.Answered() || saysSame(stands, s.rank(s.places)) {
		return nil
	}
	versions, err := c.FiguresNow(ctx, f.account.ID, []kpi.Month{f.month})
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.Indicator != indicator.ID {
			continue
		}
		acts, err := c.Acts(ctx, []kpi.ID{v.Batch})
		if err != nil {
			return err
		}
		if channel := acts[v.Batch].Channel; channel != kpi.ChannelForm {
			s.from = channel
		}
	}
	return nil
}

// saysSame compares what two figures say, their notes apart.
func saysSame(a, b kpi.Figure) bool {
	a.Note, b.Note = "", ""
	return a == b
}

// rank is the search rank that places come to.
func (s *filingSearch) rank(places map[kpi.ID]kpi.SearchPlace) kpi.Figure {
	list := make([]kpi.SearchPlace, len(s.queries))
	for i, q := range s.queries {
		list[i] = places[q.ID]
	}
	return analytics.SearchRank(list)
}

// read is the part of the filing as a person sees it.
func (s *filingSearch) read() *kpi.FilingSearch {
	if s == nil {
		return nil
	}
	return &kpi.FilingSearch{Queries: s.queries, Places: s.places, Rank: s.rank(s.places), From: s.from}
}

// after are the places as a change leaves them.
func (s *filingSearch) after(change kpi.FilingChange) map[kpi.ID]kpi.SearchPlace {
	places := maps.Clone(s.places)
	for id, p := range change.Places {
		if places[id] = p; !p.Looked {
			delete(places, id)
		}
	}
	return places
}

// moves reports whether a change asks for other places than stand.
func (s *filingSearch) moves(change kpi.FilingChange) bool {
	if s == nil {
		return false
	}
	for id, p := range change.Places {
		if s.places[id] != p {
			return true
		}
	}
	return false
}

// settleSearch has the search rank of a change follow from its places. What a
// file or a script says of it stands until a person takes the places' rank, and
// a correction that was accepted until the places change. Where the places do
// not come to a rank yet, the form may say why there is none.
func (f *openFiling) settleSearch(who kpi.Who, change kpi.FilingChange) kpi.FilingChange {
	given, typed := change.Figures[kpi.SearchRank]
	if f.search == nil || typed && !byPlaces(who, change) {
		return change
	}
	stands := f.figures[kpi.SearchRank]
	rank, counted := f.settledRank(change, given, typed)
	if !typed && saysSame(rank, stands) {
		return change
	}
	rank.Note = stands.Note
	if typed {
		rank.Note = given.Note
	}
	if !rank.Answered() {
		rank.Note = ""
	}
	change.Figures = maps.Clone(change.Figures)
	if change.Figures == nil {
		change.Figures = map[string]kpi.Figure{}
	}
	change.Figures[kpi.SearchRank] = rank
	if counted && change.Remember != nil { // nobody said that it stays so
		change.Remember = maps.Clone(change.Remember)
		delete(change.Remember, kpi.SearchRank)
	}
	return change
}

// byPlaces reports whether the search rank of a change follows from places: in
// the form, and wherever places are given.
func byPlaces(who kpi.Who, change kpi.FilingChange) bool {
	return change.Places != nil || who.Channel == kpi.ChannelForm && !who.System
}

// settledRank is the search rank that a change leaves, and whether it was counted
// from the places.
func (f *openFiling) settledRank(change kpi.FilingChange, given kpi.Figure, typed bool) (rank kpi.Figure, counted bool) {
	s, stands := f.search, f.figures[kpi.SearchRank]
	rank = s.rank(s.after(change))
	moved := s.moves(change) || change.TakeRank
	switch {
	case s.from != "" && !change.TakeRank:
		return stands, false
	case rank.Answered() && (moved || !stands.Answered()):
		return rank, true
	case rank.Answered():
		return stands, false
	case typed && (given.State != kpi.StateValue || !moved):
		return given, false
	case moved && saysSame(stands, s.rank(s.places)):
		return kpi.Figure{}, true // what it was counted from is gone
	}
	return stands, false
}

// searchField is the name of a place's field in forms and bodies.
func searchField(query kpi.ID) string { return "places." + query.String() }

// checkSearch gives the faults of the places of a settled change, and refuses a
// search rank that is typed where it follows from places.
func (f *openFiling) checkSearch(who kpi.Who, change kpi.FilingChange) []kpi.FieldError {
	var faults []kpi.FieldError
	if s := f.search; s != nil && byPlaces(who, change) {
		given, typed := change.Figures[kpi.SearchRank]
		if typed && given.State == kpi.StateValue && !saysSame(given, f.figures[kpi.SearchRank]) && !saysSame(given, s.rank(s.after(change))) {
			faults = append(faults, kpi.Field(figureField(kpi.SearchRank), "search.from_places"))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(change.Places)) {
		p := change.Places[id]
		switch {
		case f.search == nil || !slices.ContainsFunc(f.search.queries, func(q kpi.SearchQuery) bool { return q.ID == id }):
			faults = append(faults, kpi.Field(searchField(id), "search.not_measured", "month", f.month))
		case p.Place < 0:
			faults = append(faults, kpi.Field(searchField(id), "figure.position", "value", float64(p.Place)))
		}
	}
	return faults
}

// putSearch writes the places of a change.
func (f *openFiling) putSearch(ctx context.Context, tx *store.Tx, places map[kpi.ID]kpi.SearchPlace) error {
	if f.search == nil {
		return nil
	}
	return tx.PutSearchPlaces(ctx, f.month, f.search.places, places)
}

// backToPlaces are the places that make a filing again what an act had left:
// those that were not there then are cleared.
func (f *openFiling) backToPlaces(ctx context.Context, c store.Conn, act kpi.ID) (map[kpi.ID]kpi.SearchPlace, error) {
	if f.search == nil {
		return nil, nil
	}
	places, err := c.SearchPlacesAt(ctx, f.month, f.search.queries, act)
	for id := range f.search.places {
		if _, there := places[id]; !there {
			places[id] = kpi.SearchPlace{}
		}
	}
	return places, err
}

// searchBase are the places by query as they stood in a version of the filing.
func (f *openFiling) searchBase(ctx context.Context, c store.Conn, version int) (map[kpi.ID]kpi.SearchPlace, error) {
	if f.search == nil {
		return nil, nil
	}
	versions, err := c.FilingVersions(ctx, f.account.ID, []kpi.Month{f.month})
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Version == version {
			return c.SearchPlacesAt(ctx, f.month, f.search.queries, v.Batch)
		}
	}
	return map[kpi.ID]kpi.SearchPlace{}, nil
}
