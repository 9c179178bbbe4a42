package web

// This file tells what became of a figure, a filing and an account, and what
// one act changed.

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// historyWriter writes the history of an account in the person's words; acts
// says that they may open the pages of acts.
func (s *Server) historyWriter(c echo.Context, a kpi.Account, acts bool) (page.HistoryWriter, error) {
	p := s.printer(c)
	indicators, err := s.net.Indicators(c.Request().Context())
	labels := make(map[string]string, len(indicators))
	for _, i := range indicators {
		labels[i.Code] = i.Label(p.Locale(), a.PlatformID)
	}
	return page.HistoryWriter{P: p, Account: a.ID, Labels: labels, Zone: s.net.Now().Location(), Acts: acts}, err
}

// figurePage tells what became of one figure: GET
// /accounts/:id/figures/:month/:code.
func (s *Server) figurePage(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	p := s.printer(c)
	h, err := s.net.FigureHistory(c.Request().Context(), s.who(c), idParam(c), month, c.Param("code"))
	if err != nil {
		return err
	}
	writer, err := s.historyWriter(c, h.Account, h.Knows)
	if err != nil {
		return err
	}
	view := page.HistoryView{
		Account: h.Account, Over: h.Account.Name() + " · " + h.Account.Platform, Title: figureTitle(p, h.Account, h.Indicator, month),
		Text: page.FigureWords(p, h.Figure), Acts: writer.Write(h.Entries, true), None: p.T("history.figure_none"),
		Go: []page.Way{
			{Href: filingAddress(h.Account.ID, month), Label: p.T("history.to_filing", "month", month)},
			{Href: page.FilingHistoryAddress(h.Account.ID, month), Label: p.T("history.of_filing")},
		},
	}
	if !h.Figure.Answered() {
		view.Text = p.T("history.not_given")
	}
	if h.Figure.Note != "" && h.Knows {
		view.Note = p.T("history.note_given", "note", h.Figure.Note)
	}
	switch {
	case h.Waiting != nil:
		view.Waiting = &page.Way{Href: page.CorrectionAddress(h.Waiting.ID), Label: p.T("correction.examine")}
	case h.May.Correct:
		view.Propose = page.Way{Href: page.FigureAddress(h.Account.ID, month, h.Indicator.Code) + "/correct", Label: p.T("correction.propose")}
	}
	figure, err := charts.ReviewLine(h.Account, h.Line, month, p)
	if err != nil {
		return err
	}
	drawn := withWays(figureOf(p, figure, h.Indicator.Code+"-"+month.String()), view.Go...)
	view.Figure = &drawn
	return s.drawHistory(c, view)
}

func (s *Server) drawHistory(c echo.Context, view page.HistoryView) error {
	chrome, err := s.chrome(c, s.printer(c).T("history.title", "what", view.Title))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.History(chrome, view))
}

// filingHistoryPage tells what became of a filing: GET
// /accounts/:id/filings/:month/history.
func (s *Server) filingHistoryPage(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	p := s.printer(c)
	h, err := s.net.FilingHistory(c.Request().Context(), s.who(c), idParam(c), month)
	if err != nil {
		return err
	}
	writer, err := s.historyWriter(c, h.Account, h.Knows)
	if err != nil {
		return err
	}
	view := page.HistoryView{
		Account: h.Account, Over: h.Account.Name() + " · " + h.Account.Platform, Title: p.T("history.filing", "month", month),
		Acts: writer.Write(h.Entries, false), None: p.T("history.none"),
		Go: []page.Way{
			{Href: filingAddress(h.Account.ID, month), Label: p.T("history.to_filing", "month", month)},
			{Href: page.AccountAddress(h.Account.ID, "/history"), Label: p.T("history.of_account")},
		},
	}
	return s.drawHistory(c, view)
}

// accountHistoryPage tells what became of an account: GET /accounts/:id/history.
func (s *Server) accountHistoryPage(c echo.Context) error {
	p := s.printer(c)
	number, _ := strconv.Atoi(c.QueryParam("page"))
	h, err := s.net.AccountHistoryPage(c.Request().Context(), s.who(c), idParam(c), number)
	if err != nil {
		return err
	}
	writer, err := s.historyWriter(c, h.Account, h.Knows)
	if err != nil {
		return err
	}
	view := page.HistoryView{
		Account: h.Account, Over: h.Account.Platform + " · " + h.Account.Handle, Title: h.Account.Name(), Text: p.T("history.account_text"),
		Acts: writer.Write(h.Entries, false), None: p.T("history.none"), Paging: pagingOf(c, h.Total, h.Size),
		Go: []page.Way{{Href: page.AccountAddress(h.Account.ID, ""), Label: p.T("history.to_account")}},
	}
	return s.drawHistory(c, view)
}

