package network

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// How much is played: seeds, and acts of each.
const (
	playSeeds = 5
	playActs  = 700
)

// play is the product and the model side by side.
type play struct {
	*testing.T
	*Network
	clock  *clock
	random *rand.Rand
	model  *model
	people []kpi.Who
	ids    []kpi.ID // of accounts
	seen   map[kpi.Code]int
}

// TestTheCycleIsItsModel plays random acts by all roles and compares what the
// product answers, and what it then shows, with a plain model of the domain.
func TestTheCycleIsItsModel(t *testing.T) {
	answers := map[kpi.Code]int{}
	seeds := uint64(playSeeds)
	if testing.Short() { // as the race detector runs it
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			p := newPlay(t, seed)
			for i := range playActs {
				what := p.act()
				p.look()
				if i%20 == 19 {
					p.compareAll()
				}
				if t.Failed() {
					t.Fatalf("act %d: %s", i, what)
				}
			}
			for code, n := range p.seen {
				answers[code] += n
			}
		})
	}
	t.Logf("answers: %v", answers)
	for _, code := range []kpi.Code{"", kpi.CodeNotFound, kpi.CodeForbidden, kpi.CodeLocked, kpi.CodeConflict, kpi.CodeInvalid} {
		if answers[code] < 20 && !testing.Short() {
			t.Errorf("the play met %q only %d times", code, answers[code])
		}
	}
}

func newPlay(t *testing.T, seed uint64) *play {
	t.Helper()
	n, clock := openPeople(t)
	clock.now = time.Date(2026, 8, 20, 9, 0, 0, 0, time.UTC)
	ctx, boss := t.Context(), kpi.CommandLine()
	p := &play{T: t, Network: n, clock: clock, random: rand.New(rand.NewPCG(seed, 77)), seen: map[kpi.Code]int{}}
	p.model = &model{zone: n.location(), seeAll: seed%2 == 0, accounts: map[kpi.ID]*modelAccount{}, filings: map[modelPlace][]modelFiling{},
		history: map[modelPlace]map[string][]modelChange{}, months: map[kpi.Month]*modelMonth{}, questions: map[kpi.ID]*modelQuestion{},
		corrections: map[kpi.ID]*modelCorrection{}, reporting: kpi.NewMonth(2026, 6)}
	entities := map[string]kpi.ID{}
	for _, path := range []string{"Ouest", "Est"} {
		entities[path] = some[kpi.ID](t)(n.AddEntity(ctx, boss, path))
	}
	settings := some[Settings](t)(n.Settings(ctx))
	settings.FirstReportingMonth, settings.AmbassadorsSeeAll, settings.AcceptanceSwitchedOn = p.model.reporting, p.model.seeAll, true
	ok(t, n.SaveSettings(ctx, boss, settings))
	for _, one := range []struct {
		name, entity string
		role         kpi.Role
	}{{"ada", "", kpi.RoleAdmin}, {"cleo", "", kpi.RoleCoordinator}, {"lou", "Est", kpi.RoleCoordinator}, {"noe", "", kpi.RoleAmbassador},
		{"mia", "", kpi.RoleAmbassador}, {"sacha", "Ouest", kpi.RoleAmbassador}, {"ines", "", kpi.RoleContributor},
		{"remy", "", kpi.RoleReader}, {"paul", "Est", kpi.RoleReader}} {
		p.people = append(p.people, addPersonAs(t, n, one.name, one.role, one.entity))
	}
	for i, entity := range []string{"Ouest", "Ouest", "Est", "Est", "Ouest"} {
		holder := p.people[3+i%5].User.ID // readers and contributors hold accounts too
		from := dayOf(t, "2026-01-01")
		a := &modelAccount{entity: entities[entity], states: []modelState{{from, kpi.AccountActive}}, holders: []modelHolder{{holder, from, 0}}}
		a.id = some[kpi.ID](t)(n.AddAccount(ctx, boss, NewAccount{Platform: "X", Handle: fmt.Sprintf("compte_%d", i), Entity: entity,
			States:  []kpi.AccountPeriod{{State: kpi.AccountActive, From: from}},
			Holders: []kpi.AccountHolder{{User: holder, Role: kpi.Holder, From: from}}}))
		p.model.accounts[a.id] = a
		p.ids = append(p.ids, a.id)
	}
	f := some[kpi.Filing](t)(n.Filing(ctx, boss, p.ids[0], kpi.NewMonth(2026, 7)))
	p.model.asked = f.Asked
	return p
}

