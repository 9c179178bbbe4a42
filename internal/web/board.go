package web

// This file answers with direction's board of a month.

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// boardPageSize is how many filings a board shows at a time.
const boardPageSize = 100

// boards leads to the board of the month chosen in the menu, else of the one
// that is being filed: GET /board.
func (s *Server) boards(c echo.Context) error {
	query := c.QueryParams()
	month, err := kpi.ParseMonth(query.Get("month"))
	if err != nil {
		month = s.net.CurrentMonth().Add(-1)
	}
	query.Del("month")
	return s.goTo(c, address(boardAddress(month), query))
}

func boardAddress(m kpi.Month) string { return "/months/" + m.String() + "/board" }

// boardQuery is what the address of a board says.
type boardQuery struct{ network.BoardQuery }

// boardQueryOf reads a board's address. Errors: as filterOf.
func boardQueryOf(c echo.Context) (boardQuery, error) {
	filter, err := filterOf(c)
	q := boardQuery{BoardQuery: network.BoardQuery{Filter: filter, Choice: network.BoardChoice(c.QueryParam("choice")),
		By: analytics.GroupKind(c.QueryParam("by")), Picture: c.QueryParam("view") == viewMonths, PageSize: boardPageSize}}
	q.Page, _ = strconv.Atoi(c.QueryParam("page"))
	return q, err
}

// viewMonths names the months × accounts picture in an address.
const viewMonths = "months"

// values is the query as it stands in an address, without the page.
func (q boardQuery) values() url.Values {
	v := filterQuery(q.Filter)
	for name, value := range map[string]string{"choice": string(q.Choice), "by": string(q.By)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.By == analytics.GroupSphere {
		v.Del("by")
	}
	if q.Picture {
		v.Set("view", viewMonths)
	}
	return v
}

// boardPage shows the board of a month: GET /months/:month/board.
func (s *Server) boardPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	query, err := boardQueryOf(c)
	if err != nil {
		return err
	}
	board, err := s.net.Board(ctx, who, month, query.BoardQuery)
	if err != nil {
		return err
	}
	span, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	query.By, query.Choice = board.By, board.Choice
	v := boardView{p: p, board: board, query: query, span: span, zone: s.net.Now().Location()}
	view := v.view()
	view.Filters.Choices = choicesOf(groups)
	view.Done = s.takeBoardDone(c)
	if view.Unheld, err = s.net.Unheld(ctx, who); err != nil {
		return err
	}
	chrome, err := s.chrome(c, p.T("board.page_title", "month", month))
	if err != nil {
		return err
	}
	chrome.Path = "/board" // the menu's name for it
	return s.render(c, http.StatusOK, page.Board(chrome, view))
}

// acceptAll accepts the submitted filings of the filter about which there is
// nothing to ask: POST /months/:month/board/accept.
func (s *Server) acceptAll(c echo.Context) error {
	return s.onBoard(c, func(month kpi.Month, query boardQuery, _ url.Values) (boardDone, error) {
		done, err := s.net.AcceptAll(c.Request().Context(), s.who(c), month, query.Filter)
		return boardDone{Act: boardAccepted, Batch: done.Batch, N: done.Accepted, Left: done.Left}, err
	})
}

// undoAcceptance takes that back: POST /months/:month/board/accept/undo.
func (s *Server) undoAcceptance(c echo.Context) error {
	return s.onBoard(c, func(_ kpi.Month, _ boardQuery, form url.Values) (boardDone, error) {
		n, err := s.net.UndoAcceptance(c.Request().Context(), s.who(c), kpi.ParseID(form.Get("batch")))
		return boardDone{Act: boardAcceptanceUndone, N: n}, err
	})
}

// putToSleep makes a silent account dormant: POST /months/:month/board/sleep.
func (s *Server) putToSleep(c echo.Context) error {
	return s.onBoard(c, func(_ kpi.Month, _ boardQuery, form url.Values) (boardDone, error) {
		account := kpi.ParseID(form.Get("account"))
		act, err := s.net.PutToSleep(c.Request().Context(), s.who(c), account)
		return boardDone{Act: boardAsleep, Batch: act, Account: account}, err
	})
}

// wakeUp takes that back: POST /months/:month/board/sleep/undo.
func (s *Server) wakeUp(c echo.Context) error {
	return s.onBoard(c, func(_ kpi.Month, _ boardQuery, form url.Values) (boardDone, error) {
		account := kpi.ParseID(form.Get("account"))
		err := s.net.UndoAccountAct(c.Request().Context(), s.who(c), account, kpi.ParseID(form.Get("batch")), false)
		return boardDone{Act: boardAwake, Account: account}, err
	})
}

// onBoard runs an act, leaves word of it, and leads back to the board as it
// stood: its filter and choice come in the form's address.
func (s *Server) onBoard(c echo.Context, act func(kpi.Month, boardQuery, url.Values) (boardDone, error)) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	query, err := boardQueryOf(c)
	if err != nil {
		return err
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	done, err := act(month, query, form)
	if text, refused := s.refusalOf(c, err); refused {
		done = boardDone{Refused: text}
	} else if err != nil {
		return err
	}
	if err := s.leaveBoardDone(c, month, query, done); err != nil {
		return err
	}
	return s.goTo(c, address(boardAddress(month), query.values()))
}
