package mailtest

// This file reads a message as a mail program does.

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// Message is a message as it arrived.
type Message struct {
	From    string // of the envelope
	To      []string
	Header  mail.Header
	Subject string // decoded
	Text    string
	HTML    string
	Images  map[string][]byte // by Content-ID, without < >
	Raw     string
}

func read(raw []byte) (Message, error) {
	m := Message{Raw: string(raw), Images: map[string][]byte{}}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return m, err
	}
	m.Header = parsed.Header
	if m.Subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		return m, err
	}
	return m, m.readPart(textproto.MIMEHeader(parsed.Header), parsed.Body)
}

// readPart reads a part, and the parts within it.
func (m *Message) readPart(header textproto.MIMEHeader, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		return err
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err == io.EOF { //nolint:errorlint // as the reader says it
				return nil
			}
			if err != nil {
				return err
			}
			if err := m.readPart(part.Header, part); err != nil {
				return err
			}
		}
	}
	data, err := decoded(header.Get("Content-Transfer-Encoding"), body)
	if err != nil {
		return err
	}
	switch {
	case kind == "text/plain":
		m.Text = strings.ReplaceAll(string(data), "\r\n", "\n")
	case kind == "text/html":
		m.HTML = strings.ReplaceAll(string(data), "\r\n", "\n")
	case strings.HasPrefix(kind, "image/"):
		m.Images[strings.Trim(header.Get("Content-Id"), "<>")] = data
	default:
		return fmt.Errorf("mailtest: a part of type %s", kind)
	}
	return nil
}

func decoded(encoding string, body io.Reader) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	return io.ReadAll(body)
}
