package web

// This file answers with the page of a filing and the thanks after it.

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// typed is what a person sent that is not, or not wholly, saved.
type typed struct {
	entry
	outcome
}

// filingPage shows the filing of an account for a month: GET
// /accounts/:id/filings/:month.
func (s *Server) filingPage(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	if inReview(c) {
		return s.reviewPage(c, http.StatusOK, month, reviewTyped{})
	}
	return s.drawFiling(c, http.StatusOK, month, nil)
}

// drawFiling draws the page, with what was typed instead of what is stored
// where something was.
func (s *Server) drawFiling(c echo.Context, status int, month kpi.Month, t *typed) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	form, err := s.net.FilingForm(ctx, who, idParam(c), month, p.Locale())
	if err != nil {
		return err
	}
	view := s.filingView(p, who, form)
	if err := s.addFigureWays(c, form, &view); err != nil {
		return err
	}
	if !who.LinkMonth.IsZero() {
		view = view.ByLink()
	}
	if t != nil {
		t.show(p, &view)
	}
	if sent := kpi.ParseID(c.QueryParam("sent")); sent != 0 && t == nil {
		if view.Undo, err = s.sentBefore(c, sent, month); err != nil {
			return err
		}
	}
	chrome, err := s.chrome(c, p.T("filing.title", "account", form.Account.Name(), "platform", form.Account.Platform, "month", month))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Filing(chrome, view))
}

// sentBefore offers to take back the filing that a person submitted just
// before they came to this one; nil where that is not possible any more.
func (s *Server) sentBefore(c echo.Context, account kpi.ID, month kpi.Month) (*page.UndoView, error) {
	form, err := s.net.FilingForm(c.Request().Context(), s.who(c), account, month, s.printer(c).Locale())
	switch kpi.CodeOf(err) {
	case kpi.CodeNotFound, kpi.CodeInvalid: // the address was made up
		return nil, nil
	}
	return s.undoView(s.printer(c), form), err
}

func (s *Server) undoView(p *i18n.Printer, form network.FilingForm) *page.UndoView {
	left := int(math.Ceil(form.Undo.Sub(s.net.Now()).Seconds()))
	if form.Undo.IsZero() || left <= 0 {
		return nil
	}
	return &page.UndoView{
		Action: filingAddress(form.Account.ID, form.Filing.Month) + "/undo", Seconds: left,
		Text: p.T("filing.sent", "account", form.Account.Name(), "platform", form.Account.Platform, "month", form.Filing.Month),
	}
}

// filingView is the page as stored.
func (s *Server) filingView(p *i18n.Printer, who kpi.Who, form network.FilingForm) page.FilingView {
	f := form.Filing
	v := page.FilingView{
		Account: form.Account, Month: f.Month, Identity: form.Account.Platform + " · " + form.Account.Handle,
		Address: filingAddress(form.Account.ID, f.Month), Draft: draftKey(who, form.Account.ID.String(), f.Month),
		Version: f.Version, State: stateOf(f), Asked: len(f.Asked), First: form.First, Late: form.Late,
		Heads: page.FilingHeads{Before: p.ShortMonth(f.Month.Add(-1)), YearBefore: p.ShortMonth(f.Month.Add(-12)), Now: p.ShortMonth(f.Month)},
		Comment: page.Field{
			Name: "comment", Label: p.T("filing.comment"), Value: f.Comment, Hint: p.T("filing.comment_hint"), Optional: true,
		},
		Undo: s.undoView(p, form), Ways: filingWays(p, form),
	}
	if f.State == kpi.FilingReturned {
		v.Return = f.ReturnReason
	}
	if form.Reviews {
		v.Review = filingAddress(form.Account.ID, f.Month) + "?review=1"
	}
	if f.State == kpi.FilingAccepted && f.May.Edit {
		v.Accepted = p.T("filing.accepted")
	}
	v.Questions, v.Since = questionViews(p, who, form), sinceView(p, form)
	v.ReadOnly = readOnlyWords(p, f, s.net.Now().Location())
	if v.ReadOnly == "" && f.FirstSubmittedAt.IsZero() {
		v.Due = dueWords(p, form.Due, form.Late)
	}
	s.filingPeople(p, form, &v)
	warnings := warningWords(p, f)
	for _, field := range form.Fields {
		one := filingField(p, form.Account.PlatformID, field)
		if one.Warnings = warnings[field.Indicator.Code]; len(one.Warnings) > 0 {
			one.Spark = fieldSpark(p, form.Account.PlatformID, field)
		}
		if field.Indicator.Code == kpi.SearchRank {
			one.Search = searchPlacesView(p, form)
		}
		v.Fields = append(v.Fields, one)
		if field.Asked && (field.Figure.Answered() || field.Proposed) {
			v.Answered++
		}
	}
	for _, i := range form.More {
		v.More = append(v.More, filingField(p, form.Account.PlatformID, network.FilingField{Indicator: i}))
	}
	if form.ToFile != nil && !f.State.Filed() {
		v.SendNext = form.ToFile.Name() + " · " + form.ToFile.Platform
	}
	return v
}

