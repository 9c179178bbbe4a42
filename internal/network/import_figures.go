package network

// This file reads a figures file into memory and leads it through the steps of
// an import: whose figures they are (import_identity.go), what comes twice
// (import_duplicate.go), what is written (import_write.go).

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// figureImport is a figures file on its way in.
type figureImport struct {
	n          *Network
	who        kpi.Who
	o          ImportOptions
	indicators []kpi.Indicator
	wide       bool
	rows       []importRow
	cells      []importCell
	refs       []importRef
	refIndex   map[exchange.AccountRef]int32
	tx         *store.Tx
	known      *identities
	changes    bool // the person may change accounts
	result     ImportResult
	// What changed besides figures and so must be counted again: the months
	// from it on. Zero: nothing.
	accountsFrom kpi.Month
	// The accounts of each month with other figures than before.
	others map[kpi.Month][]kpi.ID
}

// importRow is the figures of one account for one month on one line.
type importRow struct {
	line    int32
	ref     int32 // in refs
	month   kpi.Month
	account *identity // once it is known whose they are
	comment string
	cells   [2]int32 // from, to in cells
}

// importCell is one figure of a row.
type importCell struct {
	value     float64
	indicator int16 // in indicators
	reading   bool
	state     kpi.State
}

// importRef is one way in which the file names an account.
type importRef struct {
	exchange.AccountRef
	key      string // of the handle
	platform kpi.ID
	problem  *kpi.FieldError // that each of its rows has
	seen     bool            // differences were looked at
}

// ImportFigures reads a figures file. Problems refuse the whole file: the
// error is CodeInvalid, key "import.refused", with the same Fields, and
// CodeLocked where all of them are that a month is closed; a dry run stores
// nothing and gives problems in the result only.
func (n *Network) ImportFigures(ctx context.Context, who kpi.Who, file File, o ImportOptions) (ImportResult, error) {
	if err := mayImport(ctx, n.db.Conn, who); err != nil {
		return ImportResult{}, err
	}
	if !slices.Contains([]string{"", "refuse", "first", "last"}, o.OnDuplicate) {
		return ImportResult{}, kpi.Invalid("import.on_duplicate", "value", o.OnDuplicate)
	}
	if o.CreateAccounts && !who.Is(coordinators...) {
		return ImportResult{}, kpi.Forbidden("import.create_forbidden")
	}
	i := &figureImport{n: n, who: who, o: o, refIndex: map[exchange.AccountRef]int32{}, changes: who.Is(coordinators...)}
	header, hash, err := i.read(ctx, file)
	if err != nil {
		return ImportResult{}, err
	}
	if len(i.rows) == 0 && len(i.result.Problems) > 0 {
		return i.result.finish(o.DryRun, nil)
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		i.tx = tx
		if err := i.take(ctx); err != nil {
			return err
		}
		if err := i.result.commit(o.DryRun); err != nil {
			return err
		}
		return i.register(ctx, file.Name, hash, header)
	})
	return i.result.finish(o.DryRun, err)
}

