package store

// The means of accounts over some months, by group.

import (
	"context"
	"fmt"

	"portevoix/internal/kpi"
)

// MeanValues gives, by group as GroupValues, the mean of one indicator over some
// months of each account that a filter chooses in the month standsIn, where it
// has a value in any of them.
func (c Conn) MeanValues(ctx context.Context, months []kpi.Month, standsIn kpi.Month, filter FilterIDs, by string, indicator kpi.ID) (map[kpi.ID][]float64, error) {
	v, err := c.viewOf(ctx, filter)
	if err != nil {
		return nil, err
	}
	if len(months) == 0 {
		return nil, nil
	}
	before, last := months[:len(months)-1], months[len(months)-1] // mostly it is the last that is written to
	sums, err := v.sumsOf(ctx, before, indicator)
	if err != nil {
		return nil, err
	}
	columns, err := v.month(ctx, v.crowd, last)
	if err != nil {
		return nil, err
	}
	column := columns.columns[indicator]
	return v.grouped(standsIn, by, func(place int) kpi.Number {
		sum, n := sums.sums[place], sums.counts[place]
		if value := column.at(place); value.Known {
			sum += value.V
			n++
		}
		if n == 0 {
			return kpi.Number{}
		}
		return kpi.Number{V: sum / float64(n), Known: true}
	}), nil
}

// sumKey names an indicator over months.
type sumKey struct {
	months    string
	indicator kpi.ID
}

// heldSums are the sums of all accounts over months, and of how many of them, as
// the last act that may have written to any of them left them.
type heldSums struct {
	sums   []float64 // by place
	counts []int32
	act    kpi.ID
	of     *crowdMonths
}

// mostSums is how many of them are held: one of 85,000 accounts takes 1 MiB.
const mostSums = 12

// sumsOf are the sums of an indicator over months.
func (v view) sumsOf(ctx context.Context, months []kpi.Month, indicator kpi.ID) (heldSums, error) {
	w, key := v.chooser.crowd, sumKey{fmt.Sprint(months), indicator}
	act, err := v.lastActOnFigures(ctx, w, months, indicator)
	if err != nil {
		return heldSums{}, err
	}
	v.mu.Lock()
	held := v.sums[key]
	v.mu.Unlock()
	if held.act == act && held.of == w.months {
		return held, nil
	}
	held = heldSums{make([]float64, len(w.ids)), make([]int32, len(w.ids)), act, w.months}
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
	if len(v.sums) >= mostSums {
		clear(v.sums)
	}
	v.sums[key] = held
	return held, nil
}
