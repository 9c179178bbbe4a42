package demo

// This file is what direction does with the months of the example: it accepts,
// closes, asks and returns, and the others answer.

import (
	"context"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// switchAcceptanceOn lets direction accept filings from then on, and says when
// the committee meets.
func (s *story) switchAcceptanceOn(ctx context.Context) error {
	settings, err := s.n.Settings(ctx)
	if err != nil {
		return err
	}
	settings.AcceptanceSwitchedOn = true
	settings.Committee.Week, settings.Committee.Weekday = 3, time.Tuesday
	return s.n.SaveSettings(ctx, s.who(admin), settings)
}

// closeMonth accepts what is clear, then what needed a look, and closes.
func (s *story) closeMonth(ctx context.Context, i int) error {
	direction, month := s.who(coordinator), s.month(i)
	s.clock.set(month.Add(1).FirstDay().Add(11), 11, 0)
	if i >= acceptMonth {
		if _, err := s.n.AcceptAll(ctx, direction, month, kpi.Filter{}); err != nil {
			return err
		}
		if err := s.acceptRest(ctx, month); err != nil {
			return err
		}
	}
	return s.n.CloseMonth(ctx, direction, month)
}

// acceptRest accepts what is submitted and unusual, after a look at it.
func (s *story) acceptRest(ctx context.Context, month kpi.Month) error {
	board, err := s.n.Board(ctx, s.who(coordinator), month, network.BoardQuery{Choice: "submitted"})
	if err != nil {
		return err
	}
	for _, l := range board.Lines {
		if _, err := s.n.AcceptFiling(ctx, s.who(coordinator), l.Account.ID, month, l.Version); err != nil {
			return err
		}
	}
	return nil
}

// correct proposes a change of a closed month, and decides an earlier one.
func (s *story) correct(ctx context.Context, i int) error {
	switch i {
	case reviewMonth - 2:
		s.clock.set(s.month(i+1).FirstDay().Add(17), 12, 30)
		c, err := s.n.ProposeCorrection(ctx, s.who(rozenn), network.CorrectionProposal{
			Account: s.ids["Instagram/"+inesInstagram], Month: s.month(i), Code: kpi.Mentions, Figure: kpi.Given(31),
			Reason: "Les mentions en story n’étaient pas comptées."})
		if err != nil {
			return err
		}
		s.clock.set(s.month(i+1).FirstDay().Add(18), 16, 20)
		_, err = s.n.DecideCorrection(ctx, s.who(coordinator), c.ID, true, "")
		return err
	case reviewMonth - 1:
		s.clock.set(s.month(i+1).FirstDay().Add(19), 10, 5)
		_, err := s.n.ProposeCorrection(ctx, s.who(tristan), network.CorrectionProposal{
			Account: s.ids["X/"+camilleX], Month: s.month(i), Code: kpi.Posts, Figure: kpi.Given(34),
			Reason: "J’avais oublié les publications programmées."})
		return err
	}
	return nil
}

// review is direction's look at the last whole month, which is not closed yet:
// one filing is accepted, one returned, two figures are asked about, and one of
// these questions is answered.
func (s *story) review(ctx context.Context) error {
	direction, month := s.who(coordinator), s.month(reviewMonth)
	s.clock.set(month.Add(1).FirstDay().Add(10), 9, 40)
	if _, err := s.n.AcceptAll(ctx, direction, month, kpi.Filter{Sphere: "Corporate"}); err != nil {
		return err
	}
	noe := s.ids["Instagram/noe.lumieres"]
	filing, err := s.n.Filing(ctx, direction, noe, month)
	if err != nil {
		return err
	}
	if _, err := s.n.ReturnFiling(ctx, direction, noe, month, filing.Version, "Les partages en story sont-ils compris\u00a0? Le total paraît bas."); err != nil {
		return err
	}
	if _, err := s.n.AskQuestion(ctx, direction, s.ids["LinkedIn/"+hugoLinkedIn], month, kpi.Likes,
		"Bien plus de réactions que d’habitude\u00a0: quelle publication a si bien marché\u00a0?"); err != nil {
		return err
	}
	asked, err := s.n.AskQuestion(ctx, direction, s.ids["Instagram/"+inesInstagram], month, kpi.Shares,
		"Combien de ces partages viennent du concours ?")
	if err != nil {
		return err
	}
	s.clock.set(month.Add(1).FirstDay().Add(11), 18, 15)
	return s.n.AnswerQuestion(ctx, s.who(rozenn), asked.ID, "À peu près les deux tiers\u00a0; le reste vient des conseils de plantation.")
}
