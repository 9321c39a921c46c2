package loyalty_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gorm.io/gorm"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/search"
	"assay/models"
)

// A till's file is entered slip by slip: rows with a number are one sale, a
// number counts once, a wrong row keeps its slip out and no other.
func TestAFileOfSalesIsEntered(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		m := w.join()
		w.MemberOf = func(_ *gorm.DB, phone string) int64 {
			if phone == "13957128106" {
				return m
			}
			return 0
		}
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			lin := models.StorePerson{StoreID: 1, Name: "林店员"}
			if err := tx.Create(&lin).Error; err != nil {
				return err
			}
			return search.Add(tx, search.OfStaff(lin, 1))
		}))
		file := `单号,日期,会员,品名,类别,件数,单价,折扣,付款方式,导购,克重
A1,2026-06-01,13957128106,金戒指,黄金,1,1000.50,,微信,林店员,5.20
A1,,,项链,黄金,2,100,0.50,,,
A2,2026-06-01,,手镯,黄金,1,abc,,,,
A3,2026-06-01,M1,耳环,黄金,1,50,,现金,,
,2026-06-01,,耳环,黄金,1,50,,,,
A4,2026-06-01,,耳环,黄金,1,50,,,张三,
A5,2099-01-01,,耳环,黄金,1,50,,,,
`
		var table [][]string
		for _, line := range strings.Split(strings.TrimSpace(file), "\n") {
			table = append(table, strings.Split(line, ","))
		}
		for _, want := range [][2]int{{2, 0}, {0, 2}} { // the same file again enters nothing
			done, err := w.Import(ctx, seller, all, 1, table)
			require.NoError(t, err)
			require.Equal(t, want, [2]int{done.Entered, done.Known})
			var lines []int
			for _, r := range done.Rejected {
				lines = append(lines, r.Line)
			}
			require.Equal(t, []int{4, 6, 7, 8}, lines)
		}
		w.stands(m, 1_250, 1_250, 0, "S1")
		var got []string
		require.NoError(t, d.Read(ctx).Raw("SELECT CONCAT(x.payment, ' ', x.paid_fen, ' ', COALESCE(p.name, '-')) FROM sales_slips x LEFT JOIN store_people p ON p.id = x.person_id ORDER BY x.id").Scan(&got).Error)
		require.Equal(t, []string{"wechat 120000 林店员", "cash 5000 -"}, got)
		_, err := w.Import(ctx, seller, models.Scope{Stores: []int64{2}}, 1, table)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, err = w.Import(ctx, seller, all, 1, [][]string{{"单号"}})
		require.ErrorContains(t, err, "slip_columns")
		w.proven()
	})
}
