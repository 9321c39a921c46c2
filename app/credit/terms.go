package credit

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// View is what the check reads before it decides: the terms, and the counters
// of agent and group at that moment.
type View struct {
	Terms   models.CreditTerms
	Account models.CreditAccount
	Pot     *models.Counters
	Group   int64 // the group's version, 0 without one
}

// Decide is the outcome for a request as things stand in the view.
func (v View) Decide(r models.CreditRequest) models.CreditDecision {
	return models.Decide(v.Terms, v.Account.Counters, v.Pot, r)
}

// termsRow joins what one agent's terms are made of.
type termsRow struct {
	models.CreditAccount `gorm:"embedded"`
	Code                 string
	Status               models.AgentStatus
	Grade                models.Grade
	LicenceUntilOn       models.Date
	GradeKind            models.LimitKind
	GradeFen             models.Money
	GroupCode            string
	PotKind              models.LimitKind
	PotFen               models.Money
	MemberLimitKind      models.LimitKind
	MemberLimitFen       models.Money
	GroupTerms           int64
	GroupVersion         int64
	GReceivable          models.Money
	GReserved            models.Money
	GUnallocated         models.Money
	GSecured             models.Money
	PotGrants            models.Money
	PotStale             models.Money
	Level                string
	LowestGrade          models.Grade
	MultiplierPPM        models.Rate `gorm:"column:multiplier_ppm"`
	DepositPPM           models.Rate `gorm:"column:deposit_ppm"`
	PolicyVersion        int64
	GrantsFen            models.Money
	StaleFen             models.Money
	LossFen              models.Money
}

// StandardOf is the segment whose credit standard an agent, the alias a, is
// under on a day, its one parameter: of those that it belongs to the most
// particular.
const StandardOf = `(SELECT t.segment FROM standard_states t WHERE t.match_kind = 'all'
	OR t.match_kind = 'grade' AND t.match_value = a.grade
	OR t.match_kind = 'region' AND INSTR((SELECT n.path FROM regions n WHERE n.id = a.region_id), t.match_value) = 1
	OR t.match_kind = 'settlement' AND t.match_value = (SELECT p.code FROM settlement_terms e JOIN settlement_policies p ON p.id = e.policy_id
		WHERE e.agent_id = a.id AND e.effective_on <= ? ORDER BY e.effective_on DESC, e.id DESC LIMIT 1)
	ORDER BY t.match_rank DESC LIMIT 1)`

const termsQuery = `SELECT c.*, a.code, a.status, a.grade, a.licence_until_on,
	COALESCE(d.kind, 'none') AS grade_kind, COALESCE(d.amount_fen, 0) AS grade_fen,
	COALESCE(g.code, '') AS group_code, COALESCE(g.pot_kind, '') AS pot_kind, COALESCE(g.pot_fen, 0) AS pot_fen,
	COALESCE(g.member_limit_kind, '') AS member_limit_kind, COALESCE(g.member_limit_fen, 0) AS member_limit_fen,
	COALESCE(g.terms_version, 0) AS group_terms, COALESCE(g.version, 0) AS group_version, COALESCE(g.receivable_fen, 0) AS g_receivable,
	COALESCE(g.reserved_fen, 0) AS g_reserved, COALESCE(g.unallocated_fen, 0) AS g_unallocated,
	COALESCE(g.secured_fen, 0) AS g_secured,
	COALESCE(s.level, '') AS level, COALESCE(s.lowest_grade, '') AS lowest_grade,
	COALESCE(s.multiplier_ppm, 1000000) AS multiplier_ppm, COALESCE(s.policy_version, 0) AS policy_version,
	COALESCE(s.deposit_ppm, 0) AS deposit_ppm,
	(SELECT COALESCE(SUM(r.amount_fen), 0) FROM credit_grants r
		WHERE r.agent_id = c.agent_id AND r.ended_at IS NULL AND r.expires_on >= ?) AS grants_fen,
	(SELECT COALESCE(SUM(e.counted_fen), 0) FROM credit_securities e
		WHERE e.agent_id = c.agent_id AND e.released_at IS NULL AND e.valid_to_on < ?) AS stale_fen,
	(SELECT COALESCE(SUM(r.amount_fen), 0) FROM credit_accounts m JOIN credit_grants r ON r.agent_id = m.agent_id
		WHERE m.group_id = c.group_id AND r.ended_at IS NULL AND r.expires_on >= ?) AS pot_grants,
	(SELECT COALESCE(SUM(e.counted_fen), 0) FROM credit_accounts m JOIN credit_securities e ON e.agent_id = m.agent_id
		WHERE m.group_id = c.group_id AND e.released_at IS NULL AND e.valid_to_on < ?) AS pot_stale,
	(SELECT COALESCE(SUM(w.amount_fen - w.recovered_fen), 0) FROM write_offs w
		WHERE w.agent_id = c.agent_id AND w.state = 'approved') AS loss_fen
	FROM credit_accounts c JOIN agents a ON a.id = c.agent_id
	LEFT JOIN grade_limits d ON d.grade = a.grade
	LEFT JOIN credit_groups g ON g.id = c.group_id
	LEFT JOIN standard_states s ON s.segment = ` + StandardOf + `
	WHERE c.agent_id IN ?`

