package insight

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
	"assay/models/loyalty"
)

// valuer values the members of a region under one fit.
type valuer struct {
	fit int64
	*loyalty.Valuer
}

// valuersOf are the fits in use by region, under 0 the brand's. A region whose
// own fit is not sound, or has too few repeat buyers, is valued by the brand's;
// nobody is valued by a fit that is not sound. They are made for one run and not
// for two goroutines.
func valuersOf(q *gorm.DB, p models.ValuePolicy) (map[int64]valuer, error) {
	fits, err := LatestFits(q)
	if err != nil {
		return nil, err
	}
	out := map[int64]valuer{}
	for _, k := range fits {
		if !k.Sound || k.RegionID != 0 && k.Repeat < int64(p.MinRepeat) {
			continue
		}
		f, err := loyalty.FitOf(k.Fit)
		if err != nil {
			return nil, err
		}
		v, err := f.Valuer(p.HorizonMonths, int64(p.DiscountPPM))
		if err != nil {
			return nil, err
		}
		out[k.RegionID] = valuer{k.ID, v}
	}
	return out, nil
}

// value puts what a member is expected to be worth into the facts. Who never
// bought has no past to value.
func (t Terms) value(f *models.MemberFacts) error {
	v, own := t.valuers[f.RegionID]
	if !own {
		v = t.valuers[0]
	}
	if v.Valuer == nil || f.BuyDays == 0 || f.LastOn > t.On {
		return nil
	}
	x, err := v.Figures(pastOf(*f, t.On), int64(f.MarginPPM))
	if err != nil {
		return err
	}
	f.FitID, f.AlivePPM, f.ExpectedPPM, f.SpendFen, f.OwnFen = v.fit, models.Rate(x.AlivePPM), models.Rate(x.ExpectedPPM), models.Money(x.SpendFen), models.Money(x.OwnFen)
	f.ClvFen = f.OwnFen + f.ReferralFen
	return nil
}

// Refer is the step that adds to some members their part in the value of those
// whom they brought, and to those who were brought by people merged into them:
// what is expected of each counts as a purchase of the day. It comes after
// everybody's own value. It returns how many rows changed.
func Refer(tx *db.Tx, terms Terms, ids []int64) (changed int64, err error) {
	n := &counting{terms: terms, heirs: map[int64]int64{}}
	if err := n.readHeirs(tx, ids); err != nil {
		return 0, err
	}
	brought, err := n.readCredits(tx)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		part, err := brought[id].Sum()
		if err != nil {
			return changed, err
		}
		done, err := tx.Change("UPDATE member_facts SET referral_fen = ?, clv_fen = own_fen + ? WHERE member_id = ? AND referral_fen <> ?", part, part, id, part)
		if err != nil {
			return changed, err
		}
		changed += done
	}
	return changed, nil
}

// readCredits adds up by bringer what was brought, under the share that counts
// of it today.
func (n *counting) readCredits(tx *db.Tx) (map[int64]models.Credits, error) {
	out := map[int64]models.Credits{}
	return out, db.EachRow(tx.DB, "SELECT member_id, brought_by_id, joined_on, own_fen FROM member_facts WHERE brought_by_id IN (?) AND own_fen > 0", func(scan db.Scan) error {
		var id, by int64
		var joined models.Date
		var fen models.Money
		if err := scan(&id, &by, &joined, &fen); err != nil || n.heirs[by] == id {
			return err
		}
		of := out[n.heirs[by]]
		if of == nil {
			of = models.Credits{}
			out[n.heirs[by]] = of
		}
		of.Add(n.terms.Policy.Attribution(joined, n.terms.On), fen)
		return nil
	}, n.all)
}

// NextBringers are the next members after an id who brought somebody, or did.
func NextBringers(q *gorm.DB, after int64) (ids []int64, err error) {
	err = q.Raw("SELECT member_id FROM member_facts WHERE member_id > ? AND (brought > 0 OR referral_fen <> 0) ORDER BY member_id LIMIT ?", after, BatchSize).Scan(&ids).Error
	return ids, err
}

// ValueOf is how many members of a scope are valued, and what they are expected
// to be worth together.
func ValueOf(q *gorm.DB, scope models.Scope) (members int64, fen models.Money, err error) {
	cond, args := within(scope)
	var sum struct {
		Members int64
		Fen     models.Money
	}
	err = q.Raw("SELECT COUNT(*) AS members, COALESCE(SUM(f.clv_fen), 0) AS fen FROM member_facts f WHERE f.fit_id > 0 AND "+cond, args...).Scan(&sum).Error
	return sum.Members, sum.Fen, err
}
