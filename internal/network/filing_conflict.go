package network

// This file tells two people, or two tabs, who changed the same filing what
// each of them did.

import (
	"context"
	"strings"

	"portevoix/internal/kpi"
	"portevoix/internal/store"
)

// holds reports whether all that a change asks for stands already: it was sent
// twice. One that asks for nothing is no such change.
func (f *openFiling) holds(change kpi.FilingChange) bool {
	if len(change.Figures) == 0 && len(change.Places) == 0 && change.Comment == nil || change.Submit && !f.row.State.Filed() {
		return false
	}
	for code, figure := range change.Figures {
		if f.figures[code] != cleanFigure(figure) {
			return false
		}
	}
	if f.search.moves(change) {
		return false
	}
	return change.Comment == nil || strings.TrimSpace(*change.Comment) == f.row.Comment
}

// conflict gives both sides of two changes to the same version, and what both
// began from. Who saved the other side is told to those who may know it.
func (n *Network) conflict(ctx context.Context, c store.Conn, who kpi.Who, f *openFiling, change kpi.FilingChange) error {
	theirs, err := f.read(ctx, c)
	if err != nil {
		return err
	}
	both := &kpi.FilingConflict{Mine: change, Theirs: theirs}
	if both.Base, err = f.figuresOf(ctx, c, change.Version); err != nil {
		return err
	}
	if both.BasePlaces, err = f.searchBase(ctx, c, change.Version); err != nil {
		return err
	}
	acts, err := c.Acts(ctx, []kpi.ID{f.row.Batch})
	if err != nil {
		return err
	}
	act := acts[f.row.Batch]
	both.At = act.At
	if f.right.own || who.Is(kpi.RoleAdmin, kpi.RoleCoordinator) {
		both.By = kpi.User{ID: act.User, Name: act.Name, Role: kpi.Role(act.Role)}
	}
	return &kpi.Error{Code: kpi.CodeConflict, Key: "filing.conflict", Args: kpi.Args{"month": f.month}, Err: both}
}

// figuresOf reads the answered figures as they stood in a version; none of a
// version that never was.
func (f *openFiling) figuresOf(ctx context.Context, c store.Conn, version int) (map[string]kpi.Figure, error) {
	stood := map[string]kpi.Figure{}
	versions, err := c.FilingVersions(ctx, f.account.ID, []kpi.Month{f.month})
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Version != version {
			continue
		}
		rows, err := c.FiguresAt(ctx, f.month, f.account.ID, v.Batch)
		if err != nil {
			return nil, err
		}
		codes := f.codes()
		for _, r := range rows {
			if r.Answered() {
				stood[codes[r.Indicator]] = r.Figure
			}
		}
	}
	return stood, nil
}