// actPage tells everything that one act changed: GET /acts/:id.
func (s *Server) actPage(c echo.Context) error {
	p := s.printer(c)
	number, _ := strconv.Atoi(c.QueryParam("page"))
	act, err := s.net.Act(c.Request().Context(), s.who(c), idParam(c), number)
	if err != nil {
		return err
	}
	view := page.ActView{
		Over: p.T("history.act_number", "number", act.ID.String()), Title: p.T("history.act_title", "at", p.DateTime(act.Done.At)),
		Subtitle: actorAndWay(p, act), Reason: act.Reason, Paging: pagingOf(c, act.Total, act.Size),
		Count: p.N("history.places_count", act.Total),
	}
	s.actFile(p, act, &view)
	if err := s.actLines(c, act, &view); err != nil {
		return err
	}
	writers := map[kpi.ID]page.HistoryWriter{} // by platform
	for _, place := range act.Places {
		writer, there := writers[place.Account.PlatformID]
		if !there {
			if writer, err = s.historyWriter(c, place.Account, false); err != nil {
				return err
			}
			writers[place.Account.PlatformID] = writer
		}
		writer.Account = place.Account.ID
		one := page.ActPlace{Account: place.Account, Way: placeWay(p, place)}
		for _, e := range place.Entries {
			one.Lines = append(one.Lines, writer.Line(e, false))
		}
		view.Places = append(view.Places, one)
	}
	chrome, err := s.chrome(c, view.Title)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Act(chrome, view))
}

// placeWay leads to what an act changed.
func placeWay(p *i18n.Printer, place network.ActPlace) page.Way {
	name := place.Account.Name() + " · " + place.Account.Platform
	if place.Month.IsZero() {
		return page.Way{Href: page.AccountAddress(place.Account.ID, ""), Label: name}
	}
	return page.Way{Href: filingAddress(place.Account.ID, place.Month), Label: p.T("history.place", "account", name, "month", place.Month)}
}

// actorAndWay says who acted, and the way the change came in.
func actorAndWay(p *i18n.Printer, act network.ActView) string {
	who, way := actorWords(p, act.Done), page.ChannelWord(p, act.Channel)
	if who == way {
		who = ""
	}
	return joined(", ", who, way)
}

// actFile adds the file that an act brought in or took back.
func (s *Server) actFile(p *i18n.Printer, act network.ActView, v *page.ActView) {
	if act.Import == nil {
		return
	}
	file := *act.Import
	if act.Undid {
		v.Title = p.T("history.act_undo", "name", file.Filename)
		v.Undid = &page.Way{Href: page.ActAddress(file.Act), Label: p.T("history.to_import")}
	} else {
		v.Title = p.T("history.act_import", "name", file.Filename)
		v.File = []page.Fact{
			{Label: p.T("history.file_kind"), Value: page.ImportKind(p, file.Kind)},
			{Label: p.T("history.file_rows"), Value: p.Number(float64(file.Rows), 0)},
			{Label: p.T("history.file_created"), Value: p.Number(float64(file.Created), 0)},
			{Label: p.T("history.file_changed"), Value: p.Number(float64(file.Changed), 0)},
		}
		if months := page.MonthRange(p, file.From, file.Until); months != "" {
			v.File = append(v.File, page.Fact{Label: p.T("history.file_months"), Value: months})
		}
	}
	v.Subtitle = joined(" · ", v.Subtitle, p.DateTime(act.Done.At))
	if act.MayUndo {
		v.Undo, v.UndoName = "/imports/"+file.ID.String()+"/undo", file.Filename
	}
	if file.UndoneBy != 0 && !act.Undid {
		v.Undone = &page.Way{Href: page.ActAddress(file.UndoneBy), Label: p.T("history.to_undo")}
	}
}

// actLines adds what the act changed of set-up and of months.
func (s *Server) actLines(c echo.Context, act network.ActView, v *page.ActView) error {
	p := s.printer(c)
	for _, m := range act.Months {
		v.Lines = append(v.Lines, page.MonthActText(p, m.Act, m.Month))
	}
	for _, a := range act.Annotations {
		v.Lines = append(v.Lines, page.AnnotationAct(p, a.Month.String(), a.Old, a.New))
	}
	if len(act.SetUp) == 0 {
		return nil
	}
	indicators, err := s.net.Indicators(c.Request().Context())
	if err != nil {
		return err
	}
	labels := page.IndicatorLabels(p, indicators)
	for _, change := range act.SetUp {
		if change.Subject == "indicators" && labels[change.Name] != "" {
			change.Name = labels[change.Name]
		}
		text, is := page.TargetChange(p, page.ChangeText(change), labels)
		if !is {
			text = page.SetUpChange(p, page.ChangeText(change))
		}
		v.Lines = append(v.Lines, text)
	}
	return nil
}
