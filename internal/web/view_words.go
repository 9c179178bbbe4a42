package web

// This file says in words what a saved view shows.

import (
	"net/url"
	"slices"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// viewWords are the span, the comparison, the groups, the measure and the filter
// of a view's address: "12 derniers mois · par sphère · Abonnés · Business"; ""
// of an address that is not of a span's page.
func viewWords(p *i18n.Printer, indicators []kpi.Indicator, to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Path != "/explore" {
		return ""
	}
	v := u.Query()
	parts := []string{viewSpan(p, v.Get("span"))}
	if v.Get("against") == againstYear {
		parts = append(parts, p.T("views.against_year"))
	} else if s, err := kpi.ParseSpan(v.Get("against")); err == nil {
		parts = append(parts, p.T("views.against", "span", p.ShortSpan(s)))
	}
	parts = append(parts, exploreWriter{p: p}.byWords(v.Get("by")))
	code := v.Get("measure")
	if code == "" {
		code = kpi.Followers
	}
	if i := slices.IndexFunc(indicators, func(ind kpi.Indicator) bool { return ind.Code == code }); i >= 0 {
		parts = append(parts, indicators[i].Label(p.Locale(), 0))
	}
	parts = append(parts, v.Get("platform"), v.Get("sphere"), v.Get("range"), v.Get("entity"), p.State(kpi.AccountState(v.Get("state"))), v.Get("q"))
	if n := len(kpi.AccountChoice(v.Get("accounts")).IDs()); n > 0 {
		parts = append(parts, p.N("explore.chosen", n))
	}
	return joined(" · ", parts...)
}

// viewSpan is a span of an address in words, one that moves on with time too.
func viewSpan(p *i18n.Printer, text string) string {
	switch text {
	case "", latestSpan + string(kpi.SpanMonth):
		return p.T("views.latest_month")
	case latestSpan + string(kpi.SpanQuarter):
		return p.T("views.latest_quarter")
	case latestSpan + string(kpi.SpanYear):
		return p.T("views.latest_year")
	case latestSpan + string(kpi.SpanTwelve):
		return p.T("views.latest_twelve")
	}
	s, err := kpi.ParseSpan(text)
	if err != nil {
		return ""
	}
	return p.Span(s)
}
