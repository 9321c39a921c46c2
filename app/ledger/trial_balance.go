package ledger

import (
	"gorm.io/gorm"

	"assay/models"
)

// TrialRow is one account: what it stood at before the span, what was debited
// and credited in it (both positive), and where it stands. Debit balances are
// positive.
type TrialRow struct {
	Account    models.Account
	OpeningFen models.Money
	DebitFen   models.Money
	CreditFen  models.Money
}

// Balance is opening + debit − credit.
func (r TrialRow) Balance() models.Money { return r.OpeningFen + r.DebitFen - r.CreditFen }

// TrialSum is the sum of a trial balance: Debit equals Credit, Opening and
// Balance are zero, always.
func TrialSum(rows []TrialRow) TrialRow {
	var sum TrialRow
	for _, r := range rows {
		sum.OpeningFen += r.OpeningFen
		sum.DebitFen += r.DebitFen
		sum.CreditFen += r.CreditFen
	}
	return sum
}

// trialBalance takes from what was kept what is kept, and reads the lines of
// entries that wait only. It is one statement, so that it sees one state of
// both; SQLite does not turn a CROSS JOIN round.
const trialBalance = `SELECT account,
	SUM(CASE WHEN posting_on < ? THEN debit_fen - credit_fen ELSE 0 END) AS opening_fen,
	SUM(CASE WHEN posting_on >= ? THEN debit_fen ELSE 0 END) AS debit_fen,
	SUM(CASE WHEN posting_on >= ? THEN credit_fen ELSE 0 END) AS credit_fen
	FROM (SELECT account, posting_on, debit_fen, credit_fen FROM ledger_days
		UNION ALL ` + daySums + `ledger_waiting w CROSS JOIN journal_lines l ON l.entry_id = w.entry_id GROUP BY l.account, l.posting_on) d
	WHERE posting_on <= ? GROUP BY account`

// TrialBalance lists every account that was ever posted to by the day, in the
// order of the chart, at a cost that follows the days of the book and what was
// posted since the last keeping, not the history. Without a from day the span
// begins with the book.
func TrialBalance(q *gorm.DB, from, asOf models.Date) ([]TrialRow, error) {
	if from.IsZero() {
		from = beginning
	}
	var found []TrialRow
	if err := q.Raw(trialBalance, from, from, from, asOf).Scan(&found).Error; err != nil {
		return nil, err
	}
	byAccount := make(map[models.Account]TrialRow, len(found))
	for _, r := range found {
		byAccount[r.Account] = r
	}
	rows := make([]TrialRow, 0, len(found))
	for _, a := range models.Accounts() {
		if r, ok := byAccount[a]; ok {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// beginning and end hold every posting date between them.
var (
	beginning = models.MustDate("1900-01-01")
	end       = models.MustDate("2999-12-31")
)
