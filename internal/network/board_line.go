package network

// This file makes the lines of direction's board, a page at a time.

import (
	"context"
	"slices"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// BoardLine is the filing of an account.
type BoardLine struct {
	Account          kpi.Account // as it stands in the month
	Holder           string      // at the end of the month, or today while it goes on; "": nobody
	Standing         analytics.Standing
	Begun            bool // there is a draft
	Expected         bool
	Version          int
	FirstSubmittedAt time.Time // zero: never
	LastSubmittedAt  time.Time
	AfterDue         bool   // of an expected filing: it was first submitted after the due day
	Answered, Asked  int    // figures
	Warnings         int    // of a filing that was submitted, those without an explanation
	Explained        int    // and those with one
	Questions        int    // open
	Answers          int    // of these, answered
	ReturnReason     string // of the last return, while it is returned
	Months           []BoardCell
}

// BoardCell is one month of an account in the picture of a board.
type BoardCell struct {
	Month    kpi.Month
	Standing analytics.Standing
	Begun    bool
	OnTime   bool // of a filing that is submitted or accepted
}

// page makes the lines that the choice and the page leave.
func (v *boardView) page(ctx context.Context, b *Board, asked map[kpi.ID]askedAbout) error {
	chosen, known := v.chosen(b.Choice, asked)
	if !known {
		b.Choice = BoardAll
	}
	if b.Total = len(chosen); b.PageSize < 1 || b.PageSize > largestPageSize {
		b.PageSize = defaultPageSize
	}
	b.Page = min(max(b.Page, 1), b.Pages())
	first := (b.Page - 1) * b.PageSize
	lines, err := v.lines(ctx, chosen[first:min(first+b.PageSize, b.Total)], asked)
	if b.Lines = lines; err != nil || len(lines) == 0 {
		return err
	}
	if v.q.Picture {
		b.Months = kpi.MonthsBetween(v.month.Add(1-boardMonths), v.month)
		return v.draw(ctx, b.Lines, b.Months)
	}
	return v.read(ctx, b.Lines)
}

// chosen are the places of the accounts that a choice leaves, by sphere and
// name; without a choice all of which a filing is expected or there. An unknown choice leaves these, too.
func (v *boardView) chosen(choice BoardChoice, asked map[kpi.ID]askedAbout) (places []int, known bool) {
	keep := func(a boardAccount) bool { return a.mark.Expected || a.standing != analytics.StandingRests }
	known = true
	switch standing := analytics.Standing(choice); {
	case choice == BoardAll:
	case choice == BoardQuestions:
		keep = func(a boardAccount) bool { return asked[a.ID].open > 0 }
	case choice == BoardUnexpected:
		keep = func(a boardAccount) bool { return !a.mark.Expected && a.standing != analytics.StandingRests }
	case standing == analytics.StandingMissing, standing == analytics.StandingLate: // an old address still finds them
		keep = func(a boardAccount) bool {
			return a.standing == analytics.StandingMissing || a.standing == analytics.StandingLate
		}
	case slices.Contains([]analytics.Standing{analytics.StandingReturned, analytics.StandingSubmitted, analytics.StandingAccepted}, standing):
		keep = func(a boardAccount) bool { return a.mark.Expected && a.standing == standing }
	default:
		known = false
	}
	return v.list.Sorted(func(place int) bool { return keep(v.at(place)) }), known
}

// lines makes the lines of some accounts, without figures and months.
func (v *boardView) lines(ctx context.Context, places []int, asked map[kpi.ID]askedAbout) ([]BoardLine, error) {
	if len(places) == 0 {
		return nil, nil
	}
	list, ids := make([]boardAccount, len(places)), make([]kpi.ID, len(places))
	for i, place := range places {
		list[i] = v.at(place)
		ids[i] = list[i].ID
	}
	accounts, err := v.c.AccountsByID(ctx, v.month, ids)
	if err != nil {
		return nil, err
	}
	holders, err := v.c.HoldersOn(ctx, min(v.n.Today(), v.month.LastDay()), ids)
	if err != nil {
		return nil, err
	}
	lines := make([]BoardLine, len(list))
	for i, a := range list {
		lines[i] = BoardLine{
			Account: accounts[a.ID], Holder: holders[a.ID].Name, Standing: a.standing, Begun: a.mark.State == kpi.FilingDraft,
			Expected: a.mark.Expected, Version: a.Version, FirstSubmittedAt: a.FirstSubmittedAt,
			LastSubmittedAt: a.LastSubmittedAt, AfterDue: a.mark.Expected && a.FirstSubmittedAt.After(v.due),
			Questions: asked[a.ID].open, Answers: asked[a.ID].answered,
		}
	}
	return lines, nil
}

// idsOfLines are the accounts of lines.
func idsOfLines(lines []BoardLine) []kpi.ID {
	ids := make([]kpi.ID, len(lines))
	for i, l := range lines {
		ids[i] = l.Account.ID
	}
	return ids
}

// read adds to lines what their figures say: how many are answered, and what is
// unusual about those that were submitted; and why some were returned.
func (v *boardView) read(ctx context.Context, lines []BoardLine) error {
	ids := idsOfLines(lines)
	histories, now, err := v.histories(ctx, ids)
	if err != nil {
		return err
	}
	filings, err := v.c.FilingsOf(ctx, v.month, ids)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		figures := now[l.Account.ID]
		for _, code := range askedOf(v.indicators, l.Account, v.month) {
			l.Asked++
			if figures[code].Answered() {
				l.Answered++
			}
		}
		if filing := filings[l.Account.ID]; filing.State == kpi.FilingReturned {
			l.ReturnReason = filing.ReturnReason
		} else if !filing.State.Filed() {
			continue
		}
		for _, w := range analytics.Check(v.indicators, histories[l.Account.ID], v.month) {
			if figures[w.Indicator].Note != "" {
				l.Explained++
			} else {
				l.Warnings++
			}
		}
	}
	return nil
}

