package network

// This file is the rules of reminders: when there may be one, and to whom. At
// most one before the due day and one after it; to whoever files, never to
// whoever has submitted, never on a day away.

import (
	"slices"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

const (
	// remindBefore and remindAfter are how many working days before and after
	// the due day reminders begin.
	remindBefore = 2
	remindAfter  = 2
	// remindFor is for how many working days the reminder after the due day
	// may come, for those who were away when it began.
	remindFor = 5
	// Reminders come during the hours of work.
	remindFromHour  = 9
	remindUntilHour = 18
)

// reminder is a reminder that may come on some days, both included.
type reminder struct {
	Kind        kpi.MailKind
	Month       kpi.Month
	From, Until kpi.Day
}

// remindersOf are the two reminders of a month: the one before never comes
// before the month is over, and none comes on the days between.
func remindersOf(cal kpi.Calendar, month kpi.Month) [2]reminder {
	due := cal.DueDate(month)
	after := workingDaysOn(cal, due, remindAfter)
	return [2]reminder{
		{kpi.MailBefore, month, min(max(workingDaysOn(cal, due, -remindBefore), cal.NextWorkingDay(month.Add(1).FirstDay())), due), due},
		{kpi.MailAfter, month, after, workingDaysOn(cal, after, remindFor-1)},
	}
}

// remindersOn are the reminders that may come on a day; there is none on a
// weekend or a public holiday. Filings of a month are due in one of the two
// after it.
func remindersOn(cal kpi.Calendar, today kpi.Day) []reminder {
	if !cal.WorkingDay(today) {
		return nil
	}
	var list []reminder
	for month := today.Month().Add(-2); month < today.Month(); month++ {
		for _, r := range remindersOf(cal, month) {
			if r.From <= today && today <= r.Until {
				list = append(list, r)
			}
		}
	}
	return list
}

// workingDaysOn is so many working days after a day, or before it.
func workingDaysOn(cal kpi.Calendar, day kpi.Day, n int) kpi.Day {
	step := 1
	if n < 0 {
		step = -1
	}
	for ; n != 0; n -= step {
		for day = day.Add(step); !cal.WorkingDay(day); {
			day = day.Add(step)
		}
	}
	return day
}

// openFilingOf is a filing that is expected and was never submitted, and who
// files it.
type openFilingOf struct {
	Account kpi.ID
	Filers  []store.Filer // the holder first
}

// whomToRemind says which filings each person is reminded of on a day: the
// holder, or the deputies while the holder is away or can't be reached. One
// person gets one reminder of all their accounts.
func whomToRemind(today kpi.Day, open []openFilingOf, away map[kpi.ID][]store.Away) map[kpi.ID][]kpi.ID {
	there := func(f store.Filer) bool {
		return f.Reachable && !slices.ContainsFunc(away[f.User], func(a store.Away) bool { return a.On(today) })
	}
	remind := map[kpi.ID][]kpi.ID{}
	for _, o := range open {
		held := false
		for _, f := range o.Filers {
			if f.Role == kpi.Deputy && held || !there(f) || slices.Contains(remind[f.User], o.Account) {
				continue
			}
			held = held || f.Role == kpi.Holder
			remind[f.User] = append(remind[f.User], o.Account)
		}
	}
	return remind
}
