package insight

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
	"assay/models/loyalty"
)

// KeptFit is a fit that was made on a day: of a region, or of the brand where
// RegionID is 0. Fit is its parameters with their evidence, Tried how they did
// on the last quarter when it was held back.
type KeptFit struct {
	ID       int64
	RegionID int64
	FittedOn models.Date
	Sound    bool
	Buyers   int64
	Repeat   int64 `gorm:"column:repeat_buyers"`
	Fit      string
	Tried    string
	FittedAt time.Time
}

// TableName is clv_fits.
func (KeptFit) TableName() string { return "clv_fits" }

// heldBack is how many days the try-out holds back: a quarter.
const heldBack = 91

// mostTried is how many buyers a try-out reads the slips of; of more, every
// n-th by id is taken.
const mostTried = 20_000

// FitRegion fits the models to the buyers of a region on a day, or to those of
// the brand for region 0. Nothing comes of it (nil) where nobody bought again.
func (s *Service) FitRegion(ctx context.Context, at models.Moment, region int64) (*KeptFit, error) {
	q := s.DB.Read(ctx)
	cells, err := cellsOf(q, region, at.On)
	if err != nil {
		return nil, err
	}
	repeat, err := repeatOf(q, region, at.On)
	if err != nil {
		return nil, err
	}
	fit, err := loyalty.FitBoth(cells, repeat)
	if tooLittle(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	k := &KeptFit{RegionID: region, FittedOn: at.On, Sound: fit.Sound(), Buyers: int64(fit.Purchases.Buyers), Repeat: int64(fit.Purchases.Repeat), FittedAt: at.At}
	if k.Fit, err = fit.Text(); err != nil {
		return nil, err
	}
	tried, err := tryOut(q, region, at.On, k.Buyers)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(tried)
	k.Tried = string(text)
	return k, err
}

// tooLittle tells that the purchases do not bear an estimate.
func tooLittle(err error) bool {
	return errors.Is(err, loyalty.ErrNoBuyers) || errors.Is(err, loyalty.ErrNoRepeat) || errors.Is(err, loyalty.ErrNoSpend)
}

// KeepFit is the step that keeps a fit, once for a region and day.
func KeepFit(tx *db.Tx, k *KeptFit) error {
	if _, err := tx.Change("DELETE FROM clv_fits WHERE region_id = ? AND fitted_on = ?", k.RegionID, k.FittedOn); err != nil {
		return err
	}
	return tx.Create(k).Error
}

const ofRegion = "f.buy_days > 0 AND (? = 0 OR f.region_id = ?)"

// cellsOf are the buyers by their past, in an order that does not depend on
// theirs. They are added up here: a database that sorted a million of them first
// would be silent for longer than a connection waits.
func cellsOf(q *gorm.DB, region int64, on models.Date) (cells []loyalty.Cell, err error) {
	counts := map[loyalty.Past]int{}
	err = db.EachRow(q, "SELECT f.buy_days, f.first_on, f.last_on FROM member_facts f WHERE "+ofRegion+" AND f.last_on <= ?", func(scan db.Scan) error {
		var first, last models.Date
		p := loyalty.Past{On: int64(on)}
		err := scan(&p.BuyDays, &first, &last)
		p.First, p.Last = int64(first), int64(last)
		counts[p]++
		return err
	}, region, region, on)
	pasts := slices.SortedFunc(maps.Keys(counts), func(a, b loyalty.Past) int {
		return slices.Compare([]int64{a.BuyDays, a.First, a.Last}, []int64{b.BuyDays, b.First, b.Last})
	})
	for _, p := range pasts {
		cells = append(cells, p.CellOf(counts[p]))
	}
	return cells, err
}

// repeatOf are those who bought again.
func repeatOf(q *gorm.DB, region int64, on models.Date) (out []loyalty.Summary, err error) {
	err = db.EachRow(q, "SELECT f.buy_days, f.first_on, f.last_on, f.repeat_fen FROM member_facts f WHERE "+ofRegion+" AND f.buy_days > 1 AND f.last_on <= ?", func(scan db.Scan) error {
		var f models.MemberFacts
		err := scan(&f.BuyDays, &f.FirstOn, &f.LastOn, &f.RepeatFen)
		out = append(out, pastOf(f, on).Summary())
		return err
	}, region, region, on)
	return out, err
}

// pastOf is a member's past on a day.
func pastOf(f models.MemberFacts, on models.Date) loyalty.Past {
	return loyalty.Past{BuyDays: f.BuyDays, First: int64(f.FirstOn), Last: int64(f.LastOn), On: int64(on), RepeatFen: int64(f.RepeatFen)}
}

// tryOut holds the last quarter back; empty where too few are left to fit.
func tryOut(q *gorm.DB, region int64, on models.Date, buyers int64) (t loyalty.Tried, err error) {
	every := max(1, (buyers+mostTried-1)/mostTried)
	var held []loyalty.Held
	var of int64
	var bought []loyalty.Purchase
	end := func() {
		if h, ok := loyalty.Hold(bought, int(on)-heldBack, int(on)); ok {
			held = append(held, h)
		}
		bought = nil
	}
	err = db.EachSpan(q, "members", func(after, upTo int64) error {
		return db.EachRow(q, "SELECT s.member_id, s.sold_on, s.paid_fen - s.refunded_fen FROM member_facts f JOIN sales_slips s ON s.member_id = f.member_id WHERE "+ofRegion+
			" AND f.member_id > ? AND f.member_id <= ? AND f.member_id % ? = 0 AND s.paid_fen > s.refunded_fen AND s.sold_on <= ? ORDER BY s.member_id, s.sold_on", func(scan db.Scan) error {
			var member int64
			var day models.Date
			var fen models.Money
			if err := scan(&member, &day, &fen); err != nil {
				return err
			}
			if member != of {
				end()
				of = member
			}
			bought = append(bought, loyalty.Purchase{Day: int(day), Fen: int64(fen)})
			return nil
		}, region, region, after, upTo, every, on)
	})
	if err != nil {
		return t, err
	}
	end()
	if t, err = loyalty.TryOut(held, heldBack); tooLittle(err) {
		err = nil
	}
	return t, err
}

// FitRegions are the regions that have members, the brand (0) first.
func FitRegions(q *gorm.DB) ([]int64, error) {
	var ids []int64
	err := q.Raw("SELECT DISTINCT region_id FROM member_facts ORDER BY region_id").Scan(&ids).Error
	return append([]int64{0}, ids...), err
}

// LatestFits are the last fit of the brand and of each region, the brand first.
func LatestFits(q *gorm.DB) (rows []KeptFit, err error) {
	err = q.Raw("SELECT k.* FROM clv_fits k WHERE k.id IN (SELECT MAX(x.id) FROM clv_fits x GROUP BY x.region_id) ORDER BY k.region_id").Scan(&rows).Error
	return rows, err
}
