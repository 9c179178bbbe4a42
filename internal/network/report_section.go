package network

// This file gathers the sections of a report that are not made of figures alone.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// addSections adds to a report what stands on the charts for everybody, and the
// challenge.
func (n *Network) addSections(ctx context.Context, l *look, r *analytics.Report) (err error) {
	if r.Annotations, err = n.chartAnnotations(ctx, l.c, kpi.CommandLine(), r.Months, nil); err != nil {
		return err
	}
	if r.Challenge, err = n.reportChallenge(ctx, l); err != nil {
		return err
	}
	return n.addTargets(ctx, l, r)
}

// reportChallenge is the season that the look's month belongs to, as anybody may
// see it; nil where there is none, where nobody was ranked, and where the
// challenge is switched off. Of the part of the tree that the look does not
// reach, no account is named; where each account's figures are not to be seen,
// none of its progress is told.
func (n *Network) reportChallenge(ctx context.Context, l *look) (*analytics.ReportChallenge, error) {
	v := challengeView{n: n, c: l.c, who: kpi.CommandLine()}
	off, seasons, err := v.open(ctx)
	at := slices.IndexFunc(seasons, func(s kpi.Season) bool { return s.From <= l.month && l.month <= s.Until })
	if err != nil || off || at < 0 {
		return nil, err
	}
	ch, err := v.show(ctx, ChallengeQuery{Season: seasons[at].ID, Month: l.month})
	if kpi.CodeOf(err) == kpi.CodeNotFound { // of a month that goes on there is no result
		return nil, nil
	}
	if err != nil || ch.Month != l.month || (len(ch.Podiums) == 0 && len(ch.Improved) == 0) {
		return nil, err
	}
	section := &analytics.ReportChallenge{Season: ch.Season, Closed: ch.Closed, Entered: ch.Entered, Ranked: ch.Ranked}
	for _, p := range ch.Podiums {
		section.Podiums = append(section.Podiums, analytics.ReportPodium{From: p.From, Under: p.Under, Faces: l.reportFaces(p.Faces)})
	}
	section.Improved = l.reportFaces(ch.Improved)
	for _, h := range ch.Honours {
		if l.reaches(h.Account) {
			section.Honours = append(section.Honours, analytics.ReportHonour{Account: h.Account, ChallengeHonour: h.ChallengeHonour})
		}
	}
	return section, nil
}

func (l *look) reportFaces(faces []ChallengeFace) []analytics.ReportFace {
	var list []analytics.ReportFace
	for _, f := range faces {
		if !l.reaches(f.Account) {
			continue
		}
		face := analytics.ReportFace{Account: f.Account, Place: f.Place, Progress: f.Progress}
		if l.own != nil {
			face.Progress = kpi.Number{}
		}
		list = append(list, face)
	}
	return list
}

// reaches reports whether an account stands in the part of the tree that the
// look is limited to.
func (l *look) reaches(a kpi.Account) bool {
	return within(l.groups.Entities, kpi.Who{User: kpi.User{EntityID: l.ids.Entity}}, a.EntityID)
}

// addDecisions adds the register to the report of the whole network, for those
// who see it: the decisions made from figures up to the report's month, latest
// first, with what became of the return by that month. Withdrawn ones are left
// out.
func (n *Network) addDecisions(ctx context.Context, who kpi.Who, r *analytics.Report) error {
	month := r.Dashboard.Summary.Month
	if !seesArbitrations(who) || who.User.EntityID != 0 || r.Entity != "" {
		return nil
	}
	var list []Decision
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		rows, err := c.Decisions(ctx)
		for _, row := range rows {
			if row.Withdrawn != 0 || row.Month > month {
				continue
			}
			d, err := n.decision(ctx, c, who, row)
			if err != nil {
				return err
			}
			list = append(list, d)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, d := range list {
		one := analytics.ReportDecision{Range: d.Range, Account: d.Account, Verdict: d.Verdict, Reason: d.Reason, Decided: kpi.DayOf(d.Decided.At),
			Month: d.Month, Review: d.Review, InForce: d.InForce(), Then: d.Then.Return}
		if d.Month < month && d.InForce() {
			now, err := n.evidence(ctx, who, d.Range.ID, d.Account.ID, month)
			if err != nil {
				return err
			}
			one.Now, one.Change = now.Return, analytics.GrowthRate(d.Then.Return, now.Return)
		}
		r.Decisions = append(r.Decisions, one)
	}
	return nil
}
