package demo

import (
	"context"
	"fmt"
	"time"

	"assay/app/agents"
	"assay/app/care"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/policy"
	"assay/app/prospects"
	"assay/app/receivables"
	"assay/app/search"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/app/statements"
	"assay/models"
)

// setUp opens the company on the first morning.
func (s *sim) setUp(ctx context.Context) error {
	s.people = hire()
	at := models.MomentOf(s.start.In(s.Zone).Add(8*time.Hour), s.Zone)
	return s.db.InTx(ctx, func(tx *db.Tx) error {
		for _, step := range []act{mark, s.addRegions, s.addStaff, s.addRules, s.addPolicies, s.addMetals, s.addCatalogue, s.addDealers, s.addBlocking, s.addStores, s.addBuyers, s.addCounters} {
			if err := step(tx, at); err != nil {
				return err
			}
		}
		for year := s.start.Year(); year <= s.end.Year(); year++ {
			for _, series := range []string{receivables.SeriesInvoice, receivables.SeriesCreditNote, receivables.SeriesReceipt, receivables.SeriesWriteOff, receivables.SeriesRecovery, statements.Series, members.Series,
				loyalty.SeriesSlip, loyalty.SeriesRedemption, care.SeriesService, care.SeriesBespoke, care.SeriesComplaint, prospects.Series} {
				if err := db.OpenSeries(tx, series, year); err != nil {
					return err
				}
			}
			s.later(s.businessDay(models.NewDate(year, time.January, 8), 0), s.reviewLimits)
		}
		return nil
	})
}

func (s *sim) addRegions(tx *db.Tx, _ models.Moment) error {
	for _, r := range regions {
		row := models.Region{Code: r.code, NameZh: r.zh, NameEn: r.en}
		if err := tx.Create(&row).Error; err != nil {
			return err
		}
		if _, err := tx.Change("UPDATE regions SET path = ? WHERE id = ?", fmt.Sprintf("/%d/", row.ID), row.ID); err != nil {
			return err
		}
		s.regionIDs = append(s.regionIDs, row.ID)
	}
	return nil
}

// gradeLimits are what a grade inherits, in fen.
var gradeLimits = map[models.Grade]models.Money{"A": 120_000_000, "B": 60_000_000, "C": 30_000_000, "D": 15_000_000, "E": 5_000_000}

func (s *sim) addRules(tx *db.Tx, at models.Moment) error {
	policies, err := settlement.Policies(tx.DB)
	if err == nil && len(policies) == 0 { // a founded book has them already
		if err = settlement.AddPolicies(tx, models.NamedPolicies()); err == nil {
			policies, err = settlement.Policies(tx.DB)
		}
	}
	if err != nil {
		return err
	}
	for _, p := range policies {
		s.policies[p.Code], s.policyOf[p.ID] = p, p
	}
	if s.holidays, err = addHolidays(tx); err != nil {
		return err
	}
	for _, g := range models.Grades {
		if _, err := tx.Change("INSERT INTO grade_limits (grade, kind, amount_fen) VALUES (?, 'amount', ?)", g, gradeLimits[g]); err != nil {
			return err
		}
	}
	if err := addMatrix(tx, at); err != nil {
		return err
	}
	return standard.PutPolicy(tx, at, models.System, models.DefaultStandardPolicy(), "信用标准初始版本")
}

// addMatrix puts the provision matrix in force: the lowest grade apart.
func addMatrix(tx *db.Tx, at models.Moment) error {
	m := models.DefaultProvisionMatrix()
	m.AddRow("rows")
	m.Rows[0] = models.ProvisionRow{Segment: "grade:E", Rates: [models.ProvisionClasses]models.Rate{20_000, 60_000, 120_000, 250_000, 450_000, 700_000, models.One}}
	return (&policy.Service{}).Put(tx, at, models.System, models.PolicyProvision, models.SegmentAll, &m, "准备金矩阵初始版本")
}

func (s *sim) addCatalogue(tx *db.Tx, at models.Moment) error {
	if err := s.addProducts(tx); err != nil {
		return err
	}
	if err := s.illustrate(tx, at); err != nil {
		return err
	}
	return s.addPriceLists(tx)
}

// addDealers invents the agents, ties some to head agents and pots, decides
// who will fail, and enters them: the old ones now, the others when they join.
func (s *sim) addDealers(tx *db.Tx, at models.Moment) error {
	for i := range s.Agents {
		s.dealers = append(s.dealers, s.invent(i))
	}
	s.tieTogether()
	s.chooseFailures()
	s.planPromises()
	s.planDisputes()
	if err := s.addPots(tx); err != nil {
		return err
	}
	for _, d := range s.dealers {
		enter := func(tx *db.Tx, at models.Moment) error { return s.enter(tx, at, d) }
		if d.Agent.JoinedOn > s.start {
			s.later(d.Agent.JoinedOn, enter)
			continue
		}
		if err := enter(tx, at); err != nil {
			return err
		}
	}
	return nil
}

