package charts

// This file writes sentences at months onto a chart that is drawn already.

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Annotate marks the months of a chart at which sentences stand, and adds the
// sentences to its notes. Marks are numbered in the order of their months, with
// those that stand there already; several sentences of a month share a mark, also
// with what happened to an account in it. Sentences at other months are left out, and a chart without
// an axis of months, or with nothing to draw, stays as it is.
// Errors: an option that is not the JSON of one of our charts.
func Annotate(f Figure, notes []analytics.Annotation, p *i18n.Printer) (Figure, error) {
	if f.Empty || len(f.Months) == 0 {
		return f, nil
	}
	byMonth := map[kpi.Month][]string{}
	told := 0
	for _, n := range notes {
		if !slices.Contains(f.Months, n.Month) {
			continue
		}
		text := n.Text
		if n.Of != "" {
			text = p.T("chart.annotation.of", "account", n.Of, "text", n.Text)
		}
		byMonth[n.Month] = append(byMonth[n.Month], text)
		told++
	}
	if told == 0 {
		return f, nil
	}
	var option annotated
	if err := option.read(f.Option); err != nil {
		return f, fmt.Errorf("charts: annotate %s: %w", f.ID, err)
	}
	f.Notes = slices.Clone(f.Notes)
	for _, m := range f.Months {
		texts := byMonth[m]
		if len(texts) == 0 {
			continue
		}
		what := strings.Join(texts, " · ")
		if i := option.markAt(p.ShortMonth(m)); i >= 0 && i < len(f.Notes) {
			f.Notes[i] += " · " + what
			continue
		}
		f.Notes = append(f.Notes, p.T("chart.mark.note", "month", p.ShortMonth(m), "what", what))
		option.add(strconv.Itoa(len(f.Notes)), p.ShortMonth(m))
	}
	f.Notes = option.inOrder(f.Months, f.Notes, p)
	f.Summary = strings.TrimSpace(f.Summary + " " + p.N("chart.annotation.count", told))
	var err error
	f.Option, err = option.write()
	return f, err
}

// annotated is a chart's option, taken apart as far as marks need it.
type annotated struct {
	option map[string]json.RawMessage
	series []json.RawMessage
	line   map[string]any // the mark line with the numbered marks
	at     int            // the series that has it; -1: it gets one of its own
}

func (a *annotated) read(option json.RawMessage) error {
	if err := json.Unmarshal(option, &a.option); err != nil {
		return err
	}
	if err := json.Unmarshal(a.option["series"], &a.series); err != nil {
		return err
	}
	var axis struct {
		Inverse bool `json:"inverse"`
	}
	if err := json.Unmarshal(a.option["yAxis"], &axis); err != nil {
		return err
	}
	a.at = -1
	for i, s := range a.series {
		var series struct {
			MarkLine map[string]any `json:"markLine"`
		}
		if err := json.Unmarshal(s, &series); err != nil {
			return err
		}
		if marks, _ := series.MarkLine["data"].([]any); slices.ContainsFunc(marks, numbered) {
			a.at, a.line = i, series.MarkLine
			return nil
		}
	}
	a.line = numberedMarks(axis.Inverse)
	return nil
}

// numbered reports whether a mark is one that a note explains.
func numbered(mark any) bool {
	m, _ := mark.(map[string]any)
	_, vertical := m["xAxis"].(string)
	_, err := strconv.Atoi(fmt.Sprint(m["name"]))
	return vertical && err == nil
}

// numberedMarks is the look of marks that are named by their number.
func numberedMarks(upsideDown bool) map[string]any {
	top := "end"
	if upsideDown {
		top = "start"
	}
	return map[string]any{
		"silent": true, "symbol": "none", "animation": false, "z": 1, // behind what they mark
		"lineStyle": map[string]any{"color": muted, "type": "dashed", "width": 1},
		"label":     map[string]any{"show": true, "formatter": "{b}", "color": ink, "fontSize": 11, "distance": 6, "position": top},
		"data":      []any{},
	}
}

// markAt is the place, from 0, of the note whose mark stands at a label of the
// axis; -1 where none does.
func (a *annotated) markAt(label string) int {
	marks, _ := a.line["data"].([]any)
	for _, m := range marks {
		if one, _ := m.(map[string]any); numbered(m) && one["xAxis"] == label {
			n, _ := strconv.Atoi(fmt.Sprint(one["name"]))
			return n - 1
		}
	}
	return -1
}

// add puts a mark with a name at a label of the axis.
func (a *annotated) add(name, label string) {
	marks, _ := a.line["data"].([]any)
	a.line["data"] = append(marks, map[string]any{"name": name, "xAxis": label})
}

// inOrder numbers the marks anew by month, and returns the notes in that order.
func (a *annotated) inOrder(months []kpi.Month, notes []string, p *i18n.Printer) []string {
	place := make(map[any]int, len(months))
	for i, m := range months {
		place[p.ShortMonth(m)] = i
	}
	marks, _ := a.line["data"].([]any)
	slices.SortStableFunc(marks, func(x, y any) int {
		one, _ := x.(map[string]any)
		other, _ := y.(map[string]any)
		return cmp.Compare(place[one["xAxis"]], place[other["xAxis"]])
	})
	ordered := make([]string, 0, len(notes))
	for _, m := range marks {
		if !numbered(m) {
			continue
		}
		one, _ := m.(map[string]any)
		n, _ := strconv.Atoi(fmt.Sprint(one["name"]))
		ordered = append(ordered, notes[n-1])
		one["name"] = strconv.Itoa(len(ordered))
	}
	return ordered
}

// write puts the option together again. Marks that no series has yet stand on
// one of their own, without a name or points: no legend lists it, and hiding a
// group does not hide them.
func (a *annotated) write() (json.RawMessage, error) {
	if a.at < 0 {
		marks, err := json.Marshal(map[string]any{"type": "line", "data": []any{}, "silent": true, "tooltip": map[string]any{"show": false}, "markLine": a.line})
		if err != nil {
			return nil, err
		}
		a.series = append(a.series, marks)
	} else {
		series := map[string]json.RawMessage{}
		if err := json.Unmarshal(a.series[a.at], &series); err != nil {
			return nil, err
		}
		line, err := json.Marshal(a.line)
		if err != nil {
			return nil, err
		}
		series["markLine"] = line
		if a.series[a.at], err = json.Marshal(series); err != nil {
			return nil, err
		}
	}
	var err error
	if a.option["series"], err = json.Marshal(a.series); err != nil {
		return nil, err
	}
	if a.option["grid"], err = roomAbove(a.option["grid"]); err != nil {
		return nil, err
	}
	return json.Marshal(a.option)
}

// markRoom is how much stands above a drawing at least for the numbers of
// marks, in pixels.
const markRoom = 24

// roomAbove makes room for the numbers where a grid leaves less.
func roomAbove(grid json.RawMessage) (json.RawMessage, error) {
	if len(bytes.TrimSpace(grid)) == 0 || bytes.TrimSpace(grid)[0] != '{' {
		return grid, nil
	}
	var g map[string]any
	if err := json.Unmarshal(grid, &g); err != nil {
		return nil, err
	}
	if top, err := strconv.Atoi(fmt.Sprint(g["top"])); err == nil && top >= markRoom {
		return grid, nil
	}
	g["top"] = strconv.Itoa(markRoom)
	return json.Marshal(g)
}
