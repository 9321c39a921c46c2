package insight

import (
	"fmt"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// columns are the fields of a rule as the table f of facts has them.
var columns = map[string]string{
	"state": "f.state", "tier": "f.tier", "growth": "f.growth", "points": "f.points", "last_on": "f.last_on", "before_on": "f.before_on", "first_on": "f.first_on", "joined_on": "f.joined_on",
	"purchases": "f.purchases", "year_purchases": "f.year_purchases", "net_fen": "f.net_fen", "year_fen": "f.year_fen", "basket_fen": "f.basket_fen", "returns": "f.returns",
	"favourite": "f.favourite", "categories": "f.categories", "r": "f.r", "f": "f.f", "m": "f.m", "sex": "f.sex", "age_band": "f.age_band", "birth_month": "f.birth_month",
	"occupation": "f.occupation", "industry": "f.industry", "source": "f.source", "marketing": "f.marketing", "greeting": "f.greeting", "sharing": "f.sharing",
	"brought": "f.brought", "brought_fen": "f.brought_fen", "alive_ppm": "f.alive_ppm", "clv_fen": "f.clv_fen",
}

// Condition is a rule as SQL over member_facts f, on a day. The rule has been
// validated with the same fields.
func Condition(r models.SegmentRule, fields []models.SegmentField, on models.Date) (string, []any) {
	var parts []string
	var args []any
	for _, g := range r.Groups {
		var inner []string
		for _, c := range g.Conditions {
			if f, known := models.FieldOf(fields, c.Field); known {
				sql, values := compare(f, c, on)
				inner, args = append(inner, sql), append(args, values...)
			}
		}
		if len(inner) > 0 {
			parts = append(parts, joined(inner, g.Any))
		}
	}
	if len(parts) == 0 {
		return "1 = 1", nil
	}
	return joined(parts, r.Any), args
}

func joined(parts []string, anyOf bool) string {
	if anyOf {
		return "(" + strings.Join(parts, " OR ") + ")"
	}
	return "(" + strings.Join(parts, " AND ") + ")"
}

// compare is one condition. A date that is not there is in no span.
func compare(f models.SegmentField, c models.SegmentCondition, on models.Date) (string, []any) {
	column := columns[f.Key]
	switch {
	case c.Op == models.OpNever:
		return column + " IS NULL", nil
	case f.Kind == models.SegmentSet:
		return bits(column, c), nil
	case c.Op == models.OpIn || c.Op == models.OpOut:
		return oneOf(column, f, c)
	}
	bound := boundOf(f, c, on)
	switch c.Op {
	case models.OpAtLeast, models.OpFrom, models.OpWithin:
		return column + " >= ?", []any{bound}
	default:
		return column + " <= ?", []any{bound}
	}
}

// boundOf is a value as the column holds it; it was checked before.
func boundOf(f models.SegmentField, c models.SegmentCondition, on models.Date) any {
	switch {
	case f.Kind == models.SegmentMoney:
		m, err := models.ParseMoney(c.Values[0])
		if err != nil {
			return models.Money(0)
		}
		return m
	case c.Op == models.OpFrom || c.Op == models.OpUntil:
		d, err := models.ParseDate(c.Values[0])
		if err != nil {
			return on
		}
		return d
	}
	n, err := models.WholeNumber(c.Values[0])
	switch {
	case err != nil:
		return 0
	case c.Op == models.OpWithin || c.Op == models.OpBeyond:
		return on.AddDays(-int(n))
	case f.Key == "alive_ppm":
		return n * 10_000 // typed in per cent
	}
	return n
}

func oneOf(column string, f models.SegmentField, c models.SegmentCondition) (string, []any) {
	values := make([]any, len(c.Values))
	for i, v := range c.Values {
		switch {
		case f.Words == "consented":
			values[i] = v == "yes"
		case f.Key == "r" || f.Key == "f" || f.Key == "m" || f.Key == "birth_month":
			n, err := models.WholeNumber(v)
			if err != nil {
				n = 0
			}
			values[i] = n
		default:
			values[i] = v
		}
	}
	places := "?" + strings.Repeat(", ?", len(values)-1)
	if c.Op == models.OpOut {
		return column + " NOT IN (" + places + ")", values
	}
	return column + " IN (" + places + ")", values
}

// bits asks for any of some categories, or for none of them.
func bits(column string, c models.SegmentCondition) string {
	var set models.CategorySet
	for _, v := range c.Values {
		set = set.With(v)
	}
	if c.Op == models.OpOut {
		return fmt.Sprintf("(%s & %d) = 0", column, set)
	}
	return fmt.Sprintf("(%s & %d) <> 0", column, set)
}

// within keeps the facts of members that a store of a scope deals with.
func within(scope models.Scope) (string, []any) {
	if scope.All {
		return "1 = 1", nil
	}
	cond, args := db.WithinStores(scope, "s")
	return "f.member_id IN (SELECT d.member_id FROM member_stores d JOIN stores s ON s.id = d.store_id WHERE " + cond + ")", args
}

// CountOf is how many members of a scope a rule holds for.
func CountOf(q *gorm.DB, scope models.Scope, r models.SegmentRule, fields []models.SegmentField, on models.Date) (n int64, err error) {
	cond, args := Condition(r, fields, on)
	inside, own := within(scope)
	err = q.Raw("SELECT COUNT(*) FROM member_facts f WHERE "+cond+" AND "+inside, append(args, own...)...).Scan(&n).Error
	return n, err
}
