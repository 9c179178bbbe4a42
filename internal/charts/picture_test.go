package charts

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// trendOf is a trend of twelve months up to October 2026; −1 is unknown.
func trendOf(kind kpi.Kind, values ...float64) analytics.Trend {
	ind := kpi.Indicator{Code: kpi.Followers, Kind: kind, Direction: kpi.DirectionUp,
		Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: "Abonnés"}, {Locale: "en", Label: "Followers"}}}
	var points []kpi.Point
	first := kpi.NewMonth(2026, 11).Add(-len(values))
	for i, v := range values {
		if v >= 0 {
			points = append(points, kpi.Point{Month: first.Add(i), Figure: kpi.Figure{State: kpi.StateValue, Value: v}})
		}
	}
	return analytics.NewTrend(ind, points, kpi.NewMonth(2026, 10))
}

func picture(t *testing.T, trend analytics.Trend) image.Image {
	t.Helper()
	p, err := TrendPicture(trend, 0, i18n.For("fr"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(p.PNG))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != pictureScale*p.Width || b.Dy() != pictureScale*p.Height {
		t.Errorf("the picture is of %v, shown as %d × %d", b, p.Width, p.Height)
	}
	return img
}

// inked reports whether the line's color stands in a column of pixels.
func inked(img image.Image, x int) bool {
	for y := range img.Bounds().Dy() {
		if blue(img.At(x, y)) {
			return true
		}
	}
	return false
}

// blue reports whether a color is that of the line, blended with white or not.
func blue(c color.Color) bool {
	r, _, b, _ := c.RGBA()
	return b > r+0x4000
}

func TestPictureHasGapsWhereMonthsAreUnknown(t *testing.T) {
	whole := picture(t, trendOf(kpi.KindStock, 980, 1002, 1040, 1080, 1101, 1093, 1120, 1150, 1160, 1180, 1204, 1251))
	gap := picture(t, trendOf(kpi.KindStock, 980, 1002, 1040, 1080, 1101, 1093, -1, -1, 1160, 1180, 1204, 1251))
	// Between the sixth and the ninth point, nothing is drawn.
	from, until := 0, 0
	for x := range gap.Bounds().Dx() {
		if inked(whole, x) && !inked(gap, x) {
			if from == 0 {
				from = x
			}
			until = x
		}
	}
	step := 2 * pictureScale * pictureWidth / 30 // well under the room of two months
	if until-from < 2*step {
		t.Errorf("the gap goes from %d to %d: it is joined over", from, until)
	}
	for x := from; x <= until; x++ {
		if inked(gap, x) {
			t.Errorf("something is drawn at %d, within the gap from %d to %d", x, from, until)
			break
		}
	}
}

func TestPictureOfOneValueIsNone(t *testing.T) {
	p, err := TrendPicture(trendOf(kpi.KindStock, 1251), 0, i18n.For("fr"))
	if err != nil || p.PNG != nil {
		t.Errorf("one value: %d bytes, %v; want none", len(p.PNG), err)
	}
}

func TestPictureSaysItsFinding(t *testing.T) {
	trend := trendOf(kpi.KindStock, 980, 1002, 1204, 1251)
	for locale, want := range map[string][2]string{
		"fr": {"Abonnés\u00a0: 980 en juillet 2026, 1\u202f251 en octobre 2026", "Abonnés\u00a0: 1\u202f251 en octobre 2026, +3,9\u00a0% sur un mois, votre record"},
		"en": {"Followers: 980 in July 2026, 1,251 in October 2026", "Followers: 1,251 in October 2026, +3.9% over a month, your record"},
	} {
		p, err := TrendPicture(trend, 0, i18n.For(locale))
		if sentence := TrendSentence(trend, 0, i18n.For(locale)); err != nil || p.Alt != want[0] || sentence != want[1] {
			t.Errorf("%s: %q and %q, %v; want %q", locale, p.Alt, sentence, err, want)
		}
	}
	if s := TrendSentence(trendOf(kpi.KindStock), 0, i18n.For("fr")); s != "" {
		t.Errorf("nothing known: %q", s)
	}
}

func TestScales(t *testing.T) {
	for _, c := range []struct {
		name   string
		trend  analytics.Trend
		lo, hi float64
		marks  int
	}{
		{"a stock shows its movement", trendOf(kpi.KindStock, 980, 1251), 900, 1300, 5},
		{"a flow begins at 0", trendOf(kpi.KindFlow, 18, 21), 0, 30, 4},
		{"a flow of nothing", trendOf(kpi.KindFlow, 0, 0), 0, 1, 2},
		{"a stock that stays", trendOf(kpi.KindStock, 500, 500), 499, 501, 3},
		{"a position begins at 1", trendOf(kpi.KindPosition, 14, 2, 1), 1, 15, 4},
	} {
		s := newScale(c.trend)
		if s.lo != c.lo || s.hi != c.hi || len(s.marks()) != c.marks {
			t.Errorf("%s: from %v to %v with the marks %v; want %v to %v and %d marks", c.name, s.lo, s.hi, s.marks(), c.lo, c.hi, c.marks)
		}
	}
	up := newScale(trendOf(kpi.KindPosition, 14, 1))
	if up.share(1) <= up.share(14) {
		t.Error("the first place stands at the bottom")
	}
}

func TestPictureDoesNotJoinTwoSources(t *testing.T) {
	one := trendOf(kpi.KindScore, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50)
	two := trendOf(kpi.KindScore, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50)
	two.Indicator.Sources = []kpi.IndicatorSource{{Name: "Ancien", Until: kpi.NewMonth(2026, 4)}, {Name: "Nouveau", From: kpi.NewMonth(2026, 5)}}
	whole, broken := picture(t, one), picture(t, two)
	missing := 0
	for x := range whole.Bounds().Dx() {
		if inked(whole, x) && !inked(broken, x) {
			missing++
		}
	}
	if missing < 20 {
		t.Errorf("the line of two sources is joined: only %d columns of pixels are free", missing)
	}
}
