package network

// This file gathers the gallery: the network's faces by sphere, the page one
// shows to a newcomer. It knows accounts and personas, never persons.

import (
	"cmp"
	"context"
	"slices"

	"portevoix/internal/analytics"
	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// GalleryQuery chooses what of the gallery is shown.
type GalleryQuery struct {
	Text     string // in persona or handle
	One      bool   // one sphere only:
	Sphere   kpi.ID // 0: in none
	Page     int    // of every sphere, from 1
	PageSize int    // faces of a sphere at a time; 0: all
	Range    string // displayed name; "": all
	Platform string // likewise
}

// Gallery is the network's faces.
type Gallery struct {
	Month    kpi.Month // until which trends go; zero where there are no figures
	Accounts int
	Faces    int
	Spheres  []GallerySphere // in the order of the screen, "in none" last
	Trends   bool            // the person sees every account's figures
}

// GallerySphere is one sphere of the gallery.
type GallerySphere struct {
	Group    analytics.Group
	Accounts int
	Faces    int // all pages
	Next     int // the page after this one; 0: none
	Shown    []Face
	// Audience is that of the gallery's month, and Change against the month
	// before like for like; both unknown to whoever does not see every
	// account's figures, and where the gallery is filtered.
	Audience analytics.Measure
}

// Face is a persona, with its accounts in a sphere; or an account without one.
type Face struct {
	Name     string
	Accounts []FaceAccount
	More     int // accounts beside these, where faces are shown a page at a time
}

// FaceAccount is an account of a face. The first few of a face have a trend.
type FaceAccount struct {
	kpi.Account
	Sees  bool // the person sees the account's page
	Trend analytics.Trend
}

// FaceTrends is how many accounts of a face are shown with their trend.
const FaceTrends = 4

// faceAccounts is how many accounts of a face are read, where faces are shown a
// page at a time.
const faceAccounts = 12

// hasFace reports whether an account in a state is in the gallery.
func hasFace(s kpi.AccountState) bool {
	return s == kpi.AccountTest || s == kpi.AccountActive || s == kpi.AccountDormant
}

// Gallery shows the accounts that live this month, in the part of the tree
// that a person is limited to: everybody sees names and faces, trends only of
// the accounts whose figures they see.
func (n *Network) Gallery(ctx context.Context, who kpi.Who, q GalleryQuery) (g Gallery, err error) {
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		v := galleryView{n: n, c: c, who: who, q: q}
		g, err = v.show(ctx)
		return err
	})
	return g, err
}

// galleryView is the gallery being put together for one person.
type galleryView struct {
	n      *Network
	c      store.Conn
	who    kpi.Who
	q      GalleryQuery
	sight  sight
	groups store.Groups
	limit  kpi.ID // entity that the person is limited to
	filter store.FilterIDs
}

func (v *galleryView) show(ctx context.Context) (g Gallery, err error) {
	if v.sight, err = v.n.sightOf(ctx, v.c, v.who); err != nil {
		return g, err
	}
	if v.groups, err = v.c.Groups(ctx); err != nil {
		return g, err
	}
	if v.filter, err = v.c.FilterIDs(ctx, kpi.Filter{Query: v.q.Text, Range: v.q.Range, Platform: v.q.Platform}); err != nil {
		return g, err
	}
	if !v.who.System {
		v.limit = v.who.User.EntityID
	}
	first, last, err := v.c.FigureSpan(ctx)
	if err != nil {
		return g, err
	}
	if g.Month = min(last, v.n.CurrentMonth().Add(-1)); first.IsZero() || first > g.Month {
		g.Month = last
	}
	g.Trends = v.sight.all || v.who.System
	faces, err := v.faces(ctx)
	if err != nil {
		return g, err
	}
	v.cut(&g, faces)
	if err := v.fill(ctx, &g); err != nil {
		return g, err
	}
	return g, v.audiences(ctx, &g)
}

