package demo

import (
	"assay/app/db"
	"assay/models"
)

// blockingMonths is how long before the end the company began to hold orders
// for what is overdue.
const blockingMonths = 12

// addBlocking puts the first blocking policy in force, and a year before the
// end the one that the company lives by now.
func (s *sim) addBlocking(tx *db.Tx, at models.Moment) error {
	first := models.DefaultBlockingPolicy()
	s.later(s.businessDay(s.end.AddMonths(-blockingMonths), 1), func(tx *db.Tx, at models.Moment) error {
		return s.blocking.Put(tx, at, s.people.manager, models.PolicyBlocking, models.SegmentAll, s.blocksNow(), "逾期超过 45 天的订单先由财务复核")
	})
	return s.blocking.Put(tx, at, s.people.manager, models.PolicyBlocking, models.SegmentAll, &first, "停货与豁免规则初始版本")
}

// blocksNow holds whoever is overdue for long, or by much with little left of
// the limit; a group that pays by its own plan is let off for a while.
func (s *sim) blocksNow() *models.BlockingPolicy {
	p := models.DefaultBlockingPolicy()
	p.Rules = append(p.Rules,
		models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectHold, Scope: models.SegmentAll, Days: 45},
		models.BlockingRule{Family: models.FamilyOverdueAmount, Effect: models.EffectHold, Scope: models.SegmentAll, AmountFen: 20_000_000, SharePPM: 800_000})
	for _, g := range s.pots[:min(1, len(s.pots))] {
		p.Rules = append(p.Rules, models.BlockingRule{Family: models.FamilyDaysOverdue, Effect: models.EffectExclude, Scope: "group:" + g.Code, ValidToOn: s.end.AddMonths(2)})
	}
	return &p
}
