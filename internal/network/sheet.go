package network

// This file makes prefilled sheets: what people fill in offline. How one that
// comes back is read stands in sheet_back.go and sheet_difference.go, how it is
// stored in sheet_apply.go.

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SheetQuery chooses the accounts of a prefilled sheet.
type SheetQuery struct {
	Month   kpi.Month
	Filter  kpi.Filter
	Own     bool // only accounts that the person files for
	Unfiled bool // only filings that are not submitted yet
}

// MostSheetAccounts is how many accounts a prefilled sheet holds at most: one
// of more is more than anybody fills in.
const MostSheetAccounts = 5000

// SheetOffer is what a person may have as a prefilled sheet.
type SheetOffer struct {
	Month     kpi.Month
	Due       kpi.Day
	Lock      *kpi.Lock
	Own       int  // accounts that the person files for in the month
	Direction bool // the person may have a sheet of any selection
	Selected  int  // accounts that the query chooses
	// Months before and after this one that can be opened; zero: none.
	PreviousMonth, NextMonth kpi.Month
}

// SheetOffer says what a person may have as a prefilled sheet.
// Errors: CodeForbidden for whoever files for no account and directs nothing;
// CodeInvalid for a month that has no figures.
func (n *Network) SheetOffer(ctx context.Context, who kpi.Who, q SheetQuery) (offer SheetOffer, err error) {
	offer = SheetOffer{Month: q.Month, Direction: who.Is(coordinators...), PreviousMonth: q.Month.Add(-1), NextMonth: q.Month.Add(1)}
	if err := n.mayHaveFigures(q.Month); err != nil {
		return offer, err
	}
	if offer.NextMonth > n.CurrentMonth() {
		offer.NextMonth = 0
	}
	if q.Month == kpi.EarliestFigures {
		offer.PreviousMonth = 0
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		if err := mayImport(ctx, c, who); err != nil {
			return err
		}
		row, err := c.Month(ctx, q.Month)
		if err != nil {
			return err
		}
		offer.Lock = n.lockOf(row)
		cal, err := n.calendarOf(ctx, c)
		if err != nil {
			return err
		}
		offer.Due = cal.DueDate(q.Month)
		desk, err := n.deskOf(ctx, c, who, q.Month)
		if err != nil {
			return err
		}
		offer.Own = len(desk)
		q.Own = q.Own || !offer.Direction
		ids, err := n.sheetAccounts(ctx, c, who, q)
		offer.Selected = len(ids)
		return err
	})
	return offer, err
}

// mayHaveFigures refuses a month that no figures can be of.
func (n *Network) mayHaveFigures(month kpi.Month) error {
	if month.IsZero() || month > n.CurrentMonth() {
		return invalidField("month", "filing.future", "month", month, "current", n.CurrentMonth())
	}
	if month < kpi.EarliestFigures {
		return invalidField("month", "filing.too_early", "month", month, "first", kpi.EarliestFigures)
	}
	return nil
}

