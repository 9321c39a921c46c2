package api

import (
	"assay/app/agents"
	"assay/models"
)

// agentView is an agent with what its credit row says.
type agentView struct {
	ID              int64              `json:"id"`
	Code            string             `json:"code"`
	NameZh          string             `json:"name_zh"`
	NameEn          string             `json:"name_en"`
	Kind            models.AgentKind   `json:"kind"`
	Status          models.AgentStatus `json:"status"`
	RegionID        int64              `json:"region_id"`
	ParentID        *int64             `json:"parent_id,omitempty" doc:"The head agent it hangs under."`
	Grade           models.Grade       `json:"grade"`
	CreditGroup     string             `json:"credit_group,omitempty" doc:"The code of its credit group."`
	Exposure        models.Money       `json:"exposure" doc:"Receivable + reserved − unallocated − secured."`
	Overdue         models.Money       `json:"overdue"`
	Address         string             `json:"address"`
	TaxNo           string             `json:"tax_no"`
	LicenceNo       string             `json:"licence_no"`
	LicenceUntilOn  models.Date        `json:"licence_until_on,omitzero"`
	ContractNo      string             `json:"contract_no"`
	ContractUntilOn models.Date        `json:"contract_until_on,omitzero"`
	JoinedOn        models.Date        `json:"joined_on,omitzero"`
}

func viewAgent(a agents.Listed) agentView {
	return agentView{ID: a.ID, Code: a.Code, NameZh: a.NameZh, NameEn: a.NameEn, Kind: a.Kind, Status: a.Status, RegionID: a.RegionID,
		ParentID: a.ParentID, Grade: a.Grade, CreditGroup: a.GroupCode, Exposure: a.ExposureFen, Overdue: a.OverdueFen, Address: a.Address,
		TaxNo: a.TaxNo, LicenceNo: a.LicenceNo, LicenceUntilOn: a.LicenceUntilOn, ContractNo: a.ContractNo,
		ContractUntilOn: a.ContractUntilOn, JoinedOn: a.JoinedOn}
}

func (s *server) agents() {
	add(s, operation{"GET", "/agents", models.AgentRead, "agents", "list-agents", "The agents of the user's scope", 0}, s.listAgents)
	add(s, operation{"GET", "/agents/{id}", models.AgentRead, "agents", "get-agent", "One agent", 0}, s.getAgent)
	add(s, operation{"GET", "/agents/{id}/stores", models.AgentRead, "agents", "list-stores", "The stores of an agent", 0}, s.listStores)
	add(s, operation{"GET", "/regions", models.AgentRead, "agents", "list-regions", "The tree of regions, each before those below it", 0}, s.listRegions)
	add(s, operation{"POST", "/agents", models.AgentEdit, "agents", "register-agent", "Register an agent as a prospect", 201}, s.registerAgent)
}

type agentsInput struct {
	Paging
	Search string `query:"search" maxLength:"80" doc:"Code, names, pinyin or initials."`
	Status string `query:"status" enum:"prospect,active,suspended,closed"`
	Grade  string `query:"grade" enum:"A,B,C,D,E"`
	Region int64  `query:"region_id" minimum:"1" maximum:"9007199254740991"`
	Sort   string `query:"sort" enum:"exposure,overdue,name" doc:"By code unless told."`
}

func (s *server) listAgents(c *call, in *agentsInput) (List[agentView], error) {
	rows, total, err := agents.List(c.q, c.scope(), c.on, agents.Filter{Search: text(in.Search).clean(), Status: models.AgentStatus(in.Status),
		Grade: models.Grade(in.Grade), RegionID: in.Region, Sort: in.Sort, Limit: in.Limit, Offset: in.offset()})
	return listOf(in.Paging, rows, total, viewAgent), err
}

// storeView is a store of an agent.
type storeView struct {
	ID       int64       `json:"id"`
	Code     string      `json:"code"`
	NameZh   string      `json:"name_zh"`
	NameEn   string      `json:"name_en"`
	RegionID int64       `json:"region_id"`
	Address  string      `json:"address"`
	OpenedOn models.Date `json:"opened_on,omitzero"`
	ClosedOn models.Date `json:"closed_on,omitzero"`
}

// all is a list that is never long.
type all[T any] struct {
	Items []T `json:"items"`
}

