package limits

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/policy"
	"assay/models"
)

// MassMost is how many agents one mass change takes.
const MassMost = 2_000

// MassLine is what a mass change makes of an agent's limit.
type MassLine struct {
	AgentID   int64
	Code      string
	NameZh    string
	NameEn    string
	Grade     models.Grade
	Source    models.LimitSource
	From, To  models.Money
	FromKind  models.LimitKind
	proposal  models.LimitProposal
	Unchanged bool
	// What the person who submits is warned of; they move with every order and
	// are no part of what is submitted.
	Exposure models.Money        `gorm:"-" json:"-"`
	Warning  models.LimitWarning `gorm:"-" json:"-"`
	Need     models.ApprovalNeed `gorm:"-" json:"-"`
}

// Preview is a mass change before it is submitted. SHA256 names exactly these
// lines.
type Preview struct {
	Lines    []MassLine // those that change
	Agents   int        // that the filters keep
	From, To models.Money
	Raised   int
	Lowered  int
	Warned   int
	SHA256   string
}

// agentsQuery takes the agents that a mass change is about: active ones, with a
// limit of their own unless those who inherit are wanted too.
const agentsQuery = `SELECT a.id AS agent_id, a.code, a.name_zh, a.name_en, a.grade FROM agents a JOIN regions r ON r.id = a.region_id
	JOIN credit_accounts c ON c.agent_id = a.id LEFT JOIN credit_groups g ON g.id = c.group_id
	WHERE a.status = 'active' AND (? = '' OR r.code = ?) AND (? = '' OR a.grade = ?) AND (? = '' OR g.code = ?)
	AND (? OR EXISTS (SELECT 1 FROM credit_limits l WHERE l.agent_id = a.id AND l.purpose = 'standing' AND l.ended_at IS NULL AND l.kind IN ('amount', 'none'))) AND `

func massAgents(q *gorm.DB, scope models.Scope, m models.MassChange) ([]MassLine, error) {
	cond, args := db.Within(scope, "a")
	var lines []MassLine
	err := q.Raw(agentsQuery+cond+" ORDER BY a.code, a.id LIMIT ?", append(append([]any{m.Region, m.Region, m.Grade, m.Grade, m.Group, m.Group, m.Inherited}, args...), MassMost+1)...).Scan(&lines).Error
	if err == nil && len(lines) > MassMost {
		err = models.Invalid("method", "error.mass_too_many").With("Max", MassMost)
	}
	return lines, err
}

// Preview works a mass change out and stores nothing: only agents whose limit
// it changes are in it.
func (s *Service) Preview(ctx context.Context, by models.Actor, m models.MassChange) (Preview, error) {
	if err := m.Validate(); err != nil {
		return Preview{}, err
	}
	var out Preview
	err := s.DB.Snapshot(ctx, func(tx *db.Tx) (err error) {
		out, err = s.work(tx.DB, s.Clock.Moment(), by, m)
		return err
	})
	return out, err
}

func (s *Service) work(q *gorm.DB, at models.Moment, by models.Actor, m models.MassChange) (Preview, error) {
	var out Preview
	all, err := massAgents(q, by.Scope(models.CreditEdit), m)
	if err != nil {
		return out, err
	}
	out.Agents = len(all)
	for part := range slices.Chunk(all, formulaBatch) {
		if err := s.workPart(q, at, by, m, part); err != nil {
			return out, err
		}
	}
	for _, l := range all {
		if l.Unchanged {
			continue
		}
		out.Lines = append(out.Lines, l)
		out.From, out.To = out.From+l.From, out.To+l.To
		if l.Warning.Any() {
			out.Warned++
		}
		if l.To > l.From {
			out.Raised++
		} else {
			out.Lowered++
		}
	}
	out.SHA256 = db.Fingerprint([]any{m, out.Lines})
	return out, nil
}

