package store

// Figures as they stand, what they were, and how many of them are written at
// once.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// FigureRow is one indicator of one account for one month.
type FigureRow struct {
	Month     kpi.Month
	Account   kpi.ID
	Indicator kpi.ID
	kpi.Figure
}

// FigureVersion is a figure as one batch made it.
type FigureVersion struct {
	FigureRow
	Batch kpi.ID
}

const figureColumns = `month, account_id, indicator_id, state, coalesce(value, 0), coalesce(reason, ''), coalesce(note, ''), batch_id`

// lookupAccounts is of how many accounts of a month stored rows are read at once.
const lookupAccounts = 200

// PutFigures writes the figures that differ from what is there and keeps what
// they replace. Of two rows for the same figure the later counts. An empty
// figure where there was none writes nothing; where there was one, it is
// stored as cleared. Totals are not touched.
func (tx *Tx) PutFigures(ctx context.Context, rows []FigureRow) (created, changed, unchanged int, err error) {
	rows = sortedFigures(rows)
	put := figurePut{
		tx: tx,
		versions: tx.bulk(`INSERT INTO figure_versions (month, account_id, indicator_id, batch_id, state, value, reason, note)`,
			8, `ON CONFLICT DO NOTHING`),
		figures: tx.bulk(`INSERT INTO figures (month, account_id, indicator_id, state, value, reason, note, batch_id)`, 8,
			`ON CONFLICT (month, account_id, indicator_id) DO UPDATE SET state = excluded.state, value = excluded.value,
			reason = excluded.reason, note = excluded.note, batch_id = excluded.batch_id`),
		have: map[[2]kpi.ID]FigureVersion{},
	}
	for len(rows) > 0 {
		n := chunkLength(rows, func(r FigureRow) (kpi.Month, kpi.ID) { return r.Month, r.Account })
		if err := put.chunk(ctx, rows[:n]); err != nil {
			return 0, 0, 0, err
		}
		rows = rows[n:]
	}
	if err := put.versions.flush(ctx); err != nil {
		return 0, 0, 0, err
	}
	return put.created, put.changed, put.unchanged, put.figures.flush(ctx)
}

type figurePut struct {
	tx                          *Tx
	versions, figures           *bulk
	have                        map[[2]kpi.ID]FigureVersion // by account and indicator
	created, changed, unchanged int
}

// chunk writes sorted rows of one month.
func (p *figurePut) chunk(ctx context.Context, rows []FigureRow) error {
	p.tx.touchAccounts(rows[0].Month)
	clear(p.have)
	accounts := make([]any, 0, lookupAccounts)
	for i, r := range rows {
		if i == 0 || r.Account != rows[i-1].Account {
			accounts = append(accounts, r.Account)
		}
	}
	err := p.tx.eachFigure(ctx, func(v FigureVersion) { p.have[[2]kpi.ID{v.Account, v.Indicator}] = v },
		`SELECT `+figureColumns+` FROM figures WHERE month = ? AND account_id IN (`+marks(len(accounts))+`)`,
		append([]any{rows[0].Month}, accounts...)...)
	if err != nil {
		return err
	}
	for _, r := range rows {
		old, there := p.have[[2]kpi.ID{r.Account, r.Indicator}]
		if err := p.row(ctx, cleanFigure(r), old, there); err != nil {
			return err
		}
	}
	return nil
}

func (p *figurePut) row(ctx context.Context, r FigureRow, old FigureVersion, there bool) error {
	switch {
	case !there && r.State == kpi.StateEmpty, there && old.Figure == r.Figure:
		p.unchanged++
		return nil
	case !there:
		p.created++
	default:
		p.changed++
	}
	p.tx.touchAccounts(r.Month, r.Account)
	if there && old.Batch != p.tx.Batch {
		if err := p.versions.add(ctx, old.Month, old.Account, old.Indicator, old.Batch,
			int64(old.State), old.Number(), nullText(old.Reason), nullText(old.Note)); err != nil {
			return err
		}
	}
	return p.figures.add(ctx, r.Month, int64(r.Account), int64(r.Indicator), int64(r.State), r.Number(),
		nullText(r.Reason), nullText(r.Note), int64(p.tx.Batch))
}

// cleanFigure drops what a figure's state has no room for.
func cleanFigure(r FigureRow) FigureRow {
	if r.State != kpi.StateValue {
		r.Value = 0
	}
	if r.State != kpi.StateUnavailable {
		r.Reason = ""
	}
	if r.State == kpi.StateEmpty {
		r.Note = ""
	}
	return r
}

