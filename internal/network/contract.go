package network

import (
	"context"
	"errors"
	"io"

	"portevoix/internal/kpi"
)

// This file is scaffolding: the signatures that rooms agree on. Each stub is
// deleted as the real method arrives in its own file.

var errNotBuilt = errors.New("not built yet")

// --- figures and accounts (filing.go, account.go, month.go)

// MonthSpan says which months there are.
type MonthSpan struct {
	First, Last kpi.Month // with figures; zero where there are none
	Current     kpi.Month // the month of now
	Default     kpi.Month // what a page without a month shows: Last, or the month before Current
}

func (n *Network) Filing(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) (kpi.Filing, error) {
	return kpi.Filing{}, errNotBuilt
}
func (n *Network) File(ctx context.Context, who kpi.Who, change kpi.FilingChange) (kpi.Filing, error) {
	return kpi.Filing{}, errNotBuilt
}
func (n *Network) Months(ctx context.Context, who kpi.Who) (MonthSpan, error) {
	return MonthSpan{}, errNotBuilt
}
func (n *Network) CloseMonth(ctx context.Context, who kpi.Who, month kpi.Month) error {
	return errNotBuilt
}
func (n *Network) ReopenMonth(ctx context.Context, who kpi.Who, month kpi.Month, reason string) error {
	return errNotBuilt
}

// --- imports (import_*.go)

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
}

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

// ImportFigures reads a figures file. Problems refuse the whole file: the
// error is CodeInvalid, key "import.refused", with the same Fields; a dry run
// stores nothing and gives problems in the result only.
func (n *Network) ImportFigures(ctx context.Context, who kpi.Who, file File, o ImportOptions) (ImportResult, error) {
	return ImportResult{}, errNotBuilt
}
func (n *Network) ImportAccounts(ctx context.Context, who kpi.Who, file File, dryRun bool) (ImportResult, error) {
	return ImportResult{}, errNotBuilt
}

// InspectFigures looks at a figures file.
func (n *Network) InspectFigures(ctx context.Context, who kpi.Who, file File) (Inspection, error) {
	return Inspection{}, errNotBuilt
}

// UndoImport takes an import back as a new, recorded change.
func (n *Network) UndoImport(ctx context.Context, who kpi.Who, id kpi.ID) (ImportResult, error) {
	return ImportResult{}, errNotBuilt
}

// Imports lists past imports, latest first.
func (n *Network) Imports(ctx context.Context, who kpi.Who) ([]PastImport, error) {
	return nil, errNotBuilt
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
}

// --- people (people.go)

func (n *Network) ImportUsers(ctx context.Context, who kpi.Who, file File, dryRun bool) (ImportResult, []Invitation, error) {
	return ImportResult{}, nil, errNotBuilt
}