// termsLine is a line of the agents' terms, all in one round trip: limits,
// blocks, what is overdue by kind of sale, promises broken in twelve months,
// and which blocking policy is in force (of agent 0, for all).
type termsLine struct {
	What        string
	AgentID     int64
	ID          int64
	Purpose     models.LimitPurpose
	Kind        string
	AmountFen   models.Money
	ValidFromOn models.Date
	ValidToOn   models.Date
	SetBy       string
	SetAt       time.Time
}

const termsLinesQuery = `SELECT 'limit' AS what, agent_id, id, purpose, kind, amount_fen, valid_from_on, valid_to_on, set_by, set_at
	FROM credit_limits WHERE agent_id IN ? AND ended_at IS NULL
	UNION ALL
	SELECT 'block', agent_id, id, '', reason, 0, NULL, NULL, set_by, set_at
	FROM credit_blocks WHERE agent_id IN ? AND cleared_at IS NULL
	UNION ALL
	SELECT 'overdue', agent_id, COUNT(disputed_at), '', settlement_kind, SUM(open_fen), MIN(due_on), NULL, '', NULL
	FROM open_items WHERE agent_id IN ? AND open_fen > 0 AND due_on < ? GROUP BY agent_id, settlement_kind, disputed_at IS NULL
	UNION ALL
	SELECT 'promises', agent_id, COUNT(*), '', '', 0, NULL, NULL, '', NULL
	FROM payment_promises WHERE agent_id IN ? AND state = 'broken' AND ended_on >= ? AND ended_on <= ? GROUP BY agent_id
	UNION ALL
	SELECT 'rules', 0, version, sha256, '', 0, NULL, NULL, '', NULL
	FROM policy_versions WHERE kind = 'blocking' AND segment = 'all' AND version = (SELECT MAX(p.version) FROM policy_versions p
		WHERE p.kind = 'blocking' AND p.segment = 'all' AND p.state = 'approved' AND p.effective_on <= ?)
	ORDER BY what, id`

// Load reads an agent's terms and counters on a day, in two statements
// whatever the number of open orders and items.
func Load(q *gorm.DB, agentID int64, on models.Date) (View, error) {
	views, err := LoadAll(q, []int64{agentID}, on)
	if err != nil {
		return View{}, err
	}
	v, ok := views[agentID]
	if !ok {
		return View{}, models.NotFound("agent")
	}
	return v, nil
}

// LoadAll is Load for many agents, in two statements whatever their number. An
// agent that does not exist is missing.
func LoadAll(q *gorm.DB, agents []int64, on models.Date) (map[int64]View, error) {
	var rows []termsRow
	if err := q.Raw(termsQuery, on, on, on, on, on, agents).Scan(&rows).Error; err != nil {
		return nil, err
	}
	var lines []termsLine
	if len(rows) > 0 {
		year := models.TrailingMonths(on, 12)
		if err := q.Raw(termsLinesQuery, agents, agents, agents, on, agents, year.From, on, on).Scan(&lines).Error; err != nil {
			return nil, err
		}
	}
	of := map[int64][]termsLine{}
	for _, l := range lines {
		of[l.AgentID] = append(of[l.AgentID], l)
	}
	views := make(map[int64]View, len(rows))
	for _, r := range rows {
		v := r.view(of[r.AgentID])
		if err := rules(q, &v.Terms, of[0]); err != nil {
			return nil, err
		}
		views[r.AgentID] = v
	}
	return views, nil
}

