package web

// This file is the part of the route table that reviews filings. Who may do so
// is decided inside: whoever sees a filing is told that they may not.

func init() { routes = append(routes, reviewRoutes...) }

var reviewRoutes = []route{
	post("/accounts/:id/filings/:month/return", signedIn, (*Server).returnFiling),
	post("/accounts/:id/filings/:month/accept", signedIn, (*Server).acceptFiling),
	post("/accounts/:id/filings/:month/review/undo", signedIn, (*Server).undoReview),
	post("/accounts/:id/filings/:month/questions", signedIn, (*Server).askQuestion),
	post("/questions/:id/answer", signedIn, (*Server).answerQuestion),
	post("/questions/:id/close", signedIn, (*Server).closeQuestion),
}
