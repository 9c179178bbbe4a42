package store

// This file corrects the days of holders and deputies, and finds people to
// choose them from.

import (
	"context"
	"strings"

	"portevoix/internal/kpi"
)

// SetHoldingDays moves the days of a holder or deputy; until 0 leaves the end
// open. Whether two holders overlap is not checked.
// Errors: kpi.CodeNotFound.
func (tx *Tx) SetHoldingDays(ctx context.Context, id kpi.ID, from, until kpi.Day) (changed bool, err error) {
	rows, err := tx.holders(ctx, `h.id = ?`, id)
	if err != nil {
		return false, err
	}
	if len(rows) == 0 {
		return false, kpi.NotFound("error.not_found")
	}
	h := rows[0]
	if h.From == from && h.Until == until {
		return false, nil
	}
	if _, err := tx.exec(ctx, `UPDATE account_holders SET from_day = ?, until_day = ? WHERE id = ?`, from, until, id); err != nil {
		return false, err
	}
	tx.touch(holderStamp)
	about := Change{Subject: "accounts", SubjectID: h.Account, Since: min(h.From, from).String()}
	return true, tx.addChanges(ctx, about,
		field{string(h.Role) + "_from", h.From.String(), from.String()},
		field{string(h.Role) + "_until", h.Until.String(), until.String()})
}

// FoundUser is a person whom a search found.
type FoundUser struct {
	ID    kpi.ID   `db:"id"`
	Name  string   `db:"name"`
	Email string   `db:"email"`
	Role  kpi.Role `db:"role"`
}

// FindUsers finds people who may sign in, by name, each word of the text being
// somewhere in their name or address; limit at most.
func (c Conn) FindUsers(ctx context.Context, text string, limit int) ([]FoundUser, error) {
	where, args := []string{`disabled_at IS NULL`}, []any(nil)
	for _, word := range SearchWords(text) {
		where, args = append(where, `(instr(name_key, ?) > 0 OR instr(email_key, ?) > 0)`), append(args, word, word)
	}
	// Read in the order of the table: in that of the index by name each row would
	// be looked up by itself, which is slow where few are found.
	var found []FoundUser
	return found, c.all(ctx, &found, `SELECT id, name, email, role FROM users WHERE `+strings.Join(where, " AND ")+
		` ORDER BY +name_key, id LIMIT ?`, append(args, limit)...)
}
