package members

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/loyalty"
	"assay/models"
)

// Family is a member with all who were merged into it, however often: whose rows
// are its own. They are found along the merges, which have an index for it; among
// a million members the column that names the heir has none.
func Family(q *gorm.DB, id int64) (ids []int64, err error) {
	err = q.Raw(`WITH RECURSIVE family (id) AS (SELECT m.id FROM members m WHERE m.id = ?
		UNION SELECT g.member_id FROM family f JOIN member_merges g ON g.into_id = f.id AND g.undone_at IS NULL) SELECT id FROM family ORDER BY id`, id).Scan(&ids).Error
	return ids, err
}

// Merge makes a member of the scope part of another of it, who keeps name, phone
// and profile: growth, points, purchases and log of both are one from now on.
// The phone of the other still finds the one that is kept. UndoMerge takes it
// apart again.
func (s *Service) Merge(ctx context.Context, who models.Who, scope models.Scope, id, intoID int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	if id == intoID {
		return models.Invalid("into", "error.merge_itself")
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		both := map[int64]models.Member{}
		for _, one := range ordered(id, intoID) {
			m, err := lockInScope(tx, scope, one)
			if err != nil {
				return models.OnField(err, "into")
			}
			both[one] = m
		}
		return merge(tx, at, who, both[id], both[intoID], reason)
	})
}

// without are ids but for one, nil where there is no other.
func without(ids []int64, one int64) (out []int64) {
	for _, id := range ids {
		if id != one {
			out = append(out, id)
		}
	}
	return out
}

// ordered are two ids, the lower first: who holds both takes them in this order.
func ordered(a, b int64) []int64 { return []int64{min(a, b), max(a, b)} }

func merge(tx *db.Tx, at models.Moment, who models.Who, m, into models.Member, reason string) error {
	var rec models.MergeRecord
	a, err := AccountOf(tx.DB, into.ID)
	if err != nil {
		return err
	}
	rec.Tier = a.Tier
	family, err := Family(tx.DB, m.ID)
	if err != nil {
		return err
	}
	rec.Heirs = without(family, m.ID)
	if err := tx.Raw("SELECT store_id FROM member_stores WHERE member_id = ? AND store_id NOT IN (SELECT o.store_id FROM member_stores o WHERE o.member_id = ?) ORDER BY store_id", m.ID, into.ID).Scan(&rec.Stores).Error; err != nil {
		return err
	}
	text, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	row := models.Merging{MemberID: m.ID, IntoID: into.ID, Record: string(text), MergedBy: who.Name, MergedByID: who.ID, MergedAt: at.At}
	if err := tx.Create(&row).Error; err != nil {
		return err
	}
	if err := loyalty.MoveAccount(tx, at, who, row.ID, m.ID, into.ID); err != nil {
		return err
	}
	for _, storeID := range rec.Stores {
		if err := deal(tx, into.ID, storeID, at.On, byMerge); err != nil {
			return err
		}
	}
	if _, err := tx.Change("UPDATE members SET merged_into_id = ?, version = version + 1 WHERE id IN ?", into.ID, family); err != nil {
		return err
	}
	return write(tx, at, who, "member.merge", into, reason, map[string]any{"merged": m.Number})
}

// UndoMerge takes apart what Merge put together, the last merge of a member
// first. What was spent or returned meanwhile stays as it is
// (loyalty.ReturnAccount); what was entered meanwhile stays with the one that
// was kept. A conflict where it was undone already, or a later merge stands on it.
func (s *Service) UndoMerge(ctx context.Context, who models.Who, scope models.Scope, mergeID int64, reason string) (models.Merging, error) {
	if err := models.CheckReason(reason); err != nil {
		return models.Merging{}, err
	}
	at := s.Clock.Moment()
	var row models.Merging
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		row = models.Merging{}
		if err := tx.Raw("SELECT * FROM member_merges WHERE id = ?", mergeID).Scan(&row).Error; err != nil {
			return err
		}
		if row.ID == 0 {
			return models.NotFound("merge")
		}
		into, err := lockInScope(tx, scope, row.IntoID)
		if err != nil {
			return err
		}
		return undoMerge(tx, at, who, row, into, reason)
	})
	return row, err
}

