package web

// This file is the page of one account's search ranking, where its list of
// queries is kept.

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
	"portevoix/reports"
)

// searchTyped is what somebody typed into the list's form, with what is wrong.
type searchTyped struct {
	queries, from string
	err           error
}

// accountSearchPage shows an account's queries and places: GET
// /accounts/:id/search.
func (s *Server) accountSearchPage(c echo.Context) error {
	return s.drawAccountSearch(c, http.StatusOK, nil)
}

func (s *Server) drawAccountSearch(c echo.Context, status int, typed *searchTyped) error {
	p := s.printer(c)
	a, err := s.net.AccountSearch(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	annotator, err := s.annotator(c, a.Account.ID)
	if err != nil {
		return err
	}
	view, err := s.accountSearchView(annotator, a)
	if err != nil {
		return err
	}
	if typed != nil {
		showSearchFaults(p, typed, &view)
	}
	chrome, err := s.chrome(c, p.T("search.of", "name", a.Account.Name()))
	if err != nil {
		return err
	}
	return s.render(c, status, page.AccountSearch(chrome, view))
}

func (s *Server) accountSearchView(annotator annotator, a network.AccountSearch) (page.AccountSearchView, error) {
	p := annotator.p
	v := page.AccountSearchView{
		Account: a.Account, Identity: a.Account.Platform + " · " + a.Account.Handle, Action: page.AccountAddress(a.Account.ID, "/search"),
		None: p.T("search.none_of_text"),
	}
	if a.May {
		v.None = p.T("search.none_of_begin")
	}
	if !a.Asked {
		v.NotAsked = p.T("search.not_asked")
	}
	if len(a.Lines) > 0 {
		figure, err := charts.SearchLines(a.Account, a.Lines, p)
		if err != nil {
			return v, err
		}
		shown, err := annotator.figure(figure, strings.ToLower(a.Account.Platform+"-"+kpi.FoldHandle(a.Account.Handle)+"-")+p.T("search.file_name"), a.Account.ID)
		if err != nil {
			return v, err
		}
		shown.Wide = true
		v.Figure, v.CSV = &shown, page.AccountAddress(a.Account.ID, "/search.csv")
	}
	running := 0
	for i, q := range a.Queries {
		one := page.SearchQueryView{ID: q.ID.String(), Query: q.Query, Removable: q.Removable, Since: p.T("search.since", "month", q.From)}
		if q.Ended {
			one.Since = p.T("search.since_until", "from", q.From, "until", q.Until)
			v.Ended = append(v.Ended, one)
			continue
		}
		running++
		one.Now = p.T("search.now_in", "month", a.Month, "place", page.SearchPlaceWords(p, a.Lines[i].Now))
		for _, m := range kpi.MonthsBetween(q.EndFrom, s.net.CurrentMonth()) {
			one.Until = append(one.Until, page.Option{Value: m.String(), Label: p.Month(m)})
		}
		one.Last = max(q.EndFrom, s.net.CurrentMonth().Add(-1)).String()
		v.Queries = append(v.Queries, one)
	}
	if a.May {
		v.Add = searchAddView(p, a, running)
	}
	return v, nil
}

func searchAddView(p *i18n.Printer, a network.AccountSearch, running int) *page.SearchAdd {
	room := kpi.MostSearchQueries - running
	add := &page.SearchAdd{Room: p.N("search.room", room, "max", kpi.MostSearchQueries), Full: room <= 0,
		From: page.Field{Name: "from", Label: p.T("search.from_label"), Value: a.Begin.String(), Hint: p.T("search.from_hint")}}
	if add.Full {
		add.Room = p.T("search.full", "max", kpi.MostSearchQueries)
	}
	months := kpi.MonthsBetween(max(a.Begin.Add(-24), kpi.EarliestFigures), a.Begin.Add(2))
	for _, m := range slices.Backward(months) {
		add.Months = append(add.Months, page.Option{Value: m.String(), Label: p.Month(m)})
	}
	return add
}

// showSearchFaults puts what was typed back, and says what is wrong with it.
func showSearchFaults(p *i18n.Printer, typed *searchTyped, v *page.AccountSearchView) {
	v.Fault = p.Error(typed.err)
	var invalid *kpi.Error
	if errors.As(typed.err, &invalid) {
		for _, f := range invalid.Fields {
			v.Faults = append(v.Faults, p.Field(f))
			if v.Add == nil {
				continue
			}
			switch f.Field {
			case "queries":
				v.Add.Error = true
			case "from":
				v.Add.From.Error = p.Field(f)
			}
		}
	}
	if len(v.Faults) == 1 {
		v.Fault, v.Faults = v.Faults[0], nil
	}
	if v.Add != nil {
		v.Add.Text = typed.queries
		if typed.from != "" {
			v.Add.From.Value = typed.from
		}
	}
}

// changeSearch changes the list, and draws the page again with what is wrong.
func (s *Server) changeSearch(c echo.Context, change func(typed searchTyped, form func(string) string) (notice string, err error)) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	typed := searchTyped{queries: form.Get("queries"), from: form.Get("from")}
	notice, err := change(typed, form.Get)
	if kpi.CodeOf(err) == kpi.CodeInvalid {
		typed.err = err
		return s.drawAccountSearch(c, http.StatusUnprocessableEntity, &typed)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, notice)
	return s.goTo(c, page.AccountAddress(idParam(c), "/search"))
}

