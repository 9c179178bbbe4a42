package web

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// sendPicture brings a picture of an account as a person.
func (h *house) sendPicture(name, account string, data []byte) answer {
	h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("picture", "avatar.png")
	h.must(err)
	_, err = part.Write(data)
	h.must(err)
	h.must(w.Close())
	return h.as(name).do(http.MethodPost, "/accounts/"+account+"/avatar", w.FormDataContentType(), &body)
}

// hugePNG is a PNG whose header says 20,000 pixels a line.
func hugePNG() []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, 20_000), 20)...)
	head = append(head, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head))
}

func TestPicturesThatAreRefused(t *testing.T) {
	h := newHouse(t)
	account := h.inside.String()
	for name, c := range map[string]struct {
		data   []byte
		status int
		says   string
	}{
		"no picture":     {nil, 422, "n’est pas une image"},
		"a text":         {[]byte("figures"), 422, "n’est pas une image"},
		"SVG":            {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), 422, "n’est pas une image"},
		"20,000 px wide": {hugePNG(), 422, "20\u202f000"},
		"2 MB":           {append(h.housePicture(), make([]byte, 2<<20)...), 413, "trop lourde"},
		"9 MB":           {make([]byte, 9<<20), 413, "8"},
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.sendPicture(direct, account, c.data).want(t, c.status, c.says)
		})
	}
	h.t = t
	h.as(direct).get("/accounts/"+account+"/avatar").want(t, 404)
}

func TestAPictureIsKeptByTheBrowser(t *testing.T) {
	h := newHouse(t)
	account := h.inside.String()
	h.sendPicture(direct, account, h.housePicture()).wantGo(t, "/accounts/"+account+"/edit")
	page := h.as(reader).get("/accounts").want(t, 200).body
	address := regexp.MustCompile(`/accounts/` + account + `/avatar\?v=[0-9a-f]{16}`).FindString(page)
	if address == "" {
		t.Fatal("the list does not show the picture")
	}
	for _, path := range []string{"/gallery", "/months/2026-10", "/accounts/" + account} {
		h.as(reader).get(path).want(t, 200, address)
	}
	got := h.as(writer).get(address).want(t, 200)
	tag := got.Header.Get("ETag")
	if got.Header.Get("Content-Type") != "image/png" && got.Header.Get("Content-Type") != "image/jpeg" || tag == "" ||
		got.Header.Get("Cache-Control") != "private, max-age=31536000, immutable" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "default-src 'self'") {
		t.Errorf("the picture comes with %v", got.Header)
	}
	b := h.as(reader)
	plain := b.get("/accounts/"+account+"/avatar").want(t, 200)
	if plain.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("an address without a version may be kept: %s", plain.Header.Get("Cache-Control"))
	}
	b.header.Set("If-None-Match", tag)
	b.get("/accounts/"+account+"/avatar").want(t, 304)
	h.as(direct).post("/accounts/"+account+"/avatar/remove").want(t, 303)
	h.as(reader).get("/accounts").want(t, 200)
	h.as(reader).get(address).want(t, 404)
}

func TestAnAccountIsMadeOnScreen(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/accounts/new").want(t, 200, `name="platform"`, "bleu canard")
	b.post("/accounts/new", "platform", "X", "handle", "", "color", "nice", "state", "test", "opened", "2026-11-01", "review", "2026-10-01").
		want(t, 422, "L’identifiant du compte manque", "n’est pas une couleur", "tombe avant le début du test")
	b.post("/accounts/new", "platform", "X", "handle", "nouveau", "opened", "31/12/2026").want(t, 422, "n’est pas une date")
	b.post("/accounts/new", "platform", "X", "handle", "CAMILLE_ATELIER", "opened", "2026-11-01", "state", "active").want(t, 409, "d’un autre compte")
	made := b.post("/accounts/new", "platform", "X", "handle", "@nouvelle_voix", "persona", "Nouvelle Voix", "sphere", "Sales", "color", "own", "own_color", "#FFEE00",
		"state", "test", "opened", "2026-11-01", "review", "2027-02-01").want(t, 303)
	address := strings.TrimSuffix(made.Header.Get("Location"), "/holders")
	b.get(address+"/holders").want(t, 200, "Le compte est créé", "Personne pour l’instant")
	b.get(address+"/life").want(t, 200, "en test", "bilan le 1er février 2027")
	b.get(address).want(t, 200, "Nouvelle Voix", `fill="#ffee00"`, `fill="#000000"`)
	b.get("/accounts?held=none").want(t, 200, "Nouvelle Voix", "sans responsable")
}

