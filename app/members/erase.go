package members

import (
	"context"

	"assay/app/db"
	"assay/app/insight"
	"assay/app/loyalty"
	"assay/models"
)

// Erase forgets the person behind a member inside the scope: profile, phone,
// notes and who entered them go, in every row. What is left is a number without
// a person, under which the sums of the ledgers stay what they were; its
// consents end, and so it is with who was merged into it. It cannot be undone.
func (s *Service) Erase(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := lockInScope(tx, scope, id)
		if err != nil {
			return err
		}
		ids, err := Family(tx.DB, m.ID)
		if err != nil {
			return err
		}
		for _, one := range ids {
			if err := s.forget(tx, at, who, one); err != nil {
				return err
			}
		}
		if err := forgetFacts(tx, m); err != nil {
			return err
		}
		return write(tx, at, who, "member.erase", m, reason, nil)
	})
}

// forget empties what tells of a person in the rows of one member.
func (s *Service) forget(tx *db.Tx, at models.Moment, who models.Who, id int64) error {
	for _, change := range []struct {
		sql  string
		args []any
	}{
		{`UPDATE members SET name = number, sex = '', phone_sealed = NULL, phone_hash = NULL, phone_tail = '', birth_month = 0, birth_day = 0, birth_lunar = 0, birth_leap = 0, birth_year = 0,
			adviser_id = NULL, brought_by_id = NULL, occupation = '', industry = '', education = '', income_band = '', address = '', sizes = '', likes = '', note = '',
			confirmed_on = NULL, erased_at = ?, version = version + 1 WHERE id = ?`, []any{at.At, id}},
		{"DELETE FROM member_relations WHERE member_id = ?", []any{id}},
		{"UPDATE member_events SET note = '' WHERE member_id = ?", []any{id}},
		{"UPDATE member_events SET done_at = ? WHERE member_id = ? AND kind = 'reminder' AND done_at IS NULL", []any{at.At, id}},
		{"UPDATE member_consents SET withdrawn_at = ?, withdrawn_by = ? WHERE member_id = ? AND withdrawn_at IS NULL", []any{at.At, who.Name, id}},
	} {
		if _, err := tx.Change(change.sql, change.args...); err != nil {
			return err
		}
	}
	for _, forget := range append([]func(*db.Tx, int64) error{loyalty.Forget}, s.Forget...) {
		if err := forget(tx, id); err != nil {
			return err
		}
	}
	return nil
}

// forgetFacts takes the member's row of facts away; whoever recommended the
// member has brought one less.
func forgetFacts(tx *db.Tx, m models.Member) error {
	if err := insight.Forget(tx, m.ID); err != nil || m.BroughtByID == nil {
		return err
	}
	return insight.Touch(tx, *m.BroughtByID)
}
