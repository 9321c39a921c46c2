package api

import (
	"assay/app/perks"
	"assay/models"
)

func (s *server) perks() {
	add(s, operation{"GET", "/members/{id}/perks", models.MemberRead, "counter", "get-member-perks", "What a member can use: benefits of the tier, coupons, and the packages that there are", 0}, s.memberPerks)
	addKeyed(s, operation{"POST", "/members/{id}/perks", models.PointsRedeem, "counter", "give-member-perk", "Hand a service or a gift over", 0}, s.givePerk)
	addKeyed(s, operation{"POST", "/members/{id}/vouchers", models.PerkIssue, "counter", "create-voucher", "Issue a coupon by hand", 0}, s.issueVoucher)
	addKeyed(s, operation{"POST", "/members/{id}/packages", models.SaleEnter, "counter", "create-member-package", "Sell a package of coupons", 0}, s.sellPackage)
}

// perkUse is a benefit or a coupon that was used.
type perkUse struct {
	Code       string       `json:"code"`
	Kind       string       `json:"kind"`
	UsedOn     models.Date  `json:"used_on"`
	Off        models.Money `json:"off"`
	Points     int64        `json:"points" doc:"On top of those of the sale."`
	Cost       models.Money `json:"cost"`
	ReversedOn models.Date  `json:"reversed_on,omitzero" doc:"When the whole slip came back."`
}

func viewPerkUse(u models.PerkUse) perkUse {
	return perkUse{u.Code, string(u.Kind), u.UsedOn, u.OffFen, u.Points, u.CostFen, u.ReversedOn}
}

// heldPerk is a benefit or a coupon in a member's hand.
type heldPerk struct {
	Key      string       `json:"key" doc:"The benefit's code or the coupon's number: what a slip names it by."`
	Code     string       `json:"code"`
	NameZh   string       `json:"name_zh"`
	NameEn   string       `json:"name_en"`
	Kind     string       `json:"kind"`
	Rate     models.Rate  `json:"rate_ppm"`
	Amount   models.Money `json:"amount"`
	Cap      models.Money `json:"cap" doc:"The most that a rate takes off; 0 without bound."`
	Least    models.Money `json:"least" doc:"What goods of the category cost at least."`
	Category string       `json:"category"`
	Topic    string       `json:"topic"`
	Alone    bool         `json:"alone"`
	Coupon   bool         `json:"coupon"`
	From     models.Date  `json:"from,omitzero"`
	Until    models.Date  `json:"until,omitzero"`
	Left     int          `json:"left" doc:"How often it can be used this year; -1 without bound."`
	Reason   string       `json:"reason" doc:"Why it cannot be used today; empty where it can."`
}

// HeldView is what a member holds on a day.
type HeldView struct {
	Tier     string           `json:"tier"`
	Items    []heldPerk       `json:"items"`
	Packages []offeredPackage `json:"packages"`
}

type offeredPackage struct {
	Code     string       `json:"code"`
	NameZh   string       `json:"name_zh"`
	NameEn   string       `json:"name_en"`
	Interest string       `json:"interest"`
	Price    models.Money `json:"price"`
	Months   int          `json:"months"`
}

func (s *server) memberPerks(c *call, in *ByID) (HeldView, error) {
	m, err := perks.HolderInScope(c.q, c.scope(), in.ID)
	if err != nil {
		return HeldView{}, err
	}
	h, err := perks.HandOf(c.q, m.ID, c.on)
	return HeldView{h.Tier, each(h.Offers, func(o models.HeldPerk) heldPerk {
		return heldPerk{o.Key, o.Code, o.NameZh, o.NameEn, string(o.Kind), o.RatePPM, o.AmountFen, o.CapFen, o.MinFen, o.Category, o.Topic, o.Alone, o.VoucherID != 0, o.From, o.Until, o.Left(), string(o.Open(c.on))}
	}), each(h.Rules.Packages, func(p models.MemberPackage) offeredPackage {
		return offeredPackage{p.Code, p.NameZh, p.NameEn, p.Interest, p.PriceFen, p.Months}
	})}, err
}

type giveInput struct {
	Keyed
	ByID
	Body struct {
		StoreID int64 `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		Key     text  `json:"key" minLength:"1" maxLength:"20"`
		Note    text  `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *server) givePerk(c *call, in *giveInput) (HeldView, error) {
	b := in.Body
	if err := s.Perks.Give(c, c.Actor.Who(), c.scope(), perks.GiveInput{MemberID: in.ID, StoreID: b.StoreID, Key: b.Key.clean(), Note: b.Note.clean(), RequestKey: in.of(c)}); err != nil {
		return HeldView{}, err
	}
	return s.memberPerks(c, &in.ByID)
}

type voucherInput struct {
	Keyed
	ByID
	Body struct {
		StoreID int64 `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		Code    text  `json:"code" minLength:"1" maxLength:"12" doc:"Of the kind of coupon."`
		Reason  text  `json:"reason" minLength:"1" maxLength:"200"`
	}
}

// voucherView is a coupon that was issued.
type voucherView struct {
	ID       int64       `json:"id"`
	Number   string      `json:"number"`
	MemberID int64       `json:"member_id"`
	Code     string      `json:"code"`
	From     models.Date `json:"from"`
	Until    models.Date `json:"until"`
}

func (s *server) issueVoucher(c *call, in *voucherInput) (voucherView, error) {
	b := in.Body
	v, err := s.Perks.Issue(c, c.Actor.Who(), c.scope(), perks.IssueInput{MemberID: in.ID, StoreID: b.StoreID, Code: b.Code.clean(), Reason: b.Reason.clean(), RequestKey: in.of(c)})
	return voucherView{v.ID, v.Number, v.MemberID, v.Code, v.FromOn, v.UntilOn}, err
}

type packageInput struct {
	Keyed
	ByID
	Body struct {
		StoreID int64  `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		Code    text   `json:"code" minLength:"1" maxLength:"12"`
		Payment string `json:"payment" enum:"wechat,alipay,card,cash,transfer,other"`
	}
}

// packageView is a package that a member bought.
type packageView struct {
	ID       int64        `json:"id"`
	Number   string       `json:"number"`
	MemberID int64        `json:"member_id"`
	Code     string       `json:"code"`
	Price    models.Money `json:"price"`
	From     models.Date  `json:"from"`
	Until    models.Date  `json:"until"`
	Earned   int64        `json:"earned"`
}

func (s *server) sellPackage(c *call, in *packageInput) (packageView, error) {
	b := in.Body
	p, err := s.Loyalty.SellPackage(c, c.Actor.Who(), c.scope(), perks.PackageInput{MemberID: in.ID, StoreID: b.StoreID, Code: b.Code.clean(), Payment: b.Payment, RequestKey: in.of(c)})
	return packageView{p.ID, p.Number, p.MemberID, p.Code, p.PriceFen, p.FromOn, p.UntilOn, p.Points}, err
}
