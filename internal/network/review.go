package network

// This file reviews filings one at a time: direction returns one with a reason
// or accepts it, and takes that back. Many at once stand in review_all.go.

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// mayReview refuses whoever does not review the filing, names the lock, and
// refuses a version that is not the one stored.
func (f *openFiling) mayReview(version int) error {
	switch {
	case !f.right.review:
		return kpi.Forbidden("review.forbidden")
	case f.lock != nil:
		return f.lockedError()
	case version != f.row.Version:
		return kpi.NewError(kpi.CodeConflict, "review.changed", "month", f.month)
	}
	return nil
}

func (f *openFiling) lockedError() error {
	return kpi.NewError(kpi.CodeLocked, f.lock.Key, "month", f.month, "since", f.lock.Since, "lifter", f.lock.Lifter)
}

// ReturnFiling gives a filing that was submitted or accepted back to whoever
// holds the account, with what is to be completed. Its figures and the instant
// of its first submission stay. The holder is told.
// Errors: CodeNotFound where the person sees no such account; CodeForbidden but
// for coordinators; CodeLocked; CodeInvalid without a reason; CodeConflict
// where the version seen is not the one stored, or nothing was submitted.
func (n *Network) ReturnFiling(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, version int, reason string) (kpi.Filing, error) {
	reason = strings.TrimSpace(reason)
	return n.review(ctx, who, reason, account, month, func(tx *store.Tx, f *openFiling) error {
		if f.row.State == kpi.FilingReturned && f.row.ReturnReason == reason && version+1 == f.row.Version && f.right.review {
			return nil // sent twice
		}
		if err := f.mayReview(version); err != nil {
			return err
		}
		if err := checkReason("reason", reason, "review.reason"); err != nil {
			return err
		}
		if !f.row.State.Filed() {
			return kpi.NewError(kpi.CodeConflict, "review.not_submitted", "month", f.month)
		}
		row := f.row
		row.State, row.ReturnReason = kpi.FilingReturned, reason
		if err := n.writeFiling(ctx, tx, f, row, nil, nil); err != nil {
			return err
		}
		return n.tellFilers(ctx, tx, who, f, kpi.Mail{Kind: kpi.MailReturned, Account: account, Month: month,
			Key: "returned/" + month.String() + "/" + account.String() + "/" + strconv.Itoa(version+1)})
	})
}

// AcceptFiling accepts a submitted filing, whatever is unusual about it.
// Errors: as ReturnFiling, without a reason; CodeForbidden where acceptance is
// not switched on.
func (n *Network) AcceptFiling(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, version int) (kpi.Filing, error) {
	return n.review(ctx, who, "", account, month, func(tx *store.Tx, f *openFiling) error {
		if f.row.State == kpi.FilingAccepted && version+1 == f.row.Version && f.right.review {
			return nil // sent twice
		}
		if err := f.mayReview(version); err != nil {
			return err
		}
		if err := mayAccept(ctx, tx.Conn); err != nil {
			return err
		}
		if f.row.State != kpi.FilingSubmitted {
			return kpi.NewError(kpi.CodeConflict, "review.not_submitted", "month", f.month)
		}
		row := f.row
		row.State = kpi.FilingAccepted
		if err := tx.PutFilings(ctx, []store.FilingRow{row}); err != nil {
			return err
		}
		return tx.NoteAcceptance(ctx, month, 1)
	})
}

// UndoReview takes back the return or the acceptance of a filing, for whoever
// did it, as long as nobody has changed the filing since.
// Errors: as ReturnFiling, without a reason; CodeConflict where there is
// nothing to take back.
func (n *Network) UndoReview(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) (kpi.Filing, error) {
	return n.review(ctx, who, "", account, month, func(tx *store.Tx, f *openFiling) error {
		if err := f.mayReview(f.row.Version); err != nil {
			return err
		}
		before, err := f.reviewed(ctx, tx.Conn, who)
		if err != nil {
			return err
		}
		if before == nil {
			return kpi.NewError(kpi.CodeConflict, "review.undo_late")
		}
		if f.row.State == kpi.FilingAccepted {
			if err := tx.NoteAcceptanceUndone(ctx, month, 1); err != nil {
				return err
			}
		}
		return n.restore(ctx, tx, f, *before, nil, nil)
	})
}

