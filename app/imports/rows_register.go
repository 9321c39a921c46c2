package imports

import (
	"slices"
	"strings"

	"assay/app/pinyin"
	"assay/models"
)

// agentRow is an agent as a file has it. Limit nil: it inherits one.
type agentRow struct {
	Agent      models.Agent
	Region     string
	Parent     string
	Settlement string
	Limit      *models.Money
	Contact    models.AgentContact
}

// maxPinyin is the width of the column for names as they are typed.
const maxPinyin = 400

func (r *reading) agent() *agentRow {
	a := models.Agent{Code: r.text("code", 40), NameZh: r.text("name_zh", 160), NameEn: r.text("name_en", 160),
		Kind: models.AgentKind(r.or("kind", 16, string(models.KindAgent))), Status: models.AgentStatus(r.or("status", 16, string(models.AgentActive))),
		Grade: models.Grade(strings.ToUpper(r.or("grade", 2, "C"))), Address: r.text("address", 300), TaxNo: r.text("tax_no", 40),
		LicenceNo: r.text("licence_no", 60), LicenceUntilOn: r.date("licence_until_on"), ContractNo: r.text("contract_no", 60),
		ContractUntilOn: r.date("contract_until_on"), JoinedOn: r.date("joined_on")}
	row := &agentRow{Agent: a, Region: r.text("region", 32), Parent: r.text("parent", 40), Settlement: r.text("settlement", 32),
		Contact: models.AgentContact{Name: r.text("contact", 80), Phone: r.text("phone", 40), Email: r.text("email", 160)}}
	if r.raw(r.rec.Fields["limit"]) != "" {
		limit := r.money("limit")
		row.Limit = &limit
	}
	r.checkAgent(a, row.Limit)
	return row
}

func (r *reading) checkAgent(a models.Agent, limit *models.Money) {
	spelled, _ := pinyin.Of(a.NameZh)
	switch {
	case a.NameZh == "" && a.NameEn == "":
		r.fail("name_zh", models.Invalid("name_zh", "error.name_required"))
	case len(spelled) > maxPinyin:
		r.fail("name_zh", models.Invalid("name_zh", "error.value_too_long").With("Max", maxPinyin/6))
	case len(a.Code) > 40:
		r.fail("code", models.Invalid("code", "error.code_required"))
	case a.Kind != models.KindAgent && a.Kind != models.KindFranchisee && a.Kind != models.KindOwnStore:
		r.fail("kind", models.Invalid("kind", "error.agent_kind_unknown"))
	case len(a.Status.Next()) == 0 && a.Status != models.AgentClosed:
		r.fail("status", models.Invalid("status", "error.agent_status_unknown"))
	case !slices.Contains(models.Grades, a.Grade):
		r.fail("grade", models.Invalid("grade", "error.grade_unknown"))
	case limit != nil && *limit < 0:
		r.fail("limit", models.Invalid("limit", "error.amount_must_be_positive"))
	}
}

// or is a text field, or the other text where it is blank.
func (r *reading) or(name string, most int, other string) string {
	if v := r.text(name, most); v != "" {
		return v
	}
	return other
}

// product is an article: at a fixed price, or by weight where it has a metal.
func (r *reading) product() *models.Product {
	p := &models.Product{SKU: strings.ToUpper(r.text("sku", 40)), NameZh: r.text("name_zh", 160), NameEn: r.text("name_en", 160),
		Category: r.or("category", 24, models.Categories[0]), PriceKind: models.PriceFixed, WastagePPM: r.percent("wastage", 0),
		LabourFen: r.money("labour"), StoneFen: r.money("stone"), FixedFen: r.money("price"), VatPPM: r.percent("vat_rate", standardVAT)}
	p.Pinyin, p.Initials = pinyin.Of(p.NameZh)
	p.NetWeightMg = r.weight("weight")
	if metal := r.text("metal", 16); metal != "" {
		p.Metal = &metal
		if p.FixedFen == 0 {
			p.PriceKind = models.PriceMetal
		}
	}
	r.checkProduct(p)
	return p
}

func (r *reading) weight(name string) models.Weight {
	text := r.raw(r.rec.Fields[name])
	if text == "" {
		return 0
	}
	t, bad := r.plan.notation.decimalText(text)
	if bad != nil {
		r.fail(name, bad)
		return 0
	}
	w, err := models.ParseWeight(t)
	r.fail(name, asFault(err))
	return w
}

func (r *reading) checkProduct(p *models.Product) {
	switch {
	case p.NameZh == "" && p.NameEn == "":
		r.fail("name_zh", models.Invalid("name_zh", "error.name_required"))
	case len(p.Pinyin) > maxPinyin:
		r.fail("name_zh", models.Invalid("name_zh", "error.value_too_long").With("Max", maxPinyin/6))
	case !slices.Contains(models.Categories, p.Category):
		r.fail("category", models.Invalid("category", "error.category_unknown"))
	case p.FixedFen < 0 || p.LabourFen < 0 || p.StoneFen < 0 || p.NetWeightMg < 0:
		r.fail("price", models.Invalid("price", "error.amount_must_be_positive"))
	case p.PriceKind == models.PriceFixed && p.FixedFen == 0, p.PriceKind == models.PriceMetal && p.NetWeightMg == 0:
		r.fail("price", models.Invalid("price", "error.price_required"))
	}
}
