package loyalty

import (
	"context"
	"strconv"

	"assay/app/db"
	"assay/app/perks"
	"assay/models"
)

// RefundInput gives money back for pieces of a slip.
type RefundInput struct {
	SlipID     int64
	Lines      []RefundLine
	Reason     string
	RequestKey string
}

// RefundLine is so many pieces of a slip's line.
type RefundLine struct {
	LineID   int64
	Quantity int
}

// Validate checks what a person typed.
func (in RefundInput) Validate() error {
	if len(in.Lines) == 0 || len(in.Lines) > mostLines {
		return models.Invalid("lines", "error.refund_lines")
	}
	seen := map[int64]bool{}
	for _, l := range in.Lines {
		if l.Quantity < 1 || seen[l.LineID] {
			return models.Invalid("lines", "error.quantity_positive")
		}
		seen[l.LineID] = true
	}
	if err := checkReason(in.Reason); err != nil {
		return err
	}
	return checkKey(in.RequestKey, 64)
}

// Refund pays back what was paid for some pieces of a slip of a store inside
// the scope; freight stays. It takes back the growth and points that the slip
// is no longer worth, gives back its share of the points that paid, and undoes
// an upgrade that only this slip had brought. More pieces than are left are a
// conflict. The same request key again returns the first refund.
func (s *Service) Refund(ctx context.Context, who models.Who, scope models.Scope, in RefundInput) (models.SlipRefund, error) {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	if err := in.Validate(); err != nil {
		return models.SlipRefund{}, err
	}
	slip, err := SlipByID(q, scope, in.SlipID)
	if err != nil {
		return models.SlipRefund{}, err
	}
	rules, err := RulesOn(q, at.On)
	if err != nil {
		return models.SlipRefund{}, err
	}
	heir := int64(0)
	if slip.MemberID != nil {
		if heir, err = heirOf(q, *slip.MemberID); err != nil {
			return models.SlipRefund{}, err
		}
	}
	var r models.SlipRefund
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		r, err = enterRefund(tx, at, who, rules, heir, in)
		return err
	})
	if db.MayRepeat(err) {
		return s.sameRefund(ctx, in, err)
	}
	return r, err
}

// sameRefund is the first refund with the key; the refusal stands when there is
// none.
func (s *Service) sameRefund(ctx context.Context, in RefundInput, refusal error) (models.SlipRefund, error) {
	var r models.SlipRefund
	q := s.DB.Read(ctx)
	if err := q.Raw("SELECT * FROM slip_refunds WHERE request_key = ?", in.RequestKey).Scan(&r).Error; err != nil || r.ID == 0 {
		if err == nil {
			err = refusal
		}
		return r, err
	}
	var lines []models.SlipRefundLine
	if err := q.Raw("SELECT * FROM slip_refund_lines WHERE refund_id = ?", r.ID).Scan(&lines).Error; err != nil {
		return r, err
	}
	before := map[int64]int{}
	for _, l := range lines {
		before[l.SlipLineID] = l.Quantity
	}
	same := r.SlipID == in.SlipID && r.Reason == in.Reason && len(lines) == len(in.Lines)
	for _, l := range in.Lines {
		same = same && before[l.LineID] == l.Quantity
	}
	if !same {
		return models.SlipRefund{}, db.ErrKeyReused
	}
	return r, nil
}

// refunding is a refund on its way.
type refunding struct {
	models.SlipRefund
	slip         models.SalesSlip
	lines        []models.SlipLine
	back         []models.SlipRefundLine
	earnedBefore int64
	pointsUsed   int64 // of those that paid, what comes back
	all          bool  // nothing of the slip is left
}

// enterRefund is the step behind Refund. heir is whose account the slip is, 0
// for nobody's.
func enterRefund(tx *db.Tx, at models.Moment, who models.Who, rules Rules, heir int64, in RefundInput) (models.SlipRefund, error) {
	var a *account
	var err error
	if heir != 0 {
		if a, err = hold(tx, at, who, rules, heir); err != nil {
			return models.SlipRefund{}, err
		}
	}
	r := &refunding{SlipRefund: models.SlipRefund{SlipID: in.SlipID, RefundedOn: at.On, Reason: in.Reason, RequestKey: in.RequestKey,
		EnteredBy: who.Name, EnteredByID: who.ID, EnteredAt: at.At}}
	if err := r.read(tx, in.SlipID); err != nil {
		return r.SlipRefund, err
	}
	if err := r.plan(in.Lines); err != nil {
		return r.SlipRefund, err
	}
	if err := r.store(tx, heir != 0); err != nil || a == nil {
		return r.SlipRefund, err
	}
	if r.all {
		if err := perks.Return(tx, at.On, r.SlipID); err != nil {
			return r.SlipRefund, err
		}
	}
	if err := a.refund(r); err != nil {
		return r.SlipRefund, err
	}
	return r.SlipRefund, a.keep()
}

