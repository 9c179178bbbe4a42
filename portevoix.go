// Package portevoix holds the whole current database schema.
package portevoix

import _ "embed"

// Schema is the text of schema.sql: the tables of a new database.
//
//go:embed schema.sql
var Schema string
