//go:build screenshots

package main

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/png"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/image/draw"

	"portevoix/internal/demo"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// This file takes the pictures of README.md and of the guides in docs/ from
// the example network, as it is before the due day of a month; and one of an
// administrator's first steps from a network that has just begun. "make
// screenshots" runs it.

const pictures = "../../docs/img"

// pictureDay is the day on which the pictures are taken.
var pictureDay = time.Date(2026, 11, 3, 9, 20, 0, 0, time.UTC)

// step is something that a browser does.
type step = chromedp.Action[chromedp.Void]

// picture is a page to show.
type picture struct {
	name          string
	path          string
	width, height int64
	locale        string
	role          kpi.Role          // that signs in; "" is a coordinator
	typed         map[string]string // into the fields of these ids
}

func TestScreenshots(t *testing.T) {
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "demo.db")
	if err := demo.Example(t.Context(), db, demo.Options{Now: pictureDay, Seed: defaultSeed}); err != nil {
		t.Fatal(err)
	}
	n := openPictured(t, db, false)
	base := servePictured(t, n)
	for _, p := range networkPictures(t, n) {
		keepPicture(t, p.name, takePicture(t, base, p, signInDemo(base, p.role)))
	}
	for _, locale := range i18n.Locales {
		p := picture{"guide-checklist." + locale, "/checklist", 1280, 780, locale, kpi.RoleAdmin, nil}
		first := openPictured(t, filepath.Join(t.TempDir(), "first.db"), true)
		base := servePictured(t, first)
		keepPicture(t, p.name, takePicture(t, base, p, signInFirst(t, first, base)))
	}
}

// networkPictures are the pictures of the example network.
func networkPictures(t *testing.T, n *network.Network) []picture {
	t.Helper()
	now := n.CurrentMonth().Add(-1).String()
	month := "/months/" + now
	shown := "/accounts/" + accountOf(t, n, "Instagram", "Noé")
	filed := accountOf(t, n, "Facebook", "Maël")
	figures := map[string]string{"value-followers": "5171", "value-posts": "19", "value-likes": "248"}
	list := []picture{
		{"month", month, 1280, 900, "en", "", nil},
		{"account", shown, 1280, 900, "en", "", nil},
		{"phone", month, 390, 844, "fr", "", nil},
		{"guide-month.fr", month, 1280, 900, "fr", "", nil},
		{"guide-grid.fr", "/filings/" + now, 1280, 700, "fr", kpi.RoleAmbassador, nil},
		{"guide-holders.fr", shown + "/holders", 1280, 750, "fr", "", nil},
		{"guide-gallery.fr", "/gallery", 1280, 900, "fr", "", nil},
	}
	for _, locale := range i18n.Locales {
		list = append(list, picture{"guide-home." + locale, "/", 390, 844, locale, kpi.RoleAmbassador, nil})
	}
	for _, locale := range i18n.Locales {
		list = append(list, picture{"guide-filing." + locale, "/accounts/" + filed + "/filings/" + now, 390, 844, locale, kpi.RoleAmbassador, figures})
		figures = nil // saved
	}
	return list
}

func accountOf(t *testing.T, n *network.Network, platform, name string) string {
	t.Helper()
	list, _, err := n.Accounts(t.Context(), kpi.CommandLine(), network.AccountQuery{Filter: kpi.Filter{Platform: platform, Query: name}, Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatalf("no account %s on %s to show: %v", name, platform, err)
	}
	return list[0].ID.String()
}

func openPictured(t *testing.T, path string, create bool) *network.Network {
	t.Helper()
	n, err := network.Open(t.Context(), path, network.Options{Create: create, Now: func() time.Time { return pictureDay }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	return n
}

func servePictured(t *testing.T, n *network.Network) string {
	t.Helper()
	server, err := web.New(n, web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- server.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

// signInDemo is how somebody of a role enters the example network.
func signInDemo(base string, role kpi.Role) []step {
	return []step{
		chromedp.Navigate(base + "/sign-in"),
		chromedp.Click(chromedp.CSS(`button[name="role"][value="` + string(cmp.Or(role, kpi.RoleCoordinator)) + `"]`)),
	}
}

// signInFirst is how the first administrator enters a new network, after a
// first step.
func signInFirst(t *testing.T, n *network.Network, base string) []step {
	t.Helper()
	const email, password = "adele.roumagnac@brevanne.example", "une phrase pour la photo"
	person := network.NewUser{Email: email, Name: "Adèle Roumagnac", Role: kpi.RoleAdmin, Password: password}
	if _, err := n.AddUser(t.Context(), kpi.CommandLine(), person); err != nil {
		t.Fatal(err)
	}
	settings, err := n.Settings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	settings.NetworkName = "Voix de Brévanne"
	if err := n.SaveSettings(t.Context(), kpi.CommandLine(), settings); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Corporate", "Business"} {
		if _, err := n.AddSphere(t.Context(), kpi.CommandLine(), name); err != nil {
			t.Fatal(err)
		}
	}
	return []step{
		chromedp.Navigate(base + "/sign-in"),
		chromedp.SendKeys(chromedp.CSS("#email"), email),
		chromedp.SendKeys(chromedp.CSS("#password"), password),
		chromedp.Click(chromedp.CSS(`form[action="/sign-in"] button[type="submit"]`)),
	}
}

// takePicture signs in, goes to a page, types, and shows it.
func takePicture(t *testing.T, base string, p picture, signIn []step) []byte {
	t.Helper()
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(chromedp.NoSandbox,
		chromedp.Flag("accept-lang", p.locale), chromedp.Flag("hide-scrollbars", true)))
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	actions := append([]step{chromedp.EmulateViewport(p.width, p.height)}, signIn...)
	actions = append(actions,
		chromedp.WaitVisible(chromedp.CSS(`.initials`)),
		chromedp.Sleep(500*time.Millisecond),
		chromedp.Navigate(base+p.path),
		chromedp.WaitVisible(chromedp.CSS("main h1")),
	)
	for _, field := range slices.Sorted(maps.Keys(p.typed)) {
		actions = append(actions, chromedp.SendKeys(chromedp.CSS("#"+field), p.typed[field]))
	}
	actions = append(actions, chromedp.Sleep(1500*time.Millisecond)) // charts are drawn, what was typed is saved
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	data, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return reduce(t, data)
}

func keepPicture(t *testing.T, name string, data []byte) {
	t.Helper()
	path := filepath.Join(pictures, name+".png")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d kB", path, len(data)/1000)
}

// reduce keeps pictures small: 256 colours are enough for a page.
func reduce(t *testing.T, data []byte) []byte {
	t.Helper()
	full, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	small := image.NewPaletted(full.Bounds(), mainColours(full))
	draw.Draw(small, small.Bounds(), full, full.Bounds().Min, draw.Src)
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, small); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// mainColours are the most frequent ones of a picture, 256 at most.
func mainColours(picture image.Image) color.Palette {
	counts := map[color.RGBA]int{}
	area := picture.Bounds()
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			c := color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)
			counts[c]++
		}
	}
	type counted struct {
		color.RGBA
		n int
	}
	list := make([]counted, 0, len(counts))
	for c, n := range counts {
		list = append(list, counted{c, n})
	}
	slices.SortFunc(list, func(a, b counted) int { return cmp.Compare(b.n, a.n) })
	colours := make(color.Palette, 0, 256)
	for _, c := range list[:min(len(list), 256)] {
		colours = append(colours, c.RGBA)
	}
	return colours
}
