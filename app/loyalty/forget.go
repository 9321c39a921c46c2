package loyalty

import "assay/app/db"

// Forget is the step that takes what people wrote beside a member's documents
// out of them; the documents and their figures stay as they are.
func Forget(tx *db.Tx, memberID int64) error {
	for _, statement := range []string{
		"UPDATE sales_slips SET note = '' WHERE member_id = ?",
		"UPDATE slip_refunds SET reason = '' WHERE slip_id IN (SELECT s.id FROM sales_slips s WHERE s.member_id = ?)",
		"UPDATE member_grants SET reason = '' WHERE member_id = ?",
		"UPDATE growth_entries SET note = '' WHERE member_id = ?",
		"UPDATE point_entries SET note = '' WHERE member_id = ?",
		"UPDATE tier_moves SET reason = '' WHERE member_id = ?",
	} {
		if _, err := tx.Change(statement, memberID); err != nil {
			return err
		}
	}
	return nil
}
