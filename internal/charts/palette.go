package charts

import (
	"fmt"
	"strings"

	"portevoix/internal/analytics"
)

// Colors of the eight series, fixed by Group.Position for the whole product:
// pages, workbook and print. Each has a contrast of at least 3:1 on its
// grounds, and any two are told apart with protanopia, deuteranopia and
// tritanopia; the tests compute both.
var (
	seriesLight = [...]string{"#1b3f95", "#c87a1c", "#00806e", "#b82b54", "#4393ca", "#5f6a03", "#7e52c7", "#5e321e"}
	seriesDark  = [...]string{"#7c99ef", "#fdaa2a", "#45c2b4", "#e15d86", "#abdaf7", "#9aaa69", "#905dd0", "#fdccb3"}
)

// Grounds on which charts stand.
var (
	groundsLight = [...]string{"#ffffff", "#f6f8fb"}
	groundsDark  = [...]string{"#182433", "#151f2c"}
)

// The colors beside the series': name, light, dark.
var otherColors = [...][3]string{
	{"series-none", "#6b7280", "#9aa5b1"},
	{"chart-ink", "#1d2733", "#e6ebf1"},
	{"chart-muted", "#5b6673", "#a9b4c0"},
	{"chart-grid", "#e3e8ee", "#2c3a4c"},
	{"chart-ground", "#ffffff", "#182433"},
	{"better", "#1a7f4b", "#4cc38a"},
	{"worse", "#c2372e", "#ff8f85"},
}

// Color returns the light color, #rrggbb, of the group at a position; see
// analytics.Group. It is what print and the workbook use.
func Color(position int) string {
	if position < 0 {
		return otherColors[0][1]
	}
	return seriesLight[position%len(seriesLight)]
}

// Better and Worse are the light colors of a change for the better and for
// the worse; they never stand without a sign.
func Better() string { return light("better") }

// Worse is the color of a change for the worse, see Better.
func Worse() string { return light("worse") }

func light(name string) string {
	for _, c := range otherColors {
		if c[0] == name {
			return c[1]
		}
	}
	return ""
}

// token is the name of a group's color in an option.
func token(g analytics.Group) string {
	if g.Position < 0 {
		return "var(--series-none)"
	}
	return fmt.Sprintf("var(--series-%d)", g.Position%len(seriesLight))
}

// PaletteCSS is the text of static/src/palette.css: the colors as custom
// properties, light and dark. A test keeps the file in step.
func PaletteCSS() string {
	var b strings.Builder
	b.WriteString("/* Made from internal/charts/palette.go: go test ./internal/charts -update */\n")
	write := func(selector string, series []string, column int) {
		b.WriteString(selector + " {\n")
		for i, c := range series {
			fmt.Fprintf(&b, "  --series-%d: %s;\n", i, c)
		}
		for _, c := range otherColors {
			fmt.Fprintf(&b, "  --%s: %s;\n", c[0], c[column])
		}
		b.WriteString("}\n")
	}
	write(":root", seriesLight[:], 1)
	write(`[data-bs-theme="dark"]`, seriesDark[:], 2)
	b.WriteString("@media print {\n")
	write(`:root, [data-bs-theme="dark"]`, seriesLight[:], 1)
	b.WriteString("}\n")
	return b.String()
}

// shapes tell lines apart without color: the corners of each in a box of 20 by
// 20, none for the circle. All are filled: a hollow one is an incomplete month.
var shapes = [...][][2]float64{
	nil, // a circle
	{{0, 0}, {20, 0}, {20, 20}, {0, 20}},
	{{10, 0}, {20, 20}, {0, 20}},
	{{10, 0}, {20, 10}, {10, 20}, {0, 10}},
	{{0, 0}, {20, 0}, {10, 20}},
	{{7, 0}, {13, 0}, {13, 7}, {20, 7}, {20, 13}, {13, 13}, {13, 20}, {7, 20}, {7, 13}, {0, 13}, {0, 7}, {7, 7}}, // a plus
	{{0, 0}, {20, 0}, {0, 20}, {20, 20}},                                       // an hourglass
	{{10, 0}, {13, 7}, {20, 10}, {13, 13}, {10, 20}, {7, 13}, {0, 10}, {7, 7}}, // a star
}

