package web

// This file is the part of the route table for corrections and history. Who may
// see and decide what is settled inside.

func init() { routes = append(routes, historyRoutes...) }

var historyRoutes = []route{
	get("/accounts/:id/figures/:month/:code", signedIn, (*Server).figurePage),
	get("/accounts/:id/figures/:month/:code/correct", signedIn, (*Server).proposalPage),
	post("/accounts/:id/figures/:month/:code/correct", signedIn, (*Server).proposeCorrection),
	get("/accounts/:id/filings/:month/history", signedIn, (*Server).filingHistoryPage),
	get("/accounts/:id/history", signedIn, (*Server).accountHistoryPage),
	get("/acts/:id", signedIn, (*Server).actPage),

	get("/corrections", signedIn, (*Server).correctionsPage),
	get("/corrections/:id", signedIn, (*Server).correctionPage),
	post("/corrections/:id/accept", signedIn, (*Server).acceptCorrection),
	post("/corrections/:id/refuse", signedIn, (*Server).refuseCorrection),
	post("/corrections/:id/take-back", signedIn, (*Server).takeBackRefusal),
	post("/corrections/:id/withdraw", signedIn, (*Server).withdrawCorrection),
}
