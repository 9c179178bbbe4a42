package charts

// This file draws a line as a picture, for messages: mail programs run no
// script and many show no SVG.

import (
	"bytes"
	"math"
	"slices"

	gochart "github.com/wcharczuk/go-chart/v2"
	"github.com/wcharczuk/go-chart/v2/drawing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Picture is a drawn line.
type Picture struct {
	PNG           []byte
	Width, Height int    // as shown; the picture has twice as many pixels
	Alt           string // what it shows, in words; TrendSentence says where that leads
}

// Size of a picture, as shown; on a phone it is shown smaller.
const (
	pictureWidth  = 420
	pictureHeight = 190
	pictureScale  = 2
	pictureText   = 14.0
	pictureSteps  = 3 // between the lines of the grid
)

// TrendPicture draws the last months of one indicator of an account. Months
// without a value are gaps; a point between two gaps stands alone. Nothing is
// drawn (no PNG) where fewer than two values are known.
func TrendPicture(t analytics.Trend, platform kpi.ID, p *i18n.Printer) (Picture, error) {
	if countKnown(t.Values) < 2 {
		return Picture{}, nil
	}
	font, err := gochart.GetDefaultFont()
	if err != nil {
		return Picture{}, err
	}
	r, err := gochart.PNG(pictureWidth*pictureScale, pictureHeight*pictureScale)
	if err != nil {
		return Picture{}, err
	}
	r.SetFont(font)
	d := drawnTrend{r: r, t: t, p: p, scale: newScale(t)}
	d.draw()
	var png bytes.Buffer
	if err := r.Save(&png); err != nil {
		return Picture{}, err
	}
	return Picture{PNG: png.Bytes(), Width: pictureWidth, Height: pictureHeight, Alt: pictureAlt(t, platform, p)}, nil
}

// pictureAlt says from where to where the line goes.
func pictureAlt(t analytics.Trend, platform kpi.ID, p *i18n.Printer) string {
	first := slices.IndexFunc(t.Values, func(n kpi.Number) bool { return n.Known })
	return p.T("picture.alt", "indicator", t.Indicator.Label(p.Locale(), platform), "from", t.Months[first], "to", t.Month,
		"first", writeValue(t.Indicator, t.Values[first], p), "last", writeValue(t.Indicator, t.Now, p))
}

// TrendSentence says where a trend stands: "Abonnés : 1 251 en octobre 2026,
// +3,9 % sur un mois, votre record". It is "" where nothing is known.
func TrendSentence(t analytics.Trend, platform kpi.ID, p *i18n.Printer) string {
	if !t.Now.Known {
		return ""
	}
	text := p.T("picture.now", "indicator", t.Indicator.Label(p.Locale(), platform), "value", writeValue(t.Indicator, t.Now, p), "month", t.Month)
	if t.Growth.Known {
		text += p.T("picture.growth", "growth", p.SignedPercent(t.Growth, 1))
	}
	if t.Record {
		text += p.T("picture.record")
	}
	return text
}

func countKnown(ns []kpi.Number) int {
	known := 0
	for _, n := range ns {
		if n.Known {
			known++
		}
	}
	return known
}

// scale is the axis of values: from lo to hi by step, upside down for a
// position, where 1 is best.
type scale struct {
	lo, hi, step float64
	decimals     int
	upsideDown   bool
}

// newScale chooses an axis that holds all values. A flow begins at 0, so that
// twice the height is twice the number; a stock shows its movement.
func newScale(t analytics.Trend) scale {
	lo, hi, _ := bounds(t.Values)
	s := scale{upsideDown: t.Indicator.Kind == kpi.KindPosition}
	if !s.upsideDown && t.Indicator.Kind != kpi.KindStock && lo > 0 {
		lo = 0
	}
	s.step = niceStep((hi - lo) / pictureSteps)
	if t.Indicator.Summed() || s.upsideDown {
		s.step = max(s.step, 1) // there is no half follower
	}
	s.lo, s.hi = math.Floor(lo/s.step)*s.step, math.Ceil(hi/s.step)*s.step
	if s.lo == s.hi {
		s.hi += s.step
		if s.lo >= s.step {
			s.lo -= s.step
		}
	}
	if s.upsideDown {
		s.lo = max(s.lo, 1)
	}
	for x := s.step; x < 1 && s.decimals < 4; x *= 10 {
		s.decimals++
	}
	return s
}

// niceStep is the smallest of 1, 2, 5, 10, 20, 50… that is not below a number.
func niceStep(rough float64) float64 {
	if rough <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 5} {
		if m*power >= rough*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// share is how far up the axis a value stands, 0 to 1.
func (s scale) share(v float64) float64 {
	up := (v - s.lo) / (s.hi - s.lo)
	if s.upsideDown {
		return 1 - up
	}
	return up
}

// marks are the values at which the grid has a line.
func (s scale) marks() []float64 {
	var list []float64
	if s.upsideDown {
		list = append(list, s.lo)
	}
	for v := math.Ceil(s.lo/s.step) * s.step; v <= s.hi+s.step/2; v += s.step {
		if len(list) == 0 || v > list[0] {
			list = append(list, v)
		}
	}
	return list
}

// drawnTrend is a picture being drawn; lengths are in its pixels.
type drawnTrend struct {
	r     gochart.Renderer
	t     analytics.Trend
	p     *i18n.Printer
	scale scale

	left, right, top, bottom float64
}

func (d *drawnTrend) draw() {
	d.box(0, 0, pictureWidth*pictureScale, pictureHeight*pictureScale)
	d.r.SetFontSize(pictureText * pictureScale * 72 / d.r.GetDPI())
	marks := d.scale.marks()
	widest := 0
	for _, v := range marks {
		widest = max(widest, d.r.MeasureText(d.mark(v)).Width())
	}
	const edge = 8 * pictureScale
	d.left, d.right = float64(widest)+edge+6*pictureScale, pictureWidth*pictureScale-2*edge
	d.top, d.bottom = 28*pictureScale, pictureHeight*pictureScale-34*pictureScale
	for _, v := range marks {
		y := d.y(v)
		d.line(light("chart-grid"), 1, d.left, y, d.right, y)
		d.text(light("chart-muted"), d.mark(v), d.left-6*pictureScale, y+pictureText*pictureScale*0.35, 1)
	}
	d.months()
	d.curve()
	d.last()
}

// mark writes a value of the axis.
func (d *drawnTrend) mark(v float64) string { return d.p.Number(v, d.scale.decimals) }

func (d *drawnTrend) x(i int) float64 {
	return d.left + 10*pictureScale + float64(i)*(d.right-d.left-20*pictureScale)/float64(len(d.t.Values)-1)
}

func (d *drawnTrend) y(v float64) float64 { return d.bottom - d.scale.share(v)*(d.bottom-d.top) }

// months names the first month, the last, and one between.
func (d *drawnTrend) months() {
	y := d.bottom + 20*pictureScale
	n := len(d.t.Months)
	d.text(light("chart-muted"), d.p.ShortMonth(d.t.Months[0]), d.left, y, 0)
	d.text(light("chart-muted"), d.p.ShortMonth(d.t.Months[n-1]), d.right, y, 1)
	d.text(light("chart-muted"), d.p.ShortMonth(d.t.Months[n/2]), d.x(n/2), y, 0.5)
}

// curve draws the line, and every point on it; a score is not joined across
// two sources.
func (d *drawnTrend) curve() {
	for i, v := range d.t.Values {
		if !v.Known {
			continue
		}
		x, y := d.x(i), d.y(v.V)
		if i > 0 && d.t.Values[i-1].Known && d.t.Indicator.SourceIn(d.t.Months[i-1]) == d.t.Indicator.SourceIn(d.t.Months[i]) {
			d.line(Color(0), 2, d.x(i-1), d.y(d.t.Values[i-1].V), x, y)
		}
		d.dot(x, y, 2.5)
	}
}

// last writes the latest value above its point.
func (d *drawnTrend) last() {
	i := len(d.t.Values) - 1
	for !d.t.Values[i].Known {
		i--
	}
	v := d.t.Values[i]
	d.dot(d.x(i), d.y(v.V), 4.5)
	text, bottom := writeValue(d.t.Indicator, v, d.p), d.y(v.V)-10*pictureScale
	width, height := float64(d.r.MeasureText(text).Width()), pictureText*pictureScale*0.75
	x := min(max(d.x(i)-width/2, d.left), pictureWidth*pictureScale-width-4*pictureScale)
	d.box(x-2*pictureScale, bottom-height-2*pictureScale, x+width+2*pictureScale, bottom+2*pictureScale)
	d.text(light("chart-ink"), text, x, bottom, 0)
}

// box fills a piece with the ground's color.
func (d *drawnTrend) box(x0, y0, x1, y1 float64) {
	d.r.SetFillColor(drawing.ColorFromHex(light("chart-ground")[1:]))
	d.r.MoveTo(pixel(x0), pixel(y0))
	d.r.LineTo(pixel(x1), pixel(y0))
	d.r.LineTo(pixel(x1), pixel(y1))
	d.r.LineTo(pixel(x0), pixel(y1))
	d.r.Close()
	d.r.Fill()
}

func (d *drawnTrend) line(color string, width, x0, y0, x1, y1 float64) {
	d.r.SetStrokeColor(drawing.ColorFromHex(color[1:]))
	d.r.SetStrokeWidth(width * pictureScale)
	d.r.MoveTo(pixel(x0), pixel(y0))
	d.r.LineTo(pixel(x1), pixel(y1))
	d.r.Stroke()
}

func (d *drawnTrend) dot(x, y, radius float64) {
	d.r.SetFillColor(drawing.ColorFromHex(Color(0)[1:]))
	d.r.MoveTo(pixel(x+radius*pictureScale), pixel(y))
	d.r.ArcTo(pixel(x), pixel(y), radius*pictureScale, radius*pictureScale, 0, 2*math.Pi)
	d.r.Fill()
}

// text writes a text on a line of which x is the beginning (0), the middle
// (0.5) or the end (1).
func (d *drawnTrend) text(color, text string, x, y, part float64) {
	d.r.SetFontColor(drawing.ColorFromHex(color[1:]))
	d.r.Text(text, pixel(x-part*float64(d.r.MeasureText(text).Width())), pixel(y))
}

func pixel(v float64) int { return int(math.Round(v)) }
