package policy

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Exclude adds to the draft of the blocking policy, which it opens when there
// is none, that a family's rules do not stop an agent until a day, and returns
// the draft's id. It holds when the draft is approved.
func (s *Service) Exclude(ctx context.Context, who models.Who, agentCode string, family models.RuleFamily, until models.Date) (id int64, err error) {
	at := s.Clock.Moment()
	rule := models.BlockingRule{Family: family, Effect: models.EffectExclude, Scope: "agent:" + agentCode, ValidFromOn: at.On, ValidToOn: until}
	if until.IsZero() {
		return 0, models.Invalid("valid_to", "error.date_required")
	}
	if err := rule.Validate(); err != nil {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		id, err = draftOf(tx.DB, models.PolicyBlocking, models.SegmentAll)
		if err == nil && id == 0 {
			id, err = openDraft(tx, at, who, models.PolicyBlocking, models.SegmentAll, 0)
		}
		if err != nil {
			return err
		}
		return addRule(tx, at, who, id, rule)
	})
	return id, err
}

func addRule(tx *db.Tx, at models.Moment, who models.Who, id int64, rule models.BlockingRule) error {
	v, err := ByID(tx.DB, id)
	if err != nil {
		return err
	}
	body, err := models.DecodePolicy(v.Kind, v.Body)
	if err != nil {
		return err
	}
	p, ok := body.(*models.BlockingPolicy)
	if !ok || slices.Contains(p.Rules, rule) {
		return nil
	}
	p.Rules = append(p.Rules, rule)
	return save(tx, at, who, id, v.Edit, p)
}

// checkScopes refuses an agent or group that does not exist.
func checkScopes(q *gorm.DB, body models.PolicyBody) error {
	b, ok := body.(models.ScopedBody)
	if !ok {
		return nil
	}
	scopes := b.Scopes()
	for _, f := range models.FieldsOf(body) {
		scope, named := scopes[f.Path]
		if !named {
			continue
		}
		if err := checkScope(q, scope); err != nil {
			return models.OnField(err, f.Path)
		}
	}
	return nil
}

func checkScope(q *gorm.DB, scope string) error {
	kind, code, _ := strings.Cut(scope, ":")
	query, message := "SELECT code FROM agents WHERE code = ?", "error.rule_scope_no_agent"
	if kind == "group" {
		query, message = "SELECT code FROM credit_groups WHERE code = ?", "error.rule_scope_no_group"
	}
	var found string
	if err := q.Raw(query, code).Scan(&found).Error; err != nil {
		return err
	}
	if found != code {
		return models.Invalid("scope", message).With("Code", code)
	}
	return nil
}
