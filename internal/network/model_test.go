package network

import (
	"maps"
	"slices"
	"strings"
	"time"

	"portevoix/internal/kpi"
)

// A plain model of the monthly cycle, for tests only: who may do what (DOMAIN
// §3) and what becomes of filings, months, questions and corrections (§4), in
// maps and slices, written from the rules and not from the product.

// modelAccount is an account of the model.
type modelAccount struct {
	id      kpi.ID
	entity  kpi.ID
	states  []modelState
	holders []modelHolder
}

type modelState struct {
	from  kpi.Day
	state kpi.AccountState
}

type modelHolder struct {
	user        kpi.ID
	from, until kpi.Day // until 0: open
}

// modelPlace names a filing.
type modelPlace struct {
	account kpi.ID
	month   kpi.Month
}

// modelFiling is a filing as a version left it.
type modelFiling struct {
	state       kpi.FilingState
	version     int
	reason      string // of the return
	first, last time.Time
	figures     map[string]kpi.Figure
	act         int    // that made it so
	by          kpi.ID // who did
	submits     bool   // that act was a submission
}

// modelChange is an entry of the history of a figure.
type modelChange struct {
	by       kpi.ID
	old, new kpi.Figure
}

type modelMonth struct {
	closed bool
	until  time.Time // of a reopening
}

type modelQuestion struct {
	place    modelPlace
	answered bool
	closed   bool
}

type modelCorrection struct {
	place    modelPlace
	code     string
	old, new kpi.Figure
	by       kpi.ID
	state    kpi.CorrectionState
}

type model struct {
	now         time.Time
	zone        *time.Location
	seeAll      bool // "every account's figures" for ambassadors
	accounts    map[kpi.ID]*modelAccount
	filings     map[modelPlace][]modelFiling // all versions
	history     map[modelPlace]map[string][]modelChange
	months      map[kpi.Month]*modelMonth
	questions   map[kpi.ID]*modelQuestion
	corrections map[kpi.ID]*modelCorrection
	acts        int
	asked       []string
	reporting   kpi.Month
}

func (m *model) day() kpi.Day       { return kpi.DayOf(m.now.In(m.zone)) }
func (m *model) current() kpi.Month { return kpi.MonthOf(m.now.In(m.zone)) }

func (m *model) month(at kpi.Month) *modelMonth {
	if m.months[at] == nil {
		m.months[at] = &modelMonth{}
	}
	return m.months[at]
}

func (m *model) locked(at kpi.Month) bool {
	month := m.month(at)
	return month.closed && !m.now.Before(month.until)
}

func (m *model) filing(p modelPlace) modelFiling {
	if list := m.filings[p]; len(list) > 0 {
		return list[len(list)-1]
	}
	return modelFiling{state: kpi.FilingEmpty, figures: map[string]kpi.Figure{}}
}

// holds reports whether a person holds or deputises the account on any day of
// a month.
func (m *model) holds(user kpi.ID, p modelPlace) bool {
	return slices.ContainsFunc(m.accounts[p.account].holders, func(h modelHolder) bool {
		return h.user == user && h.from <= p.month.LastDay() && (h.until == 0 || h.until >= p.month.FirstDay())
	})
}

// sees reports whether a person sees the account: those who see every account,
// within their part of the tree, and those who file for it, or did until last
// month.
func (m *model) sees(who kpi.Who, p modelPlace) bool {
	a := m.accounts[p.account]
	inPart := who.User.EntityID == 0 || who.User.EntityID == a.entity
	switch who.User.Role {
	case kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleReader:
		if inPart {
			return true
		}
	case kpi.RoleAmbassador:
		if m.seeAll && inPart {
			return true
		}
	}
	return m.holds(who.User.ID, p) || m.holds(who.User.ID, modelPlace{p.account, m.current()}) ||
		m.holds(who.User.ID, modelPlace{p.account, m.current() - 1})
}

// reviews reports whether a person returns, accepts and asks about the filings
// of the account.
func (m *model) reviews(who kpi.Who, p modelPlace) bool {
	return who.User.Role == kpi.RoleCoordinator && (who.User.EntityID == 0 || who.User.EntityID == m.accounts[p.account].entity)
}

