package network

// This file changes the filing of an account for a month: one person, one
// account, with all checks. Whole months at once stand in filing_many.go.

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// How many characters texts beside figures may have.
const (
	maxReason  = 200
	maxNote    = 1000
	maxComment = 2000
)

// File changes the figures of an account for a month as a person asks: those
// left out stay, an empty one clears. Without Submit a filing stays a draft or
// submitted; one that was accepted is submitted again. Warnings come back with
// the filing and never block. A change that changes nothing writes nothing.
//
// Errors: CodeNotFound where the person sees no such account; CodeForbidden
// where they may not file it; CodeLocked; CodeInvalid with all fields at
// fault, for impossible values, a month to come, an incomplete submission or
// no reason to act on behalf of the holder; CodeConflict, with a
// *kpi.FilingConflict, where the version seen is not the one stored. A change
// that is sent again because its answer was lost is no conflict: what it asks
// for stands already.
func (n *Network) File(ctx context.Context, who kpi.Who, change kpi.FilingChange) (kpi.Filing, error) {
	var filing kpi.Filing
	change.OnBehalfReason = strings.TrimSpace(change.OnBehalfReason)
	err := n.db.Write(ctx, n.batch(who, change.OnBehalfReason), func(tx *store.Tx) error {
		f, err := n.openFiling(ctx, tx.Conn, who, change.Account, change.Month)
		if err != nil {
			return err
		}
		if err := f.mayChange(change); err != nil {
			return err
		}
		change = f.settleSearch(who, change)
		if change.Version != f.row.Version && !f.holds(change) {
			return n.conflict(ctx, tx.Conn, who, f, change)
		}
		row, rows, err := f.apply(tx, change, f.checkSearch(who, change)...)
		if err != nil {
			return err
		}
		if err := n.writeFiling(ctx, tx, f, row, rows, change.Places); err != nil {
			return err
		}
		if err := f.remember(ctx, tx, change); err != nil {
			return err
		}
		if row.Version != 0 {
			if err := n.tellChanged(ctx, tx, who, f); err != nil {
				return err
			}
		}
		if err := f.load(ctx, tx.Conn); err != nil {
			return err
		}
		filing, err = f.read(ctx, tx.Conn)
		return err
	})
	if err != nil {
		return kpi.Filing{}, err
	}
	return filing, nil
}

// mayChange refuses whoever may not file, and names the lock.
func (f *openFiling) mayChange(change kpi.FilingChange) error {
	switch {
	case !f.right.edit:
		return kpi.Forbidden("filing.forbidden")
	case f.lock != nil:
		return kpi.NewError(kpi.CodeLocked, f.lock.Key, "month", f.month, "since", f.lock.Since, "lifter", f.lock.Lifter)
	case !f.right.own && change.OnBehalfReason == "":
		return invalidField("on_behalf_reason", "filing.on_behalf_reason")
	}
	if key, args := checkText(change.OnBehalfReason, maxReason); key != "" {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args,
			Fields: []kpi.FieldError{{Field: "on_behalf_reason", Key: key, Args: args}}}
	}
	return nil
}

// apply checks a change, of which some faults may be known, and gives the filing
// and the figures to write; a filing of version 0 says that there is nothing to
// write.
func (f *openFiling) apply(tx *store.Tx, change kpi.FilingChange, known ...kpi.FieldError) (store.FilingRow, []store.FigureRow, error) {
	rows, faults := f.checked(change)
	faults = append(known, faults...)
	if change.Submit || f.row.State.Filed() {
		faults = append(faults, f.missing(change)...)
	}
	if change.Comment != nil {
		if key, args := checkText(*change.Comment, maxComment); key != "" {
			faults = append(faults, kpi.FieldError{Field: "comment", Key: key, Args: args})
		}
	}
	if len(faults) > 0 {
		return store.FilingRow{}, nil, &kpi.Error{Code: kpi.CodeInvalid, Key: "filing.invalid", Fields: faults}
	}
	if change.Submit && !f.answersWith(change) {
		return store.FilingRow{}, nil, kpi.Invalid("filing.nothing")
	}
	row := f.row
	if change.Comment != nil {
		row.Comment = strings.TrimSpace(*change.Comment)
	}
	if !f.changes(rows) && !f.search.moves(change) && row.Comment == f.row.Comment && (!change.Submit || f.row.State.Filed()) {
		return store.FilingRow{}, nil, nil
	}
	return submitted(row, change.Submit, tx), rows, nil
}

// submitted moves a filing to the state that a change leaves it in.
func submitted(row store.FilingRow, submit bool, tx *store.Tx) store.FilingRow {
	switch {
	case submit:
		row.State = kpi.FilingSubmitted
		row.ReturnReason = ""
		row.LastSubmittedAt = tx.Now
		if row.FirstSubmittedAt.IsZero() {
			row.FirstSubmittedAt = tx.Now
		}
	case row.State == kpi.FilingAccepted:
		row.State = kpi.FilingSubmitted
	case row.State == kpi.FilingEmpty || row.State == "":
		row.State = kpi.FilingDraft
	}
	row.Version++
	return row
}

