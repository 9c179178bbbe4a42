package jobs

// This file builds the committee workbook of a month and issues it.

import (
	"bytes"
	"context"
	"errors"
	"io"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/reports"
)

// WorkbookOrder asks for the committee workbook of a month.
type WorkbookOrder struct {
	Month  kpi.Month
	Entity string // path of a part of the network; "": all that the person sees
	Locale string // of a draft or an extract: an issued report is in its own
}

// Workbook is a committee workbook to hand out; its bytes are read or made when
// it is written.
type Workbook struct {
	Filename string
	// Report is the issued report that the bytes are; nil for a draft, and for an
	// extract of a part of the network, which are built from today's figures and
	// have no number.
	Report *network.IssuedReport
	write  func(io.Writer) error
}

// Write writes the workbook's bytes.
func (b Workbook) Write(w io.Writer) error { return b.write(w) }

// Bytes are the workbook's bytes.
func (b Workbook) Bytes() ([]byte, error) {
	var book bytes.Buffer
	err := b.write(&book)
	return book.Bytes(), err
}

// MonthWorkbook gives the report of a month in force, as it was issued; where
// none was, or of a part of the network, a workbook without a number.
// Errors: as network.Report.
func MonthWorkbook(ctx context.Context, n *network.Network, who kpi.Who, order WorkbookOrder) (Workbook, error) {
	if order.Entity == "" {
		report, found, err := n.ReportInForce(ctx, who, order.Month)
		if err != nil {
			return Workbook{}, err
		}
		if found && report.Variant != "" {
			return IssuedWorkbook(ctx, n, who, report), nil
		}
	}
	r, err := n.Report(ctx, who, order.Month, order.Entity)
	if err != nil {
		return Workbook{}, err
	}
	p, err := printer(ctx, n, order.Locale)
	if err != nil {
		return Workbook{}, err
	}
	return Workbook{Filename: filename(p, r), write: func(w io.Writer) error { return reports.Workbook(w, r, p) }}, nil
}

// IssuedWorkbook gives an issued report; writing it fails with kpi.CodeNotFound
// where there is no variant of it for the person.
func IssuedWorkbook(ctx context.Context, n *network.Network, who kpi.Who, report network.IssuedReport) Workbook {
	return Workbook{Filename: report.Filename, Report: &report, write: func(w io.Writer) error {
		data, err := n.IssuedData(ctx, who, report.Number)
		if err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	}}
}

// publishTries is how often a report is built before giving up, where figures
// that it shows change meanwhile.
const publishTries = 3

// Publish builds the report of a closed month in its variants and issues it.
// Errors: as network.PrepareReport and network.Publish.
func Publish(ctx context.Context, n *network.Network, who kpi.Who, order network.ReportOrder) (report network.IssuedReport, err error) {
	for range publishTries {
		report, err = publish(ctx, n, who, order)
		if e := new(kpi.Error); !errors.As(err, &e) || e.Key != "publish.moved" {
			break
		}
	}
	return report, err
}

func publish(ctx context.Context, n *network.Network, who kpi.Who, order network.ReportOrder) (network.IssuedReport, error) {
	prepared, err := n.PrepareReport(ctx, who, order)
	if err != nil {
		return network.IssuedReport{}, err
	}
	p, err := printer(ctx, n, order.Locale)
	if err != nil {
		return network.IssuedReport{}, err
	}
	var files []network.ReportBytes
	for _, v := range prepared.Variants() {
		var book bytes.Buffer
		if err := reports.Workbook(&book, v.Report, p); err != nil {
			return network.IssuedReport{}, err
		}
		name := filename(p, v.Report)
		if v.Variant == network.VariantTotals {
			name = p.T("issued.file_totals", "month", order.Month.String(), "number", prepared.Number.String())
		}
		files = append(files, network.ReportBytes{Variant: v.Variant, Filename: name, Data: book.Bytes()})
	}
	return n.Publish(ctx, who, prepared, files)
}

// printer speaks a language in the installation's own words.
func printer(ctx context.Context, n *network.Network, locale string) (*i18n.Printer, error) {
	settings, err := n.Settings(ctx)
	return i18n.For(locale).Named(settings.Words.In(locale)), err
}

// filename is the name under which a workbook is downloaded.
func filename(p *i18n.Printer, r analytics.Report) string {
	month := r.Dashboard.Summary.Month.String()
	switch {
	case r.Number != 0:
		return p.T("issued.file", "month", month, "number", r.Number.String())
	case r.Entity != "":
		return p.T("issued.file_extract", "month", month)
	}
	return p.T("issued.file_draft", "month", month)
}
