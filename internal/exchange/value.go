package exchange

import (
	"errors"
	"math/big"
	"strconv"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// This file reads the cells of figures and of identifiers.

// words are the cells that are not numbers and yet answers, folded.
var words = map[string]kpi.Figure{
	"n/a":            {State: kpi.StateUnavailable, Reason: kpi.ReasonFromFile},
	"na":             {State: kpi.StateUnavailable, Reason: kpi.ReasonFromFile},
	"nd":             {State: kpi.StateUnavailable, Reason: kpi.ReasonFromFile},
	"#n/a":           {State: kpi.StateUnavailable, Reason: kpi.ReasonFromFile},
	"indisponible":   {State: kpi.StateUnavailable, Reason: kpi.ReasonFromFile},
	"unavailable":    {State: kpi.StateUnavailable, Reason: kpi.ReasonFromFile},
	"s/o":            {State: kpi.StateNA},
	"so":             {State: kpi.StateNA},
	"s.o.":           {State: kpi.StateNA},
	"sans objet":     {State: kpi.StateNA},
	"does not apply": {State: kpi.StateNA},
}

// cellFault is why a cell cannot be what it should.
type cellFault struct {
	key  string
	args kpi.Args
}

// parseFigure reads a cell that is not blank. Numbers of a spreadsheet are
// numbers; text is read in the language of the person who brings the file.
func parseFigure(p *i18n.Printer, text string, kind CellKind) (kpi.Figure, *cellFault) {
	switch kind {
	case CellFormula:
		return kpi.Figure{}, &cellFault{key: "import.formula"}
	case CellDate:
		return kpi.Figure{}, &cellFault{key: "import.date_figure"}
	case CellBool:
		return kpi.Figure{}, &cellFault{key: "number.unreadable", args: kpi.Args{"value": cut(text)}}
	case CellNumber, CellPercent:
		v, err := strconv.ParseFloat(text, 64)
		if n := kpi.Num(v); err == nil && n.Known {
			return kpi.Given(n.V), nil
		}
	}
	if c := text[0]; c < '0' || c > '9' {
		if f, ok := words[strings.ToLower(text)]; ok {
			return f, nil
		}
	}
	v, err := p.ParseNumber(text)
	var fault *kpi.Error
	if errors.As(err, &fault) {
		return kpi.Figure{}, &cellFault{key: fault.Key, args: fault.Args}
	}
	return kpi.Given(v), nil
}

// maxExactDigits is how many figures of a number spreadsheets keep.
const maxExactDigits = 15

// parseIdentifier reads a platform's own id of an account. Spreadsheets and
// other programs turn ids into numbers: 2284.0 is 2284 again, but one that was
// rounded is refused.
func parseIdentifier(text string, kind CellKind) (string, *cellFault) {
	if kind == CellFormula {
		return "", &cellFault{key: "import.formula"}
	}
	if kind == CellText {
		whole, fraction, _ := strings.Cut(text, ".")
		switch {
		case digits(whole) && strings.Trim(fraction, "0") == "":
			return whole, nil
		case scientific(text):
			return "", &cellFault{key: "import.id_rounded"}
		}
		return text, nil
	}
	v, _, err := big.ParseFloat(text, 10, 256, big.ToNearestEven)
	if err != nil || !v.IsInt() || v.Sign() < 0 || len(v.Text('f', 0)) > maxExactDigits {
		return "", &cellFault{key: "import.id_rounded"}
	}
	return v.Text('f', 0), nil
}

// scientific reports a number such as 1.23457E+18.
func scientific(text string) bool {
	mantissa, exponent, ok := strings.Cut(strings.ToUpper(text), "E")
	_, err1 := strconv.ParseFloat(strings.ReplaceAll(mantissa, ",", "."), 64)
	_, err2 := strconv.Atoi(exponent)
	return ok && err1 == nil && err2 == nil && strings.ContainsAny(exponent, "+-")
}

func digits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
