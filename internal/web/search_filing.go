package web

// This file is the part of the form of a filing in which the places by search
// query are filed.

import (
	"net/url"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// Names of the form's fields; those of a place end in the id of its query.
const (
	fieldPlace    = "places."
	fieldUnranked = "unranked."
	fieldTakeRank = "take_rank"
)

// placeNone are ways of typing that the account was not found.
var placeNone = []string{"nc", "n.c.", "non classé", "non classe", "not ranked", "nr"}

// readPlaces reads the places of a form, nil where it has none. One that cannot
// be read is left out and named among the faults.
func readPlaces(p *i18n.Printer, form url.Values) (places map[kpi.ID]kpi.SearchPlace, faults []kpi.FieldError) {
	for name := range form {
		text, found := strings.CutPrefix(name, fieldPlace)
		id := kpi.ParseID(text)
		if !found || id == 0 || form.Get(fieldChoice+name) == choiceTheirs {
			continue
		}
		if places == nil {
			places = map[kpi.ID]kpi.SearchPlace{}
		}
		place, key, args := readPlace(p, form.Get(name), form.Get(fieldUnranked+text) != "")
		if key != "" {
			faults = append(faults, kpi.FieldError{Field: name, Key: key, Args: args})
			continue
		}
		places[id] = place
	}
	return places, faults
}

// readPlace reads one place: a whole number from 1 on, nothing, or not ranked.
func readPlace(p *i18n.Printer, text string, unranked bool) (place kpi.SearchPlace, key string, args kpi.Args) {
	text = strings.TrimSpace(text)
	for _, word := range placeNone {
		if kpi.Fold(text) == word {
			return kpi.NotRanked, "", nil
		}
	}
	switch {
	case text == "" && unranked:
		return kpi.NotRanked, "", nil
	case text == "":
		return kpi.SearchPlace{}, "", nil
	case unranked:
		return place, "search.both", nil
	}
	v, err := p.ParseNumber(text)
	if err != nil {
		fault := numberFault("", err)
		return place, fault.Key, fault.Args
	}
	if key, args := (kpi.Indicator{Kind: kpi.KindPosition}).Check(v); key != "" {
		return place, key, args
	}
	return kpi.RankedAt(int(v)), "", nil
}

// searchPlacesView is the places of a filing as stored.
func searchPlacesView(p *i18n.Printer, form network.FilingForm) *page.SearchPlaces {
	search := form.Filing.Search
	if search == nil {
		return nil
	}
	v := &page.SearchPlaces{How: p.T("search.places_how")}
	if form.Filing.May.Edit {
		v.List = page.AccountAddress(form.Account.ID, "/search")
	}
	for _, q := range search.Queries {
		place := search.Places[q.ID]
		one := page.SearchPlaceField{ID: q.ID.String(), Query: q.Query, Unranked: place == kpi.NotRanked, Shown: page.SearchPlaceWords(p, place),
			Before: p.T("search.place_before", "month", p.ShortMonth(form.Filing.Month.Add(-1)), "place", page.SearchPlaceWords(p, form.PlacesBefore[q.ID]))}
		if place.Ranked() {
			one.Text = p.Number(float64(place.Place), 0)
		}
		v.Places = append(v.Places, one)
	}
	if search.From != "" {
		v.Stays = p.T("search.stays", "channel", page.ChannelWord(p, search.From))
		if search.Rank.Answered() {
			v.Stays += " " + p.T("search.stays_rank", "rank", page.FigureText(p, search.Rank))
		}
	}
	return v
}

// showPlaces puts what was typed in the place of what is stored.
func (t *typed) showPlaces(p *i18n.Printer, v *page.SearchPlaces, faults map[string]kpi.FieldError) {
	if v == nil {
		return
	}
	v.Take = t.form.Get(fieldTakeRank) != ""
	for i := range v.Places {
		f := &v.Places[i]
		if name := fieldPlace + f.ID; t.form.Has(name) {
			f.Text, f.Unranked = t.form.Get(name), t.form.Get(fieldUnranked+f.ID) != ""
			if fault, wrong := faults[name]; wrong {
				f.Error = p.Field(fault)
			}
		}
	}
}

// placeLines are the places on which the sides of a conflict differ.
func placeLines(p *i18n.Printer, conflict *kpi.FilingConflict) []page.ConflictLine {
	search := conflict.Theirs.Search
	if search == nil {
		return nil
	}
	var lines []page.ConflictLine
	for _, q := range search.Queries {
		mine, given := conflict.Mine.Places[q.ID]
		theirs, base := search.Places[q.ID], conflict.BasePlaces[q.ID]
		if !given || mine == theirs {
			continue
		}
		line := page.ConflictLine{Name: fieldChoice + fieldPlace + q.ID.String(), Label: p.T("search.place_of", "query", q.Query),
			Mine: page.SearchPlaceWords(p, mine), Theirs: page.SearchPlaceWords(p, theirs)}
		if base.Looked {
			line.Base = page.SearchPlaceWords(p, base)
		}
		switch base {
		case mine:
			line.Chosen = choiceTheirs
		case theirs:
			line.Chosen = choiceMine
		}
		lines = append(lines, line)
	}
	return lines
}
