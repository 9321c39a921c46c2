package bench

import (
	"fmt"
	"runtime"
	"syscall"
	"time"

	"assay/app/pdf"
	"assay/models"
)

// Statements draws n two-page Chinese statements in one run, each with other
// names and figures, and tells the CPU of one and the memory that is live
// after each fifth of them.
func (b *Bench) Statements(n int) error {
	for i := range 5 {
		if _, err := pdf.Render(statement(i)); err != nil {
			return err
		}
	}
	b.printf("\nstatements, two pages in Chinese\n%-10s %10s %10s %12s\n", "drawn", "CPU each", "KB each", "live heap KB")
	start, size, drawn := cpu(), 0, 0
	for part := range 5 {
		for ; drawn < n*(part+1)/5; drawn++ {
			out, err := pdf.Render(statement(drawn))
			if err != nil {
				return err
			}
			size += len(out)
		}
		each := (cpu() - start) / time.Duration(max(1, drawn))
		b.printf("%-10d %10s %10d %12d\n", drawn, each.Round(10*time.Microsecond), size/max(1, drawn)/1024, live()/1024)
	}
	return nil
}

// live is the heap that is still in use after a collection.
func live() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func statement(i int) models.StatementDocument {
	from := models.MustDate("2026-05-01")
	d := models.StatementDocument{From: from, To: from.MonthEnd(), Paper: models.Paper{Number: fmt.Sprintf("ST2026-%06d", i), IssuedOn: models.MustDate("2026-06-01"),
		Seller: models.Party{Name: models.Label{Zh: "承悦珠宝有限公司", En: "Chengyue Jewellery Ltd"}, Address: "深圳市罗湖区水贝一路", TaxNo: "91440300MA5XXXXX"},
		Buyer:  models.Party{Code: fmt.Sprintf("HZ-%04d", i), Name: models.Label{Zh: "杭州瑞和珠宝有限公司", En: "Hangzhou Ruihe Jewellery"}, Address: "杭州市上城区延安路 292 号"},
		Verify: models.Verification{Code: "ABCD2345EFGH6789", URL: "https://portal.example.com/verify/ABCD2345EFGH6789"}},
		Policy: models.Label{Zh: "月结 30 天", En: "Monthly, 30 days"}, Opening: models.Money(1_234_567 + i), Closing: models.Money(1_234_567 + i),
		Remittance: models.Remittance{Payee: "承悦珠宝有限公司", Bank: "招商银行深圳水贝支行", Account: "7559 0137 8810 601", Reference: "ST2026"}}
	for l := range 45 {
		kind, amount := models.LineInvoice, models.Money(98_765+l*137+i)
		if l%4 == 3 {
			kind, amount = models.LineReceipt, -models.Money(250_000+l)
		}
		d.AddLine(models.StatementLine{On: from.AddDays(l / 2), Kind: kind, Number: fmt.Sprintf("INV2026-%06d", l), Reference: "足金古法传承手镯 六件"}, amount)
	}
	d.Ageing.NotDue = d.Closing
	return d
}
