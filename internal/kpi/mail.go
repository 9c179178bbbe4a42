package kpi

// MailKind is what a message to a person is about.
type MailKind string

// The kinds of messages.
const (
	MailInvitation MailKind = "invitation" // come in, choose a password
	MailPassword   MailKind = "password"   // a new password was asked for
	MailSignIn     MailKind = "sign_in"    // a link to one's own filing was asked for
	MailBefore     MailKind = "before"     // reminder before the due day
	MailAfter      MailKind = "after"      // reminder after the due day
	MailReturned   MailKind = "returned"   // a filing came back, with the reason
	MailQuestion   MailKind = "question"   // a question on a figure
	MailAnswer     MailKind = "answer"     // the answer to a question one asked
	MailChanged    MailKind = "changed"    // somebody changed one's figures
	MailCorrection MailKind = "correction" // a correction one proposed was decided
	MailHandover   MailKind = "handover"   // one is asked to hold or deputise accounts
	MailClosed     MailKind = "closed"     // the month was closed
	MailReadBack   MailKind = "read_back"  // the month's read-back, with one's own trend
)

// MailKinds lists all kinds, in the order of the screen.
var MailKinds = []MailKind{MailInvitation, MailPassword, MailSignIn, MailBefore, MailAfter, MailReturned, MailQuestion,
	MailAnswer, MailChanged, MailCorrection, MailHandover, MailClosed, MailReadBack}

// Security reports whether a message of this kind goes out whatever a person
// refused: it answers what they, or whoever manages people, asked for.
func (k MailKind) Security() bool {
	return k == MailInvitation || k == MailPassword || k == MailSignIn
}

// Mail is a message to queue. It names rows and holds no text: the message is
// composed when it is sent.
type Mail struct {
	Key     string // what the message is, such as before/2026-10/12; the same is never sent twice
	Kind    MailKind
	User    ID    // to whom
	Account ID    // 0: several or none
	Month   Month // zero: none
	Subject ID    // a question, a correction, a batch; 0: none
}
