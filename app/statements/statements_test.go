package statements_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/statements"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func noFence(*db.Tx) error { return nil }

func service(b *apptest.Book) *statements.Service {
	return &statements.Service{DB: b.DB, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, VerifyURL: "https://assay.example/verify/",
		Seller: models.Party{Name: models.Label{Zh: "总部", En: "HQ"}},
		Render: func(d models.Document) ([]byte, error) { return json.Marshal(d) }}
}

// Over 24 periods with documents that come late, each statement opens with
// what the last one closed with, and closes with the ledger's balance.
func TestStatementsContinueOver24Periods(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		s := service(b)
		agent := b.Agent("A1", 100_000_000)
		rng := rand.New(rand.NewPCG(7, 9))
		day := models.MustDate("2026-06-01")
		issued := 0
		var invoices []models.Invoice
		for day < models.MustDate("2028-07-02") {
			b.Clock.Set(day.String())
			switch rng.IntN(9) {
			case 0, 1, 2:
				invoices = append(invoices, b.Deliver(b.Place(agent.ID, 1+rng.Int64N(9000), models.OutcomeApprove).ID))
			case 3, 4:
				b.Pay(agent.ID, 1+rng.Int64N(9000))
			case 5:
				_, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: agent.ID, SourceKey: b.Key(), Method: "bank",
					ClearedOn: day.AddDays(-40), Amount: models.Money(1 + rng.Int64N(100_000)), Automatic: true})
				require.NoError(t, err, "a receipt that comes after its period was closed")
			case 6:
				if len(invoices) > 0 {
					inv := invoices[rng.IntN(len(invoices))]
					_, _ = b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 1 + inv.GrossFen/7, Reason: "return"})
				}
			}
			for {
				st, ok, err := s.Issue(ctx, b.Moment(), apptest.Finance, agent.ID, noFence)
				require.NoError(t, err)
				if !ok {
					break
				}
				issued++
				require.NotEmpty(t, st.PDF)
			}
			day = day.AddDays(1 + rng.IntN(4))
		}
		require.GreaterOrEqual(t, issued, 24)
		rows, total, err := statements.List(d.Read(ctx), models.Scope{All: true}, statements.Filter{AgentID: agent.ID, Limit: 100})
		require.NoError(t, err)
		require.EqualValues(t, issued, total)
		for i := len(rows) - 1; i > 0; i-- {
			older, newer := rows[i], rows[i-1]
			require.Equal(t, older.ClosingFen, newer.OpeningFen)
			require.Equal(t, older.PeriodToOn.AddDays(1), newer.PeriodFromOn)
			require.Equal(t, newer.ClosingFen, newer.OpeningFen+newer.DebitsFen-newer.CreditsFen)
			a, err := receivables.AgeingOf(d.Read(ctx), agent.ID, newer.PeriodToOn)
			require.NoError(t, err)
			require.Equal(t, newer.ClosingFen, a.Total(), "ageing as of the closing date totals closing")
			require.Equal(t, fmt.Sprintf("ST%d-%06d", newer.IssuedOn.Year(), numberIn(rows, i-1)), newer.Number)
		}
	})
}

// numberIn is the running number that a statement must have within its year.
func numberIn(rows []statements.Listed, i int) int {
	n := 0
	for _, r := range rows[i:] {
		if r.IssuedOn.Year() == rows[i].IssuedOn.Year() {
			n++
		}
	}
	return n
}

func TestIssuedStatementStaysAsItIs(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		ctx := context.Background()
		s := service(b)
		agent := b.Agent("A1", 10_000)
		b.Deliver(b.Place(agent.ID, 500, models.OutcomeApprove).ID)
		_, ok, err := s.Issue(ctx, b.Moment(), apptest.Finance, agent.ID, noFence)
		require.NoError(t, err)
		require.False(t, ok, "the period has not ended")
		b.Clock.Set("2026-07-01")
		st, ok, err := s.Issue(ctx, b.Moment(), apptest.Finance, agent.ID, noFence)
		require.NoError(t, err)
		require.True(t, ok)
		_, ok, err = s.Issue(ctx, b.Moment(), apptest.Finance, agent.ID, noFence)
		require.NoError(t, err)
		require.False(t, ok, "a second run issues nothing")

		s.Render = func(models.Document) ([]byte, error) { return []byte("another look"), nil }
		again, err := s.PDF(ctx, st.ID)
		require.NoError(t, err)
		require.Equal(t, st.PDF, again, "a reprint serves the stored bytes")

		_, _, err = statements.InScope(d.Read(ctx), models.Scope{Agents: []int64{agent.ID + 1}}, st.ID)
		require.Equal(t, models.KindNotFound, models.KindOf(err))
		_, doc, err := statements.InScope(d.Read(ctx), models.Scope{Agents: []int64{agent.ID}}, st.ID)
		require.NoError(t, err)
		require.Equal(t, models.Money(50_000), doc.Closing)
		require.Equal(t, st.Number, doc.Remittance.Reference)
	})
}

// What is due is counted as it will be issued: one statement per ended period.
func TestWhatIsDueIsWhatIsIssued(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		ctx, b := context.Background(), apptest.NewBook(t, d)
		s := service(b)
		late, fresh := b.Agent("A1", 10_000), b.Agent("A2", 10_000)
		b.Deliver(b.Place(late.ID, 500, models.OutcomeApprove).ID)
		b.Clock.Set("2026-08-10")
		b.Deliver(b.Place(fresh.ID, 500, models.OutcomeApprove).ID)
		b.Clock.Set("2026-09-01")
		due, err := statements.DueAgents(d.Read(ctx), models.Scope{All: true}, b.Moment().On)
		require.NoError(t, err)
		require.Len(t, due, 2)
		for _, x := range due {
			issued := 0
			for more := true; more; issued++ {
				_, more, err = s.Issue(ctx, b.Moment(), apptest.Finance, x.AgentID, noFence)
				require.NoError(t, err)
			}
			require.Equal(t, map[int64]int{late.ID: 3, fresh.ID: 1}[x.AgentID], x.Count)
			require.Equal(t, x.Count, issued-1, "the last try issues none")
		}
		due, err = statements.DueAgents(d.Read(ctx), models.Scope{All: true}, b.Moment().On)
		require.NoError(t, err)
		require.Empty(t, due)
	})
}
