package network

// This file holds the questions on figures: direction asks one, whoever files
// for the account answers it, direction closes it. Only they see it.

import (
	"context"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Question is a question on a figure.
type Question struct {
	ID        kpi.ID
	Account   kpi.Account // as it stands in the month
	Month     kpi.Month
	Indicator kpi.Indicator
	Figure    kpi.Figure // as it stands
	Text      string
	Asked     Signature
	Answer    string
	Answered  Signature // zero: not answered yet
	Closed    Signature // zero: open
	MayAnswer bool
	MayClose  bool // and, where it is not answered yet, take back
}

// Open reports whether the question is not closed.
func (q Question) Open() bool { return q.Closed.At.IsZero() }

// Waits reports whether the question still waits for its answer.
func (q Question) Waits() bool { return q.Open() && q.Answered.At.IsZero() }

// maxQuestion is how many characters a question and its answer may have.
const maxQuestion = 1000

// AskQuestion asks whoever holds an account about one of its figures, by the
// indicator's code. They are told. It can be asked of a closed month, too.
// Errors: CodeNotFound where the person sees no such account; CodeForbidden but
// for coordinators; CodeInvalid with the field indicator or question.
func (n *Network) AskQuestion(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, code, text string) (Question, error) {
	var asked Question
	text = strings.TrimSpace(text)
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		f, err := n.openFiling(ctx, tx.Conn, who, account, month)
		if err != nil {
			return err
		}
		if !f.right.review {
			return kpi.Forbidden("question.forbidden")
		}
		indicator, known := f.indicator(code)
		if !known || indicator.Derived {
			return invalidField("indicator", "filing.unknown_indicator", "code", cutText(code))
		}
		if err := checkQuestion("question", text, "question.missing"); err != nil {
			return err
		}
		row := store.QuestionRow{Month: month, Account: account, Indicator: indicator.ID, Question: text, AskedBy: tx.Batch}
		if row.ID, err = tx.AddQuestion(ctx, row); err != nil {
			return err
		}
		if err := n.tellFilers(ctx, tx, who, f, kpi.Mail{Kind: kpi.MailQuestion, Account: account, Month: month, Subject: row.ID,
			Key: "question/" + row.ID.String()}); err != nil {
			return err
		}
		list, err := n.questionsOf(ctx, tx.Conn, who, []store.QuestionRow{row})
		if err != nil {
			return err
		}
		asked = list[0]
		return nil
	})
	if err != nil {
		return Question{}, err
	}
	return asked, nil
}

func checkQuestion(field, text, missing string) error {
	key, args := checkText(text, maxQuestion)
	if text == "" {
		key = missing
	}
	if key == "" {
		return nil
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: key, Args: args, Fields: []kpi.FieldError{{Field: field, Key: key, Args: args}}}
}

// AnswerQuestion answers a question, for whoever files for the account in its
// month. Who asked is told.
// Errors: CodeNotFound where there is no question that the person sees;
// CodeForbidden where it is not theirs to answer; CodeInvalid without an
// answer; CodeConflict where it is answered or closed.
func (n *Network) AnswerQuestion(ctx context.Context, who kpi.Who, id kpi.ID, text string) error {
	text = strings.TrimSpace(text)
	return n.onQuestion(ctx, who, id, func(tx *store.Tx, q Question, row store.QuestionRow, f *openFiling) error {
		switch {
		case !f.right.own:
			return kpi.Forbidden("question.not_yours")
		case !q.Open():
			return kpi.NewError(kpi.CodeConflict, "question.closed")
		case row.AnsweredBy != 0 && row.Answer == text:
			return nil // sent twice
		case row.AnsweredBy != 0:
			return kpi.NewError(kpi.CodeConflict, "question.answered")
		}
		if err := checkQuestion("answer", text, "question.answer_missing"); err != nil {
			return err
		}
		if err := tx.AnswerQuestion(ctx, id, text); err != nil || q.Asked.User == 0 || q.Asked.User == who.User.ID {
			return err
		}
		return n.tellByMail(ctx, tx, kpi.Mail{Kind: kpi.MailAnswer, User: q.Asked.User, Account: q.Account.ID, Month: q.Month,
			Subject: id, Key: "answer/" + id.String()})
	})
}

// CloseQuestion closes a question, for those who review the account; one that
// nobody has answered is taken back by that. Closing one that is closed does
// nothing.
// Errors: CodeNotFound where there is no question that the person sees;
// CodeForbidden but for coordinators.
func (n *Network) CloseQuestion(ctx context.Context, who kpi.Who, id kpi.ID) error {
	return n.onQuestion(ctx, who, id, func(tx *store.Tx, q Question, _ store.QuestionRow, f *openFiling) error {
		if !f.right.review {
			return kpi.Forbidden("question.forbidden")
		}
		if !q.Open() {
			return nil
		}
		return tx.CloseQuestion(ctx, id)
	})
}

// onQuestion runs an act on a question that the person sees.
func (n *Network) onQuestion(ctx context.Context, who kpi.Who, id kpi.ID, act func(*store.Tx, Question, store.QuestionRow, *openFiling) error) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		row, err := tx.Question(ctx, id)
		if err != nil {
			return err
		}
		f, err := n.openFiling(ctx, tx.Conn, who, row.Account, row.Month)
		if err != nil {
			return err
		}
		if !f.right.seesQuestions() {
			return kpi.NotFound("error.not_found")
		}
		list, err := n.questionsOf(ctx, tx.Conn, who, []store.QuestionRow{row})
		if err != nil {
			return err
		}
		return act(tx, list[0], row, f)
	})
}

