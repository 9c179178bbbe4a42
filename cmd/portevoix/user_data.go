package main

import (
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/reports"
)

func newUserExport(a *app) *cobra.Command {
	var email, lang, out string
	cmd := &cobra.Command{
		Use: "export", Short: a.p.T("cli.user.export"), Long: a.p.T("cli.user.export.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := requireFlags(cmd, "db", "email", "out"); err != nil {
				return err
			}
			if !slices.Contains(i18n.Locales, lang) {
				return usage("cli.lang", "value", lang)
			}
			n, err := a.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, n.Close()) }()
			user, err := n.UserOfAddress(cmd.Context(), kpi.CommandLine(), email)
			if err != nil {
				return err
			}
			data, err := n.PersonData(cmd.Context(), kpi.CommandLine(), user.ID)
			if err != nil {
				return err
			}
			if err := writeFile(out, func(w io.Writer) error {
				return reports.WritePerson(w, i18n.For(lang), data.At, data.Tables, data.Indicators)
			}); err != nil {
				return err
			}
			a.note("cli.user.exported", "email", email, "path", out)
			return nil
		},
	}
	a.addDB(cmd)
	f := cmd.Flags()
	f.StringVar(&email, "email", "", a.p.T("cli.flag.data_email"))
	f.StringVar(&lang, "lang", a.p.Locale(), a.p.T("cli.flag.lang"))
	f.StringVarP(&out, "out", "o", "", a.p.T("cli.flag.out"))
	return cmd
}

func newUserErase(a *app) *cobra.Command {
	var email, confirm string
	cmd := &cobra.Command{
		Use: "erase", Short: a.p.T("cli.user.erase"), Long: a.p.T("cli.user.erase.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := requireFlags(cmd, "db", "email", "confirm"); err != nil {
				return err
			}
			n, err := a.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, n.Close()) }()
			user, err := n.UserOfAddress(cmd.Context(), kpi.CommandLine(), email)
			if err != nil {
				return err
			}
			if err := n.Erase(cmd.Context(), kpi.CommandLine(), user.ID, confirm); err != nil {
				return err
			}
			a.note("cli.user.erased")
			return nil
		},
	}
	a.addDB(cmd)
	f := cmd.Flags()
	f.StringVar(&email, "email", "", a.p.T("cli.flag.data_email"))
	f.StringVar(&confirm, "confirm", "", a.p.T("cli.flag.confirm"))
	return cmd
}
