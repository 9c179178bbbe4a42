package web

import "maps"

// singleSignOnRights is what the routes of single sign-on answer to everybody,
// as in rights; it is off.
//
//nolint:dupword // the columns repeat
var singleSignOnRights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /settings/single-sign-on":                {{"/settings/single-sign-on", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/single-sign-on":               {{"/settings/single-sign-on", "on=yes", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/single-sign-on/secret/forget": {{"/settings/single-sign-on/secret/forget", "", "303 303 404 404 404 404 404 404 404 404"}},
	"POST /users/:id/unlink":                      {{"/users/{spare}/unlink", "", "303 404 404 404 404 404 404 404 404 404"}},

	"GET /sign-in/provider":      {{"/sign-in/provider", "", "404 404 404 404 404 404 404 404 404 404"}},
	"GET /sign-in/provider/back": {{"/sign-in/provider/back?code=guess", "", "404 404 404 404 404 404 404 404 404 404"}},
	"GET /sign-in/provider/out":  {{"/sign-in/provider/out", "", "404 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, singleSignOnRights) }