// filingPeople adds who else has to do with the filing.
func (s *Server) filingPeople(p *i18n.Printer, form network.FilingForm, v *page.FilingView) {
	if t := form.Told; t != nil {
		v.Told = toldWords(p, *t)
		if t.Reason != "" {
			v.Told += " " + p.T("filing.told_reason", "reason", t.Reason)
		}
	}
	if !form.Filing.May.OnBehalf {
		return
	}
	v.Behalf = &page.Field{Name: "on_behalf_reason", Type: "text", Label: p.T("filing.behalf"), Hint: p.T("filing.behalf_hint"), Autocomplete: "off"}
	v.Holders = p.T("filing.behalf_nobody")
	if len(form.Holders) > 0 {
		v.Holders = p.T("filing.behalf_of", "holders", strings.Join(form.Holders, ", "))
	}
}

// toldWords say who changed what, and when.
func toldWords(p *i18n.Printer, t network.Told) string {
	words := p.T("filing.told", "by", byWords(p, t.Role, t.By), "account", t.Account.Name(), "platform", t.Account.Platform,
		"month", t.Month, "at", p.DateTime(t.At))
	if t.More > 0 {
		words += " " + p.N("filing.told_more", t.More)
	}
	return words
}

var byKeys = map[kpi.Role]string{
	kpi.RoleAdmin:       "filing.by_admin",
	kpi.RoleCoordinator: "filing.by_coordinator",
}

// byWords name who changed something: by their role, and by name where known.
func byWords(p *i18n.Printer, role kpi.Role, name string) string {
	key, ok := byKeys[role]
	switch {
	case ok && name != "":
		return p.T("filing.by_both", "role", p.T(key), "name", name)
	case ok:
		return p.T(key)
	case name != "":
		return name
	}
	return p.T("filing.by_program")
}

// draftKey is under what the browser keeps what a person typed: the page
// looks it up by the version it was typed on.
func draftKey(who kpi.Who, what string, month kpi.Month) string {
	return who.User.ID.String() + "." + what + "." + month.String()
}

// readOnlyWords say which lock applies and who can lift it, or that the person
// only looks on; "" where they may change the filing.
func readOnlyWords(p *i18n.Printer, f kpi.Filing, zone *time.Location) string {
	switch {
	case f.Lock != nil:
		return p.Message(f.Lock.Key, kpi.Args{"month": f.Month, "lifter": string(f.Lock.Lifter)}) + " " +
			p.T("filing.locked_since", "since", p.DateTime(f.Lock.Since.In(zone)))
	case !f.May.Edit:
		return p.T("filing.look_only")
	}
	return ""
}

func dueWords(p *i18n.Printer, due kpi.Day, late bool) string {
	if late {
		return p.T("filing.late", "due", due)
	}
	return p.T("filing.due", "due", due)
}

func filingWays(p *i18n.Printer, form network.FilingForm) page.FilingWays {
	id, month := form.Account.ID, form.Filing.Month
	var ways page.FilingWays
	way := func(m kpi.Month) page.Way {
		if m.IsZero() {
			return page.Way{}
		}
		return page.Way{Href: filingAddress(id, m), Label: p.Month(m)}
	}
	ways.PreviousMonth, ways.NextMonth = way(form.PreviousMonth), way(form.NextMonth)
	to := func(a *kpi.Account) page.Way {
		if a == nil {
			return page.Way{}
		}
		return page.Way{Href: filingAddress(a.ID, month), Label: a.Name() + " · " + a.Platform}
	}
	ways.PreviousAccount, ways.NextAccount = to(form.Previous), to(form.Next)
	if form.Others > 0 {
		ways.Grid = "/filings/" + month.String()
	}
	if form.Filing.Version > 0 {
		ways.History = page.FilingHistoryAddress(id, month)
	}
	return ways
}

// filingField is a figure of the form as stored, or as proposed.
func filingField(p *i18n.Printer, platform kpi.ID, field network.FilingField) page.FilingField {
	i, figure := field.Indicator, field.Figure
	f := page.FilingField{
		Code: i.Code, Label: i.Label(p.Locale(), platform), State: page.StateValue, Asked: field.Asked,
		Before: filingPast(p, i, field.Before), YearBefore: filingPast(p, i, field.YearBefore),
		Direction: i.Direction, Decimals: i.Decimals, Whole: i.Whole(), Percent: i.Unit == "%", Note: figure.Note, Place: field.Place,
		Always: field.Remembered.Answered(), Shown: page.FigureWords(p, figure),
	}
	if !strings.HasPrefix(f.Place.Link, "https://") {
		f.Place.Link = ""
	}
	f.Reasons = page.FilingReasons(i.Kind)
	f.Reason = f.Reasons[0]
	if field.Proposed {
		figure = field.Remembered
		f.Remembered = p.T("filing.remembered")
	}
	switch figure.State {
	case kpi.StateValue:
		f.Text = inputNumber(p, figure.Value)
		if change := figure.Number().Minus(field.Before.Number()); change.Known {
			f.Change = page.Delta{Change: change, Text: writeChange(p, i, change), Direction: i.Direction}
		}
	case kpi.StateUnavailable:
		f.State = page.StateUnavailable
		f.SetReason(figure.Reason)
	case kpi.StateNA:
		f.State = page.StateNA
	}
	return f
}

