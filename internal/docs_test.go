package internal_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// These tests hold the documents together: what they lead to and show is
// there, every picture is shown, and French is set as French.

// mostPictures is what all pictures together may weigh, in bytes.
const mostPictures = 1 << 20

// leads finds the addresses of links and pictures in a document.
var leads = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)

func documents(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("../docs/*.md")
	if err != nil || len(names) < 4 {
		t.Fatalf("documents: %v, %v", names, err)
	}
	texts := map[string]string{}
	for _, name := range append(names, "../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

func TestDocumentsLeadToWhatIsThere(t *testing.T) {
	shown := map[string]bool{}
	for name, text := range documents(t) {
		for _, found := range leads.FindAllStringSubmatch(text, -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			path := filepath.Join(filepath.Dir(name), found[1])
			shown[path] = true
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s leads to %s: %v", name, found[1], err)
			}
		}
	}
	pictures, err := filepath.Glob("../docs/img/*")
	if err != nil {
		t.Fatal(err)
	}
	var weight int64
	for _, path := range pictures {
		file, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		weight += file.Size()
		if !shown[path] {
			t.Errorf("nothing shows %s", path)
		}
	}
	if weight > mostPictures {
		t.Errorf("the pictures weigh %d bytes, above %d", weight, mostPictures)
	}
}

func TestFrenchDocumentsAreSetAsFrench(t *testing.T) {
	faults := map[string]*regexp.Regexp{
		"no-break space before : ; ? ! %": regexp.MustCompile(`[^\x{00a0}\s|:.)-] ?([;?!]|:)(\s|$)`),
		"no-break space inside « »":       regexp.MustCompile(`«[^\x{00a0}]|[^\x{00a0}]»`),
		"apostrophe ’":                    regexp.MustCompile(`\pL'\pL`),
		"no exclamation mark":             regexp.MustCompile(`!(\s|$)`),
	}
	for name, text := range documents(t) {
		if !strings.HasSuffix(name, ".fr.md") {
			continue
		}
		for i, line := range strings.Split(text, "\n") {
			for rule, fault := range faults {
				if found := fault.FindString(line); found != "" {
					t.Errorf("%s, line %d, wants %s, near %q", name, i+1, rule, found)
				}
			}
		}
	}
}
