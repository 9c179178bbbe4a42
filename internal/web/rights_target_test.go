package web

import "maps"

// targetRights is what the routes of targets answer to everybody, as in rights.
// There is no target.
//
//nolint:dupword // the columns repeat
var targetRights = map[string][]visit{
	//                                                       no  adm dir wes cam den dep wri rea eas
	"GET /targets": {
		{"/targets", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/targets?span=2026-10&scope=account&standing=behind&q=cam", "", "303 200 200 200 200 200 404 404 200 200"},
		{"/targets?span=2026-Q3", "", "303 422 422 422 422 422 404 404 422 422"},
	},
	"GET /targets.csv":           {{"/targets.csv", "", "303 200 200 200 200 200 404 404 200 200"}},
	"GET /targets/new":           {{"/targets/new?scope=account&find=cam", "", "303 200 200 200 403 403 404 404 403 403"}},
	"POST /targets":              {{"/targets", "scope=network&indicator=likes&span=2026&value=0", "303 422 422 403 403 403 404 404 403 403"}},
	"GET /targets/copy":          {{"/targets/copy?show=1", "", "303 200 200 200 403 403 404 404 403 403"}},
	"POST /targets/copy":         {{"/targets/copy", "year=2030", "303 422 422 422 403 403 404 404 403 403"}},
	"POST /targets/copy/undo":    {{"/targets/copy/undo", "act=9999", "303 404 404 404 403 403 404 404 403 403"}},
	"GET /targets/:id":           {{"/targets/9", "", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /targets/:id":          {{"/targets/9", "value=3&was=2", "303 404 404 404 404 404 404 404 404 404"}},
	"POST /targets/:id/withdraw": {{"/targets/9/withdraw", "", "303 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, targetRights) }
