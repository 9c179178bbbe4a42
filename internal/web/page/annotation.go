package page

import (
	"cmp"
	"slices"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// AnnotationsView lists the sentences at months of the charts.
type AnnotationsView struct {
	Month   kpi.Month // that the list is of; zero: all
	Months  []kpi.Month
	Count   string
	New     string // address of the form; "": the person does not write for everybody
	Removed *AnnotationRemoved
	Groups  []AnnotationMonth
	Paging  Paging
}

// AnnotationRemoved is a sentence that was just removed, and may be put back.
type AnnotationRemoved struct{ ID, Back string }

// AnnotationMonth is the sentences of a month.
type AnnotationMonth struct {
	Month kpi.Month
	Lines []AnnotationLine
}

// AnnotationLine is a sentence with who wrote it.
type AnnotationLine struct {
	ID, Text, By string
	Account      kpi.Account // whose charts it stands on; zero: everybody's
	Back         string
	Change       string // address of the form; "": the person does not change it
	Act          string // page of the act that wrote it; ""
}

// AnnotationForm is a sentence being written.
type AnnotationForm struct {
	Title, Action, Back string
	Text, Month, For    string
	Months, Choices     []Option
	Fixed               string // on whose charts it stands, where that is settled
	Hidden              []Hidden
	Remove              string // where it is removed; "": it is a new one
	Errors              map[string]string
}

// asked is the choice of whose charts it stands on.
func (f AnnotationForm) asked() string {
	for _, o := range f.Choices {
		if o.Value == f.For {
			return f.For
		}
	}
	if len(f.Choices) > 0 {
		return f.Choices[0].Value
	}
	return ""
}

// annotationChoices are the months to choose among, the one chosen included.
func annotationChoices(v AnnotationsView) []kpi.Month {
	months := slices.Clone(v.Months)
	if v.Month != 0 && !slices.Contains(months, v.Month) {
		months = append(months, v.Month)
	}
	slices.SortFunc(months, func(a, b kpi.Month) int { return cmp.Compare(b, a) })
	return months
}

// annotationFault says what is wrong with the form as a whole.
func annotationFault(p *i18n.Printer, f AnnotationForm) string {
	if text := f.Errors["form"]; text != "" {
		return text
	}
	return p.N("decision.faults", len(f.Errors))
}

// AnnotationAct says what became of a sentence at a month: the words that stood
// there and those that stand; "" for none, and for words that are told no more.
func AnnotationAct(p *i18n.Printer, since, before, now string) string {
	month := since
	if m, err := kpi.ParseMonth(since); err == nil {
		month = p.Month(m)
	}
	switch {
	case before == "" && now == "":
		return p.T("annotation.act", "month", month)
	case before == "":
		return p.T("annotation.act_written", "month", month, "new", now)
	case now == "":
		return p.T("annotation.act_removed", "month", month, "old", before)
	}
	return p.T("annotation.act_changed", "month", month, "old", before, "new", now)
}
