package store

// This file follows the queue of messages from waiting to their end, and reads
// it as a log. States of the queue are the program's own work and have no
// history; mail_queue.go writes what is queued.

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"portevoix/internal/kpi"
)

// mailRow is a row of mails.
type mailRow struct {
	ID        kpi.ID         `db:"id"`
	Key       string         `db:"key"`
	Kind      kpi.MailKind   `db:"kind"`
	User      kpi.ID         `db:"user_id"`
	Account   sql.NullInt64  `db:"account_id"`
	Month     kpi.Month      `db:"month"`
	Subject   sql.NullInt64  `db:"subject_id"`
	State     kpi.MailState  `db:"state"`
	Attempts  int            `db:"attempts"`
	QueuedAt  sql.NullString `db:"queued_at"`
	NextAt    sql.NullString `db:"next_at"`
	ExpiresAt sql.NullString `db:"expires_at"`
	EndedAt   sql.NullString `db:"ended_at"`
	Problem   string         `db:"problem"`
}

const mailColumns = `m.id, m.key, m.kind, m.user_id, m.account_id, m.month, m.subject_id, m.state, m.attempts,
	m.queued_at, m.next_at, m.expires_at, m.ended_at, m.problem`

func (r mailRow) mail() kpi.QueuedMail {
	return kpi.QueuedMail{
		Mail: kpi.Mail{Key: r.Key, Kind: r.Kind, User: r.User, Account: kpi.ID(r.Account.Int64), Month: r.Month, Subject: kpi.ID(r.Subject.Int64)},
		ID:   r.ID, State: r.State, Attempts: r.Attempts, Problem: r.Problem,
		QueuedAt: readInstant(r.QueuedAt), NextAt: readInstant(r.NextAt), ExpiresAt: readInstant(r.ExpiresAt), EndedAt: readInstant(r.EndedAt),
	}
}

func (c Conn) mails(ctx context.Context, query string, args ...any) ([]kpi.QueuedMail, error) {
	var rows []mailRow
	if err := c.all(ctx, &rows, query, args...); err != nil {
		return nil, err
	}
	list := make([]kpi.QueuedMail, len(rows))
	for i, r := range rows {
		list[i] = r.mail()
	}
	return list, nil
}

// Mail reads a message of the queue. Errors: kpi.CodeNotFound.
func (c Conn) Mail(ctx context.Context, id kpi.ID) (kpi.QueuedMail, error) {
	var row mailRow
	err := c.get(ctx, &row, `SELECT `+mailColumns+` FROM mails m WHERE m.id = ?`, id)
	return row.mail(), err
}

// securityFirst orders security messages before all others.
var securityFirst = `(m.kind IN (` + securityKinds() + `))`

func securityKinds() string {
	var names []string
	for _, k := range kpi.MailKinds {
		if k.Security() {
			names = append(names, `'`+string(k)+`'`)
		}
	}
	return strings.Join(names, ", ")
}

// DueMails lists messages that wait and may be tried at an instant, in the
// order of sending, security messages first; those alone where nothing else
// may go out.
func (c Conn) DueMails(ctx context.Context, at time.Time, securityOnly bool, limit int) ([]kpi.QueuedMail, error) {
	return c.mails(ctx, `SELECT `+mailColumns+` FROM mails m
		WHERE m.state = 'queued' AND m.next_at <= ? AND (`+securityFirst+` OR NOT ?)
		ORDER BY `+securityFirst+` DESC, m.next_at, m.id LIMIT ?`, instant(at), securityOnly, limit)
}

// NextMailAt is when the next message that waits may be tried; zero: none
// waits.
func (c Conn) NextMailAt(ctx context.Context, securityOnly bool) (time.Time, error) {
	var next sql.NullString
	err := c.get(ctx, &next, `SELECT min(m.next_at) FROM mails m WHERE m.state = 'queued' AND (`+securityFirst+` OR NOT ?)`, securityOnly)
	return readInstant(next), err
}