// addSearchQueries adds queries, one a line: POST /accounts/:id/search.
func (s *Server) addSearchQueries(c echo.Context) error {
	return s.changeSearch(c, func(typed searchTyped, _ func(string) string) (string, error) {
		from, _ := kpi.ParseMonth(typed.from) // none is refused as too early
		added, err := s.net.AddSearchQueries(c.Request().Context(), s.who(c), idParam(c), typed.queries, from)
		return s.printer(c).N("search.added", added, "month", from), err
	})
}

// endSearchQuery measures a query no longer: POST /accounts/:id/search/end.
func (s *Server) endSearchQuery(c echo.Context) error {
	return s.changeSearch(c, func(_ searchTyped, form func(string) string) (string, error) {
		until, _ := kpi.ParseMonth(form("until"))
		return s.printer(c).T("search.was_ended", "month", until),
			s.net.EndSearchQuery(c.Request().Context(), s.who(c), idParam(c), kpi.ParseID(form("query")), until)
	})
}

// resumeSearchQuery measures it again: POST /accounts/:id/search/again.
func (s *Server) resumeSearchQuery(c echo.Context) error {
	return s.changeSearch(c, func(_ searchTyped, form func(string) string) (string, error) {
		return s.printer(c).T("search.was_resumed"), s.net.ResumeSearchQuery(c.Request().Context(), s.who(c), idParam(c), kpi.ParseID(form("query")))
	})
}

// removeSearchQuery takes a query out that was never looked up: POST
// /accounts/:id/search/remove.
func (s *Server) removeSearchQuery(c echo.Context) error {
	return s.changeSearch(c, func(_ searchTyped, form func(string) string) (string, error) {
		return s.printer(c).T("search.was_removed"), s.net.RemoveSearchQuery(c.Request().Context(), s.who(c), idParam(c), kpi.ParseID(form("query")))
	})
}

// accountSearchCSV gives an account's places as a file, a line a month and a
// column a query: GET /accounts/:id/search.csv.
func (s *Server) accountSearchCSV(c echo.Context) error {
	p := s.printer(c)
	a, err := s.net.AccountSearch(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	head := []string{p.T("search.file_month")}
	for _, l := range a.Lines {
		head = append(head, l.Query.Query)
	}
	var file bytes.Buffer
	table := reports.NewCSV(&file, p)
	if err := table.Header(head...); err != nil {
		return err
	}
	if len(a.Lines) > 0 {
		for i, m := range a.Lines[0].Months {
			cells := []reports.Cell{reports.Month(m)}
			for _, l := range a.Lines {
				cells = append(cells, placeCell(p, l.Places[i]))
			}
			if err := table.Row(cells...); err != nil {
				return err
			}
		}
	}
	if err := table.Close(); err != nil {
		return err
	}
	return s.sendSearchCSV(c, p.T("search.file_name"), file.Bytes())
}
