package imports

import (
	"assay/app/db"
	"assay/app/settlement"
	"assay/models"
)

// facts are what a batch needs to know of the book, read in few statements.
// Loading keeps them true within the batch.
type facts struct {
	scope    models.Scope
	agents   map[string]int64
	products map[string]bool
	invoices map[string]postedInvoice // by number
	receipts map[string]postedReceipt // by source key
	policies map[string]models.SettlementPolicy
	terms    settlement.Assignments
	holidays models.Holidays
}

type postedInvoice struct {
	Number      string
	SourceKey   string
	AgentID     int64
	GrossFen    models.Money
	DeliveredOn models.Date
}

type postedReceipt struct {
	SourceKey string
	AgentID   int64
	AmountFen models.Money
	ClearedOn models.Date
}

func look(tx *db.Tx, scope models.Scope, batch []event) (*facts, error) {
	f := &facts{scope: scope, agents: map[string]int64{}, products: map[string]bool{}, invoices: map[string]postedInvoice{},
		receipts: map[string]postedReceipt{}, policies: map[string]models.SettlementPolicy{}}
	var codes, skus, numbers, keys []string
	for _, e := range batch {
		switch {
		case e.Agent != nil:
			codes = append(codes, e.Agent.Agent.Code)
			if e.Agent.Parent != "" {
				codes = append(codes, e.Agent.Parent)
			}
		case e.Product != nil:
			skus = append(skus, e.Product.SKU)
		case e.Invoice != nil:
			codes, numbers = append(codes, e.Invoice.Agent), append(numbers, e.Invoice.Number)
		case e.Fact != nil:
			codes = append(codes, e.Fact.Agent)
		default:
			codes, keys = append(codes, e.Receipt.Agent), append(keys, e.Receipt.Key)
		}
	}
	if err := f.lookForAgents(tx, codes); err != nil {
		return f, err
	}
	if err := f.lookForProducts(tx, skus); err != nil {
		return f, err
	}
	if err := f.lookForDocuments(tx, numbers, keys); err != nil {
		return f, err
	}
	return f, f.lookForTerms(tx, len(numbers) > 0)
}

// lookForAgents finds those inside the scope; any other is unknown.
func (f *facts) lookForAgents(tx *db.Tx, codes []string) error {
	cond, args := db.Within(f.scope, "a")
	for _, list := range lists(codes) {
		var rows []struct {
			ID   int64
			Code string
		}
		if err := tx.Raw("SELECT a.id, a.code FROM agents a WHERE a.code IN ? AND "+cond, append([]any{list}, args...)...).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			f.agents[r.Code] = r.ID
		}
	}
	return nil
}

func (f *facts) lookForProducts(tx *db.Tx, skus []string) error {
	for _, list := range lists(skus) {
		var rows []string
		if err := tx.Raw("SELECT sku FROM products WHERE sku IN ?", list).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			f.products[r] = true
		}
	}
	return nil
}

func (f *facts) lookForDocuments(tx *db.Tx, numbers, keys []string) error {
	for _, list := range lists(numbers) {
		var rows []postedInvoice
		if err := tx.Raw("SELECT number, source_key, agent_id, gross_fen, delivered_on FROM invoices WHERE number IN ?", list).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			f.invoices[r.Number] = r
		}
	}
	for _, list := range lists(keys) {
		var rows []postedReceipt
		if err := tx.Raw("SELECT source_key, agent_id, amount_fen, cleared_on FROM receipts WHERE source_key IN ?", list).Scan(&rows).Error; err != nil {
			return err
		}
		for _, r := range rows {
			f.receipts[r.SourceKey] = r
		}
	}
	return nil
}

func (f *facts) lookForTerms(tx *db.Tx, documents bool) error {
	policies, err := settlement.Policies(tx.DB)
	if err != nil {
		return err
	}
	for _, p := range policies {
		f.policies[p.Code] = p
	}
	if !documents {
		return nil
	}
	if f.terms, err = settlement.Assigned(tx.DB, 0); err != nil {
		return err
	}
	f.holidays, err = settlement.Holidays(tx.DB)
	return err
}

// lists cuts values into lists of one length, the last one filled up with its
// own values, so that all batches share one prepared statement.
func lists(values []string) [][]string {
	var all [][]string
	for len(values) > 0 {
		n := min(batchSize, len(values))
		list := append([]string(nil), values[:n]...)
		for len(list) < batchSize {
			list = append(list, list[0])
		}
		all, values = append(all, list), values[n:]
	}
	return all
}
