package store

// The means of accounts over some months, by group.

import (
	"context"
	"fmt"

	"portevoix/internal/kpi"
)

// MeanValues gives, by group as GroupValues, the mean of one indicator over some months of each
// account that a filter chooses in the month standsIn, where it has a value in
// any of them.
func (c Conn) MeanValues(ctx context.Context, months []kpi.Month, standsIn kpi.Month, filter FilterIDs, by string, indicator kpi.ID) (map[kpi.ID][]float64, error) {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	sums, err := v.meansOf(ctx, months, indicator)
	if err != nil {
		return nil, err
	}
	return v.grouped(standsIn, by, func(place int) kpi.Number {
		if n := sums.counts[place]; n > 0 {
			return kpi.Number{V: sums.sums[place] / float64(n), Known: true}
		}
		return kpi.Number{}
	}), nil
}

// meanKey names an indicator over months.
type meanKey struct {
	months    string
	indicator kpi.ID
}

// heldMeans are what the means of all accounts are made from, as the last act on
// any of the months left it.
type heldMeans struct {
	sums   []float64 // by place
	counts []int32
	act    kpi.ID
	of     *crowdMonths
}

// mostMeans is how many of them are held: one of 85,000 accounts takes 1 MiB.
const mostMeans = 12

func (v view) meansOf(ctx context.Context, months []kpi.Month, indicator kpi.ID) (heldMeans, error) {
	w, key := v.chooser.crowd, meanKey{fmt.Sprint(months), indicator}
	act, err := v.lastActOnFigures(ctx, w, months, indicator)
	if err != nil {
		return heldMeans{}, err
	}
	v.mu.Lock()
	held := v.means[key]
	v.mu.Unlock()
	if held.act == act && held.of == w.months {
		return held, nil
	}
	held = heldMeans{make([]float64, len(w.ids)), make([]int32, len(w.ids)), act, w.months}
	for _, m := range months {
		columns, err := v.month(ctx, w, m)
		if err != nil {
			return held, err
		}
		column := columns.columns[indicator]
		if column == nil {
			continue
		}
		for i := range held.sums {
			if n := column.at(i); n.Known {
				held.sums[i] += n.V
				held.counts[i]++
			}
		}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.means) >= mostMeans {
		clear(v.means)
	}
	v.means[key] = held
	return held, nil
}
