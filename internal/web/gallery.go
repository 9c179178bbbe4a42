package web

// This file answers with the gallery of the network.

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
	"portevoix/internal/network"
	"portevoix/internal/web/page"
)

// galleryFaces is how many faces of a sphere are shown at first, and more at a
// time.
const galleryFaces = 12

// galleryPage shows who speaks for the brand: GET /gallery. ?in=ID&page=N is
// one sphere's further faces, ?all=1 everybody, to be printed.
func (s *Server) galleryPage(c echo.Context) error {
	p := s.printer(c)
	query := network.GalleryQuery{Text: c.QueryParam("q"), PageSize: galleryFaces}
	query.Page, _ = strconv.Atoi(c.QueryParam("page"))
	if c.QueryParams().Has("in") {
		query.One, query.Sphere = true, kpi.ParseID(c.QueryParam("in"))
	}
	all := c.QueryParam("all") != ""
	if all {
		query.PageSize = 0
	}
	g, err := s.net.Gallery(c.Request().Context(), s.who(c), query)
	if err != nil {
		return err
	}
	view := page.GalleryView{Text: query.Text, Trends: g.Trends, One: query.One, Print: all, MayFill: mayFill(s.who(c))}
	if g.Accounts > 0 {
		view.Subtitle = p.T("gallery.subtitle", "faces", p.N("gallery.faces", g.Faces), "accounts", p.N("gallery.accounts", g.Accounts))
	}
	if !all && !query.One {
		view.All = address("/gallery", url.Values{"all": {"1"}, "q": {query.Text}})
	}
	for _, sphere := range g.Spheres {
		shown := gallerySphere(p, g, sphere, query)
		view.Spheres = append(view.Spheres, shown)
		view.Jumps = append(view.Jumps, page.GalleryJump{Name: shown.Name, Anchor: shown.Anchor, Count: p.Number(float64(sphere.Faces), 0)})
	}
	chrome, err := s.chrome(c, p.T("gallery.title"))
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, page.Gallery(chrome, view))
}

func gallerySphere(p *i18n.Printer, g network.Gallery, sphere network.GallerySphere, query network.GalleryQuery) page.GallerySphere {
	out := page.GallerySphere{Anchor: "sphere-" + sphere.Group.ID.String(), Name: sphere.Group.Name, Position: sphere.Group.Position}
	if sphere.Group.Position < 0 {
		out.Name = p.T("gallery.no_sphere")
	}
	out.Subtitle = p.N("gallery.faces", sphere.Faces)
	if m := sphere.Audience; m.Value.Known {
		out.Subtitle = joined(" · ", out.Subtitle, p.T("gallery.audience", "value", m.Value, "month", g.Month, "coverage", coverageText(p, m.Coverage)))
		if growth := m.LikeForLike.Growth; growth.Known {
			out.Subtitle = joined(" · ", out.Subtitle, p.N("gallery.like_for_like", m.LikeForLike.N, "growth", p.SignedPercent(growth, 1)))
		}
	}
	for _, f := range sphere.Shown {
		face := galleryFace(p, g, f)
		face.Open = query.PageSize == 0
		out.Faces = append(out.Faces, face)
	}
	if sphere.Next > 0 {
		rest := sphere.Faces - (sphere.Next-1)*galleryFaces
		out.More = address("/gallery", url.Values{"in": {sphere.Group.ID.String()}, "page": {strconv.Itoa(sphere.Next)}, "q": {query.Text}})
		out.MoreText = p.N("gallery.more", rest)
	}
	return out
}

func galleryFace(p *i18n.Printer, g network.Gallery, f network.Face) page.GalleryFace {
	out := page.GalleryFace{Face: f.Accounts[0].Account, Name: f.Name, Dormant: true}
	var ranges []string
	for i, a := range f.Accounts {
		if out.Face.Avatar == "" && a.Avatar != "" {
			out.Face = a.Account
		}
		if !slices.Contains(ranges, a.Range) {
			ranges = append(ranges, a.Range)
		}
		out.Dormant = out.Dormant && a.State == kpi.AccountDormant
		one := page.GalleryAccount{Platform: a.Platform, Handle: a.Handle}
		if a.State != kpi.AccountActive {
			one.Note = p.State(a.State)
		}
		if a.Sees {
			one.Href = page.AccountAddress(a.ID, "")
		}
		if i >= network.FaceTrends {
			out.More = append(out.More, one)
			continue
		}
		if a.Sees {
			galleryTrend(p, g, a.Trend, &one)
		}
		out.Accounts = append(out.Accounts, one)
	}
	out.Range = joined("\u00a0· ", ranges...)
	if n := len(out.More) + f.More; n > 0 {
		out.MoreText = p.N("gallery.more_accounts", n)
	}
	if f.More > 0 {
		out.All = address("/accounts", url.Values{"q": {f.Name}})
	}
	return out
}

// galleryTrend adds an account's line, and what it did last.
func galleryTrend(p *i18n.Printer, g network.Gallery, t analytics.Trend, out *page.GalleryAccount) {
	if !t.Now.Known {
		out.Words = p.T("gallery.no_figures")
		return
	}
	out.Spark = spark(p, p.T("month.audience"), t.Values, func(n kpi.Number) string { return p.Value(n, 0) })
	if !t.Growth.Known {
		out.Words = p.T("gallery.followers", "value", t.Now)
		return
	}
	out.Trend = page.Delta{Change: t.Growth, Text: p.SignedPercent(t.Growth, 1), Direction: t.Indicator.Direction}
	if out.Words = p.T("gallery.one_month"); t.Month != g.Month {
		out.Words = p.T("gallery.in_month", "month", t.Month)
	}
}
