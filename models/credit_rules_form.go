package models

import (
	"slices"
	"strconv"
)

// Sections are the amounts and times, and the factor of each grade.
func (f *LimitFormula) Sections() []PolicySection {
	rows := make([]PolicyRow, len(f.Factors))
	for i := range f.Factors {
		x := &f.Factors[i]
		rows[i] = PolicyRow{Label: PolicyLabel{Name: string(x.Grade)}, Fields: []PolicyField{rateField("factors."+string(x.Grade), named("limit_formula.factor"), &x.FactorPPM)}}
	}
	return []PolicySection{
		{Key: "general", Title: named("limit_formula.general"), Fields: []PolicyField{
			moneyField("step", named("limit_formula.step"), &f.StepFen), moneyField("cap", named("limit_formula.cap"), &f.CapFen),
			intField("review_months", named("limit_formula.review"), UnitMonths, &f.ReviewMonths), rateField("threshold", named("limit_formula.threshold"), &f.ThresholdPPM)}},
		{Key: "factors", Title: named("limit_formula.factors"), Row: named("agent.grade"), Columns: []PolicyLabel{named("limit_formula.factor")}, Rows: rows},
	}
}

// Sections are the rules, a row each.
func (p *BlockingPolicy) Sections() []PolicySection {
	rows := make([]PolicyRow, len(p.Rules))
	for i := range p.Rules {
		r, at := &p.Rules[i], "rules."+strconv.Itoa(i)+"."
		used := r.Bounds()
		bound := func(name string, f PolicyField) PolicyField {
			f.Off = !slices.Contains(used, name)
			return f
		}
		rows[i] = PolicyRow{Label: PolicyLabel{Name: strconv.Itoa(i + 1)}, Fields: []PolicyField{
			choiceField(at+"family", named("block_rule.family"), "rule_family", &r.Family, RuleFamilies()...),
			choiceField(at+"effect", named("block_rule.effect"), "rule_effect", &r.Effect, EffectHold, EffectReject, EffectExclude),
			segmentField(at+"scope", named("block_rule.scope"), 46, &r.Scope),
			bound("days", intField(at+"days", named("block_rule.days"), UnitNumber, &r.Days)),
			bound("amount", moneyField(at+"amount", named("block_rule.amount"), &r.AmountFen)),
			bound("share", rateField(at+"share", named("block_rule.share"), &r.SharePPM)),
			dateField(at+"valid_from", named("block_rule.from"), &r.ValidFromOn),
			dateField(at+"valid_to", named("block_rule.to"), &r.ValidToOn),
		}}
	}
	columns := make([]PolicyLabel, 0, 8)
	for _, c := range []string{"family", "effect", "scope", "days", "amount", "share", "from", "to"} {
		columns = append(columns, named("block_rule."+c))
	}
	return []PolicySection{{Key: "rules", Title: named("block_rule.rules"), Row: named("block_rule.number"), Columns: columns, Rows: rows, Grows: true}}
}

// Tidy empties the bounds that a rule's family does not use.
func (p *BlockingPolicy) Tidy() {
	for i := range p.Rules {
		r := &p.Rules[i]
		used := r.Bounds()
		if !slices.Contains(used, "days") {
			r.Days = 0
		}
		if !slices.Contains(used, "amount") {
			r.AmountFen = 0
		}
		if !slices.Contains(used, "share") {
			r.SharePPM = 0
		}
	}
}

// Scopes are whom the rules are for, where not for all.
func (p *BlockingPolicy) Scopes() map[string]string {
	scopes := map[string]string{}
	for i, r := range p.Rules {
		if r.Scope != SegmentAll {
			scopes["rules."+strconv.Itoa(i)+".scope"] = r.Scope
		}
	}
	return scopes
}

// AddRow adds a rule that holds whoever is overdue by more than 30 days.
func (p *BlockingPolicy) AddRow(section string) {
	if section == "rules" {
		p.Rules = append(p.Rules, BlockingRule{Family: FamilyDaysOverdue, Effect: EffectHold, Scope: SegmentAll, Days: 30})
	}
}

// DropRow drops a rule.
func (p *BlockingPolicy) DropRow(section string, row int) {
	if section == "rules" && row >= 0 && row < len(p.Rules) {
		p.Rules = slices.Delete(slices.Clone(p.Rules), row, row+1)
	}
}

// Sections are the rows of the matrix.
func (m *ApprovalMatrix) Sections() []PolicySection {
	rows := make([]PolicyRow, len(m.Rows))
	for i := range m.Rows {
		r, at := &m.Rows[i], "rows."+strconv.Itoa(i)+"."
		rows[i] = PolicyRow{Label: PolicyLabel{Name: strconv.Itoa(i + 1)}, Fields: []PolicyField{
			choiceField(at+"subject", named("approval.subject"), "approval_subject", &r.Subject, ApprovalSubjects()...),
			optional(&r.UpToFen, func(v *Money) PolicyField { return moneyField(at+"up_to", named("approval.up_to"), v) }),
			optional(&r.ChangePPM, func(v *Rate) PolicyField { return rateField(at+"change", named("approval.change"), v) }),
			choiceField(at+"role", named("approval.role"), "role", &r.Role, RoleFinance, RoleFinanceManager),
			flagField(at+"second_person", named("approval.second"), &r.SecondPerson),
		}}
	}
	columns := make([]PolicyLabel, 0, 5)
	for _, c := range []string{"subject", "up_to", "change", "role", "second"} {
		columns = append(columns, named("approval."+c))
	}
	return []PolicySection{{Key: "rows", Title: named("approval.rows"), Row: named("block_rule.number"), Columns: columns, Rows: rows, Grows: true}}
}

// AddRow adds a row that lets a finance manager decide on any raise.
func (m *ApprovalMatrix) AddRow(section string) {
	if section == "rows" {
		m.Rows = append(m.Rows, ApprovalRow{Subject: ApproveLimitRaise, Role: RoleFinanceManager, SecondPerson: true})
	}
}

// DropRow drops a row.
func (m *ApprovalMatrix) DropRow(section string, row int) {
	if section == "rows" && row >= 0 && row < len(m.Rows) {
		m.Rows = slices.Delete(slices.Clone(m.Rows), row, row+1)
	}
}
