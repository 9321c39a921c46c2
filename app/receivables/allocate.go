package receivables

import (
	"context"
	"fmt"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/models"
)

// Part is how much of a receipt (and of the early-payment discount) goes to
// one item.
type Part struct {
	ItemID   int64
	Amount   models.Money
	Discount models.Money
}

// AllocateInput is a manual allocation of a receipt. RequestKey makes a
// double click allocate once.
type AllocateInput struct {
	ReceiptID  int64
	RequestKey string
	Parts      []Part
	Automatic  bool // ignore Parts and follow the automatic order
}

// Validate checks what a person typed.
func (in AllocateInput) Validate() error {
	if in.RequestKey == "" || len(in.RequestKey) > 40 {
		return models.Invalid("request_key", "error.request_key_required")
	}
	seen := map[int64]bool{}
	for i, p := range in.Parts {
		field := partField(i)
		if p.Amount < 0 || p.Discount < 0 || p.Amount+p.Discount == 0 || p.Amount > models.MaxMoney {
			return models.Invalid(field, "error.amount_must_be_positive")
		}
		if seen[p.ItemID] {
			return models.Invalid(field, "error.item_twice")
		}
		seen[p.ItemID] = true
	}
	if len(in.Parts) == 0 && !in.Automatic {
		return models.Invalid("parts", "error.nothing_to_allocate")
	}
	return nil
}

func partField(i int) string { return fmt.Sprintf("parts.%d.amount", i) }

// Allocate settles items with a posted receipt. Conflict when the receipt or an
// item has less than is asked for; not found for another agent's item.
func (s *Service) Allocate(ctx context.Context, who models.Who, in AllocateInput) error {
	if err := in.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		var r models.Receipt
		if err := tx.Raw("SELECT * FROM receipts WHERE id = ?", in.ReceiptID).Scan(&r).Error; err != nil {
			return err
		}
		if r.ID == 0 {
			return models.NotFound("receipt")
		}
		if in.Automatic {
			return allocateAutomatically(tx, at, who, &r, in.RequestKey)
		}
		if err := fits(tx, r, in.Parts); err != nil {
			return err
		}
		return AllocateReceipt(tx, at, who, &r, in.Parts, "manual", in.RequestKey)
	})
	if db.MayRepeat(err) {
		return s.sameAllocation(ctx, in, err)
	}
	return err
}

// fits tells by how much the parts are more than what the receipt or an item
// has left.
func fits(tx *db.Tx, r models.Receipt, parts []Part) error {
	if r.State != models.ReceiptPosted {
		return ErrReceiptSpent
	}
	var wrong []error
	cash, _ := sums(parts)
	if over := cash - r.UnallocatedFen; over > 0 {
		wrong = append(wrong, models.Conflict("error.allocation_over_receipt").With("Total", cash).With("Rest", r.UnallocatedFen).With("Over", over))
	}
	items, err := itemsByID(tx, r.AgentID, itemIDs(parts))
	if err != nil {
		return err
	}
	for i, p := range parts {
		if it, ok := items[p.ItemID]; ok && it.OpenFen >= 0 && p.Amount+p.Discount > it.OpenFen {
			wrong = append(wrong, models.Conflict("error.allocation_over_item").With("Number", it.Number).With("Open", it.OpenFen).
				With("Amount", p.Amount+p.Discount).On(partField(i)))
		}
	}
	return models.Together(wrong...)
}

func itemIDs(parts []Part) []int64 {
	ids := make([]int64, len(parts))
	for i, p := range parts {
		ids[i] = p.ItemID
	}
	return ids
}

const allocated = `SELECT COUNT(*) AS posted, COALESCE(SUM(CASE WHEN l.account = 'unallocated' THEN l.amount_fen ELSE 0 END), 0) AS cash,
	COALESCE(SUM(CASE WHEN l.account = 'discounts' THEN l.amount_fen ELSE 0 END), 0) AS discount
	FROM journal_entries e JOIN journal_lines l ON l.entry_id = e.id WHERE e.business_key = ?`

