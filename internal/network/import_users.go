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
	if dryRun { // looks only: a long list keeps nobody from writing
		err = n.db.Snapshot(ctx, func(c store.Conn) error {
			_, err := result.inviteAll(ctx, c, rows, func(u kpi.User) (Invitation, error) { return Invitation{User: u}, nil })
			return err
		})
		result, err = result.finish(dryRun, err)
		return result, nil, err
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		invitations, err = result.inviteAll(ctx, tx.Conn, rows, func(u kpi.User) (Invitation, error) { return n.addPerson(ctx, tx, u, "") })
		if err != nil {
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
func (r *ImportResult) inviteAll(ctx context.Context, c store.Conn, rows []exchange.UserRow, add func(kpi.User) (Invitation, error)) ([]Invitation, error) {
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
		if _, err := c.UserByEmail(ctx, row.Email); err == nil {
			r.Unchanged++
			r.notice(row.Line, exchange.FieldEmail, "import.person_known", "email", row.Email)
			continue
		} else if kpi.CodeOf(err) != kpi.CodeNotFound {
			return nil, err
		}
		faults := checkPerson(&user)
		more, err := checkAgainstOthers(ctx, c, &user)
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
		invitation, err := add(user)
		if err != nil {
			return nil, err
		}
		invitations = append(invitations, invitation)
		r.Created++
	}
	return invitations, nil
}
