package kpi

import (
	"errors"
	"fmt"
	"strings"
)

// Code says what kind of trouble an Error is; one table in web turns it into
// a status.
type Code string

// The codes of an Error.
const (
	CodeInvalid         Code = "invalid"
	CodeNotFound        Code = "not_found"
	CodeForbidden       Code = "forbidden"
	CodeConflict        Code = "conflict"
	CodeLocked          Code = "locked"
	CodeUnauthenticated Code = "unauthenticated"
	CodeTooLarge        Code = "too_large"
	CodeInternal        Code = "internal"
)

// Args are the named values of a message.
type Args map[string]any

// FieldError is one fault of one field of a form, a body or a file.
type FieldError struct {
	Field string // the form field, JSON path or column
	Line  int    // of the file, counted from 1; 0 elsewhere
	Value string // what was given, cut to 80 characters
	Key   string // message in both catalogues
	Args  Args
}

// Error is a fault that a person is told of. Key names a message in both
// catalogues, Err the internal cause, which only the log sees.
type Error struct {
	Code   Code
	Key    string
	Args   Args
	Fields []FieldError
	Err    error
}

// Error returns the internal text, for the log.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Key)
	if len(e.Args) > 0 {
		fmt.Fprintf(&b, " %v", map[string]any(e.Args))
	}
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s line %d: %s %v", f.Field, f.Line, f.Key, map[string]any(f.Args))
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the internal cause.
func (e *Error) Unwrap() error { return e.Err }

// NewError makes an Error; args are name, value, name, value…
func NewError(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: pairs(args)}
}

func pairs(args []any) Args {
	if len(args) == 0 {
		return nil
	}
	m := make(Args, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[fmt.Sprint(args[i])] = args[i+1]
	}
	return m
}

// Invalid makes an Error of CodeInvalid.
func Invalid(key string, args ...any) *Error { return NewError(CodeInvalid, key, args...) }

// NotFound makes an Error of CodeNotFound.
func NotFound(key string, args ...any) *Error { return NewError(CodeNotFound, key, args...) }

// Forbidden makes an Error of CodeForbidden.
func Forbidden(key string, args ...any) *Error { return NewError(CodeForbidden, key, args...) }

// Field makes the fault of one field; args are name, value, name, value…
func Field(field, key string, args ...any) FieldError {
	return FieldError{Field: field, Key: key, Args: pairs(args)}
}

// CodeOf returns the code of the Error in err's chain, CodeInternal where
// there is none, and "" for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
