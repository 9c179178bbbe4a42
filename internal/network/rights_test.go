package network

import (
	"testing"

	"portevoix/internal/kpi"
)

func TestWhoMayFile(t *testing.T) {
	d := newDesk(t)
	const hidden, sees, behalf, files = "hidden", "sees", "on behalf", "files"
	people := map[string]kpi.Who{"admin": d.admin, "coordinator": d.coordinator, "far": d.far, "reader": d.reader, "former": d.former,
		"holder": d.holder, "deputy": d.deputy, "stranger": d.stranger, "outsider": d.outsider, "system": kpi.CommandLine()}
	check := func(month string, want map[string]string) {
		t.Helper()
		m := monthOf(t, month)
		for name, who := range people {
			if got := d.right(t, who, m); got != want[name] {
				t.Errorf("%s in %s: %s, want %s", name, month, got, want[name])
			}
		}
	}
	check("2026-09", map[string]string{"admin": behalf, "coordinator": behalf, "far": hidden, "reader": sees, "former": files,
		"holder": sees, "deputy": sees, "stranger": sees, "outsider": hidden, "system": files})
	check("2026-10", map[string]string{"admin": behalf, "coordinator": behalf, "far": hidden, "reader": sees, "former": sees,
		"holder": files, "deputy": files, "stranger": sees, "outsider": hidden, "system": files})

	settings := some[Settings](t)(d.Settings(t.Context()))
	settings.AmbassadorsSeeAll = false
	ok(t, d.SaveSettings(t.Context(), d.admin, settings))
	check("2026-10", map[string]string{"admin": behalf, "coordinator": behalf, "far": hidden, "reader": sees, "former": hidden,
		"holder": files, "deputy": files, "stranger": hidden, "outsider": hidden, "system": files})
	check("2026-09", map[string]string{"admin": behalf, "coordinator": behalf, "far": hidden, "reader": sees, "former": files,
		"holder": sees, "deputy": sees, "stranger": hidden, "outsider": hidden, "system": files})

	_, err := d.Filing(t.Context(), d.admin, d.id+1, monthOf(t, "2026-10"))
	wantRefusal(t, err, kpi.CodeNotFound, "error.not_found")
}

// right tries out what a person may do with the filing of a month, and that
// what the filing says of it is so.
func (d desk) right(t *testing.T, who kpi.Who, m kpi.Month) string {
	t.Helper()
	f, err := d.Filing(t.Context(), who, d.id, m)
	change := kpi.FilingChange{Account: d.id, Month: m, Version: f.Version, Figures: map[string]kpi.Figure{
		kpi.Posts: kpi.Given(f.Figures[kpi.Posts].Value + 1)}}
	_, changeErr := d.File(t.Context(), who, change)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		if kpi.CodeOf(changeErr) != kpi.CodeNotFound {
			t.Errorf("does not see it, yet: %v", changeErr)
		}
		return "hidden"
	}
	ok(t, err)
	switch kpi.CodeOf(changeErr) {
	case kpi.CodeForbidden:
		if f.May.Edit || f.May.Submit || f.May.OnBehalf {
			t.Errorf("may %+v, yet: %v", f.May, changeErr)
		}
		return "sees"
	case kpi.CodeInvalid:
		wantFields(t, changeErr, map[string]string{"on_behalf_reason": "filing.on_behalf_reason"})
		change.OnBehalfReason = "en congé"
		d.file(t, who, change)
		if !f.May.Edit || !f.May.OnBehalf {
			t.Errorf("filed on behalf, yet may %+v", f.May)
		}
		return "on behalf"
	}
	ok(t, changeErr)
	if !f.May.Edit || f.May.OnBehalf {
		t.Errorf("filed, yet may %+v", f.May)
	}
	return "files"
}
