package demo

import (
	"context"
	"fmt"
	"time"

	"assay/app/db"
	"assay/app/limits"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/app/review"
	"assay/models"
)

// addPolicies puts the credit policies in force that a company starts with.
func (s *sim) addPolicies(tx *db.Tx, at models.Moment) error {
	direct := policy.Service{}
	card, formula, matrix := models.DefaultScorecard(), models.DefaultLimitFormula(), models.DefaultApprovalMatrix()
	for _, p := range []struct {
		kind models.PolicyKind
		body models.PolicyBody
		why  string
	}{{models.PolicyScorecard, &card, "评分卡初始版本"}, {models.PolicyLimits, &formula, "额度公式初始版本"}, {models.PolicyApproval, &matrix, "审批权限初始版本"}} {
		if err := direct.Put(tx, at, models.System, p.kind, models.SegmentAll, p.body, p.why); err != nil {
			return err
		}
	}
	return nil
}

// ownHistory is how many months of the ledger a first score looks at: before,
// the grades of the old system count.
const ownHistory = 3

// reviewMonth is the month's reviews: promises first, then whoever is due.
func (s *sim) reviewMonth(ctx context.Context, day models.Date) error {
	if day < s.start.AddMonths(ownHistory) {
		return nil
	}
	at := s.reviews.Clock.Moment()
	due, err := review.DueOn(s.db.Read(ctx), day)
	if err != nil {
		return err
	}
	scores, err := s.reviews.Rate(ctx, due, day)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := review.Keep(tx, at, models.System, scores)
		return err
	})
	if err != nil || day < s.end.AddMonths(-limitMonths) {
		return err
	}
	return s.proposeLimits(ctx, at)
}

// Proposals by the formula begin some months before the end; of each month's,
// the story has a few.
const (
	limitMonths = 6
	limitsShown = 6
)

func (s *sim) proposeLimits(ctx context.Context, at models.Moment) error {
	ids, err := limits.Candidates(s.db.Read(ctx), at.On)
	if err != nil || len(ids) == 0 {
		return err
	}
	made, err := s.limits.ByFormula(ctx, at, ids)
	if err != nil {
		return err
	}
	made = made[:min(len(made), limitsShown)]
	err = s.db.InTx(ctx, func(tx *db.Tx) error {
		_, err := limits.EnterAll(tx, at, made)
		return err
	})
	if err != nil || at.On > s.end-openLately {
		return err // they wait for whoever signs in
	}
	for i, p := range made {
		d := limits.Decision{ID: p.ID, Approve: i%3 != 0 && p.ToFen > p.From(), Reason: "同意按评分调整"}
		if !d.Approve {
			d.Reason = "季节因素，维持现有额度"
		}
		if err := s.limits.Decide(ctx, s.actor(s.people.manager, models.RoleFinanceManager), d); err != nil {
			return err
		}
	}
	return nil
}

// actor is somebody of the headquarters with the role over everything.
func (s *sim) actor(who models.Who, role models.Role) models.Actor {
	return models.Actor{ID: who.ID, Name: who.Name, Grants: []models.Grant{{Role: role, Kind: models.ScopeAll}}}
}

// promiseToPay lets an agent that owes something overdue promise to pay a part
// of it; who fails breaks it.
func (s *sim) promiseToPay(tx *db.Tx, at models.Moment, d *dealer) error {
	var owed models.Money
	if err := tx.Raw("SELECT COALESCE(SUM(open_fen), 0) FROM open_items WHERE agent_id = ? AND due_on < ? AND open_fen > 0", d.ID, at.On).Scan(&owed).Error; err != nil || owed <= 0 {
		return err
	}
	p := models.PaymentPromise{AgentID: d.ID, AmountFen: roundTo(owed/2, 100_000), MadeOn: at.On, DueOn: s.businessDay(at.On, 8+d.rng.IntN(14)), MadeWith: d.who.Name, Note: pick(d.rng, promises)}
	_, err := review.EnterPromise(tx, at, s.people.finance, p)
	s.promised++
	return err
}

var promises = []string{"电话承诺，回款后付清", "门店促销后付款", "已安排银行转账", "与财务约定分期付款"}

// planPromises lets late payers promise now and then in the last year.
func (s *sim) planPromises() {
	for _, d := range s.dealers {
		if d.pays == prompt {
			continue
		}
		for _, ago := range []int{300 - d.rng.IntN(120), 120 - d.rng.IntN(80), d.rng.IntN(12)} {
			if d.rng.Float64() < 0.3 {
				s.later(s.businessDay(s.end.AddDays(-ago), 0), func(tx *db.Tx, at models.Moment) error { return s.promiseToPay(tx, at, d) })
			}
		}
		if !d.failsOn.IsZero() {
			s.later(s.businessDay(d.failsOn, 42), func(tx *db.Tx, at models.Moment) error { return s.promiseToPay(tx, at, d) })
		}
	}
}

