package demo

// This file is what people of the example wrote on the charts.

import (
	"context"

	"portevoix/internal/kpi"
)

// annotate writes sentences at months as these go by: direction's for everybody,
// and one on an account by direction, one by its holder.
func (s *story) annotate(ctx context.Context, i int) error {
	for _, a := range []struct {
		month   int
		account string // key of a voice; "": for everybody
		by      string
		text    string
	}{
		{14, "", coordinator, "Passage à 280 caractères sur X\u00a0: les publications s’allongent, il y en a moins."},
		{24, "", coordinator, "Nouveaux avatars aux couleurs des gammes, sur toutes les plateformes."},
		{handOverMonth, "X/" + camilleX, coordinator, "Deux semaines de passage de relais\u00a0: moins de publications que d’habitude."},
		{31, "", coordinator, "Salon des Arts de la table à Nantes\u00a0: trois jours de publications en direct."},
		{viralMonth, "Instagram/" + inesInstagram, rozenn, "Le potager en bocal est repris par une émission de jardinage."},
	} {
		if a.month != i {
			continue
		}
		s.clock.set(s.month(i).FirstDay().Add(17), 16, 20)
		if _, err := s.n.Annotate(ctx, s.who(a.by), kpi.Annotation{Account: s.ids[a.account], Month: s.month(i), Text: a.text}); err != nil {
			return err
		}
	}
	return nil
}
