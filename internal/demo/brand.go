package demo

import "portevoix/internal/kpi"

// This file is the invented brand of the small example: a maker of things for
// the house, its groupings, its people and its eight personas.

const brandName = "Voix de Brévanne"

var brand = groups{
	spheres: []sphere{
		{"Corporate", "Faire connaître la maison et ses engagements", ""},
		{"Business", "Nouer des partenariats avec les prescripteurs", "b2b"},
		{"Commerce", "Donner envie et conseiller les clients", "b2c"},
		{"RH", "Attirer des candidats et accueillir les nouveaux", ""},
	},
	ranges: []string{"Cuisson", "Jardin", "Lumière", "Bain", "Rangement"},
	entities: []entity{
		{"Groupe Brévanne", 1240},
		{"Groupe Brévanne/Ouest", 410},
		{"Groupe Brévanne/Sud-Est", 365},
	},
}

const (
	group     = "Groupe Brévanne"
	west      = "Groupe Brévanne/Ouest"
	southEast = "Groupe Brévanne/Sud-Est"
)

// The people; whoever stands first in a role is the one a demo signs in.
const (
	admin       = "adele.roumagnac@brevanne.example"
	coordinator = "bastien.orial@brevanne.example"
	nadege      = "nadege.fauvelle@brevanne.example"
	tristan     = "tristan.beaulac@brevanne.example"
	oceane      = "oceane.desmarets@brevanne.example"
	karim       = "karim.valbelle@brevanne.example"
	rozenn      = "rozenn.tremeur@brevanne.example"
	gaspard     = "gaspard.louvel@brevanne.example"
	agency      = "studio.papyrane@papyrane.example"
	reader      = "irene.castellanne@brevanne.example"
	westReader  = "yves.kermorec@brevanne.example"
)

var people = []person{
	{admin, "Adèle Roumagnac", kpi.RoleAdmin, ""},
	{coordinator, "Bastien Orial", kpi.RoleCoordinator, ""},
	// The first of a role is the one whom the sign-in page offers: with a month to file.
	{gaspard, "Gaspard Louvel", kpi.RoleAmbassador, ""},
	{nadege, "Nadège Fauvelle", kpi.RoleAmbassador, ""},
	{tristan, "Tristan Beaulac", kpi.RoleAmbassador, ""},
	{oceane, "Océane Desmarets", kpi.RoleAmbassador, ""},
	{karim, "Karim Valbelle", kpi.RoleAmbassador, ""},
	{rozenn, "Rozenn Tremeur", kpi.RoleAmbassador, ""},
	{agency, "Studio Papyrane", kpi.RoleContributor, ""},
	{reader, "Irène Castellanne", kpi.RoleReader, ""},
	{westReader, "Yves Kermorec", kpi.RoleReader, west},
}

// voice is an account of the example: a persona on a platform, who files for
// it and how its figures begin. Months are counted from the example's first.
type voice struct {
	persona, platform, handle   string
	color                       string
	sphere, productRange, place string
	holder, deputy              string
	first                       int // month of opening
	test                        int // months of test before it is active
	followers, growth, posts    float64
	reaction, sharing, mentions float64
	rank                        float64
	lateDays                    int   // after the 3rd of the next month
	missing                     []int // months not filed
	quiet                       int   // first month from which nothing comes any more; 0: none
}

// The names of accounts that the story speaks of.
const (
	camilleX        = "Camille_Brevanne"
	camilleLinkedIn = "camille-brevanne"
	inesTikTok      = "ines.brevanne"
	noeInstagram    = "noe_brevanne"
	salomeInside    = "salome"
	louiseMastdn    = "louise@brevanne.example"
	hugoLinkedIn    = "hugo-brevanne"
	theoYouTube     = "TheoBrevanne"
	inesInstagram   = "ines_brevanne"
	hugoX           = "Hugo_Brevanne"
	maelThreads     = "mael_brevanne"
	noeThreads      = "noe_brevanne_lumiere"
)

const insideNetwork = "Réseau interne"

