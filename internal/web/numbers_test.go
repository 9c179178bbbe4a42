package web

import (
	"archive/zip"
	"encoding/xml"
	"strconv"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// TestAPIAndWorkbookAgree compares, to the last digit, the key figures that
// the API tells with the cells of the workbook that is downloaded and with
// what the page is drawn from, of the whole network and of a part of it.
func TestAPIAndWorkbookAgree(t *testing.T) {
	h := newHouse(t)
	indicators, err := h.net.Indicators(t.Context())
	h.must(err)
	labels := map[string]string{}
	for _, ind := range indicators {
		labels[ind.Code] = ind.Label("en", 0)
	}
	for _, who := range []string{direct, eastReader} {
		for _, month := range []string{"2026-09", "2026-10"} {
			var api struct {
				Indicators map[string]struct {
					Total, Previous kpi.Number
					YearBefore      kpi.Number `json:"year_before"`
					Known, Expected int
					LikeForLike     struct{ Net, Growth kpi.Number } `json:"like_for_like"`
				}
				Rates struct {
					Engagement struct {
						Value, Previous kpi.Number
						ChangePt        kpi.Number `json:"change_pt"`
						N               int
					}
				}
			}
			h.api(who).get("/api/v1/months/"+month+"/summary").into(t, &api)
			m, err := kpi.ParseMonth(month)
			h.must(err)
			d, err := h.net.Dashboard(t.Context(), h.who(who), m, kpi.Filter{})
			h.must(err)
			book := firstSheet(t, h.api(who).get("/api/v1/reports/"+month+".xlsx?lang=en").want(t, 200).body)
			checked := 0
			for code, i := range api.Indicators {
				row, measure := book[labels[code]], d.Summary.Measure(code)
				if row == nil {
					row = book[labels[code]+" (median)"]
				}
				if row == nil {
					t.Fatalf("%s %s: the workbook has no line of %s", who, month, code)
				}
				agree := func(what, cell string, told, drawn kpi.Number) {
					t.Helper()
					checked++
					if written := numberOf(t, cell); written != told || told != drawn {
						t.Errorf("%s %s: %s of %s is %v in the workbook, %v in the API, %v on the page", who, month, what, code, written, told, drawn)
					}
				}
				agree("total", row["B"], i.Total, measure.Value)
				agree("previous", row["C"], i.Previous, measure.Previous)
				agree("year before", row["D"], i.YearBefore, measure.YearBefore)
				agree("growth", row["F"], i.LikeForLike.Growth, measure.LikeForLike.Growth)
				agree("known", row["K"], kpi.Num(float64(i.Known)), kpi.Num(float64(measure.Known)))
				agree("expected", row["L"], kpi.Num(float64(i.Expected)), kpi.Num(float64(measure.Expected)))
			}
			row, rate, measure := book[labels[kpi.EngagementRate]], api.Rates.Engagement, d.Summary.Measure(kpi.EngagementRate)
			if v := numberOf(t, row["B"]); v != rate.Value || v != measure.Value || v.Known != (who == direct || month == "2026-09") {
				t.Errorf("%s %s: the rate is %v in the workbook, %v in the API, %v on the page", who, month, v, rate.Value, measure.Value)
			}
			if v := numberOf(t, row["E"]); v != rate.ChangePt || v != measure.ChangePt {
				t.Errorf("%s %s: it changed by %v in the workbook, %v in the API, %v on the page", who, month, v, rate.ChangePt, measure.ChangePt)
			}
			if checked < 6*7 {
				t.Errorf("%s %s: only %d numbers compared", who, month, checked)
			}
		}
	}
}

// firstSheet reads the cells of a workbook's first sheet: by the text of the
// first column, then by column.
func firstSheet(t *testing.T, book string) map[string]map[string]string {
	t.Helper()
	var words struct {
		Items []struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}
	var sheet struct {
		Rows []struct {
			Cells []struct {
				Name   string `xml:"r,attr"`
				Type   string `xml:"t,attr"`
				Value  string `xml:"v"`
				Inline string `xml:"is>t"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	part(t, book, "xl/sharedStrings.xml", &words)
	part(t, book, "xl/worksheets/sheet1.xml", &sheet)
	rows := map[string]map[string]string{}
	for _, r := range sheet.Rows {
		cells := map[string]string{}
		for _, c := range r.Cells {
			text := c.Value + c.Inline
			if i, err := strconv.Atoi(c.Value); c.Type == "s" && err == nil && i < len(words.Items) {
				text = words.Items[i].Text + strings.Join(words.Items[i].Runs, "")
			}
			cells[strings.TrimRight(c.Name, "0123456789")] = text
		}
		if _, there := rows[cells["A"]]; !there {
			rows[cells["A"]] = cells
		}
	}
	return rows
}

func part(t *testing.T, book, name string, dest any) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.NewDecoder(f).Decode(dest); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func numberOf(t *testing.T, cell string) kpi.Number {
	t.Helper()
	if cell == "" {
		return kpi.Number{}
	}
	v, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatalf("a cell holds %q", cell)
	}
	return kpi.Num(v)
}
