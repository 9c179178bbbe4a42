package page

import (
	"strconv"

	"portevoix/internal/kpi"
)

// GridView is all of a person's accounts for one month on one page.
type GridView struct {
	Month                    kpi.Month
	Address                  string
	Draft                    string
	Due                      string
	ReadOnly                 string
	Columns                  []GridColumn
	Rows                     []GridRow
	Reason                   string // chosen for what is unavailable
	Unsaved                  bool
	ToFile                   int // rows still to be filed
	PreviousMonth, NextMonth Way
}

// GridColumn is an indicator.
type GridColumn struct{ Code, Label string }

// GridRow is an account.
type GridRow struct {
	Account kpi.Account
	Label   string
	Href    string // of its own page
	Version int
	State   kpi.FilingState
	Rests   bool       // nothing is expected, and nothing was given
	Cells   []GridCell // in the order of the columns
	Message string     // what became of it, or what is wrong
	Wrong   bool
}

// GridCell is a figure of the grid.
type GridCell struct {
	Code   string
	Label  string // account and indicator, for a screen reader
	Text   string
	Before string // of the month before
	Error  string
	Theirs string // what somebody else saved in between
	Whole  bool
	Asked  bool
	Fixed  string // where the figure is filed instead; "": here
}

func (r GridRow) name(code string) string { return "cell." + r.Account.ID.String() + "." + code }

func (r GridRow) versionName() string { return "version." + r.Account.ID.String() }

func (r GridRow) version() string { return strconv.Itoa(r.Version) }

func (c GridCell) inputMode() string {
	if c.Whole {
		return "numeric"
	}
	return "decimal"
}

func (c GridCell) invalid() string {
	if c.Error != "" {
		return "true"
	}
	return "false"
}
