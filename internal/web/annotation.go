package web

// This file writes sentences at months of the charts, and lists them.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// sessionAnnotation keeps the sentence that was removed last, so that it can be
// put back.
const sessionAnnotation = "annotation"

const annotationsPath = "/annotations"

// forEverybody stands in the form for the charts of everybody.
const forEverybody = "0"

// annotator hands the charts of a page over with the sentences that stand on
// them, and with the way to write another.
type annotator struct {
	s      *Server
	c      echo.Context
	p      *i18n.Printer
	choice network.AnnotationChoice
}

// annotator is that of a page whose charts draw these accounts one by one; none,
// where they draw a whole.
func (s *Server) annotator(c echo.Context, accounts ...kpi.ID) (annotator, error) {
	choice, err := s.net.MayAnnotate(c.Request().Context(), s.who(c), accounts...)
	return annotator{s: s, c: c, p: s.printer(c), choice: choice}, err
}

// figure is a chart as the page shows it, of these accounts one by one; file is
// the name under which it is saved.
func (a annotator) figure(f charts.Figure, file string, accounts ...kpi.ID) (page.Figure, error) {
	notes, err := a.s.net.ChartAnnotations(a.c.Request().Context(), a.s.who(a.c), f.Months, accounts...)
	if err != nil {
		return page.Figure{}, err
	}
	if f, err = charts.Annotate(f, notes, a.p); err != nil {
		return page.Figure{}, err
	}
	view := figureOf(a.p, f, file)
	query := url.Values{"back": {localPath(a.c.Request().URL.RequestURI())}}
	for _, one := range a.choice.Accounts {
		if slices.Contains(accounts, one.ID) {
			query.Add("account", one.ID.String())
		}
	}
	reached := a.c.Request().Method == http.MethodGet // or the way back would lead nowhere
	if reached && (a.choice.Everybody || query.Has("account")) && len(f.Months) > 0 && !f.Empty {
		query.Set("month", f.Months[len(f.Months)-1].String())
		view.Annotate = address(annotationsPath+"/new", query)
	}
	return view, nil
}

