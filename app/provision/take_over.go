package provision

import (
	"context"

	"assay/app/db"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/models"
)

// ErrNoRolls says that history measured no rate yet.
var ErrNoRolls = models.Conflict("error.no_rolls")

// TakeOver drafts the matrix in force with the rates that history measured up
// to the last whole month, and returns the draft's id: it is edited, tried and
// approved by a second person as any other. A conflict when a draft of the
// matrix is open, which is somebody's work, and when nothing was measured.
func (s *Service) TakeOver(ctx context.Context, who models.Who) (id int64, err error) {
	at := s.Clock.Moment()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, _, err := receivables.Matrix(tx.DB, at.On)
		if models.KindOf(err) == models.KindNotFound {
			return ErrNoRolls // without a matrix nothing is measured by its segments
		}
		if err != nil {
			return err
		}
		rolls := make([][models.ProvisionClasses]models.RollToLoss, len(m.Rows))
		measured := false
		for i, r := range m.Rows {
			if rolls[i], err = Rolls(tx.DB, r.Segment, at.On.MonthStart()-1); err != nil {
				return err
			}
			measured = measured || known(rolls[i])
		}
		if !measured {
			return ErrNoRolls
		}
		next := m.FromHistory(rolls)
		id, err = policy.DraftWith(tx, at, who, models.PolicyProvision, models.SegmentAll, &next)
		return err
	})
	if db.IsDuplicate(err) {
		err = policy.ErrDraftOpen
	}
	return id, err
}

// known tells whether anything was measured.
func known(rolls [models.ProvisionClasses]models.RollToLoss) bool {
	for _, r := range rolls {
		if _, ok := r.Rate(); ok {
			return true
		}
	}
	return false
}
