package demo

// This file follows three accounts of the example in search engines: their
// queries, and the places that are filed with their months.

import (
	"context"
	"strings"

	"portevoix/internal/kpi"
)

// searchMonth is the month from which the places are looked up.
const searchMonth = 20

// Places that are none.
const (
	unranked = -1
	unlooked = 0
)

// searchStory is the queries of an account, and the place of each in the months
// from searchMonth on: the last one is the current month, as far as it is known.
type searchStory struct {
	queries string // one a line
	holder  bool   // whoever holds the account sets them, else direction
	places  [][]int
}

var searches = map[string]searchStory{
	"X/" + camilleX: {
		queries: "ustensiles de cuisson brévanne\nbatterie de cuisine fabriquée en france\nquelle poêle pour induction\npoêle brévanne avis",
		places: [][]int{
			{4, 4, 3, 3, 3, 2, 2, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1},
			{28, 26, 27, 25, 22, 24, 21, 19, 18, 18, 15, 14, 14, 12, 11, 8, 7},
			{unranked, unranked, unranked, 48, 44, 46, 41, unlooked, 39, 36, 37, 35, 33, 34, 31, 29, unlooked},
			{9, 8, 9, 7, 8, 9, 10, 9, 8, 9, 11, 10, 12, 11, 13, 19, unlooked},
		},
	},
	"LinkedIn/" + hugoLinkedIn: {
		queries: "éclairage de bureau prescripteur\nluminaire architecte france\nbrévanne lumière",
		places: [][]int{
			{12, 12, 11, 13, 12, 10, 9, 9, 10, 8, 8, 9, 7, 7, 6, 6},
			{33, 35, 38, 42, 47, unranked, unranked, unranked, unranked, unranked, unranked, 49, 46, 45, unranked, 41},
			{2, 2, 2, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1},
		},
	},
	"LinkedIn/salome-brevanne": {
		queries: "recrutement brévanne\nmétiers du rangement\nalternance ameublement sud-est\nstage design mobilier\ntravailler chez brévanne",
		holder:  true,
		places: [][]int{
			{3, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1},
			{24, 22, 25, 21, 20, 18, 19, 17, 17, 15, 16, 14, 13, 13, 12, 15},
			{unranked, unranked, unranked, unranked, unranked, unranked, unranked, 50, 47, 44, 45, 40, 38, 36, 35, 30},
			{17, 18, 16, 15, 17, 19, 20, 22, 21, 24, 26, 25, 29, 31, 30, 38},
			{6, 5, 5, 5, 6, 5, 4, 4, 4, unlooked, 3, 3, 3, 3, 2, unranked},
		},
	},
}

// followSearch gives the three accounts their queries.
func (s *story) followSearch(ctx context.Context, i int) error {
	if i != searchMonth {
		return nil
	}
	for _, v := range voices {
		one, there := searches[v.key()]
		if !there {
			continue
		}
		who := s.who(coordinator)
		if one.holder {
			who = s.who(v.filer(i))
		}
		if _, err := s.n.AddSearchQueries(ctx, who, s.ids[v.key()], one.queries, s.month(i)); err != nil {
			return err
		}
	}
	return nil
}

// searched adds the places of a month to a filing.
func (s *story) searched(ctx context.Context, v voice, i int, change *kpi.FilingChange) error {
	one, there := searches[v.key()]
	if !there || i < searchMonth {
		return nil
	}
	filing, err := s.n.Filing(ctx, s.who(v.filer(i)), change.Account, change.Month)
	if err != nil || filing.Search == nil {
		return err
	}
	change.Places = map[kpi.ID]kpi.SearchPlace{}
	for k, text := range strings.Split(one.queries, "\n") {
		places := one.places[k]
		if i-searchMonth >= len(places) {
			continue
		}
		for _, q := range filing.Search.Queries {
			if q.Query != text {
				continue
			}
			switch place := places[i-searchMonth]; place {
			case unlooked:
			case unranked:
				change.Places[q.ID] = kpi.NotRanked
			default:
				change.Places[q.ID] = kpi.RankedAt(place)
			}
		}
	}
	return nil
}
