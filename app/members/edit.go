package members

import (
	"context"

	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// Edit replaces what is known of a member. Version is that of the row as it was
// read; Phone is a new one, "" to keep the old. The stores are those whose
// people may advise the member.
type Edit struct {
	ID      int64
	Version int64
	Member  models.Member
	Phone   string
	Stores  []int64
}

// Update stores the edit of a member inside the scope: a conflict when somebody
// changed it meanwhile, ErrAlreadyMember when the new phone is another's.
func (s *Service) Update(ctx context.Context, who models.Who, scope models.Scope, e Edit) error {
	at := s.Clock.Moment()
	if err := e.Member.Validate(at.On); err != nil {
		return err
	}
	if e.Phone != "" {
		phone, err := models.ParsePhone(e.Phone)
		if err != nil {
			return err
		}
		e.Phone = phone
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		was, err := InScope(tx.DB, scope, e.ID)
		if err != nil {
			return err
		}
		if e.Member.AdviserID == nil || was.AdviserID == nil || *e.Member.AdviserID != *was.AdviserID {
			if err := checkAdviser(tx.DB, e.Member.AdviserID, e.Stores); err != nil {
				return err
			}
		}
		if err := update(tx, at, e); err != nil {
			return err
		}
		changed := was.Member.Differs(e.Member)
		if e.Phone != "" {
			if err := s.replacePhone(tx, was.Member, e.Phone); err != nil {
				return err
			}
			changed = append(changed, "phone")
		}
		if err := insight.Touch(tx, e.ID); err != nil {
			return err
		}
		return write(tx, at, who, "member.edit", was.Member, "", map[string]any{"changed": changed})
	})
	if db.IsDuplicate(err) {
		err = ErrAlreadyMember
	}
	return err
}

func update(tx *db.Tx, at models.Moment, e Edit) error {
	m := e.Member
	n, err := tx.Change(`UPDATE members SET name = ?, sex = ?, birth_month = ?, birth_day = ?, birth_lunar = ?, birth_leap = ?, birth_year = ?, adviser_id = ?, source = ?,
		occupation = ?, industry = ?, education = ?, income_band = ?, address = ?, sizes = ?, likes = ?, note = ?, confirmed_on = ?, version = version + 1 WHERE id = ? AND version = ?`,
		m.Name, m.Sex, m.BirthMonth, m.BirthDay, m.BirthLunar, m.BirthLeap, m.BirthYear, m.AdviserID, m.Source,
		m.Occupation, m.Industry, m.Education, m.IncomeBand, m.Address, m.Sizes, m.Likes, m.Note, at.On, e.ID, e.Version)
	if err == nil && n != 1 {
		err = models.Conflict("error.changed_meanwhile")
	}
	return err
}

func (s *Service) replacePhone(tx *db.Tx, m models.Member, phone string) error {
	hash, err := s.Keys.Hash(phone)
	if err != nil {
		return err
	}
	sealed, err := s.Keys.Seal(m.PublicID, phone)
	if err != nil {
		return err
	}
	_, err = tx.Change("UPDATE members SET phone_sealed = ?, phone_hash = ?, phone_tail = ? WHERE id = ?", sealed, hash, phone[len(phone)-4:], m.ID)
	return err
}
