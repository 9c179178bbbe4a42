package network

// This file is the settings of the installation. They are read from the
// database each time, which costs some microseconds: so a change made from
// the command line holds at once in a server that runs.

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Settings of the installation that methods elsewhere read.
type Settings struct {
	NetworkName          string    // shown in the header; default "Porte-voix"
	FirstReportingMonth  kpi.Month // zero: no bound
	DueDay               int       // of the next month; default 5
	AmbassadorsSeeAll    bool      // every account's figures; default true
	Demo                 bool      // an example network: people may sign in by a button
	AcceptanceSwitchedOn bool      // default false
	// Zone names the time zone in which "now" is taken, such as Europe/Paris;
	// "": that of the program, by default Europe/Paris.
	Zone string
	// Holidays are the public holidays on which nothing is due.
	Holidays kpi.Holidays
	// Committee is the usual day of the editorial committee.
	Committee kpi.Committee
	// HistoryNamedMonths is for how many months history names the person who
	// acted, before it shows their role; default 24.
	HistoryNamedMonths int
	// PasswordsOff says that nobody signs in with a password; SaveSingleSignOn
	// keeps it, SaveSettings leaves it.
	PasswordsOff bool
	// Words are the installation's own names of the groupings, by language.
	Words OwnWords
}

// OwnWords are an installation's own names of the groupings, by language.
type OwnWords struct {
	FR, EN kpi.Words
}

// In returns the words of a language.
func (w OwnWords) In(locale string) kpi.Words {
	if locale == "en" {
		return w.EN
	}
	return w.FR
}

// The names of settings, as stored.
const (
	settingNetworkName       = "network_name"
	settingFirstMonth        = "first_reporting_month"
	settingDueDay            = "due_day"
	settingAmbassadorsSeeAll = "ambassadors_see_all"
	settingDemo              = "demo"
	settingAcceptance        = "acceptance"
	settingZone              = "zone"
	settingHolidays          = "holidays"
)

// wordSetting is one of the words, and the name under which it is stored.
type wordSetting struct {
	name string
	of   func(*Settings) *string
}

// wordSettings are all words; a name is word_LANGUAGE_GROUPING.
var wordSettings = []wordSetting{
	{"word_fr_sphere", func(s *Settings) *string { return &s.Words.FR.Sphere }},
	{"word_fr_spheres", func(s *Settings) *string { return &s.Words.FR.Spheres }},
	{"word_fr_range", func(s *Settings) *string { return &s.Words.FR.Range }},
	{"word_fr_ranges", func(s *Settings) *string { return &s.Words.FR.Ranges }},
	{"word_fr_entity", func(s *Settings) *string { return &s.Words.FR.Entity }},
	{"word_fr_entities", func(s *Settings) *string { return &s.Words.FR.Entities }},
	{"word_en_sphere", func(s *Settings) *string { return &s.Words.EN.Sphere }},
	{"word_en_spheres", func(s *Settings) *string { return &s.Words.EN.Spheres }},
	{"word_en_range", func(s *Settings) *string { return &s.Words.EN.Range }},
	{"word_en_ranges", func(s *Settings) *string { return &s.Words.EN.Ranges }},
	{"word_en_entity", func(s *Settings) *string { return &s.Words.EN.Entity }},
	{"word_en_entities", func(s *Settings) *string { return &s.Words.EN.Entities }},
}

// Bounds of settings.
const (
	longestNetworkName = 80
	lastDueDay         = 31 // a shorter month has its last day
	longestWord        = 30

	earliestReporting kpi.Month = 1990 * 12 // 1990-01
)

func defaultSettings() Settings {
	return Settings{NetworkName: "Porte-voix", DueDay: 5, AmbassadorsSeeAll: true, Holidays: kpi.HolidaysFrance, HistoryNamedMonths: defaultNamedMonths,
		Committee: kpi.Committee{Without: kpi.MonthsOfYear(time.August)}}
}

