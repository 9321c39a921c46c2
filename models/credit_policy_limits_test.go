package models

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func docPromise(t *testing.T, rows []textRow) {
	p := PaymentPromise{AmountFen: 1000_00, MadeOn: NewDate(2026, 6, 1), DueOn: NewDate(2026, 6, 10), MadeWith: "owner"}
	require.NoError(t, p.Validate(p.MadeOn))
	for _, r := range rows {
		var in []MoneyIn
		for _, text := range strings.Split(r.str("receipts"), ", ") {
			on, amount, _ := strings.Cut(text, " ")
			m, err := ParseMoney(amount)
			require.NoError(t, err)
			in = append(in, MoneyIn{MustDate(on), m})
		}
		v := p.Judge(in, r.date("on"))
		require.Equal(t, PromiseState(r.str("state")), v.State, r.line)
		require.Equal(t, r.money("received"), v.Received, r.line)
		if r.str("since") != "" {
			require.Equal(t, r.date("since"), v.On, r.line)
		}
	}
}

func docReview(t *testing.T, rows []textRow) {
	card := DefaultScorecard()
	for _, r := range rows {
		f := ReviewFacts{WrittenOff: r.str("written off") == "yes", BrokenPromise: r.str("broken") == "yes", LargestOrder: r.money("largest order"), CeilingFen: r.money("limit")}
		if r.str("last") != "" {
			f.LastOn, f.ValidToOn = r.date("last"), r.date("valid to")
		}
		got, ok := card.ReviewDue(f, r.date("on"))
		require.Equal(t, ReviewTrigger(r.str("review")), got, r.line)
		require.Equal(t, got != "", ok, r.line)
	}
	card.LargeOrderPPM = 0
	require.False(t, card.LargeOrder(MaxMoney, 1), "a share of 0 asks for none")
	require.False(t, DefaultScorecard().LargeOrder(MaxMoney, Unbounded))
}

func docLimitChange(t *testing.T, rows []textRow) {
	on := NewDate(2026, 6, 30)
	terms := CreditTerms{GradeLimit: Limit{LimitAmount, 800_00}, Standard: StandardTerms{MultiplierPPM: One}, Limits: []CreditLimit{
		{Purpose: LimitStanding, Kind: LimitAmount, AmountFen: 1000_00, ValidFromOn: on - 30, ValidToOn: NewDate(2026, 12, 31)},
		{Purpose: LimitTemporary, Kind: LimitAmount, AmountFen: 5000_00, ValidFromOn: on - 30, ValidToOn: on + 30}}}
	for _, r := range rows {
		var to Date
		if r.str("to") != "" {
			to = r.date("to")
		}
		got := terms.ChangeTo(LimitPurpose(r.str("purpose")), Limit{LimitKind(r.str("kind")), r.money("amount")}, to, on)
		require.Equal(t, LimitChange{ApprovalSubject(r.str("subject")), r.money("from"), r.money("becomes"), r.rate("change %")}, got, r.line)
	}
	source, kind := SourceOwn, LimitAmount
	now, from := terms.StandingLimit(on)
	require.Equal(t, []any{Limit{kind, 1000_00}, source}, []any{now, from}, "whatever temporary one stands beside it")
	require.Equal(t, ApproveLimitLower, CreditTerms{}.ChangeTo(LimitStanding, Limit{Kind: LimitNone}, 0, on).Subject)
}

func TestMassChanges(t *testing.T) {
	f := LimitFormula{StepFen: 100_00, CapFen: 5000_00}
	for _, c := range []struct {
		m              MassChange
		now, made, new Money
	}{
		{MassChange{Method: MassPercent, Percent: -100_000}, 1000_00, 0, 900_00},
		{MassChange{Method: MassPercent, Percent: 50_000}, 1000_00, 0, 1000_00}, // 1050 is no whole step
		{MassChange{Method: MassPercent, Percent: 10 * One}, 1000_00, 0, 5000_00},
		{MassChange{Method: MassAmount, Amount: -2000_00}, 1000_00, 0, 0},
		{MassChange{Method: MassAmount, Amount: 250_00}, 1000_00, 0, 1200_00},
		{MassChange{Method: MassSet, Amount: 777_77}, 1000_00, 0, 777_77},
		{MassChange{Method: MassFormula}, 1000_00, 400_00, 400_00},
	} {
		require.NoError(t, c.m.Validate())
		got, err := c.m.New(c.now, c.made, f)
		require.NoError(t, err)
		require.Equal(t, c.new, got, "%+v", c.m)
	}
	for _, bad := range []MassChange{{}, {Method: MassPercent}, {Method: MassAmount}, {Method: MassSet, Amount: -1}, {Method: MassFormula, Grade: "X"}} {
		require.Error(t, bad.Validate(), "%+v", bad)
	}
}

func TestWhatWouldImproveAGrade(t *testing.T) {
	s := Score{Log: []FactorPoints{{Key: FactorGrowth, Known: true, Points: 6, Best: 8}, {Key: FactorOnTimeShare, Known: true, Points: 0, Best: 20}, {Key: FactorTenure, Known: true, Points: 2, Best: 12},
		{Key: FactorDisputes, Points: 5, Best: 8}, {Key: FactorLoss, Known: true, Points: 5, Best: 5}, {Key: "external.bureau", Known: true, Best: 9}}}
	require.Equal(t, []FactorKey{FactorOnTimeShare, FactorGrowth}, s.Improvements())
}

func TestPapersAreWhatTheirBytesSay(t *testing.T) {
	for text, want := range map[string]string{"%PDF-1.7": "application/pdf", "\x89PNG\r\n\x1a\nrest": "image/png", "\xff\xd8\xff\xe0": "image/jpeg"} {
		media, _, err := CheckPaper([]byte(text))
		require.NoError(t, err)
		require.Equal(t, want, media)
	}
	for _, bad := range [][]byte{nil, []byte("<html>%PDF-"), []byte("GIF89a"), append([]byte("%PDF-"), make([]byte, MaxPaper)...)} {
		_, _, err := CheckPaper(bad)
		require.Error(t, err)
	}
}
