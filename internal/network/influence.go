package network

// This file gathers the influence index of the accounts of a platform. It is
// off until direction switches it on.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// settingInfluence says that there is an influence index.
const settingInfluence = "influence_index"

// InfluencePage is the index of a month, as one person sees it.
type InfluencePage struct {
	Off       bool // seen by whoever may switch it on
	MayRun    bool
	Month     kpi.Month
	Platforms []analytics.Group // with an account
	Platform  analytics.Group
	Accounts  int // of the platform in that month, with a figure that the index is made from
	Ranked    int // of these, with all of them
	Rows      []InfluenceRow
	Total     int // rows of all pages
	Page      int // from 1
	PageSize  int
}

// InfluenceRow is an account with its index.
type InfluenceRow struct {
	Account kpi.Account // as it stands in the month
	analytics.Influence
}

// InfluenceQuery chooses the month (zero: the last whole one), the platform
// (its displayed name; "": the first), and a page.
type InfluenceQuery struct {
	Month    kpi.Month
	Platform string
	Page     int
	PageSize int // 0: all
}

// InfluenceOffered reports whether a person sees the page of the index.
func (n *Network) InfluenceOffered(ctx context.Context, who kpi.Who) (bool, error) {
	set, err := n.db.Settings(ctx)
	return seesTotals(who) && (set[settingInfluence] == "true" || runsChallenge(who)), err
}

// SwitchInfluence switches the index on or off, for direction of the whole
// network. Errors: CodeForbidden.
func (n *Network) SwitchInfluence(ctx context.Context, who kpi.Who, on bool) error {
	return n.switchSetting(ctx, who, settingInfluence, on)
}

// Influence shows the index of the accounts of one platform by sphere and name,
// never by value, with all that it is made from: to each person of the accounts
// whose figures they see. It is worked out over the whole platform.
// Errors: CodeNotFound for contributors, where the index is off, and for a
// platform that there is not; as Dashboard for the month.
func (n *Network) Influence(ctx context.Context, who kpi.Who, q InfluenceQuery) (v InfluencePage, err error) {
	if !seesTotals(who) {
		return v, kpi.NotFound("error.not_found")
	}
	if q.Month.IsZero() {
		q.Month = n.CurrentMonth().Add(-1)
	}
	v.Month, v.MayRun = q.Month, runsChallenge(who)
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		set, err := c.Settings(ctx)
		if err != nil {
			return err
		}
		if v.Off = set[settingInfluence] != "true"; v.Off {
			if !v.MayRun {
				return kpi.NotFound("error.not_found")
			}
			return nil
		}
		if err := n.shown(q.Month); err != nil {
			return err
		}
		groups, err := c.Groups(ctx)
		if err != nil {
			return err
		}
		if err := n.influencePlatform(ctx, c, groups, q, &v); err != nil || v.Platform.ID == 0 {
			return err
		}
		list, err := n.influenceOf(ctx, c, &v)
		if err != nil {
			return err
		}
		return n.influenceRows(ctx, c, who, groups, q, list, &v)
	})
	return v, err
}

// influencePlatform chooses the platform.
func (n *Network) influencePlatform(ctx context.Context, c store.Conn, groups store.Groups, q InfluenceQuery, v *InfluencePage) error {
	used, err := c.UsedPlatforms(ctx)
	if err != nil {
		return err
	}
	for _, g := range groups.Platforms {
		if !used[g.ID] {
			continue
		}
		shown := shownGroup(analytics.GroupPlatform, g)
		v.Platforms = append(v.Platforms, shown)
		if kpi.Fold(g.Name) == kpi.Fold(q.Platform) || (q.Platform == "" && v.Platform.ID == 0) {
			v.Platform = shown
		}
	}
	if q.Platform != "" && v.Platform.ID == 0 {
		return kpi.NotFound("error.not_found")
	}
	return nil
}

// influenceOf works the index out, or remembers it.
func (n *Network) influenceOf(ctx context.Context, c store.Conn, v *InfluencePage) (map[kpi.ID]analytics.Influence, error) {
	ids, err := c.FilterIDs(ctx, kpi.Filter{Platform: v.Platform.Name})
	if err != nil {
		return nil, err
	}
	act, err := c.LastActOn(ctx, v.Month.Add(-1), v.Month)
	if err != nil {
		return nil, err
	}
	type result struct {
		of     map[kpi.ID]analytics.Influence
		ranked int
	}
	key := memoKey{what: "influence", month: v.Month, ids: ids}
	held, there := n.memo.get(act, key)
	r, _ := held.(result)
	if !there {
		var list []analytics.Influence
		err := c.EachChosenMonth(ctx, v.Month, ids, func(account kpi.ID, m kpi.AccountMonth) {
			if one := analytics.NewInfluence(account, m); one.Engagement.Known || one.Growth.Known {
				list = append(list, one)
			}
		})
		if err != nil {
			return nil, err
		}
		r.of = make(map[kpi.ID]analytics.Influence, len(list))
		list, r.ranked = analytics.InfluenceIndex(list)
		for _, one := range list {
			r.of[one.Account] = one
		}
		n.memo.put(act, key, r, 6*len(list)+1)
	}
	v.Accounts, v.Ranked = len(r.of), r.ranked
	return r.of, nil
}

// influenceRows cuts the page out of the accounts that the person sees.
func (n *Network) influenceRows(ctx context.Context, c store.Conn, who kpi.Who, groups store.Groups, q InfluenceQuery, of map[kpi.ID]analytics.Influence, v *InfluencePage) error {
	sight, err := n.sightOf(ctx, c, who)
	if err != nil {
		return err
	}
	ids, err := c.FilterIDs(ctx, kpi.Filter{Platform: v.Platform.Name})
	if err != nil {
		return err
	}
	if sight.all {
		ids.Entity = limitedTo(groups.Entities, who, 0)
	}
	list, err := c.MonthList(ctx, q.Month, ids, 0, nil)
	if err != nil {
		return err
	}
	all := list.Sorted(func(place int) bool {
		_, there := of[list.ID(place)]
		return there && (sight.all || sight.held[list.ID(place)])
	})
	v.Total, v.Page, v.PageSize = len(all), max(q.Page, 1), q.PageSize
	if q.PageSize > 0 {
		v.Page = min(v.Page, max(1, (v.Total+q.PageSize-1)/q.PageSize))
		from := (v.Page - 1) * q.PageSize
		all = all[from:min(from+q.PageSize, v.Total)]
	}
	wanted := listedIDs(list, slices.Values(all))
	if len(wanted) == 0 {
		return nil
	}
	accounts, err := c.AccountsByID(ctx, q.Month, wanted)
	for _, id := range wanted {
		v.Rows = append(v.Rows, InfluenceRow{Account: accounts[id], Influence: of[id]})
	}
	return err
}
