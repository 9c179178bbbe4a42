package page

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Delta is a difference shown with its sign and the way it goes.
type Delta struct {
	Change    kpi.Number    // decides the sign
	Text      string        // the change as written, with its sign and unit
	Against   string        // what it is a change against: "M−1"
	Direction kpi.Direction // which way is better
}

// arrow is ▲, ▼, or = for no change.
func (d Delta) arrow() string {
	switch {
	case !d.Change.Known:
		return ""
	case d.Change.V > 0:
		return "▲"
	case d.Change.V < 0:
		return "▼"
	}
	return "="
}

// class colours better and worse; what is neither stays in ink.
func (d Delta) class() string {
	if !d.Change.Known || d.Change.V == 0 || d.Direction == kpi.DirectionNeutral || d.Direction == "" {
		return "delta"
	}
	if (d.Change.V > 0) == (d.Direction == kpi.DirectionUp) {
		return "delta delta-better"
	}
	return "delta delta-worse"
}

// Tile is one key figure of a month.
type Tile struct {
	ID         string // of its definition, unique on the page
	Label      string
	Value      string
	Unit       string // beside the value, such as "%"
	Coverage   string // "6 comptes sur 8"
	Deltas     []Delta
	Spark      []kpi.Number
	SparkLabel string // says in words what the spark line shows
	Definition string
}

// TableCell is a cell of a chart's table of numbers. Value is the number that
// the CSV holds, in plain notation, "" for a text or an unknown number.
type TableCell struct {
	Text  string
	Value string
}

// NumberCell writes a number for a person and for the CSV.
func NumberCell(p *i18n.Printer, n kpi.Number, decimals int) TableCell {
	if !n.Known {
		return TableCell{Text: i18n.Unknown}
	}
	return TableCell{Text: p.Number(n.V, decimals), Value: strconv.FormatFloat(n.V, 'f', -1, 64)}
}

// Figure is a chart with its title, its option and the table of its numbers.
type Figure struct {
	ID       string // unique on the page, and the file's name when it is saved
	Title    string // what the chart shows
	Subtitle string // how it was counted, and the unit
	Summary  string // the chart in words, for whoever can't see it
	Option   json.RawMessage
	Height   int      // in pixels
	Notes    []string // what the numbered marks mean, in their order
	Head     []string
	Rows     [][]TableCell // the first cell of each names the row
	Wide     bool          // takes the whole width
	Empty    bool          // nothing to draw: Summary says why
}

// Paging is where a list stands.
type Paging struct {
	Page, Pages, Total, From, To int
	Href                         func(page int) string
}

// numbers lists the pages to offer: the first, the last and those around the
// present one; 0 stands for a gap.
func (g Paging) numbers() []int {
	var out []int
	for n := 1; n <= g.Pages; n++ {
		if n == 1 || n == g.Pages || (n >= g.Page-1 && n <= g.Page+1) {
			out = append(out, n)
		} else if len(out) > 0 && out[len(out)-1] != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// Choices are what the filter menus offer, by displayed name.
type Choices struct {
	Platforms, Spheres, Ranges, Entities []string
}

// Filters is the filter form of a page: its address, what it holds now and
// what it offers.
type Filters struct {
	Action  string
	Filter  kpi.Filter
	Choices Choices
	Keep    map[string]string // other parts of the address to keep
}

var stateKeys = map[kpi.AccountState]string{
	kpi.AccountProposed: "layout.state_proposed",
	kpi.AccountTest:     "layout.state_test",
	kpi.AccountActive:   "layout.state_active",
	kpi.AccountDormant:  "layout.state_dormant",
	kpi.AccountClosed:   "layout.state_closed",
}

// StateName says a state of the life cycle.
func StateName(p *i18n.Printer, s kpi.AccountState) string {
	if key, ok := stateKeys[s]; ok {
		return p.T(key)
	}
	return string(s)
}

// luminance is the relative luminance of #rrggbb, from WCAG 2.2.
func luminance(hex string) float64 {
	var rgb [3]float64
	for i := range rgb {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 0
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			rgb[i] = v / 12.92
		} else {
			rgb[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*rgb[0] + 0.7152*rgb[1] + 0.0722*rgb[2]
}

// avatarColors are the ground and the letters of an account's avatar: white
// or near-black, whichever stands out more.
func avatarColors(color string) (ground, letters string) {
	if len(color) != 7 || color[0] != '#' || strings.Trim(strings.ToLower(color[1:]), "0123456789abcdef") != "" {
		color = "#5b6472"
	}
	if l := luminance(color); 1.05/(l+0.05) >= (l+0.05)/(0.0093+0.05) {
		return color, "#ffffff"
	}
	return color, "#14171c"
}

// Size of a spark line, in its own units.
const sparkWidth, sparkHeight = 120.0, 28.0

// sparkPath draws numbers as a line with gaps where they are unknown; a
// number alone between two gaps is a short stroke.
func sparkPath(values []kpi.Number) (line, lastX, lastY string) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v.Known {
			low, high = math.Min(low, v.V), math.Max(high, v.V)
		}
	}
	if math.IsInf(low, 1) {
		return "", "", ""
	}
	step := sparkWidth / math.Max(1, float64(len(values)-1))
	var b strings.Builder
	for i, v := range values {
		if !v.Known {
			continue
		}
		y := sparkHeight / 2
		if high > low {
			y = 3 + (sparkHeight-6)*(high-v.V)/(high-low)
		}
		x := 2 + float64(i)*step*(sparkWidth-5)/sparkWidth
		lastX, lastY = coordinate(x), coordinate(y)
		before := i > 0 && values[i-1].Known
		after := i+1 < len(values) && values[i+1].Known
		switch {
		case before:
			fmt.Fprintf(&b, "L%s %s", lastX, lastY)
		case after:
			fmt.Fprintf(&b, "M%s %s", lastX, lastY)
		default:
			fmt.Fprintf(&b, "M%s %sh1", lastX, lastY)
		}
	}
	return b.String(), lastX, lastY
}

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
