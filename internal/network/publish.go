package network

// This file issues reports: jobs builds the workbooks from what PrepareReport
// gives and hands their bytes to Publish, which keeps them for ever. Who is
// given which of them stands in publish_read.go.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// The variants in which reports are issued; that of accounts where the full one
// holds the register of decisions.
const (
	VariantFull     = store.VariantFull
	VariantAccounts = store.VariantAccounts // without the register: for those who may not see it
	VariantTotals   = store.VariantTotals   // without accounts either: for those who may not see each one's figures
)

// reportLocales are the languages that a report can be in.
var reportLocales = []string{"fr", "en"}

// ReportOrder asks for the report of a month to be issued.
type ReportOrder struct {
	Month  kpi.Month
	Locale string // the report's language, fr or en
	// Seen is the report in force that the person knows of and that the new one
	// cancels and replaces; 0: none.
	Seen   kpi.ID
	Reason string // why again; of a first report, none is needed
}

// PreparedReport is a report about to be issued: what its variants show, and the
// number that it will bear. All is read from one state of the database, but the
// register of decisions after it: what moved since makes it be prepared again.
type PreparedReport struct {
	Order    ReportOrder
	Number   kpi.ID
	AsOf     time.Time
	Full     analytics.Report
	Accounts analytics.Report // Full without the register of decisions
	Totals   analytics.Report
	act      kpi.ID // the last one of that state
}

// ReportVariant is what one variant of a report shows.
type ReportVariant struct {
	Variant string
	Report  analytics.Report
}

// Variants are those in which the report is to be issued.
func (p PreparedReport) Variants() []ReportVariant {
	list := []ReportVariant{{VariantFull, p.Full}, {VariantTotals, p.Totals}}
	if len(p.Full.Decisions) > 0 {
		list = append(list, ReportVariant{VariantAccounts, p.Accounts})
	}
	return list
}

// PrepareReport reads what a report to issue will show. It writes nothing.
// Errors: CodeForbidden but for coordinators of the whole network; CodeInvalid
// with the fields locale and reason, and where the month is not closed;
// CodeConflict, key "publish.seen", where another report is in force than the
// one that the person knows of.
func (n *Network) PrepareReport(ctx context.Context, who kpi.Who, order ReportOrder) (PreparedReport, error) {
	order.Reason = strings.TrimSpace(order.Reason)
	if err := n.mayPublish(who, order); err != nil {
		return PreparedReport{}, err
	}
	p := PreparedReport{Order: order, AsOf: n.Now()}
	whole := kpi.Who{System: true, Channel: who.Channel}
	err := n.look(ctx, whole, order.Month, kpi.Filter{}, func(l *look) (err error) {
		if err := n.shown(order.Month); err != nil {
			return err
		}
		if err := n.toPublish(ctx, l.c, order); err != nil {
			return err
		}
		if p.Number, err = l.c.NextReport(ctx); err != nil {
			return err
		}
		if p.act, err = l.c.LastAct(ctx); err != nil {
			return err
		}
		if p.Full, err = l.report(ctx, p.AsOf); err == nil {
			err = n.addSections(ctx, l, &p.Full)
		}
		if err != nil {
			return err
		}
		totals := *l
		totals.own = map[kpi.ID]bool{}
		if p.Totals, err = totals.report(ctx, p.AsOf); err != nil {
			return err
		}
		return n.addSections(ctx, &totals, &p.Totals)
	})
	if err != nil {
		return p, err
	}
	for _, r := range []*analytics.Report{&p.Full, &p.Totals} {
		r.Number, r.Replaces = p.Number, order.Seen
	}
	p.Accounts = p.Full
	return p, n.addDecisions(ctx, whole, &p.Full)
}

// mayPublish refuses whoever may not issue reports, and an order that makes no
// sense by itself.
func (n *Network) mayPublish(who kpi.Who, order ReportOrder) error {
	if !closesMonths(who) {
		return kpi.Forbidden("publish.forbidden")
	}
	var faults []kpi.FieldError
	if !slices.Contains(reportLocales, order.Locale) {
		faults = append(faults, kpi.Field("locale", "people.locale", "value", cutText(order.Locale)))
	}
	if order.Seen != 0 || order.Reason != "" {
		faults = append(faults, fieldFaults(checkReason("reason", order.Reason, "publish.reason"))...)
	}
	if len(faults) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: faults[0].Key, Args: faults[0].Args, Fields: faults}
	}
	return nil
}

