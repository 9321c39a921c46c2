package review

import (
	"context"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// EnterFact records a value of outside data. What was known before stays.
func (s *Service) EnterFact(ctx context.Context, who models.Who, f models.AgentFact) error {
	at := s.Clock.Moment()
	if err := f.Validate(at.On); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := PutFact(tx, at, who, f)
		return err
	})
}

// PutFact is the step behind EnterFact. It tells when the same was said
// already: then nothing is added.
func PutFact(tx *db.Tx, at models.Moment, who models.Who, f models.AgentFact) (known bool, err error) {
	var last models.AgentFact
	err = tx.Raw("SELECT * FROM agent_facts WHERE agent_id = ? AND name = ? AND as_of_on = ? ORDER BY id DESC LIMIT 1", f.AgentID, f.Name, f.AsOfOn).Scan(&last).Error
	if err != nil || last.ID != 0 && last.Value == f.Value && last.Source == f.Source {
		return last.ID != 0, err
	}
	f.ID, f.EnteredBy, f.EnteredByID, f.EnteredAt = 0, who.Name, who.ID, at.At
	if err := tx.Create(&f).Error; err != nil {
		return false, err
	}
	return false, audit.Write(tx, at, who, audit.Act{Action: "fact.enter", SubjectKind: "agent", SubjectID: f.AgentID, Reason: f.Source,
		Detail: map[string]any{"name": f.Name, "value": f.Value, "as_of": f.AsOfOn}})
}

// Facts lists an agent's outside data, name by name, the latest first.
func Facts(q *gorm.DB, agentID int64, limit int) ([]models.AgentFact, error) {
	var rows []models.AgentFact
	err := q.Raw("SELECT * FROM agent_facts WHERE agent_id = ? ORDER BY name, as_of_on DESC, id DESC LIMIT ?", agentID, limit).Scan(&rows).Error
	return rows, err
}