// annotationsPage lists them: GET /annotations?month=.
func (s *Server) annotationsPage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	var month kpi.Month
	if text := c.QueryParam("month"); text != "" {
		var err error
		if month, err = kpi.ParseMonth(text); err != nil {
			return err
		}
	}
	number, _ := strconv.Atoi(c.QueryParam("page"))
	list, err := s.net.Annotations(ctx, who, month, number)
	if err != nil {
		return err
	}
	choice, err := s.net.MayAnnotate(ctx, who)
	if err != nil {
		return err
	}
	here := localPath(c.Request().URL.RequestURI())
	view := page.AnnotationsView{Month: month, Months: list.Months, Count: p.N("annotation.count", list.Total), Paging: pagingOf(c, list.Total, list.Size)}
	if choice.Everybody {
		view.New = address(annotationsPath+"/new", url.Values{"back": {here}})
	}
	if text := s.sessions.PopString(ctx, sessionAnnotation); text != "" {
		view.Removed = &page.AnnotationRemoved{ID: text, Back: here}
	}
	for _, l := range list.Lines {
		if n := len(view.Groups); n == 0 || view.Groups[n-1].Month != l.Month {
			view.Groups = append(view.Groups, page.AnnotationMonth{Month: l.Month})
		}
		group := &view.Groups[len(view.Groups)-1]
		group.Lines = append(group.Lines, annotationLine(p, l, here))
	}
	chrome, err := s.chrome(c, p.T("annotation.title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Annotations(chrome, view))
}

func annotationLine(p *i18n.Printer, l network.AnnotationLine, back string) page.AnnotationLine {
	line := page.AnnotationLine{ID: l.ID.String(), Text: l.Text, Account: l.On, Back: back,
		By: p.T("annotation.by", "by", signedBy(p, l.Written), "at", p.Date(kpi.DayOf(l.Written.At)))}
	if l.May {
		line.Change = address(annotationsPath+"/"+line.ID, url.Values{"back": {back}})
	}
	if l.Act != 0 {
		line.Act = page.ActAddress(l.Act)
	}
	return line
}

// newAnnotationPage shows the form: GET
// /annotations/new?month=&account=&back=.
func (s *Server) newAnnotationPage(c echo.Context) error {
	query := c.QueryParams()
	return s.drawAnnotation(c, http.StatusOK, page.AnnotationForm{Month: query.Get("month"), For: query.Get("for"), Errors: map[string]string{}}, query)
}

// drawAnnotation shows the form of a new sentence; query has the accounts that
// one came from and the way back.
func (s *Server) drawAnnotation(c echo.Context, status int, form page.AnnotationForm, query url.Values) error {
	p := s.printer(c)
	var ids []kpi.ID
	for _, text := range append([]string{form.For}, query["account"]...) {
		if id := kpi.ParseID(text); id != 0 && len(ids) <= network.CompareMost && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	choice, err := s.net.MayAnnotate(c.Request().Context(), s.who(c), ids...)
	if err != nil {
		return err
	}
	if choice.None() {
		return kpi.Forbidden("annotation.direction")
	}
	for _, a := range choice.Accounts {
		form.Choices = append(form.Choices, page.Option{Value: a.ID.String(), Label: p.T("annotation.for_account", "account", a.Name()+" · "+a.Platform)})
		form.Hidden = append(form.Hidden, page.Hidden{Name: "account", Value: a.ID.String()})
	}
	if choice.Everybody {
		at := 0
		if len(choice.Accounts) == 1 { // one came from its page
			at = 1
		}
		form.Choices = slices.Insert(form.Choices, at, page.Option{Value: forEverybody, Label: p.T("annotation.for_everybody")})
	}
	if len(form.Choices) == 1 {
		form.Fixed = form.Choices[0].Label
	}
	form.Action, form.Title = annotationsPath, p.T("annotation.new")
	return s.drawAnnotationForm(c, status, form, query.Get("back"))
}

// drawAnnotationForm adds the months to choose among, and shows the form.
func (s *Server) drawAnnotationForm(c echo.Context, status int, form page.AnnotationForm, back string) error {
	p := s.printer(c)
	if form.Back = localPath(back); form.Back == "/" {
		form.Back = annotationsPath
	}
	form.Hidden = append(form.Hidden, page.Hidden{Name: "back", Value: form.Back})
	months, err := s.net.Months(c.Request().Context(), s.who(c))
	if err != nil && kpi.CodeOf(err) != kpi.CodeNotFound {
		return err
	}
	last := s.net.CurrentMonth()
	first := last.Add(-24)
	if !months.First.IsZero() {
		first = min(first, months.First)
	}
	if typed, err := kpi.ParseMonth(form.Month); err == nil && typed <= last && typed >= kpi.EarliestFigures {
		first = min(first, typed)
	} else if form.Errors["month"] == "" {
		form.Month = last.String()
	}
	for m := last; m >= first; m-- {
		form.Months = append(form.Months, page.Option{Value: m.String(), Label: p.Month(m)})
	}
	chrome, err := s.chrome(c, form.Title)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Annotation(chrome, form))
}

// typedAnnotation reads what was typed.
func typedAnnotation(form url.Values) (page.AnnotationForm, kpi.Annotation, error) {
	typed := page.AnnotationForm{Text: form.Get("text"), Month: form.Get("month"), For: form.Get("for"), Errors: map[string]string{}}
	a := kpi.Annotation{Account: kpi.ParseID(typed.For), Text: strings.TrimSpace(typed.Text)}
	var err error
	if a.Month, err = kpi.ParseMonth(typed.Month); err == nil && typed.For != "" && typed.For != forEverybody && a.Account == 0 {
		err = kpi.NotFound("error.not_found")
	}
	return typed, a, err
}

// writeAnnotation writes one: POST /annotations.
func (s *Server) writeAnnotation(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	typed, one, err := typedAnnotation(form)
	if err != nil {
		return err
	}
	if _, err = s.net.Annotate(c.Request().Context(), s.who(c), one); err == nil {
		return s.annotated(c, form.Get("back"), s.printer(c).T("annotation.written", "month", one.Month))
	}
	status, ok := formFaults(s.printer(c), err, typed.Errors)
	if !ok {
		return err
	}
	return s.drawAnnotation(c, status, typed, form)
}

// annotated leads back to where one came from.
func (s *Server) annotated(c echo.Context, back, notice string) error {
	if back = localPath(back); back == "/" {
		back = annotationsPath
	}
	s.leaveNotice(c, notice)
	return s.goTo(c, back)
}

// annotationPage shows the form that changes one: GET /annotations/:id.
func (s *Server) annotationPage(c echo.Context) error {
	line, err := s.net.Annotation(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	if !line.May {
		return kpi.Forbidden("annotation.holder")
	}
	form := page.AnnotationForm{Text: line.Text, Month: line.Month.String(), Errors: map[string]string{}}
	return s.drawChange(c, http.StatusOK, line, form, c.QueryParam("back"))
}

func (s *Server) drawChange(c echo.Context, status int, line network.AnnotationLine, form page.AnnotationForm, back string) error {
	p := s.printer(c)
	form.Action, form.Title = annotationsPath+"/"+line.ID.String(), p.T("annotation.change")
	form.Remove = form.Action + "/remove"
	form.Fixed = p.T("annotation.for_everybody")
	if line.On.ID != 0 {
		form.Fixed = p.T("annotation.for_account", "account", line.On.Name()+" · "+line.On.Platform)
	}
	return s.drawAnnotationForm(c, status, form, back)
}

// changeAnnotation writes another in the place of one: POST /annotations/:id.
func (s *Server) changeAnnotation(c echo.Context) error {
	ctx, who := c.Request().Context(), s.who(c)
	form, err := formOf(c)
	if err != nil {
		return err
	}
	line, err := s.net.Annotation(ctx, who, idParam(c))
	if err != nil {
		return err
	}
	typed, one, err := typedAnnotation(form)
	if err != nil {
		return err
	}
	if _, err = s.net.ChangeAnnotation(ctx, who, line.ID, one.Month, one.Text); err == nil {
		return s.annotated(c, form.Get("back"), s.printer(c).T("annotation.changed", "month", one.Month))
	}
	status, ok := formFaults(s.printer(c), err, typed.Errors)
	if !ok {
		return err
	}
	return s.drawChange(c, status, line, typed, form.Get("back"))
}

// removeAnnotation takes one off the charts and leads to the list, where it can
// be put back: POST /annotations/:id/remove.
func (s *Server) removeAnnotation(c echo.Context) error {
	was, err := s.net.RemoveAnnotation(c.Request().Context(), s.who(c), idParam(c))
	if err != nil {
		return err
	}
	s.sessions.Put(c.Request().Context(), sessionAnnotation, was.ID.String())
	form, err := formOf(c)
	if err != nil {
		return err
	}
	list := annotationsPath
	if back := localPath(form.Get("back")); strings.HasPrefix(back, annotationsPath+"?") {
		list = back
	}
	return s.goTo(c, list)
}

// restoreAnnotation puts one back: POST /annotations/:id/restore.
func (s *Server) restoreAnnotation(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	if err := s.net.RestoreAnnotation(c.Request().Context(), s.who(c), idParam(c)); err != nil {
		return err
	}
	if back := localPath(form.Get("back")); back != "/" {
		return s.goTo(c, back)
	}
	return s.goTo(c, annotationsPath)
}
