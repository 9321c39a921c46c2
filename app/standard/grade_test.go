package standard_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/standard"
	"assay/models"
)

// regrade gives an agent another grade from today on.
func regrade(t *testing.T, b *apptest.Book, id int64, before, after models.Grade) {
	t.Helper()
	require.NoError(t, b.DB.InTx(context.Background(), func(tx *db.Tx) error {
		return agents.SetGrade(tx, b.Moment(), apptest.Finance, before, models.AgentGrade{AgentID: id, Grade: after, Source: models.GradeHand, Reason: "defaulted"})
	}))
}

// Whoever was sold to as an A and fell to E for it leaves the loss in the rate of
// A, on every day that is asked about; the agents that a move would meet are
// those of the grade now.
func TestALossStaysInTheGradeOfItsSale(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b, s := losses(t, d, 0)
		q := d.Read(context.Background())
		for id := range int64(8) {
			regrade(t, b, id+1, "A", "E")
		}
		b.Clock.Set("2026-11-20")
		for id := range int64(8) {
			writeOff(t, b, id+1)
		}
		b.Clock.Set("2027-03-01")
		for segment, want := range map[string]models.LossEstimate{"grade:A": {GrossFen: 36 * 100_00, LostFen: 8 * 100_00, Agents: 36}, "grade:E": {}} {
			e, err := standard.Evidence(q, d.Dialect(), segment, b.Moment().On, 180)
			require.NoError(t, err)
			require.Equal(t, want, models.LossEstimate{GrossFen: e.Loss.GrossFen, LostFen: e.Loss.LostFen, Agents: e.Loss.Agents}, segment)
		}
		require.Equal(t, models.RuleNewSegment, run(t, b, s, "2027-03-01").Rule)
		members, err := standard.Reach(q, models.SegmentAll, b.Moment().On, models.StandardLevel{LowestGrade: "D"}, models.StandardLevel{LowestGrade: "E"})
		require.NoError(t, err)
		require.Equal(t, 8, members.Agents, "those who are E now would get credit")
		found, err := reports.Check(context.Background(), d)
		require.NoError(t, err)
		require.Empty(t, found)
	})
}

func writeOff(t *testing.T, b *apptest.Book, agentID int64) {
	t.Helper()
	ctx := context.Background()
	items, err := receivables.ItemsAt(b.DB.Read(ctx), agentID, b.Moment().On)
	require.NoError(t, err)
	w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: items[0].ResidualFen, RequestKey: b.Key(), Reason: "gone"})
	require.NoError(t, err)
	require.NoError(t, b.Receivables.DecideWriteOff(ctx, apptest.Manager, w.ID, true, "seen"))
}

// The table of the policy page says which grade a sale counts in.
func TestTheGradeOfASaleIsAsThePolicyPageSays(t *testing.T) {
	page, err := os.ReadFile("../../docs/credit-policy.md")
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(page), "```text sale-grade\n")
	require.True(t, ok)
	table, _, _ = strings.Cut(table, "\n```")
	lines := strings.Split(table, "\n")[1:]
	require.Len(t, lines, 5)
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		b := apptest.NewBook(t, d)
		a := b.Agent("A1", 1000) // an A from 2026-06-01 on
		b.Clock.Set("2026-09-10")
		regrade(t, b, a.ID, "A", "C")
		regrade(t, b, a.ID, "C", "E")
		for _, line := range lines {
			cells := strings.Split(line, "|")
			var grade string
			require.NoError(t, d.Read(context.Background()).Raw("SELECT "+db.GradeAt("i.agent_id", "i.posting_on")+" FROM (SELECT ? AS agent_id, CAST(? AS CHAR(10)) AS posting_on) i",
				a.ID, strings.TrimSpace(cells[0])).Scan(&grade).Error)
			require.Equal(t, strings.TrimSpace(cells[1]), grade, line)
		}
	})
}
