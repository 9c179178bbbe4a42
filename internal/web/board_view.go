package web

// This file puts direction's board into words.

import (
	"maps"
	"strconv"
	"time"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// boardView turns a board of network into the page.
type boardView struct {
	p     *i18n.Printer
	board network.Board
	query boardQuery
	span  network.MonthSpan
	zone  *time.Location // of the installation
}

// with is the board's address with some parts changed; names and values.
func (v boardView) with(changes ...string) string {
	q := v.query.values()
	for i := 0; i+1 < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
	}
	return address(boardAddress(v.board.Month), q)
}

func (v boardView) view() page.BoardView {
	p, b := v.p, v.board
	view := page.BoardView{
		Month: b.Month, Menu: v.menu(), Figures: address("/months/"+b.Month.String(), filterQuery(v.query.Filter)),
		Closing: page.Way{Href: page.ClosingAddress(b.Month, "closing"), Label: p.T("board.closing")},
		Filters: v.filters(), Accepts: b.Acceptance || b.Tally.Accepted > 0,
		LateHead: p.T("board.head_missing"), LateTone: string(analytics.StandingMissing),
		Choices: v.choices(), Views: v.views(), Picture: v.query.Picture,
		Count: p.N("board.count", b.Total), Empty: v.empty(), Sleepers: v.sleepers(),
	}
	if b.Overdue {
		view.LateHead, view.LateTone = p.T("board.head_late"), string(analytics.StandingLate)
	}
	view.Title, view.Subtitle = v.finding()
	v.lock(&view)
	v.groups(&view)
	if b.May.Accept && b.Tally.Submitted+b.Tally.Unexpected > 0 {
		view.Accept = &page.BoardAccept{Action: address(boardAddress(b.Month)+"/accept", v.query.values())}
	}
	first := (b.Page - 1) * b.PageSize
	view.Paging = page.Paging{Page: b.Page, Pages: b.Pages(), Total: b.Total, From: first + 1, To: first + len(b.Lines),
		Href: func(n int) string { return v.with("page", strconv.Itoa(n)) + "#filings" }}
	for _, l := range b.Lines {
		view.Lines = append(view.Lines, v.line(l))
	}
	if v.query.Picture {
		for _, m := range b.Months {
			view.Months = append(view.Months, boardMonth(p, m))
		}
		view.Legend = v.legend()
	}
	return view
}

func (v boardView) menu() page.MonthMenu {
	query := v.query.values()
	query.Del("choice")
	month := v.board.Month
	first, last := min(v.span.Current.Add(-1), month), max(v.span.Current, month)
	if !v.span.First.IsZero() {
		first = min(first, v.span.First)
	}
	menu := page.MonthMenu{Action: "/board", Month: month, Keep: hidden(query)}
	if month > first {
		menu.Previous = address(boardAddress(month.Add(-1)), query)
	}
	if month < last {
		menu.Next = address(boardAddress(month.Add(1)), query)
	}
	for m := last; m >= first; m-- {
		menu.Choices = append(menu.Choices, m)
	}
	return menu
}

// filters is the filter form; what else the address says goes along.
func (v boardView) filters() page.Filters {
	also := v.query.values()
	for name := range filterQuery(v.query.Filter) {
		also.Del(name)
	}
	return page.Filters{Action: boardAddress(v.board.Month), Filter: v.query.Filter, Also: hidden(also)}
}

// finding says how far the month is, and how that was counted.
func (v boardView) finding() (title, subtitle string) {
	p, b, t := v.p, v.board, v.board.Tally
	due := p.T("board.due", "due", b.Due)
	if b.Overdue {
		due = p.T("board.due_over", "due", b.Due)
	}
	switch {
	case t.Expected == 0:
		return p.T("board.title_none", "month", b.Month), ""
	case t.Filed() == t.Expected:
		title = p.N("board.title_all", t.Expected, "month", b.Month)
	case t.Filed() == 0:
		title = p.T("board.title_nothing", "month", b.Month)
	default:
		title = p.N("board.title", t.Filed(), "expected", t.Expected, "month", b.Month)
	}
	words := []string{due}
	if t.Filed() > 0 {
		words = append(words, p.T("board.on_time", "n", t.OnTime, "expected", t.Expected))
	}
	if b.FillRate.M > 0 {
		words = append(words, p.T("board.fill_rate", "answered", b.FillRate.N, "asked", b.FillRate.M, "rate", p.Percent(b.FillRate.Value, 0)))
	}
	return title, joined(" ", words...)
}

