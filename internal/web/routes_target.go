package web

// This file is the part of the route table that sets targets and shows how far
// they are.

func init() { routes = append(routes, targetRoutes...) }

var targetRoutes = []route{
	get("/targets", viewers, (*Server).targetsPage),
	get("/targets.csv", viewers, (*Server).targetsCSV),
	get("/targets/new", viewers, (*Server).newTargetPage),
	post("/targets", viewers, (*Server).setTarget),
	get("/targets/copy", viewers, (*Server).targetCopyPage),
	post("/targets/copy", viewers, (*Server).copyTargets),
	post("/targets/copy/undo", viewers, (*Server).undoTargets),
	get("/targets/:id", viewers, (*Server).targetPage),
	post("/targets/:id", viewers, (*Server).changeTarget),
	post("/targets/:id/withdraw", viewers, (*Server).withdrawTarget),
}