func (m *model) edits(who kpi.Who, p modelPlace) bool {
	if m.holds(who.User.ID, p) {
		return true
	}
	return m.sees(who, p) && (who.User.Role == kpi.RoleAdmin || who.User.Role == kpi.RoleCoordinator)
}

// refused is what stands in the way of any act on a filing: it is not seen, or
// its month is yet to come.
func (m *model) refused(who kpi.Who, p modelPlace) kpi.Code {
	switch {
	case !m.sees(who, p):
		return kpi.CodeNotFound
	case p.month > m.current():
		return kpi.CodeInvalid
	}
	return ""
}

// put writes a version, and what it changes of figures.
func (m *model) put(who kpi.Who, p modelPlace, f modelFiling) {
	before := m.filing(p)
	f.version, f.act, f.by = before.version+1, m.acts, who.User.ID
	for _, code := range m.asked {
		old, now := before.figures[code], f.figures[code]
		if old != now {
			if m.history[p] == nil {
				m.history[p] = map[string][]modelChange{}
			}
			m.history[p][code] = append(m.history[p][code], modelChange{who.User.ID, old, now})
		}
	}
	m.filings[p] = append(m.filings[p], f)
}

// next is the filing of a place, to be changed into its next version.
func (m *model) next(p modelPlace) modelFiling {
	f := m.filing(p)
	f.figures, f.submits = maps.Clone(f.figures), false
	return f
}

// file is §4.1, 4.4, 4.6, 4.7 and 4.11.
func (m *model) file(who kpi.Who, c kpi.FilingChange) kpi.Code {
	p := modelPlace{c.Account, c.Month}
	f := m.next(p)
	before := m.filing(p)
	switch {
	case m.refused(who, p) != "":
		return m.refused(who, p)
	case !m.edits(who, p):
		return kpi.CodeForbidden
	case m.locked(p.month):
		return kpi.CodeLocked
	case !m.holds(who.User.ID, p) && c.OnBehalfReason == "":
		return kpi.CodeInvalid
	case c.Version != f.version:
		return kpi.CodeConflict // the play never asks for what stands already
	}
	for code, figure := range c.Figures {
		if figure.State == kpi.StateValue && figure.Value < 0 {
			return kpi.CodeInvalid
		}
		if figure.State == kpi.StateEmpty {
			if before.state.Filed() {
				return kpi.CodeInvalid // a submission stays whole
			}
			delete(f.figures, code)
			continue
		}
		f.figures[code] = figure
	}
	if c.Submit && len(f.figures) < len(m.asked) {
		return kpi.CodeInvalid
	}
	if maps.Equal(f.figures, before.figures) && (!c.Submit || before.state.Filed()) {
		return ""
	}
	switch {
	case c.Submit:
		f.state, f.reason, f.last, f.submits = kpi.FilingSubmitted, "", m.now, true
		if f.first.IsZero() {
			f.first = m.now
		}
	case f.state == kpi.FilingAccepted:
		f.state = kpi.FilingSubmitted
	case f.state == kpi.FilingEmpty:
		f.state = kpi.FilingDraft
	}
	m.put(who, p, f)
	return ""
}

// undo takes a submission back, its own and within a minute.
func (m *model) undo(who kpi.Who, p modelPlace) kpi.Code {
	f := m.filing(p)
	switch {
	case m.refused(who, p) != "":
		return m.refused(who, p)
	case !m.edits(who, p):
		return kpi.CodeForbidden
	case m.locked(p.month):
		return kpi.CodeLocked
	case f.state != kpi.FilingSubmitted || !f.submits || f.by != who.User.ID || m.now.After(f.last.Add(time.Minute)):
		return kpi.CodeConflict
	}
	back := modelFiling{state: kpi.FilingDraft, figures: maps.Clone(f.figures)}
	if list := m.filings[p]; len(list) > 1 {
		back = list[len(list)-2]
		if !back.state.Filed() {
			back.figures = f.figures
		}
		back.figures, back.submits = maps.Clone(back.figures), false
	}
	m.put(who, p, back)
	return ""
}

