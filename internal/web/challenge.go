package web

// This file answers with the challenge, and takes what people do about it.

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

func init() {
	analyseLines = append(analyseLines,
		analyseLine{part: analyseSpur, href: "/challenge", icon: "accounts", title: "challenge.title", text: "challenge.menu_text", roles: viewers.roles,
			open: func(ctx context.Context, s *Server, who kpi.Who) (bool, error) {
				return s.net.ChallengeOffered(ctx, who)
			}},
		analyseLine{part: analyseSpur, href: "/influence", icon: "chart", title: "influence.title", text: "influence.menu_text", roles: viewers.roles,
			open: func(ctx context.Context, s *Server, who kpi.Who) (bool, error) {
				return s.net.InfluenceOffered(ctx, who)
			}})
}

// challengeQuery reads which season and month an address or a form asks for.
func challengeQuery(values url.Values) (q network.ChallengeQuery, err error) {
	q.Season = kpi.ParseID(values.Get("season"))
	if values.Get("season") != "" && q.Season == 0 {
		return q, kpi.NotFound("error.not_found")
	}
	if text := values.Get("month"); text != "" {
		if q.Month, err = kpi.ParseMonth(text); err != nil {
			return q, kpi.NotFound("error.not_found")
		}
	}
	return q, nil
}

// challengePage shows a month of a season: GET /challenge?season=ID&month=M.
func (s *Server) challengePage(c echo.Context) error {
	return s.drawChallenge(c, http.StatusOK, nil, kpi.Season{}, nil)
}

// challengeProjection shows it in large: GET /challenge/projection.
func (s *Server) challengeProjection(c echo.Context) error {
	q, err := challengeQuery(c.QueryParams())
	if err != nil {
		return err
	}
	ch, err := s.net.Challenge(c.Request().Context(), s.who(c), q)
	if err != nil {
		return err
	}
	if ch.Off || ch.Month == 0 {
		return s.goTo(c, "/challenge")
	}
	v := challengeWriter{s.printer(c), ch}.view("/challenge/projection")
	chrome, err := s.chrome(c, v.Title)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.ChallengeProjection(chrome, v))
}

// drawChallenge draws the page; fault is what is wrong with the season typed.
func (s *Server) drawChallenge(c echo.Context, status int, fault error, typed kpi.Season, faults map[string]string) error {
	p := s.printer(c)
	q, err := challengeQuery(c.QueryParams())
	if err != nil {
		return err
	}
	ch, err := s.net.Challenge(c.Request().Context(), s.who(c), q)
	if err != nil {
		return err
	}
	w := challengeWriter{p, ch}
	v := w.view("/challenge")
	if ch.MayRun && !ch.Off {
		switch {
		case fault != nil:
			v.Form = w.form(typed, s.net.CurrentMonth(), faults)
			v.Form.Fault = p.T("people.check_form")
		case c.QueryParam("new") != "" || ch.Season.ID == 0:
			v.Form = w.form(w.next(s.net.CurrentMonth()), s.net.CurrentMonth(), nil)
		default:
			v.Form, v.Another = w.form(ch.Season, s.net.CurrentMonth(), nil), "/challenge?new=1"
		}
	}
	chrome, err := s.chrome(c, v.Title)
	if err != nil {
		return err
	}
	return s.render(c, status, page.Challenge(chrome, v))
}

// switchChallenge switches it on or off: POST /challenge/switch.
func (s *Server) switchChallenge(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	on := form.Get("on") != ""
	if err := s.net.SwitchChallenge(c.Request().Context(), s.who(c), on); err != nil {
		return err
	}
	if on {
		s.leaveNotice(c, s.printer(c).T("challenge.switched_on"))
	} else {
		s.leaveNotice(c, s.printer(c).T("challenge.switched_off"))
	}
	return s.goTo(c, "/challenge")
}

// saveSeason opens a season or changes one: POST /challenge/seasons.
func (s *Server) saveSeason(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	season := kpi.Season{ID: kpi.ParseID(form.Get("id")), Name: form.Get("name"), Measure: kpi.ChallengeMeasure(form.Get("measure"))}
	season.From, _ = kpi.ParseMonth(form.Get("from")) // none is refused as too early
	season.Until, _ = kpi.ParseMonth(form.Get("until"))
	id, err := s.net.SaveSeason(c.Request().Context(), s.who(c), season)
	if faults, ok := fieldErrors(s.printer(c), err); ok {
		return s.drawChallenge(c, http.StatusUnprocessableEntity, err, season, faults)
	}
	if err != nil {
		return err
	}
	s.leaveNotice(c, s.printer(c).T("challenge.saved", "name", season.Name))
	return s.goTo(c, page.ChallengeAddress("/challenge", id, 0))
}

