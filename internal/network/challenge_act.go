package network

// This file holds what people do about the challenge: direction runs it,
// holders take part with their accounts, colleagues say bravo.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SwitchChallenge switches the challenge on or off, for direction of the whole
// network. Switched off nothing of it is shown, and nothing is lost.
// Errors: CodeForbidden.
func (n *Network) SwitchChallenge(ctx context.Context, who kpi.Who, on bool) error {
	return n.switchSetting(ctx, who, settingChallengeOff, !on)
}

// switchSetting keeps a setting that is on or off, by default off.
func (n *Network) switchSetting(ctx context.Context, who kpi.Who, name string, on bool) error {
	if !runsChallenge(who) {
		return kpi.Forbidden("error.forbidden")
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		set, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		old, value := "false", "false"
		if set[name] == "true" {
			old = "true"
		}
		if on {
			value = "true"
		}
		if old == value {
			return nil
		}
		return tx.SetSetting(ctx, name, old, value)
	})
}

// SaveSeason makes a season of the challenge where it has no id, else changes
// it, for direction of the whole network. A changed measure holds for all its
// months. Errors: CodeForbidden, CodeNotFound; CodeInvalid with the fields name,
// measure, from and until.
func (n *Network) SaveSeason(ctx context.Context, who kpi.Who, s kpi.Season) (id kpi.ID, err error) {
	if !runsChallenge(who) {
		return 0, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		seasons, err := tx.Seasons(ctx)
		if err != nil {
			return err
		}
		if fields := checkSeason(&s, seasons); len(fields) > 0 {
			return orInvalid(nil, fields)
		}
		if s.ID == 0 {
			id, err = tx.AddSeason(ctx, s)
			return err
		}
		i := slices.IndexFunc(seasons, func(o kpi.Season) bool { return o.ID == s.ID })
		if i < 0 {
			return kpi.NotFound("error.not_found")
		}
		id = s.ID
		if seasons[i] == s {
			return nil
		}
		return tx.SetSeason(ctx, seasons[i], s)
	})
	return id, err
}

// TakePart lets an account take part in a season, from the month that is being
// filed on, or take part no longer: what was shown until then stays. It is the
// holder's own choice.
// Errors: CodeNotFound where the challenge is off, for a season that there is
// not and for an account that the person does not see; CodeForbidden for
// whoever does not hold it; CodeConflict, key "challenge.over", after the end.
func (n *Network) TakePart(ctx context.Context, who kpi.Who, season, account kpi.ID, in bool) error {
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		v := challengeView{n: n, c: tx.Conn, who: who}
		off, seasons, err := v.open(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(seasons, func(s kpi.Season) bool { return s.ID == season })
		if off || i < 0 {
			return kpi.NotFound("error.not_found")
		}
		if !v.holds[account] {
			if _, _, err := n.seeAccount(ctx, tx.Conn, who, account, n.CurrentMonth()); err != nil {
				return err
			}
			return kpi.Forbidden("challenge.holder_only")
		}
		filed := n.CurrentMonth().Add(-1)
		if seasons[i].Until < filed {
			return kpi.NewError(kpi.CodeConflict, "challenge.over", "name", seasons[i].Name)
		}
		entries, _, err := tx.SeasonEntries(ctx, season)
		if err != nil {
			return err
		}
		now := kpi.SeasonEntry{Account: account, Until: kpi.FirstMonth}
		if k := slices.IndexFunc(entries, func(e kpi.SeasonEntry) bool { return e.Account == account }); k >= 0 {
			now = entries[k]
		}
		switch {
		case in == (now.Until == 0):
			return nil
		case in:
			now.From, now.Until = max(seasons[i].From, filed), 0
		default:
			now.Until = filed.Add(-1)
		}
		return tx.PutSeasonEntry(ctx, season, now)
	})
}

// Bravo says bravo to an account for a month in which the challenge shows it,
// or takes it back. Errors: CodeNotFound where it is not shown to the person;
// CodeForbidden for one's own account.
func (n *Network) Bravo(ctx context.Context, who kpi.Who, q ChallengeQuery, account kpi.ID, given bool) error {
	if who.User.ID == 0 {
		return kpi.Forbidden("error.forbidden")
	}
	ch, err := n.Challenge(ctx, who, q)
	if err != nil {
		return err
	}
	faces := slices.Clone(ch.Improved)
	for _, p := range ch.Podiums {
		faces = append(faces, p.Faces...)
	}
	i := slices.IndexFunc(faces, func(f ChallengeFace) bool { return f.Account.ID == account })
	switch {
	case i < 0:
		return kpi.NotFound("error.not_found")
	case faces[i].Own:
		return kpi.Forbidden("challenge.bravo_own")
	}
	return n.db.Keep(ctx, n.now(), func(tx *store.Tx) error {
		return tx.PutBravo(ctx, ch.Month, account, who.User.ID, given)
	})
}
