package loyalty

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/perks"
	"assay/models"
)

// Sell enters a sale at a store inside the scope: points that pay for a part are
// taken, what was really paid earns growth and points, a tier that is reached is
// given at once. The same key again returns the first slip; with another content
// it is db.ErrKeyReused. Too few points are invalid on field points. A member is
// one that a store inside the scope knows: who is new to it is linked first, by
// the member's own say-so.
func (s *Service) Sell(ctx context.Context, who models.Who, scope models.Scope, in SaleInput) (models.SalesSlip, error) {
	at := s.Clock.Moment()
	drawn, err := in.draw(s.DB.Read(ctx), at, scope)
	if err != nil {
		return drawn.slip, err
	}
	slip := drawn.slip
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		slip = drawn.slip
		return enterSale(tx, at, who, drawn, &slip)
	})
	if db.MayRepeat(err) {
		return s.sameSlip(ctx, drawn.slip, err)
	}
	return slip, err
}

// EnterSale is Sell for a feature whose own document ends in a sale, in its
// transaction; the source key must be new.
func EnterSale(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in SaleInput) (models.SalesSlip, error) {
	drawn, err := in.draw(tx.DB, at, scope)
	if err != nil {
		return drawn.slip, err
	}
	slip := drawn.slip
	err = enterSale(tx, at, who, drawn, &slip)
	return slip, err
}

// drawnSale is a sale as it would be entered.
type drawnSale struct {
	slip  models.SalesSlip
	lines []models.SlipLine
	rules Rules
	hand  perks.Hand // read where perks are used
	used  []models.PerkEffect
}

// draw checks a sale and totals it under the rules of the day.
func (in SaleInput) draw(q *gorm.DB, at models.Moment, scope models.Scope) (d drawnSale, err error) {
	if err := in.Validate(at.On); err != nil {
		return d, err
	}
	if err := checkStore(q, scope, in.StoreID); err != nil {
		return d, err
	}
	if err := checkSeller(q, in.PersonID, in.StoreID); err != nil {
		return d, err
	}
	if d.rules, err = RulesOn(q, at.On); err != nil {
		return d, err
	}
	if d.slip, d.lines, err = in.slip(q, d.rules); err != nil || in.MemberID == 0 {
		return d, err
	}
	id, err := reachable(q, scope, in.MemberID)
	if d.slip.MemberID = &id; err != nil || len(in.Perks) == 0 {
		return d, err
	}
	if d.hand, err = perks.HandOf(q, id, in.SoldOn); err != nil {
		return d, err
	}
	return d, d.use(in.Perks)
}

// use takes what the member chose off the lines and totals the slip anew.
func (d *drawnSale) use(keys []string) error {
	chosen, err := d.hand.Pick(keys)
	if err != nil {
		return err
	}
	if d.used, err = models.UsePerks(d.lines, chosen, d.slip.SoldOn); err != nil {
		return err
	}
	if err := d.slip.Total(d.lines); err != nil {
		return err
	}
	models.EarnPerks(d.used, d.slip.Earned())
	return nil
}

// checkSeller refuses who does not work in the store.
func checkSeller(q *gorm.DB, id, storeID int64) error {
	if id == 0 {
		return nil
	}
	var n int64
	if err := q.Raw("SELECT COUNT(*) FROM store_people WHERE id = ? AND store_id = ?", id, storeID).Scan(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return models.Invalid("seller", "error.adviser_unknown")
	}
	return nil
}

// sameSlip is the first slip with the key; the refusal stands when there is none.
func (s *Service) sameSlip(ctx context.Context, asked models.SalesSlip, refusal error) (models.SalesSlip, error) {
	var first models.SalesSlip
	err := s.DB.Read(ctx).Raw("SELECT * FROM sales_slips WHERE source_key = ?", asked.SourceKey).Scan(&first).Error
	switch {
	case err != nil:
		return first, err
	case first.ID == 0:
		return first, refusal
	case first.RequestSHA256 != asked.RequestSHA256:
		return first, db.ErrKeyReused
	}
	return first, nil
}

