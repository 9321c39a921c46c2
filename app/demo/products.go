package demo

import (
	"fmt"

	"assay/app/db"
	"assay/app/pinyin"
	"assay/app/search"
	"assay/models"
)

// The metals on the price board.
const (
	fineGold = "au9999"
	kGold    = "au750"
	platinum = "pt950"
	silver   = "ag990"
)

// form is what an article is, with its usual weight.
type form struct {
	code, zh, en string
	weight       models.Weight
}

var (
	ring     = form{"RG", "戒指", "ring", 4200}
	bangle   = form{"BG", "手镯", "bangle", 25600}
	necklace = form{"NK", "项链", "necklace", 12400}
	pendant  = form{"PD", "吊坠", "pendant", 3600}
	earrings = form{"ER", "耳环", "earrings", 3100}
	bracelet = form{"BR", "手链", "bracelet", 8300}
)

type design struct{ zh, en string }

// family is designs times forms in one metal; labour is in fen per gram.
type family struct {
	category, letter string
	metal            string
	wastage          models.Rate
	labour           models.Money
	lightness        int64 // percent of the form's usual weight
	designs          []design
	forms            []form
}

var families = []family{
	{"gold", "G", fineGold, 8_000, 1800, 100, []design{{"古法传承", "Heritage"}, {"龙凤呈祥", "Dragon & Phoenix"}, {"如意", "Ruyi"}, {"百福", "Hundred Blessings"}, {"花丝", "Filigree"}},
		[]form{ring, bangle, necklace, pendant, earrings, bracelet}},
	{"k_gold", "K", kGold, 15_000, 6500, 55, []design{{"星河", "Milky Way"}, {"微风", "Breeze"}, {"灵蛇", "Serpent"}, {"四叶", "Clover"}}, []form{ring, necklace, earrings, bracelet}},
	{"platinum", "P", platinum, 20_000, 5200, 80, []design{{"永恒", "Eternity"}, {"初见", "First Sight"}, {"光影", "Light & Shade"}}, []form{ring, necklace, pendant, bracelet}},
	{"silver", "S", silver, 10_000, 900, 120, []design{{"平安", "Safe & Sound"}}, []form{bangle, pendant}},
}

// fixed articles are priced by the piece, in yuan.
var fixed = []struct {
	category, sku, zh, en string
	yuan                  int64
}{
	{"diamond", "D-RG-3001", "经典六爪钻戒 30分", "Classic diamond ring 0.30 ct", 5680},
	{"diamond", "D-RG-3002", "经典六爪钻戒 50分", "Classic diamond ring 0.50 ct", 12800},
	{"diamond", "D-RG-3003", "光环群镶钻戒", "Halo diamond ring", 8980},
	{"diamond", "D-RG-3004", "公主方钻戒 70分", "Princess diamond ring 0.70 ct", 23600},
	{"diamond", "D-PD-3005", "灵动钻石吊坠", "Dancing diamond pendant", 3980},
	{"diamond", "D-ER-3006", "四爪钻石耳钉", "Four-claw diamond studs", 4680},
	{"diamond", "D-NK-3007", "星芒钻石项链", "Starburst diamond necklace", 6880},
	{"diamond", "D-BR-3008", "排钻手链", "Diamond tennis bracelet", 15800},
	{"jade", "J-BG-4001", "和田玉手镯", "Hetian jade bangle", 9800},
	{"jade", "J-BG-4002", "翡翠飘花手镯", "Jadeite bangle with floating green", 16800},
	{"jade", "J-PD-4003", "翡翠平安扣", "Jadeite peace pendant", 2680},
	{"jade", "J-PD-4004", "翡翠观音吊坠", "Jadeite Guanyin pendant", 5280},
	{"jade", "J-PD-4005", "和田玉无事牌", "Hetian jade plain tablet", 3680},
	{"jade", "J-RG-4006", "翡翠蛋面戒指", "Jadeite cabochon ring", 7980},
	{"jade", "J-BR-4007", "碧玉珠串", "Green jade bead bracelet", 1280},
	{"jade", "J-ER-4008", "翡翠耳坠", "Jadeite drop earrings", 3280},
	{"pearl", "R-NK-5001", "海水珍珠项链", "Seawater pearl necklace", 6680},
	{"pearl", "R-NK-5002", "淡水珍珠项链", "Freshwater pearl necklace", 1580},
	{"pearl", "R-ER-5003", "珍珠耳钉", "Pearl studs", 780},
	{"pearl", "R-PD-5004", "大溪地黑珍珠吊坠", "Tahitian pearl pendant", 4380},
	{"pearl", "R-BR-5005", "珍珠手链", "Pearl bracelet", 980},
	{"pearl", "R-RG-5006", "珍珠戒指", "Pearl ring", 1180},
}

