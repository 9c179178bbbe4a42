package web

// This file answers with the page on which a person chooses between two
// versions of a filing.

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// conflictPage shows both sides of a filing that somebody else saved in
// between, figure by figure. It sends the same form again, on top of theirs.
func (s *Server) conflictPage(c echo.Context, e entry, conflict *kpi.FilingConflict) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	form, err := s.net.FilingForm(ctx, who, e.change.Account, e.change.Month, p.Locale())
	if err != nil {
		return err
	}
	labels := map[string]string{}
	var order []string
	for _, f := range form.Fields {
		labels[f.Indicator.Code] = f.Indicator.Label(p.Locale(), form.Account.PlatformID)
		order = append(order, f.Indicator.Code)
	}
	for _, i := range form.More {
		labels[i.Code] = i.Label(p.Locale(), form.Account.PlatformID)
		order = append(order, i.Code)
	}
	view := page.ConflictView{
		Account: form.Account, Month: e.change.Month, Identity: form.Account.Platform + " · " + form.Account.Handle,
		Address: filingAddress(form.Account.ID, e.change.Month), Draft: draftKey(who, form.Account.ID.String(), e.change.Month),
		Version: conflict.Theirs.Version, Mine: p.T("filing.conflict_mine"), Theirs: p.T("filing.conflict_theirs"),
		Hidden: e.hidden(), Submit: e.change.Submit,
	}
	if conflict.By.ID != 0 || conflict.By.Role != "" {
		view.By = p.T("filing.conflict_by", "by", byWords(p, conflict.By.Role, conflict.By.Name), "at", p.DateTime(conflict.At.In(s.net.Now().Location())))
		if conflict.By.ID == who.User.ID && who.User.ID != 0 {
			view.By = p.T("filing.conflict_by_you", "at", p.DateTime(conflict.At.In(s.net.Now().Location())))
		}
	}
	view.Lines = conflictLines(p, e, conflict, order, labels)
	chrome, err := s.chrome(c, p.T("filing.conflict_title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusConflict, page.Conflict(chrome, view))
}

// conflictLines are the figures, and the comment, on which the sides differ.
// Where one side left a figure as it was, the other is chosen.
func conflictLines(p *i18n.Printer, e entry, conflict *kpi.FilingConflict, order []string, labels map[string]string) []page.ConflictLine {
	var lines []page.ConflictLine
	for _, code := range order {
		mine, given := conflict.Mine.Figures[code]
		theirs, base := conflict.Theirs.Figures[code], conflict.Base[code]
		if !given || sameFigure(mine, theirs) || code == kpi.SearchRank && len(conflict.Mine.Places) > 0 {
			continue // the search rank follows from the places
		}
		line := page.ConflictLine{Name: fieldChoice + code, Label: labels[code], Mine: page.FigureWords(p, mine), Theirs: page.FigureWords(p, theirs)}
		if base.Answered() {
			line.Base = page.FigureWords(p, base)
		}
		switch {
		case sameFigure(mine, base):
			line.Chosen = choiceTheirs
		case sameFigure(theirs, base):
			line.Chosen = choiceMine
		}
		lines = append(lines, line)
	}
	lines = append(lines, placeLines(p, conflict)...)
	if mine := conflict.Mine.Comment; mine != nil && strings.TrimSpace(*mine) != conflict.Theirs.Comment {
		line := page.ConflictLine{Name: fieldChoice + "comment", Label: p.T("filing.comment"), Mine: *mine, Theirs: conflict.Theirs.Comment}
		if strings.TrimSpace(*mine) == "" {
			line.Mine, line.Chosen = i18n.Unknown, choiceTheirs
		}
		if conflict.Theirs.Comment == "" {
			line.Theirs, line.Chosen = i18n.Unknown, choiceMine
		}
		lines = append(lines, line)
	}
	return lines
}

// sameFigure compares what two figures say.
func sameFigure(a, b kpi.Figure) bool {
	return a.State == b.State && a.Value == b.Value && strings.TrimSpace(a.Reason) == b.Reason && strings.TrimSpace(a.Note) == b.Note
}

// hidden carries what was typed through the page of a conflict.
func (e entry) hidden() []page.Hidden {
	var list []page.Hidden
	for _, name := range slices.Sorted(maps.Keys(e.form)) {
		if name == "version" || name == "action" || strings.HasPrefix(name, fieldChoice) || strings.HasPrefix(name, fieldPick) {
			continue
		}
		list = append(list, page.Hidden{Name: name, Value: e.form.Get(name)})
	}
	return list
}
