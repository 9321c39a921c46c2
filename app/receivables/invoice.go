package receivables

import (
	"crypto/rand"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/models"
)

// InvoiceDraft is an invoice before it has a number. Number is given only for
// documents taken over from another system; Opening posts against opening
// balances instead of revenue. Release is the part of the order's reservation
// that the invoice replaces.
type InvoiceDraft struct {
	Number      string
	AgentID     int64
	OrderID     *int64
	ShipmentID  *int64
	SourceKey   string
	DeliveredOn models.Date
	BillOn      models.Date
	DueOn       models.Date
	DiscountOn  models.Date
	Policy      models.SettlementPolicy
	Gross       models.Money
	VAT         models.Money
	Lines       []models.InvoiceLine
	Opening     bool
}

// NewVerifyCode is a random code of 80 bits that a printed document carries.
func NewVerifyCode() string { return rand.Text()[:16] }

// Issue numbers and posts an invoice after the caller's move of the credit
// row: document, lines, open item, sums per due day, journal. A repeated
// source key is a duplicate (db.IsDuplicate).
func Issue(tx *db.Tx, at models.Moment, who models.Who, pos credit.Position, d InvoiceDraft) (models.Invoice, models.OpenItem, error) {
	p := posted(at, who, pos)
	inv, err := insertInvoice(tx, p, d)
	if err != nil {
		return inv, models.OpenItem{}, err
	}
	item := models.OpenItem{AgentID: d.AgentID, Kind: d.itemKind(), DocumentID: inv.ID, Number: inv.Number, InvoiceID: &inv.ID,
		SettlementKind: d.Policy.Kind, IssuedOn: d.DeliveredOn, DueOn: d.DueOn, AmountFen: d.Gross}
	if err := openItem(tx, p, &item); err != nil {
		return inv, item, err
	}
	return inv, item, ledger.Post(tx, d.entry(p, inv))
}

func (d InvoiceDraft) itemKind() models.ItemKind {
	if d.Opening {
		return models.ItemOpening
	}
	return models.ItemInvoice
}

func insertInvoice(tx *db.Tx, p Posting, d InvoiceDraft) (models.Invoice, error) {
	number := d.Number
	if number == "" {
		var err error
		if number, err = db.NextNumber(tx, SeriesInvoice, p.At.On.Year()); err != nil {
			return models.Invoice{}, err
		}
	}
	inv := models.Invoice{Number: number, AgentID: d.AgentID, OrderID: d.OrderID, ShipmentID: d.ShipmentID, SourceKey: d.SourceKey,
		DeliveredOn: d.DeliveredOn, IssuedOn: p.At.On, BillOn: d.BillOn, DueOn: d.DueOn, DiscountUntilOn: d.DiscountOn,
		DiscountPPM: d.Policy.DiscountPPM, SettlementPolicyID: d.Policy.ID, SettlementKind: d.Policy.Kind,
		GrossFen: d.Gross, VatFen: d.VAT, FapiaoState: "none", VerifyCode: NewVerifyCode(), IssuedBy: p.Who.Name, IssuedAt: p.At.At}
	if err := tx.Omit("PDF").Create(&inv).Error; err != nil {
		return inv, err
	}
	for i := range d.Lines {
		d.Lines[i].InvoiceID, d.Lines[i].LineNo = inv.ID, i+1
	}
	if len(d.Lines) == 0 {
		return inv, nil
	}
	return inv, tx.Create(&d.Lines).Error
}

func (d InvoiceDraft) entry(p Posting, inv models.Invoice) models.JournalEntry {
	e := models.JournalEntry{BusinessKey: "invoice:" + d.SourceKey, PostingOn: p.At.On, Kind: models.EntryInvoice,
		Document: inv.Number, AgentID: d.AgentID, BelongsToOn: p.belongsTo(d.DeliveredOn), PostedBy: p.Who.Name, PostedAt: p.At.At}
	e.Debit(models.AccountReceivable, d.Gross)
	if d.Opening {
		e.Kind = models.EntryOpening
		e.Credit(models.AccountOpening, d.Gross)
		return e
	}
	e.Credit(models.AccountOutputVAT, d.VAT).Credit(models.AccountRevenue, d.Gross-d.VAT)
	return e
}
