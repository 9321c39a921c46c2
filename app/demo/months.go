package demo

import (
	"context"
	"time"

	"assay/app/credit"
	"assay/app/db"
	"assay/app/provision"
	"assay/models"
)

func noFence(*db.Tx) error { return nil }

// openLately is how many days before the end finance no longer decides, so
// that what is proposed then waits for whoever signs in.
const openLately = 40

// judgeStandard runs the controller on the first of the month and lets finance
// answer: loosening is welcome, the first tightening too, the next waits.
func (s *sim) judgeStandard(ctx context.Context, day models.Date) error {
	run, ok, err := s.standard.Run(ctx, s.standard.Clock.Moment(), models.SegmentAll, day, noFence)
	if err != nil || !ok || run.Result != models.ResultProposed || day > s.end-openLately {
		return err
	}
	var p models.StandardProposal
	if err := s.db.Read(ctx).Raw("SELECT * FROM standard_proposals WHERE run_id = ?", run.ID).Scan(&p).Error; err != nil {
		return err
	}
	s.now = s.now.Add(20 * time.Minute)
	if p.ToLevel == "strict" {
		return s.standard.Reject(ctx, s.people.manager, p.ID, "损失集中于少数已在催收的代理商，观察一个季度")
	}
	return s.standard.Approve(ctx, s.people.manager, p.ID, "同意")
}

// provide posts the expected credit loss of the month that has ended.
func (s *sim) provide(ctx context.Context, day models.Date) error {
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := provision.PostMonth(tx, models.System, s.standard.Clock.Moment(), day-1)
		return err
	})
}

// tellBalance issues the agent's statement on the second day after its period.
func (s *sim) tellBalance(d *dealer, day models.Date) {
	if d.invoices == 0 || d.told.IsZero() && day < s.statementsFrom() {
		return
	}
	last := d.told
	if last.IsZero() {
		last = s.statementsFrom() - 1
	}
	period := models.StatementPeriod(d.policy, last, 0)
	if period.To >= day-1 {
		return
	}
	d.told = period.To
	s.later(day, func(tx *db.Tx, at models.Moment) error {
		_, err := s.Statements.IssueIn(tx, at, s.people.finance, d.ID, period)
		return err
	})
}

// reviewLimits is finance in January: limits follow what agents bought, and
// some get a temporary one for the season.
func (s *sim) reviewLimits(tx *db.Tx, at models.Moment) error {
	for _, d := range s.dealers {
		if d.ID == 0 || d.gone || d.limit == 0 || d == s.dealers[login] || s.failing(d, at.On) {
			continue
		}
		if !d.inherits && d.rng.Float64() < 0.6 {
			if err := s.setLimit(tx, at, d, roundTo(d.limit*112/100, 1_000_000), "年度额度复核"); err != nil {
				return err
			}
		}
		if d.rng.Float64() < 0.06 {
			if err := s.lendForSeason(tx, at, d); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *sim) lendForSeason(tx *db.Tx, at models.Moment, d *dealer) error {
	return credit.ChangeLimit(tx, at, s.people.manager, credit.LimitInput{AgentID: d.ID, Purpose: models.LimitTemporary,
		Limit: models.Limit{Kind: models.LimitAmount, Amount: roundTo(d.limit*14/10, 1_000_000)}, ValidFrom: at.On, ValidTo: at.On.AddDays(60), Reason: "旺季临时额度"})
}
