package network

// This file says what the figures are for: what is asked and who sees what,
// as it is in force, and the parts of the page that an installation words
// itself.

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// PurposePart is a part of the page that an installation may word itself.
type PurposePart string

// The parts, in the order of the page.
const (
	PurposeWhy   PurposePart = "why"   // what the figures serve
	PurposeNever PurposePart = "never" // what is never done with them
	PurposeData  PurposePart = "data"  // a person's rights over their own data
	PurposeWhom  PurposePart = "whom"  // whom to ask
)

// PurposeParts lists the parts.
var PurposeParts = []PurposePart{PurposeWhy, PurposeNever, PurposeData, PurposeWhom}

// PurposeText is the wording of a part. A blank line begins a paragraph; lines
// that begin with "- " are a list.
type PurposeText struct {
	Heading, Text string // "" is the usual wording
}

// PurposeWords are an installation's own wording of the parts in one language.
type PurposeWords map[PurposePart]PurposeText

// Purpose is what the figures are for, as it stands now.
type Purpose struct {
	Asked             []AskedIndicator // in the current month
	DueDay            int              // of the next month
	NamedMonths       int              // for which history names who acted; then their role
	AmbassadorsSeeAll bool
	Fewest            int  // accounts of a filter, for whoever doesn't see each of them
	Limited           bool // people may be limited to an entity: there are some
	Sight             PurposeSight
	Words             PurposeWords // in the language asked for
	Contact           string       // e-mail address; "": none given
}

// AskedIndicator is an indicator that is asked now.
type AskedIndicator struct {
	Indicator kpi.Indicator
	// Named are the platforms with accounts on which it has a name of its own.
	Named []PurposeScope
	// Of is of whom it is asked; one without any name is of all accounts.
	Of []PurposeScope
}

// OfAll reports whether it is asked of all accounts.
func (a AskedIndicator) OfAll() bool { return slices.Contains(a.Of, PurposeScope{}) }

// PurposeScope is accounts that an indicator is asked of: those on a platform,
// of a sphere, or both, or some accounts one by one.
type PurposeScope struct {
	PlatformID       kpi.ID
	Platform, Sphere string
	Accounts         int // how many are asked it one by one
}

// PurposeSight is which roles see what, as the rights decide it. What a role
// leaves out, people still see of the accounts that they file for.
type PurposeSight struct {
	Totals  []kpi.Role // of the network, its charts and its workbook
	Figures []kpi.Role // of every account
	Persons []kpi.Role // behind the personas, and when they filed
}

// Bounds of what administrators write, and the names under which it is stored.
const (
	longestHeading  = 120
	longestWording  = 4000
	settingPurpose  = "purpose_"
	settingContact  = settingPurpose + "contact"
	purposeHeading  = "heading"
	purposeText     = "text"
	purposeLanguage = "locale"
)

// purposeSetting is the name under which a wording is stored.
func purposeSetting(locale string, part PurposePart, what string) string {
	return settingPurpose + locale + "_" + string(part) + "_" + what
}

// Purpose tells anybody what the figures are for, with the installation's own
// words in a language.
func (n *Network) Purpose(ctx context.Context, locale string) (Purpose, error) {
	var p Purpose
	err := n.db.Snapshot(ctx, func(c store.Conn) error {
		set, err := c.Settings(ctx)
		if err != nil {
			return err
		}
		settings, err := settingsOf(ctx, c)
		if err != nil {
			return err
		}
		p = Purpose{DueDay: settings.DueDay, AmbassadorsSeeAll: settings.AmbassadorsSeeAll, NamedMonths: namedMonths(set),
			Fewest: fewest, Words: purposeWords(set, locale), Contact: set[settingContact]}
		if p.Sight, err = n.purposeSight(ctx, c); err != nil {
			return err
		}
		groups, err := c.Groups(ctx)
		if err != nil {
			return err
		}
		p.Limited = len(groups.Entities) > 0
		p.Asked, err = n.askedNow(ctx, c, groups)
		return err
	})
	return p, err
}

func purposeWords(set map[string]string, locale string) PurposeWords {
	words := PurposeWords{}
	for _, part := range PurposeParts {
		words[part] = PurposeText{
			Heading: set[purposeSetting(locale, part, purposeHeading)],
			Text:    set[purposeSetting(locale, part, purposeText)],
		}
	}
	return words
}

// purposeSight asks the rights themselves what somebody of each role sees who
// files for no account.
func (n *Network) purposeSight(ctx context.Context, c store.Conn) (PurposeSight, error) {
	var seen PurposeSight
	for _, role := range kpi.Roles {
		who := kpi.Who{User: kpi.User{Role: role}}
		s, err := n.sightOf(ctx, c, who)
		if err != nil {
			return seen, err
		}
		if seesTotals(who) {
			seen.Totals = append(seen.Totals, role)
		}
		if s.all {
			seen.Figures = append(seen.Figures, role)
		}
		if s.knows(0) {
			seen.Persons = append(seen.Persons, role)
		}
	}
	return seen, nil
}

