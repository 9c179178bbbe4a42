package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// This file makes networks of any size to measure with.

// chunk is how many accounts are added at once.
const chunk = 5000

var firstNames = []string{
	"Adam", "Agathe", "Alban", "Alice", "Amir", "Anaïs", "Anouk", "Antonin", "Assia", "Aurore", "Axel", "Basile",
	"Brune", "Camille", "Céleste", "Chloé", "Cléo", "Côme", "Dalia", "Diane", "Édith", "Éloi", "Elsa", "Émile",
	"Fanny", "Fatou", "Félix", "Flore", "Gabin", "Garance", "Gaspard", "Hélène", "Hugo", "Idris", "Inès", "Iris",
	"Jade", "Joris", "Jules", "Kenza", "Léa", "Léon", "Lina", "Loïc", "Louise", "Lucien", "Maël", "Maïa",
	"Malo", "Marin", "Mathilde", "Mina", "Nadir", "Naël", "Nina", "Noé", "Octave", "Olga", "Oscar", "Paola",
	"Perle", "Quentin", "Rachid", "Romy", "Rose", "Sacha", "Salomé", "Samuel", "Simone", "Tess", "Théo", "Ulysse",
	"Valentine", "Victor", "Wendy", "Yanis", "Yasmine", "Youri", "Zélie", "Zoé",
}

var bigSpheres = []sphere{
	{"Corporate", "", ""}, {"Business", "", "b2b"}, {"Commerce", "", "b2c"}, {"RH", "", ""},
	{"Recherche", "", ""}, {"Culture", "", "b2c"},
}

// bigPlatforms are those of a new database that are in use, busiest first.
var bigPlatforms = []string{"LinkedIn", "X", "Instagram", "Facebook", "YouTube", "Bluesky", "TikTok", "Mastodon", "Threads"}

// Parts of a big network that stand out, in thousandths.
const (
	silentFilings = 30 // never come in
	draftFilings  = 15 // are not submitted
	unreadFigures = 6  // are unavailable
	closings      = 3  // accounts closed, each month
)

// Generate makes a network of o.Accounts accounts over o.Months months, the
// last being the month before the current one, in a new file at path.
func Generate(ctx context.Context, path string, o Options) error {
	return build(ctx, path, o, func(n *network.Network, c *clock, last kpi.Month) error {
		g := &generator{n: n, clock: c, o: o, first: last.Add(1 - o.Months), rng: rand.New(rand.NewPCG(o.Seed, 0))}
		if err := g.begin(ctx); err != nil {
			return err
		}
		for i := range o.Months {
			if err := g.live(ctx, g.first.Add(i)); err != nil {
				return fmt.Errorf("month %s: %w", g.first.Add(i), err)
			}
			if o.Progress != nil {
				o.Progress(i+1, o.Months)
			}
		}
		return nil
	})
}

// generator is a big network as it is being made.
type generator struct {
	n        *network.Network
	clock    *clock
	o        Options
	first    kpi.Month
	rng      *rand.Rand
	entities []string
	voices   []bigVoice
}

// bigVoice is an account of a big network.
type bigVoice struct {
	id     kpi.ID
	curve  *curve
	opened kpi.Month
	closed kpi.Month // first month without it; zero: none
}

// begin adds groups, people and accounts.
func (g *generator) begin(ctx context.Context) error {
	g.clock.set(g.first.FirstDay(), 9, 0)
	all := groups{spheres: bigSpheres, ranges: brand.ranges, entities: g.tree()}
	if err := all.add(ctx, g.n, g.first); err != nil {
		return err
	}
	for _, e := range all.entities {
		g.entities = append(g.entities, e.path)
	}
	users, err := addPeople(ctx, g.n, people[:3])
	if err != nil {
		return err
	}
	if _, err := addPeople(ctx, g.n, []person{people[8], people[9]}); err != nil {
		return err
	}
	settings, err := g.n.Settings(ctx)
	if err != nil {
		return err
	}
	settings.FirstReportingMonth = g.first
	if err := g.n.SaveSettings(ctx, kpi.CommandLine(), settings); err != nil {
		return err
	}
	return g.addAccounts(ctx, users[gaspard].ID)
}

