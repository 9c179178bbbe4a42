package store

// Filings as a review reads and writes them.

import (
	"context"
	"strconv"

	"portevoix/internal/kpi"
)

// FieldAccepted is the field of the history that says how many filings of a
// month an act accepted.
const FieldAccepted = "accepted"

// FilingsIn reads the filings of a month in a state, by account.
func (c Conn) FilingsIn(ctx context.Context, month kpi.Month, state kpi.FilingState) ([]FilingRow, error) {
	var rows []FilingRow
	err := c.eachFiling(ctx, func(r FilingRow) { rows = append(rows, r) },
		`SELECT `+filingColumns+` FROM filings WHERE month = ? AND state = ? ORDER BY account_id`, month, string(state))
	return rows, err
}

// NoteAcceptance writes down that this act accepted filings of a month.
func (tx *Tx) NoteAcceptance(ctx context.Context, month kpi.Month, accepted int) error {
	return tx.AddChange(ctx, Change{Subject: "filings", Field: FieldAccepted, Since: month.String(), New: strconv.Itoa(accepted)})
}

// NoteAcceptanceUndone writes down that this act took back the acceptance of
// filings of a month by another act.
func (tx *Tx) NoteAcceptanceUndone(ctx context.Context, month kpi.Month, undone int) error {
	return tx.AddChange(ctx, Change{Subject: "filings", Field: FieldAccepted, Since: month.String(), Old: strconv.Itoa(undone)})
}

// AcceptanceMonth reads the month whose filings an act accepted.
// Errors: kpi.CodeNotFound where it accepted none.
func (c Conn) AcceptanceMonth(ctx context.Context, batch kpi.ID) (kpi.Month, error) {
	var since string
	if err := c.get(ctx, &since, `SELECT since FROM changes WHERE batch_id = ? AND subject = 'filings' AND field = '`+FieldAccepted+`'
		AND new <> ''`, batch); err != nil {
		return 0, err
	}
	return kpi.ParseMonth(since)
}

// FilingsOfAct reads the filings of a month that stand as an act left them.
func (c Conn) FilingsOfAct(ctx context.Context, month kpi.Month, batch kpi.ID) ([]FilingRow, error) {
	var rows []FilingRow
	err := c.eachFiling(ctx, func(r FilingRow) { rows = append(rows, r) },
		`SELECT `+filingColumns+` FROM filings WHERE month = ? AND batch_id = ? ORDER BY account_id`, month, batch)
	return rows, err
}
