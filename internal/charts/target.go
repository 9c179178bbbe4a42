package charts

// This file says the words of targets that pages and the workbook share.

import (
	"portevoix/internal/analytics"
	"portevoix/internal/i18n"
	"portevoix/internal/kpi"
)

// TargetScopes names a kind of scope, for several of them.
func TargetScopes(p *i18n.Printer, scope string) string {
	switch scope {
	case kpi.ScopeNetwork:
		return p.T("target.networks")
	case kpi.ScopeSphere:
		return p.T("target.spheres")
	case kpi.ScopeRange:
		return p.T("target.ranges")
	case kpi.ScopeEntity:
		return p.T("target.entities")
	}
	return p.T("target.accounts")
}

// TargetStanding says where a target stands.
func TargetStanding(p *i18n.Printer, s analytics.TargetStanding) string {
	switch s {
	case analytics.TargetReached:
		return p.T("target.reached")
	case analytics.TargetOnTrack:
		return p.T("target.on_track")
	case analytics.TargetBehind:
		return p.T("target.behind")
	case analytics.TargetMissed:
		return p.T("target.missed")
	}
	return p.T("target.unknown")
}
