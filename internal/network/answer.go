package network

// This file remembers answers for the coming months, and tells holders what
// others changed.

import (
	"context"
	"maps"
	"slices"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// remember keeps or drops the answers that a change wants for the coming
// months. Only "unavailable" and "does not apply" can be kept: a figure that
// has a value has none for a month to come.
func (f *openFiling) remember(ctx context.Context, tx *store.Tx, change kpi.FilingChange) error {
	if len(change.Remember) == 0 {
		return nil
	}
	kept, err := tx.RememberedAnswers(ctx, f.account.ID)
	if err != nil {
		return err
	}
	for _, code := range slices.Sorted(maps.Keys(change.Remember)) {
		indicator, known := f.indicator(code)
		if !known {
			continue
		}
		figure, given := change.Figures[code]
		if !given {
			figure = f.figures[code]
		}
		figure = cleanFigure(figure)
		figure.Note = ""
		lasting := figure.State == kpi.StateUnavailable || figure.State == kpi.StateNA
		before, there := kept[indicator.ID]
		switch {
		case change.Remember[code] && lasting:
			if there && before.Figure == figure {
				continue
			}
			from := f.month
			if there {
				from = min(from, before.From)
			}
			err = tx.Remember(ctx, f.account.ID, code, store.RememberedAnswer{Indicator: indicator.ID, From: from, Figure: figure})
		case there && f.month >= before.From:
			err = tx.Forget(ctx, f.account.ID, indicator.ID, code, f.month)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tellHolders writes down that somebody else changed the figures of whoever
// holds the account in the month (DOMAIN §4.7).
func (n *Network) tellHolders(ctx context.Context, tx *store.Tx, who kpi.Who, f *openFiling) error {
	rows, err := tx.AccountHolders(ctx, f.account.ID)
	if err != nil {
		return err
	}
	for _, h := range rows {
		if h.Role != kpi.Holder || h.User == who.User.ID || !n.minds(h, f.month) {
			continue
		}
		if err := tx.PutNotice(ctx, h.User, f.account.ID, f.month); err != nil {
			return err
		}
	}
	return nil
}

// minds reports whether a month of an account is still somebody's: they hold it
// on its last day, or on a day of it and today. Whoever handed it over before is
// left in peace.
func (n *Network) minds(h store.AccountHolder, month kpi.Month) bool {
	today := n.Today()
	return toTheEnd(h, month) || (inMonth(h, month) && h.From <= today && (h.Until == 0 || h.Until >= today))
}

// tellChanged is tellHolders, and a message besides: one a day about each
// filing, however often it is saved.
func (n *Network) tellChanged(ctx context.Context, tx *store.Tx, who kpi.Who, f *openFiling) error {
	if err := n.tellHolders(ctx, tx, who, f); err != nil {
		return err
	}
	if f.right.own && !who.System { // a deputy, or the holder: it is theirs to file
		return nil
	}
	return n.tellFilers(ctx, tx, who, f, kpi.Mail{Kind: kpi.MailChanged, Account: f.account.ID, Month: f.month, Subject: tx.Batch,
		Key: "changed/" + f.month.String() + "/" + f.account.ID.String() + "/" + n.Today().String()})
}

// Told is a change of somebody else's that a holder is told of.
type Told struct {
	Account kpi.Account // as it stands in the month
	Month   kpi.Month
	At      time.Time // in the installation's zone
	By      string    // name; "" for the program and for a person who was erased
	Role    kpi.Role  // the person's then
	Reason  string
	More    int // other filings that the same act changed
}

// tell puts stored notices into words' parts.
func (n *Network) tell(ctx context.Context, c store.Conn, notices []store.Notice) ([]Told, error) {
	ids := make([]kpi.ID, len(notices))
	for i, notice := range notices {
		ids[i] = notice.Batch
	}
	acts, err := c.Acts(ctx, ids)
	if err != nil {
		return nil, err
	}
	told := make([]Told, len(notices))
	for i, notice := range notices {
		act := acts[notice.Batch]
		told[i] = Told{Month: notice.Month, At: act.At.In(n.location()), By: act.Name, Role: kpi.Role(act.Role), Reason: act.Reason}
		if told[i].Account, err = c.Account(ctx, notice.Account, notice.Month); err != nil {
			return nil, err
		}
	}
	return told, nil
}

// tellByAct is tell, with one of all the filings that an act changed: the
// latest.
func (n *Network) tellByAct(ctx context.Context, c store.Conn, notices []store.Notice) ([]Told, error) {
	var first []store.Notice
	more := map[kpi.ID]int{}
	for _, notice := range notices { // by act
		last := len(first) - 1
		if last < 0 || first[last].Batch != notice.Batch {
			first = append(first, notice)
			continue
		}
		more[notice.Batch]++
		if notice.Month > first[last].Month {
			first[last] = notice
		}
	}
	told, err := n.tell(ctx, c, first)
	for i := range told {
		told[i].More = more[first[i].Batch]
	}
	return told, err
}

// SeeNotice says that a holder has seen what they were told of a month of an
// account, and of all that the same act changed; once is enough. Errors: CodeNotFound where they were told nothing.
func (n *Network) SeeNotice(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		return tx.SeeNotice(ctx, who.User.ID, account, month)
	})
}
