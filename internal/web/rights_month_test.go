package web

import "maps"

// monthRights is what the routes that close months and hand reports out answer
// to everybody, as in rights. No report is issued.
//
//nolint:dupword // the columns repeat
var monthRights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /closing": {{"/closing", "", "303 303 303 303 404 404 404 404 404 404"}},
	"GET /months/:month/closing": {
		{"/months/2026-10/closing", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/months/2026-12/closing", "", "303 422 422 422 404 404 404 404 404 404"},
		{"/months/octobre/closing", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /months/:month/close":   {{"/months/2026-10/close", "", "303 403 409 403 404 404 404 404 404 404"}},
	"POST /months/:month/reopen":  {{"/months/2026-08/reopen", "until=2026-11-05", "303 403 422 403 404 404 404 404 404 404"}},
	"POST /months/:month/publish": {{"/months/2026-10/publish", "locale=fr", "303 403 422 403 404 404 404 404 404 404"}},

	"GET /reports":                        {{"/reports", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /reports/issued/:id.xlsx":        {{"/reports/issued/1.xlsx", "", "303 404 404 404 404 404 404 404 404 404"}},
	"GET /api/v1/reports":                 {{"/api/v1/reports", "", "401 200 200 200 200 200 404 404 200 200"}},
	"GET /api/v1/reports/issued/:id.xlsx": {{"/api/v1/reports/issued/1.xlsx", "", "401 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, monthRights) }
