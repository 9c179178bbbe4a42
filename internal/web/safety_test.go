package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"portevoix/internal/kpi"
	"portevoix/static"
)

func TestHeaders(t *testing.T) {
	h := newHouse(t)
	for _, a := range []answer{
		h.as(admin).get("/users"), h.browse().get("/nowhere"), h.api(admin).get("/api/v1/accounts"),
		h.browse().get("/healthz"), h.browse().get(static.Path("app.css")), h.browse().get("/sign-in"),
	} {
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; " +
				"base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
			"X-Content-Type-Options":    "nosniff",
			"Referrer-Policy":           "same-origin",
			"Strict-Transport-Security": "max-age=31536000",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", a.Request.URL.Path, name, got)
			}
		}
		if len(a.Header.Get("X-Request-Id")) != 16 {
			t.Errorf("%s has no number", a.Request.URL.Path)
		}
	}
}

// TestPlainHTTPHasNoHSTS is for the demo on loopback.
func TestPlainHTTPHasNoHSTS(t *testing.T) {
	h := newEmptyHouse(t, func(o *Options) { o.PublicURL = "http://127.0.0.1:8080" })
	w := httptest.NewRecorder()
	h.web.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8080/sign-in", nil))
	if got := w.Header().Get("Strict-Transport-Security"); got != "" || w.Code != 200 {
		t.Errorf("status %d, HSTS %q", w.Code, got)
	}
}

func TestStaticFiles(t *testing.T) {
	h := newEmptyHouse(t)
	b := h.browse()
	css := b.get(static.Path("app.css")).want(t, 200, ":root")
	if got := css.Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("an asset is kept as %q", got)
	}
	if got := css.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/css") {
		t.Errorf("a style sheet is %q", got)
	}
	if len(css.Cookies()) != 0 {
		t.Error("an asset sets cookies")
	}
	for _, path := range []string{"/static/", "/static/manifest.json", "/static/nothing.css", "/static/../server.go", "/static/%2e%2e/server.go"} {
		if a := b.get(path); a.StatusCode != 404 {
			t.Errorf("%s: status %d", path, a.StatusCode)
		}
	}
}

func TestCompression(t *testing.T) {
	h := newHouse(t)
	b := h.as(reader)
	b.header.Set("Accept-Encoding", "gzip") // set by hand, it is not unpacked for us
	page := b.get("/password").want(t, 200)
	if got := page.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("a page is encoded as %q", got)
	}
	z, err := gzip.NewReader(strings.NewReader(page.body))
	h.must(err)
	text, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(text, []byte("</html>")) {
		t.Errorf("the page does not unpack: %v", err)
	}
	if got := b.get("/healthz").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("two bytes are encoded as %q", got)
	}
	for _, path := range []string{"/reports/2026-10.xlsx", static.Path("inter-latin-wght-normal.woff2")} {
		if got := b.get(path).want(t, 200).Header.Get("Content-Encoding"); got != "" {
			t.Errorf("%s is compressed twice, as %q", path, got)
		}
	}
}

func TestCrossOriginIsRefused(t *testing.T) {
	h := newHouse(t)
	for name, change := range map[string]func(http.Header){
		"Sec-Fetch-Site": func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"same-site":      func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site") },
		"Origin":         func(h http.Header) { h.Set("Origin", "https://evil.example") },
	} {
		b := h.as(admin)
		change(b.header)
		b.post("/users/"+h.people[reader].ID.String()+"/off").want(t, 403, "vient d’un autre site", "<html")
		if got := b.post("/users").Header.Get("Content-Security-Policy"); got == "" {
			t.Errorf("%s: the refusal has no headers", name)
		}
		program := h.api(camille)
		change(program.header)
		program.put("/api/v1/accounts/"+h.inside.String()+"/filings/2026-10", `{"version":1}`).wantProblem(t, 403, kpi.CodeForbidden)
	}
	if u, err := h.net.UserByID(t.Context(), h.people[reader].ID); err != nil || !u.DisabledAt.IsZero() {
		t.Errorf("the refused request had an effect: %v", err)
	}
	own := h.as(admin)
	own.header.Set("Sec-Fetch-Site", "same-origin")
	own.post("/users/"+h.people[reader].ID.String()+"/off").wantGo(t, "/users/"+h.people[reader].ID.String())
	behindProxy := h.as(admin)
	behindProxy.header.Set("Origin", publicURL)
	behindProxy.post("/users/"+h.people[reader].ID.String()+"/on").wantGo(t, "/users")
}

func TestSignInIsThrottled(t *testing.T) {
	h := newHouse(t)
	b := h.browse()
	tries := 0
	for ; tries < 40; tries++ {
		a := b.post("/sign-in", "email", "Camille@example.org", "password", "guess")
		if a.StatusCode == http.StatusTooManyRequests {
			a.want(t, 429, "Trop d’essais", "10 min", `value="Camille@example.org"`)
			if a.Header.Get("Retry-After") == "" {
				t.Error("it is not said when to try again")
			}
			break
		}
		a.want(t, 422)
	}
	if tries < 10 || tries == 40 {
		t.Errorf("the first refusal came after %d tries", tries)
	}
	b.post("/sign-in", "email", "camille@EXAMPLE.org", "password", "guess").want(t, 429)
	b.header.Set("X-Forwarded-For", "203.0.113.9") // believed of a trusted proxy only
	b.post("/sign-in", "email", "camille@example.org", "password", "guess").want(t, 429)
	b.post("/sign-in", "email", "deniz@example.org", "password", "guess").want(t, 422) // another account
	b.get("/sign-in").want(t, 200)
}

