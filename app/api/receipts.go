package api

import (
	"fmt"

	"assay/app/receivables"
	"assay/models"
)

func (s *server) receipts() {
	add(s, operation{"GET", "/receipts", models.ReceivableRead, "receipts", "list-receipts", "Receipts, the latest first", 0}, s.listReceipts)
	add(s, operation{"GET", "/receipts/{id}", models.ReceivableRead, "receipts", "get-receipt", "One receipt and what it settles", 0}, s.getReceipt)
	addPaper(s, operation{"GET", "/receipts/{id}/pdf", models.ReceivableRead, "receipts", "get-receipt-pdf", "The receipt's paper as its money is placed now; a conflict before the money has arrived", 0}, s.paperOf(s.Papers.Receipt))
	addKeyed(s, operation{"POST", "/receipts", models.ReceiptEnter, "receipts", "create-receipt", "Enter money from an agent", 0}, s.createReceipt)
	addKeyed(s, operation{"POST", "/receipts/{id}/allocations", models.ReceiptEnter, "receipts", "allocate-receipt", "Settle open items with a receipt", 0}, s.allocateReceipt)
	add(s, operation{"POST", "/receipts/{id}/reversal", models.ReceiptEnter, "receipts", "reverse-receipt", "Undo a receipt that bounced, its allocations first", 0}, s.reverseReceipt)
}

// ReceiptView is money from an agent.
type ReceiptView struct {
	ID             int64               `json:"id"`
	Number         string              `json:"number"`
	AgentID        int64               `json:"agent_id"`
	State          models.ReceiptState `json:"state"`
	Method         string              `json:"method"`
	BankReference  string              `json:"bank_reference"`
	Payer          string              `json:"payer"`
	Note           string              `json:"note"`
	Amount         models.Money        `json:"amount"`
	Unallocated    models.Money        `json:"unallocated"`
	ClearedOn      models.Date         `json:"cleared_on"`
	PostingOn      models.Date         `json:"posting_on,omitzero"`
	ReversalOn     models.Date         `json:"reversal_on,omitzero"`
	ReversalReason string              `json:"reversal_reason,omitempty"`
	EnteredBy      string              `json:"entered_by"`
}

func viewReceipt(r models.Receipt) ReceiptView {
	return ReceiptView{r.ID, r.Number, r.AgentID, r.State, r.Method, r.BankReference, r.Payer, r.Note, r.AmountFen, r.UnallocatedFen,
		r.ClearedOn, r.PostingOn, r.ReversalOn, r.ReversalReason, r.EnteredBy}
}

type receiptsInput struct {
	Paging
	AgentID     int64  `query:"agent_id" minimum:"1" maximum:"9007199254740991"`
	State       string `query:"state" enum:"awaiting,posted,reversed"`
	Unallocated bool   `query:"unallocated" doc:"Only those with money not yet used."`
	Search      string `query:"search" maxLength:"80" doc:"Number, payer, bank reference, or the agent."`
}

func (s *server) listReceipts(c *call, in *receiptsInput) (List[ReceiptView], error) {
	rows, total, err := receivables.Receipts(c.q, c.scope(), receivables.ReceiptFilter{State: models.ReceiptState(in.State), Unallocated: in.Unallocated,
		AgentID: in.AgentID, Search: text(in.Search).clean(), Limit: in.Limit, Offset: in.offset()})
	return listOf(in.Paging, rows, total, func(r receivables.ListedReceipt) ReceiptView { return viewReceipt(r.Receipt) }), err
}

// allocation is a part of a receipt on an open item; a reversal is negative.
type allocation struct {
	ID        int64        `json:"id"`
	ItemID    int64        `json:"item_id"`
	Number    string       `json:"number" doc:"Of the document it settles."`
	Amount    models.Money `json:"amount"`
	Rule      string       `json:"rule"`
	PostingOn models.Date  `json:"posting_on"`
	ValueOn   models.Date  `json:"value_on"`
	Reverses  *int64       `json:"reverses_id,omitempty"`
}

func viewAllocation(a receivables.ListedAllocation) allocation {
	return allocation{a.ID, a.ItemID, a.Number, a.AmountFen, a.Rule, a.PostingOn, a.ValueOn, a.ReversesID}
}

type receiptDetail struct {
	ReceiptView
	Allocations []allocation `json:"allocations"`
}

