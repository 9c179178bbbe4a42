package kpi

// AskedOf reports whether the indicator is asked in a month of an account as
// it stands in that month. A derived indicator is asked of nobody.
func (i Indicator) AskedOf(a Account, m Month) bool {
	if i.Derived {
		return false
	}
	for _, ask := range i.Asks {
		if ask.In(m) && ask.Of(a) {
			return true
		}
	}
	return false
}

// In reports whether the indicator is asked in a month.
func (k IndicatorAsk) In(m Month) bool {
	return k.From <= m && (k.Until == 0 || m <= k.Until)
}

// Of reports whether the account has every scope that the ask names.
func (k IndicatorAsk) Of(a Account) bool {
	return (k.Platform == 0 || k.Platform == a.PlatformID) &&
		(k.Sphere == 0 || k.Sphere == a.SphereID) &&
		(k.Account == 0 || k.Account == a.ID)
}
