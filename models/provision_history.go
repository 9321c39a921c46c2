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
	for i := range m.Rows {
		rates := &m.Rows[i].Rates
		for class := range rates {
			if measured, known := rolls[i][class].Rate(); known {
				rates[class] = min(One, (measured+HistoryStep/2)/HistoryStep*HistoryStep)
			}
			if class > 0 {
				rates[class] = max(rates[class], rates[class-1])
			}
		}
	}
	return m
}