// workPart fills lines in: what is in force, and what would be.
func (s *Service) workPart(q *gorm.DB, at models.Moment, by models.Actor, m models.MassChange, part []MassLine) error {
	ids := make([]int64, len(part))
	for i, l := range part {
		ids[i] = l.AgentID
	}
	f, _, err := policy.Current[*models.LimitFormula](q, models.PolicyLimits, models.SegmentAll, at.On)
	if err != nil {
		return err
	}
	approvals, err := matrix(q, at.On)
	if err != nil {
		return err
	}
	made, version, err := massTerms(q, m, ids, at.On)
	if err != nil {
		return err
	}
	for i := range part {
		l := &part[i]
		x := made[l.AgentID]
		now, source := x.Terms.StandingLimit(at.On)
		if l.Source, l.FromKind, l.From = source, now.Kind, now.Ceiling(); now.Kind == models.LimitUnlimited {
			l.Unchanged = true
			continue
		}
		if l.To, err = m.New(l.From, x.Working.Limit, *f); err != nil {
			return err
		}
		if l.Unchanged = l.To == l.From; l.Unchanged {
			continue
		}
		how := models.ProposalRecord{Mass: &m}
		if m.Method == models.MassFormula {
			how.Formula, how.FormulaVersion = &x.Working, version
		}
		in := credit.LimitInput{AgentID: l.AgentID, Purpose: models.LimitStanding, Limit: amountOf(l.To), ValidFrom: at.On, ValidTo: at.On.AddMonths(f.ReviewMonths)}
		var change models.LimitChange
		if l.proposal, change, err = draft(at, by.Who(), models.ProposedByMass, in, x.Terms, how); err != nil {
			return err
		}
		l.Exposure, l.Need = x.Exposure, approvals.Need(change)
		l.Warning = x.Terms.WarnOf(l.To, l.Exposure)
	}
	return nil
}

// massTerms reads the terms, and the formula's working only where it is asked.
func massTerms(q *gorm.DB, m models.MassChange, ids []int64, on models.Date) (map[int64]Made, int64, error) {
	if m.Method == models.MassFormula {
		return Formula(q, ids, on)
	}
	views, err := credit.LoadAll(q, ids, on)
	made := make(map[int64]Made, len(views))
	for id, v := range views {
		made[id] = Made{Terms: v.Terms, Exposure: v.Account.Exposure()}
	}
	return made, 0, err
}

// Submit enters the proposals of a mass change as one batch, exactly as they
// were previewed: ErrMoved when something has changed since.
func (s *Service) Submit(ctx context.Context, by models.Actor, m models.MassChange, sha, reason string) (int64, error) {
	if err := m.Validate(); err != nil {
		return 0, err
	}
	if err := models.CheckReason(reason); err != nil {
		return 0, err
	}
	at := s.Clock.Moment()
	var id int64
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		pre, err := s.work(tx.DB, at, by, m)
		switch {
		case err != nil:
			return err
		case pre.SHA256 != sha:
			return ErrMoved
		case len(pre.Lines) == 0:
			return models.Invalid("method", "error.mass_changes_nothing")
		}
		id, err = enterBatch(tx, at, by.Who(), m, pre, reason)
		return err
	})
	return id, err
}

func enterBatch(tx *db.Tx, at models.Moment, who models.Who, m models.MassChange, pre Preview, reason string) (int64, error) {
	method, err := json.Marshal(m)
	if err != nil {
		return 0, err
	}
	b := models.LimitBatch{State: models.LimitOpen, Method: string(method), Reason: reason, ProposedBy: who.Name, ProposedByID: who.ID, ProposedAt: at.At}
	if err := tx.Create(&b).Error; err != nil {
		return 0, err
	}
	proposals := make([]models.LimitProposal, len(pre.Lines))
	ids := make([]int64, len(pre.Lines))
	for i, l := range pre.Lines {
		p := l.proposal
		p.BatchID, p.Reason = &b.ID, reason
		proposals[i], ids[i] = p, l.AgentID
	}
	_, err = tx.Change("UPDATE limit_proposals SET state = 'superseded', open_slot = NULL, decided_at = ?, version = version + 1 WHERE open_slot = 'standing.house' AND agent_id IN ?", at.At, ids)
	if err != nil {
		return 0, err
	}
	if err := tx.CreateInBatches(&proposals, 100).Error; err != nil {
		return 0, err
	}
	return b.ID, audit.Write(tx, at, who, audit.Act{Action: "limit.batch", SubjectKind: "limit_batch", SubjectID: b.ID, Reason: reason,
		Detail: map[string]any{"method": m.Method, "agents": len(proposals), "before": pre.From, "after": pre.To}})
}
