package network

// This file reads one act: everything that one person, file or program changed
// at once.

import (
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// ActView is one act and what of it the person may know.
type ActView struct {
	ID      kpi.ID
	Done    Acted
	Channel kpi.Channel
	Reason  string      // "" where there is none, and where it is no longer told
	Import  *PastImport // the file that the act brought in or took back
	Undid   bool        // it took the file back
	MayUndo bool        // the person may take the file back
	Places  []ActPlace
	Total   int           // places
	Page    int           // from 1
	Size    int           // places of a page
	SetUp   []SetUpChange // for admins
	Months  []ActMonth    // reporting months that it closed, opened or published
	// Annotations are the sentences for everybody that it wrote or removed, for
	// direction.
	Annotations []ActAnnotation
}

// Pages is how many pages of places there are, at least 1.
func (a ActView) Pages() int { return max(1, (a.Total+a.Size-1)/a.Size) }

// ActPlace is what an act changed of the filing of an account for a month, or,
// in month zero, of the account itself.
type ActPlace struct {
	Account kpi.Account // as it stands in the month, today in month zero
	Month   kpi.Month
	Entries []analytics.Entry
}

// ActMonth is what was done with a reporting month.
type ActMonth struct {
	Month kpi.Month
	Act   string // closed, reopened, …
}

// ActAnnotation is what an act changed of the sentences at a month; "" for none,
// and for words that are told no more.
type ActAnnotation struct {
	Month    kpi.Month
	Old, New string
}

// actPageSize is how many places a page of an act shows.
const actPageSize = 50

// Act reads an act, and a page of what it changed, counted from 1: of the
// accounts of which the person may know who is behind them, of set-up for
// administrators, of months for direction.
// Errors: CodeNotFound where it changed nothing of these.
func (n *Network) Act(ctx context.Context, who kpi.Who, id kpi.ID, page int) (view ActView, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		acts, err := c.Acts(ctx, []kpi.ID{id})
		if err != nil {
			return err
		}
		act, there := acts[id]
		if !there {
			return kpi.NotFound("error.not_found")
		}
		view = ActView{ID: id, Channel: act.Channel, Size: actPageSize}
		names, err := n.newNamer(ctx, c, who)
		if err != nil {
			return err
		}
		view.Done, view.Reason = names.acted(act), names.words(act, act.Reason)
		if err := n.actImport(ctx, c, who, act, &view); err != nil {
			return err
		}
		if err := n.actChanges(ctx, c, who, act, &view); err != nil {
			return err
		}
		if err := n.actPlaces(ctx, c, who, act, page, &view); err != nil {
			return err
		}
		if view.Total == 0 && view.Import == nil && len(view.SetUp) == 0 && len(view.Months) == 0 && len(view.Annotations) == 0 {
			return kpi.NotFound("error.not_found")
		}
		return nil
	})
	if err != nil {
		return ActView{}, err
	}
	return view, nil
}

// actImport adds the file, for whoever sees files that came in.
func (n *Network) actImport(ctx context.Context, c store.Conn, who kpi.Who, act store.Act, view *ActView) error {
	row, err := c.ImportOfAct(ctx, act.ID)
	if err != nil || row.ID == 0 {
		return err
	}
	if !seesAllImports(who) && (row.User == 0 || row.User != who.User.ID) {
		return nil
	}
	past, err := n.pastImports(ctx, c, who, []store.Import{row})
	if err != nil {
		return err
	}
	view.Import, view.Undid = &past[0], row.UndoneBy == act.ID
	view.MayUndo = past[0].MayUndo && !view.Undid
	return nil
}

// actChanges adds what the act changed of set-up and of months.
func (n *Network) actChanges(ctx context.Context, c store.Conn, who kpi.Who, act store.Act, view *ActView) error {
	rows, err := c.ChangesOfAct(ctx, act.ID)
	if err != nil || !who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
		return err
	}
	var setUp []store.ChangeRow
	for _, r := range rows {
		switch month, err := kpi.ParseMonth(r.Since); {
		case r.Subject == "months" && err == nil:
			view.Months = append(view.Months, ActMonth{Month: month, Act: r.Field})
		case r.Subject == store.AnnotationSubject && err == nil:
			one, err := annotationOfAct(ctx, c, r.Change, month)
			if err != nil {
				return err
			}
			view.Annotations = append(view.Annotations, one)
		case slices.Contains(setUpSubjects, r.Subject) && who.Is(admins...):
			setUp = append(setUp, r)
		}
	}
	known, err := n.setUpNames(ctx, c, setUp)
	for _, r := range setUp {
		view.SetUp = append(view.SetUp, known.tell(r.Change))
	}
	return err
}

