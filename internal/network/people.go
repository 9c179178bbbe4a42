package network

// This file is the people who may sign in: who they are, and who may change
// that.

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// NewUser is a person to add.
type NewUser struct {
	Email, Name string
	Role        kpi.Role
	Entity      string // path, "" for all
	Locale      string
	Password    string // "" sends an invitation
	Arrived     bool   // counts as somebody who has signed in before: of examples
}

// Bounds of what people type about themselves.
const (
	longestName  = 120
	longestEmail = 254
)

// mayManagePeople is the right of administrators and of the command line.
func mayManagePeople(who kpi.Who) error {
	if who.Is(kpi.RoleAdmin) {
		return nil
	}
	return kpi.Forbidden("people.admins_only")
}

// checkPerson tidies a person's name and address, and says what is wrong.
func checkPerson(u *kpi.User) []kpi.FieldError {
	u.Email, u.Name = strings.TrimSpace(u.Email), strings.Join(strings.Fields(u.Name), " ")
	var fields []kpi.FieldError
	address, err := mail.ParseAddress(u.Email)
	if err != nil || address.Address != u.Email || len(u.Email) > longestEmail {
		fields = append(fields, kpi.Field("email", "people.email", "value", u.Email))
	}
	if u.Name == "" {
		fields = append(fields, kpi.Field("name", "people.name_missing"))
	} else if utf8.RuneCountInString(u.Name) > longestName {
		fields = append(fields, kpi.Field("name", "people.name_long", "most", longestName))
	}
	if !u.Role.Valid() {
		fields = append(fields, kpi.Field("role", "people.role", "value", string(u.Role)))
	}
	if u.Locale != "" && u.Locale != "fr" && u.Locale != "en" {
		fields = append(fields, kpi.Field("locale", "people.locale", "value", u.Locale))
	}
	return fields
}

// AddUser adds a person, with a password or with the link under which they
// choose one.
// Errors: CodeForbidden but for administrators; CodeInvalid with the fields
// email, name, role, entity, locale and password.
func (n *Network) AddUser(ctx context.Context, who kpi.Who, u NewUser) (Invitation, error) {
	if err := mayManagePeople(who); err != nil {
		return Invitation{}, err
	}
	user := kpi.User{Email: u.Email, Name: u.Name, Role: u.Role, Entity: u.Entity, Locale: u.Locale}
	fields := checkPerson(&user)
	var hash string
	if u.Password != "" {
		settings, err := n.Settings(ctx)
		if err != nil {
			return Invitation{}, err
		}
		fields = append(fields, checkPassword("password", u.Password, user.Name, user.Email, settings.NetworkName)...)
		if len(fields) == 0 {
			if hash, err = hashPassword(ctx, u.Password); err != nil {
				return Invitation{}, err
			}
		}
	}
	var invitation Invitation
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		more, err := checkAgainstOthers(ctx, tx.Conn, &user)
		if fields = append(fields, more...); err != nil || len(fields) > 0 {
			return orInvalid(err, fields)
		}
		if invitation, err = n.addPerson(ctx, tx, user, hash); err != nil || !u.Arrived {
			return err
		}
		return tx.NoteSignIn(ctx, invitation.User.ID)
	})
	return invitation, err
}

// checkAgainstOthers finds the person's entity, and somebody with the same
// address.
func checkAgainstOthers(ctx context.Context, c store.Conn, u *kpi.User) ([]kpi.FieldError, error) {
	var fields []kpi.FieldError
	if strings.TrimSpace(u.Entity) != "" {
		id, err := c.EntityByPath(ctx, u.Entity)
		switch {
		case kpi.CodeOf(err) == kpi.CodeNotFound:
			fields = append(fields, kpi.Field("entity", "people.entity_unknown", "value", u.Entity))
		case err != nil:
			return nil, err
		}
		u.EntityID = id
	}
	other, err := c.UserByEmail(ctx, u.Email)
	switch {
	case err == nil && other.ID != u.ID:
		fields = append(fields, kpi.Field("email", "people.email_taken", "value", u.Email))
	case err != nil && kpi.CodeOf(err) != kpi.CodeNotFound:
		return nil, err
	}
	return fields, nil
}

func orInvalid(err error, fields []kpi.FieldError) error {
	if err != nil {
		return err
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
}

// addPerson writes a checked person down, and their link where they have no
// password.
func (n *Network) addPerson(ctx context.Context, tx *store.Tx, u kpi.User, hash string) (Invitation, error) {
	id, err := tx.AddUser(ctx, store.User{User: u, PasswordHash: hash})
	if err != nil {
		return Invitation{}, err
	}
	added, err := tx.User(ctx, id)
	if err != nil || hash != "" {
		return Invitation{User: added.User}, err
	}
	return n.addLink(ctx, tx, added.User)
}

// UserChange is who a person is to be from now on.
type UserChange struct {
	Email, Name string
	Role        kpi.Role
	Entity      string // path, "" for all
}

// ChangeUser changes a person's name, address, role and part of the tree; the
// change holds for sessions that are open.
// Errors: CodeForbidden but for administrators; CodeInvalid with the fields
// email, name, role and entity, and for the last administrator's role.
func (n *Network) ChangeUser(ctx context.Context, who kpi.Who, user kpi.ID, change UserChange) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	u := kpi.User{ID: user, Email: change.Email, Name: change.Name, Role: change.Role, Entity: change.Entity}
	fields := checkPerson(&u)
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		before, err := present(tx.User(ctx, user))
		if err != nil {
			return err
		}
		more, err := checkAgainstOthers(ctx, tx.Conn, &u)
		if fields = append(fields, more...); err != nil || len(fields) > 0 {
			return orInvalid(err, fields)
		}
		if before.Role == kpi.RoleAdmin && u.Role != kpi.RoleAdmin && before.DisabledAt.IsZero() {
			if last, err := lastAdmin(ctx, tx.Conn); err != nil || last {
				return orInvalid(err, []kpi.FieldError{kpi.Field("role", "people.last_admin_role")})
			}
		}
		return tx.UpdateUser(ctx, u)
	})
}