// read takes the slip and its lines as they are now.
func (r *refunding) read(tx *db.Tx, id int64) error {
	if err := tx.Raw("SELECT * FROM sales_slips WHERE id = ?"+tx.Latest(), id).Scan(&r.slip).Error; err != nil {
		return err
	}
	r.StoreID, r.earnedBefore = r.slip.StoreID, r.slip.Earned()
	return tx.Raw("SELECT * FROM slip_lines WHERE slip_id = ? ORDER BY line"+tx.Latest(), id).Scan(&r.lines).Error
}

// plan values the pieces that come back.
func (r *refunding) plan(asked []RefundLine) error {
	returned := func() (sum models.Money) {
		for _, l := range r.lines {
			sum += l.ReturnedFen()
		}
		return sum
	}
	before, paid := returned(), r.slip.PaidParts(r.lines)
	for _, want := range asked {
		at := -1
		for i := range r.lines {
			if r.lines[i].ID == want.LineID {
				at = i
			}
		}
		if at < 0 {
			return models.NotFound("slip_line")
		}
		l := &r.lines[at]
		if want.Quantity > l.Quantity-l.Returned {
			return models.Conflict("error.refund_too_many").With("Left", l.Quantity-l.Returned).On("lines")
		}
		part := models.RefundOf(paid[at], l.Quantity, l.Returned, want.Quantity)
		r.back = append(r.back, models.SlipRefundLine{SlipLineID: l.ID, Quantity: want.Quantity, AmountFen: part})
		r.AmountFen += part
		l.Returned += want.Quantity
	}
	r.pointsUsed = r.slip.PointsReturned(before, returned())
	r.slip.RefundedFen += r.AmountFen
	r.all = true
	for _, l := range r.lines {
		r.all = r.all && l.Returned == l.Quantity
	}
	return nil
}

// store writes the refund; the conditions stand in the UPDATEs.
func (r *refunding) store(tx *db.Tx, earned bool) (err error) {
	for _, l := range r.back {
		n, err := tx.Change("UPDATE slip_lines SET returned = returned + ? WHERE id = ? AND returned + ? <= quantity", l.Quantity, l.SlipLineID, l.Quantity)
		if err != nil {
			return err
		}
		if n != 1 {
			return db.ErrRetry
		}
	}
	n, err := tx.Change("UPDATE sales_slips SET refunded_fen = refunded_fen + ? WHERE id = ? AND refunded_fen + ? <= paid_fen", r.AmountFen, r.SlipID, r.AmountFen)
	if err != nil {
		return err
	}
	if n != 1 {
		return db.ErrRetry
	}
	if earned {
		r.PointsBack = r.earnedBefore - r.slip.Earned()
	}
	if r.Number, err = db.NextNumber(tx, SeriesRefund, r.RefundedOn.Year()); err != nil {
		return err
	}
	if err := tx.Create(&r.SlipRefund).Error; err != nil {
		return err
	}
	for i := range r.back {
		r.back[i].RefundID = r.ID
	}
	return tx.Create(&r.back).Error
}

// refund takes back what the pieces had earned and gives back the points that
// had paid for them.
func (a *account) refund(r *refunding) error {
	of := source{models.FromRefund, r.ID, r.Number}
	if err := a.grow(of, -r.PointsBack, a.at.On); err != nil {
		return err
	}
	if err := a.takeBack(of, r.SlipID, r.PointsBack); err != nil {
		return err
	}
	if err := a.returnUsed(r); err != nil {
		return err
	}
	a.SpentFen -= r.AmountFen
	if r.all {
		a.Slips--
		if err := a.reverseGrants(r); err != nil {
			return err
		}
	}
	return a.lower(r.SlipID)
}

// returnUsed gives back the share of the points that paid for the slip.
func (a *account) returnUsed(r *refunding) error {
	if r.pointsUsed == 0 {
		return nil
	}
	var paid models.Redemption
	if err := a.tx.Raw("SELECT * FROM redemptions WHERE request_key = ?", slipKey(r.SlipID)).Scan(&paid).Error; err != nil {
		return err
	}
	if r.all {
		if _, err := a.cancelled(paid.ID); err != nil {
			return err
		}
	}
	return a.restore(paid, r.pointsUsed)
}

// reverseGrants takes back what a sale had brought beside its own points, when
// nothing of it is left.
func (a *account) reverseGrants(r *refunding) error {
	var given []models.MemberGrant
	if err := a.tx.Raw(`SELECT * FROM member_grants g WHERE g.slip_id = ? AND g.reverses_id IS NULL
		AND NOT EXISTS (SELECT 1 FROM member_grants x WHERE x.reverses_id = g.id) ORDER BY g.id`, r.SlipID).Scan(&given).Error; err != nil {
		return err
	}
	for _, g := range given {
		back := models.MemberGrant{StoreID: g.StoreID, Activity: g.Activity, Growth: -g.Growth, Points: -g.Points, GrantedOn: g.GrantedOn, SlipID: g.SlipID, ReversesID: &g.ID,
			Reason: r.Number, RequestKey: "reverse:" + strconv.FormatInt(g.ID, 10)}
		if err := a.grant(back); err != nil {
			return err
		}
	}
	return nil
}
