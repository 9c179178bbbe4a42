package web

// This file is the imports of the API: a figures file, previewed or stored.

import (
	"errors"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// formMemory is how much of an upload stays in memory; the rest waits in a
// temporary file.
const formMemory = 4 << 20

// importJSON is what a file did, or would do.
type importJSON struct {
	ID              kpi.ID         `json:"id"` // "0" for a preview
	DryRun          bool           `json:"dry_run"`
	Rows            int            `json:"rows"`
	Created         int            `json:"created"`
	Changed         int            `json:"changed"`
	Unchanged       int            `json:"unchanged"`
	AccountsCreated int            `json:"accounts_created"`
	From            kpi.Month      `json:"from"`
	Until           kpi.Month      `json:"until"`
	Problems        []problemField `json:"problems"`
	Notices         []problemField `json:"notices"`
}

func newImportJSON(p *i18n.Printer, r network.ImportResult, dryRun bool) importJSON {
	return importJSON{
		r.ID, dryRun, r.Rows, r.Created, r.Changed, r.Unchanged, r.AccountsCreated, r.From, r.Until,
		problemFields(p, r.Problems), problemFields(p, r.Notices),
	}
}

func (s *Server) apiImportFigures(c echo.Context) error {
	form, err := multipartOf(c)
	if err != nil {
		return err
	}
	defer func() { _ = form.RemoveAll() }()
	options, err := importOptionsOf(form.Value)
	if err != nil {
		return err
	}
	options.Locale = s.printer(c).Locale()
	files := form.File["file"]
	if len(files) != 1 {
		return invalidField("file", "web.file_missing")
	}
	opened, err := files[0].Open()
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }()
	file := network.File{Name: files[0].Filename, Size: files[0].Size, ReadSeeker: opened}
	result, err := s.net.ImportFigures(c.Request().Context(), s.who(c), file, options)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, newImportJSON(s.printer(c), result, options.DryRun))
}

// multipartOf reads a form with a file.
// Errors: too large, or not such a form (415).
func multipartOf(c echo.Context) (*multipart.Form, error) {
	r := c.Request()
	err := r.ParseMultipartForm(formMemory)
	var size *http.MaxBytesError
	switch {
	case err == nil:
		return r.MultipartForm, nil
	case errors.As(err, &size):
		drain(r.Body)
		return nil, err
	case errors.Is(err, http.ErrNotMultipart), errors.Is(err, http.ErrMissingBoundary):
		return nil, &statusError{http.StatusUnsupportedMediaType, "web.multipart_type", nil}
	}
	return nil, &statusError{http.StatusBadRequest, "web.multipart_broken", nil}
}

// importOptionsOf reads the options of the command line as form fields:
// dry_run, create_accounts, map (FIELD=COLUMN), set (FIELD=VALUE),
// month_shift, months_in_columns, cumulative, on_duplicate.
// Errors: CodeInvalid, a field each.
func importOptionsOf(values map[string][]string) (network.ImportOptions, error) {
	var (
		o      network.ImportOptions
		faults []kpi.FieldError
	)
	r := optionReader{values, &faults}
	o.DryRun = r.flag("dry_run")
	o.CreateAccounts = r.flag("create_accounts")
	o.MonthsInColumns = r.flag("months_in_columns")
	o.Map, o.Set = r.pairs("map"), r.pairs("set")
	o.Cumulative = values["cumulative"]
	o.MonthShift = r.number("month_shift")
	o.OnDuplicate = r.choice("on_duplicate", "refuse", "first", "last")
	for name := range values {
		if !slices.Contains(importFields, name) {
			faults = append(faults, kpi.Field(name, "web.option_unknown", "name", cut(name)))
		}
	}
	if len(faults) > 0 {
		return o, &kpi.Error{Code: kpi.CodeInvalid, Key: "web.invalid", Fields: faults}
	}
	return o, nil
}

var importFields = []string{
	"dry_run", "create_accounts", "map", "set", "month_shift", "months_in_columns", "cumulative", "on_duplicate",
}

// optionReader reads the fields of a form and notes their faults.
type optionReader struct {
	values map[string][]string
	faults *[]kpi.FieldError
}

func (r optionReader) fault(name, key string, args ...any) {
	*r.faults = append(*r.faults, kpi.Field(name, key, args...))
}

func (r optionReader) one(name string) string {
	switch v := r.values[name]; len(v) {
	case 0:
		return ""
	case 1:
		return v[0]
	}
	r.fault(name, "web.json_repeated", "field", name)
	return ""
}

func (r optionReader) flag(name string) bool {
	text := r.one(name)
	if text == "" {
		return false
	}
	on, err := strconv.ParseBool(text)
	if err != nil {
		r.fault(name, "web.option_flag", "value", cut(text))
	}
	return on
}

func (r optionReader) number(name string) int {
	text := r.one(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.fault(name, "web.option_number", "value", cut(text))
	}
	return n
}

func (r optionReader) choice(name string, choices ...string) string {
	text := r.one(name)
	if text != "" && !slices.Contains(choices, text) {
		r.fault(name, "web.option_choice", "value", cut(text), "choices", strings.Join(choices, ", "))
	}
	return text
}

func (r optionReader) pairs(name string) map[string]string {
	var m map[string]string
	for _, text := range r.values[name] {
		field, value, ok := strings.Cut(text, "=")
		if field = strings.TrimSpace(field); !ok || field == "" {
			r.fault(name, "web.option_pair", "value", cut(text))
			continue
		}
		if m == nil {
			m = map[string]string{}
		}
		m[field] = value
	}
	return m
}
