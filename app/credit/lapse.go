package credit

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// LapseKind is what a day has ended, or begun, by itself.
type LapseKind string

// A one-off grant and a temporary limit end after their last day, any limit on
// the first day of the one that replaces it; a security counts inside its dates
// and not outside.
const (
	LapseGrant    LapseKind = "grant"
	LapseLimit    LapseKind = "limit"
	LapseSecurity LapseKind = "security"
)

// Lapse is one of them that the books do not show yet.
type Lapse struct {
	Kind    LapseKind
	ID      int64
	AgentID int64
}

func (l Lapse) String() string { return fmt.Sprintf("%s %d of agent %d", l.Kind, l.ID, l.AgentID) }

const lapsesQuery = `SELECT 'grant' AS kind, id, agent_id FROM credit_grants WHERE ended_at IS NULL AND expires_on < ?
	UNION ALL SELECT 'limit', id, agent_id FROM credit_limits l WHERE ended_at IS NULL AND (purpose = 'temporary' AND valid_to_on < ?
		OR EXISTS (SELECT 1 FROM credit_limits n WHERE n.agent_id = l.agent_id AND n.ended_at IS NULL AND n.purpose = l.purpose
			AND n.valid_from_on > l.valid_from_on AND n.valid_from_on <= ?))
	UNION ALL SELECT 'security', id, agent_id FROM credit_securities WHERE released_at IS NULL AND counted_fen <> 0 AND valid_to_on < ?
	UNION ALL SELECT 'security', id, agent_id FROM credit_securities WHERE released_at IS NULL AND counted_fen = 0
		AND amount_fen > 0 AND share_ppm > 0 AND valid_from_on <= ? AND (valid_to_on IS NULL OR valid_to_on >= ?)
	ORDER BY agent_id, kind, id`

// Lapses lists what the day changes. The credit check reads the dates itself,
// so that nothing is wrongly granted while a lapse waits for its turn.
func Lapses(q *gorm.DB, on models.Date) ([]Lapse, error) {
	var rows []Lapse
	err := q.Raw(lapsesQuery, on, on, on, on, on, on).Scan(&rows).Error
	return rows, err
}

// Lapse puts one of them into the books. fence runs first in the transaction;
// what was done, released or prolonged meanwhile is left alone.
func (s *Service) Lapse(ctx context.Context, at models.Moment, l Lapse, fence func(tx *db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		if l.Kind == LapseSecurity {
			return countSecurity(tx, at, l)
		}
		return endTerm(tx, at, l)
	})
}

// endTerm ends a grant or limit whose time is over. A limit's row never
// changes but by its end, so that it is still what Lapses saw.
func endTerm(tx *db.Tx, at models.Moment, l Lapse) error {
	if _, err := Apply(tx, Move{AgentID: l.AgentID, NewTerms: true}); err != nil {
		return err
	}
	query := "UPDATE credit_grants SET ended_at = ? WHERE id = ? AND ended_at IS NULL AND expires_on < ?"
	if l.Kind == LapseLimit {
		query = "UPDATE credit_limits SET ended_at = ? WHERE id = ? AND ended_at IS NULL AND valid_from_on <= ?"
	}
	n, err := tx.Change(query, at.At, l.ID, at.On)
	if err != nil || n != 1 {
		return err
	}
	return audit.Write(tx, at, models.System, audit.Act{Action: string(l.Kind) + ".lapse", SubjectKind: "agent", SubjectID: l.AgentID,
		Detail: map[string]any{"id": l.ID}})
}

// countSecurity makes the counters hold what the security is worth on the day.
func countSecurity(tx *db.Tx, at models.Moment, l Lapse) error {
	var e models.CreditSecurity
	if err := tx.Raw("SELECT * FROM credit_securities WHERE id = ?", l.ID).Scan(&e).Error; err != nil {
		return err
	}
	worth := e.Eligible(at.On)
	if e.ReleasedAt != nil || worth == e.CountedFen {
		return nil
	}
	if _, err := Apply(tx, Move{AgentID: l.AgentID, Secured: worth - e.CountedFen, NewTerms: true}); err != nil {
		return err
	}
	n, err := tx.Change("UPDATE credit_securities SET counted_fen = ? WHERE id = ? AND counted_fen = ? AND released_at IS NULL", worth, l.ID, e.CountedFen)
	if err == nil && n != 1 {
		err = db.ErrRetry
	}
	if err != nil {
		return err
	}
	return audit.Write(tx, at, models.System, audit.Act{Action: "security.recount", SubjectKind: "agent", SubjectID: l.AgentID, Subject: e.Number,
		Detail: map[string]any{"before": e.CountedFen, "after": worth}})
}
