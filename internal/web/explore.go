package web

// This file answers with the page of any span of months: what its address says,
// and the page; explore_view.go writes it.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/charts"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// What a span is compared with, in an address; else a span.
const (
	againstBefore = "before"
	againstYear   = "year"
	againstOther  = "other"
)

// latestSpan begins a span in an address that moves on with time, such as
// latest-quarter.
const latestSpan = "latest-"

// seriesContext is how many months the chart of a shorter span shows.
const seriesContext = 12

// exploreBy are the groupings of the page, in the order of the screen.
var exploreBy = []string{kpi.ScopeSphere, kpi.ScopeRange, kpi.ScopeEntity, kpi.ScopePlatform, kpi.ScopeNetwork}

// exploreQuery is what the address of the page says.
type exploreQuery struct {
	network.SpanQuery
	spanText string    // as in the address
	whole    kpi.Span  // the span before months to come were cut off
	latest   kpi.Month // the last month that figures are looked for in
	against  string    // againstBefore, againstYear or a span
	other    bool      // the span compared with is chosen by its months
	pick     bool      // the span is chosen by its months
	by       string
	measure  string
	open     string // which branches of the tree of entities are open
	path     string // of the page itself
}

// exploreQueryOf reads the address of a span. One that is not over yet ends with
// the latest month. Errors: CodeInvalid.
func exploreQueryOf(c echo.Context, months network.MonthSpan) (q exploreQuery, err error) {
	if q.Filter, err = filterOf(c); err != nil {
		return q, err
	}
	params := c.QueryParams()
	q.path = c.Path()
	q.latest = max(months.Default, months.First)
	q.by, q.measure, q.pick, q.open = params.Get("by"), params.Get("measure"), params.Get("pick") != "", params.Get("open")
	if !slices.Contains(exploreBy, q.by) {
		q.by = kpi.ScopeSphere
	}
	if err := q.readSpan(params, months); err != nil {
		return q, err
	}
	return q, q.readAgainst(params)
}

// readSpan reads the span: by name, by its two months, or the latest of a kind.
func (q *exploreQuery) readSpan(params url.Values, months network.MonthSpan) (err error) {
	q.spanText = params.Get("span")
	if from, until := params.Get("from"), params.Get("until"); from != "" && until != "" {
		if from > until {
			from, until = until, from
		}
		q.spanText, q.pick = from+".."+until, true
	}
	switch kind, moving := strings.CutPrefix(q.spanText, latestSpan); {
	case moving && kindSpan(kpi.SpanKind(kind), q.latest) != (kpi.Span{}):
		q.whole = kindSpan(kpi.SpanKind(kind), q.latest)
	case q.spanText == "":
		q.whole = kpi.MonthOnly(q.latest)
		q.spanText = q.whole.String()
	default:
		if q.whole, err = kpi.ParseSpan(q.spanText); err != nil {
			return err
		}
		if !moving {
			q.spanText = q.whole.String()
		}
	}
	q.Span = q.whole
	if q.Span.From <= q.latest && q.latest < q.Span.Until {
		q.Span.Until = q.latest
	} else if q.Span.From <= months.Current && months.Current < q.Span.Until {
		q.Span.Until = months.Current
	}
	return nil
}

// readAgainst reads the span to compare with. Of a span that is cut short, the
// one before is cut to as many months.
func (q *exploreQuery) readAgainst(params url.Values) (err error) {
	q.against = params.Get("against")
	if q.against == "" {
		q.against = againstBefore
	}
	before := q.whole.Before()
	before.Until = before.From.Add(q.Span.Len() - 1)
	if from, until := params.Get("against_from"), params.Get("against_until"); q.against == againstOther && from != "" && until != "" {
		if from > until {
			from, until = until, from
		}
		q.against = from + ".." + until
	}
	switch q.against {
	case againstBefore:
		q.Against = before
	case againstYear:
		q.Against = q.Span.YearBefore()
	case againstOther:
		q.Against, q.other = before, true
		q.against = before.String()
	default:
		q.other = true
		if q.Against, err = kpi.ParseSpan(q.against); err != nil {
			return err
		}
		q.against = q.Against.String()
	}
	return nil
}

// kindSpan is the span of a kind that a month lies in, zero for a free one.
func kindSpan(kind kpi.SpanKind, m kpi.Month) kpi.Span {
	switch kind {
	case kpi.SpanMonth:
		return kpi.MonthOnly(m)
	case kpi.SpanQuarter:
		return kpi.QuarterOf(m)
	case kpi.SpanYear:
		return kpi.YearOf(m)
	case kpi.SpanTwelve:
		return kpi.LastTwelve(m)
	}
	return kpi.Span{}
}

// values is the query as it stands in an address, some parts changed: "" takes
// one out.
func (q exploreQuery) values(changes ...string) url.Values {
	v := filterQuery(q.Filter)
	v.Set("span", q.spanText)
	if q.against != againstBefore {
		v.Set("against", q.against)
	}
	if q.by != kpi.ScopeSphere {
		v.Set("by", q.by)
	}
	if q.measure != "" {
		v.Set("measure", q.measure)
	}
	if q.pick {
		v.Set("pick", "1")
	}
	v.Set("open", q.open)
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	return v
}

// address is the page's, some parts changed.
func (q exploreQuery) address(changes ...string) string {
	return address(q.path, q.values(changes...))
}

// series is the query of the chart's lines: those of a short span begin before
// it.
func (q exploreQuery) series() network.SpanQuery {
	s := q.SpanQuery
	if s.Span.Len() < seriesContext {
		s.Span.From = max(s.Span.Until.Add(1-seriesContext), kpi.EarliestFigures)
	}
	return s
}

