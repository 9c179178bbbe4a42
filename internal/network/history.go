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

const (
	defaultNamedMonths = 24
	mostNamedMonths    = 120
)

// namedMonths reads that setting.
func namedMonths(set map[string]string) int {
	months, err := strconv.Atoi(set[settingNamedMonths])
	if err != nil {
		return defaultNamedMonths // not set
	}
	return months
}

// AccountHistory lists every change of an account, of its filings and of its
// figures, with the questions and corrections on these, latest first; limit 0
// is all. A person is named where the one who asks may know them and the act is
// recent enough; whoever may not know them is not told either when they filed.
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
	words, err := n.newHistoryWords(ctx, c, s.who)
	if err != nil {
		return nil, err
	}
	return words.tell(ctx, c, account, s.knows(account), rows, limit)
}

// historyWords are what all of a person's history is told with.
type historyWords struct {
	namer
	codes  map[kpi.ID]string // of indicators
	groups store.Groups
}

func (n *Network) newHistoryWords(ctx context.Context, c store.Conn, who kpi.Who) (w historyWords, err error) {
	if w.namer, err = n.newNamer(ctx, c, who); err != nil {
		return w, err
	}
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return w, err
	}
	w.codes = make(map[kpi.ID]string, len(indicators))
	for _, i := range indicators {
		w.codes[i.ID] = i.Code
	}
	w.groups, err = c.Groups(ctx)
	return w, err
}

// tell puts the changes of an account, in the order of their acts, into what
// the person is told of them; knows says that they may know who is behind the
// account.
func (w historyWords) tell(ctx context.Context, c store.Conn, account kpi.ID, knows bool, rows []store.HistoryEntry, limit int) ([]analytics.Entry, error) {
	teller, err := w.newTeller(ctx, c, account, knows, rows)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r store.HistoryEntry) bool { return !teller.tells(r) })
	rows = foldCorrections(rows)
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

// foldCorrections tells a figure that an accepted correction changed once: as
// the correction, with what stood before it.
func foldCorrections(rows []store.HistoryEntry) []store.HistoryEntry {
	type key struct {
		batch, indicator kpi.ID
		month            kpi.Month
	}
	accepted := map[key]int{}
	for i, r := range rows {
		if r.Field == store.FieldCorrection && r.NewText == string(kpi.CorrectionAccepted) {
			accepted[key{r.Batch, r.Indicator, r.Month}] = i
		}
	}
	for _, r := range rows {
		if i, there := accepted[key{r.Batch, r.Indicator, r.Month}]; there && r.Field == store.FieldFigure {
			rows[i].Old = r.Old
		}
	}
	return slices.DeleteFunc(rows, func(r store.HistoryEntry) bool {
		_, there := accepted[key{r.Batch, r.Indicator, r.Month}]
		return there && r.Field == store.FieldFigure
	})
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
	case store.FieldSearchPlace:
		return r.OldText == ""
	}
	return false
}

// teller puts stored changes into words for one person.
type teller struct {
	historyWords
	knows  bool                 // who is behind the account
	asks   func(kpi.Month) bool // whether they see the questions of a month
	acts   map[kpi.ID]store.Act
	people map[kpi.ID]string // names of holders
	// sentences are those at months of the account's charts.
	sentences map[kpi.ID]kpi.Annotation
}

func (w historyWords) newTeller(ctx context.Context, c store.Conn, account kpi.ID, knows bool, rows []store.HistoryEntry) (t teller, err error) {
	t = teller{historyWords: w, knows: knows, people: map[kpi.ID]string{}}
	ids := make([]kpi.ID, len(rows))
	for i, r := range rows { // those of an act stand together
		ids[i] = r.Batch
	}
	if t.acts, err = c.Acts(ctx, slices.Compact(ids)); err != nil {
		return t, err
	}
	holders, err := c.AccountHolders(ctx, account)
	if err != nil {
		return t, err
	}
	for _, h := range holders {
		t.people[h.User] = h.Name
	}
	if t.sentences, err = annotationsOf(ctx, c, rows); err != nil {
		return t, err
	}
	direction := w.who.Is(kpi.RoleAdmin, kpi.RoleCoordinator)
	t.asks = func(m kpi.Month) bool {
		return direction || slices.ContainsFunc(holders, func(h store.AccountHolder) bool { return h.User == w.who.User.ID && inMonth(h, m) })
	}
	return t, err
}

// tells reports whether the person is told of a change: of questions whoever
// files in the month and direction, of corrections and of what says when
// somebody filed those who may know them.
func (t teller) tells(r store.HistoryEntry) bool {
	switch r.Field {
	case store.FieldQuestion, store.FieldAnswer, store.FieldAnswered:
		return t.asks(r.Month)
	case store.FieldCorrection:
		return t.knows
	}
	return t.knows || !tellsWhen(r)
}

func (t teller) entry(r store.HistoryEntry) analytics.Entry {
	act := t.acts[r.Batch]
	e := analytics.Entry{Act: r.Batch, At: act.At, Role: act.Role, Channel: act.Channel, Month: r.Month, Indicator: t.codes[r.Indicator], Ref: r.Ref, About: r.About,
		Old: r.Old, New: r.New}
	recent := t.recent(act)
	if t.knows && recent || t.own(act) {
		e.By, e.Reason = act.Name, act.Reason
	} else {
		e.Old.Note, e.New.Note = "", "" // a person's own words
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
	case store.FieldQuestion, store.FieldAnswer, store.FieldAnswered:
		if !recent {
			return "" // a person's own words
		}
		return text
	case store.FieldAnnotation:
		return t.sentences[id].Text // it stands, or stood, on the charts for anybody to read
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
