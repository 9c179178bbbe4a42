package mail

// This file is what each kind of message says.

import "portevoix/internal/kpi"

// kinds are the words of every kind of message.
var kinds = map[kpi.MailKind]kind{}
