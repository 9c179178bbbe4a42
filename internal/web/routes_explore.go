package web

// This file is the part of the route table that looks at any span of months,
// and the list of the pages to decide from.

func init() { routes = append(routes, exploreRoutes...) }

var exploreRoutes = []route{
	get("/analyse", viewers, (*Server).analysePage),
}
