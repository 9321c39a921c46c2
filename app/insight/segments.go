package insight

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// SegmentInput is a rule that somebody wants to keep. StoreID or RegionID says
// whose it shall be; neither means the brand's. Version is that of a segment
// that is changed, as it was read.
type SegmentInput struct {
	ID       int64
	Version  int64
	Name     string
	Rule     models.SegmentRule
	StoreID  int64
	RegionID int64
}

// owned is the condition that keeps segments g whose whole scope lies inside
// another: those that its people may change.
func owned(scope models.Scope) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	store, a := db.WithinStores(scope, "s")
	region, b := db.WithinRegions(scope, "r")
	return "(g.store_id IN (SELECT s.id FROM stores s WHERE " + store + ") OR g.region_id IN (SELECT r.id FROM regions r WHERE " + region + "))", append(a, b...)
}

// seen is the condition that keeps segments g that people of a scope may use:
// their own, those of the regions above their stores, and the brand's.
func seen(scope models.Scope) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	own, a := owned(scope)
	store, b := db.WithinStores(scope, "s")
	return "(" + own + ` OR g.store_id IS NULL AND g.region_id IS NULL OR g.region_id IN (SELECT r.id FROM regions r JOIN regions x ON x.path LIKE CONCAT(r.path, '%')
		JOIN stores s ON s.region_id = x.id WHERE ` + store + "))", append(a, b...)
}

// SegmentByID is a segment that people of a scope may use; not found else, like
// one that was removed.
func SegmentByID(q *gorm.DB, scope models.Scope, id int64) (models.MemberSegment, error) {
	cond, args := seen(scope)
	return oneSegment(q, cond, args, id)
}

func oneSegment(q *gorm.DB, cond string, args []any, id int64) (g models.MemberSegment, err error) {
	err = q.Raw("SELECT g.* FROM member_segments g WHERE g.id = ? AND g.removed_at IS NULL AND "+cond, append([]any{id}, args...)...).Scan(&g).Error
	if err == nil && g.ID == 0 {
		err = models.NotFound("member_segment")
	}
	return g, err
}

// SaveSegment keeps a rule under a name, or changes one inside the scope: a
// conflict where somebody changed it meanwhile. The rule is checked with the
// tiers in force.
func (s *Service) SaveSegment(ctx context.Context, who models.Who, scope models.Scope, in SegmentInput) (id int64, err error) {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	in.Name = strings.TrimSpace(in.Name)
	if in.Name == "" {
		return 0, models.Invalid("name", "error.value_required")
	}
	if err := models.CheckLengths(models.Length{Field: "name", Value: in.Name, Max: 80}); err != nil {
		return 0, err
	}
	fields, err := FieldsOn(q, at.On)
	if err != nil {
		return 0, err
	}
	if err := in.Rule.Validate(fields); err != nil {
		return 0, err
	}
	if in.ID == 0 {
		if err := inside(q, scope, in); err != nil {
			return 0, err
		}
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		id, err = saveSegment(tx, at, who, scope, in)
		return err
	})
	return id, err
}

// inside refuses a segment for a store or region outside the scope, and one of
// the brand to whom the brand is not.
func inside(q *gorm.DB, scope models.Scope, in SegmentInput) error {
	if scope.All && in.StoreID == 0 && in.RegionID == 0 {
		return nil
	}
	store, a := db.WithinStores(scope, "s")
	region, b := db.WithinRegions(scope, "r")
	var n int64
	err := q.Raw("SELECT (SELECT COUNT(*) FROM stores s WHERE s.id = ? AND "+store+") + (SELECT COUNT(*) FROM regions r WHERE r.id = ? AND "+region+")",
		append(append(append([]any{in.StoreID}, a...), in.RegionID), b...)...).Scan(&n).Error
	if err == nil && n == 0 {
		err = models.Invalid("scope", "error.segment_scope")
	}
	return err
}

