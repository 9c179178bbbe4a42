package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/mail"
	"portevoix/internal/network"
)

// mailPasswordName is where the environment holds the SMTP server's password,
// if it is not to stand in the database. There is no such flag: what stands on
// a command line, everybody on the machine can read.
const mailPasswordName = "PORTEVOIX_SMTP_PASSWORD" //nolint:gosec // a name

// mailFlags are the flags of mail.
type mailFlags struct {
	dryRun, show bool
	publicURL    string
}

func newMail(a *app) *cobra.Command {
	var f mailFlags
	cmd := &cobra.Command{
		Use: "mail", Short: a.p.T("cli.mail"), Long: a.p.T("cli.mail.long"), Args: args(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			base, err := publicURL(f.publicURL, defaultAddr)
			if err != nil {
				return err
			}
			if !f.dryRun && f.publicURL == "" { // links to this machine help nobody elsewhere
				return usage("cli.flag_required", "name", "--public-url", "environment", environmentName("public-url"))
			}
			n, err := a.open(cmd.Context(), false)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, n.Close()) }()
			mailer := jobs.NewMailer(n, jobs.MailOptions{PublicURL: base})
			if f.dryRun {
				return a.lookAtMails(cmd.Context(), mailer, f.show)
			}
			return a.sendMails(cmd.Context(), n, mailer)
		},
	}
	a.addDB(cmd)
	flags := cmd.Flags()
	flags.BoolVar(&f.dryRun, "dry-run", false, a.p.T("cli.flag.mail_dry_run"))
	flags.BoolVar(&f.show, "show", false, a.p.T("cli.flag.mail_show"))
	flags.StringVar(&f.publicURL, "public-url", "", a.p.T("cli.flag.public_url"))
	return cmd
}

// lookAtMails lists what would be sent, a line for each message: its kind, to
// whom, its subject.
func (a *app) lookAtMails(ctx context.Context, mailer *jobs.Mailer, show bool) error {
	count := 0
	later, err := mailer.DryRun(ctx, func(out network.OutgoingMail, m mail.Message) error {
		if out.Material.Drop != "" {
			a.note("cli.mail.dropped", "kind", string(out.Kind), "email", out.Material.To.Email, "why", a.p.T(out.Material.Drop))
			return nil
		}
		count++
		a.line(a.out, strings.Join([]string{string(out.Kind), out.Material.To.Email, m.Subject}, "\t"))
		if !show {
			return nil
		}
		_, err := io.WriteString(a.out, "\n"+m.Text+"\n")
		return err
	})
	if err != nil {
		return err
	}
	a.line(a.err, a.p.N("cli.mail.would", count))
	if later > 0 {
		a.line(a.err, a.p.N("cli.mail.later", later))
	}
	return nil
}

// sendMails sends what is due now, once.
func (a *app) sendMails(ctx context.Context, n *network.Network, mailer *jobs.Mailer) error {
	on, err := n.SendsMail(ctx)
	if err != nil {
		return err
	}
	if !on {
		a.note("cli.mail.off")
		return nil
	}
	done, err := mailer.Send(ctx)
	if err != nil {
		return err
	}
	a.line(a.err, a.p.N("cli.mail.sent", done.Sent))
	if bad := done.Failed + done.Later + done.Doubtful; bad > 0 {
		return kpi.NewError(kpi.CodeInternal, "cli.mail.unsent", "n", bad)
	}
	return nil
}
