// Package loyalty keeps what members earn: the account of each with its growth,
// points and tier, the ledgers behind it, and the sales slips that they come
// from.
package loyalty

import (
	"assay/app/db"
	"assay/models"
)

// Open begins a member's account, at nothing, in the lowest tier.
func Open(tx *db.Tx, memberID int64, policy models.TierPolicy, joined models.Date) error {
	s := policy.Join(joined)
	_, err := tx.Change(`INSERT INTO member_accounts (member_id, growth, points, debt, spent_fen, slips, last_bought_on, tier, tier_since_on, review_on, grace_on, manual_tier, manual_until_on, version)
		VALUES (?, 0, 0, 0, 0, 0, NULL, ?, ?, ?, NULL, '', NULL, 1)`, memberID, s.Tier, s.SinceOn, s.ReviewOn)
	return err
}
