package kpi

// This file holds a free choice of accounts, as a filter and an address have it.

import (
	"slices"
	"strings"
)

// MostChosen is how many accounts a choice may name.
const MostChosen = 200

// AccountChoice is the accounts of a free choice: their ids, in order and
// without repetition, with commas between; "" chooses all.
type AccountChoice string

// ChooseAccounts makes the choice of the given accounts.
func ChooseAccounts(ids ...ID) AccountChoice {
	sorted := slices.Clone(ids)
	slices.Sort(sorted)
	var texts []string
	for _, id := range slices.Compact(sorted) {
		texts = append(texts, id.String())
	}
	return AccountChoice(strings.Join(texts, ","))
}

// ParseAccountChoice reads ids with commas between, in any order.
// Errors: CodeInvalid for what is no id, and for more than MostChosen.
func ParseAccountChoice(text string) (AccountChoice, error) {
	var ids []ID
	for _, part := range strings.Split(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		id := ParseID(part)
		if id == 0 {
			return "", Invalid("filter.account", "value", part)
		}
		ids = append(ids, id)
	}
	choice := ChooseAccounts(ids...)
	if len(choice.IDs()) > MostChosen {
		return "", Invalid("filter.many_accounts", "most", MostChosen)
	}
	return choice, nil
}

// IDs lists the accounts, in order.
func (c AccountChoice) IDs() []ID {
	if c == "" {
		return nil
	}
	parts := strings.Split(string(c), ",")
	ids := make([]ID, len(parts))
	for i, part := range parts {
		ids[i] = ParseID(part)
	}
	return ids
}
