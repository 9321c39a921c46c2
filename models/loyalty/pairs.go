package loyalty

import (
	"cmp"
	"math"
	"slices"
)

// Pairs counts how many buyers bought one article and another, whenever. Its
// memory is that of the articles' pairs and does not grow with the buyers.
type Pairs struct {
	buyers []int32
	both   []int32 // the triangle below the diagonal
}

// NewPairs is for articles numbered from 0.
func NewPairs(articles int) *Pairs {
	return &Pairs{make([]int32, articles), make([]int32, articles*(articles-1)/2)}
}

// Add takes the articles of one buyer, in ascending order and each once.
func (p *Pairs) Add(bought []int) {
	for i, a := range bought {
		p.buyers[a]++
		for _, b := range bought[:i] {
			p.both[a*(a-1)/2+b]++
		}
	}
}

// Buyers is how many bought an article.
func (p *Pairs) Buyers(article int) int { return int(p.buyers[article]) }

// Both is how many bought both of two different articles.
func (p *Pairs) Both(a, b int) int {
	if a < b {
		a, b = b, a
	}
	return int(p.both[a*(a-1)/2+b])
}

// Link leads from an article to another: of From buyers of the one, Both also
// bought the other, which has To buyers.
type Link struct {
	Article, Other int
	Both, From, To int
}

// Closeness is the cosine of both articles' buyers: 1 where the same people
// bought them, 0 where nobody bought both.
func (l Link) Closeness() float64 {
	if l.From == 0 || l.To == 0 {
		return 0
	}
	return float64(l.Both) / math.Sqrt(float64(l.From)*float64(l.To))
}

// LinksKept is how many links an article keeps.
const LinksKept = 12

// LeastBoth is how many buyers of both a link needs: below it chance speaks.
const LeastBoth = 3

// Links are an article's closest others, most at most, those with LeastBoth
// buyers in common; of equally close ones the one with more in common, then the
// one that comes first.
func (p *Pairs) Links(article, most int) (out []Link) {
	for other := range p.buyers {
		if other == article {
			continue
		}
		if both := p.Both(article, other); both >= LeastBoth {
			out = append(out, Link{article, other, both, p.Buyers(article), p.Buyers(other)})
		}
	}
	slices.SortStableFunc(out, func(a, b Link) int {
		if c := cmp.Compare(b.Closeness(), a.Closeness()); c != 0 {
			return c
		}
		return cmp.Compare(b.Both, a.Both)
	})
	return out[:min(most, len(out))]
}

// Suggestion is an article for somebody: Because of which of their own, with
// the counts that say so.
type Suggestion struct {
	Link
	Score float64
}

// Together are the articles that lie closest to what somebody bought, by the sum
// of the closeness to each of them; the reason is the closest. What was bought
// already is left out. Of equal ones the one that comes first counts.
func Together(links []Link, most int) []Suggestion {
	own := map[int]bool{}
	for _, l := range links {
		own[l.Article] = true
	}
	by := map[int]*Suggestion{}
	for _, l := range links {
		if own[l.Other] {
			continue
		}
		s := by[l.Other]
		if s == nil {
			s = &Suggestion{Link: l}
			by[l.Other] = s
		}
		s.Score += l.Closeness()
		if c := cmp.Compare(l.Closeness(), s.Closeness()); c > 0 || c == 0 && l.Article < s.Article {
			s.Link = l
		}
	}
	out := make([]Suggestion, 0, len(by))
	for _, s := range by {
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b Suggestion) int {
		if c := cmp.Compare(b.Score, a.Score); c != 0 {
			return c
		}
		return cmp.Compare(a.Other, b.Other)
	})
	return out[:min(most, len(out))]
}

// Article is something that is sold: to how many, of which kind, at which usual
// price.
type Article struct {
	Buyers int
	Kind   string
	Fen    int64
}

// Taste is what somebody buys: the kind with the most spend, and the mean price
// of a piece.
type Taste struct {
	Kind string
	Fen  int64
}

// Fits tells whether an article is of the taste: of the kind, and at half to
// twice the price.
func (t Taste) Fits(a Article) bool {
	return t.Fen > 0 && a.Kind == t.Kind && 2*a.Fen >= t.Fen && a.Fen <= 2*t.Fen
}
