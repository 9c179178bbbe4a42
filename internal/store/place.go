package store

// Where to find an indicator on a platform.

import (
	"context"

	"portevoix/internal/kpi"
)

// IndicatorPlaces reads where the indicators are found on a platform, in one
// language, by indicator.
func (c Conn) IndicatorPlaces(ctx context.Context, platform kpi.ID, locale string) (map[kpi.ID]kpi.Place, error) {
	var rows []struct {
		Indicator kpi.ID `db:"indicator_id"`
		Sentence  string `db:"sentence"`
		Link      string `db:"link"`
	}
	if err := c.all(ctx, &rows, `SELECT indicator_id, sentence, link FROM indicator_places WHERE platform_id = ? AND locale = ?`,
		platform, locale); err != nil {
		return nil, err
	}
	found := make(map[kpi.ID]kpi.Place, len(rows))
	for _, r := range rows {
		found[r.Indicator] = kpi.Place{Sentence: r.Sentence, Link: r.Link}
	}
	return found, nil
}
