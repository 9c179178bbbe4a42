package page

// CompareView is accounts or groups side by side.
type CompareView struct {
	SpanFrame
	Measures []Option
	Measure  string
	Keep     []Hidden // what the menu of measures sends along
	Views    []ListChoice
	By       []ListChoice
	Choose   CompareChoose
	Figures  []Figure // one, or a small one each
	Table    SpanTable
}

// CompareChoose chooses what is compared.
type CompareChoose struct {
	Open     bool // nothing is chosen yet, or something is looked for
	Text     string
	Name     string // of the boxes
	Boxes    []CompareBox
	Accounts []ChooseLine // instead of boxes
	More     string       // how many more accounts there are; "": none
	Keep     []Hidden
	Find     bool   // accounts can be looked for
	Looked   string // what is looked for
}

// CompareBox is a group with its box.
type CompareBox struct {
	Value string
	On    bool
}
