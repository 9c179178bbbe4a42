package store

// This file writes what is counted: indicators with their labels, places and
// sources.

import (
	"context"
	"strconv"

	"portevoix/internal/kpi"
)

// IndicatorPlace says where to find an indicator on a platform, in one
// language.
type IndicatorPlace struct {
	Platform kpi.ID `db:"platform_id"`
	Locale   string `db:"locale"`
	Sentence string `db:"sentence"`
	Link     string `db:"link"` // https address; "": none
}

// PlacesOf reads where an indicator is found on each platform.
func (c Conn) PlacesOf(ctx context.Context, indicator kpi.ID) ([]IndicatorPlace, error) {
	var rows []IndicatorPlace
	err := c.all(ctx, &rows, `SELECT platform_id, locale, sentence, link FROM indicator_places
		WHERE indicator_id = ? ORDER BY platform_id, locale`, indicator)
	return rows, err
}

// IndicatorUsed reports whether any figure of an indicator is known: by the
// totals, which count them in every month that has figures.
func (c Conn) IndicatorUsed(ctx context.Context, indicator kpi.ID) (bool, error) {
	months, err := c.KeptMonths(ctx, kpi.FirstMonth)
	if err != nil {
		return false, err
	}
	for _, m := range months {
		var known []int
		if err := c.all(ctx, &known, `SELECT known FROM totals
			WHERE month = ? AND scope = 'network' AND a = 0 AND b = 0 AND indicator_id = ? AND known > 0`, m, indicator); err != nil || len(known) > 0 {
			return len(known) > 0, err
		}
	}
	return false, nil
}

// AddIndicator writes a new indicator, the last on screen, without labels; it
// is asked of nobody. Errors: kpi.CodeConflict where the code is taken.
func (tx *Tx) AddIndicator(ctx context.Context, i kpi.Indicator) (kpi.ID, error) {
	tx.touch(crowdStamp)
	id, err := tx.insert(ctx, `INSERT INTO indicators (code, kind, unit, direction, derived, min, max, decimals, position)
		VALUES (?, ?, ?, ?, 0, ?, ?, ?, (SELECT coalesce(max(position) + 1, 0) FROM indicators))`,
		i.Code, string(i.Kind), i.Unit, string(i.Direction), numberArg(i.Min), numberArg(i.Max), i.Decimals)
	if err != nil {
		return 0, err
	}
	return id, tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: id, Field: "created", New: i.Code})
}

// UpdateIndicator writes what an indicator is, by its id; labels, sources and
// asks stay. Errors: as AddIndicator.
func (tx *Tx) UpdateIndicator(ctx context.Context, before, i kpi.Indicator) error {
	tx.touch(crowdStamp)
	if _, err := tx.exec(ctx, `UPDATE indicators SET code = ?, kind = ?, unit = ?, direction = ?, min = ?, max = ?, decimals = ? WHERE id = ?`,
		i.Code, string(i.Kind), i.Unit, string(i.Direction), numberArg(i.Min), numberArg(i.Max), i.Decimals, i.ID); err != nil {
		return err
	}
	return tx.addChanges(ctx, Change{Subject: "indicators", SubjectID: i.ID},
		field{"code", before.Code, i.Code},
		field{"kind", string(before.Kind), string(i.Kind)},
		field{"unit", before.Unit, i.Unit},
		field{"direction", string(before.Direction), string(i.Direction)},
		field{"min", boundText(before.Min), boundText(i.Min)},
		field{"max", boundText(before.Max), boundText(i.Max)},
		field{"decimals", strconv.Itoa(before.Decimals), strconv.Itoa(i.Decimals)})
}

func boundText(n kpi.Number) string {
	if !n.Known {
		return ""
	}
	return strconv.FormatFloat(n.V, 'f', -1, 64)
}

// SetLabel writes the name of an indicator in a language, on a platform where
// one is given; no name takes it away.
func (tx *Tx) SetLabel(ctx context.Context, l kpi.IndicatorLabel) error {
	const which = ` indicator_id = ? AND locale = ? AND coalesce(platform_id, 0) = ?`
	var old []string
	if err := tx.all(ctx, &old, `SELECT label FROM indicator_labels WHERE`+which, l.Indicator, l.Locale, l.Platform); err != nil {
		return err
	}
	before := ""
	if len(old) > 0 {
		before = old[0]
	}
	if before == l.Label {
		return nil
	}
	var err error
	switch {
	case l.Label == "":
		_, err = tx.exec(ctx, `DELETE FROM indicator_labels WHERE`+which, l.Indicator, l.Locale, l.Platform)
	case before == "":
		_, err = tx.exec(ctx, `INSERT INTO indicator_labels (indicator_id, locale, platform_id, label) VALUES (?, ?, ?, ?)`,
			l.Indicator, l.Locale, nullID(l.Platform), l.Label)
	default:
		_, err = tx.exec(ctx, `UPDATE indicator_labels SET label = ? WHERE`+which, l.Label, l.Indicator, l.Locale, l.Platform)
	}
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: l.Indicator, Field: "label_" + l.Locale + onPlatform(l.Platform),
		Old: before, New: l.Label})
}

