package agents

import (
	"context"
	"strings"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/pinyin"
	"assay/app/search"
	"assay/models"
)

// Edit replaces what the register says of an agent. Version is that of the
// agent as it was read: a conflict when somebody changed it meanwhile.
type Edit struct {
	Registration
	ID      int64
	Version int64
}

// Update stores the edit. Code, head agent and status do not change here: a
// new place in the tree would change who may see what was done before. The
// grade and the licence are credit terms: an order under way reads them again.
func (s *Service) Update(ctx context.Context, who models.Who, e Edit) error {
	if err := e.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if _, err := credit.Apply(tx, credit.Move{AgentID: e.ID, NewTerms: true}); err != nil {
			return err
		}
		a := e.Agent
		region, err := regionOf(tx.DB, a.RegionID)
		if err != nil {
			return err
		}
		if err := checkChoices(tx, a); err != nil {
			return err
		}
		if err := regrade(tx, at, who, e.ID, a.Grade); err != nil {
			return err
		}
		if _, err := tx.Change(keepPast, at.At, e.ID, a.NameZh, a.NameEn, a.Address, a.TaxNo); err != nil {
			return err
		}
		full, initials := pinyin.Of(a.NameZh)
		n, err := tx.Change(`UPDATE agents SET name_zh = ?, name_en = ?, pinyin = ?, initials = ?, kind = ?, region_id = ?, region_path = ?, access_depth = ?,
			grade = ?, price_list_id = ?, salesperson_id = ?, address = ?, tax_no = ?, licence_no = ?, licence_until_on = ?, contract_no = ?, contract_until_on = ?, version = version + 1
			WHERE id = ? AND version = ?`, a.NameZh, a.NameEn, full, initials, a.Kind, region.ID, region.Path, a.AccessDepth,
			a.Grade, a.PriceListID, a.SalespersonID, a.Address, a.TaxNo, a.LicenceNo, a.LicenceUntilOn, a.ContractNo, a.ContractUntilOn, e.ID, e.Version)
		if err != nil {
			return err
		}
		if n != 1 {
			return models.Conflict("error.changed_meanwhile")
		}
		if err := replacePeople(tx, e); err != nil {
			return err
		}
		if err := keepFound(tx, e); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "agent.edit", SubjectKind: "agent", SubjectID: e.ID, Subject: a.Code,
			Detail: map[string]any{"grade": a.Grade, "region": region.Code, "licence_until": a.LicenceUntilOn}})
	})
}

// keepPast keeps what the agent's papers said of it until now, when that
// changes: what was issued before is drawn with it.
const keepPast = `INSERT INTO agent_past (agent_id, until_at, name_zh, name_en, address, tax_no)
	SELECT id, ?, name_zh, name_en, address, tax_no FROM agents WHERE id = ? AND NOT (name_zh = ? AND name_en = ? AND address = ? AND tax_no = ?)`

func replacePeople(tx *db.Tx, e Edit) error {
	for _, table := range []string{"agent_contacts", "agent_bank_accounts"} {
		if _, err := tx.Change("DELETE FROM "+table+" WHERE agent_id = ?", e.ID); err != nil {
			return err
		}
	}
	return attach(tx, models.Agent{ID: e.ID}, e.Registration)
}

// keepFound puts the agent under its new names, and its people anew: their
// rows are others now.
func keepFound(tx *db.Tx, e Edit) error {
	a := e.Agent
	a.ID = e.ID
	if err := tx.Raw("SELECT code FROM agents WHERE id = ?", e.ID).Scan(&a.Code).Error; err != nil {
		return err
	}
	if err := search.DropOf(tx, e.ID, search.KindContact); err != nil {
		return err
	}
	if err := search.Drop(tx, search.KindAgent, e.ID); err != nil {
		return err
	}
	return search.Add(tx, found(a, e.Contacts)...)
}

// StoreInput is a shop as it is entered or changed; ID 0 enters a new one.
type StoreInput struct {
	ID       int64
	AgentID  int64
	Code     string
	NameZh   string
	NameEn   string
	Address  string
	OpenedOn models.Date
	ClosedOn models.Date
}

// PutStore enters a store of an agent in the agent's region, or changes one.
func (s *Service) PutStore(ctx context.Context, who models.Who, in StoreInput) error {
	switch {
	case strings.TrimSpace(in.Code) == "" || len(in.Code) > 40:
		return models.Invalid("code", "error.code_required")
	case strings.TrimSpace(in.NameZh) == "" && strings.TrimSpace(in.NameEn) == "":
		return models.Invalid("name_zh", "error.name_required")
	case !in.ClosedOn.IsZero() && in.ClosedOn < in.OpenedOn:
		return models.Invalid("closed_on", "error.dates_reversed")
	}
	if err := models.CheckLengths(models.Length{Field: "name_zh", Value: in.NameZh, Max: 160}, models.Length{Field: "name_en", Value: in.NameEn, Max: 160},
		models.Length{Field: "address", Value: in.Address, Max: 300}); err != nil {
		return err
	}
	at := s.Clock.Moment()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := writeStore(tx, in); err != nil {
			return err
		}
		var st models.Store
		if err := tx.Raw("SELECT * FROM stores WHERE code = ?", in.Code).Scan(&st).Error; err != nil {
			return err
		}
		if err := search.Put(tx, search.OfStore(st)); err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "store.put", SubjectKind: "agent", SubjectID: in.AgentID, Subject: in.Code})
	})
	if db.IsDuplicate(err) {
		return models.Invalid("code", "error.code_taken").With("Code", in.Code)
	}
	return err
}

func writeStore(tx *db.Tx, in StoreInput) error {
	if in.ID == 0 {
		n, err := tx.Change(`INSERT INTO stores (agent_id, region_id, code, name_zh, name_en, address, opened_on, closed_on, version)
			SELECT id, region_id, ?, ?, ?, ?, ?, ?, 1 FROM agents WHERE id = ?`, in.Code, in.NameZh, in.NameEn, in.Address, in.OpenedOn, in.ClosedOn, in.AgentID)
		if err == nil && n == 0 {
			err = models.NotFound("agent")
		}
		return err
	}
	n, err := tx.Change(`UPDATE stores SET code = ?, name_zh = ?, name_en = ?, address = ?, opened_on = ?, closed_on = ?, version = version + 1
		WHERE id = ? AND agent_id = ?`, in.Code, in.NameZh, in.NameEn, in.Address, in.OpenedOn, in.ClosedOn, in.ID, in.AgentID)
	if err == nil && n == 0 {
		err = models.NotFound("store")
	}
	return err
}
