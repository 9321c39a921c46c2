package papers_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/papers"
	"assay/app/receivables"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var (
	ctx = context.Background()
	all = models.Scope{All: true}
)

// service draws papers as JSON: what they look like is tested elsewhere.
func service(b *apptest.Book) *papers.Service {
	return &papers.Service{DB: b.DB, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, VerifyURL: "https://assay.example/verify/",
		Seller: models.Party{Name: models.Label{Zh: "总部", En: "HQ"}},
		Render: func(d models.Document) ([]byte, error) { return json.Marshal(d) }}
}

// What was shown stays as it was: the agent's new name is on the next paper,
// and a program that draws otherwise changes no byte of what was printed.
func TestAPaperStaysAsItWasShown(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		inv := b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		first, err := s.Invoice(ctx, all, inv.ID)
		require.NoError(t, err)
		require.Equal(t, inv.VerifyCode, first.VerifyCode)
		pdf, err := s.PDF(ctx, first)
		require.NoError(t, err)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE agents SET name_zh = '新名', address = '别处' WHERE id = ?", a.ID)
			return err
		}))
		s.Render = func(models.Document) ([]byte, error) { return []byte("another drawing"), nil }
		again, err := s.Invoice(ctx, all, inv.ID)
		require.NoError(t, err)
		require.Equal(t, first.Doc, again.Doc)
		require.Equal(t, "金店A1", again.Doc.(models.InvoiceDocument).Buyer.Name.Zh)
		reprint, err := s.PDF(ctx, again)
		require.NoError(t, err)
		require.Equal(t, pdf, reprint)
		next, err := s.Invoice(ctx, all, b.Deliver(b.Place(a.ID, 1, models.OutcomeApprove).ID).ID)
		require.NoError(t, err)
		require.Equal(t, "新名", next.Doc.(models.InvoiceDocument).Buyer.Name.Zh)
	})
}

// An invoice that was printed before papers were kept brings its bytes along.
func TestBytesOfOldAreKept(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		inv := b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE invoices SET pdf = ?, pdf_sha256 = 'known' WHERE id = ?", []byte("%PDF of old"), inv.ID)
			return err
		}))
		p, err := s.Invoice(ctx, all, inv.ID)
		require.NoError(t, err)
		pdf, err := s.PDF(ctx, p)
		require.NoError(t, err)
		require.Equal(t, "%PDF of old", string(pdf))
	})
}

// An order has a confirmation from when it was confirmed, one for each version.
func TestAnOrderIsConfirmedInWriting(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		o := b.Place(a.ID, 100, models.OutcomeApprove)
		_, err := s.Order(ctx, all, o.ID)
		require.ErrorIs(t, err, models.Conflict("error.order_unconfirmed"))
		_, err = b.Orders.Confirm(ctx, apptest.Sales, o.ID)
		require.NoError(t, err)
		b.Clock.Set("2026-06-05")
		first, err := s.Order(ctx, all, o.ID)
		require.NoError(t, err)
		doc := first.Doc.(models.OrderDocument)
		require.Equal(t, []any{models.MustDate("2026-06-01"), models.OrderConfirmed, models.Money(100_00), int64(0)}, []any{doc.IssuedOn, doc.State, doc.Gross, doc.Shipped})
		same, err := s.Order(ctx, all, o.ID)
		require.NoError(t, err)
		require.Equal(t, first.VerifyCode, same.VerifyCode)
		require.Empty(t, verified(t, d, first.VerifyCode).State)

		require.NoError(t, b.Orders.Cancel(ctx, apptest.Sales, o.ID, "no stock"))
		void, err := s.Order(ctx, all, o.ID)
		require.NoError(t, err)
		require.NotEqual(t, first.VerifyCode, void.VerifyCode)
		sheet, err := void.Doc.Sheet()
		require.NoError(t, err)
		require.Equal(t, "VOID", sheet.Void.Name.En)
		for _, code := range []string{first.VerifyCode, void.VerifyCode} {
			require.Equal(t, "void", verified(t, d, code).State)
		}
	})
}

