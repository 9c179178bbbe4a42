package mail

// This file sets a message: as text, and as HTML that mail programs show alike
// in light and dark.

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"portevoix/internal/i18n"
)

//go:embed letter.html
var letterForm string

var letterPage = template.Must(template.New("letter").Parse(letterForm))

// letter is a message about to be set.
type letter struct {
	p       *i18n.Printer
	base    string // public address
	network string
	stop    string // path; "": nothing to stop
	subject string
	blocks  []block
}

// text is the message for whoever reads no HTML.
func (l letter) text() string {
	var b strings.Builder
	for _, one := range l.blocks {
		switch {
		case one.Part != nil:
			b.WriteString(l.partText(*one.Part))
		case one.List:
			b.WriteString("- " + strings.Join(one.Lines, "\n- "))
		default:
			b.WriteString(strings.Join(one.Lines, "\n"))
		}
		b.WriteString("\n\n")
	}
	b.WriteString("-- \n" + l.network + "\n" + l.base + "/\n")
	if l.stop != "" {
		b.WriteString(l.p.T("mail.frame.stop") + "\n" + l.base + l.stop + "\n")
	}
	return b.String()
}

func (l letter) partText(part Part) string {
	switch {
	case part.Button != nil:
		return l.p.T("mail.frame.button", "label", part.Button.Label) + "\n" + l.base + part.Button.Path
	case part.Quote != "":
		return "> " + strings.Join(strings.Split(part.Quote, "\n"), "\n> ")
	case part.Picture != nil:
		return "[" + part.Picture.Alt + "]"
	}
	lines := make([]string, 0, len(part.Items))
	for _, i := range part.Items {
		line := "- " + i.Title
		if i.Note != "" {
			line += "\n  " + i.Note
		}
		if i.Path != "" {
			line += "\n  " + l.base + i.Path
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// images are the pictures of the message.
func (l letter) images() []Image {
	var list []Image
	for _, b := range l.blocks {
		if b.Part != nil && b.Part.Picture != nil {
			list = append(list, *b.Part.Picture)
		}
	}
	return list
}

// html is the message as a page.
func (l letter) html() (string, error) {
	var b strings.Builder
	err := letterPage.Execute(&b, map[string]any{
		"Locale": l.p.Locale(), "Subject": l.subject, "Network": l.network, "Home": l.base + "/", "Blocks": l.views(),
		"Why": l.p.T("mail.frame.why", "network", l.network), "Purpose": l.p.T("mail.frame.purpose"), "PurposeURL": l.base + "/purpose",
		"Stop": l.p.T("mail.frame.stop"), "StopURL": l.address(l.stop),
	})
	return b.String(), err
}

// address is a path's full address; of no path, none.
func (l letter) address(path string) string {
	if path == "" {
		return ""
	}
	return l.base + path
}

// blockView is a block as the page shows it.
type blockView struct {
	Kind  string // words, list, button, items, quote, picture
	Lines []string
	Label string
	URL   string
	Items []Item
	Image *Image
	Src   template.URL
}

func (l letter) views() []blockView {
	list := make([]blockView, 0, len(l.blocks))
	for _, b := range l.blocks {
		list = append(list, l.view(b))
	}
	return list
}

func (l letter) view(b block) blockView {
	part := b.Part
	switch {
	case part == nil && b.List:
		return blockView{Kind: "list", Lines: b.Lines}
	case part == nil:
		return blockView{Kind: "words", Lines: b.Lines}
	case part.Button != nil:
		return blockView{Kind: "button", Label: part.Button.Label, URL: l.base + part.Button.Path}
	case part.Quote != "":
		return blockView{Kind: "quote", Lines: strings.Split(part.Quote, "\n")}
	case part.Picture != nil:
		return blockView{Kind: "picture", Image: part.Picture, Src: template.URL("cid:" + part.Picture.Name)} //nolint:gosec // ours
	}
	items := make([]Item, len(part.Items))
	for i, item := range part.Items {
		items[i] = Item{Title: item.Title, Note: item.Note, Path: l.address(item.Path)}
	}
	return blockView{Kind: "items", Items: items}
}

// Page is the message's HTML with its pictures within it, for a browser.
func (m Message) Page() string {
	page := m.HTML
	for _, i := range m.Images {
		page = strings.ReplaceAll(page, `"cid:`+i.Name+`"`, fmt.Sprintf(`"data:image/png;base64,%s"`, base64.StdEncoding.EncodeToString(i.Data)))
	}
	return page
}
