package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// The exit statuses.
const (
	exitDone   = 0
	exitFailed = 1 // refused or failed; nothing was stored
	exitUsage  = 2 // the command line is wrong
)

// streams are a process's three.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// app is what every command works with: its streams, the person's language
// and the flags that several commands share. A constructor newX(a) makes each
// command; what its RunE returns is said and turned into the exit status by
// run, with every bad line of a file that the error lists.
type app struct {
	streams
	p      *i18n.Printer
	getenv func(string) string
	db     string // --db, see addDB
}

// usageError is a fault of the command line itself.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// usage makes the error that ends with exitUsage; args as for kpi.Invalid.
func usage(key string, args ...any) error { return usageError{kpi.Invalid(key, args...)} }

// run is the whole program but for the process around it.
func run(ctx context.Context, args []string, s streams, getenv func(string) string) int {
	a := &app{streams: s, p: i18n.Match(systemLanguage(getenv)), getenv: getenv}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	a.sayError(err)
	var u usageError
	if errors.As(err, &u) {
		return exitUsage
	}
	return exitFailed
}

// systemLanguage turns LC_ALL, LC_MESSAGES or LANG (fr_FR.UTF-8) into what
// browsers say (fr-FR).
func systemLanguage(getenv func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			v, _, _ = strings.Cut(v, ".")
			v, _, _ = strings.Cut(v, "@")
			return strings.ReplaceAll(v, "_", "-")
		}
	}
	return ""
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "portevoix",
		Short:             a.p.T("cli.root"),
		SilenceErrors:     true,
		SilenceUsage:      true,
		Args:              a.knownCommand,
		RunE:              a.commandMissing,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error { return a.readEnvironment(cmd) },
	}
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(a.helpCommand(root))
	root.PersistentFlags().BoolP("help", "h", false, a.p.T("cli.flag.help"))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	root.SetUsageTemplate(a.usageTemplate())
	root.AddCommand(
		newServe(a),
		newUser(a),
		newToken(a),
		newImport(a),
		newReport(a),
		newExport(a),
		newBackup(a),
		newRestore(a),
		newCheck(a),
		newMail(a),
		newDemo(a),
		newVersion(a),
	)
	return root
}

// helpCommand is "portevoix help user add", the same as "portevoix user add --help".
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help", Hidden: true,
		RunE: func(_ *cobra.Command, names []string) error {
			cmd, rest, err := root.Find(names)
			if err != nil || len(rest) > 0 {
				return a.knownCommand(root, names)
			}
			return cmd.Help()
		},
	}
}

// group is a command that only holds others.
func (a *app) group(use, short string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: a.knownCommand, RunE: a.commandMissing}
	cmd.AddCommand(commands...)
	return cmd
}

// knownCommand refuses what is not the name of a command.
func (a *app) knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("cli.command_unknown", "command", cmd.CommandPath()+" "+args[0], "help", cmd.CommandPath()+" --help")
	}
	return nil
}

func (a *app) commandMissing(cmd *cobra.Command, _ []string) error {
	if _, err := fmt.Fprintln(a.err, cmd.UsageString()); err != nil {
		return err
	}
	return usage("cli.command_missing", "help", cmd.CommandPath()+" --help")
}

// args takes exactly the named arguments, in that order.
func args(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, given []string) error {
		switch {
		case len(given) < len(names):
			return usage("cli.argument_missing", "name", names[len(given)])
		case len(given) > len(names):
			return usage("cli.argument_extra", "value", given[len(names)])
		}
		return nil
	}
}

// environmentName of a flag: --public-url is PORTEVOIX_PUBLIC_URL.
func environmentName(flag string) string {
	return "PORTEVOIX_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// readEnvironment gives the flags that the command line leaves out what the
// environment says.
func (a *app) readEnvironment(cmd *cobra.Command) error {
	var fault error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := environmentName(f.Name)
		value := a.getenv(name)
		if f.Changed || f.Name == "help" || value == "" || fault != nil {
			return
		}
		set := func() error { return cmd.Flags().Set(f.Name, value) }
		if list, ok := f.Value.(pflag.SliceValue); ok {
			set = func() error { return list.Replace(strings.Split(value, ",")) }
		}
		if set() != nil {
			fault = usage("cli.environment_value", "name", name, "value", value)
		}
	})
	return fault
}

// flagError says in our words what pflag found wrong.
func flagError(err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	switch {
	case errors.As(err, &unknown):
		return usage("cli.flag_unknown", "name", dashed(unknown.GetSpecifiedName()))
	case errors.As(err, &missing):
		return usage("cli.flag_empty", "name", dashed(missing.GetSpecifiedName()))
	case errors.As(err, &invalid):
		return usage("cli.flag_value", "name", dashed(invalid.GetFlag().Name), "value", invalid.GetValue())
	case errors.As(err, &syntax):
		return usage("cli.flag_unknown", "name", syntax.GetSpecifiedFlag())
	}
	return usageError{err}
}

func dashed(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}
