package web

// This file copies the targets of a year to the next one.

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// copyShown is how many targets of a copy a page shows.
const copyShown = 100

// copyOrder reads what is to be copied.
func copyOrder(p *i18n.Printer, values url.Values, errors map[string]string) (order network.TargetCopy) {
	order.Year, _ = strconv.Atoi(values.Get("year"))
	order.Months = values.Get("months") != ""
	if text := values.Get("percent"); text != "" {
		var err error
		if order.Percent, err = p.ParseNumber(text); err != nil {
			errors["percent"] = p.Error(err)
		}
	}
	return order
}

// targetCopyPage shows what a copy would set: GET /targets/copy.
func (s *Server) targetCopyPage(c echo.Context) error {
	return s.drawCopy(c, http.StatusOK, c.QueryParams(), c.QueryParam("show") != "", "")
}

func (s *Server) drawCopy(c echo.Context, status int, values url.Values, show bool, fault string) error {
	p := s.printer(c)
	v := page.TargetCopyView{Year: values.Get("year"), Percent: values.Get("percent"), Months: values.Get("months") != "", Errors: map[string]string{}, Fault: fault,
		Back: "/targets"}
	this := s.net.CurrentMonth().Year()
	for _, year := range []int{this, this + 1} {
		v.Years = append(v.Years, page.Option{Value: strconv.Itoa(year), Label: p.T("target.copy_to", "from", strconv.Itoa(year-1), "to", strconv.Itoa(year))})
	}
	if v.Year == "" {
		v.Year = strconv.Itoa(this + 1)
		values.Set("year", v.Year)
	}
	order := copyOrder(p, values, v.Errors)
	if !s.setsTargets(c) {
		return kpi.Forbidden("target.forbidden")
	}
	if show && len(v.Errors) == 0 {
		lines, err := s.net.PreviewTargets(c.Request().Context(), s.who(c), order)
		if err != nil {
			var ok bool
			if status, ok = formFaults(p, err, v.Errors); !ok {
				return err
			}
		} else {
			copyView(p, &v, order, lines)
		}
	}
	if len(v.Errors) > 0 {
		status, v.Fault = http.StatusUnprocessableEntity, p.N("target.faults", len(v.Errors))
	}
	chrome, err := s.chrome(c, p.T("target.copy_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.TargetCopy(chrome, v))
}

// copyView shows what is copied, and what is not and why.
func copyView(p *i18n.Printer, v *page.TargetCopyView, order network.TargetCopy, lines []network.TargetCopyLine) {
	v.Shown = true
	out := 0
	for _, l := range lines {
		line := page.TargetCopyLine{Name: targetName(p, l.From), Indicator: targetIndicator(p, l.From), Period: p.Span(l.To.Span),
			Old: targetFigure(p, l.From.Of, kpi.Num(l.From.Value)), New: targetFigure(p, l.From.Of, kpi.Num(l.To.Value))}
		if l.Reason != nil {
			out++
			line.Why = p.Error(l.Reason)
			if len(v.LeftOut) < copyShown {
				v.LeftOut = append(v.LeftOut, line)
			}
			continue
		}
		v.Count++
		if len(v.Lines) < copyShown {
			v.Lines = append(v.Lines, line)
		}
	}
	v.Title = p.N("target.copy_found", v.Count, "year", strconv.Itoa(order.Year))
	if len(lines) == 0 {
		v.Title = p.T("target.copy_none", "year", strconv.Itoa(order.Year-1))
	}
	if more := v.Count - len(v.Lines); more > 0 {
		v.More = p.N("target.copy_more", more)
	}
	v.LeftTo = p.N("target.copy_left", out)
}

// copyTargets stores a copy: POST /targets/copy.
func (s *Server) copyTargets(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p, errors := s.printer(c), map[string]string{}
	order := copyOrder(p, form, errors)
	seen, _ := strconv.Atoi(form.Get("seen"))
	done, err := s.net.CopyTargets(c.Request().Context(), s.who(c), order, seen)
	if code := kpi.CodeOf(err); code == kpi.CodeConflict || code == kpi.CodeInvalid {
		f := explain(p, err)
		return s.drawCopy(c, f.status, form, true, f.detail)
	}
	if err != nil {
		return err
	}
	undo := targetUndo{Action: "/targets/copy/undo", Text: p.N("target.copied", done.Set), Fields: []page.Hidden{{Name: "act", Value: done.Act.String()}}}
	if err := s.leaveTarget(c, undo); err != nil {
		return err
	}
	return s.goTo(c, "/targets?span="+strconv.Itoa(order.Year))
}

// undoTargets takes a copy back: POST /targets/copy/undo.
func (s *Server) undoTargets(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	undone, err := s.net.UndoTargets(c.Request().Context(), s.who(c), kpi.ParseID(form.Get("act")))
	if err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).N("target.copy_undone", undone))
	return s.goTo(c, "/targets")
}
