package models

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestASlipAddsUp(t *testing.T) {
	for _, r := range textTable(t, `
		why                         | price   | pieces | discount | points | paid     | earned | error
		whole yuan                  | 100.00  | 1      | 0.00     | 0.00   | 100.00   | 100    |
		the rest of a sale drops    | 99.99   | 2      | 0.00     | 0.00   | 199.98   | 199    |
		a discount                  | 100.00  | 2      | 0.50     | 0.00   | 199.50   | 199    |
		points                      | 100.00  | 1      | 10.00    | 30.00  | 60.00    | 60     |
		points for everything       | 100.00  | 1      | 0.00     | 100.00 | 0.00     | 0      |
		more points than price      | 100.00  | 1      | 10.00    | 90.01  | -        | 0      | error.points_above_price
		more discount than price    | 100.00  | 1      | 100.01   | 0.00   | -        | 0      | error.discount_above_price
		no pieces                   | 100.00  | 0      | 0.00     | 0.00   | -        | 0      | error.quantity_positive
	`) {
		s := SalesSlip{PointsFen: r.money("points"), FreightFen: 12_00}
		err := s.Total([]SlipLine{{PriceFen: r.money("price"), Quantity: r.num("pieces"), DiscountFen: r.money("discount")}})
		if want := r.str("error"); want != "" {
			var e *Error
			require.ErrorAs(t, err, &e, r.line)
			require.Equal(t, want, e.Message, r.line)
			continue
		}
		require.NoError(t, err, r.line)
		require.Equal(t, r.money("paid"), s.PaidFen, r.line)
		require.EqualValues(t, r.num("earned"), s.Earned(), r.line)
	}
}

// However a slip comes back piece by piece, all of it is what was paid, and
// what it still earns never rises.
func TestPiecesThatComeBackAddUpToWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []SlipLine
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			lines = append(lines, SlipLine{Quantity: rapid.IntRange(1, 5).Draw(t, "pieces"), PriceFen: Money(rapid.Int64Range(0, 99_999).Draw(t, "price"))})
		}
		s := SalesSlip{}
		if err := s.Total(lines); err != nil {
			t.Fatal(err)
		}
		s.PointsFen = Money(rapid.Int64Range(0, int64(s.GrossFen)).Draw(t, "points"))
		if err := s.Total(lines); err != nil {
			t.Fatal(err)
		}
		earned := s.Earned()
		for i, paid := range s.PaidParts(lines) {
			for back := 0; back < lines[i].Quantity; {
				n := rapid.IntRange(1, lines[i].Quantity-back).Draw(t, "back")
				s.RefundedFen += RefundOf(paid, lines[i].Quantity, back, n)
				back += n
				if s.Earned() > earned {
					t.Fatal("a refund earns")
				}
				earned = s.Earned()
			}
		}
		if s.KeptFen() != 0 || earned != 0 {
			t.Fatalf("%s is left of %s", s.KeptFen(), s.PaidFen)
		}
	})
}

func TestPhonesAsPeopleTypeThem(t *testing.T) {
	for _, r := range textTable(t, `
		typed              | phone         | shown
		13912348106        | 13912348106   | 139****8106
		139 1234 8106      | 13912348106   | 139****8106
		+86 139-1234-8106  | 13912348106   | 139****8106
		0086 13912348106   | 13912348106   | 139****8106
		１３９１２３４８１０６        | 13912348106   | 139****8106
		+852 6123 4567     | +85261234567  | +85*****4567
		6123 4567          |               |
		1391234810         |               |
		139123481067       |               |
		abc                |               |
		+                  |               |
	`) {
		phone, err := ParsePhone(r.str("typed"))
		require.Equal(t, r.str("phone"), phone, r.line)
		require.Equal(t, phone == "", err != nil, r.line)
		if phone != "" {
			require.Equal(t, r.str("shown"), MaskPhone(phone), r.line)
		}
	}
	require.Equal(t, "陈**", MaskName("陈思敏"))
	require.Equal(t, "M**", MaskName("Mary Jones"))
}

func TestPointsThatPaidComeBackWithThePieces(t *testing.T) {
	for _, r := range textTable(t, `
		used | price | before | after | back
		100  | 10.00 | 0.00   | 10.00 | 100
		100  | 30.00 | 0.00   | 10.00 | 33
		100  | 30.00 | 10.00  | 20.00 | 34
		100  | 30.00 | 20.00  | 30.00 | 33
		0    | 30.00 | 0.00   | 30.00 | 0
		0    | 0.00  | 0.00   | 0.00  | 0
	`) {
		s := SalesSlip{GrossFen: r.money("price"), PointsUsed: int64(r.num("used"))}
		require.EqualValues(t, r.num("back"), s.PointsReturned(r.money("before"), r.money("after")), r.line)
	}
	require.Equal(t, Money(3_34), SlipLine{AmountFen: 10_01, Quantity: 3, Returned: 1}.ReturnedFen())
}
