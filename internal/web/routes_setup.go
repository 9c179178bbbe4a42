package web

// This file is the part of the route table that sets a network up.

import "portevoix/internal/kpi"

// directors are who set up spheres and ranges.
var directors = access{roles: []kpi.Role{kpi.RoleAdmin, kpi.RoleCoordinator}}

func init() { routes = append(routes, setUpRoutes...) }

var setUpRoutes = []route{
	get("/checklist", admins, (*Server).checklistPage),
	post("/checklist", admins, (*Server).showChecklist),
	post("/checklist/:step", admins, (*Server).markStep),

	get("/settings", admins, (*Server).settingsPage),
	post("/settings", admins, (*Server).saveSettings),
	get("/settings/history", admins, (*Server).changesPage),

	get("/settings/spheres", directors, spherePages.list),
	post("/settings/spheres", directors, spherePages.add),
	get("/settings/spheres/:id", directors, spherePages.one),
	post("/settings/spheres/:id", directors, spherePages.change),
	post("/settings/spheres/:id/move", directors, spherePages.move),
	post("/settings/spheres/:id/delete", directors, spherePages.remove),

	get("/settings/ranges", directors, rangePages.list),
	post("/settings/ranges", directors, rangePages.add),
	get("/settings/ranges/:id", directors, rangePages.one),
	post("/settings/ranges/:id", directors, rangePages.change),
	post("/settings/ranges/:id/move", directors, rangePages.move),
	post("/settings/ranges/:id/delete", directors, rangePages.remove),

	get("/settings/platforms", admins, platformPages.list),
	post("/settings/platforms", admins, platformPages.add),
	get("/settings/platforms/:id", admins, platformPages.one),
	post("/settings/platforms/:id", admins, platformPages.change),
	post("/settings/platforms/:id/move", admins, platformPages.move),

	get("/settings/entities", admins, entityPages.list),
	post("/settings/entities", admins, entityPages.add),
	get("/settings/entities/paste", admins, (*Server).pastePage),
	post("/settings/entities/paste", admins, (*Server).pasteEntities),
	get("/settings/entities/:id", admins, entityPages.one),
	post("/settings/entities/:id", admins, entityPages.change),
	post("/settings/entities/:id/headcount", admins, (*Server).setHeadcount),
	post("/settings/entities/:id/headcount/drop", admins, (*Server).dropHeadcount),
	post("/settings/entities/:id/delete", admins, entityPages.remove),

	get("/settings/indicators", admins, (*Server).indicatorsPage),
	post("/settings/indicators", admins, (*Server).addIndicator),
	get("/settings/indicators/new", admins, (*Server).newIndicatorPage),
	get("/settings/indicators/:id", admins, (*Server).indicatorPage),
	post("/settings/indicators/:id", admins, (*Server).changeIndicator),
	post("/settings/indicators/:id/move", admins, (*Server).moveIndicator),
	post("/settings/indicators/:id/switch-on", admins, (*Server).switchIndicatorOn),
	post("/settings/indicators/:id/asks", admins, (*Server).changeAsks),
	post("/settings/indicators/:id/sources", admins, (*Server).addSource),
	post("/settings/indicators/:id/sources/drop", admins, (*Server).dropSource),
	post("/settings/indicators/:id/platforms", admins, (*Server).setPlatformTexts),

	get("/users/invitations", admins, (*Server).invitePage),
	upload("/users/invitations", admins, (*Server).bringUsers),
	post("/users/invitations/renew", admins, (*Server).renewInvitations),
	get("/users/invitations/:key", admins, (*Server).invitedPage),
	post("/users/invitations/:key/confirm", admins, (*Server).confirmUsers),
	get("/users/invitations/:key/links.csv", admins, (*Server).linksFile),
}
