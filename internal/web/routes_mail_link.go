package web

// This file is the part of the route table where the links of messages lead,
// and what they open.

func init() { routes = append(routes, mailLinkRoutes...) }

var mailLinkRoutes = []route{
	get("/reset", everybody, (*Server).resetPage),
	post("/reset", everybody, (*Server).askByMail),
	get("/reset/sent", everybody, (*Server).resetSentPage),
	get("/filing-links/:token", everybody, (*Server).filingLinkPage),
	post("/filing-links/:token", everybody, (*Server).openFilingLink),
}

// openByLink are the routes that a link to one's filings opens, of one's own
// accounts and the link's month; every other one asks to sign in.
var openByLink = map[string]bool{
	"GET /accounts/:id/avatar":                true,
	"GET /accounts/:id/filings/:month":        true,
	"POST /accounts/:id/filings/:month":       true,
	"GET /accounts/:id/filings/:month/thanks": true,
	"POST /accounts/:id/filings/:month/undo":  true,
	"GET /filings/:month":                     true,
	"POST /filings/:month":                    true,
}
