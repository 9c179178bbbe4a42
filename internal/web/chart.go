package web

// This file hands charts over to pages.

import (
	"strconv"

	"portevoix/internal/charts"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// figureOf is a chart as a page shows it; file is the name under which its
// picture and numbers are saved.
func figureOf(p *i18n.Printer, f charts.Figure, file string) page.Figure {
	view := page.Figure{
		ID: f.ID, File: file, Title: f.Title, Subtitle: f.Subtitle, Summary: f.Summary,
		Option: f.Option, Height: f.Height, Notes: f.Notes, Empty: f.Empty,
		Head: []string{f.Table.Head}, Units: []string{""}, Long: f.Long(),
	}
	for _, c := range f.Table.Columns {
		view.Head, view.Units = append(view.Head, c.Label), append(view.Units, c.Unit())
	}
	for _, r := range f.Table.Rows {
		cells := []page.TableCell{{Text: r.Label}}
		for i, n := range r.Values {
			cell := page.TableCell{Text: f.Table.Columns[i].Write(p, n), Value: plain(n)}
			if i < len(r.Words) && r.Words[i] != "" {
				cell.Text, cell.Word = r.Words[i], true
			}
			cells = append(cells, cell)
		}
		view.Rows = append(view.Rows, cells)
	}
	return view
}

// withWays adds to a chart without data what can be done about it; a way that
// leads nowhere is left out.
func withWays(f page.Figure, ways ...page.Way) page.Figure {
	for _, w := range ways {
		if f.Empty && w.Href != "" {
			f.Ways = append(f.Ways, w)
		}
	}
	return f
}

// plain writes a number as programs read it, "" where it is unknown.
func plain(n kpi.Number) string {
	if !n.Known {
		return ""
	}
	return strconv.FormatFloat(n.V, 'f', -1, 64)
}

// sparkOf is a spark line as a page shows it; part stands apart from it.
func sparkOf(values, part []kpi.Number, label string) page.Spark {
	s := charts.NewSpark(values, part)
	return page.Spark{Path: s.Path, X: s.X, Y: s.Y, Dot: s.Dot, Apart: s.Apart, Width: charts.SparkWidth, Height: charts.SparkHeight, Label: label}
}