// sphereFaces are the faces of a sphere, in order: the accounts of each.
type sphereFaces struct {
	accounts int
	faces    [][]kpi.ID
}

// faces are those of the spheres. They are remembered until an account changes,
// and shared: not changed.
func (v *galleryView) faces(ctx context.Context) (map[kpi.ID]sphereFaces, error) {
	act, err := v.c.LastActOnAccounts(ctx)
	if err != nil {
		return nil, err
	}
	query := store.AccountQuery{Month: v.n.CurrentMonth(), Filter: v.filter, Within: v.limit}
	key := memoKey{what: "faces", month: query.Month, by: v.limit.String(), ids: v.filter}
	weight := func(spheres map[kpi.ID]sphereFaces) (n int) {
		for _, s := range spheres {
			n += 3 * s.accounts
		}
		return n
	}
	return rememberedIn(&v.n.memo, act, key, weight, func() (map[kpi.ID]sphereFaces, error) { return v.readFaces(ctx, query) })
}

func (v *galleryView) readFaces(ctx context.Context, query store.AccountQuery) (map[kpi.ID]sphereFaces, error) {
	rows, err := v.c.ListedAccounts(ctx, query)
	if err != nil {
		return nil, err
	}
	bySphere := map[kpi.ID][]store.ListedAccount{}
	for _, a := range rows {
		if hasFace(a.State) {
			bySphere[a.SphereID] = append(bySphere[a.SphereID], a)
		}
	}
	spheres := make(map[kpi.ID]sphereFaces, len(bySphere))
	for sphere, accounts := range bySphere {
		spheres[sphere] = sphereFaces{len(accounts), facesOf(accounts)}
	}
	return spheres, nil
}

// cut puts the spheres in order, and keeps the page of each.
func (v *galleryView) cut(g *Gallery, spheres map[kpi.ID]sphereFaces) {
	for i, group := range append(slices.Clone(v.groups.Spheres), store.Group{}) {
		shown := shownGroup(analytics.GroupSphere, group)
		if shown.Position = i; group.ID == 0 {
			shown.Position = -1
		}
		faces := spheres[group.ID].faces
		g.Accounts += spheres[group.ID].accounts
		g.Faces += len(faces)
		if len(faces) == 0 || (v.q.One && group.ID != v.q.Sphere) {
			continue
		}
		s := GallerySphere{Group: shown, Accounts: spheres[group.ID].accounts, Faces: len(faces)}
		if size := v.q.PageSize; size > 0 {
			page := max(v.q.Page, 1)
			from := min((page-1)*size, len(faces))
			if from+size < len(faces) {
				s.Next = page + 1
			}
			faces = faces[from:min(from+size, len(faces))]
		}
		for _, accounts := range faces {
			s.Shown = append(s.Shown, v.face(accounts))
		}
		g.Spheres = append(g.Spheres, s)
	}
}

// face is one of accounts whose ids alone are filled in.
func (v *galleryView) face(accounts []kpi.ID) Face {
	var f Face
	if v.q.PageSize > 0 && len(accounts) > faceAccounts {
		f.More = len(accounts) - faceAccounts
		accounts = accounts[:faceAccounts]
	}
	for _, id := range accounts {
		f.Accounts = append(f.Accounts, FaceAccount{Account: kpi.Account{ID: id}})
	}
	return f
}

// facesOf puts the accounts of a sphere together by persona, by name, the
// platforms of each in the order of the screen.
func facesOf(rows []store.ListedAccount) [][]kpi.ID {
	slices.SortFunc(rows, func(a, b store.ListedAccount) int {
		return cmp.Or(cmp.Compare(kpi.PlainName(a.Name), kpi.PlainName(b.Name)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.ID, b.ID))
	})
	var faces [][]kpi.ID
	persona := ""
	for _, a := range rows {
		if last := len(faces) - 1; a.Persona != "" && a.Persona == persona {
			faces[last] = append(faces[last], a.ID)
			continue
		}
		persona = a.Persona
		faces = append(faces, []kpi.ID{a.ID})
	}
	return faces
}

