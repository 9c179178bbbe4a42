package web

import "maps"

// compareRights is what the routes that set groups and accounts side by side
// answer to everybody, as in rights.
//
//nolint:dupword // the columns repeat
var compareRights = map[string][]visit{
	//             no  adm dir wes cam den dep wri rea eas
	"GET /grid": {
		{"/grid", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/grid?span=2026-Q3&against=year&platform=x", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/grid?span=2030", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /grid.csv": {
		{"/grid.csv?span=2026-Q3", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/grid.csv?span=2030", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /tree": {
		{"/tree", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/tree?span=2026-Q5", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /tree.csv": {{"/tree.csv?span=2026-Q3", "", "303 200 200 200 200 200 404 404 200 200"}},
}

func init() { maps.Copy(rights, compareRights) }
