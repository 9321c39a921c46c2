package agents

import (
	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Listed is an agent with its region and what its credit row says.
type Listed struct {
	models.Agent
	RegionZh    string
	RegionEn    string
	GroupCode   string
	ExposureFen models.Money
	OverdueFen  models.Money
	Salesperson string
	ListZh      string
	ListEn      string
}

// ListName is the price list that the agent was put under by name, "" when its
// grade's counts.
func (l Listed) ListName(lang string) string {
	return models.NameIn(lang, l.ListZh, l.ListEn)
}

// RegionName is the region's name in a language.
func (l Listed) RegionName(lang string) string {
	return models.NameIn(lang, l.RegionZh, l.RegionEn)
}

// Filter narrows a list of agents.
type Filter struct {
	Search   string
	Status   models.AgentStatus
	Grade    models.Grade
	RegionID int64
	Sort     string
	Limit    int
	Offset   int
}

var sorts = map[string]string{"": "a.code", "exposure": "exposure_fen DESC, a.code", "overdue": "overdue_fen DESC, a.code", "name": "a.pinyin, a.code"}

// List finds agents inside a scope as of a day, and how many there are.
func List(q *gorm.DB, scope models.Scope, on models.Date, f Filter) ([]Listed, int64, error) {
	cond, args := db.Within(scope, "a")
	add := func(sql string, values ...any) { cond, args = cond+" AND "+sql, append(args, values...) }
	if f.Status != "" {
		add("a.status = ?", f.Status)
	}
	if f.Grade != "" {
		add("a.grade = ?", f.Grade)
	}
	if f.RegionID != 0 {
		add("a.region_path LIKE (SELECT CONCAT(x.path, '%') FROM regions x WHERE x.id = ?)", f.RegionID)
	}
	if f.Search != "" {
		like := db.Like(f.Search)
		add("(a.code LIKE ? ESCAPE '!' OR a.name_zh LIKE ? ESCAPE '!' OR a.name_en LIKE ? ESCAPE '!' OR a.pinyin LIKE ? ESCAPE '!' OR a.initials LIKE ? ESCAPE '!')", like, like, like, like, like)
	}
	var total int64
	if err := q.Raw("SELECT COUNT(*) FROM agents a WHERE "+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	order, ok := sorts[f.Sort]
	if !ok {
		order = sorts[""]
	}
	var rows []Listed
	err := q.Raw(listed+cond+" ORDER BY "+order+" LIMIT ? OFFSET ?", append(append([]any{on}, args...), f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

const listed = `SELECT a.*, r.name_zh AS region_zh, r.name_en AS region_en, COALESCE(g.code, '') AS group_code, COALESCE(u.name, '') AS salesperson,
	COALESCE(l.name_zh, '') AS list_zh, COALESCE(l.name_en, '') AS list_en,
	c.receivable_fen + c.reserved_fen - c.unallocated_fen - c.secured_fen AS exposure_fen,
	(SELECT COALESCE(SUM(d.debit_fen), 0) FROM due_balances d WHERE d.agent_id = a.id AND d.due_on < ?) AS overdue_fen
	FROM agents a JOIN regions r ON r.id = a.region_id JOIN credit_accounts c ON c.agent_id = a.id LEFT JOIN credit_groups g ON g.id = c.group_id
	LEFT JOIN users u ON u.id = a.salesperson_id LEFT JOIN price_lists l ON l.id = a.price_list_id WHERE `

// InScope is one agent; not found outside the scope.
func InScope(q *gorm.DB, scope models.Scope, on models.Date, id int64) (Listed, error) {
	cond, args := db.Within(scope, "a")
	var a Listed
	err := q.Raw(listed+"a.id = ? AND "+cond, append([]any{on, id}, args...)...).Scan(&a).Error
	if err == nil && a.ID == 0 {
		err = models.NotFound("agent")
	}
	return a, err
}

// Regions lists the region tree by path.
func Regions(q *gorm.DB) ([]models.Region, error) {
	var rows []models.Region
	err := q.Raw("SELECT * FROM regions ORDER BY path").Scan(&rows).Error
	return rows, err
}

// Contacts lists an agent's people.
func Contacts(q *gorm.DB, agentID int64) ([]models.AgentContact, error) {
	var rows []models.AgentContact
	err := q.Raw("SELECT * FROM agent_contacts WHERE agent_id = ? ORDER BY id", agentID).Scan(&rows).Error
	return rows, err
}

// Stores lists an agent's stores.
func Stores(q *gorm.DB, agentID int64) ([]models.Store, error) {
	var rows []models.Store
	err := q.Raw("SELECT * FROM stores WHERE agent_id = ? ORDER BY code", agentID).Scan(&rows).Error
	return rows, err
}

// StatusChanges is an agent's life so far, the latest first.
func StatusChanges(q *gorm.DB, agentID int64) ([]models.AgentStatusChange, error) {
	var rows []models.AgentStatusChange
	err := q.Raw("SELECT * FROM agent_status_changes WHERE agent_id = ? ORDER BY id DESC", agentID).Scan(&rows).Error
	return rows, err
}

// Banks lists where an agent pays from.
func Banks(q *gorm.DB, agentID int64) ([]models.AgentBankAccount, error) {
	var rows []models.AgentBankAccount
	err := q.Raw("SELECT * FROM agent_bank_accounts WHERE agent_id = ? ORDER BY id", agentID).Scan(&rows).Error
	return rows, err
}
