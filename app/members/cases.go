package members

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// CaseBrief is a case as pages of members show it. Late tells that it should
// have been further.
type CaseBrief struct {
	models.Case
	Late bool
}

// Cases are the service requests, bespoke orders and complaints of a member at
// the stores of a scope, those of members merged into it with them, the latest
// first.
func Cases(q *gorm.DB, scope models.Scope, memberID int64, at models.Moment) ([]CaseBrief, error) {
	family, err := Family(q, memberID)
	if err != nil {
		return nil, err
	}
	cond, args := db.WithinStores(scope, "s")
	var rows []models.Case
	err = q.Raw("SELECT c.* FROM care_cases c JOIN stores s ON s.id = c."+ofItsStore+" WHERE c.member_id IN ? AND "+cond+" ORDER BY c.id DESC LIMIT ?",
		append(append([]any{family}, args...), mostLines)...).Scan(&rows).Error
	return briefs(rows, at), err
}

// WaitingCases are those of a scope's stores that need somebody: past a clock or
// a promise, promised for the day, not answered yet, or ready to be handed over.
// The earliest promise first.
func WaitingCases(q *gorm.DB, scope models.Scope, at models.Moment) ([]CaseBrief, error) {
	cond, args := db.WithinStores(scope, "s")
	var rows []models.Case
	err := q.Raw(`SELECT c.* FROM care_cases c JOIN stores s ON s.id = c.store_id WHERE c.stage NOT IN ? AND
		(c.promised_on <= ? OR c.stage IN ('ready', 'finished') OR c.replied_at IS NULL AND c.reply_due_at IS NOT NULL OR c.solved_at IS NULL AND c.solve_due_at < ?) AND `+cond+
		" ORDER BY COALESCE(c.promised_on, c.opened_on), c.id LIMIT ?", append(append([]any{models.EndedStages(), at.On, at.At}, args...), mostToday)...).Scan(&rows).Error
	return briefs(rows, at), err
}

func briefs(rows []models.Case, at models.Moment) []CaseBrief {
	out := make([]CaseBrief, len(rows))
	for i, c := range rows {
		out[i] = CaseBrief{c, c.Late(at)}
	}
	return out
}
