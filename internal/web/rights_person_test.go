package web

import "maps"

// personRights is what the routes about persons answer to everybody, as in
// rights. {spare} holds nothing; {camille} holds the account inside, {deniz}
// the one outside.
//
//nolint:dupword // the columns repeat
var personRights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /calendar":              {{"/calendar", "", "303 200 200 200 200 200 200 200 200 200"}},
	"POST /calendar/away":        {{"/calendar/away", "from=", "303 422 422 422 422 422 422 422 422 422"}},
	"POST /calendar/away/remove": {{"/calendar/away/remove", "days=999", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /calendar/feed":        {{"/calendar/feed", "", "303 201 201 201 201 201 201 201 201 201"}},
	"POST /calendar/feed/end":    {{"/calendar/feed/end", "", "303 303 303 303 303 303 303 303 303 303"}},
	"GET /feeds/:file": {
		{"/feeds/guess.ics", "", "404 404 404 404 404 404 404 404 404 404"},
		{"/feeds/guess", "", "404 404 404 404 404 404 404 404 404 404"},
	},

	"GET /people/:id/away": {
		{"/people/{camille}/away", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/people/{deniz}/away", "", "303 200 200 404 404 404 404 404 404 404"},
		{"/people/999/away", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /people/:id/away":        {{"/people/{deniz}/away", "from=", "303 422 422 404 404 404 404 404 404 404"}},
	"POST /people/:id/away/remove": {{"/people/{deniz}/away/remove", "days=999", "303 404 404 404 404 404 404 404 404 404"}},

	"GET /settings/committee":      {{"/settings/committee", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /settings/committee":     {{"/settings/committee", "week=9&weekday=2", "303 422 422 422 404 404 404 404 404 404"}, {"/settings/committee", "week=3&weekday=2", "303 303 303 403 404 404 404 404 404 404"}},
	"POST /settings/committee/day": {{"/settings/committee/day", "month=2026-12&act=none", "303 303 303 403 404 404 404 404 404 404"}, {"/settings/committee/day", "month=2026-12&day=", "303 422 422 422 404 404 404 404 404 404"}},

	"GET /users/:id/off": {
		{"/users/{camille}/off", "", "303 200 404 404 404 404 404 404 404 404"},
		{"/users/999/off", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /users/:id/off": {
		{"/users/{camille}/off", "from=2026-11-04", "303 422 404 404 404 404 404 404 404 404"},
		{"/users/{spare}/off", "", "303 303 404 404 404 404 404 404 404 404"},
	},
	"POST /users/:id/off/undo": {{"/users/{camille}/off/undo", "", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /users/:id/data.zip":  {{"/users/{camille}/data.zip", "", "303 200 404 404 404 404 404 404 404 404"}, {"/users/999/data.zip", "", "303 404 404 404 404 404 404 404 404 404"}},
	"GET /users/:id/erase":     {{"/users/{camille}/erase", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /users/:id/erase":    {{"/users/{camille}/erase", "confirm=camille@example.org", "303 409 404 404 404 404 404 404 404 404"}, {"/users/{spare}/erase", "confirm=x", "303 422 404 404 404 404 404 404 404 404"}},
	"GET /my-data":             {{"/my-data", "", "303 200 200 200 200 200 200 200 200 200"}},
	"GET /my-data/data.zip":    {{"/my-data/data.zip", "", "303 200 200 200 200 200 200 200 200 200"}},
}

func init() { maps.Copy(rights, personRights) }
