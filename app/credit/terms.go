package credit

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"assay/app/db"

	"assay/models"
)

// View is what the check reads before it decides: the terms, and the counters
// of agent and group at that moment.
type View struct {
	Terms   models.CreditTerms
	Account models.CreditAccount
	Pot     *models.Counters
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
	OverdueFen           models.Money
	LossFen              models.Money
}

const termsQuery = `SELECT c.*, a.code, a.status, a.grade, a.licence_until_on,
	COALESCE(d.kind, 'none') AS grade_kind, COALESCE(d.amount_fen, 0) AS grade_fen,
	COALESCE(g.code, '') AS group_code, COALESCE(g.pot_kind, '') AS pot_kind, COALESCE(g.pot_fen, 0) AS pot_fen,
	COALESCE(g.member_limit_kind, '') AS member_limit_kind, COALESCE(g.member_limit_fen, 0) AS member_limit_fen,
	COALESCE(g.terms_version, 0) AS group_terms, COALESCE(g.receivable_fen, 0) AS g_receivable,
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
	(SELECT COALESCE(SUM(o.open_fen), 0) FROM open_items o
		WHERE o.agent_id = c.agent_id AND o.open_fen > 0 AND o.due_on < ? AND o.settlement_kind = 'immediate') AS overdue_fen,
	(SELECT COALESCE(SUM(w.amount_fen - w.recovered_fen), 0) FROM write_offs w
		WHERE w.agent_id = c.agent_id AND w.state = 'approved') AS loss_fen
	FROM credit_accounts c JOIN agents a ON a.id = c.agent_id
	LEFT JOIN grade_limits d ON d.grade = a.grade
	LEFT JOIN credit_groups g ON g.id = c.group_id
	LEFT JOIN standard_states s ON s.segment = 'all'
	WHERE c.agent_id = ?`

// limitOrBlock is a line of the agent's terms: both in one round trip.
type limitOrBlock struct {
	What        string
	ID          int64
	Purpose     models.LimitPurpose
	Kind        string
	AmountFen   models.Money
	ValidFromOn models.Date
	ValidToOn   models.Date
	SetBy       string
	SetAt       time.Time
}

const limitsAndBlocksQuery = `SELECT 'limit' AS what, id, purpose, kind, amount_fen, valid_from_on, valid_to_on, set_by, set_at
	FROM credit_limits WHERE agent_id = ? AND ended_at IS NULL
	UNION ALL
	SELECT 'block', id, '', reason, 0, NULL, NULL, set_by, set_at
	FROM credit_blocks WHERE agent_id = ? AND cleared_at IS NULL ORDER BY what, id`

// Load reads an agent's terms and counters on a day, in two statements
// whatever the number of open orders and items.
func Load(q *gorm.DB, agentID int64, on models.Date) (View, error) {
	var r termsRow
	if err := q.Raw(termsQuery, on, on, on, on, on, agentID).Scan(&r).Error; err != nil {
		return View{}, err
	}
	if r.AgentID == 0 {
		return View{}, models.NotFound("agent")
	}
	var lines []limitOrBlock
	if err := q.Raw(limitsAndBlocksQuery, agentID, agentID).Scan(&lines).Error; err != nil {
		return View{}, err
	}
	return r.view(lines), nil
}

func (r termsRow) view(lines []limitOrBlock) View {
	t := models.CreditTerms{
		AgentID: r.AgentID, AgentCode: r.Code, Status: r.Status, Grade: r.Grade, LicenceUntilOn: r.LicenceUntilOn,
		TermsVersion: r.TermsVersion, GradeLimit: models.Limit{Kind: r.GradeKind, Amount: r.GradeFen},
		GrantsFen: r.GrantsFen, StaleSecurity: r.StaleFen, OverdueImmediateFen: r.OverdueFen, LossFen: r.LossFen,
		Standard:   models.StandardTerms{Level: r.Level, LowestGrade: r.LowestGrade, MultiplierPPM: r.MultiplierPPM, PolicyVersion: r.PolicyVersion, DepositPPM: r.DepositPPM},
		SecuredFen: r.SecuredFen,
	}
	v := View{Account: r.CreditAccount}
	if r.GroupID != nil {
		t.Group = &models.GroupTerms{ID: *r.GroupID, Code: r.GroupCode, TermsVersion: r.GroupTerms, GrantsFen: r.PotGrants, StaleSecurity: r.PotStale,
			Pot:         models.Limit{Kind: r.PotKind, Amount: r.PotFen},
			MemberLimit: models.Limit{Kind: r.MemberLimitKind, Amount: r.MemberLimitFen}}
		v.Pot = &models.Counters{ReceivableFen: r.GReceivable, ReservedFen: r.GReserved, UnallocatedFen: r.GUnallocated, SecuredFen: r.GSecured}
	}
	for _, l := range lines {
		if l.What == "limit" {
			t.Limits = append(t.Limits, models.CreditLimit{ID: l.ID, AgentID: r.AgentID, Purpose: l.Purpose, Kind: models.LimitKind(l.Kind),
				AmountFen: l.AmountFen, ValidFromOn: l.ValidFromOn, ValidToOn: l.ValidToOn, SetBy: l.SetBy, SetAt: l.SetAt})
			continue
		}
		t.Blocks = append(t.Blocks, models.CreditBlock{ID: l.ID, AgentID: r.AgentID, Reason: models.BlockReason(l.Kind), SetBy: l.SetBy, SetAt: l.SetAt})
	}
	v.Terms = t
	return v
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

// TermsChanged makes every check that had read its terms before this moment
// read them again: the standard or a grade's default limit changed for all.
func TermsChanged(tx *db.Tx) error {
	_, err := tx.Change("UPDATE credit_accounts SET terms_version = terms_version + 1")
	return err
}
