package mail

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

var (
	update = flag.Bool("update", false, "write the golden files again")
	pages  = flag.String("pages", "", "folder to write the examples to, as pages")
)

// october is the month of the examples.
var october = kpi.NewMonth(2026, 10)

// indicator is one of the examples'.
func indicator(code, fr, en string, kind kpi.Kind) kpi.Indicator {
	return kpi.Indicator{Code: code, Kind: kind, Direction: kpi.DirectionUp,
		Labels: []kpi.IndicatorLabel{{Locale: "fr", Label: fr}, {Locale: "en", Label: en}}}
}

var (
	followers = indicator(kpi.Followers, "Abonnés", "Followers", kpi.KindStock)
	likes     = indicator(kpi.Likes, "J’aime", "Likes", kpi.KindFlow)
)

// camille is an account of the examples, with a line of its own.
func camille() kpi.MailAccount {
	a := kpi.MailAccount{
		Account: kpi.Account{ID: 7, Platform: "X", Handle: "camille_atelier", Persona: "Camille de l’Atelier"}, Path: "/accounts/7/filings/2026-10",
		State: kpi.FilingSubmitted, Measure: followers,
	}
	for i, v := range []float64{980, 1002, 1040, 1080, 1101, 1093, 0, 1150, 1160, 1180, 1204, 1251} {
		if v > 0 {
			a.Trend = append(a.Trend, kpi.Point{Month: october.Add(i - 11), Figure: kpi.Given(v)})
		}
	}
	return a
}

// deniz is another, of which nothing is known yet.
func deniz() kpi.MailAccount {
	return kpi.MailAccount{
		Account: kpi.Account{ID: 8, Platform: "LinkedIn", Handle: "deniz-jardin", Persona: "Deniz du Jardin"}, Path: "/accounts/8/filings/2026-10",
		State: kpi.FilingDraft, Measure: followers,
	}
}

// material is an example of what a message of a kind tells.
func material(k kpi.MailKind, locale string) kpi.MailMaterial {
	m := kpi.MailMaterial{
		Kind: k, To: kpi.User{Name: "Noé Fontaine", Locale: locale}, Network: "Les Voix de Brindille", Path: "/", StopPath: "/mail/stop/JETON",
	}
	if k.Security() {
		m.StopPath, m.Path, m.Until = "", "/links/JETON", time.Date(2026, 11, 11, 10, 0, 0, 0, time.UTC)
	} else {
		m.Month = october
	}
	question := kpi.MailFigure{Indicator: likes, Old: kpi.Given(1210), New: kpi.Given(1210), Note: "Six fois plus qu’en septembre : une publication a-t-elle pris\u00a0?"}
	correction := kpi.MailFigure{Indicator: likes, Old: kpi.Given(190), New: kpi.Given(210)}
	one := camille()
	switch k {
	case kpi.MailSignIn:
		m.Month, m.Path = october, "/filing-links/JETON"
	case kpi.MailBefore, kpi.MailAfter:
		m.Due, m.Path, m.Accounts = kpi.NewDay(2026, 11, 5), "/filing-links/JETON", []kpi.MailAccount{one, deniz()}
	case kpi.MailReturned:
		m.By, m.Role, m.Reason = "Cléo Martin", kpi.RoleCoordinator, "Le nombre de partages semble être celui de septembre.\nPouvez-vous vérifier\u00a0?"
		m.Path, m.Accounts = one.Path, []kpi.MailAccount{one}
	case kpi.MailQuestion, kpi.MailAnswer:
		m.By, m.Role = "Cléo Martin", kpi.RoleCoordinator
		if k == kpi.MailAnswer {
			m.By, m.Role, question.Answer = "Camille Roy", kpi.RoleAmbassador, "Oui, celle du 12, reprise par un salon."
		}
		one.Figures = []kpi.MailFigure{question}
		m.Path, m.Accounts = one.Path, []kpi.MailAccount{one}
	case kpi.MailChanged:
		m.Role, m.Reason = kpi.RoleAdmin, "Absence en octobre"
		one.Figures = []kpi.MailFigure{correction, {Indicator: followers, New: kpi.Given(1251)}, {Indicator: followers, Old: kpi.Given(12500), New: kpi.Figure{State: kpi.StateUnavailable}}}
		other := deniz()
		other.Month, other.Figures = october.Add(-1), []kpi.MailFigure{{Indicator: likes, Old: kpi.Given(3), New: kpi.Figure{State: kpi.StateNA}}}
		m.Path, m.Accounts = "/", []kpi.MailAccount{one, other}
	case kpi.MailCorrection:
		m.By, m.Role, m.Decision = "Cléo Martin", kpi.RoleCoordinator, "accepted"
		one.Figures = []kpi.MailFigure{correction}
		m.Path, m.Accounts = one.Path, []kpi.MailAccount{one}
	case kpi.MailHandover:
		m.By, m.Role = "Cléo Martin", kpi.RoleCoordinator
		other := deniz()
		one.Path, other.Path, other.Role, other.Since = "", "", kpi.Deputy, kpi.NewDay(2026, 12, 1)
		m.Accounts = []kpi.MailAccount{one, other}
	case kpi.MailClosed, kpi.MailReadBack:
		m.Accounts = []kpi.MailAccount{one, deniz()}
	}
	return m
}

