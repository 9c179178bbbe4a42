package page

import "portevoix/internal/kpi"

// ChooseView is the page on which accounts are chosen freely.
type ChooseView struct {
	Text  string // looked for
	Lines []ChooseLine
	More  string // how many more there are; "": none
	Most  int
	Keep  []Hidden
	Back  string
}

// ChooseLine is an account with its box.
type ChooseLine struct {
	Account kpi.Account
	On      bool
}
