package page

import "portevoix/internal/kpi"

// QuestionView is a question on a figure.
type QuestionView struct {
	ID        string
	Code      string // of the indicator
	Label     string // of the indicator
	Figure    string // in words
	Text      string
	Asked     string // who asked, and when
	Answer    string
	Answered  string // who answered, and when; "": nobody yet
	TakenBack string // when it was taken back; "": it was not
	Waits     bool
	Closed    bool
	AnswerTo  string // where the answer is sent; "": not this person's
	CloseTo   string
	CloseWord string
	Back      string // address of the page it stands on
	Typed     string // an answer that could not be taken
	Error     string // why
}

// QuestionsView is a page of questions alone.
type QuestionsView struct {
	Account   kpi.Account
	Month     kpi.Month
	Questions []QuestionView
	Fault     string // why the answer could not be taken at all
	Typed     string // that answer
}

func (q QuestionView) field() Field { return Field{Name: "answer-" + q.ID, Error: q.Error} }