func TestAMoveAsksFirst(t *testing.T) {
	h := newHouse(t)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseClosed))
	b, edit := h.as(direct), "/accounts/"+h.inside.String()+"/edit"
	form := []string{"handle", "camille_atelier", "external_id", "901", "persona", "Camille de l’Atelier", "color", "#1f5fa8",
		"sphere", "Sales", "range", "Atelier", "entity", "Groupe/Ouest", "from", "2026-08"}
	asked := b.post(edit, form...).want(t, 200, "août 2026", "3 mois avec des chiffres", "Un mois clos en fait partie", "1\u202f080", `name="confirm" value="1"`)
	if strings.Contains(asked.body, "C’est enregistré") {
		t.Error("it was done without asking")
	}
	var sees struct{ Items []struct{ Sphere string } }
	h.api(direct).get("/api/v1/accounts?q=camille").into(t, &sees)
	if sees.Items[0].Sphere != "Business" {
		t.Errorf("it already stands in %s", sees.Items[0].Sphere)
	}
	b.post(edit, append(form, "confirm", "1")...).wantGo(t, strings.TrimSuffix(edit, "/edit"))
	h.api(direct).get("/api/v1/accounts?q=camille").into(t, &sees)
	if sees.Items[0].Sphere != "Sales" {
		t.Errorf("it stands in %s", sees.Items[0].Sphere)
	}
	life := b.get("/accounts/"+h.inside.String()+"/life").want(t, 200, "Business → Sales", "Revenir en arrière")
	act := regexp.MustCompile(`name="act" value="(\d+)"`).FindStringSubmatch(life.body)[1]
	undo := "/accounts/" + h.inside.String() + "/undo"
	b.post(undo, "act", act).want(t, 409, "Un mois clos est touché")
	b.post(undo, "act", act, "confirm", "1").want(t, 303)
	h.api(direct).get("/api/v1/accounts?q=camille").into(t, &sees)
	if sees.Items[0].Sphere != "Business" {
		t.Errorf("taken back, it stands in %s", sees.Items[0].Sphere)
	}
	b.post(edit, "handle", "camille_atelier", "persona", "Camille", "color", "#1f5fa8", "sphere", "Business", "range", "Atelier", "entity", "Groupe/Ouest", "from", "x").
		want(t, 422, "n’est pas un mois")
}

func TestAHandleInUseCanBeTakenOver(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	made := b.post("/accounts/new", "platform", "X", "handle", "autre", "color", "#1f5fa8", "state", "active", "opened", "2026-11-01").want(t, 303)
	edit := strings.TrimSuffix(made.Header.Get("Location"), "/holders") + "/edit"
	form := []string{"handle", "camille_atelier", "color", "#1f5fa8", "from", "2026-11"}
	b.post(edit, form...).want(t, 409, "d’un autre compte", `name="take_over"`)
	b.post(edit, append(form, "take_over", "1")...).want(t, 303)
}

func TestALifeIsCorrectedOnScreen(t *testing.T) {
	h := newHouse(t)
	b, life := h.as(direct), "/accounts/"+h.inside.String()+"/life"
	b.post(life, "next_state", "dormant", "next_from", "2026-11-10").wantGo(t, life)
	b.get(life).want(t, 200, "en sommeil", "depuis le 10 novembre 2026", "Revenir en arrière")
	b.get(life+"?edit=2026-11-10").want(t, 200, `name="began" value="2026-11-10"`)
	b.post(life+"/correct", "began", "2026-11-10", "state", "dormant", "from", "2026-06-30").want(t, 422, "Cet état finit avant de commencer")
	b.post(life+"/correct", "began", "2026-11-10", "state", "closed", "from", "2026-11-12").want(t, 422, "Dites pourquoi")
	b.post(life+"/correct", "began", "2026-11-10", "state", "closed", "from", "2026-11-12", "reason", "holder").wantGo(t, life)
	b.get(life).want(t, 200, "responsable indisponible", "Début de l’état")
	b.post(life+"/remove", "began", "2026-11-12").wantGo(t, life)
	b.post(life+"/remove", "began", "2026-07-01").want(t, 422, "C’est le seul état")
	b.post(life+"/remove", "began", "hier").want(t, 404)
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseClosed))
	b.post(life, "next_state", "dormant", "next_from", "2026-08-10").want(t, 409, "Un mois clos est touché", `name="confirm"`)
	b.post(life, "next_state", "dormant", "next_from", "2026-08-10", "confirm", "1").wantGo(t, life)
}

