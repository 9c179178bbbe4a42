package page

// Field is a line of a form: its label, what it holds, and what is wrong with
// it.
type Field struct {
	Name         string // of the field, and its id
	Label        string
	Type         string // of the input: text, email, password
	Value        string
	Hint         string
	Error        string
	Autocomplete string
	Optional     bool
	Fixed        bool // shown, not to be changed
}

// Option is a line of a menu.
type Option struct {
	Value, Label string
}

// describedBy names what a screen reader reads after the label.
func (f Field) describedBy() string {
	switch {
	case f.Error != "" && f.Hint != "":
		return f.Name + "-error " + f.Name + "-hint"
	case f.Error != "":
		return f.Name + "-error"
	case f.Hint != "":
		return f.Name + "-hint"
	}
	return ""
}

// typedBy is what the browser may fill an InputField with: nothing, unless the
// field says so.
func (f Field) typedBy() string {
	if f.Autocomplete == "" {
		return "off"
	}
	return f.Autocomplete
}

func (f Field) invalid() string {
	if f.Error != "" {
		return "true"
	}
	return "false"
}
