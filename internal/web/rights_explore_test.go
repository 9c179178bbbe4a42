package web

import "maps"

// exploreRights is what the routes of any span answer to everybody, as in
// rights.
//
//nolint:dupword // the columns repeat
var exploreRights = map[string][]visit{
	//                no  adm dir wes cam den dep wri rea eas
	"GET /analyse": {{"/analyse", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /explore": {
		{"/explore", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/explore?span=2026-Q3&against=year&by=range&measure=posts&sphere=x", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/explore?span=2026-Q5", "", "303 422 422 422 422 422 404 404 422 422"},
		{"/explore?accounts=none", "", "303 422 422 422 422 422 404 404 422 422"},
		{"/explore?span=2030", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /explore.csv":      {{"/explore.csv?span=2026-Q3", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /explore/accounts": {{"/explore/accounts?find=a&account%5B%5D={in}", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /views":            {{"/views", "", "303 200 200 200 200 200 404 404 200 200"}},
	"POST /views": {
		{"/views", "name=&address=/explore", "303 422 422 422 422 422 404 404 422 422"},
		{"/views", "name=a&address=https://elsewhere.test/", "303 422 422 422 422 422 404 404 422 422"},
		{"/views", "name=a&address=/explore%3Fspan=2026", "303 303 303 303 303 303 404 404 303 303"},
		{"/views", "name=A&address=/explore", "303 409 409 409 409 409 404 404 409 409"},
	},
	"POST /views/:id":        {{"/views/999", "name=b", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /views/:id/delete": {{"/views/999/delete", "", "303 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, exploreRights) }
