package models

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// docProvision reads the matrix of the page and checks each agent's provision
// and the movement below it.
func docProvision(t *testing.T, rows []textRow) {
	m := ProvisionMatrix{Rows: []ProvisionRow{
		{"grade:E", [ProvisionClasses]Rate{20_000, 60_000, 100_000, 200_000, 400_000, 700_000, One}},
		{"region:WEST", [ProvisionClasses]Rate{8_000, 25_000, 60_000, 120_000, 300_000, 600_000, One}},
		DefaultProvisionMatrix().Rows[0],
	}}
	require.NoError(t, m.Validate())
	for _, r := range rows {
		at := m.RowFor(Grade(r.str("grade")), strings.Fields(r.str("regions")))
		require.Equal(t, r.str("row"), m.Rows[at].Segment, r.line)
		a := Ageing{NotDue: r.money("not due"), Credits: -100_00, Unallocated: 50_00}
		for i, name := range []string{"1–30", "31–60", "61–90", "91–180", "181–360", "> 360"} {
			a.Late[i] = r.money(name)
		}
		cells, err := m.Rows[at].Cells(a)
		require.NoError(t, err)
		var sum Money
		for _, c := range cells {
			sum += c
		}
		require.Equal(t, r.money("provision"), sum, r.line)
	}
}

func docAllowance(t *testing.T, rows []textRow) {
	for _, r := range rows {
		require.Equal(t, Provision{r.money("opening"), r.money("use"), r.money("charge"), r.money("release"), r.money("closing")},
			MoveAllowance(r.money("opening"), r.money("use"), r.money("closing")), r.line)
	}
}

// Other systems know a class by the days that are late.
func TestClassesAreNamed(t *testing.T) {
	for class, name := range []string{"not_due", "1–30", "31–60", "61–90", "91–180", "181–360", "> 360"} {
		require.Equal(t, name, ClassName(class))
	}
}

// The movement always explains the closing; older or riskier never provides
// less.
func TestProvisionsAddUp(t *testing.T) {
	row := DefaultProvisionMatrix().Rows[0]
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 4))
		p := MoveAllowance(Money(r.IntN(1e6)), Money(r.IntN(1e6)), Money(r.IntN(1e6)))
		require.Equal(t, p.ClosingFen, p.OpeningFen-p.UseFen+p.ChargeFen-p.ReleaseFen)
		require.True(t, p.ChargeFen == 0 || p.ReleaseFen == 0)
		both := p.Plus(MoveAllowance(100, 50, Money(r.IntN(1e6))))
		require.Equal(t, both.ClosingFen, both.OpeningFen-both.UseFen+both.ChargeFen-both.ReleaseFen, "a sum explains itself too")
		var young, old Ageing
		amount, c := Money(r.IntN(1e6)), r.IntN(Buckets-1)
		young.Late[c], old.Late[c+1] = amount, amount
		a, err := row.Cells(young)
		require.NoError(t, err)
		b, err := row.Cells(old)
		require.NoError(t, err)
		require.LessOrEqual(t, a[c+1], b[c+2])
	}
}

func TestRollToLoss(t *testing.T) {
	_, ok := RollToLoss{}.Rate()
	require.False(t, ok)
	r, ok := RollToLoss{LookedFen: 200_00, LostFen: 3_00}.Rate()
	require.True(t, ok)
	require.Equal(t, Rate(15_000), r)
	r, _ = RollToLoss{LookedFen: 200_00, LostFen: -3_00}.Rate()
	require.Equal(t, Rate(0), r, "more recovered than lost")
}

func TestAMatrixThatFallsIsRefused(t *testing.T) {
	for field, spoil := range map[string]func(m *ProvisionMatrix){
		"rows":           func(m *ProvisionMatrix) { m.Rows = nil },
		"rows.0.3":       func(m *ProvisionMatrix) { m.Rows[0].Rates[3] = 1 },
		"rows.0.0":       func(m *ProvisionMatrix) { m.Rows[0].Rates[0] = -1 },
		"rows.0.segment": func(m *ProvisionMatrix) { m.Rows[0].Segment = "grade:E" },
		"rows.1.segment": func(m *ProvisionMatrix) { m.Rows = append(m.Rows, m.Rows[0]) },
	} {
		m := DefaultProvisionMatrix()
		spoil(&m)
		err := m.Validate()
		if field == "rows.1.segment" {
			field = "rows.0.segment" // "all" stands before the last
		}
		require.Error(t, err)
		require.Equal(t, field, err.(*Error).Field)
	}
}
