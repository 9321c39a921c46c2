package agents

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// RegionInput is a region as it is entered or changed; ID 0 enters a new one.
// The parent counts for a new one only: scopes and reports follow the tree, so
// a region stays where it was put.
type RegionInput struct {
	ID       int64
	Code     string
	NameZh   string
	NameEn   string
	ParentID int64
}

// Validate checks what a person typed.
func (in RegionInput) Validate() error {
	switch {
	case strings.TrimSpace(in.Code) == "":
		return models.Invalid("code", "error.code_required")
	case strings.TrimSpace(in.NameZh) == "" || strings.TrimSpace(in.NameEn) == "":
		return models.Invalid("name_zh", "error.both_names_required")
	}
	return models.CheckLengths(models.Length{Field: "code", Value: in.Code, Max: 40}, models.Length{Field: "name_zh", Value: in.NameZh, Max: 80},
		models.Length{Field: "name_en", Value: in.NameEn, Max: 80})
}

// PutRegion enters a region or renames one.
func (s *Service) PutRegion(ctx context.Context, who models.Who, in RegionInput) error {
	if err := in.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		id, err := writeRegion(tx, in)
		if err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "region.put", SubjectKind: "region", SubjectID: id, Subject: in.Code})
	})
	if db.IsDuplicate(err) {
		err = models.Invalid("code", "error.code_taken").With("Code", in.Code)
	}
	return err
}

func writeRegion(tx *db.Tx, in RegionInput) (int64, error) {
	if in.ID != 0 {
		n, err := tx.Change("UPDATE regions SET code = ?, name_zh = ?, name_en = ? WHERE id = ?", in.Code, in.NameZh, in.NameEn, in.ID)
		if err == nil && n == 0 {
			err = models.NotFound("region")
		}
		return in.ID, err
	}
	r := models.Region{Code: in.Code, NameZh: in.NameZh, NameEn: in.NameEn, Path: "/"}
	if in.ParentID != 0 {
		parent, err := regionOf(tx.DB, in.ParentID)
		if err != nil {
			return 0, models.OnField(err, "parent_id")
		}
		r.ParentID, r.Path = &parent.ID, parent.Path
	}
	return enterRegion(tx, r)
}

// enterRegion inserts a region below its parent's path.
func enterRegion(tx *db.Tx, r models.Region) (int64, error) {
	if err := tx.Create(&r).Error; err != nil {
		return 0, err
	}
	_, err := tx.Change("UPDATE regions SET path = ? WHERE id = ?", fmt.Sprintf("%s%d/", r.Path, r.ID), r.ID)
	return r.ID, err
}

// regionOf is the region with an id; invalid on field region_id when there is
// none.
func regionOf(q *gorm.DB, id int64) (models.Region, error) {
	var r models.Region
	err := q.Raw("SELECT * FROM regions WHERE id = ?", id).Scan(&r).Error
	if err == nil && r.ID == 0 {
		err = models.Invalid("region_id", "error.region_required")
	}
	return r, err
}

// RegionWithin is the region with an id inside the scope; one outside is like
// none: invalid on field region_id.
func RegionWithin(q *gorm.DB, scope models.Scope, id int64) (models.Region, error) {
	r, err := regionOf(q, id)
	if err == nil && !scope.All && !slices.ContainsFunc(scope.Regions, func(path string) bool { return strings.HasPrefix(r.Path, path) }) {
		err = models.Invalid("region_id", "error.region_required")
	}
	return r, err
}

// RegionByCode is the region with a code, entered under that code as its name
// when the register has none: agents taken over from another system bring
// their regions with them.
func RegionByCode(tx *db.Tx, code string) (int64, error) {
	var r models.Region
	if err := tx.Raw("SELECT * FROM regions WHERE code = ?", code).Scan(&r).Error; err != nil || r.ID != 0 {
		return r.ID, err
	}
	return enterRegion(tx, models.Region{Code: code, NameZh: code, NameEn: code, Path: "/"})
}

// RegionLine is a region of the tree with how many agents it has itself.
type RegionLine struct {
	models.Region
	Agents int64
}

// Depth is how far below the root the region lies, 0 for the first level.
func (r RegionLine) Depth() int { return strings.Count(r.Path, "/") - 2 }

// RegionTree lists the regions, parents before their children.
func RegionTree(q *gorm.DB) ([]RegionLine, error) {
	var rows []RegionLine
	err := q.Raw("SELECT r.*, (SELECT COUNT(*) FROM agents a WHERE a.region_id = r.id) AS agents FROM regions r ORDER BY r.path").Scan(&rows).Error
	return rows, err
}
