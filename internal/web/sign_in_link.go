package web

// This file is where a link to one's filings leads, and the session that it
// opens: it sees these filings and nothing else.

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// sessionLink is the name of a session's value: the link that opened it.
const sessionLink = "link"

// filingLinkPage says what a link opens: GET /filing-links/:token. Following it
// opens nothing yet, since mail programs look at links by themselves.
func (s *Server) filingLinkPage(c echo.Context) error {
	link, err := s.readFilingLink(c)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return s.drawGoneLink(c)
	}
	if err != nil {
		return err
	}
	if who := s.who(c); who.User.ID == link.User.ID {
		return s.goTo(c, filingsOf(link))
	}
	p := s.printerOf(c, link.User)
	c.Set(keyPrinter, p)
	chrome, err := s.chrome(c, p.T("sign_in_link.title", "month", link.Month))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.FilingLink(chrome, page.FilingLinkView{
		Name: page.FirstName(link.User.Name), Month: link.Month, Accounts: link.Accounts, Until: link.Until, Action: "/filing-links/" + c.Param("token"),
	}))
}

// readFilingLink reads the link in the address, at most so many times a while.
func (s *Server) readFilingLink(c echo.Context) (network.FilingLink, error) {
	if err := s.limits.filingLink.reached(c, limitKey(c, "")); err != nil {
		return network.FilingLink{}, err
	}
	return s.net.FilingLink(c.Request().Context(), c.Param("token"))
}

// printerOf speaks a person's own language, else the browser's.
func (s *Server) printerOf(c echo.Context, u kpi.User) *i18n.Printer {
	if u.Locale == "" || languageChosen(c) != "" {
		return s.printer(c)
	}
	return s.named(c, i18n.For(u.Locale))
}

// drawGoneLink says that a link opens nothing any more, and how to get another.
func (s *Server) drawGoneLink(c echo.Context) error {
	p := s.printer(c)
	chrome, err := s.chrome(c, p.T("sign_in_link.gone_title"))
	if err != nil {
		return err
	}
	mail, err := s.net.SendsMail(c.Request().Context())
	if err != nil {
		return err
	}
	return s.render(c, http.StatusNotFound, page.GoneLink(chrome, mail))
}

// openFilingLink opens the session of a link: POST /filing-links/:token.
func (s *Server) openFilingLink(c echo.Context) error {
	link, err := s.readFilingLink(c)
	if kpi.CodeOf(err) == kpi.CodeNotFound {
		return s.drawGoneLink(c)
	}
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	// Nothing of the session before goes over, nor does its age.
	if err := s.sessions.Clear(ctx); err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, sessionLink, network.FilingSession(c.Param("token")))
	return s.goTo(c, filingsOf(link))
}

// filingsOf is where the filings of a link are: the one, or all in a table.
func filingsOf(l network.FilingLink) string {
	if len(l.Accounts) == 1 {
		return filingAddress(l.Accounts[0].ID, l.Month)
	}
	return gridAddress(l.Month)
}

// gridAddress is the page with all of one's filings of a month.
func gridAddress(month kpi.Month) string { return "/filings/" + month.String() }

// identifyByLink reads who comes by a link to their filings; a session whose
// link holds no longer ends here.
func (s *Server) identifyByLink(c echo.Context, link string) error {
	ctx := c.Request().Context()
	who, err := s.net.WhoByLink(ctx, link)
	if kpi.CodeOf(err) == kpi.CodeUnauthenticated {
		return s.sessions.Destroy(ctx)
	}
	if err != nil {
		return err
	}
	s.setWho(c, who)
	return nil
}

// decideByLink lets whoever comes by a link to their filings through to these.
// On a page for everybody they are nobody, anywhere else they are asked to sign
// in.
func (s *Server) decideByLink(c echo.Context, r route, who kpi.Who) error {
	switch {
	case r.access.public:
		s.setWho(c, kpi.Who{})
		return nil
	case !openByLink[r.method+" "+r.path]:
		s.leaveNotice(c, s.printer(c).T("sign_in_link.only", "month", who.LinkMonth))
		return kpi.NewError(kpi.CodeUnauthenticated, "web.sign_in_first")
	}
	var account kpi.ID
	if slices.Contains(c.ParamNames(), "id") {
		if account = idParam(c); account == 0 {
			return kpi.NotFound("error.not_found")
		}
	}
	var month kpi.Month
	if slices.Contains(c.ParamNames(), "month") {
		var err error
		if month, err = monthParam(c); err != nil || month.IsZero() {
			return kpi.NotFound("error.not_found")
		}
	}
	return s.net.OpenByLink(c.Request().Context(), who, account, month)
}