// sameAllocation is nil when the same request came before and is done, and
// db.ErrKeyReused when it was for other sums; else the refusal stands.
func (s *Service) sameAllocation(ctx context.Context, in AllocateInput, refusal error) error {
	var was struct {
		Posted         int64
		Cash, Discount models.Money
	}
	if err := s.DB.Read(ctx).Raw(allocated, allocationKey(in.ReceiptID, in.RequestKey)).Scan(&was).Error; err != nil {
		return err
	}
	cash, discount := sums(in.Parts)
	switch {
	case was.Posted == 0:
		return refusal
	case !in.Automatic && (cash != was.Cash || discount != was.Discount):
		return db.ErrKeyReused
	}
	return nil
}

// sums are the money and the discount of the parts.
func sums(parts []Part) (cash, discount models.Money) {
	for _, p := range parts {
		cash += p.Amount
		discount += p.Discount
	}
	return cash, discount
}

func allocationKey(receiptID int64, key string) string {
	return fmt.Sprintf("allocation:%d:%s", receiptID, key)
}

// ErrReceiptSpent says that the receipt no longer has the money that was to be
// allocated, or is not posted any more.
var ErrReceiptSpent = models.Conflict("error.receipt_spent")

// AllocateReceipt applies parts of a posted receipt to items of its agent.
// key makes the posting unique per receipt. r is updated.
func AllocateReceipt(tx *db.Tx, at models.Moment, who models.Who, r *models.Receipt, parts []Part, rule, key string) error {
	cash, discount := sums(parts)
	if cash+discount == 0 {
		return nil
	}
	pos, err := credit.Apply(tx, credit.Move{AgentID: r.AgentID, Receivable: -cash - discount, Unallocated: -cash, PostingOn: at.On})
	if err != nil {
		return err
	}
	n, err := tx.Change("UPDATE receipts SET unallocated_fen = unallocated_fen - ? WHERE id = ? AND state = 'posted' AND unallocated_fen >= ?",
		cash, r.ID, cash)
	if err != nil {
		return err
	}
	if n != 1 {
		return ErrReceiptSpent
	}
	r.UnallocatedFen -= cash
	rows, err := allocationRows(tx, *r, parts, rule)
	if err != nil {
		return err
	}
	if err := settle(tx, posted(at, who, pos), rows); err != nil {
		return err
	}
	e := models.JournalEntry{BusinessKey: allocationKey(r.ID, key), PostingOn: at.On, Kind: models.EntryAllocation,
		Document: r.Number, AgentID: r.AgentID, PostedBy: who.Name, PostedAt: at.At}
	e.Debit(models.AccountUnallocated, cash).Debit(models.AccountDiscounts, discount).Credit(models.AccountReceivable, cash+discount)
	return ledger.Post(tx, e)
}

// allocationRows are the rows of the parts: money first, then discount. The
// value date of both is the day the money cleared.
func allocationRows(tx *db.Tx, r models.Receipt, parts []Part, rule string) ([]models.Allocation, error) {
	items, err := itemsByID(tx, r.AgentID, itemIDs(parts))
	if err != nil {
		return nil, err
	}
	var rows []models.Allocation
	for _, p := range parts {
		item, ok := items[p.ItemID]
		if !ok || item.AmountFen < 0 {
			return nil, models.NotFound("receivable") // money settles claims; a credit is no claim
		}
		if p.Amount != 0 {
			rows = append(rows, row(item, models.FromReceipt, r.ID, p.Amount, rule, r.ClearedOn))
		}
		if p.Discount != 0 {
			rows = append(rows, row(item, models.FromDiscount, r.ID, p.Discount, rule, r.ClearedOn))
		}
	}
	return rows, nil
}

func itemsByID(tx *db.Tx, agentID int64, ids []int64) (map[int64]models.OpenItem, error) {
	var items []models.OpenItem
	if err := tx.Raw("SELECT * FROM open_items WHERE agent_id = ? AND id IN ?", agentID, ids).Scan(&items).Error; err != nil {
		return nil, err
	}
	byID := make(map[int64]models.OpenItem, len(items))
	for _, it := range items {
		byID[it.ID] = it
	}
	return byID, nil
}
