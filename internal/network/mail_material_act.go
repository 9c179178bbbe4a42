package network

// This file reads the messages about an act: a filing returned, a question or
// its answer, a correction decided, figures changed, accounts handed over.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// sortMailAccounts puts accounts in the order of the home page.
func sortMailAccounts(list []kpi.MailAccount) {
	slices.SortStableFunc(list, func(a, b kpi.MailAccount) int {
		return cmp.Or(cmp.Compare(kpi.Fold(a.Account.Name()), kpi.Fold(b.Account.Name())),
			cmp.Compare(kpi.Fold(a.Account.Platform), kpi.Fold(b.Account.Platform)), cmp.Compare(b.Month, a.Month))
	})
}

// readReturned reads why a filing was returned, if it still is.
func readReturned(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	filings, err := tx.FilingsOf(ctx, q.Month, []kpi.ID{q.Account})
	if err != nil {
		return err
	}
	filing := filings[q.Account]
	if filing.State != kpi.FilingReturned {
		m.Drop = "mail.drop_done"
		return nil
	}
	a, err := mailAccount(ctx, tx.Conn, q.Account, q.Month)
	if err != nil {
		return err
	}
	a.State = filing.State
	m.Accounts, m.Path, m.Reason = []kpi.MailAccount{a}, a.Path, filing.ReturnReason
	acts, err := tx.Acts(ctx, []kpi.ID{filing.Batch})
	if err != nil {
		return err
	}
	return n.signed(ctx, tx.Conn, acts[filing.Batch], m)
}

// readQuestions reads a question that waits for its answer, or the answer to
// one; those on the same filing that the person is still to be told of go with
// it.
func readQuestions(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	together, err := n.together(ctx, tx, q, func(o kpi.QueuedMail) bool { return o.Account == q.Account && o.Month == q.Month })
	if err != nil {
		return err
	}
	a, err := mailAccount(ctx, tx.Conn, q.Account, q.Month)
	if err != nil {
		return err
	}
	var act kpi.ID
	for _, one := range together {
		row, err := tx.Question(ctx, one.Subject)
		if kpi.CodeOf(err) == kpi.CodeNotFound {
			continue
		}
		if err != nil {
			return err
		}
		if q.Kind == kpi.MailQuestion && (row.AnsweredBy != 0 || row.ClosedBy != 0) || q.Kind == kpi.MailAnswer && row.AnsweredBy == 0 {
			continue
		}
		figure, err := questioned(ctx, tx.Conn, row)
		if err != nil {
			return err
		}
		if act = row.AskedBy; q.Kind == kpi.MailAnswer {
			figure.Answer, act = row.Answer, row.AnsweredBy
		}
		a.Figures = append(a.Figures, figure)
	}
	if len(a.Figures) == 0 {
		m.Drop = "mail.drop_done"
		return nil
	}
	m.Accounts, m.Path = []kpi.MailAccount{a}, a.Path
	acts, err := tx.Acts(ctx, []kpi.ID{act})
	if err != nil {
		return err
	}
	return n.signed(ctx, tx.Conn, acts[act], m)
}

// questioned is the figure that a question is on, as it stands.
func questioned(ctx context.Context, c store.Conn, row store.QuestionRow) (kpi.MailFigure, error) {
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return kpi.MailFigure{}, err
	}
	figures, err := c.Figures(ctx, row.Month, row.Account)
	asked := kpi.MailFigure{Indicator: indicatorByID(indicators, row.Indicator), Note: row.Question}
	for _, f := range figures {
		if f.Indicator == row.Indicator {
			f.Note = ""
			asked.Old, asked.New = f.Figure, f.Figure
		}
	}
	return asked, err
}

func indicatorByID(list []kpi.Indicator, id kpi.ID) kpi.Indicator {
	if i := slices.IndexFunc(list, func(i kpi.Indicator) bool { return i.ID == id }); i >= 0 {
		return list[i]
	}
	return kpi.Indicator{}
}

// together lists a message and those of its kind to the same person that it
// can stand for, which then need not be sent. It is the same list when the
// message is tried again.
func (n *Network) together(ctx context.Context, tx *store.Tx, q kpi.QueuedMail, same func(kpi.QueuedMail) bool) ([]kpi.QueuedMail, error) {
	others, err := tx.MailsBeside(ctx, q, dropTogether)
	if err != nil {
		return nil, err
	}
	list := []kpi.QueuedMail{q}
	for _, o := range others {
		if !same(o) {
			continue
		}
		list = append(list, o)
		if o.State == kpi.MailQueued {
			if err := tx.EndMail(ctx, o.ID, kpi.MailDropped, dropTogether); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(list, func(a, b kpi.QueuedMail) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}

// dropTogether is why a message is not sent that another stands for.
const dropTogether = "mail.drop_together"

// readCorrection reads how a correction was decided.
func readCorrection(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	row, err := tx.Correction(ctx, q.Subject)
	if err != nil {
		return err
	}
	switch row.State {
	case kpi.CorrectionAccepted:
		m.Decision = "accepted"
	case kpi.CorrectionRefused:
		m.Decision, m.Reason = "refused", row.DecisionReason
	default: // taken back since
		m.Drop = "mail.drop_done"
		return nil
	}
	a, err := mailAccount(ctx, tx.Conn, row.Account, row.Month)
	if err != nil {
		return err
	}
	indicators, err := tx.Indicators(ctx)
	if err != nil {
		return err
	}
	a.Figures = []kpi.MailFigure{{Indicator: indicatorByID(indicators, row.Indicator), Old: row.Old, New: row.New}}
	m.Accounts, m.Path = []kpi.MailAccount{a}, a.Path
	acts, err := tx.Acts(ctx, []kpi.ID{row.DecidedBy})
	if err != nil {
		return err
	}
	return n.signed(ctx, tx.Conn, acts[row.DecidedBy], m)
}

// readHandover reads which accounts of an act a person was given, and still
// has or is asked to hold.
func readHandover(ctx context.Context, n *Network, tx *store.Tx, q kpi.QueuedMail, m *kpi.MailMaterial) error {
	acts, err := tx.Acts(ctx, []kpi.ID{q.Subject})
	if err != nil {
		return err
	}
	if acts[q.Subject].User == q.User {
		m.Drop = "mail.drop_own"
		return nil
	}
	places, err := tx.Places(ctx, q.Subject, -1, 0)
	if err != nil {
		return err
	}
	touched := map[kpi.ID]bool{q.Account: true}
	for _, p := range places {
		touched[p.Account] = true
	}
	held, err := tx.HeldAccounts(ctx, q.User)
	if err != nil {
		return err
	}
	seen, today := map[kpi.ID]bool{}, n.Today()
	for _, h := range slices.Backward(held) { // what begins last is what the act gave
		if !touched[h.Account] || seen[h.Account] || (h.Until != 0 && h.Until < today) {
			continue
		}
		seen[h.Account] = true
		month := max(n.CurrentMonth(), h.From.Month())
		a, err := mailAccount(ctx, tx.Conn, h.Account, month)
		if err != nil {
			return err
		}
		a.Role, a.Path = h.Role, ""
		if h.From > today {
			a.Since = h.From
		}
		m.Accounts = append(m.Accounts, a)
	}
	if len(m.Accounts) == 0 {
		m.Drop = "mail.drop_done"
		return nil
	}
	sortMailAccounts(m.Accounts)
	m.Path = "/"
	return n.signed(ctx, tx.Conn, acts[q.Subject], m)
}