// judgePromises is the night's look at promises, while there are any.
func (s *sim) judgePromises(ctx context.Context, day models.Date) error {
	if s.promised == 0 {
		return nil
	}
	open, err := review.OpenPromises(s.db.Read(ctx), day)
	if err != nil {
		return err
	}
	at := models.MomentOf(s.now, s.Zone)
	for _, p := range open {
		if _, err := s.reviews.JudgePromise(ctx, at, p, noFence); err != nil {
			return err
		}
	}
	s.promised = len(open)
	return nil
}

// leaveWaiting is what waits for whoever signs in: a mass change, a request of
// another agent and an old one that was answered, and papers of securities.
func (s *sim) leaveWaiting(ctx context.Context, day models.Date) error {
	switch day {
	case s.end - 100:
		return s.answerRequest(ctx)
	case s.end - 60:
		return s.takeSecurities(ctx)
	case s.end - 6:
		return s.submitBatch(ctx)
	case s.end - 2:
		return s.askForOther(ctx)
	}
	return nil
}

func (s *sim) submitBatch(ctx context.Context) error {
	by := s.actor(s.people.finance, models.RoleFinance)
	m := models.MassChange{Region: regions[len(regions)-1].code, Method: models.MassPercent, Percent: -50_000}
	pre, err := s.limits.Preview(ctx, by, m)
	if err != nil || len(pre.Lines) == 0 {
		return err
	}
	_, err = s.limits.Submit(ctx, by, m, pre.SHA256, "区域金价波动，统一下调 5%")
	return err
}

// request is an agent asking for a third more.
func (s *sim) request(purpose models.LimitPurpose, amount models.Money, reason string) models.LimitRequest {
	on := models.DateOf(s.now, s.Zone)
	r := models.LimitRequest{Purpose: purpose, Amount: roundTo(amount*4/3, 1_000_000), From: on, Reason: reason}
	if purpose == models.LimitTemporary {
		r.To = on.AddDays(45)
	}
	return r
}

func (s *sim) askForOther(ctx context.Context) error {
	for _, d := range s.dealers[1:] {
		if d.ID != 0 && d.limit > 0 && !d.inherits && d.pays == prompt && d.failsOn.IsZero() && d.pot == nil {
			_, err := s.limits.Request(ctx, d.who, d.ID, s.request(models.LimitStanding, d.limit, "新开两家门店，备货需要"))
			return err
		}
	}
	return nil
}

func (s *sim) answerRequest(ctx context.Context) error {
	d := s.dealers[login]
	p, err := s.limits.Request(ctx, s.people.owner, d.ID, s.request(models.LimitTemporary, d.limit, "七夕活动备货"))
	if err != nil {
		return err
	}
	return s.limits.Decide(ctx, s.actor(s.people.manager, models.RoleFinanceManager), limits.Decision{ID: p.ID, Approve: true, Reason: "付款准时", Answer: "同意，活动结束后恢复原额度"})
}

// securitiesOfDemo is how many deposits and guarantees there are; the last of
// them waits for approval.
const securitiesOfDemo = 7

// takeSecurities takes deposits and guarantees of some agents, each with its
// paper: finance enters them, the manager approves all but the last. One in
// three ends soon.
func (s *sim) takeSecurities(ctx context.Context) error {
	clock := db.Clock{Now: func() time.Time { return s.now }, Zone: s.Zone}
	books := &receivables.Service{DB: s.db, Clock: clock}
	n := 0
	for _, d := range s.dealers {
		if n >= securitiesOfDemo || d.ID == 0 || d.limit == 0 || d.gone {
			continue
		}
		in := receivables.SecurityInput{AgentID: d.ID, Kind: models.SecurityGuarantee, Number: fmt.Sprintf("BG-%d-%03d", s.end.Year(), n+1), Amount: roundTo(d.limit/10, 1_000_000), Share: models.One,
			ValidFrom: s.end - 60, ValidTo: s.end.AddDays(100 + 60*n), Note: "银行保函"}
		switch n % 3 {
		case 0:
			in.Kind, in.Note, in.ValidTo = models.SecurityDeposit, "合同保证金", 0
		case 1:
			in.ValidTo = s.end.AddDays(20 + 8*n)
		}
		n++
		in.PaperName, in.Paper = in.Number+".pdf", paper(in.Number)
		r, err := books.RequestSecurity(ctx, s.people.finance, in)
		if err != nil {
			return err
		}
		if n == securitiesOfDemo {
			return nil
		}
		if _, err := books.DecideSecurity(ctx, s.people.manager, r.ID, true, "原件已核对"); err != nil {
			return err
		}
	}
	return nil
}

// paper is a PDF of one line.
func paper(text string) []byte {
	stream := "BT /F1 18 Tf 60 780 Td (" + text + ") Tj ET"
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n" +
		fmt.Sprintf("4 0 obj<</Length %d>>stream\n%s\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n", len(stream), stream))
}
