package main

// This file plays three months of a small network, from the first reminder to
// the last report, as its people live them: each at a browser of their own, on
// a clock that the test moves, with messages that a real server takes.

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portevoix/internal/kpi"
)

// figuresOf are what is typed for an account, in the order of the page:
// followers, posts, likes, shares, mentions, influence, search rank.
var (
	fullRow  = []string{"1000", "12", "140", "20", "3", "50", "6"}
	otherRow = []string{"820", "9", "90", "11", "0", "44", "9"}
	noorRow  = []string{"640", "7", "60", "8", "1", "41", "12"}
)

// TestThreeMonthsOfANetwork files September, October and November 2026.
func TestThreeMonthsOfANetwork(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("plays three months")
	}
	s := newSeason(t)
	first := s.september()
	s.october(first)
	s.november()

	// Whatever was corrected, reopened and issued anew, the first report is the
	// file that it was.
	s.is("2027-01-05 10:00")
	s.tick()
	s.reader.open("/reports")
	s.reader.has(".reports", "Report no. 1", "Report no. 2", "Report no. 3", "Report no. 4")
	s.reader.has("#report-1", "cancelled and replaced by no. 3", first)
	if sum := checksum(s.reader.download(`#report-1 a[download]`)); sum != first {
		t.Errorf("the first report is %s at the end, and was %s", sum, first)
	}
	for _, p := range s.people() {
		for _, fault := range p.heard() {
			t.Errorf("%s: %s", p.email, fault)
		}
	}
	for _, m := range s.post.Messages() {
		if len(m.To) != 1 || m.To[0] == s.reader.email {
			t.Errorf("a message is to %v: %s", m.To, m.Subject)
		}
	}
}

// september is the first month: reminders, a late filing, a return, a question,
// and the first report, whose checksum it gives back. Its end is a correction.
func (s *season) september() (first string) {
	t, x, linkedIn, noors := s.t, s.x, s.linkedIn, s.noors
	s.is("2026-10-01 10:00")
	s.arrived() // direction has not read the wordings yet
	s.boss.open("/settings/mail/wordings")
	s.boss.press(`.mail-approval [name="approved"][value="yes"]`, `.mail-approval [name="approved"][value=""]`)
	s.arrived(
		"ines: Vos chiffres pour septembre 2026", // one, for two accounts
		"noor: Your figures for September 2026",
	)
	if m := s.latest("ines"); !strings.Contains(m.Text, "· X") || !strings.Contains(m.Text, "· LinkedIn") || !strings.Contains(m.Text, "5 octobre 2026") || strings.Contains(m.Text, "Workshop") {
		t.Errorf("the reminder says\n%s", m.Text)
	}
	s.boss.board("2026-09", boardShows{title: "Aucun relevé n’est encore arrivé", rate: "0 %", onTime: "0 sur 3", fill: "0 sur 21 (0 %)"})
	s.ines.file(x, "2026-09", fullRow)
	s.is("2026-10-02 17:30")
	s.ines.file(linkedIn, "2026-09", otherRow)
	s.is("2026-10-06 10:00")
	s.arrived() // the due day is over since yesterday: nobody is pressed
	s.boss.board("2026-09", boardShows{title: "2 relevés sur 3 sont arrivés", rate: "67 %", onTime: "2 sur 3", fill: "14 sur 21 (67 %)", submitted: "2", missing: "1"})
	s.is("2026-10-07 10:00")
	s.arrived("noor: Your figures for September 2026, when you can")

	s.is("2026-10-08 09:15")
	s.noor.open(filingOf(noors, "2026-09"))
	s.noor.has(".filing-due", "5 October 2026")
	s.noor.file(noors, "2026-09", noorRow)
	s.boss.board("2026-09", boardShows{title: "Les 3 relevés attendus", rate: "100 %", onTime: "2 sur 3", fill: "21 sur 21 (100 %)", submitted: "3", missing: "0"})

	s.is("2026-10-09 11:00")
	s.boss.giveBack(x, "2026-09", "Les partages semblent être ceux du mois d’août.")
	s.boss.ask(noors, "2026-09", "likes", "Soixante, dont combien pour le salon ?")
	s.arrived(
		"ines: Camille de l’Atelier · X, septembre 2026 : un relevé à compléter",
		"noor: A question about Noor from the Workshop · LinkedIn, September 2026",
	)
	if m := s.latest("ines"); !strings.Contains(m.Text, "ceux du mois d’août") {
		t.Errorf("the reason is not in\n%s", m.Text)
	}
	if m := s.latest("noor"); !strings.Contains(m.Text, "Soixante, dont combien") {
		t.Errorf("the question is not in\n%s", m.Text)
	}
	// What is returned is not filed for as long as it is; once it is sent again it
	// is on time as it was.
	s.boss.board("2026-09", boardShows{title: "2 relevés sur 3", rate: "67 %", onTime: "1 sur 3", fill: "21 sur 21 (100 %)", submitted: "2", returned: "1"})

	s.is("2026-10-12 14:00")
	s.ines.open("/")
	s.ines.has(".home-return", "ceux du mois d’août")
	s.ines.change(x, "2026-09", "shares", "24")
	s.noor.open("/")
	s.noor.has(".home-questions", "Soixante, dont combien")
	s.noor.answer(noors, "2026-09", "Forty of them.")
	s.arrived("dora: Une réponse sur Noor from the Workshop · LinkedIn, septembre 2026")
	s.boss.board("2026-09", boardShows{title: "Les 3 relevés attendus", rate: "100 %", onTime: "2 sur 3", fill: "21 sur 21 (100 %)", submitted: "3", returned: "0"})
	s.boss.open(filingOf(noors, "2026-09") + "?review=1")
	s.boss.has(".question-answer", "Forty of them.")
	s.boss.press(".question-close button", ".question-closed")

	s.is("2026-10-13 16:00")
	s.boss.close("2026-09", false)
	s.boss.publish("2026-09", "")
	s.arrived("ines: Vos comptes en septembre 2026", "noor: Your accounts in September 2026")
	s.reader.open("/reports")
	book := s.reader.download(`#report-1 a[download]`)
	first = checksum(book)
	s.reader.has("#report-1", "Report no. 1", "in force", first)
	if says := sheets(t, book); !strings.Contains(says, "rapport n° 1") || strings.Contains(says, "Corrections:") {
		t.Errorf("the first report says\n%.2000s", says)
	}
	s.ines.locked(linkedIn, "2026-09", "Ce mois est clos", "Seule la direction peut le rouvrir", "13 octobre 2026")
	s.noor.locked(noors, "2026-09", "This month is closed", "Only marketing direction can reopen it", "13 October 2026")
	s.boss.locked(x, "2026-09", "Ce mois est clos")

	s.is("2026-10-14 10:00")
	s.ines.propose(linkedIn, "2026-09", "followers", "832", "Lu sur le mauvais compte.")
	s.is("2026-10-15 10:00")
	s.boss.accept("Lu sur le mauvais compte.")
	s.arrived("ines: Votre correction pour Camille de l’Atelier · LinkedIn, septembre 2026")
	s.ines.open(filingOf(linkedIn, "2026-09"))
	s.ines.has(`[data-code="followers"]`, "832")
	s.boss.board("2026-09", boardShows{title: "Les 3 relevés attendus", rate: "100 %", onTime: "2 sur 3", fill: "21 sur 21 (100 %)"})
	return first
}

