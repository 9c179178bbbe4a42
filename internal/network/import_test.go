package network

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// textFile is a file with the given text.
func textFile(name, text string) File {
	return File{Name: name, Size: int64(len(text)), ReadSeeker: bytes.NewReader([]byte(text))}
}

// takeIn imports figures that have to come in.
func takeIn(t *testing.T, n *Network, text string, o ImportOptions) ImportResult {
	t.Helper()
	r, err := n.ImportFigures(t.Context(), kpi.CommandLine(), textFile("figures.csv", text), o)
	if err != nil {
		t.Fatal(err)
	}
	wantTotals(t, n)
	return r
}

// create makes unknown accounts.
var create = ImportOptions{CreateAccounts: true}

// refuse imports figures that must be refused and returns the problems, as
// "line field value key"; nothing may be stored.
func refuse(t *testing.T, n *Network, who kpi.Who, text string, o ImportOptions) []string {
	t.Helper()
	before := contents(t, n)
	r, err := n.ImportFigures(t.Context(), who, textFile("figures.csv", text), o)
	code := kpi.CodeLocked
	if slices.ContainsFunc(r.Problems, func(f kpi.FieldError) bool { return f.Key != "import.closed" }) {
		code = kpi.CodeInvalid
	}
	wantRefusal(t, err, code, "import.refused")
	var e *kpi.Error
	if errors.As(err, &e) && (len(e.Fields) != len(r.Problems) || len(e.Fields) == 0) {
		t.Errorf("the error has %d fields, the result %d problems", len(e.Fields), len(r.Problems))
	}
	o.DryRun = true
	dry, err := n.ImportFigures(t.Context(), who, textFile("figures.csv", text), o)
	if err != nil || fmt.Sprint(dry.Problems) != fmt.Sprint(r.Problems) {
		t.Errorf("a dry run says %v, %v", dry.Problems, err)
	}
	if after := contents(t, n); !slices.Equal(after, before) {
		t.Errorf("a refused file left\n%s", strings.Join(after, "\n"))
	}
	return told(r.Problems)
}

func told(list []kpi.FieldError) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = fmt.Sprintf("%d %s %q %s", f.Line, f.Field, f.Value, f.Key)
	}
	return out
}

// contents lists all that imports write: accounts with their handles and life,
// filings and their figures, readings.
func contents(t *testing.T, n *Network) []string {
	t.Helper()
	ctx := t.Context()
	var lines []string
	identities, err := n.db.AccountIdentities(ctx)
	ok(t, err)
	var ids []kpi.ID
	for _, a := range identities {
		ids = append(ids, a.ID)
		lines = append(lines, fmt.Sprintf("account %d %s %s %v", a.ID, a.ExternalID, a.Persona, a.First))
	}
	for _, h := range some[[]store.HandleRow](t)(n.db.AllHandles(ctx)) {
		lines = append(lines, fmt.Sprintf("handle %d %s %v %v", h.Account, h.Handle, h.From, h.Until))
	}
	var months []kpi.Month
	ok(t, n.Export(ctx, kpi.CommandLine(), 0, 0, func(r ExportRow) error {
		months = append(months, r.Month)
		lines = append(lines, fmt.Sprintf("%s %s %s %s", r.Month, r.Account.Handle, figuresText(r.Figures), r.Comment))
		return nil
	}))
	slices.Sort(months)
	for _, m := range slices.Compact(months) {
		for _, f := range some[map[kpi.ID]store.FilingRow](t)(n.db.FilingsOf(ctx, m, ids)) {
			lines = append(lines, fmt.Sprintf("filing %d %s %s %s", f.Account, m, f.State, f.Comment))
		}
		for _, r := range some[[]store.ReadingRow](t)(n.db.Readings(ctx, m, ids)) {
			lines = append(lines, fmt.Sprintf("reading %d %d %s %v", r.Account, r.Indicator, m, r.Value.V))
		}
	}
	slices.Sort(lines)
	return lines
}

