package web

// This file is the page of search ranking, and its file; search_account.go is
// the page of one account.

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

func init() {
	analyseLines = append(analyseLines,
		analyseLine{part: analyseLook, href: "/search-ranking", icon: "search", title: "search.menu", text: "search.menu_text", roles: viewers.roles})
}

// searchQueryOf reads which month, filter and page an address asks for.
func (s *Server) searchQueryOf(c echo.Context) (q network.SearchBoardQuery, months network.MonthSpan, err error) {
	if months, err = s.net.Months(c.Request().Context(), s.who(c)); err != nil {
		return q, months, err
	}
	if q.Filter, err = filterOf(c); err != nil {
		return q, months, err
	}
	q.Month = months.Default
	if q.Month.IsZero() {
		q.Month = months.Current
	}
	if text := c.QueryParam("month"); text != "" {
		if q.Month, err = kpi.ParseMonth(text); err != nil {
			return q, months, kpi.NotFound("error.not_found")
		}
	}
	q.Page, _ = strconv.Atoi(c.QueryParam("page"))
	return q, months, nil
}

// searchPage shows how accounts are ranked by search engines: GET
// /search-ranking?month=M.
func (s *Server) searchPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	q, months, err := s.searchQueryOf(c)
	if err != nil {
		return err
	}
	board, err := s.net.SearchBoard(ctx, who, q)
	if err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	w := searchWriter{p: p, board: board, query: filterQuery(q.Filter)}
	view := w.view()
	view.Filters = page.Filters{Action: "/search-ranking", Filter: q.Filter, Choices: choicesOf(groups), Also: hidden(url.Values{"month": {q.Month.String()}}),
		Clear: w.address(q.Month, 0, nil)}
	if q.Month > kpi.EarliestFigures {
		view.Previous = w.address(q.Month.Add(-1), 0, w.query)
	}
	if q.Month < months.Current {
		view.Next = w.address(q.Month.Add(1), 0, w.query)
	}
	chrome, err := s.chrome(c, p.T("search.page_title", "month", q.Month))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.SearchBoard(chrome, view))
}

// searchWriter puts search ranking in words.
type searchWriter struct {
	p     *i18n.Printer
	board network.SearchBoard
	query url.Values // the filter's
}

// address is the page of a month and a filter.
func (w searchWriter) address(month kpi.Month, n int, filter url.Values) string {
	q := url.Values{"month": {month.String()}}
	for name, values := range filter {
		q[name] = values
	}
	if n > 1 {
		q.Set("page", strconv.Itoa(n))
	}
	return address("/search-ranking", q)
}

func (w searchWriter) view() page.SearchBoardView {
	p, b := w.p, w.board
	count := b.Moves.Count
	first := (b.Page - 1) * b.PageSize
	v := page.SearchBoardView{
		Over: p.T("search.menu"), Title: w.finding(), Month: p.Month(b.Month), How: p.T("search.how"),
		Paging: page.Paging{Page: b.Page, Pages: b.Pages(), Total: b.Total, From: first + 1, To: first + len(b.Accounts),
			Href: func(n int) string { return w.address(b.Month, n, w.query) }},
	}
	file := url.Values{"month": {b.Month.String()}}
	for name, values := range w.query {
		file[name] = values
	}
	v.CSV = address("/search-ranking.csv", file)
	if count.Queries == 0 {
		v.Over, v.Title, v.Nothing = "", v.Over, true
		v.NoneTitle, v.NoneText = p.T("search.none"), p.T("search.none_text")
		v.NoneWay = page.Way{Href: "/accounts", Label: p.T("search.none_go")}
		if b.Any {
			v.NoneTitle, v.NoneText = p.T("search.none_here"), p.T("search.none_here_text", "month", b.Month)
			v.NoneWay = page.Way{Href: "/search-ranking", Label: p.T("search.none_here_go")}
		}
		return v
	}
	v.Subtitle = p.N("search.coverage", count.Looked, "queries", count.Queries, "month", b.Month)
	v.Count = joined(" · ", p.N("gallery.accounts", b.Total), p.N("search.queries_n", count.Queries))
	w.moves(&v)
	for _, a := range b.Accounts {
		v.Accounts = append(v.Accounts, w.account(a))
	}
	return v
}

