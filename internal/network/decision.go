package network

// This file is the register of decisions: what direction decided on a range, or
// on an account at its test review, why, and what happened since.

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Verdicts are what can be decided, in the order of the screen.
var Verdicts = []string{"reinforce", "keep", "test", "stop"}

// farthestReview is how many days away a review may be planned.
const farthestReview = 731

// DecisionInput is a decision to write into the register.
type DecisionInput struct {
	Range    kpi.ID // or Account
	Account  kpi.ID
	Verdict  string    // one of Verdicts
	Month    kpi.Month // whose figures it is decided from
	Reason   string
	Review   kpi.Day // when it is looked at again; zero: not planned
	Replaces kpi.ID  // the decision that it reviews; 0: none
}

// Evidence is the numbers of a decision: as they stood then, or as they stand.
type Evidence struct {
	Month     kpi.Month          `json:"month"` // the last of three
	Effort    kpi.Number         `json:"effort"`
	Return    kpi.Number         `json:"return"`
	Posts     kpi.Number         `json:"posts"`
	Followers kpi.Number         `json:"followers"`
	Growth    kpi.Number         `json:"growth"`
	Quadrant  analytics.Quadrant `json:"quadrant"`
	// MedianEffort and MedianReturn are what it was set against.
	MedianEffort kpi.Number `json:"median_effort"`
	MedianReturn kpi.Number `json:"median_return"`
}

// Decision is a line of the register.
type Decision struct {
	ID         kpi.ID
	Range      analytics.Group // its ID is 0 for a decision on an account
	Account    kpi.Account     // likewise
	Verdict    string
	Month      kpi.Month
	Reason     string // "" where it is no longer told
	Review     kpi.Day
	Due        bool // its review has come, and nobody has reviewed it
	Decided    Signature
	Withdrawn  Signature // zero: it stands
	Replaces   kpi.ID
	ReplacedBy kpi.ID // 0: it is in force
	Then, Now  Evidence
	Change     kpi.Number // of the return from Then to Now, in %
	MayReview  bool       // decide again
	MayUndo    bool       // withdraw it
}

// InForce reports whether the decision holds.
func (d Decision) InForce() bool { return d.Withdrawn.At.IsZero() && d.ReplacedBy == 0 }

// Decide writes a decision into the register, with the evidence as it stands.
// Errors: CodeForbidden but for coordinators of the whole network; CodeNotFound
// for a range or an account that is not there; CodeInvalid with the fields
// verdict, reason, review and month; CodeConflict where the decision that it
// reviews was reviewed or withdrawn already.
func (n *Network) Decide(ctx context.Context, who kpi.Who, d DecisionInput) (kpi.ID, error) {
	if !decides(who) {
		return 0, kpi.Forbidden("decision.forbidden")
	}
	d.Reason = strings.TrimSpace(d.Reason)
	if err := n.checkDecisionInput(d); err != nil {
		return 0, err
	}
	then, err := n.evidence(ctx, who, d.Range, d.Account, d.Month)
	if err != nil {
		return 0, err
	}
	text, err := json.Marshal(then)
	if err != nil {
		return 0, err
	}
	var id kpi.ID
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if err := decidedOn(ctx, tx.Conn, d, n.CurrentMonth()); err != nil {
			return err
		}
		id, err = tx.AddDecision(ctx, store.DecisionRow{Range: d.Range, Account: d.Account, Verdict: d.Verdict, Month: d.Month,
			Reason: d.Reason, Review: d.Review, Evidence: string(text), Replaces: d.Replaces})
		return err
	})
	return id, err
}

func (n *Network) checkDecisionInput(d DecisionInput) error {
	var faults []kpi.FieldError
	if !slices.Contains(Verdicts, d.Verdict) {
		faults = append(faults, kpi.Field("verdict", "decision.verdict"))
	}
	if key, args := checkText(d.Reason, maxComment); key != "" {
		faults = append(faults, kpi.FieldError{Field: "reason", Key: key, Args: args})
	} else if d.Reason == "" {
		faults = append(faults, kpi.Field("reason", "decision.reason"))
	}
	today := n.Today()
	if d.Review != 0 && (d.Review <= today || d.Review > today.Add(farthestReview)) {
		faults = append(faults, kpi.Field("review", "decision.review", "first", today.Add(1), "last", today.Add(farthestReview)))
	}
	if d.Verdict == "test" && d.Review == 0 {
		faults = append(faults, kpi.Field("review", "decision.review_test"))
	}
	if d.Month > n.CurrentMonth() || d.Month < kpi.EarliestFigures {
		faults = append(faults, kpi.Field("month", "dashboard.future", "month", d.Month, "current", n.CurrentMonth()))
	}
	if len(faults) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "decision.invalid", Fields: faults}
	}
	return nil
}

