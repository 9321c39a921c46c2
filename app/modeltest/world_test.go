package modeltest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/search"
	"assay/app/settlement"
	"assay/app/statements"
	"assay/models"
)

var ctx = context.Background()

func noFence(*db.Tx) error { return nil }

// world is the product and the oracle side by side.
type world struct {
	*apptest.Book
	o          *oracle
	group      models.CreditGroup
	statements *statements.Service
	policyIDs  map[string]int64
	policyCode map[int64]string
	tables     []string
	step       int
	repeats    []func() error
}

// units are the fixed prices; a ring is 5 g of gold at 90 fen a milligram
// and 12,000 fen of labour.
var units = map[string]int64{"FEN": 1, "YUAN": 100, "RING": 462_000, "BAR": 1 << 40}

const ringMg, fenPerMg, labour = 5000, 90, 12_000

// newWorld begins a book of four agents, three of them under one pot.
func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	b := apptest.NewBook(t, d)
	w := &world{Book: b, policyIDs: map[string]int64{}, policyCode: map[int64]string{}, o: &oracle{today: b.Moment().On, past: map[day][]ageing{},
		pot: limit{kind: models.LimitAmount, amount: 1_000_000}, member: limit{kind: models.LimitInherit}, gradeAmount: 300_000}}
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
		disc := models.SettlementPolicy{Code: "discount", NameZh: "折扣", NameEn: "Discount", Kind: models.SettlementMonths, Months: 1, CutoffDay: 25,
			DaysToPay: 20, DiscountPPM: 20_000, DiscountDays: 10, HolidayShift: models.ShiftNone, Version: 1}
		if err := settlement.AddPolicies(tx, []models.SettlementPolicy{disc}); err != nil {
			return err
		}
		bar := models.Product{SKU: "BAR", NameZh: "条", NameEn: "Bar", Category: "gold", PriceKind: models.PriceFixed, FixedFen: 1 << 40, VatPPM: 130_000, Version: 1}
		if err := tx.Create(&bar).Error; err != nil {
			return err
		}
		if err := search.Add(tx, search.OfProduct(bar)); err != nil {
			return err
		}
		if _, err := tx.Change("DELETE FROM grade_limits WHERE grade = 'A'"); err != nil {
			return err
		}
		_, err := tx.Change("INSERT INTO grade_limits (grade, kind, amount_fen) VALUES ('A', 'amount', 300000)")
		return err
	}))
	all, err := settlement.Policies(d.Read(ctx))
	require.NoError(t, err)
	for _, p := range all {
		w.policyIDs[p.Code], w.policyCode[p.ID] = p.ID, p.Code
	}
	w.group = b.Group("G", 10_000)
	for i, code := range []string{"A1", "A2", "A3", "A4"} {
		a := &agent{inGroup: i < 3, status: models.AgentActive, standing: []limit{{kind: models.LimitAmount, amount: 600_000, from: models.MustDate("2020-01-01")}},
			terms: []term{{"monthly", w.o.today}}}
		if a.inGroup {
			a.id = b.Agent(code, 6000, w.group.ID).ID
		} else {
			a.id = b.Agent(code, 6000).ID
		}
		w.o.agents = append(w.o.agents, a)
	}
	w.statements = &statements.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, VerifyURL: "https://assay.example/",
		Render: func(d models.Document) ([]byte, error) { return json.Marshal(d) }}
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
	if d.Dialect() == "mysql" {
		list = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name"
	}
	require.NoError(t, d.Read(ctx).Raw(list).Scan(&w.tables).Error)
	return w
}

