package api

import (
	"strconv"

	"assay/app/loyalty"
	"assay/models"
)

func (s *server) slips() {
	addKeyed(s, operation{"POST", "/slips", models.SaleEnter, "counter", "create-slip", "Enter a sale at a store's counter", 0}, s.createSlip)
	add(s, operation{"GET", "/slips/{id}", models.SaleEnter, "counter", "get-slip", "One slip with its lines and refunds", 0}, s.getSlip)
	addKeyed(s, operation{"POST", "/slips/{id}/refunds", models.SaleRefund, "counter", "create-slip-refund", "Take pieces of a slip back", 0}, s.refundSlip)
	add(s, operation{"GET", "/members/{id}/balance", models.MemberRead, "counter", "get-member-balance", "A member's growth, points and tier", 0}, s.memberBalance)
	addKeyed(s, operation{"POST", "/members/{id}/redemptions", models.PointsRedeem, "counter", "create-redemption", "Exchange points for goods or a service", 0}, s.redeemPoints)
	add(s, operation{"POST", "/redemptions/{id}/cancellation", models.PointsRedeem, "counter", "cancel-redemption", "Give the points of a redemption back", 0}, s.cancelRedemption)
}

// slipLine is a thing sold, with what of it came back.
type slipLine struct {
	ID       int64        `json:"id"`
	Line     int          `json:"line"`
	SKU      string       `json:"sku"`
	Name     string       `json:"name"`
	Category string       `json:"category"`
	Quantity int          `json:"quantity"`
	Weight   grams        `json:"weight"`
	Price    models.Money `json:"price"`
	Discount models.Money `json:"discount"`
	Amount   models.Money `json:"amount"`
	Returned int          `json:"returned"`
}

// SlipView is a sale at a counter.
type SlipView struct {
	ID         int64        `json:"id"`
	Number     string       `json:"number"`
	StoreID    int64        `json:"store_id"`
	MemberID   *int64       `json:"member_id,omitempty"`
	SoldOn     models.Date  `json:"sold_on"`
	Payment    string       `json:"payment"`
	Gross      models.Money `json:"gross"`
	Discount   models.Money `json:"discount"`
	PointsOff  models.Money `json:"points_off" doc:"Taken off for points_used."`
	PointsUsed int64        `json:"points_used"`
	Freight    models.Money `json:"freight"`
	Paid       models.Money `json:"paid" doc:"For goods; freight is beside it."`
	Refunded   models.Money `json:"refunded"`
	Earned     int64        `json:"earned" doc:"Growth and points that the slip is worth as it stands; 0 without a member."`
	Perks      []perkUse    `json:"perks" doc:"Benefits and coupons that were used; what they took off is a part of the discount."`
	Lines      []slipLine   `json:"lines"`
	Refunds    []slipRefund `json:"refunds"`
}

// slipRefund is money of a slip that was given back.
type slipRefund struct {
	ID         int64        `json:"id"`
	Number     string       `json:"number"`
	SlipID     int64        `json:"slip_id"`
	RefundedOn models.Date  `json:"refunded_on"`
	Amount     models.Money `json:"amount"`
	PointsBack int64        `json:"points_back" doc:"Growth and points that were taken back."`
	Reason     string       `json:"reason"`
}

func viewSlipRefund(r models.SlipRefund) slipRefund {
	return slipRefund{r.ID, r.Number, r.SlipID, r.RefundedOn, r.AmountFen, r.PointsBack, r.Reason}
}

func viewSlip(v loyalty.SlipView) SlipView {
	s := v.Slip
	out := SlipView{ID: s.ID, Number: s.Number, StoreID: s.StoreID, MemberID: s.MemberID, SoldOn: s.SoldOn, Payment: s.Payment, Gross: s.GrossFen, Discount: s.DiscountFen,
		PointsOff: s.PointsFen, PointsUsed: s.PointsUsed, Freight: s.FreightFen, Paid: s.PaidFen, Refunded: s.RefundedFen, Refunds: each(v.Refunds, viewSlipRefund), Perks: each(v.Perks, viewPerkUse),
		Lines: each(v.Lines, func(l models.SlipLine) slipLine {
			return slipLine{l.ID, l.Line, l.SKU, l.Name, l.Category, l.Quantity, grams(l.WeightMg.String()), l.PriceFen, l.DiscountFen, l.AmountFen, l.Returned}
		})}
	if s.MemberID != nil {
		out.Earned = s.Earned()
	}
	return out
}