// fieldSpark is the line of a figure over a year, its last point marked.
func fieldSpark(p *i18n.Printer, platform kpi.ID, field network.FilingField) page.Spark {
	s := spark(p, field.Indicator.Label(p.Locale(), platform), field.Line, func(n kpi.Number) string { return writeFigure(p, field.Indicator, n) })
	if field.Indicator.Kind == kpi.KindPosition && s.Label != "" {
		s = sparkOf(turned(field.Line), nil, s.Label)
	}
	return s
}

func filingPast(p *i18n.Printer, i kpi.Indicator, figure kpi.Figure) page.FilingPast {
	if figure.State == kpi.StateValue {
		return page.FilingPast{Text: writeFigure(p, i, figure.Number()), Value: figure.Number()}
	}
	if figure.Answered() {
		return page.FilingPast{Text: page.FigureShort(p, figure)}
	}
	return page.FilingPast{Text: i18n.Unknown}
}

// inputNumber writes a number so that it is read back as it is.
func inputNumber(p *i18n.Printer, v float64) string {
	_, fraction, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	return strings.ReplaceAll(p.Number(v, len(fraction)), "\u2212", "-")
}

// show puts what was typed in the place of what is stored.
func (t *typed) show(p *i18n.Printer, v *page.FilingView) {
	v.Unsaved, v.Fault = true, faultWords(p, t.outcome)
	if !t.saved {
		v.Version = t.change.Version
	}
	faults := map[string]kpi.FieldError{}
	for _, fault := range t.faults {
		if _, more := faults[fault.Field]; !more {
			faults[fault.Field] = fault
		}
	}
	if t.change.Comment != nil {
		v.Comment.Value = *t.change.Comment
	}
	if fault, wrong := faults["comment"]; wrong {
		v.Comment.Error = p.Field(fault)
	}
	if v.Behalf != nil {
		v.Behalf.Value = t.form.Get("on_behalf_reason")
		if fault, wrong := faults["on_behalf_reason"]; wrong {
			v.Behalf.Error = p.Field(fault)
		}
	}
	for _, list := range [][]page.FilingField{v.Fields, v.More} {
		for i := range list {
			t.showField(p, &list[i], faults)
		}
	}
}

func (t *typed) showField(p *i18n.Printer, f *page.FilingField, faults map[string]kpi.FieldError) {
	if t.form.Has(fieldState + f.Code) {
		f.Text, f.State = t.form.Get(fieldValue+f.Code), t.form.Get(fieldState+f.Code)
		f.Reason, f.OwnReason = t.form.Get(fieldReason+f.Code), t.form.Get(fieldOwn+f.Code)
		f.Always, f.Note = t.form.Get(fieldAlways+f.Code) != "", t.form.Get(fieldNote+f.Code)
	}
	t.showPlaces(p, f.Search, faults)
	if fault, wrong := faults["figures."+f.Code]; wrong {
		f.Error, f.Choices = p.Field(fault), readings(fault)
	}
}

// thanksPage thanks for a submission: GET /accounts/:id/filings/:month/thanks.
func (s *Server) thanksPage(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	form, err := s.net.FilingForm(ctx, who, idParam(c), month, p.Locale())
	if err != nil {
		return err
	}
	if !form.Filing.State.Filed() {
		return s.goTo(c, filingAddress(form.Account.ID, month))
	}
	view := page.ThanksView{
		Account: form.Account, Month: month, Identity: form.Account.Platform + " · " + form.Account.Handle,
		Trend: trendView(p, form.Account.PlatformID, form.Trend), Undo: s.undoView(p, form), Again: filingAddress(form.Account.ID, month),
		Left: p.T("filing.all_done", "month", month),
	}
	if form.ToFile != nil {
		view.Next = &page.Way{Href: filingAddress(form.ToFile.ID, month), Label: p.T("filing.next_account", "account", form.ToFile.Name()+" · "+form.ToFile.Platform)}
		view.Left = ""
	}
	chrome, err := s.chrome(c, p.T("filing.thanks_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Thanks(chrome, view))
}

// trendView is one's own line in words.
func trendView(p *i18n.Printer, platform kpi.ID, t analytics.Trend) page.TrendView {
	if !t.Now.Known {
		return page.TrendView{}
	}
	write := func(n kpi.Number) string { return writeFigure(p, t.Indicator, n) }
	label := t.Indicator.Label(p.Locale(), platform)
	v := page.TrendView{
		Label: label, Value: write(t.Now), When: p.Month(t.Month), Record: t.Record, Spark: spark(p, label, t.Values, write),
	}
	growth := p.SignedPercent(t.Growth, 1)
	switch {
	case t.Growth.Known && t.Record:
		v.Sentence = p.T("home.growth_record", "growth", growth)
	case t.Growth.Known:
		v.Sentence = p.T("home.growth", "growth", growth)
	case t.Record:
		v.Sentence = p.T("home.record")
	}
	return v
}
