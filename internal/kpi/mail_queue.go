package kpi

// This file is what a queued message is: where it stands, and what it is
// composed of when it is sent.

import "time"

// MailState is where a queued message stands.
type MailState string

// The states of a queued message.
const (
	MailQueued  MailState = "queued"  // to be tried from NextAt on
	MailSending MailState = "sending" // handed to the server; after a crash or a lost answer: perhaps sent
	MailSent    MailState = "sent"    // the server took it
	MailFailed  MailState = "failed"  // given up
	MailDropped MailState = "dropped" // no longer worth sending
)

// MailStates lists all states, in the order of the screen.
var MailStates = []MailState{MailQueued, MailSending, MailSent, MailFailed, MailDropped}

// QueuedMail is a message of the queue, sent or not.
type QueuedMail struct {
	Mail
	ID        ID
	State     MailState
	Attempts  int // begun so far
	QueuedAt  time.Time
	NextAt    time.Time // before which it is not tried; of one in sending: when it was handed over
	ExpiresAt time.Time // from which it is dropped
	EndedAt   time.Time // when it was sent, dropped or given up; zero: not yet
	Problem   string    // what the server answered, or the message key of why it was dropped
}

// MailWording is the wording of a kind of messages: plain text with {places}.
// A blank line begins a paragraph, lines that begin with "- " are a list, and
// a place alone on its line may be a button, a list or a picture.
type MailWording struct {
	Subject, Body string // "" is the usual wording
}

// MailMaterial is what one message tells, read at the instant of sending.
type MailMaterial struct {
	Kind MailKind
	To   User
	// Drop says, by the key of a message, why it is no longer worth sending;
	// "": it is.
	Drop string

	Network string // name of the installation
	Words   Words  // of the groupings, in the person's language
	Month   Month  // zero: none
	Due     Day    // of the month's filings; zero: none
	By      string // name of who acted or asks; "": nobody in particular
	Role    Role   // theirs
	Reason  string // given by whoever acted; "": none

	// Path is where the message leads, from the public address on, such as
	// /links/TOKEN; Until is until when that holds, zero: for good.
	Path  string
	Until time.Time
	// StopPath is where one stops messages of this kind; "": of a security
	// message.
	StopPath string

	// Decision says of a correction that it was "accepted" or "refused".
	Decision string

	Accounts []MailAccount // that it is about, in the order of the screen
}

// MailAccount is an account that a message is about.
type MailAccount struct {
	Account Account
	Month   Month        // that it is about there; zero: that of the message
	Path    string       // of its filing for the month
	State   FilingState  // of that filing
	Figures []MailFigure // that it is about
	Role    HolderRole   // of the person in that account
	Since   Day          // from when, where that is yet to come; zero: already
	Measure Indicator    // of Trend
	Trend   []Point      // of one's own account, in any order; empty: none
}

// MailFigure is a figure that a message is about.
type MailFigure struct {
	Indicator Indicator
	Old, New  Figure
	Note      string // the question on it; "": none
	Answer    string // to that question; "": none yet
}

// MailSecurity is how the connection to the SMTP server is protected.
type MailSecurity string

// The ways of protecting a connection.
const (
	MailStartTLS MailSecurity = "starttls" // begun in the clear, then encrypted or ended
	MailTLS      MailSecurity = "tls"      // encrypted from the start
	MailPlain    MailSecurity = "none"     // in the clear
)

// MailSecurities lists them, the best choice first.
var MailSecurities = []MailSecurity{MailStartTLS, MailTLS, MailPlain}
