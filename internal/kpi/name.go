package kpi

import (
	"strings"
	"unicode"
)

// Fold returns the form under which displayed names are compared: without
// case, outer blanks, and with inner blanks folded into one space.
func Fold(name string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(name, unicode.IsSpace), " "))
}

// FoldHandle returns the form under which handles are compared: folded, and
// without a leading @.
func FoldHandle(handle string) string {
	return strings.TrimPrefix(Fold(handle), "@")
}

// EntitySeparator stands between the names of an entity's path.
const EntitySeparator = "/"

// EntityPath cuts a path such as "Group/West/Nantes" into its names, without
// outer blanks; empty names are left out.
func EntityPath(path string) []string {
	var names []string
	for _, n := range strings.Split(path, EntitySeparator) {
		if n = strings.TrimSpace(n); n != "" {
			names = append(names, n)
		}
	}
	return names
}
