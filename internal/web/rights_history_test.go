package web

import "maps"

// historyRights is what the routes of corrections and history answer to
// everybody, as in rights. The first correction there is, is proposed here, of
// the account {in} in a closed month.
//
//nolint:dupword // the columns repeat
var historyRights = map[string][]visit{
	//                                                                                                                 no  adm dir wes cam den dep wri rea eas
	"GET /accounts/:id/figures/:month/:code": {
		{"/accounts/{in}/figures/2026-08/likes", "", "303 200 200 200 200 200 200 404 200 404"},
		{"/accounts/{out}/figures/2026-08/likes", "", "303 200 200 404 200 200 404 404 200 200"},
		{"/accounts/{in}/figures/2026-08/engagement_rate", "", "303 404 404 404 404 404 404 404 404 404"},
		{"/accounts/{in}/figures/aout/likes", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/figures/:month/:code/correct": {
		{"/accounts/{in}/figures/2026-08/likes/correct", "", "303 403 403 403 200 403 200 404 403 404"},
		{"/accounts/{in}/figures/2026-10/likes/correct", "", "303 403 403 403 303 403 303 404 403 404"},
		{"/accounts/{out}/figures/2026-08/likes/correct", "", "303 403 403 404 403 200 404 404 403 403"},
	},
	"POST /accounts/:id/figures/:month/:code/correct": {
		{"/accounts/{in}/figures/2026-08/likes/correct", "state.likes=value&value.likes=77&why=", "303 403 403 403 422 403 422 404 403 404"},
		{"/accounts/{in}/figures/2026-08/likes/correct", "state.likes=value&value.likes=77&why=x", "303 403 403 403 303 403 409 404 403 404"},
	},
	"GET /accounts/:id/filings/:month/history": {
		{"/accounts/{in}/filings/2026-08/history", "", "303 200 200 200 200 200 200 404 200 404"},
		{"/accounts/{out}/filings/2026-08/history", "", "303 200 200 404 200 200 404 404 200 200"},
	},
	"GET /accounts/:id/history": {
		{"/accounts/{in}/history", "", "303 200 200 200 200 200 200 404 200 404"},
		{"/accounts/{out}/history?page=9", "", "303 200 200 404 200 200 404 404 200 200"},
	},
	"GET /corrections": {
		{"/corrections", "", "303 200 200 200 200 200 200 200 200 200"},
		{"/corrections?show=decided", "", "303 200 200 200 200 200 200 200 200 200"},
	},
	"GET /corrections/:id": {
		{"/corrections/1", "", "303 200 200 200 200 404 200 404 404 404"},
		{"/corrections/999", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /corrections/:id/accept":    {{"/corrections/1/accept", "seen_state=value&seen_value=-1", "303 403 409 409 403 404 403 404 404 404"}},
	"POST /corrections/:id/refuse":    {{"/corrections/1/refuse", "reason=", "303 403 422 422 403 404 403 404 404 404"}},
	"POST /corrections/:id/take-back": {{"/corrections/1/take-back", "", "303 403 409 409 403 404 403 404 404 404"}},
	"POST /corrections/:id/withdraw":  {{"/corrections/1/withdraw", "", "303 403 403 403 303 404 409 404 404 404"}},
	"GET /acts/:id": {
		{"/acts/{made}", "", "303 200 200 200 200 200 200 404 404 404"},
		{"/acts/999", "", "303 404 404 404 404 404 404 404 404 404"},
	},
}

func init() { maps.Copy(rights, historyRights) }
