package web

// This file is the months of the API: the summary and the table.

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

type nOfMJSON struct {
	N     int        `json:"n"`
	M     int        `json:"m"`
	Value kpi.Number `json:"value"` // in %
}

type changeJSON struct {
	N      int        `json:"n"`
	Before kpi.Number `json:"before"`
	Now    kpi.Number `json:"now"`
	Net    kpi.Number `json:"net"`
	Growth kpi.Number `json:"growth"` // in %
}

// indicatorJSON is one indicator of a month over a filter.
type indicatorJSON struct {
	Total           kpi.Number          `json:"total"`
	Aggregate       analytics.Aggregate `json:"aggregate"`
	Known           int                 `json:"known"`
	Expected        int                 `json:"expected"`
	LikeForLike     changeJSON          `json:"like_for_like"`
	YearLikeForLike changeJSON          `json:"year_like_for_like"`
	Previous        kpi.Number          `json:"previous"`
	YearBefore      kpi.Number          `json:"year_before"`
}

// rateJSON is a ratio of sums over the accounts that have both sides.
type rateJSON struct {
	Value      kpi.Number `json:"value"` // in %
	N          int        `json:"n"`
	Expected   int        `json:"expected"`
	Previous   kpi.Number `json:"previous"`
	ChangePt   kpi.Number `json:"change_pt"`
	YearBefore kpi.Number `json:"year_before"`
	YearPt     kpi.Number `json:"year_change_pt"`
}

type ratesJSON struct {
	Engagement rateJSON `json:"engagement"`
}

type summaryJSON struct {
	Month      kpi.Month                `json:"month"`
	Accounts   int                      `json:"accounts"`
	Expected   int                      `json:"expected"`
	Filed      int                      `json:"filed"`
	FilingRate nOfMJSON                 `json:"filing_rate"`
	FillRate   nOfMJSON                 `json:"fill_rate"`
	OnTime     nOfMJSON                 `json:"on_time"`
	Indicators map[string]indicatorJSON `json:"indicators"`
	Rates      ratesJSON                `json:"rates"`
}

func newChangeOf(c analytics.Change) changeJSON {
	return changeJSON{c.N, c.Before, c.Now, c.Net, c.Growth}
}

func newSummaryJSON(s analytics.Summary) summaryJSON {
	body := summaryJSON{
		Month: s.Month, Accounts: s.Accounts, Expected: s.Expected, Filed: s.Filed,
		FilingRate: nOfMJSON(s.FilingRate), FillRate: nOfMJSON(s.FillRate), OnTime: nOfMJSON(s.OnTime),
		Indicators: make(map[string]indicatorJSON, len(s.Measures)),
	}
	for _, m := range s.Measures {
		if m.Code == kpi.EngagementRate {
			body.Rates.Engagement = rateJSON{m.Value, m.Known, m.Expected, m.Previous, m.ChangePt, m.YearBefore, m.YearChangePt}
			continue
		}
		body.Indicators[m.Code] = indicatorJSON{
			Total: m.Value, Aggregate: m.Aggregate, Known: m.Known, Expected: m.Expected,
			LikeForLike: newChangeOf(m.LikeForLike), YearLikeForLike: newChangeOf(m.YearLikeForLike),
			Previous: m.Previous, YearBefore: m.YearBefore,
		}
	}
	return body
}

func (s *Server) apiSummary(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	summary, err := s.net.Summary(c.Request().Context(), s.who(c), month, filter)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, newSummaryJSON(summary))
}

// cellJSON is one measure of one account in a month.
type cellJSON struct {
	State      kpi.State  `json:"state"`
	Value      kpi.Number `json:"value"`
	Reason     string     `json:"reason,omitempty"`
	Previous   kpi.Number `json:"previous"`
	YearBefore kpi.Number `json:"year_before"`
	Change     kpi.Number `json:"change"`
	Growth     kpi.Number `json:"growth"`
}

// rowJSON is a line of the month's table.
type rowJSON struct {
	kpi.Account
	Filing  kpi.FilingState     `json:"filing"`
	Figures map[string]cellJSON `json:"figures"`
}

func newRowJSON(r analytics.AccountRow) rowJSON {
	row := rowJSON{Account: r.Account, Filing: r.Filing, Figures: make(map[string]cellJSON, len(r.Cells))}
	if row.Filing == "" {
		row.Filing = kpi.FilingEmpty
	}
	for code, cell := range r.Cells {
		state := cell.Figure.State
		if cell.Value.Known { // a derived measure has no figure of its own
			state = kpi.StateValue
		}
		row.Figures[code] = cellJSON{state, cell.Value, cell.Figure.Reason, cell.Previous, cell.YearBefore, cell.Change, cell.Growth}
	}
	return row
}

func (s *Server) apiMonthAccounts(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	query, err := tableQueryOf(c)
	if err != nil {
		return err
	}
	table, err := s.net.AccountTable(c.Request().Context(), s.who(c), month, filter, query)
	if err != nil {
		return err
	}
	body := struct {
		Month kpi.Month `json:"month"`
		Total int       `json:"total"`
		Items []rowJSON `json:"items"`
		Next  string    `json:"next"`
	}{Month: month, Total: table.Total, Items: make([]rowJSON, len(table.Rows))}
	for i, r := range table.Rows {
		body.Items[i] = newRowJSON(r)
	}
	if table.Page < table.Pages() {
		body.Next = strconv.Itoa(table.Page + 1)
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, body)
}

// tableQueryOf reads sort, order, limit and after, which is what the page
// before gave as next.
// Errors: CodeInvalid.
func tableQueryOf(c echo.Context) (network.TableQuery, error) {
	q := network.TableQuery{Sort: c.QueryParam("sort"), Page: 1}
	var err error
	if q.PageSize, err = limitOf(c); err != nil {
		return q, err
	}
	switch order := c.QueryParam("order"); order {
	case "", "asc":
	case "desc":
		q.Desc = true
	default:
		return q, invalidField("order", "web.order", "value", cut(order))
	}
	if after := c.QueryParam("after"); after != "" {
		if q.Page, err = strconv.Atoi(after); err != nil || q.Page < 1 {
			return q, invalidField("after", "web.after", "value", cut(after))
		}
	}
	return q, nil
}
