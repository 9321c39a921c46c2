package loyalty

import (
	"assay/app/db"
	"assay/app/insight"
	"assay/models"
)

// account is a member's account in the transaction that holds its row. What
// changes it adds entries; keep writes the row back, once.
type account struct {
	models.MemberAccount
	tx       *db.Tx
	at       models.Moment
	who      models.Who
	rules    Rules
	joined   models.Date
	birthday models.Birthday
	bringer  int64             // who recommended the member, 0 for nobody
	lots     []models.PointLot // with something left
	entries  []models.PointEntry
	moves    []models.TierMove
}

// source is the document that entries come from.
type source struct {
	kind models.GrowthSource
	id   int64
	note string
}

// hold takes the account's row before anything else is read, so that two tills
// follow one after the other; not found for a member without an account, a
// conflict for one that was merged into another meanwhile.
func hold(tx *db.Tx, at models.Moment, who models.Who, rules Rules, memberID int64) (*account, error) {
	return holdReading(tx, at, who, rules, memberID, "")
}

// holdReading is hold with what ends its SELECTs: tx.Latest() where the
// transaction may have read before.
func holdReading(tx *db.Tx, at models.Moment, who models.Who, rules Rules, memberID int64, latest string) (*account, error) {
	a := &account{tx: tx, at: at, who: who, rules: rules}
	n, err := tx.Change("UPDATE member_accounts SET version = version + 1 WHERE member_id = ?", memberID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, models.NotFound("member")
	}
	if err := tx.Raw("SELECT * FROM member_accounts WHERE member_id = ?", memberID).Scan(&a.MemberAccount).Error; err != nil {
		return nil, err
	}
	var m models.Member
	if err := tx.Raw("SELECT joined_on, birth_month, birth_day, birth_lunar, birth_leap, brought_by_id, merged_into_id FROM members WHERE id = ?"+latest, memberID).Scan(&m).Error; err != nil {
		return nil, err
	}
	if m.MergedIntoID != nil {
		return nil, models.Conflict("error.member_merged")
	}
	a.joined, a.birthday = m.JoinedOn, m.Birthday()
	if m.BroughtByID != nil {
		a.bringer = *m.BroughtByID
	}
	return a, tx.Raw("SELECT * FROM point_lots WHERE member_id = ? AND left_points > 0 ORDER BY id"+latest, memberID).Scan(&a.lots).Error
}

