package web

import (
	"fmt"
	"strings"
	"testing"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// treeFor is a tree of so many entities beneath each of those above.
func treeFor(top, each int) []analytics.Group {
	var list []analytics.Group
	add := func(name string) {
		list = append(list, analytics.Group{Kind: analytics.GroupEntity, ID: kpi.ID(len(list) + 1), Name: name})
	}
	add("Groupe")
	for i := range top {
		add(fmt.Sprintf("Groupe/R%02d", i))
		for k := range each {
			add(fmt.Sprintf("Groupe/R%02d/S%02d", i, k))
		}
	}
	return append(list, analytics.Group{Kind: analytics.GroupEntity}) // in none
}

// shownOf are the names that lie open.
func shownOf(f folds) string {
	var names []string
	for i, g := range f.groups {
		if !f.hidden(i) {
			if b := f.branch(i); b.Short != "" {
				names = append(names, b.Short)
			} else {
				names = append(names, g.Name)
			}
		}
	}
	return strings.Join(names, " ")
}

func TestATreeFoldsItsLowerLevels(t *testing.T) {
	p := i18n.For("fr")
	for _, c := range []struct {
		name      string
		top, each int
		open      string
		want      string
	}{
		{"few lie open", 2, 1, "", "Groupe R00 S00 R01 S00 "},
		{"of many the lowest level is folded", 3, 20, "", "Groupe R00 R01 R02 "},
		{"never one line alone", 30, 0, "", strings.TrimSpace("Groupe "+manyNames(30)) + " "},
		{"nothing open", 3, 20, openNone, "Groupe "},
		{"two open", 2, 2, "none.1.5", "Groupe R00 R01 S00 S01 "},
		{"what lies in a folded one is folded", 2, 2, "none.5", "Groupe "},
		{"all but one", 2, 2, "all.5", "Groupe R00 S00 S01 R01 "},
		{"one more than by itself", 3, 20, "2", "Groupe R00 " + strings.ReplaceAll(manyNames(20), "R", "S") + " R01 R02 "},
		{"ids of nothing", 2, 2, "none.x.99", "Groupe "},
	} {
		f := foldsOf(p, exploreQuery{path: "/tree", open: c.open}, treeFor(c.top, c.each))
		if got := shownOf(f); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if f := foldsOf(p, exploreQuery{path: "/tree", open: openAll}, treeFor(30, 5)); strings.Count(shownOf(f), " ") != 1+30+150 {
		t.Errorf("all open: %q", shownOf(f))
	}
}

func manyNames(n int) string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("R%02d", i)
	}
	return strings.Join(names, " ")
}

// Each line's link turns that line and leaves the others as they lie; the whole
// of a large tree is opened and folded at once.
func TestALineOfATreeTurns(t *testing.T) {
	p := i18n.For("fr")
	f := foldsOf(p, exploreQuery{path: "/tree"}, treeFor(3, 20))
	if b := f.branch(0); !b.Open || b.Below != "63\u00a0entités" && b.Below != "63 entités" || b.Twist != "/tree?open=1#entity-1" {
		t.Errorf("the top: %+v", b)
	}
	if b := f.branch(1); b.Open || b.Depth != 1 || b.Twist != "/tree?open=2#entity-2" || b.Act != "Ce que regroupe R00" {
		t.Errorf("a branch: %+v", b)
	}
	if b := f.branch(2); b.Twist != "" || b.Below != "" || b.Depth != 2 {
		t.Errorf("a leaf: %+v", b)
	}
	if ways := f.ways(); len(ways) != 2 || ways[0].Href != "/tree?open=all" || ways[1].Href != "/tree?open=none" {
		t.Errorf("the whole tree: %+v", f.ways())
	}
	f = foldsOf(p, exploreQuery{path: "/tree", open: "all.2.23"}, treeFor(3, 20))
	if b := f.branch(43); b.Twist != "/tree?open=all.2.23.44#entity-44" || !b.Open {
		t.Errorf("one more: %+v", b)
	}
	if b := f.branch(22); b.Twist != "/tree?open=all.2#entity-23" || b.Open {
		t.Errorf("one back: %+v", b)
	}
	if b := foldsOf(p, exploreQuery{path: "/tree", open: "2"}, treeFor(3, 20)).branch(1); b.Twist != "/tree#entity-2" {
		t.Errorf("as it lies by itself: %+v", b)
	}
	if ways := foldsOf(p, exploreQuery{path: "/tree"}, treeFor(2, 1)).ways(); ways != nil {
		t.Errorf("a small tree: %+v", ways)
	}
	if flat := (folds{}); flat.hidden(0) || flat.branch(0).Anchor != "" || flat.ways() != nil {
		t.Error("a list is no tree")
	}
}

func TestEntitiesAreCalledWithoutTheirCommonRoot(t *testing.T) {
	groups := treeFor(1, 1)
	if short := withoutRoot(groups); short("Groupe/R00/S00") != "R00/S00" || short("Groupe") != "Groupe" {
		t.Errorf("%q, %q", short("Groupe/R00/S00"), short("Groupe"))
	}
	two := append(groups, analytics.Group{ID: 9, Name: "Groupement/R00"})
	if short := withoutRoot(two); short("Groupe/R00") != "Groupe/R00" || short("Groupement/R00") != "Groupement/R00" {
		t.Errorf("of two roots: %q", short("Groupe/R00"))
	}
}
