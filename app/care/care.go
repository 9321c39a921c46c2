// Package care keeps what a store does for a member that takes longer than a
// visit: service requests, bespoke orders, complaints. A case is one row that
// each of its entries moves on; models.Case.Apply says how.
package care

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/members"
	"assay/app/policy"
	"assay/models"
)

// Service opens cases and moves them on.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Series number the cases of each kind.
const (
	SeriesService   = "SV"
	SeriesBespoke   = "BO"
	SeriesComplaint = "CP"
)

var series = map[models.CaseKind]string{models.CaseService: SeriesService, models.CaseBespoke: SeriesBespoke, models.CaseComplaint: SeriesComplaint}

// rulesOn is the policy in force on a day.
func rulesOn(q *gorm.DB, on models.Date) (models.CarePolicy, error) {
	p, _, err := policy.Current[*models.CarePolicy](q, models.PolicyCare, models.SegmentAll, on)
	if err != nil {
		return models.CarePolicy{}, err
	}
	return *p, nil
}

// Opening is a case to be opened. The key makes the same request once.
type Opening struct {
	models.Case
	SlipNumber string // the sale that it is about, "" for none
}

// Open begins a case of a member that a store inside the scope deals with, at
// that store. The same key again is the first case; with another content it is
// db.ErrKeyReused.
func (s *Service) Open(ctx context.Context, who models.Who, scope models.Scope, in Opening) (models.Case, error) {
	at := s.Clock.Moment()
	drawn, err := in.draw(s.DB.Read(ctx), at)
	if err != nil {
		return drawn, err
	}
	var c models.Case
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		c = drawn
		return open(tx, at, who, scope, in.SlipNumber, &c)
	})
	if db.MayRepeat(err) {
		return s.sameCase(ctx, drawn, err)
	}
	return c, err
}

// Begin is the step behind Open; the key must be new.
func Begin(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in Opening) (models.Case, error) {
	c, err := in.draw(tx.DB, at)
	if err != nil {
		return c, err
	}
	return c, open(tx, at, who, scope, in.SlipNumber, &c)
}

// draw checks an opening and is the case as it would begin under the rules of
// the day.
func (in Opening) draw(q *gorm.DB, at models.Moment) (models.Case, error) {
	c := in.Case
	c.RequestSHA256 = db.Fingerprint(in)
	if c.RequestKey == "" || len(c.RequestKey) > 120 {
		return c, models.Invalid("request_key", "error.request_key_required")
	}
	if err := c.Check(at.On); err != nil {
		return c, err
	}
	rules, err := rulesOn(q, at.On)
	return c.Begin(rules, at), err
}

func open(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, slip string, c *models.Case) error {
	m, err := members.InScope(tx.DB, scope, c.MemberID)
	if err != nil {
		return err
	}
	if err := checkStore(tx.DB, scope, c.StoreID); err != nil {
		return err
	}
	if err := checkOwner(tx.DB, c.OwnerID, c.StoreID); err != nil {
		return err
	}
	if slip != "" {
		if c.SlipID, err = slipOf(tx.DB, scope, slip, c.MemberID); err != nil {
			return err
		}
	}
	c.EnteredBy, c.EnteredByID, c.EnteredAt, c.Version = who.Name, who.ID, at.At, 1
	if c.Number, err = db.NextNumber(tx, series[c.Kind], at.On.Year()); err != nil {
		return err
	}
	if err := tx.Create(c).Error; err != nil {
		return err
	}
	e := models.CaseEntry{CaseID: c.ID, Act: models.CaseOpened, Stage: c.Stage, WeightMg: c.WeightInMg, RequestKey: "open:" + c.RequestKey}
	if err := enter(tx, at, who, &e); err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "case.open", SubjectKind: "case", SubjectID: c.ID, Subject: c.Number, Detail: map[string]any{"kind": c.Kind, "topic": c.Topic, "member": m.Number, "store": c.StoreID}})
}

// enter writes a line of a case's history.
func enter(tx *db.Tx, at models.Moment, who models.Who, e *models.CaseEntry) error {
	e.EnteredBy, e.EnteredByID, e.EnteredAt = who.Name, who.ID, at.At
	return tx.Create(e).Error
}

// sameCase is the first case with the key; the refusal stands when there is none.
func (s *Service) sameCase(ctx context.Context, asked models.Case, refusal error) (models.Case, error) {
	var first models.Case
	err := s.DB.Read(ctx).Raw("SELECT * FROM care_cases WHERE request_key = ?", asked.RequestKey).Scan(&first).Error
	switch {
	case err != nil:
		return first, err
	case first.ID == 0:
		return first, refusal
	case first.RequestSHA256 != asked.RequestSHA256:
		return first, db.ErrKeyReused
	}
	return first, nil
}

// checkStore is not found for a store outside the scope.
func checkStore(q *gorm.DB, scope models.Scope, storeID int64) error {
	cond, args := db.WithinStores(scope, "s")
	var n int64
	if err := q.Raw("SELECT COUNT(*) FROM stores s WHERE s.id = ? AND "+cond, append([]any{storeID}, args...)...).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return models.NotFound("store")
	}
	return nil
}

// checkOwner refuses who does not work in the store.
func checkOwner(q *gorm.DB, id *int64, storeID int64) error {
	if id == nil {
		return nil
	}
	var n int64
	if err := q.Raw("SELECT COUNT(*) FROM store_people WHERE id = ? AND store_id = ? AND until_on IS NULL", *id, storeID).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return models.Invalid("owner", "error.adviser_unknown")
	}
	return nil
}

// slipOf is the member's sale with a number.
func slipOf(q *gorm.DB, scope models.Scope, number string, memberID int64) (*int64, error) {
	cond, args := db.WithinStores(scope, "s")
	var id int64
	err := q.Raw("SELECT x.id FROM sales_slips x JOIN stores s ON s.id = x.store_id WHERE x.number = ? AND x.member_id = ? AND "+cond, append([]any{number, memberID}, args...)...).Scan(&id).Error
	if err == nil && id == 0 {
		err = models.Invalid("slip", "error.slip_unknown")
	}
	return &id, err
}

// Forget is the step that takes out of a member's cases what tells of the person,
// for a member who is erased; stages, weights and money stay.
func Forget(tx *db.Tx, memberID int64) error {
	for _, statement := range []string{
		"UPDATE care_cases SET title = number, brief = '', agreed_by = '', handed_to = '' WHERE member_id = ?",
		"UPDATE care_entries SET note = '', name = '' WHERE case_id IN (SELECT c.id FROM care_cases c WHERE c.member_id = ?)",
		"DELETE FROM care_files WHERE case_id IN (SELECT c.id FROM care_cases c WHERE c.member_id = ?)",
	} {
		if _, err := tx.Change(statement, memberID); err != nil {
			return err
		}
	}
	return nil
}
