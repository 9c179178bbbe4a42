package web

// This file is the part of the route table that closes months and hands issued
// reports out.

func init() { routes = append(routes, monthRoutes...) }

var monthRoutes = []route{
	get("/closing", directors, (*Server).closings),
	get("/months/:month/closing", directors, (*Server).closingPage),
	post("/months/:month/close", directors, (*Server).closeMonth),
	post("/months/:month/reopen", directors, (*Server).reopenMonth),
	post("/months/:month/publish", directors, (*Server).publishMonth),

	get("/reports", viewers, (*Server).issuedPage),
	get("/reports/issued/:id.xlsx", viewers, (*Server).issuedFile),
	get("/api/v1/reports", byToken(viewers), (*Server).apiReports),
	get("/api/v1/reports/issued/:id.xlsx", byToken(viewers), (*Server).issuedFile),
}
