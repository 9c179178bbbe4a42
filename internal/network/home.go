package network

// This file gathers what an ambassador's home page shows: what is to be filed,
// for which month, until when, and how their accounts go.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// openMonths is how many months back those that stayed empty are offered.
const openMonths = 12

// Home is the home page of a person who holds or deputises accounts.
type Home struct {
	Month    kpi.Month // that is being filed: the one before the current one
	Due      kpi.Day   // of Month
	Late     bool      // Due is over and something was never submitted
	Overdue  bool      // Due is over
	Lock     *kpi.Lock // of Month
	ToFile   int       // accounts still to be filed for Month
	Expected int       // accounts expected to be filed for Month
	Next     *kpi.Account
	Accounts []HomeAccount
	Current  kpi.Month // the month still going on
	Asked    []kpi.Account
	Told     []Told // changes of others that the person has not seen yet
	// Questions wait for the person: to be answered, or answered to be read.
	Questions []Question
	Network   bool // the network's totals are open to the person
}

// HomeAccount is one account on the home page.
type HomeAccount struct {
	DeskAccount
	Files    bool // the person files Month for it; else they begin in the current month
	Answered int  // figures of Month answered
	Figures  int  // figures of Month asked
	Trend    analytics.Trend
	Open     []kpi.Month // earlier months that are expected, not filed and not locked, latest first
}

// Home reads the home page of a person. Whoever files for nothing has no
// accounts on it.
func (n *Network) Home(ctx context.Context, who kpi.Who) (Home, error) {
	home := Home{Current: n.CurrentMonth(), Month: n.CurrentMonth().Add(-1),
		Network: who.Is(kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleAmbassador, kpi.RoleReader)}
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		cal, err := n.calendarOf(ctx, c)
		if err != nil {
			return err
		}
		home.Due = cal.DueDate(home.Month)
		month, err := c.Month(ctx, home.Month)
		if err != nil {
			return err
		}
		home.Lock = n.lockOf(month)
		if err := n.homeAccounts(ctx, c, who, &home); err != nil {
			return err
		}
		home.Overdue = n.now().After(cal.Due(home.Month))
		home.Late = home.Overdue && home.ToFile > 0 && slices.ContainsFunc(home.Accounts, func(a HomeAccount) bool { return a.Files && a.ToFile() && !a.Sent })
		return n.homeNews(ctx, c, who, &home)
	})
	return home, err
}

func (n *Network) homeAccounts(ctx context.Context, c store.Conn, who kpi.Who, home *Home) error {
	desk, err := n.deskOf(ctx, c, who, home.Month)
	if err != nil {
		return err
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return err
	}
	for _, d := range desk {
		if d.Gone {
			continue
		}
		a := HomeAccount{DeskAccount: d, Files: true}
		if d.ToFile() {
			home.Expected++
			if home.Lock == nil {
				home.ToFile++
				if home.Next == nil {
					home.Next = &d.Account
				}
			}
		} else if d.Expected {
			home.Expected++
		}
		home.Accounts = append(home.Accounts, a)
	}
	now, err := n.deskOf(ctx, c, who, home.Current)
	if err != nil {
		return err
	}
	for _, d := range now {
		if !slices.ContainsFunc(home.Accounts, func(o HomeAccount) bool { return o.Account.ID == d.Account.ID }) {
			home.Accounts = append(home.Accounts, HomeAccount{DeskAccount: d})
		}
	}
	for i := range home.Accounts {
		if err := n.homeAccount(ctx, c, who, home, &home.Accounts[i], indicators); err != nil {
			return err
		}
	}
	return nil
}

