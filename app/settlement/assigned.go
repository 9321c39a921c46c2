package settlement

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Assignments tells which policy an agent is under on a day, for many agents.
type Assignments struct {
	policies map[int64]models.SettlementPolicy
	terms    map[int64][]models.SettlementTerm // by agent, earliest first
	early    models.SettlementPolicy
}

// Assigned reads all policies and the terms of one agent, or of all for 0, in
// two statements.
func Assigned(q *gorm.DB, agentID int64) (Assignments, error) {
	a := Assignments{policies: map[int64]models.SettlementPolicy{}, terms: map[int64][]models.SettlementTerm{}}
	var policies []models.SettlementPolicy
	if err := q.Raw("SELECT * FROM settlement_policies ORDER BY id DESC").Scan(&policies).Error; err != nil {
		return a, err
	}
	for _, p := range policies {
		a.policies[p.ID] = p
		if p.Kind == models.SettlementEarly {
			a.early = p
		}
	}
	whose, args := "1 = 1", []any{}
	if agentID != 0 {
		whose, args = "agent_id = ?", append(args, agentID)
	}
	err := db.EachRow(q, "SELECT agent_id, policy_id, effective_on FROM settlement_terms WHERE "+whose+" ORDER BY effective_on, id", func(scan db.Scan) error {
		var t models.SettlementTerm
		err := scan(&t.AgentID, &t.PolicyID, &t.EffectiveOn)
		a.terms[t.AgentID] = append(a.terms[t.AgentID], t)
		return err
	}, args...)
	return a, err
}

// At is the agent's policy on a day; early before the first one.
func (a Assignments) At(agentID int64, on models.Date) models.SettlementPolicy {
	p := a.early
	for _, t := range a.terms[agentID] {
		if t.EffectiveOn <= on {
			p = a.policies[t.PolicyID]
		}
	}
	return p
}
