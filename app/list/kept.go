package list

import (
	"context"
	"net/url"
	"strings"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Service keeps people's views of lists.
type Service struct{ DB *db.DB }

// Kept is a view that a person kept: a list's query under a name. The
// preferred one opens when the list is called without a query.
type Kept struct {
	ID        int64
	UserID    int64
	List      string
	Name      string
	Query     string
	Preferred bool
}

// mostKept bounds how many views a person keeps, of all lists.
const mostKept = 100

// Keep stores a view under its name; the same name is replaced. At most one
// view of a list is preferred.
func (s *Service) Keep(ctx context.Context, k Kept) error {
	k.Name = strings.TrimSpace(k.Name)
	if k.Name == "" {
		return models.Invalid("name", "error.name_required")
	}
	state, err := url.ParseQuery(k.Query)
	if err != nil {
		return models.Invalid("query", "error.bad_request")
	}
	if k.Query = state.Encode(); k.Query == "" {
		k.Query = "q=" // see request.with
	}
	if err := models.CheckLengths(models.Length{Field: "name", Value: k.Name, Max: 60}, models.Length{Field: "list", Value: k.List, Max: 40},
		models.Length{Field: "query", Value: k.Query, Max: 2000}); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var n int64
		if err := tx.Raw("SELECT COUNT(*) FROM saved_views WHERE user_id = ? AND NOT (list = ? AND name = ?)", k.UserID, k.List, k.Name).Scan(&n).Error; err != nil {
			return err
		}
		if n >= mostKept {
			return models.Invalid("name", "list.too_many_views").With("Max", mostKept)
		}
		if k.Preferred {
			if _, err := tx.Change("UPDATE saved_views SET preferred = 0 WHERE user_id = ? AND list = ?", k.UserID, k.List); err != nil {
				return err
			}
		}
		changed, err := tx.Change("UPDATE saved_views SET query = ?, preferred = ? WHERE user_id = ? AND list = ? AND name = ?", k.Query, k.Preferred, k.UserID, k.List, k.Name)
		if err != nil || changed > 0 {
			return err
		}
		_, err = tx.Change("INSERT INTO saved_views (user_id, list, name, query, preferred) VALUES (?, ?, ?, ?, ?)", k.UserID, k.List, k.Name, k.Query, k.Preferred)
		if db.IsDuplicate(err) {
			return db.ErrRetry
		}
		return err
	})
}

// Drop removes a person's own view and returns it; not found when it is
// somebody else's.
func (s *Service) Drop(ctx context.Context, userID, id int64) (k Kept, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := tx.Raw("SELECT * FROM saved_views WHERE id = ? AND user_id = ?", id, userID).Scan(&k).Error; err != nil {
			return err
		}
		if k.ID == 0 {
			return models.NotFound("view")
		}
		_, err := tx.Change("DELETE FROM saved_views WHERE id = ? AND user_id = ?", id, userID)
		return err
	})
	return k, err
}

// keptBy are a person's views of a list, by name.
func keptBy(q *gorm.DB, userID int64, list string) ([]Kept, error) {
	var rows []Kept
	err := q.Raw("SELECT * FROM saved_views WHERE user_id = ? AND list = ? ORDER BY name, id", userID, list).Scan(&rows).Error
	return rows, err
}
