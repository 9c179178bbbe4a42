package network

// This file makes many entities at once, from lines such as
// "Group/West/Nantes;120" that a person pastes.

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// MaxEntityLevel is how deep the tree of entities goes.
const MaxEntityLevel = store.MaxEntityLevel

// mostPasted is how many entities one paste makes.
const mostPasted = 5000

// EntityLine is a line of a paste, and what it does.
type EntityLine struct {
	Line  int
	Path  string
	New   bool       // the entity, or part of its path, is not there yet
	Staff kpi.Number // unknown: not given
	Was   kpi.Number // the staff that it has in the month
}

// EntityPaste is what a paste does, or would do.
type EntityPaste struct {
	Lines    []EntityLine
	Made     int // entities made
	Counted  int // headcounts that are new or others
	Problems []kpi.FieldError
}

// PasteEntities makes the entities of a text, a path and perhaps a headcount a
// line, for admins; the headcounts hold from a month on. Entities that are
// there already stay. All lines are taken, or none.
// Errors: CodeForbidden; CodeInvalid, with a fault for each bad line.
func (n *Network) PasteEntities(ctx context.Context, who kpi.Who, text string, from kpi.Month, dryRun bool) (paste EntityPaste, err error) {
	if !who.Is(admins...) {
		return EntityPaste{}, kpi.Forbidden("error.forbidden")
	}
	if from.IsZero() || from > n.CurrentMonth().Add(farthestMonths) {
		return EntityPaste{}, invalidField("from", "settings.month_far", "month", n.CurrentMonth().Add(farthestMonths))
	}
	paste.read(text)
	if len(paste.Lines) == 0 && len(paste.Problems) == 0 {
		return paste, invalidField("text", "groups.paste_empty")
	}
	if len(paste.Lines) > mostPasted {
		return EntityPaste{}, invalidField("text", "groups.paste_many", "max", mostPasted)
	}
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		if err := n.pasteAll(ctx, tx, &paste, from); err != nil {
			return err
		}
		if dryRun || len(paste.Problems) > 0 {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	if err == nil && !dryRun && len(paste.Problems) > 0 {
		err = refused(paste.Problems)
	}
	return paste, err
}

// problem notes why a line is refused.
func (p *EntityPaste) problem(line int, value, key string, args ...any) {
	f := kpi.Field("text", key, args...)
	f.Line, f.Value = line, cutText(value)
	p.Problems = append(p.Problems, f)
}

// read takes the lines apart.
func (p *EntityPaste) read(text string) {
	if !utf8.ValidString(text) {
		p.problem(1, "", "group.name_characters")
		return
	}
	seen := map[string]EntityLine{}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		e := EntityLine{Line: i + 1}
		path, staff, given := cutLast(line)
		if given {
			count, ok := ParseStaff(staff)
			if !ok {
				p.problem(e.Line, staff, "groups.paste_staff", "value", cutText(strings.TrimSpace(staff)))
				continue
			}
			e.Staff = kpi.Num(float64(count))
		}
		names := kpi.EntityPath(path)
		e.Path = strings.Join(names, kpi.EntitySeparator)
		if key := pathFault(names); key != "" {
			p.problem(e.Line, path, key, "max", maxName, "path", cutText(path), "levels", store.MaxEntityLevel)
			continue
		}
		if before, twice := seen[entitySearchKey(path)]; twice {
			if before.Staff != e.Staff {
				p.problem(e.Line, path, "groups.paste_twice", "path", cutText(path), "first", before.Line)
			}
			continue
		}
		seen[entitySearchKey(path)] = e
		p.Lines = append(p.Lines, e)
	}
}

// pathFault is the key of what is wrong with a path, "" where nothing is.
func pathFault(names []string) string {
	if len(names) > store.MaxEntityLevel {
		return "group.entity_deep"
	}
	if len(names) == 0 {
		return "group.name_missing"
	}
	for _, name := range names {
		var fault *kpi.Error
		if errors.As(checkName("text", name), &fault) {
			return fault.Key
		}
	}
	return ""
}

// cutLast cuts a line at its last semicolon or tab.
func cutLast(line string) (path, staff string, given bool) {
	line = strings.TrimRight(line, " \t;")
	if i := strings.LastIndexAny(line, ";\t"); i >= 0 {
		return line[:i], line[i+1:], true
	}
	return line, "", false
}

// ParseStaff reads a count of people, with blanks between thousands or none.
func ParseStaff(text string) (int, bool) {
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u202f' || r == '\u00a0' {
			return -1
		}
		return r
	}, text)
	const longest = 9
	n, err := strconv.Atoi(digits)
	return n, err == nil && n >= 0 && len(digits) <= longest && digits[0] != '+' && digits[0] != '-'
}

// pasteAll makes the entities and writes their staff.
func (n *Network) pasteAll(ctx context.Context, tx *store.Tx, p *EntityPaste, from kpi.Month) error {
	list, err := n.setUpGroups(ctx, tx.Conn, analytics.GroupEntity)
	if err != nil {
		return err
	}
	known := make(map[string]SetUpGroup, len(list))
	for _, g := range list {
		known[entitySearchKey(g.Path)] = g
	}
	before := len(list)
	for i := range p.Lines {
		line := &p.Lines[i]
		e, there := known[entitySearchKey(line.Path)]
		if line.New = !there; !there {
			path := spelledAsKnown(known, line.Path)
			if e.ID, _, err = tx.EnsureEntity(ctx, path); err != nil {
				return err
			}
			e.Path = path
			for names := kpi.EntityPath(path); len(names) > 0; names = names[:len(names)-1] {
				above := strings.Join(names, kpi.EntitySeparator)
				if _, ok := known[entitySearchKey(above)]; !ok {
					known[entitySearchKey(above)] = SetUpGroup{Path: above}
				}
			}
		}
		if e.ID == 0 { // made by a line before, on the way to its own
			line.New = true
			if e.ID, err = tx.EntityByPath(ctx, e.Path); err != nil {
				return err
			}
		}
		if err := line.count(ctx, tx, e, from, &p.Counted); err != nil {
			return err
		}
	}
	p.Made = len(known) - before
	return nil
}

// spelledAsKnown writes the part of a path that is there already as it is
// there, accents and case included.
func spelledAsKnown(known map[string]SetUpGroup, path string) string {
	names := kpi.EntityPath(path)
	for i := len(names) - 1; i > 0; i-- {
		if e, ok := known[entitySearchKey(strings.Join(names[:i], kpi.EntitySeparator))]; ok {
			return e.Path + kpi.EntitySeparator + strings.Join(names[i:], kpi.EntitySeparator)
		}
	}
	return path
}

// count writes the staff of a line's entity, where it is another than before.
func (l *EntityLine) count(ctx context.Context, tx *store.Tx, e SetUpGroup, from kpi.Month, counted *int) error {
	for _, h := range e.Headcounts {
		if h.From <= from {
			l.Was = kpi.Num(float64(h.Staff))
		}
	}
	if !l.Staff.Known || l.Staff == l.Was {
		return nil
	}
	*counted++
	return tx.SetHeadcount(ctx, store.Headcount{EntityID: e.ID, From: from, Headcount: int(l.Staff.V)})
}
