package web

// This file makes and changes accounts.

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// newAccountPage is where an account is made: GET /accounts/new.
func (s *Server) newAccountPage(c echo.Context) error {
	return s.drawNewAccount(c, http.StatusOK, page.AccountForm{
		Platform: c.QueryParam("platform"), State: string(kpi.AccountActive), Opened: s.net.Today().String(),
	})
}

func (s *Server) drawNewAccount(c echo.Context, status int, form page.AccountForm) error {
	if err := s.fillAccountForm(c, &form); err != nil {
		return err
	}
	chrome, err := s.chrome(c, s.printer(c).T("setup_account.new_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.NewAccount(chrome, form))
}

// fillAccountForm adds what the form offers to choose from.
func (s *Server) fillAccountForm(c echo.Context, form *page.AccountForm) error {
	groups, err := s.net.Groups(c.Request().Context(), s.who(c))
	if err != nil {
		return err
	}
	form.Choices = choicesOf(groups)
	form.Palette, form.Most = network.AvatarColors(), network.MaxAvatar
	form.Months = s.monthsToMove(s.printer(c), form.From)
	if form.Color == "" && form.New() {
		form.Color = form.Palette[0]
	}
	return nil
}

// monthsBack is how many months back a move can be dated besides "since
// always".
const monthsBack = 36

// monthsToMove are the months from which a move may hold, this one among them.
func (s *Server) monthsToMove(p *i18n.Printer, chosen string) []page.Option {
	now := s.net.CurrentMonth()
	var options []page.Option
	for m := now.Add(3); m >= now.Add(-monthsBack); m-- {
		options = append(options, page.Option{Value: m.String(), Label: p.Month(m)})
	}
	options = append(options, page.Option{Value: kpi.FirstMonth.String(), Label: p.T("setup_account.always")})
	if m, err := kpi.ParseMonth(chosen); err == nil && !slices.ContainsFunc(options, func(o page.Option) bool { return o.Value == chosen }) {
		options = append(options, page.Option{Value: chosen, Label: p.Month(m)})
	}
	return options
}

// accountFormOf reads the form of an account.
func accountFormOf(form url.Values) page.AccountForm {
	f := page.AccountForm{
		Platform: form.Get("platform"), Handle: strings.TrimSpace(form.Get("handle")), ExternalID: strings.TrimSpace(form.Get("external_id")),
		Persona: strings.TrimSpace(form.Get("persona")), Sphere: form.Get("sphere"), Range: form.Get("range"), Entity: form.Get("entity"),
		Color: form.Get("color"), From: form.Get("from"), State: form.Get("state"), Opened: form.Get("opened"), Review: form.Get("review"),
		TakeOver: form.Get("take_over") != "", Errors: map[string]string{},
	}
	if f.Color == "own" {
		f.Color = strings.ToLower(form.Get("own_color"))
	}
	return f
}

// dayOf reads a day of a form; what is none is a fault of its field.
func dayOf(p *i18n.Printer, faults map[string]string, field, text string) kpi.Day {
	if text == "" {
		return 0
	}
	day, err := kpi.ParseDay(text)
	if err != nil {
		faults[field] = p.Error(err)
	}
	return day
}

// formFaults puts what is wrong beside the fields, or above the form where it
// belongs to none; ok is false for errors that are no fault of the form.
func formFaults(p *i18n.Printer, err error, faults map[string]string) (status int, ok bool) {
	if found, is := fieldErrors(p, err); is {
		for field, text := range found {
			faults[field] = text
		}
		return http.StatusUnprocessableEntity, true
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && (ours.Code == kpi.CodeConflict || ours.Code == kpi.CodeInvalid) {
		faults["form"] = p.Error(err)
		return codeStatus[ours.Code], true
	}
	return 0, false
}

// makeAccount makes an account and leads to whoever is to hold it:
// POST /accounts/new.
func (s *Server) makeAccount(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	form := accountFormOf(values)
	state := kpi.AccountPeriod{State: kpi.AccountState(form.State), From: dayOf(p, form.Errors, "opened", form.Opened)}
	if state.State == kpi.AccountTest {
		state.Review = dayOf(p, form.Errors, "review", form.Review)
	}
	if len(form.Errors) > 0 {
		return s.drawNewAccount(c, http.StatusUnprocessableEntity, form)
	}
	id, err := s.net.AddAccount(c.Request().Context(), s.who(c), network.NewAccount{
		Platform: form.Platform, Handle: form.Handle, ExternalID: form.ExternalID, Persona: form.Persona, Color: form.Color,
		Sphere: form.Sphere, Range: form.Range, Entity: form.Entity, States: []kpi.AccountPeriod{state},
	})
	if status, ok := formFaults(p, err, form.Errors); ok {
		return s.drawNewAccount(c, status, form)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, p.T("setup_account.created"))
	return s.goTo(c, page.AccountAddress(id, "/holders"))
}

// editAccountPage is where an account is changed: GET /accounts/:id/edit.
func (s *Server) editAccountPage(c echo.Context) error {
	a, err := s.editedAccount(c)
	if err != nil {
		return err
	}
	return s.drawEditAccount(c, http.StatusOK, formOfAccount(a, s.net.CurrentMonth()))
}

// editedAccount is the account in the address, as it stands now.
func (s *Server) editedAccount(c echo.Context) (kpi.Account, error) {
	a, _, err := s.net.Holdings(c.Request().Context(), s.who(c), idParam(c))
	return a, err
}

func formOfAccount(a kpi.Account, month kpi.Month) page.AccountForm {
	return page.AccountForm{
		Account: a, Platform: a.Platform, Handle: a.Handle, ExternalID: a.ExternalID, Persona: a.Persona,
		Sphere: a.Sphere, Range: a.Range, Entity: a.Entity, Color: a.Color, From: month.String(), Errors: map[string]string{},
	}
}

func (s *Server) drawEditAccount(c echo.Context, status int, form page.AccountForm) error {
	if err := s.fillAccountForm(c, &form); err != nil {
		return err
	}
	chrome, err := s.chrome(c, s.printer(c).T("setup_account.edit_title", "name", form.Account.Name()))
	if err != nil {
		return err
	}
	return s.render(c, status, page.EditAccount(chrome, form))
}

// changeAccount changes an account, after a look at what moves where it goes
// to another place: POST /accounts/:id/edit.
func (s *Server) changeAccount(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	a, err := s.editedAccount(c)
	if err != nil {
		return err
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	form := accountFormOf(values)
	form.Account, form.Platform = a, a.Platform
	change := network.AccountChange{
		Persona: form.Persona, ExternalID: form.ExternalID, Color: form.Color, Handle: form.Handle, TakeOver: form.TakeOver,
		Place: network.Place{Sphere: form.Sphere, Range: form.Range, Entity: form.Entity},
	}
	if change.From, err = kpi.ParseMonth(form.From); err != nil {
		form.Errors["from"] = p.Error(err)
		return s.drawEditAccount(c, http.StatusUnprocessableEntity, form)
	}
	if values.Get("confirm") == "" {
		impact, err := s.net.PreviewAccountChange(ctx, who, a.ID, change)
		if err != nil {
			return s.refuseChange(c, form, err)
		}
		if impact.Regroups {
			form.Confirm = moveConfirm(p, form, impact, values)
			return s.drawEditAccount(c, http.StatusOK, form)
		}
	}
	if err := s.net.ChangeAccount(ctx, who, a.ID, change); err != nil {
		return s.refuseChange(c, form, err)
	}
	s.leaveNotice(c, p.T("setup_account.changed"))
	return s.goTo(c, page.AccountAddress(a.ID, ""))
}

// refuseChange says on the form why an account was not changed.
func (s *Server) refuseChange(c echo.Context, form page.AccountForm, err error) error {
	status, ok := formFaults(s.printer(c), err, form.Errors)
	if !ok {
		return err
	}
	var ours *kpi.Error
	if errors.As(err, &ours) && ours.Key == "account.handle_taken" {
		form.MayTakeOver = true
		form.Errors["handle"] = form.Errors["form"]
		delete(form.Errors, "form")
	}
	return s.drawEditAccount(c, status, form)
}

// moveConfirm says what totals a move changes.
func moveConfirm(p *i18n.Printer, form page.AccountForm, impact network.AccountImpact, values url.Values) *page.Confirm {
	confirm := &page.Confirm{
		Title: p.T("setup_account.move_title", "name", form.Account.Name(), "from", impact.From), Text: p.T("setup_account.move_text", "from", impact.From),
		Action: page.AccountAddress(form.Account.ID, "/edit"), Fields: hiddenFields(values),
		Button: p.T("setup_account.move_go"), Cancel: page.AccountAddress(form.Account.ID, "/edit"),
	}
	if impact.From == kpi.FirstMonth {
		confirm.Title, confirm.Text = p.T("setup_account.move_title_always", "name", form.Account.Name()), p.T("setup_account.move_text_always")
	}
	if n := len(impact.Months); n == 0 {
		confirm.Lines = append(confirm.Lines, p.T("setup_account.move_nothing"))
	} else {
		confirm.Lines = append(confirm.Lines, p.N("setup_account.move_months", n, "first", impact.Months[0], "last", impact.Months[n-1]))
	}
	if n := len(impact.Closed); n > 0 {
		confirm.Lines = append(confirm.Lines, p.N("setup_account.move_closed", n, "first", impact.Closed[0], "last", impact.Closed[n-1]))
	}
	for _, r := range impact.Replaced {
		confirm.Lines = append(confirm.Lines, p.T("setup_account.move_replaced", "place", placeText(p, r), "from", r.From))
	}
	if len(impact.Totals) > 0 {
		confirm.Lines = append(confirm.Lines, p.T("setup_account.move_totals", "month", impact.Month))
	}
	for _, t := range impact.Totals {
		confirm.Moves = append(confirm.Moves, page.ConfirmMove{What: groupText(p, t.Group), Before: p.Value(t.Before, 0), After: p.Value(t.After, 0)})
	}
	return confirm
}

func placeText(p *i18n.Printer, g kpi.AccountGrouping) string {
	if text := joined(" · ", g.Sphere, g.Range, g.Entity); text != "" {
		return text
	}
	return p.T("account.no_grouping")
}

var groupNone = map[analytics.GroupKind]string{
	analytics.GroupSphere: "setup_account.in_no_sphere", analytics.GroupRange: "setup_account.in_no_range",
	analytics.GroupEntity: "setup_account.in_no_entity",
}

// groupText names a group, or says that something is in none.
func groupText(p *i18n.Printer, g analytics.Group) string {
	if g.Name == "" {
		return p.T(groupNone[g.Kind])
	}
	return g.Name
}

// hiddenFields carries a form along, but for its confirmation.
func hiddenFields(values url.Values) []page.Hidden {
	var kept []page.Hidden
	for _, f := range hidden(values) {
		if f.Name != "confirm" {
			kept = append(kept, f)
		}
	}
	return kept
}

// manyPage is where several accounts are pasted: GET /accounts/many.
func (s *Server) manyPage(c echo.Context) error { return s.drawMany(c, http.StatusOK, page.ManyView{}) }

func (s *Server) drawMany(c echo.Context, status int, view page.ManyView) error {
	chrome, err := s.chrome(c, s.printer(c).T("setup_account.many_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.ManyAccounts(chrome, view))
}

// pastedColumns are the columns of pasted lines without a header.
const pastedColumns = "platform\thandle\tpersona\tsphere\trange\tentity\tholder"

// pasteAccounts reads pasted lines as an accounts file: first what they would
// do, then, when that was seen, for good: POST /accounts/many.
func (s *Server) pasteAccounts(c echo.Context) error {
	values, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	view := page.ManyView{Lines: values.Get("lines")}
	text, added := pastedFile(view.Lines)
	if text == "" {
		view.Error = p.T("setup_account.many_nothing")
		return s.drawMany(c, http.StatusUnprocessableEntity, view)
	}
	file := network.File{Name: p.T("setup_account.many_name"), Size: int64(len(text)), ReadSeeker: strings.NewReader(text)}
	confirmed := values.Get("confirm") != ""
	result, err := s.net.ImportAccounts(c.Request().Context(), s.importer(c), file, !confirmed)
	var ours *kpi.Error
	switch {
	case err == nil:
	case errors.As(err, &ours) && ours.Code == kpi.CodeInvalid && len(result.Problems) > 0:
	case errors.As(err, &ours) && ours.Code == kpi.CodeInvalid:
		view.Error = p.Error(err)
		return s.drawMany(c, http.StatusUnprocessableEntity, view)
	default:
		return err
	}
	if err == nil && confirmed {
		s.leaveNotice(c, p.N("setup_account.many_done", result.Created))
		return s.goTo(c, "/accounts")
	}
	for i := range result.Problems {
		result.Problems[i].Line -= added
	}
	for i := range result.Notices {
		result.Notices[i].Line = max(0, result.Notices[i].Line-added)
	}
	view.Outcome = outcomeOf(p, kindAccounts, result, false)
	status := http.StatusOK
	if len(result.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return s.drawMany(c, status, view)
}

// pastedFile makes an accounts file of pasted lines; added is how many lines
// of it were not pasted. Lines that begin with names of columns keep them.
func pastedFile(lines string) (text string, added int) {
	lines = strings.ReplaceAll(strings.TrimSpace(lines), "\r\n", "\n")
	if lines == "" {
		return "", 0
	}
	first, _, _ := strings.Cut(lines, "\n")
	separator := "\t"
	if !strings.Contains(first, "\t") {
		if separator = ","; strings.Contains(first, ";") {
			separator = ";"
		}
	}
	head := map[string]bool{}
	for _, name := range strings.Split(kpi.Fold(strings.ReplaceAll(first, separator, "\x1f")), "\x1f") {
		head[strings.TrimSpace(name)] = true
	}
	if (head["platform"] || head["plateforme"]) && (head["handle"] || head["identifiant"] || head["compte"]) {
		return lines + "\n", 0
	}
	width := 0
	for line := range strings.SplitSeq(lines, "\n") {
		width = max(width, strings.Count(line, separator)+1)
	}
	columns := strings.Split(pastedColumns, "\t")
	columns = columns[:min(max(width, 2), len(columns))]
	var b strings.Builder
	b.WriteString(strings.Join(columns, separator) + "\n")
	for line := range strings.SplitSeq(lines, "\n") {
		b.WriteString(line + strings.Repeat(separator, max(0, len(columns)-1-strings.Count(line, separator))) + "\n")
	}
	return b.String(), 1
}
