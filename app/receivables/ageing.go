package receivables

import (
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// AgentAgeing is one agent's balance by how late it is.
type AgentAgeing struct {
	AgentID int64
	models.Ageing
}

// DueSum is what is owed (debit) and credited (credit, negative) per due day.
type DueSum struct {
	AgentID   int64
	DueOn     models.Date
	DebitFen  models.Money
	CreditFen models.Money
}

// The residuals at a past day are today's running sums with everything posted
// later taken back: the cost follows agents and due days, and what happened
// since the day, never the history before it.
const dueRows = `SELECT agent_id, due_on, debit_fen, credit_fen FROM due_balances WHERE %AGENT%
	UNION ALL ` + laterRows

const dueSums = `SELECT agent_id, due_on, SUM(debit_fen) AS debit_fen, SUM(credit_fen) AS credit_fen FROM (` + dueRows + `) d GROUP BY agent_id, due_on`

// laterRows are the rows of dueRows but for the running sums.
const laterRows = `SELECT agent_id, due_on, CASE WHEN amount_fen > 0 THEN -amount_fen ELSE 0 END AS debit_fen, CASE WHEN amount_fen < 0 THEN -amount_fen ELSE 0 END AS credit_fen
		FROM open_items WHERE posting_on > ? AND %AGENT%
	UNION ALL SELECT agent_id, due_on, CASE WHEN item_sign > 0 THEN amount_fen ELSE 0 END, CASE WHEN item_sign < 0 THEN amount_fen ELSE 0 END
		FROM allocations WHERE posting_on > ? AND %AGENT%`

// bucketSums adds due days up into the columns of an ageing inside the
// database, so that a row per agent comes back and not one per due day. The
// bounds are models.BucketStarts.
const bucketSums = `SELECT agent_id,
	SUM(CASE WHEN due_on >= ? THEN debit_fen ELSE 0 END) AS b0, SUM(CASE WHEN due_on < ? AND due_on >= ? THEN debit_fen ELSE 0 END) AS b1,
	SUM(CASE WHEN due_on < ? AND due_on >= ? THEN debit_fen ELSE 0 END) AS b2, SUM(CASE WHEN due_on < ? AND due_on >= ? THEN debit_fen ELSE 0 END) AS b3,
	SUM(CASE WHEN due_on < ? AND due_on >= ? THEN debit_fen ELSE 0 END) AS b4, SUM(CASE WHEN due_on < ? AND due_on >= ? THEN debit_fen ELSE 0 END) AS b5,
	SUM(CASE WHEN due_on < ? THEN debit_fen ELSE 0 END) AS b6, SUM(credit_fen) AS credits
	FROM `

// buckets are two rows for an agent at most: the running sums in the order of
// their key, and what was posted later. One statement sees one state of both.
const buckets = bucketSums + `due_balances WHERE %AGENT% GROUP BY agent_id
	UNION ALL ` + bucketSums + `(` + laterRows + `) d GROUP BY agent_id`

// bucketRow is an ageing as the database adds it up.
type bucketRow struct {
	AgentID                    int64
	B0, B1, B2, B3, B4, B5, B6 models.Money
	Credits                    models.Money
}

func (r bucketRow) ageing() models.Ageing {
	return models.Ageing{NotDue: r.B0, Late: [models.Buckets]models.Money{r.B1, r.B2, r.B3, r.B4, r.B5, r.B6}, Credits: r.Credits}
}

// bucketArgs are the bounds in the order of the query's places.
func bucketArgs(asOf models.Date) []any {
	starts := models.BucketStarts(asOf)
	args := []any{starts[0]}
	for i := 1; i < len(starts); i++ {
		args = append(args, starts[i-1], starts[i])
	}
	return append(args, starts[len(starts)-1])
}

const unallocatedSums = `SELECT agent_id, SUM(fen) AS debit_fen FROM (
	SELECT agent_id, unallocated_fen AS fen FROM credit_accounts WHERE unallocated_fen <> 0 AND %AGENT%
	UNION ALL SELECT agent_id, -amount_fen FROM receipts WHERE posting_on > ? AND %AGENT%
	UNION ALL SELECT agent_id, amount_fen FROM receipts WHERE posting_on IS NOT NULL AND reversal_on > ? AND %AGENT%
	UNION ALL SELECT agent_id, CASE WHEN source = 'receipt' THEN amount_fen ELSE 0 END FROM allocations WHERE posting_on > ? AND %AGENT%
	) u GROUP BY agent_id`

// Ageings is the ageing of every agent with a balance at the end of a day, in
// two statements. Past days do not change: rows posted later are taken back.
func Ageings(q *gorm.DB, asOf models.Date) ([]AgentAgeing, error) {
	return ageings(q, asOf, 0)
}

// AgeingOf is one agent's ageing at the end of a day, in two statements.
func AgeingOf(q *gorm.DB, agentID int64, asOf models.Date) (models.Ageing, error) {
	rows, err := ageings(q, asOf, agentID)
	if err != nil || len(rows) == 0 {
		return models.Ageing{}, err
	}
	return rows[0].Ageing, nil
}

// DueSums are an agent's claims and credits per due day at the end of a day.
func DueSums(q *gorm.DB, agentID int64, asOf models.Date) ([]DueSum, error) {
	var rows []DueSum
	sql, args := forAgent(dueSums+" HAVING SUM(debit_fen) <> 0 OR SUM(credit_fen) <> 0 ORDER BY due_on", agentID, asOf, asOf)
	err := q.Raw(sql, args...).Scan(&rows).Error
	return rows, err
}

// EachDue tells of every agent's claims and credits per due day at the end of a
// day, in no order.
func EachDue(q *gorm.DB, asOf models.Date, tell func(DueSum)) error {
	sql, args := forAgent(dueSums+" HAVING SUM(debit_fen) <> 0 OR SUM(credit_fen) <> 0", 0, asOf, asOf)
	return db.EachRow(q, sql, func(scan db.Scan) error {
		var r DueSum
		err := scan(&r.AgentID, &r.DueOn, &r.DebitFen, &r.CreditFen)
		tell(r)
		return err
	}, args...)
}

// OldestDues is the earliest due day of which each agent owed something overdue
// at the end of a day.
func OldestDues(q *gorm.DB, asOf models.Date) ([]DueSum, error) {
	var rows []DueSum
	sql, args := forAgent("SELECT agent_id, MIN(due_on) AS due_on FROM ("+dueSums+" HAVING SUM(debit_fen) > 0) o WHERE due_on < ? GROUP BY agent_id", 0, asOf, asOf)
	err := q.Raw(sql, append(args, asOf)...).Scan(&rows).Error
	return rows, err
}

func ageings(q *gorm.DB, asOf models.Date, agentID int64) ([]AgentAgeing, error) {
	var dues []bucketRow
	sql, args := forAgent(buckets, agentID, asOf, asOf)
	bounds, first := bucketArgs(asOf), 0
	if agentID != 0 {
		first = 1
	}
	err := db.EachRow(q, sql, func(scan db.Scan) error {
		var r bucketRow
		err := scan(&r.AgentID, &r.B0, &r.B1, &r.B2, &r.B3, &r.B4, &r.B5, &r.B6, &r.Credits)
		dues = append(dues, r)
		return err
	}, slices.Concat(bounds, args[:first], bounds, args[first:])...)
	if err != nil {
		return nil, err
	}
	var money []DueSum
	sql, args = forAgent(unallocatedSums, agentID, asOf, asOf, asOf)
	err = db.EachRow(q, sql, func(scan db.Scan) error {
		var r DueSum
		err := scan(&r.AgentID, &r.DebitFen)
		money = append(money, r)
		return err
	}, args...)
	return gather(dues, money), err
}

// forAgent fills the %AGENT% places of a query with one agent, or with all for
// 0. The first place takes no other argument; each further one follows one of
// days.
func forAgent(query string, agentID int64, days ...models.Date) (string, []any) {
	if agentID == 0 {
		args := make([]any, len(days))
		for i, d := range days {
			args[i] = d
		}
		return strings.ReplaceAll(query, "%AGENT%", "1 = 1"), args
	}
	args := []any{agentID}
	for _, d := range days {
		args = append(args, d, agentID)
	}
	return strings.ReplaceAll(query, "%AGENT%", "agent_id = ?"), args
}

// gather joins claims and unallocated money, agents in the order they come;
// an agent with neither is left out.
func gather(dues []bucketRow, money []DueSum) []AgentAgeing {
	at := make(map[int64]int, len(dues))
	out := make([]AgentAgeing, 0, len(dues))
	add := func(agentID int64, a models.Ageing) {
		i, ok := at[agentID]
		if !ok {
			i, at[agentID] = len(out), len(out)
			out = append(out, AgentAgeing{AgentID: agentID})
		}
		out[i].Ageing = out[i].Plus(a)
	}
	for _, d := range dues {
		add(d.AgentID, d.ageing())
	}
	for _, m := range money {
		add(m.AgentID, models.Ageing{Unallocated: m.DebitFen})
	}
	return slices.DeleteFunc(out, func(a AgentAgeing) bool { return a.Ageing == models.Ageing{} })
}

// ItemAt is a document with its residual at the end of a day.
type ItemAt struct {
	models.OpenItem
	ResidualFen models.Money
}

// DaysLate is the days past due at the day, 0 or less when not due.
func (i ItemAt) DaysLate(asOf models.Date) int { return asOf.DaysSince(i.DueOn) }

// ItemsAtQuery are an agent's documents that were not settled at the end of a
// day, with their residuals then; its places are filled by ItemsAtArgs.
const ItemsAtQuery = `SELECT * FROM (
		SELECT i.*, i.open_fen + COALESCE((SELECT SUM(a.amount_fen) FROM allocations a
			WHERE a.item_id = i.id AND a.posting_on > ?), 0) AS residual_fen
		FROM open_items i WHERE i.agent_id = ? AND i.posting_on <= ?
		AND (i.open_fen <> 0 OR i.id IN (SELECT l.item_id FROM allocations l WHERE l.agent_id = ? AND l.posting_on > ?))) r
		WHERE residual_fen <> 0`

// ItemsAtArgs fill the places of ItemsAtQuery.
func ItemsAtArgs(agentID int64, asOf models.Date) []any {
	return []any{asOf, agentID, asOf, agentID, asOf}
}

// ItemsAt lists an agent's documents that were not settled at the end of a
// day, oldest due first; their residuals are the ageing's, item by item.
func ItemsAt(q *gorm.DB, agentID int64, asOf models.Date) ([]ItemAt, error) {
	var rows []ItemAt
	err := q.Raw(ItemsAtQuery+" ORDER BY due_on, issued_on, number", ItemsAtArgs(agentID, asOf)...).Scan(&rows).Error
	return rows, err
}
