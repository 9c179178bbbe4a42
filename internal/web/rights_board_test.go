package web

import "maps"

// boardRights is what the routes of direction's board answer to everybody, as in
// rights: who is late is nobody else's business.
//
//nolint:dupword // the columns repeat
var boardRights = map[string][]visit{
	//                                   no  adm dir wes cam den dep wri rea eas
	"GET /board": {{"/board", "", "303 303 303 303 404 404 404 404 404 404"}},
	"GET /months/:month/board": {
		{"/months/2026-10/board", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/months/2026-10/board?view=months&choice=late&by=entity&page=3", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/months/2026-12/board", "", "303 422 422 422 404 404 404 404 404 404"},
		{"/months/soon/board", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /months/:month/board/accept": {
		{"/months/2026-10/board/accept", "", "303 403 403 403 404 404 404 404 404 404"}, // acceptance is not switched on
		{"/months/2026-12/board/accept", "", "303 403 422 422 404 404 404 404 404 404"},
	},
	"POST /months/:month/board/accept/undo": {{"/months/2026-10/board/accept/undo", "batch=999", "303 403 404 404 404 404 404 404 404 404"}},
	"POST /months/:month/board/sleep": {
		{"/months/2026-10/board/sleep", "account={out}", "303 303 303 404 404 404 404 404 404 404"},
		{"/months/2026-10/board/sleep", "account=999", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /months/:month/board/sleep/undo": {{"/months/2026-10/board/sleep/undo", "account={in}&batch=999", "303 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, boardRights) }
