package network

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// counters are options for a file whose posts are a running counter.
var counters = ImportOptions{CreateAccounts: true, Cumulative: []string{"posts"}}

// readingsOf lists the readings of the installation.
func readingsOf(t *testing.T, n *Network) []string {
	t.Helper()
	return slices.DeleteFunc(contents(t, n), func(line string) bool { return !strings.HasPrefix(line, "reading") })
}

func TestRunningCounter(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,100\nX,a,2026-05,90\nX,a,2026-07,95\nX,a,2026-09,120\nX,a,2026-10,120\n", counters)
	wantText(t, stored(t, n),
		"2026-05 a posts=unavailable(no_reading)", "2026-06 a posts=10", "2026-07 a posts=unavailable(counter)",
		"2026-09 a posts=unavailable(no_reading)", "2026-10 a posts=0")
	wantText(t, readingsOf(t, n), "reading 1 2 2026-05 90", "reading 1 2 2026-06 100", "reading 1 2 2026-07 95", "reading 1 2 2026-09 120", "reading 1 2 2026-10 120")
}

func TestLaterFileContinuesCounter(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,100\n", counters)
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-07,130\n", counters)
	wantText(t, stored(t, n), "2026-06 a posts=unavailable(no_reading)", "2026-07 a posts=30")
	// An earlier reading gives the month after it its flow.
	r := takeIn(t, n, "platform,handle,month,posts\nX,a,2026-05,60\n", counters)
	wantText(t, stored(t, n), "2026-05 a posts=unavailable(no_reading)", "2026-06 a posts=40", "2026-07 a posts=30")
	if r.Created != 1 || r.Changed != 1 || r.From != monthOf(t, "2026-05") || r.Until != monthOf(t, "2026-05") {
		t.Errorf("%+v", r)
	}
	// A corrected reading moves two flows.
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,110\n", counters)
	wantText(t, stored(t, n), "2026-05 a posts=unavailable(no_reading)", "2026-06 a posts=50", "2026-07 a posts=20")
	// The same file again changes nothing.
	if r := takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,110\n", counters); r.Unchanged != 1 || r.Changed != 0 || r.Created != 0 {
		t.Errorf("%+v", r)
	}
}

func TestReadingLeavesWhatWasTyped(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,100\nX,a,2026-07,130\nX,b,2026-06,100\nX,b,2026-07,130\n", counters)
	id := accountOf(t, n, "a")
	some[kpi.Filing](t)(n.File(t.Context(), kpi.CommandLine(), kpi.FilingChange{Account: id, Month: monthOf(t, "2026-07"), Version: 1,
		Figures: map[string]kpi.Figure{"posts": kpi.Given(33)}}))
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,101\nX,b,2026-06,101\n", counters)
	wantText(t, stored(t, n), "2026-06 a posts=unavailable(no_reading)", "2026-06 b posts=unavailable(no_reading)", "2026-07 a posts=33", "2026-07 b posts=29")
	// A file that gives the flow itself is as good as typed.
	takeIn(t, n, "platform,handle,month,posts\nX,b,2026-07,28\n", ImportOptions{})
	takeIn(t, n, "platform,handle,month,posts\nX,b,2026-06,102\n", counters)
	wantText(t, stored(t, n)[2:], "2026-07 a posts=33", "2026-07 b posts=28")
	// So is what another column of the file says of the month.
	takeIn(t, n, "platform,handle,month,posts\nX,b,2026-06,103\nX,b,2026-07,n/a\n", counters)
	wantText(t, stored(t, n)[3:], "2026-07 b posts=unavailable(from_file)")
}

func TestReadingLeavesClosedMonth(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,100\nX,a,2026-07,130\n", counters)
	ok(t, n.CloseMonth(t.Context(), kpi.CommandLine(), monthOf(t, "2026-07")))
	r := takeIn(t, n, "platform,handle,month,posts\nX,a,2026-06,110\n", counters)
	wantText(t, stored(t, n), "2026-06 a posts=unavailable(no_reading)", "2026-07 a posts=30")
	wantText(t, told(r.Notices), `0 month "" import.next_closed`)
}

