package members

import (
	"context"

	"assay/app/db"
	"assay/models"
)

// Reveal is the phone of a member inside the scope in full, and the act of
// looking at it, which goes into the trail with its reason.
func (s *Service) Reveal(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) (phone string, err error) {
	if err := models.CheckReason(reason); err != nil {
		return "", err
	}
	at := s.Clock.Moment()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := InScope(tx.DB, scope, id)
		if err != nil {
			return err
		}
		if m.PhoneSealed == nil {
			return models.NotFound("member")
		}
		if phone, err = s.Keys.Open(m.PublicID, *m.PhoneSealed); err != nil {
			return err
		}
		return write(tx, at, who, "member.reveal", m.Member, reason, nil)
	})
	return phone, err
}

// Known is what a counter is told of a phone: that it is a member's, and no more
// of the person than is needed to ask "is that you?".
type Known struct {
	ID     int64  `json:"-"`
	Name   string `json:"name"` // masked
	Number string `json:"number"`
	Here   bool   `json:"here"` // the store deals with the member already
}

// What a person may look up: a counter asks when a customer stands there.
const (
	mostLookups  = 30
	lookupWindow = 600 // seconds
	mostLookers  = 2_000
)

// Lookup finds the member with a phone, whichever store enrolled it; nil where
// there is none. It is too many (429) for who asks for more people than come to
// a counter.
func (s *Service) Lookup(ctx context.Context, userID, storeID int64, text string) (*Known, error) {
	phone, err := models.ParsePhone(text)
	if err != nil {
		return nil, err
	}
	hash, err := s.Keys.Hash(phone)
	if err != nil {
		return nil, err
	}
	if err := s.admit(userID); err != nil {
		return nil, err
	}
	var rows []struct {
		ID           int64
		Name, Number string
		Here         bool
	}
	err = s.DB.Read(ctx).Raw(`SELECT m.id, m.name, m.number, EXISTS (SELECT 1 FROM member_stores d WHERE d.member_id = m.id AND d.store_id = ?) AS here
		FROM members p JOIN members m ON m.id = COALESCE(p.merged_into_id, p.id) WHERE p.phone_hash = ?`, storeID, hash).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	return &Known{r.ID, models.MaskName(r.Name), r.Number, r.Here}, nil
}

// admit counts a look-up of a person, or refuses it.
func (s *Service) admit(userID int64) error {
	now := s.Clock.Now().Unix()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.lookups == nil || len(s.lookups) >= mostLookers {
		s.lookups = map[int64][]int64{}
	}
	var recent []int64
	for _, at := range s.lookups[userID] {
		if now-at < lookupWindow {
			recent = append(recent, at)
		}
	}
	if len(recent) >= mostLookups {
		return (&models.Error{Kind: models.KindTooMany, Message: "error.too_many_lookups"}).With("Seconds", int(lookupWindow-(now-recent[0])))
	}
	s.lookups[userID] = append(recent, now)
	return nil
}

// Link lets a store deal with the member of a phone, who said so at the counter.
func (s *Service) Link(ctx context.Context, who models.Who, storeID int64, text string) (m models.Member, err error) {
	phone, err := models.ParsePhone(text)
	if err != nil {
		return m, err
	}
	hash, err := s.Keys.Hash(phone)
	if err != nil {
		return m, err
	}
	at := s.Clock.Moment()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Raw("SELECT m.* FROM members p JOIN members m ON m.id = COALESCE(p.merged_into_id, p.id) WHERE p.phone_hash = ?", hash).Scan(&m).Error; err != nil {
			return err
		}
		if m.ID == 0 {
			return models.Invalid("phone", "error.member_unknown")
		}
		if err := deal(tx, m.ID, storeID, at.On, byConsent); err != nil {
			return err
		}
		return write(tx, at, who, "member.link", m, "", map[string]any{"store": storeID})
	})
	return m, err
}
