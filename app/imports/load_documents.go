package imports

import (
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/models"
)

// invoice posts an invoice or an opening balance on its own day. The goods
// are delivered, so the move has no guard: it counts, also over the limit.
func (l *loader) invoice(tx *db.Tx, f *facts, e event) (bool, *models.Error, error) {
	row := *e.Invoice
	agentID, ok := f.agents[row.Agent]
	if !ok {
		return false, models.Invalid("agent", "error.agent_unknown").With("Code", row.Agent), nil
	}
	key := "import:" + row.Number
	if had, ok := f.invoices[row.Number]; ok {
		if had.SourceKey == key && had.AgentID == agentID && had.GrossFen == row.Gross && had.DeliveredOn == row.DeliveredOn {
			return true, nil, nil
		}
		return false, models.Conflict("error.number_taken").On("number"), nil
	}
	d, bad := l.draft(f, agentID, e)
	if bad != nil {
		return false, bad, nil
	}
	at := l.onDay(e.On)
	pos, err := credit.Apply(tx, credit.Move{AgentID: agentID, Receivable: row.Gross, PostingOn: at.On})
	if err != nil {
		return false, nil, err
	}
	if _, _, err = receivables.Issue(tx, at, l.who, pos, d); err != nil {
		return false, nil, err
	}
	f.invoices[row.Number] = postedInvoice{Number: row.Number, SourceKey: key, AgentID: agentID, GrossFen: row.Gross, DeliveredOn: row.DeliveredOn}
	return false, nil, nil
}

// draft is the invoice with the dates that the file leaves to the policy.
func (l *loader) draft(f *facts, agentID int64, e event) (receivables.InvoiceDraft, *models.Error) {
	row := *e.Invoice
	policy, bad := l.policy(f, agentID, row)
	if bad != nil {
		return receivables.InvoiceDraft{}, bad
	}
	if row.DueOn.IsZero() {
		row.DueOn = policy.DueDate(row.DeliveredOn, f.holidays)
	}
	if row.BillOn.IsZero() {
		row.BillOn = min(policy.BillDate(row.DeliveredOn), row.DueOn)
	}
	policy.DiscountPPM = 0 // the discount of the past was taken or lost in the past
	return receivables.InvoiceDraft{Number: row.Number, AgentID: agentID, SourceKey: "import:" + row.Number, DeliveredOn: row.DeliveredOn,
		BillOn: row.BillOn, DueOn: row.DueOn, Policy: policy, Gross: row.Gross, VAT: row.VAT, Opening: e.Noun == Openings}, nil
}

// policy is the row's, or the one the agent was under on the day; an agent
// that came under one only later is taken to have been under it before.
func (l *loader) policy(f *facts, agentID int64, row invoiceRow) (models.SettlementPolicy, *models.Error) {
	if row.Settlement != "" {
		p, ok := f.policies[row.Settlement]
		if !ok {
			return p, models.Invalid("settlement", "error.settlement_unknown").With("Code", row.Settlement)
		}
		return p, nil
	}
	p := f.terms.At(agentID, row.DeliveredOn)
	if p.Kind == models.SettlementEarly || p.ID == 0 {
		p = f.terms.At(agentID, l.now.On)
	}
	if p.ID == 0 {
		return p, models.Conflict("error.no_settlement_policies")
	}
	return p, nil
}

// receipt posts money on the day it cleared and allocates it: to the invoices
// that the file names, else to what was open on that day, oldest due first.
func (l *loader) receipt(tx *db.Tx, f *facts, e event) (bool, *models.Error, error) {
	row := *e.Receipt
	agentID, ok := f.agents[row.Agent]
	if !ok {
		return false, models.Invalid("agent", "error.agent_unknown").With("Code", row.Agent), nil
	}
	if had, ok := f.receipts[row.Key]; ok {
		if had.AgentID == agentID && had.AmountFen == row.Amount && had.ClearedOn == row.ClearedOn {
			return true, nil, nil
		}
		return false, models.Conflict("error.reference_taken").On("reference"), nil
	}
	parts, rule, bad, err := l.parts(tx, agentID, row)
	if bad != nil || err != nil {
		return false, bad, err
	}
	r, err := receivables.EnterReceipt(tx, l.onDay(row.ClearedOn), l.who, receivables.ReceiptInput{AgentID: agentID, SourceKey: row.Key, Method: row.Method,
		BankReference: row.Reference, Payer: row.Payer, Note: row.Note, ClearedOn: row.ClearedOn, Amount: row.Amount})
	if err != nil {
		return false, nil, err
	}
	f.receipts[row.Key] = postedReceipt{SourceKey: row.Key, AgentID: agentID, AmountFen: row.Amount, ClearedOn: row.ClearedOn}
	for _, p := range parts {
		err := receivables.AllocateReceipt(tx, l.onDay(p.on), l.who, &r, p.parts, rule, "import:"+p.on.String())
		if err != nil {
			return false, nil, err
		}
	}
	return false, nil, nil
}