// Settings reads the settings in force.
func (n *Network) Settings(ctx context.Context) (Settings, error) { return settingsOf(ctx, n.db.Conn) }

// settingsOf reads the settings in force from wherever the caller stands.
func settingsOf(ctx context.Context, c store.Conn) (Settings, error) {
	set, err := c.Settings(ctx)
	if err != nil {
		return Settings{}, err
	}
	s := defaultSettings()
	for name, value := range set {
		if err := s.read(name, value); err != nil {
			return Settings{}, err
		}
	}
	return s, nil
}

func (s *Settings) read(name, value string) (err error) {
	switch name {
	case settingNetworkName:
		s.NetworkName = value
	case settingFirstMonth:
		err = s.FirstReportingMonth.UnmarshalText([]byte(value))
	case settingDueDay:
		s.DueDay, err = strconv.Atoi(value)
	case settingAmbassadorsSeeAll:
		s.AmbassadorsSeeAll, err = strconv.ParseBool(value)
	case settingDemo:
		s.Demo, err = strconv.ParseBool(value)
	case settingAcceptance:
		s.AcceptanceSwitchedOn, err = strconv.ParseBool(value)
	case settingZone:
		s.Zone = value
	case settingNamedMonths:
		s.HistoryNamedMonths, err = strconv.Atoi(value)
	case settingPasswordsOff:
		s.PasswordsOff = value == "true"
	case settingHolidays:
		s.Holidays = kpi.Holidays(value)
	case settingCommitteeDay, settingCommitteeWithout:
		readCommittee(&s.Committee, name, value)
	default:
		for _, w := range wordSettings {
			if w.name == name {
				*w.of(s) = value
			}
		}
	}
	return err
}

// settingText is a setting as it is stored.
type settingText struct{ name, value string }

// texts is how the settings are stored, always in the same order.
func (s Settings) texts() []settingText {
	list := []settingText{
		{settingNetworkName, s.NetworkName},
		{settingFirstMonth, s.FirstReportingMonth.String()},
		{settingDueDay, strconv.Itoa(s.DueDay)},
		{settingAmbassadorsSeeAll, strconv.FormatBool(s.AmbassadorsSeeAll)},
		{settingDemo, strconv.FormatBool(s.Demo)},
		{settingAcceptance, strconv.FormatBool(s.AcceptanceSwitchedOn)},
		{settingZone, s.Zone},
		{settingNamedMonths, strconv.Itoa(s.HistoryNamedMonths)},
		{settingHolidays, string(s.Holidays)},
		{settingCommitteeDay, committeeDayText(s.Committee)},
		{settingCommitteeWithout, committeeWithoutText(s.Committee)},
	}
	for _, w := range wordSettings {
		list = append(list, settingText{w.name, *w.of(&s)})
	}
	return list
}

// check tidies the settings and says what is wrong with them; farthest is the
// last month with which reporting may begin.
func (s *Settings) check(farthest kpi.Month) []kpi.FieldError {
	var fields []kpi.FieldError
	s.NetworkName = strings.Join(strings.Fields(s.NetworkName), " ")
	if !printable(s.NetworkName, longestNetworkName) || s.NetworkName == "" {
		fields = append(fields, kpi.Field("network_name", "people.network_name", "most", longestNetworkName))
	}
	if s.DueDay < 1 || s.DueDay > lastDueDay {
		fields = append(fields, kpi.Field("due_day", "people.due_day", "most", lastDueDay))
	}
	if s.FirstReportingMonth > farthest || (s.FirstReportingMonth != 0 && s.FirstReportingMonth < earliestReporting) {
		fields = append(fields, kpi.Field("first_month", "settings.first_month", "from", earliestReporting, "to", farthest))
	}
	if s.Zone != "" {
		if _, err := zoneOf(s.Zone); err != nil {
			fields = append(fields, kpi.Field("zone", "settings.zone_unknown", "value", cutText(s.Zone)))
		}
	}
	if s.HistoryNamedMonths < 0 || s.HistoryNamedMonths > mostNamedMonths {
		fields = append(fields, kpi.Field("named_months", "settings.named_months_bounds", "most", mostNamedMonths))
	}
	if !s.Holidays.Valid() {
		fields = append(fields, kpi.Field("holidays", "calendar.holidays_unknown", "value", cutText(string(s.Holidays))))
	}
	return append(fields, append(checkCommittee(s.Committee), s.checkWords()...)...)
}