// figuresText writes figures as "followers=5 posts=unavailable(no_reading)".
func figuresText(figures map[string]kpi.Figure) string {
	var parts []string
	for code, f := range figures {
		switch f.State {
		case kpi.StateValue:
			parts = append(parts, fmt.Sprintf("%s=%v", code, f.Value))
		case kpi.StateUnavailable:
			parts = append(parts, fmt.Sprintf("%s=unavailable(%s)", code, f.Reason))
		default:
			parts = append(parts, code+"="+f.State.String())
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// stored lists the figures that there are, as "2026-10 ada followers=5".
func stored(t *testing.T, n *Network) []string {
	t.Helper()
	var lines []string
	ok(t, n.Export(t.Context(), kpi.CommandLine(), 0, 0, func(r ExportRow) error {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Month, r.Account.Handle, figuresText(r.Figures))))
		return nil
	}))
	slices.Sort(lines)
	return lines
}

func wantText(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// wantTotals counts every total again and compares.
func wantTotals(t *testing.T, n *Network) {
	t.Helper()
	errCheck := errors.New("only looked")
	err := n.db.Write(t.Context(), n.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		cal, err := n.calendarOf(t.Context(), tx.Conn)
		if err != nil {
			return err
		}
		faults, _, err := tx.CheckTotals(t.Context(), cal)
		if len(faults) > 0 {
			t.Errorf("totals differ: %v", faults)
		}
		return errors.Join(err, errCheck)
	})
	if !errors.Is(err, errCheck) || kpi.CodeOf(err) == "" {
		t.Fatal(err)
	}
}

// filingOf reads a filing by the account's handle today.
func filingOf(t *testing.T, n *Network, handle, month string) kpi.Filing {
	t.Helper()
	return some[kpi.Filing](t)(n.Filing(t.Context(), kpi.CommandLine(), accountOf(t, n, handle), monthOf(t, month)))
}

func accountOf(t *testing.T, n *Network, handle string) kpi.ID {
	t.Helper()
	list, _, err := n.Accounts(t.Context(), kpi.CommandLine(), AccountQuery{Limit: 500})
	ok(t, err)
	for _, a := range list {
		if kpi.FoldHandle(a.Handle) == kpi.FoldHandle(handle) {
			return a.ID
		}
	}
	t.Fatalf("no account %s", handle)
	return 0
}

func TestImportThreeForms(t *testing.T) {
	want := []string{"2026-09 ada followers=10 likes=na posts=1", "2026-10 ada followers=12 likes=0 posts=unavailable(from_file)", "2026-10 bob followers=5"}
	for form, file := range map[string]struct {
		text string
		o    ImportOptions
	}{
		"wide": {"platform,handle,month,followers,posts,likes\nX,ada,2026-09,10,1,s/o\nX,ada,2026-10,12,n/a,0\nX,bob,2026-10,5,,\n", create},
		"long": {"platform;handle;month;indicator;value\nX;ada;2026-09;followers;10\nX;ada;2026-09;posts;1\nX;ada;2026-09;likes;so\nX;ada;2026-10;posts;NA\n" +
			"X;ada;2026-10;followers;12\nX;@ADA;2026-10;likes;0\nX;bob;2026-10;followers;5\nX;bob;2026-10;posts;\n", create},
		"months in columns": {"platform\thandle\tindicator\t2026-09\toct. 2026\nX\tada\tfollowers\t10\t12\nX\tada\tposts\t1\tnd\nX\tada\tlikes\ts/o\t0\nX\tbob\tfollowers\t\t5\n",
			ImportOptions{CreateAccounts: true, MonthsInColumns: true}},
	} {
		t.Run(form, func(t *testing.T) {
			n := openSetUp(t)
			r := takeIn(t, n, file.text, file.o)
			wantText(t, stored(t, n), want...)
			if r.Created != 7 || r.Changed != 0 || r.Unchanged != 0 || r.AccountsCreated != 2 || r.From != monthOf(t, "2026-09") || r.Until != monthOf(t, "2026-10") || r.ID == 0 {
				t.Errorf("%+v", r)
			}
			before := contents(t, n)
			again := takeIn(t, n, file.text, file.o)
			if again.Created != 0 || again.Changed != 0 || again.Unchanged != 7 || again.AccountsCreated != 0 {
				t.Errorf("again: %+v", again)
			}
			wantText(t, contents(t, n), before...)
			if f := filingOf(t, n, "ada", "2026-10"); f.Version != 1 {
				t.Errorf("the same file again makes version %d", f.Version)
			}
		})
	}
}

