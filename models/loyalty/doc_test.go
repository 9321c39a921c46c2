package loyalty

import (
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var docTables = regexp.MustCompile("(?s)```text ([a-z]+)\n(.*?)\n```")

// TestTheCLVPageIsTrue computes the worked example of docs/clv.md, whose
// amounts are in dollars, under the parameters that stand above it.
func TestTheCLVPageIsTrue(t *testing.T) {
	page, err := os.ReadFile("../../docs/clv.md")
	require.NoError(t, err)
	tables := map[string][]textRow{}
	for _, f := range docTables.FindAllStringSubmatch(string(page), -1) {
		tables[f[1]] = textTable(t, f[2])
	}
	require.Len(t, tables, 2)
	p := tables["parameters"][0]
	v, err := NewValuer(PurchaseModel{p.num("r"), p.num("α"), p.num("a"), p.num("b")}, SpendModel{p.num("p"), p.num("q"), p.num("v")},
		Terms{p.num("discount"), int(p.num("months"))})
	require.NoError(t, err)
	for _, r := range tables["worth"] {
		w, err := v.Worth(Summary{int(r.num("x")), r.num("last"), r.num("age"), r.num("mean")}, p.num("margin"))
		require.NoError(t, err, r.line)
		require.Equal(t, []string{r.str("alive"), r.str("purchases"), r.str("discounted"), r.str("spend"), r.str("worth")},
			[]string{fmt.Sprintf("%.2f", w.Alive), fmt.Sprintf("%.2f", w.Purchases), fmt.Sprintf("%.2f", w.Discounted), fmt.Sprintf("%.2f", w.Spend), fmt.Sprintf("%.2f", w.Value)}, r.line)
	}
}
