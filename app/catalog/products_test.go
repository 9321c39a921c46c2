package catalog_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func service(t *testing.T, d *db.DB) (*apptest.Book, *catalog.Service) {
	b := apptest.NewBook(t, d)
	return b, &catalog.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}}
}

func TestAnArticleIsEnteredChangedAndWithdrawn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := service(t, d)
		ctx, gold := context.Background(), "au9999"
		agent := b.Agent("A1", 100)
		good := models.Product{SKU: "bangle-1", NameZh: "足金手镯", Category: "gold", PriceKind: models.PriceMetal, Metal: &gold, NetWeightMg: 10_000, LabourFen: 100_00, VatPPM: 130_000}
		p, err := s.PutProduct(ctx, apptest.Sales, good)
		require.NoError(t, err)
		require.Equal(t, "zujinshouzhuo", p.Pinyin)
		quote := func() (models.Money, error) {
			lines, err := catalog.Quote(d.Read(ctx), agent.ID, []catalog.Want{{SKU: "BANGLE-1", Quantity: 1}})
			if err != nil {
				return 0, err
			}
			return lines[0].UnitFen, nil
		}
		unit, err := quote()
		require.NoError(t, err)
		require.EqualValues(t, 9_100_00, unit)
		p.LabourFen = 200_00
		_, err = s.PutProduct(ctx, apptest.Sales, p)
		require.NoError(t, err)
		_, err = s.PutProduct(ctx, apptest.Sales, p)
		require.Equal(t, models.KindConflict, models.KindOf(err), "the same version twice")
		require.NoError(t, s.Withdraw(ctx, apptest.Sales, p.ID))
		require.Equal(t, models.KindConflict, models.KindOf(s.Withdraw(ctx, apptest.Sales, p.ID)))
		_, err = quote()
		require.Equal(t, models.KindInvalid, models.KindOf(err))
		require.NoError(t, s.Restore(ctx, apptest.Sales, p.ID))
		unit, err = quote()
		require.NoError(t, err)
		require.EqualValues(t, 9_200_00, unit)
		require.Equal(t, models.KindNotFound, models.KindOf(s.Withdraw(ctx, apptest.Sales, 999)))

		for field, change := range map[string]func(p *models.Product){
			"sku":        func(p *models.Product) { p.SKU = "a b" },
			"name_zh":    func(p *models.Product) { p.NameZh = "" },
			"category":   func(p *models.Product) { p.Category = "wood" },
			"price_kind": func(p *models.Product) { p.PriceKind = "free" },
			"metal":      func(p *models.Product) { m := "tin"; p.Metal = &m },
			"weight":     func(p *models.Product) { p.NetWeightMg = 0 },
			"wastage":    func(p *models.Product) { p.WastagePPM = models.One + 1 },
			"labour":     func(p *models.Product) { p.LabourFen = -1 },
			"stones":     func(p *models.Product) { p.StoneFen = -1 },
			"vat":        func(p *models.Product) { p.VatPPM = -1 },
			"fixed":      func(p *models.Product) { p.PriceKind, p.FixedFen = models.PriceFixed, 0 },
		} {
			bad := good
			bad.SKU = "NEW-1"
			change(&bad)
			_, err := s.PutProduct(ctx, apptest.Sales, bad)
			var e *models.Error
			require.ErrorAs(t, err, &e, field)
			require.Equal(t, field, e.Field)
		}
		_, err = s.PutProduct(ctx, apptest.Sales, good)
		require.Equal(t, models.KindInvalid, models.KindOf(err), "the SKU is taken")
	})
}

func TestAListsDiscountPricesFromNowOn(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := service(t, d)
		ctx := context.Background()
		agent := b.Agent("A1", 100)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("INSERT INTO price_lists (id, code, name_zh, name_en, grade, discount_ppm) VALUES (1, 'A', 'A 级', 'Grade A', 'A', 0)")
			return err
		}))
		require.NoError(t, s.SetListDiscount(ctx, apptest.Sales, 1, 100_000))
		lines, err := catalog.Quote(d.Read(ctx), agent.ID, []catalog.Want{{SKU: "YUAN", Quantity: 1}})
		require.NoError(t, err)
		require.EqualValues(t, 90, lines[0].UnitFen)
		require.Equal(t, models.KindInvalid, models.KindOf(s.SetListDiscount(ctx, apptest.Sales, 1, models.One)))
		require.Equal(t, models.KindInvalid, models.KindOf(s.SetListDiscount(ctx, apptest.Sales, 1, -1)))
		require.Equal(t, models.KindNotFound, models.KindOf(s.SetListDiscount(ctx, apptest.Sales, 2, 0)))
	})
}
