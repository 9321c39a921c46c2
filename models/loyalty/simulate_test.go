package loyalty

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// buyer is a simulated one: when he bought, in days after his first purchase,
// up to some day beyond the look.
type buyer struct {
	age   float64 // at the look
	times []float64
	alive bool // at the look
}

// simulate lets buyers of a model who first bought within the spread of days
// before the look, at least youngest days before it, buy until so many days
// after it.
func simulate(m PurchaseModel, n int, seed uint64, youngest, spread, after float64) []buyer {
	src := rand.NewPCG(seed, 0)
	rng := rand.New(src)
	rates := distuv.Gamma{Alpha: m.R, Beta: m.Alpha, Src: src}
	chances := distuv.Beta{Alpha: m.A, Beta: m.B, Src: src}
	buyers := make([]buyer, n)
	for i := range buyers {
		rate, chance := rates.Rand(), chances.Rand()
		b := buyer{age: youngest + spread*rng.Float64(), alive: true}
		for t := rng.ExpFloat64() / rate; t <= b.age+after; t += rng.ExpFloat64() / rate {
			b.times = append(b.times, t)
			if rng.Float64() < chance {
				b.alive = t > b.age
				break
			}
		}
		buyers[i] = b
	}
	return buyers
}

// summary at the look, and how many purchases followed it.
func (b buyer) summary() (s Summary, after int) {
	s.Age = b.age
	for _, t := range b.times {
		if t > b.age {
			after++
			continue
		}
		s.Frequency++
		s.Recency = t
	}
	return s, after
}

func summaries(buyers []buyer) []Summary {
	all := make([]Summary, len(buyers))
	for i, b := range buyers {
		all[i], _ = b.summary()
	}
	return all
}

// spends gives the repeat buyers mean spends of a model.
func spends(m SpendModel, all []Summary, seed uint64) {
	src := rand.NewPCG(seed, 1)
	scales := distuv.Gamma{Alpha: m.Q, Beta: m.V, Src: src}
	for i := range all {
		if x := float64(all[i].Frequency); x > 0 {
			nu := scales.Rand()
			all[i].MeanSpend = distuv.Gamma{Alpha: m.P * x, Beta: nu * x, Src: src}.Rand()
		}
	}
}

// byDay rounds times to days, as purchases are recorded.
func byDay(all []Summary) []Summary {
	for i, s := range all {
		all[i].Age = math.Ceil(s.Age)
		all[i].Recency = math.Ceil(s.Recency)
	}
	return all
}