// october is the second month: days away and who stands in, figures changed on
// behalf, an account handed over, and September reopened and issued anew.
func (s *season) october(first string) {
	t, x, linkedIn, noors := s.t, s.x, s.linkedIn, s.noors
	s.is("2026-10-30 10:00")
	s.noor.goAway("2026-11-02", "2026-11-06", s.sam.email)
	s.arrived("sam: On pense à vous sur Réseau d’essai")
	s.is("2026-11-02 09:30")
	s.ines.file(x, "2026-10", fullRow)
	s.ines.file(linkedIn, "2026-10", otherRow)
	s.is("2026-11-03 10:00")
	s.arrived("sam: Vos chiffres pour octobre 2026") // Noor is away, Ines has filed
	s.is("2026-11-04 10:00")
	s.arrived()
	s.sam.file(noors, "2026-10", noorRow)
	s.boss.board("2026-10", boardShows{title: "Les 3 relevés attendus", rate: "100 %", onTime: "3 sur 3", fill: "21 sur 21 (100 %)", submitted: "3", missing: "0"})

	s.is("2026-11-06 15:00")
	s.boss.onBehalf(x, "2026-10", "mentions", "5", "Deux reprises dans la presse.")
	s.arrived("ines: Vos chiffres ont été modifiés")
	if m := s.latest("ines"); !strings.Contains(m.Text, "Deux reprises dans la presse.") || !strings.Contains(m.Text, "Dora Direction") {
		t.Errorf("the change is told so\n%s", m.Text)
	}
	s.ines.open("/")
	s.ines.has(".told", "Deux reprises dans la presse.")
	s.boss.board("2026-10", boardShows{title: "Les 3 relevés attendus", rate: "100 %", onTime: "3 sur 3", fill: "21 sur 21 (100 %)", submitted: "3"})

	s.boss.bring("platform,handle,month,followers\nX,Camille_Atelier,2026-10,1010\nLinkedIn,Camille_Salon,2026-10,835\n")
	s.arrived("ines: Vos chiffres ont été modifiés") // one, of both accounts
	if m := s.latest("ines"); !strings.Contains(m.Text, "1 010") || !strings.Contains(m.Text, "835") {
		t.Errorf("the file is told so\n%s", m.Text)
	}

	s.is("2026-11-09 10:00")
	s.boss.handOver(noors, s.sam.email, "2026-11-09")
	s.arrived("sam: On pense à vous sur Réseau d’essai") // and no reminder: all have filed
	s.sam.open("/")
	s.sam.has(".home-asked", "Noor from the Workshop")
	s.sam.press(`form[action="/holdings/accept"] button`, "main")
	if s.sam.eval(`String(document.querySelector(".home-asked"))`) != "null" {
		t.Error("sam is still asked")
	}

	s.is("2026-11-10 16:00")
	s.boss.close("2026-10", false)
	s.boss.publish("2026-10", "")
	s.arrived( // whoever held an account then, and whoever holds it now
		"ines: Vos comptes en octobre 2026", "noor: Your accounts in October 2026", "sam: Vos comptes en octobre 2026")
	s.reader.open("/reports")
	says := sheets(t, s.reader.download(`#report-2 a[download]`))
	for _, words := range []string{"rapport n° 2", "Corrections: 1 chiffre corrigé depuis le dernier rapport", "820 | 832"} {
		if !strings.Contains(says, words) {
			t.Errorf("the second report does not say %q", words)
		}
	}

	s.is("2026-11-12 10:00")
	s.boss.reopen("2026-09", "2026-11-13", "Une publication oubliée.")
	s.noor.change(noors, "2026-09", "posts", "8")
	s.boss.board("2026-09", boardShows{title: "Les 3 relevés attendus", rate: "100 %", onTime: "2 sur 3", fill: "21 sur 21 (100 %)"})
	s.ines.locked(x, "2026-10", "Ce mois est clos")
	s.is("2026-11-13 23:59")
	s.noor.open(filingOf(noors, "2026-09"))
	s.noor.do(chromedp.WaitReady("#value-posts"))
	s.is("2026-11-14 00:00") // by itself
	s.noor.locked(noors, "2026-09", "This month is closed", "14 November 2026")
	s.is("2026-11-16 10:00")
	s.boss.publish("2026-09", "Une publication oubliée.")
	s.arrived() // nothing of it is anybody's to read again
	s.reader.open("/reports")
	s.reader.has("#report-3", "Cancels and replaces no. 1", "in force")
	s.reader.has("#report-1", "cancelled and replaced by no. 3")
	if again := checksum(s.reader.download(`#report-1 a[download]`)); again != first {
		t.Errorf("the first report is %s after its reissue, and was %s", again, first)
	}
	if says := sheets(t, s.reader.download(`#report-3 a[download]`)); !strings.Contains(says, "annule et remplace le n° 1") {
		t.Error("the third report does not say what it replaces")
	}
}

