package network

// This file keeps the usual day of the editorial committee among the settings:
// committee_day is WEEK-WEEKDAY, such as 3-2 for the third Tuesday, and
// committee_without the months of the year without one, such as 8 or 7,8.

import (
	"context"
	"strconv"
	"strings"
	"time"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// The names of the settings, as stored.
const (
	settingCommitteeDay     = "committee_day"
	settingCommitteeWithout = "committee_without"
)

// readCommittee reads one of the settings into the rule; what is none is no
// usual day.
func readCommittee(r *kpi.Committee, name, value string) {
	if name == settingCommitteeWithout {
		var months []time.Month
		for text := range strings.SplitSeq(value, ",") {
			if month, err := strconv.Atoi(text); err == nil {
				months = append(months, time.Month(month))
			}
		}
		r.Without = kpi.MonthsOfYear(months...)
		return
	}
	week, weekday, _ := strings.Cut(value, "-")
	w, err := strconv.Atoi(week)
	d, err2 := strconv.Atoi(weekday)
	if err != nil || err2 != nil {
		w, d = 0, 0
	}
	r.Week, r.Weekday = w, time.Weekday(d)
}

func committeeDayText(r kpi.Committee) string {
	if r.Week == 0 {
		return ""
	}
	return strconv.Itoa(r.Week) + "-" + strconv.Itoa(int(r.Weekday))
}

func committeeWithoutText(r kpi.Committee) string {
	var texts []string
	for _, m := range r.Without.List() {
		texts = append(texts, strconv.Itoa(int(m)))
	}
	return strings.Join(texts, ",")
}

// checkCommittee says what is wrong with a rule.
func checkCommittee(r kpi.Committee) []kpi.FieldError {
	var fields []kpi.FieldError
	if r.Week < 0 || r.Week > kpi.LastWeek {
		fields = append(fields, kpi.Field("week", "calendar.week_unknown"))
	}
	if r.Weekday < time.Sunday || r.Weekday > time.Saturday {
		fields = append(fields, kpi.Field("weekday", "calendar.weekday_unknown"))
	}
	return fields
}

// SetCommittee keeps the usual day of the committee and the months without
// one, for coordinators of the whole network.
// Errors: CodeForbidden; CodeInvalid with the fields week and weekday.
func (n *Network) SetCommittee(ctx context.Context, who kpi.Who, r kpi.Committee) error {
	if fields := checkCommittee(r); len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	return n.setCommittee(ctx, who, func(tx *store.Tx) error {
		now, err := settingsOf(ctx, tx.Conn)
		if err != nil {
			return err
		}
		for _, one := range []struct{ name, old, new string }{
			{settingCommitteeDay, committeeDayText(now.Committee), committeeDayText(r)},
			{settingCommitteeWithout, committeeWithoutText(now.Committee), committeeWithoutText(r)},
		} {
			if one.old == one.new {
				continue
			}
			if err := tx.SetSetting(ctx, one.name, one.old, one.new); err != nil {
				return err
			}
		}
		return nil
	})
}

// setCommittee runs an act of somebody who says when the committee meets:
// whoever is limited to a part of the tree does not.
func (n *Network) setCommittee(ctx context.Context, who kpi.Who, f func(*store.Tx) error) error {
	if who.User.EntityID != 0 {
		return kpi.Forbidden("error.forbidden")
	}
	return n.setUp(ctx, who, coordinators, f)
}