// askedNow lists what is asked in the current month, in the order of the
// screen.
func (n *Network) askedNow(ctx context.Context, c store.Conn, groups store.Groups) ([]AskedIndicator, error) {
	indicators, err := c.Indicators(ctx)
	if err != nil {
		return nil, err
	}
	used, err := c.UsedPlatforms(ctx)
	if err != nil {
		return nil, err
	}
	var list []AskedIndicator
	for _, i := range indicators {
		asked := AskedIndicator{Indicator: i, Of: scopesIn(i, n.CurrentMonth(), groups)}
		if i.Derived || len(asked.Of) == 0 {
			continue
		}
		for _, platform := range groups.Platforms {
			if used[platform.ID] && hasOwnLabel(i, platform.ID) {
				asked.Named = append(asked.Named, PurposeScope{PlatformID: platform.ID, Platform: platform.Name})
			}
		}
		list = append(list, asked)
	}
	return list, nil
}

func hasOwnLabel(i kpi.Indicator, platform kpi.ID) bool {
	return slices.ContainsFunc(i.Labels, func(l kpi.IndicatorLabel) bool { return l.Platform == platform })
}

// scopesIn lists of whom an indicator is asked in a month; of all accounts is
// the only scope where it is one.
func scopesIn(i kpi.Indicator, month kpi.Month, groups store.Groups) []PurposeScope {
	var scopes []PurposeScope
	single := map[kpi.ID]bool{}
	for _, ask := range i.Asks {
		if !ask.In(month) {
			continue
		}
		if ask.Account != 0 {
			single[ask.Account] = true
			continue
		}
		platform, _ := groupOf(groups.Platforms, ask.Platform)
		sphere, _ := groupOf(groups.Spheres, ask.Sphere)
		scope := PurposeScope{PlatformID: ask.Platform, Platform: platform.Name, Sphere: sphere.Name}
		if scope == (PurposeScope{}) {
			return []PurposeScope{scope}
		}
		if !slices.Contains(scopes, scope) {
			scopes = append(scopes, scope)
		}
	}
	if len(single) > 0 {
		scopes = append(scopes, PurposeScope{Accounts: len(single)})
	}
	return scopes
}

// SavePurpose keeps the installation's own wording in a language, and the
// address of whom to ask. What is "" has the usual wording again.
// Errors: CodeForbidden but for administrators; CodeInvalid with the fields
// PART_heading, PART_text and contact.
func (n *Network) SavePurpose(ctx context.Context, who kpi.Who, locale string, words PurposeWords, contact string) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	after, fields := purposeTexts(locale, words)
	contact = strings.TrimSpace(contact)
	if address, err := mail.ParseAddress(contact); contact != "" && (err != nil || address.Address != contact || len(contact) > longestEmail) {
		fields = append(fields, kpi.Field("contact", "people.email", "value", cutText(contact)))
	}
	if locale != "fr" && locale != "en" {
		fields = append(fields, kpi.Field(purposeLanguage, "people.locale", "value", cutText(locale)))
	}
	if len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	after = append(after, settingText{settingContact, contact})
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		before, err := tx.Settings(ctx)
		if err != nil {
			return err
		}
		for _, s := range after {
			if before[s.name] == s.value {
				continue
			}
			if err := tx.SetSetting(ctx, s.name, before[s.name], s.value); err != nil {
				return err
			}
		}
		return nil
	})
}

// purposeTexts tidies a wording and says what is wrong with it.
func purposeTexts(locale string, words PurposeWords) ([]settingText, []kpi.FieldError) {
	var texts []settingText
	var fields []kpi.FieldError
	for _, part := range PurposeParts {
		heading, text := strings.Join(strings.Fields(words[part].Heading), " "), tidyText(words[part].Text)
		if !printable(heading, longestHeading) {
			fields = append(fields, kpi.Field(string(part)+"_"+purposeHeading, "purpose.text_long", "most", longestHeading))
		}
		if !printable(strings.ReplaceAll(text, "\n", ""), longestWording) {
			fields = append(fields, kpi.Field(string(part)+"_"+purposeText, "purpose.text_long", "most", longestWording))
		}
		texts = append(texts, settingText{purposeSetting(locale, part, purposeHeading), heading},
			settingText{purposeSetting(locale, part, purposeText), text})
	}
	return texts, fields
}

// tidyText writes a text with plain ends of lines, without blanks around its
// lines, and with one blank line at most between paragraphs.
func tidyText(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text)
	if !utf8.ValidString(text) {
		return text // refused as it is
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if line != "" || (len(lines) > 0 && lines[len(lines)-1] != "") {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
