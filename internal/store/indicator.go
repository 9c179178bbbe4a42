package store

// This file holds indicators, with their labels, sources and of whom they are
// asked.

import (
	"context"

	"portevoix/internal/kpi"
)

type indicatorRow struct {
	ID        kpi.ID        `db:"id"`
	Code      string        `db:"code"`
	Kind      kpi.Kind      `db:"kind"`
	Unit      string        `db:"unit"`
	Direction kpi.Direction `db:"direction"`
	Derived   bool          `db:"derived"`
	Min       kpi.Number    `db:"min"`
	Max       kpi.Number    `db:"max"`
	Decimals  int           `db:"decimals"`
	Position  int           `db:"position"`
}

// Indicators reads all indicators in the order of the screen, with their
// labels, sources and asks.
func (c Conn) Indicators(ctx context.Context) ([]kpi.Indicator, error) {
	var rows []indicatorRow
	if err := c.all(ctx, &rows, `SELECT id, code, kind, unit, direction, derived, min, max, decimals, position
		FROM indicators ORDER BY position, id`); err != nil {
		return nil, err
	}
	list := make([]kpi.Indicator, len(rows))
	place := make(map[kpi.ID]*kpi.Indicator, len(rows))
	for i, r := range rows {
		list[i] = kpi.Indicator{ID: r.ID, Code: r.Code, Kind: r.Kind, Unit: r.Unit, Direction: r.Direction, Derived: r.Derived,
			Min: r.Min, Max: r.Max, Decimals: r.Decimals, Position: r.Position}
		place[r.ID] = &list[i]
	}
	if err := c.indicatorLabels(ctx, place); err != nil {
		return nil, err
	}
	if err := c.indicatorSources(ctx, place); err != nil {
		return nil, err
	}
	return list, c.indicatorAsks(ctx, place)
}

func (c Conn) indicatorLabels(ctx context.Context, of map[kpi.ID]*kpi.Indicator) error {
	var rows []struct {
		Indicator kpi.ID `db:"indicator_id"`
		Locale    string `db:"locale"`
		Platform  kpi.ID `db:"platform_id"`
		Label     string `db:"label"`
	}
	err := c.all(ctx, &rows, `SELECT indicator_id, locale, coalesce(platform_id, 0) AS platform_id, label
		FROM indicator_labels ORDER BY indicator_id, locale, coalesce(platform_id, 0)`)
	for _, r := range rows {
		i := of[r.Indicator]
		i.Labels = append(i.Labels, kpi.IndicatorLabel(r))
	}
	return err
}

func (c Conn) indicatorSources(ctx context.Context, of map[kpi.ID]*kpi.Indicator) error {
	var rows []struct {
		Indicator kpi.ID    `db:"indicator_id"`
		Name      string    `db:"name"`
		Version   string    `db:"version"`
		From      kpi.Month `db:"from_month"`
		Until     kpi.Month `db:"until_month"`
	}
	err := c.all(ctx, &rows, `SELECT indicator_id, name, version, from_month, until_month
		FROM indicator_sources ORDER BY indicator_id, from_month`)
	for _, r := range rows {
		i := of[r.Indicator]
		i.Sources = append(i.Sources, kpi.IndicatorSource(r))
	}
	return err
}

func (c Conn) indicatorAsks(ctx context.Context, of map[kpi.ID]*kpi.Indicator) error {
	var rows []struct {
		Indicator kpi.ID    `db:"indicator_id"`
		Platform  kpi.ID    `db:"platform_id"`
		Sphere    kpi.ID    `db:"sphere_id"`
		Account   kpi.ID    `db:"account_id"`
		From      kpi.Month `db:"from_month"`
		Until     kpi.Month `db:"until_month"`
	}
	err := c.all(ctx, &rows, `SELECT indicator_id, coalesce(platform_id, 0) AS platform_id, coalesce(sphere_id, 0) AS sphere_id,
		coalesce(account_id, 0) AS account_id, from_month, until_month FROM indicator_asks ORDER BY indicator_id, id`)
	for _, r := range rows {
		i := of[r.Indicator]
		i.Asks = append(i.Asks, kpi.IndicatorAsk{Indicator: r.Indicator, Platform: r.Platform, Sphere: r.Sphere,
			Account: r.Account, From: r.From, Until: r.Until})
	}
	return err
}

