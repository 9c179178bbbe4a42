package jobs_test

import (
	"bytes"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // to damage files from outside
	"github.com/xuri/excelize/v2"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// bureau is a network on a clock that a test moves, with one account and its
// figures of October.
type bureau struct {
	*network.Network
	t       *testing.T
	path    string
	now     time.Time
	account kpi.ID
}

var october = kpi.NewMonth(2026, 10)

func newBureau(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{t: t, path: filepath.Join(t.TempDir(), "bureau.db"), now: time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)}
	b.open(true)
	t.Cleanup(func() { b.must(b.Close()) })
	var err error
	b.account, err = b.AddAccount(t.Context(), kpi.CommandLine(), network.NewAccount{Platform: "X", Handle: "camille_atelier",
		States: []kpi.AccountPeriod{{State: kpi.AccountActive, From: kpi.NewDay(2026, 1, 1)}}})
	b.must(err)
	b.file(1204)
	b.must(b.CloseMonth(t.Context(), kpi.CommandLine(), october))
	return b
}

func (b *bureau) open(create bool) {
	b.t.Helper()
	var err error
	b.Network, err = network.Open(b.t.Context(), b.path, network.Options{Create: create, Now: func() time.Time { return b.now }})
	b.must(err)
}

func (b *bureau) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// file stores the followers of October.
func (b *bureau) file(followers float64) {
	b.t.Helper()
	f, err := b.Filing(b.t.Context(), kpi.CommandLine(), b.account, october)
	b.must(err)
	_, err = b.File(b.t.Context(), kpi.CommandLine(), kpi.FilingChange{Account: b.account, Month: october, Version: f.Version,
		Figures: map[string]kpi.Figure{kpi.Followers: kpi.Given(followers)}})
	b.must(err)
}

func (b *bureau) publish(order network.ReportOrder) network.IssuedReport {
	b.t.Helper()
	order.Month = october
	report, err := jobs.Publish(b.t.Context(), b.Network, kpi.CommandLine(), order)
	b.must(err)
	return report
}

func (b *bureau) workbook() workbook {
	b.t.Helper()
	book, err := jobs.MonthWorkbook(b.t.Context(), b.Network, kpi.CommandLine(), jobs.WorkbookOrder{Month: october, Locale: "en"})
	b.must(err)
	data, err := book.Bytes()
	b.must(err)
	return workbook{book, data}
}

// workbook is one with its bytes.
type workbook struct {
	jobs.Workbook
	Data []byte
}

