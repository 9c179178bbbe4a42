package page

// TasksView says what direction has to do next for a month.
type TasksView struct {
	Title string
	Text  string
	Go    Way // the page's one button
	List  []Task
}

// Task is one thing to do, or done.
type Task struct {
	Label, Href string // Href "": nothing leads further
	Note        string
	Done        bool
}
