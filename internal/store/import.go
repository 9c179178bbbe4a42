package store

import (
	"context"
	"encoding/json"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// What imports need to know of all accounts at once, and the register of the
// files that came in.

// AccountIdentity is how an account is recognised in a file.
type AccountIdentity struct {
	ID         kpi.ID `db:"id"`
	Platform   kpi.ID `db:"platform_id"`
	ExternalID string `db:"external_id"`
	Persona    string `db:"persona"`
	FromImport bool   `db:"from_import"`
	// First is the first day of the account's first state; zero: it has none.
	First kpi.Day `db:"first"`
}

// AccountIdentities reads all accounts, by id.
func (c Conn) AccountIdentities(ctx context.Context) ([]AccountIdentity, error) {
	var list []AccountIdentity
	return list, c.all(ctx, &list, `SELECT a.id, a.platform_id, coalesce(a.external_id, '') AS external_id, a.persona, a.from_import,
		(SELECT min(s.from_day) FROM account_states s WHERE s.account_id = a.id) AS first
		FROM accounts a ORDER BY a.id`)
}

// HandleRow is a handle of an account during some months.
type HandleRow struct {
	Account kpi.ID    `db:"account_id"`
	From    kpi.Month `db:"from_month"`
	Until   kpi.Month `db:"until_month"` // included; zero: open
	Handle  string    `db:"handle"`
}

// AllHandles reads the handles of all accounts, by account and month.
func (c Conn) AllHandles(ctx context.Context) ([]HandleRow, error) {
	var list []HandleRow
	return list, c.all(ctx, &list, `SELECT account_id, from_month, until_month, handle FROM account_handles ORDER BY account_id, from_month`)
}

// GroupingRow is where an account stands during some months.
type GroupingRow struct {
	Account kpi.ID    `db:"account_id"`
	From    kpi.Month `db:"from_month"`
	Until   kpi.Month `db:"until_month"`
	Sphere  kpi.ID    `db:"sphere_id"` // 0: in none
	Range   kpi.ID    `db:"range_id"`
	Entity  kpi.ID    `db:"entity_id"`
}

// AllGroupings reads where all accounts stand, by account and month.
func (c Conn) AllGroupings(ctx context.Context) ([]GroupingRow, error) {
	var list []GroupingRow
	return list, c.all(ctx, &list, `SELECT account_id, from_month, until_month, coalesce(sphere_id, 0) AS sphere_id,
		coalesce(range_id, 0) AS range_id, coalesce(entity_id, 0) AS entity_id FROM account_groupings ORDER BY account_id, from_month`)
}

// Import is a file that came in.
type Import struct {
	ID        kpi.ID    `db:"id"`
	Batch     kpi.ID    `db:"batch_id"`
	Kind      string    `db:"kind"` // figures, accounts or users
	Filename  string    `db:"filename"`
	SHA256    string    `db:"sha256"` // of the file, in hexadecimal
	Rows      int       `db:"rows_read"`
	Created   int       `db:"created"`
	Changed   int       `db:"changed"`
	Unchanged int       `db:"unchanged"`
	From      kpi.Month `db:"from_month"`
	Until     kpi.Month `db:"until_month"`
	UndoneBy  kpi.ID    `db:"undone_by"` // batch; 0: in force
	At        string    `db:"at"`        // of the batch
	User      kpi.ID    `db:"user_id"`   // of the batch; 0: the command line
}

const importSelect = `SELECT i.id, i.batch_id, i.kind, i.filename, i.sha256, i.rows_read, i.created, i.changed, i.unchanged,
	i.from_month, i.until_month, coalesce(i.undone_by, 0) AS undone_by, b.at, coalesce(b.user_id, 0) AS user_id
	FROM imports i JOIN batches b ON b.id = i.batch_id`

// AddImport writes a file down as part of this act.
func (tx *Tx) AddImport(ctx context.Context, i Import) (kpi.ID, error) {
	return tx.insert(ctx, `INSERT INTO imports (batch_id, kind, filename, sha256, rows_read, created, changed, unchanged, from_month, until_month)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, tx.Batch, i.Kind, i.Filename, i.SHA256, i.Rows, i.Created, i.Changed, i.Unchanged, i.From, i.Until)
}

// Imports reads the latest files that came in, of one person (0: of all),
// latest first.
func (c Conn) Imports(ctx context.Context, user kpi.ID, limit int) ([]Import, error) {
	var list []Import
	return list, c.all(ctx, &list, importSelect+` WHERE ? = 0 OR b.user_id = ? ORDER BY i.id DESC LIMIT ?`, user, user, limit)
}

// Import reads one file that came in.
// Errors: kpi.CodeNotFound.
func (c Conn) Import(ctx context.Context, id kpi.ID) (Import, error) {
	var i Import
	return i, c.get(ctx, &i, importSelect+` WHERE i.id = ?`, id)
}

// SetImportUndone notes that this act took an import back.
func (tx *Tx) SetImportUndone(ctx context.Context, id kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE imports SET undone_by = ? WHERE id = ?`, tx.Batch, id)
	return err
}

// AccountsOfBatch reads the accounts that one act created.
func (c Conn) AccountsOfBatch(ctx context.Context, batch kpi.ID) ([]kpi.ID, error) {
	var ids []kpi.ID
	return ids, c.all(ctx, &ids, `SELECT subject_id FROM changes
		WHERE batch_id = ? AND subject = 'accounts' AND field = 'created' ORDER BY subject_id`, batch)
}

// ImportMapping reads into mapping how files with such a header were read the
// last time; false where there was none.
func (c Conn) ImportMapping(ctx context.Context, headerKey string, mapping any) (bool, error) {
	var text string
	err := c.get(ctx, &text, `SELECT mapping FROM import_mappings WHERE header_key = ?`, headerKey)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, json.Unmarshal([]byte(text), mapping)
}

// PutImportMapping remembers how files with such a header are read.
func (tx *Tx) PutImportMapping(ctx context.Context, headerKey string, mapping any) error {
	text, err := json.Marshal(mapping)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO import_mappings (header_key, mapping) VALUES (?, ?)
		ON CONFLICT (header_key) DO UPDATE SET mapping = excluded.mapping`, headerKey, string(text))
	return err
}

// ReadingVersion is a reading with the batch that made it so.
type ReadingVersion struct {
	ReadingRow
	Batch kpi.ID
}

// FiguresOfBatch reads what one act wrote that still stands, and how it stood
// before: empty where there was nothing. replaced are those of its figures
// that another act has changed since.
func (c Conn) FiguresOfBatch(ctx context.Context, batch kpi.ID, months []kpi.Month) (standing []FigureVersion, before map[FigureKey]kpi.Figure, replaced []FigureKey, err error) {
	before = map[FigureKey]kpi.Figure{}
	for _, m := range months {
		if err := c.eachFigure(ctx, func(v FigureVersion) { standing = append(standing, v) },
			`SELECT `+figureColumns+` FROM figures WHERE month = ? AND batch_id = ?`, m, batch); err != nil {
			return nil, nil, nil, err
		}
		latest := map[FigureKey]kpi.ID{}
		if err := c.eachFigure(ctx, func(v FigureVersion) {
			key := FigureKey{v.Month, v.Account, v.Indicator}
			if v.Batch == batch {
				replaced = append(replaced, key)
			} else if v.Batch < batch && v.Batch > latest[key] {
				latest[key], before[key] = v.Batch, v.Figure
			}
		}, `SELECT `+figureColumns+` FROM figure_versions WHERE month = ? AND batch_id <= ?`, m, batch); err != nil {
			return nil, nil, nil, err
		}
	}
	return standing, before, replaced, nil
}

// FigureKey names a figure.
type FigureKey struct {
	Month              kpi.Month
	Account, Indicator kpi.ID
}

// ReadingsOfBatch reads the readings that one act wrote and that still stand,
// and how they stood before: unknown where there was none.
func (c Conn) ReadingsOfBatch(ctx context.Context, batch kpi.ID, months []kpi.Month) (standing []ReadingRow, before map[FigureKey]kpi.Number, err error) {
	before = map[FigureKey]kpi.Number{}
	scan := func(f func(ReadingVersion)) func(*sqlx.Rows) error {
		return func(rows *sqlx.Rows) error {
			var v ReadingVersion
			err := rows.Scan(&v.Month, &v.Account, &v.Indicator, &v.Value, &v.Batch)
			f(v)
			return err
		}
	}
	for _, m := range months {
		if err := c.eachRow(ctx, scan(func(v ReadingVersion) { standing = append(standing, v.ReadingRow) }),
			`SELECT month, account_id, indicator_id, value, batch_id FROM readings WHERE month = ? AND batch_id = ?`, m, batch); err != nil {
			return nil, nil, err
		}
		if err := c.eachRow(ctx, scan(func(v ReadingVersion) { before[FigureKey{v.Month, v.Account, v.Indicator}] = v.Value }),
			`SELECT month, account_id, indicator_id, value, batch_id FROM reading_versions WHERE month = ? AND batch_id < ? ORDER BY batch_id`, m, batch); err != nil {
			return nil, nil, err
		}
	}
	return standing, before, nil
}

// FilingsOfBatch reads the filings that one act made what they are, and what
// they were before.
func (c Conn) FilingsOfBatch(ctx context.Context, batch kpi.ID, months []kpi.Month) (standing []FilingRow, before map[FigureKey]FilingRow, err error) {
	before = map[FigureKey]FilingRow{}
	for _, m := range months {
		if err := c.eachFiling(ctx, func(r FilingRow) { standing = append(standing, r) },
			`SELECT `+filingColumns+` FROM filings WHERE month = ? AND batch_id = ?`, m, batch); err != nil {
			return nil, nil, err
		}
		if err := c.eachFiling(ctx, func(r FilingRow) { before[FigureKey{Month: r.Month, Account: r.Account}] = r },
			`SELECT `+filingColumns+` FROM filing_versions WHERE month = ? AND batch_id < ? ORDER BY version`, m, batch); err != nil {
			return nil, nil, err
		}
	}
	return standing, before, nil
}