// calendar is the calendar that the settings make in a zone.
func (s Settings) calendar(zone *time.Location) kpi.Calendar {
	return kpi.Calendar{Zone: zone, DueDay: s.DueDay, Holidays: s.Holidays}
}

func (s *Settings) checkWords() []kpi.FieldError {
	var fields []kpi.FieldError
	for _, w := range wordSettings {
		word := w.of(s)
		*word = strings.Join(strings.Fields(*word), " ")
		if !printable(*word, longestWord) {
			fields = append(fields, kpi.Field(w.name, "settings.word_long", "most", longestWord))
		}
	}
	for i := 0; i < len(wordSettings); i += 2 { // of one grouping, then of several
		if one, many := *wordSettings[i].of(s), *wordSettings[i+1].of(s); (one == "") != (many == "") {
			fields = append(fields, kpi.Field(wordSettings[i+1].name, "settings.word_pair"))
		}
	}
	return fields
}

// printable reports whether a text is one that can be shown, of so many
// characters at most.
func printable(text string, most int) bool {
	return utf8.ValidString(text) && utf8.RuneCountInString(text) <= most &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// cutText shortens what was given to what a message can repeat.
func cutText(text string) string {
	const longest = 80
	if r := []rune(text); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return text
}

// zoneOf reads the name of a time zone; "Local" is none, since it is another
// on each machine.
func zoneOf(name string) (*time.Location, error) {
	if name == "Local" || name == "" {
		return nil, errors.New("network: not the name of a zone")
	}
	return time.LoadLocation(name)
}

// setZone takes the zone that the settings name; one that this machine does
// not know is left out.
func (n *Network) setZone(name string) {
	zone, err := zoneOf(name)
	if err != nil {
		zone = nil
	}
	n.set.Store(zone)
}

// SaveSettings keeps the settings; totals that hang on them are counted again.
// Whether the installation is a demo, only the command line says.
// Errors: CodeForbidden but for administrators; CodeInvalid with fields.
func (n *Network) SaveSettings(ctx context.Context, who kpi.Who, s Settings) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	if fields := s.check(n.CurrentMonth().Add(farthestMonths)); len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	err := n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		now, err := settingsOf(ctx, tx.Conn)
		if err != nil {
			return err
		}
		if s.Demo != now.Demo && !who.System {
			return kpi.Forbidden("people.demo_setting")
		}
		before, after := now.texts(), s.texts()
		for i := range after {
			if before[i].value == after[i].value {
				continue
			}
			if err := tx.SetSetting(ctx, after[i].name, before[i].value, after[i].value); err != nil {
				return err
			}
		}
		return n.settingsChanged(ctx, tx, now, s)
	})
	if err == nil {
		n.setZone(s.Zone)
	}
	return err
}

// settingsChanged counts again what depends on settings that are now others:
// on time, and what is expected at all.
func (n *Network) settingsChanged(ctx context.Context, tx *store.Tx, before, after Settings) error {
	if before.DueDay == after.DueDay && before.FirstReportingMonth == after.FirstReportingMonth && before.Zone == after.Zone &&
		before.Holidays == after.Holidays {
		return nil
	}
	zone := n.location()
	if after.Zone != before.Zone {
		if zone = n.zone; after.Zone != "" {
			var err error
			if zone, err = zoneOf(after.Zone); err != nil {
				return err
			}
		}
	}
	return tx.RefreshTotalsFrom(ctx, kpi.FirstMonth, after.calendar(zone))
}
