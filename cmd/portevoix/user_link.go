package main

import (
	"errors"

	"github.com/spf13/cobra"

	"portevoix/internal/kpi"
)

// newUserLink makes somebody's one-time link: where passwords are switched off,
// the way in that an administrator always has.
func newUserLink(a *app) *cobra.Command {
	var email, public string
	cmd := &cobra.Command{
		Use: "link", Short: a.p.T("cli.user.link"), Long: a.p.T("cli.user.link.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := requireFlags(cmd, "db", "email"); err != nil {
				return err
			}
			base, err := publicURL(public, defaultAddr)
			if err != nil {
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
			link, err := n.NewLink(cmd.Context(), kpi.CommandLine(), user.ID)
			if err != nil {
				return err
			}
			a.note("cli.user.linked", "email", email)
			a.line(a.out, linkURL(base, link.Token))
			return nil
		},
	}
	a.addDB(cmd)
	f := cmd.Flags()
	f.StringVar(&email, "email", "", a.p.T("cli.flag.data_email"))
	f.StringVar(&public, "public-url", "", a.p.T("cli.flag.public_url"))
	return cmd
}