func (p *play) who() kpi.Who { return p.people[p.random.IntN(len(p.people))] }

// place is a filing of the latest months, seldom of one to come. Whoever may do
// something there is chosen more often than others.
func (p *play) place() (kpi.Who, modelPlace) {
	at := modelPlace{p.ids[p.random.IntN(len(p.ids))], p.model.current() - 3 + kpi.Month(p.random.IntN(4))}
	if p.random.IntN(40) == 0 {
		at.month = p.model.current() + 1
	}
	who := p.who()
	for range 2 {
		if !p.model.edits(who, at) {
			who = p.who()
		}
	}
	return who, at
}

// figure is never unusual: it is close to all others.
func (p *play) figure(code string) kpi.Figure {
	switch n := p.random.IntN(12); {
	case n == 0:
		return kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}
	case n == 1:
		return kpi.Figure{State: kpi.StateNA}
	case code == kpi.Followers:
		return kpi.Given(float64(1000 + p.random.IntN(9)))
	}
	return kpi.Given(float64(1 + p.random.IntN(9)))
}

// act plays one act and returns its name.
func (p *play) act() string {
	p.model.acts++
	switch p.random.IntN(5) {
	case 0:
		p.clock.now = p.clock.now.Add(time.Duration(p.random.IntN(40)) * time.Second)
	case 1:
		p.clock.now = p.clock.now.Add(time.Duration(1+p.random.IntN(20)) * time.Hour)
	}
	p.model.now = p.clock.now
	who, at := p.place()
	ctx := p.Context()
	what := fmt.Sprintf("%s (%s) at %s %s, %s: ", who.User.Name, who.User.Role, at.account, at.month, p.clock.now)
	version := p.model.filing(at).version
	if p.random.IntN(12) == 0 {
		version += 1 - 2*p.random.IntN(2)
	}
	kind := p.random.IntN(20)
	if kind >= 1 && kind <= 5 && p.random.IntN(3) > 0 {
		who = p.people[1+p.random.IntN(2)] // direction, more often than others
	}
	switch kind {
	case 0:
		_, err := p.UndoSubmission(ctx, who, at.account, at.month)
		return what + p.same("undo", err, p.model.undo(who, at))
	case 1, 2:
		reason := []string{"", "il manque un mot", "à revoir"}[p.random.IntN(3)]
		_, err := p.ReturnFiling(ctx, who, at.account, at.month, version, reason)
		return what + p.same("return", err, p.model.giveBack(who, at, version, reason))
	case 3:
		_, err := p.AcceptFiling(ctx, who, at.account, at.month, version)
		return what + p.same("accept", err, p.model.accept(who, at, version))
	case 4:
		return what + p.acceptAll(who, at)
	case 5:
		return what + p.moveMonth(who, at)
	case 6:
		return what + p.question(who, at)
	case 7, 8:
		return what + p.correct(who, at)
	case 9:
		return what + p.moveAccount(at)
	}
	return what + p.fileSome(who, at, version)
}

// same compares how an act ended, and returns it.
func (p *play) same(act string, err error, want kpi.Code) string {
	got := kpi.CodeOf(err)
	p.seen[got]++
	if got != want {
		p.Errorf("%s ends %q (%v), the model says %q", act, got, err, want)
	}
	return fmt.Sprintf("%s → %q", act, got)
}

func (p *play) fileSome(who kpi.Who, at modelPlace, version int) string {
	c := kpi.FilingChange{Account: at.account, Month: at.month, Version: version, Submit: p.random.IntN(2) == 0, Figures: map[string]kpi.Figure{}}
	if p.random.IntN(4) > 0 {
		c.OnBehalfReason = "absence"
	}
	before := p.model.filing(at)
	for _, code := range p.model.asked {
		if p.random.IntN(3) == 0 || (c.Submit && !before.figures[code].Answered()) {
			c.Figures[code] = p.figure(code)
		}
	}
	switch p.random.IntN(30) {
	case 0:
		c.Figures[kpi.Likes] = kpi.Given(-3)
	case 1:
		c.Figures[kpi.Likes] = kpi.Figure{}
	case 2:
		delete(c.Figures, kpi.Likes)
	}
	if version != before.version { // or what is asked for might stand already
		c.Figures[kpi.Followers] = kpi.Given(5000)
	}
	_, err := p.File(p.Context(), who, c)
	return p.same(fmt.Sprintf("file %v submit %v", c.Figures, c.Submit), err, p.model.file(who, c))
}