// enterSale is the step behind Sell.
func enterSale(tx *db.Tx, at models.Moment, who models.Who, drawn drawnSale, slip *models.SalesSlip) error {
	slip.EnteredBy, slip.EnteredByID, slip.EnteredAt = who.Name, who.ID, at.At
	if slip.MemberID == nil {
		return insertSlip(tx, slip, drawn.lines)
	}
	a, err := hold(tx, at, who, drawn.rules, *slip.MemberID)
	if err != nil {
		return err
	}
	if err := insertSlip(tx, slip, drawn.lines); err != nil {
		return err
	}
	if err := a.usePerks(*slip, drawn); err != nil {
		return err
	}
	if err := a.payWithPoints(*slip); err != nil {
		return err
	}
	of := source{models.FromSale, slip.ID, slip.Number}
	if err := a.grow(of, slip.Earned(), slip.SoldOn); err != nil {
		return err
	}
	if err := a.earn(of, slip.Earned(), &slip.ID, slip.SoldOn); err != nil {
		return err
	}
	if err := a.reward(*slip, drawn.used); err != nil {
		return err
	}
	a.SpentFen, a.Slips, a.LastBoughtOn = a.SpentFen+slip.PaidFen, a.Slips+1, max(a.LastBoughtOn, slip.SoldOn)
	if err := a.raise(&slip.ID); err != nil {
		return err
	}
	return a.keep()
}

// insertSlip numbers a slip and stores it with its lines.
func insertSlip(tx *db.Tx, slip *models.SalesSlip, lines []models.SlipLine) (err error) {
	if slip.Number, err = db.NextNumber(tx, SeriesSlip, slip.SoldOn.Year()); err != nil {
		return err
	}
	if err := tx.Create(slip).Error; err != nil {
		return err
	}
	own := make([]models.SlipLine, len(lines))
	for i, l := range lines {
		own[i], own[i].SlipID = l, slip.ID
	}
	return tx.Create(&own).Error
}

// payWithPoints takes the points that a slip's money off costs.
func (a *account) payWithPoints(slip models.SalesSlip) error {
	if slip.PointsUsed == 0 {
		return nil
	}
	r := models.Redemption{MemberID: a.MemberID, StoreID: slip.StoreID, Kind: models.RedeemMoney, What: slip.Number, Points: slip.PointsUsed, WorthFen: slip.PointsFen,
		RequestKey: slipKey(slip.ID)}
	return a.redeem(&r)
}

// reward gives what comes with the sale beside its own points.
func (a *account) reward(slip models.SalesSlip, used []models.PerkEffect) error {
	if err := a.rewardBirthday(slip); err != nil {
		return err
	}
	return a.rewardTier(slip, used)
}

// rewardBirthday gives the bonus for buying in the month of the birthday.
func (a *account) rewardBirthday(slip models.SalesSlip) error {
	month := slip.SoldOn.MonthStart()
	day := a.birthday.Next(month)
	if day.IsZero() || day > month.MonthEnd() || slip.Earned() == 0 {
		return nil
	}
	points, err := a.gives(models.ActivityBirthday, slip.SoldOn)
	if err != nil || points == 0 {
		return err
	}
	return a.grant(models.MemberGrant{StoreID: &slip.StoreID, Activity: models.ActivityBirthday, Growth: points, Points: points, GrantedOn: slip.SoldOn, SlipID: &slip.ID,
		Reason: slip.Number, RequestKey: "birthday:" + strconv.FormatInt(slip.ID, 10)})
}

// usePerks notes what of the member's benefits and coupons the slip used; it is
// refused where another till was first.
func (a *account) usePerks(slip models.SalesSlip, drawn drawnSale) error {
	if len(drawn.used) == 0 {
		return nil
	}
	of := models.PerkUse{MemberID: a.MemberID, StoreID: slip.StoreID, Tier: drawn.hand.Tier, PolicyVersion: drawn.hand.Rules.Version, SlipID: &slip.ID, UsedOn: slip.SoldOn,
		RequestKey: slipKey(slip.ID)}
	return perks.Use(a.tx, a.at, a.who, of, drawn.used, a.rules.Points)
}

// rewardTier gives the points that a tier adds to those of a sale, a line for
// each benefit. They raise nobody: growth stays as it is.
func (a *account) rewardTier(slip models.SalesSlip, used []models.PerkEffect) error {
	for _, e := range used {
		if e.Points == 0 {
			continue
		}
		g := models.MemberGrant{StoreID: &slip.StoreID, Activity: models.ActivityTier, Points: e.Points, GrantedOn: slip.SoldOn, SlipID: &slip.ID, Reason: slip.Number,
			RequestKey: "perk:" + strconv.FormatInt(slip.ID, 10) + ":" + e.Key}
		if err := a.grant(g); err != nil {
			return err
		}
	}
	return nil
}