// BeginMail notes that a message that waited is handed to the server now; ok
// is false where it waits no more.
func (tx *Tx) BeginMail(ctx context.Context, id kpi.ID) (ok bool, err error) {
	changed, err := tx.exec(ctx, `UPDATE mails SET state = 'sending', attempts = attempts + 1, next_at = ?, problem = ''
		WHERE id = ? AND state = 'queued'`, instant(tx.Now), id)
	return changed == 1, err
}

// EndMail notes how a message ended: sent, failed or dropped, and why.
func (tx *Tx) EndMail(ctx context.Context, id kpi.ID, state kpi.MailState, problem string) error {
	_, err := tx.exec(ctx, `UPDATE mails SET state = ?, problem = ?, ended_at = ? WHERE id = ?`, string(state), problem, instant(tx.Now), id)
	return err
}

// RetryMail lets a message wait again until an instant, and says why.
func (tx *Tx) RetryMail(ctx context.Context, id kpi.ID, next time.Time, problem string) error {
	_, err := tx.exec(ctx, `UPDATE mails SET state = 'queued', next_at = ?, problem = ?, ended_at = NULL WHERE id = ?`, instant(next), problem, id)
	return err
}

// DoubtMail says why it is not known whether a message that was handed over
// was taken.
func (tx *Tx) DoubtMail(ctx context.Context, id kpi.ID, problem string) error {
	_, err := tx.exec(ctx, `UPDATE mails SET problem = ? WHERE id = ? AND state = 'sending'`, problem, id)
	return err
}

// DelayDueMails lets every message that could be tried now wait, since the
// server can't be reached: after so many attempts until so long from now.
func (tx *Tx) DelayDueMails(ctx context.Context, securityOnly bool, wait func(attempts int) time.Duration, problem string) error {
	var attempts []int
	const due = ` FROM mails AS m WHERE m.state = 'queued' AND m.next_at <= ?`
	if err := tx.all(ctx, &attempts, `SELECT DISTINCT m.attempts`+due+` ORDER BY m.attempts DESC`, instant(tx.Now)); err != nil {
		return err
	}
	for _, n := range attempts { // the most first, so that none is counted twice
		_, err := tx.exec(ctx, `UPDATE mails AS m SET attempts = m.attempts + 1, next_at = ?, problem = ?
			WHERE m.state = 'queued' AND m.next_at <= ? AND m.attempts = ? AND (`+securityFirst+` OR NOT ?)`,
			instant(tx.Now.Add(wait(n+1))), problem, instant(tx.Now), n, securityOnly)
		if err != nil {
			return err
		}
	}
	return nil
}

// HurryMails lets every message that waits be tried at once.
func (tx *Tx) HurryMails(ctx context.Context) error {
	_, err := tx.exec(ctx, `UPDATE mails SET next_at = ? WHERE state = 'queued' AND next_at > ?`, instant(tx.Now), instant(tx.Now))
	return err
}

// ExpireMails ends the messages that wait no longer: as given up where they
// were tried, else as dropped for the given reason.
func (tx *Tx) ExpireMails(ctx context.Context, reason string) error {
	_, err := tx.exec(ctx, `UPDATE mails SET ended_at = ?,
			state = CASE WHEN attempts > 0 THEN 'failed' ELSE 'dropped' END,
			problem = CASE WHEN attempts > 0 THEN problem ELSE ? END
		WHERE state = 'queued' AND expires_at <= ?`, instant(tx.Now), reason, instant(tx.Now))
	return err
}

// DropQueuedMails ends all messages that wait, and says why.
func (tx *Tx) DropQueuedMails(ctx context.Context, reason string) error {
	_, err := tx.exec(ctx, `UPDATE mails SET state = 'dropped', ended_at = ?, problem = ? WHERE state = 'queued'`, instant(tx.Now), reason)
	return err
}

// MailQuery chooses messages of the log; what is empty chooses all.
type MailQuery struct {
	State         kpi.MailState
	Kind          kpi.MailKind
	Text          string // each of its words is in the person's name or address
	Limit, Offset int
}

