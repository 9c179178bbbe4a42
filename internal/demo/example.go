package demo

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// exampleMonths is how many whole months the example holds; they end with the
// month before the current one, which is partly filed.
const exampleMonths = 36

// Months of the story, counted from the first.
const (
	renameMonth   = 16 // Noé's account takes the persona's name
	regroupMonth  = 24 // Théo's account moves to another range
	retireMonth   = 26 // the internal network is switched off
	handOverMonth = 29 // Camille's account on X goes to another person
	asleepMonth   = 30 // Louise's account is put to sleep
	tryMonth      = 32 // Noé begins on Threads; the test waits for its verdict
	viralMonth    = 33 // one publication of Inès goes far
	hiddenMonth   = 34 // Hugo's likes cannot be read
	campaignMonth = 34 // an operation of the range Lumière over its accounts
	acceptMonth   = 25 // from then on direction accepts filings
	issuedFrom    = 31 // the first month whose report was issued here
	reissuedMonth = 32 // its report was issued twice
	closedMonths  = 35 // months that direction has closed
	reviewMonth   = 35 // the last whole month, which direction reviews
)

// story is the example as it is being lived.
type story struct {
	n     *network.Network
	clock *clock
	seed  uint64
	issue func(context.Context, *network.Network, kpi.Who, network.ReportOrder) error // nil: no report is issued
	first kpi.Month
	users map[string]kpi.User
	ids   map[string]kpi.ID // of accounts, by voice
	life  map[string]*curve
}

func (v voice) key() string { return v.platform + "/" + v.handle }

// Example makes the small network in a new file at path: eight personas in
// four spheres, five ranges and three entities over three years, with a
// handover, an account closed after its test, another whose test waits for its
// verdict, one asleep, gaps, a figure that is unavailable, an operation and a
// platform that was retired.
func Example(ctx context.Context, path string, o Options) error {
	return build(ctx, path, o, func(n *network.Network, c *clock, last kpi.Month) error {
		s := &story{n: n, clock: c, seed: o.Seed, issue: o.Publish, first: last.Add(1 - exampleMonths),
			ids: map[string]kpi.ID{}, life: map[string]*curve{}}
		if err := s.begin(ctx); err != nil {
			return err
		}
		for i := range exampleMonths {
			if err := s.live(ctx, i); err != nil {
				return fmt.Errorf("example, month %s: %w", s.month(i), err)
			}
			if o.Progress != nil {
				o.Progress(i+1, exampleMonths)
			}
		}
		c.at = c.limit
		return s.thisMonth(ctx)
	})
}

func (s *story) month(i int) kpi.Month { return s.first.Add(i) }

// begin sets the house up, on the first working day of the first month.
func (s *story) begin(ctx context.Context) (err error) {
	s.clock.set(s.first.FirstDay(), 9, 0)
	if err := brand.add(ctx, s.n, s.first); err != nil {
		return err
	}
	settings, err := s.n.Settings(ctx)
	if err != nil {
		return err
	}
	settings.NetworkName, settings.FirstReportingMonth = brandName, s.first
	if err := s.n.SaveSettings(ctx, kpi.CommandLine(), settings); err != nil {
		return err
	}
	if s.users, err = addPeople(ctx, s.n, people); err != nil {
		return err
	}
	return s.ask(ctx)
}

