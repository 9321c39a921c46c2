package review

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/list"
	"assay/app/web"
	"assay/models"
)

// Watched is an agent on the watch-list with what put it there; a nil value was
// not known.
type Watched struct {
	AgentID       int64 `gorm:"primaryKey"`
	Points        int
	OldestDays    *int64
	HabitPPM      *int64 `gorm:"column:habit_ppm"`
	OpenClaims    *int64
	UsedPPM       *int64 `gorm:"column:used_ppm"`
	Broken        int64
	SinceOn       models.Date
	AsOfOn        models.Date
	PolicyVersion int64
}

// TableName is agent_watch.
func (Watched) TableName() string { return "agent_watch" }

// Active lists the agents that are watched.
func Active(q *gorm.DB) (ids []int64, err error) {
	err = q.Raw("SELECT id FROM agents WHERE status <> 'prospect' AND status <> 'closed' ORDER BY id").Scan(&ids).Error
	return ids, err
}

// Watch judges agents as of a day by the policy in force, in few statements
// whatever their number: those that are listed, each since the first day of its
// present warning. Nothing is stored.
func (s *Service) Watch(ctx context.Context, ids []int64, on models.Date) (listed []Watched, err error) {
	known, err := s.warned(ctx, ids)
	if err != nil {
		return nil, err
	}
	err = look(ctx, s, models.PolicyWatch, ids, on, func(rules *models.WatchPolicy, version int64, _ map[int64]credit.View, histories map[int64]models.CreditHistory) error {
		listed = listed[:0]
		for _, id := range ids {
			v := histories[id].Watch(on)
			if rules.Warns(v) {
				listed = append(listed, Watched{AgentID: id, Points: rules.Judge(v).Points, OldestDays: valueOf(v, models.WatchOldest), HabitPPM: valueOf(v, models.WatchHabit),
					OpenClaims: valueOf(v, models.WatchOpen), UsedPPM: valueOf(v, models.WatchUtilisation), Broken: v[models.WatchPromises], SinceOn: rules.Since(histories[id], on, known[id]), AsOfOn: on, PolicyVersion: version})
			}
		}
		return nil
	})
	return listed, err
}

// warned are the warnings that are kept of agents: the day each began and the
// day it was judged last.
func (s *Service) warned(ctx context.Context, ids []int64) (map[int64]models.Period, error) {
	var rows []Watched
	err := s.DB.Read(ctx).Raw("SELECT * FROM agent_watch WHERE agent_id IN ?", ids).Scan(&rows).Error
	out := make(map[int64]models.Period, len(rows))
	for _, w := range rows {
		out[w.AgentID] = models.Period{From: w.SinceOn, To: w.AsOfOn}
	}
	return out, err
}

func valueOf(v models.WatchValues, k models.WatchKey) *int64 {
	if n, ok := v[k]; ok {
		return &n
	}
	return nil
}

// KeepWatch is the step that puts what was judged of some agents in the place
// of what was known of them. It tells how many came.
func KeepWatch(tx *db.Tx, ids []int64, listed []Watched) (came int, err error) {
	var before []int64
	if err := tx.Raw("SELECT agent_id FROM agent_watch WHERE agent_id IN ?", ids).Scan(&before).Error; err != nil {
		return 0, err
	}
	if _, err := tx.Change("DELETE FROM agent_watch WHERE agent_id IN ?", ids); err != nil {
		return 0, err
	}
	for _, w := range listed {
		if !slices.Contains(before, w.AgentID) {
			came++
		}
		if err := tx.Create(&w).Error; err != nil {
			return came, err
		}
	}
	return came, nil
}

// Listed is an agent on the watch-list as it stands among the agents.
type Listed struct {
	Watched
	Code          string
	NameZh        string
	NameEn        string
	Grade         models.Grade
	ReceivableFen models.Money
}

const watchFrom = " FROM agent_watch w JOIN agents a ON a.id = w.agent_id JOIN credit_accounts c ON c.agent_id = w.agent_id WHERE c.receivable_fen > 0 AND "

// OnWatch are the agents of a scope that are on the watch-list and still owe
// something, those with most points first, and how many there are.
func OnWatch(q *gorm.DB, scope models.Scope, limit, offset int) (rows []Listed, total int64, err error) {
	cond, args := db.Within(scope, "a")
	if err = q.Raw("SELECT COUNT(*)"+watchFrom+cond, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	err = q.Raw("SELECT w.*, a.code, a.name_zh, a.name_en, a.grade, c.receivable_fen"+watchFrom+cond+" ORDER BY w.points DESC, w.agent_id LIMIT ? OFFSET ?",
		append(args, limit, offset)...).Scan(&rows).Error
	return rows, total, err
}

// WatchList are the agents on the watch-list, those with most points first. Who
// has paid everything since the night is left out at once.
func WatchList() list.Spec {
	return list.Spec{Name: "watch", Title: "nav.watch", Empty: "watch.none", Hint: "agent.search_hint", Need: models.CreditEdit, Agents: "a",
		From: "agent_watch w JOIN agents a ON a.id = w.agent_id JOIN credit_accounts c ON c.agent_id = w.agent_id", ID: "w.agent_id", Where: "c.receivable_fen > 0", Sort: "-points",
		Columns: append(list.Agent("/finance/agents/{agent_id}?tab=score"), []list.Column{
			{Key: "points", Label: "score.points", Expr: "w.points", Kind: list.Number, Phone: "k-end", Sort: true},
			{Key: "grade", Label: "agent.grade", Expr: "a.grade", Kind: list.Mark, Phone: "k-start"},
			{Key: "oldest", Label: "watch.oldest_overdue", Expr: "COALESCE(w.oldest_days, 0)", Kind: list.Number, Phone: "k-end", Sort: true},
			{Key: "habit", Label: "watch.late_habit", Expr: "COALESCE(w.habit_ppm, 0)", Kind: list.Rate, Phone: "k-start", Sort: true},
			{Key: "open", Label: "watch.open_claims", Expr: "COALESCE(w.open_claims, 0)", Kind: list.Number, Phone: "k-end", Sort: true},
			{Key: "used", Label: "watch.utilisation", Expr: "COALESCE(w.used_ppm, 0)", Kind: list.Rate, Phone: "k-start", Sort: true},
			{Key: "broken", Label: "watch.broken_promises", Expr: "w.broken", Kind: list.Number, Phone: "k-end", Sort: true},
			{Key: "receivable", Label: "credit.receivable", Expr: "c.receivable_fen", Kind: list.Money, Phone: "k-full", Sort: true, Sum: true},
			{Key: "since", Label: "watch.since", Expr: "w.since_on", Kind: list.Day, Phone: "k-full", Sort: true},
		}...),
		Filters: []list.Filter{{Key: "since", Label: "watch.since", Kind: list.Day, Expr: "w.since_on"}}}
}

// Watched is the watch-list.
func (p FinancePages) Watched(c *web.Ctx) error {
	return list.Alone(c, p.DB, WatchList(), list.Button{Label: "nav.policies", Href: "/finance/policies", Icon: "book", Need: models.StandardRead})
}