// cross is the shape of what belongs to no group.
var cross = [][2]float64{{4, 0}, {10, 6}, {16, 0}, {20, 4}, {14, 10}, {20, 16}, {16, 20}, {10, 14}, {4, 20}, {0, 16}, {6, 10}, {0, 4}}

func shape(g analytics.Group) [][2]float64 {
	if g.Position < 0 {
		return cross
	}
	return shapes[g.Position%len(shapes)]
}

// symbol is the filled shape of a group's points.
func symbol(g analytics.Group) string { return "path://" + outline(shape(g), 1) }

// hollow is the same shape as a ring: the point of an incomplete month. It is
// drawn as a shape with a hole, so that the ground is seen through it.
func hollow(g analytics.Group) string {
	const hole = 0.56 // of the size
	return "path://" + outline(shape(g), 1) + outline(shape(g), -hole)
}

// outline is a shape as a path, of a size around its middle; a negative size
// goes round the other way and so makes a hole.
func outline(corners [][2]float64, size float64) string {
	if corners == nil {
		r, turn := 10*size, 1
		if size < 0 {
			r, turn = -r, 0
		}
		return fmt.Sprintf("M10 %gA%g %g 0 1 %d 10 %gA%g %g 0 1 %d 10 %gZ", 10-r, r, r, turn, 10+r, r, r, turn, 10-r)
	}
	var x, y float64
	for _, c := range corners {
		x, y = x+c[0]/float64(len(corners)), y+c[1]/float64(len(corners))
	}
	at, step, scale := 0, 1, size
	if size < 0 {
		at, step, scale = len(corners)-1, -1, -size
	}
	var b strings.Builder
	for pen := "M"; at >= 0 && at < len(corners); at, pen = at+step, "L" {
		fmt.Fprintf(&b, "%s%.4g %.4g", pen, x+(corners[at][0]-x)*scale, y+(corners[at][1]-y)*scale)
	}
	return b.String() + "Z"
}

// dash tells the lines of groups beyond the eighth from those that have the
// same color.
func dash(g analytics.Group) string {
	switch {
	case g.Position < 0:
		return "dotted"
	case g.Position >= 2*len(seriesLight):
		return "dotted"
	case g.Position >= len(seriesLight):
		return "dashed"
	}
	return "solid"
}

// decal is the pattern of a group's bars, nil for the plain first one: fine
// lines in the color of the ground, faint on a screen, that survive a
// black-and-white print.
func decal(g analytics.Group) map[string]any {
	const quarter = 0.7853981633974483 // π ÷ 4
	line := func(rotation float64, width, gap float64) map[string]any {
		return map[string]any{"color": ground, "dashArrayX": []float64{1, 0}, "dashArrayY": []float64{width, gap}, "rotation": rotation}
	}
	dot := func(symbol string, size float64) map[string]any {
		return map[string]any{"color": ground, "symbol": symbol, "symbolSize": size, "dashArrayX": [][]float64{{6, 6}, {0, 6, 6, 0}}, "dashArrayY": []float64{6, 0}}
	}
	if g.Position < 0 {
		return line(2*quarter, 1, 3)
	}
	switch g.Position % len(seriesLight) {
	case 1:
		return line(-quarter, 1.5, 6)
	case 2:
		return dot("circle", 0.55)
	case 3:
		return line(quarter, 1.5, 6)
	case 4:
		return line(0, 1.5, 6)
	case 5:
		return line(2*quarter, 1.5, 6)
	case 6:
		return dot("diamond", 0.7)
	case 7:
		return line(-quarter, 1, 3)
	}
	return nil
}