// read reads the whole file into memory.
func (i *figureImport) read(ctx context.Context, file File) (header, hash string, err error) {
	if hash, err = fileHash(file); err != nil {
		return "", "", err
	}
	if i.indicators, err = i.n.db.Indicators(ctx); err != nil {
		return "", "", err
	}
	table, err := exchange.Open(file, importLimits(i.who))
	if err != nil {
		return "", "", err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	reader := exchange.NewFigureReader(table, exchange.FigureOptions{
		Map: i.o.Map, Set: i.o.Set, MonthShift: i.o.MonthShift, MonthsInColumns: i.o.MonthsInColumns, Cumulative: i.o.Cumulative,
		Indicators: i.indicators, Locale: cmp.Or(i.o.Locale, i.who.User.Locale),
	})
	i.wide = reader.Wide
	current := i.n.CurrentMonth()
	lines := map[int]bool{} // with a month that cannot be, said once
	err = reader.Each(func(row exchange.FigureRow) {
		if key := monthFault(row.Month, current); key != "" {
			if !lines[row.Line] {
				i.result.problem(row.Line, exchange.FieldMonth, row.Month.String(), key, "month", row.Month, "current", current, "first", kpi.EarliestFigures)
			}
			lines[row.Line] = true
			return
		}
		if key, args := checkText(row.Comment, maxComment); key != "" {
			i.result.Problems = append(i.result.Problems, kpi.FieldError{Field: exchange.FieldComment, Line: row.Line, Value: cutValue(row.Comment), Key: key, Args: args})
			return
		}
		i.add(row)
		if done := len(i.rows); i.o.Progress != nil && done%5000 == 0 {
			i.o.Progress(done, 0)
		}
	})
	if err == nil {
		err = ctx.Err()
	}
	i.result.Rows = table.Rows()
	i.result.Problems = append(i.result.Problems, reader.Problems...)
	i.result.Notices = append(reader.Ignored(), table.Beyond()...)
	return exchange.HeaderKey(table), hash, err
}

// monthFault is the key of why a file can have no figures of a month.
func monthFault(month, current kpi.Month) string {
	switch {
	case month > current:
		return "import.future"
	case month < kpi.EarliestFigures:
		return "import.too_early"
	}
	return ""
}

// add keeps a row; the texts of an account are kept once.
func (i *figureImport) add(row exchange.FigureRow) {
	ref, known := i.refIndex[row.Account]
	if !known {
		a := exchange.AccountRef{
			Platform: strings.Clone(row.Account.Platform), Handle: strings.Clone(row.Account.Handle),
			ExternalID: strings.Clone(row.Account.ExternalID), Persona: strings.Clone(row.Account.Persona),
			Sphere: strings.Clone(row.Account.Sphere), Range: strings.Clone(row.Account.Range), Entity: strings.Clone(row.Account.Entity),
		}
		ref = int32(len(i.refs))
		i.refs = append(i.refs, importRef{AccountRef: a, key: kpi.FoldHandle(a.Handle)})
		i.refIndex[a] = ref
	}
	from := int32(len(i.cells))
	for _, c := range row.Cells {
		i.cells = append(i.cells, importCell{indicator: int16(c.Indicator), reading: c.Reading, state: c.Figure.State, value: c.Figure.Value})
	}
	i.rows = append(i.rows, importRow{line: int32(row.Line), ref: ref, month: row.Month, comment: strings.Clone(row.Comment),
		cells: [2]int32{from, int32(len(i.cells))}})
}

// take does everything that the file asks for, inside the transaction.
func (i *figureImport) take(ctx context.Context) error {
	if err := i.refuseClosed(ctx); err != nil {
		return err
	}
	if err := i.resolve(ctx); err != nil {
		return err
	}
	i.merge()
	if len(i.result.Problems) > 0 {
		return nil
	}
	return i.write(ctx)
}

// months lists the months of the rows, in order.
func (i *figureImport) months() []kpi.Month {
	seen := map[kpi.Month]bool{}
	var months []kpi.Month
	for _, r := range i.rows {
		if !seen[r.month] {
			seen[r.month] = true
			months = append(months, r.month)
		}
	}
	slices.Sort(months)
	return months
}

// refuseClosed adds a problem for each closed month that the file touches.
func (i *figureImport) refuseClosed(ctx context.Context) error {
	closed, err := i.n.lockedMonths(ctx, i.tx.Conn, i.months())
	if err != nil || len(closed) == 0 {
		return err
	}
	lines := map[kpi.Month][]int{}
	for _, r := range i.rows {
		if closed[r.month] {
			lines[r.month] = append(lines[r.month], int(r.line))
		}
	}
	for month, list := range lines {
		i.result.problem(slices.Min(list), exchange.FieldMonth, month.String(), "import.closed", "month", month, "n", len(list))
	}
	return nil
}

// register writes down that the file came in, and how it was read, and tells
// holders whose figures it changed.
func (i *figureImport) register(ctx context.Context, name, hash, header string) (err error) {
	i.result.ID, err = i.tx.AddImport(ctx, store.Import{
		Kind: "figures", Filename: name, SHA256: hash, Rows: i.result.Rows, Created: i.result.Created, Changed: i.result.Changed,
		Unchanged: i.result.Unchanged, From: i.result.From, Until: i.result.Until,
	})
	if err != nil {
		return err
	}
	if err := i.n.tellImported(ctx, i.tx, i.who, i.others); err != nil {
		return err
	}
	return i.tx.PutImportMapping(ctx, header, i.o.remembered())
}

// inOrder returns the places of the rows by month, then as compare says, then
// by line.
func (i *figureImport) inOrder(compare func(a, b *importRow) int) []int32 {
	order := make([]int32, len(i.rows))
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := &i.rows[a], &i.rows[b]
		return cmp.Or(cmp.Compare(x.month, y.month), compare(x, y), cmp.Compare(x.line, y.line), cmp.Compare(a, b))
	})
	return order
}