// addProducts fills the catalogue.
func (s *sim) addProducts(tx *db.Tx) error {
	number := 1001
	for _, f := range families {
		for _, d := range f.designs {
			for _, x := range f.forms {
				metal := f.metal
				weight := x.weight * models.Weight(f.lightness) / 100
				s.products = append(s.products, models.Product{SKU: fmt.Sprintf("%s-%s-%d", f.letter, x.code, number), NameZh: metalName[f.metal] + d.zh + x.zh,
					NameEn: d.en + " " + x.en, Category: f.category, PriceKind: models.PriceMetal, Metal: &metal, NetWeightMg: weight,
					WastagePPM: f.wastage, LabourFen: f.labour * models.Money(weight) / 1000})
				number++
			}
		}
	}
	for i, grams := range []int64{10, 20, 50} {
		metal := fineGold
		s.products = append(s.products, models.Product{SKU: fmt.Sprintf("G-BAR-%d", 2001+i), NameZh: fmt.Sprintf("投资金条 %d克", grams), NameEn: fmt.Sprintf("Gold bar %d g", grams),
			Category: "gold", PriceKind: models.PriceMetal, Metal: &metal, NetWeightMg: models.Weight(grams * 1000), LabourFen: models.Money(grams * 600)})
	}
	for _, f := range fixed {
		s.products = append(s.products, models.Product{SKU: f.sku, NameZh: f.zh, NameEn: f.en, Category: f.category, PriceKind: models.PriceFixed, FixedFen: models.Money(f.yuan * 100)})
	}
	for i := range s.products {
		p := &s.products[i]
		p.Pinyin, p.Initials = pinyin.Of(p.NameZh)
		p.MarginPPM, p.VatPPM, p.Version = 180_000, 130_000, 1
	}
	if err := tx.CreateInBatches(&s.products, 40).Error; err != nil {
		return err
	}
	entries := make([]search.Entry, len(s.products))
	for i, p := range s.products {
		entries[i] = search.OfProduct(p)
	}
	return search.Add(tx, entries...)
}

var metalName = map[string]string{fineGold: "足金", kGold: "18K金", platinum: "铂金", silver: "足银"}

// listDiscounts are what each grade gets off the list, and off fixed articles.
var listDiscounts = map[models.Grade][2]models.Rate{
	"A": {25_000, 140_000}, "B": {18_000, 110_000}, "C": {12_000, 80_000}, "D": {6_000, 50_000}, "E": {0, 30_000},
}

// addPriceLists makes one list per grade: a discount on all, a larger one on
// articles with a fixed price.
func (s *sim) addPriceLists(tx *db.Tx) error {
	for _, g := range models.Grades {
		list := priceList{Code: "GRADE-" + string(g), NameZh: string(g) + "级价", NameEn: "Grade " + string(g), Grade: g, DiscountPPM: listDiscounts[g][0]}
		if err := tx.Create(&list).Error; err != nil {
			return err
		}
		for _, p := range s.products {
			if p.PriceKind != models.PriceFixed {
				continue
			}
			if _, err := tx.Change("INSERT INTO price_list_items (price_list_id, product_id, kind, fixed_fen, discount_ppm) VALUES (?, ?, 'discount', 0, ?)",
				list.ID, p.ID, listDiscounts[g][1]); err != nil {
				return err
			}
		}
	}
	return nil
}

type priceList struct {
	ID          int64
	Code        string
	NameZh      string
	NameEn      string
	Grade       models.Grade
	DiscountPPM models.Rate `gorm:"column:discount_ppm"`
}

// TableName is price_lists.
func (priceList) TableName() string { return "price_lists" }
