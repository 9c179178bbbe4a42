package web

// This file turns what an import needs, and what it did, into what the page
// shows, and the page's form into options.

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/exchange"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// linesShown is how many problems, and how many notices, a page lists.
const linesShown = 200

// settable are the fields that may have one value for all rows, in the order
// of the page.
var settable = []string{
	exchange.FieldPlatform, exchange.FieldHandle, exchange.FieldMonth, exchange.FieldIndicator,
	exchange.FieldSphere, exchange.FieldRange, exchange.FieldEntity,
}

func columnInput(i int) string { return "column_" + strconv.Itoa(i) }
func setInput(f string) string { return "set_" + f }

// mappingOf is the form of a file's columns.
func (s *Server) mappingOf(c echo.Context, up *heldFile) (*page.ImportMap, error) {
	ctx, p := c.Request().Context(), s.printer(c)
	look, err := s.net.InspectFigures(ctx, s.importer(c), up.input())
	if err != nil {
		return nil, err
	}
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	groups, err := s.net.Groups(ctx, s.who(c))
	if err != nil && kpi.CodeOf(err) != kpi.CodeForbidden && kpi.CodeOf(err) != kpi.CodeNotFound {
		return nil, err
	}
	up.mu.Lock()
	o := look.Options
	if up.chosen {
		o = up.options
	}
	up.mu.Unlock()
	filed := slices.DeleteFunc(slices.Clone(indicators), func(i kpi.Indicator) bool { return i.Derived })
	m := &page.ImportMap{
		Rows: p.N("upload.rows", look.Rows), Known: look.Known,
		Fields:          fieldMenu(p, filed),
		MonthsInColumns: o.MonthsInColumns, CreateAccounts: o.CreateAccounts,
		Shift: strconv.Itoa(o.MonthShift), MonthShift: shiftMenu(p, o.MonthShift),
		OnDuplicate: cmp.Or(o.OnDuplicate, "refuse"),
		Cumulative:  cumulativeBoxes(p, filed, o.Cumulative),
	}
	for _, field := range settable {
		m.Set = append(m.Set, setField(p, field, o.Set[field], groups, filed))
	}
	for i, column := range look.Columns {
		m.Columns = append(m.Columns, page.ImportColumn{
			Name: column.Name, Input: columnInput(i), Samples: column.Samples,
			Month: p.Month(column.Month), Field: fieldOfColumn(o.Map, column.Name),
		})
	}
	return m, nil
}

// fieldOfColumn finds what a column is taken for.
func fieldOfColumn(mapping map[string]string, column string) string {
	for field, name := range mapping {
		if name == column && name != "" {
			return field
		}
	}
	return ""
}

// fieldMenu is what a column can be.
func fieldMenu(p *i18n.Printer, filed []kpi.Indicator) []page.OptionGroup {
	about := page.OptionGroup{Label: p.T("upload.group_account")}
	for _, f := range exchange.FigureFields {
		name, _ := page.ImportField(p, f)
		about.Options = append(about.Options, page.Option{Value: f, Label: name})
	}
	figures := page.OptionGroup{Label: p.T("upload.group_figures")}
	for _, i := range filed {
		figures.Options = append(figures.Options, page.Option{Value: i.Code, Label: i.Label(p.Locale(), 0)})
	}
	return []page.OptionGroup{about, figures}
}

// shiftMenu offers the month itself, the one before and the one after; a shift
// that was remembered is offered too.
func shiftMenu(p *i18n.Printer, now int) []page.Option {
	shifts := []int{0, -1, 1}
	if !slices.Contains(shifts, now) {
		shifts = append(shifts, now)
	}
	keys := map[int]string{0: p.T("upload.shift_none"), -1: p.T("upload.shift_before"), 1: p.T("upload.shift_after")}
	var menu []page.Option
	for _, n := range shifts {
		label, ok := keys[n]
		if !ok {
			label = p.Signed(kpi.Num(float64(n)), 0)
		}
		menu = append(menu, page.Option{Value: strconv.Itoa(n), Label: label})
	}
	return menu
}

// cumulativeBoxes offers the counts, of which alone there are counters.
func cumulativeBoxes(p *i18n.Printer, filed []kpi.Indicator, on []string) []page.ImportCheck {
	var boxes []page.ImportCheck
	for _, i := range filed {
		if i.Kind == kpi.KindFlow {
			boxes = append(boxes, page.ImportCheck{Value: i.Code, Label: i.Label(p.Locale(), 0), On: slices.Contains(on, i.Code)})
		}
	}
	return boxes
}