// grow adds growth, or takes it back below 0.
func (a *account) grow(s source, growth int64, on models.Date) error {
	if growth == 0 {
		return nil
	}
	_, err := a.tx.Change(`INSERT INTO growth_entries (member_id, posting_on, growth, source, source_id, note, entered_by, entered_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, a.MemberID, on, growth, s.kind, s.id, s.note, a.who.Name, a.at.At)
	a.Growth += growth
	return err
}

// lot opens a lot, which pays off what is owed first.
func (a *account) lot(s source, l models.PointLot) error {
	if l.Points <= 0 {
		return nil
	}
	l.MemberID, l.LeftPts = a.MemberID, l.Points
	var err error
	if l.ID, err = a.tx.InsertRow("INSERT INTO point_lots (member_id, slip_id, points, left_points, earned_on, expires_on) VALUES (?, ?, ?, ?, ?, ?)",
		l.MemberID, l.SlipID, l.Points, l.LeftPts, l.EarnedOn, l.ExpiresOn); err != nil {
		return err
	}
	a.lots, a.Points = append(a.lots, l), a.Points+l.Points
	a.enter(s, l.Points, &l.ID)
	return a.settle(s)
}

// earn opens a lot of points that were earned on a day.
func (a *account) earn(s source, points int64, slipID *int64, on models.Date) error {
	return a.lot(s, models.PointLot{SlipID: slipID, Points: points, EarnedOn: on, ExpiresOn: a.rules.Points.ExpiresOn(on)})
}

// enter notes a line of the points ledger; keep writes it.
func (a *account) enter(s source, points int64, lotID *int64) {
	a.entries = append(a.entries, models.PointEntry{MemberID: a.MemberID, PostingOn: a.at.On, Points: points, LotID: lotID, Source: s.kind, SourceID: s.id,
		Note: s.note, EnteredBy: a.who.Name, EnteredAt: a.at.At})
}

// take takes points out of lots. The condition stands in the UPDATE: a lot
// never gives more than it holds.
func (a *account) take(s source, takes []models.PointTake) error {
	for _, t := range takes {
		n, err := a.tx.Change("UPDATE point_lots SET left_points = left_points - ? WHERE id = ? AND member_id = ? AND left_points >= ?", t.Points, t.LotID, a.MemberID, t.Points)
		if err != nil {
			return err
		}
		if n != 1 {
			return db.ErrRetry
		}
		for i := range a.lots {
			if a.lots[i].ID == t.LotID {
				a.lots[i].LeftPts -= t.Points
			}
		}
		a.Points -= t.Points
		a.enter(s, -t.Points, &t.LotID)
	}
	return nil
}

// spend takes points for something; invalid where there are too few.
func (a *account) spend(s source, points int64) error {
	takes, short := models.SpendPoints(a.lots, points, a.at.On)
	if short > 0 {
		return models.Invalid("points", "error.points_short").With("Usable", points-short)
	}
	return a.take(s, takes)
}

// takeBack takes back what a sale had earned; what is spent already is owed.
func (a *account) takeBack(s source, slipID, points int64) error {
	takes, debt := models.TakeBackPoints(a.lots, slipID, points, a.at.On)
	if err := a.take(s, takes); err != nil || debt == 0 {
		return err
	}
	a.Debt += debt
	a.enter(s, -debt, nil)
	return nil
}

// settle pays off what is owed from what can be spent.
func (a *account) settle(s source) error {
	s.kind = models.FromDebt
	takes, short := models.SpendPoints(a.lots, a.Debt, a.at.On)
	if paid := a.Debt - short; paid > 0 {
		a.Debt = short
		a.enter(s, paid, nil)
		return a.take(s, takes)
	}
	return nil
}

// raise puts the member into the tier that the growth reaches, at once. slipID
// is the sale that did it.
func (a *account) raise(slipID *int64) error {
	value, err := a.value()
	if err != nil {
		return err
	}
	state, cause := a.rules.Tiers.Earned(a.State(), value, a.joined, a.at.On)
	a.move(state, cause, value, slipID, "")
	return nil
}

// move takes over a state and notes the line that says why.
func (a *account) move(to models.TierState, cause models.TierCause, value int64, slipID *int64, reason string) {
	if cause == models.TierUnchanged {
		return
	}
	a.moves = append(a.moves, models.TierMove{MemberID: a.MemberID, MovedOn: a.at.On, FromTier: a.Tier, ToTier: to.Tier, Cause: cause, SlipID: slipID, Growth: value,
		PolicyVersion: a.rules.TiersVersion, Reason: reason, MovedBy: a.who.Name, MovedAt: a.at.At})
	a.Put(to)
}

// value is the growth that counts for the tier today.
func (a *account) value() (int64, error) {
	values, err := valuesOf(a.tx.DB, a.rules.Tiers, a.at.On, []standing{{MemberAccount: a.MemberAccount, JoinedOn: a.joined}})
	return values[a.MemberID], err
}

// keep writes the lines and the row. The row was taken at this version.
func (a *account) keep() error {
	for _, e := range a.entries {
		if _, err := a.tx.Change(`INSERT INTO point_entries (member_id, posting_on, points, lot_id, source, source_id, note, entered_by, entered_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.MemberID, e.PostingOn, e.Points, e.LotID, e.Source, e.SourceID, e.Note, e.EnteredBy, e.EnteredAt); err != nil {
			return err
		}
	}
	for i := range a.moves {
		if err := a.tx.Create(&a.moves[i]).Error; err != nil {
			return err
		}
	}
	n, err := a.tx.Change(`UPDATE member_accounts SET growth = ?, points = ?, debt = ?, spent_fen = ?, slips = ?, last_bought_on = ?, tier = ?, tier_since_on = ?, review_on = ?,
		grace_on = ?, manual_tier = ?, manual_until_on = ? WHERE member_id = ? AND version = ?`, a.Growth, a.Points, a.Debt, a.SpentFen, a.Slips, a.LastBoughtOn, a.Tier,
		a.TierSinceOn, a.ReviewOn, a.GraceOn, a.ManualTier, a.ManualUntilOn, a.MemberID, a.Version)
	switch {
	case err != nil:
		return err
	case n != 1:
		return db.ErrRetry
	}
	return insight.Touch(a.tx, a.MemberID, a.bringer)
}
