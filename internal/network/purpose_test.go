package network

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// TestPurposeTellsTheRights compares what the page says of each role with what
// somebody of that role is in fact shown.
func TestPurposeTellsTheRights(t *testing.T) {
	d := newDesk(t)
	d.file(t, d.holder, d.october(0, answers()))
	people := map[kpi.Role]kpi.Who{}
	for _, role := range kpi.Roles {
		people[role] = addPersonAs(t, d.Network, "told."+string(role), role, "")
	}
	for _, all := range []bool{true, false} {
		settings := some[Settings](t)(d.Settings(t.Context()))
		settings.AmbassadorsSeeAll = all
		ok(t, d.SaveSettings(t.Context(), d.admin, settings))
		p := some[Purpose](t)(d.Purpose(t.Context(), "fr"))
		if p.AmbassadorsSeeAll != all || !p.Limited || p.DueDay != 5 || p.NamedMonths != 24 || p.Fewest != 3 {
			t.Errorf("the page says %+v", p)
		}
		for role, who := range people {
			_, err := d.Summary(t.Context(), who, kpi.NewMonth(2026, 10), kpi.Filter{})
			if told := slices.Contains(p.Sight.Totals, role); told != (err == nil) {
				t.Errorf("%s sees the totals, it says: %v; in fact: %v", role, told, err)
			}
			view, err := d.AccountView(t.Context(), who, d.id)
			if told := slices.Contains(p.Sight.Figures, role); told != (err == nil) {
				t.Errorf("%s sees every account's figures, it says: %v; in fact: %v", role, told, err)
			}
			if told := slices.Contains(p.Sight.Persons, role); told != (len(view.Holders) > 0) {
				t.Errorf("%s sees who is behind an account, it says: %v; in fact: %v", role, told, view.Holders)
			}
		}
	}
}

func TestPurposeListsWhatIsAskedNow(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	asked := func() map[string]AskedIndicator {
		m := map[string]AskedIndicator{}
		for _, a := range some[Purpose](t)(d.Purpose(ctx, "fr")).Asked {
			m[a.Indicator.Code] = a
		}
		return m
	}
	before := asked()
	if len(before) != 7 || !before[kpi.Followers].OfAll() {
		t.Errorf("a new installation asks %v", before)
	}
	if named := before[kpi.Shares].Named; len(named) != 1 || named[0].Platform != "X" {
		t.Errorf("shares have another name on %v: there are accounts on X alone", named)
	}
	ids := map[string]kpi.ID{}
	for _, i := range some[[]kpi.Indicator](t)(d.Indicators(ctx)) {
		ids[i.Code] = i.ID
	}
	now := d.CurrentMonth()
	groups, err := d.db.Groups(ctx)
	ok(t, err)
	for _, ask := range []kpi.IndicatorAsk{
		{Indicator: ids[kpi.Comments], Platform: groups.Platforms[1].ID, From: now},
		{Indicator: ids[kpi.Comments], Sphere: groups.Spheres[0].ID, From: now},
		{Indicator: ids[kpi.Comments], Account: d.id, From: now},
		{Indicator: ids[kpi.Clicks], From: now.Add(1)},
	} {
		ok(t, d.SetAsked(ctx, d.admin, ask, true))
	}
	ok(t, d.SetAsked(ctx, d.admin, kpi.IndicatorAsk{Indicator: ids[kpi.SearchRank], From: now}, false))
	after := asked()
	want := []PurposeScope{{PlatformID: groups.Platforms[1].ID, Platform: "LinkedIn"}, {Sphere: "Ventes"}, {Accounts: 1}}
	if got := after[kpi.Comments]; !slices.Equal(got.Of, want) || got.OfAll() {
		t.Errorf("comments are asked of %+v, want %+v", got.Of, want)
	}
	for _, code := range []string{kpi.Clicks, kpi.SearchRank, kpi.Interactions} {
		if _, there := after[code]; there {
			t.Errorf("%s is not asked now, yet listed", code)
		}
	}
}

func TestPurposeIsWordedByAdministrators(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	words := PurposeWords{PurposeWhy: {Heading: "  Pour   décider ", Text: " Un.\r\n\r\n\r\n\r\n- deux  \r\n- trois\r\n "}}
	for _, who := range []kpi.Who{d.coordinator, d.holder, d.reader, d.outsider} {
		wantCode(t, d.SavePurpose(ctx, who, "fr", words, ""), kpi.CodeForbidden)
	}
	ok(t, d.SavePurpose(ctx, d.admin, "fr", words, " reseau@example.org "))
	p := some[Purpose](t)(d.Purpose(ctx, "fr"))
	if got := p.Words[PurposeWhy]; got != (PurposeText{"Pour décider", "Un.\n\n- deux\n- trois"}) || p.Contact != "reseau@example.org" {
		t.Errorf("kept %+v and %q", got, p.Contact)
	}
	if other := some[Purpose](t)(d.Purpose(ctx, "en")); other.Words[PurposeWhy] != (PurposeText{}) || other.Contact != "reseau@example.org" {
		t.Errorf("the other language has %+v", other)
	}
	if p.Words[PurposeNever] != (PurposeText{}) {
		t.Errorf("what was not worded is %+v", p.Words[PurposeNever])
	}

	ok(t, d.SavePurpose(ctx, d.admin, "fr", nil, ""))
	if p = some[Purpose](t)(d.Purpose(ctx, "fr")); p.Words[PurposeWhy] != (PurposeText{}) || p.Contact != "" {
		t.Errorf("the usual wording is back, but for %+v", p)
	}
	var changes []string
	for _, c := range changesOf(t, d.Network, "settings", 0) {
		if strings.HasPrefix(c.Field, settingPurpose) {
			changes = append(changes, c.Field+": "+c.Old+" -> "+c.New)
		}
	}
	want := []string{
		"purpose_fr_why_heading:  -> Pour décider", "purpose_fr_why_text:  -> Un.\n\n- deux\n- trois", "purpose_contact:  -> reseau@example.org",
		"purpose_fr_why_heading: Pour décider -> ", "purpose_fr_why_text: Un.\n\n- deux\n- trois -> ", "purpose_contact: reseau@example.org -> ",
	}
	if !slices.Equal(changes, want) {
		t.Errorf("the history has %q, want %q", changes, want)
	}
}

func TestPurposeRefusesWhatCannotBeShown(t *testing.T) {
	d := newDesk(t)
	err := d.SavePurpose(t.Context(), d.admin, "de", PurposeWords{
		PurposeWhy:   {Heading: strings.Repeat("a", longestHeading+1), Text: "a\x00b"},
		PurposeNever: {Heading: "b\x07", Text: strings.Repeat("é", longestWording+1)},
		PurposeData:  {Heading: "Emoji 🙂", Text: strings.Repeat("é", longestWording)},
		PurposeWhom:  {Text: "\xff"},
	}, "not an address")
	wantFields(t, err, map[string]string{
		"why_heading": "purpose.text_long", "why_text": "purpose.text_long", "never_heading": "purpose.text_long", "never_text": "purpose.text_long",
		"whom_text": "purpose.text_long", "contact": "people.email", "locale": "people.locale",
	})
	if p := some[Purpose](t)(d.Purpose(t.Context(), "fr")); p.Words[PurposeData] != (PurposeText{}) {
		t.Errorf("a refused form kept %+v", p.Words)
	}
}
