package offers

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
	"assay/models/loyalty"
)

// family are members with all who were merged into them, each with the one whose
// rows theirs are. What is joined to it is joined crosswise: SQLite takes that for the
// order to go in, and would else begin with all slips there are.
const family = `WITH RECURSIVE family (id, root) AS (SELECT m.id, m.id FROM members m WHERE m.id IN ?
	UNION SELECT g.member_id, f.root FROM family f JOIN member_merges g ON g.into_id = f.id AND g.undone_at IS NULL) `

// mostOwned and mostAlike bound what is read for some members.
const (
	mostOwned = 2_000
	mostAlike = 300
)

// For are what to offer to some members on a day: first a piece that is due for
// care, then at most five articles, the closest to what the member bought and
// then those of the same taste. Members whose birthday is near pay its price.
// The caller has made sure that the visitor may see the members.
func For(q *gorm.DB, on models.Date, members []int64, birthday map[int64]bool) (map[int64][]models.Offer, error) {
	if len(members) == 0 {
		return nil, nil
	}
	g := gathered{on: on, birthday: birthday, pieces: map[int64][]models.OwnedPiece{}, cared: map[int64]models.Date{}, articles: map[int]Article{}, links: map[string][]loyalty.Link{}}
	for _, step := range []func(*gorm.DB, []int64) error{g.readTerms, g.readPieces, g.readCared, g.readLinks, g.readAlike} {
		if err := step(q, members); err != nil {
			return nil, err
		}
	}
	out := make(map[int64][]models.Offer, len(members))
	for _, id := range members {
		offers, err := g.offers(id)
		if err != nil {
			return nil, err
		}
		if len(offers) > 0 {
			out[id] = offers
		}
	}
	return out, nil
}

// gathered is all that is read for some members.
type gathered struct {
	on       models.Date
	birthday map[int64]bool
	value    models.ValuePolicy
	care     models.CarePolicy
	pieces   map[int64][]models.OwnedPiece
	cared    map[int64]models.Date
	articles map[int]Article
	links    map[string][]loyalty.Link // by the article that was bought
	alike    []Article                 // the most bought first
}

func (g *gathered) readTerms(q *gorm.DB, _ []int64) error {
	value, _, err := policy.Current[*models.ValuePolicy](q, models.PolicyValue, models.SegmentAll, g.on)
	if err != nil {
		return err
	}
	care, _, err := policy.Current[*models.CarePolicy](q, models.PolicyCare, models.SegmentAll, g.on)
	if err != nil {
		return err
	}
	g.value, g.care = *value, *care
	return nil
}

func (g *gathered) readPieces(q *gorm.DB, members []int64) error {
	var rows []struct {
		Root int64
		models.OwnedPiece
	}
	err := q.Raw(family+`SELECT f.root, `+articleKey+` AS article, MAX(l.name) AS name, MAX(l.category) AS category, MAX(s.sold_on) AS bought_on, MAX(l.price_fen) AS price_fen
		FROM family f CROSS JOIN sales_slips s ON s.member_id = f.id CROSS JOIN slip_lines l ON l.slip_id = s.id WHERE l.returned < l.quantity AND s.sold_on <= ?
		GROUP BY f.root, `+articleKey+` ORDER BY bought_on DESC, article LIMIT ?`, members, g.on, mostOwned).Scan(&rows).Error
	for _, r := range rows {
		g.pieces[r.Root] = append(g.pieces[r.Root], r.OwnedPiece)
	}
	return err
}

func (g *gathered) readCared(q *gorm.DB, members []int64) error {
	var rows []struct {
		Root     int64
		OpenedOn models.Date
	}
	err := q.Raw(family+"SELECT f.root, MAX(c.opened_on) AS opened_on FROM family f CROSS JOIN care_cases c ON c.member_id = f.id WHERE c.kind = 'service' GROUP BY f.root", members).Scan(&rows).Error
	for _, r := range rows {
		g.cared[r.Root] = r.OpenedOn
	}
	return err
}

func (g *gathered) readLinks(q *gorm.DB, _ []int64) error {
	var bought []string
	for _, pieces := range g.pieces {
		for _, p := range pieces {
			bought = append(bought, p.Article)
		}
	}
	if len(bought) == 0 {
		return nil
	}
	return db.EachRow(q, `SELECT a.id, a.article, a.buyers, k.both_buyers, w.id, w.article, w.name, w.category, w.buyers, w.tag_fen FROM offer_articles a JOIN offer_links k ON k.article_id = a.id
		JOIN offer_articles w ON w.id = k.other_id WHERE a.article IN (?)`, func(scan db.Scan) error {
		var l loyalty.Link
		var from string
		var to Article
		err := scan(&l.Article, &from, &l.From, &l.Both, &to.ID, &to.Article, &to.Name, &to.Category, &to.Buyers, &to.TagFen)
		l.Other, l.To = int(to.ID), int(to.Buyers)
		g.articles[l.Other] = to
		g.links[from] = append(g.links[from], l)
		return err
	}, bought)
}

// readAlike reads the most bought articles of the members' categories and
// prices.
func (g *gathered) readAlike(q *gorm.DB, members []int64) error {
	var kinds []string
	var least, most int64
	for _, id := range members {
		if t := g.taste(id); t.Fen > 0 {
			kinds = append(kinds, t.Kind)
			if least == 0 || t.Fen/2 < least {
				least = t.Fen / 2
			}
			most = max(most, 2*t.Fen)
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	return q.Raw("SELECT * FROM offer_articles WHERE category IN ? AND tag_fen BETWEEN ? AND ? AND buyers > 0 ORDER BY buyers DESC, id LIMIT ?", kinds, least, most, mostAlike).Scan(&g.alike).Error
}

func (g *gathered) taste(member int64) loyalty.Taste {
	spent := map[string]int64{}
	for _, p := range g.pieces[member] {
		spent[p.Category] += int64(p.PriceFen)
	}
	return tasteOf(spent, int64(len(g.pieces[member])))
}