func (p *play) acceptAll(who kpi.Who, at modelPlace) string {
	done, err := p.AcceptAll(p.Context(), who, at.month, kpi.Filter{})
	code, n := p.model.acceptAll(who, at.month)
	if err == nil && done.Accepted != n {
		p.Errorf("%d accepted at once, the model says %d", done.Accepted, n)
	}
	return p.same("accept all", err, code)
}

func (p *play) moveMonth(who kpi.Who, at modelPlace) string {
	if p.random.IntN(2) == 0 {
		return p.same("close", p.CloseMonth(p.Context(), who, at.month), p.model.closeMonth(who, at.month))
	}
	until, reason := p.model.day().Add(p.random.IntN(8)-1), []string{"", "oubli"}[min(1, p.random.IntN(5))]
	return p.same("reopen until "+until.String(), p.ReopenMonthUntil(p.Context(), who, at.month, until, reason),
		p.model.reopen(who, at.month, until, reason))
}

func (p *play) question(who kpi.Who, at modelPlace) string {
	ids := slices.Sorted(maps.Keys(p.model.questions))
	if len(ids) == 0 || p.random.IntN(3) == 0 {
		if p.random.IntN(3) > 0 {
			who = p.people[1]
		}
		q, err := p.AskQuestion(p.Context(), who, at.account, at.month, kpi.Likes, "est-ce bien cela ?")
		if err == nil {
			p.model.questions[q.ID] = &modelQuestion{place: at}
		}
		return p.same("ask", err, p.model.ask(who, at))
	}
	id := ids[p.random.IntN(len(ids))]
	if p.random.IntN(2) == 0 {
		return p.same("answer", p.AnswerQuestion(p.Context(), who, id, fmt.Sprint("oui, au ", p.model.acts)), p.model.answer(who, id))
	}
	return p.same("close a question", p.CloseQuestion(p.Context(), who, id), p.model.closeQuestion(who, id))
}

func (p *play) correct(who kpi.Who, at modelPlace) string {
	waiting := []kpi.ID{}
	for id, c := range p.model.corrections {
		if c.state == kpi.CorrectionProposed || p.random.IntN(20) == 0 {
			waiting = append(waiting, id)
		}
	}
	slices.Sort(waiting)
	if len(waiting) > 0 && p.random.IntN(2) == 0 {
		id, accept := waiting[p.random.IntN(len(waiting))], p.random.IntN(3) > 0
		if p.random.IntN(2) == 0 {
			who = p.people[1]
		}
		_, err := p.DecideCorrection(p.Context(), who, id, accept, "vu ensemble")
		return p.same(fmt.Sprintf("decide correction %s: %v", id, accept), err, p.model.decide(who, id, accept))
	}
	code := p.model.asked[p.random.IntN(len(p.model.asked))]
	now := p.model.filing(at).figures[code]
	figure := kpi.Given(1009)
	if code != kpi.Followers {
		figure = kpi.Given(5)
	}
	if now == figure {
		figure.Value++
	}
	c, err := p.ProposeCorrection(p.Context(), who, CorrectionProposal{Account: at.account, Month: at.month, Code: code, Figure: figure, Reason: "relu"})
	want := p.model.propose(who, at, code, figure)
	if err == nil {
		p.model.corrections[c.ID] = &modelCorrection{place: at, code: code, old: now, new: figure, by: who.User.ID, state: kpi.CorrectionProposed}
	}
	return p.same("propose", err, want)
}

// moveAccount puts an account to sleep or wakes it, or hands it over, at most
// once a day.
func (p *play) moveAccount(at modelPlace) string {
	a, today := p.model.accounts[at.account], p.model.day()
	if p.random.IntN(2) == 0 {
		state := kpi.AccountDormant
		if last := a.states[len(a.states)-1]; last.from == today {
			return "no second state on a day"
		} else if last.state == kpi.AccountDormant {
			state = kpi.AccountActive
		}
		err := p.PutAccountState(p.Context(), p.people[1], a.id, StateEntry{State: state, From: today, Confirmed: true})
		a.states = append(a.states, modelState{today, state})
		return p.same("state "+string(state), err, "")
	}
	last := &a.holders[len(a.holders)-1]
	next := p.people[3+p.random.IntN(6)]
	if last.from == today || last.user == next.User.ID {
		return "no second holder on a day"
	}
	err := p.ChangeHolder(p.Context(), p.people[1], a.id, HolderChange{User: next.User.ID, Role: kpi.Holder, From: today, Confirmed: true})
	last.until = today.Add(-1)
	a.holders = append(a.holders, modelHolder{next.User.ID, today, 0})
	return p.same("hand over to "+next.User.Name, err, "")
}

