package loyalty

import (
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// retailLine is a line of the gift wholesaler's year: of goods, sold to a known
// customer at a price.
type retailLine struct {
	customer int
	code     string
	day      int
	pieces   int64
	mills    int64 // of a pound, a piece
}

// retailLines reads the sales of goods to known customers, and how many rows
// the file has.
func retailLines(t *testing.T) (out []retailLine, rows int) {
	t.Helper()
	folder := os.Getenv(dataEnv)
	if folder == "" {
		t.Skip(dataEnv + " names no folder of real files")
	}
	f, err := os.Open(filepath.Join(folder, "orders", "online_retail.csv.gz"))
	require.NoError(t, err)
	defer f.Close()
	in, err := gzip.NewReader(f)
	require.NoError(t, err)
	all, err := csv.NewReader(in).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"}, all[0])
	for _, r := range all[1:] {
		pieces, err := strconv.ParseInt(r[3], 10, 64)
		require.NoError(t, err)
		if r[6] == "" || strings.HasPrefix(r[0], "C") || pieces <= 0 || r[1] < "0" || r[1] > ":" {
			continue
		}
		customer, err := strconv.Atoi(strings.TrimSuffix(r[6], ".0"))
		require.NoError(t, err)
		if mills := millsOf(t, r[5]); mills > 0 {
			out = append(out, retailLine{customer, strings.ToUpper(r[1]), dayOf(t, r[4][:10]), pieces, mills})
		}
	}
	return out, len(all) - 1
}

// millsOf reads an amount of at most three decimals.
func millsOf(t *testing.T, text string) int64 {
	whole, part, _ := strings.Cut(text, ".")
	require.LessOrEqual(t, len(part), 3, text)
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 3-len(part)), 10, 64)
	require.NoError(t, err)
	return n
}

// retailShop is the wholesaler's customers with articles by number.
type retailShop struct {
	articles int
	lines    []retailLine // with numbers in the place of codes and customers
	number   []int
	buyers   []map[int]int // the first day of each article
}

func shopOf(lines []retailLine) retailShop {
	s := retailShop{lines: slices.Clone(lines)}
	number, who := map[string]int{}, map[int]int{}
	for i, l := range lines {
		a, known := number[l.code]
		if !known {
			a = len(number)
			number[l.code] = a
		}
		c, known := who[l.customer]
		if !known {
			c = len(who)
			who[l.customer], s.buyers = c, append(s.buyers, map[int]int{})
		}
		if day, had := s.buyers[c][a]; !had || l.day < day {
			s.buyers[c][a] = l.day
		}
		s.lines[i].customer, s.number = c, append(s.number, a)
	}
	s.articles = len(number)
	return s
}

// prices are the mean prices until a cut, of the articles and of what each
// customer bought.
func (s retailShop) prices(cut int) (articles []Article, tastes []Taste) {
	articles, tastes = make([]Article, s.articles), make([]Taste, len(s.buyers))
	pieces, bought := make([]int64, s.articles), make([]int64, len(s.buyers))
	for i, l := range s.lines {
		if a := s.number[i]; l.day <= cut {
			articles[a].Fen, pieces[a] = articles[a].Fen+l.pieces*l.mills, pieces[a]+l.pieces
			tastes[l.customer].Fen, bought[l.customer] = tastes[l.customer].Fen+l.pieces*l.mills, bought[l.customer]+l.pieces
		}
	}
	for a := range articles {
		articles[a].Fen /= max(1, pieces[a])
	}
	for c := range tastes {
		tastes[c].Fen /= max(1, bought[c])
	}
	return articles, tastes
}

// trial holds the days after a cut back; the file has no categories, so that a
// taste is a price alone.
func (s retailShop) trial(cut, end, k int) SuggestTried {
	articles, tastes := s.prices(cut)
	p := NewPairs(s.articles)
	split := func(c int) (before, after []int) {
		for a, day := range s.buyers[c] {
			switch {
			case day <= cut:
				before = append(before, a)
			case day <= end:
				after = append(after, a)
			}
		}
		slices.Sort(before)
		slices.Sort(after)
		return before, after
	}
	for c := range s.buyers {
		before, _ := split(c)
		p.Add(before)
	}
	t := NewSuggestTrial(p, articles, end-cut, k, LinksKept)
	for c := range s.buyers {
		before, after := split(c)
		t.Try(before, after, tastes[c])
	}
	return t.Result()
}

var ruleNames = map[string]string{RuleShown: "as the page shows them", RuleTogether: "bought together", RuleTaste: "same price band", RuleSold: "most sold"}

// TestRealDataSuggestions tries the rules on the wholesaler's last weeks; every
// row of the table of docs/recommendations.md is what comes out.
func TestRealDataSuggestions(t *testing.T) {
	lines, _ := retailLines(t)
	shop := shopOf(lines)
	var rows []string
	for _, s := range []struct {
		name, cut string
		k         int
	}{{"last 4 weeks", "2011-11-11", 5}, {"last quarter", "2011-09-09", 5}, {"last quarter", "2011-09-09", 10}, {"last half", "2011-06-10", 5}} {
		got := shop.trial(dayOf(t, s.cut), dayOf(t, "2011-12-09"), s.k)
		for _, r := range got.Rules {
			rows = append(rows, fmt.Sprintf("| %s | %d | %s | %d | %d | %.1f %% | %.2f %% | %+.1f | %.1f |", s.name, s.k, ruleNames[r.Rule], got.Buyers, r.Able,
				float64(r.HitPPM)/1e4, 100*float64(r.Found)/float64(got.Bought), float64(r.AheadPPM)/1e4, float64(r.ErrorPPM)/1e4))
		}
	}
	sameRows(t, "../../docs/recommendations.md", "<!-- measured -->", rows)
}

// sameRows wants the rows, and no others but heads, behind a mark of a page up
// to the next heading.
func sameRows(t *testing.T, file, mark string, rows []string) {
	t.Helper()
	page, err := os.ReadFile(file)
	require.NoError(t, err)
	_, results, found := strings.Cut(string(page), mark)
	require.True(t, found, "%s lacks %s", file, mark)
	results, _, _ = strings.Cut(results, "\n#")
	var got []string
	for line := range strings.Lines(results) {
		if strings.HasPrefix(line, "| ") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	require.NotEmpty(t, got)
	require.Equal(t, strings.Join(rows, "\n"), strings.Join(got[1:], "\n"), "%s behind %s", file, mark)
}