var voices = []voice{
	{persona: "Camille_Brévanne", platform: "X", handle: camilleX, color: "#1d4ed8", sphere: "Corporate", productRange: "Cuisson", place: group,
		holder: nadege, deputy: tristan, followers: 2380, growth: 0.017, posts: 24, reaction: 1.6, sharing: 0.36, mentions: 9, rank: 9},
	{persona: "Camille_Brévanne", platform: "LinkedIn", handle: camilleLinkedIn, color: "#1d4ed8", sphere: "Corporate", productRange: "Cuisson", place: group,
		holder: nadege, followers: 1640, growth: 0.024, posts: 9, reaction: 5, sharing: 0.09, mentions: 4, rank: 6, lateDays: 1},
	{persona: "Hugo_Brévanne", platform: "LinkedIn", handle: hugoLinkedIn, color: "#0f766e", sphere: "Business", productRange: "Lumière", place: group,
		holder: oceane, deputy: agency, followers: 3120, growth: 0.019, posts: 12, reaction: 4.5, sharing: 0.12, mentions: 5, rank: 4},
	{persona: "Théo_Brévanne", platform: "YouTube", handle: theoYouTube, color: "#7c2d92", sphere: "Business", productRange: "Cuisson", place: southEast,
		holder: karim, followers: 890, growth: 0.028, posts: 4, reaction: 12, sharing: 0.07, mentions: 2, lateDays: 1, missing: []int{9, 21}},
	{persona: "Inès_Brévanne", platform: "Instagram", handle: inesInstagram, color: "#be185d", sphere: "Commerce", productRange: "Jardin", place: west,
		holder: rozenn, deputy: agency, followers: 5240, growth: 0.021, posts: 18, reaction: 6, sharing: 0.08, mentions: 6},
	{persona: "Inès_Brévanne", platform: "TikTok", handle: inesTikTok, color: "#be185d", sphere: "Commerce", productRange: "Jardin", place: west,
		holder: rozenn, first: 19, test: 5, followers: 140, growth: 0.006, posts: 7, reaction: 5, sharing: 0.05, mentions: 1},
	{persona: "Maël_Brévanne", platform: "Facebook", handle: "Mael.Brevanne", color: "#b45309", sphere: "Commerce", productRange: "Bain", place: west,
		holder: gaspard, followers: 4310, growth: 0.006, posts: 15, reaction: 2.6, sharing: 0.2, mentions: 3, lateDays: 2, missing: []int{4, 14, 15, 35}},
	{persona: "Noé_Brévanne", platform: "Instagram", handle: "noe.lumieres", color: "#4d7c0f", sphere: "Commerce", productRange: "Lumière", place: southEast,
		holder: karim, first: 6, test: 4, followers: 310, growth: 0.041, posts: 13, reaction: 6.5, sharing: 0.06, mentions: 3},
	{persona: "Salomé_Brévanne", platform: "LinkedIn", handle: "salome-brevanne", color: "#b91c1c", sphere: "RH", productRange: "Rangement", place: southEast,
		holder: gaspard, followers: 1980, growth: 0.022, posts: 8, reaction: 6, sharing: 0.1, mentions: 4, rank: 12},
	{persona: "Salomé_Brévanne", platform: insideNetwork, handle: salomeInside, color: "#b91c1c", sphere: "RH", productRange: "Rangement", place: southEast,
		holder: gaspard, followers: 720, growth: 0.004, posts: 6, reaction: 9, sharing: 0.03, mentions: 2},
	{persona: "Louise_Brévanne", platform: "Mastodon", handle: louiseMastdn, color: "#475569", sphere: "Corporate", productRange: "Bain", place: group,
		holder: tristan, first: 3, test: 3, followers: 180, growth: 0.014, posts: 10, reaction: 3.5, sharing: 0.3, mentions: 4, missing: []int{24, 25, 26}},
	{persona: "Hugo_Brévanne", platform: "X", handle: hugoX, color: "#0f766e", sphere: "Business", productRange: "Rangement", place: west,
		holder: oceane, followers: 1130, growth: 0.009, posts: 20, reaction: 1.4, sharing: 0.3, mentions: 7, rank: 17, lateDays: 1},
	{persona: "Maël_Brévanne", platform: "Threads", handle: maelThreads, color: "#b45309", sphere: "Commerce", productRange: "Bain", place: west,
		holder: tristan, first: 24, test: 4, followers: 90, growth: 0.008, posts: 5, reaction: 3, sharing: 0.08, mentions: 1, quiet: 33},
	{persona: "Noé_Brévanne", platform: "Threads", handle: noeThreads, color: "#4d7c0f", sphere: "Commerce", productRange: "Lumière", place: southEast,
		holder: karim, first: tryMonth, test: exampleMonths - tryMonth, followers: 160, growth: 0.085, posts: 9, reaction: 4.5, sharing: 0.1, mentions: 2, lateDays: 1},
}