// A delivery makes another version; the earlier paper is known as such.
func TestAnOlderConfirmationIsKnown(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		o := b.Place(a.ID, 100, models.OutcomeApprove)
		_, err := b.Orders.Confirm(ctx, apptest.Sales, o.ID)
		require.NoError(t, err)
		first, err := s.Order(ctx, all, o.ID)
		require.NoError(t, err)
		p, err := b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: o.ID, RequestKey: b.Key(), DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 100}}})
		require.NoError(t, err)
		later, err := s.Order(ctx, all, o.ID)
		require.NoError(t, err)
		require.EqualValues(t, 100, later.Doc.(models.OrderDocument).Shipped)
		require.Equal(t, "older", verified(t, d, first.VerifyCode).State)
		require.Empty(t, verified(t, d, later.VerifyCode).State)
		require.Equal(t, papers.Verified{Kind: "invoice", Number: p.Invoice.Number, IssuedOn: p.Invoice.IssuedOn, AmountFen: 100_00}, verified(t, d, p.Invoice.VerifyCode), "before it was ever looked at")
	})
}

func verified(t *testing.T, d *db.DB, code string) papers.Verified {
	t.Helper()
	v, found, err := papers.ByCode(d.Read(ctx), " "+code[:4]+" "+code[4:])
	require.NoError(t, err)
	require.True(t, found)
	return v
}

// A receipt's paper follows its money; once it is reversed every paper of it is
// void.
func TestAReceiptFollowsItsMoney(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		later, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", ClearedOn: models.MustDate("2026-06-09"), Amount: 100})
		require.NoError(t, err)
		_, err = s.Receipt(ctx, all, later.ID)
		require.ErrorIs(t, err, models.Conflict("error.receipt_not_cleared"))

		r := b.Pay(a.ID, 100)
		state := func() (papers.Paper, models.ReceiptDocument) {
			p, err := s.Receipt(ctx, all, r.ID)
			require.NoError(t, err)
			return p, p.Doc.(models.ReceiptDocument)
		}
		unused, doc := state()
		require.Equal(t, []models.Money{0, 100_00}, []models.Money{doc.Settled, doc.Unallocated})
		inv := b.Deliver(b.Place(a.ID, 70, models.OutcomeApprove).ID)
		require.NoError(t, b.Receivables.Allocate(ctx, apptest.Finance, receivables.AllocateInput{ReceiptID: r.ID, RequestKey: b.Key(), Automatic: true}))
		used, doc := state()
		require.NotEqual(t, unused.VerifyCode, used.VerifyCode)
		require.Equal(t, []models.ReceiptLine{{Number: inv.Number, DueOn: inv.DueOn, Settled: 70_00}}, doc.Lines)
		require.EqualValues(t, 30_00, doc.Unallocated)

		require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, r.ID, "退票"))
		void, doc := state()
		require.Empty(t, doc.Lines)
		require.Equal(t, "退票", doc.Reversal)
		for _, p := range []papers.Paper{unused, used, void} {
			require.Equal(t, papers.Verified{Kind: "receipt", Number: r.Number, IssuedOn: r.PostingOn, AmountFen: 100_00, State: "void"}, verified(t, d, p.VerifyCode))
		}
	})
}

// A credit note says what it took off its invoice and what it left, also when
// the rest has been used since.
func TestACreditNoteSaysWhatItDid(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		inv := b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		b.Pay(a.ID, 60)
		n, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 50_00, Reason: "退货 <b>"})
		require.NoError(t, err)
		p, err := s.CreditNote(ctx, all, n.ID)
		require.NoError(t, err)
		doc := p.Doc.(models.CreditNoteDocument)
		require.Equal(t, []models.Money{50_00, n.VatFen, 40_00, 10_00}, []models.Money{doc.Gross, doc.VAT, doc.Settled, doc.Left})
		require.Equal(t, inv.Number, doc.Invoice)
		require.Equal(t, "credit_note", verified(t, d, p.VerifyCode).Kind)
	})
}

