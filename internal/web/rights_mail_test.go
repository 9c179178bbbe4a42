package web

import "maps"

// mailRights is what the routes of mail answer to everybody, as in rights.
//
//nolint:dupword // the columns repeat
var mailRights = map[string][]visit{
	//                                                                       no  adm dir wes cam den dep wri rea eas
	"GET /settings/mail":                  {{"/settings/mail", "", "303 200 404 404 404 404 404 404 404 404"}},
	"POST /settings/mail":                 {{"/settings/mail", "on=yes&port=587&security=starttls", "303 422 404 404 404 404 404 404 404 404"}},
	"POST /settings/mail/password/forget": {{"/settings/mail/password/forget", "", "303 303 404 404 404 404 404 404 404 404"}},
	"GET /settings/mail/wordings":         {{"/settings/mail/wordings", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /settings/mail/approve":         {{"/settings/mail/approve", "approved=", "303 303 303 403 404 404 404 404 404 404"}},
	"GET /settings/mail/wordings/:kind/:locale": {
		{"/settings/mail/wordings/before/fr", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/settings/mail/wordings/before/de", "", "303 404 404 404 404 404 404 404 404 404"},
		{"/settings/mail/wordings/gossip/fr", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /settings/mail/wordings/:kind/:locale": {
		{"/settings/mail/wordings/before/fr", "subject=x&body={link}{nothing}", "303 422 422 403 404 404 404 404 404 404"},
		{"/settings/mail/wordings/before/fr", "act=usual", "303 200 200 200 404 404 404 404 404 404"},
	},
	"GET /settings/mail/wordings/:kind/:locale/preview": {{"/settings/mail/wordings/closed/en/preview", "", "303 200 200 200 404 404 404 404 404 404"}},
	"GET /settings/mail/log":                            {{"/settings/mail/log", "", "303 200 200 404 404 404 404 404 404 404"}},
	"POST /settings/mail/log/:id/again":                 {{"/settings/mail/log/999/again", "", "303 404 404 404 404 404 404 404 404 404"}},

	"GET /mail":              {{"/mail", "", "303 200 200 200 200 200 200 200 200 200"}},
	"POST /mail":             {{"/mail", "before=yes", "303 303 303 303 303 303 303 303 303 303"}},
	"GET /mail/stop/:token":  {{"/mail/stop/guess", "", "404 404 404 404 404 404 404 404 404 404"}},
	"POST /mail/stop/:token": {{"/mail/stop/guess", "", "404 404 404 404 404 404 404 404 404 404"}},
}

func init() { maps.Copy(rights, mailRights) }