// reviewed is the filing as it was before the person returned or accepted it,
// nil where that is not the last that happened to it.
func (f *openFiling) reviewed(ctx context.Context, c store.Conn, who kpi.Who) (*store.FilingRow, error) {
	if f.row.State != kpi.FilingReturned && f.row.State != kpi.FilingAccepted {
		return nil, nil
	}
	acts, err := c.Acts(ctx, []kpi.ID{f.row.Batch})
	if err != nil || (!who.System && acts[f.row.Batch].User != who.User.ID) {
		return nil, err
	}
	versions, err := c.FilingVersions(ctx, f.account.ID, []kpi.Month{f.month})
	if err != nil || len(versions) == 0 {
		return nil, err
	}
	before := versions[len(versions)-1]
	if !before.State.Filed() || before.State == f.row.State {
		return nil, nil
	}
	return &before, nil
}

// review runs an act of review on a filing, and reads the filing after it.
func (n *Network) review(ctx context.Context, who kpi.Who, reason string, account kpi.ID, month kpi.Month, act func(*store.Tx, *openFiling) error) (kpi.Filing, error) {
	var filing kpi.Filing
	err := n.db.Write(ctx, n.batch(who, reason), func(tx *store.Tx) error {
		f, err := n.openFiling(ctx, tx.Conn, who, account, month)
		if err != nil {
			return err
		}
		if err := act(tx, f); err != nil {
			return err
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

// mayAccept refuses acceptance where it is not switched on.
func mayAccept(ctx context.Context, c store.Conn) error {
	settings, err := settingsOf(ctx, c)
	if err == nil && !settings.AcceptanceSwitchedOn {
		return kpi.Forbidden("review.acceptance_off")
	}
	return err
}

// checkReason refuses a missing reason under the given key, and one that is too
// long or not text.
func checkReason(field, reason, missing string) error {
	key, args := checkText(reason, maxReason)
	if reason == "" {
		key = missing
	}
	if key == "" {
		return nil
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args, Fields: []kpi.FieldError{{Field: field, Key: key, Args: args}}}
}

// tellFilers queues a message to whoever held the account in the filing's
// month, the person who acts apart; deputies are told where the holder is away
// or left. Key is completed with who is told.
func (n *Network) tellFilers(ctx context.Context, tx *store.Tx, who kpi.Who, f *openFiling, m kpi.Mail) error {
	rows, err := tx.AccountHolders(ctx, f.account.ID)
	if err != nil {
		return err
	}
	var holders, deputies []kpi.ID
	for _, h := range rows {
		switch {
		case !inMonth(h, f.month):
		case h.User == who.User.ID && h.Role == kpi.Holder:
			return nil // they know
		case h.User == who.User.ID:
		case h.Role == kpi.Holder && n.minds(h, f.month):
			holders = append(holders, h.User)
		case h.Role == kpi.Holder: // handed it over
		default:
			deputies = append(deputies, h.User)
		}
	}
	there, err := n.present(ctx, tx.Conn, slices.Concat(holders, deputies))
	if err != nil {
		return err
	}
	told := holders
	if !slices.ContainsFunc(holders, func(id kpi.ID) bool { return there[id] }) {
		told = append(told, slices.DeleteFunc(deputies, func(id kpi.ID) bool { return !there[id] })...)
	}
	slices.Sort(told)
	for _, id := range slices.Compact(told) {
		one := m
		one.User, one.Key = id, m.Key+"/"+id.String()
		if err := n.tellByMail(ctx, tx, one); err != nil {
			return err
		}
	}
	return nil
}

// present says which people may sign in and are not away today.
func (n *Network) present(ctx context.Context, c store.Conn, users []kpi.ID) (map[kpi.ID]bool, error) {
	away, err := c.DaysAway(ctx, users)
	if err != nil {
		return nil, err
	}
	there := make(map[kpi.ID]bool, len(users))
	for _, id := range users {
		u, err := c.User(ctx, id)
		if err != nil {
			return nil, err
		}
		there[id] = u.DisabledAt.IsZero() && !slices.ContainsFunc(away[id], func(a store.Away) bool { return a.On(n.Today()) })
	}
	return there, nil
}
