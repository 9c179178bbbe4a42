package web

import "maps"

// challengeRights is what the routes of the challenge and of the influence index
// answer to everybody, as in rights.
//
//nolint:dupword // the columns repeat
var challengeRights = map[string][]visit{
	//                  no  adm dir wes cam den dep wri rea eas
	"GET /challenge": {
		{"/challenge", "", "303 200 200 200 200 200 200 200 200 200"},
		{"/challenge?season=999", "", "303 404 404 404 404 404 404 404 404 404"},
		{"/challenge?month=nonsense", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /challenge/projection": {{"/challenge/projection", "", "303 303 303 303 303 303 303 303 303 303"}},
	"POST /challenge/switch":    {{"/challenge/switch", "on=1", "303 303 303 403 404 404 404 404 404 404"}},
	"POST /challenge/seasons": {
		{"/challenge/seasons", "name=&measure=posts&from=2026-09&until=2026-08", "303 422 422 403 404 404 404 404 404 404"},
		{"/challenge/seasons", "id=999&name=a&measure=shares&from=2026-09&until=2026-12", "303 404 404 403 404 404 404 404 404 404"},
	},
	"POST /challenge/entries": {{"/challenge/entries", "season=999&account={in}&in=1", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /challenge/bravos":  {{"/challenge/bravos", "season=999&month=2026-10&account={in}&given=1", "303 404 404 404 404 404 404 404 404 404"}},
	"GET /influence":          {{"/influence", "", "303 200 200 404 404 404 404 404 404 404"}},
	"POST /influence/switch":  {{"/influence/switch", "on=", "303 303 303 403 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, challengeRights) }
