package models

import "slices"

// HistoryStep is what rates taken over from history are rounded to: a tenth of
// a percent.
const HistoryStep Rate = 1_000

// FromHistory is the matrix with the rates that history measured, row by row:
// each rounded to the nearest HistoryStep, half up. A class in which nothing was
// owed keeps its rate, and no class has a lower rate than a younger one.
func (m ProvisionMatrix) FromHistory(rolls [][ProvisionClasses]RollToLoss) ProvisionMatrix {
	m.Rows = slices.Clone(m.Rows)
	for i, classes := range rolls[:min(len(rolls), len(m.Rows))] {
		floor := Rate(0)
		for class, r := range classes {
			rate := m.Rows[i].Rates[class]
			if measured, known := r.Rate(); known {
				rate = min(One, (measured+HistoryStep/2)/HistoryStep*HistoryStep)
			}
			floor = max(floor, rate)
			m.Rows[i].Rates[class] = floor
		}
	}
	return m
}
