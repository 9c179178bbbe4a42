package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"portevoix/internal/jobs"
	"portevoix/internal/kpi"
	"portevoix/internal/mail/mailtest"
	"portevoix/internal/network"
)

// mailForm is the form of the server's page, for a server of the test.
func mailForm(s *mailtest.Server, more ...string) []string {
	return append([]string{"on", "yes", "host", s.Host, "port", strconv.Itoa(s.Port), "security", "none", "from", "reseau@example.test"}, more...)
}

func TestMailIsSetUpAndTried(t *testing.T) {
	h := newHouse(t)
	server := mailtest.Start(t, mailtest.Options{User: "porte-voix", Password: "un secret d’essai"})
	b := h.as(admin)
	b.get("/settings/mail").want(t, 200, "Serveur SMTP", `name="port"`, `value="587"`, publicURL)
	b.post("/settings/mail", "on", "yes", "host", "smtp.example.org/x", "port", "0", "security", "none", "user", "u", "from", "x", "reply_to", "y").
		want(t, 422, "« smtp.example.org/x » n’est pas le nom d’un serveur.", "de 1 à", "passeraient en clair", "Donnez le mot de passe", "« x » n’est pas une adresse")

	form := mailForm(server, "user", "porte-voix", "password", "un secret d’essai", "act", "try")
	b.post("/settings/mail", form...).wantGo(t, "/settings/mail")
	b.get("/settings/mail").want(t, 200, "Un message d’essai est parti vers admin@example.org.", "Un mot de passe est enregistré", "Les textes attendent l’accord")
	if got := server.Messages(); len(got) != 1 || got[0].To[0] != "admin@example.org" || !strings.Contains(got[0].Subject, "Essai") {
		t.Errorf("%d messages arrived", len(got))
	}
	b.post("/settings/mail", mailForm(server, "user", "porte-voix", "act", "try")...).wantGo(t, "/settings/mail") // the password stays

	for _, page := range []string{b.get("/settings/mail").body, b.get("/settings/history").want(t, 200, "Serveur SMTP", "Mot de passe du serveur").body, h.log.String()} {
		if strings.Contains(page, "secret d") {
			t.Error("the password is told")
		}
	}
	b.post("/settings/mail/password/forget").wantGo(t, "/settings/mail")
	b.post("/settings/mail", mailForm(server, "user", "porte-voix")...).want(t, 422, "Donnez le mot de passe de cet identifiant.")
	b.post("/settings/mail", mailForm(server, "user", "porte-voix", "password", "faux", "act", "try")...).
		want(t, 422, "Les réglages sont enregistrés, mais l’essai n’est pas parti.", "Le serveur refuse l’identifiant ou le mot de passe.")
}

func TestTheExampleNetworkMailsNobody(t *testing.T) {
	h := newHouse(t)
	settings, err := h.net.Settings(t.Context())
	h.must(err)
	settings.Demo = true
	h.must(h.net.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	h.as(admin).post("/settings/mail", "on", "yes", "host", "smtp.example.org", "port", "587", "security", "starttls", "from", "a@example.test").
		want(t, 422, "Le réseau d’exemple n’envoie de messages qu’à un serveur de cette machine")
}

func TestDirectionWordsAndApproves(t *testing.T) {
	h := newHouse(t)
	b := h.as(direct)
	b.get("/settings/mail/wordings").want(t, 200, "Ces textes attendent votre accord", "Rappel avant le jour limite", "n’est pas encore activé")
	const at = "/settings/mail/wordings/returned/fr"
	page := b.get(at).want(t, 200, "{reason}", at+"/preview", "(à garder)")
	if strings.Contains(page.body, "texte modifié") {
		t.Error("nothing was changed yet")
	}
	b.post(at, "subject", "Objet {month}", "body", "Sans lien {reason} {nothing}").want(t, 422, "{nothing} n’existe pas pour ce message.", "Sans lien {reason}")
	b.post(at, "subject", "Objet {month}", "body", "Sans lien {reason}").want(t, 422, "Gardez {link} dans le texte.")
	b.post(at, "subject", "Objet {month}", "body", "Vu : {reason}\n\n{link}", "act", "look").
		want(t, 200, "pas encore enregistré", "Objet octobre 2026", url.QueryEscape("Vu : {reason}\n\n{link}"))
	b.post(at, "subject", "Objet <b>{month}</b>", "body", "Vu <script>alert(1)</script> :\n\n{reason}\n\n{link}").wantGo(t, at)
	b.get("/settings/mail/wordings").want(t, 200, "texte modifié", "Objet &lt;b&gt;{month}")
	example := b.get(at+"/preview").want(t, 200, "Vu &lt;script&gt;alert(1)&lt;/script&gt;", "Le nombre de partages", "<blockquote")
	if got := example.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none';") || !strings.Contains(got, "sandbox") || strings.Contains(got, "script-src") {
		t.Errorf("the example may %q", got)
	}
	b.post(at, "act", "usual").want(t, 200, "Voici le texte d’origine")
	usual := b.post(at, "act", "usual").body
	subject := usual[strings.Index(usual, `name="subject"`):]
	b.post(at, "subject", attribute(subject, "value"), "body", "").want(t, 303)
	h.as(admin).get("/settings/history").want(t, 200, "texte de « Relevé à compléter » (fr)")

	b.post("/settings/mail/approve", "approved", "yes").wantGo(t, "/settings/mail/wordings")
	b.get("/settings/mail/wordings").want(t, 200, "Textes approuvés", "Suspendre les envois")
	h.as(west).get("/settings/mail/wordings").want(t, 200, "sans les changer")
}