// review is what stands in the way of any review.
func (m *model) review(who kpi.Who, p modelPlace, version int) kpi.Code {
	switch {
	case m.refused(who, p) != "":
		return m.refused(who, p)
	case !m.reviews(who, p):
		return kpi.CodeForbidden
	case m.locked(p.month):
		return kpi.CodeLocked
	case version != m.filing(p).version:
		return kpi.CodeConflict
	}
	return ""
}

func (m *model) giveBack(who kpi.Who, p modelPlace, version int, reason string) kpi.Code {
	if code := m.review(who, p, version); code != "" {
		return code
	}
	f := m.next(p)
	switch {
	case strings.TrimSpace(reason) == "":
		return kpi.CodeInvalid
	case !f.state.Filed():
		return kpi.CodeConflict
	}
	f.state, f.reason = kpi.FilingReturned, reason
	m.put(who, p, f)
	return ""
}

func (m *model) accept(who kpi.Who, p modelPlace, version int) kpi.Code {
	if code := m.review(who, p, version); code != "" {
		return code
	}
	f := m.next(p)
	if f.state != kpi.FilingSubmitted {
		return kpi.CodeConflict
	}
	f.state = kpi.FilingAccepted
	m.put(who, p, f)
	return ""
}

// acceptAll accepts what is submitted and of which nothing is asked; the play
// files nothing unusual.
func (m *model) acceptAll(who kpi.Who, at kpi.Month) (kpi.Code, int) {
	switch {
	case who.User.Role != kpi.RoleCoordinator:
		return kpi.CodeForbidden, 0
	case at > m.current():
		return kpi.CodeInvalid, 0
	case m.locked(at):
		return kpi.CodeLocked, 0
	}
	n := 0
	for id := range m.accounts {
		p := modelPlace{id, at}
		f := m.next(p)
		if f.state != kpi.FilingSubmitted || !m.reviews(who, p) || m.openQuestion(p) {
			continue
		}
		f.state = kpi.FilingAccepted
		m.put(who, p, f)
		n++
	}
	return "", n
}

func (m *model) openQuestion(p modelPlace) bool {
	for _, q := range m.questions {
		if q.place == p && !q.closed {
			return true
		}
	}
	return false
}

func (m *model) mayMoveMonth(who kpi.Who, at kpi.Month) kpi.Code {
	switch {
	case who.User.Role != kpi.RoleCoordinator || who.User.EntityID != 0:
		return kpi.CodeForbidden
	case at > m.current():
		return kpi.CodeInvalid
	}
	return ""
}

func (m *model) closeMonth(who kpi.Who, at kpi.Month) kpi.Code {
	code := m.mayMoveMonth(who, at)
	if code == "" {
		*m.month(at) = modelMonth{closed: true}
	}
	return code
}

func (m *model) reopen(who kpi.Who, at kpi.Month, until kpi.Day, reason string) kpi.Code {
	code := m.mayMoveMonth(who, at)
	switch {
	case code != "":
		return code
	case reason == "" || until < m.day() || until > m.day().Add(31) || !m.month(at).closed:
		return kpi.CodeInvalid
	}
	y, month, d := until.Add(1).Time().Date()
	m.month(at).until = time.Date(y, month, d, 0, 0, 0, 0, m.zone)
	return ""
}

func (m *model) seesQuestions(who kpi.Who, p modelPlace) bool {
	return m.holds(who.User.ID, p) || m.reviews(who, p) || who.User.Role == kpi.RoleAdmin
}

func (m *model) ask(who kpi.Who, p modelPlace) kpi.Code {
	if code := m.refused(who, p); code != "" {
		return code
	}
	if !m.reviews(who, p) {
		return kpi.CodeForbidden
	}
	return ""
}