// decidedOn refuses a decision on nothing, on two things, and the second review
// of a decision.
func decidedOn(ctx context.Context, c store.Conn, d DecisionInput, month kpi.Month) error {
	if (d.Range == 0) == (d.Account == 0) {
		return kpi.NotFound("error.not_found")
	}
	if d.Account != 0 {
		if _, err := c.Account(ctx, d.Account, month); err != nil {
			return err
		}
	}
	if d.Replaces == 0 {
		return nil
	}
	before, err := c.Decision(ctx, d.Replaces)
	switch {
	case err != nil:
		return err
	case before.Range != d.Range || before.Account != d.Account:
		return kpi.NotFound("error.not_found")
	case before.ReplacedBy != 0 || before.Withdrawn != 0:
		return kpi.NewError(kpi.CodeConflict, "decision.reviewed")
	}
	return nil
}

// ToDecideOn is a range, or an account, with the evidence on it.
type ToDecideOn struct {
	Range    analytics.Group
	Account  kpi.Account
	Evidence Evidence
}

// ToDecide reads what a decision on a range, or an account, is made from.
// Errors: CodeForbidden but for whoever decides; CodeNotFound.
func (n *Network) ToDecide(ctx context.Context, who kpi.Who, rang, account kpi.ID, month kpi.Month) (about ToDecideOn, err error) {
	if !decides(who) {
		return about, kpi.Forbidden("decision.forbidden")
	}
	if (rang == 0) == (account == 0) {
		return about, kpi.NotFound("error.not_found")
	}
	if account != 0 {
		if about.Account, err = n.accountIn(ctx, who, account, month); err != nil {
			return about, err
		}
	} else {
		groups, err := n.Groups(ctx, who)
		if err != nil {
			return about, err
		}
		for _, g := range groups.Ranges {
			if g.ID == rang {
				about.Range = g
			}
		}
	}
	about.Evidence, err = n.evidence(ctx, who, rang, account, month)
	return about, err
}

// evidence is the numbers on a range or an account at the end of a month.
func (n *Network) evidence(ctx context.Context, who kpi.Who, rang, account kpi.ID, month kpi.Month) (Evidence, error) {
	grid, err := n.Arbitration(ctx, who, month)
	if err != nil {
		return Evidence{}, err
	}
	e := Evidence{Month: month, MedianEffort: grid.Effort, MedianReturn: grid.Return}
	if account != 0 {
		p, err := n.accountPlacement(ctx, who, account, month)
		if err != nil {
			return e, err
		}
		p.Quadrant = analytics.QuadrantOf(p, grid.Effort, grid.Return)
		return e.of(p), nil
	}
	groups, err := n.Groups(ctx, who)
	if err != nil {
		return e, err
	}
	if !slices.ContainsFunc(groups.Ranges, func(g analytics.Group) bool { return g.ID == rang }) {
		return e, kpi.NotFound("error.not_found")
	}
	for _, p := range grid.Placements {
		if p.Group.ID == rang {
			return e.of(p), nil
		}
	}
	return e, nil // of which nothing was filed
}

func (e Evidence) of(p analytics.Placement) Evidence {
	e.Effort, e.Return, e.Posts, e.Followers, e.Growth, e.Quadrant = p.Effort, p.Return, p.Posts, p.Followers, p.Growth, p.Quadrant
	return e
}

// accountPlacement is the place of one account over the months of the grid.
func (n *Network) accountPlacement(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) (analytics.Placement, error) {
	a, err := n.accountIn(ctx, who, account, month)
	if err != nil {
		return analytics.Placement{}, err
	}
	q := arbitrationQuery(month)
	q.Filter = kpi.Filter{Accounts: kpi.ChooseAccounts(account)}
	s, err := n.SpanSummary(ctx, who, q)
	return analytics.NewPlacement(analytics.Group{Kind: analytics.GroupAccount, ID: account, Name: a.Name()}, s), err
}

// accountIn is an account as it stands in a month, for whoever sees it.
func (n *Network) accountIn(ctx context.Context, who kpi.Who, id kpi.ID, month kpi.Month) (a kpi.Account, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		a, _, err = n.seeAccount(ctx, c, who, id, month)
		return err
	})
	return a, err
}

// WithdrawDecision takes a decision back, for whoever may decide; it stays in
// the register, crossed out. A review that is withdrawn puts the decision that
// it reviewed into force again.
// Errors: CodeForbidden, CodeNotFound; CodeConflict where it is not in force.
func (n *Network) WithdrawDecision(ctx context.Context, who kpi.Who, id kpi.ID) error {
	if !decides(who) {
		return kpi.Forbidden("decision.forbidden")
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		d, err := tx.Decision(ctx, id)
		if err != nil {
			return err
		}
		if d.Withdrawn != 0 || d.ReplacedBy != 0 {
			return kpi.NewError(kpi.CodeConflict, "decision.reviewed")
		}
		return tx.WithdrawDecision(ctx, id)
	})
}