// lastAdmin reports whether there is no second administrator.
func lastAdmin(ctx context.Context, c store.Conn) (bool, error) {
	admins, err := c.CountUsers(ctx, kpi.RoleAdmin)
	return admins < 2, err
}

// SwitchOff keeps a person from signing in; their sessions, links and tokens
// end at once. What they did stays.
// Errors: CodeForbidden but for administrators; CodeInvalid for oneself and
// for the last administrator.
func (n *Network) SwitchOff(ctx context.Context, who kpi.Who, user kpi.ID) error {
	return n.setDisabled(ctx, who, user, n.now())
}

// SwitchOn lets a person sign in again, with the password they had.
// Errors: CodeForbidden but for administrators.
func (n *Network) SwitchOn(ctx context.Context, who kpi.Who, user kpi.ID) error {
	return n.setDisabled(ctx, who, user, time.Time{})
}

func (n *Network) setDisabled(ctx context.Context, who kpi.Who, user kpi.ID, at time.Time) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		u, err := present(tx.User(ctx, user))
		if err != nil || u.DisabledAt.IsZero() == at.IsZero() {
			return err
		}
		if !at.IsZero() && u.ID == who.User.ID {
			return kpi.Invalid("people.not_oneself")
		}
		if !at.IsZero() && u.Role == kpi.RoleAdmin {
			last, err := lastAdmin(ctx, tx.Conn)
			if err != nil {
				return err
			}
			if last {
				return kpi.Invalid("people.last_admin")
			}
		}
		return tx.SetDisabled(ctx, user, at)
	})
}

// SetLocale keeps the language that the person who asks chose, "" for the
// browser's.
// Errors: CodeInvalid for a language there is not.
func (n *Network) SetLocale(ctx context.Context, who kpi.Who, locale string) error {
	if !slices.Contains([]string{"", "fr", "en"}, locale) {
		return kpi.Invalid("people.locale", "value", locale)
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error { return tx.SetLocale(ctx, who.User.ID, locale) })
}

// User is a person, for administrators.
// Errors: CodeForbidden, CodeNotFound.
func (n *Network) User(ctx context.Context, who kpi.Who, id kpi.ID) (kpi.User, error) {
	if err := mayManagePeople(who); err != nil {
		return kpi.User{}, err
	}
	u, err := present(n.db.User(ctx, id))
	return u.User, err
}

// present turns somebody who was erased into nobody.
func present(u store.User, err error) (store.User, error) {
	if err == nil && u.Erased() {
		return store.User{}, kpi.NotFound("error.not_found")
	}
	return u, err
}

// UserByID is a person, as the program itself needs them.
// Errors: CodeNotFound.
func (n *Network) UserByID(ctx context.Context, id kpi.ID) (kpi.User, error) {
	u, err := n.db.User(ctx, id)
	return u.User, err
}

// EntityPaths lists the entities that a person may be limited to.
// Errors: CodeForbidden but for administrators.
func (n *Network) EntityPaths(ctx context.Context, who kpi.Who) ([]string, error) {
	if err := mayManagePeople(who); err != nil {
		return nil, err
	}
	groups, err := n.db.Groups(ctx)
	paths := make([]string, len(groups.Entities))
	for i, e := range groups.Entities {
		paths[i] = e.Name
	}
	return paths, err
}

// DemoUsers lists one person of each role, to be signed in by a button: in a
// demo only, elsewhere nobody.
func (n *Network) DemoUsers(ctx context.Context) ([]kpi.User, error) {
	settings, err := n.Settings(ctx)
	if err != nil || !settings.Demo {
		return nil, err
	}
	list, err := n.db.FirstOfEachRole(ctx)
	users := make([]kpi.User, 0, len(list))
	for _, role := range kpi.Roles {
		for _, u := range list {
			if u.Role == role {
				users = append(users, u.User)
			}
		}
	}
	return users, err
}

// SignInDemo is the person of a role in a demo.
// Errors: CodeNotFound elsewhere.
func (n *Network) SignInDemo(ctx context.Context, role kpi.Role) (kpi.User, error) {
	users, err := n.DemoUsers(ctx)
	if err != nil {
		return kpi.User{}, err
	}
	for _, u := range users {
		if u.Role == role {
			return u, n.noteSignIn(ctx, u)
		}
	}
	return kpi.User{}, kpi.NotFound("error.not_found")
}
