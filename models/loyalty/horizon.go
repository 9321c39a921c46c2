package loyalty

// horizon remembers what a buyer who is alive is expected to buy up to each of
// some days ahead. That depends on frequency and age alone, so a million
// members share some ten thousand answers. Not for concurrent use.
type horizon struct {
	model  PurchaseModel
	days   []float64
	losses map[int][]node
	known  map[Cell][]float64
}

func newHorizon(m PurchaseModel, days []float64) *horizon {
	return &horizon{m, days, map[int][]node{}, map[Cell][]float64{}}
}

// ifAlive are the expected purchases up to each day.
func (h *horizon) ifAlive(s Summary) []float64 {
	key := Cell{Frequency: s.Frequency, Age: s.Age}
	if sums, ok := h.known[key]; ok {
		return sums
	}
	losses, ok := h.losses[s.Frequency]
	if !ok {
		losses = h.model.losses(s.Frequency)
		h.losses[s.Frequency] = losses
	}
	sums := make([]float64, len(h.days))
	for i, days := range h.days {
		sums[i] = h.model.ifAlive(s.Frequency, s.Age, days, losses)
	}
	h.known[key] = sums
	return sums
}

// equalSteps are n days ahead, each the step after the one before.
func equalSteps(n int, step float64) []float64 {
	days := make([]float64, n)
	for i := range days {
		days[i] = step * float64(i+1)
	}
	return days
}