func TestLinksAndTokensAreThrottled(t *testing.T) {
	h := newHouse(t)
	b, program := h.browse(), h.api(nobody)
	program.header.Set("Authorization", "Bearer guess")
	for name, try := range map[string]func() answer{
		"link":  func() answer { return b.get("/links/guess") },
		"token": func() answer { return program.get("/api/v1/accounts") },
	} {
		last := 0
		for i := 0; i < 100 && last != http.StatusTooManyRequests; i++ {
			last = try().StatusCode
		}
		if last != http.StatusTooManyRequests {
			t.Errorf("%s: 100 guesses, status %d", name, last)
		}
	}
	h.api(camille).get("/api/v1/accounts").want(t, 200) // a good token is not held back
}

func TestClientAddress(t *testing.T) {
	_, proxy, err := net.ParseCIDR("10.1.0.0/16")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, remote, forwarded, want string
		trusted                       []*net.IPNet
	}{
		{"direct", "198.51.100.7:1", "", "198.51.100.7", nil},
		{"direct, spoofed", "198.51.100.7:1", "203.0.113.9", "198.51.100.7", nil},
		{"loopback, spoofed", "127.0.0.1:1", "203.0.113.9", "127.0.0.1", nil},
		{"through the proxy", "10.1.2.3:1", "203.0.113.9", "203.0.113.9", []*net.IPNet{proxy}},
		{"through the proxy, spoofed", "10.1.2.3:1", "192.0.2.1, 203.0.113.9", "203.0.113.9", []*net.IPNet{proxy}},
		{"past the proxy, spoofed", "198.51.100.7:1", "203.0.113.9", "198.51.100.7", []*net.IPNet{proxy}},
		{"private but no proxy of ours", "10.2.0.1:1", "203.0.113.9", "10.2.0.1", []*net.IPNet{proxy}},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		r.Header.Set("X-Real-Ip", "192.0.2.250")
		r.Header.Set("True-Client-Ip", "192.0.2.251")
		if got := clientAddress(c.trusted)(r); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// formWithFile is a multipart form with a file of the given content.
func formWithFile(t *testing.T, content []byte, fields ...string) (contentType string, body *bytes.Buffer) {
	t.Helper()
	body = new(bytes.Buffer)
	w := multipart.NewWriter(body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := w.CreateFormFile("file", "figures.csv")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), body
}

func TestHugeUploads(t *testing.T) {
	h := newHouse(t)
	kind, body := formWithFile(t, make([]byte, 50<<20))
	full := body.Bytes()
	program := h.api(direct)
	p := program.do(http.MethodPost, "/api/v1/imports/figures", kind, bytes.NewReader(full)).wantProblem(t, 413, kpi.CodeTooLarge)
	if !strings.Contains(p.Detail, "20 Mo") {
		t.Errorf("the limit is not said: %q", p.Detail)
	}
	// Without a length announced, the limit is met in reading.
	program.do(http.MethodPost, "/api/v1/imports/figures", kind, io.MultiReader(bytes.NewReader(full))).wantProblem(t, 413, kpi.CodeTooLarge)
	h.as(admin).do(http.MethodPost, "/users", "application/x-www-form-urlencoded", strings.NewReader("name="+strings.Repeat("a", 2<<20))).
		want(t, 413, "dépasse 1 Mo")
	program.put("/api/v1/accounts/"+h.inside.String()+"/filings/2026-10", `{"comment":"`+strings.Repeat("a", 2<<20)+`"}`).
		wantProblem(t, 413, kpi.CodeTooLarge)
	// Nobody who is not let in is read from at all.
	h.api(nobody).do(http.MethodPost, "/api/v1/imports/figures", kind, bytes.NewReader(full[:1<<20])).wantProblem(t, 401, kpi.CodeUnauthenticated)
}

func TestUnknownAddresses(t *testing.T) {
	h := newHouse(t)
	h.browse().get("/nowhere").want(t, 404, "Page introuvable", "<html")
	h.as(admin).get("/nowhere").want(t, 404, "Admin Exemple")
	h.api(admin).get("/api/v1/nowhere").wantProblem(t, 404, kpi.CodeNotFound)
	h.as(admin).do(http.MethodDelete, "/users", "", nil).want(t, 405, "<html")
	h.api(admin).do(http.MethodDelete, "/api/v1/accounts", "", nil).wantProblem(t, 405, "method")
	if a := h.browse().do(http.MethodHead, "/sign-in", "", nil).want(t, 200); a.body != "" {
		t.Error("HEAD has a body")
	}
	htmx := h.browse()
	htmx.header.Set("HX-Request", "true")
	if a := htmx.get("/users").want(t, 204); a.Header.Get("HX-Redirect") != "/sign-in?next=%2Fusers" {
		t.Errorf("htmx is led to %q", a.Header.Get("HX-Redirect"))
	}
}

// TestUnexpectedErrors tells the person a number and the log the cause.
func TestUnexpectedErrors(t *testing.T) {
	h := newHouse(t)
	for name, cause := range map[string]error{
		"plain":    errors.New("secret cause"),
		"internal": &kpi.Error{Code: kpi.CodeInternal, Key: "store.disk_full", Err: errors.New("secret cause")},
	} {
		for path, isJSON := range map[string]bool{"/users": false, "/api/v1/accounts": true} {
			w := httptest.NewRecorder()
			failing := echo.New()
			failing.HTTPErrorHandler = h.web.fail
			failing.GET(path, func(echo.Context) error { return cause })
			h.web.observe(h.web.withSession(failing)).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
			id := w.Header().Get("X-Request-Id")
			body := w.Body.String()
			if w.Code != 500 || strings.Contains(body, "secret cause") || !strings.Contains(body, id) {
				t.Errorf("%s %s: status %d, number %s in\n%s", name, path, w.Code, id, head(body))
			}
			if name == "internal" && !strings.Contains(body, "disque est plein") {
				t.Errorf("%s: a full disk is not named:\n%s", path, head(body))
			}
			if isJSON != json.Valid(w.Body.Bytes()) {
				t.Errorf("%s answers with\n%s", path, head(body))
			}
			if log := h.log.String(); !strings.Contains(log, id) || !strings.Contains(log, "secret cause") {
				t.Errorf("the log lacks %s or its cause", id)
			}
		}
	}
}

func TestPanicsAreErrors(t *testing.T) {
	h := newHouse(t)
	e := echo.New()
	e.HTTPErrorHandler = h.web.fail
	e.Use(h.web.recoverPanic)
	e.GET("/users", func(echo.Context) error { panic("secret cause") })
	w := httptest.NewRecorder()
	h.web.observe(h.web.withSession(e)).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/users", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret cause") || !strings.Contains(h.log.String(), "secret cause") {
		t.Errorf("status %d\n%s", w.Code, head(w.Body.String()))
	}
}

