package mail

// This file reads a wording: its paragraphs and lists, and what stands in its
// places.

import (
	"regexp"
	"strings"

	"portevoix/internal/kpi"
)

// block is a piece of a message, from one blank line to the next: lines of
// words, or a part.
type block struct {
	List  bool // the lines are items
	Lines []string
	Part  *Part
}

// placeForm is a place in a wording.
var placeForm = regexp.MustCompile(`\{[a-z_]+\}`)

// fill puts words in their places; a place without words is left out.
func (c Content) fill(text string) string {
	return placeForm.ReplaceAllStringFunc(text, func(place string) string {
		name := kpi.MailPlace(strings.Trim(place, "{}"))
		if words, known := c.Words[name]; known {
			return words
		}
		if _, known := c.Parts[name]; known {
			return ""
		}
		return place
	})
}

// blocks reads a wording. A line that names a place with nothing in it is left
// out; a part stands after the line that names it.
func (c Content) blocks(text string) []block {
	var list []block
	for _, paragraph := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		for _, line := range strings.Split(paragraph, "\n") {
			parts, says := c.partsOf(line)
			if !says {
				continue
			}
			list = c.addLine(list, strings.TrimSpace(c.fill(line)))
			for i := range parts {
				list = append(list, block{Part: &parts[i]})
			}
		}
		list = append(list, block{}) // the next line begins another
	}
	return spoken(list)
}

// partsOf lists the parts that a line names; says is false where one of its
// places has nothing in it.
func (c Content) partsOf(line string) (parts []Part, says bool) {
	for _, place := range kpi.PlacesIn(line) {
		words, isWord := c.Words[place]
		own, isPart := c.Parts[place]
		if (isWord && words == "") || (isPart && len(own) == 0) {
			return nil, false
		}
		parts = append(parts, own...)
	}
	return parts, true
}

// addLine adds a line to the block that it belongs to.
func (c Content) addLine(list []block, line string) []block {
	if line == "" {
		return list
	}
	item, isItem := strings.CutPrefix(line, "- ")
	if n := len(list); n > 0 && list[n-1].Part == nil && len(list[n-1].Lines) > 0 && list[n-1].List == isItem {
		list[n-1].Lines = append(list[n-1].Lines, item)
		return list
	}
	return append(list, block{List: isItem, Lines: []string{item}})
}

// spoken are the blocks that say something.
func spoken(list []block) []block {
	said := list[:0]
	for _, b := range list {
		if b.Part != nil || len(b.Lines) > 0 {
			said = append(said, b)
		}
	}
	return said
}
