package network

// This file decides corrections: direction accepts or refuses them.

import (
	"context"
	"fmt"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// DecideCorrection accepts or refuses a correction. An accepted one writes the
// figure, in this act, into the month however it is locked; when the filing
// was submitted, and so whether it was on time, stays as it was. Going back on
// an acceptance takes a new proposal; a refusal can be taken back with
// TakeBackRefusal.
//
// Errors: CodeNotFound where the person sees no such correction; CodeForbidden
// but for coordinators; CodeInvalid for a refusal without a reason;
// CodeConflict where it is decided already, and, key
// "correction.figure_changed", where the figure is no longer what it was when
// the correction was proposed: see AcceptCorrectionOver.
func (n *Network) DecideCorrection(ctx context.Context, who kpi.Who, id kpi.ID, accept bool, reason string) (Correction, error) {
	return n.decide(ctx, who, id, accept, reason, func(c Correction) bool { return !c.Moved() })
}

// AcceptCorrectionOver accepts a correction of a figure that was changed since
// it was proposed, for whoever has seen what stands now.
// Errors: as DecideCorrection; CodeConflict also where what stands is not what
// was seen.
func (n *Network) AcceptCorrectionOver(ctx context.Context, who kpi.Who, id kpi.ID, seen kpi.Figure, reason string) (Correction, error) {
	return n.decide(ctx, who, id, true, reason, func(c Correction) bool { return sameFigure(c.Now, seen) })
}

func (n *Network) decide(ctx context.Context, who kpi.Who, id kpi.ID, accept bool, reason string, agreed func(Correction) bool) (Correction, error) {
	reason = strings.TrimSpace(reason)
	return n.moveCorrection(ctx, who, id, reason, func(c Correction, tx *store.Tx, row store.CorrectionRow) error {
		if err := n.mayDecide(ctx, tx, who, row); err != nil {
			return err
		}
		if c.State != kpi.CorrectionProposed {
			return kpi.NewError(kpi.CodeConflict, "correction.decided")
		}
		if err := checkDecision(accept, reason); err != nil {
			return err
		}
		if accept && !agreed(c) {
			return kpi.NewError(kpi.CodeConflict, "correction.figure_changed")
		}
		state := kpi.CorrectionRefused
		if accept {
			state = kpi.CorrectionAccepted
			if err := n.correct(ctx, tx, c); err != nil {
				return err
			}
		}
		if err := tx.SetCorrection(ctx, row, state, reason); err != nil {
			return err
		}
		return n.tellDecision(ctx, tx, who, row, accept)
	})
}

// mayDecide refuses all but those who review the account's filings.
func (n *Network) mayDecide(ctx context.Context, tx *store.Tx, who kpi.Who, row store.CorrectionRow) error {
	decides, err := n.reviews(ctx, tx.Conn, who, row.Account)
	if err == nil && !decides {
		err = kpi.Forbidden("correction.decide_forbidden")
	}
	return err
}

func checkDecision(accept bool, reason string) error {
	key, args := checkText(reason, maxNote)
	if key == "" && !accept && reason == "" {
		key = "correction.refusal_reason"
	}
	if key == "" {
		return nil
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "correction.invalid", Fields: []kpi.FieldError{{Field: "reason", Key: key, Args: args}}}
}

// correct writes the figure of an accepted correction. The explanation given
// with a value stays with the value that takes its place.
func (n *Network) correct(ctx context.Context, tx *store.Tx, c Correction) error {
	if c.Now == c.New {
		return nil
	}
	filing, err := tx.Filing(ctx, c.Month, c.Account.ID)
	if err != nil {
		return err
	}
	if filing.State == kpi.FilingEmpty {
		filing.State = kpi.FilingDraft // a correction submits nothing
	}
	figure := c.New
	figure.Note = c.Now.Note
	cal, err := n.calendarOf(ctx, tx.Conn)
	if err != nil {
		return err
	}
	return tx.KeepTotals(ctx, cal, c.Account.ID, c.Month, func() error {
		if _, _, _, err := tx.PutFigures(ctx, []store.FigureRow{
			{Month: c.Month, Account: c.Account.ID, Indicator: c.Indicator.ID, Figure: figure},
		}); err != nil {
			return err
		}
		return tx.PutFilings(ctx, []store.FilingRow{filing})
	})
}

// tellDecision tells whoever proposed a correction how it was decided, and the
// holder, where that is somebody else, of a figure that changed.
func (n *Network) tellDecision(ctx context.Context, tx *store.Tx, who kpi.Who, row store.CorrectionRow, accepted bool) error {
	acts, err := tx.Acts(ctx, []kpi.ID{row.ProposedBy})
	if err != nil {
		return err
	}
	proposer := acts[row.ProposedBy].User
	if proposer != 0 && proposer != who.User.ID {
		if err := n.tellByMail(ctx, tx, kpi.Mail{Key: fmt.Sprintf("correction/%d/%d", row.ID, tx.Batch), Kind: kpi.MailCorrection,
			User: proposer, Account: row.Account, Month: row.Month, Subject: row.ID}); err != nil {
			return err
		}
	}
	if !accepted {
		return nil
	}
	holders, err := tx.AccountHolders(ctx, row.Account)
	if err != nil {
		return err
	}
	for _, h := range holders {
		if h.Role != kpi.Holder || h.User == who.User.ID || !inMonth(h, row.Month) {
			continue
		}
		if err := tx.PutNotice(ctx, h.User, row.Account, row.Month); err != nil {
			return err
		}
		if h.User == proposer {
			continue
		}
		if err := n.tellByMail(ctx, tx, kpi.Mail{Key: fmt.Sprintf("changed/%d/%d/%d/%s", tx.Batch, h.User, row.Account, row.Month), Kind: kpi.MailChanged,
			User: h.User, Account: row.Account, Month: row.Month, Subject: tx.Batch}); err != nil {
			return err
		}
	}
	return nil
}

// TakeBackRefusal makes a refused correction wait for a decision again.
// Errors: CodeNotFound, CodeForbidden but for coordinators; CodeConflict where
// it was not refused, and where another proposal waits for the same figure.
func (n *Network) TakeBackRefusal(ctx context.Context, who kpi.Who, id kpi.ID) (Correction, error) {
	return n.moveCorrection(ctx, who, id, "", func(c Correction, tx *store.Tx, row store.CorrectionRow) error {
		if err := n.mayDecide(ctx, tx, who, row); err != nil {
			return err
		}
		if row.State != kpi.CorrectionRefused {
			return kpi.NewError(kpi.CodeConflict, "correction.not_refused")
		}
		if err := n.noneWaits(ctx, tx.Conn, &openFiling{account: c.Account, month: c.Month}, c.Indicator); err != nil {
			return err
		}
		return tx.SetCorrection(ctx, row, kpi.CorrectionProposed, "")
	})
}
