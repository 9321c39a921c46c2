package reports

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// forecast shifts what is owed by the habit of who owes it.
func forecast(all map[int64]*agentNow, dues []dueRow, on models.Date) models.CashForecast {
	shifted := make([]models.DueHabit, 0, len(dues))
	for _, d := range dues {
		a := all[d.agent]
		if a == nil || d.debit <= 0 {
			continue
		}
		h := models.DueHabit{DueOn: d.on, OpenFen: d.debit}
		if a.Habit != nil {
			h.Days = *a.Habit
		}
		shifted = append(shifted, h)
	}
	return models.ForecastCash(on, cashWeeks, shifted)
}

// forecastAt is the forecast as it stood at the end of a month that is kept:
// what was open then, moved by the habit that the month found.
func forecastAt(q *gorm.DB, p part, on models.Date) (models.CashForecast, error) {
	habits, err := habitsAt(q, p, on)
	if err != nil {
		return models.CashForecast{}, err
	}
	var shifted []models.DueHabit
	err = receivables.EachDue(q, on, func(d receivables.DueSum) {
		if days, ours := habits[d.AgentID]; ours && d.DebitFen > 0 {
			shifted = append(shifted, models.DueHabit{DueOn: d.DueOn, Days: days, OpenFen: d.DebitFen})
		}
	})
	return models.ForecastCash(on, cashWeeks, shifted), err
}

// habitsAt are the habits of a part's agents as a kept month found them, 0 for
// none.
func habitsAt(q *gorm.DB, p part, on models.Date) (map[int64]int, error) {
	cond, args := p.agents()
	habits := map[int64]int{}
	err := db.EachRow(q, "SELECT a.id, COALESCE(m.habit_days, 0) FROM agents a LEFT JOIN agent_months m ON m.agent_id = a.id AND m.month_on = ? WHERE "+cond, func(scan db.Scan) error {
		var id int64
		var days int
		err := scan(&id, &days)
		habits[id] = days
		return err
	}, append([]any{on}, args...)...)
	return habits, err
}