// takePart lets an account take part or not: POST /challenge/entries.
func (s *Server) takePart(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	season, in := kpi.ParseID(form.Get("season")), form.Get("in") != ""
	if err := s.net.TakePart(c.Request().Context(), s.who(c), season, kpi.ParseID(form.Get("account")), in); err != nil {
		return err
	}
	if in {
		s.leaveNotice(c, s.printer(c).T("challenge.entered"))
	} else {
		s.leaveNotice(c, s.printer(c).T("challenge.left"))
	}
	if form.Get("from") == "home" {
		return s.goTo(c, "/")
	}
	return s.goTo(c, page.ChallengeAddress("/challenge", season, 0))
}

// bravo says it, or takes it back: POST /challenge/bravos.
func (s *Server) bravo(c echo.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	q, err := challengeQuery(form)
	if err != nil {
		return err
	}
	if err := s.net.Bravo(c.Request().Context(), s.who(c), q, kpi.ParseID(form.Get("account")), form.Get("given") != ""); err != nil {
		return err
	}
	return s.goTo(c, page.ChallengeAddress("/challenge", q.Season, q.Month))
}

// challengeWriter puts the challenge in words.
type challengeWriter struct {
	p  *i18n.Printer
	ch network.Challenge
}

func (w challengeWriter) view(path string) page.ChallengeView {
	p, ch := w.p, w.ch
	v := page.ChallengeView{Off: ch.Off, MayRun: ch.MayRun, Season: ch.Season.ID, Month: ch.Month, Title: p.T("challenge.title")}
	for _, s := range ch.Seasons {
		v.Seasons = append(v.Seasons, page.ListChoice{Label: s.Name, Href: page.ChallengeAddress("/challenge", s.ID, 0), On: s.ID == ch.Season.ID})
	}
	if ch.Season.ID == 0 {
		return v
	}
	v.Title = ch.Season.Name
	v.Subtitle = p.T("challenge.season_span", "from", ch.Season.From, "until", ch.Season.Until)
	v.How = p.T("challenge.how", "measure", p.T(measureKeys[ch.Season.Measure]), "fewest", analytics.ChallengeFewest)
	for _, o := range ch.Own {
		v.Own = append(v.Own, w.own(o))
	}
	if ch.Running {
		v.Join = p.T("challenge.join", "month", ch.Begins)
	} else {
		v.Join = p.T("challenge.over", "name", ch.Season.Name)
	}
	if ch.Month == 0 {
		v.None = p.T("challenge.not_begun", "month", ch.Season.From)
		return v
	}
	v.MonthName = p.Month(ch.Month)
	takingPart := p.N("challenge.coverage", ch.Ranked, "entered", ch.Entered)
	if ch.Entered == 0 {
		takingPart = p.T("challenge.nobody")
	}
	v.Subtitle = joined(" · ", v.Subtitle, takingPart)
	if !ch.Closed {
		v.Subtitle = joined(" · ", v.Subtitle, p.T("challenge.provisional"))
	}
	v.Projection = page.ChallengeAddress("/challenge/projection", ch.Season.ID, ch.Month)
	if m := ch.Month.Add(-1); m >= ch.Season.From {
		v.Previous = page.ChallengeAddress(path, ch.Season.ID, m)
	}
	if m := ch.Month.Add(1); m <= ch.Months[len(ch.Months)-1] {
		v.Next = page.ChallengeAddress(path, ch.Season.ID, m)
	}
	w.result(&v)
	return v
}

// result writes what is shown of the month.
func (w challengeWriter) result(v *page.ChallengeView) {
	p := w.p
	for i, podium := range w.ch.Podiums {
		out := page.ChallengePodium{ID: "podium-" + kpi.ID(i+1).String(), Title: w.bracket(podium.From, podium.Under)}
		for _, f := range podium.Faces {
			out.Faces = append(out.Faces, w.face(f))
		}
		v.Podiums = append(v.Podiums, out)
	}
	for _, f := range w.ch.Improved {
		v.Improved = append(v.Improved, w.face(f))
	}
	if len(v.Podiums) == 0 {
		v.None = p.N("challenge.too_few", w.ch.Ranked, "fewest", analytics.ChallengeFewest)
		if w.ch.Entered == 0 {
			v.None = p.T("challenge.nobody_text", "fewest", analytics.ChallengeFewest)
		}
	}
	for _, h := range w.ch.Honours {
		var parts []string
		if h.Podiums > 0 {
			parts = append(parts, p.N("challenge.honour_podiums", h.Podiums))
		}
		if h.Firsts > 0 {
			parts = append(parts, p.N("challenge.honour_firsts", h.Firsts))
		}
		if h.Improved > 0 {
			parts = append(parts, p.N("challenge.honour_improved", h.Improved))
		}
		v.Honours = append(v.Honours, page.ChallengeHonour{Account: h.Account, Text: joined(" · ", parts...)})
	}
}

