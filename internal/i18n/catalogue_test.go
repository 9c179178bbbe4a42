package i18n

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// These tests hold the catalogues together: the same keys in both languages,
// nothing empty, nothing unused, nothing missing, plural forms where a number
// chooses them, and French set as French.

// builtKeys are the beginnings of keys that the code puts together, with the
// place that does it.
var builtKeys = map[string]string{
	"cli.help.": "cmd/portevoix/say.go, the parts of help",
}

// message is an entry of a catalogue: its forms by name, "other" alone where
// no number chooses.
type message map[string]string

// readCatalogue returns the messages of a language, and the file of each.
func readCatalogue(t *testing.T, locale string) (map[string]message, map[string]string) {
	t.Helper()
	messages, origin := map[string]message{}, map[string]string{}
	names, err := filepath.Glob("locale/*." + locale + ".toml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no catalogue of %s: %v", locale, err)
	}
	for _, name := range names {
		var entries map[string]any
		if _, err := toml.DecodeFile(name, &entries); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, value := range entries {
			if origin[key] != "" {
				t.Errorf("%s: %q stands in %s too", name, key, origin[key])
			}
			origin[key] = name
			messages[key] = readMessage(t, name, key, value)
		}
	}
	return messages, origin
}

func readMessage(t *testing.T, file, key string, value any) message {
	t.Helper()
	switch v := value.(type) {
	case string:
		return message{"other": v}
	case map[string]any:
		m := message{}
		for form, text := range v {
			s, ok := text.(string)
			if !ok {
				t.Errorf("%s: %q is nested: write keys flat and in quotes", file, key)
				return m
			}
			m[form] = s
		}
		return m
	}
	t.Errorf("%s: %q is neither text nor plural forms", file, key)
	return message{}
}

func TestCatalogues(t *testing.T) {
	fr, frFile := readCatalogue(t, "fr")
	en, enFile := readCatalogue(t, "en")
	for _, key := range slices.Sorted(maps.Keys(fr)) {
		if en[key] == nil {
			t.Errorf("%s: %q has no English", frFile[key], key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(en)) {
		if fr[key] == nil {
			t.Errorf("%s: %q has no French", enFile[key], key)
			continue
		}
		compareForms(t, key, fr[key], en[key])
	}
}

// placeholder finds the names of a message's arguments.
var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)`)

func placeholders(m message) []string {
	names := map[string]bool{}
	for _, text := range m {
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			names[found[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func compareForms(t *testing.T, key string, fr, en message) {
	t.Helper()
	for locale, m := range map[string]message{"fr": fr, "en": en} {
		forms := slices.Sorted(maps.Keys(m))
		if !slices.Equal(forms, []string{"other"}) && !slices.Equal(forms, []string{"one", "other"}) {
			t.Errorf("%s %q has the forms %v: one and other, or a plain text", locale, key, forms)
		}
		for form, text := range m {
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s %q is empty (%s)", locale, key, form)
			}
			if strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
				t.Errorf("%s %q has blanks too many: %q", locale, key, text)
			}
		}
	}
	if len(fr) != len(en) {
		t.Errorf("%q has plural forms in one language only", key)
	}
	if f, e := placeholders(fr), placeholders(en); !slices.Equal(f, e) {
		t.Errorf("%q takes %v in French and %v in English", key, f, e)
	}
}

// elided finds "de", "que" and "le" before an argument that may begin with a
// vowel, as octobre does; days and numbers may follow them.
var elided = regexp.MustCompile(`(?i)\b(de|que|jusque|lorsque|le|du|au) \{\{\.(month|months|current|name|names|handle|account|persona|platform|` +
	`indicator|holders?|by|person|label|column|file|email|entity|sphere|range)\}\}|\b(de|que) \{\{\.(from|until|to|since|before|now|first|last)\}\}`)

func TestFrenchIsSetAsFrench(t *testing.T) {
	faults := map[string]*regexp.Regexp{
		"no-break space before : ; ? ! %":      regexp.MustCompile(`[^\x{00a0}\x{202f}:/?.&=]([;?!]|:)(\s|$)|[^\x{00a0}\x{202f}\d\s(]%(\s|$|\.)| [:;?!%]`),
		"no-break space inside « »":            regexp.MustCompile(`«[^\x{00a0}]|[^\x{00a0}]»`),
		"apostrophe ’":                         regexp.MustCompile(`'`),
		"quotation marks « »":                  regexp.MustCompile(`[“”"]`),
		"no exclamation mark":                  regexp.MustCompile(`!`),
		"U+202F between thousands":             regexp.MustCompile(`\d[ \x{00a0}]\d{3}`),
		"no blank before a full stop or comma": regexp.MustCompile(`[ \x{00a0}][.,](\s|$)`),
		"no word that a vowel would elide (dès {{.month}}, not à partir de {{.month}})": elided,
		"no form in brackets, as in informé(e)":                                         regexp.MustCompile(`\pL\((e|s|es|ne|rice|trice)\)`),
		"l’administration, which has no gender, and adresse électronique":               regexp.MustCompile(`(?i)administrateur|adresses? e-?mail`),
	}
	headers := strings.NewReplacer("Authorization: ", "", "Content-Type: ", "") // machines want a plain blank
	messages, file := readCatalogue(t, "fr")
	for key, m := range messages {
		for _, text := range m {
			text = headers.Replace(text)
			for rule, fault := range faults {
				if found := fault.FindString(text); found != "" {
					t.Errorf("%s: %q wants %s, near %q", file[key], key, rule, found)
				}
			}
		}
	}
}

