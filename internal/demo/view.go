package demo

// This file is the pages that people of the example keep under a name.

import (
	"context"

	"portevoix/internal/kpi"
)

// keepViews saves two views of direction's, one of them for everybody.
func (s *story) keepViews(ctx context.Context) error {
	for _, v := range []kpi.SavedView{
		{Name: "Le trimestre, un an après", Address: "/explore?against=year&by=range&span=latest-quarter", Shared: true},
		{Name: "Business, 12 mois", Address: "/explore?measure=engagement_rate&span=latest-twelve&sphere=Business"},
	} {
		if _, err := s.n.SaveView(ctx, s.who(coordinator), v); err != nil {
			return err
		}
	}
	return nil
}