func TestImportBlankLeavesWhatIsThere(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,followers,posts,comment\nX,ada,2026-10,10,1,kept\n", create)
	r := takeIn(t, n, "platform,handle,month,followers,posts,comment\nX,ada,2026-10,,2,\n", ImportOptions{})
	wantText(t, stored(t, n), "2026-10 ada followers=10 posts=2")
	if r.Created != 0 || r.Changed != 1 || r.Unchanged != 0 {
		t.Errorf("%+v", r)
	}
	f := filingOf(t, n, "ada", "2026-10")
	if f.Comment != "kept" || f.Version != 2 || f.State != kpi.FilingDraft {
		t.Errorf("%+v", f)
	}
}

func TestImportBareUnavailableKeepsTheReason(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,followers,posts\nX,ada,2026-10,10,3\n", create)
	ada := accountOf(t, n, "ada")
	month, err := kpi.ParseMonth("2026-10")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.File(t.Context(), kpi.CommandLine(), kpi.FilingChange{Account: ada, Month: month, Version: 1,
		Figures: map[string]kpi.Figure{kpi.Posts: {State: kpi.StateUnavailable, Reason: kpi.ReasonNoAccess}}, OnBehalfReason: "told by telephone"}); err != nil {
		t.Fatal(err)
	}
	r := takeIn(t, n, "platform,handle,month,followers,posts\nX,ada,2026-10,n/a,n/a\n", ImportOptions{})
	if r.Changed != 1 || r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	f := filingOf(t, n, "ada", "2026-10")
	if f.Figures[kpi.Posts].Reason != kpi.ReasonNoAccess || f.Figures[kpi.Followers].Reason != kpi.ReasonFromFile {
		t.Errorf("%+v", f.Figures)
	}
}

func TestImportDryRunStoresNothing(t *testing.T) {
	n := openSetUp(t)
	before := contents(t, n)
	r, err := n.ImportFigures(t.Context(), kpi.CommandLine(), textFile("a.csv", "platform,handle,month,followers,sphere\nBlip,ada,2026-10,10,Ventes\n"),
		ImportOptions{CreateAccounts: true, DryRun: true})
	if err != nil || r.ID != 0 || r.Created != 1 || r.AccountsCreated != 1 || r.Rows != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	wantText(t, told(r.Notices), `0 platform "" import.platform_created`, `0 sphere "" import.sphere_created`)
	wantText(t, contents(t, n), before...)
	groups := some[Groups](t)(n.Groups(t.Context(), kpi.CommandLine()))
	if len(groups.Spheres) != 0 {
		t.Error("a dry run made a sphere")
	}
	if list := some[[]PastImport](t)(n.Imports(t.Context(), kpi.CommandLine())); len(list) != 0 {
		t.Errorf("a dry run is listed: %v", list)
	}
}

