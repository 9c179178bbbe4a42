// Portevoix collects each month the figures of a brand's ambassador accounts
// and turns them into the charts and the Excel workbook that its editorial
// committee decides from.
//
// Everything is in this one program and one SQLite file.
//
//	portevoix serve     answer browsers and the API
//	portevoix user      add people
//	portevoix token     add tokens of the API
//	portevoix import    read accounts, people or figures from a CSV or XLSX file
//	portevoix report    write the committee's workbook
//	portevoix export    write all figures to CSV or XLSX
//	portevoix mail      send the messages that wait, or list them
//	portevoix backup    copy the database while it is in use
//	portevoix restore   put a backup back
//	portevoix check     look for damage in a database
//	portevoix demo      make an example network, or a big one for measuring
//	portevoix version   say which version this is
//
// portevoix COMMAND --help describes each command and its flags.
//
// Every flag can also be given in the environment: --public-url is
// PORTEVOIX_PUBLIC_URL. A flag on the command line wins; a flag that may be
// repeated takes its values separated by commas. PORTEVOIX_SMTP_PASSWORD and
// PORTEVOIX_OIDC_SECRET, which are no flags, hold the password of the SMTP server
// and the secret of single sign-on where these are not to stand in the database.
//
// The exit status is 0 when the work is done, 1 when it was refused or failed
// (the reason is on standard error and nothing was stored), and 2 when the
// command line itself is wrong. Messages are in French or English, as LC_ALL,
// LC_MESSAGES or LANG says.
//
// What serves a network for good:
//
//	portevoix serve --db /var/lib/portevoix/network.db --addr 127.0.0.1:8080 --public-url https://porte-voix.example.org
//
// behind a reverse proxy that speaks TLS (--trusted-proxy names the proxy's
// network, so that the addresses of visitors are believed). On an empty
// database it prints a one-time link that makes the first administrator.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones where the machine has none
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, os.Getenv)
	stop()
	os.Exit(code)
}