// Sheet makes a prefilled sheet in a language: of the person's own accounts,
// or for direction of any selection. Accounts of which nothing is expected are
// left out, unless they were filed or the person files for them.
// Errors: as SheetOffer; CodeLocked; CodeInvalid where no account is chosen, or
// more than MostSheetAccounts.
func (n *Network) Sheet(ctx context.Context, who kpi.Who, q SheetQuery, locale string) (sheet kpi.Sheet, err error) {
	if err := n.mayHaveFigures(q.Month); err != nil {
		return sheet, err
	}
	if err := mayImport(ctx, n.db.Conn, who); err != nil {
		return sheet, err
	}
	secret, err := n.sheetSecret(ctx, who)
	if err != nil {
		return sheet, err
	}
	q.Own = q.Own || !who.Is(coordinators...)
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		ids, err := n.sheetAccounts(ctx, c, who, q)
		if err != nil {
			return err
		}
		switch {
		case len(ids) == 0:
			return kpi.Invalid("sheet.nobody", "month", q.Month)
		case len(ids) > MostSheetAccounts:
			return kpi.Invalid("sheet.too_many", "n", len(ids), "max", MostSheetAccounts)
		}
		sheet = kpi.Sheet{Template: kpi.SheetTemplate, Network: secret.network(), Month: q.Month, Locale: locale, At: n.Now(), Accounts: len(ids)}
		settings, err := settingsOf(ctx, c)
		if err != nil {
			return err
		}
		sheet.NetworkName = settings.NetworkName
		cal, err := n.calendarOf(ctx, c)
		if err != nil {
			return err
		}
		sheet.Due = cal.DueDate(q.Month)
		sheet.Lines, err = n.sheetLines(ctx, c, who, q, ids, locale)
		return err
	})
	if err != nil {
		return kpi.Sheet{}, err
	}
	manifest, err := sheet.Manifest()
	sheet.Signature = secret.sign(manifest)
	return sheet, err
}

// sheetAccounts lists the accounts of a sheet in its order: the person's own as
// on their home page, those of a selection by sphere and name.
func (n *Network) sheetAccounts(ctx context.Context, c store.Conn, who kpi.Who, q SheetQuery) ([]kpi.ID, error) {
	if q.Own {
		desk, err := n.deskOf(ctx, c, who, q.Month)
		var ids []kpi.ID
		for _, d := range desk {
			if !q.Unfiled || !d.State.Filed() {
				ids = append(ids, d.Account.ID)
			}
		}
		return ids, err
	}
	query := store.AccountQuery{Month: q.Month}
	if err := n.keepToSight(ctx, c, who, &query); err != nil {
		return nil, err
	}
	var err error
	if query.Filter, err = c.FilterIDs(ctx, q.Filter); err != nil {
		return nil, err
	}
	rows, err := c.ListedAccounts(ctx, query)
	if err != nil {
		return nil, err
	}
	accounts := make([]store.MonthAccount, len(rows))
	for i, r := range rows {
		accounts[i] = r.MonthAccount
	}
	sortAccounts(accounts, sortSphere, false, nil)
	ids := idsOf(accounts)
	crowd, err := c.Crowd(ctx, slices.Sorted(slices.Values(ids)))
	if err != nil {
		return nil, err
	}
	filings, err := c.FilingsOf(ctx, q.Month, ids)
	return slices.DeleteFunc(ids, func(id kpi.ID) bool {
		filing, filed := filings[id]
		return !filed && !crowd.Expected(id, q.Month) || q.Unfiled && filing.State.Filed()
	}), err
}

// sheetLines makes the lines of accounts: what is asked of each, then what is
// not asked any more but was given before, then the comment.
func (n *Network) sheetLines(ctx context.Context, c store.Conn, who kpi.Who, q SheetQuery, ids []kpi.ID, locale string) ([]kpi.SheetLine, error) {
	filings, err := n.openFilings(ctx, c, who, q.Month, ids)
	if err != nil {
		return nil, err
	}
	past := map[figureKey]kpi.Figure{}
	before, year := q.Month.Add(-1), q.Month.Add(-12)
	if err := c.EachFigureOf(ctx, []kpi.Month{before, year}, ids, func(r store.FigureRow) {
		past[figureKey{r.Month, r.Account, r.Indicator}] = r.Figure
	}); err != nil {
		return nil, err
	}
	kept, err := c.RememberedOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	places := map[kpi.ID]map[kpi.ID]kpi.Place{}
	var lines []kpi.SheetLine
	for _, id := range ids {
		f := filings[id]
		if f == nil || !f.right.edit {
			continue
		}
		if f.lock != nil {
			return nil, f.mayChange(kpi.FilingChange{OnBehalfReason: "-"})
		}
		platform := f.account.PlatformID
		if _, known := places[platform]; !known {
			if places[platform], err = c.IndicatorPlaces(ctx, platform, locale); err != nil {
				return nil, err
			}
		}
		about := kpi.SheetLine{Account: id, Name: f.account.Name(), Identity: accountIdentity(f.account), Version: f.row.Version}
		var shut []kpi.SheetLine
		for _, i := range f.indicators {
			if i.Derived {
				continue
			}
			l := sheetLine(about, i, f)
			l.Label, l.Place = i.Label(locale, platform), places[platform][i.ID]
			l.Before, l.YearBefore = past[figureKey{before, id, i.ID}], past[figureKey{year, id, i.ID}]
			l.Before.Note, l.YearBefore.Note = "", ""
			if r, there := kept[id][i.ID]; there && r.From <= q.Month && !f.row.State.Filed() {
				l.Proposed = r.Figure
			}
			switch {
			case l.Asked:
				lines = append(lines, l)
			case l.Stood.Answered() || l.Before.Answered() || l.YearBefore.Answered():
				l.Place = kpi.Place{}
				shut = append(shut, l)
			}
		}
		lines = append(lines, shut...)
		about.Comment, about.Asked = f.row.Comment, true
		lines = append(lines, about)
	}
	return lines, nil
}