func TestImportRefuses(t *testing.T) {
	n := openSetUp(t)
	takeIn(t, n, "platform,handle,month,followers\nX,ada,2026-08,10\n", create)
	ok(t, n.CloseMonth(t.Context(), kpi.CommandLine(), monthOf(t, "2026-09")))
	system := kpi.CommandLine()
	header := "platform,handle,month,followers,posts\n"
	for name, c := range map[string]struct {
		text string
		o    ImportOptions
		want []string
	}{
		"every bad cell": {header + "X,ada,2026-10,many,-3\nX,ada,2026-08,1.5,1\n", create, []string{
			`2 followers "many" number.unreadable`, `2 posts "-3" figure.negative`, `3 followers "1.5" figure.whole`}},
		"unknown account with a bad cell": {header + "X,nobody,2026-10,many,1\n", ImportOptions{}, []string{
			`2 followers "many" number.unreadable`, `2 handle "nobody" import.unknown_account`}},
		"unknown account and month": {header + "X,nobody,2026-10,1,1\nY,ada,2026-10,1,1\nX,ada,soon,1,1\n", ImportOptions{}, []string{
			`2 handle "nobody" import.unknown_account`, `3 platform "Y" import.unknown_platform`, `4 month "soon" import.month`}},
		"a month to come": {header + "X,ada,2026-12,1,1\nX,ada,2027-01,1,1\n", ImportOptions{}, []string{
			`2 month "2026-12" import.future`, `3 month "2027-01" import.future`}},
		"a closed month": {header + "X,ada,2026-10,1,1\nX,ada,2026-09,1,1\nX,bob,2026-09,1,1\n", create, []string{`3 month "2026-09" import.closed`}},
		"ragged rows":    {header + "X,ada,2026-10,1\nX,ada,2026-10,1,1,1\nX,ada,2026-10,1,x\n", ImportOptions{}, []string{`2  "" file.ragged`, `3  "" file.ragged`, `4 posts "x" number.unreadable`}},
		"a NUL":          {header + "X,a\x00da,2026-10,1,1\n", create, []string{`2 B "a␀da" file.nul`}},
		"contradictions": {header + "X,ada,2026-10,1,1\nX,@Ada,2026-10,1,2\n", ImportOptions{}, []string{`3  "" import.twice_differs`}},
		"in the long form": {"platform,handle,month,indicator,value\nX,ada,2026-10,posts,1\nX,ada,2026-10,likes,1\nX,ada,2026-10,posts,2\nX,ada,2026-10,claps,2\n", ImportOptions{}, []string{
			`4 posts "" import.twice_differs`, `5 indicator "claps" import.indicator`}},
		"a long handle":   {header + "X," + strings.Repeat("h", 201) + ",2026-10,1,1\n", create, []string{`2 handle "` + strings.Repeat("h", 79) + `…" account.handle_form`}},
		"an id alone":     {"platform,external_id,month,followers\nX,77,2026-10,1\n", create, []string{`2 handle "77" import.no_handle`}},
		"a deep entity":   {"platform,handle,month,followers,entity\nX,new,2026-10,1,a/b/c/d\n", create, []string{`2 entity "a/b/c/d" import.entity_deep`}},
		"a long comment":  {"platform,handle,month,followers,comment\nX,ada,2026-10,1," + strings.Repeat("c", 2001) + "\n", create, []string{`2 comment "` + strings.Repeat("c", 79) + `…" filing.text_long`}},
		"no such columns": {"a,b\n1,2\n", create, []string{`1 platform "" import.lacks`, `1 handle "" import.lacks_account`, `1 month "" import.lacks`}},
	} {
		t.Run(name, func(t *testing.T) { wantText(t, refuse(t, n, system, c.text, c.o), c.want...) })
	}
	for text, key := range map[string]string{"": "file.empty", "%PDF-1.7 x": "file.kind"} {
		_, err := n.ImportFigures(t.Context(), system, textFile("x", text), ImportOptions{})
		wantRefusal(t, err, kpi.CodeInvalid, key)
	}
	_, err := n.ImportFigures(t.Context(), system, textFile("x", header), ImportOptions{OnDuplicate: "both"})
	wantRefusal(t, err, kpi.CodeInvalid, "import.on_duplicate")
	_, err = n.ImportFigures(t.Context(), addPersonAs(t, n, "ada", kpi.RoleAdmin, ""), textFile("x", strings.Repeat("x", MaxUpload+1)), ImportOptions{})
	wantRefusal(t, err, kpi.CodeTooLarge, "file.large")
	// A month that was reopened takes figures.
	ok(t, n.ReopenMonth(t.Context(), system, monthOf(t, "2026-09"), "late figures"))
	takeIn(t, n, header+"X,ada,2026-09,1,1\n", ImportOptions{})
}

func TestImportTwiceTheSame(t *testing.T) {
	header := "platform,handle,month,followers,posts,slug,comment\n"
	same := header + "X,ada,2026-10,1,2,a,first\nX,bob,2026-10,5,6,b,\nX,ada,2026-10,1,2,c,second\nX,ada,2026-10,,,d,third\n"
	n := openSetUp(t)
	r := takeIn(t, n, same, create)
	wantText(t, told(r.Notices), `1 slug "" import.ignored_column`, `4  "" import.twice_same`)
	wantText(t, stored(t, n), "2026-10 ada followers=1 posts=2", "2026-10 bob followers=5 posts=6")
	different := header + "X,ada,2026-10,1,2,a,\nX,ada,2026-10,1,3,a,\nX,ada,2026-10,7,,a,\n"
	for choice, want := range map[string]string{"first": "2026-10 ada followers=1 posts=2", "last": "2026-10 ada followers=7"} {
		n := openSetUp(t)
		r := takeIn(t, n, different, ImportOptions{CreateAccounts: true, OnDuplicate: choice})
		wantText(t, stored(t, n), want)
		wantText(t, told(r.Notices)[1:], `3  "" import.twice_`+choice, `4  "" import.twice_`+choice)
		if r.Notices[1].Args["line"] != "2" {
			t.Errorf("the other line is %v", r.Notices[1].Args["line"])
		}
	}
	long := "platform,handle,month,indicator,value\nX,ada,2026-10,posts,1\nX,ada,2026-10,likes,4\nX,ada,2026-10,posts,2\nX,ada,2026-10,likes,4\n"
	for choice, want := range map[string]string{"first": "2026-10 ada likes=4 posts=1", "last": "2026-10 ada likes=4 posts=2"} {
		n := openSetUp(t)
		takeIn(t, n, long, ImportOptions{CreateAccounts: true, OnDuplicate: choice})
		wantText(t, stored(t, n), want)
	}
	// Readings are compared as figures are.
	n = openSetUp(t)
	wantText(t, refuse(t, n, kpi.CommandLine(), "platform,handle,month,posts\nX,ada,2026-10,1\nX,ada,2026-10,2\n", ImportOptions{CreateAccounts: true, Cumulative: []string{"posts"}}),
		`3  "" import.twice_differs`)
}

