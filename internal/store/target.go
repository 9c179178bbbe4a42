package store

// What is aimed at: targets of an indicator for a scope and a period.

import (
	"context"
	"slices"
	"strconv"

	"portevoix/internal/kpi"
)

// targetRow is a target as it is stored.
type targetRow struct {
	ID        kpi.ID    `db:"id"`
	Indicator string    `db:"code"`
	Scope     string    `db:"scope"`
	ScopeID   kpi.ID    `db:"scope_id"`
	From      kpi.Month `db:"from_month"`
	Until     kpi.Month `db:"until_month"`
	Value     float64   `db:"value"`
	Batch     kpi.ID    `db:"batch_id"`
}

const targetSelect = `SELECT t.id, i.code, t.scope, t.scope_id, t.from_month, t.until_month, t.value, t.batch_id
	FROM targets t JOIN indicators i ON i.id = t.indicator_id`

func (r targetRow) target() kpi.Target {
	return kpi.Target{ID: r.ID, Indicator: r.Indicator, Scope: r.Scope, ScopeID: r.ScopeID,
		Span: kpi.Span{From: r.From, Until: r.Until}, Value: r.Value, Batch: r.Batch}
}

func (c Conn) targets(ctx context.Context, where string, args ...any) ([]kpi.Target, error) {
	var rows []targetRow
	if err := c.all(ctx, &rows, targetSelect+" WHERE "+where+" ORDER BY t.scope, t.scope_id, i.position, i.id, t.from_month, t.until_month", args...); err != nil {
		return nil, err
	}
	list := make([]kpi.Target, len(rows))
	for i, r := range rows {
		list[i] = r.target()
	}
	return list, nil
}

// Targets reads the targets of spans, by scope, its id and the indicators' order.
func (c Conn) Targets(ctx context.Context, spans ...kpi.Span) ([]kpi.Target, error) {
	return c.targetsIn(ctx, spans, "")
}

// GroupTargets reads the targets in spans of all but single accounts.
func (c Conn) GroupTargets(ctx context.Context, spans ...kpi.Span) ([]kpi.Target, error) {
	return c.targetsIn(ctx, spans, " AND t.scope <> 'account'")
}

// TargetsOf reads the targets of accounts in spans.
func (c Conn) TargetsOf(ctx context.Context, accounts []kpi.ID, spans ...kpi.Span) ([]kpi.Target, error) {
	var list []kpi.Target
	for chunk := range slices.Chunk(accounts, maxParameters) {
		more, err := c.targetsIn(ctx, spans, " AND t.scope = 'account' AND t.scope_id IN ("+marks(len(chunk))+")", idArgs(chunk)...)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// targetsIn reads the targets in spans for which a further condition holds.
func (c Conn) targetsIn(ctx context.Context, spans []kpi.Span, and string, args ...any) ([]kpi.Target, error) {
	var list []kpi.Target
	for _, s := range spans {
		more, err := c.targets(ctx, "t.from_month = ? AND t.until_month = ?"+and, append([]any{s.From, s.Until}, args...)...)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// Target reads one. Errors: kpi.CodeNotFound.
func (c Conn) Target(ctx context.Context, id kpi.ID) (kpi.Target, error) {
	list, err := c.targets(ctx, "t.id = ?", id)
	if err == nil && len(list) == 0 {
		err = kpi.NotFound("error.not_found")
	}
	if err != nil {
		return kpi.Target{}, err
	}
	return list[0], nil
}

// TargetSpans lists the spans that have a target, latest first.
func (c Conn) TargetSpans(ctx context.Context) ([]kpi.Span, error) {
	var rows []struct {
		From  kpi.Month `db:"from_month"`
		Until kpi.Month `db:"until_month"`
	}
	err := c.all(ctx, &rows, `SELECT DISTINCT from_month, until_month FROM targets ORDER BY until_month DESC, from_month DESC`)
	spans := make([]kpi.Span, len(rows))
	for i, r := range rows {
		spans[i] = kpi.Span{From: r.From, Until: r.Until}
	}
	return spans, err
}

// LastTarget tells one state of the targets from another: the last act on them.
func (c Conn) LastTarget(ctx context.Context) (kpi.ID, error) {
	var id kpi.ID
	return id, c.get(ctx, &id, `SELECT coalesce(max(batch_id), 0) FROM targets`)
}

// TargetsOfAct reads the targets that an act set and nobody changed since.
func (c Conn) TargetsOfAct(ctx context.Context, act kpi.ID) ([]kpi.Target, error) {
	return c.targets(ctx, "t.batch_id = ?", act)
}

// AddTarget sets a target. Errors: kpi.CodeConflict where there is one for the
// same thing and period.
func (tx *Tx) AddTarget(ctx context.Context, t kpi.Target, indicator kpi.ID) (kpi.ID, error) {
	id, err := tx.insert(ctx, `INSERT INTO targets (indicator_id, scope, scope_id, from_month, until_month, value, batch_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		indicator, t.Scope, t.ScopeID, t.Span.From, t.Span.Until, t.Value, tx.Batch)
	if err != nil {
		return 0, err
	}
	t.ID = id
	return id, tx.targetChange(ctx, t, FieldTargetSet, "", writeTarget(t.Value))
}

// SetTarget changes the value of a target.
func (tx *Tx) SetTarget(ctx context.Context, t kpi.Target, value float64) error {
	if _, err := tx.exec(ctx, `UPDATE targets SET value = ?, batch_id = ? WHERE id = ?`, value, tx.Batch, t.ID); err != nil {
		return err
	}
	return tx.targetChange(ctx, t, FieldTargetSet, writeTarget(t.Value), writeTarget(value))
}

// DeleteTarget withdraws a target.
func (tx *Tx) DeleteTarget(ctx context.Context, t kpi.Target) error {
	if _, err := tx.exec(ctx, `DELETE FROM targets WHERE id = ?`, t.ID); err != nil {
		return err
	}
	return tx.targetChange(ctx, t, FieldTargetWithdrawn, writeTarget(t.Value), "")
}

// Fields of the history of targets: they begin so, and end with the code of the
// indicator and the span.
const (
	FieldTargetSet       = "target"
	FieldTargetWithdrawn = "target_withdrawn"
)

func writeTarget(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// targetChange writes a target down in the history: that of an account in the
// account's, others as what they are of.
func (tx *Tx) targetChange(ctx context.Context, t kpi.Target, field, old, now string) error {
	subject := Change{Subject: "targets", SubjectID: t.ID}
	switch t.Scope {
	case kpi.ScopeAccount:
		subject = Change{Subject: "accounts", SubjectID: t.ScopeID}
	case kpi.ScopeSphere:
		subject = Change{Subject: "spheres", SubjectID: t.ScopeID}
	case kpi.ScopeRange:
		subject = Change{Subject: "ranges", SubjectID: t.ScopeID}
	case kpi.ScopeEntity:
		subject = Change{Subject: "entities", SubjectID: t.ScopeID}
	case kpi.ScopeNetwork:
		subject = Change{Subject: "settings"}
	}
	subject.Field = field + " " + t.Indicator + " " + t.Span.String()
	subject.Old, subject.New = old, now
	return tx.AddChange(ctx, subject)
}
