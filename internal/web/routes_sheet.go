package web

// This file is the part of the route table for prefilled sheets.

func init() { routes = append(routes, sheetRoutes...) }

var sheetRoutes = []route{
	get("/sheets", signedIn, (*Server).sheets),
	upload("/sheets", signedIn, (*Server).bringSheet),
	get("/sheets/:month", signedIn, (*Server).sheetsPage),
	get("/sheets/:month/sheet.xlsx", signedIn, (*Server).sheetFile),
	get("/sheets/files/:key", signedIn, (*Server).sheetPage),
	post("/sheets/files/:key", signedIn, (*Server).applySheet),
	post("/sheets/files/:key/discard", signedIn, (*Server).discardSheet),
}
