package models

import "slices"

// InvoiceDocument is an invoice as issued. Every figure is computed. Prices
// include VAT: the lines' totals sum to Gross, and Net + VAT = Gross.
type InvoiceDocument struct {
	Number        string                `json:"number"`
	IssuedOn      Date                  `json:"issued_on"`
	DeliveredOn   Date                  `json:"delivered_on"`
	DueOn         Date                  `json:"due_on"`
	DiscountUntil Date                  `json:"discount_until,omitzero"`
	Discount      Rate                  `json:"discount,omitempty"` // for payment by DiscountUntil
	Seller        Party                 `json:"seller"`
	Buyer         Party                 `json:"buyer"`
	Policy        Label                 `json:"policy"`
	OrderNumber   string                `json:"order_number,omitempty"`
	Shipment      string                `json:"shipment,omitempty"`
	Lines         []InvoiceDocumentLine `json:"lines"`
	Taxes         []InvoiceTax          `json:"taxes"`
	Quantity      int64                 `json:"quantity"`
	Weight        Weight                `json:"weight"`
	Net           Money                 `json:"net"`
	VAT           Money                 `json:"vat"`
	Gross         Money                 `json:"gross"`
	Remittance    Remittance            `json:"remittance"`
	Verify        Verification          `json:"verify"`
}

// InvoiceDocumentLine is one article at its actual weight. Unit is the price
// of a piece before Discount, which is an amount for the whole line; it is zero
// where the line was priced by its actual weight. Total is what remains, gross
// of VAT.
type InvoiceDocumentLine struct {
	SKU      string `json:"sku"`
	Name     Label  `json:"name"`
	Weight   Weight `json:"weight"`
	Quantity int64  `json:"quantity"`
	Unit     Money  `json:"unit"`
	Discount Money  `json:"discount"`
	Total    Money  `json:"total"`
}

// InvoiceTax is the VAT of one rate: rounded once per rate and document.
type InvoiceTax struct {
	Rate Rate  `json:"rate"`
	Net  Money `json:"net"`
	VAT  Money `json:"vat"`
}

// Carry is the gross total of the first n lines.
func (d InvoiceDocument) Carry(n int) Money {
	var sum Money
	for _, l := range d.Lines[:n] {
		sum += l.Total
	}
	return sum
}

// Check tells whether the document's figures agree with one another.
func (d InvoiceDocument) Check() error {
	var net, vat Money
	for _, t := range d.Taxes {
		net += t.Net
		vat += t.VAT
	}
	if d.Carry(len(d.Lines)) != d.Gross || net != d.Net || vat != d.VAT || d.Net+d.VAT != d.Gross {
		return Invalid("gross", "error.document_disagrees").With("Number", d.Number)
	}
	var pieces int64
	var weight Weight
	for _, l := range d.Lines {
		pieces += l.Quantity
		weight += l.Weight
	}
	if pieces != d.Quantity || weight != d.Weight {
		return Invalid("lines", "error.document_disagrees").With("Number", d.Number)
	}
	return nil
}

// WithLines fills lines, totals and the VAT of each rate; the VAT is that of
// VATOf, rounded once per rate. A document taken over without lines states one
// line for its whole amount.
func (d InvoiceDocument) WithLines(lines []InvoiceLine) (InvoiceDocument, error) {
	byRate := map[Rate]Money{}
	var rates []Rate
	for _, l := range lines {
		line := InvoiceDocumentLine{SKU: l.SKU, Name: Label{Zh: l.NameZh, En: l.NameEn}, Weight: l.WeightMg, Quantity: l.Quantity, Total: l.TotalFen}
		if l.UnitFen*Money(l.Quantity) == l.TotalFen {
			line.Unit = l.UnitFen
		}
		d.Lines = append(d.Lines, line)
		d.Quantity += l.Quantity
		d.Weight += l.WeightMg
		if _, seen := byRate[l.VatPPM]; !seen {
			rates = append(rates, l.VatPPM)
		}
		byRate[l.VatPPM] += l.TotalFen
	}
	if len(lines) == 0 {
		d.Lines = []InvoiceDocumentLine{{Name: Label{Zh: "期初单据", En: "Document taken over"}, Quantity: 1, Unit: d.Gross, Total: d.Gross}}
		d.Quantity = 1
		d.Taxes = []InvoiceTax{{Net: d.Net, VAT: d.VAT}}
		return d, nil
	}
	slices.Sort(rates)
	for _, r := range rates {
		vat := VATIncluded(byRate[r], r)
		d.Taxes = append(d.Taxes, InvoiceTax{Rate: r, Net: byRate[r] - vat, VAT: vat})
	}
	return d, d.Check()
}
