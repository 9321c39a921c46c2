package loyalty

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/perks"
	"assay/models"
)

// Known is a member with the account, as a counter sees them.
type Known struct {
	models.MemberAccount
	Number   string
	Name     string
	JoinedOn models.Date
}

const knownQuery = "SELECT a.*, m.number, m.name, m.joined_on FROM members m JOIN member_accounts a ON a.member_id = m.id WHERE m.merged_into_id IS NULL AND m.erased_at IS NULL AND "

// FindKnown finds the member that somebody at a counter typed: by the number,
// wherever the member enrolled, or by the last four digits of the phone among
// those whom a store inside the scope knows. Invalid on field member where
// nobody or more than one is meant.
func FindKnown(q *gorm.DB, scope models.Scope, typed string) (Known, error) {
	typed = strings.ToUpper(strings.TrimSpace(typed))
	cond, args := "m.number = ?", []any{typed}
	if len(typed) == 4 && strings.IndexFunc(typed, func(r rune) bool { return !unicode.IsDigit(r) }) < 0 {
		within, values := withinReach(scope)
		cond, args = "m.phone_tail = ? AND "+within, append(args, values...)
	}
	var found []Known
	if err := q.Raw(knownQuery+cond+" ORDER BY m.id LIMIT 2", args...).Scan(&found).Error; err != nil {
		return Known{}, err
	}
	switch len(found) {
	case 0:
		return Known{}, models.Invalid("member", "error.member_unknown")
	case 1:
		return found[0], nil
	}
	return Known{}, models.Invalid("member", "error.members_many")
}

// KnownByID is a member whom a store inside the scope knows.
func KnownByID(q *gorm.DB, scope models.Scope, id int64) (k Known, err error) {
	cond, args := withinReach(scope)
	if err = q.Raw(knownQuery+"m.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&k).Error; err == nil && k.MemberID == 0 {
		err = models.NotFound("member")
	}
	return k, err
}

// Quote is what a sale would be, before anybody enters it.
type Quote struct {
	Slip   models.SalesSlip
	Lines  []models.SlipLine
	Member *Known
	Usable int64
	Earns  int64
	After  models.TierProgress
	Rises  bool // to the tier of After
	Used   []models.PerkEffect
	Offers []QuotedOffer
}

// QuotedOffer is what the member holds and why it does not fit the sale, where
// it does not.
type QuotedOffer struct {
	models.HeldPerk
	Chosen bool
	Reason models.PerkReason
}

// More is the points that benefits add to those of the sale.
func (quote *Quote) More() (points int64) {
	for _, e := range quote.Used {
		points += e.Points
	}
	return points
}

// Quote prices a sale and says what it would earn. It changes nothing; the
// refusals are those of Sell.
func (s *Service) Quote(ctx context.Context, scope models.Scope, in SaleInput) (Quote, error) {
	at, q := s.Clock.Moment(), s.DB.Read(ctx)
	drawn, err := in.draw(q, at, scope)
	quote := Quote{Slip: drawn.slip, Lines: drawn.lines, Used: drawn.used}
	if err != nil || in.MemberID == 0 {
		return quote, err
	}
	if err := quote.offer(q, in, drawn); err != nil {
		return quote, err
	}
	return quote, quote.member(q, drawn.rules, at.On, in)
}

// offer lists what the member could use with the sale. Each is looked at with
// the lines as they were typed.
func (quote *Quote) offer(q *gorm.DB, in SaleInput, drawn drawnSale) error {
	typed, err := in.lines(q)
	if err != nil {
		return err
	}
	hand := drawn.hand
	if hand.MemberID == 0 {
		if hand, err = perks.HandOf(q, *drawn.slip.MemberID, in.SoldOn); err != nil {
			return err
		}
	}
	var chosen []models.HeldPerk
	for _, e := range drawn.used {
		chosen = append(chosen, e.HeldPerk)
	}
	for _, o := range hand.Offers {
		row := QuotedOffer{HeldPerk: o, Chosen: slices.Contains(in.Perks, o.Key), Reason: o.Fits(typed, in.SoldOn)}
		if row.Reason == models.PerkFits {
			row.Reason = o.Beside(chosen)
		}
		quote.Offers = append(quote.Offers, row)
	}
	return nil
}

func (quote *Quote) member(q *gorm.DB, rules Rules, on models.Date, in SaleInput) error {
	k, err := KnownByID(q, models.Scope{All: true}, in.MemberID)
	if err != nil {
		return err
	}
	if quote.Usable, err = usable(q, k.MemberID, on); err != nil {
		return err
	}
	if quote.Usable < in.PointsUsed {
		return models.Invalid("points", "error.points_short").With("Usable", quote.Usable)
	}
	own := []standing{{MemberAccount: k.MemberAccount, JoinedOn: k.JoinedOn}}
	growth, err := growthReading(q, rules.Tiers, on, own, "")
	if err != nil {
		return err
	}
	worth, err := worthOf(q, own)
	if err != nil {
		return err
	}
	quote.Member, quote.Earns = &k, quote.Slip.Earned()
	value := rules.Tiers.Counted(growth[k.MemberID]+quote.Earns, worth[k.MemberID])
	state, cause := rules.Tiers.Earned(k.State(), value, k.JoinedOn, on)
	quote.After, quote.Rises = rules.Tiers.Progress(state, value), cause == models.TierUpgrade
	return nil
}

// usable is what a member can spend on a day.
func usable(q *gorm.DB, memberID int64, on models.Date) (n int64, err error) {
	err = q.Raw("SELECT COALESCE(SUM(left_points), 0) FROM point_lots WHERE member_id = ? AND left_points > 0 AND (expires_on IS NULL OR expires_on >= ?)", memberID, on).Scan(&n).Error
	return n, err
}

// StoresOf are the stores inside a scope that are not closed, by code.
func StoresOf(q *gorm.DB, scope models.Scope) (stores []models.Store, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT s.* FROM stores s WHERE s.closed_on IS NULL AND "+cond+" ORDER BY s.code LIMIT 1000", args...).Scan(&stores).Error
	return stores, err
}
