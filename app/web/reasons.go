package web

import (
	"strings"

	"assay/models"
)

// ruleDetail shows what a rule of the credit check found.
func (w *Web) ruleDetail(lang string, h models.RuleHit) string {
	switch h.Rule {
	case models.RuleBlocked:
		return w.text.Say(lang, "block."+h.Detail, nil)
	case models.RuleAgentStatus:
		return w.text.Say(lang, "state."+h.Detail, nil)
	case models.RuleImmediateOverdue, models.RuleOverdueAmount, models.RuleOrderAmount, models.RuleLossNotRecovered:
		if m, err := models.ParseMoney(h.Detail); err == nil {
			return "¥" + Amount(m)
		}
	case models.RuleUsedShare:
		return h.Detail + "%"
	case models.RuleDaysOverdue:
		return w.text.Say(lang, "rule.days", map[string]any{"Days": h.Detail})
	}
	return h.Detail
}

// ReasonText is a reason of the credit check with what was found, the bound
// that it passed and whom the rule is for, or by how much limit or pot are
// short; "" where the reason says it all.
func (w *Web) ReasonText(lang string, r models.Reason) string {
	switch {
	case r.Short > 0:
		return w.text.Say(lang, "reason.short", map[string]any{"Amount": r.Short})
	case r.By == nil:
		return w.ruleDetail(lang, r.RuleHit)
	}
	scope, code, _ := strings.Cut(r.By.Scope, ":")
	text := w.ruleDetail(lang, r.RuleHit)
	key := "reason." + string(r.By.Family)
	if r.By.Bounded() {
		text = w.text.Say(lang, key, map[string]any{"Found": text, "Days": r.By.Days, "Amount": r.By.AmountFen, "Share": r.By.SharePPM.Percent() + "%"})
	}
	return strings.TrimSpace(text + w.text.Say(lang, "reason.scope_"+scope, map[string]any{"Code": code}))
}

// ruleBound is what a blocking rule allows at most, and whom it is for.
func (w *Web) ruleBound(lang string, r models.BlockingRule) string {
	scope, code, _ := strings.Cut(r.Scope, ":")
	text := ""
	if r.Bounded() {
		text = w.text.Say(lang, "rule_bound."+string(r.Family), map[string]any{"Days": r.Days, "Amount": r.AmountFen, "Share": r.SharePPM.Percent() + "%"})
	}
	return strings.TrimSpace(text + w.text.Say(lang, "reason.scope_"+scope, map[string]any{"Code": code}))
}
