package page

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

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
	case d.flat():
		return "="
	case d.Change.V > 0:
		return "▲"
	}
	return "▼"
}

// flat reports whether nothing changed, as far as it is written.
func (d Delta) flat() bool {
	return d.Change.V == 0 || strings.Contains(d.Text, "0") && !strings.ContainsAny(d.Text, "123456789")
}

// class colours better and worse; what is neither stays in ink.
func (d Delta) class() string {
	if !d.Change.Known || d.flat() || d.Direction == kpi.DirectionNeutral || d.Direction == "" {
		return "delta"
	}
	if (d.Change.V > 0) == (d.Direction == kpi.DirectionUp) {
		return "delta delta-better"
	}
	return "delta delta-worse"
}

// Spark is a word-sized line: the path of an SVG of Width × Height, its last
// point, and those that stand apart from it; Label says in words what it shows.
type Spark struct {
	Path          string
	X, Y          float64
	Dot           bool   // there is a last point
	Apart         string // path of dots
	Width, Height int
	Label         string
}

// Box is the view box of the line.
func (s Spark) Box() string { return fmt.Sprintf("0 0 %d %d", s.Width, s.Height) }

// DotPath is the path of the last point.
func (s Spark) DotPath() string { return fmt.Sprintf("M%.1f %.1fh.01", s.X, s.Y) }

// Tile is one key figure of a month.
type Tile struct {
	ID         string // of its definition, unique on the page
	Label      string
	Value      string
	Unit       string // beside the value, such as "%"
	Coverage   string // "6 comptes sur 8"
	Deltas     []Delta
	Spark      Spark
	Definition string
}

// TableCell is a cell of a chart's table of numbers. Value is the number that
// the CSV holds, in plain notation, "" for a text or an unknown number.
type TableCell struct {
	Text  string
	Value string
	Word  bool // the text says it, in the CSV too
}

// Figure is a chart with its title, its option and the table of its numbers.
type Figure struct {
	ID       string // unique on the page
	File     string // name under which its picture and numbers are saved
	Title    string // what the chart shows
	Subtitle string // how it was counted, and the unit
	Summary  string // the chart in words, for whoever can't see it
	Option   json.RawMessage
	Height   int      // in pixels
	Notes    []string // what the numbered marks mean, in their order
	Again    bool     // a chart before it has the same notes: they are folded
	Head     []string
	Units    []string      // of the columns of Head, "" where a cell says all
	Rows     [][]TableCell // the first cell of each names the row
	Wide     bool          // takes the whole width
	Empty    bool          // nothing to draw: Summary says why
	Ways     []Way         // what to do where it is empty
	Long     bool          // it has more months than are easily read at once
	Annotate string        // where a sentence is written on it; "": the person does not
}

// unit is what the numbers of a column are counted in, "" where there is nothing
// to say.
func (f Figure) unit(column int) string {
	if column >= len(f.Units) {
		return ""
	}
	return f.Units[column]
}

// Heights beyond which a chart takes the room of two or three beside it.
const (
	tallHeight    = 460
	tallestHeight = 800
)

// fewNotes is how many marks of a chart are told at once; more are folded.
const fewNotes = 8

// span is how many rows of the grid the figure takes.
func (f Figure) span() int {
	switch {
	case f.Empty || f.Height <= tallHeight:
		return 1
	case f.Height <= tallestHeight:
		return 2
	}
	return 3
}

// arrange lets the last figure fill the row where it would stand alone.
func arrange(figures []Figure) []Figure {
	cells := 0
	for _, f := range figures {
		cells += f.span()
		if f.Wide {
			cells++
		}
	}
	if n := len(figures); n > 0 && cells%2 == 1 && figures[n-1].span() == 1 {
		figures[n-1].Wide = true
	}
	return figures
}

// notesOnce folds the notes that a chart before has too.
func notesOnce(figures []Figure) []Figure {
	for i := range figures {
		for _, before := range figures[:i] {
			figures[i].Again = figures[i].Again || len(before.Notes) > 0 && slices.Equal(before.Notes, figures[i].Notes)
		}
	}
	return figures
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
	Keep    []Hidden // what other forms of the page carry along
	Also    []Hidden // what is sent along with the filter
	Clear   string   // address without a filter; "": Action
}

// clear is where everything is shown.
func (f Filters) clear() string {
	if f.Clear != "" {
		return f.Clear
	}
	return f.Action
}

// Hidden is a part of the address that a form carries along.
type Hidden struct{ Name, Value string }

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

// avatarAddress is where an account's picture is: another picture has another
// address, so that browsers may keep it.
func avatarAddress(a kpi.Account) string {
	return "/accounts/" + a.ID.String() + "/avatar?v=" + a.Avatar
}

// avatarColors are the ground and the letters of an account's avatar: white
// or black, whichever stands out more.
func avatarColors(color string) (ground, letters string) {
	if len(color) != 7 || color[0] != '#' || strings.Trim(strings.ToLower(color[1:]), "0123456789abcdef") != "" {
		color = "#5b6472"
	}
	if l := luminance(color); 1.05/(l+0.05) >= (l+0.05)/0.05 {
		return color, "#ffffff"
	}
	return color, "#000000"
}
