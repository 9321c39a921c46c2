package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/models"
)

// A price that leaps is asked about on the page of its metal, with what it was
// and what it would be; one that is no price says so at its field.
func TestAMetalPriceThatLeapsIsConfirmed(t *testing.T) {
	books(t, func(t *testing.T, b *apptest.Book, a *app.App) {
		boss := apptest.SignIn(t, a.Web, a.Auth, models.RoleSalesManager)
		price := func() (fen models.Money) {
			require.NoError(t, b.DB.Read(t.Context()).Raw("SELECT per_gram_fen FROM metals WHERE code = 'au9999'").Scan(&fen).Error)
			return fen
		}
		set := func(values ...string) apptest.Answer { return boss.Post("/sales/metals/au9999/price", values...) }
		require.Equal(t, 303, set("price", "900", "from", "1", "to", "900").Status)
		require.Equal(t, 303, set("price", "990").Status, "ten per cent are no leap")

		r := set("price", "9900")
		require.Equal(t, 422, r.Status)
		require.Equal(t, models.Money(990_00), price())
		for _, said := range []string{`href="#f-price_au9999"`, `id="f-price_au9999" name="price" inputmode="decimal" required value="9900"`, "¥990.00/g", "¥9,900.00/g", "900.0%", `name="from" value="990.00"`, `name="to" value="9900"`} {
			require.Contains(t, r.Body, said)
		}
		require.Equal(t, 422, set("price", "9901", "from", "990.00", "to", "9900").Status, "another price than was confirmed")
		require.Equal(t, 422, set("price", "9900", "from", "980.00", "to", "9900").Status, "from another price than was confirmed")
		require.Equal(t, 303, set("price", "9900", "from", "990.00", "to", "9900").Status)
		require.Equal(t, models.Money(9900_00), price())

		r = set("price", "12.345")
		require.Equal(t, 422, r.Status)
		require.Contains(t, r.Body, `id="e-price_au9999"`)
		require.Contains(t, r.Body, `value="12.345" aria-invalid="true"`)
		require.Equal(t, 404, boss.Post("/sales/metals/none/price", "price", "900").Status)
	})
}
