package loyalty

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// basket reads "0 2 3" as the articles of a buyer.
func basket(t *testing.T, text string) (out []int) {
	for _, f := range strings.Fields(text) {
		n, err := strconv.Atoi(f)
		require.NoError(t, err)
		out = append(out, n)
	}
	return out
}

// What was bought together is named with the counts behind it: the closest of
// the own articles is the reason, and what fewer than three bought is left out.
func TestTogether(t *testing.T) {
	p := NewPairs(5)
	for _, b := range []string{"0 1", "0 1", "0 1", "0 1 2", "0 2 3", "0 2", "2 3", "2 3", "4", "4", "0 4", "1 4"} {
		p.Add(basket(t, b))
	}
	for _, row := range textTable(t, `
		own | most | other | because | both | from | to
		0   | 5    | 1     | 0       | 4    | 7    | 5
		0   | 1    | 1     | 0       | 4    | 7    | 5
		1   | 5    | 0     | 1       | 4    | 5    | 7
		1 2 | 5    | 0     | 1       | 4    | 5    | 7
		3   | 5    | 2     | 3       | 3    | 3    | 5
		4   | 5    | -     |         |      |      |`) {
		own, links := basket(t, row.str("own")), []Link{}
		for _, a := range own {
			links = append(links, p.Links(a, 10)...)
		}
		got := Together(links, int(row.num("most")))
		if row.str("other") == "-" {
			require.Empty(t, got, row.line)
			continue
		}
		want := Link{int(row.num("because")), int(row.num("other")), int(row.num("both")), int(row.num("from")), int(row.num("to"))}
		require.Equal(t, want, got[0].Link, row.line)
	}
	require.Len(t, Together(append(p.Links(1, 10), p.Links(2, 10)...), 10), 2, "0 and 3, each once")
}

// Counting in another order of buyers gives the same, and nobody is counted
// twice: a pair has no more buyers than either article.
func TestPairsAreCountedOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var baskets [][]int
	for range 200 {
		var b []int
		for a := range 12 {
			if rng.IntN(4) == 0 {
				b = append(b, a)
			}
		}
		baskets = append(baskets, b)
	}
	first, second := NewPairs(12), NewPairs(12)
	for _, b := range baskets {
		first.Add(b)
	}
	slices.Reverse(baskets)
	for _, b := range baskets {
		second.Add(b)
	}
	require.Equal(t, first, second)
	for a := range 12 {
		for b := range a {
			n := 0
			for _, x := range baskets {
				if slices.Contains(x, a) && slices.Contains(x, b) {
					n++
				}
			}
			require.Equal(t, n, first.Both(a, b))
			require.Equal(t, n, first.Both(b, a))
			require.LessOrEqual(t, n, min(first.Buyers(a), first.Buyers(b)))
		}
	}
}

func TestTastes(t *testing.T) {
	for _, row := range textTable(t, `
		kind | mean | of   | fen | fits
		gold | 100  | gold | 100 | 1
		gold | 100  | gold | 50  | 1
		gold | 100  | gold | 49  | 0
		gold | 100  | gold | 200 | 1
		gold | 100  | gold | 201 | 0
		gold | 100  | jade | 100 | 0
		gold | 0    | gold | 0   | 0`) {
		got := Taste{row.str("kind"), int64(row.num("mean"))}.Fits(Article{Kind: row.str("of"), Fen: int64(row.num("fen"))})
		require.Equal(t, row.num("fits") == 1, got, row.line)
	}
}

// A try-out knows nothing of what came after the cut, counts a buyer once, and
// tells a rule that is better than the most sold from one that is not.
func TestSuggestionsAreTried(t *testing.T) {
	p := NewPairs(6)
	for range 40 {
		p.Add([]int{0, 1}) // who buys 0 buys 1
	}
	for range 300 {
		p.Add([]int{4})
	}
	for range 200 {
		p.Add([]int{5})
	}
	articles := []Article{{Kind: "gold", Fen: 100}, {Kind: "gold", Fen: 110}, {Kind: "jade", Fen: 100}, {Kind: "gold", Fen: 900}, {Kind: "jade", Fen: 9}, {Kind: "jade", Fen: 9}}
	trial := NewSuggestTrial(p, articles, 91, 1, 10)
	for range 50 {
		trial.Try([]int{0}, []int{1}, Taste{"gold", 100})
	}
	for range 10 {
		trial.Try([]int{2}, []int{4}, Taste{"jade", 100})
	}
	trial.Try([]int{1}, []int{1}, Taste{"gold", 100}) // nothing new
	trial.Try(nil, []int{1}, Taste{})                 // not known before
	got := trial.Result()
	require.Equal(t, []int{60, 60}, []int{got.Buyers, got.Bought})
	byRule := map[string]RuleTried{}
	for _, r := range got.Rules {
		byRule[r.Rule] = r
	}
	require.Equal(t, RuleTried{Rule: RuleSold, Able: 60, Hits: 10, Found: 10, HitPPM: 166_667}, byRule[RuleSold])
	together := byRule[RuleTogether]
	require.Equal(t, []int{50, 50, 50, 10}, []int{together.Able, together.Hits, together.Won, together.Lost})
	require.Equal(t, int64(666_667), together.AheadPPM)
	require.True(t, together.Better())
	require.False(t, byRule[RuleSold].Better() || byRule[RuleSold].Worse())
}
