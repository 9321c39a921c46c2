package offers

import (
	"assay/models"
	"assay/models/loyalty"
)

// offers are those of a member.
func (g *gathered) offers(member int64) (out []models.Offer, err error) {
	pieces := g.pieces[member]
	if due, is := models.CareDue(pieces, g.cared[member], g.care.CareMonths, g.on); is {
		out = append(out, models.Offer{Reason: models.OfferCare, Article: due.Article, Name: due.Name, Category: due.Category, Months: g.on.MonthsSince(due.BoughtOn)})
	}
	c := chosen{gathered: g, member: member, own: map[string]bool{}}
	names := map[int]string{}
	var links []loyalty.Link
	for _, p := range pieces {
		c.own[p.Article] = true
		for _, l := range g.links[p.Article] {
			names[l.Article] = p.Name
			links = append(links, l)
		}
	}
	for _, s := range loyalty.Together(links, len(links)) {
		if err := c.add(g.articles[s.Other], models.Offer{Reason: models.OfferTogether, Because: names[s.Article], Both: int64(s.Both), From: int64(s.From)}); err != nil {
			return nil, err
		}
	}
	taste := g.taste(member)
	for _, a := range g.alike {
		if !taste.Fits(loyalty.Article{Kind: a.Category, Fen: int64(a.TagFen)}) {
			continue
		}
		if err := c.add(a, models.Offer{Reason: models.OfferTaste}); err != nil {
			return nil, err
		}
	}
	return append(out, c.rows...), nil
}

// chosen are the articles of a member so far.
type chosen struct {
	*gathered
	member int64
	own    map[string]bool
	rows   []models.Offer
}

// add takes an article at its price, unless the member has it or there are
// enough.
func (c *chosen) add(a Article, o models.Offer) (err error) {
	if c.own[a.Article] || len(c.rows) == named {
		return nil
	}
	o.Article, o.Name, o.Category, o.Buyers, o.TagFen = a.Article, a.Name, a.Category, a.Buyers, a.TagFen
	if o.OfferFen, err = c.value.OfferPrice(a.TagFen, a.Category, c.birthday[c.member]); err != nil {
		return err
	}
	c.own[a.Article], c.rows = true, append(c.rows, o)
	return nil
}
