package network

// This file is what the set-up pages of indicators show and do: what is
// counted, how it is called, where it is found, where a score comes from.

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// SetUpIndicator is an indicator as its set-up page shows it.
type SetUpIndicator struct {
	kpi.Indicator
	BuiltIn bool // the program itself knows its code
	Used    bool // a figure of it is known: code and kind are fixed
	Asked   int  // accounts that are asked it this month
	Places  []IndicatorPlace
}

// IndicatorPlace says where to find an indicator on a platform, in a language.
type IndicatorPlace = store.IndicatorPlace

// IndicatorForm is what an indicator is to be.
type IndicatorForm struct {
	Code      string
	Kind      kpi.Kind
	Unit      string
	Direction kpi.Direction
	Decimals  int
	Min, Max  kpi.Number // bounds of a score
	Labels    map[string]string
}

// PlatformTexts are what an indicator is called on a platform, and where it is
// found there; what is empty is taken away.
type PlatformTexts struct {
	Platform  kpi.ID
	Labels    map[string]string // by language
	Sentences map[string]string // by language
	Link      string            // https address
}

// FiledKinds are the kinds of what people file.
var FiledKinds = []kpi.Kind{kpi.KindFlow, kpi.KindStock, kpi.KindScore, kpi.KindPosition, kpi.KindPercentage}

// Bounds of what is typed about an indicator.
const (
	longestCode     = 40
	longestUnit     = 12
	longestLabel    = 60
	longestSentence = 300
	longestLink     = 500
	mostDecimals    = 3
)

var indicatorCode = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// builtIn are the codes that the program itself knows.
var builtIn = []string{kpi.Followers, kpi.Posts, kpi.Likes, kpi.Shares, kpi.Comments, kpi.Mentions, kpi.Impressions, kpi.Clicks,
	kpi.Influence, kpi.SearchRank, kpi.Interactions, kpi.EngagementRate}

// reservedCodes are names of columns that files have already.
var reservedCodes = []string{"platform", "handle", "external_id", "month", "persona", "sphere", "range", "entity", "indicator", "value", "comment", "state", "account"}

