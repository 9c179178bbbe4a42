package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"portevoix/internal/kpi"
)

// This file holds how commands speak: errors, notes, help and progress.

// say writes a message to standard output, as one line.
func (a *app) say(key string, args ...any) { a.line(a.out, a.p.T(key, args...)) }

// note writes a message to standard error: what a person should know and a
// script should not read.
func (a *app) note(key string, args ...any) { a.line(a.err, a.p.T(key, args...)) }

// line writes a line; a closed pipe is not worth failing for.
func (a *app) line(w io.Writer, text string) { _, _ = fmt.Fprintln(w, text) }

// sayError says on standard error what went wrong, then every fault of a file
// that the error lists. Whoever runs the command owns the file, so unknown
// errors are told as they are.
func (a *app) sayError(err error) {
	var known *kpi.Error
	if !errors.As(err, &known) || known.Key == "" {
		a.note("cli.failed", "error", err.Error())
		return
	}
	a.line(a.err, a.p.Message(known.Key, known.Args))
	a.sayFields(known.Fields)
	if known.Code == kpi.CodeInternal && known.Err != nil {
		a.line(a.err, known.Err.Error())
	}
}

// sayFields writes to standard error a line for each fault or notice of a file.
func (a *app) sayFields(fields []kpi.FieldError) {
	for _, f := range fields {
		a.line(a.err, a.fieldLine(f))
	}
}

// fieldLine is "line 3, column handle, “x”: why" for a file, "email: why" for
// anything else.
func (a *app) fieldLine(f kpi.FieldError) string {
	var where []string
	if f.Line > 0 {
		where = append(where, a.p.T("cli.line", "line", fmt.Sprint(f.Line)))
	}
	switch {
	case f.Field != "" && f.Line > 0:
		where = append(where, a.p.T("cli.column", "column", f.Field))
	case f.Field != "":
		where = append(where, f.Field)
	}
	if f.Value != "" {
		where = append(where, a.p.T("cli.value", "value", f.Value))
	}
	if len(where) == 0 {
		return a.p.Field(f)
	}
	return a.p.T("cli.fault", "where", strings.Join(where, ", "), "why", a.p.Field(f))
}

// usageTemplate is how help is set out, in the person's language.
func (a *app) usageTemplate() string {
	t := func(key string) string { return a.p.T("cli.help." + key) }
	return t("usage") + "\n  {{if .HasAvailableSubCommands}}{{.CommandPath}} " + t("command") + "{{else}}{{.CommandPath}}{{slice .Use (len .Name)}}{{end}}\n" +
		"{{if .HasAvailableSubCommands}}\n" + t("commands") + "\n{{range .Commands}}{{if .IsAvailableCommand}}  {{rpad .Name .NamePadding}} {{.Short}}\n{{end}}{{end}}" +
		"\n" + a.p.T("cli.help.more", "command", "{{.CommandPath}} "+t("command")+" --help") + "\n{{end}}" +
		"{{if .HasAvailableLocalFlags}}\n" + t("flags") + "\n{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}\n\n" + t("environment") + "\n{{end}}"
}

// progress returns a function that shows how far long work is, on a terminal
// only, and one that wipes it away.
func (a *app) progress(key string) (show func(done, total int), end func()) {
	file, ok := a.err.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return func(int, int) {}, func() {}
	}
	last := ""
	show = func(done, total int) {
		text := a.p.T(key, "done", done)
		if total > 0 {
			text += fmt.Sprintf(" (%d %%)", 100*done/total)
		}
		if text != last {
			_, _ = fmt.Fprint(file, "\r\x1b[K"+text)
			last = text
		}
	}
	return show, func() { _, _ = fmt.Fprint(file, "\r\x1b[K") }
}

// requireFlags refuses a command whose named flags are left out.
func requireFlags(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if f := cmd.Flags().Lookup(name); f != nil && f.Value.String() == "" {
			return usage("cli.flag_required", "name", "--"+name, "environment", environmentName(name))
		}
	}
	return nil
}
