package web

// This file is the part of the route table that looks at any span of months,
// and the list of the pages to decide from.

func init() { routes = append(routes, exploreRoutes...) }

var exploreRoutes = []route{
	get("/analyse", viewers, (*Server).analysePage),
	get("/explore", viewers, (*Server).explorePage),
	get("/explore.csv", viewers, (*Server).exploreCSV),
	get("/explore/accounts", viewers, (*Server).exploreAccounts),
	get("/views", viewers, (*Server).viewsPage),
	post("/views", viewers, (*Server).saveView),
	post("/views/:id", viewers, (*Server).changeView),
	post("/views/:id/delete", viewers, (*Server).deleteView),
}