func TestImportedFilings(t *testing.T) {
	n := openSetUp(t)
	asked := "followers,posts,likes,shares,mentions,influence,search_rank"
	r := takeIn(t, n, "platform,handle,month,"+asked+"\nX,ada,2026-10,1,2,3,4,n/a,s/o,n/a\nX,bob,2026-10,1,2,3,4,5,6,\nX,cleo,2026-10,,,,,,,\n", create)
	ada, bob, cleo := filingOf(t, n, "ada", "2026-10"), filingOf(t, n, "bob", "2026-10"), filingOf(t, n, "cleo", "2026-10")
	if ada.State != kpi.FilingSubmitted || !ada.FirstSubmittedAt.Equal(setUpNow) || !ada.LastSubmittedAt.Equal(setUpNow) {
		t.Errorf("everything answered: %+v", ada)
	}
	if bob.State != kpi.FilingDraft || !bob.FirstSubmittedAt.IsZero() || cleo.Version != 0 {
		t.Errorf("something missing: %+v; nothing given: %+v", bob, cleo)
	}
	if r.AccountsCreated != 3 || r.Created != 13 {
		t.Errorf("%+v", r)
	}
	// The rest comes in another file; the comment alone is a version too.
	takeIn(t, n, "platform,handle,month,search_rank,comment\nX,bob,2026-10,3,\nX,ada,2026-10,,said later\n", ImportOptions{})
	ada, bob = filingOf(t, n, "ada", "2026-10"), filingOf(t, n, "bob", "2026-10")
	if bob.State != kpi.FilingSubmitted || bob.Version != 2 {
		t.Errorf("completed: %+v", bob)
	}
	if ada.State != kpi.FilingSubmitted || ada.Comment != "said later" || ada.Version != 2 {
		t.Errorf("commented: %+v", ada)
	}
	// A file that corrects one figure of a submitted filing leaves it submitted.
	takeIn(t, n, "platform,handle,month,likes\nX,ada,2026-10,30\n", ImportOptions{})
	if ada = filingOf(t, n, "ada", "2026-10"); ada.State != kpi.FilingSubmitted || ada.Version != 3 || ada.Figures["likes"].Value != 30 {
		t.Errorf("corrected: %+v", ada)
	}
}