func TestEnglishIsSetAsEnglish(t *testing.T) {
	fault := regexp.MustCompile(`[\x{00a0} ][:;?!]|[«»]|!|'`)
	messages, file := readCatalogue(t, "en")
	for key, m := range messages {
		for _, text := range m {
			if found := fault.FindString(text); found != "" {
				t.Errorf("%s: %q is not set as English, near %q", file[key], key, found)
			}
		}
	}
}

// sources are the texts of the program's own Go files and templates.
func sources(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "dist" || name == "tools" || name == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
			return nil
		}
		if ext := filepath.Ext(name); ext == ".go" || ext == ".templ" {
			text, err := os.ReadFile(path)
			texts[path] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// quoted finds texts in the code that look like a key, or its beginning.
var quoted = regexp.MustCompile("[\"`]([a-z][a-z0-9_]*(?:\\.[a-z0-9_]+)*\\.?)[\"`]")

func TestKeysAndCodeAgree(t *testing.T) {
	messages, file := readCatalogue(t, "fr")
	areas := map[string]bool{}
	for key := range messages {
		area, _, _ := strings.Cut(key, ".")
		areas[area] = true
	}
	used := map[string]bool{}
	for path, text := range sources(t) {
		for _, found := range quoted.FindAllStringSubmatch(text, -1) {
			name := found[1]
			used[name] = true
			area, _, isKey := strings.Cut(name, ".")
			switch {
			case !isKey || !areas[area] || messages[name] != nil || notKeys[name]:
			case strings.HasSuffix(name, "."):
				if builtKeys[name] == "" {
					t.Errorf("%s builds keys from %q: name it in builtKeys", path, name)
				}
			default:
				t.Errorf("%s: %q is in no catalogue", path, name)
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(messages)) {
		if !used[key] && !built(used, key) {
			t.Errorf("%s: nothing says %q", file[key], key)
		}
	}
	for prefix := range builtKeys {
		if !used[prefix] {
			t.Errorf("nothing builds keys from %q any more", prefix)
		}
	}
}

// notKeys are texts of the code that look like keys and are something else.
var notKeys = map[string]bool{}

func built(used map[string]bool, key string) bool {
	for prefix := range builtKeys {
		if used[prefix] && strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// counted finds the keys that a number chooses the form of.
var counted = regexp.MustCompile(`\.N\(\s*"([a-z0-9_.]+)"`)

func TestCountedMessagesHavePluralForms(t *testing.T) {
	messages, _ := readCatalogue(t, "fr")
	for path, text := range sources(t) {
		for _, found := range counted.FindAllStringSubmatch(text, -1) {
			if m := messages[found[1]]; m != nil && m["one"] == "" {
				t.Errorf("%s counts %q, which has no plural forms", path, found[1])
			}
		}
	}
}

// TestEveryMessageCanBeSaid says each message with every number that may
// choose a form, a million included: French has a form of its own for it.
func TestEveryMessageCanBeSaid(t *testing.T) {
	for _, locale := range Locales {
		messages, _ := readCatalogue(t, locale)
		for key, m := range messages {
			args := map[string]any{}
			for _, name := range placeholders(m) {
				args[name] = "…"
			}
			for _, n := range []int{0, 1, 2, 1_000_000} {
				if len(m) > 1 {
					args["n"] = n
				}
				said := For(locale).Message(key, args)
				if said == key || strings.Contains(said, "<no value>") {
					t.Errorf("%s %q cannot be said of %d: %s", locale, key, n, said)
				}
			}
		}
	}
}
