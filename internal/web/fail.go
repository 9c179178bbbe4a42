package web

// This file answers with an error: a page, or problem+json (RFC 9457).

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// statusError is a fault of HTTP itself, which the domain knows nothing of.
type statusError struct {
	status int
	key    string
	args   kpi.Args
}

func (e *statusError) Error() string { return e.key }

// codeStatus is the status of each code of the domain.
var codeStatus = map[kpi.Code]int{
	kpi.CodeInvalid:         http.StatusUnprocessableEntity,
	kpi.CodeNotFound:        http.StatusNotFound,
	kpi.CodeForbidden:       http.StatusForbidden,
	kpi.CodeConflict:        http.StatusConflict,
	kpi.CodeLocked:          http.StatusLocked,
	kpi.CodeUnauthenticated: http.StatusUnauthorized,
	kpi.CodeTooLarge:        http.StatusRequestEntityTooLarge,
	kpi.CodeInternal:        http.StatusInternalServerError,
}

// fault is an error as it is told.
type fault struct {
	status int
	code   string
	key    string
	detail string
	fields []kpi.FieldError
	cause  error
}

// explain maps any error to what is told of it.
func explain(p *i18n.Printer, err error) fault {
	var (
		size   *http.MaxBytesError
		status *statusError
		ours   *kpi.Error
		routed *echo.HTTPError
	)
	switch {
	case errors.As(err, &size):
		return explain(p, tooLarge(size.Limit))
	case errors.As(err, &status):
		return fault{status: status.status, code: statusCode(status.status), key: status.key, detail: p.Message(status.key, status.args), cause: err}
	case errors.As(err, &ours):
		return fault{
			status: codeStatus[ours.Code], code: string(ours.Code), key: ours.Key,
			detail: p.Message(ours.Key, ours.Args), fields: ours.Fields, cause: err,
		}
	case errors.As(err, &routed):
		key := statusKey(routed.Code)
		return fault{status: routed.Code, code: statusCode(routed.Code), key: key, detail: p.T(key), cause: err}
	}
	return fault{
		status: codeStatus[kpi.CodeInternal], code: string(kpi.CodeInternal), key: "error.internal",
		detail: p.T("error.internal"), cause: err,
	}
}

// Words for faults that are HTTP's own.
const (
	codeTooMany   = "too_many"
	codeMediaType = "media_type"
	codeMethod    = "method"
	codeRequest   = "request"
)

// faultTitles are the titles of error pages and problems, by code.
var faultTitles = map[string]string{
	string(kpi.CodeInvalid):         "web.title.invalid",
	string(kpi.CodeNotFound):        "web.title.not_found",
	string(kpi.CodeForbidden):       "web.title.forbidden",
	string(kpi.CodeConflict):        "web.title.conflict",
	string(kpi.CodeLocked):          "web.title.locked",
	string(kpi.CodeUnauthenticated): "web.title.unauthenticated",
	string(kpi.CodeTooLarge):        "web.title.too_large",
	string(kpi.CodeInternal):        "web.title.internal",
	codeTooMany:                     "web.title.too_many",
	codeMediaType:                   "web.title.media_type",
	codeMethod:                      "web.title.method",
	codeRequest:                     "web.title.request",
}

// statusCode is the word for a status that no code of the domain has.
func statusCode(status int) string {
	for code, s := range codeStatus {
		if s == status {
			return string(code)
		}
	}
	switch status {
	case http.StatusTooManyRequests:
		return codeTooMany
	case http.StatusUnsupportedMediaType:
		return codeMediaType
	case http.StatusMethodNotAllowed:
		return codeMethod
	}
	return codeRequest
}

func statusKey(status int) string {
	switch status {
	case http.StatusNotFound:
		return "error.not_found"
	case http.StatusMethodNotAllowed:
		return "web.method"
	case http.StatusRequestEntityTooLarge:
		return "web.too_large_plain"
	case http.StatusUnsupportedMediaType:
		return "web.media_type"
	}
	if status >= http.StatusInternalServerError {
		return "error.internal"
	}
	return "web.bad_request"
}

