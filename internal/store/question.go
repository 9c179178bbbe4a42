package store

// Questions on figures.

import (
	"context"

	"github.com/jmoiron/sqlx"

	"portevoix/internal/kpi"
)

// QuestionRow is a question on a figure as it is stored.
type QuestionRow struct {
	ID        kpi.ID
	Month     kpi.Month
	Account   kpi.ID
	Indicator kpi.ID
	Question  string
	Answer    string
	// The acts in which it was asked, answered and closed; 0: not yet.
	AskedBy, AnsweredBy, ClosedBy kpi.ID
}

const questionSelect = `SELECT q.id, q.month, q.account_id, q.indicator_id, q.question, q.answer, q.asked_by,
	coalesce(q.answered_by, 0), coalesce(q.closed_by, 0) FROM questions q`

// AddQuestion stores a question that this act asks.
func (tx *Tx) AddQuestion(ctx context.Context, q QuestionRow) (kpi.ID, error) {
	return tx.insert(ctx, `INSERT INTO questions (month, account_id, indicator_id, question, asked_by) VALUES (?, ?, ?, ?, ?)`,
		q.Month, q.Account, q.Indicator, q.Question, tx.Batch)
}

// AnswerQuestion stores the answer that this act gives.
func (tx *Tx) AnswerQuestion(ctx context.Context, id kpi.ID, answer string) error {
	_, err := tx.exec(ctx, `UPDATE questions SET answer = ?, answered_by = ? WHERE id = ?`, answer, tx.Batch, id)
	return err
}

// CloseQuestion closes a question with this act.
func (tx *Tx) CloseQuestion(ctx context.Context, id kpi.ID) error {
	_, err := tx.exec(ctx, `UPDATE questions SET closed_by = ? WHERE id = ?`, tx.Batch, id)
	return err
}

// Question reads one question. Errors: kpi.CodeNotFound.
func (c Conn) Question(ctx context.Context, id kpi.ID) (QuestionRow, error) {
	rows, err := c.questions(ctx, ` WHERE q.id = ?`, id)
	if err == nil && len(rows) == 0 {
		err = kpi.NotFound("error.not_found")
	}
	if err != nil {
		return QuestionRow{}, err
	}
	return rows[0], nil
}

// Questions reads the questions on an account's month, in the order of asking.
func (c Conn) Questions(ctx context.Context, account kpi.ID, month kpi.Month) ([]QuestionRow, error) {
	return c.questions(ctx, ` WHERE q.account_id = ? AND q.month = ? ORDER BY q.id`, account, month)
}

// OpenQuestions reads the questions that are not closed, in the order of asking.
func (c Conn) OpenQuestions(ctx context.Context) ([]QuestionRow, error) {
	return c.questions(ctx, ` WHERE q.closed_by IS NULL ORDER BY q.id`)
}

// OpenQuestionsIn reads the questions of a month that are not closed.
func (c Conn) OpenQuestionsIn(ctx context.Context, month kpi.Month) ([]QuestionRow, error) {
	return c.questions(ctx, ` WHERE q.closed_by IS NULL AND q.month = ? ORDER BY q.id`, month)
}

func (c Conn) questions(ctx context.Context, where string, args ...any) ([]QuestionRow, error) {
	var rows []QuestionRow
	err := c.eachRow(ctx, func(r *sqlx.Rows) error {
		var q QuestionRow
		err := r.Scan(&q.ID, &q.Month, &q.Account, &q.Indicator, &q.Question, &q.Answer, &q.AskedBy, &q.AnsweredBy, &q.ClosedBy)
		rows = append(rows, q)
		return err
	}, questionSelect+where, args...)
	return rows, err
}