// ask chooses what is counted: Klout is gone, search positions only make sense
// where there are words to search for, and comments are asked where they weigh.
func (s *story) ask(ctx context.Context) error {
	list, err := s.n.Indicators(ctx)
	if err != nil {
		return err
	}
	byCode := map[string]kpi.ID{}
	for _, i := range list {
		byCode[i.Code] = i.ID
	}
	for _, code := range []string{kpi.Influence, kpi.SearchRank} {
		if err := s.n.SetAsked(ctx, kpi.CommandLine(), kpi.IndicatorAsk{Indicator: byCode[code], From: s.first}, false); err != nil {
			return err
		}
	}
	places, err := s.n.Groups(ctx, kpi.CommandLine())
	if err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(askedOn)) {
		for _, p := range places.Platforms {
			if !slices.Contains(askedOn[code], p.Name) {
				continue
			}
			ask := kpi.IndicatorAsk{Indicator: byCode[code], Platform: p.ID, From: s.first}
			if err := s.n.SetAsked(ctx, kpi.CommandLine(), ask, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// askedOn names the platforms of the indicators that are not asked everywhere.
var askedOn = map[string][]string{
	kpi.SearchRank: {"X", "LinkedIn"},
	kpi.Comments:   {"LinkedIn", "Facebook", "Instagram", "YouTube"},
}

// live is a month: what happens in it, then its filings at the beginning of
// the next one, then its closing.
func (s *story) live(ctx context.Context, i int) error {
	s.clock.set(s.month(i).FirstDay(), 9, 30)
	if err := s.open(ctx, i); err != nil {
		return err
	}
	if err := s.happen(ctx, i); err != nil {
		return err
	}
	if err := s.aim(ctx, i); err != nil {
		return err
	}
	if err := s.annotate(ctx, i); err != nil {
		return err
	}
	if err := s.followSearch(ctx, i); err != nil {
		return err
	}
	if err := s.file(ctx, i); err != nil {
		return err
	}
	if err := s.challenge(ctx, i); err != nil {
		return err
	}
	if i >= closedMonths {
		if err := s.keepViews(ctx); err != nil {
			return err
		}
		return s.review(ctx)
	}
	if err := s.closeMonth(ctx, i); err != nil {
		return err
	}
	if i >= issuedFrom && s.issue != nil {
		if err := s.publish(ctx, i); err != nil {
			return err
		}
	}
	if err := s.correct(ctx, i); err != nil {
		return err
	}
	return s.decide(ctx, i)
}

// publish issues the report of a month on the day after its closing; that of
// one month once more, after it was opened again for a figure.
func (s *story) publish(ctx context.Context, i int) error {
	direction, order := s.who(coordinator), network.ReportOrder{Month: s.month(i), Locale: "fr"}
	s.clock.set(s.month(i+1).FirstDay().Add(12), 9, 40)
	if err := s.issue(ctx, s.n, direction, order); err != nil || i != reissuedMonth {
		return err
	}
	day := s.month(i + 1).FirstDay().Add(14)
	s.clock.set(day, 14, 5)
	if err := s.n.ReopenMonthUntil(ctx, direction, order.Month, day.Add(2), "Partages relevés sur la mauvaise période."); err != nil {
		return err
	}
	if err := s.amend(ctx, "LinkedIn/"+hugoLinkedIn, order.Month); err != nil {
		return err
	}
	s.clock.set(day.Add(1), 10, 30)
	if err := s.n.CloseMonth(ctx, direction, order.Month); err != nil {
		return err
	}
	reports, err := s.n.IssuedReports(ctx, direction, order.Month)
	if err != nil {
		return err
	}
	order.Seen, order.Reason = reports[0].Number, "Partages d’un compte relevés sur la mauvaise période."
	return s.issue(ctx, s.n, direction, order)
}

// amend corrects the shares of an account's filing, by its holder.
func (s *story) amend(ctx context.Context, key string, month kpi.Month) error {
	for _, v := range voices {
		if v.key() != key {
			continue
		}
		who := s.who(v.holder)
		f, err := s.n.Filing(ctx, who, s.ids[key], month)
		if err != nil {
			return err
		}
		shares := f.Figures[kpi.Shares]
		shares.Value += 6
		_, err = s.n.File(ctx, who, kpi.FilingChange{Account: s.ids[key], Month: month, Version: f.Version,
			Figures: map[string]kpi.Figure{kpi.Shares: shares}})
		return err
	}
	return kpi.NotFound("error.not_found")
}

func (s *story) who(email string) kpi.Who {
	return kpi.Who{User: s.users[email], Channel: kpi.ChannelForm}
}

// open adds the accounts that begin in the month and ends the tests that are
// due, but that of the account which is closed instead. A test that ends with the
// example waits for its verdict.
func (s *story) open(ctx context.Context, i int) error {
	for _, v := range voices {
		switch {
		case v.first == i:
			if err := s.openAccount(ctx, v); err != nil {
				return err
			}
		case v.test > 0 && v.first+v.test == i:
			state, reason := kpi.AccountActive, ""
			if v.handle == inesTikTok {
				state, reason = kpi.AccountClosed, "audience"
			}
			if err := s.n.SetAccountState(ctx, s.who(coordinator), s.ids[v.key()], s.month(i).FirstDay(), state, reason, 0); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) openAccount(ctx context.Context, v voice) error {
	from := s.month(v.first).FirstDay()
	state := kpi.AccountPeriod{State: kpi.AccountActive, From: from}
	if v.test > 0 {
		state = kpi.AccountPeriod{State: kpi.AccountTest, From: from, Review: s.month(v.first + v.test).FirstDay()}
	}
	holders := []kpi.AccountHolder{{User: s.users[v.holder].ID, Role: kpi.Holder, From: from, AcceptedAt: s.clock.at}}
	if v.deputy != "" {
		holders = append(holders, kpi.AccountHolder{User: s.users[v.deputy].ID, Role: kpi.Deputy, From: from})
	}
	id, err := s.n.AddAccount(ctx, s.who(coordinator), network.NewAccount{
		Platform: v.platform, Handle: v.handle, Persona: v.persona, Color: v.color,
		Sphere: v.sphere, Range: v.productRange, Entity: v.place,
		States: []kpi.AccountPeriod{state}, Holders: holders,
	})
	if err != nil {
		return err
	}
	s.ids[v.key()] = id
	c := newCurve(s.seed, uint64(id))
	c.followers, c.growth, c.posts = v.followers, v.growth, v.posts
	c.reaction, c.sharing, c.mentions, c.rank = v.reaction, v.sharing, v.mentions, v.rank
	s.life[v.key()] = c
	return nil
}

// happen is what direction does in the month.
func (s *story) happen(ctx context.Context, i int) error {
	direction, first := s.who(coordinator), s.month(i).FirstDay()
	switch i {
	case acceptMonth:
		return s.switchAcceptanceOn(ctx)
	case renameMonth:
		return s.n.RenameAccount(ctx, direction, s.ids["Instagram/noe.lumieres"], s.month(i), noeInstagram, false)
	case regroupMonth:
		return s.n.RegroupAccount(ctx, direction, s.ids["YouTube/"+theoYouTube], s.month(i),
			network.Place{Sphere: "Business", Range: "Rangement", Entity: southEast})
	case retireMonth:
		return s.retire(ctx, direction, first)
	case handOverMonth:
		account := s.ids["X/"+camilleX]
		if err := s.n.EndHolding(ctx, direction, account, s.users[tristan].ID, first.Add(-1)); err != nil {
			return err
		}
		if err := s.n.HandOver(ctx, direction, account, s.users[tristan].ID, first); err != nil {
			return err
		}
		return s.n.AddDeputy(ctx, direction, account, s.users[nadege].ID, first, s.month(i+2).LastDay())
	case asleepMonth:
		return s.n.SetAccountState(ctx, direction, s.ids["Mastodon/"+louiseMastdn], first, kpi.AccountDormant, "", 0)
	case campaignMonth:
		_, err := s.n.AddEvent(ctx, direction, network.NewEvent{Kind: "campaign", Name: "Les soirées lampions", From: first.Add(13), Until: first.Add(24),
			Accounts: []kpi.ID{s.ids["LinkedIn/"+hugoLinkedIn], s.ids["Instagram/noe.lumieres"], s.ids["Threads/"+noeThreads]}})
		return err
	}
	return nil
}

// retire switches the internal network off and closes its account.
func (s *story) retire(ctx context.Context, direction kpi.Who, first kpi.Day) error {
	if err := s.n.SetAccountState(ctx, direction, s.ids[insideNetwork+"/"+salomeInside], first, kpi.AccountClosed, "other", 0); err != nil {
		return err
	}
	places, err := s.n.Groups(ctx, kpi.CommandLine())
	if err != nil {
		return err
	}
	for _, p := range places.Platforms {
		if p.Name == insideNetwork {
			return s.n.RetirePlatform(ctx, s.who(admin), p.ID, first.Month())
		}
	}
	return kpi.NotFound("error.not_found")
}

// filer is who files for an account in a month.
func (v voice) filer(i int) string {
	if v.handle == camilleX && i >= handOverMonth {
		return tristan
	}
	return v.holder
}

// silent reports whether nothing is filed for the account in the month.
func (v voice) silent(i int) bool {
	switch {
	case i < v.first || slices.Contains(v.missing, i), v.quiet > 0 && i >= v.quiet:
		return true
	case v.handle == inesTikTok:
		return i >= v.first+v.test
	case v.handle == salomeInside:
		return i >= retireMonth
	case v.handle == louiseMastdn:
		return i >= asleepMonth
	}
	return false
}

// file is the filings of a month, each by its holder at its own hour, in the
// order in which they come in.
func (s *story) file(ctx context.Context, i int) error {
	order := slices.Clone(voices)
	slices.SortStableFunc(order, func(a, b voice) int { return a.lateDays - b.lateDays })
	hours := rand.New(rand.NewPCG(s.seed, uint64(i)))
	for k, v := range order {
		if s.life[v.key()] == nil {
			continue
		}
		figures := s.life[v.key()].next(s.month(i)) // lived, filed or not
		if v.silent(i) {
			continue
		}
		due := s.month(i + 1).FirstDay().Add(1 + v.lateDays*2)
		if v.handle == hugoX && i == reviewMonth {
			due = due.Add(6) // after the due day
		}
		s.clock.set(due, 9+k*8/len(order), hours.IntN(60))
		change := kpi.FilingChange{Account: s.ids[v.key()], Month: s.month(i), Figures: s.asked(v, figures), Submit: true}
		s.tell(v, i, &change)
		if err := s.searched(ctx, v, i, &change); err != nil {
			return err
		}
		if _, err := s.n.File(ctx, s.who(v.filer(i)), change); err != nil {
			return fmt.Errorf("%s: %w", v.key(), err)
		}
	}
	return nil
}

// asked leaves the figures that are asked of the account.
func (s *story) asked(v voice, figures map[string]kpi.Figure) map[string]kpi.Figure {
	delete(figures, kpi.Influence)
	for code, platforms := range askedOn {
		if !slices.Contains(platforms, v.platform) {
			delete(figures, code)
		}
	}
	if v.rank == 0 && slices.Contains(askedOn[kpi.SearchRank], v.platform) {
		figures[kpi.SearchRank] = kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotRanked}
	}
	return figures
}

// tell changes a filing where the story has more to say.
func (s *story) tell(v voice, i int, change *kpi.FilingChange) {
	say := func(text string) { change.Comment = &text }
	switch {
	case v.handle == inesInstagram && i == viralMonth:
		for _, code := range kpi.InteractionParts {
			f := change.Figures[code]
			f.Value = f.Value*7 + 3
			f.Note = "La vidéo des potagers de balcon a été reprise par trois jardineries."
			change.Figures[code] = f
		}
		say("Un mois porté par une seule vidéo.")
	case v.handle == hugoLinkedIn && i == hiddenMonth:
		change.Figures[kpi.Likes] = kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}
		say("Les réactions n’étaient plus affichées au moment du relevé.")
	case v.handle == camilleX && i == handOverMonth:
		say("Premier relevé après la passation.")
	case v.handle == hugoLinkedIn && i == reviewMonth:
		change.Figures[kpi.Likes] = times(change.Figures[kpi.Likes], 4, "")
	case v.handle == inesInstagram && i == reviewMonth:
		change.Figures[kpi.Shares] = times(change.Figures[kpi.Shares], 6, "Le concours «\u00a0Un banc au jardin\u00a0» demandait un partage.")
	case v.handle == theoYouTube && i == exampleMonths-1:
		change.Submit = false // still a draft
		delete(change.Figures, kpi.Mentions)
	case v.handle == camilleLinkedIn && i == exampleMonths-1:
		change.Submit = false // left for the visitor to end
		delete(change.Figures, kpi.Mentions)
		delete(change.Figures, kpi.SearchRank)
	}
}

// times is a figure so many times as large, explained or not.
func times(f kpi.Figure, n float64, note string) kpi.Figure {
	f.Value, f.Note = f.Value*n+3, note
	return f
}

// thisMonth is what has been noted of the current month so far.
func (s *story) thisMonth(ctx context.Context) error {
	for _, v := range voices {
		if v.handle != inesInstagram && v.handle != camilleX {
			continue
		}
		figures := s.life[v.key()].next(s.month(exampleMonths))
		noted := map[string]kpi.Figure{kpi.Posts: kpi.Given(float64(int(figures[kpi.Posts].Value / 2)))}
		if v.handle == camilleX {
			noted[kpi.Followers] = figures[kpi.Followers]
		}
		change := kpi.FilingChange{Account: s.ids[v.key()], Month: s.month(exampleMonths), Figures: noted}
		if err := s.searched(ctx, v, exampleMonths, &change); err != nil {
			return err
		}
		if _, err := s.n.File(ctx, s.who(v.filer(exampleMonths)), change); err != nil {
			return err
		}
	}
	return nil
}