// soldLine is a thing sold, as a till sends it.
type soldLine struct {
	SKU      text   `json:"sku,omitempty" maxLength:"40" doc:"With an article of the catalogue, name, category and weight may be left out."`
	Name     text   `json:"name,omitempty" maxLength:"120"`
	Category text   `json:"category,omitempty" maxLength:"20"`
	Quantity int    `json:"quantity" minimum:"1" maximum:"10000"`
	Weight   grams  `json:"weight,omitempty"`
	Price    amount `json:"price"`
	Labour   amount `json:"labour,omitempty" doc:"Of a piece's price; a benefit may take a part of it off. Follows from the catalogue where it is left out."`
	Discount amount `json:"discount,omitempty"`
}

type slipInput struct {
	Keyed
	Body struct {
		StoreID    int64      `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		MemberID   int64      `json:"member_id,omitempty" minimum:"1" maximum:"9007199254740991" doc:"Left out for somebody who is no member."`
		SellerID   int64      `json:"seller_id,omitempty" minimum:"1" maximum:"9007199254740991" doc:"Who of the store's people sold."`
		SoldOn     day        `json:"sold_on"`
		Payment    string     `json:"payment" enum:"wechat,alipay,card,cash,transfer,other"`
		Freight    amount     `json:"freight,omitempty"`
		PointsUsed int64      `json:"points_used,omitempty" minimum:"0" maximum:"1000000000"`
		SourceKey  text       `json:"source_key,omitempty" maxLength:"70" doc:"The till's own number: a sale counts once per store and number, also under another Idempotency-Key."`
		Note       text       `json:"note,omitempty" maxLength:"200"`
		Perks      []text     `json:"perks,omitempty" maxItems:"20" doc:"The member's benefits, by code, and coupons, by number, that are used."`
		Lines      []soldLine `json:"lines" minItems:"1" maxItems:"100"`
	}
}

func (in *slipInput) sale(c *call) (loyalty.SaleInput, error) {
	b := in.Body
	out := loyalty.SaleInput{StoreID: b.StoreID, MemberID: b.MemberID, PersonID: b.SellerID, Payment: b.Payment, Note: b.Note.clean(), PointsUsed: b.PointsUsed, SourceKey: "api:" + in.of(c)}
	if key := b.SourceKey.clean(); key != "" {
		out.SourceKey = "till:" + key
	}
	var err error
	if out.SoldOn, err = b.SoldOn.read("sold_on"); err != nil {
		return out, err
	}
	if out.FreightFen, err = b.Freight.read("freight"); err != nil {
		return out, err
	}
	for _, key := range b.Perks {
		out.Perks = append(out.Perks, key.clean())
	}
	for i, l := range b.Lines {
		line, at := loyalty.SaleLine{SKU: l.SKU.clean(), Name: l.Name.clean(), Category: l.Category.clean(), Quantity: l.Quantity}, "lines."+strconv.Itoa(i)+"."
		if line.PriceFen, err = l.Price.read(at + "price"); err != nil {
			return out, err
		}
		if line.LabourFen, err = l.Labour.read(at + "labour"); err != nil {
			return out, err
		}
		if line.DiscountFen, err = l.Discount.read(at + "discount"); err != nil {
			return out, err
		}
		if line.WeightMg, err = l.Weight.read(at + "weight"); err != nil {
			return out, err
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

func (s *server) createSlip(c *call, in *slipInput) (SlipView, error) {
	sale, err := in.sale(c)
	if err != nil {
		return SlipView{}, err
	}
	slip, err := s.Loyalty.Sell(c, c.Actor.Who(), c.scope(), sale)
	if err != nil {
		return SlipView{}, err
	}
	return s.getSlip(c, &ByID{ID: slip.ID})
}

func (s *server) getSlip(c *call, in *ByID) (SlipView, error) {
	v, err := loyalty.LookAtSlip(c.q, c.scope(), in.ID)
	return viewSlip(v), err
}

// returnedLine is so many pieces of a line that come back.
type returnedLine struct {
	LineID   int64 `json:"line_id" minimum:"1" maximum:"9007199254740991"`
	Quantity int   `json:"quantity" minimum:"1" maximum:"10000"`
}

type slipRefundInput struct {
	Keyed
	ByID
	Body struct {
		Reason text           `json:"reason" minLength:"1" maxLength:"200"`
		Lines  []returnedLine `json:"lines" minItems:"1" maxItems:"100"`
	}
}

func (s *server) refundSlip(c *call, in *slipRefundInput) (slipRefund, error) {
	refund := loyalty.RefundInput{SlipID: in.ID, Reason: in.Body.Reason.clean(), RequestKey: in.of(c)}
	for _, l := range in.Body.Lines {
		refund.Lines = append(refund.Lines, loyalty.RefundLine{LineID: l.LineID, Quantity: l.Quantity})
	}
	r, err := s.Loyalty.Refund(c, c.Actor.Who(), c.scope(), refund)
	return viewSlipRefund(r), err
}
