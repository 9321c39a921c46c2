package loyalty

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// RedeemInput exchanges points for goods or a service at a store.
type RedeemInput struct {
	StoreID    int64
	MemberID   int64
	Kind       models.RedemptionKind
	What       string
	Points     int64
	RequestKey string
}

// Validate checks what a person typed.
func (in RedeemInput) Validate() error {
	switch {
	case in.Kind != models.RedeemGoods && in.Kind != models.RedeemService:
		return models.Invalid("kind", "error.choice_unknown")
	case strings.TrimSpace(in.What) == "":
		return models.Invalid("what", "error.value_required")
	case in.Points <= 0 || in.Points > int64(models.MaxMoney):
		return models.Invalid("points", "error.points_positive")
	}
	if err := models.CheckLengths(models.Length{Field: "what", Value: in.What, Max: 200}); err != nil {
		return err
	}
	return checkKey(in.RequestKey, 64)
}

// Redeem takes points, the oldest expiry first, for something handed over; too
// few are invalid on field points. Growth stays. The same request key again
// returns the first redemption.
func (s *Service) Redeem(ctx context.Context, who models.Who, scope models.Scope, in RedeemInput) (models.Redemption, error) {
	var r models.Redemption
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	if err := in.Validate(); err != nil {
		return r, err
	}
	if err := checkStore(q, scope, in.StoreID); err != nil {
		return r, err
	}
	id, err := heirOf(q, in.MemberID)
	if err != nil {
		return r, err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return r, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		r = models.Redemption{StoreID: in.StoreID, Kind: in.Kind, What: in.What, Points: in.Points, RequestKey: in.RequestKey}
		a, err := hold(tx, at, who, rules, id)
		if err != nil {
			return err
		}
		if err := a.redeem(&r); err != nil {
			return err
		}
		return a.keep()
	})
	if db.MayRepeat(err) {
		return s.sameRedemption(ctx, in, id, err)
	}
	return r, err
}

// sameRedemption is the first redemption with the key; the refusal stands when
// there is none.
func (s *Service) sameRedemption(ctx context.Context, in RedeemInput, memberID int64, refusal error) (models.Redemption, error) {
	var r models.Redemption
	err := s.DB.Read(ctx).Raw("SELECT * FROM redemptions WHERE request_key = ?", in.RequestKey).Scan(&r).Error
	switch {
	case err != nil:
		return r, err
	case r.ID == 0:
		return r, refusal
	case r.StoreID != in.StoreID || r.MemberID != memberID || r.Kind != in.Kind || r.What != in.What || r.Points != in.Points:
		return models.Redemption{}, db.ErrKeyReused
	}
	return r, nil
}

// redeem numbers a redemption, stores it and takes its points.
func (a *account) redeem(r *models.Redemption) (err error) {
	if usable := models.UsablePoints(a.lots, a.at.On); usable < r.Points {
		return models.Invalid("points", "error.points_short").With("Usable", usable)
	}
	if r.Number, err = db.NextNumber(a.tx, SeriesRedemption, a.at.On.Year()); err != nil {
		return err
	}
	r.MemberID, r.RedeemedOn, r.EnteredBy, r.EnteredByID, r.EnteredAt = a.MemberID, a.at.On, a.who.Name, a.who.ID, a.at.At
	if err := a.tx.Create(r).Error; err != nil {
		return err
	}
	return a.spend(source{models.FromRedemption, r.ID, r.What}, r.Points)
}

// CancelRedemption gives the points of a redemption at a store inside the scope
// back to the lots that they came from; what had expired by then lives on for
// the days that the policy says. Money off comes back with a refund of its sale.
// Cancelling again changes nothing.
func (s *Service) CancelRedemption(ctx context.Context, who models.Who, scope models.Scope, id int64) error {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	r, err := RedemptionByID(q, scope, id)
	if err != nil {
		return err
	}
	if r.Kind == models.RedeemMoney {
		return models.Conflict("error.redemption_of_sale")
	}
	member, err := heirOf(q, r.MemberID)
	if err != nil {
		return err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		a, err := hold(tx, at, who, rules, member)
		if err != nil {
			return err
		}
		if ended, err := a.cancelled(r.ID); err != nil || !ended {
			return err
		}
		if err := a.restore(r, r.Points); err != nil {
			return err
		}
		return a.keep()
	})
}

// RedemptionByID is a redemption at a store inside the scope.
func RedemptionByID(q *gorm.DB, scope models.Scope, id int64) (r models.Redemption, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT r.* FROM redemptions r JOIN stores s ON s.id = r.store_id WHERE r.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&r).Error
	if err == nil && r.ID == 0 {
		err = models.NotFound("redemption")
	}
	return r, err
}

// cancelled marks a redemption; false when it was cancelled before.
func (a *account) cancelled(id int64) (bool, error) {
	n, err := a.tx.Change("UPDATE redemptions SET cancelled_on = ?, cancelled_by = ? WHERE id = ? AND cancelled_on IS NULL", a.at.On, a.who.Name, id)
	return n == 1, err
}

// restore gives points of a redemption back to the lots that they came from,
// the last taken first. What came from the lot of a member who was merged into
// this one comes back as a lot of this one's.
func (a *account) restore(r models.Redemption, points int64) error {
	var from []models.PointLot
	if err := a.tx.Raw(`SELECT l.id, l.member_id, l.slip_id, l.earned_on, l.expires_on, x.out_points AS left_points FROM point_lots l JOIN (
		SELECT lot_id, -SUM(points) AS out_points, MIN(id) AS first_id FROM point_entries WHERE source IN ('redemption', 'cancellation') AND source_id = ? AND lot_id IS NOT NULL
		GROUP BY lot_id HAVING SUM(points) < 0) x ON x.lot_id = l.id ORDER BY x.first_id DESC`, r.ID).Scan(&from).Error; err != nil {
		return err
	}
	of := source{models.FromCancellation, r.ID, r.What}
	for _, l := range from {
		n := min(points, l.LeftPts)
		if n == 0 {
			break
		}
		if err := a.giveBack(of, l, n); err != nil {
			return err
		}
		points -= n
	}
	return a.settle(of)
}

func (a *account) giveBack(of source, l models.PointLot, n int64) error {
	l.ExpiresOn = a.rules.Points.RestoredUntil(l.ExpiresOn, a.at.On)
	if l.MemberID != a.MemberID {
		l.ID, l.Points = 0, n
		return a.lot(of, l)
	}
	if _, err := a.tx.Change("UPDATE point_lots SET left_points = left_points + ?, expires_on = ? WHERE id = ?", n, l.ExpiresOn, l.ID); err != nil {
		return err
	}
	a.Points += n
	a.enter(of, n, &l.ID)
	for i := range a.lots {
		if a.lots[i].ID == l.ID {
			a.lots[i].LeftPts, a.lots[i].ExpiresOn = a.lots[i].LeftPts+n, l.ExpiresOn
			return nil
		}
	}
	l.LeftPts = n
	a.lots = append(a.lots, l)
	return nil
}
