package web

// This file is the part of the route table for what a person has looked at.

func init() { routes = append(routes, homeRoutes...) }

var homeRoutes = []route{
	post("/home/looked", signedIn, (*Server).looked),
}
