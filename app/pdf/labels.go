package pdf

import (
	"fmt"

	"assay/models"
)

// particulars is what a line is about.
func particulars(l models.StatementLine) cell {
	p := l.Particulars()
	return cell{p.Zh, p.En}
}

// bucketLabels name the ageing buckets by their bounds in days.
func bucketLabels() []models.Label {
	labels, from := make([]models.Label, 0, models.Buckets), 1
	for _, to := range models.AgeingBounds {
		labels = append(labels, models.Label{Zh: fmt.Sprintf("%d–%d 天", from, to), En: "days late"})
		from = to + 1
	}
	return append(labels, models.Label{Zh: fmt.Sprintf("%d 天以上", from-1), En: "days late"})
}
