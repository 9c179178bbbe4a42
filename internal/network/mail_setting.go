package network

// This file is the settings of mail: the server, the sender, and whether
// direction has approved the wordings. The server's password may come from
// outside the database, and stands in no history and no log.

import (
	"context"
	"net"
	"net/mail"
	"slices"
	"strconv"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// MailSetUp is how an installation sends mail.
type MailSetUp struct {
	On       bool
	Host     string
	Port     int
	Security kpi.MailSecurity
	User     string // to sign in to the server; "": without
	// Password is given to jobs alone; in SaveMailSetUp "" keeps the one there
	// is. PasswordSet says whether there is one, PasswordOutside whether it
	// comes from outside the database.
	Password                     string
	PasswordSet, PasswordOutside bool
	From, FromName               string // sender; the name is by default the installation's
	ReplyTo                      string // "": From
	// Approved says whether direction has approved the wordings: until then
	// security messages alone go out.
	Approved bool
}

// The names of mail settings, as stored; mail_on stands in mail_queue.go.
const (
	settingMailHost     = "mail_host"
	settingMailPort     = "mail_port"
	settingMailSecurity = "mail_security"
	settingMailUser     = "mail_user"
	settingMailPassword = "mail_password"
	settingMailFrom     = "mail_from"
	settingMailFromName = "mail_from_name"
	settingMailReplyTo  = "mail_reply_to"
	settingMailApproved = "mail_approved"
)

// Bounds of mail settings.
const (
	defaultMailPort    = 587
	lastPort           = 65535
	longestHost        = 253
	longestMailUser    = 254
	longestMailSecret  = 500
	longestMailSender  = 80
	mailPasswordHidden = "•"
)

// MailSetUp reads how mail is sent, without the password.
// Errors: CodeForbidden but for administrators.
func (n *Network) MailSetUp(ctx context.Context, who kpi.Who) (MailSetUp, error) {
	if err := mayManagePeople(who); err != nil {
		return MailSetUp{}, err
	}
	m, err := n.mailSetUp(ctx, n.db.Conn)
	m.Password = ""
	return m, err
}

// mailSetUp reads how mail is sent, the password too.
func (n *Network) mailSetUp(ctx context.Context, c store.Conn) (MailSetUp, error) {
	set, err := c.Settings(ctx)
	if err != nil {
		return MailSetUp{}, err
	}
	m := MailSetUp{
		On: set[settingMailOn] == "true", Host: set[settingMailHost], Port: defaultMailPort, Security: kpi.MailStartTLS,
		User: set[settingMailUser], Password: set[settingMailPassword], From: set[settingMailFrom], FromName: set[settingMailFromName],
		ReplyTo: set[settingMailReplyTo], Approved: set[settingMailApproved] == "true",
	}
	if port, err := strconv.Atoi(set[settingMailPort]); err == nil {
		m.Port = port
	}
	if security := kpi.MailSecurity(set[settingMailSecurity]); security != "" {
		m.Security = security
	}
	if n.mailPassword != "" {
		m.Password, m.PasswordOutside = n.mailPassword, true
	}
	m.PasswordSet = m.Password != ""
	return m, nil
}

// texts is how the settings are stored, but for the password.
func (m MailSetUp) texts() []settingText {
	return []settingText{
		{settingMailOn, strconv.FormatBool(m.On)},
		{settingMailHost, m.Host},
		{settingMailPort, strconv.Itoa(m.Port)},
		{settingMailSecurity, string(m.Security)},
		{settingMailUser, m.User},
		{settingMailFrom, m.From},
		{settingMailFromName, m.FromName},
		{settingMailReplyTo, m.ReplyTo},
	}
}

// check tidies the settings and says what is wrong with them.
func (m *MailSetUp) check(demo bool) []kpi.FieldError {
	m.Host, m.User, m.From, m.ReplyTo = strings.TrimSpace(m.Host), strings.TrimSpace(m.User), strings.TrimSpace(m.From), strings.TrimSpace(m.ReplyTo)
	m.FromName = strings.Join(strings.Fields(m.FromName), " ")
	var fields []kpi.FieldError
	wrong := func(is bool, field, key string, args ...any) {
		if is {
			fields = append(fields, kpi.Field(field, key, args...))
		}
	}
	local := isLoopbackHost(m.Host)
	wrong(m.On && m.Host == "", "host", "mail.host_missing")
	wrong(len(m.Host) > longestHost || strings.ContainsAny(m.Host, " /@:\t"), "host", "mail.host_wrong", "value", cutText(m.Host))
	wrong(m.On && demo && m.Host != "" && !local, "host", "mail.host_demo")
	wrong(m.Port < 1 || m.Port > lastPort, "port", "mail.port_wrong", "most", lastPort)
	wrong(!slices.Contains(kpi.MailSecurities, m.Security), "security", "mail.security_wrong")
	wrong(m.Security == kpi.MailPlain && m.User != "" && !local, "security", "mail.security_clear")
	wrong(!printable(m.User, longestMailUser), "user", "mail.too_long", "most", longestMailUser)
	wrong(m.On && m.User != "" && !m.PasswordSet && m.Password == "", "password", "mail.password_missing")
	wrong(!printable(m.Password, longestMailSecret), "password", "mail.too_long", "most", longestMailSecret)
	wrong(m.On && m.From == "", "from", "mail.from_missing")
	wrong(m.From != "" && !isAddress(m.From), "from", "people.email", "value", cutText(m.From))
	wrong(!printable(m.FromName, longestMailSender), "from_name", "mail.too_long", "most", longestMailSender)
	wrong(m.ReplyTo != "" && !isAddress(m.ReplyTo), "reply_to", "people.email", "value", cutText(m.ReplyTo))
	return fields
}

// isAddress reports whether a text is one plain e-mail address.
func isAddress(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text && len(text) <= longestEmail
}

// isLoopbackHost reports whether a host is this machine itself.
func isLoopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

// SaveMailSetUp keeps how mail is sent; messages that wait are tried at once.
// Whether the wordings are approved, ApproveMail says.
// Errors: CodeForbidden but for administrators; CodeInvalid with fields.
func (n *Network) SaveMailSetUp(ctx context.Context, who kpi.Who, m MailSetUp) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	settings, err := n.Settings(ctx)
	if err != nil {
		return err
	}
	now, err := n.mailSetUp(ctx, n.db.Conn)
	if err != nil {
		return err
	}
	m.PasswordSet = now.PasswordSet
	if fields := m.check(settings.Demo); len(fields) > 0 {
		return &kpi.Error{Code: kpi.CodeInvalid, Key: "people.check_form", Fields: fields}
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		now, err := n.mailSetUp(ctx, tx.Conn)
		if err != nil {
			return err
		}
		before, after := now.texts(), m.texts()
		for i := range after {
			if before[i].value == after[i].value {
				continue
			}
			if err := tx.SetSetting(ctx, after[i].name, before[i].value, after[i].value); err != nil {
				return err
			}
		}
		if m.Password != "" {
			if err := tx.SetSecret(ctx, settingMailPassword, m.Password, mailPasswordHidden); err != nil {
				return err
			}
		}
		tx.AfterCommit(n.wakeMail)
		return tx.HurryMails(ctx)
	})
}

// ForgetMailPassword takes the password out of the database.
// Errors: CodeForbidden but for administrators.
func (n *Network) ForgetMailPassword(ctx context.Context, who kpi.Who) error {
	if err := mayManagePeople(who); err != nil {
		return err
	}
	return n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) error {
		return tx.SetSecret(ctx, settingMailPassword, "", mailPasswordHidden)
	})
}
