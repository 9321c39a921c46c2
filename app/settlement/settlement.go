// Package settlement keeps the settlement policies (账期) as objects, puts
// agents under them from a day on, and knows the holidays that move due dates.
package settlement

import (
	"context"
	"sync"
	"time"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/models"
)

// Service changes policies, assignments and holidays.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Policies lists the policies that are not retired, the six named first.
func Policies(q *gorm.DB) ([]models.SettlementPolicy, error) {
	var p []models.SettlementPolicy
	err := q.Raw("SELECT * FROM settlement_policies WHERE retired_at IS NULL ORDER BY id").Scan(&p).Error
	return p, err
}

// PolicyByID is one policy, retired or not: documents keep what they had.
func PolicyByID(q *gorm.DB, id int64) (models.SettlementPolicy, error) {
	var p models.SettlementPolicy
	err := q.Raw("SELECT * FROM settlement_policies WHERE id = ?", id).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("settlement_policy")
	}
	return p, err
}

// policyID is the policy of an agent, given as {agent}, on a day, which fills
// its place.
const policyID = `COALESCE(
	(SELECT CASE WHEN EXISTS (SELECT 1 FROM write_offs w WHERE w.agent_id = {agent} AND w.state = 'approved' AND w.recovered_fen < w.amount_fen)
		THEN (SELECT MIN(e.id) FROM settlement_policies e WHERE e.kind = 'early' AND e.retired_at IS NULL) END),
	(SELECT t.policy_id FROM settlement_terms t WHERE t.agent_id = {agent} AND t.effective_on <= ? ORDER BY t.effective_on DESC, t.id DESC LIMIT 1),
	(SELECT MIN(e.id) FROM settlement_policies e WHERE e.kind = 'early' AND e.retired_at IS NULL))`

var (
	policyOfAgent   = "SELECT p.* FROM settlement_policies p WHERE p.id = " + db.Fill(policyID, "{agent}", "?")
	policiesOfAgent = "SELECT a.id AS agent_id, p.* FROM agents a JOIN settlement_policies p ON p.id = " + db.Fill(policyID, "{agent}", "a.id") + " WHERE a.id IN ?"
)

// PoliciesOf is PolicyOf for many agents in one statement.
func PoliciesOf(q *gorm.DB, agents []int64, on models.Date) (map[int64]models.SettlementPolicy, error) {
	var rows []struct {
		AgentID                 int64
		models.SettlementPolicy `gorm:"embedded"`
	}
	err := q.Raw(policiesOfAgent, on, agents).Scan(&rows).Error
	out := make(map[int64]models.SettlementPolicy, len(rows))
	for _, r := range rows {
		out[r.AgentID] = r.SettlementPolicy
	}
	return out, err
}

// PolicyOf is the policy that a new order of the agent gets on a day. An agent
// with a write-off not recovered, or with no policy yet, orders prepaid only.
func PolicyOf(q *gorm.DB, agentID int64, on models.Date) (models.SettlementPolicy, error) {
	var p models.SettlementPolicy
	err := q.Raw(policyOfAgent, agentID, agentID, on).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.Conflict("error.no_settlement_policy")
	}
	return p, err
}

// Assign puts an agent under a policy. The new policy starts with the period
// after the one that holds the day: what is delivered before keeps its dates.
// Invalid on field policy when its periods are longer than the credit standard
// in force offers.
func (s *Service) Assign(ctx context.Context, who models.Who, agentID, policyID int64, reason string) (models.SettlementTerm, error) {
	at := s.Clock.Moment()
	var term models.SettlementTerm
	if err := models.CheckReason(reason); err != nil {
		return term, err
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if err = offered(tx, at.On, agentID, policyID); err != nil {
			return err
		}
		if term, err = AssignPolicy(tx, at, who, agentID, policyID, reason); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "settlement.assign", SubjectKind: "agent", SubjectID: agentID, Reason: reason,
			Detail: map[string]any{"policy": policyID, "effective_on": term.EffectiveOn}})
	})
	return term, err
}