// compose writes an example.
func compose(t *testing.T, m kpi.MailMaterial, w kpi.MailWording) Message {
	t.Helper()
	message, err := Compose(i18n.For(m.To.Locale), m, Options{Base: "https://porte-voix.example", Wording: w})
	if err != nil {
		t.Fatalf("%s in %s: %v", m.Kind, m.To.Locale, err)
	}
	return message
}

func TestEveryKindInEveryLanguage(t *testing.T) {
	for _, k := range kpi.MailKinds {
		for _, locale := range i18n.Locales {
			got := compose(t, material(k, locale), kpi.MailWording{})
			text := "Subject: " + got.Subject + "\n\n" + got.Text
			file := filepath.Join("testdata", string(k)+"."+locale+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if text != string(want) {
				t.Errorf("%s is not what it was:\n%s", file, text)
			}
			checkPlain(t, file, got)
		}
	}
}

// checkPlain looks for what no message says: a place without words, a raised
// voice, an address of nowhere.
func checkPlain(t *testing.T, name string, m Message) {
	t.Helper()
	for _, text := range []string{m.Subject, m.Text} {
		if strings.ContainsAny(text, "{}!") || strings.Contains(text, "\n\n\n") {
			t.Errorf("%s: a place or a raised voice is left in\n%s", name, text)
		}
	}
	if m.Subject == "" || strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("%s: the subject is %q", name, m.Subject)
	}
	for _, image := range m.Images {
		if image.Alt == "" || len(image.Data) == 0 || !strings.Contains(m.HTML, "cid:"+image.Name) {
			t.Errorf("%s: the picture %s has no words, no bytes or no place", name, image.Name)
		}
	}
	if strings.Contains(m.HTML, "ZgotmplZ") {
		t.Errorf("%s: something was refused in the HTML", name)
	}
}

func TestUsualWordingsNameOnlyTheirPlaces(t *testing.T) {
	for _, k := range kpi.MailKinds {
		may, must := kpi.MailPlaces(k)
		for _, locale := range i18n.Locales {
			w := UsualWording(i18n.For(locale), k)
			named := kpi.PlacesIn(w.Body)
			for _, place := range append(kpi.PlacesIn(w.Subject), named...) {
				if !slices.Contains(may, place) {
					t.Errorf("%s in %s: {%s} is no place of it", k, locale, place)
				}
			}
			for _, place := range must {
				if !slices.Contains(named, place) {
					t.Errorf("%s in %s: {%s} is missing", k, locale, place)
				}
			}
		}
	}
}

// TestEveryPlaceHasItsWords writes each kind with a wording that names every
// place there may be.
func TestEveryPlaceHasItsWords(t *testing.T) {
	for _, k := range kpi.MailKinds {
		may, _ := kpi.MailPlaces(k)
		var body strings.Builder
		for _, place := range may {
			body.WriteString("{" + string(place) + "}\n\n")
		}
		m := compose(t, material(k, "fr"), kpi.MailWording{Subject: "Objet", Body: body.String()})
		checkPlain(t, string(k), m)
		if m.Subject != "Objet" || !strings.Contains(m.Text, "Les Voix de Brindille") {
			t.Errorf("%s: %q\n%s", k, m.Subject, m.Text)
		}
	}
}

func TestCorrectionRefused(t *testing.T) {
	m := material(kpi.MailCorrection, "fr")
	m.Decision, m.Reason = "refused", "La plateforme compte autrement."
	got := compose(t, m, kpi.MailWording{}).Text
	for _, want := range []string{"J’aime\u00a0: 190 → 210", "pas retenue", "> La plateforme compte autrement."} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing:\n%s", want, got)
		}
	}
}

func TestLongListsAreCut(t *testing.T) {
	m := material(kpi.MailReadBack, "fr")
	for len(m.Accounts) < mostAccounts+3 {
		m.Accounts = append(m.Accounts, camille())
	}
	got := compose(t, m, kpi.MailWording{})
	if len(got.Images) != mostPictures-1 { // the second account has nothing to draw
		t.Errorf("%d pictures", len(got.Images))
	}
	if !strings.Contains(got.Text, "et 3 autres comptes") {
		t.Errorf("the rest is not counted:\n%s", got.Text)
	}
}

// TestTextsAreTextInHTML puts markup into everything that people type.
func TestTextsAreTextInHTML(t *testing.T) {
	const evil = `<script>alert(1)</script>`
	m := material(kpi.MailQuestion, "fr")
	m.To.Name, m.Network, m.By = evil, evil, evil
	m.Accounts[0].Account.Persona, m.Accounts[0].Figures[0].Note = evil, evil
	if got := compose(t, m, kpi.MailWording{Body: evil + "\n\n{figures}\n\n{link}"}).HTML; strings.Contains(got, "<script") {
		t.Errorf("markup came through:\n%s", got)
	}
}

// TestPagesToLookAt writes the examples as pages where -pages names a folder.
func TestPagesToLookAt(t *testing.T) {
	if *pages == "" {
		t.Skip("no folder given")
	}
	for _, k := range kpi.MailKinds {
		for _, locale := range i18n.Locales {
			page := compose(t, material(k, locale), kpi.MailWording{}).Page()
			if err := os.WriteFile(filepath.Join(*pages, string(k)+"."+locale+".html"), []byte(page), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