func saveSegment(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in SegmentInput) (int64, error) {
	if in.ID == 0 {
		g := models.MemberSegment{Name: in.Name, Rule: in.Rule.String(), OwnerID: who.ID, Owner: who.Name, CreatedAt: at.At, EditedAt: at.At, Version: 1}
		if in.StoreID != 0 {
			g.StoreID = &in.StoreID
		} else if in.RegionID != 0 {
			g.RegionID = &in.RegionID
		}
		if err := tx.Create(&g).Error; err != nil {
			return 0, err
		}
		return g.ID, noteSegment(tx, at, who, "segment.save", g)
	}
	cond, args := owned(scope)
	g, err := oneSegment(tx.DB, cond, args, in.ID)
	if err != nil {
		return 0, err
	}
	n, err := tx.Change("UPDATE member_segments SET name = ?, rule = ?, edited_at = ?, version = version + 1 WHERE id = ? AND version = ?", in.Name, in.Rule.String(), at.At, in.ID, in.Version)
	if err == nil && n != 1 {
		err = models.Conflict("error.changed_meanwhile")
	}
	if err != nil {
		return 0, err
	}
	g.Name, g.Rule = in.Name, in.Rule.String()
	return g.ID, noteSegment(tx, at, who, "segment.save", g)
}

// noteSegment writes to the trail what a segment asks for. A rule names no
// person.
func noteSegment(tx *db.Tx, at models.Moment, who models.Who, action string, g models.MemberSegment) error {
	return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "segment", SubjectID: g.ID, Subject: g.Name, Detail: map[string]any{"rule": g.Rule}})
}

// RemoveSegment takes a segment inside the scope out of use.
func (s *Service) RemoveSegment(ctx context.Context, who models.Who, scope models.Scope, id int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		cond, args := owned(scope)
		g, err := oneSegment(tx.DB, cond, args, id)
		if err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE member_segments SET removed_at = ?, version = version + 1 WHERE id = ?", at.At, id); err != nil {
			return err
		}
		return noteSegment(tx, at, who, "segment.remove", g)
	})
}

// FieldsOn are the fields that a rule may ask for on a day.
func FieldsOn(q *gorm.DB, on models.Date) ([]models.SegmentField, error) {
	p, err := tiersOn(q, on)
	codes := make([]string, len(p.Levels))
	for i, l := range p.Levels {
		codes[i] = l.Code
	}
	return models.SegmentFields(codes), err
}

// Audience are the members of a saved segment inside a scope, by id: whom a
// campaign of that scope may turn to. Consents are for who sends to check.
func Audience(q *gorm.DB, scope models.Scope, segmentID int64, on models.Date) (ids []int64, err error) {
	g, err := SegmentByID(q, scope, segmentID)
	if err != nil {
		return nil, err
	}
	fields, err := FieldsOn(q, on)
	if err != nil {
		return nil, err
	}
	rule, err := models.ParseRule(g.Rule)
	if err != nil {
		return nil, err
	}
	cond, args := Condition(rule, fields, on)
	own, more := within(scope)
	limits, last := ofSegment(g)
	err = q.Raw("SELECT f.member_id FROM member_facts f WHERE "+cond+" AND "+own+" AND "+limits+" ORDER BY f.member_id", append(append(args, more...), last...)...).Scan(&ids).Error
	return ids, err
}

// ofSegment keeps the members of the store or the region that a segment is of.
func ofSegment(g models.MemberSegment) (string, []any) {
	switch {
	case g.StoreID != nil:
		return "f.member_id IN (SELECT d.member_id FROM member_stores d WHERE d.store_id = ?)", []any{*g.StoreID}
	case g.RegionID != nil:
		return `f.member_id IN (SELECT d.member_id FROM member_stores d JOIN stores s ON s.id = d.store_id JOIN regions x ON x.id = s.region_id
			JOIN regions r ON x.path LIKE CONCAT(r.path, '%') WHERE r.id = ?)`, []any{*g.RegionID}
	}
	return "1 = 1", nil
}
