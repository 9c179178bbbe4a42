package analytics

// This file holds the challenge between accounts: who did better than itself,
// among accounts of its size, and what of that anybody may see.

import (
	"cmp"
	"slices"

	"portevoix/internal/kpi"
)

// Bounds of the challenge (DOMAIN §5).
const (
	// ChallengeMonths is how many earlier months an account is set against.
	ChallengeMonths = 3
	// ChallengeFewest is how many accounts a bracket has at least.
	ChallengeFewest = 6
	challengeShare  = 3 // one of so many is shown at most
	challengeMost   = 3 // shown of a bracket at most
)

// challengeBounds are the sizes, in followers, that part the brackets.
var challengeBounds = []float64{500, 5000, 50000}

// ChallengeValue is the measure of a season in a month.
func ChallengeValue(measure kpi.ChallengeMeasure, m kpi.AccountMonth) kpi.Number {
	switch measure {
	case kpi.ChallengeInteractions:
		return PerThousand(m.Interactions, m.Opening, m.Closing)
	case kpi.ChallengeShares:
		return PerThousand(m.Shares, m.Opening, m.Closing)
	case kpi.ChallengeMentions:
		return PerThousand(m.Mentions, m.Opening, m.Closing)
	}
	return kpi.Number{}
}

// ChallengeProgress is by how many percent a value is above the mean of the
// account's own three months before it; it is unknown unless all three are
// known, and their mean is above 0 (DOMAIN §5, challenge). A month that is
// missing is none, not one of 0.
func ChallengeProgress(before []kpi.Number, now kpi.Number) kpi.Number {
	if len(before) != ChallengeMonths {
		return kpi.Number{}
	}
	sum := kpi.Num(0)
	for _, v := range before {
		if !v.Known {
			return kpi.Number{}
		}
		sum.V += v.V
	}
	if sum.V <= 0 {
		return kpi.Number{}
	}
	mean := sum.V / ChallengeMonths
	return Percent(now.Minus(kpi.Num(mean)), kpi.Num(mean))
}

// ChallengeEntry is an account that takes part, in one month.
type ChallengeEntry struct {
	Account  kpi.ID
	Size     kpi.Number // followers at the end of the month
	Progress kpi.Number // see ChallengeProgress
	Before   kpi.Number // the same of the month before
}

// NewChallengeEntry makes the entry of the last of an account's months, which
// are consecutive: five, or four where the month before has no progress.
func NewChallengeEntry(account kpi.ID, measure kpi.ChallengeMeasure, months []kpi.AccountMonth) ChallengeEntry {
	e := ChallengeEntry{Account: account}
	values := make([]kpi.Number, len(months))
	for i, m := range months {
		values[i] = ChallengeValue(measure, m)
	}
	progress := func(last int) kpi.Number {
		if last < ChallengeMonths {
			return kpi.Number{}
		}
		return ChallengeProgress(values[last-ChallengeMonths:last], values[last])
	}
	if last := len(months) - 1; last >= 0 {
		e.Size, e.Progress, e.Before = months[last].Closing, progress(last), progress(last-1)
	}
	return e
}

// ChallengePlace is an account's place in its bracket: one more than there are
// accounts with better progress, so that equals share a place.
type ChallengePlace struct {
	Account  kpi.ID
	Place    int
	Progress kpi.Number // in %
}

// ChallengeBracket is the accounts of about one size.
type ChallengeBracket struct {
	From, Under float64 // followers; Under is 0 where there is no upper bound

	places []ChallengePlace // best first, equals by id
}

// ChallengeMonth is the result of a month. Nothing but what SeenBy gives is for
// anybody's eyes.
type ChallengeMonth struct {
	Entered  int // accounts that take part
	Ranked   int // of these, with the figures that are needed
	Brackets []ChallengeBracket
	Improved []kpi.ID // see RankChallenge
}

// RankChallenge ranks the entries of a month, in any order, by brackets of
// size: under 500 followers, under 5,000, under 50,000, and above, the smallest
// merged with the next until each has 6 accounts (DOMAIN §5). Under 6 in all
// nobody is ranked. Most improved is who gained most in points of progress on
// the month before, up to three that are equal.
func RankChallenge(entries []ChallengeEntry) ChallengeMonth {
	month := ChallengeMonth{Entered: len(entries)}
	sized := make([][]ChallengePlace, len(challengeBounds)+1)
	for _, e := range entries {
		if !e.Size.Known || !e.Progress.Known {
			continue
		}
		month.Ranked++
		i := 0
		for i < len(challengeBounds) && e.Size.V >= challengeBounds[i] {
			i++
		}
		sized[i] = append(sized[i], ChallengePlace{Account: e.Account, Progress: e.Progress})
	}
	if month.Ranked < ChallengeFewest {
		return month
	}
	month.Brackets = mergeBrackets(sized)
	for _, b := range month.Brackets {
		b.rank()
	}
	month.Improved = mostImproved(entries)
	return month
}

