package prospects

import (
	"context"
	"errors"

	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// How many friends may leave their number by one member's invitation, and by all
// of a store, within a day; more is not a person sharing a link.
const (
	mostOfOne   = 10
	mostOfStore = 100
)

// Invited is what a friend leaves on the page of an invitation.
type Invited struct {
	Name, Phone string
	Relation    models.ReferralRelation
	Agreed      bool
	RequestKey  string
}

// Invite makes a prospect of the inviter's store of a friend who agreed to be
// called. Somebody who is known already is told the same as anybody else, so that
// the page says of no phone whose it is. It is too many (429) for a link that
// more people use than a member has friends to tell in a day.
func (s *Service) Invite(ctx context.Context, code string, in Invited) error {
	at := s.Clock.Moment()
	v, err := InviterOf(s.DB.Read(ctx), code)
	if err != nil {
		return err
	}
	if !in.Agreed {
		return models.Invalid("agreed", "error.prospect_agree")
	}
	who := models.Who{Name: v.Number}
	e := Entry{Prospect: models.Prospect{StoreID: v.StoreID, Name: in.Name, Source: models.FromReferral, ReferrerID: &v.ID, Relation: in.Relation, AgreedOn: at.On, AgreedChannel: "phone", AgreedText: TextVersion,
		NextOn: at.On, RequestKey: "invite:" + in.RequestKey}, Phone: in.Phone}
	hash, err := s.check(s.DB.Read(ctx), &e, at.On)
	if err != nil {
		return err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := admit(tx, at, v); err != nil {
			return err
		}
		p := e.Prospect
		return s.enter(tx, at, who, e.Phone, hash, &p)
	})
	if db.IsDuplicate(err) || errors.Is(err, members.ErrAlreadyMember) {
		return nil
	}
	return err
}

// admit counts who came by invitation within a day.
func admit(tx *db.Tx, at models.Moment, v Inviter) error {
	since := at.At.AddDate(0, 0, -1)
	var own, all int64
	if err := tx.Raw("SELECT COUNT(*) FROM prospects WHERE referrer_id = ? AND entered_at > ? AND entered_by_id = 0", v.ID, since).Scan(&own).Error; err != nil {
		return err
	}
	if err := tx.Raw("SELECT COUNT(*) FROM prospects WHERE store_id = ? AND entered_on >= ? AND entered_at > ? AND entered_by_id = 0", v.StoreID, at.On.AddDays(-1), since).Scan(&all).Error; err != nil {
		return err
	}
	if own >= mostOfOne || all >= mostOfStore {
		return errTooMany
	}
	return nil
}
