package prospects

import (
	"context"

	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// Follow notes a contact with a prospect of the scope, moves it on, and says when
// the next is due. A conflict when somebody changed it meanwhile.
func (s *Service) Follow(ctx context.Context, who models.Who, scope models.Scope, id, version int64, n models.ProspectNote) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := hold(tx, scope, id, version)
		if err != nil {
			return err
		}
		return EnterNote(tx, at, who, p, n)
	})
}

// EnterNote is the step behind Follow.
func EnterNote(tx *db.Tx, at models.Moment, who models.Who, p models.Prospect, n models.ProspectNote) error {
	then, err := p.Follow(n, at.On)
	if err != nil {
		return err
	}
	n.ProspectID, n.EnteredBy, n.EnteredByID, n.EnteredAt = p.ID, who.Name, who.ID, at.At
	if err := tx.Create(&n).Error; err != nil {
		return err
	}
	if _, err := tx.Change("UPDATE prospects SET stage = ?, lost_reason = ?, next_on = ?, last_on = ? WHERE id = ?", then.Stage, then.LostReason, then.NextOn, then.LastOn, p.ID); err != nil {
		return err
	}
	return write(tx, at, who, "prospect.follow", p, "", map[string]any{"kind": n.Kind, "stage": n.Stage})
}

// Update replaces what is known of a prospect of the scope but its phone and
// store. Consent given keeps its day; one that is taken out ends at once.
func (s *Service) Update(ctx context.Context, who models.Who, scope models.Scope, id, version int64, in Entry) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := hold(tx, scope, id, version)
		if err != nil {
			return err
		}
		if in.Referrer != "" {
			by, err := members.ReferrerOf(tx.DB, in.Referrer)
			if err != nil {
				return err
			}
			in.ReferrerID = &by
		}
		if !in.AgreedOn.IsZero() && !p.AgreedOn.IsZero() {
			in.AgreedOn, in.AgreedText = p.AgreedOn, p.AgreedText
		}
		in.NextOn = 0
		if err := in.Validate(at.On); err != nil {
			return err
		}
		if err := checkStaff(tx.DB, in.StaffID, p.StoreID); err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE prospects SET name = ?, source = ?, referrer_id = ?, relation = ?, staff_id = ?, categories = ?, budget_fen = ?, occasion = ?, agreed_on = ?, agreed_channel = ?, agreed_text = ? WHERE id = ?",
			in.Name, in.Source, in.ReferrerID, in.Relation, in.StaffID, in.Categories, in.BudgetFen, in.Occasion, in.AgreedOn, in.AgreedChannel, in.AgreedText, id); err != nil {
			return err
		}
		return write(tx, at, who, "prospect.edit", p, "", nil)
	})
}

// hold is a prospect of the scope that is open to be changed, its row held until
// the end; a conflict where somebody changed it since it was read.
func hold(tx *db.Tx, scope models.Scope, id, version int64) (models.Prospect, error) {
	p, err := InScope(tx.DB, scope, id)
	if err != nil {
		return p.Prospect, err
	}
	n, err := tx.Change("UPDATE prospects SET version = version + 1 WHERE id = ? AND version = ? AND member_id IS NULL", id, version)
	if err == nil && n != 1 {
		err = models.Conflict("error.changed_meanwhile")
	}
	return p.Prospect, err
}

// Reveal is the phone of a prospect of the scope in full; looking at it goes into
// the trail with its reason.
func (s *Service) Reveal(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) (phone string, err error) {
	if err := models.CheckReason(reason); err != nil {
		return "", err
	}
	at := s.Clock.Moment()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := InScope(tx.DB, scope, id)
		if err != nil {
			return err
		}
		if p.PhoneSealed == nil {
			return models.NotFound("prospect")
		}
		if phone, err = s.Members.Keys.Open(p.PublicID, *p.PhoneSealed); err != nil {
			return err
		}
		return write(tx, at, who, "prospect.reveal", p.Prospect, reason, nil)
	})
	return phone, err
}

// Erase forgets the person behind a prospect of the scope; number, source and
// stage are left. It cannot be undone.
func (s *Service) Erase(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := InScope(tx.DB, scope, id)
		if err != nil {
			return err
		}
		if err := forget(tx, at, id); err != nil {
			return err
		}
		return write(tx, at, who, "prospect.erase", p.Prospect, reason, nil)
	})
}

// forget empties what tells of the person.
func forget(tx *db.Tx, at models.Moment, id int64) error {
	if _, err := tx.Change(`UPDATE prospects SET name = number, phone_sealed = NULL, phone_hash = NULL, phone_tail = '', referrer_id = NULL, relation = '', occasion = '', lost_reason = '', agreed_on = NULL, agreed_channel = '', agreed_text = '',
		next_on = NULL, erased_at = ?, version = version + 1 WHERE id = ? AND erased_at IS NULL`, at.At, id); err != nil {
		return err
	}
	_, err := tx.Change("UPDATE prospect_notes SET note = '' WHERE prospect_id = ?", id)
	return err
}

// keepBatch is how many are forgotten in one transaction of the night.
const keepBatch = 200

// EraseStale is the step of the night that forgets whom nobody was in touch with
// for models.ProspectKeepMonths; it returns how many, none when all is done.
func EraseStale(tx *db.Tx, at models.Moment, by models.Who) (int64, error) {
	var rows []models.Prospect
	if err := tx.Raw("SELECT * FROM prospects WHERE last_on < ? AND erased_at IS NULL AND member_id IS NULL ORDER BY id LIMIT ?", at.On.AddMonths(-models.ProspectKeepMonths), keepBatch).Scan(&rows).Error; err != nil {
		return 0, err
	}
	for _, p := range rows {
		if err := forget(tx, at, p.ID); err != nil {
			return 0, err
		}
		if err := write(tx, at, by, "prospect.expire", p, "", nil); err != nil {
			return 0, err
		}
	}
	return int64(len(rows)), nil
}
