package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portevoix/internal/kpi"
	"portevoix/internal/network"
)

// reviewer is direction at the desk, with acceptance switched on.
func (d *desk) reviewer(t *testing.T) kpi.Who {
	t.Helper()
	settings, err := d.n.Settings(t.Context())
	d.must(err)
	settings.AcceptanceSwitchedOn = true
	d.must(d.n.SaveSettings(t.Context(), kpi.CommandLine(), settings))
	i, err := d.n.AddUser(t.Context(), kpi.CommandLine(), network.NewUser{Email: "direction@example.org", Name: "Direction Exemple",
		Role: kpi.RoleCoordinator, Password: deskPassword})
	d.must(err)
	return kpi.Who{User: i.User, Channel: kpi.ChannelForm}
}

// signInAs changes who sits at the browser.
func (d *desk) signInAs(email string) {
	d.t.Helper()
	d.eval(`(async () => { await fetch("/sign-out", { method: "POST" }); return "" })()`)
	d.open("/sign-in")
	d.leave(`form[action="/sign-out"]`, chromedp.SetValue(`[name="email"]`, email), chromedp.SetValue(`[name="password"]`, deskPassword),
		chromedp.Click(`form[action="/sign-in"] [type="submit"]`))
}

// TestWarningShowsItsLineAsOneTypes: the figure that is unusual comes with its
// line as soon as the draft is saved.
func TestWarningShowsItsLineAsOneTypes(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.open(d.page(0))
	if hidden := d.eval(`String(document.querySelector('[data-code="followers"] [data-line]').hidden)`); hidden != "true" {
		t.Error("a line is shown before there is anything to say")
	}
	d.write("9000")
	d.wait("the line is drawn", `document.querySelector('[data-code="followers"] [data-line]:not([hidden]) svg path')`)
	if label := d.eval(`document.querySelector('[data-code="followers"] [data-line] svg').getAttribute("aria-label")`); !strings.Contains(label, "9\u202f000") {
		t.Errorf("the line is called %q", label)
	}
	d.checked("a warning with its line")
}

// TestReviewIsForEverybody looks at a review with a warning, a question and its
// answer, a return and what was completed since, wide and on a phone.
func TestReviewIsForEverybody(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("looks at many pages")
	}
	d := newDesk(t)
	ctx, boss := t.Context(), d.reviewer(t)
	d.history(t, d.ids[0], october, 9000)
	d.history(t, d.ids[1], october, 1251)
	asked, err := d.n.AskQuestion(ctx, boss, d.ids[0], october, "likes", "Deux cents, vraiment ?")
	d.must(err)
	_, err = d.n.AskQuestion(ctx, boss, d.ids[0], october, "posts", "Et les vidéos ?")
	d.must(err)
	d.must(d.n.AnswerQuestion(ctx, d.who, asked.ID, "Oui"))
	_, err = d.n.ReturnFiling(ctx, boss, d.ids[0], october, 1, "les mentions")
	d.must(err)
	home, holders := "/", d.page(0)
	look := func(paths ...string) {
		t.Helper()
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				d.wear(theme, width)
				for _, path := range paths {
					d.open(path)
					d.checked(path + " " + theme)
				}
			}
		}
	}
	look(home, holders)
	_, err = d.n.File(ctx, d.who, kpi.FilingChange{Account: d.ids[0], Month: october, Version: 2, Submit: true, Figures: map[string]kpi.Figure{"mentions": kpi.Given(6)}})
	d.must(err)
	d.signInAs("direction@example.org")
	look(d.page(0)+"?review=1", d.page(1)+"?review=1&figure=posts", d.page(0))
}

// TestReviewByKeyboard accepts one filing after the other, and takes one back.
func TestReviewByKeyboard(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.reviewer(t)
	d.history(t, d.ids[0], october, 1251)
	d.history(t, d.ids[1], october, 1251)
	d.signInAs("direction@example.org")
	d.open(d.page(0) + "?review=1")
	d.wait("there are two", `document.querySelector(".review-place")?.textContent === "1 sur 2 à relire"`)
	d.leave(`.told-good form`, chromedp.Focus(`.review-accept [value="next"]`), chromedp.KeyEvent("\r"))
	d.wait("one is left", `document.querySelector(".review-place")?.textContent === "1 sur 1 à relire"`)
	if state := d.filing(0).State; state != kpi.FilingAccepted {
		t.Errorf("the first is %s", state)
	}
	d.leave(".notice", chromedp.Focus(`.told-good button`), chromedp.KeyEvent("\r"))
	if state := d.filing(0).State; state != kpi.FilingSubmitted {
		t.Errorf("taken back, it is %s", state)
	}
	d.leave(".tone-returned", chromedp.Focus(`.review-return summary`), chromedp.KeyEvent("\r"), chromedp.WaitVisible("#reason"), chromedp.Focus("#reason"),
		chromedp.KeyEvent("les mentions"), chromedp.Focus(`.review-return form button`), chromedp.KeyEvent("\r"))
	if f := d.filing(0); f.State != kpi.FilingReturned || f.ReturnReason != "les mentions" {
		t.Errorf("returned: %+v", f)
	}
}