// rules reads the blocking policy in force, which an agent's terms hold as far
// as it concerns them. Versions never change, so only the first check of each
// asks the database.
func rules(q *gorm.DB, t *models.CreditTerms, lines []termsLine) error {
	for _, l := range lines {
		p, err := policy.ByContent[*models.BlockingPolicy](q, models.PolicyBlocking, string(l.Purpose))
		if err != nil {
			return err
		}
		group := ""
		if t.Group != nil {
			group = t.Group.Code
		}
		own := p.Concerning(t.AgentCode, group)
		t.Rules, t.RulesVersion = &own, l.ID
	}
	return nil
}

func (r termsRow) view(lines []termsLine) View {
	t := models.CreditTerms{
		AgentID: r.AgentID, AgentCode: r.Code, Status: r.Status, Grade: r.Grade, LicenceUntilOn: r.LicenceUntilOn,
		TermsVersion: r.TermsVersion, GradeLimit: models.Limit{Kind: r.GradeKind, Amount: r.GradeFen},
		GrantsFen: r.GrantsFen, StaleSecurity: r.StaleFen, LossFen: r.LossFen,
		Standard:   models.StandardTerms{Level: r.Level, LowestGrade: r.LowestGrade, MultiplierPPM: r.MultiplierPPM, PolicyVersion: r.PolicyVersion, DepositPPM: r.DepositPPM},
		SecuredFen: r.SecuredFen,
	}
	v := View{Account: r.CreditAccount, Group: r.GroupVersion}
	if r.GroupID != nil {
		t.Group = &models.GroupTerms{ID: *r.GroupID, Code: r.GroupCode, TermsVersion: r.GroupTerms, GrantsFen: r.PotGrants, StaleSecurity: r.PotStale,
			Pot:         models.Limit{Kind: r.PotKind, Amount: r.PotFen},
			MemberLimit: models.Limit{Kind: r.MemberLimitKind, Amount: r.MemberLimitFen}}
		v.Pot = &models.Counters{ReceivableFen: r.GReceivable, ReservedFen: r.GReserved, UnallocatedFen: r.GUnallocated, SecuredFen: r.GSecured}
	}
	for _, l := range lines {
		l.addTo(&t)
	}
	v.Terms = t
	return v
}

// addTo puts a line among the terms. Disputed claims are not overdue, but for
// sales on immediate payment.
func (l termsLine) addTo(t *models.CreditTerms) {
	switch l.What {
	case "limit":
		t.Limits = append(t.Limits, models.CreditLimit{ID: l.ID, AgentID: t.AgentID, Purpose: l.Purpose, Kind: models.LimitKind(l.Kind),
			AmountFen: l.AmountFen, ValidFromOn: l.ValidFromOn, ValidToOn: l.ValidToOn, SetBy: l.SetBy, SetAt: l.SetAt})
	case "block":
		t.Blocks = append(t.Blocks, models.CreditBlock{ID: l.ID, AgentID: t.AgentID, Reason: models.BlockReason(l.Kind), SetBy: l.SetBy, SetAt: l.SetAt})
	case "promises":
		t.BrokenPromises = int(l.ID)
	case "overdue":
		if l.Kind == string(models.SettlementImmediate) {
			t.OverdueImmediateFen += l.AmountFen
		}
		if l.ID > 0 { // disputed
			return
		}
		t.OverdueFen += l.AmountFen
		if t.OverdueSinceOn.IsZero() || l.ValidFromOn < t.OverdueSinceOn {
			t.OverdueSinceOn = l.ValidFromOn
		}
	}
}

const termsTries = 6

// WithFreshTerms runs attempt, and again when the terms it had read were
// changed before its guarded update.
func WithFreshTerms(attempt func() error) error {
	var err error
	for range termsTries {
		if err = attempt(); !errors.Is(err, ErrTermsChanged) {
			return err
		}
	}
	return err
}

// RulesChanged is the step that follows when a version of the blocking policy
// comes into force.
func RulesChanged(tx *db.Tx, _ models.Moment, _ models.PolicyVersion) error { return TermsChanged(tx) }

// AgentTermsChanged is TermsChanged for one agent: what its grade or its
// promises say changed.
func AgentTermsChanged(tx *db.Tx, agentID int64) error {
	_, err := Apply(tx, Move{AgentID: agentID, NewTerms: true})
	return err
}

// TermsChanged makes every check that had read its terms before this moment
// read them again: the standard or a grade's default limit changed for all.
func TermsChanged(tx *db.Tx) error {
	_, err := tx.Change("UPDATE credit_accounts SET terms_version = terms_version + 1")
	return err
}
