package web

// This file holds what the set-up pages share.

import (
	"errors"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// setUpChrome is the chrome of a set-up page: an administrator whose first
// steps are not all done sees how far they are.
func (s *Server) setUpChrome(c echo.Context, title string) (page.Chrome, error) {
	chrome, err := s.chrome(c, title)
	who := s.who(c)
	if err != nil || !who.Is(kpi.RoleAdmin) {
		return chrome, err
	}
	list, err := s.net.Checklist(c.Request().Context(), who)
	if err != nil || !list.Open() {
		return chrome, err
	}
	chrome.Steps = &page.StepsBand{Total: len(list.Steps), Done: stepsDone(list)}
	return chrome, nil
}

// typedForm is a form as typed, of the given fields.
func typedForm(form url.Values, names ...string) page.SetUpForm {
	values := make(map[string]string, len(names))
	for _, name := range names {
		values[name] = form.Get(name)
	}
	return page.SetUpForm{Values: values, Errors: map[string]string{}}
}

// formReader reads the fields of a form and gathers their faults.
type formReader struct {
	form   url.Values
	faults []kpi.FieldError
}

// text is a field without outer blanks.
func (r *formReader) text(name string) string { return strings.TrimSpace(r.form.Get(name)) }

// month reads a field that holds a month, or nothing.
func (r *formReader) month(name string) kpi.Month {
	text := r.text(name)
	if text == "" {
		return 0
	}
	month, err := kpi.ParseMonth(text)
	if err != nil {
		r.faults = append(r.faults, kpi.Field(name, "error.month", "value", cut(text)))
	}
	return month
}

// needMonth reads a field that has to hold a month.
func (r *formReader) needMonth(name string) kpi.Month {
	if r.text(name) == "" {
		r.faults = append(r.faults, kpi.Field(name, "settings.month_missing"))
	}
	return r.month(name)
}

// err is what is wrong with the form so far; nil: nothing.
func (r *formReader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "web.invalid", Fields: r.faults}
}

// refusalOf says in the person's language why an action was refused for what
// stands elsewhere; ok is false for an error of another kind.
func (s *Server) refusalOf(c echo.Context, err error) (text string, ok bool) {
	var ours *kpi.Error
	if !errors.As(err, &ours) || ours.Code != kpi.CodeConflict {
		return "", false
	}
	return s.printer(c).Message(ours.Key, ours.Args), true
}

// stepOf reads where a line is to be moved: -1 up, 1 down.
func stepOf(form url.Values) int {
	if form.Get("to") == "up" {
		return -1
	}
	return 1
}

// moveAddress leads back to the button that moved a line.
func moveAddress(base string, id kpi.ID, step int) string {
	name := "down-"
	if step < 0 {
		name = "up-"
	}
	return base + "#" + name + id.String()
}
