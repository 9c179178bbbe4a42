package jobs_test

import (
	"archive/zip"
	"bytes"
	"io"
	"testing"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// person adds somebody whose name and address stand nowhere else.
func (b *bureau) person(name string, role kpi.Role) kpi.Who {
	b.t.Helper()
	i, err := b.AddUser(b.t.Context(), kpi.CommandLine(), network.NewUser{Email: kpi.Fold(name) + "@quintefeuille.example", Name: name + " Quintefeuille", Role: role})
	b.must(err)
	return kpi.Who{User: i.User, Channel: kpi.ChannelForm}
}

// TestIssuedReportsNameNobodyAndStay issues a report about somebody's account
// and erases them: no person's name or address stands anywhere in the file, and
// not a byte of it changes.
func TestIssuedReportsNameNobodyAndStay(t *testing.T) {
	b := newBureau(t)
	ctx := t.Context()
	admin, direction, noa := b.person("Adelaide", kpi.RoleAdmin), b.person("Bastienne", kpi.RoleCoordinator), b.person("Noa", kpi.RoleAmbassador)
	b.must(b.HandOver(ctx, direction, b.account, noa.User.ID, kpi.NewDay(2026, 7, 1)))
	report, err := jobs.Publish(ctx, b.Network, direction, network.ReportOrder{Month: october, Locale: "fr"})
	b.must(err)
	before, err := b.IssuedData(ctx, direction, report.Number)
	b.must(err)
	names := [][]byte{[]byte("Quintefeuille"), []byte("quintefeuille.example"), []byte("Bastienne"), []byte("Adelaide")}
	z, err := zip.NewReader(bytes.NewReader(before), int64(len(before)))
	b.must(err)
	for _, f := range z.File {
		r, err := f.Open()
		b.must(err)
		content, err := io.ReadAll(r)
		b.must(err)
		for _, name := range names {
			if bytes.Contains(content, name) {
				t.Errorf("%s names %s", f.Name, name)
			}
		}
	}

	b.must(b.Leave(ctx, admin, noa.User.ID, network.Departure{From: b.Today(), Holders: map[kpi.ID]kpi.ID{b.account: 0}}))
	b.must(b.Erase(ctx, admin, noa.User.ID, noa.User.Email))
	b.must(b.Leave(ctx, admin, direction.User.ID, network.Departure{From: b.Today()}))
	b.must(b.Erase(ctx, admin, direction.User.ID, direction.User.Email))
	after, err := b.IssuedData(ctx, kpi.CommandLine(), report.Number)
	b.must(err)
	if !bytes.Equal(before, after) {
		t.Error("the report changed")
	}
}
