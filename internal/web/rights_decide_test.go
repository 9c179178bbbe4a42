package web

import "maps"

// decideRights is what the routes that arbitrate and decide answer to
// everybody, as in rights. No decision is in the register.
//
//nolint:dupword // the columns repeat
var decideRights = map[string][]visit{
	//                                                                no  adm dir wes cam den dep wri rea eas
	"GET /arbitration": {
		{"/arbitration", "", "303 200 200 200 404 404 404 404 200 200"},
		{"/arbitration?month=2026-12", "", "303 422 422 422 404 404 404 404 422 422"},
		{"/arbitration?month=octobre", "", "303 422 422 422 404 404 404 404 422 422"},
	},
	"GET /decisions":               {{"/decisions", "", "303 200 200 200 404 404 404 404 200 200"}},
	"GET /decisions/new":           {{"/decisions/new?account={in}", "", "303 403 200 403 404 404 404 404 403 403"}, {"/decisions/new", "", "303 403 404 403 404 404 404 404 403 403"}},
	"POST /decisions":              {{"/decisions", "account={in}&verdict=keep", "303 403 422 403 404 404 404 404 403 403"}},
	"POST /decisions/:id/withdraw": {{"/decisions/9/withdraw", "", "303 403 404 403 404 404 404 404 403 403"}},
}

func init() { maps.Copy(rights, decideRights) }