// sortedFigures returns the rows by month, account and indicator, the later of
// two for the same figure.
func sortedFigures(rows []FigureRow) []FigureRow {
	compare := func(a, b FigureRow) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Indicator, b.Indicator))
	}
	return sortedLast(rows, compare)
}

// sortedLast returns rows in order and, of those that compare equal, the last.
func sortedLast[R any](rows []R, compare func(a, b R) int) []R {
	strict := true
	for i := 1; i < len(rows) && strict; i++ {
		strict = compare(rows[i-1], rows[i]) < 0
	}
	if strict {
		return rows
	}
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, compare)
	kept := sorted[:0]
	for i, r := range sorted {
		if i+1 == len(sorted) || compare(r, sorted[i+1]) != 0 {
			kept = append(kept, r)
		}
	}
	return kept
}

// chunkLength says how many of the first rows belong to one month and to at
// most lookupAccounts accounts.
func chunkLength[R any](rows []R, key func(R) (kpi.Month, kpi.ID)) int {
	month, account := key(rows[0])
	accounts := 1
	for i, r := range rows {
		m, a := key(r)
		if m != month {
			return i
		}
		if a != account {
			if accounts == lookupAccounts {
				return i
			}
			account = a
			accounts++
		}
	}
	return len(rows)
}

// Figures reads the figures of one account for one month, by indicator.
func (c Conn) Figures(ctx context.Context, month kpi.Month, account kpi.ID) ([]FigureRow, error) {
	return c.figures(ctx, `SELECT `+figureColumns+` FROM figures WHERE month = ? AND account_id = ? ORDER BY indicator_id`, month, account)
}

// FigureHistory reads the figures of one account for the given months, by
// month and indicator.
func (c Conn) FigureHistory(ctx context.Context, account kpi.ID, months []kpi.Month) ([]FigureRow, error) {
	var rows []FigureRow
	for chunk := range slices.Chunk(months, maxParameters) {
		more, err := c.figures(ctx, `WITH wanted (m) AS (VALUES `+placeholders(len(chunk), 1)+`)
			SELECT `+figureColumns+` FROM wanted CROSS JOIN figures ON month = m AND account_id = ?
			ORDER BY month, indicator_id`, append(monthArgs(chunk), account)...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// FigureVersions reads the replaced versions of the figures of one account
// for the given months, by month, indicator and batch. What stands is not
// among them; see FiguresNow.
func (c Conn) FigureVersions(ctx context.Context, account kpi.ID, months []kpi.Month) ([]FigureVersion, error) {
	return c.figureVersions(ctx, "figure_versions", account, months)
}

// FiguresNow is FigureHistory with the batch that made each figure so.
func (c Conn) FiguresNow(ctx context.Context, account kpi.ID, months []kpi.Month) ([]FigureVersion, error) {
	return c.figureVersions(ctx, "figures", account, months)
}

func (c Conn) figureVersions(ctx context.Context, table string, account kpi.ID, months []kpi.Month) ([]FigureVersion, error) {
	var versions []FigureVersion
	for chunk := range slices.Chunk(months, maxParameters) {
		err := c.eachFigure(ctx, func(v FigureVersion) { versions = append(versions, v) },
			`WITH wanted (m) AS (VALUES `+placeholders(len(chunk), 1)+`)
			SELECT `+figureColumns+` FROM wanted CROSS JOIN `+table+` ON month = m AND account_id = ?
			ORDER BY month, indicator_id, batch_id`, append(monthArgs(chunk), account)...)
		if err != nil {
			return nil, err
		}
	}
	return versions, nil
}

func (c Conn) figures(ctx context.Context, query string, args ...any) ([]FigureRow, error) {
	var rows []FigureRow
	err := c.eachFigure(ctx, func(v FigureVersion) { rows = append(rows, v.FigureRow) }, query, args...)
	return rows, err
}

// eachFigure calls f with every row of a query for figureColumns.
func (c Conn) eachFigure(ctx context.Context, f func(FigureVersion), query string, args ...any) error {
	rows, err := c.q.QueryxContext(ctx, query, args...)
	if err != nil {
		return storeError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var v FigureVersion
		if err := rows.Scan(&v.Month, &v.Account, &v.Indicator, &v.State, &v.Value, &v.Reason, &v.Note, &v.Batch); err != nil {
			return err
		}
		f(v)
	}
	return storeError(rows.Err())
}

func monthArgs(months []kpi.Month) []any {
	args := make([]any, len(months))
	for i, m := range months {
		args[i] = m
	}
	return args
}
