package models

// HabitMonths is how far back an agent's payment habit looks.
const HabitMonths = 12

// PaidSum is what an agent paid and how late: Σ amount, and Σ amount × days
// late at payment, in fen × days. A reversal takes its part out of both.
type PaidSum struct {
	AmountFen Money
	FenDays   int64
}

// Habit is the agent's payment habit in whole days: the days beyond terms,
// weighted by amount, rounded half away from zero; below zero for who pays
// early. Without payments there is no habit, and the due date stands.
func (p PaidSum) Habit() (days int, ok bool) {
	if p.AmountFen <= 0 {
		return 0, false
	}
	n, err := MulDiv(p.FenDays, 1, int64(p.AmountFen))
	return int(n), err == nil
}

// DueHabit is what falls due on a day of agents with one habit.
type DueHabit struct {
	DueOn   Date
	Days    int // the habit, 0 for none
	OpenFen Money
}

// CashWeek is what is due in seven days, and what is expected in them.
type CashWeek struct {
	Period
	DueFen      Money
	ExpectedFen Money
}

// CashForecast is an estimate of the money to come. Every fen of what is open
// is in one week or in one of the three rests: due before the first week and
// after the last one, expected after the last one, and overdue for longer than
// the agent's habit, for which nothing is expected at all.
type CashForecast struct {
	Weeks            []CashWeek
	DueBeforeFen     Money
	DueAfterFen      Money
	ExpectedAfterFen Money
	LateFen          Money
}

// ForecastCash shifts each due date by its agent's habit, and adds up what is
// due and what is expected in each of the weeks that begin on a day. What is
// not due yet of an agent who pays early is expected today at the earliest.
func ForecastCash(on Date, weeks int, dues []DueHabit) CashForecast {
	f := CashForecast{Weeks: make([]CashWeek, weeks)}
	for i := range f.Weeks {
		f.Weeks[i].Period = Period{From: on.AddDays(7 * i), To: on.AddDays(7*i + 6)}
	}
	end := on.AddDays(7 * weeks)
	for _, d := range dues {
		switch {
		case d.DueOn < on:
			f.DueBeforeFen += d.OpenFen
		case d.DueOn >= end:
			f.DueAfterFen += d.OpenFen
		default:
			f.Weeks[int(d.DueOn-on)/7].DueFen += d.OpenFen
		}
		expected := d.DueOn.AddDays(d.Days)
		if d.DueOn >= on {
			expected = max(expected, on)
		}
		switch {
		case expected < on:
			f.LateFen += d.OpenFen
		case expected >= end:
			f.ExpectedAfterFen += d.OpenFen
		default:
			f.Weeks[int(expected-on)/7].ExpectedFen += d.OpenFen
		}
	}
	return f
}

// Due is what falls due in all the weeks.
func (f CashForecast) Due() (sum Money) {
	for _, w := range f.Weeks {
		sum += w.DueFen
	}
	return sum
}

// Expected is what is expected in all the weeks.
func (f CashForecast) Expected() (sum Money) {
	for _, w := range f.Weeks {
		sum += w.ExpectedFen
	}
	return sum
}
