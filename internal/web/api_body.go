package web

// This file reads the JSON that programs send: nothing unknown, nothing
// twice, and every fault named by the path of its field.

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
)

// readJSON reads a request's body into dest.
// Errors: too large, not JSON (400), another media type (415), or CodeInvalid
// for an unknown, repeated or ill-typed field.
func readJSON(c echo.Context, dest any) error {
	r := c.Request()
	media, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	if err != nil || media != echo.MIMEApplicationJSON {
		return &statusError{http.StatusUnsupportedMediaType, "web.json_type", nil}
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	if repeated, err := repeatedField(text); err != nil {
		return err
	} else if repeated != "" {
		return invalidField(repeated, "web.json_repeated", "field", repeated)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return jsonError(decoder.Decode(dest))
}

// brokenJSON is the error of a text that stops being JSON after some bytes.
func brokenJSON(err error, offset int64) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = syntax.Offset
	}
	return &statusError{http.StatusBadRequest, "web.json_broken", kpi.Args{"offset": offset}}
}

// jsonError says what the decoder found in a text that is JSON.
func jsonError(err error) error {
	if err == nil {
		return nil
	}
	var ours *kpi.Error
	if errors.As(err, &ours) {
		return err
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		f := kindFault("", kind)
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "web.invalid", Fields: []kpi.FieldError{*f}}
	}
	name := unknownField(err)
	return invalidField(name, "web.json_unknown", "field", name)
}

// kindFault says that a field, or the whole body, is of another kind.
func kindFault(path string, kind *json.UnmarshalTypeError) *kpi.FieldError {
	if path = joinPath(path, kind.Field); path == "" {
		return fieldOf("", "web.json_object", "given", kind.Value)
	}
	return fieldOf(path, "web.json_kind", "field", path, "given", kind.Value)
}

// unknownField reads in the decoder's error, which has no type of its own,
// the name that is no field.
func unknownField(err error) string {
	_, quoted, _ := strings.Cut(err.Error(), "unknown field ")
	name, _ := strconv.Unquote(quoted)
	return cut(name)
}

// deepestJSON is how deep a body nests at most: ours are three deep.
const deepestJSON = 16

// repeatedField finds the path of a name that an object holds twice, "" where
// none does.
// Errors: 400 where the text is not one JSON value, or nested without end.
func repeatedField(text []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	found := ""
	if err := walkJSON(d, "", deepestJSON, &found); err != nil {
		return "", brokenJSON(err, d.InputOffset())
	}
	end := d.InputOffset()
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return "", brokenJSON(nil, end)
	}
	return found, nil
}

var errDeep = errors.New("nested too deep")

func walkJSON(d *json.Decoder, path string, deepest int, found *string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	delim, nested := token.(json.Delim)
	if !nested {
		return nil
	}
	if deepest == 0 {
		return errDeep
	}
	seen := map[string]bool{}
	for d.More() {
		below := path
		if delim == '{' {
			name, err := d.Token()
			if err != nil {
				return err
			}
			below = joinPath(path, name.(string)) // a name is always a string
			if key := kpi.Fold(name.(string)); seen[key] && *found == "" {
				*found = below
			} else {
				seen[key] = true
			}
		}
		if err := walkJSON(d, below, deepest-1, found); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}

func joinPath(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

// putFiling is the body that changes a filing.
type putFiling struct {
	Version        *int                       `json:"version"`
	Figures        map[string]json.RawMessage `json:"figures"`
	Comment        *string                    `json:"comment"`
	Submit         bool                       `json:"submit"`
	OnBehalfReason string                     `json:"on_behalf_reason"`
}

// putFigure is one figure of it.
type putFigure struct {
	State  *kpi.State `json:"state"`
	Value  *number    `json:"value"`
	Reason string     `json:"reason"`
	Note   string     `json:"note"`
}

// number is a JSON number as written; a text that looks like one is none.
type number string

// UnmarshalJSON keeps the number for strconv to read.
func (n *number) UnmarshalJSON(text []byte) error {
	if c := text[0]; c != '-' && (c < '0' || c > '9') {
		return &json.UnmarshalTypeError{Value: jsonKinds[c]}
	}
	*n = number(text)
	return nil
}

// jsonKinds are the words for a JSON value's kind, by its first byte.
var jsonKinds = map[byte]string{'"': "string", '{': "object", '[': "array", 't': "bool", 'f': "bool"}

// change is what the body asks for, with every fault of it.
func (b putFiling) change(account kpi.ID, month kpi.Month) (kpi.FilingChange, error) {
	change := kpi.FilingChange{
		Account: account, Month: month, Comment: b.Comment, Submit: b.Submit, OnBehalfReason: b.OnBehalfReason,
		Figures: make(map[string]kpi.Figure, len(b.Figures)),
	}
	var faults []kpi.FieldError
	if b.Version == nil || *b.Version < 0 {
		faults = append(faults, kpi.Field("version", "web.version"))
	} else {
		change.Version = *b.Version
	}
	for _, code := range slices.Sorted(maps.Keys(b.Figures)) {
		figure, fault := readFigure("figures."+code, b.Figures[code])
		if fault != nil {
			faults = append(faults, *fault)
			continue
		}
		change.Figures[code] = figure
	}
	if len(faults) > 0 {
		return change, &kpi.Error{Code: kpi.CodeInvalid, Key: "web.invalid", Fields: faults}
	}
	return change, nil
}

// readFigure reads one figure: {"value":12}, or a state that has none.
func readFigure(path string, text json.RawMessage) (kpi.Figure, *kpi.FieldError) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var given putFigure
	if err := decoder.Decode(&given); err != nil || string(text) == "null" {
		return kpi.Figure{}, figureFault(path, err)
	}
	figure := kpi.Figure{Reason: given.Reason, Note: given.Note}
	switch {
	case given.State != nil:
		figure.State = *given.State
	case given.Value != nil:
		figure.State = kpi.StateValue
	default:
		return figure, fieldOf(path, "web.figure_nothing")
	}
	if (figure.State == kpi.StateValue) != (given.Value != nil) {
		return figure, fieldOf(path+".value", "web.figure_value", "state", figure.State.String())
	}
	if given.Value != nil {
		var err error
		if figure.Value, err = strconv.ParseFloat(string(*given.Value), 64); err != nil {
			return figure, fieldOf(path+".value", "web.figure_number", "value", cut(string(*given.Value)))
		}
	}
	return figure, nil
}

func figureFault(path string, err error) *kpi.FieldError {
	var (
		kind *json.UnmarshalTypeError
		ours *kpi.Error
	)
	switch {
	case errors.As(err, &ours):
		return &kpi.FieldError{Field: path + ".state", Key: ours.Key, Args: ours.Args}
	case errors.As(err, &kind):
		return kindFault(path, kind)
	case err != nil:
		name := joinPath(path, unknownField(err))
		return fieldOf(name, "web.json_unknown", "field", name)
	}
	return fieldOf(path, "web.figure_nothing")
}

func fieldOf(field, key string, args ...any) *kpi.FieldError {
	f := kpi.Field(field, key, args...)
	return &f
}
