package credit

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// GradeLimit is what agents of a grade get who have no limit of their own and
// whose group gives none.
type GradeLimit struct {
	Grade     models.Grade
	Kind      models.LimitKind
	AmountFen models.Money
}

// GradeLimits lists every grade; one without a default has none.
func GradeLimits(q *gorm.DB) ([]GradeLimit, error) {
	var rows []GradeLimit
	if err := q.Raw("SELECT grade, kind, amount_fen FROM grade_limits").Scan(&rows).Error; err != nil {
		return nil, err
	}
	out := make([]GradeLimit, len(models.Grades))
	for i, g := range models.Grades {
		out[i] = GradeLimit{Grade: g, Kind: models.LimitNone}
		for _, r := range rows {
			if r.Grade == g {
				out[i] = r
			}
		}
	}
	return out, nil
}

// SetGradeLimit sets the default limit of a grade: none, an amount or without
// bound. Every order under way reads its terms again.
func (s *Service) SetGradeLimit(ctx context.Context, who models.Who, grade models.Grade, l models.Limit, reason string) error {
	if !models.KnownGrade(grade) {
		return models.Invalid("grade", "error.grade_unknown")
	}
	if l.Kind == models.LimitInherit {
		return models.Invalid("grade_kind", "error.nothing_to_inherit")
	}
	if err := models.OnField(l.Validate(), "grade_amount"); err != nil {
		return err
	}
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := TermsChanged(tx); err != nil {
			return err
		}
		if _, err := tx.Change("DELETE FROM grade_limits WHERE grade = ?", grade); err != nil {
			return err
		}
		if _, err := tx.Change("INSERT INTO grade_limits (grade, kind, amount_fen) VALUES (?, ?, ?)", grade, l.Kind, l.Amount); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "grade_limit.set", SubjectKind: "grade", Subject: string(grade), Reason: reason,
			Detail: map[string]any{"limit": l}})
	})
}
