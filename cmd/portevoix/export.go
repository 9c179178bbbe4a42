package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/reports"
)

// exportFlags are the flags of export.
type exportFlags struct{ from, to, format, out string }

func newExport(a *app) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use: "export", Short: a.p.T("cli.export"), Long: a.p.T("cli.export.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := requireFlags(cmd, "db", "out"); err != nil {
				return err
			}
			return a.writeExport(cmd.Context(), f)
		},
	}
	a.addDB(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "", a.p.T("cli.flag.from"))
	flags.StringVar(&f.to, "to", "", a.p.T("cli.flag.to"))
	flags.StringVar(&f.format, "format", "", a.p.T("cli.flag.format"))
	flags.StringVarP(&f.out, "out", "o", "", a.p.T("cli.flag.out"))
	return cmd
}

func (a *app) writeExport(ctx context.Context, f exportFlags) (err error) {
	from, err := monthFlag("--from", f.from)
	if err != nil {
		return err
	}
	to, err := monthFlag("--to", f.to)
	if err != nil {
		return err
	}
	if !from.IsZero() && !to.IsZero() && to < from {
		return usage("cli.span", "from", from, "to", to)
	}
	format := exportFormat(f)
	if _, ok := reports.NewTable(io.Discard, format, a.p); !ok {
		return usage("cli.format", "value", f.format)
	}
	n, err := a.open(ctx, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	rows := 0
	show, end := a.progress("cli.export.progress")
	err = writeFile(f.out, func(w io.Writer) error {
		table, _ := reports.NewTable(w, format, a.p)
		return exportRows(ctx, n, table, from, to, func() {
			if rows++; rows%10_000 == 0 {
				show(rows, 0)
			}
		})
	})
	end()
	if err != nil {
		return err
	}
	a.line(a.err, a.p.N("cli.export.done", rows, "path", f.out))
	return nil
}

// exportFormat is the format asked for, else the one that the file's name
// says, else CSV.
func exportFormat(f exportFlags) string {
	switch {
	case f.format != "":
		return strings.ToLower(f.format)
	case strings.EqualFold(filepath.Ext(f.out), ".xlsx"):
		return "xlsx"
	}
	return "csv"
}

func monthFlag(flag, value string) (kpi.Month, error) {
	if value == "" {
		return 0, nil
	}
	m, err := kpi.ParseMonth(value)
	if err != nil {
		return 0, usage("cli.month", "flag", flag, "value", value)
	}
	return m, nil
}

// exportRows writes the wide form of the figures file: a row per account and
// month, a column per indicator, so that the import of figures reads it back.
func exportRows(ctx context.Context, n *network.Network, table reports.Table, from, to kpi.Month, count func()) error {
	indicators, err := n.Indicators(ctx)
	if err != nil {
		return err
	}
	header := []string{"platform", "handle", "external_id", "month"}
	var codes []string
	for _, ind := range indicators {
		if !ind.Derived {
			codes = append(codes, ind.Code)
		}
	}
	if err := table.Header(append(append(header, codes...), "comment")...); err != nil {
		return err
	}
	cells := make([]reports.Cell, 0, len(header)+len(codes)+1)
	err = n.Export(ctx, kpi.CommandLine(), from, to, func(r network.ExportRow) error {
		cells = append(cells[:0], reports.Text(r.Account.Platform), reports.Text(r.Account.Handle), reports.Text(r.Account.ExternalID), reports.Month(r.Month))
		for _, code := range codes {
			cells = append(cells, reports.Figure(r.Figures[code]))
		}
		count()
		return table.Row(append(cells, reports.Text(r.Comment))...)
	})
	if err != nil {
		return err
	}
	return table.Close()
}
