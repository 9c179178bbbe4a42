package web

// This file is the grid in which a person files several accounts at once: a
// row is an account and is saved by itself.

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// filingGrid shows all accounts that a person files in a month: GET
// /filings/:month.
func (s *Server) filingGrid(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	return s.drawGrid(c, http.StatusOK, month, nil)
}

// gridRow is what became of a row that was sent.
type gridRow struct {
	message  string
	wrong    bool
	faults   map[string]kpi.FieldError // by code
	conflict *kpi.FilingConflict
}

// gridSent is a grid that was sent: what was typed, and what became of it.
type gridSent struct {
	entry
	rows map[kpi.ID]gridRow
}

// saveGrid saves or submits the rows of the grid, each by itself: POST
// /filings/:month. A submission leaves out the rows without any figure.
func (s *Server) saveGrid(c echo.Context) error {
	month, err := monthParam(c)
	if err != nil {
		return kpi.NotFound("error.not_found")
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	p := s.printer(c)
	grid, err := s.net.FilingGrid(c.Request().Context(), s.who(c), month, p.Locale())
	if err != nil {
		return err
	}
	sent := gridSent{entry: entry{form: form, action: form.Get("action")}, rows: map[kpi.ID]gridRow{}}
	wrong, filed := false, 0
	for _, one := range grid.Forms {
		if !form.Has("version." + one.Account.ID.String()) {
			continue
		}
		row, submitted, err := s.saveGridRow(c, sent.entry, one)
		if err != nil {
			return err
		}
		sent.rows[one.Account.ID] = row
		wrong = wrong || row.wrong
		if submitted {
			filed++
		}
	}
	switch {
	case wrong && grid.Lock != nil:
		return s.drawGrid(c, http.StatusLocked, month, &sent)
	case wrong:
		return s.drawGrid(c, http.StatusUnprocessableEntity, month, &sent)
	case filed > 0:
		s.leaveNotice(c, p.N("filing.grid_sent", filed))
	default:
		s.leaveNotice(c, p.T("filing.grid_saved"))
	}
	return s.goTo(c, "/filings/"+month.String())
}

// saveGridRow saves a row; an error is one of the whole request.
func (s *Server) saveGridRow(c echo.Context, e entry, form network.FilingForm) (row gridRow, submitted bool, err error) {
	p := s.printer(c)
	e.change = kpi.FilingChange{Account: form.Account.ID, Month: form.Filing.Month, Figures: map[string]kpi.Figure{}}
	e.change.Version, _ = strconv.Atoi(e.form.Get("version." + form.Account.ID.String()))
	given := false
	for _, field := range form.Fields {
		name := "cell." + form.Account.ID.String() + "." + field.Indicator.Code
		if !e.form.Has(name) {
			continue
		}
		figure, err := gridFigure(p, e.form.Get(name), field.Figure, e.form.Get("reason"))
		if err != nil {
			e.unread = append(e.unread, numberFault(field.Indicator.Code, err))
			continue
		}
		given = given || figure.Answered()
		e.change.Figures[field.Indicator.Code] = figure
	}
	if !given && len(e.unread) == 0 && form.Filing.Version == 0 {
		return gridRow{}, false, nil // nothing to say about this account yet
	}
	e.change.Submit = e.action == actionSubmit && given
	done, err := s.file(c.Request().Context(), s.who(c), e)
	var conflict *kpi.FilingConflict
	switch {
	case errors.As(err, &conflict):
		return gridRow{message: p.T("filing.grid_conflict"), wrong: true, conflict: conflict}, false, nil
	case kpi.CodeOf(err) == kpi.CodeLocked || kpi.CodeOf(err) == kpi.CodeForbidden:
		return gridRow{message: p.Error(err), wrong: true}, false, nil
	case err != nil:
		return gridRow{}, false, err
	}
	row.faults = map[string]kpi.FieldError{}
	for _, fault := range done.faults {
		row.faults[strings.TrimPrefix(fault.Field, "figures.")] = fault
	}
	if len(done.faults) > 0 {
		row.message, row.wrong = faultWords(p, done), true
	}
	return row, done.submitted, nil
}

// Words for answers without a number in a cell; files know more.
const (
	cellUnavailable = "nd"
	cellNA          = "s/o"
)

var cellWords = map[string]kpi.State{
	"nd": kpi.StateUnavailable, "n/a": kpi.StateUnavailable, "na": kpi.StateUnavailable, "#n/a": kpi.StateUnavailable,
	"indisponible": kpi.StateUnavailable, "unavailable": kpi.StateUnavailable,
	"s/o": kpi.StateNA, "so": kpi.StateNA, "s.o.": kpi.StateNA, "sans objet": kpi.StateNA, "does not apply": kpi.StateNA,
}

// gridFigure reads a cell. One that says again what is stored keeps its reason
// and its note.
func gridFigure(p *i18n.Printer, text string, stored kpi.Figure, reason string) (kpi.Figure, error) {
	text = strings.TrimSpace(text)
	if text == gridText(p, stored) {
		return stored, nil
	}
	if state, ok := cellWords[strings.ToLower(text)]; ok {
		if state == stored.State {
			return stored, nil
		}
		figure := kpi.Figure{State: state, Note: stored.Note}
		if state == kpi.StateUnavailable {
			if figure.Reason = reason; !slices.Contains(page.FilingReasons(kpi.KindFlow), reason) {
				figure.Reason = kpi.ReasonNotShown
			}
		}
		return figure, nil
	}
	if text == "" {
		return kpi.Figure{}, nil
	}
	value, err := p.ParseNumber(text)
	return kpi.Figure{State: kpi.StateValue, Value: value, Note: stored.Note}, err
}

// gridText is a figure as it stands in a cell.
func gridText(p *i18n.Printer, f kpi.Figure) string {
	switch f.State {
	case kpi.StateValue:
		return inputNumber(p, f.Value)
	case kpi.StateUnavailable:
		return cellUnavailable
	case kpi.StateNA:
		return cellNA
	}
	return ""
}

// drawGrid draws the grid, with what was typed where something was.
func (s *Server) drawGrid(c echo.Context, status int, month kpi.Month, sent *gridSent) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	grid, err := s.net.FilingGrid(ctx, who, month, p.Locale())
	if err != nil {
		return err
	}
	v := page.GridView{
		Month: month, Address: "/filings/" + month.String(), Draft: draftKey(who, "grid", month), Reason: kpi.ReasonNotShown,
		Columns: gridColumns(p, grid), Unsaved: sent != nil,
	}
	way := func(m kpi.Month) page.Way {
		if m.IsZero() {
			return page.Way{}
		}
		return page.Way{Href: "/filings/" + m.String(), Label: p.Month(m)}
	}
	v.PreviousMonth, v.NextMonth = way(grid.PreviousMonth), way(grid.NextMonth)
	v.Due = dueWords(p, grid.Due, slices.ContainsFunc(grid.Forms, func(f network.FilingForm) bool { return f.Late }))
	if grid.Lock != nil {
		v.Due, v.ReadOnly = "", readOnlyWords(p, kpi.Filing{Month: month, Lock: grid.Lock}, s.net.Now().Location())
	}
	if sent != nil {
		v.Reason = sent.form.Get("reason")
	}
	for _, form := range grid.Forms {
		v.Rows = append(v.Rows, gridRowView(p, form, v.Columns, sent))
	}
	chrome, err := s.chrome(c, p.T("filing.grid_title"))
	if err != nil {
		return err
	}
	return s.render(c, status, page.Grid(chrome, v))
}

