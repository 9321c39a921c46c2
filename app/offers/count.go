package offers

import (
	"context"

	"assay/models"
	"assay/models/loyalty"
)

// articleKey is what an article is known by, for a query where l names lines of
// slips.
const articleKey = "CASE WHEN l.sku <> '' THEN l.sku ELSE l.name END"

// The try-out holds a quarter back and names five articles to each buyer, of
// whom mostTried are asked; of more, every n-th.
const (
	heldBack  = 91
	named     = 5
	mostTried = 20_000
)

// Count counts who bought what in the window up to a day, and tries the rules.
// It reads the slips twice and keeps in memory what the articles are, not what
// the members are.
func (s *Service) Count(ctx context.Context, on models.Date) (*Counted, error) {
	q := s.DB.Read(ctx)
	n := &count{on: on, cut: on.AddDays(-heldBack), number: map[string]int{}, Counted: &Counted{}}
	if err := n.readArticles(q); err != nil {
		return nil, err
	}
	n.full, n.past = loyalty.NewPairs(len(n.Articles)), loyalty.NewPairs(len(n.Articles))
	if err := n.eachBuyer(q, 1, n.add); err != nil {
		return nil, err
	}
	for i := range n.Articles {
		n.Articles[i].Buyers = int64(n.full.Buyers(i))
		for _, l := range n.full.Links(i, loyalty.LinksKept) {
			n.Links = append(n.Links, Link{n.Articles[i].ID, n.Articles[l.Other].ID, int64(l.Both)})
		}
	}
	trial := loyalty.NewSuggestTrial(n.past, n.kinds(), heldBack, named, loyalty.LinksKept)
	err := n.eachBuyer(q, max(1, (n.Buyers+mostTried-1)/mostTried), func(b *buyer) {
		before, after := b.split(n.cut)
		trial.Try(before, after, b.taste())
	})
	n.Tried = trial.Result()
	return n.Counted, err
}

// count is a night's work.
type count struct {
	*Counted
	on, cut    models.Date
	number     map[string]int
	full, past *loyalty.Pairs
}

// kinds are the articles as the rules know them.
func (n *count) kinds() (out []loyalty.Article) {
	for _, a := range n.Articles {
		out = append(out, loyalty.Article{Kind: a.Category, Fen: int64(a.TagFen)})
	}
	return out
}

func (n *count) add(b *buyer) {
	n.Buyers++
	all, _ := b.split(n.on)
	n.full.Add(all)
	before, _ := b.split(n.cut)
	n.past.Add(before)
}