// SetUpIndicators lists all indicators for whoever sets them up, without
// places. Errors: CodeForbidden but for admins.
func (n *Network) SetUpIndicators(ctx context.Context, who kpi.Who) (list []SetUpIndicator, err error) {
	if !who.Is(admins...) {
		return nil, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		indicators, err := c.Indicators(ctx)
		if err != nil {
			return err
		}
		for _, i := range indicators {
			one := SetUpIndicator{Indicator: i, BuiltIn: slices.Contains(builtIn, i.Code)}
			if one.Asked, err = c.CountAsked(ctx, i.ID, n.CurrentMonth()); err != nil {
				return err
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

// SetUpIndicator is one indicator, with its places.
// Errors: CodeForbidden, CodeNotFound.
func (n *Network) SetUpIndicator(ctx context.Context, who kpi.Who, id kpi.ID) (one SetUpIndicator, err error) {
	if !who.Is(admins...) {
		return one, kpi.Forbidden("error.forbidden")
	}
	err = n.db.Snapshot(ctx, func(c store.Conn) error {
		one.Indicator, err = indicatorOf(ctx, c, id)
		if err != nil {
			return err
		}
		one.BuiltIn = slices.Contains(builtIn, one.Code)
		if one.Used, err = c.IndicatorUsed(ctx, id); err != nil {
			return err
		}
		if one.Asked, err = c.CountAsked(ctx, id, n.CurrentMonth()); err != nil {
			return err
		}
		one.Places, err = c.PlacesOf(ctx, id)
		return err
	})
	return one, err
}

// indicatorOf finds an indicator. Errors: CodeNotFound.
func indicatorOf(ctx context.Context, c store.Conn, id kpi.ID) (kpi.Indicator, error) {
	list, err := c.Indicators(ctx)
	if err != nil {
		return kpi.Indicator{}, err
	}
	if i := slices.IndexFunc(list, func(i kpi.Indicator) bool { return i.ID == id }); i >= 0 {
		return list[i], nil
	}
	return kpi.Indicator{}, kpi.NotFound("error.not_found")
}

// AddIndicator makes an indicator of one's own, asked of nobody yet.
// Errors: CodeForbidden but for admins; CodeInvalid with the fields code, kind,
// unit, direction, decimals, min, max, label_fr and label_en.
func (n *Network) AddIndicator(ctx context.Context, who kpi.Who, form IndicatorForm) (id kpi.ID, err error) {
	err = n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		indicator := form.indicator()
		fields, err := form.check(ctx, tx.Conn, indicator)
		if err != nil || len(fields) > 0 {
			return orInvalid(err, fields)
		}
		if id, err = tx.AddIndicator(ctx, indicator); err != nil {
			return err
		}
		return form.setLabels(ctx, tx, id)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// ChangeIndicator changes what an indicator is and what it is called. The code
// and the kind of one that the program knows, or that has figures, stay.
// Errors: as AddIndicator, and CodeNotFound.
func (n *Network) ChangeIndicator(ctx context.Context, who kpi.Who, id kpi.ID, form IndicatorForm) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		before, err := indicatorOf(ctx, tx.Conn, id)
		if err != nil {
			return err
		}
		used, err := tx.IndicatorUsed(ctx, id)
		if err != nil {
			return err
		}
		if used || before.Derived || slices.Contains(builtIn, before.Code) {
			form.Code, form.Kind = before.Code, before.Kind
		}
		after := form.indicator()
		after.ID, after.Derived = id, before.Derived
		fields, err := form.check(ctx, tx.Conn, after)
		if err != nil || len(fields) > 0 {
			return orInvalid(err, fields)
		}
		if err := tx.UpdateIndicator(ctx, before, after); err != nil {
			return err
		}
		return form.setLabels(ctx, tx, id)
	})
}

// indicator is what the form says, tidied.
func (f *IndicatorForm) indicator() kpi.Indicator {
	f.Code = strings.TrimSpace(f.Code)
	f.Unit = strings.Join(strings.Fields(f.Unit), " ")
	labels := make(map[string]string, len(f.Labels))
	for locale, label := range f.Labels {
		labels[locale] = strings.Join(strings.Fields(label), " ")
	}
	f.Labels = labels
	i := kpi.Indicator{Code: f.Code, Kind: f.Kind, Unit: f.Unit, Direction: f.Direction, Decimals: f.Decimals}
	if f.Kind == kpi.KindScore {
		i.Min, i.Max = f.Min, f.Max
	}
	if i.Whole() {
		i.Decimals = 0
	}
	return i
}

// check says what is wrong with an indicator as it is to be.
func (f *IndicatorForm) check(ctx context.Context, c store.Conn, i kpi.Indicator) ([]kpi.FieldError, error) {
	var fields []kpi.FieldError
	fault := func(field, key string, args ...any) { fields = append(fields, kpi.Field(field, key, args...)) }
	if len(i.Code) > longestCode || !indicatorCode.MatchString(i.Code) || slices.Contains(reservedCodes, i.Code) {
		fault("code", "indicators.code_form", "value", cutText(i.Code), "max", longestCode)
	}
	if !i.Derived && !slices.Contains(FiledKinds, i.Kind) {
		fault("kind", "indicators.kind_unknown", "value", cutText(string(i.Kind)))
	}
	if !printable(i.Unit, longestUnit) {
		fault("unit", "indicators.unit_long", "max", longestUnit)
	}
	if !slices.Contains([]kpi.Direction{kpi.DirectionUp, kpi.DirectionDown, kpi.DirectionNeutral}, i.Direction) {
		fault("direction", "indicators.direction_unknown", "value", cutText(string(i.Direction)))
	}
	if i.Decimals < 0 || i.Decimals > mostDecimals {
		fault("decimals", "indicators.decimals", "max", mostDecimals)
	}
	if i.Min.Known && i.Max.Known && i.Min.V >= i.Max.V {
		fault("max", "indicators.bounds_order")
	}
	for _, locale := range []string{"fr", "en"} {
		if label := f.Labels[locale]; label == "" || !printable(label, longestLabel) {
			fault("label_"+locale, "indicators.label_form", "max", longestLabel)
		}
	}
	others, err := c.Indicators(ctx)
	for _, o := range others {
		if o.ID == i.ID {
			continue
		}
		if o.Code == i.Code {
			fault("code", "indicators.code_taken", "code", i.Code)
		}
		for _, l := range o.Labels {
			if l.Platform == 0 && f.Labels[l.Locale] != "" && store.SearchKey(l.Label) == store.SearchKey(f.Labels[l.Locale]) {
				fault("label_"+l.Locale, "indicators.label_taken", "label", l.Label, "code", o.Code)
			}
		}
	}
	return fields, err
}

func (f *IndicatorForm) setLabels(ctx context.Context, tx *store.Tx, id kpi.ID) error {
	for _, locale := range []string{"fr", "en"} {
		if err := tx.SetLabel(ctx, kpi.IndicatorLabel{Indicator: id, Locale: locale, Label: f.Labels[locale]}); err != nil {
			return err
		}
	}
	return nil
}

// SetPlatformTexts writes what an indicator is called on platforms and where
// it is found there; platforms left out stay as they are.
// Errors: CodeForbidden but for admins; CodeNotFound; CodeInvalid with fields
// such as label_fr_2, sentence_en_2 and link_2, 2 being the platform's id.
func (n *Network) SetPlatformTexts(ctx context.Context, who kpi.Who, id kpi.ID, list []PlatformTexts) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		if _, err := indicatorOf(ctx, tx.Conn, id); err != nil {
			return err
		}
		groups, err := tx.Groups(ctx)
		if err != nil {
			return err
		}
		var fields []kpi.FieldError
		for _, t := range list {
			if _, ok := groupOf(groups.Platforms, t.Platform); !ok {
				return kpi.NotFound("error.not_found")
			}
			fields = append(fields, t.check()...)
		}
		if len(fields) > 0 {
			return orInvalid(nil, fields)
		}
		for _, t := range list {
			if err := t.set(ctx, tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// check says what is wrong with the texts of a platform.
func (t PlatformTexts) check() []kpi.FieldError {
	var fields []kpi.FieldError
	suffix := "_" + t.Platform.String()
	for _, locale := range []string{"fr", "en"} {
		if !printable(t.Labels[locale], longestLabel) {
			fields = append(fields, kpi.Field("label_"+locale+suffix, "indicators.label_form", "max", longestLabel))
		}
		if !printable(t.Sentences[locale], longestSentence) {
			fields = append(fields, kpi.Field("sentence_"+locale+suffix, "indicators.sentence_long", "max", longestSentence))
		}
	}
	if t.Link != "" && !secureLink(t.Link) {
		fields = append(fields, kpi.Field("link"+suffix, "indicators.link_form", "value", cutText(t.Link)))
	}
	return fields
}

// secureLink reports whether a text is an https address.
func secureLink(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil && len(text) <= longestLink && !strings.ContainsAny(text, " \t\n\"<>")
}

func (t PlatformTexts) set(ctx context.Context, tx *store.Tx, id kpi.ID) error {
	for _, locale := range []string{"fr", "en"} {
		if err := tx.SetLabel(ctx, kpi.IndicatorLabel{Indicator: id, Locale: locale, Platform: t.Platform, Label: t.Labels[locale]}); err != nil {
			return err
		}
		place := IndicatorPlace{Platform: t.Platform, Locale: locale, Sentence: t.Sentences[locale]}
		if place.Sentence != "" || locale == "fr" { // a link alone is kept once
			place.Link = t.Link
		}
		if err := tx.SetPlace(ctx, id, place); err != nil {
			return err
		}
	}
	return nil
}

// MoveIndicator moves an indicator up (-1) or down (1) by one place on screen.
// Errors: CodeForbidden but for admins; CodeNotFound.
func (n *Network) MoveIndicator(ctx context.Context, who kpi.Who, id kpi.ID, step int) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		list, err := tx.Indicators(ctx)
		if err != nil {
			return err
		}
		ids := make([]kpi.ID, len(list))
		for i, one := range list {
			ids[i] = one.ID
		}
		if ids, err = moved(ids, id, step); err != nil {
			return err
		}
		return tx.OrderIndicators(ctx, ids)
	})
}

// SetSource says where a score comes from, from a month on.
// Errors: CodeForbidden but for admins; CodeNotFound; CodeInvalid for what is
// no score, and with the fields from, name and version.
func (n *Network) SetSource(ctx context.Context, who kpi.Who, s kpi.IndicatorSource) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error {
		i, err := indicatorOf(ctx, tx.Conn, s.Indicator)
		if err != nil {
			return err
		}
		s.Name, s.Version = strings.Join(strings.Fields(s.Name), " "), strings.Join(strings.Fields(s.Version), " ")
		switch {
		case i.Kind != kpi.KindScore:
			return invalidField("name", "indicators.source_score")
		case s.Name == "" || !printable(s.Name, longestLabel):
			return invalidField("name", "indicators.source_name", "max", longestLabel)
		case !printable(s.Version, longestLabel):
			return invalidField("version", "indicators.source_name", "max", longestLabel)
		case s.From.IsZero() || s.From > n.CurrentMonth().Add(farthestMonths):
			return invalidField("from", "settings.month_far", "month", n.CurrentMonth().Add(farthestMonths))
		}
		return tx.AddSource(ctx, s)
	})
}

// DropSource deletes the source that a score has from a month on.
// Errors: CodeForbidden but for admins; CodeNotFound.
func (n *Network) DropSource(ctx context.Context, who kpi.Who, indicator kpi.ID, from kpi.Month) error {
	return n.setUp(ctx, who, admins, func(tx *store.Tx) error { return tx.DropSource(ctx, indicator, from) })
}
