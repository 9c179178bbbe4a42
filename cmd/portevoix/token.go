package main

import (
	"errors"

	"github.com/spf13/cobra"

	"portevoix/internal/kpi"
)

func newToken(a *app) *cobra.Command {
	return a.group("token", a.p.T("cli.token"), newTokenAdd(a))
}

func newTokenAdd(a *app) *cobra.Command {
	var email string
	cmd := &cobra.Command{
		Use: "add", Short: a.p.T("cli.token.add"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := requireFlags(cmd, "db", "email"); err != nil {
				return err
			}
			n, err := a.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, n.Close()) }()
			token, err := n.AddToken(cmd.Context(), kpi.CommandLine(), email)
			if err != nil {
				return err
			}
			a.line(a.out, token)
			return nil
		},
	}
	a.addDB(cmd)
	cmd.Flags().StringVar(&email, "email", "", a.p.T("cli.flag.token_email"))
	return cmd
}
