package network

// This file holds corrections: changes of figures that holders propose after
// their month was closed. Deciding them stands in correction_decide.go.

import (
	"context"
	"strings"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// CorrectionProposal is a change that a holder asks for in a closed month.
type CorrectionProposal struct {
	Account kpi.ID
	Month   kpi.Month
	Code    string // of the indicator
	Figure  kpi.Figure
	Reason  string
}

// Correction is a change of a figure that was proposed after its month was
// closed.
type Correction struct {
	ID             kpi.ID
	Account        kpi.Account // as it stands in the month
	Month          kpi.Month
	Indicator      kpi.Indicator
	Old            kpi.Figure // when it was proposed: its state and value
	New            kpi.Figure // proposed
	Now            kpi.Figure // as it stands
	Reason         string     // why; "" where it is no longer told
	Proposed       Acted
	State          kpi.CorrectionState
	Decided        Acted  // zero: nobody yet
	DecisionReason string // of a refusal, or a word with an acceptance
	Report         kpi.ID // first report that restates it; 0: none yet
	May            CorrectionMay
}

// Acted says who did something, and when.
type Acted struct {
	At   time.Time // in the installation's zone; zero: it was not done
	By   string    // name; "" where it is not, or no longer, told, and for a program
	Role string    // the person's then
}

// CorrectionMay says what the person who asks may do with a correction.
type CorrectionMay struct {
	Decide   bool // accept or refuse it
	Withdraw bool // it is their own, and not decided
	TakeBack bool // make it undecided again: it was refused
}

// Moved reports whether the figure is not what it was when the correction was
// proposed, nor what it asks for: the month was opened in between.
func (c Correction) Moved() bool {
	return c.State == kpi.CorrectionProposed && !sameFigure(c.Now, c.Old) && !sameFigure(c.Now, c.New)
}

// sameFigure reports whether two figures say the same; what was said about
// them may differ.
func sameFigure(a, b kpi.Figure) bool { return a.State == b.State && a.Value == b.Value }

// ProposeCorrection asks direction to change a figure of a closed month. Until
// it is decided there is one proposal for a figure at a time.
// Errors: CodeNotFound where the person sees no such account or indicator;
// CodeForbidden for whoever neither holds nor deputises the account in that
// month; CodeConflict where the month is open, so that the figure can be
// edited, and where a proposal waits already; CodeInvalid with fields for an
// impossible figure, one that changes nothing, and no reason.
func (n *Network) ProposeCorrection(ctx context.Context, who kpi.Who, p CorrectionProposal) (Correction, error) {
	p.Reason = strings.TrimSpace(p.Reason)
	var correction Correction
	err := n.db.Write(ctx, n.batch(who, p.Reason), func(tx *store.Tx) error {
		f, err := n.openFiling(ctx, tx.Conn, who, p.Account, p.Month)
		if err != nil {
			return err
		}
		indicator, known := f.indicator(p.Code)
		switch {
		case !known || indicator.Derived:
			return kpi.NotFound("error.not_found")
		case !f.right.own:
			return kpi.Forbidden("correction.forbidden")
		case f.lock == nil:
			return kpi.NewError(kpi.CodeConflict, "correction.month_open", "month", f.month)
		}
		if err := n.noneWaits(ctx, tx.Conn, f, indicator); err != nil {
			return err
		}
		now, figure := f.figures[p.Code], cleanFigure(p.Figure)
		if err := checkProposal(indicator, now, figure, p.Reason); err != nil {
			return err
		}
		figure.Note = ""
		id, err := tx.AddCorrection(ctx, store.CorrectionRow{Month: f.month, Account: f.account.ID, Indicator: indicator.ID,
			Old: now, New: figure, Reason: p.Reason})
		if err != nil {
			return err
		}
		correction, err = n.correction(ctx, tx.Conn, who, id)
		return err
	})
	return correction, err
}

// ProposalForm reads the figure that somebody wants to correct, and the
// correction of it that waits already, where one does.
// Errors: as ProposeCorrection.
func (n *Network) ProposalForm(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, code string) (FigureHistory, error) {
	h, err := n.FigureHistory(ctx, who, account, month, code)
	switch {
	case err != nil || h.May.Correct:
		return h, err
	case h.May.Edit && !h.May.OnBehalf:
		return h, kpi.NewError(kpi.CodeConflict, "correction.month_open", "month", month)
	}
	return h, kpi.Forbidden("correction.forbidden")
}

// noneWaits refuses a second proposal for a figure.
func (n *Network) noneWaits(ctx context.Context, c store.Conn, f *openFiling, i kpi.Indicator) error {
	rows, err := c.Corrections(ctx, store.CorrectionQuery{State: kpi.CorrectionProposed, Month: f.month, Account: f.account.ID})
	for _, r := range rows {
		if r.Indicator == i.ID {
			return kpi.NewError(kpi.CodeConflict, "correction.waits", "month", f.month)
		}
	}
	return err
}

func checkProposal(i kpi.Indicator, now, figure kpi.Figure, reason string) error {
	var faults []kpi.FieldError
	fault := func(field, key string, args kpi.Args) {
		faults = append(faults, kpi.FieldError{Field: field, Key: key, Args: args})
	}
	switch key, args := checkFigure(i, figure); {
	case key != "":
		fault(figureField(i.Code), key, args)
	case !figure.Answered():
		fault(figureField(i.Code), "correction.empty", nil)
	case sameFigure(now, figure) && now.Reason == figure.Reason:
		fault(figureField(i.Code), "correction.same", nil)
	}
	if key, args := checkText(reason, maxNote); key != "" {
		fault("reason", key, args)
	} else if reason == "" {
		fault("reason", "correction.reason", nil)
	}
	if len(faults) == 0 {
		return nil
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "correction.invalid", Fields: faults}
}

// WithdrawCorrection takes a proposal back, for whoever made it and as long as
// it is not decided.
// Errors: CodeNotFound, CodeForbidden; CodeConflict where it is decided.
func (n *Network) WithdrawCorrection(ctx context.Context, who kpi.Who, id kpi.ID) (Correction, error) {
	return n.moveCorrection(ctx, who, id, "", func(c Correction, tx *store.Tx, row store.CorrectionRow) error {
		switch {
		case c.May.Withdraw:
			return tx.SetCorrection(ctx, row, kpi.CorrectionWithdrawn, "")
		case row.State == kpi.CorrectionProposed:
			return kpi.Forbidden("correction.withdraw_forbidden")
		}
		return kpi.NewError(kpi.CodeConflict, "correction.decided")
	})
}

// moveCorrection runs an act on a correction that the person sees, and reads
// it again.
func (n *Network) moveCorrection(ctx context.Context, who kpi.Who, id kpi.ID, reason string, act func(Correction, *store.Tx, store.CorrectionRow) error) (Correction, error) {
	var correction Correction
	err := n.db.Write(ctx, n.batch(who, reason), func(tx *store.Tx) error {
		before, err := n.correction(ctx, tx.Conn, who, id)
		if err != nil {
			return err
		}
		row, err := tx.Correction(ctx, id)
		if err != nil {
			return err
		}
		if err := act(before, tx, row); err != nil {
			return err
		}
		correction, err = n.correction(ctx, tx.Conn, who, id)
		return err
	})
	return correction, err
}
