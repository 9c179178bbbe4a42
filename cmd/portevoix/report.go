package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"portevoix/internal/i18n"
	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
)

// reportFlags are the flags of report.
type reportFlags struct{ month, entity, lang, out string }

func newReport(a *app) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use: "report", Short: a.p.T("cli.report"), Long: a.p.T("cli.report.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := requireFlags(cmd, "db", "month", "out"); err != nil {
				return err
			}
			return a.writeReport(cmd, f)
		},
	}
	a.addDB(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.month, "month", "", a.p.T("cli.flag.month"))
	flags.StringVar(&f.entity, "entity", "", a.p.T("cli.flag.entity"))
	flags.StringVar(&f.lang, "lang", a.p.Locale(), a.p.T("cli.flag.lang"))
	flags.StringVarP(&f.out, "out", "o", "", a.p.T("cli.flag.out"))
	return cmd
}

func (a *app) writeReport(cmd *cobra.Command, f reportFlags) (err error) {
	month, err := kpi.ParseMonth(f.month)
	if err != nil {
		return usage("cli.month", "flag", "--month", "value", f.month)
	}
	if !slices.Contains(i18n.Locales, f.lang) {
		return usage("cli.lang", "value", f.lang)
	}
	n, err := a.open(cmd.Context(), false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	order := jobs.WorkbookOrder{Month: month, Entity: f.entity, Locale: f.lang}
	book, err := jobs.MonthWorkbook(cmd.Context(), n, kpi.CommandLine(), order)
	if err != nil {
		return err
	}
	if err := writeFile(f.out, book.Write); err != nil {
		return err
	}
	if book.Report != nil {
		a.note("cli.report.issued", "month", month, "path", f.out, "number", int(book.Report.Number))
		return nil
	}
	a.note("cli.report.done", "month", month, "path", f.out)
	return nil
}
