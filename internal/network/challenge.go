package network

// This file shows the challenge: the month's podiums to everybody, one's own
// place to the holder alone. What may be seen at all stands in
// analytics.ChallengeMonth.SeenBy.

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// settingChallengeOff says that there is no challenge; "" or "false": there is.
const settingChallengeOff = "challenge_off"

// Challenge is a season, and a month of it, as one person sees it.
type Challenge struct {
	Off     bool // switched off: seen by whoever may switch it on
	MayRun  bool
	Seasons []kpi.Season // latest first
	Season  kpi.Season   // the one that is shown; zero: there is none
	Running bool         // one may still take part in it
	Begins  kpi.Month    // the first month that counts for who joins now
	Months  []kpi.Month  // of the season, that have or may have a result
	Month   kpi.Month    // the one that is shown; zero: none yet
	Closed  bool         // the figures of the month are final
	Entered int          // accounts that take part in the month
	Ranked  int          // of these, with the figures that are needed
	Podiums []ChallengePodium
	// Improved are those that gained most on the month before.
	Improved []ChallengeFace
	Own      []ChallengeOwn    // accounts that the person holds today, by name
	Honours  []ChallengeHonour // of the season until the month
}

// ChallengePodium is the best of the accounts of about one size.
type ChallengePodium struct {
	From, Under float64 // followers; Under 0: no bound
	Faces       []ChallengeFace
}

// ChallengeFace is an account that the challenge shows.
type ChallengeFace struct {
	Account  kpi.Account
	Place    int        // 0 of the most improved
	Progress kpi.Number // in %, unknown to whoever does not see the account's figures
	Sees     bool       // the person sees the account's page
	Own      bool
	Bravos   int
	Given    bool     // the person's own is among them
	Names    []string // who said it, for the holder alone
}

// ChallengeOwn is what the holder of an account is told of it.
type ChallengeOwn struct {
	Account     kpi.Account
	In          bool       // takes part
	Ranked      bool       // has a result this month
	Place       int        // 0: not in the first half
	Progress    kpi.Number // in %
	From, Under float64    // of its bracket
}

// ChallengeHonour is an account with what it was shown for in the season.
type ChallengeHonour struct {
	Account kpi.Account
	analytics.ChallengeHonour
}

// ChallengeQuery chooses a season and a month; zero: the latest.
type ChallengeQuery struct {
	Season kpi.ID
	Month  kpi.Month
}

// ChallengeOffered reports whether there is a challenge to be seen by a person.
func (n *Network) ChallengeOffered(ctx context.Context, who kpi.Who) (bool, error) {
	set, err := n.db.Settings(ctx)
	return set[settingChallengeOff] != "true" || runsChallenge(who), err
}

// runsChallenge reports whether a person opens seasons and switches the
// challenge: direction of the whole network.
func runsChallenge(who kpi.Who) bool {
	return who.System || (who.Is(coordinators...) && who.User.EntityID == 0)
}

// Challenge shows a month of a season to anybody, in the part of the tree that
// they are limited to. Errors: CodeNotFound for a season or month that there is
// not, and where the challenge is switched off.
func (n *Network) Challenge(ctx context.Context, who kpi.Who, q ChallengeQuery) (ch Challenge, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		v := challengeView{n: n, c: c, who: who}
		ch, err = v.show(ctx, q)
		return err
	})
	return ch, err
}

// challengeView is the challenge being put together for one person.
type challengeView struct {
	n      *Network
	c      store.Conn
	who    kpi.Who
	sight  sight
	groups store.Groups
	holds  map[kpi.ID]bool // as holder, today
	bravos []store.Bravo
}

func (v *challengeView) open(ctx context.Context) (off bool, seasons []kpi.Season, err error) {
	set, err := v.c.Settings(ctx)
	if err != nil {
		return false, nil, err
	}
	off = set[settingChallengeOff] == "true"
	if off && !runsChallenge(v.who) {
		return off, nil, kpi.NotFound("error.not_found")
	}
	if v.sight, err = v.n.sightOf(ctx, v.c, v.who); err != nil {
		return off, nil, err
	}
	if v.groups, err = v.c.Groups(ctx); err != nil {
		return off, nil, err
	}
	if v.holds, err = v.n.holdsToday(ctx, v.c, v.who); err != nil {
		return off, nil, err
	}
	seasons, err = v.c.Seasons(ctx)
	return off, seasons, err
}

// holdsToday are the accounts that a person is the holder of, asked or accepted.
func (n *Network) holdsToday(ctx context.Context, c store.Conn, who kpi.Who) (map[kpi.ID]bool, error) {
	of := map[kpi.ID]bool{}
	if who.System {
		return of, nil
	}
	rows, err := c.HeldAccounts(ctx, who.User.ID)
	today := n.Today()
	for _, r := range rows {
		if r.Role == kpi.Holder && r.From <= today && (r.Until == 0 || r.Until >= today) {
			of[r.Account] = true
		}
	}
	return of, err
}

