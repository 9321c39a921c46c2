package members

import (
	"context"
	"strconv"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/models"
)

// Enrolment is somebody who becomes a member at a store. RequestKey makes the
// same request once, however often it is sent.
type Enrolment struct {
	Member     models.Member // the profile; everything else of it is filled in
	Phone      string
	StoreID    int64
	BroughtBy  string // the number of the member who recommended
	Relation   models.ReferralRelation
	Consents   []models.MemberConsent
	RequestKey string
}

// Series numbers members.
const Series = "M"

// ErrAlreadyMember is a phone that somebody has enrolled with before, here or
// elsewhere: Link is what a store may do then.
var ErrAlreadyMember = &models.Error{Kind: models.KindConflict, Field: "phone", Message: "error.already_member"}

// Enrol makes a member. It refuses without a key (ErrNoKey), and where the phone
// is a member's already (ErrAlreadyMember). Also runs in the same transaction.
func (s *Service) Enrol(ctx context.Context, who models.Who, in Enrolment, also ...func(tx *db.Tx, m models.Member) error) (models.Member, error) {
	at := s.Clock.Moment()
	hash, err := s.check(&in, at.On)
	if err != nil {
		return models.Member{}, err
	}
	scope, sha := "member.enrol:"+strconv.FormatInt(who.ID, 10), in.fingerprint(hash)
	var m models.Member
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		done, err := enrolledBefore(tx.DB, scope, in.RequestKey, sha)
		if err != nil || done != 0 {
			m.ID = done
			return err
		}
		if m, err = s.Enter(tx, at, who, in); err != nil {
			return err
		}
		for _, do := range also {
			if err := do(tx, m); err != nil {
				return err
			}
		}
		if in.RequestKey == "" {
			return nil
		}
		return db.ClaimKey(tx, scope, in.RequestKey, sha, 201, strconv.FormatInt(m.ID, 10), at.At)
	})
	if db.IsDuplicate(err) { // the key's or the phone's: the other request is done
		done, kerr := enrolledBefore(s.DB.Read(ctx), scope, in.RequestKey, sha)
		if kerr != nil || done == 0 {
			return models.Member{}, firstOf(kerr, ErrAlreadyMember)
		}
		m, err = models.Member{ID: done}, nil
	}
	return m, err
}

// check looks at what was typed and puts the phone in its normal form.
func (s *Service) check(in *Enrolment, on models.Date) (hash string, err error) {
	if in.Phone, err = models.ParsePhone(in.Phone); err != nil {
		return "", err
	}
	if hash, err = s.Keys.Hash(in.Phone); err != nil {
		return "", err
	}
	if in.Member.JoinedOn.IsZero() {
		in.Member.JoinedOn = on
	}
	if in.Member.JoinedOn > on {
		return "", models.Invalid("joined_on", "error.event_later")
	}
	for _, c := range in.Consents {
		if err := c.Validate(); err != nil {
			return "", err
		}
	}
	if err := models.CheckRelation(in.Relation, in.BroughtBy != ""); err != nil {
		return "", err
	}
	return hash, in.Member.Validate(on)
}

// fingerprint is the request without the phone: its keyed hash stands for it.
func (in Enrolment) fingerprint(hash string) string {
	in.Phone, in.RequestKey = hash, ""
	return db.Fingerprint(in)
}