func TestImportRights(t *testing.T) {
	d := newDesk(t)
	d.clock.now = setUpNow
	n := d.Network
	some[kpi.ID](t)(n.AddAccount(t.Context(), kpi.CommandLine(), NewAccount{Platform: "X", Handle: "Autre_Atelier", Entity: "Groupe/Est"}))
	file := func(handle, month string) string {
		return "platform,handle,month,followers\nX," + handle + "," + month + ",5\n"
	}
	for _, who := range []kpi.Who{d.stranger, d.outsider, d.reader} {
		_, err := n.ImportFigures(t.Context(), who, textFile("x", file("Camille_Atelier", "2026-10")), ImportOptions{})
		wantRefusal(t, err, kpi.CodeForbidden, "import.forbidden")
		_, err = n.InspectFigures(t.Context(), who, textFile("x", file("Camille_Atelier", "2026-10")))
		wantRefusal(t, err, kpi.CodeForbidden, "import.forbidden")
		_, err = n.Imports(t.Context(), who)
		wantRefusal(t, err, kpi.CodeForbidden, "import.forbidden")
	}
	for _, c := range []struct {
		who           kpi.Who
		handle, month string
		want          string
	}{
		{d.holder, "Camille_Atelier", "2026-10", ""},
		{d.deputy, "Camille_Atelier", "2026-10", ""},
		{d.former, "Camille_Atelier", "2026-09", ""},
		{d.former, "Camille_Atelier", "2026-10", "import.not_yours"},
		{d.holder, "Camille_Atelier", "2026-09", "import.not_yours"},
		{d.holder, "Autre_Atelier", "2026-10", "import.not_yours"},
		{d.holder, "nobody", "2026-10", "import.not_yours"},
		{d.far, "Autre_Atelier", "2026-10", ""},
		{d.far, "Camille_Atelier", "2026-10", "import.unknown_account"},
		{d.coordinator, "Camille_Atelier", "2026-10", ""},
		{d.admin, "Autre_Atelier", "2026-10", ""},
	} {
		r, err := n.ImportFigures(t.Context(), c.who, textFile("x", file(c.handle, c.month)), ImportOptions{})
		if c.want == "" {
			ok(t, err)
			continue
		}
		if len(r.Problems) != 1 || r.Problems[0].Key != c.want {
			t.Errorf("%s %s %s: %v, %v", c.who.User.Name, c.handle, c.month, told(r.Problems), err)
		}
	}
	_, err := n.ImportFigures(t.Context(), d.holder, textFile("x", file("new", "2026-10")), create)
	wantRefusal(t, err, kpi.CodeForbidden, "import.create_forbidden")
	// Direction of a part of the tree creates there and nowhere else, and makes
	// neither platforms nor entities.
	header := "platform,handle,month,followers,sphere,entity\n"
	wantText(t, refuse(t, n, d.far, header+"X,new,2026-10,5,,Groupe/Ouest\nX,new2,2026-10,5,,\nBlip,new3,2026-10,5,,Groupe/Est\nX,new4,2026-10,5,,Groupe/Nord\nX,Camille_Atelier,2026-10,5,,Groupe/Est\n", create),
		`2 entity "Groupe/Ouest" account.entity_outside`, `3 entity "" account.entity_outside`, `4 platform "Blip" import.platform_forbidden`,
		`5 entity "Groupe/Nord" import.entity_forbidden`, `6 handle "Camille_Atelier" import.unknown_account`)
	r, err := n.ImportFigures(t.Context(), d.far, textFile("x", header+"X,new,2026-10,5,Conseil,Groupe/Est\n"), create)
	if err != nil || r.AccountsCreated != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	// Each sees their own files, direction all of them.
	if list := some[[]PastImport](t)(n.Imports(t.Context(), d.holder)); len(list) != 1 || list[0].By != d.holder.User.Name {
		t.Errorf("%+v", list)
	}
	if list := some[[]PastImport](t)(n.Imports(t.Context(), d.coordinator)); len(list) != 7 || list[0].Created != 1 {
		t.Errorf("%+v", list)
	}
}

// A holder's file does not rename accounts: that is direction's.
func TestImportOfHolderRenamesNothing(t *testing.T) {
	d := newDesk(t)
	ok(t, d.db.Write(t.Context(), d.batch(kpi.CommandLine(), ""), func(tx *store.Tx) error {
		_, err := tx.SetExternalID(t.Context(), d.id, "9")
		return err
	}))
	r, err := d.ImportFigures(t.Context(), d.holder, textFile("x", "platform,external_id,handle,month,followers\nX,9,Camille_Neuve,2026-10,5\n"), ImportOptions{})
	ok(t, err)
	wantText(t, told(r.Notices), `2 handle "" import.differs`)
	wantText(t, stored(t, d.Network), "2026-10 Camille_Atelier followers=5")
}