func (n *Network) writeFiling(ctx context.Context, tx *store.Tx, f *openFiling, row store.FilingRow, rows []store.FigureRow, places map[kpi.ID]kpi.SearchPlace) error {
	if row.Version == 0 {
		return nil
	}
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	return tx.KeepTotals(ctx, cal, f.account.ID, f.month, func() error {
		if _, _, _, err := tx.PutFigures(ctx, rows); err != nil {
			return err
		}
		if err := f.putSearch(ctx, tx, places); err != nil {
			return err
		}
		return tx.PutFilings(ctx, []store.FilingRow{row})
	})
}

// checked gives the figures of a change as rows, and all their faults.
func (f *openFiling) checked(change kpi.FilingChange) ([]store.FigureRow, []kpi.FieldError) {
	rows := make([]store.FigureRow, 0, len(change.Figures))
	var faults []kpi.FieldError
	codes := make([]string, 0, len(change.Figures))
	for code := range change.Figures {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	for _, code := range codes {
		figure := cleanFigure(change.Figures[code])
		indicator, known := f.indicator(code)
		key, args := "filing.unknown_indicator", kpi.Args{"code": code}
		if known {
			key, args = checkFigure(indicator, figure)
		}
		if key != "" {
			faults = append(faults, kpi.FieldError{Field: figureField(code), Key: key, Args: args})
			continue
		}
		rows = append(rows, store.FigureRow{Month: f.month, Account: f.account.ID, Indicator: indicator.ID, Figure: figure})
	}
	return rows, faults
}

// figureField is the name of a figure's field in forms and bodies.
func figureField(code string) string { return "figures." + code }

// cleanFigure drops what a figure's state has no room for, and outer blanks.
func cleanFigure(f kpi.Figure) kpi.Figure {
	f.Reason, f.Note = strings.TrimSpace(f.Reason), strings.TrimSpace(f.Note)
	if f.State != kpi.StateValue {
		f.Value = 0
	}
	if f.State != kpi.StateUnavailable {
		f.Reason = ""
	}
	if f.State == kpi.StateEmpty {
		f.Note = ""
	}
	return f
}

// checkFigure refuses the impossible: it returns the message key and arguments
// of the first fault, and "" where the figure is possible.
func checkFigure(i kpi.Indicator, f kpi.Figure) (key string, args kpi.Args) {
	switch {
	case i.Derived:
		return "filing.derived", kpi.Args{"code": i.Code}
	case f.State > kpi.StateNA:
		return "error.figure_state", kpi.Args{"value": f.State.String()}
	case f.State == kpi.StateUnavailable && f.Reason == "":
		return "filing.reason_missing", nil
	case f.State == kpi.StateValue && (math.IsNaN(f.Value) || math.IsInf(f.Value, 0)):
		return "figure.number", nil
	case f.State == kpi.StateValue:
		if key, args := i.Check(f.Value); key != "" {
			return key, args
		}
	}
	if key, args := checkText(f.Reason, maxReason); key != "" {
		return key, args
	}
	return checkText(f.Note, maxNote)
}

// checkText refuses a text that is too long or not text.
func checkText(text string, longest int) (key string, args kpi.Args) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	}):
		return "filing.text_characters", nil
	case utf8.RuneCountInString(text) > longest:
		return "filing.text_long", kpi.Args{"max": longest}
	}
	return "", nil
}

// missing names the asked figures that would stay without an answer: all for
// a submission; of a filing that is submitted already, those that the change
// clears.
func (f *openFiling) missing(change kpi.FilingChange) []kpi.FieldError {
	var faults []kpi.FieldError
	for _, code := range f.asked() {
		figure, given := change.Figures[code]
		if !given {
			figure = f.figures[code]
		}
		if !figure.Answered() && (given || change.Submit) {
			faults = append(faults, kpi.Field(figureField(code), "filing.missing"))
		}
	}
	return faults
}

// answersWith reports whether the filing has any answer after a change.
func (f *openFiling) answersWith(change kpi.FilingChange) bool {
	for _, figure := range change.Figures {
		if figure.Answered() {
			return true
		}
	}
	for code, figure := range f.figures {
		if _, given := change.Figures[code]; !given && figure.Answered() {
			return true
		}
	}
	return f.search != nil && len(f.search.after(change)) > 0
}

// changes reports whether any of the rows differs from what is stored.
func (f *openFiling) changes(rows []store.FigureRow) bool {
	codes := f.codes()
	return slices.ContainsFunc(rows, func(r store.FigureRow) bool { return f.figures[codes[r.Indicator]] != r.Figure })
}
