package web

// This file folds the tree of entities: what of it lies open stands in the
// address, and each line that holds others has a link that opens or folds it.

import (
	"strings"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/web/page"
)

// What an address says of a tree: everything open, nothing open, else as it lies
// by itself; then the ids of the lines that lie the other way. So an address
// grows by what somebody turned, however large the tree.
const (
	openAll  = "all"
	openNone = "none"
	openJoin = "."
)

// unfolded is how many lines a tree shows by itself: of one with more, the lower
// levels are folded.
const unfolded = 24

// folds is a tree as it lies on the page, in the order of the tree; its zero
// value is a list in which nothing lies below anything.
type folds struct {
	p      *i18n.Printer
	q      exploreQuery
	groups []analytics.Group
	holder []int // the line above that holds it; -1: none
	depth  []int
	below  []int // how many lie below it, on any level
	open   []bool
	base   string // openAll, openNone or ""
	turned []int  // lines that lie otherwise than that
}

// foldsOf lays out entities, which come in the order of their tree.
func foldsOf(p *i18n.Printer, q exploreQuery, groups []analytics.Group) folds {
	n := len(groups)
	f := folds{p: p, q: q, groups: groups, holder: make([]int, n), depth: make([]int, n), below: make([]int, n), open: make([]bool, n)}
	for i, g := range groups {
		f.holder[i] = -1
		for at := i - 1; at >= 0 && g.ID != 0; at = f.holder[at] {
			if strings.HasPrefix(g.Name, groups[at].Name+kpi.EntitySeparator) {
				f.holder[i], f.depth[i] = at, f.depth[at]+1
				break
			}
		}
		for at := f.holder[i]; at >= 0; at = f.holder[at] {
			f.below[at]++
		}
	}
	f.settle(q.open)
	return f
}

// settle opens what the address says.
func (f *folds) settle(text string) {
	words := strings.Split(text, openJoin)
	if words[0] == openAll || words[0] == openNone {
		f.base, words = words[0], words[1:]
	}
	turned := make(map[string]bool, len(words))
	for _, id := range words {
		turned[id] = true
	}
	level := f.shownLevel()
	for i, g := range f.groups {
		f.open[i] = f.base == openAll || f.base == "" && f.depth[i] < level
		if f.below[i] > 0 && turned[g.ID.String()] {
			f.open[i] = !f.open[i]
			f.turned = append(f.turned, i)
		}
	}
}

// shownLevel is the deepest level down to which there are few enough lines, but
// never one line alone.
func (f folds) shownLevel() int {
	var of []int // lines by level
	for i, d := range f.depth {
		for len(of) <= d {
			of = append(of, 0)
		}
		if f.groups[i].ID != 0 {
			of[d]++
		}
	}
	level, lines := -1, 0
	for _, n := range of {
		if lines += n; lines > unfolded && lines-n > 1 {
			break
		}
		level++
	}
	return level
}

// hidden reports whether a line is folded away.
func (f folds) hidden(i int) bool {
	if f.groups == nil {
		return false
	}
	for at := f.holder[i]; at >= 0; at = f.holder[at] {
		if !f.open[at] {
			return true
		}
	}
	return false
}

// branch is the place of a line in the tree.
func (f folds) branch(i int) page.Branch {
	if f.groups == nil {
		return page.Branch{}
	}
	g := f.groups[i]
	b := page.Branch{Anchor: "entity-" + g.ID.String(), Depth: f.depth[i]}
	short := g.Name
	if at := f.holder[i]; at >= 0 {
		short = strings.TrimPrefix(g.Name, f.groups[at].Name+kpi.EntitySeparator)
		b.Short = short
	}
	if f.below[i] > 0 {
		b.Open, b.Below = f.open[i], f.p.N("tree.below", f.below[i])
		b.Twist = f.q.address("open", f.turn(i)) + "#" + b.Anchor
		b.Act = f.p.T("tree.unfold", "name", short)
	}
	return b
}

// turn is the address's word for the tree with one more line the other way.
func (f folds) turn(line int) string {
	var words []string
	if f.base != "" {
		words = append(words, f.base)
	}
	back := false
	for _, i := range f.turned {
		if back = back || i == line; i != line {
			words = append(words, f.groups[i].ID.String())
		}
	}
	if !back {
		words = append(words, f.groups[line].ID.String())
	}
	return strings.Join(words, openJoin)
}

// ways open and fold the whole of a large tree, where that changes anything.
func (f folds) ways() []page.Way {
	if len(f.groups) <= unfolded {
		return nil
	}
	var closed, open bool
	for i := range f.groups {
		if f.below[i] > 0 {
			closed, open = closed || !f.open[i], open || f.open[i]
		}
	}
	var list []page.Way
	if closed {
		list = append(list, page.Way{Href: f.q.address("open", openAll), Label: f.p.T("tree.unfold_all")})
	}
	if open {
		list = append(list, page.Way{Href: f.q.address("open", openNone), Label: f.p.T("tree.fold_all")})
	}
	return list
}

// withoutRoot shortens the names of entities that all lie in one at the top: its
// name before each of the others says nothing.
func withoutRoot(groups []analytics.Group) func(name string) string {
	root := ""
	for _, g := range groups {
		top, _, _ := strings.Cut(g.Name, kpi.EntitySeparator)
		switch {
		case g.ID == 0: // in none
		case root == "":
			root = top
		case top != root:
			return func(name string) string { return name }
		}
	}
	return func(name string) string { return strings.TrimPrefix(name, root+kpi.EntitySeparator) }
}
