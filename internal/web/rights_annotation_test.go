package web

import "maps"

// annotationRights is what the routes that write on charts answer to everybody,
// as in rights. Nothing is written yet but what the visits write.
//
//nolint:dupword // the columns repeat
var annotationRights = map[string][]visit{
	//                                                                no  adm dir wes cam den dep wri rea eas
	"GET /annotations": {
		{"/annotations", "", "303 200 200 200 200 200 200 404 200 200"},
		{"/annotations?month=octobre", "", "303 422 422 422 422 422 422 422 422 422"},
	},
	"GET /annotations/new": {
		{"/annotations/new", "", "303 200 200 403 403 403 403 403 403 403"},
		{"/annotations/new?account={in}", "", "303 200 200 200 200 403 200 403 403 403"},
		{"/annotations/new?account={out}", "", "303 200 200 403 403 200 403 403 403 403"},
	},
	"POST /annotations": {
		{"/annotations", "text=ici&month=2026-10", "303 303 303 403 403 403 403 404 403 403"},
		{"/annotations", "text=ici&month=2026-10&for={in}", "303 303 303 303 303 403 303 404 403 404"},
		{"/annotations", "text=&month=2026-10&for={out}", "303 422 422 404 403 422 404 404 403 403"},
		{"/annotations", "text=ici&month=2026-10&for=elsewhere", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /annotations/:id":          {{"/annotations/999", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /annotations/:id":         {{"/annotations/999", "text=ici&month=2026-10", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /annotations/:id/remove":  {{"/annotations/999/remove", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /annotations/:id/restore": {{"/annotations/999/restore", "", "303 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, annotationRights) }
