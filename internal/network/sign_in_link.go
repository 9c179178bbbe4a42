package network

// This file is the links of messages that open one's own filings of a month
// without a password, and nothing else.

import (
	"context"
	"encoding/hex"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// How long a link to one's filings holds: one that was asked for, and one in
// a reminder.
const (
	askedLinkLifetime    = 24 * time.Hour
	reminderLinkLifetime = 7 * 24 * time.Hour
)

// FilingLink is what a link to one's filings opens.
type FilingLink struct {
	User     kpi.User
	Month    kpi.Month
	Accounts []kpi.Account // that the person files for in the month
	Until    time.Time     // in the installation's zone
}

// addFilingLink makes a link to a person's filings of a month; the token goes
// into the message and is kept nowhere.
func addFilingLink(ctx context.Context, tx *store.Tx, user kpi.ID, month kpi.Month, lifetime time.Duration) (token string, until time.Time, err error) {
	token, hash := newToken()
	until = tx.Now.Add(lifetime)
	return token, until, tx.AddFilingLink(ctx, hash, store.FilingLink{User: user, Month: month, ExpiresAt: until})
}

// FilingLink says what a link to one's filings opens.
// Errors: CodeNotFound, key "sign_in_link.gone", where it opens nothing, or
// no longer.
func (n *Network) FilingLink(ctx context.Context, token string) (link FilingLink, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		link, err = n.filingLink(ctx, c, hashToken(token))
		return err
	})
	return link, err
}

func (n *Network) filingLink(ctx context.Context, c store.Conn, hash []byte) (FilingLink, error) {
	l, u, err := n.standingLink(ctx, c, hash)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return FilingLink{}, kpi.NotFound("sign_in_link.gone")
	}
	if err != nil {
		return FilingLink{}, err
	}
	link := FilingLink{User: u.User, Month: l.Month, Until: l.ExpiresAt.In(n.location())}
	desk, err := n.deskOf(ctx, c, kpi.Who{User: u.User}, l.Month)
	for _, d := range desk {
		link.Accounts = append(link.Accounts, d.Account)
	}
	return link, err
}

// standingLink reads a link to filings that still holds, and whose it is.
// Errors: CodeNotFound.
func (n *Network) standingLink(ctx context.Context, c store.Conn, hash []byte) (store.FilingLink, store.User, error) {
	l, err := c.FilingLink(ctx, hash)
	if err != nil {
		return l, store.User{}, err
	}
	if !n.now().Before(l.ExpiresAt) {
		return l, store.User{}, kpi.NotFound("error.not_found")
	}
	u, err := c.User(ctx, l.User)
	if err == nil && !u.DisabledAt.IsZero() {
		err = kpi.NotFound("error.not_found")
	}
	return l, u, err
}

// FilingSession is what a browser's session keeps of the link that opened it.
func FilingSession(token string) string { return hex.EncodeToString(hashToken(token)) }

// WhoByLink is the person of a session that a link to their filings opened.
// Whatever their role is, they have no more rights than somebody who files for
// accounts. The session ends with the link: when it expires, when the person
// has another password, and when they are switched off.
// Errors: CodeUnauthenticated.
func (n *Network) WhoByLink(ctx context.Context, session string) (kpi.Who, error) {
	hash, err := hex.DecodeString(session)
	if err != nil {
		return kpi.Who{}, kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	l, u, err := n.standingLink(ctx, n.db.Conn, hash)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return kpi.Who{}, kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	if err != nil {
		return kpi.Who{}, err
	}
	u.Role, u.EntityID, u.Entity = kpi.RoleContributor, 0, ""
	return kpi.Who{User: u.User, Channel: kpi.ChannelForm, LinkMonth: l.Month}, nil
}

// OpenByLink refuses what is not the filing of an account that a person files
// for in the month of their link; account 0 is all of them together, month 0
// is that of the link.
// Errors: CodeNotFound.
func (n *Network) OpenByLink(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) error {
	if !month.IsZero() && month != who.LinkMonth {
		return kpi.NotFound("error.not_found")
	}
	if account == 0 {
		return nil
	}
	mine, err := holdsIn(ctx, n.db.Conn, who.User.ID, account, who.LinkMonth)
	if err == nil && !mine {
		return kpi.NotFound("error.not_found")
	}
	return err
}
