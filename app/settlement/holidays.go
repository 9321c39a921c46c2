package settlement

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Holiday is a day off, or a make-up workday (kind "work").
type Holiday struct {
	DayOn models.Date
	Kind  string
	Name  string
}

// HolidaysFrom lists the days from a day on.
func HolidaysFrom(q *gorm.DB, from models.Date) ([]Holiday, error) {
	var rows []Holiday
	err := q.Raw("SELECT day_on, kind, name FROM holidays WHERE day_on >= ? ORDER BY day_on", from).Scan(&rows).Error
	return rows, err
}

// AddHoliday enters a day. Due dates that documents carry already stay.
func (s *Service) AddHoliday(ctx context.Context, who models.Who, h Holiday) error {
	switch {
	case h.DayOn.IsZero():
		return models.Invalid("day", "error.date_required")
	case h.Kind != "off" && h.Kind != "work":
		return models.Invalid("day_kind", "error.holiday_kind_unknown")
	case strings.TrimSpace(h.Name) == "":
		return models.Invalid("day_name", "error.name_required")
	}
	if err := models.CheckLengths(models.Length{Field: "day_name", Value: h.Name, Max: 80}); err != nil {
		return err
	}
	at := s.Clock.Moment()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := tx.Change("INSERT INTO holidays (day_on, kind, name) VALUES (?, ?, ?)", h.DayOn, h.Kind, h.Name); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "holiday.add", SubjectKind: "holiday", Subject: h.DayOn.String(), Detail: map[string]string{"kind": h.Kind, "name": h.Name}})
	})
	if db.IsDuplicate(err) {
		return models.Invalid("day", "error.day_taken").With("Day", h.DayOn)
	}
	return err
}

// RemoveHoliday takes a day out again.
func (s *Service) RemoveHoliday(ctx context.Context, who models.Who, day models.Date) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change("DELETE FROM holidays WHERE day_on = ?", day)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.NotFound("holiday")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "holiday.remove", SubjectKind: "holiday", Subject: day.String()})
	})
}