// november is the third month, due on a Monday since the 5th is a Saturday: one
// filing on time, one late, one that never comes.
func (s *season) november() {
	t, x, linkedIn, noors := s.t, s.x, s.linkedIn, s.noors
	s.is("2026-12-03 10:00")
	s.arrived("ines: Vos chiffres pour novembre 2026", "sam: Vos chiffres pour novembre 2026")
	if m := s.latest("sam"); !strings.Contains(m.Text, "7 décembre 2026") || !strings.Contains(m.Text, "Noor") {
		t.Errorf("the reminder says\n%s", m.Text)
	}
	s.is("2026-12-07 22:00")
	s.ines.file(x, "2026-11", fullRow)
	s.is("2026-12-08 10:00")
	s.arrived()
	s.is("2026-12-09 10:00")
	s.arrived("ines: Vos chiffres pour novembre 2026, quand vous pourrez", "sam: Vos chiffres pour novembre 2026, quand vous pourrez")
	if m := s.latest("ines"); !strings.Contains(m.Text, "· LinkedIn") || strings.Contains(m.Text, "· X") {
		t.Errorf("the reminder is of more than what is left\n%s", m.Text)
	}
	s.ines.file(linkedIn, "2026-11", otherRow)
	s.sam.begin(noors, "2026-11", noorRow[:3])
	s.noor.open("/") // no longer hers
	if text := s.noor.text("main"); strings.Contains(text, "for November 2026") || !strings.Contains(text, "for October 2026") {
		t.Errorf("the holder until then reads\n%s", text)
	}
	s.boss.board("2026-11", boardShows{title: "2 relevés sur 3 sont arrivés", rate: "67 %", onTime: "1 sur 3", fill: "17 sur 21 (81 %)", submitted: "2", missing: "1"})

	s.is("2026-12-15 16:00")
	s.arrived() // two reminders are all
	s.boss.close("2026-11", true)
	s.boss.publish("2026-11", "")
	s.arrived("ines: Vos comptes en novembre 2026", "sam: Le mois novembre 2026 est clos")
	s.sam.locked(noors, "2026-11", "Ce mois est clos")
	s.boss.board("2026-11", boardShows{title: "2 relevés sur 3 sont arrivés", rate: "67 %", onTime: "1 sur 3", fill: "17 sur 21 (81 %)", submitted: "2", missing: "1"})
}

// checksum is the SHA-256 of a file, as the page of reports shows it.
func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func filingOf(account kpi.ID, month string) string {
	return "/accounts/" + account.String() + "/filings/" + month
}
