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
	chosen = chosen[first:min(first+b.PageSize, b.Total)]
	b.Months = kpi.MonthsBetween(v.month.Add(1-boardMonths), v.month)
	var err error
	b.Lines, err = v.lines(ctx, chosen, asked, b.Months)
	return err
}

// chosen are the accounts that a choice leaves; without a choice all of which a
// filing is expected or there. An unknown choice leaves these, too.
func (v *boardView) chosen(choice BoardChoice, asked map[kpi.ID]askedAbout) (list []boardAccount, known bool) {
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
	for _, a := range v.list {
		if keep(a) {
			list = append(list, a)
		}
	}
	return list, known
}

// lines makes the lines of some accounts.
func (v *boardView) lines(ctx context.Context, list []boardAccount, asked map[kpi.ID]askedAbout, months []kpi.Month) ([]BoardLine, error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids := make([]kpi.ID, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	accounts, err := v.c.AccountsByID(ctx, v.month, ids)
	if err != nil {
		return nil, err
	}
	holders, err := v.c.HoldersOn(ctx, min(v.n.Today(), v.month.LastDay()), ids)
	if err != nil {
		return nil, err
	}
	figures, err := v.figures(ctx, list, ids)
	if err != nil {
		return nil, err
	}
	cells, reasons, err := v.cells(ctx, ids, months)
	if err != nil {
		return nil, err
	}
	lines := make([]BoardLine, len(list))
	for i, a := range list {
		f, q := figures[a.ID], asked[a.ID]
		lines[i] = BoardLine{
			Account: accounts[a.ID], Holder: holders[a.ID].Name, Standing: a.standing, Begun: a.mark.State == kpi.FilingDraft,
			Expected: a.mark.Expected, Version: a.Version, FirstSubmittedAt: a.FirstSubmittedAt,
			LastSubmittedAt: a.LastSubmittedAt, AfterDue: a.mark.Expected && a.FirstSubmittedAt.After(v.due),
			Answered: f.answered, Asked: f.asked, Warnings: f.warnings, Explained: f.explained,
			Questions: q.open, Answers: q.answered, Months: cells[a.ID],
		}
		if a.standing == analytics.StandingReturned {
			lines[i].ReturnReason = reasons[a.ID]
		}
	}
	return lines, nil
}

// boardFigures is what a line says of the figures.
type boardFigures struct{ asked, answered, warnings, explained int }

// figures counts the answers of accounts, and what is unusual about those that
// were submitted.
func (v *boardView) figures(ctx context.Context, list []boardAccount, ids []kpi.ID) (map[kpi.ID]boardFigures, error) {
	codes := make(map[kpi.ID]string, len(v.indicators))
	for _, i := range v.indicators {
		codes[i.ID] = i.Code
	}
	histories := make(map[kpi.ID]map[string][]kpi.Point, len(ids))
	for _, m := range kpi.MonthsBetween(v.month.Add(-warningMonths), v.month) { // one after the other: points are in order
		err := v.c.EachFigureOf(ctx, []kpi.Month{m}, ids, func(r store.FigureRow) {
			history := histories[r.Account]
			if history == nil {
				history = map[string][]kpi.Point{}
				histories[r.Account] = history
			}
			history[codes[r.Indicator]] = append(history[codes[r.Indicator]], kpi.Point{Month: m, Figure: r.Figure})
		})
		if err != nil {
			return nil, err
		}
	}
	out := make(map[kpi.ID]boardFigures, len(list))
	for _, a := range list {
		account := kpi.Account{ID: a.ID, PlatformID: a.PlatformID, SphereID: a.SphereID}
		now := map[string]kpi.Figure{}
		for code, points := range histories[a.ID] {
			if last := points[len(points)-1]; last.Month == v.month {
				now[code] = last.Figure
			}
		}
		var f boardFigures
		for _, code := range askedOf(v.indicators, account, v.month) {
			f.asked++
			if now[code].Answered() {
				f.answered++
			}
		}
		if a.standing == analytics.StandingSubmitted || a.standing == analytics.StandingAccepted || a.standing == analytics.StandingReturned {
			for _, w := range analytics.Check(v.indicators, histories[a.ID], v.month) {
				if now[w.Indicator].Note != "" {
					f.explained++
				} else {
					f.warnings++
				}
			}
		}
		out[a.ID] = f
	}
	return out, nil
}

// cells makes the picture of accounts over months, and reads the reasons for
// which filings of the board's month were returned.
func (v *boardView) cells(ctx context.Context, ids []kpi.ID, months []kpi.Month) (map[kpi.ID][]BoardCell, map[kpi.ID]string, error) {
	filings, err := v.c.FilingsOver(ctx, months, ids)
	if err != nil {
		return nil, nil, err
	}
	crowd, err := v.c.Crowd(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	pictures, reasons := make(map[kpi.ID][]BoardCell, len(ids)), map[kpi.ID]string{}
	for _, m := range months {
		due, overdue := v.cal.Due(m), v.overdue(m)
		for _, id := range ids {
			filing := filings[m][id]
			mark := analytics.FilingMark{State: filing.State, Expected: crowd.Expected(id, m), FirstSubmittedAt: filing.FirstSubmittedAt}
			pictures[id] = append(pictures[id], BoardCell{Month: m, Standing: mark.Standing(overdue),
				Begun: filing.State == kpi.FilingDraft, OnTime: mark.OnTime(due)})
			if m == v.month {
				reasons[id] = filing.ReturnReason
			}
		}
	}
	return pictures, reasons, nil
}
