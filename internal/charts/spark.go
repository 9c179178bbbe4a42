package charts

import (
	"fmt"
	"strings"

	"portevoix/internal/kpi"
)

// Spark is a word-sized line: a path for an SVG of SparkWidth × SparkHeight,
// and its last point.
type Spark struct {
	Path  string  // "" where fewer than two neighbours are known
	X, Y  float64 // of the last known point
	Dot   bool    // there is a last known point
	Apart string  // a path of dots that the line does not join
}

// Size of a spark line's view box.
const (
	SparkWidth  = 96
	SparkHeight = 28
	sparkMargin = 3
)

// NewSpark draws a line over equal steps; unknown numbers are gaps. It goes
// from the smallest to the largest value: it shows the movement, not the size.
// The numbers of part, if there are any, belong to the same steps and stand
// apart from the line, at its edge where they lie beyond it.
func NewSpark(values, part []kpi.Number) Spark {
	lo, hi, any := bounds(values)
	if !any {
		return Spark{}
	}
	var s Spark
	var path strings.Builder
	for i, n := range part {
		if n.Known {
			s.Apart += fmt.Sprintf("M%.1f %.1fh.01", sparkX(i, len(part)), sparkY(min(max(n.V, lo), hi), lo, hi))
		}
	}
	pen := false
	for i, n := range values {
		if !n.Known {
			pen = false
			continue
		}
		x, y := sparkX(i, len(values)), sparkY(n.V, lo, hi)
		command := "M"
		if pen {
			command = "L"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", command, x, y)
		pen = true
		s.X, s.Y, s.Dot = x, y, true
	}
	if strings.Contains(path.String(), "L") {
		s.Path = path.String()
	}
	return s
}

func bounds(values []kpi.Number) (lo, hi float64, any bool) {
	for _, n := range values {
		if !n.Known {
			continue
		}
		if !any {
			lo, hi, any = n.V, n.V, true
		}
		lo, hi = min(lo, n.V), max(hi, n.V)
	}
	return lo, hi, any
}

func sparkX(i, n int) float64 {
	if n < 2 {
		return SparkWidth / 2
	}
	return sparkMargin + float64(i)*(SparkWidth-2*sparkMargin)/float64(n-1)
}

func sparkY(v, lo, hi float64) float64 {
	if hi == lo {
		return SparkHeight / 2
	}
	return SparkHeight - sparkMargin - (v-lo)/(hi-lo)*(SparkHeight-2*sparkMargin)
}
