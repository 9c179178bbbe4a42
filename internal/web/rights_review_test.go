package web

import "maps"

// reviewRights is what the routes that review filings answer to everybody, as in
// rights. The first question there is, is asked here, on the account {in}.
//
//nolint:dupword // the columns repeat
var reviewRights = map[string][]visit{
	//                                                                                                                             no  adm dir wes cam den dep wri rea eas
	"POST /accounts/:id/filings/:month/return":      {{"/accounts/{in}/filings/2026-10/return", "version=0&reason=x", "303 403 409 409 403 403 403 404 403 404"}},
	"POST /accounts/:id/filings/:month/accept":      {{"/accounts/{in}/filings/2026-10/accept", "version=0", "303 403 409 409 403 403 403 404 403 404"}},
	"POST /accounts/:id/filings/:month/review/undo": {{"/accounts/{in}/filings/2026-10/review/undo", "", "303 403 409 409 403 403 403 404 403 404"}},
	"POST /accounts/:id/filings/:month/questions": {
		{"/accounts/{in}/filings/2026-10/questions", "indicator=likes&question=Combien", "303 403 303 303 403 403 403 404 403 404"},
		{"/accounts/{out}/filings/2026-10/questions", "indicator=likes&question=", "303 403 422 404 403 403 404 404 403 403"},
	},
	"POST /questions/:id/answer": {
		{"/questions/1/answer", "answer=", "303 403 403 403 422 404 422 404 404 404"},
		{"/questions/999/answer", "answer=x", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /questions/:id/close": {{"/questions/1/close", "", "303 403 303 303 403 404 403 404 404 404"}},
}

func init() {
	maps.Copy(rights, reviewRights)
	const filing = "GET /accounts/:id/filings/:month"
	rights[filing] = append(rights[filing], visit{"/accounts/{in}/filings/2026-10?review=1", "", "303 303 200 200 303 303 303 404 303 404"})
}