// lock says which lock applies, and leads to where the month is closed.
func (v boardView) lock(view *page.BoardView) {
	p, b := v.p, v.board
	switch {
	case b.Lock != nil:
		view.Locked = p.T("board.locked", "since", p.DateTime(b.Lock.Since.In(v.zone)))
	case !b.Reopened.IsZero():
		view.Reopened = p.T("board.reopened", "until", p.DateTime(b.Reopened.In(v.zone)))
	}
}

// groups is the count by groups, the whole at its foot.
func (v boardView) groups(view *page.BoardView) {
	p := v.p
	for _, by := range page.BoardBy {
		view.By = append(view.By, page.ListChoice{Label: page.BoardByWord(p, by), On: by == v.board.By, Href: v.with("by", string(by))})
	}
	view.GroupBy = page.BoardByWord(p, v.board.By)
	for _, g := range v.board.Groups {
		line := v.groupLine(g.Group.Name, g.Tally)
		if g.Group.ID == 0 {
			line.Name = p.T("board.in_none")
		} else if v.choosesMore(g) {
			line.Href = v.with(string(v.board.By), g.Group.Name)
		}
		view.Groups = append(view.Groups, line)
	}
	view.Whole = v.groupLine(p.T("board.whole"), v.board.Tally)
	if v.board.Tally.Expected == 0 {
		view.Groups = nil
	}
}

// choosesMore reports whether a filter on the group leaves less than now.
func (v boardView) choosesMore(g network.BoardGroup) bool {
	f := v.query.Filter
	now := map[analytics.GroupKind]string{analytics.GroupSphere: f.Sphere, analytics.GroupRange: f.Range,
		analytics.GroupEntity: f.Entity, analytics.GroupPlatform: f.Platform}[v.board.By]
	return kpi.Fold(now) != kpi.Fold(g.Group.Name)
}

func (v boardView) groupLine(name string, t analytics.FilingTally) page.BoardGroupLine {
	p := v.p
	number := func(n int) string { return p.Number(float64(n), 0) }
	line := page.BoardGroupLine{
		Name: name, Expected: number(t.Expected), Accepted: number(t.Accepted), Submitted: number(t.Submitted), Returned: number(t.Returned),
		Missing: number(t.Missing + t.Late), OnTime: p.T("board.n_of_m", "n", t.OnTime, "m", t.Expected),
		Sentence: p.T("board.group_sentence", "filed", t.Filed(), "expected", t.Expected, "returned", t.Returned, "missing", t.Missing+t.Late),
	}
	if t.Expected == 0 {
		line.Rate, line.OnTime = p.T("board.not_applicable"), p.T("board.not_applicable")
		return line
	}
	line.Rate = p.Percent(t.FilingRate().Value, 0)
	line.Parts = barParts(t)
	return line
}

// barParts cut a bar in the order of the columns.
func barParts(t analytics.FilingTally) []page.BoardPart {
	var parts []page.BoardPart
	done := 0
	for _, one := range []struct {
		standing analytics.Standing
		n        int
	}{{analytics.StandingAccepted, t.Accepted}, {analytics.StandingSubmitted, t.Submitted}, {analytics.StandingReturned, t.Returned},
		{analytics.StandingLate, t.Late}, {analytics.StandingMissing, t.Missing}} {
		if one.n > 0 {
			parts = append(parts, page.BoardPart{Tone: string(one.standing), From: barAt(done, t.Expected), To: barAt(done+one.n, t.Expected)})
			done += one.n
		}
	}
	return parts
}

// barAt is where n of m stands on a bar of 100.
func barAt(n, m int) float64 { return 100 * float64(n) / float64(m) }

