package apptest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/app/members"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/app/search"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/models"
)

// Shanghai is the business time zone of the tests.
var Shanghai = time.FixedZone("CST", 8*3600)

// Book is a small company on a fresh database: policies, one region, gold at
// ¥900.00/g, an article that costs one yuan and one of gold.
type Book struct {
	T           testing.TB
	DB          *db.DB
	Clock       *Clock
	Region      models.Region
	Agents      *agents.Service
	Credit      *credit.Service
	Orders      *orders.Service
	Receivables *receivables.Service
	Settlement  *settlement.Service
	Ledger      *ledger.Service
	Policy      map[string]models.SettlementPolicy
	keys        int
}

// Who are the people of a book.
var (
	Buyer   = models.Who{ID: 1, Name: "buyer"}
	Finance = models.Who{ID: 2, Name: "finance"}
	Manager = models.Who{ID: 3, Name: "manager"}
	Sales   = models.Who{ID: 4, Name: "sales"}

	// Managers are the roles of whoever may decide on any amount.
	Managers = []models.Role{models.RoleFinanceManager}
)

// NewBook fills a fresh database; the day is 2026-06-01.
func NewBook(t testing.TB, d *db.DB) *Book {
	t.Helper()
	clock := NewClock("2026-06-01")
	c := db.Clock{Now: clock.Now, Zone: Shanghai}
	b := &Book{T: t, DB: d, Clock: clock, Policy: map[string]models.SettlementPolicy{},
		Agents: &agents.Service{DB: d, Clock: c}, Credit: &credit.Service{DB: d, Clock: c},
		Orders:      &orders.Service{DB: d, Clock: c, Calendar: &settlement.Calendar{}},
		Receivables: &receivables.Service{DB: d, Clock: c}, Settlement: &settlement.Service{DB: d, Clock: c}, Ledger: &ledger.Service{DB: d, Clock: c}}
	require.NoError(t, d.InTx(context.Background(), b.fill))
	policies, err := settlement.Policies(d.Read(context.Background()))
	require.NoError(t, err)
	for _, p := range policies {
		b.Policy[p.Code] = p
	}
	return b
}

func (b *Book) fill(tx *db.Tx) error {
	at := models.MomentOf(b.Clock.Now(), Shanghai)
	gold := "au9999"
	articles := []models.Product{
		{SKU: "YUAN", NameZh: "一元", NameEn: "One yuan", Category: "gold", PriceKind: models.PriceFixed, FixedFen: 100, VatPPM: 130_000, Version: 1},
		{SKU: "FEN", NameZh: "一分", NameEn: "One fen", Category: "gold", PriceKind: models.PriceFixed, FixedFen: 1, VatPPM: 130_000, Version: 1},
		{SKU: "RING", NameZh: "足金戒指", NameEn: "Gold ring", Category: "gold", PriceKind: models.PriceMetal, Metal: &gold, NetWeightMg: 5000, LabourFen: 12000, VatPPM: 130_000, Version: 1},
	}
	b.Region = models.Region{Code: "east", NameZh: "华东", NameEn: "East", Path: "/1/"}
	for _, row := range []any{
		&b.Region,
		&models.Metal{Code: gold, NameZh: "足金", NameEn: "Gold", PerGramFen: 90000, PricedAt: at.At},
		&articles,
	} {
		if err := tx.Create(row).Error; err != nil {
			return err
		}
	}
	for _, p := range articles {
		if err := search.Add(tx, search.OfProduct(p)); err != nil {
			return err
		}
	}
	return settlement.AddPolicies(tx, models.NamedPolicies())
}

// Moment is now on the book's clock.
func (b *Book) Moment() models.Moment { return models.MomentOf(b.Clock.Now(), Shanghai) }

// Key is a fresh request key.
func (b *Book) Key() string {
	b.keys++
	return fmt.Sprintf("key-%d", b.keys)
}

// Agent registers an active agent on monthly settlement with a limit in yuan.
func (b *Book) Agent(code string, limitYuan int64, group ...int64) models.Agent {
	b.T.Helper()
	r := agents.Registration{Agent: models.Agent{Code: code, NameZh: "金店" + code, NameEn: "Jeweller " + code, Kind: models.KindAgent,
		Status: models.AgentActive, RegionID: b.Region.ID, Grade: "A"}}
	if len(group) > 0 {
		r.GroupID = &group[0]
	}
	a, err := b.Agents.Register(context.Background(), Finance, r)
	require.NoError(b.T, err)
	b.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: models.Money(limitYuan * 100)})
	b.Settle(a.ID, "monthly")
	return a
}

// Store opens a store of an agent, with somebody who works in it.
func (b *Book) Store(agentID int64, code string) (st models.Store) {
	b.T.Helper()
	ctx := context.Background()
	require.NoError(b.T, b.Agents.PutStore(ctx, Sales, agents.StoreInput{AgentID: agentID, Code: code, NameZh: "门店" + code, NameEn: "Store " + code, OpenedOn: models.MustDate("2020-01-01")}))
	require.NoError(b.T, b.DB.Read(ctx).Raw("SELECT * FROM stores WHERE code = ?", code).Scan(&st).Error)
	require.NoError(b.T, b.Agents.AddStaff(ctx, Sales, agents.StaffInput{AgentID: agentID, StoreID: st.ID, Name: "许佳怡", Title: "店员", SinceOn: models.MustDate("2024-01-01")}))
	return st
}