// TestIssuedReportsOutliveEverything issues a report, changes its figures,
// issues it again in another language, and opens the file anew after each.
func TestIssuedReportsOutliveEverything(t *testing.T) {
	b := newBureau(t)
	ctx := t.Context()
	if book := b.workbook(); book.Report != nil || book.Filename != "committee-2026-10-draft.xlsx" {
		t.Errorf("before anything is issued: %s, %+v", book.Filename, book.Report)
	}
	first := b.publish(network.ReportOrder{Locale: "fr"})
	kept := map[kpi.ID]workbook{first.Number: b.workbook()}
	if book := kept[1]; book.Filename != "comite-2026-10-rapport-1.xlsx" || book.Report == nil || book.Report.SHA256 != first.SHA256 {
		t.Errorf("issued as %s, %+v", book.Filename, book.Report)
	}
	b.must(b.ReopenMonth(ctx, kpi.CommandLine(), october, "a slip"))
	b.file(1304)
	b.must(b.CloseMonth(ctx, kpi.CommandLine(), october))
	b.now = b.now.AddDate(0, 1, 0)
	if book := b.workbook(); !bytes.Equal(book.Data, kept[1].Data) {
		t.Error("the report changes with its figures")
	}
	second := b.publish(network.ReportOrder{Locale: "en", Seen: 1, Reason: "a slip"})
	kept[second.Number] = b.workbook()
	if second.Number != 2 || bytes.Equal(kept[2].Data, kept[1].Data) || kept[2].Filename != "committee-2026-10-report-2.xlsx" {
		t.Errorf("reissued as %d, %s", second.Number, kept[2].Filename)
	}

	b.must(b.Close())
	b.open(false)
	for number, want := range kept {
		data, err := b.IssuedData(ctx, kpi.CommandLine(), number)
		if err != nil || !bytes.Equal(data, want.Data) {
			t.Errorf("report %d after a restart: %d bytes, %v", number, len(data), err)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	b.must(network.Backup(ctx, b.path, copied))
	held, err := network.Check(ctx, copied)
	if err != nil || held.Reports != 4 {
		t.Errorf("the copy holds %d files of reports, %v", held.Reports, err)
	}
}

// TestTheRegisterIsIssued issues a report after a decision: the register stands
// in the full variant alone.
func TestTheRegisterIsIssued(t *testing.T) {
	b := newBureau(t)
	ctx := t.Context()
	lin, err := b.AddRange(ctx, kpi.CommandLine(), "Lin")
	b.must(err)
	_, err = b.Decide(ctx, kpi.CommandLine(), network.DecisionInput{Range: lin, Verdict: "keep", Month: october, Reason: "Belle saison."})
	b.must(err)
	b.publish(network.ReportOrder{Locale: "fr"})
	db, err := sql.Open("sqlite3", b.path)
	b.must(err)
	defer func() { b.must(db.Close()) }()
	for variant, want := range map[string]bool{network.VariantFull: true, network.VariantAccounts: false, network.VariantTotals: false} {
		var data []byte
		b.must(db.QueryRowContext(ctx, `SELECT data FROM report_files WHERE variant = ?`, variant).Scan(&data))
		book, err := excelize.OpenReader(bytes.NewReader(data))
		b.must(err)
		if got := slices.Contains(book.GetSheetList(), "Décisions"); got != want {
			t.Errorf("%s has the register: %v, sheets %v", variant, got, book.GetSheetList())
		}
		b.must(book.Close())
	}
}

// TestACheckFindsAlteredReports alters the bytes of an issued report, and drops
// those of another variant.
func TestACheckFindsAlteredReports(t *testing.T) {
	b := newBureau(t)
	b.publish(network.ReportOrder{Locale: "fr"})
	copied := filepath.Join(t.TempDir(), "copy.db")
	b.must(network.Backup(t.Context(), b.path, copied))
	db, err := sql.Open("sqlite3", copied)
	b.must(err)
	for _, damage := range []string{`UPDATE report_files SET data = zeroblob(length(data)) WHERE variant = 'full'`, `DELETE FROM report_files WHERE variant = 'totals'`} {
		_, err := db.ExecContext(t.Context(), damage)
		b.must(err)
	}
	b.must(db.Close())
	_, err = network.Check(t.Context(), copied)
	var e *kpi.Error
	if !errors.As(err, &e) || e.Key != "store.reports_differ" || len(e.Fields) != 2 ||
		e.Fields[0].Key != "store.damage_report" || e.Fields[1].Key != "store.damage_report_gone" {
		t.Errorf("the check says %v", err)
	}
}

// TestOnlyOneReportIsIssuedOfTwoOrders presses the button twice at once.
func TestOnlyOneReportIsIssuedOfTwoOrders(t *testing.T) {
	b := newBureau(t)
	done := make(chan error)
	for range 2 {
		go func() {
			_, err := jobs.Publish(t.Context(), b.Network, kpi.CommandLine(), network.ReportOrder{Month: october, Locale: "fr"})
			done <- err
		}()
	}
	issued := 0
	for range 2 {
		switch err := <-done; {
		case err == nil:
			issued++
		case kpi.CodeOf(err) != kpi.CodeConflict:
			t.Error(err)
		}
	}
	list, err := b.IssuedReports(t.Context(), kpi.CommandLine(), 0)
	if err != nil || issued != 1 || len(list) != 1 {
		t.Errorf("%d orders were carried out, %d reports, %v", issued, len(list), err)
	}
}
