package models

import "time"

// Merging is that one member was found to be another. Record is what the
// merge changed beside the ledgers, as JSON of a MergeRecord, so that it can be
// undone.
type Merging struct {
	ID         int64
	MemberID   int64
	IntoID     int64
	Record     string
	MergedBy   string
	MergedByID int64
	MergedAt   time.Time
	UndoneAt   *time.Time
}

// MergeRecord is what undoing a merge puts back: the tier that the kept member
// had, the stores that came to it, and who had been merged into the other before.
type MergeRecord struct {
	Tier   string  `json:"tier"`
	Stores []int64 `json:"stores"`
	Heirs  []int64 `json:"heirs"`
}

// TableName is member_merges.
func (Merging) TableName() string { return "member_merges" }
