package store

// This file makes accounts and changes what of them is not dated; what is
// dated stands in account_handle.go, account_grouping.go and account_state.go.

import (
	"context"

	"portevoix/internal/kpi"
)

// NewAccount is an account to add.
type NewAccount struct {
	Platform   kpi.ID
	Handle     string
	HandleFrom kpi.Month // first month of the handle; zero: since always
	TakeOver   bool      // the handle may be another account's, which then loses it from HandleFrom on
	ExternalID string    // the platform's own lasting id, "" where not known
	Persona    string
	Color      string // #rrggbb; "": one is chosen by id
	Sphere     kpi.ID // 0: in none
	Range      kpi.ID
	Entity     kpi.ID
	// States of the life cycle, in order. Each holds until the next begins:
	// Until is not looked at. May be empty.
	States []kpi.AccountPeriod
	// FromImport says that a figures file created it: its beginning moves
	// with ExtendAccountToPast.
	FromImport bool
}

// avatarColors are readable under white initials (each at least 4.5:1) and
// told apart side by side.
var avatarColors = [...]string{
	"#1f5fa8", "#a8432d", "#2c7a4b", "#7a4aa0", "#8a6100", "#0f7080", "#b03a6b", "#4f5d75",
	"#3c54c4", "#8c4a1f", "#5b7018", "#94379c", "#00695c", "#c0392b", "#5d4fb3", "#6b5b4a",
}

// AvatarColor is the colour of an account's avatar where none was chosen.
func AvatarColor(account kpi.ID) string {
	return avatarColors[uint64(account-1)%uint64(len(avatarColors))]
}

// AddAccount makes an account.
// Errors: kpi.CodeConflict, key "account.handle_taken" where another account
// of the platform has the handle, "account.id_taken" where one has the
// external id.
func (tx *Tx) AddAccount(ctx context.Context, a NewAccount) (kpi.ID, error) {
	tx.touch(crowdStamp)
	id, err := tx.insert(ctx, `INSERT INTO accounts (platform_id, external_id, persona, persona_key, color, from_import, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`, a.Platform, nullText(a.ExternalID), displayed(a.Persona), kpi.Fold(a.Persona),
		a.Color, a.FromImport, instant(tx.Now))
	if kpi.CodeOf(err) == kpi.CodeConflict {
		return 0, &kpi.Error{Code: kpi.CodeConflict, Key: "account.id_taken", Args: kpi.Args{"id": a.ExternalID}, Err: err}
	}
	if err != nil {
		return 0, err
	}
	if a.Color == "" {
		if _, err := tx.exec(ctx, `UPDATE accounts SET color = ? WHERE id = ?`, AvatarColor(id), id); err != nil {
			return 0, err
		}
	}
	if err := tx.addAccountRows(ctx, id, a); err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: id, Field: "created", New: displayed(a.Handle)})
}

// addAccountRows writes the dated rows of a new account.
func (tx *Tx) addAccountRows(ctx context.Context, id kpi.ID, a NewAccount) error {
	from := a.HandleFrom
	if from == 0 {
		from = kpi.FirstMonth
	}
	handles, err := tx.handlesWith(ctx, id, a.Platform, nil, from, displayed(a.Handle), a.TakeOver)
	if err != nil {
		return err
	}
	if err := tx.putHandles(ctx, id, handles); err != nil {
		return err
	}
	place := grouping{a.Sphere, a.Range, a.Entity}
	if err := tx.putGroupings(ctx, id, []dated[kpi.Month, grouping]{{From: kpi.FirstMonth, Value: place}}); err != nil {
		return err
	}
	var states []dated[kpi.Day, lifeState]
	for _, p := range a.States {
		states = setFrom(states, dated[kpi.Day, lifeState]{From: p.From, Value: lifeState{p.State, p.Reason, p.Review}})
	}
	return tx.putStates(ctx, id, states)
}

// SetPersona gives an account another public name.
func (tx *Tx) SetPersona(ctx context.Context, account kpi.ID, persona string) (changed bool, err error) {
	tx.touch(crowdStamp)
	persona = displayed(persona)
	var old string
	if err := tx.get(ctx, &old, `SELECT persona FROM accounts WHERE id = ?`, account); err != nil || old == persona {
		return false, err
	}
	if _, err := tx.exec(ctx, `UPDATE accounts SET persona = ?, persona_key = ? WHERE id = ?`, persona, kpi.Fold(persona), account); err != nil {
		return false, err
	}
	return true, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "persona", Old: old, New: persona})
}

// SetExternalID writes the platform's own id of an account; "" forgets it.
// Errors: kpi.CodeConflict, key "account.id_taken".
func (tx *Tx) SetExternalID(ctx context.Context, account kpi.ID, externalID string) (changed bool, err error) {
	var old string
	if err := tx.get(ctx, &old, `SELECT coalesce(external_id, '') FROM accounts WHERE id = ?`, account); err != nil || old == externalID {
		return false, err
	}
	_, err = tx.exec(ctx, `UPDATE accounts SET external_id = ? WHERE id = ?`, nullText(externalID), account)
	if kpi.CodeOf(err) == kpi.CodeConflict {
		return false, &kpi.Error{Code: kpi.CodeConflict, Key: "account.id_taken", Args: kpi.Args{"id": externalID}, Err: err}
	}
	if err != nil {
		return false, err
	}
	return true, tx.AddChange(ctx, Change{Subject: "accounts", SubjectID: account, Field: "external_id", Old: old, New: externalID})
}

// ExtendAccountToPast makes an account known from an earlier month on, because
// figures of it came in: its first handle begins there, as far as no other
// account had it, and an account that a figures file created is active from
// there. Where it was known already nothing changes.
func (tx *Tx) ExtendAccountToPast(ctx context.Context, account kpi.ID, month kpi.Month) (changed bool, err error) {
	extended, err := tx.extendHandle(ctx, account, month)
	if err != nil {
		return false, err
	}
	var fromImport bool
	if err := tx.get(ctx, &fromImport, `SELECT from_import FROM accounts WHERE id = ?`, account); err != nil || !fromImport {
		return extended, err
	}
	rows, err := tx.states(ctx, account)
	if err != nil || (len(rows) > 0 && rows[0].From <= month.FirstDay()) {
		return extended, err
	}
	earlier, err := tx.SetAccountState(ctx, account, month.FirstDay(), kpi.AccountActive, "", 0)
	return extended || earlier, err
}
