package web

// This file is the part of the route table that arbitrates and decides.

import "portevoix/internal/kpi"

// judges are who see the arbitration grid and the register of decisions.
var judges = access{roles: []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator, kpi.RoleReader}}

func init() { routes = append(routes, decideRoutes...) }

var decideRoutes = []route{
	get("/arbitration", judges, (*Server).arbitrationPage),
	get("/decisions", judges, (*Server).decisionsPage),
	get("/decisions/new", judges, (*Server).decidePage),
	post("/decisions", judges, (*Server).takeDecision),
	post("/decisions/:id/withdraw", judges, (*Server).withdrawDecision),
}