// offered refuses a policy of longer periods than the credit standard allows
// for new agreements. Whoever has one keeps it.
func offered(tx *db.Tx, on models.Date, agentID, policyID int64) error {
	var longer struct{ Months, Longest int }
	err := tx.Raw(`SELECT p.months, s.longest_months AS longest FROM agents a JOIN standard_states s ON s.segment = `+credit.StandardOf+`
		JOIN settlement_policies p ON p.id = ? WHERE a.id = ? AND p.months > s.longest_months`, on, policyID, agentID).Scan(&longer).Error
	if err != nil || longer.Months == 0 {
		return err
	}
	return models.Invalid("policy", "error.policy_longer_than_standard").With("Count", longer.Longest)
}

// held is the policy as it is now, kept so until the transaction ends: it is
// not retired while an agent is put under it, nor the other way round.
func held(tx *db.Tx, id int64) (models.SettlementPolicy, error) {
	var p models.SettlementPolicy
	err := tx.Raw("SELECT * FROM settlement_policies WHERE id = ?"+tx.Latest(), id).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("settlement_policy")
	}
	return p, err
}

// AssignPolicy is the step behind Assign; the first policy of an agent starts
// at once. It changes the agent's terms: an order under way reads them again.
func AssignPolicy(tx *db.Tx, at models.Moment, who models.Who, agentID, policyID int64, reason string) (models.SettlementTerm, error) {
	term := models.SettlementTerm{AgentID: agentID, PolicyID: policyID, EffectiveOn: at.On, Reason: reason, SetBy: who.Name, SetAt: at.At}
	if _, err := credit.Apply(tx, credit.Move{AgentID: agentID, NewTerms: true}); err != nil {
		return term, err
	}
	policy, err := held(tx, policyID)
	if err != nil {
		return term, err
	}
	if policy.RetiredAt != nil {
		return term, models.Invalid("policy", "error.policy_retired")
	}
	var present models.SettlementPolicy
	if err := tx.Raw(`SELECT p.* FROM settlement_terms t JOIN settlement_policies p ON p.id = t.policy_id
		WHERE t.agent_id = ? AND t.effective_on <= ? ORDER BY t.effective_on DESC, t.id DESC LIMIT 1`, agentID, at.On).Scan(&present).Error; err != nil {
		return term, err
	}
	if present.ID != 0 && present.Kind == models.SettlementMonths {
		term.EffectiveOn = present.PeriodOf(at.On).To + 1
	}
	return term, tx.Create(&term).Error
}

// Found gives a book without any settlement policy the six that every book
// begins with; a book that has one is left alone.
func (s *Service) Found(ctx context.Context) error { return s.DB.InTx(ctx, FoundPolicies) }

// FoundPolicies is the step behind Found.
func FoundPolicies(tx *db.Tx) error {
	var n int64
	if err := tx.Raw("SELECT COUNT(*) FROM settlement_policies").Scan(&n).Error; err != nil || n > 0 {
		return err
	}
	return AddPolicies(tx, models.NamedPolicies())
}

// AddPolicies inserts policies, for a new book.
func AddPolicies(tx *db.Tx, policies []models.SettlementPolicy) error {
	for _, p := range policies {
		if err := p.Validate(); err != nil {
			return err
		}
	}
	return tx.Create(&policies).Error
}

// Calendar caches the holidays: they change a few times a year and are needed
// at every shipment.
type Calendar struct {
	mu     sync.Mutex
	at     time.Time
	loaded models.Holidays
}

const calendarAge = time.Minute

// Holidays are at most a minute old.
func (c *Calendar) Holidays(q *gorm.DB, now time.Time) (models.Holidays, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.loaded.Off != nil && now.Sub(c.at) < calendarAge && now.Sub(c.at) >= 0 {
		return c.loaded, nil
	}
	h, err := Holidays(q)
	if err == nil {
		c.loaded, c.at = h, now
	}
	return h, err
}

// Holidays reads the days off and the make-up workdays.
func Holidays(q *gorm.DB) (models.Holidays, error) {
	var rows []struct {
		DayOn models.Date
		Kind  string
	}
	h := models.Holidays{Off: map[models.Date]bool{}, Work: map[models.Date]bool{}}
	err := q.Raw("SELECT day_on, kind FROM holidays").Scan(&rows).Error
	for _, r := range rows {
		if r.Kind == "work" {
			h.Work[r.DayOn] = true
		} else {
			h.Off[r.DayOn] = true
		}
	}
	return h, err
}
