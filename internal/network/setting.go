package network

// This file is the settings of the installation. They are read from the
// database each time, which costs some microseconds: so a change made from
// the command line holds at once in a server that runs.

import (
	"context"
	"strconv"
	"strings"
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
}

// The names of settings, as stored.
const (
	settingNetworkName       = "network_name"
	settingFirstMonth        = "first_reporting_month"
	settingDueDay            = "due_day"
	settingAmbassadorsSeeAll = "ambassadors_see_all"
	settingDemo              = "demo"
	settingAcceptance        = "acceptance"
)

// Bounds of settings.
const (
	longestNetworkName = 80
	lastDueDay         = 31 // a shorter month has its last day
)

func defaultSettings() Settings {
	return Settings{NetworkName: "Porte-voix", DueDay: 5, AmbassadorsSeeAll: true}
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
	}
	return err
}

// texts is how the settings are stored.
func (s Settings) texts() map[string]string {
	return map[string]string{
		settingNetworkName:       s.NetworkName,
		settingFirstMonth:        s.FirstReportingMonth.String(),
		settingDueDay:            strconv.Itoa(s.DueDay),
		settingAmbassadorsSeeAll: strconv.FormatBool(s.AmbassadorsSeeAll),
		settingDemo:              strconv.FormatBool(s.Demo),
		settingAcceptance:        strconv.FormatBool(s.AcceptanceSwitchedOn),
	}
}

func (s *Settings) check() []kpi.FieldError {
	var fields []kpi.FieldError
	s.NetworkName = strings.Join(strings.Fields(s.NetworkName), " ")
	if s.NetworkName == "" || utf8.RuneCountInString(s.NetworkName) > longestNetworkName {
		fields = append(fields, kpi.Field("network_name", "people.network_name", "most", longestNetworkName))
	}
	if s.DueDay < 1 || s.DueDay > lastDueDay {
		fields = append(fields, kpi.Field("due_day", "people.due_day", "most", lastDueDay))
	}
	return fields
}

// SaveSettings keeps the settings; totals that hang on them are counted again.
// Whether the installation is a demo, only the command line says.
// Errors: CodeForbidden but for administrators; CodeInvalid with fields.
func (n *Network) SaveSettings(ctx context.Context, who kpi.Who, s Settings) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	if fields := s.check(); len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		now, err := settingsOf(ctx, tx.Conn)
		if err != nil {
			return err
		}
		if s.Demo != now.Demo && !who.System {
			return kpi.Forbidden("people.demo_setting")
		}
		before, after := now.texts(), s.texts()
		for _, name := range []string{
			settingNetworkName, settingFirstMonth, settingDueDay, settingAmbassadorsSeeAll, settingDemo, settingAcceptance,
		} {
			if before[name] == after[name] {
				continue
			}
			if err := tx.SetSetting(ctx, name, before[name], after[name]); err != nil {
				return err
			}
		}
		return n.settingsChanged(ctx, tx, now, s)
	})
}

// settingsChanged counts again what depends on settings that are now others:
// on time, and what is expected at all.
func (n *Network) settingsChanged(ctx context.Context, tx *store.Tx, before, after Settings) error {
	if before.DueDay == after.DueDay && before.FirstReportingMonth == after.FirstReportingMonth {
		return nil
	}
	return tx.RefreshTotalsFrom(ctx, kpi.FirstMonth, kpi.Calendar{Zone: n.zone, DueDay: after.DueDay})
}
