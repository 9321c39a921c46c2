package insight

import (
	"slices"

	"gorm.io/gorm"

	"assay/app/db"
)

// Touch is the step by which a transaction says that something happened to some
// members, so that their facts are counted again: within a minute, by one job.
// It only adds lines of its own. Nothing is counted in a sale's transaction and
// no sale waits for another member's; and there is one way of counting.
func Touch(tx *db.Tx, members ...int64) error {
	slices.Sort(members)
	for _, id := range slices.Compact(members) {
		if id == 0 {
			continue
		}
		if _, err := tx.Change("INSERT INTO member_touches (member_id) VALUES (?)", id); err != nil {
			return err
		}
	}
	return nil
}

// TouchAll is Touch for the members of a night's batch.
func TouchAll(tx *db.Tx, members []int64) error {
	_, err := tx.Change("INSERT INTO member_touches (member_id) SELECT member_id FROM member_accounts WHERE member_id IN (?)", members)
	return err
}

// Forget is the step that takes a member's facts away at once: who was erased
// has none.
func Forget(tx *db.Tx, member int64) error {
	_, err := tx.Change("DELETE FROM member_facts WHERE member_id = ?", member)
	return err
}

// BatchSize is how many members are counted in one transaction.
const BatchSize = 1_000

// Touched are lines that wait and the members that they name.
type Touched struct {
	Lines   []int64
	Members []int64
}

// NextTouched are the next lines that wait, none when all is counted.
func NextTouched(q *gorm.DB) (t Touched, err error) {
	err = db.EachRow(q, "SELECT id, member_id FROM member_touches ORDER BY id LIMIT ?", func(scan db.Scan) error {
		var line, member int64
		err := scan(&line, &member)
		t.Lines, t.Members = append(t.Lines, line), append(t.Members, member)
		return err
	}, BatchSize)
	slices.Sort(t.Members)
	t.Members = slices.Compact(t.Members)
	return t, err
}

// Settle is the step that counts the members of some lines again and takes the
// lines away. What happens meanwhile has lines of its own: the lines go before
// anything is read, so all that they tell of is read.
func Settle(tx *db.Tx, terms Terms, t Touched) (Counted, error) {
	if _, err := tx.Change("DELETE FROM member_touches WHERE id IN (?)", t.Lines); err != nil {
		return Counted{}, err
	}
	return Count(tx, terms, t.Members)
}