func (m *model) answer(who kpi.Who, id kpi.ID) kpi.Code {
	q := m.questions[id]
	switch {
	case !m.sees(who, q.place) || !m.seesQuestions(who, q.place):
		return kpi.CodeNotFound
	case !m.holds(who.User.ID, q.place):
		return kpi.CodeForbidden
	case q.closed || q.answered:
		return kpi.CodeConflict
	}
	q.answered = true
	return ""
}

func (m *model) closeQuestion(who kpi.Who, id kpi.ID) kpi.Code {
	q := m.questions[id]
	switch {
	case !m.sees(who, q.place) || !m.seesQuestions(who, q.place):
		return kpi.CodeNotFound
	case !m.reviews(who, q.place):
		return kpi.CodeForbidden
	}
	q.closed = true
	return ""
}

func (m *model) propose(who kpi.Who, p modelPlace, code string, figure kpi.Figure) kpi.Code {
	switch {
	case m.refused(who, p) != "":
		return m.refused(who, p)
	case !m.holds(who.User.ID, p):
		return kpi.CodeForbidden
	case !m.locked(p.month):
		return kpi.CodeConflict
	}
	for _, c := range m.corrections {
		if c.place == p && c.code == code && c.state == kpi.CorrectionProposed {
			return kpi.CodeConflict
		}
	}
	return ""
}

// seesCorrection: who proposed it or files the account in its month, and
// direction.
func (m *model) seesCorrection(who kpi.Who, c *modelCorrection) bool {
	return c.by == who.User.ID || m.holds(who.User.ID, c.place) || m.reviews(who, c.place) ||
		(who.User.Role == kpi.RoleAdmin && m.sees(who, c.place))
}

func (m *model) decide(who kpi.Who, id kpi.ID, accept bool) kpi.Code {
	c := m.corrections[id]
	f := m.next(c.place)
	now := f.figures[c.code]
	switch {
	case !m.seesCorrection(who, c):
		return kpi.CodeNotFound
	case !m.reviews(who, c.place):
		return kpi.CodeForbidden
	case c.state != kpi.CorrectionProposed:
		return kpi.CodeConflict
	case accept && now != c.old && now != c.new:
		return kpi.CodeConflict // it was opened and changed in between
	}
	c.state = kpi.CorrectionRefused
	if accept {
		c.state = kpi.CorrectionAccepted
		if now != c.new {
			f.figures[c.code] = c.new
			if f.state == kpi.FilingEmpty {
				f.state = kpi.FilingDraft
			}
			m.put(who, c.place, f)
		}
	}
	return ""
}

func (m *model) stateOn(a *modelAccount, day kpi.Day) kpi.AccountState {
	var state kpi.AccountState
	for _, s := range a.states {
		if s.from <= day {
			state = s.state
		}
	}
	return state
}

// rates are §4.2, 4.3 and 4.5 of a month over the accounts of an entity (0: all).
func (m *model) rates(at kpi.Month, entity kpi.ID) (expected, filed, onTime, asked, answered int) {
	for _, a := range m.accounts {
		lives := false
		for day := at.FirstDay(); day <= at.LastDay(); day = day.Add(1) {
			s := m.stateOn(a, day)
			lives = lives || s == kpi.AccountActive || s == kpi.AccountTest
		}
		if !lives || at < m.reporting || (entity != 0 && a.entity != entity) {
			continue
		}
		f := m.filing(modelPlace{a.id, at})
		expected++
		asked += len(m.asked)
		answered += len(f.figures)
		if f.state.Filed() {
			filed++
			if !f.first.After(m.due(at)) {
				onTime++
			}
		}
	}
	return expected, filed, onTime, asked, answered
}

// due is the end of the 5th of the next month, or of the working day after; no
// public holiday falls there in the months of the play.
func (m *model) due(at kpi.Month) time.Time {
	day := (at + 1).FirstDay().Add(4)
	for day.Time().Weekday() == time.Saturday || day.Time().Weekday() == time.Sunday {
		day = day.Add(1)
	}
	y, month, d := day.Add(1).Time().Date()
	return time.Date(y, month, d, 0, 0, 0, 0, m.zone).Add(-time.Millisecond)
}
