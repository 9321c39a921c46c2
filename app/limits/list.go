package limits

import (
	"encoding/json"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Listed is a proposal with its agent.
type Listed struct {
	models.LimitProposal
	AgentCode   string
	AgentNameZh string
	AgentNameEn string
}

// AgentName is the agent's name in a language.
func (l Listed) AgentName(lang string) string {
	return models.NameIn(lang, l.AgentNameZh, l.AgentNameEn)
}

// Record is how the proposal came about.
func (l Listed) Record() (r models.ProposalRecord, err error) {
	return r, json.Unmarshal([]byte(l.Working), &r)
}

const listed = "SELECT p.*, a.code AS agent_code, a.name_zh AS agent_name_zh, a.name_en AS agent_name_en FROM limit_proposals p JOIN agents a ON a.id = p.agent_id WHERE "

// ByID is one proposal; not found outside the scope.
func ByID(q *gorm.DB, scope models.Scope, id int64) (Listed, error) {
	cond, args := db.Within(scope, "a")
	var p Listed
	err := q.Raw(listed+"p.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("limit_proposal")
	}
	return p, err
}

// Filter narrows a list of proposals.
type Filter struct {
	AgentID int64
	BatchID int64
	State   models.LimitState
	Source  models.ProposalSource
	Limit   int
	Offset  int
}

// List finds proposals inside a scope, the open ones first, then the latest,
// and how many there are.
func List(q *gorm.DB, scope models.Scope, f Filter) ([]Listed, int64, error) {
	cond, args := db.Within(scope, "a")
	add := func(sql string, value any) { cond, args = cond+" AND "+sql, append(args, value) }
	if f.AgentID != 0 {
		add("p.agent_id = ?", f.AgentID)
	}
	if f.BatchID != 0 {
		add("p.batch_id = ?", f.BatchID)
	}
	if f.State != "" {
		add("p.state = ?", f.State)
	}
	if f.Source != "" {
		add("p.source = ?", f.Source)
	}
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM limit_proposals p JOIN agents a ON a.id = p.agent_id WHERE "+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []Listed
	err := q.Raw(listed+cond+" ORDER BY CASE WHEN p.state = 'open' THEN 0 ELSE 1 END, p.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// BatchLine is a batch with what is in it, inside a scope.
type BatchLine struct {
	models.LimitBatch
	Agents  int64
	Open    int64
	FromFen models.Money
	ToFen   models.Money
}

// Mass is the change that the batch makes.
func (b BatchLine) Mass() (m models.MassChange, err error) {
	return m, json.Unmarshal([]byte(b.Method), &m)
}

const batchQuery = `SELECT b.*, COUNT(p.id) AS agents, SUM(CASE WHEN p.state = 'open' THEN 1 ELSE 0 END) AS open,
	SUM(CASE WHEN p.from_kind = 'amount' THEN p.from_fen ELSE 0 END) AS from_fen, SUM(p.to_fen) AS to_fen
	FROM limit_batches b JOIN limit_proposals p ON p.batch_id = b.id JOIN agents a ON a.id = p.agent_id WHERE `

// BatchByID is one batch; not found when none of its agents is in the scope.
func BatchByID(q *gorm.DB, scope models.Scope, id int64) (BatchLine, error) {
	cond, args := db.Within(scope, "a")
	var b BatchLine
	err := q.Raw(batchQuery+"b.id = ? AND "+cond+" GROUP BY b.id", append([]any{id}, args...)...).Scan(&b).Error
	if err == nil && b.ID == 0 {
		err = models.NotFound("limit_batch")
	}
	return b, err
}

// Batches lists the latest batches with somebody inside the scope.
func Batches(q *gorm.DB, scope models.Scope, limit int) ([]BatchLine, error) {
	cond, args := db.Within(scope, "a")
	var rows []BatchLine
	err := q.Raw(batchQuery+cond+" GROUP BY b.id ORDER BY b.id DESC LIMIT ?", append(args, limit)...).Scan(&rows).Error
	return rows, err
}
