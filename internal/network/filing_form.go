package network

// This file gathers all that the page of a filing shows: its fields with what
// was given before, the ways on, and what the person has to know.

import (
	"context"
	"slices"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// FilingForm is the filing of an account for a month as its page shows it.
type FilingForm struct {
	Filing   kpi.Filing
	Account  kpi.Account // as it stands in the month
	Own      bool        // the person files in their own name
	Fields   []FilingField
	More     []kpi.Indicator // that could be given besides
	Expected bool            // the person's own, and a filing of it is expected
	First    bool            // no field has a figure of the month before or of a year ago
	Due      kpi.Day
	Late     bool // the person's own filing, expected, not filed, and after its due day
	Holders  []string
	Told     *Told     // the latest change by somebody else, for the holder
	Undo     time.Time // until when the person may take their submission back; zero: they may not
	Trend    analytics.Trend
	// Questions on the figures, of whoever files or reviews them.
	Questions []Question
	Reviews   bool           // the person reviews this filing
	Since     *ReviewChanges // what changed since the filing was accepted or returned; nil: nothing
	// PlacesBefore are the places by search query of the month before.
	PlacesBefore map[kpi.ID]kpi.SearchPlace
	// Months before and after this one that can be opened; zero: none.
	PreviousMonth, NextMonth kpi.Month
	Neighbours
}

// FilingField is one figure of the form.
type FilingField struct {
	Indicator  kpi.Indicator
	Asked      bool
	Figure     kpi.Figure // as it stands
	Before     kpi.Figure // of the month before
	YearBefore kpi.Figure // of the same month a year ago
	Place      kpi.Place  // where to find it; empty: not said
	// Remembered is the answer kept for the coming months, where there is one
	// for this month; Proposed says that it stands in for a figure not given yet.
	Remembered kpi.Figure
	Proposed   bool
	Line       []kpi.Number // of a year ago to the month
}

// FilingForm reads the form of a filing in a language.
// Errors: as Filing.
func (n *Network) FilingForm(ctx context.Context, who kpi.Who, account kpi.ID, month kpi.Month, locale string) (FilingForm, error) {
	var form FilingForm
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		f, err := n.openFiling(ctx, c, who, account, month)
		if err != nil {
			return err
		}
		form, err = n.form(ctx, c, who, f, locale)
		return err
	})
	return form, err
}

func (n *Network) form(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling, locale string) (form FilingForm, err error) {
	form = FilingForm{Account: f.account, Own: f.right.own, NextMonth: f.month.Add(1)}
	if form.Filing, err = f.read(ctx, c); err != nil {
		return form, err
	}
	if f.month >= n.CurrentMonth() {
		form.NextMonth = 0
	}
	if form.PreviousMonth = f.month.Add(-1); f.month == kpi.FirstMonth {
		form.PreviousMonth = 0
	}
	if err := n.formFields(ctx, c, f, &form, locale); err != nil {
		return form, err
	}
	if f.search != nil {
		if form.PlacesBefore, err = c.SearchPlacesOf(ctx, f.month.Add(-1), f.search.queries); err != nil {
			return form, err
		}
	}
	desk, err := n.deskOf(ctx, c, who, f.month)
	if err != nil {
		return form, err
	}
	form.Neighbours = neighbours(desk, f.account.ID)
	cal, err := n.calendarOf(ctx, c)
	if err != nil {
		return form, err
	}
	form.Due = cal.DueDate(f.month)
	mine := slices.IndexFunc(desk, func(d DeskAccount) bool { return d.Account.ID == f.account.ID })
	form.Expected = mine >= 0 && desk[mine].Expected
	form.Late = mine >= 0 && desk[mine].ToFile() && !desk[mine].Sent && f.lock == nil && n.now().After(cal.Due(f.month))
	if form.Undo, err = n.undoUntil(ctx, c, who, f); err != nil {
		return form, err
	}
	form.Reviews = f.right.review
	if form.Questions, err = n.filingQuestions(ctx, c, who, f); err != nil {
		return form, err
	}
	if f.right.edit {
		if form.Since, err = n.changedSince(ctx, c, f); err != nil {
			return form, err
		}
	}
	return form, n.formPeople(ctx, c, who, f, &form)
}

