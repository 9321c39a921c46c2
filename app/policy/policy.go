// Package policy keeps the credit department's policies as versioned data:
// drafts that are edited and simulated, versions that a second person approved
// and that are never changed again, and the way back to any of them.
package policy

import (
	"sync"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// Service edits and decides on policy versions. Apply does, per kind, what
// must happen when a version comes into force; a kind without needs nothing.
type Service struct {
	DB    *db.DB
	Clock db.Clock
	Apply map[models.PolicyKind]func(tx *db.Tx, at models.Moment, v models.PolicyVersion) error
}

// bodies holds approved bodies by the hash of their content, which never
// changes; it grows with the number of versions only.
var bodies sync.Map

// Body is the content of a version. Callers share it and must not change it.
func Body[B models.PolicyBody](v models.PolicyVersion) (B, error) {
	if b, ok := held[B](v.Kind, v.SHA256); ok {
		return b, nil
	}
	var none B
	body, err := models.DecodePolicy(v.Kind, v.Body)
	if err != nil {
		return none, err
	}
	b, ok := body.(B)
	if !ok {
		return none, models.NotFound("policy")
	}
	if v.State == models.VersionApproved {
		bodies.Store(string(v.Kind)+v.SHA256, body)
	}
	return b, nil
}

// held is a body that is known already.
func held[B models.PolicyBody](kind models.PolicyKind, sha string) (b B, ok bool) {
	if known, found := bodies.Load(string(kind) + sha); found {
		b, ok = known.(B)
	}
	return b, ok
}

// ByContent is the content of an approved version by its hash. Only the first
// call of a process asks the database.
func ByContent[B models.PolicyBody](q *gorm.DB, kind models.PolicyKind, sha string) (B, error) {
	if b, ok := held[B](kind, sha); ok {
		return b, nil
	}
	var none B
	var v models.PolicyVersion
	if err := q.Raw("SELECT * FROM policy_versions WHERE kind = ? AND sha256 = ? AND state = 'approved' LIMIT 1", kind, sha).Scan(&v).Error; err != nil {
		return none, err
	}
	if v.ID == 0 {
		return none, models.NotFound("policy")
	}
	return Body[B](v)
}

// InForce is the version in force for a segment on a day; not found before the
// first.
func InForce(q *gorm.DB, kind models.PolicyKind, segment string, on models.Date) (models.PolicyVersion, error) {
	var v models.PolicyVersion
	err := q.Raw(`SELECT * FROM policy_versions WHERE kind = ? AND segment = ? AND state = 'approved' AND effective_on <= ?
		ORDER BY version DESC LIMIT 1`, kind, segment, on).Scan(&v).Error
	if err == nil && v.ID == 0 {
		err = models.NotFound("policy")
	}
	return v, err
}

// Current is the content in force on a day for a segment, or for all when the
// segment has no version of its own, with its version; before the first version
// what a policy of the kind starts with, as version 0.
func Current[B models.PolicyBody](q *gorm.DB, kind models.PolicyKind, segment string, on models.Date) (B, int64, error) {
	var none B
	v, err := InForce(q, kind, segment, on)
	if segment != models.SegmentAll && models.KindOf(err) == models.KindNotFound {
		v, err = InForce(q, kind, models.SegmentAll, on)
	}
	if models.KindOf(err) == models.KindNotFound {
		start, err := models.NewPolicyBody(kind)
		if err != nil {
			return none, 0, err
		}
		b, ok := start.(B)
		if !ok {
			return none, 0, models.NotFound("policy")
		}
		return b, 0, nil
	}
	if err != nil {
		return none, 0, err
	}
	b, err := Body[B](v)
	return b, v.Version, err
}

// ByID is one version.
func ByID(q *gorm.DB, id int64) (models.PolicyVersion, error) {
	var v models.PolicyVersion
	err := q.Raw("SELECT * FROM policy_versions WHERE id = ?", id).Scan(&v).Error
	if err == nil && v.ID == 0 {
		err = models.NotFound("policy")
	}
	return v, err
}

// Versions lists all versions of a policy, the latest first.
func Versions(q *gorm.DB, kind models.PolicyKind, segment string) ([]models.PolicyVersion, error) {
	var rows []models.PolicyVersion
	err := q.Raw("SELECT * FROM policy_versions WHERE kind = ? AND segment = ? ORDER BY version DESC", kind, segment).Scan(&rows).Error
	return rows, err
}

// Segments lists the segments that have versions of a kind of their own,
// without "all".
func Segments(q *gorm.DB, kind models.PolicyKind) ([]string, error) {
	var out []string
	err := q.Raw("SELECT DISTINCT segment FROM policy_versions WHERE kind = ? AND segment <> 'all' ORDER BY segment", kind).Scan(&out).Error
	return out, err
}
