package network

// This file holds what all imports share; import_figures.go reads figures,
// import_accounts.go and import_users.go the registers, import_undo.go takes a
// figures file back.

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// MaxUpload is how many bytes a file may have that comes over the network.
const MaxUpload = 20 << 20

// File is a file that came in.
type File struct {
	Name string // as the person calls it
	Size int64
	io.ReadSeeker
}

// ImportOptions say how to read a figures file; the zero value reads one that
// follows the documented form.
type ImportOptions struct {
	DryRun          bool                  `json:"-"`
	CreateAccounts  bool                  `json:"create_accounts,omitempty"`
	Map             map[string]string     `json:"map,omitempty"` // field to column
	Set             map[string]string     `json:"set,omitempty"` // field to value, for every row
	MonthShift      int                   `json:"month_shift,omitempty"`
	MonthsInColumns bool                  `json:"months_in_columns,omitempty"`
	Cumulative      []string              `json:"cumulative,omitempty"`   // indicators whose column is a running counter
	OnDuplicate     string                `json:"on_duplicate,omitempty"` // "refuse" (default), "first" or "last"
	Locale          string                `json:"-"`                      // in which numbers are written; "": the person's
	Progress        func(done, total int) `json:"-"`                      // rows; total 0 while unknown
}

// ImportResult says what a file did, or would do.
type ImportResult struct {
	ID              kpi.ID // of the import; 0 for a dry run
	Rows            int    // read
	Created         int    // figures given for the first time
	Changed         int    // figures that were something else
	Unchanged       int
	AccountsCreated int
	From, Until     kpi.Month
	Problems        []kpi.FieldError // each refuses the whole file
	Notices         []kpi.FieldError // worth knowing, refuse nothing
	unsaid          int              // notices beyond maxNotices
}

// How much is said of one file: one that is wrong on every line would
// otherwise fill the memory with sentences.
const (
	maxNotices  = 10_000
	maxProblems = 100_000
)

// Inspection is what a file looks like before it is read: what the mapping
// page shows.
type Inspection struct {
	Columns []FileColumn
	Rows    int           // data rows
	Options ImportOptions // remembered for this header, else guessed
	Known   bool          // the options were remembered
}

// FileColumn is a column of a file.
type FileColumn struct {
	Name    string
	Samples []string  // up to 3 values
	Month   kpi.Month // where the column's name is a month
}

// PastImport is a file that came in.
type PastImport struct {
	ID          kpi.ID
	At          string // RFC 3339
	By          string // name, "" where not known
	Kind        string
	Filename    string
	Rows        int
	Created     int
	Changed     int
	From, Until kpi.Month
	Undone      bool
	MayUndo     bool   // the person who asks may take it back
	Act         kpi.ID // that brought it in
	UndoneBy    kpi.ID // act that took it back; 0: it is in force
}

// errDryRun takes back what a dry run wrote to see what it would do.
var errDryRun = errors.New("dry run")

// importLimits are what a person's file may be: whoever sits at the machine
// may bring larger ones.
func importLimits(who kpi.Who) exchange.Limits {
	if who.System {
		return exchange.CommandLimits
	}
	return exchange.UploadLimits
}