// formPeople adds who else has to do with the filing: what the holder is told,
// and, for whoever files on behalf, whom they file for.
func (n *Network) formPeople(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling, form *FilingForm) error {
	if form.Filing.May.OnBehalf {
		holders, err := c.AccountHolders(ctx, f.account.ID)
		if err != nil {
			return err
		}
		for _, h := range holders {
			if h.Role == kpi.Holder && inMonth(h, f.month) && !slices.Contains(form.Holders, h.Name) {
				form.Holders = append(form.Holders, h.Name)
			}
		}
	}
	if !f.right.own {
		return nil
	}
	notices, err := c.NoticesOn(ctx, f.account.ID, f.month)
	if err != nil {
		return err
	}
	notices = slices.DeleteFunc(notices, func(o store.Notice) bool { return o.User != who.User.ID })
	told, err := n.tell(ctx, c, notices)
	if len(told) > 0 {
		form.Told = &told[0]
	}
	return err
}

// formFields adds the fields: the asked ones in order, then those that have an
// answer without being asked; the others can be added.
func (n *Network) formFields(ctx context.Context, c store.Conn, f *openFiling, form *FilingForm, locale string) error {
	history, err := accountPoints(ctx, c, f.account.ID, f.codes())
	if err != nil {
		return err
	}
	places, err := c.IndicatorPlaces(ctx, f.account.PlatformID, locale)
	if err != nil {
		return err
	}
	kept, err := c.RememberedAnswers(ctx, f.account.ID)
	if err != nil {
		return err
	}
	asked := f.asked()
	var besides []FilingField
	form.First = true
	for _, i := range f.indicators {
		if i.Derived {
			continue
		}
		field := FilingField{Indicator: i, Asked: slices.Contains(asked, i.Code), Figure: f.figures[i.Code], Place: places[i.ID],
			Before: history.at(i.Code, f.month-1), YearBefore: history.at(i.Code, f.month-12), Line: history.year(i.Code, f.month)}
		if r, there := kept[i.ID]; there && r.From <= f.month {
			field.Remembered = r.Figure
			field.Proposed = field.Asked && !field.Figure.Answered() && !f.row.State.Filed()
		}
		switch {
		case field.Asked:
			form.Fields = append(form.Fields, field)
		case field.Figure.Answered():
			besides = append(besides, field)
		default:
			form.More = append(form.More, i)
			continue
		}
		form.First = form.First && !field.Before.Answered() && !field.YearBefore.Answered()
	}
	form.Fields = append(form.Fields, besides...)
	form.Trend = history.trend(f.indicators, asked, f.month)
	return nil
}

// points are all figures of an account by indicator.
type points map[string][]kpi.Point

// accountPoints reads every figure of an account.
func accountPoints(ctx context.Context, c store.Conn, account kpi.ID, codes map[kpi.ID]string) (points, error) {
	kept, err := c.KeptMonths(ctx, kpi.FirstMonth)
	if err != nil {
		return nil, err
	}
	rows, err := c.FigureHistory(ctx, account, kept)
	all := points{}
	for _, r := range rows {
		code := codes[r.Indicator]
		all[code] = append(all[code], kpi.Point{Month: r.Month, Figure: r.Figure})
	}
	return all, err
}

func (p points) at(code string, month kpi.Month) kpi.Figure {
	for _, point := range p[code] {
		if point.Month == month {
			return point.Figure
		}
	}
	return kpi.Figure{}
}

// year gives the values of an indicator from a year before a month to the month.
func (p points) year(code string, month kpi.Month) []kpi.Number {
	values := make([]kpi.Number, 13)
	for _, point := range p[code] {
		if back := int(month - point.Month); back >= 0 && back < len(values) {
			values[len(values)-1-back] = point.Number()
		}
	}
	return values
}

// trend is the line that a person is shown of their own account: followers
// where they are known, else the first of what is asked that is.
func (p points) trend(indicators []kpi.Indicator, asked []string, until kpi.Month) analytics.Trend {
	var first analytics.Trend
	for _, code := range append([]string{kpi.Followers}, asked...) {
		i := slices.IndexFunc(indicators, func(i kpi.Indicator) bool { return i.Code == code })
		if i < 0 {
			continue
		}
		t := analytics.NewTrend(indicators[i], p[code], until)
		if t.Now.Known {
			return t
		}
		if first.Indicator.Code == "" {
			first = t
		}
	}
	return first
}