func setField(p *i18n.Printer, field, value string, groups network.Groups, filed []kpi.Indicator) page.ImportSet {
	label, _ := page.ImportField(p, field)
	set := page.ImportSet{Input: setInput(field), Label: label, Value: value}
	switch field {
	case exchange.FieldPlatform:
		for _, g := range groups.Platforms {
			set.Options = append(set.Options, page.Option{Value: g.Name, Label: g.Name})
		}
		if value != "" && !slices.ContainsFunc(set.Options, func(o page.Option) bool { return o.Value == value }) {
			set.Options = append(set.Options, page.Option{Value: value, Label: value})
		}
	case exchange.FieldIndicator:
		for _, i := range filed {
			set.Options = append(set.Options, page.Option{Value: i.Code, Label: i.Label(p.Locale(), 0)})
		}
	}
	return set
}

// optionsOf reads the form of mappingOf. A column that is left out although
// its name is a field's own is mapped to no column, so that it stays out.
// Errors: CodeInvalid where two columns are taken for the same thing.
func optionsOf(form url.Values, look network.Inspection) (network.ImportOptions, error) {
	var twice []kpi.FieldError
	o := network.ImportOptions{
		CreateAccounts:  form.Get("create_accounts") != "",
		MonthsInColumns: form.Get("months_in_columns") != "",
		OnDuplicate:     form.Get("on_duplicate"),
		Cumulative:      form["cumulative"],
		Map:             map[string]string{},
		Set:             map[string]string{},
	}
	if n, err := strconv.Atoi(form.Get("month_shift")); err == nil && n >= -120 && n <= 120 {
		o.MonthShift = n
	}
	for field := range look.Options.Map {
		o.Map[field] = ""
	}
	for i, column := range look.Columns {
		field := form.Get(columnInput(i))
		if field == "" || (o.MonthsInColumns && !column.Month.IsZero()) {
			continue
		}
		if o.Map[field] != "" {
			twice = append(twice, kpi.Field(columnInput(i), "upload.twice", "first", o.Map[field], "second", column.Name))
		}
		o.Map[field] = column.Name
	}
	for _, field := range settable {
		if value := strings.TrimSpace(form.Get(setInput(field))); value != "" {
			o.Set[field] = value
			if o.Map[field] == "" {
				delete(o.Map, field)
			}
		}
	}
	if len(twice) > 0 {
		return o, &kpi.Error{Code: kpi.CodeInvalid, Key: "upload.twice_title", Fields: twice}
	}
	return o, nil
}

// outcomeOf is what a file did, or would do.
func outcomeOf(p *i18n.Printer, kind string, r network.ImportResult, stored bool) *page.ImportOutcome {
	number := func(key string, n int) page.Fact {
		return page.Fact{Label: p.T(key), Value: p.Number(float64(n), 0)}
	}
	o := &page.ImportOutcome{
		Stored: stored, Months: page.MonthRange(p, r.From, r.Until),
		Counts: []page.Fact{
			number("upload.count_rows", r.Rows), number("upload.count_created", r.Created),
			number("upload.count_changed", r.Changed), number("upload.count_unchanged", r.Unchanged),
		},
	}
	if kind == kindFigures && r.AccountsCreated > 0 {
		o.Counts = append(o.Counts, number("upload.count_accounts", r.AccountsCreated))
	}
	if len(r.Problems) > 0 {
		o.Refused = p.N("upload.refused", len(r.Problems))
	}
	o.Problems, o.More = importLines(p, r.Problems)
	o.Notices, o.MoreNotes = importLines(p, r.Notices)
	if stored && kind == kindFigures && !r.Until.IsZero() {
		o.Month = "/months/" + r.Until.String()
	} else if stored && kind == kindAccounts {
		o.Month = "/accounts"
	}
	if stored && r.ID != 0 && kind == kindFigures {
		o.UndoID = r.ID.String()
	}
	return o
}

// importLines writes problems or notices, as many as a page can show.
func importLines(p *i18n.Printer, faults []kpi.FieldError) (lines []page.ImportLine, more string) {
	for i, f := range faults {
		if i == linesShown {
			return lines, p.N("upload.more", len(faults)-linesShown)
		}
		line := page.ImportLine{Value: f.Value, Why: p.Field(f)}
		line.Field, _ = page.ImportField(p, f.Field)
		if f.Line > 0 {
			line.Line = p.Number(float64(f.Line), 0)
		}
		lines = append(lines, line)
	}
	return lines, ""
}
