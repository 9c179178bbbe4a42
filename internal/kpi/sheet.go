package kpi

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// SheetTemplate counts the forms that prefilled sheets have had. A sheet of
// another form is refused: its columns mean something else.
const SheetTemplate = 1

// Sheet is a prefilled sheet: a workbook in which somebody fills in the figures
// of some accounts for one month, offline, and brings it back.
type Sheet struct {
	Template int
	Network  string // id of the installation that made it
	Month    Month
	Locale   string    // in which it speaks, and in which its texts are read
	At       time.Time // when it was downloaded
	Lines    []SheetLine
	// Signature is of the manifest, by the installation that made it.
	Signature string

	// What is said in it besides and does not come back.
	NetworkName string
	Due         Day
	Accounts    int
}

// SheetLine is one figure of an account, or the comment on its whole month.
type SheetLine struct {
	Account  ID
	Code     string // of the indicator; "" for the comment
	Name     string // of the account, as shown
	Identity string // platform and handle, as shown
	Label    string // of the indicator on the account's platform
	Asked    bool   // else it is shown and not to be filled in
	Version  int    // of the filing, when it was downloaded
	Stood    Figure // when it was downloaded
	Comment  string // likewise
	// What is shown beside the cell.
	Before, YearBefore Figure
	Percent            bool // the figure is a percentage

	// What is offered and does not come back.
	Proposed Figure // answer remembered for the coming months
	Place    Place
	Min, Max Number // bounds of what is possible
	Decimals int
	Whole    bool
	Falling  bool // less is better
}

// Key names the line's figure.
func (l SheetLine) Key() string { return l.Account.String() + "." + l.Code }

// sheetHead is the manifest's first line.
type sheetHead struct {
	Template int       `json:"template"`
	Network  string    `json:"network"`
	Month    Month     `json:"month"`
	Locale   string    `json:"locale"`
	At       time.Time `json:"at"`
	Lines    int       `json:"lines"`
}

// sheetEntry is one of its other lines. Names are short, since there are many.
type sheetEntry struct {
	Account  ID           `json:"a"`
	Code     string       `json:"c,omitempty"`
	Name     string       `json:"n"`
	Identity string       `json:"i"`
	Label    string       `json:"l,omitempty"`
	Asked    bool         `json:"q,omitempty"`
	Version  int          `json:"v,omitempty"`
	Stood    *sheetFigure `json:"s,omitempty"`
	Comment  string       `json:"t,omitempty"`
	Before   *sheetFigure `json:"m,omitempty"`
	Year     *sheetFigure `json:"y,omitempty"`
	Percent  bool         `json:"p,omitempty"`
}

type sheetFigure struct {
	State  State   `json:"s"`
	Value  float64 `json:"v,omitempty"`
	Reason string  `json:"r,omitempty"`
	Note   string  `json:"n,omitempty"`
}

func newSheetFigure(f Figure) *sheetFigure {
	if f == (Figure{}) {
		return nil
	}
	s := sheetFigure(f)
	return &s
}

func (f *sheetFigure) figure() Figure {
	if f == nil {
		return Figure{}
	}
	return Figure(*f)
}

// Manifest is what a sheet carries along, hidden, so that it can be told what
// became of it: one line of text for the whole, then one for each of its own.
func (s Sheet) Manifest() ([]string, error) {
	rows := make([]string, 0, len(s.Lines)+1)
	add := func(v any) error {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		err := e.Encode(v)
		rows = append(rows, sheetText(strings.TrimSuffix(b.String(), "\n")))
		return err
	}
	if err := add(sheetHead{s.Template, s.Network, s.Month, s.Locale, s.At.UTC(), len(s.Lines)}); err != nil {
		return nil, err
	}
	for _, l := range s.Lines {
		if err := add(sheetEntry{l.Account, l.Code, l.Name, l.Identity, l.Label, l.Asked, l.Version, newSheetFigure(l.Stood), l.Comment,
			newSheetFigure(l.Before), newSheetFigure(l.YearBefore), l.Percent}); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// sheetText escapes in JSON what programs do not keep in a cell as it is.
func sheetText(text string) string {
	var b strings.Builder
	for i, r := range text {
		switch {
		case r < 0x20 || r == 0x7f || r == 0xfffe || r == 0xffff, r == '_' && strings.HasPrefix(text[i:], "_x"):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// ReadSheetManifest reads what Manifest wrote.
// Errors: CodeInvalid, "sheet.template" for a sheet of another form,
// "sheet.tampered" for what cannot be read.
func ReadSheetManifest(rows []string) (Sheet, error) {
	var head sheetHead
	if len(rows) == 0 || json.Unmarshal([]byte(rows[0]), &head) != nil {
		return Sheet{}, Invalid("sheet.tampered")
	}
	if head.Template != SheetTemplate {
		return Sheet{}, Invalid("sheet.template", "template", head.Template, "current", SheetTemplate)
	}
	if head.Lines != len(rows)-1 || head.Month.IsZero() {
		return Sheet{}, Invalid("sheet.tampered")
	}
	s := Sheet{Template: head.Template, Network: head.Network, Month: head.Month, Locale: head.Locale, At: head.At, Lines: make([]SheetLine, head.Lines)}
	for i, row := range rows[1:] {
		var e sheetEntry
		if json.Unmarshal([]byte(row), &e) != nil {
			return Sheet{}, Invalid("sheet.tampered")
		}
		s.Lines[i] = SheetLine{Account: e.Account, Code: e.Code, Name: e.Name, Identity: e.Identity, Label: e.Label, Asked: e.Asked, Version: e.Version,
			Stood: e.Stood.figure(), Comment: e.Comment, Before: e.Before.figure(), YearBefore: e.Year.figure(), Percent: e.Percent}
	}
	return s, nil
}

// Parts of a prefilled workbook by which it is recognised, whatever its sheets
// are called.
const (
	SheetManifestName = "portevoix-sheet" // of the sheet that holds the manifest
	SheetMark         = "portevoix-sheet" // above the keys of the lines
	SheetWordsName    = "portevoix_words" // of the cells that list the words
)

// Columns of the sheet to fill in, from 0.
const (
	SheetKey      = iota // hidden
	SheetMin             // hidden
	SheetMax             // hidden
	SheetDecimals        // hidden
	SheetAccount
	SheetIdentity
	SheetIndicator
	SheetYearBefore
	SheetBefore
	SheetInput
	SheetChange
	SheetNote
	SheetPlace
	SheetColumns
)

// SheetWords are the answers without a number that a cell may hold, in the
// order in which a person is told of them; without case.
var SheetWords = map[State][]string{
	StateUnavailable: {"indisponible", "unavailable", "nd", "n/a", "na", "#n/a"},
	StateNA:          {"sans objet", "does not apply", "s/o", "so", "s.o."},
}
