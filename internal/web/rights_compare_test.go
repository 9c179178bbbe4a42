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
	"GET /compare": {
		{"/compare", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/compare?by=range&view=indexed&measure=posts&span=2026", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/compare?by=account", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/compare?by=account&accounts={in}", "", "303 200 200 200 200 200 404 404 200 404"},
		{"/compare?by=account&accounts={out}", "", "303 200 200 404 200 200 404 404 200 200"},
		{"/compare?by=account&account%5B%5D={in}", "", "303 303 303 303 303 303 404 404 303 404"},
		{"/compare?by=account&accounts=999", "", "303 404 404 404 404 404 404 404 404 404"},
		{"/compare?by=account&accounts=none", "", "303 422 422 422 422 422 404 404 422 422"},
		{"/compare?span=2030", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /compare.csv": {
		{"/compare.csv?view=thousand&measure=interactions", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/compare.csv?by=account&accounts={out}", "", "303 200 200 404 200 200 404 404 200 200"},
	},
	"GET /tree": {
		{"/tree", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/tree?span=2026-Q5", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /tree.csv": {{"/tree.csv?span=2026-Q3", "", "303 200 200 200 200 200 404 404 200 200"}},
}

func init() { maps.Copy(rights, compareRights) }
