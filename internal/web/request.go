package web

// This file reads what every handler reads from a request: the person, their
// language, and the parts of an address.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"portevoix/internal/exchange"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// Keys of what the middlewares leave in an echo.Context.
const (
	keyWho     = "who"
	keyPrinter = "printer"
)

// languageCookie holds the language chosen by somebody not signed in.
const languageCookie = "__Host-portevoix-language"

// who is the person who asks; the zero Who is nobody.
func (s *Server) who(c echo.Context) kpi.Who {
	who, _ := c.Get(keyWho).(kpi.Who)
	return who
}

// printer speaks the language chosen by the person, else the browser's, else
// French.
func (s *Server) printer(c echo.Context) *i18n.Printer {
	if p, ok := c.Get(keyPrinter).(*i18n.Printer); ok {
		return p
	}
	p := s.named(c, s.choosePrinter(c))
	c.Set(keyPrinter, p)
	return p
}

// named gives a printer the installation's own words for its groupings.
func (s *Server) named(c echo.Context, p *i18n.Printer) *i18n.Printer {
	settings, err := s.net.Settings(c.Request().Context())
	if err != nil {
		return p // the usual words; whatever failed will be told of elsewhere
	}
	return p.Named(settings.Words.In(p.Locale()))
}

func (s *Server) choosePrinter(c echo.Context) *i18n.Printer {
	who, chosen := s.who(c), languageChosen(c)
	if who.User.Locale != "" && (who.LinkMonth.IsZero() || chosen == "") {
		return i18n.For(who.User.Locale)
	}
	if chosen != "" {
		return i18n.For(chosen)
	}
	return i18n.Match(c.Request().Header.Get("Accept-Language"))
}

// languageChosen is the language that this browser was told to speak, "" where
// it was not.
func languageChosen(c echo.Context) string {
	if cookie, err := c.Cookie(languageCookie); err == nil && slices.Contains(i18n.Locales, cookie.Value) {
		return cookie.Value
	}
	return ""
}

// isAPI reports whether the request is a program's, which is told of errors
// in JSON.
func isAPI(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/")
}

// monthParam reads the month in the address, :month or :month.xlsx.
// Errors: CodeInvalid, key "error.month".
func monthParam(c echo.Context) (kpi.Month, error) {
	for _, name := range c.ParamNames() {
		stem, suffix, _ := strings.Cut(name, ".")
		if stem != "month" {
			continue
		}
		month, found := strings.CutSuffix(c.Param(name), name[len(stem):])
		if suffix != "" && !found {
			return 0, echo.ErrNotFound
		}
		return kpi.ParseMonth(month)
	}
	return 0, echo.ErrNotFound
}

// idParam reads :id in the address; what is no id is the zero ID, which
// nothing has.
func idParam(c echo.Context) kpi.ID { return kpi.ParseID(c.Param("id")) }

// filterOf reads the filter in the address's query.
// Errors: CodeInvalid where the state is none, or the accounts are no ids.
func filterOf(c echo.Context) (kpi.Filter, error) {
	q := c.QueryParams()
	f := kpi.Filter{
		Platform: q.Get("platform"),
		Sphere:   q.Get("sphere"),
		Range:    q.Get("range"),
		Entity:   q.Get("entity"),
		Query:    strings.TrimSpace(q.Get("q")),
	}
	if name := q.Get("state"); name != "" {
		var known bool
		if f.State, known = exchange.AccountState(name); !known {
			return f, invalidField("state", "web.account_state", "value", cut(name))
		}
	}
	var err error
	f.Accounts, err = kpi.ParseAccountChoice(q.Get("accounts"))
	return f, err
}

// invalidField is an error about one field of a request.
func invalidField(field, key string, args ...any) error {
	return &kpi.Error{Code: kpi.CodeInvalid, Key: "web.invalid", Fields: []kpi.FieldError{kpi.Field(field, key, args...)}}
}

// cut shortens what was given to what a message can repeat.
func cut(value string) string {
	const longest = 80
	if r := []rune(value); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return value
}

// localPath is an address within this server, "/" where the given one leads
// elsewhere.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.Opaque != "" || u.User != nil ||
		!strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.Contains(address, `\`) {
		return "/"
	}
	return (&url.URL{Path: u.Path, RawQuery: u.RawQuery}).String()
}
