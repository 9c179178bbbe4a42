package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// This file holds portevoix import: what refuses a file goes to standard
// error, a line for each fault; the summary and what is worth knowing go to
// standard output.

func newImport(a *app) *cobra.Command {
	return a.group("import", a.p.T("cli.import"), newImportFigures(a), newImportAccounts(a), newImportUsers(a))
}

func newImportFigures(a *app) *cobra.Command {
	var (
		o           network.ImportOptions
		mapped, set []string
	)
	cmd := &cobra.Command{
		Use: "figures FILE", Short: a.p.T("cli.import.figures"), Long: a.p.T("cli.import.figures.long"), Args: args("FILE"),
		RunE: func(cmd *cobra.Command, files []string) (err error) {
			if o.Map, err = assignments("--map", mapped); err != nil {
				return err
			}
			if o.Set, err = assignments("--set", set); err != nil {
				return err
			}
			if o.OnDuplicate != "refuse" && o.OnDuplicate != "first" && o.OnDuplicate != "last" {
				return usage("import.on_duplicate", "value", o.OnDuplicate)
			}
			o.Locale = a.p.Locale()
			return a.withFile(cmd, files[0], func(n *network.Network, file network.File) error {
				var end func()
				o.Progress, end = a.progress("cli.import.progress")
				result, err := n.ImportFigures(cmd.Context(), kpi.CommandLine(), file, o)
				end()
				return a.sayImport("import.done_figures", result, o.DryRun, err)
			})
		},
	}
	a.addDB(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.DryRun, "dry-run", false, a.p.T("cli.flag.dry_run"))
	f.BoolVar(&o.CreateAccounts, "create-accounts", false, a.p.T("cli.flag.create_accounts"))
	f.StringArrayVar(&mapped, "map", nil, a.p.T("cli.flag.map"))
	f.StringArrayVar(&set, "set", nil, a.p.T("cli.flag.set"))
	f.IntVar(&o.MonthShift, "month-shift", 0, a.p.T("cli.flag.month_shift"))
	f.BoolVar(&o.MonthsInColumns, "months-in-columns", false, a.p.T("cli.flag.months_in_columns"))
	f.StringArrayVar(&o.Cumulative, "cumulative", nil, a.p.T("cli.flag.cumulative"))
	f.StringVar(&o.OnDuplicate, "on-duplicate", "refuse", a.p.T("cli.flag.on_duplicate"))
	return cmd
}

// assignments reads NAME=VALUE, where VALUE may have more of =.
func assignments(flag string, list []string) (map[string]string, error) {
	m := make(map[string]string, len(list))
	for _, text := range list {
		name, value, ok := strings.Cut(text, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" || value == "" {
			return nil, usage("cli.assignment", "flag", flag, "value", text)
		}
		if _, twice := m[name]; twice {
			return nil, usage("cli.assignment_twice", "flag", flag, "name", name)
		}
		m[name] = value
	}
	return m, nil
}

func newImportAccounts(a *app) *cobra.Command {
	var dryRun bool
	cmd := &cobra.Command{
		Use: "accounts FILE", Short: a.p.T("cli.import.accounts"), Long: a.p.T("cli.import.accounts.long"), Args: args("FILE"),
		RunE: func(cmd *cobra.Command, files []string) error {
			return a.withFile(cmd, files[0], func(n *network.Network, file network.File) error {
				result, err := n.ImportAccounts(cmd.Context(), kpi.CommandLine(), file, dryRun)
				return a.sayImport("import.done_accounts", result, dryRun, err)
			})
		},
	}
	a.addDB(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, a.p.T("cli.flag.dry_run"))
	return cmd
}

func newImportUsers(a *app) *cobra.Command {
	var (
		dryRun bool
		public string
	)
	cmd := &cobra.Command{
		Use: "users FILE", Short: a.p.T("cli.import.users"), Long: a.p.T("cli.import.users.long"), Args: args("FILE"),
		RunE: func(cmd *cobra.Command, files []string) error {
			base, err := publicURL(public, defaultAddr)
			if err != nil {
				return err
			}
			return a.withFile(cmd, files[0], func(n *network.Network, file network.File) error {
				result, invitations, err := n.ImportUsers(cmd.Context(), kpi.CommandLine(), file, dryRun)
				for _, i := range invitations {
					a.line(a.out, i.User.Email+"\t"+linkURL(base, i.Token))
				}
				return a.sayImport("import.done_users", result, dryRun, err)
			})
		},
	}
	a.addDB(cmd)
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, a.p.T("cli.flag.dry_run"))
	cmd.Flags().StringVar(&public, "public-url", "", a.p.T("cli.flag.public_url"))
	return cmd
}

// withFile opens the database, made where it is missing, and a file.
func (a *app) withFile(cmd *cobra.Command, path string, f func(*network.Network, network.File) error) (err error) {
	if err := a.requireDB(); err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return &kpi.Error{Code: kpi.CodeNotFound, Key: "cli.no_file", Args: kpi.Args{"path": path}, Err: err}
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "cli.no_file", Args: kpi.Args{"path": path}, Err: err}
	}
	n, err := a.open(cmd.Context(), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	return f(n, network.File{Name: filepath.Base(path), Size: info.Size(), ReadSeeker: file})
}

// sayImport says what an import did: its notices, then its summary, or what
// refused it.
func (a *app) sayImport(key string, r network.ImportResult, dryRun bool, err error) error {
	for _, notice := range r.Notices {
		if notice.Line == 0 { // of the whole file: the sentence names its field
			notice.Field = ""
		}
		a.line(a.out, a.fieldLine(notice))
	}
	if err != nil {
		return err
	}
	if len(r.Problems) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "import.refused", Args: kpi.Args{"n": len(r.Problems)}, Fields: r.Problems}
	}
	a.say(key, "rows", r.Rows, "created", r.Created, "changed", r.Changed, "unchanged", r.Unchanged, "accounts", r.AccountsCreated,
		"months", monthsText(a.p, r.From, r.Until))
	if dryRun {
		a.say("import.dry_run")
	}
	return nil
}

// monthsText is "octobre 2026" or "2015-05 – 2015-12".
func monthsText(p *i18n.Printer, from, until kpi.Month) string {
	switch {
	case from.IsZero():
		return i18n.Unknown
	case from == until:
		return p.Month(from)
	}
	return fmt.Sprintf("%s – %s", from, until)
}
