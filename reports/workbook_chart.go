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
		Format:       excelize.GraphicOptions{OffsetX: d.offset, OffsetY: 4, AltText: d.title, Positioning: "oneCell"},
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
	if d.points != nil {
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
	b.colorPoints(d.points)
}

// colorPoints gives each bar of the last chart's only series its own color,
// which the library offers for pies alone.
func (b *workbook) colorPoints(colors []string) {
	if len(colors) == 0 || b.err != nil {
		return
	}
	part := fmt.Sprintf("xl/charts/chart%d.xml", b.charts)
	content, ok := b.f.Pkg.Load(part)
	if !ok {
		b.do(fmt.Errorf("reports: no part %s", part))
		return
	}
	var points strings.Builder
	for i, c := range colors {
		fmt.Fprintf(&points, `<c:dPt><c:idx val="%d"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/><c:spPr><a:solidFill><a:srgbClr val="%s"/></a:solidFill></c:spPr></c:dPt>`,
			i, strings.TrimPrefix(strings.ToUpper(c), "#"))
	}
	xml := string(content.([]byte))
	at := strings.Index(xml, "<c:dLbls>")
	if at < 0 {
		b.do(fmt.Errorf("reports: %s has no labels", part))
		return
	}
	b.f.Pkg.Store(part, []byte(xml[:at]+points.String()+xml[at:]))
}
