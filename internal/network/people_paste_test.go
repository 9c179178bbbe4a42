package network

import (
	"slices"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

func TestUsersTable(t *testing.T) {
	const head = "email,name,role,entity,locale\n"
	for _, c := range []struct {
		text, want string
		added      int
	}{
		{"lou@exemple.fr;Lou Martin", head + "lou@exemple.fr,Lou Martin,reader,,\n", 1},
		{"\n\nlou@exemple.fr\tLou Martin\tdirection\r\n", head + "\n\nlou@exemple.fr,Lou Martin,direction,,\n\n", 1},
		{`lou@exemple.fr, "Martin, Lou", , Groupe/Ouest, fr`, head + "lou@exemple.fr,\"Martin, Lou\",reader,Groupe/Ouest,fr\n", 1},
		{"email;name;role\nlou@exemple.fr;Lou;reader", "email;name;role\nlou@exemple.fr;Lou;reader", 0},
		{"lou@exemple.fr", head + "lou@exemple.fr,,reader,,\n", 1},
	} {
		table, added := UsersTable(c.text, kpi.RoleReader)
		if table != c.want || added != c.added {
			t.Errorf("UsersTable(%q) = %q, %d; want %q, %d", c.text, table, added, c.want, c.added)
		}
	}
}

// TestPastedUsersAreInvited brings pasted lines all the way to the links, and
// makes the links anew for those who did not follow theirs.
func TestPastedUsersAreInvited(t *testing.T) {
	n := openSetUp(t)
	ctx, admin := t.Context(), addPersonAs(t, n, "Claude", kpi.RoleAdmin, "")
	bring := func(text string, dry bool) (ImportResult, []Invitation, error) {
		table, _ := UsersTable(text, kpi.RoleAmbassador)
		return n.ImportUsers(ctx, admin, File{Name: "x.csv", Size: int64(len(table)), ReadSeeker: strings.NewReader(table)}, dry)
	}
	result, _, err := bring("lou@exemple.fr;Lou Martin\nnot an address;X\nine@exemple.fr;"+strings.Repeat("é", 10_000)+"\n", true)
	ok(t, err)
	var lines []int
	for _, p := range result.Problems {
		lines = append(lines, p.Line)
	}
	if !slices.Equal(lines, []int{3, 4}) {
		t.Errorf("the problems are on the lines %v of the file: %+v", lines, result.Problems)
	}
	_, invited, err := bring("lou@exemple.fr;Lou Martin\nine@exemple.fr;Inès 🌻\n", false)
	ok(t, err)
	if len(invited) != 2 || invited[0].User.Role != kpi.RoleAmbassador {
		t.Fatalf("invited are %+v", invited)
	}
	_, err = n.UseLink(ctx, invited[0].Token, "", "", "une phrase longue pour Lou")
	ok(t, err)
	again := some[[]Invitation](t)(n.RenewInvitations(ctx, admin))
	var names []string
	for _, i := range again {
		names = append(names, i.User.Name)
	}
	if !slices.Equal(names, []string{"Claude", "Inès 🌻"}) { // Claude has no password either
		t.Errorf("new links go to %q", names)
	}
	if _, err := n.Link(ctx, invited[1].Token); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("the earlier link still serves: %v", err)
	}
	if _, err := n.UseLink(ctx, invited[0].Token, "", "", "une autre phrase longue"); kpi.CodeOf(err) != kpi.CodeNotFound {
		t.Errorf("an invitation serves twice: %v", err)
	}
	if _, err := n.Link(ctx, again[1].Token); err != nil {
		t.Errorf("the new link does not serve: %v", err)
	}
	page := some[UserPage](t)(n.Users(ctx, admin, UserQuery{State: UserActive}))
	if page.Total != 1 || page.Users[0].Name != "Lou Martin" || page.Unaccepted != 2 {
		t.Errorf("active are %+v", page)
	}
	if page := some[UserPage](t)(n.Users(ctx, admin, UserQuery{Page: 99})); page.Page != 1 || len(page.Users) != 3 {
		t.Errorf("a page beyond the last is %+v", page)
	}
	if page := some[UserPage](t)(n.Users(ctx, admin, UserQuery{Entity: "nowhere"})); page.Total != 0 {
		t.Errorf("nowhere there are %d people", page.Total)
	}
	if _, err := n.RenewInvitations(ctx, kpi.Who{User: kpi.User{ID: 9, Role: kpi.RoleCoordinator}}); kpi.CodeOf(err) != kpi.CodeForbidden {
		t.Errorf("a coordinator makes links: %v", err)
	}
}