// homeAccount adds an account's figures: what is answered, its trend, and the
// months that stayed open.
func (n *Network) homeAccount(ctx context.Context, c store.Conn, who kpi.Who, home *Home, a *HomeAccount, indicators []kpi.Indicator) error {
	codes := make(map[kpi.ID]string, len(indicators))
	for _, i := range indicators {
		codes[i.ID] = i.Code
	}
	all, err := accountPoints(ctx, c, a.Account.ID, codes)
	if err != nil {
		return err
	}
	month := home.Month
	if !a.Files {
		month = home.Current
	}
	asked := askedOf(indicators, a.Account, month)
	a.Figures = len(asked)
	for _, code := range asked {
		if all.at(code, month).Answered() {
			a.Answered++
		}
	}
	a.Trend = all.trend(indicators, asked, home.Current)
	a.Open, err = n.openBefore(ctx, c, who, a.Account.ID, home.Month)
	return err
}

// openBefore lists the months before one that are expected of an account, not
// filed, not locked, and the person's to file, latest first.
func (n *Network) openBefore(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID, before kpi.Month) ([]kpi.Month, error) {
	months := kpi.MonthsBetween(before.Add(-openMonths), before.Add(-1))
	crowd, err := c.Crowd(ctx, []kpi.ID{account})
	if err != nil {
		return nil, err
	}
	locked, err := n.lockedMonths(ctx, c, months)
	if err != nil {
		return nil, err
	}
	rows, err := c.FilingHistory(ctx, account, months)
	if err != nil {
		return nil, err
	}
	filed := map[kpi.Month]bool{}
	for _, r := range rows {
		filed[r.Month] = r.State.Filed()
	}
	held, err := c.HeldAccounts(ctx, who.User.ID)
	if err != nil {
		return nil, err
	}
	var open []kpi.Month
	for _, m := range slices.Backward(months) {
		mine := slices.ContainsFunc(held, func(h store.AccountHolder) bool { return h.Account == account && toTheEnd(h, m) })
		if mine && crowd.Expected(account, m) && !filed[m] && !locked[m] {
			open = append(open, m)
		}
	}
	return open, nil
}

// homeNews adds what the person is asked and told.
func (n *Network) homeNews(ctx context.Context, c store.Conn, who kpi.Who, home *Home) error {
	held, err := c.HeldAccounts(ctx, who.User.ID)
	if err != nil {
		return err
	}
	for _, h := range held {
		if !n.isAsked(h) || slices.ContainsFunc(home.Asked, func(a kpi.Account) bool { return a.ID == h.Account }) {
			continue
		}
		a, err := c.Account(ctx, h.Account, max(home.Current, h.From.Month()))
		if err != nil {
			return err
		}
		home.Asked = append(home.Asked, a)
	}
	slices.SortStableFunc(home.Asked, func(a, b kpi.Account) int { return cmp.Compare(kpi.Fold(a.Name()), kpi.Fold(b.Name())) })
	notices, err := c.NoticesOf(ctx, who.User.ID)
	if err != nil {
		return err
	}
	if home.Told, err = n.tellByAct(ctx, c, notices); err != nil {
		return err
	}
	home.Questions, err = n.openQuestions(ctx, c, who)
	return err
}

// isAsked reports whether somebody was made the holder of an account, now or
// from a later day on, and has not said yes.
func (n *Network) isAsked(h store.AccountHolder) bool {
	return h.Role == kpi.Holder && h.AcceptedAt.IsZero() && (h.Until == 0 || h.Until >= n.Today())
}

// DeclineHolding takes a person's name off an account that they were asked to
// hold and did not accept: their time ends on the day before this one; where
// it was to begin in this month or later, it never does.
// Errors: CodeNotFound where nobody asked them to.
func (n *Network) DeclineHolding(ctx context.Context, who kpi.Who, account kpi.ID) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		rows, err := tx.AccountHolders(ctx, account)
		if err != nil {
			return err
		}
		found := false
		for _, h := range rows {
			if h.User != who.User.ID || !n.isAsked(h) {
				continue
			}
			found = true
			last := n.Today().Add(-1)
			if h.From >= n.CurrentMonth().FirstDay() {
				last = h.From.Add(-1)
			}
			if err := tx.EndHolder(ctx, h.ID, last); err != nil {
				return err
			}
		}
		if !found {
			return kpi.NotFound("account.no_holding")
		}
		return nil
	})
}
