package exchange

import (
	"slices"
	"sort"
	"strings"

	"portevoix/internal/kpi"
)

// This file finds which column of a table is which field.

// Fields of the files; the columns of indicators are named by their codes.
const (
	FieldPlatform   = "platform"
	FieldHandle     = "handle"
	FieldExternalID = "external_id"
	FieldMonth      = "month"
	FieldIndicator  = "indicator"
	FieldValue      = "value"
	FieldComment    = "comment"
	FieldPersona    = "persona"
	FieldSphere     = "sphere"
	FieldRange      = "range"
	FieldEntity     = "entity"
	FieldState      = "state"
	FieldOpened     = "opened"
	FieldClosed     = "closed"
	FieldHolder     = "holder"
	FieldEmail      = "email"
	FieldName       = "name"
	FieldRole       = "role"
	FieldLocale     = "locale"
)

// FigureFields are the fields of a figures file besides the indicators.
var FigureFields = []string{FieldPlatform, FieldHandle, FieldExternalID, FieldMonth, FieldIndicator, FieldValue,
	FieldComment, FieldPersona, FieldSphere, FieldRange, FieldEntity}

var accountFields = []string{FieldPlatform, FieldHandle, FieldExternalID, FieldPersona, FieldSphere, FieldRange,
	FieldEntity, FieldState, FieldOpened, FieldClosed, FieldHolder}

var userFields = []string{FieldEmail, FieldName, FieldRole, FieldEntity, FieldLocale}

// synonyms are other names of the fields in headers, folded.
var synonyms = map[string][]string{
	FieldPlatform:   {"plateforme", "réseau", "réseau social", "network"},
	FieldHandle:     {"compte", "identifiant", "nom du compte", "account", "username", "screen_name", "pseudo"},
	FieldExternalID: {"identifiant externe", "external id", "account id", "id du compte"},
	FieldMonth:      {"mois", "date", "période", "period"},
	FieldIndicator:  {"indicateur"},
	FieldValue:      {"valeur", "chiffre", "figure"},
	FieldComment:    {"commentaire", "remarque", "note"},
	FieldPersona:    {"nom public", "public name"},
	FieldSphere:     {"sphère"},
	FieldRange:      {"gamme"},
	FieldEntity:     {"entité"},
	FieldState:      {"état"},
	FieldOpened:     {"ouverture", "ouvert le", "opening"},
	FieldClosed:     {"clôture", "clos le", "fermeture", "closing"},
	FieldHolder:     {"responsable", "responsable du compte"},
	FieldEmail:      {"e-mail", "mail", "courriel", "adresse e-mail"},
	FieldName:       {"nom"},
	FieldRole:       {"rôle"},
	FieldLocale:     {"langue", "language"},
}

// guesses are what a person who maps columns on screen is offered for columns
// of other programs; a file read without anybody looking never uses them.
var guesses = map[string][]string{
	FieldExternalID: {"twitter_id", "user_id", "page id", "id"},
	FieldPersona:    {"nom", "name", "persona name"},
	kpi.Followers:   {"followers_count", "nombre d’abonnés", "nb abonnés", "total followers", "fans"},
	kpi.Posts:       {"tweets", "posts published", "publications du mois", "nb publications", "create post"},
	kpi.Likes:       {"favoris", "favorites", "favourites received", "likes received", "reactions", "mentions j’aime"},
	kpi.Shares:      {"retweets", "reposts", "partages"},
	kpi.Impressions: {"tweet_impressions", "vues"},
	kpi.Clicks:      {"url clicks", "link clicks", "clics sur le lien"},
}

// foldHeader is the form under which names of columns are compared.
func foldHeader(name string) string {
	return strings.ReplaceAll(kpi.Fold(name), "'", "’")
}

// columns says which column of a table each field is.
type columns struct {
	table    *Table
	of       map[string]int // field to column
	problems []kpi.FieldError
	taken    map[int]bool
}

// find resolves fields to columns: first those mapped by the person, then by
// the field's own name, then by its other names. Those in settable may have
// one value for all rows instead.
func find(t *Table, fields, settable []string, names map[string][]string, mapped, set map[string]string) columns {
	c := columns{table: t, of: map[string]int{}, taken: map[int]bool{}}
	for _, field := range sortedKeys(mapped) {
		if !slices.Contains(fields, field) {
			c.problem(field, "import.field", "fields", strings.Join(fields, ", "))
			continue
		}
		if _, both := set[field]; both {
			c.problem(field, "import.map_and_set")
			continue
		}
		if mapped[field] != "" { // else the field is left out, whatever a column is called
			c.take(field, c.named(mapped[field]), mapped[field])
		}
	}
	for _, field := range sortedKeys(set) {
		if !slices.Contains(settable, field) {
			c.problem(field, "import.field", "fields", strings.Join(settable, ", "))
		}
	}
	for _, field := range fields {
		c.match(field, []string{field}, mapped, set)
	}
	for _, field := range fields {
		c.match(field, names[field], mapped, set)
	}
	return c
}

func (c *columns) problem(field, key string, args ...any) {
	f := kpi.Field(field, key, args...)
	f.Line = c.table.HeaderLine
	c.problems = append(c.problems, f)
}

// named lists the columns of a name.
func (c *columns) named(name string) []int {
	var found []int
	for i, column := range c.table.Columns {
		if foldHeader(column) == foldHeader(name) && column != "" {
			found = append(found, i)
		}
	}
	return found
}

// take gives a field the column that a person mapped to it.
func (c *columns) take(field string, found []int, name string) {
	switch {
	case len(found) == 0:
		c.problem(field, "import.no_column", "column", cut(name), "columns", cut(strings.Join(c.table.Columns, ", ")))
	case len(found) > 1:
		c.problem(field, "import.column_twice", "column", cut(name))
	case c.taken[found[0]]:
		c.problem(field, "import.column_taken", "column", cut(name))
	default:
		c.of[field] = found[0]
		c.taken[found[0]] = true
	}
}

// match gives a field that nobody mapped the column of one of its names.
func (c *columns) match(field string, names []string, mapped, set map[string]string) {
	if _, done := c.of[field]; done {
		return
	}
	if _, done := mapped[field]; done {
		return
	}
	if _, done := set[field]; done {
		return
	}
	var found []int
	for _, name := range names {
		for _, i := range c.named(name) {
			if !c.taken[i] && !slices.Contains(found, i) {
				found = append(found, i)
			}
		}
	}
	switch len(found) {
	case 0:
	case 1:
		c.of[field] = found[0]
		c.taken[found[0]] = true
	default:
		c.problem(field, "import.columns_alike", "first", c.table.Columns[found[0]], "second", c.table.Columns[found[1]])
		c.of[field] = found[0] // so that it is said once
	}
}

// ignored names the columns that are no field.
func (c *columns) ignored() []kpi.FieldError {
	var notices []kpi.FieldError
	for i, name := range c.table.Columns {
		if !c.taken[i] && name != "" {
			notices = append(notices, kpi.FieldError{Field: name, Line: c.table.HeaderLine, Key: "import.ignored_column"})
		}
	}
	return notices
}

// index returns the column of a field, −1 where there is none.
func (c *columns) index(field string) int {
	if i, ok := c.of[field]; ok {
		return i
	}
	return -1
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
