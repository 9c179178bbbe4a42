package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"portevoix/internal/kpi"
)

// nature is what a file turned out to be.
type nature struct {
	xlsx     bool
	encoding encoding.Encoding // of a CSV file; nil: UTF-8
	bom      int               // bytes before the text
	nul      bool              // there may be NULs in its text
}

// otherKinds are files that people send instead of a table, by how they begin.
var otherKinds = []struct{ begins, name string }{
	{"%PDF", "PDF"},
	{"\x89PNG", "PNG"},
	{"\xff\xd8\xff", "JPEG"},
	{"GIF8", "GIF"},
	{"\xd0\xcf\x11\xe0", "XLS"}, // also an XLSX with a password
	{"\x1f\x8b", "GZIP"},
	{"7z\xbc\xaf", "7Z"},
	{"Rar!", "RAR"},
	{"SQLite format 3", "SQLite"},
	{"\x7fELF", "ELF"},
	{"{\\rtf", "RTF"},
	{"<!DOCTYPE html", "HTML"},
	{"<html", "HTML"},
	{"<?xml", "XML"},
}

// sniff decides by its content what a file is, and leaves it at its start.
func sniff(r io.ReadSeeker, limits Limits) (nature, error) {
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nature{}, fmt.Errorf("exchange: measure the file: %w", err)
	}
	if size > limits.Bytes {
		return nature{}, tooLarge(limits)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nature{}, fmt.Errorf("exchange: rewind the file: %w", err)
	}
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nature{}, fmt.Errorf("exchange: read the file: %w", err)
	}
	head = head[:n]
	found, err := natureOf(head)
	if err != nil {
		return nature{}, err
	}
	if found.encoding == nil && !found.xlsx {
		valid, nul, err := scanText(io.MultiReader(bytes.NewReader(head), r))
		if err != nil {
			return nature{}, fmt.Errorf("exchange: read the file: %w", err)
		}
		found.nul = nul
		if !valid && found.bom == 0 {
			found.encoding = charmap.Windows1252
		}
	}
	_, err = r.Seek(0, io.SeekStart)
	return found, err
}

func tooLarge(limits Limits) error {
	return kpi.NewError(kpi.CodeTooLarge, "file.large", "max", limits.Bytes>>20)
}

func natureOf(head []byte) (nature, error) {
	if len(bytes.TrimSpace(head)) == 0 {
		return nature{}, kpi.Invalid("file.empty")
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return nature{xlsx: true}, nil
	}
	for _, k := range otherKinds {
		if n := len(k.begins); len(head) >= n && (string(head[:n]) == k.begins || strings.EqualFold(string(head[:n]), k.begins)) {
			return nature{}, kpi.Invalid("file.kind", "kind", k.name)
		}
	}
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return nature{encoding: little, bom: 2, nul: true}, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return nature{encoding: big, bom: 2, nul: true}, nil
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return nature{bom: 3}, nil
	}
	even, odd := nuls(head)
	switch half := len(head) / 2; {
	case odd > half/2 && even == 0:
		return nature{encoding: little, nul: true}, nil
	case even > half/2 && odd == 0:
		return nature{encoding: big, nul: true}, nil
	case even+odd > len(head)/16 || binary(head):
		return nature{}, kpi.Invalid("file.binary")
	}
	return nature{}, nil
}

// nuls counts the NUL bytes at even and at odd places: a UTF-16 text without
// a mark has them at one of the two only.
func nuls(head []byte) (even, odd int) {
	for i, c := range head {
		switch {
		case c != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// binary reports control characters that no text has.
func binary(head []byte) bool {
	for _, c := range head {
		if c != 0 && c < '\t' || c == 0x0e || c == 0x0f {
			return true
		}
	}
	return false
}

// scanText reads a text to its end: whether it is UTF-8, and has NULs.
func scanText(r io.Reader) (valid, nul bool, err error) {
	valid = true
	buf := make([]byte, 64<<10)
	kept := 0 // bytes of a character cut by the buffer's end
	for {
		n, err := r.Read(buf[kept:])
		text := buf[:kept+n]
		nul = nul || bytes.IndexByte(text[kept:], 0) >= 0
		kept = 0
		if valid {
			whole := wholeRunes(text)
			valid = utf8.Valid(text[:whole])
			kept = copy(buf, text[whole:])
		}
		if errors.Is(err, io.EOF) {
			return valid && kept == 0, nul, nil
		}
		if err != nil {
			return false, false, err
		}
	}
}

// wholeRunes returns how many of the bytes are certainly whole characters.
func wholeRunes(text []byte) int {
	for back := 1; back < utf8.UTFMax && back <= len(text); back++ {
		c := text[len(text)-back]
		if utf8.RuneStart(c) {
			if !utf8.FullRune(text[len(text)-back:]) {
				return len(text) - back
			}
			break
		}
	}
	return len(text)
}
