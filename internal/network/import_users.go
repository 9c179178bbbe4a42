package network

// This file reads a users file: people who are invited together.

import (
	"context"
	"errors"

	"portevoix/internal/exchange"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// ImportUsers reads a users file, for administrators, and gives each new
// person an invitation. People who are known already are left as they are,
// with a notice. Problems and dry runs as in ImportFigures.
func (n *Network) ImportUsers(ctx context.Context, who kpi.Who, file File, dryRun bool) (result ImportResult, invitations []Invitation, err error) {
	if err := mayManagePeople(who); err != nil {
		return ImportResult{}, nil, err
	}
	hash, err := fileHash(file)
	if err != nil {
		return ImportResult{}, nil, err
	}
	table, err := exchange.Open(file, importLimits(who))
	if err != nil {
		return ImportResult{}, nil, err
	}
	defer func() { err = errors.Join(err, table.Close()) }()
	rows, problems, notices, err := exchange.ReadUsers(table)
	if err != nil {
		return ImportResult{}, nil, err
	}
	result = ImportResult{Rows: table.Rows(), Problems: problems, Notices: notices}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if invitations, err = result.inviteAll(ctx, tx, rows); err != nil {
			return err
		}
		if err := result.commit(dryRun); err != nil {
			return err
		}
		result.ID, err = tx.AddImport(ctx, store.Import{Kind: "users", Filename: file.Name, SHA256: hash, Rows: result.Rows,
			Created: result.Created, Unchanged: result.Unchanged})
		return err
	})
	if result, err = result.finish(dryRun, err); err != nil || dryRun {
		return result, nil, err
	}
	return result, invitations, nil
}

// inviteAll adds the people of the rows who are not known.
func (r *ImportResult) inviteAll(ctx context.Context, tx *store.Tx, rows []exchange.UserRow) ([]Invitation, error) {
	var invitations []Invitation
	lines := map[string]int{}
	for _, row := range rows {
		user := kpi.User{Email: row.Email, Name: row.Name, Role: row.Role, Entity: row.Entity, Locale: row.Locale}
		key := kpi.Fold(row.Email)
		if line, twice := lines[key]; twice {
			r.problem(row.Line, exchange.FieldEmail, row.Email, "import.person_twice", "line", lineText(int32(line)))
			continue
		}
		lines[key] = row.Line
		if _, err := tx.UserByEmail(ctx, row.Email); err == nil {
			r.Unchanged++
			r.notice(row.Line, exchange.FieldEmail, "import.person_known", "email", row.Email)
			continue
		} else if kpi.CodeOf(err) != kpi.CodeNotFound {
			return nil, err
		}
		faults := checkPerson(&user)
		more, err := checkAgainstOthers(ctx, tx.Conn, &user)
		if err != nil {
			return nil, err
		}
		if faults = append(faults, more...); len(faults) > 0 {
			for _, f := range faults {
				f.Line = row.Line
				r.Problems = append(r.Problems, f)
			}
			continue
		}
		invitation, err := addPerson(ctx, tx, user, "")
		if err != nil {
			return nil, err
		}
		invitations = append(invitations, invitation)
		r.Created++
	}
	return invitations, nil
}
