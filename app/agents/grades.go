package agents

import (
	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// SetGrade is the step that gives an agent another grade, from the day of at
// on: orders under way read its terms again, and the journal keeps both.
func SetGrade(tx *db.Tx, at models.Moment, who models.Who, before models.Grade, g models.AgentGrade) error {
	if err := credit.AgentTermsChanged(tx, g.AgentID); err != nil {
		return err
	}
	if _, err := tx.Change("UPDATE agents SET grade = ?, version = version + 1 WHERE id = ?", g.Grade, g.AgentID); err != nil {
		return err
	}
	if err := journalGrade(tx, at, who, g); err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "agent.grade", SubjectKind: "agent", SubjectID: g.AgentID, Reason: g.Reason,
		Detail: map[string]any{"before": before, "grade": g.Grade, "source": g.Source}})
}

// regrade writes the journal when an edit brings another grade.
func regrade(tx *db.Tx, at models.Moment, who models.Who, agentID int64, to models.Grade) error {
	var was models.Grade
	if err := tx.Raw("SELECT grade FROM agents WHERE id = ?", agentID).Scan(&was).Error; err != nil || was == to {
		return err
	}
	return journalGrade(tx, at, who, models.AgentGrade{AgentID: agentID, Grade: to, Source: models.GradeHand})
}

func journalGrade(tx *db.Tx, at models.Moment, who models.Who, g models.AgentGrade) error {
	g.FromOn, g.ChangedBy, g.ChangedByID, g.ChangedAt = at.On, who.Name, who.ID, at.At
	return tx.Create(&g).Error
}

// Grades is an agent's journal of grades, the latest first.
func Grades(q *gorm.DB, agentID int64, limit int) ([]models.AgentGrade, error) {
	var rows []models.AgentGrade
	err := q.Raw("SELECT * FROM agent_grades WHERE agent_id = ? ORDER BY from_on DESC, id DESC LIMIT ?", agentID, limit).Scan(&rows).Error
	return rows, err
}
