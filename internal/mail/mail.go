// Package mail composes messages to people, as text and as HTML with pictures,
// and hands them to an SMTP server. It knows no database: what a message tells
// comes in as kpi.MailMaterial.
package mail

// Message is a composed message, without its addresses.
type Message struct {
	Subject string
	Text    string
	HTML    string // names its images as cid:NAME
	Images  []Image
}

// Image is a picture within a message.
type Image struct {
	Name   string // unique in the message, such as trend-12.png
	Alt    string // what it shows, in words
	Width  int    // at which it is shown, in CSS pixels
	Height int
	Data   []byte // PNG
}
