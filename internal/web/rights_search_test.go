package web

import "maps"

// searchRights is what the routes of search ranking answer to everybody, as in
// rights.
//
//nolint:dupword // the columns repeat
var searchRights = map[string][]visit{
	//                       no  adm dir wes cam den dep wri rea eas
	"GET /search-ranking": {
		{"/search-ranking", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/search-ranking?month=2026-10&sphere=Business", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/search-ranking?month=nonsense", "", "303 404 404 404 404 404 404 404 404 404"},
		{"/search-ranking?month=2030-01", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /search-ranking.csv": {{"/search-ranking.csv?month=2026-10", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /accounts/:id/search": {
		{"/accounts/{in}/search", "", "303 200 200 200 200 200 200 404 200 404"},
		{"/accounts/{out}/search", "", "303 200 200 404 200 200 404 404 200 200"},
		{"/accounts/999/search", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/search.csv": {{"/accounts/{in}/search.csv", "", "303 200 200 200 200 200 200 404 200 404"}},
	"POST /accounts/:id/search": {
		{"/accounts/{in}/search", "queries=&from=2026-10", "303 422 422 422 422 403 422 404 403 404"},
		{"/accounts/{out}/search", "queries=&from=2026-10", "303 422 422 404 403 422 404 404 403 403"},
	},
	"POST /accounts/:id/search/end":    {{"/accounts/{in}/search/end", "query=999&until=2026-10", "303 404 404 404 404 403 404 404 403 404"}},
	"POST /accounts/:id/search/again":  {{"/accounts/{in}/search/again", "query=999", "303 404 404 404 404 403 404 404 403 404"}},
	"POST /accounts/:id/search/remove": {{"/accounts/{in}/search/remove", "query=999", "303 404 404 404 404 403 404 404 403 404"}},
}

func init() { maps.Copy(rights, searchRights) }
