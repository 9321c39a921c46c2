package receivables

import (
	"context"

	"assay/models"
)

// Clearing lists the awaiting receipts whose clearing date has come, the
// oldest first.
func (s *Service) Clearing(ctx context.Context, on models.Date) ([]int64, error) {
	var ids []int64
	err := s.DB.Read(ctx).Raw("SELECT id FROM receipts WHERE state = 'awaiting' AND cleared_on <= ? ORDER BY cleared_on, id", on).Scan(&ids).Error
	return ids, err
}