// tree is a group with a region for about 40 bodies and a body for about 20
// accounts.
func (g *generator) tree() []entity {
	bodies := min(max(2, g.o.Accounts/20), 160)
	regions := max(1, bodies/20)
	list := []entity{{group, bodies * 300}}
	for r := range regions {
		list = append(list, entity{fmt.Sprintf("%s/Région %02d", group, r+1), bodies / regions * 300})
	}
	for b := range bodies {
		list = append(list, entity{fmt.Sprintf("%s/Région %02d/Site %03d", group, b%regions+1, b+1), 80 + g.rng.IntN(500)})
	}
	return list
}

// addAccounts draws the accounts; the ambassador holds the first three.
func (g *generator) addAccounts(ctx context.Context, ambassador kpi.ID) error {
	g.voices = make([]bigVoice, g.o.Accounts)
	for start := 0; start < g.o.Accounts; start += chunk {
		list := make([]network.NewAccount, 0, chunk)
		for i := start; i < min(start+chunk, g.o.Accounts); i++ {
			a := g.draw(i)
			if i < 3 {
				a.Holders = []kpi.AccountHolder{{User: ambassador, Role: kpi.Holder, From: g.first.FirstDay()}}
			}
			list = append(list, a)
		}
		ids, err := g.n.AddAccounts(ctx, kpi.CommandLine(), list)
		if err != nil {
			return err
		}
		for i, id := range ids {
			g.voices[start+i].id = id
		}
	}
	return nil
}

// draw invents an account: two in three are there from the first month on.
func (g *generator) draw(i int) network.NewAccount {
	opened := g.first
	if i >= 3 && g.rng.IntN(3) == 0 {
		opened = g.first.Add(g.rng.IntN(g.o.Months))
	}
	v := &g.voices[i]
	v.opened, v.curve = opened, newCurve(g.o.Seed, uint64(i)+1).random()
	states := []kpi.AccountPeriod{{State: kpi.AccountActive, From: opened.FirstDay()}}
	for m := opened + 6; i >= 3 && m < g.first.Add(g.o.Months); m++ {
		if g.rng.IntN(1000) < closings {
			states = append(states, kpi.AccountPeriod{State: kpi.AccountClosed, From: m.FirstDay(), Reason: "holder"})
			v.closed = m
			break
		}
	}
	name := firstNames[g.rng.IntN(len(firstNames))]
	platform := int(float64(len(bigPlatforms)) * g.rng.Float64() * g.rng.Float64())
	return network.NewAccount{
		Platform: bigPlatforms[platform], Handle: fmt.Sprintf("%s_brevanne_%05d", name, i+1),
		ExternalID: strconv.Itoa(100_000_000 + i), Persona: name + "_Brévanne",
		Sphere: bigSpheres[int(float64(len(bigSpheres))*g.rng.Float64()*g.rng.Float64())].name,
		Range:  brand.ranges[g.rng.IntN(len(brand.ranges))],
		Entity: g.entities[g.rng.IntN(len(g.entities))],
		States: states,
	}
}

// live files a month, in one go.
func (g *generator) live(ctx context.Context, m kpi.Month) error {
	g.clock.set(m.Add(1).FirstDay().Add(2), 10, 0)
	changes := make([]kpi.FilingChange, 0, len(g.voices))
	for i := range g.voices {
		v := &g.voices[i]
		if m < v.opened || (v.closed != 0 && m >= v.closed) {
			continue
		}
		figures := v.curve.next(m)
		delete(figures, kpi.Comments) // asked of nobody
		luck := g.rng.IntN(1000)
		if luck < silentFilings {
			continue
		}
		if g.rng.IntN(1000) < unreadFigures {
			figures[kpi.Likes] = kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNotShown}
		}
		changes = append(changes, kpi.FilingChange{Account: v.id, Month: m, Figures: figures, Submit: luck >= silentFilings+draftFilings})
	}
	return g.n.FileMany(ctx, kpi.CommandLine(), m, changes)
}
