package reports_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/apptest"
	"assay/app/db"
	"assay/app/orders"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/statements"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

// a story that leaves a document of every kind.
func story(t *testing.T, d *db.DB) *apptest.Book {
	b := apptest.NewBook(t, d)
	ctx := context.Background()
	g := b.Group("G1", 50_000)
	a := b.Agent("A1", 20_000)
	c := b.Agent("A2", 20_000, g.ID)
	inv := b.Deliver(b.Place(a.ID, 5000, models.OutcomeApprove).ID)
	bad := b.Deliver(b.Place(c.ID, 3000, models.OutcomeApprove).ID)
	b.Place(a.ID, 700, models.OutcomeApprove)
	b.Place(a.ID, 19_999, models.OutcomeHold)
	bounced := b.Pay(a.ID, 1200)
	require.NoError(t, b.Receivables.Reverse(ctx, apptest.Finance, bounced.ID, "bounced"))
	b.Pay(a.ID, 9000)
	_, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: inv.ID, RequestKey: b.Key(), Gross: 99_00, Reason: "return"})
	require.NoError(t, err)
	items, err := receivables.ItemsAt(d.Read(ctx), c.ID, b.Moment().On)
	require.NoError(t, err)
	w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: bad.GrossFen, RequestKey: b.Key(), Reason: "gone"})
	require.NoError(t, err)
	require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
	_, err = b.Receivables.Recover(ctx, apptest.Finance, receivables.RecoverInput{WriteOffID: w.ID, Amount: 100_00, RequestKey: b.Key(), ReceivedOn: b.Moment().On})
	require.NoError(t, err)
	_, err = b.Secure(receivables.SecurityInput{AgentID: a.ID, Kind: models.SecurityDeposit, Number: "D1", Amount: 500_00, Share: models.One, ValidFrom: b.Moment().On})
	require.NoError(t, err)
	part := b.Place(a.ID, 10, models.OutcomeApprove)
	_, err = b.Orders.Confirm(ctx, apptest.Sales, part.ID)
	require.NoError(t, err)
	_, err = b.Orders.Ship(ctx, apptest.Sales, orders.ShipInput{OrderID: part.ID, RequestKey: b.Key(), DeliveredOn: b.Moment().On, Lines: []orders.ShipLine{{LineNo: 1, Quantity: 4}}})
	require.NoError(t, err)
	papers := &statements.Service{DB: d, Clock: db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai}, VerifyURL: "https://assay.example/",
		Render: func(doc models.Document) ([]byte, error) { return json.Marshal(doc) }}
	for _, day := range []string{"2026-07-01", "2026-08-01"} {
		b.Clock.Set(day)
		_, ok, err := papers.Issue(ctx, b.Moment(), apptest.Finance, a.ID, func(*db.Tx) error { return nil })
		require.NoError(t, err)
		require.True(t, ok)
	}
	return b
}

func TestBooksOfAStoryAreClean(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		story(t, d)
		found, err := reports.Check(context.Background(), d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

// Each tampering by somebody with SQL is found, and the document is named.
func TestCheckNamesWhatWasTamperedWith(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		story(t, d)
		ctx := context.Background()
		seen := map[string]bool{}
		for _, c := range tampering {
			seen[c.rule] = true
			var found []reports.Finding
			err := d.InTx(ctx, func(tx *db.Tx) error {
				n, err := tx.Change(c.sql)
				if err == nil && n == 0 {
					err = errors.New("nothing was tampered with")
				}
				if err == nil {
					found, err = reports.CheckIn(tx)
				}
				if err == nil {
					err = models.Conflict("roll back")
				}
				return err
			})
			require.Equal(t, models.KindConflict, models.KindOf(err), "%s: %v", c.sql, err)
			require.True(t, names(found, c.rule, c.subject), "%s\n%v", c.sql, found)
		}
		for _, rule := range reports.Rules() {
			require.True(t, seen[rule], "nobody has shown that %q is seen", rule)
		}
	})
}

func names(found []reports.Finding, rule, subject string) bool {
	for _, f := range found {
		if f.Rule == rule && strings.HasPrefix(f.Subject, subject) {
			return true
		}
	}
	return false
}
