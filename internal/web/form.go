package web

// This file reads forms, and turns a domain error into words beside fields.

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// formOf reads a request's form; what is in the address is no part of it.
// Errors: too large, or not a form.
func formOf(c echo.Context) (url.Values, error) {
	r := c.Request()
	if err := r.ParseForm(); err != nil {
		var size *http.MaxBytesError
		if errors.As(err, &size) {
			return nil, err
		}
		return nil, &statusError{status: http.StatusBadRequest, key: "web.bad_request"}
	}
	return r.PostForm, nil
}

// fieldErrors says what is wrong with a form, by field; a second fault of a
// field waits its turn. ok is false where the error is of another kind.
func fieldErrors(p *i18n.Printer, err error) (faults map[string]string, ok bool) {
	var invalid *kpi.Error
	if !errors.As(err, &invalid) || invalid.Code != kpi.CodeInvalid || len(invalid.Fields) == 0 {
		return nil, false
	}
	faults = make(map[string]string, len(invalid.Fields))
	for _, f := range invalid.Fields {
		if _, more := faults[f.Field]; !more {
			faults[f.Field] = p.Field(f)
		}
	}
	return faults, true
}