// Those who look first at the same moment see the same paper.
func TestTwoFirstLooksAreOne(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		r := b.Pay(a.ID, 10)
		codes := make([]string, 8)
		var wg sync.WaitGroup
		for i := range codes {
			wg.Go(func() {
				p, err := s.Receipt(ctx, all, r.ID)
				if err == nil {
					_, err = s.PDF(ctx, p)
				}
				if err != nil {
					t.Error(err)
				}
				codes[i] = p.VerifyCode
			})
		}
		wg.Wait()
		for _, c := range codes {
			require.Equal(t, codes[0], c)
		}
	})
}

// Who draws a paper that another has printed meanwhile hands out the other's
// bytes.
func TestASecondFirstPrintIsTheFirst(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		p, err := s.Receipt(ctx, all, b.Pay(a.ID, 10).ID)
		require.NoError(t, err)
		first, err := s.PDF(ctx, p)
		require.NoError(t, err)
		s.Render = func(models.Document) ([]byte, error) { return []byte("another drawing"), nil }
		second, err := s.PDF(ctx, p)
		require.NoError(t, err)
		require.Equal(t, first, second)
	})
}

// Numbers become links to what the visitor may open, and to nothing of another
// agent.
func TestNumbersAreLinks(t *testing.T) {
	b := apptest.NewBook(t, apptest.SQLite(t))
	a, other := b.Agent("A1", 1000), b.Agent("A2", 1000)
	o := b.Place(a.ID, 100, models.OutcomeApprove)
	inv, foreign, r := b.Deliver(o.ID), b.Deliver(b.Place(other.ID, 5, models.OutcomeApprove).ID), b.Pay(a.ID, 30)
	numbers := []string{inv.Number, foreign.Number, r.Number, o.Number(), "2026-06-01", ""}
	buyer := models.Actor{Grants: []models.Grant{{Role: models.RoleAgentBuyer, Kind: models.ScopeAgent, ID: a.ID}}}
	finance := models.Actor{Grants: []models.Grant{{Role: models.RoleFinance, Kind: models.ScopeAll}}}
	links, err := papers.LinksOf(b.DB.Read(ctx), papers.SiteOf(buyer), a.ID, numbers)
	require.NoError(t, err)
	require.Equal(t, map[string]string{inv.Number: "/agent/invoices/1", r.Number: "", o.Number(): "/agent/orders/1"}, links)
	links, err = papers.LinksOf(b.DB.Read(ctx), papers.SiteOf(finance), a.ID, numbers)
	require.NoError(t, err)
	require.Equal(t, map[string]string{inv.Number: "/finance/invoices/1", r.Number: "/finance/receipts/1/paper", o.Number(): ""}, links)
}

// A paper that is drawn for the first time after the register changed says
// what the register said when it was issued.
func TestAPaperNamesItsBuyerAsWhenItWasIssued(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		s, a := service(b), b.Agent("A1", 1000)
		before := b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
			_, err := tx.Change("UPDATE agents SET address = '一号路' WHERE id = ?", a.ID)
			return err
		}))
		b.Clock.Set("2026-07-20")
		now, err := agents.InScope(d.Read(ctx), all, b.Moment().On, a.ID)
		require.NoError(t, err)
		edit := agents.Edit{ID: a.ID, Version: now.Version, Registration: agents.Registration{Agent: now.Agent}}
		edit.Agent.Address = "二号路"
		require.NoError(t, (&agents.Service{DB: d, Clock: s.Clock}).Update(ctx, apptest.Manager, edit))
		after := b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		for id, want := range map[int64]string{before.ID: "一号路", after.ID: "二号路"} {
			p, err := s.Invoice(ctx, all, id)
			require.NoError(t, err)
			require.Contains(t, p.Document, want)
		}
	})
}
