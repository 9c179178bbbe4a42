package main

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

func newUser(a *app) *cobra.Command {
	return a.group("user", a.p.T("cli.user"), newUserAdd(a), newUserLink(a), newUserExport(a), newUserErase(a))
}

func newUserAdd(a *app) *cobra.Command {
	var (
		u                 network.NewUser
		role, public      string
		passwordFromStdin bool
	)
	cmd := &cobra.Command{
		Use: "add", Short: a.p.T("cli.user.add"), Long: a.p.T("cli.user.add.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if err := requireFlags(cmd, "db", "email", "name", "role"); err != nil {
				return err
			}
			if u.Role = kpi.Role(role); !u.Role.Valid() {
				return usage("cli.role", "value", role)
			}
			base, err := publicURL(public, defaultAddr)
			if err != nil {
				return err
			}
			if passwordFromStdin {
				if u.Password, err = readPassword(a.in); err != nil {
					return err
				}
			}
			n, err := a.open(cmd.Context(), true)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, n.Close()) }()
			invitation, err := n.AddUser(cmd.Context(), kpi.CommandLine(), u)
			if err != nil {
				return err
			}
			if passwordFromStdin {
				a.note("cli.user.added", "email", u.Email)
				return nil
			}
			a.note("cli.user.invited", "email", u.Email)
			a.line(a.out, linkURL(base, invitation.Token))
			return nil
		},
	}
	a.addDB(cmd)
	f := cmd.Flags()
	f.StringVar(&u.Email, "email", "", a.p.T("cli.flag.email"))
	f.StringVar(&u.Name, "name", "", a.p.T("cli.flag.name"))
	f.StringVar(&role, "role", "", a.p.T("cli.flag.role"))
	f.StringVar(&u.Entity, "entity", "", a.p.T("cli.flag.user_entity"))
	f.StringVar(&u.Locale, "locale", "", a.p.T("cli.flag.locale"))
	f.StringVar(&public, "public-url", "", a.p.T("cli.flag.public_url"))
	f.BoolVar(&passwordFromStdin, "password-stdin", false, a.p.T("cli.flag.password_stdin"))
	return cmd
}

// readPassword reads a password without the newline that ends it.
// Errors: usage where there is none, so that a missing password never becomes
// an invitation.
func readPassword(in io.Reader) (string, error) {
	const longest = 4096
	text, err := io.ReadAll(io.LimitReader(bufio.NewReader(in), longest))
	if err != nil {
		return "", err
	}
	password := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	if password == "" {
		return "", usage("cli.password_missing")
	}
	return password, nil
}
