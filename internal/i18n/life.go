package i18n

import "portevoix/internal/kpi"

// The words of the life cycle, the same on pages, in charts and in files.
var stateKeys = map[kpi.AccountState]string{
	kpi.AccountProposed: "life.proposed",
	kpi.AccountTest:     "life.test",
	kpi.AccountActive:   "life.active",
	kpi.AccountDormant:  "life.dormant",
	kpi.AccountClosed:   "life.closed",
}

// State says a state of an account's life cycle: "en sommeil", "dormant". One
// that is none of them is said as its code.
func (p *Printer) State(s kpi.AccountState) string {
	if key, ok := stateKeys[s]; ok {
		return p.T(key)
	}
	return string(s)
}