// fail answers a request that ended in an error.
func (s *Server) fail(err error, c echo.Context) {
	if c.Response().Committed {
		record(c).err = err
		return
	}
	f := explain(s.printer(c), err)
	if f.status >= http.StatusInternalServerError {
		record(c).err = err
	}
	var failed error
	switch {
	case c.Request().Method == http.MethodHead:
		failed = c.NoContent(f.status)
	case isAPI(c.Request()) || wantsJSON(c.Request()):
		failed = s.problem(c, f)
	case f.status == http.StatusUnauthorized:
		failed = s.askToSignIn(c)
	default:
		failed = s.errorPage(c, f)
	}
	if failed != nil {
		record(c).err = errors.Join(err, failed)
		if !c.Response().Committed {
			_ = c.String(http.StatusInternalServerError, f.detail+" ("+record(c).id+")")
		}
	}
}

// problem is the body of an error told to a program.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Code      string         `json:"code"`
	Key       string         `json:"key"`
	Errors    []problemField `json:"errors,omitempty"`
	RequestID string         `json:"request_id,omitempty"`
	Mine      any            `json:"mine,omitempty"`   // of a conflict
	Theirs    any            `json:"theirs,omitempty"` // of a conflict
}

// problemField is the fault of one field.
type problemField struct {
	Field  string `json:"field"`
	Line   int    `json:"line,omitempty"`
	Value  string `json:"value,omitempty"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

func (s *Server) problem(c echo.Context, f fault) error {
	p := s.printer(c)
	body := problem{
		Type: "urn:portevoix:problem:" + f.code, Title: p.T(faultTitles[f.code]), Status: f.status,
		Detail: f.detail, Code: f.code, Key: f.key, Errors: problemFields(p, f.fields),
	}
	if f.status >= http.StatusInternalServerError {
		body.RequestID = record(c).id
	}
	if f.status == http.StatusUnauthorized {
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, `Bearer realm="portevoix"`)
	}
	var conflict *kpi.FilingConflict
	if errors.As(f.cause, &conflict) {
		body.Mine, body.Theirs = newChangeJSON(conflict.Mine), newFilingJSON(p, conflict.Theirs)
	}
	return writeJSON(c, f.status, "application/problem+json", body)
}

func problemFields(p *i18n.Printer, fields []kpi.FieldError) []problemField {
	list := make([]problemField, 0, len(fields))
	for _, f := range fields {
		list = append(list, problemField{Field: f.Field, Line: f.Line, Value: f.Value, Key: f.Key, Detail: p.Field(f)})
	}
	return list
}

// writeJSON answers with JSON that a person can read too.
func writeJSON(c echo.Context, status int, contentType string, body any) error {
	text, err := json.MarshalIndent(body, "", "  ")
	if err != nil {
		return err
	}
	return c.Blob(status, contentType, append(text, '\n'))
}

// askToSignIn leads to the sign-in page, and from there back to the page that
// was asked for.
func (s *Server) askToSignIn(c echo.Context) error {
	address := "/sign-in"
	if r := c.Request(); r.Method == http.MethodGet && r.URL.Path != "/" {
		address += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	return s.goTo(c, address)
}

// goTo sends a browser to another page after an action, htmx included.
func (s *Server) goTo(c echo.Context, address string) error {
	if c.Request().Header.Get("HX-Request") == "true" {
		c.Response().Header().Set("HX-Redirect", address)
		return c.NoContent(http.StatusNoContent)
	}
	return c.Redirect(http.StatusSeeOther, address)
}

func (s *Server) errorPage(c echo.Context, f fault) error {
	if c.Get(keyWho) == nil {
		_ = s.identify(c) // the page is drawn for nobody then
	}
	p := s.printer(c)
	chrome, err := s.chrome(c, p.T(faultTitles[f.code]))
	if err != nil {
		return err
	}
	view := page.ErrorView{Status: f.status, Detail: f.detail}
	if f.status >= http.StatusInternalServerError {
		view.RequestID = record(c).id
	}
	for _, field := range f.fields {
		view.Fields = append(view.Fields, p.Field(field))
	}
	return s.render(c, f.status, page.Error(chrome, view))
}
