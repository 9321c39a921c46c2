package db

import "fmt"

// NextNumber takes the next number of a series and year, without gaps: it
// belongs to the transaction and is given back by a rollback. It holds the
// counter row until COMMIT, so take it last.
func NextNumber(tx *Tx, series string, year int) (string, error) {
	n, err := tx.Change("UPDATE number_series SET next_number = next_number + 1 WHERE series = ? AND year = ?", series, year)
	if err != nil {
		return "", err
	}
	if n == 0 {
		if err := startSeries(tx, series, year); err != nil {
			return "", err
		}
	}
	var next int64
	err = tx.Raw("SELECT next_number - 1 FROM number_series WHERE series = ? AND year = ?", series, year).Scan(&next).Error
	return fmt.Sprintf("%s%d-%06d", series, year, next), err
}

// startSeries opens a year with number 1 taken. The loser of a race for the
// first number rolls back and runs again.
func startSeries(tx *Tx, series string, year int) error {
	_, err := tx.Change("INSERT INTO number_series (series, year, next_number) VALUES (?, ?, 2)", series, year)
	if IsDuplicate(err) {
		return ErrRetry
	}
	return err
}