func (q MailQuery) conditions() (string, []any) {
	where, args := []string{"TRUE"}, []any(nil)
	if q.State != "" {
		where, args = append(where, `m.state = ?`), append(args, string(q.State))
	}
	if q.Kind != "" {
		where, args = append(where, `m.kind = ?`), append(args, string(q.Kind))
	}
	for _, word := range SearchWords(q.Text) {
		where, args = append(where, `(instr(u.name_key, ?) > 0 OR instr(u.email_key, ?) > 0)`), append(args, word, word)
	}
	return strings.Join(where, " AND "), args
}

// LoggedMail is a message of the log, and to whom it went.
type LoggedMail struct {
	kpi.QueuedMail
	Name   string // of the person
	Handle string // of the account that it is about; "": several or none
}

// Mails reads a page of the log, latest first, and how many there are.
func (c Conn) Mails(ctx context.Context, q MailQuery) ([]LoggedMail, int, error) {
	where, args := q.conditions()
	from := `mails m`
	if q.Text != "" {
		from += ` JOIN users u ON u.id = m.user_id`
	}
	var total int
	if err := c.get(ctx, &total, `SELECT count(*) FROM `+from+` WHERE `+where, args...); err != nil {
		return nil, 0, err
	}
	var rows []struct {
		mailRow
		Name   string `db:"name"`
		Handle string `db:"handle"`
	}
	err := c.all(ctx, &rows, `SELECT `+mailColumns+`, u.name,
			coalesce((SELECT h.handle FROM account_handles h WHERE h.account_id = m.account_id ORDER BY h.from_month DESC LIMIT 1), '') AS handle
		FROM mails m JOIN users u ON u.id = m.user_id
		WHERE `+where+` ORDER BY m.id DESC LIMIT ? OFFSET ?`, append(args, q.Limit, q.Offset)...)
	if err != nil {
		return nil, 0, err
	}
	list := make([]LoggedMail, len(rows))
	for i, r := range rows {
		list[i] = LoggedMail{r.mail(), r.Name, r.Handle}
	}
	return list, total, nil
}

// CountMails says how many messages stand in each state.
func (c Conn) CountMails(ctx context.Context) (map[kpi.MailState]int, error) {
	var rows []struct {
		State kpi.MailState `db:"state"`
		N     int           `db:"n"`
	}
	if err := c.all(ctx, &rows, `SELECT state, count(*) AS n FROM mails GROUP BY state`); err != nil {
		return nil, err
	}
	counts := make(map[kpi.MailState]int, len(rows))
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, nil
}

// LatestMailProblem is what the server answered last to a message that still
// waits; "": nothing was wrong.
func (c Conn) LatestMailProblem(ctx context.Context) (string, error) {
	var problems []string
	err := c.all(ctx, &problems, `SELECT problem FROM mails WHERE state = 'queued' AND problem <> '' ORDER BY next_at DESC LIMIT 1`)
	if err != nil || len(problems) == 0 {
		return "", err
	}
	return problems[0], nil
}

// CountUnapprovedMails counts the messages that wait and are no security
// messages.
func (c Conn) CountUnapprovedMails(ctx context.Context) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM mails m WHERE m.state = 'queued' AND NOT `+securityFirst)
	return n, err
}

// QueueMailAgain lets a message wait again, with a new end, and writes down
// that somebody wanted that.
func (tx *Tx) QueueMailAgain(ctx context.Context, q kpi.QueuedMail, expires time.Time) error {
	_, err := tx.exec(ctx, `UPDATE mails SET state = 'queued', attempts = 0, next_at = ?, expires_at = ?, ended_at = NULL, problem = '' WHERE id = ?`,
		instant(tx.Now), instant(expires), q.ID)
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "mails", SubjectID: q.ID, Field: "state", Old: string(q.State), New: string(kpi.MailQueued)})
}
