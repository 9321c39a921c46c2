package prospects

import (
	"context"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// Convert enrols a prospect of the scope as a member of its store, by the rule
// that everybody joins by: with who recommended, the notes as the member's log,
// and the consent to be contacted, on the text that it was given to. Consents are
// those that were asked for at the counter. From then on the person is the
// member's alone; the prospect keeps a number. members.ErrAlreadyMember where
// the phone became a member's meanwhile.
func (s *Service) Convert(ctx context.Context, who models.Who, scope models.Scope, id, version int64, consents []models.MemberConsent) (m models.Member, err error) {
	for _, c := range consents {
		if err := c.Validate(); err != nil {
			return m, err
		}
	}
	at := s.Clock.Moment()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := hold(tx, scope, id, version)
		if err != nil {
			return err
		}
		m, err = s.Win(tx, at, who, p, consents)
		return err
	})
	if db.IsDuplicate(err) {
		err = members.ErrAlreadyMember
	}
	return m, err
}

// Win is the step behind Convert.
func (s *Service) Win(tx *db.Tx, at models.Moment, who models.Who, p models.Prospect, consents []models.MemberConsent) (m models.Member, err error) {
	if p.PhoneSealed == nil || p.MemberID != nil {
		return m, models.Conflict("error.prospect_gone")
	}
	in, err := s.enrolment(tx.DB, at, p, consents)
	if err != nil {
		return m, err
	}
	if s.Members.IDOf(tx.DB, in.Phone) != 0 {
		return m, members.ErrAlreadyMember
	}
	if m, err = s.Members.Enter(tx, at, who, in); err != nil {
		return m, err
	}
	notes, err := Notes(tx.DB, p.ID)
	if err != nil {
		return m, err
	}
	for _, n := range notes {
		if _, err := members.EnterEvent(tx, at, models.Who{ID: n.EnteredByID, Name: n.EnteredBy}, m, models.MemberEvent{StoreID: p.StoreID, Kind: n.Kind, HappenedOn: n.HappenedOn, Note: n.Note}); err != nil {
			return m, err
		}
	}
	if err := forget(tx, at, p.ID); err != nil {
		return m, err
	}
	if _, err := tx.Change("UPDATE prospects SET stage = ?, member_id = ?, last_on = ? WHERE id = ?", models.ProspectConverted, m.ID, at.On, p.ID); err != nil {
		return m, err
	}
	return m, write(tx, at, who, "prospect.convert", p, "", map[string]any{"member": m.Number})
}

// enrolment is the member whom a prospect becomes.
func (s *Service) enrolment(q *gorm.DB, at models.Moment, p models.Prospect, consents []models.MemberConsent) (in members.Enrolment, err error) {
	in = members.Enrolment{Member: models.Member{Name: p.Name, AdviserID: p.StaffID, Source: p.Source.Member(), Note: p.Occasion, JoinedOn: at.On}, StoreID: p.StoreID, Consents: consents}
	if in.Phone, err = s.Members.Keys.Open(p.PublicID, *p.PhoneSealed); err != nil {
		return in, err
	}
	if !p.AgreedOn.IsZero() {
		in.Consents = append(in.Consents, models.MemberConsent{Purpose: models.ConsentMarketing, Channel: p.AgreedChannel, TextVersion: p.AgreedText})
	}
	if p.ReferrerID == nil {
		return in, nil
	}
	in.Relation = p.Relation
	err = q.Raw("SELECT m.number FROM members r JOIN members m ON m.id = COALESCE(r.merged_into_id, r.id) WHERE r.id = ? AND m.erased_at IS NULL", *p.ReferrerID).Scan(&in.BroughtBy).Error
	if in.BroughtBy == "" {
		in.Relation = ""
	}
	return in, err
}
