package exchange

import (
	"slices"
	"strings"

	"portevoix/internal/kpi"
)

// This file reads the two registers that a network begins with: its accounts
// and its users.

// AccountRow is an account of an accounts file.
type AccountRow struct {
	Line int
	AccountRef
	State          kpi.AccountState // "": not given
	Opened, Closed kpi.Day
	Holder         string // e-mail
}

// UserRow is a person of a users file.
type UserRow struct {
	Line   int
	Email  string
	Name   string
	Role   kpi.Role
	Entity string // path
	Locale string // "" or a language
}

// stateNames are the states of an account as people write them, folded.
var stateNames = map[string]kpi.AccountState{
	"proposé": kpi.AccountProposed, "test": kpi.AccountTest, "en test": kpi.AccountTest,
	"actif": kpi.AccountActive, "en sommeil": kpi.AccountDormant, "clos": kpi.AccountClosed,
	"proposed": kpi.AccountProposed, "active": kpi.AccountActive, "dormant": kpi.AccountDormant, "closed": kpi.AccountClosed,
}

// AccountState finds the state that people write in either language, as on
// screen or by its code, without case.
func AccountState(name string) (kpi.AccountState, bool) {
	state, ok := stateNames[kpi.Fold(name)]
	return state, ok
}

// roleNames are the roles as people write them, folded.
var roleNames = map[string]kpi.Role{
	"admin": kpi.RoleAdmin, "administrateur": kpi.RoleAdmin, "administratrice": kpi.RoleAdmin, "administrator": kpi.RoleAdmin,
	"coordinator": kpi.RoleCoordinator, "direction": kpi.RoleCoordinator, "coordinateur": kpi.RoleCoordinator, "coordinatrice": kpi.RoleCoordinator,
	"ambassador": kpi.RoleAmbassador, "ambassadeur": kpi.RoleAmbassador, "ambassadrice": kpi.RoleAmbassador,
	"contributor": kpi.RoleContributor, "contributeur": kpi.RoleContributor, "contributrice": kpi.RoleContributor,
	"reader": kpi.RoleReader, "lecteur": kpi.RoleReader, "lectrice": kpi.RoleReader,
}

// register reads the rows of a table whose columns are fields.
type register struct {
	table    *Table
	columns  columns
	problems []kpi.FieldError
}

func newRegister(t *Table, fields, required []string) *register {
	r := &register{table: t, columns: find(t, fields, fields, synonyms, nil, nil)}
	r.problems = r.columns.problems
	for _, field := range required {
		if r.columns.index(field) < 0 {
			f := kpi.Field(field, "import.lacks")
			f.Line = t.HeaderLine
			r.problems = append(r.problems, f)
		}
	}
	return r
}

// each calls f with every row that can be read, unless the header is wrong.
func (r *register) each(f func(Row)) error {
	if len(r.problems) > 0 {
		return nil
	}
	for r.table.Next() {
		row := r.table.Row()
		if row.Fault != nil {
			r.problems = append(r.problems, *row.Fault)
			continue
		}
		f(row)
	}
	return r.table.Err()
}

func (r *register) text(row Row, field string) string {
	i := r.columns.index(field)
	if i < 0 {
		return ""
	}
	if row.Kind(i) == CellFormula {
		r.fault(row, field, "import.formula")
	}
	return strings.Clone(r.table.Cell(i))
}

func (r *register) fault(row Row, field, key string, args ...any) {
	problem := kpi.Field(field, key, args...)
	problem.Line = row.Line
	if i := r.columns.index(field); i >= 0 {
		problem.Field, problem.Value = r.table.Columns[i], cut(row.Cells[i])
	}
	r.problems = append(r.problems, problem)
}

func (r *register) day(row Row, field string) kpi.Day {
	text := r.text(row, field)
	if text == "" {
		return 0
	}
	d, ok := parseDay(text, row.Kind(r.columns.index(field)), r.table.Date1904)
	if !ok {
		r.fault(row, field, "error.day", "value", cut(text))
	}
	return d
}

// ReadAccounts reads an accounts file: its rows without fault, what refuses it
// and what is worth knowing.
func ReadAccounts(t *Table) (rows []AccountRow, problems, notices []kpi.FieldError, err error) {
	r := newRegister(t, accountFields, []string{FieldPlatform, FieldHandle})
	err = r.each(func(row Row) {
		before := len(r.problems)
		a := AccountRow{
			Line: row.Line,
			AccountRef: AccountRef{
				Platform: r.text(row, FieldPlatform), Handle: r.text(row, FieldHandle), ExternalID: r.identifier(row),
				Persona: r.text(row, FieldPersona), Sphere: r.text(row, FieldSphere), Range: r.text(row, FieldRange),
				Entity: r.text(row, FieldEntity),
			},
			Opened: r.day(row, FieldOpened), Closed: r.day(row, FieldClosed), Holder: r.text(row, FieldHolder),
		}
		if a.Platform == "" {
			r.fault(row, FieldPlatform, "import.blank")
		}
		if kpi.FoldHandle(a.Handle) == "" {
			r.fault(row, FieldHandle, "import.blank")
		}
		if name := r.text(row, FieldState); name != "" {
			var ok bool
			if a.State, ok = AccountState(name); !ok {
				r.fault(row, FieldState, "import.state", "value", cut(name))
			}
		}
		if len(r.problems) == before {
			rows = append(rows, a)
		}
	})
	return rows, r.problems, append(r.columns.ignored(), t.Beyond()...), err
}

func (r *register) identifier(row Row) string {
	text := r.text(row, FieldExternalID)
	if text == "" {
		return ""
	}
	id, fault := parseIdentifier(text, row.Kind(r.columns.index(FieldExternalID)))
	if fault != nil {
		r.fault(row, FieldExternalID, fault.key)
	}
	return id
}

// ReadUsers reads a users file, as ReadAccounts.
func ReadUsers(t *Table) (rows []UserRow, problems, notices []kpi.FieldError, err error) {
	r := newRegister(t, userFields, []string{FieldEmail, FieldName, FieldRole})
	err = r.each(func(row Row) {
		before := len(r.problems)
		u := UserRow{Line: row.Line, Email: r.text(row, FieldEmail), Name: r.text(row, FieldName),
			Entity: r.text(row, FieldEntity), Locale: strings.ToLower(r.text(row, FieldLocale))}
		if !strings.Contains(u.Email, "@") {
			r.fault(row, FieldEmail, "import.email", "value", cut(u.Email))
		}
		if u.Name == "" {
			r.fault(row, FieldName, "import.blank")
		}
		role := r.text(row, FieldRole)
		if u.Role = roleNames[kpi.Fold(role)]; u.Role == "" {
			r.fault(row, FieldRole, "import.role", "value", cut(role))
		}
		if !slices.Contains([]string{"", "fr", "en"}, u.Locale) {
			r.fault(row, FieldLocale, "import.locale", "value", cut(u.Locale))
		}
		if len(r.problems) == before {
			rows = append(rows, u)
		}
	})
	return rows, r.problems, append(r.columns.ignored(), t.Beyond()...), err
}