func (w challengeWriter) face(f network.ChallengeFace) page.ChallengeFace {
	out := page.ChallengeFace{Account: f.Account, Place: w.place(f.Place), First: f.Place == 1, Own: f.Own, Given: f.Given}
	if f.Sees {
		out.Href = page.AccountAddress(f.Account.ID, "")
	}
	if f.Progress.Known {
		out.Progress = w.p.T("challenge.progress", "value", w.p.SignedPercent(f.Progress, 0))
	}
	if f.Bravos > 0 {
		out.Bravos = w.p.N("challenge.bravos", f.Bravos)
	}
	out.Names = w.p.List(f.Names)
	return out
}

// place is a place in words.
func (w challengeWriter) place(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return w.p.T("challenge.first")
	}
	return w.p.T("challenge.place", "n", n)
}

// bracket names the accounts of about one size.
func (w challengeWriter) bracket(from, under float64) string {
	low, high := w.p.Number(from, 0), w.p.Number(under, 0)
	switch {
	case from == 0 && under == 0:
		return w.p.T("challenge.bracket_all")
	case from == 0:
		return w.p.T("challenge.bracket_under", "under", high)
	case under == 0:
		return w.p.T("challenge.bracket_from", "from", low)
	}
	return w.p.T("challenge.bracket", "from", low, "under", high)
}

func (w challengeWriter) own(o network.ChallengeOwn) page.ChallengeOwn {
	p := w.p
	out := page.ChallengeOwn{Account: o.Account, In: o.In, May: w.ch.Running}
	value := p.SignedPercent(o.Progress, 0)
	switch {
	case o.Ranked && o.Place > 0:
		out.Text = p.T("challenge.own_place", "value", value, "place", w.place(o.Place), "bracket", w.bracket(o.From, o.Under))
	case o.Ranked:
		out.Text = p.T("challenge.own_progress", "value", value)
	case o.In && w.ch.Month != 0:
		out.Text = p.T("challenge.own_unranked", "month", w.ch.Month)
	case o.In:
		out.Text = p.T("challenge.own_in")
	default:
		out.Text = p.T("challenge.own_out")
	}
	return out
}

// measureKeys name the measures of a season.
var measureKeys = map[kpi.ChallengeMeasure]string{
	kpi.ChallengeInteractions: "challenge.measure_interactions",
	kpi.ChallengeShares:       "challenge.measure_shares",
	kpi.ChallengeMentions:     "challenge.measure_mentions",
}

// seasonLength is how many months a new season is offered with.
const seasonLength = 6

// next is the season that is offered after the last.
func (w challengeWriter) next(current kpi.Month) kpi.Season {
	s := kpi.Season{Measure: kpi.ChallengeMeasures[0], From: current.Add(-1)}
	if len(w.ch.Seasons) > 0 {
		s.From = max(s.From, w.ch.Seasons[0].Until.Add(1))
	}
	s.Until = s.From.Add(seasonLength - 1)
	return s
}

func (w challengeWriter) form(season kpi.Season, current kpi.Month, faults map[string]string) *page.SeasonForm {
	p := w.p
	f := &page.SeasonForm{ID: season.ID, Title: p.T("challenge.open"),
		Name:    page.Field{Name: "name", Label: p.T("challenge.name"), Type: "text", Value: season.Name, Error: faults["name"], Autocomplete: "off"},
		Measure: page.Field{Name: "measure", Label: p.T("challenge.measure"), Value: string(season.Measure), Hint: p.T("challenge.measure_hint"), Error: faults["measure"]},
		From:    page.Field{Name: "from", Label: p.T("challenge.from"), Value: season.From.String(), Error: faults["from"]},
		Until:   page.Field{Name: "until", Label: p.T("challenge.until"), Value: season.Until.String(), Error: faults["until"]},
	}
	if season.ID != 0 {
		f.Title = p.T("challenge.change")
	}
	for _, m := range kpi.ChallengeMeasures {
		f.Measures = append(f.Measures, page.Option{Value: string(m), Label: p.T(measureKeys[m])})
	}
	first, last := current.Add(-12), current.Add(24)
	if season.From >= kpi.EarliestFigures {
		first = min(first, season.From)
	}
	for _, m := range kpi.MonthsBetween(first, max(last, min(season.Until, last.Add(24)))) {
		f.Months = append(f.Months, page.Option{Value: m.String(), Label: p.Month(m)})
	}
	return f
}
