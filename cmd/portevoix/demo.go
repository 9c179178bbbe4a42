package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"portevoix/internal/demo"
	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// Bounds of generated networks, and the seed where none is given.
const (
	maxDemoAccounts = 200_000
	maxDemoMonths   = 240
	defaultSeed     = 1
)

// demoFlags are the flags of demo; without accounts and months it makes the
// small example.
type demoFlags struct {
	accounts, months int
	seed             uint64
}

func newDemo(a *app) *cobra.Command {
	var f demoFlags
	cmd := &cobra.Command{
		Use: "demo", Short: a.p.T("cli.demo"), Long: a.p.T("cli.demo.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := a.requireDB(); err != nil {
				return err
			}
			big := cmd.Flags().Changed("accounts") || cmd.Flags().Changed("months")
			if big && (f.accounts < 1 || f.accounts > maxDemoAccounts || f.months < 1 || f.months > maxDemoMonths) {
				return usage("cli.demo.size")
			}
			if !big {
				f.accounts, f.months = 0, 0
			}
			if err := a.makeDemo(cmd.Context(), f); err != nil {
				return err
			}
			a.note("cli.demo.done", "path", a.db, "command", "portevoix serve --demo --db "+a.db)
			return nil
		},
	}
	a.addDB(cmd)
	flags := cmd.Flags()
	flags.IntVar(&f.accounts, "accounts", 300, a.p.T("cli.flag.accounts"))
	flags.IntVar(&f.months, "months", 36, a.p.T("cli.flag.months"))
	flags.Uint64Var(&f.seed, "seed", defaultSeed, a.p.T("cli.flag.seed"))
	return cmd
}

// makeDemo fills the new file of --db under another name first, so that an
// interrupted command leaves nothing that looks like a network.
func (a *app) makeDemo(ctx context.Context, f demoFlags) error {
	if _, err := os.Lstat(a.db); err == nil {
		return kpi.NewError(kpi.CodeConflict, "cli.demo.exists", "path", a.db)
	}
	part := a.db + ".part"
	remove := func() error {
		var err error
		for _, end := range []string{"", "-wal", "-shm"} {
			if e := os.Remove(part + end); e != nil && !errors.Is(e, fs.ErrNotExist) {
				err = errors.Join(err, e)
			}
		}
		return err
	}
	if err := remove(); err != nil {
		return err
	}
	show, end := a.progress("cli.demo.progress")
	options := demo.Options{Now: time.Now(), Seed: f.seed, Accounts: f.accounts, Months: f.months, Progress: show,
		Publish: func(ctx context.Context, n *network.Network, who kpi.Who, order network.ReportOrder) error {
			_, err := jobs.Publish(ctx, n, who, order)
			return err
		}}
	fill := demo.Generate
	if f.accounts == 0 {
		fill = demo.Example
	}
	err := fill(ctx, part, options)
	end()
	if err != nil {
		return errors.Join(err, remove())
	}
	return os.Rename(part, a.db)
}
