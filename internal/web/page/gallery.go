package page

import "portevoix/internal/kpi"

// GalleryView is the network's faces.
type GalleryView struct {
	Text     string // searched
	Subtitle string
	Spheres  []GallerySphere
	Jumps    []GalleryJump
	Trends   bool
	All      string // address of the whole gallery, "" on it
	Print    bool   // all faces are there, to be printed
	One      bool   // one sphere only
	MayFill  bool
}

// GalleryJump leads to a sphere on the page.
type GalleryJump struct{ Name, Anchor, Count string }

// GallerySphere is one sphere of the gallery.
type GallerySphere struct {
	Anchor   string
	Name     string
	Position int    // chooses the colour; -1: in no sphere
	Subtitle string // how many, and the audience like for like
	Faces    []GalleryFace
	More     string // address of the next faces, "" where there are none
	MoreText string
}

// GalleryFace is a persona with its accounts.
type GalleryFace struct {
	Face     kpi.Account // whose picture stands for the persona
	Name     string
	Range    string
	Dormant  bool // all its accounts are
	Accounts []GalleryAccount
	More     []GalleryAccount // further accounts, without a trend
	MoreText string
	All      string // address of all its accounts, where More are some of them
	Open     bool   // the further accounts are unfolded: on paper
}

// GalleryAccount is an account of a persona.
type GalleryAccount struct {
	Platform, Handle string
	Href             string // "" for whoever does not see its page
	Note             string // in test, dormant
	Spark            Spark
	Trend            Delta
	Words            string // of the trend: since when, or that there is none
}

// sphereSlots are the classes of the spheres' colours, by position.
var sphereSlots = []string{"slot-0", "slot-1", "slot-2", "slot-3", "slot-4", "slot-5", "slot-6", "slot-7"}

// slot is the class of the sphere's colour.
func (s GallerySphere) slot() string {
	if s.Position < 0 {
		return "slot-none"
	}
	return sphereSlots[s.Position%len(sphereSlots)]
}