// actPlaces adds a page of the filings and accounts that the act changed.
func (n *Network) actPlaces(ctx context.Context, c store.Conn, who kpi.Who, act store.Act, page int, view *ActView) (err error) {
	places, err := n.knownPlaces(ctx, c, who, act.ID, page, view)
	if err != nil {
		return err
	}
	words, err := n.newHistoryWords(ctx, c, who)
	if err != nil {
		return err
	}
	for _, p := range places {
		entries, account, err := n.actEntries(ctx, c, words, act.ID, p)
		if err != nil {
			return err
		}
		view.Places = append(view.Places, ActPlace{Account: account, Month: p.Month, Entries: entries})
	}
	return nil
}

// knownPlaces is the page of an act's places that the person may know, and
// counts them.
func (n *Network) knownPlaces(ctx context.Context, c store.Conn, who kpi.Who, act kpi.ID, page int, view *ActView) ([]store.ActPlace, error) {
	turn := func(total int) (from, to int) {
		view.Total = total
		view.Page = max(1, min(page, view.Pages()))
		from = (view.Page - 1) * view.Size
		return from, min(from+view.Size, total)
	}
	if who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) && (who.System || who.User.EntityID == 0) {
		total, err := c.CountPlaces(ctx, act)
		if err != nil {
			return nil, err
		}
		from, to := turn(total)
		return c.Places(ctx, act, to-from, from)
	}
	places, err := c.Places(ctx, act, -1, 0)
	if err != nil {
		return nil, err
	}
	knows, err := n.knowsPlaces(ctx, c, who, places)
	if err != nil {
		return nil, err
	}
	places = slices.DeleteFunc(places, func(p store.ActPlace) bool { return !knows(p) })
	from, to := turn(len(places))
	return places[from:to], nil
}

// knowsPlaces says of which places a person may know what happened: of the
// accounts that they hold, of months in which they did, and, where they are of
// direction, of their part of the tree.
func (n *Network) knowsPlaces(ctx context.Context, c store.Conn, who kpi.Who, places []store.ActPlace) (func(store.ActPlace) bool, error) {
	s, err := n.sightOf(ctx, c, who)
	if err != nil {
		return nil, err
	}
	held, err := c.HeldAccounts(ctx, who.User.ID)
	if err != nil {
		return nil, err
	}
	part := map[kpi.ID]bool{}
	if who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
		ids := make([]kpi.ID, len(places))
		for i, p := range places {
			ids[i] = p.Account
		}
		slices.Sort(ids)
		groups, err := c.Groups(ctx)
		if err != nil {
			return nil, err
		}
		today, err := c.AccountsByID(ctx, n.CurrentMonth(), slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		for id, a := range today {
			part[id] = s.sees(groups.Entities, a)
		}
	}
	return func(p store.ActPlace) bool {
		return part[p.Account] || s.held[p.Account] ||
			slices.ContainsFunc(held, func(h store.AccountHolder) bool { return h.Account == p.Account && inMonth(h, p.Month) })
	}, nil
}

// actEntries reads what an act changed in one place.
func (n *Network) actEntries(ctx context.Context, c store.Conn, words historyWords, act kpi.ID, p store.ActPlace) ([]analytics.Entry, kpi.Account, error) {
	month, read := p.Month, func() ([]store.HistoryEntry, error) { return c.FilingEntries(ctx, p.Account, []kpi.Month{p.Month}) }
	if month.IsZero() {
		month, read = n.CurrentMonth(), func() ([]store.HistoryEntry, error) { return c.AccountEntries(ctx, p.Account) }
	}
	rows, err := read()
	if err != nil {
		return nil, kpi.Account{}, err
	}
	rows = slices.DeleteFunc(rows, func(r store.HistoryEntry) bool { return r.Batch != act })
	account, err := c.Account(ctx, p.Account, month)
	if err != nil {
		return nil, kpi.Account{}, err
	}
	entries, err := words.tell(ctx, c, p.Account, true, rows, 0)
	return entries, account, err
}
