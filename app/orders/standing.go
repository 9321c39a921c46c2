package orders

import (
	"context"
	"sync"

	"assay/app/credit"
	"assay/app/settlement"
	"assay/models"
)

// standing is what an order is judged by beside its prices: the credit terms
// and the settlement policy. Every change of either raises the account's terms
// version, which the guarded move compares, so that an old standing is noticed
// before anything is approved by it.
type standing struct {
	view   credit.View
	policy models.SettlementPolicy
}

// mostStandings bounds the memory that standings take.
const mostStandings = 20_000

// standings keeps the standings of a day.
type standings struct {
	mu      sync.Mutex
	on      models.Date
	byAgent map[int64]standing
}

func (s *standings) get(agentID int64, on models.Date) (standing, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, ok := s.byAgent[agentID]
	return st, ok && s.on == on
}

func (s *standings) put(agentID int64, on models.Date, st standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.on != on || len(s.byAgent) >= mostStandings {
		s.on, s.byAgent = on, map[int64]standing{}
	}
	s.byAgent[agentID] = st
}

// read loads a standing afresh and keeps it. Immediate settlement is not kept:
// what is overdue of it has no version.
func (s *Service) read(ctx context.Context, agentID int64, on models.Date) (standing, error) {
	q := s.DB.Read(ctx)
	var st standing
	var err error
	if st.view, err = credit.Load(q, agentID, on); err != nil {
		return st, err
	}
	if st.policy, err = settlement.PolicyOf(q, agentID, on); err != nil {
		return st, err
	}
	if st.policy.Kind != models.SettlementImmediate {
		s.known.put(agentID, on, st)
	}
	return st, nil
}
