package web

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"maps"

	"portevoix/internal/kpi"
)

// accountRights is what the routes that set accounts up, and the gallery,
// answer to everybody, as in rights.
//
//nolint:dupword // the columns repeat
var accountRights = map[string][]visit{
	//                                                              no  adm dir wes cam den dep wri rea eas
	"GET /gallery":       {{"/gallery", "", "303 200 200 200 200 200 200 200 200 200"}},
	"GET /accounts.csv":  {{"/accounts.csv", "", "303 200 200 200 200 200 200 200 200 200"}},
	"GET /accounts/new":  {{"/accounts/new", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /accounts/new": {{"/accounts/new", "handle=", "303 422 422 422 404 404 404 404 404 404"}},
	"GET /accounts/many": {{"/accounts/many", "", "303 200 200 200 404 404 404 404 404 404"}},
	"POST /accounts/many": {
		{"/accounts/many", "lines=", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/many", "lines=X,nouveau,Nouveau,Business,Atelier,Groupe/Est", "303 200 200 422 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/edit": {
		{"/accounts/{in}/edit", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/accounts/{out}/edit", "", "303 200 200 404 404 404 404 404 404 404"},
		{"/accounts/999/edit", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/edit": {
		{"/accounts/{in}/edit", "handle=", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/edit", "handle=", "303 422 422 404 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/avatar": {
		{"/accounts/{in}/avatar", "", "303 200 200 200 200 200 200 200 200 404"},
		{"/accounts/{out}/avatar", "", "303 200 200 404 200 200 200 200 200 200"},
		{"/accounts/999/avatar", "", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/avatar": {
		{"/accounts/{in}/avatar", "", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/avatar", "", "303 422 422 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/avatar/remove": {
		{"/accounts/{in}/avatar/remove", "", "303 303 303 303 404 404 404 404 404 404"},
		{"/accounts/{out}/avatar/remove", "", "303 303 303 404 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/life": {
		{"/accounts/{in}/life", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/accounts/{out}/life", "", "303 200 200 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/life": {
		{"/accounts/{in}/life", "next_state=", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/life", "next_state=active&next_from=2026-12-01", "303 303 303 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/life/correct": {
		{"/accounts/{in}/life/correct", "began=2026-07-01&state=closed&from=2026-07-01", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/life/correct", "began=2026-07-01&state=active&from=2026-07-01", "303 409 409 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/life/remove": {
		{"/accounts/{in}/life/remove", "began=2026-07-01", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/life/remove", "began=2026-07-01", "303 422 422 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/undo": {
		{"/accounts/{in}/undo", "act={made}", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/undo", "act={made}", "303 422 422 404 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/holders": {
		{"/accounts/{in}/holders", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/accounts/{in}/holders?person=cam", "", "303 200 200 200 404 404 404 404 404 404"},
		{"/accounts/{out}/holders", "", "303 200 200 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/holders": {
		{"/accounts/{in}/holders", "user=", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/holders", "user={spare}&role=holder&from=2026-08-01", "303 409 409 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/holders/days": {
		{"/accounts/{in}/holders/days", "holding=1&days_from=", "303 422 422 422 404 404 404 404 404 404"},
		{"/accounts/{out}/holders/days", "holding=1&days_from=", "303 404 404 404 404 404 404 404 404 404"},
	},
	"POST /accounts/:id/holders/remove": {
		{"/accounts/{in}/holders/remove", "holding=1", "303 409 409 409 404 404 404 404 404 404"},
		{"/accounts/{out}/holders/remove", "holding=1", "303 404 404 404 404 404 404 404 404 404"},
	},
	"GET /accounts/:id/step-down": {
		{"/accounts/{in}/step-down", "", "303 404 404 404 200 404 200 404 404 404"},
		{"/accounts/{out}/step-down", "", "303 404 404 404 404 200 404 404 404 404"},
	},
	"POST /accounts/:id/step-down": {
		{"/accounts/{in}/step-down", "last=2026-11-03", "303 404 404 404 422 404 422 404 404 404"},
	},
}

func init() { maps.Copy(rights, accountRights) }

// housePicture is a picture to bring.
func (h *house) housePicture() []byte {
	h.t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for y := range 40 {
		for x := range 60 {
			picture.Set(x, y, color.RGBA{R: uint8(4 * x), G: uint8(6 * y), B: 90, A: 255})
		}
	}
	var b bytes.Buffer
	h.must(png.Encode(&b, picture))
	return b.Bytes()
}

// bringPictures gives both accounts a picture.
func (h *house) bringPictures() {
	h.t.Helper()
	for _, account := range []string{h.inside.String(), h.outside.String()} {
		h.sendPicture(direct, account, h.housePicture()).want(h.t, 303)
	}
}

// made is the act by which both accounts were made, which nobody takes back.
func (h *house) made() kpi.ID {
	h.t.Helper()
	view, _, err := h.net.AccountLife(h.t.Context(), h.who(direct), h.inside)
	h.must(err)
	return view.Changes[len(view.Changes)-1].Act
}
