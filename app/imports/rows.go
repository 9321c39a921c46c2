package imports

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"assay/models"
)

// invoiceRow is an invoice or an opening balance of another system.
type invoiceRow struct {
	Number      string
	Agent       string
	Settlement  string
	DeliveredOn models.Date
	BillOn      models.Date
	DueOn       models.Date
	Gross       models.Money
	VAT         models.Money
}

// receiptRow is money of the past. Key makes it count once.
type receiptRow struct {
	Key       string
	Agent     string
	Reference string
	Method    string
	Payer     string
	Note      string
	ClearedOn models.Date
	Amount    models.Money
	Pays      []payment
}

// payment names an invoice that a receipt pays; 0: as much as is open.
type payment struct {
	Number string
	Amount models.Money
}

func (r *reading) event() event {
	switch r.noun {
	case Agents:
		return event{Agent: r.agent()}
	case Products:
		return event{Product: r.product()}
	case Facts:
		row := r.outside()
		return event{On: row.AsOf, Fact: row}
	case Receipts:
		row := r.receipt()
		return event{On: row.ClearedOn, Receipt: row}
	}
	row, posted := r.invoice()
	return event{On: posted, Invoice: row}
}

// standardVAT is what prices include where the file says nothing of tax.
const standardVAT models.Rate = 130_000

// ours are numbers of this system's own series: one of them taken from a file
// would stand in the way of the document that gets it later.
var ours = regexp.MustCompile(`^(INV|CN|RC|WO|RV|SO|ST)\d{4}-\d+$`)

func (r *reading) invoice() (*invoiceRow, models.Date) {
	d := &invoiceRow{Number: r.text("number", 24), Agent: r.text("agent", 40), Settlement: r.text("settlement", 32),
		DeliveredOn: r.date("delivered_on"), BillOn: r.date("bill_on"), DueOn: r.date("due_on"), Gross: r.money("amount")}
	posted := r.date("posted_on")
	if posted.IsZero() {
		posted = d.DeliveredOn
	}
	switch {
	case ours.MatchString(d.Number):
		r.fail("number", models.Invalid("number", "error.number_is_ours"))
	case !d.DueOn.IsZero() && d.DueOn < d.DeliveredOn:
		r.fail("due_on", models.Invalid("due_on", "error.due_before_delivery"))
	case posted > r.today || d.DeliveredOn > r.today:
		r.fail("delivered_on", models.Invalid("delivered_on", "error.date_in_future"))
	case d.Gross == 0:
		r.fail("amount", models.Invalid("amount", "error.amount_is_zero"))
	}
	if r.noun == Invoices {
		r.tax(d)
	}
	return d, posted
}

// tax is the file's, or the standard rate's part of the gross amount. A net
// amount is only there to be checked.
func (r *reading) tax(d *invoiceRow) {
	if d.Gross < 0 {
		r.fail("amount", models.Invalid("amount", "error.amount_must_be_positive"))
	}
	d.VAT = models.VATIncluded(d.Gross, standardVAT)
	if r.raw(r.rec.Fields["vat"]) != "" {
		d.VAT = r.money("vat")
	}
	if d.VAT < 0 || d.VAT > d.Gross {
		r.fail("vat", models.Invalid("vat", "error.net_and_vat"))
	}
	if r.raw(r.rec.Fields["net"]) != "" && r.fileMoney("net")+r.fileMoney("vat") != r.fileMoney("amount") {
		r.fail("net", models.Invalid("net", "error.net_and_vat"))
	}
}

func (r *reading) receipt() *receiptRow {
	d := &receiptRow{Agent: r.text("agent", 40), Reference: r.text("reference", 60), Method: r.text("method", 16), Payer: r.text("payer", 160),
		Note: r.text("note", 300), ClearedOn: r.date("cleared_on"), Amount: r.money("amount"), Pays: r.pays()}
	if d.Amount <= 0 {
		r.fail("amount", models.Invalid("amount", "error.amount_must_be_positive"))
	}
	if d.ClearedOn > r.today {
		r.fail("cleared_on", models.Invalid("cleared_on", "error.date_in_future"))
	}
	var parts models.Money
	for _, p := range d.Pays {
		parts += p.Amount
	}
	if parts > d.Amount {
		r.fail("invoices", models.Invalid("invoices", "error.parts_exceed_receipt"))
	}
	if d.Method = strings.ToLower(d.Method); d.Method == "" {
		d.Method = "bank"
	}
	var unknown *models.Error
	if errors.As(models.CheckMethod(d.Method), &unknown) {
		r.fail("method", unknown)
	}
	if r.fault == nil {
		d.Key = r.plan.receiptKey(*d)
	}
	return d
}

// receiptKey is the agent and the reference. Without a reference it is what
// the row says and how often the file has said so before: the same file gives
// the same keys, and two equal payments stay two.
func (p *plan) receiptKey(d receiptRow) string {
	if d.Reference != "" {
		return "import:" + d.Agent + ":" + d.Reference
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %s %s %q %q %v", d.Agent, d.ClearedOn, d.Amount, d.Payer, d.Note, d.Pays))
	said := hex.EncodeToString(sum[:12])
	p.seen[said]++
	return fmt.Sprintf("import:#%s:%d", said, p.seen[said])
}

// pays reads "INV-1 | INV-2=300.00".
func (r *reading) pays() []payment {
	var all []payment
	split := func(c rune) bool { return c == '|' || c == ';' || c == '；' }
	for _, part := range strings.FieldsFunc(r.text("invoices", 2000), split) {
		number, amount, given := strings.Cut(part, "=")
		p := payment{Number: strings.TrimSpace(number)}
		if given {
			m, bad := r.plan.notation.money(strings.TrimSpace(amount), r.rate())
			if bad == nil && m <= 0 {
				bad = models.Invalid("invoices", "error.amount_must_be_positive")
			}
			r.fail("invoices", bad)
			p.Amount = m
		}
		all = append(all, p)
	}
	return all
}