// choices are the parts of the list; those that are empty and not chosen are
// left out but for the most usual.
func (v boardView) choices() []page.BoardChoice {
	p, b, t := v.p, v.board, v.board.Tally
	missing, missingKey := analytics.StandingMissing, "board.choose_missing"
	if b.Overdue {
		missing, missingKey = analytics.StandingLate, "board.choose_late"
	}
	var list []page.BoardChoice
	for _, one := range []struct {
		choice network.BoardChoice
		label  string
		n      int
		always bool
	}{
		{network.BoardAll, p.T("board.choose_all"), t.Expected + t.Unexpected, true},
		{network.BoardChoice(missing), p.T(missingKey), t.Missing + t.Late, true},
		{network.BoardChoice(analytics.StandingReturned), p.T("board.choose_returned"), t.Returned, true},
		{network.BoardChoice(analytics.StandingSubmitted), p.T("board.choose_submitted"), t.Submitted, true},
		{network.BoardChoice(analytics.StandingAccepted), p.T("board.choose_accepted"), t.Accepted, b.Acceptance},
		{network.BoardQuestions, p.T("board.choose_questions"), b.Questions, false},
		{network.BoardUnexpected, p.T("board.choose_unexpected"), t.Unexpected, false},
	} {
		on := one.choice == b.Choice || (one.choice == network.BoardChoice(missing) &&
			(b.Choice == network.BoardChoice(analytics.StandingMissing) || b.Choice == network.BoardChoice(analytics.StandingLate)))
		if one.n == 0 && !one.always && !on {
			continue
		}
		choice := page.BoardChoice{ListChoice: page.ListChoice{Label: one.label, Href: v.with("choice", string(one.choice)) + "#filings", On: on},
			Count: p.Number(float64(one.n), 0), Tone: "rest"}
		if one.n > 0 && (one.choice == network.BoardChoice(analytics.StandingLate) || one.choice == network.BoardQuestions) {
			choice.Tone = "amber"
		}
		list = append(list, choice)
	}
	return list
}

func (v boardView) views() []page.ListChoice {
	list := []page.ListChoice{{Label: v.p.T("board.view_list"), On: !v.query.Picture}, {Label: v.p.T("board.view_months"), On: v.query.Picture}}
	list[0].Href, list[1].Href = v.with("view", "")+"#filings", v.with("view", viewMonths)+"#filings"
	return list
}

// empty says why the list is empty.
func (v boardView) empty() page.BoardEmpty {
	p, b := v.p, v.board
	all := page.Way{Href: v.with("choice", ""), Label: p.T("board.show_all")}
	switch {
	case b.Choice != network.BoardAll && b.Tally.Expected+b.Tally.Unexpected > 0:
		return page.BoardEmpty{Title: p.T("board.empty_choice"), Text: p.T("board.empty_choice_text"), Way: all}
	case !v.query.Filter.Empty():
		return page.BoardEmpty{Title: p.T("board.empty_filter"), Text: p.T("board.empty_filter_text"),
			Way: page.Way{Href: boardAddress(b.Month), Label: p.T("layout.filter_clear")}}
	}
	return page.BoardEmpty{Title: p.T("board.empty", "month", b.Month), Text: p.T("board.empty_text")}
}

// line is the filing of one account.
func (v boardView) line(l network.BoardLine) page.BoardLine {
	p := v.p
	out := page.BoardLine{Account: l.Account, Identity: l.Account.Platform + " · " + l.Account.Handle, Holder: l.Holder,
		State: page.StandingWord(p, l.Standing), Tone: standingTones[l.Standing], Action: v.action(l),
		Answered: p.T("board.n_of_m", "n", l.Answered, "m", l.Asked)}
	switch {
	case l.Standing == analytics.StandingReturned:
		out.Note = l.ReturnReason
	case l.Begun:
		out.Note = p.T("board.begun")
	case !l.Expected && l.Standing != analytics.StandingRests:
		out.Note = p.T("board.unexpected")
	}
	if !l.FirstSubmittedAt.IsZero() {
		out.Sent = p.Date(kpi.DayOf(l.FirstSubmittedAt.In(v.zone)))
		if l.AfterDue {
			out.SentNote = p.T("board.after_due")
		}
	}
	if l.Warnings > 0 {
		out.Tags = append(out.Tags, page.BoardTag{Text: p.N("board.warnings", l.Warnings), Tone: "amber"})
	} else if l.Explained > 0 {
		out.Tags = append(out.Tags, page.BoardTag{Text: p.N("board.explained", l.Explained), Tone: "rest"})
	}
	if waiting := l.Questions - l.Answers; waiting > 0 {
		out.Tags = append(out.Tags, page.BoardTag{Text: p.N("board.questions", waiting), Tone: "rest"})
	}
	if l.Answers > 0 {
		out.Tags = append(out.Tags, page.BoardTag{Text: p.N("board.answers", l.Answers), Tone: "accent"})
	}
	if v.query.Picture {
		for _, cell := range l.Months {
			mark := boardMark(cell)
			out.Cells = append(out.Cells, page.BoardCell{Mark: mark, Href: filingAddress(l.Account.ID, cell.Month),
				Label: p.T("board.cell", "month", cell.Month, "state", p.T(boardMarkWords[mark]))})
		}
	}
	return out
}

