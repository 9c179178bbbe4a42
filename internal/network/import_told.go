package network

// This file tells holders that a file, or taking one back, changed their
// figures (DOMAIN §4.7).

import (
	"context"
	"maps"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// toldFiling is a filing whose figures somebody else changed.
type toldFiling struct {
	account kpi.ID
	month   kpi.Month
}

// tellImported tells whoever held an account at the end of a month that somebody
// else changed its figures: changed are the accounts of each month, each once.
// Every filing gets its notice; by mail there is one message about the whole
// act, of what is not the person's own to file. What is loaded before anybody
// has come in is nobody's news.
func (n *Network) tellImported(ctx context.Context, tx *store.Tx, who kpi.Who, changed map[kpi.Month][]kpi.ID) error {
	if who.System {
		used, err := tx.AnybodyCame(ctx)
		if err != nil || !used {
			return err
		}
	}
	var own []store.AccountHolder
	if who.User.ID != 0 {
		var err error
		if own, err = tx.HeldAccounts(ctx, who.User.ID); err != nil {
			return err
		}
	}
	var notices []store.Notice
	mails := map[kpi.ID][]toldFiling{}
	for _, month := range slices.Sorted(maps.Keys(changed)) {
		files := map[kpi.ID]bool{}
		for _, h := range own {
			files[h.Account] = files[h.Account] || inMonth(h, month)
		}
		holders, err := tx.HoldersOn(ctx, month.LastDay(), changed[month])
		if err != nil {
			return err
		}
		for _, account := range changed[month] {
			h, held := holders[account]
			if !held || h.User == who.User.ID {
				continue
			}
			notices = append(notices, store.Notice{User: h.User, Account: account, Month: month})
			if !files[account] {
				mails[h.User] = append(mails[h.User], toldFiling{account, month})
			}
		}
	}
	if err := tx.PutNotices(ctx, notices); err != nil {
		return err
	}
	for _, user := range slices.Sorted(maps.Keys(mails)) {
		m := kpi.Mail{Kind: kpi.MailChanged, User: user, Subject: tx.Batch, Key: "changed/" + tx.Batch.String() + "/" + user.String()}
		if filings := mails[user]; len(filings) == 1 {
			m.Account, m.Month = filings[0].account, filings[0].month
		}
		if err := n.tellByMail(ctx, tx, m); err != nil {
			return err
		}
	}
	return nil
}
