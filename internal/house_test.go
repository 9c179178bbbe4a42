// Package internal_test holds the tests of the house itself: who may import
// whom, and what stands only in its own room.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "portevoix"

// mayImport is the import table of the design: what each package may import
// of the others. "*" is all of them.
var mayImport = map[string][]string{
	".":                      {},
	"static":                 {},
	"internal/kpi":           {},
	"internal/i18n":          {"internal/kpi"},
	"internal/analytics":     {"internal/kpi"},
	"internal/exchange":      {"internal/kpi", "internal/i18n"},
	"internal/store":         {".", "internal/kpi"},
	"internal/network":       {"internal/kpi", "internal/analytics", "internal/store", "internal/exchange"},
	"internal/charts":        {"internal/kpi", "internal/analytics", "internal/i18n"},
	"reports":                {"internal/kpi", "internal/analytics", "internal/charts", "internal/i18n"},
	"internal/mail":          {"internal/kpi", "internal/analytics", "internal/charts", "internal/i18n"},
	"internal/mail/mailtest": {},
	"internal/jobs":          {"internal/kpi", "internal/network", "internal/analytics", "internal/charts", "reports", "internal/mail", "internal/i18n"},
	"internal/demo":          {"internal/kpi", "internal/network"},
	"internal/web/page":      {"internal/kpi", "internal/analytics", "internal/i18n", "static"},
	"internal/web": {"internal/kpi", "internal/analytics", "internal/network", "internal/charts", "reports",
		"internal/exchange", "internal/jobs", "internal/i18n", "static", "internal/web/page"},
	"cmd/portevoix": {"*"},
}

// soleUsers are the packages that alone may use a library, by the beginning
// of its import path.
var soleUsers = map[string][]string{
	"database/sql":                     {"internal/store"},
	"database/sql/driver":              {"internal/kpi"},
	"github.com/rickar/cal":            {"internal/kpi"},
	"github.com/arran4/golang-ical":    {"internal/mail"},
	"github.com/jmoiron/sqlx":          {"internal/store"},
	"github.com/mattn/go-sqlite3":      {"internal/store"},
	"github.com/xuri/excelize":         {"internal/exchange", "reports"},
	"github.com/go-echarts/go-echarts": {"internal/charts"},
	"github.com/wcharczuk/go-chart":    {"internal/charts"},
	"github.com/labstack/echo":         {"internal/web"},
	"github.com/alexedwards/scs":       {"internal/web"},
	"github.com/go-chi/httprate":       {"internal/web"},
	"github.com/coreos/go-oidc":        {"internal/web"},
	"golang.org/x/oauth2":              {"internal/web"},
	"github.com/alexedwards/argon2id":  {"internal/network"},
	"github.com/a-h/templ":             {"internal/web/page", "internal/web"}, // web draws what page makes
	"github.com/nicksnyder/go-i18n":    {"internal/i18n"},
	"golang.org/x/text/encoding":       {"internal/exchange"},
	"github.com/wneessen/go-mail":      {"internal/mail"},
	"github.com/emersion":              {"internal/mail/mailtest"},
	"github.com/spf13":                 {"cmd/portevoix"},
	"golang.org/x/term":                {"cmd/portevoix"},
	"net/http":                         {"internal/web"},
}

// pure packages import nothing but these and the standard library's parts
// that neither wait, talk nor look around.
var pure = []string{"internal/kpi", "internal/analytics"}

// pureLibraries are as pure as they need to be there: arithmetic on days and on
// letters.
var pureLibraries = []string{"github.com/rickar/cal/v2", "golang.org/x/text/unicode/norm"}

var impure = []string{"context", "database/sql", "net", "net/http", "os", "io/fs", "log", "log/slog"}

// clockless packages are told the time and never look at a clock.
var clockless = []string{"internal/kpi", "internal/analytics", "internal/store", "internal/exchange",
	"internal/i18n", "internal/charts", "reports", "internal/web/page"}

// sourceFile is a Go file that goes into the program.
type sourceFile struct {
	path, pkg string // from the module's root
	ast       *ast.File
	set       *token.FileSet
}

// goFiles reads the Go files of the module, tests left out.
func goFiles(t *testing.T) []sourceFile {
	t.Helper()
	var files []sourceFile
	set := token.NewFileSet()
	err := filepath.WalkDir("..", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if p != ".." && (strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "dist", "bin", "bench", "tools", "testdata"}, name)) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(set, p, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		from, err := filepath.Rel("..", p)
		if err != nil {
			return err
		}
		from = filepath.ToSlash(from)
		files = append(files, sourceFile{path: from, pkg: path.Dir(from), ast: parsed, set: set})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 50 {
		t.Fatalf("only %d Go files found: is this the module's root?", len(files))
	}
	return files
}

func (f sourceFile) imports(t *testing.T) []string {
	t.Helper()
	var list []string
	for _, spec := range f.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, name)
	}
	return list
}

// own returns the package's path from the module's root, and whether it is one
// of the module's.
func own(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

func TestImportTable(t *testing.T) {
	for _, f := range goFiles(t) {
		allowed, known := mayImport[f.pkg]
		if !known {
			t.Errorf("%s: package %s has no line in the import table", f.path, f.pkg)
			continue
		}
		for _, imported := range f.imports(t) {
			if name, ok := own(imported); ok && !slices.Contains(allowed, name) && !slices.Contains(allowed, "*") {
				t.Errorf("%s: %s may not import %s", f.path, f.pkg, name)
			}
		}
	}
}

func TestSoleUsers(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, imported := range f.imports(t) {
			users, longest := []string(nil), ""
			for prefix, list := range soleUsers {
				if (imported == prefix || strings.HasPrefix(imported, prefix+"/")) && len(prefix) > len(longest) {
					users, longest = list, prefix
				}
			}
			if longest != "" && !slices.Contains(users, f.pkg) {
				t.Errorf("%s: %s is used in %v only", f.path, imported, users)
			}
			library := strings.Contains(strings.SplitN(imported, "/", 2)[0], ".") &&
				!slices.ContainsFunc(pureLibraries, func(p string) bool { return imported == p || strings.HasPrefix(imported, p+"/") })
			if slices.Contains(pure, f.pkg) && (slices.Contains(impure, imported) || library) {
				t.Errorf("%s: %s is pure and may not import %s", f.path, f.pkg, imported)
			}
		}
	}
}

func TestClockOnlyWhereItMay(t *testing.T) {
	for _, f := range goFiles(t) {
		if !slices.Contains(clockless, f.pkg) {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "After", "Tick"}, sel.Sel.Name) {
				t.Errorf("%s: %s is told the time, it does not call time.%s", f.set.Position(sel.Pos()), f.pkg, sel.Sel.Name)
			}
			return true
		})
	}
}

// sqlText is how a statement begins.
var sqlText = regexp.MustCompile(`(?is)^\s*(SELECT\s.*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX|UNIQUE)|DROP\s+TABLE|PRAGMA\s|VACUUM\b|WITH\s+\w+.*\sAS\s*\()`)

func TestSQLOnlyInStore(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.pkg == "internal/store" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && sqlText.MatchString(text) {
				t.Errorf("%s: SQL stands in internal/store only: %.60q", f.set.Position(lit.Pos()), text)
			}
			return true
		})
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said, files := map[string]bool{}, map[string]string{}
	for _, f := range goFiles(t) {
		files[f.pkg] = f.path
		if f.ast.Doc != nil && len(strings.TrimSpace(f.ast.Doc.Text())) > 30 {
			said[f.pkg] = true
		}
	}
	for pkg := range files {
		if !said[pkg] {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}
