package web

// This file turns what a prefilled sheet would change, and did, into what its
// page shows.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// sheetEach begins the names of the choices of a preview.
const sheetEach = "each."

// sheetPageSize is how many accounts a page of a preview shows.
const sheetPageSize = 100

// pageParam is the page of a list in the address, from 1.
func pageParam(c echo.Context) int {
	n, err := strconv.Atoi(c.QueryParam("page"))
	if err != nil || n < 1 {
		return 1
	}
	return n
}

// sheetPreview is what a sheet would change. Accounts on which something is to
// be chosen come first.
func sheetPreview(p *i18n.Printer, v *page.SheetView, preview network.SheetPreview, sent sheetSent, at int) {
	cells, conflicts := preview.Changes()
	v.Subtitle = p.T("sheet.back_of", "month", preview.Month, "at", p.DateTime(preview.At))
	v.Counts = []page.Fact{
		{Label: p.T("sheet.count_given"), Value: p.Number(float64(preview.Given), 0)},
		{Label: p.T("sheet.count_changes"), Value: p.Number(float64(cells), 0)},
		{Label: p.T("sheet.count_conflicts"), Value: p.Number(float64(conflicts), 0)},
		{Label: p.T("sheet.count_accounts"), Value: p.Number(float64(len(preview.Accounts)), 0)},
	}
	if len(preview.Problems) > 0 {
		v.Refused, v.Title = p.N("upload.refused", len(preview.Problems)), ""
	}
	v.Problems, v.More = sheetLines(p, preview.Problems)
	v.Notices, v.MoreNote = sheetLines(p, preview.Notices)
	v.Nothing = cells == 0 && len(preview.Problems) == 0
	v.Seen, v.All = preview.Seen, sent.choice.All
	if conflicts > 0 {
		v.Conflicts, v.Several = p.N("sheet.conflicts", conflicts), conflicts > 1
	}
	v.Behalf, v.Reason, v.ReasonError = preview.Behalf, sent.choice.Reason, sent.faults["on_behalf_reason"]
	v.Save = p.N("sheet.save", cells)
	accounts := slices.Clone(preview.Accounts)
	slices.SortStableFunc(accounts, func(a, b network.SheetAccount) int { return choices(b) - choices(a) })
	v.Paging = page.Paging{Total: len(accounts), Pages: max(1, (len(accounts)+sheetPageSize-1)/sheetPageSize), Href: func(n int) string { return v.Address + "?page=" + strconv.Itoa(n) }}
	v.Paging.Page = min(at, v.Paging.Pages)
	first := (v.Paging.Page - 1) * sheetPageSize
	last := min(first+sheetPageSize, len(accounts))
	v.Paging.From, v.Paging.To = first+1, last
	for _, a := range accounts[first:last] {
		v.Accounts = append(v.Accounts, sheetAccount(p, a, sent))
	}
}

// choices is 1 where something is to be chosen, else 0.
func choices(a network.SheetAccount) int {
	if slices.ContainsFunc(a.Cells, func(c network.SheetCell) bool { return c.Conflict }) {
		return 1
	}
	return 0
}

// sheetLines writes problems or notices, as many as a page can show.
func sheetLines(p *i18n.Printer, faults []kpi.FieldError) (lines []page.ImportLine, more string) {
	for i, f := range faults {
		if i == linesShown {
			return lines, p.N("upload.more", len(faults)-linesShown)
		}
		lines = append(lines, page.ImportLine{Field: f.Field, Value: f.Value, Why: p.Field(f)})
	}
	return lines, ""
}

func sheetAccount(p *i18n.Printer, a network.SheetAccount, sent sheetSent) page.SheetAccount {
	v := page.SheetAccount{Account: a.Account, Identity: a.Account.Platform + " · " + a.Account.Handle, From: a.From, To: a.To, Behalf: !a.Own}
	if len(a.Missing) > 0 {
		labels := make([]string, len(a.Missing))
		for i, ind := range a.Missing {
			labels[i] = ind.Label(p.Locale(), a.Account.PlatformID)
		}
		v.Missing = p.N("sheet.missing", len(labels), "list", strings.Join(labels, ", "))
	}
	warnings := map[string][]string{}
	for _, w := range a.Warnings {
		warnings[w.Indicator] = append(warnings[w.Indicator], p.Message(w.Key, w.Args))
	}
	for _, c := range a.Cells {
		l := page.SheetLine{Cell: c.Cell, Label: c.Label, Conflict: c.Conflict, Name: sheetEach + c.Key, Chosen: sent.choice.Each[c.Key],
			Error: sent.faults[sheetEach+c.Key], Warnings: warnings[c.Code]}
		if c.Code == "" {
			l.Label, l.Then, l.Now, l.Sheet = p.T("sheet.comment"), textOr(c.ThenText), textOr(c.NowText), c.SheetText
		} else {
			l.Label = c.Indicator.Label(p.Locale(), a.Account.PlatformID) // the sheet may speak another language
			l.Then, l.Now, l.Sheet = page.FigureWords(p, c.Then), page.FigureWords(p, c.Now), page.FigureWords(p, c.Sheet)
			if c.Sheet.Note != c.Now.Note {
				l.NowNote, l.SheetNote = c.Now.Note, c.Sheet.Note
			}
		}
		v.Lines = append(v.Lines, l)
	}
	return v
}

func textOr(text string) string {
	if text == "" {
		return i18n.Unknown
	}
	return text
}

// sheetDone is what a sheet did.
func sheetDone(p *i18n.Printer, v *page.SheetView, r network.SheetResult, who kpi.Who) {
	v.Subtitle = p.Month(r.Month)
	v.Counts = []page.Fact{
		{Label: p.T("upload.count_created"), Value: p.Number(float64(r.Created), 0)},
		{Label: p.T("upload.count_changed"), Value: p.Number(float64(r.Changed), 0)},
		{Label: p.T("sheet.count_submitted"), Value: p.Number(float64(r.Submitted), 0)},
		{Label: p.T("sheet.count_drafts"), Value: p.Number(float64(r.Drafts), 0)},
	}
	if r.Kept > 0 {
		v.Counts = append(v.Counts, page.Fact{Label: p.T("sheet.count_kept"), Value: p.Number(float64(r.Kept), 0)})
	}
	v.Done = &page.SheetDone{Text: p.N("sheet.done", r.Accounts, "month", r.Month), UndoID: r.Import.String()}
	v.Done.Month = page.Way{Href: "/", Label: p.T("filing.home")}
	if who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
		v.Done.Month = page.Way{Href: "/months/" + r.Month.String(), Label: p.T("upload.see_month")}
	}
}
