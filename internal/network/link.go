package network

// This file is one-time links: the first administrator, invitations, new
// passwords.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// The kinds of one-time links.
const (
	LinkSetup      = "setup"
	LinkInvitation = "invitation"
	LinkPassword   = "password"
)

// LinkDays is for how many days a link is good.
const LinkDays = 7

const linkLifetime = LinkDays * 24 * time.Hour

// Invitation is a one-time link's token for a person.
type Invitation struct {
	User   kpi.User
	Token  string // goes into /links/TOKEN; "" where a password was given
	Mailed bool   // a message brings them a link of its own
}

// Link is what a one-time link is good for.
type Link struct {
	Kind string   // LinkSetup, LinkInvitation or LinkPassword
	User kpi.User // zero for setup
	// Opens says that the link signs its person in as it is: passwords are
	// switched off, and administrators keep this way in.
	Opens bool
}

// SetupLink makes the one-time link of the first administrator, where nobody
// is there yet; earlier ones end.
func (n *Network) SetupLink(ctx context.Context) (token string, needed bool, err error) {
	token, hash := newToken()
	err = n.db.Write(ctx, n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		users, err := tx.CountUsers(ctx, "")
		if needed = err == nil && users == 0; !needed {
			return err
		}
		return tx.AddLink(ctx, hash, store.Link{Kind: LinkSetup, ExpiresAt: tx.Now.Add(linkLifetime)})
	})
	if err != nil || !needed {
		return "", false, err
	}
	return token, true, nil
}

// NewLink makes a link under which a person chooses a new password, or their
// first; their earlier links end, their password holds until it is used.
// Errors: CodeForbidden but for administrators; CodeInvalid for a person who
// is switched off.
func (n *Network) NewLink(ctx context.Context, who kpi.Who, user kpi.ID) (Invitation, error) {
	if err := mayManagePeople(who); err != nil {
		return Invitation{}, err
	}
	var invitation Invitation
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		u, err := tx.User(ctx, user)
		if err != nil {
			return err
		}
		if !u.DisabledAt.IsZero() {
			return kpi.Invalid("people.switched_off", "email", u.Email)
		}
		invitation, err = n.addLink(ctx, tx, u.User)
		return err
	})
	return invitation, err
}

// addLink makes a person's link. Where mail is sent, they get another one by
// mail: both hold, and end with the first that is used.
func (n *Network) addLink(ctx context.Context, tx *store.Tx, u kpi.User) (Invitation, error) {
	kind, told := LinkInvitation, kpi.MailInvitation
	if u.HasPassword {
		kind, told = LinkPassword, kpi.MailPassword
	}
	mailed, err := n.sendsMail(ctx, tx.Conn)
	if err != nil {
		return Invitation{}, err
	}
	if err := n.tellByMail(ctx, tx, kpi.Mail{Key: string(told) + "/" + u.ID.String() + "/batch/" + tx.Batch.String(), Kind: told, User: u.ID}); err != nil {
		return Invitation{}, err
	}
	token, hash := newToken()
	err = tx.AddLink(ctx, hash, store.Link{Kind: kind, User: u.ID, ExpiresAt: tx.Now.Add(linkLifetime)})
	return Invitation{u, token, mailed}, err
}

// Link says what a link is good for.
// Errors: CodeNotFound, key "people.link_gone", where it is not, or no longer;
// CodeForbidden, key "single_sign_on.no_passwords", where passwords are switched
// off and its person is no administrator.
func (n *Network) Link(ctx context.Context, token string) (Link, error) {
	return n.readLink(ctx, n.db.Conn, hashToken(token))
}

func (n *Network) readLink(ctx context.Context, c store.Conn, hash []byte) (Link, error) {
	gone := kpi.NotFound("people.link_gone")
	l, err := c.Link(ctx, hash)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return Link{}, gone
	}
	if err != nil {
		return Link{}, err
	}
	if l.Used || !n.now().Before(l.ExpiresAt) {
		return Link{}, gone
	}
	if l.Kind == LinkSetup {
		return Link{Kind: l.Kind}, nil
	}
	u, err := c.User(ctx, l.User)
	if err != nil {
		return Link{}, err
	}
	if !u.DisabledAt.IsZero() {
		return Link{}, gone
	}
	off, err := n.passwordsOff(ctx, c)
	if err == nil && off && u.Role != kpi.RoleAdmin {
		return Link{}, kpi.Forbidden("single_sign_on.no_passwords")
	}
	return Link{Kind: l.Kind, User: u.User, Opens: off}, err
}

// UseLink sets the password that a link allows, once; email and name are
// those of the first administrator, for setup only.
// Where the link opens as it is, it signs in and sets nothing.
// Errors: as Link; CodeInvalid with the fields email, name and password.
func (n *Network) UseLink(ctx context.Context, token, email, name, password string) (kpi.User, error) {
	hash := hashToken(token)
	link, err := n.readLink(ctx, n.db.Conn, hash)
	if err != nil {
		return kpi.User{}, err
	}
	if link.Opens {
		return n.openByLink(ctx, hash)
	}
	user := link.User
	var fields []kpi.FieldError
	if link.Kind == LinkSetup {
		user = kpi.User{Role: kpi.RoleAdmin, Email: email, Name: name}
		fields = checkPerson(&user)
	}
	settings, err := n.Settings(ctx)
	if err != nil {
		return kpi.User{}, err
	}
	fields = append(fields, checkPassword("password", password, user.Name, user.Email, settings.NetworkName)...)
	if len(fields) > 0 {
		return kpi.User{}, &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	secret, err := hashPassword(ctx, password)
	if err != nil {
		return kpi.User{}, err
	}
	who := kpi.Who{User: user, Channel: kpi.ChannelForm}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		// Again, now that nobody else can use it.
		if _, err := n.readLink(ctx, tx.Conn, hash); err != nil {
			return err
		}
		if err := tx.EndLinks(ctx, user.ID); err != nil {
			return err
		}
		if link.Kind != LinkSetup {
			if err := tx.NoteSignIn(ctx, user.ID); err != nil { // the link signs them in
				return err
			}
			return tx.SetPassword(ctx, user.ID, secret)
		}
		if users, err := tx.CountUsers(ctx, ""); err != nil || users > 0 {
			return orGone(err)
		}
		if user.ID, err = tx.AddUser(ctx, store.User{User: user, PasswordHash: secret}); err != nil {
			return err
		}
		return tx.NoteSignIn(ctx, user.ID)
	})
	if err != nil {
		return kpi.User{}, err
	}
	return n.UserByID(ctx, user.ID)
}

// openByLink uses up a link that signs its person in as it is.
func (n *Network) openByLink(ctx context.Context, hash []byte) (kpi.User, error) {
	var user kpi.User
	who := kpi.Who{System: true, Channel: kpi.ChannelForm}
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		link, err := n.readLink(ctx, tx.Conn, hash)
		if err != nil {
			return err
		}
		if user = link.User; !link.Opens {
			return kpi.NotFound("people.link_gone")
		}
		if err := tx.EndLinks(ctx, user.ID); err != nil {
			return err
		}
		if err := tx.AddChange(ctx, store.Change{Subject: "users", SubjectID: user.ID, Field: "link_used"}); err != nil {
			return err
		}
		return tx.NoteSignIn(ctx, user.ID)
	})
	return user, err
}

func orGone(err error) error {
	if err != nil {
		return err
	}
	return kpi.NotFound("people.link_gone")
}