func (v *challengeView) show(ctx context.Context, q ChallengeQuery) (ch Challenge, err error) {
	if ch.Off, ch.Seasons, err = v.open(ctx); err != nil {
		return ch, err
	}
	ch.MayRun = runsChallenge(v.who)
	if ch.Off {
		return ch, nil
	}
	if len(ch.Seasons) == 0 {
		if q != (ChallengeQuery{}) {
			return ch, kpi.NotFound("error.not_found")
		}
		return ch, nil
	}
	if ch.Season, err = v.season(ch.Seasons, q.Season); err != nil {
		return ch, err
	}
	filed := v.n.CurrentMonth().Add(-1)
	ch.Running = ch.Season.Until >= filed
	ch.Begins = max(ch.Season.From, filed)
	entries, act, err := v.c.SeasonEntries(ctx, ch.Season.ID)
	if err != nil {
		return ch, err
	}
	if ch.Season.From <= filed {
		ch.Months = kpi.MonthsBetween(ch.Season.From, min(ch.Season.Until, filed))
	}
	results := make([]analytics.ChallengeMonth, len(ch.Months))
	for i, m := range ch.Months {
		if results[i], err = v.n.challengeMonth(ctx, v.c, ch.Season, entries, act, m); err != nil {
			return ch, err
		}
	}
	at, err := chosenMonth(ch.Months, results, q.Month)
	if err != nil {
		return ch, err
	}
	if at < 0 {
		return ch, v.own(ctx, &ch, entries, analytics.ChallengeSight{})
	}
	ch.Month = ch.Months[at]
	row, err := v.c.Month(ctx, ch.Month)
	if err != nil {
		return ch, err
	}
	ch.Closed = !row.ClosedAt.IsZero() && !row.ReopenedUntil.After(v.n.now())
	if v.bravos, err = v.c.Bravos(ctx, ch.Month); err != nil {
		return ch, err
	}
	seen := results[at].SeenBy(func(id kpi.ID) bool { return v.holds[id] })
	ch.Entered, ch.Ranked = seen.Entered, seen.Ranked
	if err := v.faces(ctx, &ch, seen, analytics.ChallengeHonours(results[:at+1])); err != nil {
		return ch, err
	}
	return ch, v.own(ctx, &ch, entries, seen)
}

// season is the one asked for; else the one of the month that is being filed,
// else the latest that has begun, else the next.
func (v *challengeView) season(seasons []kpi.Season, id kpi.ID) (kpi.Season, error) {
	if id != 0 {
		if i := slices.IndexFunc(seasons, func(s kpi.Season) bool { return s.ID == id }); i >= 0 {
			return seasons[i], nil
		}
		return kpi.Season{}, kpi.NotFound("error.not_found")
	}
	return seasonFor(seasons, v.n.CurrentMonth()), nil
}

// seasonFor is the season of those, latest first, that people speak of in a
// month: the latest that has begun, else the first to come.
func seasonFor(seasons []kpi.Season, current kpi.Month) kpi.Season {
	for _, s := range seasons {
		if s.From <= current {
			return s
		}
	}
	return seasons[len(seasons)-1]
}

// chosenMonth is the place of the month asked for, else of the latest with a
// result, else of the last; -1 where there is none yet.
func chosenMonth(months []kpi.Month, results []analytics.ChallengeMonth, asked kpi.Month) (int, error) {
	if asked != 0 {
		if i := slices.Index(months, asked); i >= 0 {
			return i, nil
		}
		return 0, kpi.NotFound("error.not_found")
	}
	for i := len(months) - 1; i >= 0; i-- {
		if len(results[i].Brackets) > 0 {
			return i, nil
		}
	}
	return len(months) - 1, nil
}

// challengeMonth ranks a month of a season, or remembers it.
func (n *Network) challengeMonth(ctx context.Context, c store.Conn, s kpi.Season, entries []kpi.SeasonEntry, act kpi.ID, m kpi.Month) (analytics.ChallengeMonth, error) {
	months := kpi.MonthsBetween(m.Add(-analytics.ChallengeMonths-1), m)
	figures, err := c.LastActOn(ctx, months[0].Add(-1), m)
	if err != nil {
		return analytics.ChallengeMonth{}, err
	}
	key := memoKey{what: "challenge " + s.ID.String() + " " + act.String(), month: m}
	if v, there := n.memo.get(figures, key); there {
		return v.(analytics.ChallengeMonth), nil
	}
	var ids []kpi.ID
	for _, e := range entries {
		if e.Counts(m) {
			ids = append(ids, e.Account)
		}
	}
	list := make([]analytics.ChallengeEntry, 0, len(ids))
	err = c.EachAccountMonths(ctx, months, ids, func(account kpi.ID, of []kpi.AccountMonth) {
		list = append(list, analytics.NewChallengeEntry(account, s.Measure, of))
	})
	if err != nil {
		return analytics.ChallengeMonth{}, err
	}
	month := analytics.RankChallenge(list)
	n.memo.put(figures, key, month, 2*len(list)+1)
	return month, nil
}

