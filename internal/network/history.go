package network

// This file tells what happened to an account, in order.

import (
	"context"
	"slices"
	"strconv"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// settingNamedMonths is how many months history names the person who acted;
// after that it shows their role.
const settingNamedMonths = "history_named_months"

const defaultNamedMonths = 24

// namedMonths reads that setting.
func namedMonths(set map[string]string) int {
	months, err := strconv.Atoi(set[settingNamedMonths])
	if err != nil {
		return defaultNamedMonths // not set
	}
	return months
}

// AccountHistory lists every change of an account, of its filings and of its
// figures, latest first; limit 0 is all. A person is named where the one who
// asks may know them and the act is recent enough; whoever may not know them
// is not told either when they filed.
// Errors: kpi.CodeNotFound for whoever does not see the account.
func (n *Network) AccountHistory(ctx context.Context, who kpi.Who, account kpi.ID, limit int) (entries []analytics.Entry, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		_, s, err := n.seeAccount(ctx, c, who, account, n.CurrentMonth())
		if err != nil {
			return err
		}
		entries, err = n.history(ctx, c, s, account, limit)
		return err
	})
	return entries, err
}

func (n *Network) history(ctx context.Context, c store.Conn, s sight, account kpi.ID, limit int) ([]analytics.Entry, error) {
	rows, err := c.AccountHistory(ctx, account)
	if err != nil {
		return nil, err
	}
	teller, err := n.newTeller(ctx, c, s, account, rows)
	if err != nil {
		return nil, err
	}
	if !s.knows(account) {
		rows = slices.DeleteFunc(rows, tellsWhen)
	}
	// Acts are numbered as they were stored; what is shown is when they were.
	slices.SortStableFunc(rows, func(a, b store.HistoryEntry) int {
		return teller.acts[b.Batch].At.Compare(teller.acts[a.Batch].At)
	})
	if limit > 0 && len(rows) > limit {
		rows = rows[:limit]
	}
	entries := make([]analytics.Entry, len(rows))
	for i, r := range rows {
		entries[i] = teller.entry(r)
	}
	return entries, nil
}

// tellsWhen reports whether a change says when somebody filed, or had to file
// again: lateness is between that person and direction. What was corrected
// since anybody may know who sees the account.
func tellsWhen(r store.HistoryEntry) bool {
	switch r.Field {
	case store.FieldFiling, store.FieldComment, store.FieldReturnReason:
		return true
	case store.FieldFigure:
		return !r.Old.Answered()
	}
	return false
}

// teller puts stored changes into words for one person.
type teller struct {
	sight      sight
	knows      bool // who is behind the account
	namedSince kpi.Month
	zoneMonth  func(store.Act) kpi.Month
	acts       map[kpi.ID]store.Act
	codes      map[kpi.ID]string // of indicators
	groups     store.Groups
	people     map[kpi.ID]string // names of holders
}

func (n *Network) newTeller(ctx context.Context, c store.Conn, s sight, account kpi.ID, rows []store.HistoryEntry) (t teller, err error) {
	t = teller{sight: s, knows: s.knows(account), codes: map[kpi.ID]string{}, people: map[kpi.ID]string{},
		zoneMonth: func(a store.Act) kpi.Month { return kpi.MonthOf(a.At.In(n.location())) }}
	settings, err := c.Settings(ctx)
	if err != nil {
		return t, err
	}
	t.namedSince = n.CurrentMonth().Add(-namedMonths(settings))
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows { // those of an act stand together
		ids[i] = r.Batch
	}
	if t.acts, err = c.Acts(ctx, slices.Compact(ids)); err != nil {
		return t, err
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return t, err
	}
	for _, i := range indicators {
		t.codes[i.ID] = i.Code
	}
	holders, err := c.AccountHolders(ctx, account)
	if err != nil {
		return t, err
	}
	for _, h := range holders {
		t.people[h.User] = h.Name
	}
	t.groups, err = c.Groups(ctx)
	return t, err
}

func (t teller) entry(r store.HistoryEntry) analytics.Entry {
	act := t.acts[r.Batch]
	e := analytics.Entry{Act: r.Batch, At: act.At, Role: act.Role, Channel: act.Channel, Month: r.Month, Indicator: t.codes[r.Indicator],
		Old: r.Old, New: r.New}
	recent := t.zoneMonth(act) >= t.namedSince
	if (t.knows && recent) || (act.User != 0 && act.User == t.sight.who.User.ID) {
		e.By, e.Reason = act.Name, act.Reason
	}
	if r.Field != store.FieldFigure {
		e.Field = r.Field
		e.OldText, e.NewText = t.text(r.Field, r.OldText, recent), t.text(r.Field, r.NewText, recent)
	}
	if r.Since != "" {
		e.Since = r.Since
	}
	return e
}

// text is the stored text of a field as it is shown: ids become names, of
// persons only where they may be known.
func (t teller) text(field, text string, recent bool) string {
	if text == "" {
		return ""
	}
	id := kpi.ParseID(text)
	var list []store.Group
	switch field {
	case string(kpi.Holder), string(kpi.Deputy), "accepted":
		if !t.knows || !recent {
			return ""
		}
		return t.people[id]
	case "sphere":
		list = t.groups.Spheres
	case "range":
		list = t.groups.Ranges
	case "entity":
		list = t.groups.Entities
	default:
		return text
	}
	g, _ := groupOf(list, id)
	return g.Name
}
