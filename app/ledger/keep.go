package ledger

import (
	"context"
	"errors"
	"strings"

	"assay/app/db"
	"assay/models"
)

// KeepRun is the job that keeps the sums of days.
const KeepRun = "keep-ledger"

// daySums are what accounts took on each day, by lines aliased l that follow.
const daySums = `SELECT l.account, l.posting_on, SUM(CASE WHEN l.amount_fen > 0 THEN l.amount_fen ELSE 0 END) AS debit_fen,
	SUM(CASE WHEN l.amount_fen < 0 THEN -l.amount_fen ELSE 0 END) AS credit_fen FROM `

// portion is how many entries are added up in one transaction.
const portion = 5000

// Keep adds the entries that wait to the sums per account and day, so that a
// trial balance need not read their lines again, and returns how many it took.
// An entry waits from its posting on, for whichever day it is. fence is the
// first statement of each transaction.
func (s *Service) Keep(ctx context.Context, fence func(tx *db.Tx) error) (kept int, err error) {
	for {
		var ids []any
		err := db.EachRow(s.DB.Read(ctx), "SELECT entry_id FROM ledger_waiting ORDER BY entry_id LIMIT ?", func(scan db.Scan) error {
			var id int64
			err := scan(&id)
			ids = append(ids, id)
			return err
		}, portion)
		if err != nil || len(ids) == 0 {
			return kept, err
		}
		err = s.DB.InTx(ctx, func(tx *db.Tx) error {
			if err := fence(tx); err != nil {
				return err
			}
			return keep(tx, ids)
		})
		if err != nil {
			return kept, err
		}
		kept += len(ids)
	}
}

// errKept says that somebody else added up the same entries.
var errKept = errors.New("ledger: the same entries were kept by somebody else")

// daySum is a row of ledger_days.
type daySum struct {
	Account   models.Account
	PostingOn models.Date
	DebitFen  models.Money
	CreditFen models.Money
}

func keep(tx *db.Tx, ids []any) error {
	these := "(?" + strings.Repeat(", ?", len(ids)-1) + ")"
	taken, err := tx.Change("DELETE FROM ledger_waiting WHERE entry_id IN "+these, ids...)
	if err != nil {
		return err
	}
	if taken != int64(len(ids)) {
		return errKept
	}
	var sums []daySum
	err = db.EachRow(tx.DB, daySums+"journal_lines l WHERE l.entry_id IN "+these+" GROUP BY l.account, l.posting_on", func(scan db.Scan) error {
		var d daySum
		err := scan(&d.Account, &d.PostingOn, &d.DebitFen, &d.CreditFen)
		sums = append(sums, d)
		return err
	}, ids...)
	for i := 0; i < len(sums) && err == nil; i++ {
		err = add(tx, sums[i])
	}
	return err
}

// add adds to an account's day, which may be the first of its kind.
func add(tx *db.Tx, d daySum) error {
	n, err := tx.Change("UPDATE ledger_days SET debit_fen = debit_fen + ?, credit_fen = credit_fen + ? WHERE account = ? AND posting_on = ?",
		d.DebitFen, d.CreditFen, d.Account, d.PostingOn)
	if err == nil && n == 0 {
		_, err = tx.Change("INSERT INTO ledger_days (account, posting_on, debit_fen, credit_fen) VALUES (?, ?, ?, ?)", d.Account, d.PostingOn, d.DebitFen, d.CreditFen)
	}
	return err
}
