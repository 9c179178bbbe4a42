package main

import (
	"time"

	"github.com/spf13/cobra"

	"portevoix/internal/network"
)

func newBackup(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "backup OUT.db", Short: a.p.T("cli.backup"), Long: a.p.T("cli.backup.long"), Args: args("OUT.db"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.requireDB(); err != nil {
				return err
			}
			if err := network.Backup(cmd.Context(), a.db, args[0]); err != nil {
				return err
			}
			a.note("cli.backup.done", "path", args[0])
			return nil
		},
	}
	a.addDB(cmd)
	return cmd
}

func newRestore(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "restore BACKUP.db", Short: a.p.T("cli.restore"), Long: a.p.T("cli.restore.long"), Args: args("BACKUP.db"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := a.requireDB(); err != nil {
				return err
			}
			aside, err := network.Restore(cmd.Context(), a.db, args[0], time.Now())
			if err != nil {
				return err
			}
			a.note("cli.restore.done", "path", a.db, "backup", args[0])
			if aside != "" {
				a.note("cli.restore.aside", "path", aside)
			}
			return nil
		},
	}
	a.addDB(cmd)
	return cmd
}

func newCheck(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "check", Short: a.p.T("cli.check"), Long: a.p.T("cli.check.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.requireDB(); err != nil {
				return err
			}
			c, err := network.Check(cmd.Context(), a.db)
			if err != nil {
				return err
			}
			a.say("cli.check.done", "path", a.db, "months", c.Months, "figures", c.Figures, "totals", c.Totals, "reports", c.Reports)
			return nil
		},
	}
	a.addDB(cmd)
	return cmd
}
