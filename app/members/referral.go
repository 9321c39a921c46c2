package members

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// Referral is who brought a member, as somebody corrects it; BroughtBy is a
// number, "" for nobody. Version is that of the member's row as it was read.
type Referral struct {
	ID        int64
	Version   int64
	BroughtBy string
	Relation  models.ReferralRelation
	Reason    string
}

// Refer corrects who brought a member of the scope. It refuses the member and
// whoever the member brought, however many lie between: nobody comes to stand
// above themselves.
func (s *Service) Refer(ctx context.Context, who models.Who, scope models.Scope, in Referral) error {
	if err := models.CheckReason(in.Reason); err != nil {
		return err
	}
	if err := models.CheckRelation(in.Relation, in.BroughtBy != ""); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := lockInScope(tx, scope, in.ID)
		if err != nil {
			return err
		}
		if m.Version != in.Version {
			return models.Conflict("error.changed_meanwhile")
		}
		return refer(tx, at, who, m, in)
	})
}

func refer(tx *db.Tx, at models.Moment, who models.Who, m models.Member, in Referral) error {
	var by *int64
	if in.BroughtBy != "" {
		id, err := ReferrerOf(tx.DB, in.BroughtBy)
		if err != nil {
			return err
		}
		if err := checkReferrer(tx, m.ID, id); err != nil {
			return err
		}
		by = &id
	}
	if _, err := tx.Change("UPDATE members SET brought_by_id = ?, version = version + 1 WHERE id = ?", by, m.ID); err != nil {
		return err
	}
	touched := []int64{m.ID}
	for _, id := range []*int64{m.BroughtByID, by} {
		if id != nil {
			touched = append(touched, *id)
		}
	}
	if err := relate(tx, m.ID, in.Relation, touched...); err != nil {
		return err
	}
	return write(tx, at, who, "member.referral", m, in.Reason, map[string]any{"brought_by": in.BroughtBy, "relation": in.Relation})
}

// relate keeps what a member is to who brought it; the figures of all whom it
// concerns are counted again.
func relate(tx *db.Tx, memberID int64, r models.ReferralRelation, touched ...int64) error {
	if _, err := tx.Change("DELETE FROM member_relations WHERE member_id = ?", memberID); err != nil {
		return err
	}
	if r != "" {
		if _, err := tx.Change("INSERT INTO member_relations (member_id, relation) VALUES (?, ?)", memberID, r); err != nil {
			return err
		}
	}
	return insight.Touch(tx, touched...)
}

// ReferrerOf is the id of the living member with a number.
func ReferrerOf(q *gorm.DB, number string) (id int64, err error) {
	err = q.Raw("SELECT id FROM members WHERE number = ? AND erased_at IS NULL AND merged_into_id IS NULL", number).Scan(&id).Error
	if err == nil && id == 0 {
		err = models.Invalid("brought_by", "error.member_unknown")
	}
	return id, err
}

// checkReferrer goes up from who is to have brought a member. Each row of the way
// is held until the end, so that two who would close a circle together wait for
// each other.
func checkReferrer(tx *db.Tx, memberID, by int64) error {
	own, err := Family(tx.DB, memberID)
	if err != nil {
		return err
	}
	var line []int64
	for seen := map[int64]bool{}; by != 0 && !seen[by]; {
		seen[by] = true
		line = append(line, by)
		if by, err = above(tx.DB, by, tx.Latest()); err != nil {
			return err
		}
	}
	return models.CheckReferrer(own, line)
}

// above is who brought a member, or who took that one over; 0 for nobody.
func above(q *gorm.DB, id int64, latest string) (by int64, err error) {
	err = q.Raw("SELECT COALESCE(b.merged_into_id, b.id) FROM members m JOIN members b ON b.id = m.brought_by_id WHERE m.id = ?"+latest, id).Scan(&by).Error
	return by, err
}
