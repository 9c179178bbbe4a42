package kpi

// SavedView is a page kept under a name: its address, and who may open it.
type SavedView struct {
	ID      ID
	Owner   ID `db:"user_id"`
	Name    string
	Address string // path and query
	Shared  bool   // offered to everybody who sees totals
}
