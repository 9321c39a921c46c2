// Package states opens every page of companies that are not as planned: hostile
// names and huge amounts, and no row at all.
package states

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/e2e"
	"assay/app/receivables"
	"assay/models"
)

func TestMain(m *testing.M) { e2e.Main(m) }

// Names that nobody planned for.
var (
	long    = strings.Repeat("W", 160)
	longZh  = strings.Repeat("金", 160)
	strange = "مجوهرات النور للذهب والفضة 💍👩‍👩‍👧‍👦 שלום עולם"
	noisy   = strings.Repeat("备注Note🙂", 25) + strings.Repeat("x", 75)
)

// huge is an amount in fen that still has to fit: a hundred billion yuan.
const huge = 10_000_000_000_000

// A company with bad luck: names of 160 letters without a blank, Arabic,
// Hebrew and emoji, amounts of a hundred billion. Every page keeps its shape.
func TestPagesKeepTheirShape(t *testing.T) {
	b := apptest.NewBook(t, apptest.SQLite(t))
	s := e2e.Open(t, b.DB, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	agent := unlucky(t, b, "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", longZh, long)
	unlucky(t, b, "RTL-0001", strange, strange)
	b.Clock.Set("2026-07-02")
	_, ok, err := s.App.Statements.Issue(context.Background(), b.Moment(), apptest.Finance, agent, func(*db.Tx) error { return nil })
	require.NoError(t, err)
	require.True(t, ok)
	s.Crawl(e2e.Browser(t), t, s.People(t, agent), true)
}

// unlucky is an agent with such a name and one of every document.
func unlucky(t *testing.T, b *apptest.Book, code, zh, en string) (agent int64) {
	t.Helper()
	ctx := context.Background()
	a := b.Agent(code, huge/100*3)
	rename(t, b, `UPDATE agents SET name_zh = ?, name_en = ? WHERE id = ?`, zh, en, a.ID)
	rename(t, b, `UPDATE products SET name_zh = ?, name_en = ?, fixed_fen = 1000000000 WHERE sku = 'YUAN'`, longZh[:240], long[:80])
	rename(t, b, `UPDATE regions SET name_zh = ?, name_en = ?`, longZh[:120], long[:40])
	rename(t, b, `UPDATE credit_limits SET reason = ?`, noisy)
	delivered := b.Place(a.ID, huge/1_000_000_000, models.OutcomeApprove)
	rename(t, b, `UPDATE orders SET note = ?`, noisy)
	invoice := b.Deliver(delivered.ID)
	b.Place(a.ID, 1000, models.OutcomeApprove)
	b.Place(a.ID, 4*huge/1_000_000_000, models.OutcomeHold)
	_, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Amount: huge / 3, Confirmed: models.Money(huge/3).String() + " " + b.Moment().On.String(),
		ClearedOn: b.Moment().On, Method: "bank", Payer: long, BankReference: (b.Key() + long)[:120], Note: noisy})
	require.NoError(t, err)
	items, err := receivables.ItemsAt(b.DB.Read(ctx), a.ID, b.Moment().On)
	require.NoError(t, err)
	_, err = b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: huge / 7, RequestKey: b.Key(), Reason: noisy})
	require.NoError(t, err)
	_, err = b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: invoice.ID, RequestKey: b.Key(), Gross: huge / 9, Reason: noisy})
	require.NoError(t, err)
	return a.ID
}

func rename(t *testing.T, b *apptest.Book, query string, args ...any) {
	t.Helper()
	require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error { _, err := tx.Change(query, args...); return err }))
}

// A company on its first day: every page says that there is nothing yet.
func TestPagesWithoutARow(t *testing.T) {
	b := apptest.NewBook(t, apptest.SQLite(t))
	s := e2e.Open(t, b.DB, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	s.Crawl(e2e.Browser(t), t, s.People(t, b.Agent("NEW-1", 0).ID), true)
}