// histories reads the figures of accounts by code: the points that warnings are
// told from, and the figures of the board's month.
func (v *boardView) histories(ctx context.Context, ids []kpi.ID) (map[kpi.ID]points, map[kpi.ID]map[string]kpi.Figure, error) {
	codes := make(map[kpi.ID]string, len(v.indicators))
	for _, i := range v.indicators {
		codes[i.ID] = i.Code
	}
	histories, now := make(map[kpi.ID]points, len(ids)), make(map[kpi.ID]map[string]kpi.Figure, len(ids))
	for _, id := range ids {
		histories[id], now[id] = points{}, map[string]kpi.Figure{}
	}
	before := kpi.MonthsBetween(v.month.Add(-warningMonths), v.month.Add(-1))
	err := v.c.EachKnownValue(ctx, before, ids, func(m kpi.Month, account, indicator kpi.ID, value float64) {
		code := codes[indicator]
		histories[account][code] = append(histories[account][code], kpi.Point{Month: m, Figure: kpi.Given(value)})
	})
	if err != nil {
		return nil, nil, err
	}
	err = v.c.EachFigureOf(ctx, []kpi.Month{v.month}, ids, func(r store.FigureRow) {
		code := codes[r.Indicator]
		now[r.Account][code] = r.Figure
		histories[r.Account][code] = append(histories[r.Account][code], kpi.Point{Month: v.month, Figure: r.Figure})
	})
	return histories, now, err
}

// draw adds the months of lines.
func (v *boardView) draw(ctx context.Context, lines []BoardLine, months []kpi.Month) error {
	filings, err := v.c.FilingsOver(ctx, months, idsOfLines(lines))
	if err != nil {
		return err
	}
	crowd, err := v.c.Crowd(ctx, nil)
	if err != nil {
		return err
	}
	for _, m := range months {
		due, overdue := v.cal.Due(m), v.overdue(m)
		for i := range lines {
			id := lines[i].Account.ID
			filing := filings[m][id]
			mark := analytics.FilingMark{State: filing.State, Expected: crowd.Expected(id, m), FirstSubmittedAt: filing.FirstSubmittedAt}
			lines[i].Months = append(lines[i].Months, BoardCell{Month: m, Standing: mark.Standing(overdue),
				Begun: filing.State == kpi.FilingDraft, OnTime: mark.OnTime(due)})
		}
	}
	return nil
}
