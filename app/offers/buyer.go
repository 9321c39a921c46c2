package offers

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
	"assay/models/loyalty"
)

// buyer is what a member bought: the first day of each article, and before the
// cut the spend by category.
type buyer struct {
	first  map[int]models.Date
	spent  map[string]int64
	pieces int64
}

// eachBuyer reads who bought any of the articles, one member in so many. Who was
// merged into somebody counts apart: of a million few are.
func (n *count) eachBuyer(q *gorm.DB, every int64, do func(*buyer)) error {
	var of int64
	b := newBuyer()
	end := func() {
		if len(b.first) > 0 {
			do(b)
		}
		b = newBuyer()
	}
	err := db.EachSpan(q, "members", func(after, upTo int64) error {
		return db.EachRow(q, `SELECT s.member_id, s.sold_on, `+articleKey+`, l.category, l.price_fen, l.quantity FROM sales_slips s JOIN slip_lines l ON l.slip_id = s.id
		WHERE s.member_id > ? AND s.member_id <= ? AND s.member_id % ? = 0 AND s.sold_on > ? AND s.sold_on <= ? AND l.returned < l.quantity ORDER BY s.member_id`, func(scan db.Scan) error {
			var member, fen, pieces int64
			var on models.Date
			var article, category string
			if err := scan(&member, &on, &article, &category, &fen, &pieces); err != nil {
				return err
			}
			if member != of {
				end()
				of = member
			}
			if on <= n.cut {
				b.spent[category], b.pieces = b.spent[category]+fen*pieces, b.pieces+pieces
			}
			if a, counted := n.number[article]; counted {
				if was, had := b.first[a]; !had || on < was {
					b.first[a] = on
				}
			}
			return nil
		}, after, upTo, every, n.on.AddMonths(-windowMonths), n.on)
	})
	end()
	return err
}

func newBuyer() *buyer { return &buyer{first: map[int]models.Date{}, spent: map[string]int64{}} }

// split are the articles that were first bought until a day, and after it.
func (b *buyer) split(cut models.Date) (before, after []int) {
	for a, on := range b.first {
		if on <= cut {
			before = append(before, a)
		} else {
			after = append(after, a)
		}
	}
	slices.Sort(before)
	slices.Sort(after)
	return before, after
}

func (b *buyer) taste() loyalty.Taste { return tasteOf(b.spent, b.pieces) }

// tasteOf is the category with the most spend, of equal ones the earlier in the
// catalogue, and the mean price of a piece.
func tasteOf(spent map[string]int64, pieces int64) (t loyalty.Taste) {
	var all, most int64
	for _, c := range models.Categories {
		all += spent[c]
		if spent[c] > most {
			t.Kind, most = c, spent[c]
		}
	}
	t.Fen = int64(models.Basket(models.Money(all), pieces))
	return t
}
