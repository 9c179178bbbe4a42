package network

// This file lists what a person files in a month: the accounts they hold or
// deputise on a day of it, with the state of each filing.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// DeskAccount is an account that a person files for in a month.
type DeskAccount struct {
	Account      kpi.Account // as it stands in the month
	Role         kpi.HolderRole
	State        kpi.FilingState
	ReturnReason string
	Expected     bool // a filing is expected in the month
	Sent         bool // it was submitted before: completing it makes nobody late
	// Gone says that they stopped before the month ended: they may file it, and
	// it is for whoever came after them.
	Gone bool
}

// ToFile reports whether a filing is expected of the person and not there yet.
func (d DeskAccount) ToFile() bool { return d.Expected && !d.Gone && !d.State.Filed() }

// deskOf lists the accounts that a person files for in a month: those they
// hold, then those they deputise, by name and platform. What was closed before
// the month is not among them.
func (n *Network) deskOf(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month) ([]DeskAccount, error) {
	roles, stay, err := rolesIn(ctx, c, who, month)
	if err != nil || len(roles) == 0 {
		return nil, err
	}
	ids := make([]kpi.ID, 0, len(roles))
	for id := range roles {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	accounts, err := c.AccountsByID(ctx, month, ids)
	if err != nil {
		return nil, err
	}
	filings, err := c.FilingsOf(ctx, month, ids)
	if err != nil {
		return nil, err
	}
	crowd, err := c.Crowd(ctx, ids)
	if err != nil {
		return nil, err
	}
	desk := make([]DeskAccount, 0, len(ids))
	for _, id := range ids {
		filing := filings[id]
		d := DeskAccount{Account: accounts[id], Role: roles[id], State: cmp.Or(filing.State, kpi.FilingEmpty),
			ReturnReason: filing.ReturnReason, Expected: crowd.Expected(id, month), Sent: !filing.FirstSubmittedAt.IsZero(), Gone: !stay[id]}
		if d.Account.State != kpi.AccountClosed || d.Expected || filing.Version > 0 {
			desk = append(desk, d)
		}
	}
	slices.SortStableFunc(desk, func(a, b DeskAccount) int {
		return cmp.Or(-cmp.Compare(a.Role, b.Role), cmp.Compare(kpi.Fold(a.Account.Name()), kpi.Fold(b.Account.Name())),
			cmp.Compare(kpi.Fold(a.Account.Platform), kpi.Fold(b.Account.Platform)))
	})
	return desk, nil
}

// rolesIn says which accounts a person holds or deputises on any day of a month,
// whoever does both is the holder; and for which of them they stay to its end.
func rolesIn(ctx context.Context, c store.Conn, who kpi.Who, month kpi.Month) (roles map[kpi.ID]kpi.HolderRole, stay map[kpi.ID]bool, err error) {
	if who.System {
		return nil, nil, nil
	}
	rows, err := c.HeldAccounts(ctx, who.User.ID)
	roles, stay = map[kpi.ID]kpi.HolderRole{}, map[kpi.ID]bool{}
	for _, r := range rows {
		if !inMonth(r, month) {
			continue
		}
		if roles[r.Account] != kpi.Holder {
			roles[r.Account] = r.Role
		}
		stay[r.Account] = stay[r.Account] || toTheEnd(r, month)
	}
	return roles, stay, err
}

// inMonth reports whether somebody files for an account on any day of a month.
func inMonth(h store.AccountHolder, month kpi.Month) bool {
	return h.From <= month.LastDay() && (h.Until == 0 || h.Until >= month.FirstDay())
}

// toTheEnd reports whether somebody files for an account on a month's last day:
// its filing is then theirs to send.
func toTheEnd(h store.AccountHolder, month kpi.Month) bool {
	return h.From <= month.LastDay() && (h.Until == 0 || h.Until >= month.LastDay())
}

// Neighbours are the ways on from the filing of an account.
type Neighbours struct {
	Previous, Next *kpi.Account // of the person's own, in the order of the home page
	ToFile         *kpi.Account // the next of them that is still to be filed, this one left out
	Others         int          // how many of the person's own besides this one
}

func neighbours(desk []DeskAccount, id kpi.ID) Neighbours {
	at := slices.IndexFunc(desk, func(d DeskAccount) bool { return d.Account.ID == id })
	if at < 0 {
		return Neighbours{}
	}
	out := Neighbours{Others: len(desk) - 1}
	if at > 0 {
		out.Previous = &desk[at-1].Account
	}
	if at+1 < len(desk) {
		out.Next = &desk[at+1].Account
	}
	for step := 1; step < len(desk); step++ {
		if d := &desk[(at+step)%len(desk)]; d.ToFile() {
			out.ToFile = &d.Account
			break
		}
	}
	return out
}
