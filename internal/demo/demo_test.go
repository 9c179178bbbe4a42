package demo_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/demo"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

var now = time.Date(2026, time.November, 21, 15, 4, 0, 0, time.UTC)

var system = kpi.CommandLine()

// open opens a made network at its present.
func open(t *testing.T, path string) *network.Network {
	t.Helper()
	n, err := network.Open(t.Context(), path, network.Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	return n
}

func example(t *testing.T) *network.Network {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.db")
	if err := demo.Example(t.Context(), path, demo.Options{Now: now, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if _, err := network.Check(t.Context(), path); err != nil {
		t.Errorf("the example is damaged: %v", err)
	}
	return open(t, path)
}

func TestExampleHoldsWhatItPromises(t *testing.T) {
	n := example(t)
	accounts, _, err := n.Accounts(t.Context(), system, network.AccountQuery{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	personas, colours, states := map[string]bool{}, map[string]bool{}, map[kpi.AccountState]int{}
	for _, a := range accounts {
		personas[a.Persona] = true
		colours[a.Color] = true
		states[a.State]++
	}
	if len(personas) != 8 || len(colours) != 8 {
		t.Errorf("%d personas in %d colours, want 8", len(personas), len(colours))
	}
	if states[kpi.AccountDormant] != 1 || states[kpi.AccountClosed] != 2 || states[kpi.AccountTest] != 1 || states[kpi.AccountActive] != 10 {
		t.Errorf("states: %v", states)
	}
	groups, err := n.Groups(t.Context(), system)
	if err != nil {
		t.Fatal(err)
	}
	if len(groups.Spheres) != 4 || len(groups.Ranges) != 5 || len(groups.Entities) != 3 {
		t.Errorf("%d spheres, %d ranges, %d entities", len(groups.Spheres), len(groups.Ranges), len(groups.Entities))
	}
	span, err := n.Months(t.Context(), system)
	if err != nil {
		t.Fatal(err)
	}
	if want := kpi.NewMonth(2023, time.November); span.First != want || span.Last < kpi.NewMonth(2026, time.October) {
		t.Errorf("months: %+v", span)
	}
	settings, err := n.Settings(t.Context())
	if err != nil || !settings.Demo {
		t.Errorf("not a demo: %+v, %v", settings, err)
	}
	users, err := n.DemoUsers(t.Context())
	if err != nil || len(users) != len(kpi.Roles) {
		t.Errorf("people to sign in: %d, %v", len(users), err)
	}
}

// story counts what the figures of the example tell.
type story struct {
	filings, unavailable, notes, comments int
	months                                map[kpi.ID][]kpi.Month
	lastMonth                             int
}

func TestExampleTellsItsStory(t *testing.T) {
	n := example(t)
	s := story{months: map[kpi.ID][]kpi.Month{}}
	last := kpi.NewMonth(2026, time.October)
	err := n.Export(t.Context(), system, 0, last, func(r network.ExportRow) error {
		s.filings++
		s.months[r.Account.ID] = append(s.months[r.Account.ID], r.Month)
		if r.Month == last {
			s.lastMonth++
		}
		if r.Comment != "" {
			s.comments++
		}
		for _, f := range r.Figures {
			if f.State == kpi.StateUnavailable && f.Reason == kpi.ReasonNotShown {
				s.unavailable++
			}
			if f.Note != "" {
				s.notes++
			}
			if f.State == kpi.StateValue && f.Value < 0 {
				t.Errorf("%s %s: negative figure", r.Account.Handle, r.Month)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	gaps := 0
	for _, months := range s.months {
		for i := 1; i < len(months); i++ {
			if months[i] != months[i-1]+1 {
				gaps++
			}
		}
	}
	if s.unavailable != 1 || s.notes == 0 || s.comments != 3 || gaps < 3 {
		t.Errorf("%d unavailable, %d notes, %d comments, %d gaps", s.unavailable, s.notes, s.comments, gaps)
	}
	if s.filings < 300 || s.lastMonth != 9 {
		t.Errorf("%d filings, %d in the last month", s.filings, s.lastMonth)
	}
	summary, err := n.Summary(t.Context(), system, last, kpi.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if summary.Expected != 11 || summary.Filed != 6 || summary.OnTime.N != 5 {
		t.Errorf("last month: %d expected, %d filed, %d on time", summary.Expected, summary.Filed, summary.OnTime.N)
	}
	if c := summary.Measure(kpi.Followers).Coverage; c.Known != 9 || c.Expected != 11 {
		t.Errorf("coverage of the last month: %+v", c)
	}
	if growth := summary.Measure(kpi.Followers).LikeForLike.Growth; !growth.Known || growth.V < -5 || growth.V > 8 {
		t.Errorf("growth into the last month: %+v", growth)
	}
}

// TestExampleHasAMonthUnderReview finds every kind of thing to look at on
// direction's board.
func TestExampleHasAMonthUnderReview(t *testing.T) {
	n := example(t)
	last := kpi.NewMonth(2026, time.October)
	board, err := n.Board(t.Context(), system, last, network.BoardQuery{})
	if err != nil {
		t.Fatal(err)
	}
	tally := board.Tally
	if tally.Late != 4 || tally.Begun != 2 || tally.Returned != 1 || tally.Accepted != 1 || tally.Submitted != 5 {
		t.Errorf("%+v", tally)
	}
	if board.Questions != 2 || board.Answers != 1 || len(board.Sleepers) != 1 || !board.Acceptance {
		t.Errorf("%d questions, %d with an answer, silent: %+v", board.Questions, board.Answers, board.Sleepers)
	}
	unexplained, explained, afterDue := 0, 0, 0
	for _, l := range board.Lines {
		unexplained += min(l.Warnings, 1)
		explained += min(l.Explained, 1)
		if l.AfterDue {
			afterDue++
		}
	}
	if unexplained == 0 || explained == 0 || afterDue != 1 {
		t.Errorf("filings with warnings: %d without and %d with an explanation; %d after the due day", unexplained, explained, afterDue)
	}
	would, err := n.Acceptable(t.Context(), system, last, kpi.Filter{})
	if err != nil || would.Accepted == 0 || would.Left == 0 {
		t.Errorf("accepting all would do %+v, %v", would, err)
	}
	tasks, err := n.Tasks(t.Context(), system)
	if err != nil || tasks.Corrections != 1 || len(tasks.Earlier) != 0 || tasks.State != kpi.MonthDue {
		t.Errorf("to do: %+v, %v", tasks, err)
	}
}

func TestExampleAccountsHaveLives(t *testing.T) {
	n := example(t)
	view := func(query, platform string) (marks []string, holders int) {
		list, _, err := n.Accounts(t.Context(), system, network.AccountQuery{Filter: kpi.Filter{Query: query, Platform: platform}, Limit: 5})
		if err != nil || len(list) != 1 {
			t.Fatalf("%s on %s: %d accounts, %v", query, platform, len(list), err)
		}
		v, err := n.AccountView(t.Context(), system, list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range v.Marks {
			marks = append(marks, string(m.Kind)+" "+m.Detail)
		}
		return marks, len(v.Holders)
	}
	for _, c := range []struct{ query, platform, mark string }{
		{"Camille", "X", "handover"},
		{"Inès", "TikTok", "state closed"},
		{"Louise", "Mastodon", "state dormant"},
		{"Noé", "Instagram", "rename noe_brevanne"},
		{"Théo", "YouTube", "grouping"},
		{"Hugo", "LinkedIn", "event Les soirées lampions"},
	} {
		marks, holders := view(c.query, c.platform)
		found := slices.ContainsFunc(marks, func(m string) bool { return strings.HasPrefix(m, c.mark) })
		if !found || holders == 0 {
			t.Errorf("%s on %s: marks %v, %d holders; want %q", c.query, c.platform, marks, holders, c.mark)
		}
	}
}

// TestExampleHasATestThatAsksForItsVerdict looks at what direction is asked to
// decide: a test that has ended, and a decision whose review has come.
func TestExampleHasATestThatAsksForItsVerdict(t *testing.T) {
	n := example(t)
	direction := coordinatorOf(t, n)
	ended, err := n.EndedTests(t.Context(), direction)
	if err != nil || len(ended) != 1 || ended[0].Verdict != "" || ended[0].Account.Platform != "Threads" || ended[0].Account.Persona != "Noé_Brévanne" {
		t.Fatalf("tests that have ended: %+v, %v", ended, err)
	}
	if ended[0].Review.String() != "2026-11-01" {
		t.Errorf("to be looked at on %s", ended[0].Review)
	}
	tasks, err := n.Tasks(t.Context(), direction)
	if err != nil || tasks.Decisions != 2 {
		t.Errorf("%d to decide, %v", tasks.Decisions, err)
	}
}

// coordinatorOf is the direction of an example.
func coordinatorOf(t *testing.T, n *network.Network) kpi.Who {
	t.Helper()
	users, err := n.DemoUsers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		if u.Role == kpi.RoleCoordinator {
			return kpi.Who{User: u, Channel: kpi.ChannelForm}
		}
	}
	t.Fatal("nobody coordinates")
	return kpi.Who{}
}

func TestExampleAtTheBeginningOfAMonth(t *testing.T) {
	path := filepath.Join(t.TempDir(), "demo.db")
	first := time.Date(2026, time.March, 1, 0, 30, 0, 0, time.UTC)
	if err := demo.Example(t.Context(), path, demo.Options{Now: first, Seed: 3}); err != nil {
		t.Fatal(err)
	}
	if _, err := network.Check(t.Context(), path); err != nil {
		t.Error(err)
	}
}

// contents is every figure of a generated network, as text.
func contents(t *testing.T, o demo.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "big.db")
	if err := demo.Generate(t.Context(), path, o); err != nil {
		t.Fatal(err)
	}
	if _, err := network.Check(t.Context(), path); err != nil {
		t.Error(err)
	}
	var b strings.Builder
	n := open(t, path)
	err := n.Export(t.Context(), system, 0, 0, func(r network.ExportRow) error {
		_, err := fmt.Fprintln(&b, r.Month, r.Account.Platform, r.Account.Handle, r.Account.Entity, r.Figures)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGenerateIsReproducible(t *testing.T) {
	o := demo.Options{Now: now, Seed: 7, Accounts: 60, Months: 14}
	first := contents(t, o)
	if rows := strings.Count(first, "\n"); rows < 500 || rows > 60*14 {
		t.Errorf("%d filings", rows)
	}
	if again := contents(t, o); again != first {
		t.Error("the same seed gives other figures")
	}
	o.Seed = 8
	if other := contents(t, o); other == first {
		t.Error("another seed gives the same figures")
	}
}

func TestGenerateStopsWhenTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := demo.Options{Now: now, Seed: 7, Accounts: 20, Months: 6, Progress: func(done, total int) {
		if done == 2 && total == 6 {
			cancel()
		}
	}}
	if err := demo.Generate(ctx, filepath.Join(t.TempDir(), "big.db"), o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
