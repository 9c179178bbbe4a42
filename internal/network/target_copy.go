package network

// This file copies the targets of a year to the next one.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// TargetCopy copies the targets of a calendar year to the next one, raised by so
// many percent; Months copies those of its months too.
type TargetCopy struct {
	Year    int // to copy to
	Percent float64
	Months  bool
}

// TargetCopyLine is one target of a copy.
type TargetCopyLine struct {
	From   TargetView
	To     kpi.Target
	Reason error // why it is left out; nil: it is copied
}

// Bounds of a copy's percentage.
const (
	leastRaise = -90
	mostRaise  = 900
)

// PreviewTargets says what a copy would set, and what it leaves out: targets
// that are there already, of what is closed, or asked no more.
// Errors: as CopyTargets.
func (n *Network) PreviewTargets(ctx context.Context, who kpi.Who, order TargetCopy) (lines []TargetCopyLine, err error) {
	if err := n.checkCopy(who, order); err != nil {
		return nil, err
	}
	err = n.targetSight(ctx, who, n.CurrentMonth().Add(-1), func(s *targetSight) error {
		lines, err = n.copyLines(ctx, s, order)
		return err
	})
	return lines, err
}

func (n *Network) checkCopy(who kpi.Who, order TargetCopy) error {
	if !seesTotals(who) {
		return kpi.NotFound("error.not_found")
	}
	if !setsTargets(who) {
		return kpi.Forbidden("target.forbidden")
	}
	if year := n.CurrentMonth().Year(); order.Year < year || order.Year > year+1 {
		return invalidField("year", "target.copy_year", "first", kpi.NewMonth(year, 1).String()[:4], "last", kpi.NewMonth(year+1, 1).String()[:4])
	}
	if order.Percent < leastRaise || order.Percent > mostRaise {
		return invalidField("percent", "figure.bounds", "min", float64(leastRaise), "max", float64(mostRaise))
	}
	return nil
}

// copyLines lists the targets of the year before, with what becomes of each.
func (n *Network) copyLines(ctx context.Context, s *targetSight, order TargetCopy) ([]TargetCopyLine, error) {
	s.bare = true
	rules, err := n.newTargetRules(ctx, s.c, s.who)
	if err != nil {
		return nil, err
	}
	year := kpi.YearOf(kpi.NewMonth(order.Year, 1))
	spans := []kpi.Span{year.YearBefore()}
	if order.Months {
		for _, m := range spans[0].Months() {
			spans = append(spans, kpi.MonthOnly(m))
		}
	}
	var from []TargetView
	there := map[kpi.Target]bool{}
	for _, span := range spans {
		rows, err := s.c.Targets(ctx, span)
		if err != nil {
			return nil, err
		}
		list, err := s.views(ctx, rows)
		if err != nil {
			return nil, err
		}
		from = append(from, list...)
		next, err := s.c.Targets(ctx, kpi.Span{From: span.From.Add(12), Until: span.Until.Add(12)})
		if err != nil {
			return nil, err
		}
		for _, t := range next {
			there[sameTarget(t)] = true
		}
	}
	if err := s.finish(ctx, from); err != nil {
		return nil, err
	}
	var lines []TargetCopyLine
	for _, t := range from {
		if !t.MayChange {
			continue
		}
		if t.Account.ID != 0 {
			rules.accounts[t.Account.ID] = t.Account
		}
		line := TargetCopyLine{From: t, To: sameTarget(t.Target)}
		line.To.Span = kpi.Span{From: t.Span.From.Add(12), Until: t.Span.Until.Add(12)}
		taken := there[line.To]
		line.To.Value = analytics.RaisedTarget(t.Of, t.Value, order.Percent)
		if line.Reason = rules.check(ctx, line.To); taken {
			line.Reason = targetTaken(kpi.NewError(kpi.CodeConflict, "target.taken"))
		}
		if code := kpi.CodeOf(line.Reason); code == kpi.CodeInternal {
			return nil, line.Reason
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// sameTarget is what makes two targets one: whatever its value.
func sameTarget(t kpi.Target) kpi.Target {
	return kpi.Target{Indicator: t.Indicator, Scope: t.Scope, ScopeID: t.ScopeID, Span: t.Span}
}

// TargetCopied is what a copy set.
type TargetCopied struct {
	Act     kpi.ID
	Set     int
	LeftOut int
}

// CopyTargets sets what PreviewTargets shows, in one act; seen is how many
// targets the person was shown.
// Errors: CodeForbidden, CodeNotFound; CodeInvalid with the fields year and
// percent; CodeConflict, key "target.copy_changed", where they are others now.
func (n *Network) CopyTargets(ctx context.Context, who kpi.Who, order TargetCopy, seen int) (done TargetCopied, err error) {
	if err := n.checkCopy(who, order); err != nil {
		return done, err
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		s, err := n.newTargetSight(ctx, tx.Conn, who, n.CurrentMonth().Add(-1))
		if err != nil {
			return err
		}
		lines, err := n.copyLines(ctx, s, order)
		if err != nil {
			return err
		}
		done.Act = tx.Batch
		for _, l := range lines {
			if l.Reason != nil {
				done.LeftOut++
				continue
			}
			if _, err := tx.AddTarget(ctx, l.To, l.From.Of.ID); err != nil {
				return err
			}
			done.Set++
		}
		if done.Set != seen {
			return kpi.NewError(kpi.CodeConflict, "target.copy_changed")
		}
		return nil
	})
	return done, err
}

// UndoTargets takes back what a copy set and nobody changed since, for
// direction: so many. Errors: CodeForbidden; CodeNotFound where there is nothing
// of it.
func (n *Network) UndoTargets(ctx context.Context, who kpi.Who, act kpi.ID) (undone int, err error) {
	if !setsTargets(who) {
		return 0, kpi.Forbidden("target.forbidden")
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		rows, err := n.setIn(ctx, tx.Conn, act)
		if err != nil {
			return err
		}
		r, err := n.newTargetRules(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		if r.accounts, err = tx.AccountsByID(ctx, n.CurrentMonth(), accountsAimed(rows)); err != nil {
			return err
		}
		for _, t := range rows {
			entity := t.ScopeID
			if t.Scope == kpi.ScopeAccount {
				entity = r.accounts[t.ScopeID].EntityID
			}
			if !setsFor(who, r.groups.Entities, t.Scope, entity) {
				continue
			}
			if err := tx.DeleteTarget(ctx, t); err != nil {
				return err
			}
			undone++
		}
		if undone == 0 {
			return kpi.NotFound("error.not_found")
		}
		return nil
	})
	return undone, err
}

// setIn reads the targets that an act set, where it changed none.
func (n *Network) setIn(ctx context.Context, c store.Conn, act kpi.ID) ([]kpi.Target, error) {
	changes, err := c.ChangesOfAct(ctx, act)
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		if change.Old != "" {
			return nil, nil
		}
	}
	return c.TargetsOfAct(ctx, act)
}
