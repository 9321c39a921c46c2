package pdf

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/chart"
	"assay/models"
)

// The paper's bar is the page's: as many slices as classes that hold anything,
// side by side over the whole width.
func TestTheAgeBarIsThatOfThePage(t *testing.T) {
	doc := statementOf(3)
	plain := paperOf(t, doc)
	require.NotEqual(t, plain, paperOf(t, func() models.StatementDocument {
		d := doc
		d.Ageing.NotDue, d.Ageing.Late[5] = d.Ageing.Late[5], d.Ageing.NotDue
		return d
	}()), "the bar follows the figures")
	require.Equal(t, plain, paperOf(t, doc), "the same figures, the same bytes")
	s, err := newSheet()
	require.NoError(t, err)
	s.addPage()
	for _, c := range []struct {
		a    models.Ageing
		want int
	}{{models.Ageing{}, 1}, {models.Ageing{NotDue: 5}, 2}, {models.Ageing{NotDue: 5, Late: [models.Buckets]models.Money{1, 0, 0, 0, 0, 1}, Credits: -9}, 4}} {
		before := len(s.pages[0])
		s.ageBar(left, 100, right-left, 7, c.a)
		require.Len(t, s.pages[0], before+c.want, "the track and a box for each class that holds anything")
	}
	require.Len(t, ages, len(chart.AgeingBar(models.Ageing{})))
}
