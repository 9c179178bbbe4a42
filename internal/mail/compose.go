package mail

// This file turns what a message tells into subject, text and HTML. A wording
// is plain text with {places}; each kind of message says in a Content what
// stands in its places.

import (
	"fmt"
	"strings"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Content is what a message puts in the places of its wording.
type Content struct {
	// Words stand within a sentence.
	Words map[kpi.MailPlace]string
	// Parts stand alone on a line; a place that has none there is left out
	// with its line.
	Parts map[kpi.MailPlace][]Part
}

// Part is a piece of a message that is more than a sentence. One of its
// fields is set.
type Part struct {
	Button  *Button
	Items   []Item
	Quote   string // somebody's own words
	Picture *Image
}

// Button leads somewhere.
type Button struct {
	Label, Path string // the path begins with /
}

// Item is a line of a list.
type Item struct {
	Title string
	Note  string // beneath it; "": none
	Path  string // where its title leads, beginning with /; "": nowhere
}

// kind is how messages of a kind are worded.
type kind struct {
	subject, body string // keys of the usual wording
	content       content
}

// content says what stands in the places of a message.
type content = func(p *i18n.Printer, m kpi.MailMaterial) (Content, error)

// Options are what Compose needs beside what the message tells.
type Options struct {
	// Base is the installation's public address, without a slash at the end.
	Base string
	// Wording is the installation's own; what is empty is the usual one.
	Wording kpi.MailWording
}

// UsualWording is the program's own wording of a kind, in a language.
func UsualWording(p *i18n.Printer, k kpi.MailKind) kpi.MailWording {
	known := kinds[k]
	return kpi.MailWording{Subject: p.T(known.subject), Body: p.T(known.body)}
}

// Compose writes the message of a material in the printer's language.
// Errors: a kind that has no words.
func Compose(p *i18n.Printer, m kpi.MailMaterial, o Options) (Message, error) {
	known, ok := kinds[m.Kind]
	if !ok {
		return Message{}, fmt.Errorf("mail: no words for messages of kind %q", m.Kind)
	}
	content, err := known.content(p, m)
	if err != nil {
		return Message{}, err
	}
	wording := worded(p, m.Kind, o.Wording)
	letter := letter{
		p: p, base: o.Base, network: m.Network, stop: m.StopPath,
		subject: strings.Join(strings.Fields(content.fill(wording.Subject)), " "),
		blocks:  content.blocks(wording.Body),
	}
	message := Message{Subject: letter.subject, Text: letter.text(), Images: letter.images()}
	message.HTML, err = letter.html()
	return message, err
}

// worded is the installation's own wording, and the usual one where that is
// empty.
func worded(p *i18n.Printer, k kpi.MailKind, own kpi.MailWording) kpi.MailWording {
	w := UsualWording(p, k)
	if own.Subject != "" {
		w.Subject = own.Subject
	}
	if own.Body != "" {
		w.Body = own.Body
	}
	return w
}
