// Package backtest tries a draft of a credit policy on the recorded past: it
// reads orders, deliveries, payments and losses as they were posted and
// replays them under the policies in force and under the draft.
package backtest

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// Months is how far a back-test looks back, and as many months before it are
// read for the book and the scores that it begins with.
const Months = 36

// Service tries drafts.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Try replays the whole months up to a day under what is in force and under the
// draft in its place. A company in its first month has that month as far as it
// goes. progress is told the part done in ppm; its error ends
// the trial.
func (s *Service) Try(ctx context.Context, draft models.PolicyVersion, on models.Date, progress func(models.Rate) error) (models.ReplayComparison, error) {
	var h models.ReplayHistory
	var base, candidate models.ReplayPolicy
	err := s.DB.Snapshot(ctx, func(tx *db.Tx) (err error) {
		if h, err = wholeMonths(tx.DB, s.Clock, on); err != nil {
			return err
		}
		if base, err = inForce(tx.DB, on); err != nil {
			return err
		}
		candidate, err = with(base, draft)
		return err
	})
	if err != nil {
		return models.ReplayComparison{}, err
	}
	half := func(from models.Rate) func(models.Rate) error {
		return func(done models.Rate) error { return progress(from + done/2) }
	}
	before, err := models.Replay(h, base, nil, half(0))
	if err != nil {
		return models.ReplayComparison{}, err
	}
	after, err := models.Replay(h, candidate, &before, half(models.One/2))
	if err != nil {
		return models.ReplayComparison{}, err
	}
	return models.CompareReplays(h, before, after), nil
}

// wholeMonths is the history up to the end of the last whole month, so that what
// is said of a month compares; up to the day when nothing was ordered before.
func wholeMonths(q *gorm.DB, clock db.Clock, on models.Date) (models.ReplayHistory, error) {
	to := (on + 1).MonthStart() - 1
	h, err := load(q, clock, on, to, nil)
	if to < on && errors.Is(err, ErrNoHistory) {
		return load(q, clock, on, on, nil)
	}
	return h, err
}

// inForce is the set of policies of a day.
func inForce(q *gorm.DB, on models.Date) (models.ReplayPolicy, error) {
	p := models.ReplayPolicy{Grades: map[models.Grade]models.Limit{}}
	for _, kind := range []models.PolicyKind{models.PolicyStandard, models.PolicyScorecard, models.PolicyLimits, models.PolicyBlocking} {
		body, _, err := policy.Current[models.PolicyBody](q, kind, models.SegmentAll, on)
		if err != nil {
			return p, err
		}
		put(&p, body)
	}
	var rows []struct {
		Grade     models.Grade
		Kind      models.LimitKind
		AmountFen models.Money
	}
	err := q.Raw("SELECT grade, kind, amount_fen FROM grade_limits").Scan(&rows).Error
	for _, r := range rows {
		p.Grades[r.Grade] = models.Limit{Kind: r.Kind, Amount: r.AmountFen}
	}
	return p, err
}

// with is a set with the draft in the place of its kind.
func with(p models.ReplayPolicy, draft models.PolicyVersion) (models.ReplayPolicy, error) {
	body, err := models.DecodePolicy(draft.Kind, draft.Body)
	if err == nil {
		put(&p, body)
	}
	return p, err
}

// put puts a body in its place; kinds that no order meets change nothing.
func put(p *models.ReplayPolicy, body models.PolicyBody) {
	switch b := body.(type) {
	case *models.StandardPolicy:
		p.Standard = *b
	case *models.Scorecard:
		p.Scorecard = *b
	case *models.LimitFormula:
		p.Limits = *b
	case *models.BlockingPolicy:
		p.Blocking = *b
	}
}
