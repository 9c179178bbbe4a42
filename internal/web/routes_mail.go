package web

// This file is the part of the route table that is about mail.

func init() { routes = append(routes, mailRoutes...) }

var mailRoutes = []route{
	get("/settings/mail", admins, (*Server).mailPage),
	post("/settings/mail", admins, (*Server).saveMail),
	post("/settings/mail/password/forget", admins, (*Server).forgetMailPassword),
	get("/settings/mail/wordings", directors, (*Server).mailWordingsPage),
	post("/settings/mail/approve", directors, (*Server).approveMail),
	get("/settings/mail/wordings/:kind/:locale", directors, (*Server).mailWordingPage),
	post("/settings/mail/wordings/:kind/:locale", directors, (*Server).saveMailWording),
	get("/settings/mail/wordings/:kind/:locale/preview", directors, (*Server).mailExample),
	get("/settings/mail/log", directors, (*Server).mailLogPage),
	post("/settings/mail/log/:id/again", directors, (*Server).sendMailAgain),

	get("/mail", signedIn, (*Server).ownMailPage),
	post("/mail", signedIn, (*Server).saveOwnMail),
	get("/mail/stop/:token", everybody, (*Server).mailStopPage),
	post("/mail/stop/:token", everybody, (*Server).stopMail),
}
