package page

// ChecklistView is what the list of first steps shows.
type ChecklistView struct {
	Finding   string
	Subtitle  string
	Steps     []ChecklistStep
	Dismissed bool
	Done      bool
}

// ChecklistStep is one of the first steps.
type ChecklistStep struct {
	Name    string
	Title   string
	Text    string
	Result  string // what was found in the data
	State   string // todo, done, skipped
	Status  string // the state in words
	Current bool   // the next to do
	Marked  bool   // its state is a mark, and may be taken back
	Go      []Way  // where it is done
}

// Marks reports whether the step is done when the administrator says so: of
// the others the data tell.
func (s ChecklistStep) Marks() bool {
	return s.Name == "names" || s.Name == "platforms" || s.Name == "indicators"
}

// class is that of the step's state.
func (s ChecklistStep) class() string {
	return map[string]string{"todo": "check-todo", "done": "check-done", "skipped": "check-skipped"}[s.State]
}
