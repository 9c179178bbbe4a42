package web

// This file is the part of the route table about persons: dates and days away,
// leaving, what is known of a person, and the committee's days.

func init() { routes = append(routes, personRoutes...) }

var personRoutes = []route{
	get("/calendar", signedIn, (*Server).datesPage),
	post("/calendar/away", signedIn, (*Server).addOwnAway),
	post("/calendar/away/remove", signedIn, (*Server).removeOwnAway),
	post("/calendar/feed", signedIn, (*Server).newFeed),
	post("/calendar/feed/end", signedIn, (*Server).endFeed),
	get("/feeds/:file", everybody, (*Server).feedFile),

	get("/people/:id/away", directors, (*Server).personAwayPage),
	post("/people/:id/away", directors, (*Server).addPersonAway),
	post("/people/:id/away/remove", directors, (*Server).removePersonAway),

	get("/settings/committee", directors, (*Server).committeePage),
	post("/settings/committee", directors, (*Server).setCommittee),
	post("/settings/committee/day", directors, (*Server).setCommitteeDay),

	get("/users/:id/off", admins, (*Server).leaverPage),
	post("/users/:id/off/undo", admins, (*Server).undoLeave),
	get("/users/:id/data.zip", admins, (*Server).personDataFile),
	get("/users/:id/erase", admins, (*Server).erasePage),
	post("/users/:id/erase", admins, (*Server).erasePerson),

	get("/my-data", signedIn, (*Server).ownDataPage),
	get("/my-data/data.zip", signedIn, (*Server).ownDataFile),
}
