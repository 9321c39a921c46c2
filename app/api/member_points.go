package api

import (
	"assay/app/loyalty"
	"assay/models"
)

// memberBalance is where a member stands. Tier is the one that counts today.
type memberBalance struct {
	MemberID      int64        `json:"member_id"`
	Number        string       `json:"number"`
	Growth        int64        `json:"growth"`
	Points        int64        `json:"points" doc:"That can be used today."`
	Expiring      int64        `json:"expiring"`
	ExpiringUntil models.Date  `json:"expiring_until"`
	Owed          int64        `json:"owed" doc:"Taken back after they were spent; the next points pay it off."`
	Spent         models.Money `json:"spent"`
	Tier          string       `json:"tier"`
	NextTier      string       `json:"next_tier,omitempty"`
	ToNext        int64        `json:"to_next"`
	ToKeep        int64        `json:"to_keep"`
	KeepBy        models.Date  `json:"keep_by,omitzero"`
}

func (s *server) memberBalance(c *call, in *ByID) (memberBalance, error) {
	v, err := loyalty.Look(c.q, c.scope(), in.ID, c.on)
	if err != nil {
		return memberBalance{}, err
	}
	b := memberBalance{MemberID: v.MemberID, Number: v.Number, Growth: v.Growth, Points: v.Usable, Expiring: v.Expiring, ExpiringUntil: v.WarnUntil, Owed: v.Debt, Spent: v.SpentFen,
		Tier: v.State().Shown(c.on), ToNext: v.Progress.ToNext, ToKeep: v.Progress.ToKeep, KeepBy: v.Progress.KeepBy}
	if v.Progress.Next != nil {
		b.NextTier = v.Progress.Next.Code
	}
	return b, nil
}

type redemptionInput struct {
	Keyed
	ByID
	Body struct {
		StoreID int64  `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		Kind    string `json:"kind" enum:"goods,service"`
		What    text   `json:"what" minLength:"1" maxLength:"200"`
		Points  int64  `json:"points" minimum:"1" maximum:"1000000000"`
	}
}

// redemption is points that were exchanged for something.
type redemption struct {
	ID          int64                 `json:"id"`
	Number      string                `json:"number"`
	MemberID    int64                 `json:"member_id"`
	StoreID     int64                 `json:"store_id"`
	Kind        models.RedemptionKind `json:"kind"`
	What        string                `json:"what"`
	Points      int64                 `json:"points"`
	RedeemedOn  models.Date           `json:"redeemed_on"`
	CancelledOn models.Date           `json:"cancelled_on,omitzero"`
}

func viewRedemption(r models.Redemption) redemption {
	return redemption{r.ID, r.Number, r.MemberID, r.StoreID, r.Kind, r.What, r.Points, r.RedeemedOn, r.CancelledOn}
}

func (s *server) redeemPoints(c *call, in *redemptionInput) (redemption, error) {
	if _, err := loyalty.KnownByID(c.q, c.scope(), in.ID); err != nil {
		return redemption{}, err
	}
	b := in.Body
	r, err := s.Loyalty.Redeem(c, c.Actor.Who(), c.scope(), loyalty.RedeemInput{StoreID: b.StoreID, MemberID: in.ID, Kind: models.RedemptionKind(b.Kind), What: b.What.clean(),
		Points: b.Points, RequestKey: in.of(c)})
	return viewRedemption(r), err
}

func (s *server) cancelRedemption(c *call, in *ByID) (redemption, error) {
	if err := s.Loyalty.CancelRedemption(c, c.Actor.Who(), c.scope(), in.ID); err != nil {
		return redemption{}, err
	}
	r, err := loyalty.RedemptionByID(c.q, c.scope(), in.ID)
	return viewRedemption(r), err
}
