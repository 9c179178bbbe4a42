package network

// This file lists people, and gives new links to those who have not yet
// followed theirs.

import (
	"context"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// UserState says how far a person's access has come.
type UserState = store.UserState

// The states of a person's access: has signed in, has an invitation that is
// still good, has neither, is switched off.
const (
	UserActive  = store.UserActive
	UserInvited = store.UserInvited
	UserNever   = store.UserNever
	UserOff     = store.UserOff
)

// UserStates lists the states of a person's access.
var UserStates = []UserState{UserActive, UserInvited, UserNever, UserOff}

// UserOrder is the order of a list of people.
type UserOrder = store.UserOrder

// The orders of a list of people.
const (
	UsersByName   = store.UsersByName
	UsersByRole   = store.UsersByRole
	UsersByNewest = store.UsersByNewest
)

// ListedUser is a person in a list.
type ListedUser struct {
	kpi.User
	State UserState
}

// UserQuery chooses a page of people; what is empty chooses all.
type UserQuery struct {
	Text     string // each of its words is in the name or address; accents and case don't matter
	Role     kpi.Role
	Entity   string // path; those below it too
	State    UserState
	Order    UserOrder
	Page     int // from 1
	PageSize int // default 100
}

// UserPage is a page of people.
type UserPage struct {
	Users          []ListedUser
	Total          int // that the query chooses
	Page, PageSize int
	Unaccepted     int // people, on no page in particular, who have not chosen a password
}

// Pages returns the number of pages, at least 1.
func (p UserPage) Pages() int { return max(1, (p.Total+p.PageSize-1)/p.PageSize) }

// Users lists people. A page beyond the last is the last.
// Errors: CodeForbidden but for administrators.
func (n *Network) Users(ctx context.Context, who kpi.Who, q UserQuery) (page UserPage, err error) {
	if err := mayManagePeople(who); err != nil {
		return UserPage{}, err
	}
	page = UserPage{Page: max(1, q.Page), PageSize: q.PageSize}
	if page.PageSize <= 0 {
		page.PageSize = 100
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		query := store.UserQuery{Text: q.Text, Role: q.Role, State: q.State, Now: n.now(), Order: q.Order, Limit: page.PageSize}
		if q.Entity != "" {
			if query.Entity, err = c.EntityByPath(ctx, q.Entity); kpi.CodeOf(err) == kpi.CodeNotFound {
				query.Entity = -1 // chooses nobody
			} else if err != nil {
				return err
			}
		}
		if page.Total, err = c.CountListed(ctx, query); err != nil {
			return err
		}
		page.Page = min(page.Page, page.Pages())
		query.Offset = (page.Page - 1) * page.PageSize
		list, err := c.Users(ctx, query)
		if err != nil {
			return err
		}
		for _, u := range list {
			page.Users = append(page.Users, ListedUser{u.User.User, u.State})
		}
		page.Unaccepted, err = c.CountUnaccepted(ctx)
		return err
	})
	return page, err
}

// RenewInvitations gives everybody who has not yet chosen a password a new
// link, good for LinkDays days; their earlier ones end.
// Errors: CodeForbidden but for administrators.
func (n *Network) RenewInvitations(ctx context.Context, who kpi.Who) (invitations []Invitation, err error) {
	if err := mayManagePeople(who); err != nil {
		return nil, err
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		users, err := tx.UnacceptedUsers(ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			i, err := n.addLink(ctx, tx, u.User)
			if err != nil {
				return err
			}
			invitations = append(invitations, i)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return invitations, nil
}
