package offers

import (
	"cmp"
	"maps"
	"slices"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// sold is an article with what only choosing needs.
type sold struct {
	Article
	gross        models.Money
	count, times int64
}

func (s sold) plus(o sold) sold {
	s.Article.Article, s.Name, s.Category, s.LastOn = o.Article.Article, max(s.Name, o.Name), max(s.Category, o.Category), max(s.LastOn, o.LastOn)
	s.Pieces, s.gross, s.count, s.times = s.Pieces+o.Pieces, s.gross+o.gross, s.count+o.count, s.times+o.times
	return s
}

// readArticles finds the articles that are counted: those on the most lines of
// slips, sold lately. What is withdrawn from the catalogue is offered to nobody.
func (n *count) readArticles(q *gorm.DB) error {
	found := map[string]sold{}
	err := db.EachSpan(q, "sales_slips", func(after, upTo int64) error {
		return db.EachRow(q, `SELECT `+articleKey+`, MAX(l.name), MAX(l.category), SUM(l.quantity - l.returned), SUM(l.price_fen * l.quantity), SUM(l.quantity), MAX(s.sold_on), COUNT(*)
			FROM sales_slips s JOIN slip_lines l ON l.slip_id = s.id WHERE s.id > ? AND s.id <= ? AND s.sold_on > ? AND s.sold_on <= ? AND l.returned < l.quantity GROUP BY `+articleKey, func(scan db.Scan) error {
			var a sold
			err := scan(&a.Article.Article, &a.Name, &a.Category, &a.Pieces, &a.gross, &a.count, &a.LastOn, &a.times)
			found[a.Article.Article] = found[a.Article.Article].plus(a)
			return err
		}, after, upTo, n.on.AddMonths(-windowMonths), n.on)
	})
	if err != nil {
		return err
	}
	var withdrawn []string
	if err := q.Raw("SELECT sku FROM products WHERE withdrawn_at IS NOT NULL").Scan(&withdrawn).Error; err != nil {
		return err
	}
	for _, sku := range withdrawn {
		delete(found, sku)
	}
	n.take(found)
	return nil
}

// take numbers the articles.
func (n *count) take(found map[string]sold) {
	rows := slices.SortedFunc(maps.Values(found), func(a, b sold) int {
		if c := cmp.Compare(b.times, a.times); c != 0 {
			return c
		}
		return cmp.Compare(a.Article.Article, b.Article.Article)
	})
	fresh := n.on.AddMonths(-freshMonths)
	for _, r := range rows {
		if r.LastOn <= fresh || len(n.Articles) == mostArticles {
			continue
		}
		r.ID, r.TagFen = int64(len(n.Articles)+1), models.Basket(r.gross, r.count)
		n.number[r.Article.Article] = len(n.Articles)
		n.Articles = append(n.Articles, r.Article)
	}
}
