package store

// The diary of what was written lately: whose figures and filings each act
// changed, so that what is held in memory need not be made anew.

import (
	"context"
	"slices"

	"portevoix/internal/kpi"
)

// written is an act that changed figures or filings of a few accounts in a
// month.
type written struct {
	before, act kpi.ID // the act before on that month, and this one
	accounts    []kpi.ID
}

// What is remembered of acts: at most as many accounts of one, and as many acts
// on a month.
const (
	mostWritten     = 200
	mostWrittenActs = 100
)

// note remembers an act on a month by whoever shares this memory.
func (y *memory) note(m kpi.Month, w written) {
	y.mu.Lock()
	defer y.mu.Unlock()
	list := append(y.diary[m], w)
	y.diary[m] = list[max(0, len(list)-mostWrittenActs):]
}

// writtenSince lists the accounts that acts changed in a month after one act
// until another, the last one on it; nil where not all of these are remembered.
// The first of the two may be on another month.
func (y *memory) writtenSince(m kpi.Month, since, until kpi.ID) []kpi.ID {
	set := map[kpi.ID]bool{}
	for _, w := range y.diary[m] { // in order
		if w.before <= since && since < w.act && w.act <= until {
			since = w.act
			for _, id := range w.accounts {
				set[id] = true
			}
		}
	}
	if since != until || len(set) > maxParameters {
		return nil
	}
	return sortedIDs(set)
}

// WrittenSince lists the accounts whose figures or filings in some months acts
// after one changed; known is false where that is not remembered, or something
// else was changed that figures hang on.
func (c Conn) WrittenSince(ctx context.Context, months []kpi.Month, since kpi.ID) (accounts []kpi.ID, known bool, err error) {
	r, err := c.recall(ctx)
	if err != nil || r.acts[crowdStamp] > since {
		return nil, false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, m := range months {
		last := r.acts[m.String()]
		if last <= since {
			continue
		}
		written := r.writtenSince(m, since, last)
		if written == nil {
			return nil, false, nil
		}
		accounts = append(accounts, written...)
	}
	slices.Sort(accounts)
	return slices.Compact(accounts), true, nil
}