var standingTones = map[analytics.Standing]string{
	analytics.StandingRests: "rest", analytics.StandingMissing: "todo", analytics.StandingLate: "returned",
	analytics.StandingReturned: "returned", analytics.StandingSubmitted: "done", analytics.StandingAccepted: "done",
}

// action is where a line leads: to the review of what is there, else to the
// form, to file on behalf.
func (v boardView) action(l network.BoardLine) page.Way {
	p, to := v.p, filingAddress(l.Account.ID, v.board.Month)
	review := maps.Clone(filterQuery(v.query.Filter))
	review.Set("review", "1")
	if v.board.Choice != network.BoardAll {
		review.Set("choice", string(v.board.Choice))
	}
	there := l.Standing != analytics.StandingMissing && l.Standing != analytics.StandingLate && l.Standing != analytics.StandingRests
	switch {
	case v.board.May.Review && there:
		label := p.T("board.look")
		if l.Standing == analytics.StandingSubmitted && v.board.Lock == nil {
			label = p.T("board.review")
		}
		return page.Way{Href: address(to, review), Label: label}
	case there || v.board.Lock != nil:
		return page.Way{Href: to, Label: p.T("board.look")}
	}
	return page.Way{Href: to, Label: p.T("board.on_behalf")}
}

// The marks of the picture.
const (
	markRests, markMissing, markDraft, markLate      = "rests", "missing", "draft", "late"
	markReturned, markSubmitted, markAfter, markDone = "returned", "submitted", "after", "accepted"
)

// boardMark is the mark of a month of an account.
func boardMark(c network.BoardCell) string {
	switch c.Standing {
	case analytics.StandingAccepted:
		if !c.OnTime {
			return markAfter
		}
		return markDone
	case analytics.StandingSubmitted:
		if !c.OnTime {
			return markAfter
		}
		return markSubmitted
	case analytics.StandingReturned:
		return markReturned
	case analytics.StandingLate, analytics.StandingMissing:
		if c.Begun {
			return markDraft
		}
		return string(c.Standing)
	}
	return markRests
}

var boardMarkWords = map[string]string{
	markDone: "board.mark_accepted", markSubmitted: "board.mark_submitted", markAfter: "board.mark_after", markReturned: "board.mark_returned",
	markDraft: "board.mark_draft", markMissing: "board.mark_missing", markLate: "board.mark_late", markRests: "board.mark_rests",
}

// legend explains the marks that stand on the page, in one order.
func (v boardView) legend() []page.BoardMark {
	seen := map[string]bool{}
	for _, l := range v.board.Lines {
		for _, c := range l.Months {
			seen[boardMark(c)] = true
		}
	}
	var list []page.BoardMark
	for _, mark := range []string{markDone, markSubmitted, markAfter, markReturned, markDraft, markMissing, markLate, markRests} {
		if seen[mark] {
			list = append(list, page.BoardMark{Mark: mark, Label: v.p.T(boardMarkWords[mark])})
		}
	}
	return list
}

func boardMonth(p *i18n.Printer, m kpi.Month) page.BoardMonth {
	short := p.ShortMonth(m)
	year := strconv.Itoa(m.Year())
	return page.BoardMonth{Short: short[:len(short)-len(year)-1], Year: year, Long: p.Month(m)}
}

// sleepersShown is how many silent accounts a board proposes at a time.
const sleepersShown = 12

// sleepers proposes to put silent accounts to sleep.
func (v boardView) sleepers() *page.SleepersView {
	p, list := v.p, v.board.Sleepers
	if len(list) == 0 {
		return nil
	}
	view := &page.SleepersView{Title: p.N("board.sleepers", len(list)), Text: p.T("board.sleepers_text", "since", list[0].Since, "from", v.span.Current),
		Action: address(boardAddress(v.board.Month)+"/sleep", v.query.values())}
	for _, s := range list[:min(len(list), sleepersShown)] {
		view.Lines = append(view.Lines, page.SleeperLine{Account: s.Account, Holder: s.Holder,
			Button: p.T("board.sleep_one", "account", s.Account.Name(), "platform", s.Account.Platform)})
	}
	if rest := len(list) - sleepersShown; rest > 0 {
		view.More = p.N("board.sleepers_more", rest)
	}
	return view
}