// finding says in one line what the month brought.
func (w searchWriter) finding() string {
	p, count := w.p, w.board.Moves.Count
	rose, fell := count.Rose+count.Entered, count.Fell+count.Left
	switch {
	case count.Looked == 0:
		return p.T("search.finding_none", "month", w.board.Month)
	case count.Compared() == 0:
		return p.N("search.finding_first", count.Ranked, "looked", count.Looked)
	case rose+fell == 0:
		return p.T("search.finding_still")
	case fell == 0:
		return p.T("search.finding_rose", "rose", p.N("search.rose_n", rose))
	case rose == 0:
		return p.N("search.finding_fell", fell)
	}
	return p.T("search.finding", "rose", p.N("search.rose_n", rose), "fell", p.N("search.fell_n", fell))
}

func (w searchWriter) moves(v *page.SearchBoardView) {
	p, m := w.p, w.board.Moves
	v.MovesText = p.N("search.compared", m.Count.Compared(), "month", w.board.Month, "before", w.board.Month.Add(-1))
	for _, list := range []struct {
		id, title string
		count     int
		lines     []analytics.SearchLine
	}{
		{"search-rises", p.N("search.rises", m.Count.Rose), m.Count.Rose, m.Rises},
		{"search-entered", p.N("search.entries", m.Count.Entered), m.Count.Entered, m.Entered},
		{"search-falls", p.N("search.falls", m.Count.Fell), m.Count.Fell, m.Falls},
		{"search-left", p.N("search.exits", m.Count.Left), m.Count.Left, m.Left},
	} {
		if list.count == 0 {
			continue
		}
		out := page.SearchMoveList{ID: list.id, Title: list.title}
		for _, l := range list.lines {
			out.Lines = append(out.Lines, w.move(l))
		}
		if more := list.count - len(list.lines); more > 0 {
			out.More = p.N("search.more", more)
		}
		v.Moves = append(v.Moves, out)
	}
	switch {
	case m.Count.Looked == 0:
		v.Still = p.T("search.not_yet", "month", w.board.Month)
	case m.Count.Compared() == 0:
		v.Still = p.T("search.nothing_before", "before", w.board.Month.Add(-1))
	case len(v.Moves) == 0:
		v.Still = p.T("search.still")
	}
}

func (w searchWriter) move(l analytics.SearchLine) page.SearchMoveLine {
	p := w.p
	out := page.SearchMoveLine{Account: l.Account, Href: page.AccountAddress(l.Account.ID, "/search"), Query: l.Query.Query, Move: searchDelta(p, l)}
	switch l.Event {
	case analytics.SearchEntered:
		out.Text = p.T("search.entered_at", "place", l.Now.Place)
	case analytics.SearchLeft:
		out.Text = p.T("search.left_from", "place", l.Before.Place)
	default:
		out.Text = p.T("search.from_to", "old", l.Before.Place, "new", l.Now.Place)
	}
	return out
}

// searchDelta is a move in places gained or lost: a smaller number is the better
// place, so that what is gained is less than what was.
func searchDelta(p *i18n.Printer, l analytics.SearchLine) page.Delta {
	gain := l.Move.Times(-1)
	d := page.Delta{Change: gain, Direction: kpi.DirectionUp}
	switch {
	case l.Event == analytics.SearchEntered:
		d.Change, d.Text = kpi.Num(1), p.T("search.entered")
	case l.Event == analytics.SearchLeft:
		d.Change, d.Text = kpi.Num(-1), p.T("search.left")
	case !l.Move.Known:
		d.Text = i18n.Unknown
	case gain.V > 0:
		d.Text = p.N("search.gained", int(gain.V))
	case gain.V < 0:
		d.Text = p.N("search.lost", int(l.Move.V))
	default:
		d.Text = p.T("search.same")
	}
	return d
}

