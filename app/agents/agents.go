// Package agents keeps the register of agents, franchisees and stores: who
// they are, where they belong, who speaks for them, and each change of the
// relationship with its reason.
package agents

import (
	"context"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/pinyin"
	"assay/app/search"
	"assay/models"
)

// Service holds the verbs on the register.
type Service struct {
	DB    *db.DB
	Clock db.Clock
}

// Registration is what a new agent is entered with.
type Registration struct {
	Agent    models.Agent
	Contacts []models.AgentContact
	Banks    []models.AgentBankAccount
	GroupID  *int64
}

// Validate checks what a person typed.
func (r Registration) Validate() error {
	a := r.Agent
	switch {
	case strings.TrimSpace(a.Code) == "" || len(a.Code) > 40:
		return models.Invalid("code", "error.code_required")
	case strings.TrimSpace(a.NameZh) == "" && strings.TrimSpace(a.NameEn) == "":
		return models.Invalid("name_zh", "error.name_required")
	case a.RegionID == 0:
		return models.Invalid("region_id", "error.region_required")
	case a.Kind != models.KindAgent && a.Kind != models.KindFranchisee && a.Kind != models.KindOwnStore:
		return models.Invalid("kind", "error.agent_kind_unknown")
	case a.Grade != "" && !models.KnownGrade(a.Grade):
		return models.Invalid("grade", "error.grade_unknown")
	}
	return r.validateTexts()
}

// Register enters an agent with its credit account, which starts at zero and
// inherits its limit. The error is invalid on field code when the code is taken.
func (s *Service) Register(ctx context.Context, who models.Who, r Registration) (models.Agent, error) {
	err := r.Validate()
	if err == nil {
		err = models.CheckCode("code", r.Agent.Code)
	}
	if err != nil {
		return models.Agent{}, err
	}
	at := s.Clock.Moment()
	var a models.Agent
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if a, err = Enter(tx, at, who, r); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "agent.register", SubjectKind: "agent", SubjectID: a.ID, Subject: a.Code})
	})
	if db.IsDuplicate(err) {
		return a, models.Invalid("code", "error.code_taken").With("Code", r.Agent.Code)
	}
	return a, err
}

// Enter is the step behind Register.
func Enter(tx *db.Tx, at models.Moment, who models.Who, r Registration) (models.Agent, error) {
	a := r.Agent
	if err := place(tx.DB, &a); err != nil {
		return a, err
	}
	if err := checkChoices(tx, a); err != nil {
		return a, err
	}
	if a.Status == "" {
		a.Status = models.AgentProspect
	}
	if a.AccessDepth == "" {
		a.AccessDepth = models.DepthTree
	}
	a.Pinyin, a.Initials = pinyin.Of(a.NameZh)
	a.Version, a.CreatedAt = 1, at.At
	if err := tx.Create(&a).Error; err != nil {
		return a, err
	}
	a.Path += fmt.Sprintf("%d/", a.ID)
	if _, err := tx.Change("UPDATE agents SET path = ? WHERE id = ?", a.Path, a.ID); err != nil {
		return a, err
	}
	if err := attach(tx, a, r); err != nil {
		return a, err
	}
	if err := search.Add(tx, found(a, r.Contacts)...); err != nil {
		return a, err
	}
	if err := journalGrade(tx, at, who, models.AgentGrade{AgentID: a.ID, Grade: a.Grade, Source: models.GradeEntry}); err != nil {
		return a, err
	}
	return a, credit.OpenAccount(tx, a.ID, r.GroupID)
}

// place finds the region's path and the head agent's, under which the agent
// hangs.
func place(q *gorm.DB, a *models.Agent) error {
	region, err := regionOf(q, a.RegionID)
	if err != nil {
		return err
	}
	a.RegionPath, a.Path = region.Path, "/"
	if a.ParentID == nil {
		return nil
	}
	var parent models.Agent
	if err := q.Raw("SELECT * FROM agents WHERE id = ?", *a.ParentID).Scan(&parent).Error; err != nil {
		return err
	}
	if parent.ID == 0 {
		return models.Invalid("parent_id", "error.parent_unknown")
	}
	a.Path = parent.Path
	return nil
}

// found is what the agent and its people are found by.
func found(a models.Agent, contacts []models.AgentContact) []search.Entry {
	entries := []search.Entry{search.OfAgent(a)}
	for _, c := range contacts {
		entries = append(entries, search.OfContact(c))
	}
	return entries
}

func attach(tx *db.Tx, a models.Agent, r Registration) error {
	for i := range r.Contacts {
		r.Contacts[i].AgentID = a.ID
	}
	for i := range r.Banks {
		r.Banks[i].AgentID = a.ID
	}
	if len(r.Contacts) > 0 {
		if err := tx.Create(&r.Contacts).Error; err != nil {
			return err
		}
	}
	if len(r.Banks) == 0 {
		return nil
	}
	return tx.Create(&r.Banks).Error
}

// ChangeStatus moves an agent along its life, with a reason. New orders feel
// it at once: the credit terms change with it.
func (s *Service) ChangeStatus(ctx context.Context, who models.Who, id int64, to models.AgentStatus, reason string) error {
	if err := models.CheckReason(reason); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return MoveStatus(tx, at, who, id, to, reason) })
}

// MoveStatus is the step behind ChangeStatus.
func MoveStatus(tx *db.Tx, at models.Moment, who models.Who, id int64, to models.AgentStatus, reason string) error {
	var a models.Agent
	if err := tx.Raw("SELECT * FROM agents WHERE id = ?", id).Scan(&a).Error; err != nil {
		return err
	}
	if a.ID == 0 {
		return models.NotFound("agent")
	}
	if !a.Status.CanBecome(to) {
		return models.Conflict("error.status_move").With("From", string(a.Status)).With("To", string(to))
	}
	if _, err := credit.Apply(tx, credit.Move{AgentID: id, NewTerms: true}); err != nil {
		return err
	}
	n, err := tx.Change("UPDATE agents SET status = ?, version = version + 1 WHERE id = ? AND version = ?", to, id, a.Version)
	if err != nil {
		return err
	}
	if n != 1 {
		return models.Conflict("error.changed_meanwhile")
	}
	change := models.AgentStatusChange{AgentID: id, FromStatus: a.Status, ToStatus: to, Reason: reason, ChangedBy: who.Name, ChangedAt: at.At}
	if err := tx.Create(&change).Error; err != nil {
		return err
	}
	return audit.Write(tx, at, who, audit.Act{Action: "agent.status", SubjectKind: "agent", SubjectID: id, Subject: a.Code, Reason: reason,
		Detail: map[string]any{"from": a.Status, "to": to}})
}
