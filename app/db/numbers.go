package db

import (
	"context"
	"errors"
	"fmt"
)

// NextNumber takes the next number of a series and year, without gaps: it
// belongs to the transaction and is given back by a rollback. It holds the
// counter row until COMMIT, so take it last. The first of a year rolls the
// closure back once: InTx opens the counter and runs it again.
func NextNumber(tx *Tx, series string, year int) (string, error) {
	n, err := tx.Change("UPDATE number_series SET next_number = next_number + 1 WHERE series = ? AND year = ?", series, year)
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", &missingSeries{series, year}
	}
	var next int64
	err = tx.Raw("SELECT next_number - 1 FROM number_series WHERE series = ? AND year = ?", series, year).Scan(&next).Error
	return fmt.Sprintf("%s%d-%06d", series, year, next), err
}

// missingSeries is a counter that has no row yet.
type missingSeries struct {
	series string
	year   int
}

func (m *missingSeries) Error() string {
	return fmt.Sprintf("db: no counter %s for %d", m.series, m.year)
}

// OpenSeries begins a series and year with number 1; one that has begun stays
// as it is. Only who cannot be rolled back and run again opens ahead.
func OpenSeries(tx *Tx, series string, year int) error {
	_, err := tx.Change("INSERT INTO number_series (series, year, next_number) VALUES (?, ?, 1)", series, year)
	if IsDuplicate(err) {
		return nil
	}
	return err
}

// ready opens the counter that a closure missed, in a transaction of its own:
// inside the one that asks for the number, a rollback would take the row away
// under everybody who waits for it, and InnoDB turns such waiters into one
// deadlock after another. Other errors stay as they are.
func (d *DB) ready(ctx context.Context, err error) error {
	missing := (*missingSeries)(nil)
	if !errors.As(err, &missing) {
		return err
	}
	err = d.once(ctx, func(tx *Tx) error { return OpenSeries(tx, missing.series, missing.year) })
	if err != nil {
		return err
	}
	return ErrRetry
}