func (s *server) getReceipt(c *call, in *ByID) (receiptDetail, error) {
	r, err := receivables.ReceiptInScope(c.q, c.scope(), in.ID)
	if err != nil {
		return receiptDetail{}, err
	}
	rows, err := receivables.AllocationsOf(c.q, r.ID)
	return receiptDetail{viewReceipt(r.Receipt), each(rows, viewAllocation)}, err
}

type receiptInput struct {
	Keyed
	Body struct {
		AgentID       int64  `json:"agent_id" minimum:"1" maximum:"9007199254740991"`
		Amount        amount `json:"amount"`
		ClearedOn     day    `json:"cleared_on" doc:"From this day on it counts; a later day than today makes it wait."`
		Method        string `json:"method" enum:"bank,cash,card,alipay,wechat,acceptance,cheque,other"`
		BankReference text   `json:"bank_reference,omitempty" maxLength:"120"`
		Payer         text   `json:"payer,omitempty" maxLength:"160"`
		Note          text   `json:"note,omitempty" maxLength:"300"`
		Again         bool   `json:"again,omitempty" doc:"The agent did pay the same amount under the same bank reference twice."`
		Confirmed     bool   `json:"confirmed,omitempty" doc:"An amount far above what the agent owes, or a day far off, is meant: without it such a receipt is refused with what is unusual."`
		Allocate      bool   `json:"allocate,omitempty" doc:"Settle open items at once by the automatic order."`
	}
}

func (s *server) createReceipt(c *call, in *receiptInput) (receiptDetail, error) {
	b := in.Body
	if err := c.ofAgent(b.AgentID); err != nil {
		return receiptDetail{}, err
	}
	enter := receivables.ReceiptInput{AgentID: b.AgentID, SourceKey: "api:" + in.of(c), Method: b.Method, BankReference: b.BankReference.clean(),
		Payer: b.Payer.clean(), Note: b.Note.clean(), Automatic: b.Allocate, Again: b.Again}
	var err error
	if enter.Amount, err = b.Amount.read("amount"); err != nil {
		return receiptDetail{}, err
	}
	if enter.ClearedOn, err = b.ClearedOn.read("cleared_on"); err != nil {
		return receiptDetail{}, err
	}
	if b.Confirmed {
		enter.Confirmed = enter.Question()
	}
	r, err := s.Receivables.Enter(c, c.Actor.Who(), enter)
	if err != nil {
		return receiptDetail{}, err
	}
	return s.getReceipt(c, &ByID{r.ID})
}

type allocationPart struct {
	ItemID int64  `json:"item_id" minimum:"1" maximum:"9007199254740991"`
	Amount amount `json:"amount"`
}

type allocationInput struct {
	Keyed
	ByID
	Body struct {
		Automatic bool             `json:"automatic,omitempty" doc:"By the automatic order, with the early-payment discount; without parts."`
		Parts     []allocationPart `json:"parts,omitempty" maxItems:"500"`
	}
}

// allocationKeyLen is what the journal has room for: 160 bits are enough to
// tell a user's requests apart.
const allocationKeyLen = 40

func (s *server) allocateReceipt(c *call, in *allocationInput) (receiptDetail, error) {
	if _, err := receivables.ReceiptInScope(c.q, c.scope(), in.ID); err != nil {
		return receiptDetail{}, err
	}
	input := receivables.AllocateInput{ReceiptID: in.ID, RequestKey: in.of(c)[:allocationKeyLen], Automatic: in.Body.Automatic}
	for i, p := range in.Body.Parts {
		m, err := p.Amount.read(fmt.Sprintf("parts.%d.amount", i))
		if err != nil {
			return receiptDetail{}, err
		}
		input.Parts = append(input.Parts, receivables.Part{ItemID: p.ItemID, Amount: m})
	}
	if err := s.Receivables.Allocate(c, c.Actor.Who(), input); err != nil {
		return receiptDetail{}, err
	}
	return s.getReceipt(c, &ByID{in.ID})
}

func (s *server) reverseReceipt(c *call, in *reasoned) (receiptDetail, error) {
	if _, err := receivables.ReceiptInScope(c.q, c.scope(), in.ID); err != nil {
		return receiptDetail{}, err
	}
	if err := s.Receivables.Reverse(c, c.Actor.Who(), in.ID, in.Body.Reason.clean()); err != nil {
		return receiptDetail{}, err
	}
	return s.getReceipt(c, &ByID{in.ID})
}
