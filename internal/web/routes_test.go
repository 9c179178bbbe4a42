package web

import (
	"net/http/httptest"
	"strings"
	"testing"

	"portevoix/internal/kpi"
)

// TestEveryRouteNamesItsRoles fails on a route that leaves out who may call
// it, or leaves it unclear.
func TestEveryRouteNamesItsRoles(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range routes {
		name := r.method + " " + r.path
		if seen[name] {
			t.Errorf("%s is there twice", name)
		}
		seen[name] = true
		if r.access.public == (len(r.access.roles) > 0) {
			t.Errorf("%s must name its roles or be public, not both, not neither", name)
		}
		for _, role := range r.access.roles {
			if !role.Valid() {
				t.Errorf("%s names the role %q, which is none", name, role)
			}
		}
		if strings.HasPrefix(r.path, "/api/v1/") != r.access.api {
			t.Errorf("%s: what is under /api/v1 goes by token, and nothing else", name)
		}
		if r.handle == nil {
			t.Errorf("%s leads nowhere", name)
		}
	}
}

// TestDefaultIsDeny opens no door to anybody by an empty access.
func TestDefaultIsDeny(t *testing.T) {
	h := newHouse(t)
	c := h.web.router().NewContext(httptest.NewRequest("GET", "/", nil), nil)
	for _, role := range append(kpi.Roles, "") {
		c.Set(keyWho, kpi.Who{User: kpi.User{ID: 1, Role: role}})
		if err := h.web.decide(c, access{}); err == nil {
			t.Errorf("an empty access lets %q in", role)
		}
	}
}