// tieTogether hangs a quarter of the agents under head agents that are older
// than they are; the first few heads share a pot with theirs.
func (s *sim) tieTogether() {
	heads := max(1, s.Agents/16)
	for i, d := range s.dealers {
		if i < heads {
			d.Agent.JoinedOn = min(d.Agent.JoinedOn, s.start.AddDays(-1))
			continue
		}
		if d.rng.Float64() < 0.25 {
			d.boss = s.dealers[d.rng.IntN(heads)]
		}
	}
	for i := 1; i < heads && len(s.pots) < max(1, s.Agents/40); i++ {
		p := &pot{CreditGroup: models.CreditGroup{Code: fmt.Sprintf("GROUP-%02d", len(s.pots)+1), NameZh: s.dealers[i].Agent.NameZh + "集团",
			NameEn: s.dealers[i].Agent.NameEn + " Group", PotKind: models.LimitAmount, MemberLimitKind: models.LimitInherit, TermsVersion: 1, Version: 1}}
		s.dealers[i].pot = p
		for _, d := range s.dealers {
			if d.boss == s.dealers[i] {
				d.pot = p
			}
		}
		s.pots = append(s.pots, p)
	}
}

// addPots gives each group a pot somewhat under what its members need together.
func (s *sim) addPots(tx *db.Tx) error {
	for _, d := range s.dealers {
		d.limit = d.need()
		if d.pot != nil {
			d.pot.need += d.limit
		}
	}
	for _, p := range s.pots {
		p.PotFen = roundTo(p.need*9/10, 10_000_000)
		if err := tx.Create(&p.CreditGroup).Error; err != nil {
			return err
		}
		if err := search.Add(tx, search.OfGroup(p.CreditGroup)); err != nil {
			return err
		}
	}
	return nil
}

// enter registers an agent with its terms of payment and its limit.
func (s *sim) enter(tx *db.Tx, at models.Moment, d *dealer) error {
	if d.boss != nil {
		d.Agent.ParentID = &d.boss.ID
	}
	if d.pot != nil {
		d.GroupID = &d.pot.ID
	}
	if d.Agent.RegionID == s.regionIDs[0] {
		d.Agent.SalespersonID = &s.people.sales.ID
	}
	d.Agent.LicenceUntilOn, d.Agent.ContractUntilOn = s.validity(d), s.end.AddDays(60+d.rng.IntN(700))
	if err := d.Validate(); err != nil {
		return err
	}
	a, err := agents.Enter(tx, at, s.people.sales, d.Registration)
	if err != nil {
		return err
	}
	d.Agent, d.ID = a, a.ID
	if _, err := settlement.AssignPolicy(tx, at, s.people.manager, d.ID, d.policy.ID, "合同约定"); err != nil {
		return err
	}
	if d.limit == 0 || d.inherits && d.limit <= gradeLimits[a.Grade] {
		return nil
	}
	return s.setLimit(tx, at, d, d.limit, "合同约定的信用额度")
}

// validity is until when the licence runs; a few have just run out.
func (s *sim) validity(d *dealer) models.Date {
	if d != s.dealers[login] && d.rng.Float64() < 0.012 {
		return s.end.AddDays(-1 - d.rng.IntN(20))
	}
	return s.end.AddDays(20 + d.rng.IntN(1500))
}

func (s *sim) setLimit(tx *db.Tx, at models.Moment, d *dealer, amount models.Money, reason string) error {
	d.limit, d.inherits = amount, false
	return credit.ChangeLimit(tx, at, s.people.manager, credit.LimitInput{AgentID: d.ID, Purpose: models.LimitStanding,
		Limit: models.Limit{Kind: models.LimitAmount, Amount: amount}, ValidFrom: at.On, Reason: reason})
}

// addStores opens twelve shops, the first three with the agent that has logins.
func (s *sim) addStores(tx *db.Tx, _ models.Moment) error {
	owners := []*dealer{s.dealers[login], s.dealers[login], s.dealers[login]}
	for _, d := range s.dealers[1:] {
		if len(owners) < 12 && d.ID != 0 && d.failsOn.IsZero() {
			owners = append(owners, d)
		}
	}
	for i, d := range owners {
		street := streets[i%len(streets)]
		st := models.Store{AgentID: d.ID, RegionID: d.Agent.RegionID, Code: fmt.Sprintf("ST-%s-%02d", d.city.code, i+1), NameZh: d.Agent.NameZh + street + "店",
			NameEn: d.Agent.NameEn + fmt.Sprintf(" Store %d", i+1), Address: fmt.Sprintf("%s市%s%d号", d.city.zh, street, 10+7*i),
			OpenedOn: s.start.AddDays(-2200 + 190*i), Version: 1}
		if err := tx.Create(&st).Error; err != nil {
			return err
		}
		if err := search.Add(tx, search.OfStore(st)); err != nil {
			return err
		}
		d.stores = append(d.stores, st.ID)
	}
	return nil
}