// attribute reads the first attribute of a name.
func attribute(html, name string) string {
	_, rest, _ := strings.Cut(html, name+`="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

// newMailHouse is a house that sends mail, and the mailer of its queue.
func newMailHouse(t *testing.T, opts mailtest.Options) (*house, *mailtest.Server, *jobs.Mailer) {
	t.Helper()
	h := newHouse(t)
	server := mailtest.Start(t, opts)
	h.must(h.net.SaveMailSetUp(t.Context(), kpi.CommandLine(), network.MailSetUp{On: true, Host: server.Host, Port: server.Port,
		Security: kpi.MailPlain, From: "reseau@example.test"}))
	h.must(h.net.ApproveMail(t.Context(), h.who(direct), true))
	return h, server, jobs.NewMailer(h.net, jobs.MailOptions{PublicURL: publicURL})
}

func TestOneClickFromAMailProgram(t *testing.T) {
	h, server, mailer := newMailHouse(t, mailtest.Options{})
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	_, err := mailer.Send(t.Context())
	h.must(err)
	var stop string
	for _, m := range server.Messages() {
		if m.To[0] == "camille@example.org" {
			stop = strings.TrimSuffix(strings.TrimPrefix(m.Header.Get("List-Unsubscribe"), "<"+publicURL), ">")
			if !strings.Contains(m.HTML, publicURL+stop) || !strings.Contains(m.Text, publicURL+stop) {
				t.Error("the message does not say how to stop it")
			}
		}
	}
	if stop == "" {
		t.Fatal("camille got no message that can be stopped")
	}
	b := h.browse() // no session, no origin
	b.get(stop).want(t, 200, "Arrêter ces messages")
	b.get(stop).want(t, 200, "Arrêter ces messages") // opening it changes nothing
	b.do(http.MethodPost, stop, "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click")).want(t, 200, "C’est arrêté")
	b.get(stop).want(t, 200, "C’est arrêté", "Les recevoir de nouveau")
	own := h.as(camille).get("/mail").want(t, 200, "Mes messages").body
	if got := strings.Count(own, "checked"); got != len(network.StoppableMails())-1 {
		t.Errorf("%d kinds are ticked", got)
	}
	b.post(stop, "again", "yes").want(t, 200, "Arrêter ces messages")

	h.as(camille).post("/mail", "before", "yes", "password", "yes").wantGo(t, "/mail")
	choices, err := h.net.MailChoices(t.Context(), h.who(camille))
	h.must(err)
	for _, c := range choices {
		if c.Gets != (c.Kind == kpi.MailBefore) {
			t.Errorf("the choices are %+v", choices)
		}
	}
}

func TestTheLogTellsDirection(t *testing.T) {
	h, _, mailer := newMailHouse(t, mailtest.Options{Rcpt: func(_ int, to string) error {
		if to == "camille@example.org" {
			return mailtest.Refuse(550, "no mailbox camille@example.org")
		}
		return nil
	}})
	b := h.as(direct)
	b.get("/settings/mail/log").want(t, 200, "Aucun message pour l’instant")
	h.must(h.net.CloseMonth(t.Context(), h.who(direct), houseMonth))
	_, err := mailer.Send(t.Context())
	h.must(err)
	page := b.get("/settings/mail/log").want(t, 200, "Camille Exemple", "Non remis", "550 5.0.0 no mailbox …", "Deniz Exemple", "Parti", "octobre 2026")
	if strings.Contains(page.body, "camille@example.org") {
		t.Error("the log tells an address")
	}
	found := b.get("/settings/mail/log?state=failed&q=camille").want(t, 200, "Camille Exemple")
	if strings.Contains(found.body, "Deniz") {
		t.Error("the search finds everybody")
	}
	b.get("/settings/mail/log?q=nobody").want(t, 200, "Aucun message ne correspond")
	again := found.body[strings.Index(found.body, "/settings/mail/log/"):]
	again, _, _ = strings.Cut(again, `"`)
	b.post(again).wantGo(t, "/settings/mail/log")
	b.get("/settings/mail/log").want(t, 200, "Le message repart.", "En attente")
	b.post(again).want(t, 409, "ne peut pas être renvoyé")
}
