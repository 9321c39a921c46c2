package loyalty

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Held is a buyer whose last days are held back: what was known at the cut,
// what he had paid by then in all, and one purchase for each day on which he
// bought: in as many days before the cut as are held back, and after it, both
// with days counted from the cut.
type Held struct {
	Known   Summary
	PaidFen int64
	Before  []Purchase
	After   []Purchase
}

// Hold cuts a buyer's purchases after a day and looks until another. False
// when there was no purchase by the cut.
func Hold(purchases []Purchase, cut, end int) (h Held, bought bool) {
	if h.Known, bought = Of(purchases, cut); !bought {
		return h, false
	}
	days := map[int]int64{}
	for _, p := range purchases {
		if p.Day <= cut {
			h.PaidFen += p.Fen
		}
		if p.Day > cut-(end-cut) && p.Day <= end {
			days[p.Day-cut] += p.Fen
		}
	}
	for _, day := range slices.Sorted(maps.Keys(days)) {
		if day > 0 {
			h.After = append(h.After, Purchase{day, days[day]})
		} else {
			h.Before = append(h.Before, Purchase{day, days[day]})
		}
	}
	return h, true
}

func fenOf(purchases []Purchase) (sum float64) {
	for _, p := range purchases {
		sum += float64(p.Fen)
	}
	return sum
}

// Way is how the days after the cut were predicted: by the models or by a rule
// that needs none.
type Way string

// The ways, in the order they are shown. A buyer's own rate is what he bought
// again per day so far; the mean rate is that of all buyers together.
const (
	ByModel      Way = "model"
	ByLastPeriod Way = "last_period"
	ByOwnRate    Way = "own_rate"
	ByMeanRate   Way = "mean_rate"
	ByNothing    Way = "nothing"
)

// Ways lists them.
func Ways() []Way { return []Way{ByModel, ByLastPeriod, ByOwnRate, ByMeanRate, ByNothing} }

// Errors of a prediction over all buyers: the totals, the mean absolute and
// the root mean squared error per buyer.
type Errors struct {
	Way       Way
	Predicted float64
	Actual    float64
	MAE       float64
	RMSE      float64
}

func errorsOf(way Way, predicted, actual []float64) Errors {
	e := Errors{Way: way}
	for i, p := range predicted {
		e.Predicted += p
		e.Actual += actual[i]
		e.MAE += math.Abs(p-actual[i]) / float64(len(predicted))
		e.RMSE += (p - actual[i]) * (p - actual[i]) / float64(len(predicted))
	}
	e.RMSE = math.Sqrt(e.RMSE)
	return e
}

// Measured is what predictions were worth on days that they did not know:
// purchases and fen by buyer, purchases by week and by what was known of
// buyers, and who bought most.
type Measured struct {
	Purchases []Errors
	Spend     []Errors // in fen
	Weeks     []Step
	Groups    []Group
	Top       []Top
}

// Step is a week of the days held back; the last may be short.
type Step struct {
	Predicted, Actual float64
}

// Group are the buyers of a frequency, the last group those of as many or
// more; what they bought after the cut on average, and each way's prediction.
type Group struct {
	Frequency int
	Buyers    int
	Actual    float64
	Predicted map[Way]float64
}

// Top is the share of all that was spent after the cut by those whom an order
// of buyers put first.
type Top struct {
	By    Order
	Share float64
}

// Order is by what buyers are put in order, the best first.
type Order string

// The orders.
const (
	OrderModel      Order = "model"       // expected spend
	OrderPaid       Order = "paid"        // everything paid so far, as growth counts it
	OrderLastPeriod Order = "last_period" // what was paid in the days before the cut
	OrderPerfect    Order = "perfect"     // what was spent after the cut: nobody can know
)

// topShare of the order, of the first fraction of buyers. Those on the border
// with equal scores count in part, as if drawn by lot.
func topShare(scores, spent []float64, fraction float64) float64 {
	order := make([]int, len(scores))
	total := 0.0
	for i := range order {
		order[i] = i
		total += spent[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	room, sum := fraction*float64(len(scores)), 0.0
	for i := 0; i < len(order) && room > 0; {
		j, tied := i, 0.0
		for ; j < len(order) && scores[order[j]] == scores[order[i]]; j++ {
			tied += spent[order[j]]
		}
		n := float64(j - i)
		sum += tied * min(1, room/n)
		room -= n
		i = j
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