// Decisions lists the register, latest first, with what happened since for
// those in force. Somebody limited to a part of the tree reads the decisions on
// the accounts of that part, and those on ranges without numbers.
// Errors: CodeNotFound for whoever does not see arbitrations.
func (n *Network) Decisions(ctx context.Context, who kpi.Who) ([]Decision, error) {
	if !seesArbitrations(who) {
		return nil, kpi.NotFound("error.not_found")
	}
	var list []Decision
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := c.Decisions(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			d, err := n.decision(ctx, c, who, r)
			if kpi.CodeOf(err) == kpi.CodeNotFound {
				continue // on an account of another part
			}
			if err != nil {
				return err
			}
			list = append(list, d)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, n.since(ctx, who, list)
}

// Decision reads one line of the register. Errors: as Decisions.
func (n *Network) Decision(ctx context.Context, who kpi.Who, id kpi.ID) (Decision, error) {
	list, err := n.Decisions(ctx, who)
	if err != nil {
		return Decision{}, err
	}
	i := slices.IndexFunc(list, func(d Decision) bool { return d.ID == id })
	if i < 0 {
		return Decision{}, kpi.NotFound("error.not_found")
	}
	return list[i], nil
}

// DueReviews counts the decisions whose review has come, and the tests that ask
// for their verdict, for whoever may decide; 0 for others.
func (n *Network) DueReviews(ctx context.Context, who kpi.Who) (int, error) {
	if who.System || !decides(who) {
		return 0, nil
	}
	ended, err := n.EndedTests(ctx, who)
	if err != nil {
		return 0, err
	}
	rows, err := n.db.Decisions(ctx)
	due := 0
	for _, t := range ended {
		if t.Verdict == "" {
			due++
		}
	}
	for _, r := range rows {
		if n.isDue(r) {
			due++
		}
	}
	return due, err
}

func (n *Network) isDue(r store.DecisionRow) bool {
	return r.Withdrawn == 0 && r.ReplacedBy == 0 && r.Review != 0 && r.Review <= n.Today()
}

func (n *Network) decision(ctx context.Context, c store.Conn, who kpi.Who, r store.DecisionRow) (Decision, error) {
	d := Decision{ID: r.ID, Verdict: r.Verdict, Month: r.Month, Reason: r.Reason, Review: r.Review, Replaces: r.Replaces,
		ReplacedBy: r.ReplacedBy, Due: n.isDue(r)}
	d.MayReview = decides(who) && r.Withdrawn == 0 && r.ReplacedBy == 0
	d.MayUndo = d.MayReview
	names, err := n.newNamer(ctx, c, who)
	if err != nil {
		return d, err
	}
	acts, err := c.Acts(ctx, []kpi.ID{r.Batch, r.Withdrawn})
	if err != nil {
		return d, err
	}
	d.Decided, d.Withdrawn = names.signature(acts[r.Batch]), names.signature(acts[r.Withdrawn])
	if r.Account != 0 {
		d.Account, _, err = n.seeAccount(ctx, c, who, r.Account, n.CurrentMonth())
		if err != nil {
			return d, err
		}
	} else {
		groups, err := c.Groups(ctx)
		if err != nil {
			return d, err
		}
		d.Range = analytics.Group{Kind: analytics.GroupRange, ID: r.Range, Name: groupName(groups.Ranges, r.Range),
			Position: slices.IndexFunc(groups.Ranges, func(g store.Group) bool { return g.ID == r.Range })}
		if who.User.EntityID != 0 {
			return d, nil // numbers of the whole network
		}
	}
	return d, json.Unmarshal([]byte(r.Evidence), &d.Then)
}

// since adds the numbers of the latest whole month to the decisions in force.
func (n *Network) since(ctx context.Context, who kpi.Who, list []Decision) error {
	span, err := n.Months(ctx, who)
	if err != nil || span.Default.IsZero() || span.First.IsZero() {
		return err
	}
	for i := range list {
		d := &list[i]
		if !d.InForce() || span.Default <= d.Month || (d.Range.ID != 0 && who.User.EntityID != 0) {
			continue
		}
		if d.Now, err = n.evidence(ctx, who, d.Range.ID, d.Account.ID, span.Default); err != nil {
			return err
		}
		d.Change = analytics.GrowthRate(d.Then.Return, d.Now.Return)
	}
	return nil
}