// fileHash is a file's SHA-256 in hexadecimal.
func fileHash(f File) (string, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("network: rewind %s: %w", f.Name, err)
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("network: read %s: %w", f.Name, err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// refused is the error of a file with problems, in the order of its lines: that
// it is locked out where nothing is wrong with it but that months are closed.
func refused(problems []kpi.FieldError) error {
	code := kpi.CodeLocked
	if slices.ContainsFunc(problems, func(f kpi.FieldError) bool { return f.Key != "import.closed" }) {
		code = kpi.CodeInvalid
	}
	return &kpi.Error{Code: code, Key: "import.refused", Args: kpi.Args{"n": len(problems)}, Fields: problems}
}

// byLine sorts problems and notices in the order of the file.
func byLine(list []kpi.FieldError) []kpi.FieldError {
	slices.SortStableFunc(list, func(a, b kpi.FieldError) int { return cmp.Compare(a.Line, b.Line) })
	return list
}

// finish turns what an import found into what its caller gets.
func (r *ImportResult) finish(dryRun bool, err error) (ImportResult, error) {
	byLine(r.Problems)
	byLine(r.Notices)
	if r.unsaid > 0 {
		r.Notices = append(r.Notices, kpi.Field("", "import.more_notices", "n", r.unsaid))
	}
	if errors.Is(err, errDryRun) {
		err = nil
	}
	if err != nil || dryRun {
		r.ID = 0
	}
	if err == nil && len(r.Problems) > 0 && !dryRun {
		err = refused(r.Problems)
	}
	return *r, err
}

// commit decides, at the end of an import's transaction, whether it stays.
func (r *ImportResult) commit(dryRun bool) error {
	if len(r.Problems) > 0 || dryRun {
		return errDryRun
	}
	return nil
}

// notice adds something worth knowing about a line (0: the file).
func (r *ImportResult) notice(line int, field, key string, args ...any) {
	if len(r.Notices) >= maxNotices {
		r.unsaid++
		return
	}
	f := kpi.Field(field, key, args...)
	f.Line = line
	r.Notices = append(r.Notices, f)
}

// problem adds something that refuses the file.
func (r *ImportResult) problem(line int, field, value, key string, args ...any) {
	if len(r.Problems) > maxProblems {
		return
	}
	if len(r.Problems) == maxProblems {
		field, value, key, args = "", "", "import.too_many_problems", []any{"max", maxProblems}
	}
	f := kpi.Field(field, key, args...)
	f.Line, f.Value = line, value
	r.Problems = append(r.Problems, f)
}

// mayImport says whether a person may bring figures: direction, and whoever
// files for an account. Errors: CodeForbidden.
func mayImport(ctx context.Context, c store.Conn, who kpi.Who) error {
	if who.Is(coordinators...) {
		return nil
	}
	held, err := c.HeldAccounts(ctx, who.User.ID)
	if err == nil && len(held) == 0 {
		err = kpi.Forbidden("import.forbidden")
	}
	return err
}

// InspectFigures looks at a figures file, for whoever may bring one.
// Errors: CodeForbidden; CodeTooLarge and CodeInvalid for what is not a table.
func (n *Network) InspectFigures(ctx context.Context, who kpi.Who, file File) (inspection Inspection, err error) {
	if err := mayImport(ctx, n.db.Conn, who); err != nil {
		return Inspection{}, err
	}
	indicators, err := n.db.Indicators(ctx)
	if err != nil {
		return Inspection{}, err
	}
	table, err := exchange.Open(file, importLimits(who))
	if err != nil {
		return Inspection{}, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	look, err := exchange.Inspect(table, indicators)
	if err != nil {
		return Inspection{}, err
	}
	inspection.Rows = look.Rows
	for _, c := range look.Columns {
		inspection.Columns = append(inspection.Columns, FileColumn(c))
	}
	inspection.Known, err = n.db.ImportMapping(ctx, exchange.HeaderKey(table), &inspection.Options)
	if !inspection.Known {
		inspection.Options = ImportOptions{Map: look.Map, MonthsInColumns: look.MonthsInColumns}
	}
	return inspection, err
}

// importKindFigures is the kind of the files that can be taken back.
const importKindFigures = "figures"

// shownImports is how many past imports are listed.
const shownImports = 200

// Imports lists past imports, latest first: all for direction of the whole
// network, their own for others.
func (n *Network) Imports(ctx context.Context, who kpi.Who) (list []PastImport, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		user := who.User.ID
		if seesAllImports(who) {
			user = 0
		} else if err := mayImport(ctx, c, who); err != nil {
			return err
		}
		rows, err := c.Imports(ctx, user, shownImports)
		if err != nil {
			return err
		}
		list, err = n.pastImports(ctx, c, who, rows)
		return err
	})
	return list, err
}

// remembered are the options worth keeping for the next file with the header.
func (o ImportOptions) remembered() ImportOptions {
	return ImportOptions{CreateAccounts: o.CreateAccounts, Map: maps.Clone(o.Map), Set: maps.Clone(o.Set), MonthShift: o.MonthShift,
		MonthsInColumns: o.MonthsInColumns, Cumulative: slices.Clone(o.Cumulative), OnDuplicate: o.OnDuplicate}
}

// seesAllImports reports whether a person sees, and takes back, the files that
// others brought: direction of the whole network.
func seesAllImports(who kpi.Who) bool {
	return who.Is(coordinators...) && (who.System || who.User.EntityID == 0)
}

// pastImports puts files that came in into what a person is told of them.
func (n *Network) pastImports(ctx context.Context, c store.Conn, who kpi.Who, rows []store.Import) ([]PastImport, error) {
	batches := make([]kpi.ID, len(rows))
	for i, r := range rows {
		batches[i] = r.Batch
	}
	acts, err := c.Acts(ctx, batches)
	if err != nil {
		return nil, err
	}
	names, err := n.newNamer(ctx, c, who)
	if err != nil {
		return nil, err
	}
	list := make([]PastImport, len(rows))
	for i, r := range rows {
		mine := r.User != 0 && r.User == who.User.ID
		list[i] = PastImport{ID: r.ID, At: r.At, By: names.acted(acts[r.Batch]).By, Kind: r.Kind, Filename: r.Filename, Rows: r.Rows,
			Created: r.Created, Changed: r.Changed, From: r.From, Until: r.Until, Undone: r.UndoneBy != 0, Act: r.Batch, UndoneBy: r.UndoneBy,
			MayUndo: r.Kind == importKindFigures && r.UndoneBy == 0 && (mine || seesAllImports(who))}
	}
	return list, nil
}
