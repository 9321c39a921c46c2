package settlement

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// Used is a policy and how many agents are under it now or from a day to come.
type Used struct {
	models.SettlementPolicy `gorm:"embedded"`
	Agents                  int64
}

// alive counts the terms of a policy that no later term has replaced yet.
const alive = `SELECT COUNT(DISTINCT t.agent_id) FROM settlement_terms t JOIN agents a ON a.id = t.agent_id AND a.status <> 'closed'
	WHERE t.policy_id = p.id AND NOT EXISTS (SELECT 1 FROM settlement_terms n WHERE n.agent_id = t.agent_id AND n.effective_on <= ?
		AND (n.effective_on > t.effective_on OR n.effective_on = t.effective_on AND n.id > t.id))`

// AllPolicies lists every policy with its agents on a day, retired ones last.
func AllPolicies(q *gorm.DB, on models.Date) ([]Used, error) {
	var rows []Used
	err := q.Raw("SELECT p.*, ("+alive+") AS agents FROM settlement_policies p ORDER BY CASE WHEN p.retired_at IS NULL THEN 0 ELSE 1 END, p.id", on).Scan(&rows).Error
	return rows, err
}

// AddPolicy enters a policy of periods. A policy in force never changes: a
// code is free again once its policy is retired, and the new object gets the
// next version of it.
func (s *Service) AddPolicy(ctx context.Context, who models.Who, p models.SettlementPolicy) (models.SettlementPolicy, error) {
	p.Kind, p.ID, p.RetiredAt = models.SettlementMonths, 0, nil
	if err := validPolicy(p); err != nil {
		return p, err
	}
	at := s.Clock.Moment()
	taken := models.Invalid("code", "error.code_taken").With("Code", p.Code)
	added := p
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		added = p
		var before struct{ Version, InForce int64 }
		if err := tx.Raw(`SELECT COALESCE(MAX(version), 0) AS version, COALESCE(SUM(CASE WHEN retired_at IS NULL THEN 1 ELSE 0 END), 0) AS in_force
			FROM settlement_policies WHERE code = ?`, p.Code).Scan(&before).Error; err != nil {
			return err
		}
		if before.InForce > 0 {
			return taken
		}
		added.Version = before.Version + 1
		if err := tx.Create(&added).Error; err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "settlement.add_policy", SubjectKind: "settlement_policy", SubjectID: added.ID, Subject: p.Code,
			Detail: map[string]any{"months": p.Months, "cutoff_day": p.CutoffDay, "days_to_pay": p.DaysToPay, "discount": p.DiscountPPM.Percent(),
				"discount_days": p.DiscountDays, "holiday_shift": p.HolidayShift, "version": added.Version}})
	})
	if db.IsDuplicate(err) {
		return p, taken
	}
	return added, err
}

func validPolicy(p models.SettlementPolicy) error {
	if err := p.Validate(); err != nil {
		return err
	}
	if strings.TrimSpace(p.NameZh) == "" || strings.TrimSpace(p.NameEn) == "" {
		return models.Invalid("name_zh", "error.both_names_required")
	}
	return models.CheckLengths(models.Length{Field: "code", Value: p.Code, Max: 32}, models.Length{Field: "name_zh", Value: p.NameZh, Max: 80},
		models.Length{Field: "name_en", Value: p.NameEn, Max: 80})
}

// Retire takes a policy out of choice. It is refused while an agent is under
// it, and for prepaid, which agents fall back to; documents keep what they had.
func (s *Service) Retire(ctx context.Context, who models.Who, id int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		p, err := held(tx, id)
		if err != nil {
			return err
		}
		if p.Kind == models.SettlementEarly {
			return models.Conflict("error.policy_needed")
		}
		var used Used
		if err := tx.Raw("SELECT p.id, ("+alive+") AS agents FROM settlement_policies p WHERE p.id = ?", at.On, id).Scan(&used).Error; err != nil {
			return err
		}
		if used.Agents > 0 {
			return models.Conflict("error.policy_in_use").With("Count", used.Agents)
		}
		n, err := tx.Change("UPDATE settlement_policies SET retired_at = ? WHERE id = ? AND retired_at IS NULL", at.At, id)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.Conflict("error.changed_meanwhile")
		}
		return audit.Write(tx, at, who, audit.Act{Action: "settlement.retire", SubjectKind: "settlement_policy", SubjectID: id, Subject: p.Code})
	})
}
