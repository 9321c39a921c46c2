package perks

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// GiveInput hands a service or a gift over at a counter: Key names the benefit
// or the coupon.
type GiveInput struct {
	MemberID   int64
	StoreID    int64
	Key        string
	Note       string
	RequestKey string
}

// Give uses a benefit or a coupon that is for no sale: a gift, an invitation, a
// service done at once. The same request key again changes nothing.
func (s *Service) Give(ctx context.Context, who models.Who, scope models.Scope, in GiveInput) error {
	at := s.Clock.Moment()
	if err := models.CheckLengths(models.Length{Field: "note", Value: in.Note, Max: 200}); err != nil {
		return err
	}
	if err := checkKey(in.RequestKey); err != nil {
		return err
	}
	q := s.DB.Read(ctx)
	if _, err := HolderInScope(q, scope, in.MemberID); err != nil {
		return err
	}
	if err := checkStore(q, scope, in.StoreID); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if done, err := sameUse(tx.DB, in); err != nil || done {
			return err
		}
		return give(tx, at, who, in)
	})
}

func give(tx *db.Tx, at models.Moment, who models.Who, in GiveInput) error {
	h, err := HandOf(tx.DB, in.MemberID, at.On)
	if err != nil {
		return err
	}
	picked, err := h.Pick([]string{in.Key})
	if err != nil {
		return err
	}
	switch o := picked[0]; {
	case o.Kind.AtSale():
		return models.Invalid("perks", "error.perk_at_sale")
	case o.Open(at.On) != models.PerkFits:
		return models.PerkRefused(o.Key, o.Open(at.On))
	}
	of := models.PerkUse{MemberID: in.MemberID, StoreID: in.StoreID, Tier: h.Tier, PolicyVersion: h.Rules.Version, UsedOn: at.On, Note: in.Note, RequestKey: "give:" + in.RequestKey}
	if err := Use(tx, at, who, of, []models.PerkEffect{{HeldPerk: picked[0]}}, models.PointsPolicy{}); err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "perk.give", SubjectKind: "member", SubjectID: in.MemberID, Detail: map[string]any{"perk": in.Key, "store": in.StoreID}})
}

// sameUse tells that the request was done before.
func sameUse(q *gorm.DB, in GiveInput) (bool, error) {
	var first models.PerkUse
	err := q.Raw("SELECT * FROM perk_uses WHERE request_key = ?", "give:"+in.RequestKey+":"+in.Key).Scan(&first).Error
	if err == nil && first.ID != 0 && first.MemberID != in.MemberID {
		err = db.ErrKeyReused
	}
	return first.ID != 0, err
}

// heir is the member whose rows somebody's are now.
func heir(q *gorm.DB, memberID int64) (id int64, err error) {
	err = q.Raw("SELECT COALESCE(merged_into_id, id) FROM members WHERE id = ?", memberID).Scan(&id).Error
	return id, err
}

// ForCase is the step that pays a service of a case with a benefit or a coupon
// of its member, by its key; a conflict for a case that one paid already.
func ForCase(tx *db.Tx, at models.Moment, who models.Who, c models.Case, key string) error {
	paid, err := UsesOfCase(tx.DB, c.ID)
	if err != nil {
		return err
	}
	if len(paid) > 0 {
		return models.Conflict("error.perk_case_paid")
	}
	h, err := CaseHand(tx.DB, c, at.On)
	if err != nil {
		return err
	}
	picked, err := h.Pick([]string{key})
	if err != nil {
		return err
	}
	if reason := picked[0].Open(at.On); reason != models.PerkFits {
		return models.PerkRefused(key, reason)
	}
	of := models.PerkUse{MemberID: h.MemberID, StoreID: c.StoreID, Tier: h.Tier, PolicyVersion: h.Rules.Version, CaseID: &c.ID, UsedOn: at.On, RequestKey: "case:" + c.Number}
	return Use(tx, at, who, of, []models.PerkEffect{{HeldPerk: picked[0]}}, models.PointsPolicy{})
}

// CaseHand is what the member of a case holds that pays for its service.
func CaseHand(q *gorm.DB, c models.Case, on models.Date) (Hand, error) {
	id, err := heir(q, c.MemberID)
	if err != nil {
		return Hand{}, err
	}
	h, err := HandOf(q, id, on)
	h.Offers = slices.DeleteFunc(slices.Clone(h.Offers), func(o models.HeldPerk) bool { return c.Kind != models.CaseService || !o.ForService(c.Topic) })
	return h, err
}
