package web

// This file is the part of the route table that is direction's board. That
// lateness is nobody else's business starts at the door.

func init() { routes = append(routes, boardRoutes...) }

var boardRoutes = []route{
	get("/board", directors, (*Server).boards),
	get("/months/:month/board", directors, (*Server).boardPage),
	post("/months/:month/board/accept", directors, (*Server).acceptAll),
	post("/months/:month/board/accept/undo", directors, (*Server).undoAcceptance),
	post("/months/:month/board/sleep", directors, (*Server).putToSleep),
	post("/months/:month/board/sleep/undo", directors, (*Server).wakeUp),
}