func TestUndoImport(t *testing.T) {
	n := openSetUp(t)
	header := "platform,handle,month,followers,posts,comment\n"
	takeIn(t, n, header+"X,a,2026-06,5,100,first\nX,a,2026-07,6,120,\n", counters)
	before := contents(t, n)
	r := takeIn(t, n, header+"X,a,2026-06,50,110,second\nX,a,2026-08,8,150,\nX,b,2026-08,1,,\n", counters)
	u := some[ImportResult](t)(n.UndoImport(t.Context(), kpi.CommandLine(), r.ID))
	wantTotals(t, n)
	if u.Changed != 5 || u.Unchanged != 0 {
		t.Errorf("%+v", u)
	}
	wantText(t, told(u.Notices), `0  "" import.undo_accounts`)
	wantText(t, stored(t, n), "2026-06 a followers=5 posts=unavailable(no_reading)", "2026-07 a followers=6 posts=20")
	wantText(t, readingsOf(t, n), slices.DeleteFunc(before, func(line string) bool { return !strings.HasPrefix(line, "reading") })...)
	if f := filingOf(t, n, "a", "2026-06"); f.Comment != "first" || f.State != kpi.FilingDraft {
		t.Errorf("%+v", f)
	}
	_, err := n.UndoImport(t.Context(), kpi.CommandLine(), r.ID)
	wantRefusal(t, err, kpi.CodeConflict, "import.undone")
	if list := some[[]PastImport](t)(n.Imports(t.Context(), kpi.CommandLine())); len(list) != 2 || !list[0].Undone || list[1].Undone {
		t.Errorf("%+v", list)
	}
	// The same file comes in again as it did.
	takeIn(t, n, header+"X,a,2026-06,50,110,second\nX,a,2026-08,8,150,\nX,b,2026-08,1,,\n", counters)
	wantText(t, stored(t, n), "2026-06 a followers=50 posts=unavailable(no_reading)", "2026-07 a followers=6 posts=10",
		"2026-08 a followers=8 posts=30", "2026-08 b followers=1")
}

func TestUndoLeavesWhatChangedSince(t *testing.T) {
	n := openSetUp(t)
	header := "platform,handle,month,followers,posts\n"
	r := takeIn(t, n, header+"X,a,2026-06,5,100\nX,a,2026-07,6,120\nX,a,2026-08,7,125\n", counters)
	// A later file continues from a reading of the first.
	takeIn(t, n, header+"X,a,2026-09,8,130\n", counters)
	some[kpi.Filing](t)(n.File(t.Context(), kpi.CommandLine(), kpi.FilingChange{Account: accountOf(t, n, "a"), Month: monthOf(t, "2026-07"), Version: 1,
		Figures: map[string]kpi.Figure{"followers": kpi.Given(66)}}))
	ok(t, n.CloseMonth(t.Context(), kpi.CommandLine(), monthOf(t, "2026-06")))
	u := some[ImportResult](t)(n.UndoImport(t.Context(), kpi.CommandLine(), r.ID))
	wantTotals(t, n)
	wantText(t, stored(t, n), "2026-06 a followers=5 posts=unavailable(no_reading)", "2026-07 a followers=66",
		"2026-09 a followers=8 posts=unavailable(no_reading)")
	wantText(t, readingsOf(t, n), "reading 1 2 2026-06 100", "reading 1 2 2026-09 130")
	wantText(t, told(u.Notices), `0  "" import.undo_accounts`, `0 followers "" import.undo_locked`, `0 posts "" import.undo_locked`, `0 followers "" import.undo_changed`)
	if u.Unchanged != 3 || u.Notices[3].Args["handle"] != "a" || u.Notices[3].Args["month"] != monthOf(t, "2026-07") {
		t.Errorf("%+v", u)
	}
}

func TestUndoRights(t *testing.T) {
	d := newDesk(t)
	file := func(v string) File {
		return textFile("x", "platform,handle,month,followers\nX,Camille_Atelier,2026-10,"+v+"\n")
	}
	mine := some[ImportResult](t)(d.ImportFigures(t.Context(), d.holder, file("5"), ImportOptions{}))
	theirs := some[ImportResult](t)(d.ImportFigures(t.Context(), d.coordinator, file("6"), ImportOptions{}))
	for _, who := range []kpi.Who{d.stranger, d.outsider, d.reader, d.far, d.deputy} {
		_, err := d.UndoImport(t.Context(), who, mine.ID)
		wantRefusal(t, err, kpi.CodeNotFound, "")
	}
	_, err := d.UndoImport(t.Context(), d.holder, theirs.ID)
	wantRefusal(t, err, kpi.CodeNotFound, "")
	some[ImportResult](t)(d.UndoImport(t.Context(), d.admin, theirs.ID))
	wantText(t, stored(t, d.Network), "2026-10 Camille_Atelier followers=5")
	some[ImportResult](t)(d.UndoImport(t.Context(), d.holder, mine.ID))
	_, err = d.UndoImport(t.Context(), d.admin, 999)
	wantRefusal(t, err, kpi.CodeNotFound, "")
	accounts := some[ImportResult](t)(d.ImportAccounts(t.Context(), d.admin, textFile("a", "platform,handle\nX,new\n"), false))
	_, err = d.UndoImport(t.Context(), d.admin, accounts.ID)
	wantRefusal(t, err, kpi.CodeInvalid, "import.undo_kind")
}
