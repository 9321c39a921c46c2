package loyalty

import (
	"cmp"
	"math"
	"slices"
)

// The rules that a try-out compares, in the order of a page. Shown is what a page
// shows: what was bought together, filled up with what is of the same taste.
const (
	RuleShown    = "shown"
	RuleTogether = "together"
	RuleTaste    = "taste"
	RuleSold     = "sold"
)

// RuleTried is how a rule did: Able is for how many buyers it had something to
// say, Hits for how many one of its articles was bought, Found how many of all
// that was bought. Won counts the buyers whom it hit and "most sold" did not,
// Lost the others way round.
type RuleTried struct {
	Rule                       string
	Able, Hits, Found          int
	Won, Lost                  int
	HitPPM, AheadPPM, ErrorPPM int64 // share of hits; how far ahead of "most sold", with its standard error
}

// Better tells that a rule is ahead of "most sold" by more than chance: two
// standard errors.
func (r RuleTried) Better() bool { return r.AheadPPM > 2*r.ErrorPPM }

// Worse is the opposite of Better.
func (r RuleTried) Worse() bool { return -r.AheadPPM > 2*r.ErrorPPM }

// SuggestTried is a try-out: the days after a cut were held back, and each rule
// named K articles that a buyer had not bought before it.
type SuggestTried struct {
	Days, K int
	Buyers  int // who bought before the cut, and something new after it
	Bought  int // new articles that they bought
	Rules   []RuleTried
}

// SuggestTrial tries rules that know the past up to a cut.
type SuggestTrial struct {
	articles []Article
	links    [][]Link
	sold     []int // articles, the most buyers first
	out      SuggestTried
}

// NewSuggestTrial is a try-out by what was counted before the cut, with at most
// perArticle links for an article, as the book keeps them. Buyers of the articles
// are set from the counts.
func NewSuggestTrial(p *Pairs, articles []Article, days, k, perArticle int) *SuggestTrial {
	t := &SuggestTrial{articles: slices.Clone(articles), links: make([][]Link, len(articles)), out: SuggestTried{Days: days, K: k}}
	for i := range t.articles {
		t.articles[i].Buyers = p.Buyers(i)
		t.links[i] = p.Links(i, perArticle)
		t.sold = append(t.sold, i)
	}
	slices.SortStableFunc(t.sold, func(a, b int) int { return cmp.Compare(t.articles[b].Buyers, t.articles[a].Buyers) })
	for _, rule := range []string{RuleShown, RuleTogether, RuleTaste, RuleSold} {
		t.out.Rules = append(t.out.Rules, RuleTried{Rule: rule})
	}
	return t
}

// Try asks each rule about a buyer, who bought some articles before the cut and
// others after it, all in ascending order. Who bought nothing new is left out.
func (t *SuggestTrial) Try(before, after []int, taste Taste) {
	had := func(a int) bool { _, ok := slices.BinarySearch(before, a); return ok }
	after = slices.DeleteFunc(slices.Clone(after), had)
	if len(before) == 0 || len(after) == 0 {
		return
	}
	t.out.Buyers, t.out.Bought = t.out.Buyers+1, t.out.Bought+len(after)
	together := t.together(before)
	alike := t.first(func(a int) bool { return !had(a) && taste.Fits(t.articles[a]) })
	shown := slices.Clone(together)
	for _, a := range alike {
		if !slices.Contains(shown, a) && len(shown) < t.out.K {
			shown = append(shown, a)
		}
	}
	sold := t.first(func(a int) bool { return !had(a) })
	base := found(sold, after) > 0
	for i, named := range [][]int{shown, together, alike, sold} {
		t.out.Rules[i].count(named, after, base)
	}
}

func (t *SuggestTrial) together(before []int) (out []int) {
	var links []Link
	for _, a := range before {
		links = append(links, t.links[a]...)
	}
	own := before
	for _, s := range Together(links, len(links)) {
		if _, had := slices.BinarySearch(own, s.Other); !had && len(out) < t.out.K {
			out = append(out, s.Other)
		}
	}
	return out
}

// first are the most sold articles of a condition.
func (t *SuggestTrial) first(is func(a int) bool) (out []int) {
	for _, a := range t.sold {
		if len(out) == t.out.K {
			break
		}
		if t.articles[a].Buyers > 0 && is(a) {
			out = append(out, a)
		}
	}
	return out
}

func found(named, after []int) (n int) {
	for _, a := range named {
		if _, is := slices.BinarySearch(after, a); is {
			n++
		}
	}
	return n
}

func (r *RuleTried) count(named, after []int, base bool) {
	n := found(named, after)
	if len(named) > 0 {
		r.Able++
	}
	r.Found += n
	switch hit := n > 0; {
	case hit && !base:
		r.Hits, r.Won = r.Hits+1, r.Won+1
	case hit:
		r.Hits++
	case base:
		r.Lost++
	}
}

// Result is what the buyers so far came to.
func (t *SuggestTrial) Result() SuggestTried {
	out := t.out
	out.Rules = slices.Clone(out.Rules)
	n := float64(max(1, out.Buyers))
	for i := range out.Rules {
		r := &out.Rules[i]
		ahead := float64(r.Won-r.Lost) / n
		r.HitPPM = ppm(float64(r.Hits) / n)
		r.AheadPPM = ppm(ahead)
		r.ErrorPPM = ppm(math.Sqrt(max(0, float64(r.Won+r.Lost)/n-ahead*ahead) / n))
	}
	return out
}

func ppm(share float64) int64 { return int64(math.Round(share * 1e6)) }
