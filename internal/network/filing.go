package network

// This file reads the filing of an account for a month.

import (
	"context"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// warningMonths is how many months before the tested one warnings look at: a
// stock is tested on twelve month-to-month changes.
const warningMonths = 13

// Filing reads the figures of an account for a month, what is asked of it,
// what is unusual and what the person may do. One that was never saved has
// version 0 and state empty.
// Errors: CodeNotFound where the person sees no such account; CodeInvalid for
// a month to come.
func (n *Network) Filing(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month) (kpi.Filing, error) {
	var filing kpi.Filing
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		f, err := n.openFiling(ctx, c, who, account, month)
		if err != nil {
			return err
		}
		filing, err = f.read(ctx, c)
		return err
	})
	return filing, err
}

// openFiling is a filing that a person looks at.
type openFiling struct {
	account    kpi.Account // as it stands in the month
	month      kpi.Month
	right      filingRight
	lock       *kpi.Lock
	row        store.FilingRow
	indicators []kpi.Indicator
	figures    map[string]kpi.Figure // as stored, cleared ones included
	search     *filingSearch         // nil: the search rank follows from no queries
}

func (n *Network) openFiling(ctx context.Context, c store.Conn, who kpi.Who, account kpi.ID, month kpi.Month) (*openFiling, error) {
	f := &openFiling{month: month}
	var err error
	if f.account, f.right, err = n.seeFiling(ctx, c, who, account, month); err != nil {
		return nil, err
	}
	if month.IsZero() || month > n.CurrentMonth() {
		return nil, invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	if month < kpi.EarliestFigures {
		return nil, invalidField("month", "filing.too_early", "month", month, "first", kpi.EarliestFigures)
	}
	state, err := c.Month(ctx, month)
	if err != nil {
		return nil, err
	}
	f.lock = n.lockOf(state)
	if f.indicators, err = c.Indicators(ctx); err != nil {
		return nil, err
	}
	return f, f.load(ctx, c)
}

// load reads what of the filing is written by saving it.
func (f *openFiling) load(ctx context.Context, c store.Conn) (err error) {
	if f.row, err = c.Filing(ctx, f.month, f.account.ID); err != nil {
		return err
	}
	rows, err := c.Figures(ctx, f.month, f.account.ID)
	if err != nil {
		return err
	}
	f.figures = make(map[string]kpi.Figure, len(rows))
	codes := f.codes()
	for _, r := range rows {
		f.figures[codes[r.Indicator]] = r.Figure
	}
	return f.loadSearch(ctx, c)
}

func (f *openFiling) codes() map[kpi.ID]string {
	codes := make(map[kpi.ID]string, len(f.indicators))
	for _, i := range f.indicators {
		codes[i.ID] = i.Code
	}
	return codes
}

// indicator finds an indicator by its code.
func (f *openFiling) indicator(code string) (kpi.Indicator, bool) {
	for _, i := range f.indicators {
		if i.Code == code {
			return i, true
		}
	}
	return kpi.Indicator{}, false
}

// asked lists the codes that are asked of the account in the month, in the
// order of the screen.
func (f *openFiling) asked() []string {
	return askedOf(f.indicators, f.account, f.month)
}

func askedOf(indicators []kpi.Indicator, account kpi.Account, month kpi.Month) []string {
	codes := make([]string, 0, len(indicators))
	for _, i := range indicators {
		if i.AskedOf(account, month) {
			codes = append(codes, i.Code)
		}
	}
	return codes
}

// read makes the filing as the person sees it.
func (f *openFiling) read(ctx context.Context, c store.Conn) (kpi.Filing, error) {
	filing := kpi.Filing{
		Account: f.account.ID, Month: f.month, State: f.row.State, Version: f.row.Version,
		Comment: f.row.Comment, ReturnReason: f.row.ReturnReason,
		FirstSubmittedAt: f.row.FirstSubmittedAt, LastSubmittedAt: f.row.LastSubmittedAt,
		Figures: make(map[string]kpi.Figure, len(f.figures)), Asked: f.asked(), Lock: f.lock,
		Search: f.search.read(),
	}
	for code, figure := range f.figures {
		if figure.Answered() {
			filing.Figures[code] = figure
		}
	}
	if !f.right.edit { // when, and whether twice, is between the holder and direction
		filing.FirstSubmittedAt, filing.LastSubmittedAt, filing.ReturnReason = time.Time{}, time.Time{}, ""
	}
	if f.right.edit && f.lock == nil {
		filing.May.Edit, filing.May.Submit = true, true
	}
	filing.May.OnBehalf = f.right.edit && !f.right.own
	filing.May.Correct = f.right.own && f.lock != nil
	filing.May.Question = f.right.review
	filing.May.Return = f.right.review && f.lock == nil && f.row.State.Filed()
	if f.right.review && f.lock == nil && f.row.State == kpi.FilingSubmitted {
		settings, err := settingsOf(ctx, c)
		if err != nil {
			return filing, err
		}
		filing.May.Accept = settings.AcceptanceSwitchedOn
	}
	var err error
	filing.Warnings, err = f.warnings(ctx, c)
	return filing, err
}

func (f *openFiling) warnings(ctx context.Context, c store.Conn) ([]kpi.Warning, error) {
	rows, err := c.FigureHistory(ctx, f.account.ID, kpi.MonthsBetween(f.month.Add(-warningMonths), f.month))
	if err != nil {
		return nil, err
	}
	codes := f.codes()
	history := map[string][]kpi.Point{}
	for _, r := range rows {
		code := codes[r.Indicator]
		history[code] = append(history[code], kpi.Point{Month: r.Month, Figure: r.Figure})
	}
	return analytics.Check(f.indicators, history, f.month), nil
}
