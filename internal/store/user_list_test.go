package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/kpi"
)

// crowdOfUsers is how many people the lists are tested with.
const crowdOfUsers = 85_000

var listNow = time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)

// openCrowd makes a database of many people, as every employee of a large
// institution: one in a thousand is a coordinator, some are invited, some are
// switched off.
func openCrowd(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "users.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	first := []string{"Éloïse", "Zoé", "André", "Chloé", "Œdipe", "Bastien", "Yaël", "Lou", "Inès", "Gaël"}
	err = db.Write(t.Context(), Batch{At: listNow, Role: "system", Channel: kpi.ChannelCommand}, func(tx *Tx) error {
		west, _, err := tx.EnsureEntity(t.Context(), "Groupe/Ouest")
		if err != nil {
			return err
		}
		users := tx.bulk(`INSERT INTO users (email, email_key, name, name_key, role, entity_id, created_at, first_signed_in_at, disabled_at)`, 9, "")
		for i := range crowdOfUsers {
			name := fmt.Sprintf("%s Martin-%05d", first[i%len(first)], i)
			email := fmt.Sprintf("p%05d@exemple.fr", i)
			role, signedIn, off, entity := kpi.RoleAmbassador, any(instant(listNow)), any(nil), any(nil)
			switch {
			case i%1000 == 0:
				role = kpi.RoleCoordinator
			case i%10 == 3:
				signedIn = nil
			case i%10 == 4:
				off = instant(listNow)
			}
			if i%100 == 7 {
				entity = int64(west)
			}
			if err := users.add(t.Context(), email, email, name, SearchKey(name), string(role), entity, instant(listNow), signedIn, off); err != nil {
				return err
			}
		}
		if err := users.flush(t.Context()); err != nil {
			return err
		}
		return tx.AddLink(t.Context(), []byte("hash"), Link{Kind: "invitation", User: 4, ExpiresAt: listNow.Add(time.Hour)}) // the fourth: i = 3
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestUsersAreListedByTheThousand(t *testing.T) {
	db := openCrowd(t)
	list := func(q UserQuery) ([]string, int) {
		t.Helper()
		q.Now = listNow
		if q.Limit == 0 {
			q.Limit = 3
		}
		users, err := db.Users(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		total, err := db.CountListed(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, u := range users {
			names = append(names, u.Name+" "+string(u.State))
		}
		return names, total
	}
	for what, c := range map[string]struct {
		q     UserQuery
		total int
		want  []string
	}{
		"by name":             {UserQuery{}, 85_000, []string{"André Martin-00002 active", "André Martin-00012 active", "André Martin-00022 active"}},
		"the last page":       {UserQuery{Offset: 84_999}, 85_000, []string{"Zoé Martin-84991 active"}},
		"accents and case":    {UserQuery{Text: "ELOISE 00010"}, 1, []string{"Éloïse Martin-00010 active"}},
		"a ligature":          {UserQuery{Text: "oedipe 00004"}, 1, []string{"Œdipe Martin-00004 off"}},
		"by address":          {UserQuery{Text: "p00011@"}, 1, []string{"Zoé Martin-00011 active"}},
		"nobody":              {UserQuery{Text: "%"}, 0, nil},
		"a role":              {UserQuery{Role: kpi.RoleCoordinator}, 85, []string{"Éloïse Martin-00000 active", "Éloïse Martin-01000 active", "Éloïse Martin-02000 active"}},
		"by role":             {UserQuery{Order: UsersByRole, Offset: 84_999}, 85_000, []string{"Éloïse Martin-84000 active"}},
		"the newest":          {UserQuery{Order: UsersByNewest}, 85_000, []string{"Gaël Martin-84999 active", "Inès Martin-84998 active", "Lou Martin-84997 active"}},
		"a part of the tree":  {UserQuery{Entity: 1}, 850, []string{"Lou Martin-00007 active", "Lou Martin-00107 active", "Lou Martin-00207 active"}},
		"invited":             {UserQuery{State: UserInvited}, 1, []string{"Chloé Martin-00003 invited"}},
		"never signed in":     {UserQuery{State: UserNever}, 8_499, []string{"Chloé Martin-00013 never", "Chloé Martin-00023 never", "Chloé Martin-00033 never"}},
		"switched off":        {UserQuery{State: UserOff}, 8_500, []string{"Œdipe Martin-00004 off", "Œdipe Martin-00014 off", "Œdipe Martin-00024 off"}},
		"everything together": {UserQuery{State: UserActive, Role: kpi.RoleAmbassador, Text: "lou", Entity: 2}, 850, []string{"Lou Martin-00007 active", "Lou Martin-00107 active", "Lou Martin-00207 active"}},
	} {
		names, total := list(c.q)
		if total != c.total || !slices.Equal(names, c.want) {
			t.Errorf("%s: %d people, %q; want %d, %q", what, total, names, c.total, c.want)
		}
	}
	left, err := db.CountUnaccepted(t.Context())
	if err != nil || left != 8_500 {
		t.Errorf("%d people have not followed their link, %v", left, err)
	}
}

// TestPagesOfUsersAreReadByIndex looks at how the pages are found: in the order
// of an index, sorting nothing.
func TestPagesOfUsersAreReadByIndex(t *testing.T) {
	db := openCrowd(t)
	for index, q := range map[string]UserQuery{
		"users_name": {Offset: 50_000},
		"users_role": {Order: UsersByRole, Offset: 50_000},
		"SCAN u":     {Order: UsersByNewest, Offset: 50_000}, // the table itself, backwards
	} {
		for _, q := range []UserQuery{q, {Text: "zoé", Order: q.Order}, {State: UserActive, Order: q.Order}, {State: UserInvited, Order: q.Order}} {
			q.Limit, q.Now = 100, listNow
			page, args := q.pageOf()
			var rows []struct {
				ID, Parent, Notused int
				Detail              string
			}
			if err := db.all(t.Context(), &rows, `EXPLAIN QUERY PLAN `+page, args...); err != nil {
				t.Fatal(err)
			}
			var plan []string
			for _, r := range rows {
				plan = append(plan, r.Detail)
			}
			text := strings.Join(plan, "\n")
			if !strings.Contains(text, index) || strings.Contains(text, "TEMP B-TREE") {
				t.Errorf("the page of %+v is found by\n%s", q, text)
			}
		}
	}
}

func TestSearchKey(t *testing.T) {
	for text, want := range map[string]string{
		"  Éloïse  LE Cœur ": "eloise le coeur", "ÀÉÎÕÜ Ç": "aeiou c", "Łukasz Øst": "lukasz ost", "l’Ouest": "l'ouest", "🌻": "🌻", "ﬁn": "fin", "": "",
	} {
		if got := SearchKey(text); got != want {
			t.Errorf("SearchKey(%q) = %q, want %q", text, got, want)
		}
	}
	if got := SearchWords(strings.Repeat("mot ", 10_000)); len(got) != 10 {
		t.Errorf("%d words are searched", len(got))
	}
}
