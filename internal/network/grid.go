package network

// This file sets spheres against ranges over a span, and lays out the tree of
// entities.

import (
	"context"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
)

// SizeMonths is how many months the small lines of size go back.
const SizeMonths = 12

// Grid is a span by sphere and range at once, with the sums of each and of all.
// Errors: as SpanSummary.
func (n *Network) Grid(ctx context.Context, who kpi.Who, q SpanQuery) (analytics.Grid, error) {
	b := analytics.GridBasis{Span: q.Span, Against: q.Against}
	err := n.spanLook(ctx, who, q, func(l *look) (err error) {
		for _, part := range []struct {
			by     string
			groups *[]analytics.GroupSpan
			sizes  *map[analytics.GridKey][]analytics.Value
		}{
			{kpi.ScopeSphereRange, &b.Cells, &b.CellSizes},
			{kpi.ScopeSphere, &b.Rows, &b.RowSizes},
			{kpi.ScopeRange, &b.Columns, &b.ColumnSizes},
			{kpi.ScopeNetwork, &b.Whole, &b.WholeSizes},
		} {
			if *part.groups, err = l.spanGroups(ctx, q, part.by); err != nil {
				return err
			}
			if *part.sizes, err = l.sizes(ctx, q.Span, part.by); err != nil {
				return err
			}
		}
		return nil
	})
	return analytics.NewGrid(b), err
}

// Tree is a span by entity, each with all that lies below it, in the order of
// the tree.
// Errors: as SpanSummary.
func (n *Network) Tree(ctx context.Context, who kpi.Who, q SpanQuery) ([]analytics.Branch, error) {
	var tree []analytics.Branch
	err := n.spanLook(ctx, who, q, func(l *look) error {
		groups, err := l.spanGroups(ctx, q, kpi.ScopeEntity)
		if err != nil {
			return err
		}
		sizes, err := l.sizes(ctx, q.Span, kpi.ScopeEntity)
		if err != nil {
			return err
		}
		headcounts, err := l.c.Headcounts(ctx)
		if err != nil {
			return err
		}
		staff := map[kpi.ID]kpi.Number{}
		for _, h := range headcounts {
			if h.From <= q.Span.Until { // later ones come later
				staff[h.EntityID] = kpi.Num(float64(h.Headcount))
			}
		}
		entities := make([]analytics.Entity, len(l.groups.Entities))
		for i, e := range l.groups.Entities {
			entities[i] = analytics.Entity{ID: e.ID, Parent: e.ParentID, Headcount: staff[e.ID]}
		}
		tree = analytics.NewTree(groups, entities, sizes)
		return nil
	})
	return tree, err
}

// sizes are the followers over the months that end with a span, by group or by
// the pair of them.
func (l *look) sizes(ctx context.Context, s kpi.Span, by string) (map[analytics.GridKey][]analytics.Value, error) {
	line := kpi.Span{From: s.Until.Add(1 - SizeMonths), Until: s.Until}
	totals, err := l.spanTotals(ctx, []kpi.Span{line}, by, []string{kpi.Followers})
	if err != nil {
		return nil, err
	}
	return analytics.SizesOf(line.Months(), l.blurred(by, totals)), nil
}
