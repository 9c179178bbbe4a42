package network

// This file hands issued reports out, to each person the variant that they may
// see: the full one to direction and committee, the one of accounts to
// ambassadors who see every account's figures, the one of totals to those who do
// not, and none to people who are limited to a part of the tree, for whom an
// extract without a number is made.

import (
	"context"
	"maps"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// IssuedReport is a report that was issued, as one person may know it.
type IssuedReport struct {
	Number     kpi.ID
	Month      kpi.Month
	Locale     string
	Replaces   kpi.ID // the report that it cancels and replaces; 0: none
	ReplacedBy kpi.ID // the report that cancels and replaces it; 0: it is in force
	AsOf       time.Time
	IssuedAt   time.Time
	By         string // who issued it; "" for whoever is not of direction, and where it is no longer told
	Role       string // the issuer's then; "system" for the command line
	Reason     string // why again, for direction
	// Variant is the one for the person; "": none, but an extract of the month.
	Variant  string
	Filename string
	SHA256   string // of the variant's bytes, in hexadecimal
	Size     int64  // of the variant, in bytes
}

// InForce reports whether no other report replaces it.
func (r IssuedReport) InForce() bool { return r.ReplacedBy == 0 }

// IssuedReports lists the reports that were issued, latest first; of one month,
// or of all for the zero month.
// Errors: CodeNotFound for contributors.
func (n *Network) IssuedReports(ctx context.Context, who kpi.Who, month kpi.Month) (list []IssuedReport, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := c.IssuedReports(ctx, month)
		if err != nil {
			return err
		}
		list, err = n.issued(ctx, c, who, rows)
		return err
	})
	return list, err
}

// IssuedReportPage lists a page (from 1) of the reports that were issued, size
// on each, latest first; total is how many there are. A page beyond the last is
// the last.
// Errors: CodeNotFound for contributors.
func (n *Network) IssuedReportPage(ctx context.Context, who kpi.Who, page, size int) (list []IssuedReport, total int, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		var rows []store.IssuedRow
		if rows, total, err = c.IssuedReportPage(ctx, size, (max(page, 1)-1)*size); err == nil && len(rows) == 0 && total > 0 {
			rows, total, err = c.IssuedReportPage(ctx, size, (total-1)/size*size)
		}
		if err != nil {
			return err
		}
		list, err = n.issued(ctx, c, who, rows)
		return err
	})
	return list, total, err
}

// IssuedReport finds a report by its number.
// Errors: CodeNotFound.
func (n *Network) IssuedReport(ctx context.Context, who kpi.Who, number kpi.ID) (report IssuedReport, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		row, err := c.IssuedReport(ctx, number)
		if err != nil {
			return err
		}
		report, err = n.oneIssued(ctx, c, who, row)
		return err
	})
	return report, err
}

// ReportInForce finds the report of a month that no other replaces; false
// where none was issued.
// Errors: CodeNotFound for contributors.
func (n *Network) ReportInForce(ctx context.Context, who kpi.Who, month kpi.Month) (report IssuedReport, found bool, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		row, err := reportInForce(ctx, c, month)
		if err != nil || row.Number == 0 {
			return err
		}
		found = true
		report, err = n.oneIssued(ctx, c, who, row)
		return err
	})
	return report, found, err
}

// IssuedData reads the bytes of a report, as they were issued.
// Errors: CodeNotFound where there is no such report, or none for the person.
func (n *Network) IssuedData(ctx context.Context, who kpi.Who, number kpi.ID) ([]byte, error) {
	r, err := n.IssuedReport(ctx, who, number)
	if err != nil {
		return nil, err
	}
	if r.Variant == "" {
		return nil, kpi.NotFound("error.not_found")
	}
	return n.db.IssuedData(ctx, number, r.Variant)
}

func (n *Network) oneIssued(ctx context.Context, c store.Conn, who kpi.Who, row store.IssuedRow) (IssuedReport, error) {
	list, err := n.issued(ctx, c, who, []store.IssuedRow{row})
	if err != nil {
		return IssuedReport{}, err
	}
	return list[0], nil
}

// issued tells a person of reports.
func (n *Network) issued(ctx context.Context, c store.Conn, who kpi.Who, rows []store.IssuedRow) ([]IssuedReport, error) {
	variant, err := n.variantFor(ctx, c, who)
	if err != nil {
		return nil, err
	}
	files, err := c.IssuedFiles(ctx, variant)
	if err != nil {
		return nil, err
	}
	if variant == VariantAccounts { // a full one without the register serves, too
		full, err := c.IssuedFiles(ctx, VariantFull)
		if err != nil {
			return nil, err
		}
		maps.Copy(full, files)
		files = full
	}
	teller, err := n.newActTeller(ctx, c, who)
	if err != nil {
		return nil, err
	}
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.Batch
	}
	acts, err := c.Acts(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := make([]IssuedReport, len(rows))
	for i, r := range rows {
		act := teller.tell(acts[r.Batch])
		f := files[r.Number]
		list[i] = IssuedReport{Number: r.Number, Month: r.Month, Locale: r.Locale, Replaces: r.Replaces, ReplacedBy: r.ReplacedBy,
			AsOf: r.AsOf.In(n.location()), IssuedAt: act.At, By: act.Name, Role: act.Role, Reason: act.Reason,
			Variant: f.Variant, Filename: f.Filename, SHA256: f.SHA256, Size: f.Size}
	}
	return list, nil
}

// variantFor is the variant of reports that a person may see; "" for whoever
// is limited to a part of the tree.
func (n *Network) variantFor(ctx context.Context, c store.Conn, who kpi.Who) (string, error) {
	if !seesTotals(who) {
		return "", kpi.NotFound("error.not_found")
	}
	if who.System {
		return VariantFull, nil
	}
	sight, err := n.sightOf(ctx, c, who)
	switch {
	case err != nil:
		return "", err
	case who.User.EntityID != 0:
		return "", nil
	case !sight.all:
		return VariantTotals, nil
	case !seesArbitrations(who):
		return VariantAccounts, nil
	}
	return VariantFull, nil
}

// actTeller tells acts on months to one person.
type actTeller struct {
	knows      bool // who acted, and why
	namedSince kpi.Month
	zone       *time.Location
}

// newActTeller tells direction who acted and why, for as long as history names
// people, and others no more than when.
func (n *Network) newActTeller(ctx context.Context, c store.Conn, who kpi.Who) (actTeller, error) {
	set, err := c.Settings(ctx)
	return actTeller{knows: who.Is(kpi.RoleAdmin, kpi.RoleCoordinator), namedSince: n.CurrentMonth().Add(-namedMonths(set)),
		zone: n.location()}, err
}

func (t actTeller) tell(act store.Act) store.Act {
	act.At = act.At.In(t.zone)
	if !t.knows || kpi.MonthOf(act.At) < t.namedSince {
		act.Name = ""
	}
	if !t.knows {
		act.Reason = ""
	}
	return act
}