// toPublish refuses a month that is not closed, and one whose report in force
// is not the one that the person knows of.
func (n *Network) toPublish(ctx context.Context, c store.Conn, order ReportOrder) error {
	row, err := c.Month(ctx, order.Month)
	if err != nil {
		return err
	}
	if n.lockOf(row) == nil {
		return kpi.Invalid("publish.open", "month", order.Month)
	}
	inForce, err := reportInForce(ctx, c, order.Month)
	if err == nil && inForce.Number != order.Seen {
		err = kpi.NewError(kpi.CodeConflict, "publish.seen", "month", order.Month, "number", int(inForce.Number))
	}
	return err
}

// reportInForce is the report of a month that no other replaces; number 0 where
// there is none.
func reportInForce(ctx context.Context, c store.Conn, month kpi.Month) (store.IssuedRow, error) {
	list, err := c.IssuedReports(ctx, month)
	for _, r := range list {
		if r.ReplacedBy == 0 {
			return r, err
		}
	}
	return store.IssuedRow{}, err
}

// ReportBytes is the workbook of one variant of a report.
type ReportBytes struct {
	Variant  string
	Filename string // under which it is downloaded
	Data     []byte
}

// Publish issues a prepared report with the bytes of all its variants, in one
// act: they, their checksums and the number stay as they are for ever.
// Errors: as PrepareReport; CodeConflict, key "publish.moved", where something
// that the report shows or its number has changed since it was prepared: it is
// to be prepared again.
func (n *Network) Publish(ctx context.Context, who kpi.Who, p PreparedReport, files []ReportBytes) (IssuedReport, error) {
	if err := n.mayPublish(who, p.Order); err != nil {
		return IssuedReport{}, err
	}
	for _, v := range p.Variants() { // without its own, somebody would read what is not for them
		if !slices.ContainsFunc(files, func(f ReportBytes) bool { return f.Variant == v.Variant }) {
			return IssuedReport{}, fmt.Errorf("network: report %s without its variant %s", p.Number, v.Variant)
		}
	}
	err := n.db.Write(ctx, n.batch(who, p.Order.Reason), func(tx *store.Tx) error {
		if err := n.toPublish(ctx, tx.Conn, p.Order); err != nil {
			return err
		}
		if moved, err := hasMoved(ctx, tx.Conn, p); err != nil || moved {
			return orMoved(err, p)
		}
		return putReport(ctx, tx, p, files)
	})
	if err != nil {
		return IssuedReport{}, err
	}
	return n.IssuedReport(ctx, who, p.Number)
}

// hasMoved reports whether a prepared report would say today what it did not
// say when it was prepared, or bear another number.
func hasMoved(ctx context.Context, c store.Conn, p PreparedReport) (bool, error) {
	next, err := c.NextReport(ctx)
	if err != nil || next != p.Number {
		return true, err
	}
	if decided, err := c.DecidedSince(ctx, p.act); err != nil || decided {
		return true, err
	}
	changed, err := c.FiguresChangedSince(ctx, p.Order.Month, p.act)
	return changed > 0, err
}

func orMoved(err error, p PreparedReport) error {
	if err == nil {
		err = kpi.NewError(kpi.CodeConflict, "publish.moved", "month", p.Order.Month)
	}
	return err
}

func putReport(ctx context.Context, tx *store.Tx, p PreparedReport, files []ReportBytes) error {
	err := tx.AddReport(ctx, store.IssuedRow{Number: p.Number, Month: p.Order.Month, Locale: p.Order.Locale, Replaces: p.Order.Seen, AsOf: p.AsOf})
	if err != nil {
		return err
	}
	for _, f := range files {
		if err := tx.AddReportFile(ctx, p.Number, f.Variant, f.Filename, f.Data); err != nil {
			return err
		}
	}
	if err := tx.MarkRestated(ctx, p.Number); err != nil {
		return err
	}
	row, err := tx.Month(ctx, p.Order.Month)
	if err != nil {
		return err
	}
	row.PublishedAt = tx.Now
	return tx.PutMonth(ctx, row, store.MonthPublished, p.Number.String())
}
