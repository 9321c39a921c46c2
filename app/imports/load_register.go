package imports

import (
	"assay/app/agents"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// takenOverSince is when the settlement policy of an agent begins whose file
// does not say since when it is one: before every document.
var takenOverSince = models.MustDate("2000-01-01")

// agent enters an agent with its settlement policy and limit. The code is the
// agent: another spelling of the name under the same code is known.
func (l *loader) agent(tx *db.Tx, f *facts, row agentRow) (bool, *models.Error, error) {
	if _, ok := f.agents[row.Agent.Code]; ok {
		return true, nil, nil
	}
	a := row.Agent
	if row.Parent != "" {
		id, ok := f.agents[row.Parent]
		if !ok {
			return false, models.Invalid("parent", "error.parent_unknown"), nil
		}
		a.ParentID = &id
	}
	policy, ok := f.policies[row.Settlement]
	if row.Settlement != "" && !ok {
		return false, models.Invalid("settlement", "error.settlement_unknown").With("Code", row.Settlement), nil
	}
	var err error
	if a.RegionID, err = agents.RegionByCode(tx, row.Region); err != nil {
		return false, nil, err
	}
	r := agents.Registration{Agent: a}
	if row.Contact.Name != "" || row.Contact.Phone != "" || row.Contact.Email != "" {
		r.Contacts = []models.AgentContact{row.Contact}
	}
	if a, err = agents.Enter(tx, l.now, l.who, r); err != nil {
		return false, nil, err
	}
	f.agents[a.Code] = a.ID
	return false, nil, l.terms(tx, a, row, policy)
}

// terms puts a new agent under its policy and gives it its own limit.
func (l *loader) terms(tx *db.Tx, a models.Agent, row agentRow, policy models.SettlementPolicy) error {
	since := a.JoinedOn
	if since.IsZero() {
		since = takenOverSince
	}
	if policy.ID != 0 {
		at := models.Moment{At: l.now.At, On: since}
		if _, err := settlement.AssignPolicy(tx, at, l.who, a.ID, policy.ID, "import"); err != nil {
			return err
		}
	}
	if row.Limit == nil {
		return nil
	}
	limit := models.Limit{Kind: models.LimitAmount, Amount: *row.Limit}
	if *row.Limit == 0 {
		limit.Kind = models.LimitNone
	}
	return credit.ChangeLimit(tx, l.now, l.who, credit.LimitInput{AgentID: a.ID, Purpose: models.LimitStanding, Limit: limit,
		ValidFrom: since, Reason: "import"})
}

// product enters an article; a metal that the price board lacks is a reject.
func (l *loader) product(tx *db.Tx, f *facts, p models.Product) (bool, *models.Error, error) {
	if f.products[p.SKU] {
		return true, nil, nil
	}
	if p.Metal != nil {
		var n int64
		if err := tx.Raw("SELECT COUNT(*) FROM metals WHERE code = ?", *p.Metal).Scan(&n).Error; err != nil {
			return false, nil, err
		}
		if n == 0 {
			return false, models.Invalid("metal", "error.metal_unknown"), nil
		}
	}
	f.products[p.SKU] = true
	return false, nil, catalog.TakeOver(tx, p)
}
