package network

// This file hands out the month's table whole, a part at a time.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// EachAccountRow calls each with the whole table that AccountTable gives pages
// of, in its order and from one state of the database: codes are the columns,
// rows a part of the lines. It is called once without lines for an empty
// table. Errors: as AccountTable, and what each returns.
func (n *Network) EachAccountRow(ctx context.Context, who kpi.Who, month kpi.Month, f kpi.Filter, q TableQuery, each func(codes []string, rows []analytics.AccountRow) error) error {
	return n.look(ctx, who, month, f, func(l *look) error {
		shown, err := l.shown(ctx)
		if err != nil {
			return err
		}
		t := analytics.AccountTable{Sort: q.Sort, Desc: q.Desc}
		for _, ind := range shown {
			t.Codes = append(t.Codes, ind.Code)
		}
		accounts, err := l.sorted(ctx, &t)
		if err != nil {
			return err
		}
		for first := 0; first == 0 || first < len(accounts); first += largestPageSize {
			rows, err := l.rows(ctx, accounts[first:min(first+largestPageSize, len(accounts))], shown)
			if err != nil {
				return err
			}
			if err := each(t.Codes, rows); err != nil {
				return err
			}
		}
		return nil
	})
}