func undoMerge(tx *db.Tx, at models.Moment, who models.Who, row models.Merging, into models.Member, reason string) error {
	var rec models.MergeRecord
	if err := json.Unmarshal([]byte(row.Record), &rec); err != nil {
		return err
	}
	var later int64
	if err := tx.Raw("SELECT COUNT(*) FROM member_merges WHERE into_id = ? AND id > ? AND undone_at IS NULL", row.IntoID, row.ID).Scan(&later).Error; err != nil {
		return err
	}
	if later > 0 {
		return models.Conflict("error.merge_later")
	}
	n, err := tx.Change("UPDATE member_merges SET undone_at = ? WHERE id = ? AND undone_at IS NULL", at.At, row.ID)
	if err == nil && n == 0 {
		err = models.Conflict("error.merge_undone")
	}
	if err != nil {
		return err
	}
	if _, err := tx.Change("UPDATE members SET merged_into_id = NULL, version = version + 1 WHERE id = ?", row.MemberID); err != nil {
		return err
	}
	if len(rec.Heirs) > 0 {
		if _, err := tx.Change("UPDATE members SET merged_into_id = ? WHERE id IN ?", row.MemberID, rec.Heirs); err != nil {
			return err
		}
	}
	if len(rec.Stores) > 0 {
		if _, err := tx.Change(`DELETE FROM member_stores WHERE member_id = ? AND source = ? AND store_id IN ? AND store_id NOT IN (SELECT x.store_id FROM sales_slips x WHERE x.member_id = ?)`,
			row.IntoID, byMerge, rec.Stores, row.IntoID); err != nil {
			return err
		}
	}
	if err := loyalty.ReturnAccount(tx, at, who, row, rec.Tier); err != nil {
		return err
	}
	return write(tx, at, who, "member.unmerge", into, reason, map[string]any{"merge": row.ID})
}

// Merged is somebody who was merged into a member.
type Merged struct {
	models.Merging
	Number string
	Name   string
}

// Merges are those into a member that stand, the latest first.
func Merges(q *gorm.DB, id int64) (rows []Merged, err error) {
	err = q.Raw("SELECT g.*, m.number, m.name FROM member_merges g JOIN members m ON m.id = g.member_id WHERE g.into_id = ? AND g.undone_at IS NULL ORDER BY g.id DESC", id).Scan(&rows).Error
	return rows, err
}

// Alike are the members of a scope who may be the same person as one: of the
// same name, or born on the same day of the same year. The likest first.
func Alike(q *gorm.DB, scope models.Scope, m models.Member) (rows []Found, err error) {
	cond, args := within(scope)
	born := "m.birth_year <> 0 AND m.birth_year = ? AND m.birth_month = ? AND m.birth_day = ? AND m.birth_lunar = ?"
	birth := []any{m.BirthYear, m.BirthMonth, m.BirthDay, m.BirthLunar}
	all := append([]any{}, args...)
	all = append(append(append(all, m.ID, m.Name), birth...), m.Name)
	err = q.Raw("SELECT m.*, a.tier, a.growth, a.points, o.name_zh AS store_zh, o.name_en AS store_en FROM members m JOIN member_accounts a ON a.member_id = m.id JOIN stores o ON o.id = m.store_id WHERE "+cond+
		" AND m.id <> ? AND (m.name = ? OR "+born+") ORDER BY CASE WHEN m.name = ? AND "+born+" THEN 0 WHEN "+born+" THEN 1 ELSE 2 END, m.id LIMIT 20",
		append(append(all, birth...), birth...)...).Scan(&rows).Error
	return rows, err
}
