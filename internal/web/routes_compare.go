package web

// This file is the part of the route table that sets groups and accounts side
// by side.

func init() { routes = append(routes, compareRoutes...) }

var compareRoutes = []route{
	get("/grid", viewers, (*Server).gridPage),
	get("/grid.csv", viewers, (*Server).gridCSV),
	get("/compare", viewers, (*Server).comparePage),
	get("/compare.csv", viewers, (*Server).compareCSV),
	get("/tree", viewers, (*Server).treePage),
	get("/tree.csv", viewers, (*Server).treeCSV),
}