// TestLogSaysNoSecretAndNobody reads the log of a day in the house.
func TestLogSaysNoSecretAndNobody(t *testing.T) {
	h := newHouse(t)
	invitation, err := h.net.NewLink(t.Context(), kpi.CommandLine(), h.people[writer].ID)
	h.must(err)
	h.browse().get("/links/" + invitation.Token)
	h.browse().post("/sign-in", "email", "camille@example.org", "password", "a password of somebody")
	h.as(admin).get("/users?q=camille")
	h.api(camille).get("/api/v1/accounts?q=Camille")
	log := h.log.String()
	for _, text := range []string{invitation.Token, "camille", "Camille", "a password", h.tokens[camille], "session of", "127.0.0.1"} {
		if strings.Contains(log, text) {
			t.Errorf("the log holds %q:\n%s", text, log)
		}
	}
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if len(lines) != 4 {
		t.Errorf("four requests, %d lines:\n%s", len(lines), log)
	}
	var line struct {
		Route, Method, ID, User string
		Status                  int
	}
	h.must(json.Unmarshal([]byte(lines[2]), &line))
	if line.Route != "/users" || line.Method != "GET" || line.Status != 200 || line.User != h.people[admin].ID.String() || line.ID == "" {
		t.Errorf("a line is %+v", line)
	}
}

func TestHealth(t *testing.T) {
	h := newEmptyHouse(t)
	h.browse().get("/healthz").want(t, 200, "ok")
	h.browse().get("/readyz").want(t, 200, "ready")
	h.web.stopping.Store(true)
	h.browse().get("/readyz").want(t, 503)
	h.browse().get("/healthz").want(t, 200)
}

// TestServeFinishesWhatIsInFlight stops the server while a request is read.
func TestServeFinishesWhatIsInFlight(t *testing.T) {
	h := newEmptyHouse(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	ctx, stop := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- h.web.Serve(ctx, listener) }()
	conn, err := net.Dial("tcp", listener.Addr().String())
	h.must(err)
	defer func() { _ = conn.Close() }()
	h.must(conn.SetDeadline(time.Now().Add(time.Minute)))
	_, err = io.WriteString(conn, "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\nExpect: 100-continue\r\n\r\n")
	h.must(err)
	// The server asks for the body: the request is in flight.
	buffer := make([]byte, 64)
	n, err := conn.Read(buffer)
	if err != nil || !strings.HasPrefix(string(buffer[:n]), "HTTP/1.1 100") {
		t.Fatalf("%q, %v", buffer[:n], err)
	}
	stop()
	_, err = io.WriteString(conn, "email=a&password=b&c")
	h.must(err)
	text, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 422") {
		t.Errorf("the request in flight ends with %q, %v", head(string(text)), err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("the server stops with %v", err)
	}
}