func TestInspectAndRememberedMapping(t *testing.T) {
	n := openSetUp(t)
	text := "quand;qui;tweets;vues\n2026-10-31;ada;5;100\n2026-09-30;ada;6;\n"
	i := some[Inspection](t)(n.InspectFigures(t.Context(), kpi.CommandLine(), textFile("x", text)))
	if i.Known || i.Rows != 2 || len(i.Columns) != 4 || i.Columns[2].Name != "tweets" || !slices.Equal(i.Columns[2].Samples, []string{"5", "6"}) || i.Options.Map["posts"] != "tweets" {
		t.Errorf("%+v", i)
	}
	o := ImportOptions{CreateAccounts: true, Map: map[string]string{"month": "quand", "handle": "qui", "posts": "tweets", "impressions": "vues"}, Set: map[string]string{"platform": "X"}}
	takeIn(t, n, text, o)
	i = some[Inspection](t)(n.InspectFigures(t.Context(), kpi.CommandLine(), textFile("y", strings.Replace(text, "quand", "Quand", 1))))
	if !i.Known || i.Options.Map["handle"] != "qui" || i.Options.Set["platform"] != "X" || !i.Options.CreateAccounts {
		t.Errorf("%+v", i)
	}
	i = some[Inspection](t)(n.InspectFigures(t.Context(), kpi.CommandLine(), textFile("y", "platform;handle;indicator;2026-09;2026-10\nX;a;posts;1;2\n")))
	if i.Known || !i.Options.MonthsInColumns || i.Columns[4].Month != monthOf(t, "2026-10") {
		t.Errorf("%+v", i)
	}
}

func TestImportProgressAndCancelling(t *testing.T) {
	n := openSetUp(t)
	var text strings.Builder
	text.WriteString("platform,handle,month,followers\n")
	for i := range 6000 {
		fmt.Fprintf(&text, "X,a%d,2026-%02d,%d\n", i%3000, 9+i/3000, i)
	}
	var last, calls int
	o := create
	o.Progress = func(done, total int) { last, calls = done, calls+1 }
	takeIn(t, n, text.String(), o)
	if last != 6000 || calls < 3 {
		t.Errorf("%d calls, the last at %d", calls, last)
	}
	before := contents(t, n)
	ctx, cancel := context.WithCancel(t.Context())
	o.Progress = func(int, int) { cancel() }
	_, err := n.ImportFigures(ctx, kpi.CommandLine(), textFile("x", strings.ReplaceAll(text.String(), ",a", ",b")), o)
	if err == nil {
		t.Error("a cancelled import came in")
	}
	if after := contents(t, n); !slices.Equal(before, after) {
		t.Error("a cancelled import left something")
	}
}

func TestMonthsThatCannotBe(t *testing.T) {
	n := openSetUp(t)
	for _, c := range []struct {
		text string
		o    ImportOptions
		want string
	}{
		{"platform,handle,month,followers\nX,lea_example,0206-05,1\n", create, `2 month "0206-05" import.too_early`},
		{"platform,handle,month,followers\nX,lea_example,1989-12,1\n", create, `2 month "1989-12" import.too_early`},
		{"platform,handle,month,followers\nX,lea_example,2999-05,1\n", create, `2 month "2999-05" import.future`},
		{"platform,handle,month,followers\nX,lea_example,2026-05,1\n", ImportOptions{CreateAccounts: true, MonthShift: -100_000}, `2 month "0001-01" import.too_early`},
	} {
		if got := refuse(t, n, kpi.CommandLine(), c.text, c.o); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
	if r := takeIn(t, n, "platform,handle,month,followers\nX,lea_example,1990-01,1\n", create); r.Created != 1 {
		t.Errorf("1990: %+v", r)
	}
}

// A file that repeats itself on every line is not answered with as many sentences.
func TestRemarksAreBounded(t *testing.T) {
	n := openSetUp(t)
	const more = 7
	head := "platform,handle,month,followers\n"
	r := takeIn(t, n, head+strings.Repeat("X,lea_example,2026-05,1\n", maxNotices+1+more), create)
	if len(r.Notices) != maxNotices+1 {
		t.Fatalf("%d notices", len(r.Notices))
	}
	if last := r.Notices[maxNotices]; last.Key != "import.more_notices" || last.Args["n"] != more {
		t.Errorf("the last says %+v", last)
	}
	var b strings.Builder
	b.WriteString(head)
	for i := range maxProblems + more {
		fmt.Fprintf(&b, "X,lea_example,2026-05,%d\n", i)
	}
	refused := refuse(t, n, kpi.CommandLine(), b.String(), ImportOptions{})
	if len(refused) != maxProblems+1 || !strings.HasSuffix(refused[maxProblems], "import.too_many_problems") {
		t.Errorf("%d problems, the last %s", len(refused), refused[len(refused)-1])
	}
}
