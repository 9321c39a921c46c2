package loyalty

import (
	"encoding/json"
	"math"
)

// Past is a member's past as facts hold it: how many days with a purchase, the
// first and the last of them and the day of the look (numbered from any
// origin), and what was paid on all but the first, in fen.
type Past struct {
	BuyDays         int64
	First, Last, On int64
	RepeatFen       int64
}

// Summary is what the models need of the past; zero without a purchase.
func (p Past) Summary() Summary {
	if p.BuyDays < 1 {
		return Summary{}
	}
	s := Summary{Frequency: int(p.BuyDays - 1), Recency: float64(p.Last - p.First), Age: float64(p.On - p.First)}
	if s.Frequency > 0 {
		s.MeanSpend = float64(p.RepeatFen) / float64(s.Frequency)
	}
	return s
}

// CellOf is so many buyers of one past.
func (p Past) CellOf(buyers int) Cell {
	s := p.Summary()
	return Cell{s.Frequency, s.Recency, s.Age, buyers}
}

// Fit is a pair of models with the evidence for each and what they were worth
// on the days held back.
type Fit struct {
	Purchases PurchaseFit
	Spend     SpendFit
}

// FitBoth fits both models: the times to cells, the spend to those who bought
// again. Its errors are those of FitPurchases and FitSpend.
func FitBoth(cells []Cell, repeat []Summary) (f Fit, err error) {
	if f.Purchases, err = FitPurchases(cells); err != nil {
		return f, err
	}
	f.Spend, err = FitSpend(repeat)
	return f, err
}

// Sound tells that both models can be believed.
func (f Fit) Sound() bool {
	return f.Purchases.Evidence == EvidenceSound && f.Spend.Evidence == EvidenceSound
}

// Text is the fit as it is kept, and FitOf reads it.
func (f Fit) Text() (string, error) {
	b, err := json.Marshal(f)
	return string(b), err
}

// FitOf reads a kept fit.
func FitOf(text string) (f Fit, err error) {
	err = json.Unmarshal([]byte(text), &f)
	return f, err
}

// Valuer values members over some months at a discount per year in ppm.
func (f Fit) Valuer(months int, discountPPM int64) (*Valuer, error) {
	return NewValuer(f.Purchases.Model, f.Spend.Model, Terms{Discount: float64(discountPPM) / 1e6, Months: months})
}

// Figures are a member's worth in whole units: chances and purchases in
// millionths, money in fen, each rounded once.
type Figures struct {
	AlivePPM    int64
	ExpectedPPM int64
	SpendFen    int64
	OwnFen      int64
}

// Figures values a past with a margin in ppm; a past that is not one is
// ErrSummary.
func (v *Valuer) Figures(p Past, marginPPM int64) (f Figures, err error) {
	w, err := v.Worth(p.Summary(), float64(marginPPM)/1e6)
	if err != nil {
		return f, err
	}
	return Figures{whole(w.Alive * 1e6), whole(w.Purchases * 1e6), whole(w.Spend), whole(w.Value)}, nil
}

func whole(x float64) int64 { return int64(math.Round(x)) }

// Tried is how a fit did on days that were held back, in whole units: purchases
// and fen foretold and made, and the mean absolute error of a buyer's purchases
// beside that of "last period again", in millionths.
type Tried struct {
	Buyers        int
	Days          int
	Predicted     int64
	Actual        int64
	PredictedFen  int64
	ActualFen     int64
	ErrorPPM      int64
	LastPeriodPPM int64
}

// TryOut fits on what was known of some buyers days before the end, and looks
// what came. Its errors are those of FitBoth.
func TryOut(held []Held, days int) (t Tried, err error) {
	summaries := make([]Summary, len(held))
	for i, h := range held {
		summaries[i] = h.Known
	}
	f, err := FitBoth(Cells(summaries), summaries)
	if err != nil {
		return t, err
	}
	m := Measure(held, days, f.Purchases.Model, f.Spend.Model)
	t = Tried{Buyers: len(held), Days: days}
	for i, e := range m.Purchases {
		switch e.Way {
		case ByModel:
			t.Predicted, t.Actual, t.ErrorPPM = whole(e.Predicted), whole(e.Actual), whole(e.MAE*1e6)
			t.PredictedFen, t.ActualFen = whole(m.Spend[i].Predicted), whole(m.Spend[i].Actual)
		case ByLastPeriod:
			t.LastPeriodPPM = whole(e.MAE * 1e6)
		}
	}
	return t, nil
}
