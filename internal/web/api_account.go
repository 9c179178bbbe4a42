package web

// This file is the accounts of the API.

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// Bounds of a list's length.
const (
	listDefault = 100
	listMost    = 500
)

// limitOf reads limit in the address, 1 to listMost.
// Errors: CodeInvalid.
func limitOf(c echo.Context) (int, error) {
	text := c.QueryParam("limit")
	if text == "" {
		return listDefault, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > listMost {
		return 0, invalidField("limit", "web.limit", "value", cut(text), "most", listMost)
	}
	return n, nil
}

func (s *Server) apiAccounts(c echo.Context) error {
	filter, err := filterOf(c)
	if err != nil {
		return err
	}
	limit, err := limitOf(c)
	if err != nil {
		return err
	}
	query := network.AccountQuery{Filter: filter, Limit: limit}
	if after := c.QueryParam("after"); after != "" {
		if query.After = kpi.ParseID(after); query.After == 0 {
			return invalidField("after", "web.after", "value", cut(after))
		}
	}
	accounts, next, err := s.net.Accounts(c.Request().Context(), s.who(c), query)
	if err != nil {
		return err
	}
	body := struct {
		Items []kpi.Account `json:"items"`
		Next  string        `json:"next"`
	}{Items: accounts}
	if body.Items == nil {
		body.Items = []kpi.Account{}
	}
	if next != 0 {
		body.Next = next.String()
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, body)
}

// pointJSON is a month on an account's line.
type pointJSON struct {
	Month  kpi.Month  `json:"month"`
	State  kpi.State  `json:"state"`
	Value  kpi.Number `json:"value"`
	Reason string     `json:"reason,omitempty"`
}

func (s *Server) apiSeries(c echo.Context) error {
	code := c.QueryParam("indicator")
	if code == "" {
		return invalidField("indicator", "web.indicator_missing")
	}
	from, err := optionalMonth(c, "from")
	if err != nil {
		return err
	}
	to, err := optionalMonth(c, "to")
	if err != nil {
		return err
	}
	line, err := s.net.Series(c.Request().Context(), s.who(c), idParam(c), code, from, to)
	if err != nil {
		return err
	}
	body := struct {
		Account   kpi.ID      `json:"account"`
		Indicator string      `json:"indicator"`
		Points    []pointJSON `json:"points"`
		Breaks    []kpi.Month `json:"breaks"`
	}{idParam(c), code, make([]pointJSON, len(line.Points)), line.Breaks}
	for i, p := range line.Points {
		body.Points[i] = pointJSON{p.Month, p.State, p.Number(), p.Reason}
	}
	if body.Breaks == nil {
		body.Breaks = []kpi.Month{}
	}
	return writeJSON(c, http.StatusOK, echo.MIMEApplicationJSON, body)
}

// optionalMonth reads a month in the query; absent, it is zero.
// Errors: CodeInvalid.
func optionalMonth(c echo.Context, name string) (kpi.Month, error) {
	text := c.QueryParam(name)
	if text == "" {
		return 0, nil
	}
	m, err := kpi.ParseMonth(text)
	if err != nil {
		return 0, invalidField(name, "error.month", "value", cut(text))
	}
	return m, nil
}
