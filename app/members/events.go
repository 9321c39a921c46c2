package members

import (
	"context"

	"assay/app/db"
	"assay/models"
)

// Log adds a line to the log of a member inside the scope.
func (s *Service) Log(ctx context.Context, who models.Who, scope models.Scope, e models.MemberEvent) (id int64, err error) {
	at := s.Clock.Moment()
	if err := e.Validate(at.On); err != nil {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := InScope(tx.DB, scope, e.MemberID)
		if err != nil {
			return err
		}
		id, err = EnterEvent(tx, at, who, m.Member, e)
		return err
	})
	return id, err
}

// EnterEvent is the step behind Log.
func EnterEvent(tx *db.Tx, at models.Moment, who models.Who, m models.Member, e models.MemberEvent) (int64, error) {
	e.MemberID, e.EnteredBy, e.EnteredByID, e.EnteredAt = m.ID, who.Name, who.ID, at.At
	if err := tx.Create(&e).Error; err != nil {
		return 0, err
	}
	return e.ID, write(tx, at, who, "member.event", m, "", map[string]any{"kind": e.Kind, "store": e.StoreID})
}

// CloseReminder is the step by which another feature says that a reminder that it
// entered was seen to; one that was stays as it is.
func CloseReminder(tx *db.Tx, at models.Moment, eventID int64) error {
	_, err := tx.Change("UPDATE member_events SET done_at = ? WHERE id = ? AND kind = 'reminder' AND done_at IS NULL", at.At, eventID)
	return err
}

// Done says that a reminder was seen to. One that was stays as it is.
func (s *Service) Done(ctx context.Context, who models.Who, scope models.Scope, memberID, eventID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := InScope(tx.DB, scope, memberID)
		if err != nil {
			return err
		}
		family, err := Family(tx.DB, memberID)
		if err != nil {
			return err
		}
		cond, args := db.WithinStores(scope, "s")
		var e models.MemberEvent
		if err := tx.Raw("SELECT e.* FROM member_events e JOIN stores s ON s.id = e.store_id WHERE e.id = ? AND e.member_id IN ? AND e.kind = 'reminder' AND "+cond,
			append([]any{eventID, family}, args...)...).Scan(&e).Error; err != nil {
			return err
		}
		if e.ID == 0 {
			return models.NotFound("event")
		}
		n, err := tx.Change("UPDATE member_events SET done_at = ? WHERE id = ? AND done_at IS NULL", at.At, e.ID)
		if err != nil || n == 0 {
			return err
		}
		return write(tx, at, who, "member.reminder_done", m.Member, "", nil)
	})
}
