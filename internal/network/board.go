package network

// This file is direction's board of a month: whose filings are there, whose are
// missing, and what is to be done about them. Lateness is between a holder and
// direction: nobody else has a board.

import (
	"context"
	"slices"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// BoardChoice narrows the list of a board: "" is every filing that is expected
// or there; else an analytics.Standing, or one of the others below.
type BoardChoice string

// The choices of a board besides the standings.
const (
	BoardAll        BoardChoice = ""
	BoardQuestions  BoardChoice = "questions"  // with an open question
	BoardUnexpected BoardChoice = "unexpected" // there without being expected
)

// BoardQuery chooses what a board shows.
type BoardQuery struct {
	Filter   kpi.Filter
	Choice   BoardChoice // an unknown one is BoardAll
	By       analytics.GroupKind
	Picture  bool // the lines' months, in place of their figures
	Page     int  // from 1
	PageSize int  // default 100
}

// Board is a month as direction reviews it.
type Board struct {
	Month      kpi.Month
	Due        kpi.Day
	Overdue    bool      // the due day is over
	Lock       *kpi.Lock // of the month
	State      kpi.MonthState
	Reopened   time.Time // until when, where the month is open again
	Acceptance bool      // filings are accepted by direction
	May        BoardMay

	Tally     analytics.FilingTally
	FillRate  analytics.NofM
	Questions int // filings with an open question
	Answers   int // of these, those with an answer to read

	By     analytics.GroupKind
	Groups []BoardGroup

	Choice         BoardChoice
	Lines          []BoardLine
	Total          int // that the choice leaves
	Page, PageSize int
	Months         []kpi.Month // of the lines' picture, the board's month last

	Sleepers []Sleeper
}

// Pages returns the number of pages, at least 1.
func (b Board) Pages() int { return max(1, (b.Total+b.PageSize-1)/b.PageSize) }

// BoardMay says what the person may do.
type BoardMay struct {
	Accept bool // filings, where that is switched on and the month is open
	Review bool // return, question, accept, close
}

// BoardGroup is one group of a board's count.
type BoardGroup struct {
	Group analytics.Group
	Tally analytics.FilingTally
	Below bool // the entity has others below it
}

// boardMonths is how many months the picture of a board has.
const boardMonths = 12

// boardAccount is an account of a board with its filing.
type boardAccount struct {
	store.BoardAccount
	mark     analytics.FilingMark
	standing analytics.Standing
}

// boardView is a board being put together for one person.
type boardView struct {
	*look
	n    *Network
	who  kpi.Who
	q    BoardQuery
	due  time.Time
	late bool        // the month's due day is over
	list store.Board // of the filter
}

// Board reads the board of a month over a filter, for direction: admins and
// coordinators, in the part of the tree that they are limited to. A page beyond
// the last is the last.
// Errors: kpi.CodeNotFound for anybody else; kpi.CodeInvalid for a month that no
// figures can be of.
func (n *Network) Board(ctx context.Context, who kpi.Who, month kpi.Month, q BoardQuery) (b Board, err error) {
	err = n.board(ctx, who, month, q, func(v *boardView) error {
		b, err = v.show(ctx)
		return err
	})
	return b, err
}

// board runs see on what a member of direction sees of a month.
func (n *Network) board(ctx context.Context, who kpi.Who, month kpi.Month, q BoardQuery, see func(*boardView) error) error {
	if !who.Is(coordinators...) {
		return kpi.NotFound("error.not_found")
	}
	if err := n.shown(month); err != nil {
		return err
	}
	return n.look(ctx, who, month, q.Filter, func(l *look) error {
		v := &boardView{look: l, n: n, who: who, q: q, due: l.cal.Due(month)}
		v.late = v.overdue(month)
		var err error
		if v.list, err = v.readAccounts(ctx); err != nil {
			return err
		}
		return see(v)
	})
}

// overdue reports whether a month's due day is over.
func (v *boardView) overdue(m kpi.Month) bool { return v.n.now().After(v.cal.Due(m)) }

// limit is the entity that the person is limited to, 0 for none.
func (v *boardView) limit() kpi.ID {
	if v.who.System {
		return 0
	}
	return v.who.User.EntityID
}

// readAccounts reads those of the filter. Whoever is limited to a part of the
// tree has those that stood there in the month and still do.
func (v *boardView) readAccounts(ctx context.Context) (store.Board, error) {
	list, err := v.c.Board(ctx, v.month, v.ids)
	limit := v.limit()
	if err != nil || limit == 0 {
		return list, err
	}
	here, err := remembered(v.look, memoKey{what: "board within", month: v.n.CurrentMonth(), by: limit.String()},
		func(ids []kpi.ID) int { return len(ids) },
		func() ([]kpi.ID, error) {
			return v.c.AccountIDs(ctx, store.AccountQuery{Month: v.n.CurrentMonth(), Within: limit})
		})
	return list.Only(func(account kpi.ID) bool {
		_, found := slices.BinarySearch(here, account)
		return found
	}), err
}

// at is the account at a place.
func (v *boardView) at(place int) boardAccount {
	a := v.list.At(place)
	mark := markOf(a.BoardFiling, a.Expected)
	return boardAccount{BoardAccount: a, mark: mark, standing: mark.Standing(v.late)}
}

// mark is what the standing of the account at a place is told from.
func (v *boardView) mark(place int) analytics.FilingMark {
	return markOf(v.list.Filing(place))
}

func markOf(filing store.BoardFiling, expected bool) analytics.FilingMark {
	return analytics.FilingMark{State: filing.State, Expected: expected, FirstSubmittedAt: filing.FirstSubmittedAt}
}

func (v *boardView) show(ctx context.Context) (Board, error) {
	b := Board{Month: v.month, Due: v.cal.DueDate(v.month), Overdue: v.late, Acceptance: v.settings.AcceptanceSwitchedOn,
		By: v.q.By, Choice: v.q.Choice, Page: v.q.Page, PageSize: v.q.PageSize}
	row, err := v.c.Month(ctx, v.month)
	if err != nil {
		return b, err
	}
	b.Lock, b.State = v.n.lockOf(row), v.n.monthState(row, v.cal)
	if b.State == kpi.MonthReopened {
		b.Reopened = row.ReopenedUntil
	}
	b.May.Review = v.who.Is(kpi.RoleCoordinator)
	b.May.Accept = b.May.Review && b.Acceptance && b.Lock == nil
	asked, err := v.questions(ctx)
	if err != nil {
		return b, err
	}
	v.count(&b, asked)
	if err := v.fillRate(ctx, &b); err != nil {
		return b, err
	}
	if err := v.page(ctx, &b, asked); err != nil {
		return b, err
	}
	b.Sleepers, err = v.sleepers(ctx)
	return b, err
}

// askedAbout are the open questions on a filing.
type askedAbout struct{ open, answered int }

// questions counts the open questions of the month by account.
func (v *boardView) questions(ctx context.Context) (map[kpi.ID]askedAbout, error) {
	rows, err := v.c.OpenQuestionsIn(ctx, v.month)
	asked := make(map[kpi.ID]askedAbout, len(rows))
	for _, r := range rows {
		a := asked[r.Account]
		a.open++
		if r.AnsweredBy != 0 {
			a.answered++
		}
		asked[r.Account] = a
	}
	return asked, err
}

// count counts the filings of the filter, all together and by group.
func (v *boardView) count(b *Board, asked map[kpi.ID]askedAbout) {
	groupOf, groups := v.groupsBy(b)
	at := make(map[kpi.ID]*analytics.FilingTally, len(groups))
	for i := range groups {
		at[groups[i].Group.ID] = &groups[i].Tally
	}
	for place := range v.list.Places() {
		a := v.at(place)
		b.Tally.Add(a.mark, v.due, v.late)
		if tally := at[groupOf(a)]; tally != nil {
			tally.Add(a.mark, v.due, v.late)
		}
		if q := asked[a.ID]; q.open > 0 {
			b.Questions++
			if q.answered > 0 {
				b.Answers++
			}
		}
	}
	b.Groups = slices.DeleteFunc(groups, func(g BoardGroup) bool { return g.Tally.Expected == 0 && g.Tally.Unexpected == 0 })
}

// groupsBy lists the groups to count by, and says which one an account is in; an
// unknown kind is the sphere.
func (v *boardView) groupsBy(b *Board) (of func(boardAccount) kpi.ID, groups []BoardGroup) {
	scope := kpi.ScopeSphere
	switch b.By {
	case analytics.GroupEntity:
		return v.entitiesBelow()
	case analytics.GroupRange:
		scope, of = kpi.ScopeRange, func(a boardAccount) kpi.ID { return a.RangeID }
	case analytics.GroupPlatform:
		scope, of = kpi.ScopePlatform, func(a boardAccount) kpi.ID { return a.PlatformID }
	default:
		b.By, of = analytics.GroupSphere, func(a boardAccount) kpi.ID { return a.SphereID }
	}
	for _, g := range v.groupsOf(scope) {
		groups = append(groups, BoardGroup{Group: g})
	}
	return of, groups
}

// entitiesBelow counts by the entities right below the one that the filter, or
// the person's limit, leaves; of the whole tree by those at its top, or below
// the top where there is only one. What stands in that entity itself comes
// first, what stands in none last.
func (v *boardView) entitiesBelow() (of func(boardAccount) kpi.ID, groups []BoardGroup) {
	parents, children := map[kpi.ID]kpi.ID{}, map[kpi.ID][]store.Group{}
	for _, e := range v.groups.Entities {
		parents[e.ID] = e.ParentID
		children[e.ParentID] = append(children[e.ParentID], e)
	}
	root := max(v.ids.Entity, 0)
	if tops := children[0]; root == 0 && len(tops) == 1 {
		root = tops[0].ID
	}
	if e, found := groupOf(v.groups.Entities, root); found {
		groups = append(groups, BoardGroup{Group: shownGroup(analytics.GroupEntity, e)})
	}
	for _, e := range children[root] {
		groups = append(groups, BoardGroup{Group: shownGroup(analytics.GroupEntity, e), Below: len(children[e.ID]) > 0})
	}
	groups = append(groups, BoardGroup{Group: analytics.Group{Kind: analytics.GroupEntity, Position: -1}})
	return func(a boardAccount) kpi.ID {
		e := a.EntityID
		for e != 0 && e != root && parents[e] != root {
			e = parents[e]
		}
		return e
	}, groups
}

// fillRate reads how many of the figures asked are answered, over the filter.
func (v *boardView) fillRate(ctx context.Context, b *Board) error {
	totals, err := v.filings(ctx, []kpi.Month{v.month}, kpi.ScopeNetwork)
	if err != nil || len(totals) == 0 {
		return err
	}
	b.FillRate = analytics.Rate(totals[0].Answered, totals[0].Asked)
	return nil
}
