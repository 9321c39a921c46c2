package jobs

import (
	"context"
	"errors"
	"fmt"

	"assay/app/audit"
	"assay/app/auth"
	"assay/app/backtest"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/imports"
	"assay/app/insight"
	"assay/app/ledger"
	"assay/app/limits"
	"assay/app/loyalty"
	"assay/app/offers"
	"assay/app/orders"
	"assay/app/policy"
	"assay/app/provision"
	"assay/app/receivables"
	"assay/app/reports"
	"assay/app/review"
	"assay/app/standard"
	"assay/app/statements"
	"assay/models"
)

// Work is the features whose verbs the jobs call.
type Work struct {
	DB          *db.DB
	Clock       db.Clock
	Audit       *audit.Service
	Auth        *auth.Service
	Backtest    *backtest.Service
	Credit      *credit.Service
	Imports     *imports.Service
	Insight     *insight.Service
	Ledger      *ledger.Service
	Limits      *limits.Service
	Loyalty     *loyalty.Service
	Offers      *offers.Service
	Orders      *orders.Service
	Policies    *policy.Service
	Provision   *provision.Service
	Receivables *receivables.Service
	Reports     *reports.Service
	Review      *review.Service
	Standard    *standard.Service
	Statements  *statements.Service
}

// Schedule is the whole clock, in the business time zone. Money that clears is
// in the books before the statements of the night are written.
func Schedule(w Work) []Job {
	return []Job{
		{sealAudit, "* * * * *", Latest, w.sealAudit},
		{recheckHolds, "* * * * *", Latest, w.recheckHolds},
		{countMembers, "* * * * *", Latest, w.countMembers},
		{rebuildSearch, "*/10 * * * *", Latest, w.rebuildSearch},
		{"apply-policies", "1 0 * * *", All, w.applyPolicies},
		{"expire-reservations", "5 0 * * *", All, w.expireReservations},
		{"lapse-credit", "10 0 * * *", All, w.lapseCredit},
		{"expire-points", "8 0 * * *", All, w.expirePoints},
		{"review-tiers", "12 0 * * *", All, w.reviewTiers},
		{"give-coupons", "35 0 * * *", Latest, w.giveCoupons},
		{"member-facts", "25 0 * * *", Latest, w.nightOfMembers},
		{"count-offers", "50 0 * * *", Latest, w.countOffers},
		{"fit-clv", "40 0 1 * *", Latest, w.fitCLV},
		{"clear-receipts", "15 0 * * *", All, w.clearReceipts},
		{"judge-promises", "18 0 * * *", All, w.judgePromises},
		{"review-scores", "20 0 * * *", Latest, w.reviewScores},
		{"propose-limits", "30 0 * * *", Latest, w.proposeLimits},
		{statements.IssueRun, "0 2 * * *", All, w.issueStatements},
		{"watch-agents", "20 5 * * *", Latest, w.watchAgents},
		{provision.PostRun, "30 2 1 * *", Latest, w.postProvisions},
		{"check-counters", "30 3 * * *", Latest, w.checkCounters},
		{"monthly-figures", "45 3 * * *", Latest, w.monthlyFigures},
		{"run-standard", "0 4 1 * *", Latest, w.runStandard},
		{ledger.KeepRun, "50 * * * *", Latest, w.keepLedger},
		{"forget-prospects", "38 4 * * *", Latest, w.forgetProspects},
		{"sweep", "40 4 * * *", Latest, w.sweep},
	}
}

// OnRequest is the work that only people ask for. Statements by hand are a
// request for the job of the night.
func OnRequest(w Work) []Job {
	return []Job{
		{Name: imports.ReceiptsRun, Run: w.importFile},
		{Name: imports.FactsRun, Run: w.importFile},
		{Name: ledger.CloseRun, Run: w.closePeriod},
		{Name: policy.SimulateRun, Run: w.simulatePolicy},
		{Name: backtest.CompareRun, Run: w.compareSettlement},
		{Name: limits.DecideRun, Run: w.decideLimits},
	}
}

// moment is now, on the business date that the slot stands for.
func (w Work) moment(run *Run) models.Moment {
	return models.Moment{At: w.Clock.Moment().At, On: run.On}
}

// each does one subject after another. A failure keeps no other subject
// waiting; it fails the run at the end, which names every one of them. A lost
// lease, the end of ctx and a cancellation stop at once. Without a figure nothing is counted.
func each[T any](ctx context.Context, run *Run, figure string, subjects []T, do func(T) error) error {
	var failures []error
	before := int(run.base)
	for i, s := range subjects {
		if err := run.Stopped(); err != nil {
			return err
		}
		err := do(s)
		if errors.Is(err, ErrLost) || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if err != nil {
			failures = append(failures, fmt.Errorf("%v: %w", s, err))
		} else if figure != "" {
			run.Count(figure, 1)
		}
		run.Progress(before+i+1, before+len(subjects))
	}
	return errors.Join(failures...)
}
