package jobs

// This file builds the committee workbook of a month and issues it.

import (
	"bytes"
	"context"
	"errors"

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

// Workbook is a committee workbook to hand out.
type Workbook struct {
	Filename string
	Data     []byte
	// Report is the issued report that the bytes are; nil for a draft, and for an
	// extract of a part of the network, which are built from today's figures and
	// have no number.
	Report *network.IssuedReport
}

// MonthWorkbook gives the bytes of the report of a month in force, as they were
// issued; where none was, or of a part of the network, it builds a workbook
// without a number.
// Errors: as network.Report.
func MonthWorkbook(ctx context.Context, n *network.Network, who kpi.Who, order WorkbookOrder) (Workbook, error) {
	if order.Entity == "" {
		report, found, err := n.ReportInForce(ctx, who, order.Month)
		if err != nil {
			return Workbook{}, err
		}
		if found && report.Variant != "" {
			return IssuedWorkbook(ctx, n, who, report)
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
	data, err := build(r, p)
	return Workbook{Filename: filename(p, r), Data: data}, err
}

// IssuedWorkbook gives the bytes of an issued report.
// Errors: kpi.CodeNotFound where there is no variant of it for the person.
func IssuedWorkbook(ctx context.Context, n *network.Network, who kpi.Who, report network.IssuedReport) (Workbook, error) {
	data, err := n.IssuedData(ctx, who, report.Number)
	return Workbook{Filename: report.Filename, Data: data, Report: &report}, err
}

// publishTries is how often a report is built before giving up, where figures
// that it shows change meanwhile.
const publishTries = 3

// Publish builds the report of a closed month in its two variants and issues
// it.
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
	for _, v := range []struct {
		variant string
		report  analytics.Report
	}{{network.VariantFull, prepared.Full}, {network.VariantTotals, prepared.Totals}} {
		data, err := build(v.report, p)
		if err != nil {
			return network.IssuedReport{}, err
		}
		files = append(files, network.ReportBytes{Variant: v.variant, Filename: filename(p, v.report), Data: data})
	}
	return n.Publish(ctx, who, prepared, files)
}

func build(r analytics.Report, p *i18n.Printer) ([]byte, error) {
	var book bytes.Buffer
	err := reports.Workbook(&book, r, p)
	return book.Bytes(), err
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