func (w searchWriter) account(a network.SearchAccount) page.SearchAccountView {
	out := page.SearchAccountView{Account: a.Account, Href: page.AccountAddress(a.Account.ID, "/search"), Rank: w.p.T("search.rank_none")}
	if a.Rank.Answered() {
		out.Rank = w.p.T("search.rank", "rank", page.FigureText(w.p, a.Rank))
	}
	for _, l := range a.Lines {
		out.Lines = append(out.Lines, searchLineView(w.p, l))
	}
	return out
}

func searchLineView(p *i18n.Printer, l analytics.SearchLine) page.SearchLineView {
	v := page.SearchLineView{
		Query: l.Query.Query, Now: page.SearchPlaceWords(p, l.Now), Before: page.SearchPlaceWords(p, l.Before), Quiet: !l.Now.Ranked(),
		Move: searchDelta(p, l), Best: i18n.Unknown, Spark: searchSpark(p, l),
	}
	if l.Best.Ranked() {
		v.Best, v.BestMonth = p.Number(float64(l.Best.Place), 0), p.ShortMonth(l.BestMonth)
	}
	return v
}

// searchSpark is the line of a query, the better place above the worse.
func searchSpark(p *i18n.Printer, l analytics.SearchLine) page.Spark {
	numbers := l.Numbers()
	var known []kpi.Number
	for _, n := range numbers {
		if n.Known {
			known = append(known, n)
		}
	}
	if len(known) == 0 {
		return page.Spark{}
	}
	return sparkOf(turned(numbers), nil, p.T("month.spark", "label", l.Query.Query, "first", p.Value(known[0], 0), "last", p.Value(known[len(known)-1], 0)))
}

// searchCSV gives a month of search ranking as a file, a line a query: GET
// /search-ranking.csv.
func (s *Server) searchCSV(c echo.Context) error {
	q, _, err := s.searchQueryOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	var file bytes.Buffer
	table := reports.NewCSV(&file, p)
	if err := table.Header(p.T("search.file_platform"), p.T("search.file_handle"), p.T("search.file_account"), p.T("search.query"), p.T("search.file_month"),
		p.T("search.now"), p.T("search.before"), p.T("search.move"), p.T("search.best"), p.T("search.file_best_month")); err != nil {
		return err
	}
	err = s.net.EachSearchAccount(c.Request().Context(), s.who(c), q, func(list []network.SearchAccount) error {
		for _, a := range list {
			for _, l := range a.Lines {
				best := ""
				if l.Best.Ranked() {
					best = l.BestMonth.String()
				}
				if err := table.Row(reports.Text(a.Account.Platform), reports.Text(a.Account.Handle), reports.Text(a.Account.Name()), reports.Text(l.Query.Query),
					reports.Month(q.Month), placeCell(p, l.Now), placeCell(p, l.Before), reports.Number(l.Move), reports.Number(l.Best.Number()),
					reports.Text(best)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := table.Close(); err != nil {
		return err
	}
	return s.sendSearchCSV(c, p.T("search.file_name")+"-"+q.Month.String(), file.Bytes())
}

func (s *Server) sendSearchCSV(c echo.Context, name string, data []byte) error {
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`.csv"`)
	return c.Blob(http.StatusOK, csvType, data)
}

// placeCell is a place in a file: a number, "not ranked" in words, or nothing.
func placeCell(p *i18n.Printer, place kpi.SearchPlace) reports.Cell {
	if place == kpi.NotRanked {
		return reports.Text(p.T("search.not_ranked"))
	}
	return reports.Number(place.Number())
}