func enrolledBefore(q *gorm.DB, scope, key, sha string) (int64, error) {
	if key == "" {
		return 0, nil
	}
	was, found, err := db.FindKey(q, scope, key)
	if err != nil || !found {
		return 0, err
	}
	if was.RequestSHA256 != sha {
		return 0, db.ErrKeyReused
	}
	return strconv.ParseInt(was.Body, 10, 64)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Enter is the step behind Enrol. The phone is in its normal form already.
func (s *Service) Enter(tx *db.Tx, at models.Moment, who models.Who, in Enrolment) (models.Member, error) {
	m := in.Member
	hash, err := s.Keys.Hash(in.Phone)
	if err != nil {
		return m, err
	}
	if err := fill(tx, &m, in); err != nil {
		return m, err
	}
	m.PublicID = uuid.Must(uuid.NewV7()).String()
	sealed, err := s.Keys.Seal(m.PublicID, in.Phone)
	if err != nil {
		return m, err
	}
	m.PhoneSealed, m.PhoneHash, m.PhoneTail = &sealed, &hash, in.Phone[len(in.Phone)-4:]
	m.EnteredBy, m.EnteredByID, m.EnteredAt, m.ConfirmedOn, m.Version = who.Name, who.ID, at.At, at.On, 1
	if m.Number, err = db.NextNumber(tx, Series, at.On.Year()); err != nil {
		return m, err
	}
	if err := tx.Create(&m).Error; err != nil {
		return m, err
	}
	if err := deal(tx, m.ID, in.StoreID, m.JoinedOn, byEnrolment); err != nil {
		return m, err
	}
	for _, c := range in.Consents {
		c.MemberID, c.StoreID = m.ID, &in.StoreID
		if err := give(tx, at, who, c); err != nil {
			return m, err
		}
	}
	if m.BroughtByID != nil {
		if err := relate(tx, m.ID, in.Relation, *m.BroughtByID); err != nil {
			return m, err
		}
	}
	rules, err := tiers(tx.DB, at.On)
	if err != nil {
		return m, err
	}
	if err := loyalty.Open(tx, m.ID, rules, m.JoinedOn); err != nil {
		return m, err
	}
	return m, write(tx, at, who, "member.enrol", m, "", map[string]any{"store": in.StoreID, "consents": len(in.Consents)})
}

// fill takes region, adviser and who recommended from the book.
func fill(tx *db.Tx, m *models.Member, in Enrolment) error {
	var st models.Store
	if err := tx.Raw("SELECT * FROM stores WHERE id = ? AND closed_on IS NULL", in.StoreID).Scan(&st).Error; err != nil {
		return err
	}
	if st.ID == 0 {
		return models.Invalid("store", "error.store_unknown")
	}
	m.StoreID, m.RegionID = st.ID, st.RegionID
	if m.Source == "" {
		m.Source = models.MemberSources()[0]
	}
	if err := checkAdviser(tx.DB, m.AdviserID, []int64{in.StoreID}); err != nil {
		return err
	}
	if in.BroughtBy == "" {
		return nil
	}
	id, err := ReferrerOf(tx.DB, in.BroughtBy)
	m.BroughtByID = &id
	return err
}

// checkAdviser refuses who does not work in one of the stores.
func checkAdviser(q *gorm.DB, id *int64, stores []int64) error {
	if id == nil {
		return nil
	}
	var n int64
	if err := q.Raw("SELECT COUNT(*) FROM store_people WHERE id = ? AND store_id IN ? AND until_on IS NULL", *id, stores).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return models.Invalid("adviser", "error.adviser_unknown")
	}
	return nil
}

// deal notes that a store deals with a member, from a day on; once.
func deal(tx *db.Tx, memberID, storeID int64, on models.Date, source string) error {
	var n int64
	err := tx.Raw("SELECT COUNT(*) FROM member_stores WHERE member_id = ? AND store_id = ?", memberID, storeID).Scan(&n).Error
	if err != nil || n > 0 {
		return err
	}
	_, err = tx.Change("INSERT INTO member_stores (member_id, store_id, since_on, source) VALUES (?, ?, ?, ?)", memberID, storeID, on, source)
	if db.IsDuplicate(err) {
		return db.ErrRetry
	}
	return err
}

// write puts an act into the trail: the member by number, nothing of the person.
func write(tx *db.Tx, at models.Moment, who models.Who, action string, m models.Member, reason string, detail any) error {
	return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "member", SubjectID: m.ID, Subject: m.Number, Reason: reason, Detail: detail})
}
