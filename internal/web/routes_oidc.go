package web

// This file is the part of the route table that is about single sign-on.
// Signing in begins with a link, not a form: browsers hold a form's answer to
// the policy that it may lead nowhere else.

import "portevoix/internal/web/page"

func init() { routes = append(routes, singleSignOnRoutes...) }

var singleSignOnRoutes = []route{
	get("/settings/single-sign-on", admins, (*Server).singleSignOnPage),
	post("/settings/single-sign-on", admins, (*Server).saveSingleSignOn),
	post("/settings/single-sign-on/secret/forget", admins, (*Server).forgetProviderSecret),
	post("/users/:id/unlink", admins, (*Server).unlinkUser),

	get(page.ProviderSignIn, everybody, (*Server).goToProvider),
	get(page.ProviderBack, everybody, (*Server).backFromProvider),
	get(page.ProviderOut, everybody, (*Server).leaveProvider),
}
