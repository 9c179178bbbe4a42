package kpi

// This file holds what is computed from the figures of one account.

// InteractionsOf is the sum of the given figures, which are the parts
// (InteractionParts) that are asked of an account. It is unknown where any of
// them is, and where none is asked (DOMAIN §5, interactions).
func InteractionsOf(parts ...Number) Number {
	sum := 0.0
	for _, p := range parts {
		if !p.Known {
			return Number{}
		}
		sum += p.V
	}
	if len(parts) == 0 {
		return Number{}
	}
	return Num(sum)
}

// MeanAudience is the mean of the followers at the beginning and at the end of
// a month; where the beginning is unknown it is the end alone, and closingOnly
// says so (DOMAIN §5, engagement rate).
func MeanAudience(opening, closing Number) (mean Number, closingOnly bool) {
	if !closing.Known {
		return Number{}, false
	}
	if !opening.Known {
		return closing, true
	}
	return Num((opening.V + closing.V) / 2), false
}