// faces fills in the accounts that are shown. Of the part of the tree that a
// person does not see there are none.
func (v *challengeView) faces(ctx context.Context, ch *Challenge, seen analytics.ChallengeSight, honours []analytics.ChallengeHonour) error {
	ids := slices.Clone(seen.Improved)
	for _, p := range seen.Podiums {
		for _, place := range p.Places {
			ids = append(ids, place.Account)
		}
	}
	for _, h := range honours {
		ids = append(ids, h.Account)
	}
	accounts, err := v.accounts(ctx, ids)
	if err != nil {
		return err
	}
	for _, p := range seen.Podiums {
		podium := ChallengePodium{From: p.From, Under: p.Under}
		for _, place := range p.Places {
			if a, there := accounts[place.Account]; there {
				podium.Faces = append(podium.Faces, v.face(a, place))
			}
		}
		ch.Podiums = append(ch.Podiums, podium)
	}
	for _, id := range seen.Improved {
		if a, there := accounts[id]; there {
			ch.Improved = append(ch.Improved, v.face(a, analytics.ChallengePlace{Account: id}))
		}
	}
	for _, h := range honours {
		if a, there := accounts[h.Account]; there {
			ch.Honours = append(ch.Honours, ChallengeHonour{Account: a, ChallengeHonour: h})
		}
	}
	slices.SortFunc(ch.Honours, func(a, b ChallengeHonour) int {
		return cmp.Or(cmp.Compare(b.Podiums, a.Podiums), cmp.Compare(b.Firsts, a.Firsts), cmp.Compare(b.Improved, a.Improved), byName(a.Account, b.Account))
	})
	return nil
}

func byName(a, b kpi.Account) int {
	return cmp.Or(cmp.Compare(kpi.PlainName(a.Name()), kpi.PlainName(b.Name())), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.ID, b.ID))
}

// accounts reads accounts, those of the part of the tree that the person is
// limited to alone, and their own.
func (v *challengeView) accounts(ctx context.Context, ids []kpi.ID) (map[kpi.ID]kpi.Account, error) {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil, nil
	}
	accounts, err := v.c.AccountsByID(ctx, v.n.CurrentMonth(), ids)
	for id, a := range accounts {
		if !v.holds[id] && !within(v.groups.Entities, v.who, a.EntityID) {
			delete(accounts, id)
		}
	}
	return accounts, err
}

func (v *challengeView) face(a kpi.Account, place analytics.ChallengePlace) ChallengeFace {
	f := ChallengeFace{Account: a, Place: place.Place, Own: v.holds[a.ID], Sees: v.sight.sees(v.groups.Entities, a)}
	if f.Sees {
		f.Progress = place.Progress
	}
	for _, b := range v.bravos {
		if b.Account != a.ID {
			continue
		}
		f.Bravos++
		f.Given = f.Given || b.User == v.who.User.ID
		if f.Own && b.Name != "" {
			f.Names = append(f.Names, b.Name)
		}
	}
	return f
}

// own adds the accounts that the person holds, with what is theirs alone to
// know.
func (v *challengeView) own(ctx context.Context, ch *Challenge, entries []kpi.SeasonEntry, seen analytics.ChallengeSight) error {
	ids := make([]kpi.ID, 0, len(v.holds))
	for id := range v.holds {
		ids = append(ids, id)
	}
	accounts, err := v.accounts(ctx, ids)
	if err != nil {
		return err
	}
	for id, a := range accounts {
		if a.State == kpi.AccountClosed {
			continue
		}
		own := ChallengeOwn{Account: a}
		for _, e := range entries {
			own.In = own.In || e.Account == id && e.Until == 0
		}
		for _, o := range seen.Own {
			if o.Account == id {
				podium := seen.Podiums[o.Podium]
				own.Ranked, own.Place, own.Progress, own.From, own.Under = true, o.Place, o.Progress, podium.From, podium.Under
			}
		}
		ch.Own = append(ch.Own, own)
	}
	slices.SortFunc(ch.Own, func(a, b ChallengeOwn) int { return byName(a.Account, b.Account) })
	return nil
}

// checkSeason tidies a season and says what is wrong with it, among the others.
func checkSeason(s *kpi.Season, seasons []kpi.Season) (fields []kpi.FieldError) {
	s.Name = strings.Join(strings.Fields(s.Name), " ")
	if !printable(s.Name, maxName) || s.Name == "" {
		fields = append(fields, kpi.Field("name", "challenge.name_bounds", "most", maxName))
	}
	if !slices.Contains(kpi.ChallengeMeasures, s.Measure) {
		fields = append(fields, kpi.Field("measure", "challenge.measure_unknown"))
	}
	switch {
	case s.From < kpi.EarliestFigures || s.Until < s.From:
		fields = append(fields, kpi.Field("until", "challenge.until_before"))
	case s.Until.Sub(s.From) >= longestSeason:
		fields = append(fields, kpi.Field("until", "challenge.until_far", "most", longestSeason))
	default:
		for _, o := range seasons {
			if o.ID != s.ID && o.From <= s.Until && s.From <= o.Until {
				fields = append(fields, kpi.Field("from", "challenge.overlaps", "name", o.Name, "from", o.From, "until", o.Until))
				break
			}
		}
	}
	return fields
}

// longestSeason is how many months a season has at most.
const longestSeason = 24