// gridColumns are the indicators asked of any of the accounts, in order, or
// given for one.
func gridColumns(p *i18n.Printer, grid network.FilingGrid) []page.GridColumn {
	positions := map[string]int{}
	var columns []page.GridColumn
	for _, form := range grid.Forms {
		for _, f := range form.Fields {
			if _, known := positions[f.Indicator.Code]; !known {
				positions[f.Indicator.Code] = f.Indicator.Position
				columns = append(columns, page.GridColumn{Code: f.Indicator.Code, Label: f.Indicator.Label(p.Locale(), 0)})
			}
		}
	}
	slices.SortStableFunc(columns, func(a, b page.GridColumn) int { return positions[a.Code] - positions[b.Code] })
	return columns
}

func gridRowView(p *i18n.Printer, form network.FilingForm, columns []page.GridColumn, sent *gridSent) page.GridRow {
	row := page.GridRow{
		Account: form.Account, Href: filingAddress(form.Account.ID, form.Filing.Month), Version: form.Filing.Version, State: stateOf(form.Filing),
		Rests: !form.Expected && form.Filing.Version == 0,
	}
	var became gridRow
	if sent != nil {
		became = sent.rows[form.Account.ID]
		row.Message, row.Wrong = became.message, became.wrong
	}
	for _, column := range columns {
		row.Cells = append(row.Cells, gridCell(p, form, column, sent, became))
	}
	return row
}

func gridCell(p *i18n.Printer, form network.FilingForm, column page.GridColumn, sent *gridSent, became gridRow) page.GridCell {
	i := slices.IndexFunc(form.Fields, func(f network.FilingField) bool { return f.Indicator.Code == column.Code })
	if i < 0 {
		return page.GridCell{}
	}
	field := form.Fields[i]
	cell := page.GridCell{
		Code: column.Code, Asked: true, Whole: field.Indicator.Whole(), Text: gridText(p, field.Figure),
		Label: form.Account.Name() + ", " + form.Account.Platform + ", " + field.Indicator.Label(p.Locale(), form.Account.PlatformID),
	}
	if field.Proposed {
		cell.Text = gridText(p, field.Remembered)
	}
	if column.Code == kpi.SearchRank && form.Filing.Search != nil {
		cell.Fixed = filingAddress(form.Account.ID, form.Filing.Month)
		if fault, wrong := became.faults[column.Code]; wrong {
			cell.Error = p.Field(fault)
		}
		return cell
	}
	if field.Before.Answered() {
		cell.Before = filingPast(p, field.Indicator, field.Before).Text
	}
	if sent == nil {
		return cell
	}
	name := "cell." + form.Account.ID.String() + "." + column.Code
	if !sent.form.Has(name) {
		return cell
	}
	stored := cell.Text
	cell.Text = sent.form.Get(name)
	if fault, wrong := became.faults[column.Code]; wrong {
		cell.Error = p.Field(fault)
	}
	if became.conflict != nil && strings.TrimSpace(cell.Text) != stored {
		if cell.Theirs = stored; stored == "" {
			cell.Theirs = i18n.Unknown
		}
	}
	return cell
}
