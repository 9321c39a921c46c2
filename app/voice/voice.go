// Package voice is what members say and see by themselves: their own page by a
// link, the answers to surveys, and the loyalty zone that follows from them.
package voice

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/members"
	"assay/app/policy"
	"assay/models"
)

// Service makes links, asks and takes answers.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// newToken is what stands in a link: 128 bits from the system's generator.
func newToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// hashOf is how a token is stored: who reads the table opens no page with it.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func rulesOn(q *gorm.DB, on models.Date) (models.ZonePolicy, error) {
	p, _, err := policy.Current[*models.ZonePolicy](q, models.PolicyZones, models.SegmentAll, on)
	if err != nil {
		return models.ZonePolicy{}, err
	}
	return *p, nil
}

// errGone is a link that opens nothing any more, or never did: the two are not
// told apart.
var errGone = models.NotFound("link")

// Standing is what a member's answers say: the latest, and the zone that it
// puts the member into with what was bought in the policy's months.
type Standing struct {
	Last    *models.Survey
	Zone    models.LoyaltyZone
	Loyalty models.Rate
	Bought  int64
}

// StandingOf reads a member's zone on a day.
func StandingOf(q *gorm.DB, memberID int64, on models.Date) (s Standing, err error) {
	rules, err := rulesOn(q, on)
	if err != nil {
		return s, err
	}
	ids, err := members.Family(q, memberID)
	if err != nil || len(ids) == 0 {
		return s, err
	}
	var rows []models.Survey
	if err := q.Raw("SELECT * FROM surveys WHERE member_id IN ? AND answered_at IS NOT NULL ORDER BY answered_at DESC, id DESC LIMIT 1", ids).Scan(&rows).Error; err != nil || len(rows) == 0 {
		return s, err
	}
	err = q.Raw("SELECT COUNT(*) FROM sales_slips x WHERE x.member_id IN ? AND x.sold_on > ? AND (x.refunded_fen < x.paid_fen OR x.paid_fen = 0)", ids, on.AddMonths(-rules.Months)).Scan(&s.Bought).Error
	s.Last = &rows[0]
	a := answerOf(rows[0])
	s.Zone, s.Loyalty = rules.Zone(a, s.Bought), rules.Loyalty(s.Bought, a.NPS)
	return s, err
}

func answerOf(s models.Survey) models.Answer {
	return models.Answer{CSAT: s.CSAT, NPS: s.NPS, Comment: s.Comment}
}

// Forget is the step that takes out what a member said, and the links to the
// member's page, for a member who is erased; the figures stay.
func Forget(tx *db.Tx, memberID int64) error {
	for _, statement := range []string{
		"UPDATE surveys SET comment = '', handling = '', token_hash = NULL WHERE member_id = ?",
		"DELETE FROM member_links WHERE member_id = ?",
	} {
		if _, err := tx.Change(statement, memberID); err != nil {
			return err
		}
	}
	return nil
}
