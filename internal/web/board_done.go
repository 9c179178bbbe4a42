package web

// This file says on direction's board what was just done there, and offers to
// take it back.

import (
	"encoding/json"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// The acts of a board.
const (
	boardAccepted         = "accepted"
	boardAcceptanceUndone = "acceptance undone"
	boardAsleep           = "asleep"
	boardAwake            = "awake"
)

// boardDone is what was done on a board.
type boardDone struct {
	Act     string
	Batch   kpi.ID // by which it is taken back
	Account kpi.ID
	N, Left int
	Refused string // why nothing was done, in the person's language
}

// sessionBoard keeps what the next board says.
const sessionBoard = "board"

// leaveBoardDone keeps what was done for the next board.
func (s *Server) leaveBoardDone(c echo.Context, month kpi.Month, query boardQuery, done boardDone) error {
	view, err := s.boardDoneView(c, month, query, done)
	if err != nil {
		return err
	}
	text, err := json.Marshal(view)
	if err != nil {
		return err
	}
	s.sessions.Put(c.Request().Context(), sessionBoard, string(text))
	return nil
}

// takeBoardDone takes what was left, nil where nothing was.
func (s *Server) takeBoardDone(c echo.Context) *page.BoardDone {
	ctx := c.Request().Context()
	if !s.sessions.Exists(ctx, sessionBoard) {
		return nil
	}
	var view page.BoardDone
	if err := json.Unmarshal([]byte(s.sessions.PopString(ctx, sessionBoard)), &view); err != nil {
		return nil // of another version of the program
	}
	return &view
}

func (s *Server) boardDoneView(c echo.Context, month kpi.Month, query boardQuery, done boardDone) (page.BoardDone, error) {
	p := s.printer(c)
	if done.Refused != "" {
		return page.BoardDone{Text: done.Refused, Refused: true}, nil
	}
	undo := func(act string) string { return address(boardAddress(month)+act, query.values()) }
	switch done.Act {
	case boardAccepted:
		if done.N == 0 {
			return page.BoardDone{Text: p.N("board.accepted_none", done.Left), Refused: true}, nil
		}
		v := page.BoardDone{Text: p.N("board.accepted_all", done.N), Action: undo("/accept/undo"), Fields: []page.Hidden{{Name: "batch", Value: done.Batch.String()}}}
		if done.Left > 0 {
			v.Text = joined(" ", v.Text, p.N("board.accepted_left", done.Left))
		}
		return v, nil
	case boardAcceptanceUndone:
		return page.BoardDone{Text: p.N("board.accepted_undone", done.N)}, nil
	}
	view, err := s.net.AccountView(c.Request().Context(), s.who(c), done.Account)
	if err != nil {
		return page.BoardDone{}, err
	}
	name := view.Account.Name()
	if done.Act == boardAwake {
		return page.BoardDone{Text: p.T("board.awake", "account", name)}, nil
	}
	return page.BoardDone{Text: p.T("board.asleep", "account", name, "month", s.net.CurrentMonth()), Action: undo("/sleep/undo"),
		Fields: []page.Hidden{{Name: "account", Value: done.Account.String()}, {Name: "batch", Value: done.Batch.String()}}}, nil
}