// mergeBrackets joins neighbours from the smallest on until each has enough;
// what is left at the top joins the last.
func mergeBrackets(sized [][]ChallengePlace) []ChallengeBracket {
	var list []ChallengeBracket
	var open ChallengeBracket
	for i, places := range sized {
		open.places = append(open.places, places...)
		open.Under = 0
		if i < len(challengeBounds) {
			open.Under = challengeBounds[i]
		}
		if len(open.places) >= ChallengeFewest {
			list = append(list, open)
			open = ChallengeBracket{From: open.Under}
		}
	}
	if last := len(list) - 1; last >= 0 && list[last].Under != 0 {
		list[last].places, list[last].Under = append(list[last].places, open.places...), 0
	}
	return list
}

func (b ChallengeBracket) rank() {
	slices.SortFunc(b.places, func(x, y ChallengePlace) int {
		return cmp.Or(cmp.Compare(y.Progress.V, x.Progress.V), cmp.Compare(x.Account, y.Account))
	})
	for i := range b.places {
		b.places[i].Place = i + 1
		if i > 0 && b.places[i].Progress == b.places[i-1].Progress {
			b.places[i].Place = b.places[i-1].Place
		}
	}
}

// best are the places up to the given number; equals that would go beyond it
// are all left out.
func (b ChallengeBracket) best(most int) []ChallengePlace {
	most = min(most, len(b.places))
	for most > 0 && most < len(b.places) && b.places[most].Place == b.places[most-1].Place {
		most--
	}
	return b.places[:most]
}

func mostImproved(entries []ChallengeEntry) []kpi.ID {
	var best float64
	var who []kpi.ID
	for _, e := range entries {
		gain := Points(e.Progress, e.Before)
		switch {
		case !gain.Known || !e.Size.Known || gain.V <= 0 || gain.V < best:
			continue
		case gain.V > best:
			best, who = gain.V, nil
		}
		who = append(who, e.Account)
	}
	if len(who) > challengeMost {
		return nil
	}
	slices.Sort(who)
	return who
}

// ChallengeSight is what one person sees of a month.
type ChallengeSight struct {
	Entered, Ranked int
	Podiums         []ChallengePodium // smallest accounts first
	Improved        []kpi.ID
	Own             []ChallengeOwn // in the order of ids
}

// ChallengePodium is what everybody sees of a bracket.
type ChallengePodium struct {
	From, Under float64
	Places      []ChallengePlace
}

// ChallengeOwn is what the holder of an account sees of it.
type ChallengeOwn struct {
	ChallengePlace     // Place is 0 in the second half of a bracket
	Podium         int // index of its bracket among the podiums
}

// SeenBy is what a person sees who holds the given accounts: of each bracket
// the best third, three at most; the most improved, without by how much; of
// their own accounts the progress, and the place where it is in the first half.
// So the places of the second half, three accounts at least, are told to nobody,
// and no last place can be deduced (DOMAIN §5): of an account that one does not
// hold by nobody, whatever one holds. Of one's own accounts, only who holds half
// of that half or more may work it out, from their own figures.
func (m ChallengeMonth) SeenBy(holds func(kpi.ID) bool) ChallengeSight {
	s := ChallengeSight{Entered: m.Entered, Ranked: m.Ranked, Improved: m.Improved}
	for i, b := range m.Brackets {
		most := min(len(b.places)/challengeShare, challengeMost)
		s.Podiums = append(s.Podiums, ChallengePodium{From: b.From, Under: b.Under, Places: slices.Clone(b.best(most))})
		first := len(b.best(len(b.places) / 2))
		for k, place := range b.places {
			if !holds(place.Account) {
				continue
			}
			if k >= first {
				place.Place = 0
			}
			s.Own = append(s.Own, ChallengeOwn{ChallengePlace: place, Podium: i})
		}
	}
	slices.SortFunc(s.Own, func(x, y ChallengeOwn) int { return cmp.Compare(x.Account, y.Account) })
	return s
}

// ChallengeHonour is how often an account was shown over the months of a season.
type ChallengeHonour struct {
	Account  kpi.ID
	Podiums  int
	Firsts   int // of these, first places
	Improved int
}

// ChallengeHonours counts over the months of a season what everybody could see
// in each; accounts that were never shown are not there. By id.
func ChallengeHonours(months []ChallengeMonth) []ChallengeHonour {
	of := map[kpi.ID]*ChallengeHonour{}
	honour := func(id kpi.ID) *ChallengeHonour {
		if of[id] == nil {
			of[id] = &ChallengeHonour{Account: id}
		}
		return of[id]
	}
	for _, m := range months {
		seen := m.SeenBy(func(kpi.ID) bool { return false })
		for _, p := range seen.Podiums {
			for _, place := range p.Places {
				h := honour(place.Account)
				h.Podiums++
				if place.Place == 1 {
					h.Firsts++
				}
			}
		}
		for _, id := range seen.Improved {
			honour(id).Improved++
		}
	}
	list := make([]ChallengeHonour, 0, len(of))
	for _, h := range of {
		list = append(list, *h)
	}
	slices.SortFunc(list, func(x, y ChallengeHonour) int { return cmp.Compare(x.Account, y.Account) })
	return list
}
