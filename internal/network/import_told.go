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

// tellImported tells whoever held an account at the end of a month that somebody
// else changed its figures. A file may change years of them: changed gives the
// latest month of each account, which stands for all of them.
func (n *Network) tellImported(ctx context.Context, tx *store.Tx, who kpi.Who, changed map[kpi.ID]kpi.Month) error {
	byMonth := map[kpi.Month][]kpi.ID{}
	for account, month := range changed {
		byMonth[month] = append(byMonth[month], account)
	}
	mails, err := n.sendsMail(ctx, tx.Conn)
	if err != nil {
		return err
	}
	for _, month := range slices.Sorted(maps.Keys(byMonth)) {
		accounts := byMonth[month]
		slices.Sort(accounts)
		holders, err := tx.HoldersOn(ctx, month.LastDay(), accounts)
		if err != nil {
			return err
		}
		for _, account := range accounts {
			h, held := holders[account]
			if !held || h.User == who.User.ID {
				continue
			}
			if err := tx.PutNotice(ctx, h.User, account, month); err != nil {
				return err
			}
			if !mails {
				continue
			}
			if err := n.queueMail(ctx, tx, kpi.Mail{Kind: kpi.MailChanged, User: h.User, Account: account, Month: month, Subject: tx.Batch,
				Key: "changed/" + month.String() + "/" + account.String() + "/" + tx.Batch.String() + "/" + h.User.String()}, mailLifetime); err != nil {
				return err
			}
		}
	}
	return nil
}
