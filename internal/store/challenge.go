package store

// This file keeps the seasons of the challenge, who takes part, and the bravos;
// and reads of memory what accounts are set against each other by.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

const seasonColumns = `id, name, measure, from_month, until_month`

// Seasons reads the seasons of the challenge, latest first.
func (c Conn) Seasons(ctx context.Context) ([]kpi.Season, error) {
	var list []kpi.Season
	return list, c.all(ctx, &list, `SELECT `+seasonColumns+` FROM challenges ORDER BY from_month DESC, id DESC`)
}

// AddSeason makes a season.
func (tx *Tx) AddSeason(ctx context.Context, s kpi.Season) (kpi.ID, error) {
	id, err := tx.insert(ctx, `INSERT INTO challenges (name, measure, from_month, until_month, batch_id) VALUES (?, ?, ?, ?, ?)`,
		s.Name, s.Measure, s.From, s.Until, tx.Batch)
	if err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: "challenges", SubjectID: id, Field: "created", New: s.Name})
}

// SetSeason writes a season; was is what it is until then.
func (tx *Tx) SetSeason(ctx context.Context, was, s kpi.Season) error {
	_, err := tx.exec(ctx, `UPDATE challenges SET name = ?, measure = ?, from_month = ?, until_month = ?, batch_id = ? WHERE id = ?`,
		s.Name, s.Measure, s.From, s.Until, tx.Batch, s.ID)
	if err != nil {
		return err
	}
	for _, f := range []struct{ field, old, new string }{
		{"name", was.Name, s.Name}, {"measure", string(was.Measure), string(s.Measure)},
		{"from_month", was.From.String(), s.From.String()}, {"until_month", was.Until.String(), s.Until.String()},
	} {
		if f.old == f.new {
			continue
		}
		if err := tx.AddChange(ctx, Change{Subject: "challenges", SubjectID: s.ID, Field: f.field, Old: f.old, New: f.new}); err != nil {
			return err
		}
	}
	return nil
}

// SeasonEntries reads who takes part in a season, those who left included, and
// the last act on any of it.
func (c Conn) SeasonEntries(ctx context.Context, season kpi.ID) (list []kpi.SeasonEntry, act kpi.ID, err error) {
	if err = c.all(ctx, &list, `SELECT account_id, from_month, until_month FROM challenge_entries WHERE challenge_id = ? ORDER BY account_id`, season); err != nil {
		return nil, 0, err
	}
	return list, act, c.get(ctx, &act, `SELECT max(batch_id) FROM (SELECT batch_id FROM challenges WHERE id = ?
		UNION ALL SELECT batch_id FROM challenge_entries WHERE challenge_id = ?)`, season, season)
}

// PutSeasonEntry writes how an account takes part in a season.
func (tx *Tx) PutSeasonEntry(ctx context.Context, season kpi.ID, e kpi.SeasonEntry) error {
	var until any
	if e.Until != 0 {
		until = e.Until
	}
	_, err := tx.exec(ctx, `INSERT INTO challenge_entries (challenge_id, account_id, from_month, until_month, batch_id) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (challenge_id, account_id) DO UPDATE SET from_month = excluded.from_month, until_month = excluded.until_month, batch_id = excluded.batch_id`,
		season, e.Account, e.From, until, tx.Batch)
	return err
}

// Bravo is a colleague's congratulation on a month's result.
type Bravo struct {
	Account kpi.ID `db:"account_id"`
	User    kpi.ID `db:"user_id"`
	Name    string `db:"name"` // "" of a person who was erased
}

// Bravos reads those on a month, by name.
func (c Conn) Bravos(ctx context.Context, month kpi.Month) ([]Bravo, error) {
	var list []Bravo
	return list, c.all(ctx, &list, `SELECT b.account_id, b.user_id, CASE WHEN u.email = '' THEN '' ELSE u.name END AS name
		FROM bravos b JOIN users u ON u.id = b.user_id WHERE b.month = ? ORDER BY name, b.user_id`, month)
}

// PutBravo keeps a bravo, or takes it back; it is no act.
func (tx *Tx) PutBravo(ctx context.Context, month kpi.Month, account, user kpi.ID, given bool) error {
	query := `DELETE FROM bravos WHERE month = ? AND account_id = ? AND user_id = ?`
	if given {
		query = `INSERT INTO bravos (month, account_id, user_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	}
	_, err := tx.exec(ctx, query, month, account, user)
	return err
}

// EachAccountMonths calls f with what the given accounts did in consecutive
// months, in the order of ids; the list serves for the call alone. An account that is not there is
// left out.
func (c Conn) EachAccountMonths(ctx context.Context, months []kpi.Month, accounts []kpi.ID, f func(account kpi.ID, list []kpi.AccountMonth)) error {
	return c.accountMonths(ctx, months, func(r *reckoner) ([]int32, error) {
		var places []int32
		for _, id := range slices.Sorted(slices.Values(accounts)) {
			if i, there := slices.BinarySearch(r.ids, id); there {
				places = append(places, int32(i))
			}
		}
		return places, nil
	}, f)
}

// EachChosenMonth calls f with what the accounts did in a month that a filter
// chooses then, in the order of ids.
func (c Conn) EachChosenMonth(ctx context.Context, month kpi.Month, filter FilterIDs, f func(account kpi.ID, m kpi.AccountMonth)) error {
	return c.accountMonths(ctx, []kpi.Month{month}, func(r *reckoner) ([]int32, error) {
		choose, err := r.held.chooser(ctx, r.Crowd, filter)
		return choose.chosen(month).places(len(r.ids)), err
	}, func(account kpi.ID, list []kpi.AccountMonth) { f(account, list[0]) })
}

func (c Conn) accountMonths(ctx context.Context, months []kpi.Month, choose func(*reckoner) ([]int32, error), f func(kpi.ID, []kpi.AccountMonth)) error {
	if len(months) == 0 {
		return nil
	}
	r, err := c.everybody(ctx)
	if err != nil {
		return err
	}
	places, err := choose(r)
	if err != nil {
		return err
	}
	opened, err := r.spanLedgers(ctx, kpi.Span{From: months[0].Add(-1), Until: months[len(months)-1]})
	if err != nil {
		return err
	}
	shares, mentions := r.place(kpi.Shares), r.place(kpi.Mentions)
	list := make([]kpi.AccountMonth, len(months))
	for _, place := range places {
		i := int(place)
		for k := range list {
			before, now := opened[k], opened[k+1]
			list[k] = kpi.AccountMonth{Month: now.month, Opening: before.column(r.followers).at(i), Closing: now.column(r.followers).at(i),
				Interactions: now.ofInteractions().at(i), Shares: now.column(shares).at(i), Mentions: now.column(mentions).at(i)}
		}
		f(r.ids[i], list)
	}
	return nil
}

// place is where an indicator stands among the reckoner's; -1: nowhere.
func (r *reckoner) place(code string) int {
	return slices.IndexFunc(r.indicators, func(i kpi.Indicator) bool { return i.Code == code })
}