// digest is the whole database in one hash: what must not change.
func (w *world) digest() (string, error) {
	h := sha256.New()
	for _, t := range w.tables {
		but := "" // a refused change leaves the record of its check, and nothing else
		if t == "credit_decisions" {
			but = " WHERE trigger_kind NOT IN ('edit_refused', 'reopen_refused', 'ship_refused')"
		}
		order := " ORDER BY 1, 2"
		if t == "ledger_waiting" {
			order = " ORDER BY 1" // it has no second column
		}
		rows, err := w.DB.Read(ctx).Raw("SELECT * FROM " + t + but + order).Rows()
		if err != nil {
			return "", err
		}
		cols, _ := rows.Columns()
		cells, at := make([]any, len(cols)), make([]any, len(cols))
		for i := range cells {
			at[i] = &cells[i]
		}
		for rows.Next() {
			if err := rows.Scan(at...); err != nil {
				return "", err
			}
			fmt.Fprintf(h, "%s %v\n", t, cells)
		}
		if err := rows.Close(); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// compare is every figure the product keeps against the oracle's.
func (w *world) compare() error {
	for _, compare := range []func() error{w.compareAccounts, w.compareOrders, w.compareItems, w.compareReceipts, w.compareWriteOffs} {
		if err := compare(); err != nil {
			return err
		}
	}
	if w.step%10 == 0 {
		return w.compareBooks()
	}
	return nil
}

func (w *world) compareAccounts() error {
	var rows []models.CreditAccount
	if err := w.DB.Read(ctx).Raw("SELECT * FROM credit_accounts ORDER BY agent_id").Scan(&rows).Error; err != nil {
		return err
	}
	var sum models.Counters
	for i, r := range rows {
		a := w.o.agents[i]
		if got, want := r.Counters, (models.Counters{ReceivableFen: models.Money(a.receivable), ReservedFen: models.Money(a.reserved), UnallocatedFen: models.Money(a.money), SecuredFen: models.Money(a.secured)}); got != want {
			return fmt.Errorf("agent %d: counters %v, oracle %v", i+1, got, want)
		}
		if a.inGroup {
			sum.ReceivableFen, sum.ReservedFen, sum.UnallocatedFen = sum.ReceivableFen+r.ReceivableFen, sum.ReservedFen+r.ReservedFen, sum.UnallocatedFen+r.UnallocatedFen
			sum.SecuredFen += r.SecuredFen
		}
		// The exact amount that would pass now, asked without placing anything.
		view, err := credit.Load(w.DB.Read(ctx), a.id, w.o.today)
		if err != nil {
			return err
		}
		d := view.Decide(models.CreditRequest{Amount: 1, Increase: 1, Settlement: models.SettlementMonths, On: w.o.today})
		if v := w.o.check(a, "monthly", 1); !sameDecision(d, v) {
			return fmt.Errorf("agent %d: check of one fen %v available %d hits %v, oracle %+v", i+1, d.Outcome, d.Available, d.Hits, v)
		}
	}
	var g models.CreditGroup
	if err := w.DB.Read(ctx).Raw("SELECT * FROM credit_groups WHERE id = ?", w.group.ID).Scan(&g).Error; err != nil {
		return err
	}
	if g.Counters != sum {
		return fmt.Errorf("group: counters %v, members %v", g.Counters, sum)
	}
	return nil
}

func sameDecision(d models.CreditDecision, v verdict) bool {
	available := int64(d.Available)
	if available >= int64(models.Unbounded)/2 {
		available = endless
	}
	return d.Outcome == v.outcome && len(d.Hits) == v.hits && int64(d.Shortfall) == v.shortfall && (available == v.available || v.available >= endless/2 && available == endless)
}

func (w *world) compareOrders() error {
	var rows []struct {
		models.Order `gorm:"embedded"`
		Held         *int64
		ExpiresOn    models.Date
		Grant        int64 `gorm:"column:granted"`
	}
	if err := w.DB.Read(ctx).Raw(`SELECT o.*, r.amount_fen AS held, r.expires_on,
		(SELECT COALESCE(SUM(g.amount_fen), 0) FROM credit_grants g WHERE g.order_id = o.id AND g.ended_at IS NULL) AS granted
		FROM orders o LEFT JOIN reservations r ON r.order_id = o.id AND r.state = 'open' ORDER BY o.id`).Scan(&rows).Error; err != nil {
		return err
	}
	if len(rows) != len(w.o.orders) {
		return fmt.Errorf("%d orders, oracle %d", len(rows), len(w.o.orders))
	}
	for i, r := range rows {
		x := w.o.orders[i]
		held := int64(0)
		if r.Held != nil {
			held = *r.Held
		}
		got := fmt.Sprint(r.State, r.TotalFen, r.InvoicedFen, held, r.Held != nil, r.ExpiresOn, r.Grant, w.policyCode[r.SettlementPolicyID])
		want := fmt.Sprint(x.state, models.Money(x.total), models.Money(x.invoiced), x.reserved, x.holds, x.expires, x.grant, x.policy)
		if got != want {
			return fmt.Errorf("order %d of agent %d: %s, oracle %s", r.ID, r.AgentID, got, want)
		}
	}
	return nil
}

func (w *world) compareItems() error {
	var rows []models.OpenItem
	if err := w.DB.Read(ctx).Raw("SELECT * FROM open_items ORDER BY id").Scan(&rows).Error; err != nil {
		return err
	}
	if len(rows) != len(w.o.items) {
		return fmt.Errorf("%d items, oracle %d", len(rows), len(w.o.items))
	}
	for i, r := range rows {
		x := w.o.items[i]
		got, want := fmt.Sprint(r.AgentID, r.AmountFen, r.OpenFen, r.DueOn), fmt.Sprint(x.a.id, models.Money(x.amount), models.Money(x.open), x.due)
		if got != want {
			return fmt.Errorf("item %s: %s, oracle %s", r.Number, got, want)
		}
		x.id, x.number = r.ID, r.Number
	}
	return nil
}

func (w *world) compareReceipts() error {
	var rows []models.Receipt
	if err := w.DB.Read(ctx).Raw("SELECT * FROM receipts ORDER BY id").Scan(&rows).Error; err != nil {
		return err
	}
	if len(rows) != len(w.o.receipts) {
		return fmt.Errorf("%d receipts, oracle %d", len(rows), len(w.o.receipts))
	}
	for i, r := range rows {
		x := w.o.receipts[i]
		got, want := fmt.Sprint(r.AgentID, r.State, r.AmountFen, r.UnallocatedFen), fmt.Sprint(x.a.id, x.state, models.Money(x.amount), models.Money(x.rest))
		if got != want {
			return fmt.Errorf("receipt %s: %s, oracle %s", r.Number, got, want)
		}
		x.id = r.ID
	}
	return nil
}

func (w *world) compareWriteOffs() error {
	var rows []models.WriteOff
	if err := w.DB.Read(ctx).Raw("SELECT * FROM write_offs ORDER BY id").Scan(&rows).Error; err != nil {
		return err
	}
	if len(rows) != len(w.o.writeOffs) {
		return fmt.Errorf("%d write-offs, oracle %d", len(rows), len(w.o.writeOffs))
	}
	for i, r := range rows {
		x := w.o.writeOffs[i]
		if got, want := fmt.Sprint(r.State, r.AmountFen, r.RecoveredFen), fmt.Sprint(x.state, models.Money(x.amount), models.Money(x.recovered)); got != want {
			return fmt.Errorf("write-off %d: %s, oracle %s", r.ID, got, want)
		}
	}
	return nil
}

// compareBooks proves the books with the product's own check, and the ageing
// of today and of past days with what the oracle saw on those days.
func (w *world) compareBooks() error {
	found, err := reports.Check(ctx, w.DB)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("check: %v", found)
	}
	if err := w.compareAgeing(w.o.today, w.o.ages()); err != nil {
		return err
	}
	n := 0
	for d, ages := range w.o.past {
		if err := w.compareAgeing(d, ages); err != nil {
			return err
		}
		if n++; n == 3 {
			break
		}
	}
	return w.replayDecisions()
}

func (w *world) compareAgeing(on day, ages []ageing) error {
	for n, want := range ages {
		id := w.o.agents[n].id
		sums, err := receivables.DueSums(w.DB.Read(ctx), id, on)
		if err != nil {
			return err
		}
		got := ageing{map[day]int64{}, map[day]int64{}, want.money}
		for _, s := range sums {
			if s.DebitFen != 0 {
				got.debit[s.DueOn] = int64(s.DebitFen)
			}
			if s.CreditFen != 0 {
				got.credit[s.DueOn] = int64(s.CreditFen)
			}
		}
		if g, o := fmt.Sprint(got), fmt.Sprint(want); g != o {
			return fmt.Errorf("agent %d as of %s: due sums %s, oracle %s", n+1, on, g, o)
		}
		a, err := receivables.AgeingOf(w.DB.Read(ctx), id, on)
		if err != nil {
			return err
		}
		var b [7]int64
		credits := int64(0)
		for due, m := range want.debit {
			b[bucket(on, due)] += m
		}
		for _, m := range want.credit {
			credits += m
		}
		w7 := models.Ageing{NotDue: models.Money(b[0]), Credits: models.Money(credits), Unallocated: models.Money(want.money)}
		for i := range w7.Late {
			w7.Late[i] = models.Money(b[i+1])
		}
		if a != w7 {
			return fmt.Errorf("agent %d as of %s: ageing %+v, oracle %+v", n+1, on, a, w7)
		}
	}
	return nil
}
