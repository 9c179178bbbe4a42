//go:build screenshots

package main

import (
	"bytes"
	"cmp"
	"context"
	"image"
	"image/color"
	"image/png"
	"net"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/image/draw"

	"portevoix/internal/demo"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web"
)

// This file takes the pictures of README.md from the example network.
// "make screenshots" runs it.

const pictures = "../../docs/img"

// picture is a page to show.
type picture struct {
	name          string
	path          string
	width, height int64
	locale        string
}

func TestScreenshots(t *testing.T) {
	db := filepath.Join(t.TempDir(), "demo.db")
	if err := demo.Example(t.Context(), db, demo.Options{Now: time.Now(), Seed: defaultSeed}); err != nil {
		t.Fatal(err)
	}
	n, err := network.Open(t.Context(), db, network.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = n.Close() }()
	list, _, err := n.Accounts(t.Context(), kpi.CommandLine(), network.AccountQuery{Filter: kpi.Filter{Platform: "Instagram", Query: "Noé"}, Limit: 1})
	if err != nil || len(list) != 1 {
		t.Fatalf("no account to show: %v", err)
	}
	base := serveDemo(t, n)
	month := "/months/" + n.CurrentMonth().Add(-1).String()
	for _, p := range []picture{
		{"month", month, 1280, 900, "en"},
		{"account", "/accounts/" + list[0].ID.String(), 1280, 900, "en"},
		{"phone", month, 390, 844, "fr"},
	} {
		data := takePicture(t, base, p)
		if err := os.MkdirAll(pictures, 0o755); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(pictures, p.name+".png")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d kB", path, len(data)/1000)
	}
}

func serveDemo(t *testing.T, n *network.Network) string {
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

// takePicture signs in as the coordinator of the example and shows a page.
func takePicture(t *testing.T, base string, p picture) []byte {
	t.Helper()
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(chromedp.NoSandbox,
		chromedp.Flag("accept-lang", p.locale), chromedp.Flag("hide-scrollbars", true)))
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := chromedp.Do(ctx,
		chromedp.EmulateViewport(p.width, p.height),
		chromedp.Navigate(base+"/sign-in"),
		chromedp.Click(chromedp.CSS(`button[name="role"][value="coordinator"]`)),
		chromedp.WaitVisible(chromedp.CSS("main")),
		chromedp.Sleep(500*time.Millisecond),
		chromedp.Navigate(base+p.path),
		chromedp.WaitVisible(chromedp.CSS("main svg")),
		chromedp.Sleep(1500*time.Millisecond), // charts are drawn
	)
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	data, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatalf("%s: %v", p.name, err)
	}
	return reduce(t, data)
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