// look compares a filing as somebody sees it: rights, state, lock, figures.
func (p *play) look() {
	p.Helper()
	who, at := p.place()
	f, err := p.Filing(p.Context(), who, at.account, at.month)
	if want := p.model.refused(who, at); kpi.CodeOf(err) != want || want != "" {
		p.same(fmt.Sprintf("look of %s at %v", who.User.Name, at), err, want)
		return
	}
	want, locked := p.model.filing(at), p.model.locked(at.month)
	edits, reviews := p.model.edits(who, at) && !locked, p.model.reviews(who, at)
	may := kpi.FilingMay{Edit: edits, Submit: edits, OnBehalf: p.model.edits(who, at) && !p.model.holds(who.User.ID, at),
		Accept: reviews && !locked && want.state == kpi.FilingSubmitted, Return: reviews && !locked && want.state.Filed(), Question: reviews, Correct: locked && p.model.holds(who.User.ID, at)}
	if !p.model.edits(who, at) { // when, and why it came back, is between the holder and direction
		want.reason, want.first, want.last = "", time.Time{}, time.Time{}
	}
	if f.May != may || (f.Lock != nil) != locked {
		p.Errorf("%s (%s) may %+v at %v, locked %v; the model says %+v, %v", who.User.Name, who.User.Role, f.May, at, f.Lock != nil, may, locked)
	}
	if f.State != want.state || f.Version != want.version || f.ReturnReason != want.reason || !maps.Equal(f.Figures, want.figures) ||
		!f.FirstSubmittedAt.Equal(want.first) || !f.LastSubmittedAt.Equal(want.last) {
		p.Errorf("at %v there is %+v\nthe model says %+v", at, f, want)
	}
}

// compareAll compares rates and histories.
func (p *play) compareAll() {
	p.Helper()
	ctx := p.Context()
	for m := p.model.current() - 4; m <= p.model.current(); m++ {
		for _, who := range []kpi.Who{p.people[1], p.people[2]} {
			s := some[summaryOf](p.T)(p.rates(who, m))
			expected, filed, onTime, asked, answered := p.model.rates(m, who.User.EntityID)
			if want := (summaryOf{expected, filed, onTime, asked, answered}); s != want {
				p.Errorf("%s reads of %s %+v, the model says %+v", who.User.Name, m, s, want)
			}
		}
	}
	at := modelPlace{p.ids[p.random.IntN(len(p.ids))], p.model.current() - kpi.Month(p.random.IntN(4))}
	for _, code := range p.model.asked {
		h := some[FigureHistory](p.T)(p.FigureHistory(ctx, p.people[1], at.account, at.month, code))
		var got []modelChange
		for _, e := range slices.Backward(h.Entries) {
			corrected := e.Field == store.FieldCorrection && e.NewText == string(kpi.CorrectionAccepted) && e.Old != e.New
			if e.Indicator == code && (e.Field == "" || corrected) {
				by := slices.IndexFunc(p.people, func(w kpi.Who) bool { return w.User.Name == e.By })
				if by < 0 {
					p.Errorf("the history of %v %s names %q", at, code, e.By)
					continue
				}
				got = append(got, modelChange{p.people[by].User.ID, e.Old, e.New})
			}
		}
		if want := p.model.history[at][code]; !slices.Equal(got, want) {
			p.Errorf("the history of %v %s is %+v, the model says %+v", at, code, got, want)
		}
	}
}

// summaryOf is the rates of a month.
type summaryOf struct{ expected, filed, onTime, asked, answered int }

func (p *play) rates(who kpi.Who, m kpi.Month) (summaryOf, error) {
	s, err := p.Summary(p.Context(), who, m, kpi.Filter{})
	return summaryOf{s.FilingRate.M, s.FilingRate.N, s.OnTime.N, s.FillRate.M, s.FillRate.N}, err
}
