package charts

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the files that tests compare with")

// linear is a color in linear RGB, 0 to 1.
type linear [3]float64

func parseColor(t *testing.T, hex string) linear {
	t.Helper()
	var c [3]int
	if _, err := fmt.Sscanf(hex, "#%02x%02x%02x", &c[0], &c[1], &c[2]); err != nil {
		t.Fatalf("%s: %v", hex, err)
	}
	var l linear
	for i, v := range c {
		// The transfer function of sRGB, IEC 61966-2-1.
		if s := float64(v) / 255; s <= 0.04045 {
			l[i] = s / 12.92
		} else {
			l[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return l
}

// contrast is WCAG 2.2's contrast ratio.
func contrast(a, b linear) float64 {
	lum := func(c linear) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }
	x, y := lum(a), lum(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// visions are the matrices, for severity 1.0 on linear RGB, of Machado,
// Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
// Color Vision Deficiency", IEEE TVCG 15(6), 2009, table 1.
var visions = map[string][3][3]float64{
	"normal":       {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func seenWith(m [3][3]float64, c linear) linear {
	var r linear
	for i := range r {
		for j := range c {
			r[i] += m[i][j] * c[j]
		}
		r[i] = min(1, max(0, r[i]))
	}
	return r
}

// lab is the color in CIE L*a*b*, D65.
func lab(c linear) [3]float64 {
	x := (0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047
	y := 0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2]
	z := (0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	return [3]float64{116*f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))}
}

// difference is CIEDE2000 with all weights 1 (CIE 142-2001; the formula as in
// Sharma, Wu and Dalal, 2005).
func difference(p, q [3]float64) float64 {
	rad := math.Pi / 180
	pow7 := func(c float64) float64 { return math.Sqrt(math.Pow(c, 7) / (math.Pow(c, 7) + math.Pow(25, 7))) }
	g := 0.5 * (1 - pow7((math.Hypot(p[1], p[2])+math.Hypot(q[1], q[2]))/2))
	a1, a2 := p[1]*(1+g), q[1]*(1+g)
	c1, c2 := math.Hypot(a1, p[2]), math.Hypot(a2, q[2])
	h1, h2 := hue(p[2], a1), hue(q[2], a2)
	dh, hm := h2-h1, h1+h2
	switch {
	case c1*c2 == 0:
		dh = 0
	case math.Abs(h1-h2) <= 180:
		hm /= 2
	default:
		if dh > 180 {
			dh -= 360
		} else {
			dh += 360
		}
		if hm < 360 {
			hm = (hm + 360) / 2
		} else {
			hm = (hm - 360) / 2
		}
	}
	lm, cm := (p[0]+q[0])/2, (c1+c2)/2
	t := 1 - 0.17*math.Cos((hm-30)*rad) + 0.24*math.Cos(2*hm*rad) + 0.32*math.Cos((3*hm+6)*rad) - 0.2*math.Cos((4*hm-63)*rad)
	l := (q[0] - p[0]) / (1 + 0.015*math.Pow(lm-50, 2)/math.Sqrt(20+math.Pow(lm-50, 2)))
	c := (c2 - c1) / (1 + 0.045*cm)
	h := 2 * math.Sqrt(c1*c2) * math.Sin(dh/2*rad) / (1 + 0.015*cm*t)
	rt := -2 * pow7(cm) * math.Sin(60*math.Exp(-math.Pow((hm-275)/25, 2))*rad)
	return math.Sqrt(l*l + c*c + h*h + rt*c*h)
}

func hue(b, a float64) float64 {
	if a == 0 && b == 0 {
		return 0
	}
	h := math.Atan2(b, a) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return h
}

// TestDifference checks the formula on pairs of the published test data of
// Sharma, Wu and Dalal.
func TestDifference(t *testing.T) {
	for _, c := range []struct {
		p, q [3]float64
		want float64
	}{
		{[3]float64{50, 2.6772, -79.7751}, [3]float64{50, 0, -82.7485}, 2.0425},
		{[3]float64{50, 2.5, 0}, [3]float64{61, -5, 29}, 22.8977},
		{[3]float64{2.0776, 0.0795, -1.1350}, [3]float64{0.9033, -0.0636, -0.5514}, 0.9082},
	} {
		if got := difference(c.p, c.q); math.Abs(got-c.want) > 5e-5 {
			t.Errorf("difference(%v, %v) = %.4f, want %.4f", c.p, c.q, got, c.want)
		}
	}
}

func TestSeriesColorsStandOutFromTheirGrounds(t *testing.T) {
	for _, theme := range []struct{ colors, grounds []string }{
		{seriesLight[:], groundsLight[:]}, {seriesDark[:], groundsDark[:]},
	} {
		for _, c := range theme.colors {
			for _, g := range theme.grounds {
				if r := contrast(parseColor(t, c), parseColor(t, g)); r < 3 {
					t.Errorf("%s on %s: contrast %.2f, want at least 3", c, g, r)
				}
			}
		}
	}
}

func TestOtherColorsStandOutFromTheirGrounds(t *testing.T) {
	for _, c := range otherColors {
		least := 3.0
		switch c[0] {
		case "chart-grid", "chart-ground":
			continue
		case "chart-ink", "chart-muted", "better", "worse":
			least = 4.5 // they are text too
		}
		for i, grounds := range [][]string{groundsLight[:], groundsDark[:]} {
			for _, g := range grounds {
				if r := contrast(parseColor(t, c[1+i]), parseColor(t, g)); r < least {
					t.Errorf("%s %s on %s: contrast %.2f, want at least %.1f", c[0], c[1+i], g, r, least)
				}
			}
		}
	}
}

func TestSeriesColorsAreToldApart(t *testing.T) {
	const least = 11 // of CIEDE2000; 2.3 is just noticeable side by side
	for vision, m := range visions {
		for _, colors := range [][]string{seriesLight[:], seriesDark[:]} {
			for i, a := range colors {
				for _, b := range colors[:i] {
					d := difference(lab(seenWith(m, parseColor(t, a))), lab(seenWith(m, parseColor(t, b))))
					if d < least {
						t.Errorf("%s: %s and %s differ by %.1f, want at least %d", vision, a, b, d, least)
					}
				}
			}
		}
	}
}

func TestPaletteFileIsInStep(t *testing.T) {
	file := filepath.Join("..", "..", "static", "src", "palette.css")
	if *update {
		if err := os.WriteFile(file, []byte(PaletteCSS()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != PaletteCSS() {
		t.Errorf("%s is stale: run go test ./internal/charts -update", file)
	}
}