// fill reads the accounts shown, and the lines of those whose figures the
// person sees.
func (v *galleryView) fill(ctx context.Context, g *Gallery) error {
	var ids []kpi.ID
	each := func(f func(a *FaceAccount, place int)) {
		for s := range g.Spheres {
			for i := range g.Spheres[s].Shown {
				for k := range g.Spheres[s].Shown[i].Accounts {
					f(&g.Spheres[s].Shown[i].Accounts[k], k)
				}
			}
		}
	}
	each(func(a *FaceAccount, _ int) { ids = append(ids, a.ID) })
	if len(ids) == 0 {
		return nil
	}
	accounts, err := v.c.AccountsByID(ctx, v.n.CurrentMonth(), ids)
	if err != nil {
		return err
	}
	var seen []kpi.ID
	each(func(a *FaceAccount, place int) {
		a.Account = accounts[a.ID]
		if a.Sees = v.sight.sees(v.groups.Entities, a.Account); a.Sees && place < FaceTrends {
			seen = append(seen, a.ID)
		}
	})
	for s := range g.Spheres {
		for i := range g.Spheres[s].Shown {
			face := &g.Spheres[s].Shown[i]
			face.Name = face.Accounts[0].Name()
		}
	}
	if g.Month == 0 {
		return nil
	}
	followers, lines, err := v.lines(ctx, g.Month, seen)
	if err != nil {
		return err
	}
	each(func(a *FaceAccount, place int) {
		if a.Sees && place < FaceTrends {
			a.Trend = analytics.NewTrend(followers, lines[a.ID], g.Month)
		}
	})
	return nil
}

// galleryMonths is how far back a last trend is looked for: of an account that
// sleeps it is older.
const galleryMonths = 24

// lines reads the followers of some accounts over two years.
func (v *galleryView) lines(ctx context.Context, until kpi.Month, ids []kpi.ID) (kpi.Indicator, map[kpi.ID][]kpi.Point, error) {
	indicators, err := v.c.Indicators(ctx)
	if err != nil {
		return kpi.Indicator{}, nil, err
	}
	i := slices.IndexFunc(indicators, func(i kpi.Indicator) bool { return i.Code == kpi.Followers })
	if i < 0 {
		return kpi.Indicator{}, nil, nil
	}
	lines := make(map[kpi.ID][]kpi.Point, len(ids))
	err = v.c.EachKnownValue(ctx, kpi.MonthsBetween(until.Add(1-galleryMonths), until), ids,
		func(m kpi.Month, account, _ kpi.ID, value float64) {
			lines[account] = append(lines[account], kpi.Point{Month: m, Figure: kpi.Given(value)})
		}, indicators[i].ID)
	return indicators[i], lines, err
}

// audiences adds what each sphere counts, for whoever sees every account's
// figures and looks at all accounts of the spheres.
func (v *galleryView) audiences(ctx context.Context, g *Gallery) error {
	if !g.Trends || g.Month == 0 || !v.filter.Empty() {
		return nil
	}
	cal, err := v.n.calendarOf(ctx, v.c)
	if err != nil {
		return err
	}
	totals, err := v.c.Totals(ctx, store.TotalQuery{Months: []kpi.Month{g.Month}, By: kpi.ScopeSphere,
		Filter: store.FilterIDs{Entity: v.limit}, Codes: []string{kpi.Followers}, Cal: cal})
	for i := range g.Spheres {
		s := &g.Spheres[i]
		for _, t := range totals {
			if t.A == s.Group.ID && t.Known > 0 {
				s.Audience = analytics.Measure{Code: kpi.Followers, Aggregate: analytics.AggregateSum, Value: kpi.Num(t.Sum),
					Coverage:    analytics.Coverage{Known: t.Known, Expected: t.Expected},
					LikeForLike: analytics.Compare(t.N1, t.Before1, t.Now1)}
			}
		}
	}
	return err
}