func TestLinesArePasted(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.post("/accounts/many", "lines", " \n ").want(t, 422, "Collez au moins une ligne")
	b.post("/accounts/many", "lines", "X;un;Un;Business\nX;;Deux\n").want(t, 422, "À corriger")
	lines := "X\tun\tVoix une\tBusiness\tAtelier\tGroupe/Ouest\tcamille@example.org\r\nLinkedIn\tdeux\tVoix deux\tNouvelle"
	b.post("/accounts/many", "lines", lines).want(t, 200, "Ajouter ces comptes", "Nouvelle")
	if list, err := h.net.AccountList(t.Context(), h.who(direct), network.AccountListQuery{}); err != nil || list.Total != 2 {
		t.Errorf("%d accounts after a look: %v", list.Total, err)
	}
	b.post("/accounts/many", "lines", lines, "confirm", "1").wantGo(t, "/accounts")
	b.get("/accounts").want(t, 200, "2 comptes ajoutés", "Voix une", "Voix deux", "Camille Exemple")
	headed := "Plateforme,Identifiant,Nom public\nX,trois,Voix trois"
	b.post("/accounts/many", "lines", headed, "confirm", "1").want(t, 303)
	b.get("/accounts?q=voix").want(t, 200, "Voix trois")
}

// TestTheListReadsBackUnchanged downloads the list of accounts in all states
// and brings it back.
func TestTheListReadsBackUnchanged(t *testing.T) {
	h := newHouse(t)
	day := func(s string) kpi.Day {
		d, err := kpi.ParseDay(s)
		h.must(err)
		return d
	}
	life := func(periods ...kpi.AccountPeriod) []kpi.AccountPeriod { return periods }
	_, err := h.net.AddAccounts(t.Context(), kpi.CommandLine(), []network.NewAccount{
		{Platform: "X", Handle: "@arobase", Persona: "=SOMME(1;1)", States: life(kpi.AccountPeriod{State: kpi.AccountProposed, From: day("2026-09-01")})},
		{Platform: "X", Handle: "essai", ExternalID: "00042", Sphere: "Sales", States: life(
			kpi.AccountPeriod{State: kpi.AccountTest, From: day("2026-02-01")}, kpi.AccountPeriod{State: kpi.AccountActive, From: day("2026-05-01")})},
		{Platform: "X", Handle: "sommeil", Persona: "Sommeil; \"guillemets\"", States: life(
			kpi.AccountPeriod{State: kpi.AccountActive, From: day("2026-02-01")}, kpi.AccountPeriod{State: kpi.AccountDormant, From: day("2026-05-01")})},
		{Platform: "X", Handle: "close", States: life(
			kpi.AccountPeriod{State: kpi.AccountActive, From: day("2026-02-01")}, kpi.AccountPeriod{State: kpi.AccountClosed, Reason: "audience", From: day("2026-05-01")})},
		{Platform: "X", Handle: "jamais", States: life(
			kpi.AccountPeriod{State: kpi.AccountProposed, From: day("2026-02-01")}, kpi.AccountPeriod{State: kpi.AccountClosed, Reason: "audience", From: day("2026-05-01")})},
		{Platform: "X", Handle: "demain", States: life(kpi.AccountPeriod{State: kpi.AccountActive, From: day("2027-01-01")})},
	})
	h.must(err)
	for _, language := range []string{"fr", "en"} {
		h.must(h.net.SetLocale(t.Context(), h.who(direct), language))
		h.people[direct], err = h.net.UserByID(t.Context(), h.people[direct].ID)
		h.must(err)
		file := h.as(direct).get("/accounts.csv").want(t, 200, "camille@example.org", "'=SOMME", "00042")
		if got := file.Header.Get("Content-Disposition"); !strings.Contains(got, "attachment") {
			t.Errorf("it comes as %q", got)
		}
		result, err := h.net.ImportAccounts(t.Context(), h.who(direct),
			network.File{Name: "comptes.csv", Size: int64(len(file.body)), ReadSeeker: strings.NewReader(file.body)}, false)
		if err != nil || result.Rows != 8 || result.Unchanged != 8 {
			t.Errorf("%s: of %d rows %d are unchanged, %d changed, %d new: %v %v", language, result.Rows, result.Unchanged, result.Changed, result.Created, err, result.Problems)
		}
	}
	if file := h.as(reader).get("/accounts.csv").want(t, 200); strings.Contains(file.body, "@example.org") {
		t.Error("a reader is told who holds accounts")
	}
}
