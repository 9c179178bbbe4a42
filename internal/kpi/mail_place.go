package kpi

// This file is the places of wordings: what a message can say of its own.

import "regexp"

// MailPlace is a place of a wording, written {name} there.
type MailPlace string

// The places.
const (
	PlaceName     MailPlace = "name"     // the person's
	PlaceNetwork  MailPlace = "network"  // the installation's name
	PlaceMonth    MailPlace = "month"    // that it is about
	PlaceDue      MailPlace = "due"      // the day by which the month is due
	PlaceBy       MailPlace = "by"       // who acted or asks
	PlaceUntil    MailPlace = "until"    // until when the link holds
	PlaceAccount  MailPlace = "account"  // the one that it is about
	PlaceAccounts MailPlace = "accounts" // those that it is about, as a list
	PlaceReason   MailPlace = "reason"   // given by whoever acted, as a quotation
	PlaceFigures  MailPlace = "figures"  // that it is about, as a list
	PlaceTrend    MailPlace = "trend"    // pictures of one's own trend
	PlaceLink     MailPlace = "link"     // a button that leads to what is to be done
)

// mailPlaces are the places of each kind, beside name and network; the first
// list may be left out of a wording, the second may not.
var mailPlaces = map[MailKind][2][]MailPlace{
	MailInvitation: {{PlaceUntil}, {PlaceLink}},
	MailPassword:   {{PlaceUntil}, {PlaceLink}},
	MailSignIn:     {{PlaceUntil, PlaceMonth}, {PlaceLink}},
	MailBefore:     {{PlaceMonth, PlaceDue, PlaceAccounts}, {PlaceLink}},
	MailAfter:      {{PlaceMonth, PlaceDue, PlaceAccounts}, {PlaceLink}},
	MailReturned:   {{PlaceMonth, PlaceAccount, PlaceBy}, {PlaceReason, PlaceLink}},
	MailQuestion:   {{PlaceMonth, PlaceAccount, PlaceBy}, {PlaceFigures, PlaceLink}},
	MailAnswer:     {{PlaceMonth, PlaceAccount, PlaceBy}, {PlaceFigures, PlaceLink}},
	MailChanged:    {{PlaceMonth, PlaceAccount, PlaceAccounts, PlaceBy, PlaceReason}, {PlaceFigures, PlaceLink}},
	MailCorrection: {{PlaceMonth, PlaceAccount, PlaceBy, PlaceReason}, {PlaceFigures, PlaceLink}},
	MailHandover:   {{PlaceBy, PlaceAccounts}, {PlaceLink}},
	MailClosed:     {{PlaceMonth, PlaceAccounts}, {PlaceLink}},
	MailReadBack:   {{PlaceMonth, PlaceAccounts, PlaceTrend}, {PlaceLink}},
}

// MailPlaces lists the places of a kind's wording: those that it may name,
// and those among them that its body has to.
func MailPlaces(k MailKind) (may, must []MailPlace) {
	own := mailPlaces[k]
	may = append([]MailPlace{PlaceName, PlaceNetwork}, own[0]...)
	return append(may, own[1]...), own[1]
}

var placeForm = regexp.MustCompile(`\{([^{}\n]*)\}`)

// PlacesIn lists the places that a text names, in its order, known or not.
func PlacesIn(text string) []MailPlace {
	var list []MailPlace
	for _, found := range placeForm.FindAllStringSubmatch(text, -1) {
		list = append(list, MailPlace(found[1]))
	}
	return list
}
