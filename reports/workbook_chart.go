package reports

// This file draws native charts: their series point at cells, so that they
// follow when a cell is edited.

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// chartSeries is a line or a set of bars; its fields but the color are areas.
type chartSeries struct {
	name, categories, values string
	color                    string // #rrggbb
}

// drawing is a chart and where it stands.
type drawing struct {
	sheet, cell   string
	offset        int // from the cell's left, in pixels
	width, height uint
	kind          excelize.ChartType
	title         string
	categories    string // number format of the categories, "" for text
	format        string // of the values
	series        []chartSeries
	points        []string // colors of the bars of a single series
	reversed      bool     // the first category is at the top
	steps         int      // categories, where there are many
}

func (b *workbook) draw(d drawing) {
	if b.err != nil || len(d.series) == 0 {
		return
	}
	small := excelize.Font{Family: typeface, Size: 9, Color: mutedColor}
	gap, overlap := uint(60), 100
	no := false
	chart := &excelize.Chart{
		Type:         d.kind,
		Title:        excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: d.title, Font: &excelize.Font{Family: typeface, Size: 12, Bold: true, Color: inkColor}}}},
		Legend:       excelize.ChartLegend{Position: "bottom", Font: &small},
		Dimension:    excelize.ChartDimension{Width: d.width, Height: d.height},
		Format:       excelize.GraphicOptions{OffsetX: d.offset, OffsetY: 4, AltText: d.title},
		ShowBlanksAs: "gap",
		VaryColors:   &no,
		GapWidth:     &gap,
		XAxis:        excelize.ChartAxis{Font: small, ReverseOrder: d.reversed, NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.categories}, TickLabelPosition: excelize.ChartTickLabelLow},
		YAxis:        excelize.ChartAxis{Font: small, MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.format}},
		Border:       excelize.LineOptions{Type: excelize.LineNone},
	}
	if len(d.series) == 1 {
		chart.Legend.Position = "none"
	}
	if d.kind == excelize.ColStacked {
		chart.Overlap = &overlap
	}
	if n := d.steps; n > 13 {
		chart.XAxis.TickLabelSkip = 4
	} else if n > 6 {
		chart.XAxis.TickLabelSkip = 2
	}
	if d.points != nil {
		chart.YAxis.None, chart.YAxis.MajorGridLines = true, false // the bars are labelled
		chart.PlotArea = excelize.ChartPlotArea{ShowVal: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: d.format}}
	}
	for _, s := range d.series {
		fill := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.color}}
		chart.Series = append(chart.Series, excelize.ChartSeries{
			Name: s.name, Categories: s.categories, Values: s.values, Fill: fill,
			Line:   excelize.LineOptions{Width: 2},
			Marker: excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: fill, Border: excelize.LineOptions{Type: excelize.LineNone}},
		})
	}
	b.do(b.f.AddChart(d.sheet, d.cell, chart))
	b.charts++
	b.mend(d)
}

// mend puts right what the library writes of the last chart: labels of an axis
// turn or are left out rather than overlap (rot="-60000000" is Excel's own way
// to say so), and bars, see mendBars.
func (b *workbook) mend(d drawing) {
	if b.err != nil {
		return
	}
	part := fmt.Sprintf("xl/charts/chart%d.xml", b.charts)
	content, _ := b.f.Pkg.Load(part)
	xml, ok := content.([]byte)
	if !ok {
		b.do(fmt.Errorf("reports: no part %s", part))
		return
	}
	text := strings.ReplaceAll(string(xml), `anchorCtr="true" rot="0"`, `anchorCtr="true" rot="-60000000"`)
	if d.kind != excelize.Line {
		text = mendBars(text, d.points)
	}
	b.f.Pkg.Store(part, []byte(text))
}

// mendBars gives each bar of an only series its own color, which the library
// offers for pies alone, and puts the parts of a series into the order of the
// standard, without those of lines.
func mendBars(xml string, colors []string) string {
	var first strings.Builder
	first.WriteString(notInverted)
	for i, c := range colors {
		fmt.Fprintf(&first, `<dPt><idx val="%d"></idx>%s<bubble3D val="0"></bubble3D><spPr><a:solidFill><a:srgbClr val="%s"></a:srgbClr></a:solidFill></spPr></dPt>`,
			i, notInverted, strings.TrimPrefix(strings.ToUpper(c), "#"))
	}
	text := strings.NewReplacer(notInverted, "", `<smooth val="0"></smooth>`, "").Replace(xml)
	series := strings.Split(text, "<ser>")
	for i := 1; i < len(series); i++ {
		series[i] = strings.Replace(series[i], "<dLbls>", first.String()+"<dLbls>", 1)
	}
	return strings.Join(series, "<ser>")
}

const notInverted = `<invertIfNegative val="0"></invertIfNegative>`
