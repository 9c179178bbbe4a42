package page

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"portevoix/internal/i18n"
)

// PurposeView is what the page about the use of the figures shows. What is
// between the worded parts is written from what is in force.
type PurposeView struct {
	Day                    string // on which it stands so
	Why, Never, Data, Whom Wording
	AskedLead              string
	Asked                  []Fact
	Sight                  []Fact
	SightNotes             []string
	Sure, Kept, Correct    []string
	Contact                string // e-mail address; "": none
	Edit                   string // address of the form, for whoever may change the words
}

// Wording is a heading and a text.
type Wording struct{ Heading, Text string }

// TextBlock is a paragraph of some lines, or a list of items.
type TextBlock struct {
	List  bool
	Lines []string
}

// listMark begins an item of a list.
const listMark = "- "

// Blocks cuts a text where a line is blank, and where a list begins or ends.
func (w Wording) Blocks() []TextBlock {
	var blocks []TextBlock
	fresh := true
	for line := range strings.SplitSeq(w.Text, "\n") {
		if line == "" {
			fresh = true
			continue
		}
		item, isItem := strings.CutPrefix(line, listMark)
		if fresh || blocks[len(blocks)-1].List != isItem {
			blocks = append(blocks, TextBlock{List: isItem})
		}
		block := &blocks[len(blocks)-1]
		block.Lines = append(block.Lines, item)
		fresh = false
	}
	return blocks
}

// PurposeForm is where administrators word the parts in one language.
type PurposeForm struct {
	Locale  string // of the words
	Parts   []PurposeFormPart
	Contact string
	Default bool              // the original wording is shown, and not kept yet
	Errors  map[string]string // by field
}

// PurposeFormPart is one part as typed.
type PurposeFormPart struct {
	Name  string // the beginning of its fields' names
	Label string
	Wording
}

// purposeLanguages are the names of the languages of the words.
var purposeLanguages = map[string]string{"fr": "purpose.edit_fr", "en": "purpose.edit_en"}

// PurposeEditAddress is where the words of a language are changed.
func PurposeEditAddress(locale string) string { return "/purpose/edit/" + locale }

// mark is "page" for the language in sight.
func (f PurposeForm) mark(locale string) string {
	if locale == f.Locale {
		return "page"
	}
	return "false"
}

// Names of the fields of a part.
func (f PurposeFormPart) headingName() string { return f.Name + "_heading" }
func (f PurposeFormPart) textName() string    { return f.Name + "_text" }

// rows is the height of the text's field, in lines.
func (f PurposeFormPart) rows() string {
	const least, width = 5, 80
	lines := 1
	for line := range strings.SplitSeq(f.Text, "\n") {
		lines += 1 + utf8.RuneCountInString(line)/width
	}
	return strconv.Itoa(max(lines, least))
}

func (f PurposeForm) headingField(p *i18n.Printer, part PurposeFormPart) Field {
	name := part.headingName()
	return Field{Name: name, Label: p.T("purpose.heading"), Type: "text", Value: part.Heading, Error: f.Errors[name], Autocomplete: "off", Optional: true}
}

func (f PurposeForm) textField(p *i18n.Printer, part PurposeFormPart) Field {
	name := part.textName()
	return Field{Name: name, Label: p.T("purpose.text"), Value: part.Text, Hint: p.T("purpose.text_hint"), Error: f.Errors[name], Optional: true}
}

func (f PurposeForm) contactField(p *i18n.Printer) Field {
	return Field{Name: "contact", Label: p.T("purpose.contact_label"), Type: "email", Value: f.Contact, Hint: p.T("purpose.contact_hint"),
		Error: f.Errors["contact"], Autocomplete: "off", Optional: true}
}

// faults lists what is wrong, in the order of the form.
func (f PurposeForm) faults(p *i18n.Printer) []string {
	var lines []string
	add := func(label, field string) {
		if text := f.Errors[field]; text != "" {
			lines = append(lines, p.T("purpose.fault", "field", label, "fault", text))
		}
	}
	for _, part := range f.Parts {
		add(part.Label, part.headingName())
		add(part.Label, part.textName())
	}
	add(p.T("purpose.contact_label"), "contact")
	return lines
}
