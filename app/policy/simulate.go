package policy

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
)

// Simulation is a stored result of trying a draft on the past. BaseID is the
// version that it was compared with, nil before the first.
type Simulation struct {
	ID          int64
	PolicyID    int64
	BaseID      *int64
	BodySHA256  string `gorm:"column:body_sha256"`
	RunID       *int64
	Result      string
	SimulatedBy string
	SimulatedAt time.Time
}

// TableName is policy_simulations.
func (Simulation) TableName() string { return "policy_simulations" }

// KeepSimulation is the step that stores what trying a draft gave. The draft
// counts as simulated when its content is still that of sim.BodySHA256.
func KeepSimulation(tx *db.Tx, sim Simulation, result any) error {
	raw, err := json.Marshal(result)
	if err != nil {
		return err
	}
	sim.Result = string(raw)
	if err := tx.Create(&sim).Error; err != nil {
		return err
	}
	_, err = tx.Change("UPDATE policy_versions SET simulated_sha256 = ?, simulation_id = ? WHERE id = ? AND state = 'draft'", sim.BodySHA256, sim.ID, sim.PolicyID)
	return err
}

// LatestSimulation is the last result kept for a version, nil for none.
func LatestSimulation(q *gorm.DB, policyID int64) (*Simulation, error) {
	var sim Simulation
	err := q.Raw("SELECT * FROM policy_simulations WHERE policy_id = ? ORDER BY id DESC LIMIT 1", policyID).Scan(&sim).Error
	if err != nil || sim.ID == 0 {
		return nil, err
	}
	return &sim, nil
}
