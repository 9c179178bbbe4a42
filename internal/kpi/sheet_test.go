package kpi

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestSheetManifestComesBack(t *testing.T) {
	s := Sheet{Template: SheetTemplate, Network: "0123", Month: NewMonth(2026, 10), Locale: "fr", At: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC), Lines: []SheetLine{
		{Account: 7, Code: "followers", Name: "Camille_x0041_ «\u00a0É\u00a0» <&>", Identity: "X", Label: "Abonnés", Asked: true, Version: 3,
			Stood: Figure{State: StateValue, Value: 0.1, Note: "a\nb\tc\x7f\ufffe\"\\"}, Before: Given(0), YearBefore: Figure{State: StateUnavailable, Reason: ReasonNotShown}, Percent: true},
		{Account: 7, Name: "Camille", Identity: "X", Asked: true, Comment: "=1+1\r\n_x000D_"},
	}}
	rows, err := s.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if strings.ContainsFunc(row, func(r rune) bool { return r < 0x20 || r == 0x7f || r == 0xfffe }) || strings.Contains(row, "_x0") {
			t.Errorf("a program may change %q", row)
		}
	}
	back, err := ReadSheetManifest(rows)
	if err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%v\n%+v\n%+v", err, back, s)
	}
	for name, broken := range map[string][]string{
		"none": nil, "a line too few": rows[:2], "a line twice": append(rows[:2:2], rows[1], rows[2]), "not JSON": {rows[0], "x", rows[2]}, "no head": rows[1:],
	} {
		if _, err := ReadSheetManifest(broken); CodeOf(err) != CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