// onPlatform names a platform in the history, by its id.
func onPlatform(platform kpi.ID) string {
	if platform == 0 {
		return ""
	}
	return " platform:" + platform.String()
}

// SetPlace writes where an indicator is found on a platform, in one language;
// neither sentence nor link takes it away.
func (tx *Tx) SetPlace(ctx context.Context, indicator kpi.ID, p IndicatorPlace) error {
	var old []IndicatorPlace
	if err := tx.all(ctx, &old, `SELECT platform_id, locale, sentence, link FROM indicator_places
		WHERE indicator_id = ? AND platform_id = ? AND locale = ?`, indicator, p.Platform, p.Locale); err != nil {
		return err
	}
	var before IndicatorPlace
	if len(old) > 0 {
		before = old[0]
	}
	if before.Sentence == p.Sentence && before.Link == p.Link {
		return nil
	}
	var err error
	if p.Sentence == "" && p.Link == "" {
		_, err = tx.exec(ctx, `DELETE FROM indicator_places WHERE indicator_id = ? AND platform_id = ? AND locale = ?`, indicator, p.Platform, p.Locale)
	} else {
		_, err = tx.exec(ctx, `INSERT INTO indicator_places (indicator_id, platform_id, locale, sentence, link) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (indicator_id, platform_id, locale) DO UPDATE SET sentence = excluded.sentence, link = excluded.link`,
			indicator, p.Platform, p.Locale, p.Sentence, p.Link)
	}
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: indicator, Field: "place_" + p.Locale + onPlatform(p.Platform),
		Old: displayed(before.Sentence + " " + before.Link), New: displayed(p.Sentence + " " + p.Link)})
}

// DropSource deletes the source that a score has from a month on; the one
// before it holds until the next again.
func (tx *Tx) DropSource(ctx context.Context, indicator kpi.ID, from kpi.Month) error {
	var gone struct {
		Name    string    `db:"name"`
		Version string    `db:"version"`
		Until   kpi.Month `db:"until_month"`
	}
	if err := tx.get(ctx, &gone, `SELECT name, version, until_month FROM indicator_sources WHERE indicator_id = ? AND from_month = ?`,
		indicator, from); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `DELETE FROM indicator_sources WHERE indicator_id = ? AND from_month = ?`, indicator, from); err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `UPDATE indicator_sources SET until_month = ? WHERE indicator_id = ? AND until_month = ?`,
		gone.Until, indicator, from.Add(-1)); err != nil {
		return err
	}
	return tx.AddChange(ctx, Change{Subject: "indicators", SubjectID: indicator, Field: "source", Since: from.String(),
		Old: displayed(gone.Name + " " + gone.Version)})
}

// CountAccounts counts the accounts that an ask reaches in a month: those in
// test or active then, that stand in its scopes.
func (c Conn) CountAccounts(ctx context.Context, a kpi.IndicatorAsk, month kpi.Month) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM accounts a
		LEFT JOIN account_groupings g ON g.account_id = a.id AND g.from_month <= ?1 AND (g.until_month IS NULL OR g.until_month >= ?1)
		WHERE (?2 = 0 OR a.platform_id = ?2) AND (?3 = 0 OR g.sphere_id = ?3) AND (?4 = 0 OR a.id = ?4)
			AND EXISTS (SELECT 1 FROM account_states s WHERE s.account_id = a.id AND s.state IN ('test', 'active')
				AND s.from_day <= ?5 AND (s.until_day IS NULL OR s.until_day >= ?6))`,
		month, int64(a.Platform), int64(a.Sphere), int64(a.Account), month.LastDay(), month.FirstDay())
	return n, err
}

// CountAsked counts the accounts that are asked an indicator in a month: those
// in test or active then, that stand in the scopes of one of its asks.
func (c Conn) CountAsked(ctx context.Context, indicator kpi.ID, month kpi.Month) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM accounts a
		LEFT JOIN account_groupings g ON g.account_id = a.id AND g.from_month <= ?1 AND (g.until_month IS NULL OR g.until_month >= ?1)
		WHERE EXISTS (SELECT 1 FROM indicator_asks k WHERE k.indicator_id = ?2
				AND k.from_month <= ?1 AND (k.until_month IS NULL OR k.until_month >= ?1)
				AND (k.platform_id IS NULL OR k.platform_id = a.platform_id)
				AND (k.sphere_id IS NULL OR k.sphere_id = g.sphere_id) AND (k.account_id IS NULL OR k.account_id = a.id))
			AND EXISTS (SELECT 1 FROM account_states s WHERE s.account_id = a.id AND s.state IN ('test', 'active')
				AND s.from_day <= ?3 AND (s.until_day IS NULL OR s.until_day >= ?4))`,
		month, int64(indicator), month.LastDay(), month.FirstDay())
	return n, err
}

// CountAllAccounts counts the accounts there are, whatever their state.
func (c Conn) CountAllAccounts(ctx context.Context) (int, error) {
	var n int
	err := c.get(ctx, &n, `SELECT count(*) FROM accounts`)
	return n, err
}