// explorePage shows a span over a filter, compared with another: GET /explore.
func (s *Server) explorePage(c echo.Context) error {
	ctx, who, p := c.Request().Context(), s.who(c), s.printer(c)
	if address, chosen := pickedAccounts(c); chosen {
		return s.goTo(c, address)
	}
	months, err := s.net.Months(ctx, who)
	if err != nil {
		return err
	}
	if months.First.IsZero() {
		return s.beginPage(c)
	}
	q, err := exploreQueryOf(c, months)
	if err != nil {
		return err
	}
	data, err := s.exploreData(c, &q)
	if err != nil {
		return err
	}
	v := exploreWriter{p: p, q: q, months: months, exploreData: data}
	if v.annotator, err = s.annotator(c); err != nil {
		return err
	}
	view, err := v.view()
	if err != nil {
		return err
	}
	groups, err := s.net.Groups(ctx, who)
	if err != nil {
		return err
	}
	view.Filters.Choices = choicesOf(groups)
	view.By = v.groupings(len(groups.Entities) > 0)
	chrome, err := s.chrome(c, p.T("explore.page_title", "span", q.Span))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Explore(chrome, view))
}

// exploreData is what network says of a span.
type exploreData struct {
	summary    analytics.SpanSummary
	groups     []analytics.GroupSpan
	series     []analytics.Series
	sparks     map[string][]analytics.Series // of all groups together
	indicators map[string]kpi.Indicator
}

// sparkCodes are the measures of the tiles.
var sparkCodes = []string{kpi.Followers, kpi.Posts, kpi.Interactions, kpi.EngagementRate}

// exploreData reads it, and settles the measure.
func (s *Server) exploreData(c echo.Context, q *exploreQuery) (d exploreData, err error) {
	ctx, who := c.Request().Context(), s.who(c)
	indicators, err := s.net.Indicators(ctx)
	if err != nil {
		return d, err
	}
	d.indicators = map[string]kpi.Indicator{}
	for _, ind := range indicators {
		d.indicators[ind.Code] = ind
	}
	if _, known := d.indicators[q.measure]; !known {
		q.measure = ""
	}
	if d.summary, err = s.net.SpanSummary(ctx, who, q.SpanQuery); err != nil {
		return d, err
	}
	if q.by != kpi.ScopeNetwork {
		if d.groups, err = s.net.SpanGroups(ctx, who, q.SpanQuery, q.by); err != nil {
			return d, err
		}
	}
	if d.sparks, err = s.net.SpanSeries(ctx, who, q.series(), kpi.ScopeNetwork, sparkCodes); err != nil {
		return d, err
	}
	measure := q.measured()
	lines, err := s.net.SpanSeries(ctx, who, q.series(), q.by, []string{measure})
	d.series = lines[measure]
	return d, err
}

// measured is the code of the measure that the chart shows.
func (q exploreQuery) measured() string {
	if q.measure == "" {
		return kpi.Followers
	}
	return q.measure
}

// mostEntities is how many entities a chart shows of all levels.
const mostEntities = 16

// lines are those of the chart: of many entities, which hold each other, those of
// the highest level that there are several of.
func (w exploreWriter) lines() []analytics.Series {
	if w.q.by != kpi.ScopeEntity {
		return w.series
	}
	list := slices.Clone(w.series)
	var groups []analytics.Group
	for _, s := range list {
		groups = append(groups, s.Group)
	}
	short := withoutRoot(groups)
	for i := range list {
		list[i].Group.Name = short(list[i].Group.Name)
	}
	return highest(w.series, list)
}

// highest leaves, of many entities, those of the highest level that there are
// several of; shown are they by the names on the chart.
func highest(all, shown []analytics.Series) []analytics.Series {
	if len(all) <= mostEntities {
		return shown
	}
	byDepth := map[int][]analytics.Series{}
	for i, s := range all {
		depth := strings.Count(s.Group.Name, kpi.EntitySeparator)
		byDepth[depth] = append(byDepth[depth], shown[i])
	}
	for depth := 0; depth < len(byDepth); depth++ {
		if len(byDepth[depth]) > 1 {
			return byDepth[depth]
		}
	}
	return shown
}

// figure draws the chart.
func (w exploreWriter) figure() (page.Figure, error) {
	code := w.q.measured()
	f, err := charts.Span(charts.SpanChart{
		Indicator: w.indicators[code], Measure: w.summary.Measure(code), Span: w.q.Span, Against: w.q.Against, Series: w.lines(), By: w.byWords(w.q.by),
	}, w.p)
	if err != nil {
		return page.Figure{}, err
	}
	figure, err := w.annotator.figure(f, code+"-"+w.q.Span.String())
	figure.Wide = true
	clear := ""
	if !w.q.Filter.Empty() {
		clear = address("/explore", w.q.notFilter())
	}
	return withWays(figure, page.Way{Href: clear, Label: w.p.T("layout.filter_clear")},
		page.Way{Href: w.q.address("span", latestSpan+string(kpi.SpanTwelve), "pick", ""), Label: w.p.T("chart.do_twelve")}), err
}

// pickedAccounts turns the boxes that were ticked into one part of the address.
func pickedAccounts(c echo.Context) (to string, picked bool) {
	params := c.QueryParams()
	if params.Get("choose") == "" {
		return "", false
	}
	ids := boxes(params)
	for _, name := range []string{accountBox, "choose", "find"} {
		params.Del(name)
	}
	params.Set("accounts", string(kpi.ChooseAccounts(ids...)))
	return address("/explore", params), true
}