// AddAsk asks an indicator of the accounts that have all the given scopes,
// from a month on and, where one is given, until one.
func (tx *Tx) AddAsk(ctx context.Context, a kpi.IndicatorAsk) error {
	tx.touch(crowdStamp)
	if _, err := tx.insert(ctx, `INSERT INTO indicator_asks (indicator_id, platform_id, sphere_id, account_id, from_month, until_month)
		VALUES (?, ?, ?, ?, ?, ?)`, a.Indicator, nullID(a.Platform), nullID(a.Sphere), nullID(a.Account), a.From, a.Until); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: a.Indicator, Field: "asked",
		Since: a.From.String(), New: askText(a)})
}

// EndAsk stops asking an indicator of exactly these scopes from a month on:
// what began before ends in the month before, what begins later is dropped.
func (tx *Tx) EndAsk(ctx context.Context, a kpi.IndicatorAsk) error {
	tx.touch(crowdStamp)
	const scope = ` indicator_id = ? AND coalesce(platform_id, 0) = ? AND coalesce(sphere_id, 0) = ? AND coalesce(account_id, 0) = ?`
	dropped, err := tx.exec(ctx, `DELETE FROM indicator_asks WHERE`+scope+` AND from_month >= ?`,
		a.Indicator, a.Platform, a.Sphere, a.Account, a.From)
	if err != nil {
		return err
	}
	cut, err := tx.exec(ctx, `UPDATE indicator_asks SET until_month = ? WHERE`+scope+` AND (until_month IS NULL OR until_month >= ?)`,
		a.From.Add(-1), a.Indicator, a.Platform, a.Sphere, a.Account, a.From)
	if err != nil || dropped+cut == 0 {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: a.Indicator, Field: "asked",
		Since: a.From.String(), Old: askText(kpi.IndicatorAsk{Platform: a.Platform, Sphere: a.Sphere, Account: a.Account})})
}

// askText writes the scopes of an ask for the history, as ids.
func askText(a kpi.IndicatorAsk) string {
	text := "all"
	for _, s := range []struct {
		name string
		id   kpi.ID
	}{{"platform", a.Platform}, {"sphere", a.Sphere}, {"account", a.Account}} {
		if s.id != 0 {
			text += " " + s.name + ":" + s.id.String()
		}
	}
	return text
}

// AddSource writes where a score comes from, from a month on; the source
// before it ends in the month before.
func (tx *Tx) AddSource(ctx context.Context, s kpi.IndicatorSource) error {
	if _, err := tx.exec(ctx, `UPDATE indicator_sources SET until_month = ? WHERE indicator_id = ? AND from_month < ?
		AND (until_month IS NULL OR until_month >= ?)`, s.From.Add(-1), s.Indicator, s.From, s.From); err != nil {
		return err
	}
	var next []kpi.Month
	if err := tx.all(ctx, &next, `SELECT from_month FROM indicator_sources WHERE indicator_id = ? AND from_month > ?
		ORDER BY from_month LIMIT 1`, s.Indicator, s.From); err != nil {
		return err
	}
	if len(next) > 0 && (s.Until == 0 || s.Until >= next[0]) {
		s.Until = next[0].Add(-1)
	}
	if _, err := tx.exec(ctx, `INSERT INTO indicator_sources (indicator_id, from_month, until_month, name, version) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (indicator_id, from_month) DO UPDATE
		SET until_month = excluded.until_month, name = excluded.name, version = excluded.version`,
		s.Indicator, s.From, s.Until, s.Name, s.Version); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: s.Indicator, Field: "source",
		Since: s.From.String(), New: displayed(s.Name + " " + s.Version)})
}
