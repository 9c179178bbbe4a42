package network

// This file is the wording of messages: direction reads it, edits it, and
// approves it before the first message goes out.

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// Bounds of wordings.
const (
	longestMailSubject = 150
	longestMailBody    = 4000
)

// MailWordings are the installation's own wordings.
type MailWordings struct {
	own map[store.MailWordingKey]kpi.MailWording
	// On says whether mail is switched on, Approved whether direction has
	// approved the wordings; Waiting counts the messages that wait for that.
	On, Approved bool
	Waiting      int
	MayEdit      bool // the person may edit and approve
}

// Of is the installation's own wording of a kind in a language; what is empty
// is the usual one.
func (w MailWordings) Of(kind kpi.MailKind, locale string) kpi.MailWording {
	return w.own[store.MailWordingKey{Kind: kind, Locale: locale}]
}

// mayReadMail is the right of direction and admins.
func mayReadMail(who kpi.Who) error {
	if who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
		return nil
	}
	return kpi.NotFound("error.not_found")
}

// mayWordMail is the right of whoever coordinates the whole network, and of
// admins: messages go to everybody.
func mayWordMail(who kpi.Who) error {
	if err := mayReadMail(who); err != nil {
		return err
	}
	if who.User.EntityID != 0 {
		return kpi.Forbidden("mail.whole_network")
	}
	return nil
}

// MailWordings reads the wordings.
// Errors: CodeNotFound but for direction and admins.
func (n *Network) MailWordings(ctx context.Context, who kpi.Who) (w MailWordings, err error) {
	if err := mayReadMail(who); err != nil {
		return w, err
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		if w.own, err = c.MailWordings(ctx); err != nil {
			return err
		}
		setUp, err := n.mailSetUp(ctx, c)
		if err != nil {
			return err
		}
		w.On, w.Approved, w.MayEdit = setUp.On, setUp.Approved, mayWordMail(who) == nil
		if w.Approved {
			return nil
		}
		w.Waiting, err = c.CountUnapprovedMails(ctx)
		return err
	})
	return w, err
}

// SaveMailWording keeps the installation's own wording of a kind in a
// language; what is empty is the usual one again.
// Errors: CodeNotFound but for direction and admins, and for what is no kind;
// CodeForbidden for whoever sees a part of the network only; CodeInvalid with
// the fields subject and body.
func (n *Network) SaveMailWording(ctx context.Context, who kpi.Who, kind kpi.MailKind, locale string, w kpi.MailWording) error {
	if err := mayWordMail(who); err != nil {
		return err
	}
	if !slices.Contains(kpi.MailKinds, kind) || (locale != "fr" && locale != "en") {
		return kpi.NotFound("error.not_found")
	}
	w.Subject, w.Body = strings.Join(strings.Fields(w.Subject), " "), tidyText(w.Body)
	if err := CheckMailWording(kind, w); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		own, err := tx.MailWordings(ctx)
		if err != nil {
			return err
		}
		key := store.MailWordingKey{Kind: kind, Locale: locale}
		if own[key] == w {
			return nil
		}
		return tx.SetMailWording(ctx, key, own[key], w)
	})
}

// CheckMailWording says what is wrong with a wording.
// Errors: CodeInvalid with the fields subject and body.
func CheckMailWording(kind kpi.MailKind, w kpi.MailWording) error {
	if fields := wordingFaults(kind, w); len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	return nil
}

func wordingFaults(kind kpi.MailKind, w kpi.MailWording) []kpi.FieldError {
	var fields []kpi.FieldError
	may, must := kpi.MailPlaces(kind)
	if !printable(w.Subject, longestMailSubject) {
		fields = append(fields, kpi.Field("subject", "mail.too_long", "most", longestMailSubject))
	}
	if !utf8.ValidString(w.Body) || !printable(strings.ReplaceAll(w.Body, "\n", ""), longestMailBody) {
		fields = append(fields, kpi.Field("body", "mail.too_long", "most", longestMailBody))
	}
	for _, text := range []settingText{{"subject", w.Subject}, {"body", w.Body}} {
		for _, place := range kpi.PlacesIn(text.value) {
			if !slices.Contains(may, place) {
				fields = append(fields, kpi.Field(text.name, "mail.place_unknown", "place", "{"+cutText(string(place))+"}"))
			}
		}
	}
	if w.Body == "" { // the usual one, which has them all
		return fields
	}
	for _, place := range must {
		if !slices.Contains(kpi.PlacesIn(w.Body), place) {
			fields = append(fields, kpi.Field("body", "mail.place_missing", "place", "{"+string(place)+"}"))
		}
	}
	return fields
}

// ApproveMail lets messages of all kinds go out, those that wait at once; or
// holds them back again, but for security messages.
// Errors: CodeNotFound but for direction and admins; CodeForbidden for whoever
// sees a part of the network only.
func (n *Network) ApproveMail(ctx context.Context, who kpi.Who, approved bool) error {
	if err := mayWordMail(who); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		setUp, err := n.mailSetUp(ctx, tx.Conn)
		if err != nil || setUp.Approved == approved {
			return err
		}
		words := map[bool]string{true: "true", false: "false"}
		tx.AfterCommit(n.wakeMail)
		return tx.SetSetting(ctx, settingMailApproved, words[!approved], words[approved])
	})
}
