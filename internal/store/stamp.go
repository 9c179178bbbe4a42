package store

// Stamps: which act last changed the figures and filings of a month, or the
// accounts with all that totals hang on. What is held in memory is good as long
// as its stamp stays the same; other programs on the same file write them too.

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"portevoix/internal/kpi"
)

// crowdStamp names the stamp of everything that a Crowd, its names and its
// order are read from, headcounts and settings included.
const crowdStamp = "crowd"

// holderStamp names the stamp of who holds accounts.
const holderStamp = "holders"

// touch notes that this act changes what a stamp stands for.
func (tx *Tx) touch(name string) {
	if tx.touches == nil {
		tx.touches = map[string]bool{}
	}
	tx.touches[name] = true
}

// touchMonth notes that this act changes figures or filings of a month, of any
// accounts.
func (tx *Tx) touchMonth(m kpi.Month) {
	tx.touch(m.String())
	tx.writes(m).any = true
}

// touchAccounts notes that this act changes figures or filings of a month, of
// these accounts.
func (tx *Tx) touchAccounts(m kpi.Month, accounts ...kpi.ID) {
	tx.touch(m.String())
	w := tx.writes(m)
	for _, id := range accounts {
		if len(w.accounts) >= mostWritten {
			w.any = true
		}
		if w.any {
			return
		}
		w.accounts[id] = true
	}
}

// monthWrites is whose figures and filings an act changes in a month.
type monthWrites struct {
	any      bool // of more than are noted
	accounts map[kpi.ID]bool
}

func (tx *Tx) writes(m kpi.Month) *monthWrites {
	if tx.written == nil {
		tx.written = map[kpi.Month]*monthWrites{}
	}
	if tx.written[m] == nil {
		tx.written[m] = &monthWrites{accounts: map[kpi.ID]bool{}}
	}
	return tx.written[m]
}

// noteWrites lets those who hold the months of this act in memory know, once it
// stands, of which accounts they have to read again.
func (tx *Tx) noteWrites(ctx context.Context, held *memory) error {
	for m, w := range tx.written {
		if w.any {
			continue
		}
		var before kpi.ID
		if err := tx.get(ctx, &before, `SELECT coalesce((SELECT act FROM stamps WHERE name = ?), 0)`, m); err != nil {
			return err
		}
		note := written{before, tx.Batch, sortedIDs(w.accounts)}
		tx.AfterCommit(func() { held.note(m, note) })
	}
	return nil
}

// writeStamps writes down what this act changed.
func (tx *Tx) writeStamps(ctx context.Context) error {
	if len(tx.touches) == 0 {
		return nil
	}
	if tx.Batch == 0 {
		return errors.New("store: figures and accounts are changed by acts only")
	}
	stamps := tx.bulk(`INSERT INTO stamps (name, act)`, 2, `ON CONFLICT (name) DO UPDATE SET act = excluded.act`)
	for _, name := range slices.Sorted(maps.Keys(tx.touches)) {
		if err := stamps.add(ctx, name, int64(tx.Batch)); err != nil {
			return err
		}
	}
	return stamps.flush(ctx)
}

// stampsRead are the stamps of one state of the database, once they are read.
type stampsRead struct {
	mu   sync.Mutex
	acts map[string]kpi.ID
}

// stampsOnce are the stamps, read once where the state stays as it is.
func (c Conn) stampsOnce(ctx context.Context) (map[string]kpi.ID, error) {
	if c.stamped == nil {
		return c.stamps(ctx)
	}
	c.stamped.mu.Lock()
	defer c.stamped.mu.Unlock()
	if c.stamped.acts == nil {
		acts, err := c.stamps(ctx)
		if err != nil {
			return nil, err
		}
		c.stamped.acts = acts
	}
	return c.stamped.acts, nil
}

// stamps reads all stamps; one that is missing is of no act.
func (c Conn) stamps(ctx context.Context) (map[string]kpi.ID, error) {
	var rows []struct {
		Name string `db:"name"`
		Act  kpi.ID `db:"act"`
	}
	if err := c.all(ctx, &rows, `SELECT name, act FROM stamps`); err != nil {
		return nil, err
	}
	acts := make(map[string]kpi.ID, len(rows))
	for _, r := range rows {
		acts[r.Name] = r.Act
	}
	return acts, nil
}

// LastActOn is the last act that changed the accounts, or the figures and
// filings of a month from one to another: as long as it stays the same, so does
// all that is counted from them.
func (c Conn) LastActOn(ctx context.Context, from, until kpi.Month) (kpi.ID, error) {
	var act kpi.ID
	return act, c.get(ctx, &act, `SELECT coalesce(max(act), 0) FROM stamps WHERE name = ? OR name BETWEEN ? AND ?`, crowdStamp, from, until)
}

// LastActOnHolders is the last act that changed the accounts, or who holds them.
func (c Conn) LastActOnHolders(ctx context.Context) (kpi.ID, error) {
	var act kpi.ID
	return act, c.get(ctx, &act, `SELECT coalesce(max(act), 0) FROM stamps WHERE name IN (?, ?)`, crowdStamp, holderStamp)
}

// LastActOnAccounts is the last act that changed the accounts, where they stand
// or their names; who holds them is apart.
func (c Conn) LastActOnAccounts(ctx context.Context) (kpi.ID, error) {
	var act kpi.ID
	return act, c.get(ctx, &act, `SELECT coalesce(max(act), 0) FROM stamps WHERE name = ?`, crowdStamp)
}
