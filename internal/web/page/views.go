package page

// ViewsView lists the views that a person may open.
type ViewsView struct {
	Own, Shared []ViewLine
	Refused     string // what is wrong with what was asked; "": nothing
	Deleted     *ViewDeleted
}

// ViewLine is a saved view.
type ViewLine struct {
	ID, Name, Href string
	Text           string // what it shows
	Shared         bool
	Own            bool
	MayDelete      bool
}

// ViewDeleted says what was deleted, with what brings it back; without fields
// nothing does.
type ViewDeleted struct {
	Text   string
	Fields []Hidden
}
