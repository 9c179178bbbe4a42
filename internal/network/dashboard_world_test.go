package network

// This file makes the network on which numbers are checked: 40 accounts over
// 30 months with gaps, moves, renames, lives of every kind and figures outside
// a life; and it counts on the raw figures in plain loops, in its own way.

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

const (
	worldAccounts = 40
	worldMonths   = 30
	signedIn      = "signed_in" // a percentage that the test adds
)

var (
	worldFirst     = kpi.NewMonth(2024, 5)
	worldLast      = worldFirst.Add(worldMonths - 1) // 2026-10
	worldReporting = worldFirst.Add(2)
	worldFiled     = []string{"followers", "posts", "likes", "shares", "mentions", "influence", "search_rank", "comments", signedIn}
)

// worldStand is where an account is in a month.
type worldStand struct{ handle, sphere, rang, entity string }

type worldAccount struct {
	id       kpi.ID
	platform string
	persona  string
	stands   [worldMonths]worldStand
	states   []kpi.AccountPeriod
	woken    map[kpi.Month]bool // months of an activation
	figures  [worldMonths]map[string]kpi.Figure
	filing   [worldMonths]kpi.FilingState
	onTime   [worldMonths]bool
}

type world struct {
	t        *testing.T
	n        *Network
	path     string // of the database
	accounts []*worldAccount
	r        *rand.Rand
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "world.db")
	n, err := Open(ctx, path, Options{Create: true, Now: func() time.Time {
		return time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{t: t, n: n, path: path, r: rand.New(rand.NewPCG(2026, 11))}
	w.addPercentage(path)
	w.setUp()
	w.addAccounts()
	w.live()
	w.file()
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// addPercentage adds an indicator of a kind that no new installation has.
func (w *world) addPercentage(path string) {
	db, err := sql.Open("sqlite3", path)
	w.must(err)
	defer func() { w.must(db.Close()) }()
	_, err = db.Exec(`INSERT INTO indicators (id, code, kind, unit, direction, position) VALUES (90, 'signed_in', 'percentage', '%', 'up', 90);
		INSERT INTO indicator_asks (indicator_id, from_month) VALUES (90, '0001-01')`)
	w.must(err)
}

var (
	worldSpheres    = []string{"Institution", "Métiers", "Ventes", "Emploi"}
	worldRanges     = []string{"Bureau", "Atelier", "Jardin"}
	worldEntities   = []string{"Groupe", "Groupe/Ouest", "Groupe/Ouest/Nantes", "Groupe/Ouest/Brest", "Groupe/Est"}
	worldPlaces     = []string{"X", "LinkedIn", "YouTube"}
	worldHeadcounts = map[string][2]float64{ // until and from the 20th month
		"Groupe": {1000, 1200}, "Groupe/Ouest": {400, 500}, "Groupe/Ouest/Nantes": {150, 90}, "Groupe/Ouest/Brest": {80, 80}, "Groupe/Est": {300, 310},
	}
)

func (w *world) setUp() {
	ctx, who := context.Background(), kpi.CommandLine()
	for _, name := range worldSpheres {
		_, err := w.n.AddSphere(ctx, who, name)
		w.must(err)
	}
	for _, name := range worldRanges {
		_, err := w.n.AddRange(ctx, who, name)
		w.must(err)
	}
	for _, path := range worldEntities {
		id, err := w.n.AddEntity(ctx, who, path)
		w.must(err)
		w.must(w.n.SetHeadcount(ctx, who, id, worldFirst, int(worldHeadcounts[path][0])))
		w.must(w.n.SetHeadcount(ctx, who, id, worldFirst.Add(20), int(worldHeadcounts[path][1])))
	}
	s, err := w.n.Settings(ctx)
	w.must(err)
	s.FirstReportingMonth = worldReporting
	w.must(w.n.SaveSettings(ctx, who, s))
	ids := w.codes()
	w.must(w.n.SetAsked(ctx, who, kpi.IndicatorAsk{Indicator: ids["comments"], Platform: w.groupID(kpi.Filter{Platform: "LinkedIn"}), From: worldFirst.Add(8)}, true))
	w.must(w.n.SetAsked(ctx, who, kpi.IndicatorAsk{Indicator: ids["comments"], Sphere: w.groupID(kpi.Filter{Sphere: "Ventes"}), From: worldFirst.Add(4), Until: worldFirst.Add(25)}, true))
}

// asked says it again, in words of the test.
func worldAsked(a *worldAccount, i int, code string) bool {
	if code != "comments" {
		return true
	}
	place := a.stands[min(i, worldMonths-1)]
	return a.platform == "LinkedIn" && i >= 8 || place.sphere == "Ventes" && i >= 4 && i <= 25
}

func (w *world) codes() map[string]kpi.ID {
	list, err := w.n.Indicators(context.Background())
	w.must(err)
	ids := map[string]kpi.ID{}
	for _, ind := range list {
		ids[ind.Code] = ind.ID
	}
	return ids
}

func (w *world) groupID(f kpi.Filter) kpi.ID {
	ids, err := w.n.db.FilterIDs(context.Background(), f)
	w.must(err)
	return ids.Platform + ids.Sphere
}

func (w *world) pick(list []string, none int) string {
	i := w.r.IntN(len(list) + none)
	if i >= len(list) {
		return ""
	}
	return list[i]
}

func (w *world) addAccounts() {
	var list []NewAccount
	for i := range worldAccounts {
		a := &worldAccount{platform: worldPlaces[w.r.IntN(3)], woken: map[kpi.Month]bool{}}
		if i%5 != 0 {
			a.persona = fmt.Sprintf("%s %02d", []string{"Émile", "zoé", "Camille", "Élise"}[w.r.IntN(4)], i)
		}
		first := worldStand{fmt.Sprintf("Compte_%02d", i), w.pick(worldSpheres, 1), w.pick(worldRanges, 1), w.pick(worldEntities, 0)}
		for m := range a.stands {
			a.stands[m] = first
		}
		a.states = w.lifeOf(i)
		w.accounts = append(w.accounts, a)
		list = append(list, NewAccount{Platform: a.platform, Handle: first.handle, Persona: a.persona,
			Sphere: first.sphere, Range: first.rang, Entity: first.entity, States: a.states})
	}
	ids, err := w.n.AddAccounts(context.Background(), kpi.CommandLine(), list)
	w.must(err)
	for i, id := range ids {
		w.accounts[i].id = id
	}
}

// lifeOf gives accounts lives of every kind.
func (w *world) lifeOf(i int) []kpi.AccountPeriod {
	start := worldFirst.Add(w.r.IntN(14)).FirstDay().Add(w.r.IntN(28))
	if i < 12 {
		start = worldFirst.Add(-3).FirstDay()
	}
	later := func(months, days int) kpi.Day { return start.Month().Add(months).FirstDay().Add(days) }
	switch i % 10 {
	case 3:
		return lifeFrom(kpi.AccountTest, start, kpi.AccountActive, later(5, 14))
	case 5:
		return lifeFrom(kpi.AccountActive, start, kpi.AccountDormant, later(9, 0))
	case 6:
		return lifeFrom(kpi.AccountTest, start, kpi.AccountClosed, later(10, 12))
	case 7:
		return lifeFrom(kpi.AccountActive, start, kpi.AccountDormant, later(4, 20), kpi.AccountActive, later(11, 3))
	case 9:
		return lifeFrom(kpi.AccountProposed, start)
	}
	return lifeFrom(kpi.AccountActive, start)
}

// periods makes a life of states and the days that they begin on.
func lifeFrom(of ...any) []kpi.AccountPeriod {
	var list []kpi.AccountPeriod
	for i := 0; i < len(of); i += 2 {
		p := kpi.AccountPeriod{State: of[i].(kpi.AccountState), From: of[i+1].(kpi.Day)}
		if p.State == kpi.AccountClosed {
			p.Reason = "audience"
		}
		if i > 0 {
			list[len(list)-1].Until = p.From.Add(-1)
		}
		list = append(list, p)
	}
	return list
}

// live moves and renames accounts, and wakes sleeping ones.
func (w *world) live() {
	ctx, who := context.Background(), kpi.CommandLine()
	for i, a := range w.accounts {
		for range i % 3 {
			m := w.r.IntN(worldMonths)
			to := worldStand{sphere: w.pick(worldSpheres, 1), rang: w.pick(worldRanges, 1), entity: w.pick(worldEntities, 0)}
			w.must(w.n.RegroupAccount(ctx, who, a.id, worldFirst.Add(m), Place{to.sphere, to.rang, to.entity}))
			to.handle = a.stands[m].handle
			before := a.stands[m]
			for k := m; k < worldMonths && samePlace(a.stands[k], before); k++ {
				a.stands[k] = to
			}
		}
		if i%7 == 2 {
			m := 5 + w.r.IntN(20)
			handle := a.stands[m].handle + "_neuf"
			w.must(w.n.RenameAccount(ctx, who, a.id, worldFirst.Add(m), handle, false))
			for k := m; k < worldMonths; k++ {
				a.stands[k].handle = handle
			}
		}
	}
	for _, from := range []int{18, 24} {
		e := NewEvent{Kind: "activation", Name: fmt.Sprintf("Salon %d", from),
			From: worldFirst.Add(from).FirstDay().Add(20), Until: worldFirst.Add(from + 1).FirstDay().Add(2)}
		for i, a := range w.accounts {
			if i%4 == from%4 || i%10 == 5 {
				e.Accounts = append(e.Accounts, a.id)
				a.woken[e.From.Month()], a.woken[e.Until.Month()] = true, true
			}
		}
		_, err := w.n.AddEvent(ctx, who, e)
		w.must(err)
	}
}

func samePlace(a, b worldStand) bool {
	return a.sphere == b.sphere && a.rang == b.rang && a.entity == b.entity
}

// file gives figures and filings, a month at a time so that totals are kept by
// difference as well as counted again.
func (w *world) file() {
	ids := w.codes()
	var figures []store.FigureRow
	var filings []store.FilingRow
	months := kpi.MonthsBetween(worldFirst, worldLast)
	cal := kpi.Calendar{Zone: w.n.zone}
	for i, m := range months {
		for k, a := range w.accounts {
			if !w.files(a, k, m) {
				continue
			}
			a.figures[i] = w.monthOf(a, i)
			for code, f := range a.figures[i] {
				figures = append(figures, store.FigureRow{Month: m, Account: a.id, Indicator: ids[code], Figure: f})
			}
			row := store.FilingRow{Month: m, Account: a.id, State: kpi.FilingDraft}
			if w.r.IntN(5) > 0 {
				row.State = []kpi.FilingState{kpi.FilingSubmitted, kpi.FilingAccepted, kpi.FilingReturned}[w.r.IntN(3)]
				a.onTime[i] = w.r.IntN(3) > 0
				row.FirstSubmittedAt = cal.Due(m)
				if !a.onTime[i] {
					row.FirstSubmittedAt = cal.Due(m).Add(time.Millisecond)
				}
				row.LastSubmittedAt = row.FirstSubmittedAt
			}
			a.filing[i] = row.State
			filings = append(filings, row)
		}
	}
	w.must(w.n.db.Write(context.Background(), w.n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		if _, _, _, err := tx.PutFigures(context.Background(), figures); err != nil {
			return err
		}
		if err := tx.PutFilings(context.Background(), filings); err != nil {
			return err
		}
		return tx.RefreshTotals(context.Background(), months, cal)
	}))
}

// files reports whether an account has figures in a month: most living ones
// have, and a few others.
func (w *world) files(a *worldAccount, k int, m kpi.Month) bool {
	if m == worldFirst.Add(13) || k == 17 {
		return false // a month of nobody, and an account of no month
	}
	if a.livesIn(m, kpi.AccountTest, kpi.AccountActive) {
		return w.r.IntN(6) > 0
	}
	return w.r.IntN(12) == 0
}

func (w *world) monthOf(a *worldAccount, i int) map[string]kpi.Figure {
	figures := map[string]kpi.Figure{}
	for _, code := range worldFiled {
		switch p := w.r.IntN(20); {
		case p == 0, code == "comments" && w.r.IntN(2) == 0:
			continue
		case p == 1:
			figures[code] = kpi.Figure{State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess}
			continue
		case p == 2 && code != "followers":
			figures[code] = kpi.Figure{State: kpi.StateNA}
			continue
		}
		v := float64(w.r.IntN(400))
		switch code {
		case "followers":
			v = float64(w.r.IntN(3) * (100 + i*w.r.IntN(60)))
		case "influence", signedIn:
			v = float64(w.r.IntN(1000)) / 10
		case "search_rank":
			v++
		}
		figures[code] = kpi.Given(v)
	}
	return figures
}

// --- counting in plain loops

func (a *worldAccount) livesIn(m kpi.Month, states ...kpi.AccountState) bool {
	for d := m.FirstDay(); d <= m.LastDay(); d++ {
		if slices.Contains(states, a.stateOn(d)) {
			return true
		}
	}
	return false
}

func (a *worldAccount) stateOn(d kpi.Day) kpi.AccountState {
	for _, p := range a.states {
		if p.From <= d && (p.Until == 0 || d <= p.Until) {
			return p.State
		}
	}
	return ""
}

func (a *worldAccount) expected(m kpi.Month) bool {
	return m >= worldReporting && (a.livesIn(m, kpi.AccountTest, kpi.AccountActive) ||
		a.livesIn(m, kpi.AccountDormant) && a.woken[m])
}

func (a *worldAccount) at(m kpi.Month) (worldStand, map[string]kpi.Figure) {
	i := m.Sub(worldFirst)
	switch {
	case i < 0:
		return a.stands[0], nil
	case i >= worldMonths:
		return a.stands[worldMonths-1], nil
	}
	return a.stands[i], a.figures[i]
}

func (a *worldAccount) matches(f kpi.Filter, m kpi.Month) bool {
	s, _ := a.at(m)
	equal := func(want, have string) bool { return want == "" || strings.EqualFold(want, have) }
	if !equal(f.Platform, a.platform) || !equal(f.Sphere, s.sphere) || !equal(f.Range, s.rang) {
		return false
	}
	if inside := strings.ToLower(s.entity + "/"); f.Entity != "" && !strings.HasPrefix(inside, strings.ToLower(f.Entity+"/")) {
		return false
	}
	if f.State != "" && a.stateOn(m.LastDay()) != f.State {
		return false
	}
	has := func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(f.Query)) }
	return f.Query == "" || has(a.persona) || has(s.handle)
}

