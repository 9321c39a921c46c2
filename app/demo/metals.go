package demo

import (
	"math"

	"assay/app/catalog"
	"assay/app/db"
	"assay/models"
)

// course is how a metal's price went: from one price to another, in fen per
// gram, with daily noise that pulls back to the trend.
type course struct {
	code, zh, en string
	from, to     float64
	noise        float64
}

var courses = []course{
	{fineGold, "足金", "Fine gold", 47_200, 93_600, 0.007},
	{kGold, "18K金", "18 K gold", 36_100, 71_300, 0.007},
	{platinum, "铂950", "Platinum 950", 23_400, 38_800, 0.010},
	{silver, "足银", "Silver 990", 590, 1_210, 0.013},
}

// price is the present price of a metal, with how far it is off its trend.
type price struct {
	perGram models.Money
	off     float64
}

func (s *sim) addMetals(tx *db.Tx, at models.Moment) error {
	for _, c := range courses {
		if err := tx.Create(&models.Metal{Code: c.code, NameZh: c.zh, NameEn: c.en, PricedAt: at.At}).Error; err != nil {
			return err
		}
		s.metals[c.code] = &price{}
	}
	return s.quoteMetals(tx, at)
}

// quoteMetals puts the day's prices on the board.
func (s *sim) quoteMetals(tx *db.Tx, at models.Moment) error {
	done := float64(at.On-s.start) / float64(max(1, s.end-s.start))
	for _, c := range courses {
		p := s.metals[c.code]
		p.off = 0.97*p.off + c.noise*s.rng.NormFloat64()
		p.perGram = models.Money(math.Round(c.from * math.Pow(c.to/c.from, done) * math.Exp(p.off)))
		if err := catalog.PutMetalPrice(tx, at, s.people.salesManager, c.code, p.perGram); err != nil {
			return err
		}
	}
	return nil
}

// listPrice is what an article costs today before discounts.
func (s *sim) listPrice(p models.Product) models.Money {
	var perGram models.Money
	if p.Metal != nil {
		perGram = s.metals[*p.Metal].perGram
	}
	list, err := p.ListPrice(perGram)
	if err != nil {
		return p.FixedFen
	}
	return list
}