func (s *server) listStores(c *call, in *ByID) (all[storeView], error) {
	if err := c.ofAgent(in.ID); err != nil {
		return all[storeView]{}, err
	}
	rows, err := agents.Stores(c.q, in.ID)
	return all[storeView]{each(rows, func(x models.Store) storeView {
		return storeView{x.ID, x.Code, x.NameZh, x.NameEn, x.RegionID, x.Address, x.OpenedOn, x.ClosedOn}
	})}, err
}

// regionView is a region of the company.
type regionView struct {
	ID       int64  `json:"id"`
	Code     string `json:"code"`
	NameZh   string `json:"name_zh"`
	NameEn   string `json:"name_en"`
	ParentID *int64 `json:"parent_id,omitempty"`
}

func (s *server) listRegions(c *call, _ *struct{}) (all[regionView], error) {
	rows, err := agents.Regions(c.q)
	return all[regionView]{each(rows, func(x models.Region) regionView { return regionView{x.ID, x.Code, x.NameZh, x.NameEn, x.ParentID} })}, err
}

func (s *server) getAgent(c *call, in *ByID) (agentView, error) {
	a, err := agents.InScope(c.q, c.scope(), c.on, in.ID)
	return viewAgent(a), err
}

type registration struct {
	Body struct {
		Code            text   `json:"code" minLength:"1" maxLength:"40"`
		NameZh          text   `json:"name_zh,omitempty" maxLength:"60"`
		NameEn          text   `json:"name_en,omitempty" maxLength:"120"`
		Kind            string `json:"kind" enum:"agent,franchisee,own_store"`
		RegionID        int64  `json:"region_id" minimum:"1" maximum:"9007199254740991"`
		ParentID        int64  `json:"parent_id,omitempty" minimum:"1" maximum:"9007199254740991"`
		AccessDepth     string `json:"access_depth,omitempty" enum:"own,tree" doc:"What its people see: itself, or all below it (the default)."`
		Grade           string `json:"grade,omitempty" enum:"A,B,C,D,E"`
		Address         text   `json:"address,omitempty" maxLength:"300"`
		TaxNo           text   `json:"tax_no,omitempty" maxLength:"40"`
		LicenceNo       text   `json:"licence_no,omitempty" maxLength:"60"`
		LicenceUntilOn  day    `json:"licence_until_on,omitempty"`
		ContractNo      text   `json:"contract_no,omitempty" maxLength:"60"`
		ContractUntilOn day    `json:"contract_until_on,omitempty"`
		JoinedOn        day    `json:"joined_on,omitempty"`
	}
}

func (in registration) agent() (a models.Agent, err error) {
	b := in.Body
	a = models.Agent{Code: b.Code.clean(), NameZh: b.NameZh.clean(), NameEn: b.NameEn.clean(), Kind: models.AgentKind(b.Kind), RegionID: b.RegionID,
		ParentID: some(b.ParentID), AccessDepth: models.AccessDepth(b.AccessDepth), Grade: models.Grade(b.Grade), Address: b.Address.clean(),
		TaxNo: b.TaxNo.clean(), LicenceNo: b.LicenceNo.clean(), ContractNo: b.ContractNo.clean()}
	if a.LicenceUntilOn, err = b.LicenceUntilOn.read("licence_until_on"); err != nil {
		return a, err
	}
	if a.ContractUntilOn, err = b.ContractUntilOn.read("contract_until_on"); err != nil {
		return a, err
	}
	a.JoinedOn, err = b.JoinedOn.read("joined_on")
	return a, err
}

func (s *server) registerAgent(c *call, in *registration) (agentView, error) {
	a, err := in.agent()
	if err != nil {
		return agentView{}, err
	}
	if err := c.mayRegister(a); err != nil {
		return agentView{}, err
	}
	done, err := s.Agents.Register(c, c.Actor.Who(), agents.Registration{Agent: a})
	if err != nil {
		return agentView{}, err
	}
	row, err := agents.InScope(c.q, models.Scope{All: true}, c.on, done.ID)
	return viewAgent(row), err
}

// mayRegister keeps a new agent inside the user's regions, and a head agent
// that the user does not see unknown.
func (c *call) mayRegister(a models.Agent) error {
	scope := c.scope()
	if _, err := agents.RegionWithin(c.q, scope, a.RegionID); err != nil || a.ParentID == nil {
		return err
	}
	_, err := agents.InScope(c.q, scope, c.on, *a.ParentID)
	if models.KindOf(err) == models.KindNotFound {
		return models.Invalid("parent_id", "error.parent_unknown")
	}
	return err
}
