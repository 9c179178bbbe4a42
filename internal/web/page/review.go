package page

// ReviewView is the page on which direction reviews a filing.
type ReviewView struct {
	Filing   FilingView
	Queue    ReviewQueue
	Board    string      // address of the month's board
	Done     *ReviewUndo // what was decided about another filing just before
	Undo     *ReviewUndo // what was decided about this one
	Fault    string      // why something could not be done
	Lock     string      // which lock applies and who can lift it; "": none
	Figures  []ReviewFigure
	Facts    []ReviewFact
	Since    *SinceView
	Ask      string // addresses that the forms are sent to
	Accept   string
	GiveBack string
	Return   Field // the reason
	Behalf   Way   // where the figures can be changed
	// What the person may do.
	MayReturn, MayAccept, MayAsk bool
}

// ReviewQueue leads through the filings to review.
type ReviewQueue struct {
	Text           string
	Previous, Next Way
}

// ReviewUndo is the means to take a decision back.
type ReviewUndo struct{ Action, Text string }

// ReviewFact is something to know about a filing.
type ReviewFact struct {
	Label, Text string
	Amber       bool
}

// ReviewFigure is one figure of a review.
type ReviewFigure struct {
	FilingField
	Spark         Spark
	Chart         *Figure // its line; nil: not shown
	ShowLine      string  // address that shows it; "": it is shown, or there is none
	Questions     []QuestionView
	Open          bool // the form of a question is open
	Question      string
	QuestionError string
}

// quiet reports whether nothing is to be said about the figure.
func (f ReviewFigure) quiet() bool {
	return len(f.Warnings) == 0 && len(f.Questions) == 0 && f.Note == "" && f.Chart == nil
}

// SinceView is what changed in a filing since it was accepted or returned.
type SinceView struct {
	Title   string
	Lines   []SinceLine
	Comment string
}

// SinceLine is one figure that changed.
type SinceLine struct{ Label, Old, New, Note string }

func questionField(f ReviewFigure) Field {
	return Field{Name: "question-" + f.Code, Error: f.QuestionError}
}
