package main

import (
	"context"
	"log/slog"

	"github.com/spf13/cobra"

	"portevoix/internal/network"
)

// signOnSecretName is where the environment holds the secret of single sign-on,
// if it is not to stand in the database; for the same reason it is no flag.
const signOnSecretName = "PORTEVOIX_OIDC_SECRET" //nolint:gosec // a name

// addDB gives a command the flag --db, which open reads.
func (a *app) addDB(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.db, "db", "", a.p.T("cli.flag.db"))
}

// open opens the network in the file that --db names, and makes it where it
// is missing and create is set. Whoever opens closes.
// Errors: usage where --db is not given; as network.Open.
func (a *app) open(ctx context.Context, create bool) (*network.Network, error) {
	return a.openLogged(ctx, create, nil)
}

func (a *app) openLogged(ctx context.Context, create bool, log *slog.Logger) (*network.Network, error) {
	if err := a.requireDB(); err != nil {
		return nil, err
	}
	return network.Open(ctx, a.db, network.Options{Create: create, Log: log, MailPassword: a.getenv(mailPasswordName), SignOnSecret: a.getenv(signOnSecretName)})
}

func (a *app) requireDB() error {
	if a.db == "" {
		return usage("cli.flag_required", "name", "--db", "environment", environmentName("db"))
	}
	return nil
}
