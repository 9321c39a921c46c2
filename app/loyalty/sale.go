package loyalty

import (
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// SaleInput is a sale at a counter. SourceKey, a till's own number or a form's
// key, makes it count once in its store. MemberID 0 is a sale to somebody who
// is no member; PointsUsed are exchanged for money off, Perks name the benefits
// and coupons of the member that are used.
type SaleInput struct {
	StoreID    int64
	MemberID   int64
	PersonID   int64
	SoldOn     models.Date
	Lines      []SaleLine
	FreightFen models.Money
	Payment    string
	Note       string
	PointsUsed int64
	SourceKey  string
	Perks      []string `json:",omitempty"`
}

// SaleLine is a thing sold. With an SKU, name, category, weight and the
// labour in a piece's price follow from the catalogue where they are empty.
type SaleLine struct {
	SKU         string
	Name        string
	Category    string
	Quantity    int
	WeightMg    models.Weight
	PriceFen    models.Money
	DiscountFen models.Money
	LabourFen   models.Money `json:",omitempty"`
}

// mostLines and mostPerks bound a slip.
const (
	mostLines = 100
	mostPerks = 20
)

// Validate checks what a person typed.
func (in SaleInput) Validate(today models.Date) error {
	switch {
	case len(in.Lines) == 0 || len(in.Lines) > mostLines:
		return models.Invalid("lines", "error.slip_lines").With("Most", mostLines)
	case in.SoldOn.IsZero():
		return models.Invalid("sold_on", "error.date_required")
	case in.SoldOn > today:
		return models.Invalid("sold_on", "error.date_in_future")
	case !slices.Contains(models.Payments(), in.Payment):
		return models.Invalid("payment", "error.choice_unknown")
	case in.FreightFen < 0 || in.FreightFen > models.MaxMoney:
		return models.Invalid("freight", "error.amount_out_of_range")
	case in.PointsUsed < 0 || in.PointsUsed > int64(models.MaxMoney):
		return models.Invalid("points", "error.not_a_number")
	case len(in.Perks) > mostPerks:
		return models.Invalid("perks", "error.perks_many").With("Most", mostPerks)
	case len(in.Perks) > 0 && in.MemberID == 0:
		return models.Invalid("perks", "error.perks_need_member")
	case in.PointsUsed > 0 && in.MemberID == 0:
		return models.Invalid("points", "error.points_need_member")
	}
	if err := models.CheckLengths(models.Length{Field: "note", Value: in.Note, Max: 200}); err != nil {
		return err
	}
	return checkKey(in.SourceKey, 80)
}

// key is the source key as it is stored: tills of two stores may use the same.
func (in SaleInput) key() string { return strconv.FormatInt(in.StoreID, 10) + ":" + in.SourceKey }

// slip totals the sale under the rules.
func (in SaleInput) slip(q *gorm.DB, rules Rules) (models.SalesSlip, []models.SlipLine, error) {
	s := models.SalesSlip{StoreID: in.StoreID, SoldOn: in.SoldOn, PointsUsed: in.PointsUsed, FreightFen: in.FreightFen, Payment: in.Payment, Note: in.Note,
		SourceKey: in.key(), RequestSHA256: db.Fingerprint(in)}
	if in.PersonID != 0 {
		s.PersonID = &in.PersonID
	}
	lines, err := in.lines(q)
	if err != nil {
		return s, nil, err
	}
	if s.PointsFen, err = rules.Points.Worth(in.PointsUsed); err != nil {
		return s, nil, err
	}
	if in.PointsUsed > 0 && s.PointsFen == 0 {
		return s, nil, models.Invalid("points", "error.points_worth_nothing")
	}
	return s, lines, s.Total(lines)
}

// lines finds the articles of the catalogue.
func (in SaleInput) lines(q *gorm.DB) ([]models.SlipLine, error) {
	var skus []string
	for _, l := range in.Lines {
		if l.SKU != "" {
			skus = append(skus, strings.ToUpper(l.SKU))
		}
	}
	known := map[string]models.Product{}
	if len(skus) > 0 {
		var found []models.Product
		if err := q.Raw("SELECT * FROM products WHERE sku IN (?)", skus).Scan(&found).Error; err != nil {
			return nil, err
		}
		for _, p := range found {
			known[p.SKU] = p
		}
	}
	lines := make([]models.SlipLine, len(in.Lines))
	for i, l := range in.Lines {
		var err error
		if lines[i], err = l.line(known); err != nil {
			return nil, models.UnderField("lines."+strconv.Itoa(i)+".", err)
		}
		lines[i].Line = i + 1
	}
	return lines, nil
}

func (l SaleLine) line(known map[string]models.Product) (models.SlipLine, error) {
	out := models.SlipLine{SKU: strings.ToUpper(l.SKU), Name: l.Name, Category: l.Category, Quantity: l.Quantity, WeightMg: l.WeightMg, PriceFen: l.PriceFen, DiscountFen: l.DiscountFen, LabourFen: l.LabourFen}
	if p, ok := known[out.SKU]; ok {
		out.ProductID = &p.ID
		if out.Name == "" {
			out.Name = models.NameIn("zh-CN", p.NameZh, p.NameEn)
		}
		if out.Category == "" {
			out.Category = p.Category
		}
		if out.WeightMg == 0 {
			out.WeightMg = p.NetWeightMg
		}
		if out.LabourFen == 0 {
			out.LabourFen = min(p.LabourFen, out.PriceFen)
		}
	} else if l.SKU != "" {
		return out, models.Invalid("sku", "error.sku_unknown").With("SKU", l.SKU)
	}
	switch {
	case strings.TrimSpace(out.Name) == "":
		return out, models.Invalid("name", "error.value_required")
	case !slices.Contains(models.Categories, out.Category):
		return out, models.Invalid("category", "error.category_unknown")
	case out.Quantity < 1 || out.Quantity > 10_000:
		return out, models.Invalid("quantity", "error.quantity_positive")
	case out.PriceFen < 0 || out.PriceFen > models.MaxMoney:
		return out, models.Invalid("price", "error.amount_out_of_range")
	case out.LabourFen < 0 || out.LabourFen > out.PriceFen:
		return out, models.Invalid("labour", "error.labour_above_price")
	case out.WeightMg < 0 || out.WeightMg > 100_000_000:
		return out, models.Invalid("weight", "error.weight_range")
	}
	return out, models.CheckLengths(models.Length{Field: "name", Value: out.Name, Max: 120}, models.Length{Field: "sku", Value: out.SKU, Max: 40})
}