// number is a value that may be unknown, told apart from zero by a pointer.
func (a *worldAccount) number(m kpi.Month, code string) *float64 {
	_, figures := a.at(m)
	switch code {
	case "interactions":
		return a.interactions(m)
	case "engagement_rate":
		i, size := a.interactions(m), a.audience(m)
		if i == nil || size == 0 {
			return nil
		}
		rate := *i / size * 100
		return &rate
	}
	if f, ok := figures[code]; ok && f.State == kpi.StateValue {
		return &f.Value
	}
	return nil
}

func (a *worldAccount) interactions(m kpi.Month) *float64 {
	sum, i := 0.0, m.Sub(worldFirst)
	if i < 0 {
		return nil
	}
	for _, code := range []string{"likes", "shares", "comments"} {
		if !worldAsked(a, i, code) {
			continue
		}
		v := a.number(m, code)
		if v == nil {
			return nil
		}
		sum += *v
	}
	return &sum
}

// audience is the mean audience, 0 where unknown.
func (a *worldAccount) audience(m kpi.Month) float64 {
	closing, opening := a.number(m, "followers"), a.number(m-1, "followers")
	switch {
	case closing == nil:
		return 0
	case opening == nil:
		return *closing
	}
	return (*closing + *opening) / 2
}

func middleValue(values []float64) float64 {
	sort.Float64s(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// count is what the test finds for one indicator.
type worldCount struct {
	known, expected int
	sum, size       float64
	values          []float64
	weights         map[string][]float64 // values by entity
}

func (w *world) count(f kpi.Filter, m kpi.Month, code string) worldCount {
	c := worldCount{weights: map[string][]float64{}}
	for _, a := range w.accounts {
		if !a.matches(f, m) {
			continue
		}
		v := a.number(m, code)
		if v == nil {
			if i := m.Sub(worldFirst); i >= 0 && a.expected(m) && worldAsked(a, i, code) {
				c.expected++
			}
			continue
		}
		c.known++
		c.expected++
		c.sum += *v
		c.values = append(c.values, *v)
		if code == "engagement_rate" {
			c.sum += *a.interactions(m) - *v
			c.size += a.audience(m)
		}
		s, _ := a.at(m)
		c.weights[s.entity] = append(c.weights[s.entity], *v)
	}
	return c
}

// value is the one number of an indicator of a month.
func (w *world) value(f kpi.Filter, m kpi.Month, code string) *float64 {
	c := w.count(f, m, code)
	if c.known == 0 {
		return nil
	}
	switch code {
	case "engagement_rate":
		v := c.sum / c.size * 100
		return &v
	case "influence", "search_rank":
		v := middleValue(c.values)
		return &v
	case signedIn:
		v := headcountMean(c.weights, m)
		return &v
	}
	return &c.sum
}

func headcountMean(byEntity map[string][]float64, m kpi.Month) float64 {
	sum, weight := 0.0, 0.0
	for entity, values := range byEntity {
		head := worldHeadcounts[entity][0]
		if m >= worldFirst.Add(20) {
			head = worldHeadcounts[entity][1]
		}
		for _, v := range values {
			sum += v * head / float64(len(values))
		}
		weight += head
	}
	return sum / weight
}

// pairs is the accounts known in two months, by the place of the later one.
func (w *world) pairs(f kpi.Filter, m, earlier kpi.Month, code string) (n int, before, now float64) {
	for _, a := range w.accounts {
		b, v := a.number(earlier, code), a.number(m, code)
		if a.matches(f, m) && b != nil && v != nil {
			n, before, now = n+1, before+*b, now+*v
		}
	}
	return n, before, now
}
