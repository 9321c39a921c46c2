package loyalty

// Fractions and groups of a measurement.
const (
	topFraction = 0.2
	lastGroup   = 7
)

// Measure compares what the models, fitted on what was known at the cut, say
// of the days held back with what happened. Without buyers it is empty.
func Measure(held []Held, days int, p PurchaseModel, s SpendModel) (m Measured) {
	if len(held) == 0 || days < 1 {
		return m
	}
	weeks := equalSteps((days+6)/7, 7)
	weeks[len(weeks)-1] = float64(days)
	y := newYield(held, float64(days), newHorizon(p, weeks), s)
	for _, way := range Ways() {
		m.Purchases = append(m.Purchases, errorsOf(way, y.count[way], y.bought))
		m.Spend = append(m.Spend, errorsOf(way, y.fen[way], y.spent))
	}
	m.Weeks, m.Groups = y.weeks, y.groups(held)
	paid := make([]float64, len(held))
	for i, h := range held {
		paid[i] = float64(h.PaidFen)
	}
	for _, o := range []struct {
		by     Order
		scores []float64
	}{{OrderModel, y.fen[ByModel]}, {OrderPaid, paid}, {OrderLastPeriod, y.fen[ByLastPeriod]}, {OrderPerfect, y.spent}} {
		m.Top = append(m.Top, Top{o.by, topShare(o.scores, y.spent, topFraction)})
	}
	return m
}

// yield is what each buyer bought and spent after the cut, and what each way
// said he would.
type yield struct {
	bought, spent []float64
	count, fen    map[Way][]float64
	weeks         []Step
}

func newYield(held []Held, days float64, ahead *horizon, s SpendModel) yield {
	y := yield{count: map[Way][]float64{}, fen: map[Way][]float64{}, weeks: make([]Step, len(ahead.days))}
	say := func(way Way, count, fen float64) {
		y.count[way] = append(y.count[way], count)
		y.fen[way] = append(y.fen[way], fen)
	}
	rate, fenRate := meanRates(held)
	for _, h := range held {
		y.bought, y.spent = append(y.bought, float64(len(h.After))), append(y.spent, fenOf(h.After))
		expected := y.addWeeks(h, ahead)
		say(ByModel, expected, expected*s.Expected(h.Known))
		say(ByLastPeriod, float64(len(h.Before)), fenOf(h.Before))
		own := 0.0
		if h.Known.Age > 0 {
			own = float64(h.Known.Frequency) / h.Known.Age * days
		}
		say(ByOwnRate, own, own*h.Known.MeanSpend)
		say(ByMeanRate, rate*days, fenRate*days)
		say(ByNothing, 0, 0)
	}
	return y
}

// meanRates are the repeat purchases and their fen per day of all buyers.
func meanRates(held []Held) (count, fen float64) {
	age := 0.0
	for _, h := range held {
		count += float64(h.Known.Frequency)
		fen += float64(h.Known.Frequency) * h.Known.MeanSpend
		age += h.Known.Age
	}
	if age == 0 {
		return 0, 0
	}
	return count / age, fen / age
}

// addWeeks adds a buyer to the weeks and returns what is expected in all.
func (y *yield) addWeeks(h Held, ahead *horizon) float64 {
	alive, before := ahead.model.Alive(h.Known), 0.0
	for week, upTo := range ahead.ifAlive(h.Known) {
		y.weeks[week].Predicted += alive * (upTo - before)
		before = upTo
	}
	for _, p := range h.After {
		y.weeks[(p.Day-1)/7].Actual++
	}
	return alive * before
}

func (y *yield) groups(held []Held) []Group {
	groups := make([]Group, lastGroup+1)
	for i := range groups {
		groups[i] = Group{Frequency: i, Predicted: map[Way]float64{}}
	}
	for i, h := range held {
		g := &groups[min(h.Known.Frequency, lastGroup)]
		g.Buyers++
		g.Actual += y.bought[i]
		for _, way := range Ways() {
			g.Predicted[way] += y.count[way][i]
		}
	}
	for i := range groups {
		g := &groups[i]
		for _, way := range Ways() {
			g.Predicted[way] /= float64(max(1, g.Buyers))
		}
		g.Actual /= float64(max(1, g.Buyers))
	}
	return groups
}