// MemberKeys are the keys of the tests' members.
func MemberKeys() *members.Keys {
	k, err := members.NewKeys([]byte("a secret of tests that is so long"[:32]))
	if err != nil {
		panic(err)
	}
	return k
}

// Limit sets an agent's standing limit.
func (b *Book) Limit(agentID int64, l models.Limit) {
	b.T.Helper()
	require.NoError(b.T, b.Credit.SetLimit(context.Background(), Finance, credit.LimitInput{AgentID: agentID, Purpose: models.LimitStanding,
		Limit: l, ValidFrom: models.MustDate("2020-01-01"), Reason: "test"}))
}

// Settle puts an agent under a named policy.
func (b *Book) Settle(agentID int64, code string) {
	b.T.Helper()
	_, err := b.Settlement.Assign(context.Background(), Finance, agentID, b.Policy[code].ID, "test")
	require.NoError(b.T, err)
}

// Group makes a credit group with a pot in yuan.
func (b *Book) Group(code string, potYuan int64) models.CreditGroup {
	b.T.Helper()
	g := models.CreditGroup{Code: code, NameZh: code, NameEn: code, PotKind: models.LimitAmount, PotFen: models.Money(potYuan * 100),
		MemberLimitKind: models.LimitInherit, TermsVersion: 1, Version: 1}
	require.NoError(b.T, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
		g.ID = 0
		if err := tx.Create(&g).Error; err != nil {
			return err
		}
		return search.Add(tx, search.OfGroup(g))
	}))
	return g
}

// Order is an input for n pieces of an article.
func (b *Book) Order(agentID int64, sku string, n int64) orders.Input {
	return orders.Input{AgentID: agentID, RequestKey: b.Key(), Lines: []catalog.Want{{SKU: sku, Quantity: n}}}
}

// Place places an order for n one-yuan pieces and expects the outcome.
func (b *Book) Place(agentID int64, n int64, want models.DecisionOutcome) models.Order {
	b.T.Helper()
	p, err := b.Orders.Place(context.Background(), Buyer, b.Order(agentID, "YUAN", n))
	require.NoError(b.T, err)
	require.Equal(b.T, want, p.Decision.Outcome, "%+v", p.Decision)
	return p.Order
}

// Deliver confirms and ships an order in full and returns its invoice.
func (b *Book) Deliver(orderID int64) models.Invoice {
	b.T.Helper()
	ctx := context.Background()
	_, err := b.Orders.Confirm(ctx, Sales, orderID)
	require.NoError(b.T, err)
	lines, err := orders.LinesOf(b.DB.Read(ctx), orderID)
	require.NoError(b.T, err)
	in := orders.ShipInput{OrderID: orderID, RequestKey: b.Key(), DeliveredOn: b.Moment().On}
	for _, l := range lines {
		in.Lines = append(in.Lines, orders.ShipLine{LineNo: l.LineNo, Quantity: l.Open()})
	}
	out, err := b.Orders.Ship(ctx, Sales, in)
	require.NoError(b.T, err)
	return out.Invoice
}

// Pay enters a receipt in yuan that cleared today, allocated automatically.
func (b *Book) Pay(agentID int64, yuan int64) models.Receipt {
	b.T.Helper()
	in := receivables.ReceiptInput{AgentID: agentID, SourceKey: b.Key(), Method: "bank", ClearedOn: b.Moment().On, Amount: models.Money(yuan * 100), Automatic: true}
	in.Confirmed = in.Question()
	r, err := b.Receivables.Enter(context.Background(), Finance, in)
	require.NoError(b.T, err)
	return r
}

// View is what a check of the agent reads now.
func (b *Book) View(agentID int64) credit.View {
	b.T.Helper()
	v, err := credit.Load(b.DB.Read(context.Background()), agentID, b.Moment().On)
	require.NoError(b.T, err)
	return v
}

// Account is the agent's credit row now.
func (b *Book) Account(agentID int64) models.CreditAccount { return b.View(agentID).Account }

// Standard puts a policy of the credit standard in force.
func (b *Book) Standard(p models.StandardPolicy, reason string) {
	b.T.Helper()
	require.NoError(b.T, b.DB.InTx(context.Background(), func(tx *db.Tx) error { return standard.PutPolicy(tx, b.Moment(), Finance, p, reason) }))
}

// Secure puts a deposit or guarantee in force: finance enters it with a
// document, the manager approves it.
func (b *Book) Secure(in receivables.SecurityInput) (models.CreditSecurity, error) {
	b.T.Helper()
	ctx := context.Background()
	if in.Paper == nil {
		in.PaperName, in.Paper = in.Number+".pdf", []byte("%PDF-1.4 "+in.Number)
	}
	r, err := b.Receivables.RequestSecurity(ctx, Finance, in)
	if err != nil {
		return models.CreditSecurity{}, err
	}
	return b.Receivables.DecideSecurity(ctx, Manager, r.ID, true, "")
}
