package agents

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/search"
	"assay/models"
)

// StaffInput is somebody who begins to work in a store.
type StaffInput struct {
	AgentID int64
	StoreID int64
	Name    string
	Title   string
	Phone   string
	SinceOn models.Date
}

// Validate checks what a person typed.
func (in StaffInput) Validate() error {
	if strings.TrimSpace(in.Name) == "" {
		return models.Invalid("name", "error.name_required")
	}
	return models.CheckLengths(models.Length{Field: "name", Value: in.Name, Max: 80}, models.Length{Field: "title", Value: in.Title, Max: 60},
		models.Length{Field: "phone", Value: in.Phone, Max: 40})
}

// AddStaff enters a person of a store of the agent.
func (s *Service) AddStaff(ctx context.Context, who models.Who, in StaffInput) error {
	if err := in.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var n int64
		err := tx.Raw("SELECT COUNT(*) FROM stores WHERE id = ? AND agent_id = ?", in.StoreID, in.AgentID).Scan(&n).Error
		if err == nil && n == 0 {
			err = models.NotFound("store")
		}
		if err != nil {
			return err
		}
		_, err = EnterStaff(tx, at, who, in)
		return err
	})
}

// EnterStaff is the step behind AddStaff.
func EnterStaff(tx *db.Tx, at models.Moment, who models.Who, in StaffInput) (p models.StorePerson, err error) {
	p = models.StorePerson{StoreID: in.StoreID, Name: in.Name, Title: in.Title, Phone: in.Phone, SinceOn: in.SinceOn}
	if p.ID, err = tx.InsertRow("INSERT INTO store_people (store_id, name, title, phone, since_on, until_on) VALUES (?, ?, ?, ?, ?, NULL)",
		p.StoreID, p.Name, p.Title, p.Phone, p.SinceOn); err != nil {
		return p, err
	}
	if err := search.Add(tx, search.OfStaff(p, in.AgentID)); err != nil {
		return p, err
	}
	return p, audit.Write(tx, at, who, audit.Act{Action: "store.staff", SubjectKind: "agent", SubjectID: in.AgentID, Detail: map[string]any{"store": in.StoreID}})
}

// EndStaff says that somebody left a store of the agent today; who worked
// there before stays on record.
func (s *Service) EndStaff(ctx context.Context, who models.Who, agentID, personID int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Change(`UPDATE store_people SET until_on = ? WHERE id = ? AND until_on IS NULL
			AND store_id IN (SELECT id FROM stores WHERE agent_id = ?)`, at.On, personID, agentID)
		if err == nil && n == 0 {
			err = models.NotFound("person")
		}
		if err != nil {
			return err
		}
		if err := search.Drop(tx, search.KindStaff, personID); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "store.staff_left", SubjectKind: "agent", SubjectID: agentID, Detail: map[string]any{"person": personID}})
	})
}

// Staff lists who works in the agent's stores now, by store.
func Staff(q *gorm.DB, agentID int64) (map[int64][]models.StorePerson, error) {
	var rows []models.StorePerson
	err := q.Raw(`SELECT p.* FROM store_people p JOIN stores s ON s.id = p.store_id
		WHERE s.agent_id = ? AND p.until_on IS NULL ORDER BY p.id`, agentID).Scan(&rows).Error
	out := map[int64][]models.StorePerson{}
	for _, p := range rows {
		out[p.StoreID] = append(out[p.StoreID], p)
	}
	return out, err
}