// Questions lists the questions on an account's month, in the order of asking.
// Those that were taken back are shown to direction alone.
// Errors: CodeNotFound for whoever neither files nor reviews it.
func (n *Network) Questions(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) ([]Question, error) {
	var list []Question
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		f, err := n.openFiling(ctx, c, who, account, month)
		if err != nil {
			return err
		}
		if !f.right.seesQuestions() {
			return kpi.NotFound("error.not_found")
		}
		list, err = n.filingQuestions(ctx, c, who, f)
		return err
	})
	return list, err
}

// filingQuestions lists the questions on a filing that a person looks at; none
// for whoever may not see them.
func (n *Network) filingQuestions(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling) ([]Question, error) {
	if !f.right.seesQuestions() {
		return nil, nil
	}
	rows, err := c.Questions(ctx, f.account.ID, f.month)
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, r := range rows {
		if f.right.review || r.ClosedBy == 0 || r.AnsweredBy != 0 {
			kept = append(kept, r)
		}
	}
	return n.questionsOf(ctx, c, who, kept)
}

// OpenQuestions lists, in the order of asking, the questions that wait for the
// person: those to be answered, of whoever files for the account in their
// month; and those that are answered and not closed yet, of whoever asked.
func (n *Network) OpenQuestions(ctx context.Context, who kpi.Who) ([]Question, error) {
	var list []Question
	err := n.db.Snapshot(ctx, func(c store.Conn) (err error) {
		list, err = n.openQuestions(ctx, c, who)
		return err
	})
	return list, err
}

func (n *Network) openQuestions(ctx context.Context, c store.Conn, who kpi.Who) ([]Question, error) {
	rows, err := c.OpenQuestions(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	if rows, err = questionsFor(ctx, c, who, rows); err != nil {
		return nil, err
	}
	open, err := n.questionsOf(ctx, c, who, rows)
	return slices.DeleteFunc(open, func(q Question) bool { return !q.MayAnswer && (!q.MayClose || q.Waits()) }), err
}

// questionsFor keeps the open questions that a person answers, or asked and has
// the answer to.
func questionsFor(ctx context.Context, c store.Conn, who kpi.Who, rows []store.QuestionRow) ([]store.QuestionRow, error) {
	held, err := c.HeldAccounts(ctx, who.User.ID)
	if err != nil {
		return nil, err
	}
	asked := make([]kpi.ID, len(rows))
	for i, r := range rows {
		asked[i] = r.AskedBy
	}
	acts, err := c.Acts(ctx, asked)
	var kept []store.QuestionRow
	for _, r := range rows {
		files := slices.ContainsFunc(held, func(h store.AccountHolder) bool { return h.Account == r.Account && inMonth(h, r.Month) })
		if (files && r.AnsweredBy == 0) || (r.AnsweredBy != 0 && acts[r.AskedBy].User == who.User.ID) {
			kept = append(kept, r)
		}
	}
	return kept, err
}

// questionsOf puts stored questions together with what they are about and what
// the person may do with them.
func (n *Network) questionsOf(ctx context.Context, c store.Conn, who kpi.Who, rows []store.QuestionRow) ([]Question, error) {
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[kpi.ID]kpi.Indicator, len(indicators))
	for _, i := range indicators {
		byID[i.ID] = i
	}
	var ids []kpi.ID
	for _, r := range rows {
		ids = append(ids, r.AskedBy, r.AnsweredBy, r.ClosedBy)
	}
	acts, err := c.Acts(ctx, ids)
	if err != nil {
		return nil, err
	}
	names, err := n.newNamer(ctx, c, who)
	if err != nil {
		return nil, err
	}
	list := make([]Question, len(rows))
	for i, r := range rows {
		q := Question{ID: r.ID, Month: r.Month, Indicator: byID[r.Indicator], Text: r.Question, Answer: r.Answer,
			Asked: names.signature(acts[r.AskedBy]), Answered: names.signature(acts[r.AnsweredBy]), Closed: names.signature(acts[r.ClosedBy])}
		if err := n.questionAbout(ctx, c, who, r, &q); err != nil {
			return nil, err
		}
		list[i] = q
	}
	return list, nil
}

// questionAbout adds the account, the figure and the person's rights.
func (n *Network) questionAbout(ctx context.Context, c store.Conn, who kpi.Who, r store.QuestionRow, q *Question) error {
	account, right, err := n.seeFiling(ctx, c, who, r.Account, r.Month)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return nil // it is nobody's business but theirs: without rights it is left out
	}
	if err != nil {
		return err
	}
	q.Account = account
	q.MayAnswer = right.own && q.Waits()
	q.MayClose = right.review && q.Open()
	figures, err := c.Figures(ctx, r.Month, r.Account)
	for _, f := range figures {
		if f.Indicator == r.Indicator {
			q.Figure = f.Figure
		}
	}
	return err
}

// Question reads a question. Errors: CodeNotFound where there is none that the
// person sees.
func (n *Network) Question(ctx context.Context, who kpi.Who, id kpi.ID) (Question, error) {
	var found Question
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		row, err := c.Question(ctx, id)
		if err != nil {
			return err
		}
		_, right, err := n.seeFiling(ctx, c, who, row.Account, row.Month)
		if err == nil && !right.seesQuestions() {
			err = kpi.NotFound("error.not_found")
		}
		if err != nil {
			return err
		}
		list, err := n.questionsOf(ctx, c, who, []store.QuestionRow{row})
		if err == nil {
			found = list[0]
		}
		return err
	})
	return found, err
}
