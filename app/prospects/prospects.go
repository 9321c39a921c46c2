// Package prospects keeps those whom a store hopes to win: where they came from,
// what they look for, when to get in touch again; until they become members or
// are forgotten.
package prospects

import (
	"context"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// Service holds the verbs on prospects. Members enrols who is won and lends its
// keys: a phone is sealed and found as members' are.
type Service struct {
	DB      *db.DB
	Clock   db.Clock
	Members *members.Service
}

// Series numbers prospects.
const Series = "PP"

// TextVersion names the text of the catalogue (prospect.consent_text) that a
// prospect agrees to. It changes with its words.
const TextVersion = "2026-12"

// Refusals of a phone that is somebody's already.
var (
	ErrKnown   = &models.Error{Kind: models.KindConflict, Field: "phone", Message: "error.prospect_known"}
	errTooMany = &models.Error{Kind: models.KindTooMany, Message: "error.too_many_invited"}
)

// Entry is a prospect to be entered. Referrer is a member's number, "" for nobody.
type Entry struct {
	models.Prospect
	Phone    string
	Referrer string
}

// Enter makes a prospect of a store inside the scope. It refuses without a key
// (members.ErrNoKey), a member's phone (members.ErrAlreadyMember) and one that
// the store has a prospect with (ErrKnown). The same key again is the first.
func (s *Service) Enter(ctx context.Context, who models.Who, scope models.Scope, in Entry) (models.Prospect, error) {
	at := s.Clock.Moment()
	hash, err := s.check(s.DB.Read(ctx), &in, at.On)
	if err != nil {
		return models.Prospect{}, err
	}
	var p models.Prospect
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		p = in.Prospect
		if err := checkStore(tx.DB, scope, p.StoreID); err != nil {
			return err
		}
		return s.enter(tx, at, who, in.Phone, hash, &p)
	})
	if db.IsDuplicate(err) {
		var first models.Prospect
		if rerr := s.DB.Read(ctx).Raw("SELECT * FROM prospects WHERE request_key = ?", in.RequestKey).Scan(&first).Error; rerr != nil || first.ID != 0 {
			return first, rerr
		}
		return first, ErrKnown
	}
	return p, err
}

// Begin is the step behind Enter.
func (s *Service) Begin(tx *db.Tx, at models.Moment, who models.Who, in Entry) (models.Prospect, error) {
	hash, err := s.check(tx.DB, &in, at.On)
	if err != nil {
		return in.Prospect, err
	}
	p := in.Prospect
	return p, s.enter(tx, at, who, in.Phone, hash, &p)
}

// check looks at what was typed, puts the phone in its normal form and finds who
// recommended.
func (s *Service) check(q *gorm.DB, in *Entry, on models.Date) (hash string, err error) {
	if in.Phone, err = models.ParsePhone(in.Phone); err != nil {
		return "", err
	}
	if hash, err = s.Members.Keys.Hash(in.Phone); err != nil {
		return "", err
	}
	if in.RequestKey == "" || len(in.RequestKey) > 120 {
		return "", models.Invalid("request_key", "error.request_key_required")
	}
	if in.Referrer != "" {
		id, err := members.ReferrerOf(q, in.Referrer)
		if err != nil {
			return "", err
		}
		in.ReferrerID = &id
	}
	return hash, in.Validate(on)
}

func (s *Service) enter(tx *db.Tx, at models.Moment, who models.Who, phone, hash string, p *models.Prospect) (err error) {
	if s.Members.IDOf(tx.DB, phone) != 0 {
		return members.ErrAlreadyMember
	}
	if err := checkStaff(tx.DB, p.StaffID, p.StoreID); err != nil {
		return err
	}
	p.PublicID = uuid.Must(uuid.NewV7()).String()
	sealed, err := s.Members.Keys.Seal(p.PublicID, phone)
	if err != nil {
		return err
	}
	p.PhoneSealed, p.PhoneHash, p.PhoneTail = &sealed, &hash, phone[len(phone)-4:]
	p.Stage, p.LastOn, p.EnteredOn = models.ProspectNew, at.On, at.On
	p.EnteredBy, p.EnteredByID, p.EnteredAt, p.Version = who.Name, who.ID, at.At, 1
	if p.Number, err = db.NextNumber(tx, Series, at.On.Year()); err != nil {
		return err
	}
	if err := tx.Create(p).Error; err != nil {
		return err
	}
	return write(tx, at, who, "prospect.enter", *p, "", map[string]any{"store": p.StoreID, "source": p.Source})
}

// checkStore is not found for a store outside the scope or one that is closed.
func checkStore(q *gorm.DB, scope models.Scope, storeID int64) error {
	cond, args := db.WithinStores(scope, "s")
	var n int64
	err := q.Raw("SELECT COUNT(*) FROM stores s WHERE s.id = ? AND s.closed_on IS NULL AND "+cond, append([]any{storeID}, args...)...).Scan(&n).Error
	if err == nil && n == 0 {
		err = models.NotFound("store")
	}
	return err
}

// checkStaff refuses who does not work in the store.
func checkStaff(q *gorm.DB, id *int64, storeID int64) error {
	if id == nil {
		return nil
	}
	var n int64
	err := q.Raw("SELECT COUNT(*) FROM store_people WHERE id = ? AND store_id = ? AND until_on IS NULL", *id, storeID).Scan(&n).Error
	if err == nil && n == 0 {
		err = models.Invalid("staff", "error.adviser_unknown")
	}
	return err
}

// write puts an act into the trail: the prospect by number, nothing of the person.
func write(tx *db.Tx, at models.Moment, who models.Who, action string, p models.Prospect, reason string, detail any) error {
	return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "prospect", SubjectID: p.ID, Subject: p.Number, Reason: reason, Detail: detail})
}
