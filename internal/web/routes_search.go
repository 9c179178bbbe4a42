package web

// This file is the part of the route table for search ranking.

func init() { routes = append(routes, searchRoutes...) }

var searchRoutes = []route{
	get("/search-ranking", viewers, (*Server).searchPage),
	get("/search-ranking.csv", viewers, (*Server).searchCSV),
	get("/accounts/:id/search", signedIn, (*Server).accountSearchPage),
	get("/accounts/:id/search.csv", signedIn, (*Server).accountSearchCSV),
	post("/accounts/:id/search", signedIn, (*Server).addSearchQueries),
	post("/accounts/:id/search/end", signedIn, (*Server).endSearchQuery),
	post("/accounts/:id/search/again", signedIn, (*Server).resumeSearchQuery),
	post("/accounts/:id/search/remove", signedIn, (*Server).removeSearchQuery),
}