type figureKey struct {
	month              kpi.Month
	account, indicator kpi.ID
}

// accountIdentity tells accounts of the same name apart.
func accountIdentity(a kpi.Account) string {
	if a.Persona == "" {
		return a.Platform
	}
	return a.Platform + " · " + a.Handle
}

// sheetLine is the line of an indicator of an account, as the filing stands.
func sheetLine(l kpi.SheetLine, i kpi.Indicator, f *openFiling) kpi.SheetLine {
	l.Code, l.Decimals, l.Whole, l.Falling = i.Code, i.Decimals, i.Whole(), i.Direction == kpi.DirectionDown
	l.Stood, l.Asked = f.figures[i.Code], i.AskedOf(f.account, f.month)
	switch i.Kind {
	case kpi.KindStock, kpi.KindFlow:
		l.Min = kpi.Num(0)
	case kpi.KindPosition:
		l.Min = kpi.Num(1)
	case kpi.KindPercentage:
		l.Min, l.Max, l.Percent = kpi.Num(0), kpi.Num(100), true
	case kpi.KindScore, kpi.KindRatio:
		l.Min, l.Max = i.Min, i.Max
	}
	return l
}

// settingSheetSecret is the name under which the secret of sheets is kept.
const settingSheetSecret = "sheet_secret"

// sheetSecret is what an installation knows its own sheets by.
type sheetSecret string

// sheetSecret reads the secret, and makes it the first time.
func (n *Network) sheetSecret(ctx context.Context, who kpi.Who) (sheetSecret, error) {
	set, err := n.db.Settings(ctx)
	if err != nil || set[settingSheetSecret] != "" {
		return sheetSecret(set[settingSheetSecret]), err
	}
	secret := rand.Text()
	err = n.db.Write(ctx, n.batch(who, ""), func(tx *store.Tx) (err error) {
		secret, err = tx.KeepSecret(ctx, settingSheetSecret, secret)
		return err
	})
	return sheetSecret(secret), err
}

// network is the installation's id, which says nothing of the secret.
func (s sheetSecret) network() string {
	sum := sha256.Sum256([]byte("portevoix network " + string(s)))
	return hex.EncodeToString(sum[:8])
}

// sign is the signature of a manifest.
func (s sheetSecret) sign(manifest []string) string {
	mac := hmac.New(sha256.New, []byte(s))
	_, _ = mac.Write([]byte(strings.Join(manifest, "\n")))
	return hex.EncodeToString(mac.Sum(nil))
}

// signed reports whether a signature is the installation's own of a manifest.
func (s sheetSecret) signed(manifest []string, signature string) bool {
	return s != "" && hmac.Equal([]byte(s.sign(manifest)), []byte(signature))
}
