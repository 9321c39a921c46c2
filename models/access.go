package models

import (
	"slices"
	"strings"
)

// Role is a job title of the product; a right is a role with a scope.
type Role string

// The roles of this part of the product.
const (
	RoleAgentOwner     Role = "agent_owner"
	RoleAgentBuyer     Role = "agent_buyer"
	RoleStoreStaff     Role = "store_staff"
	RoleStoreManager   Role = "store_manager"
	RoleFinance        Role = "finance"
	RoleFinanceManager Role = "finance_manager"
	RoleSales          Role = "sales"
	RoleSalesManager   Role = "sales_manager"
	RoleAdmin          Role = "admin"
)

// Roles lists the roles in the order a form offers them.
func Roles() []Role {
	return []Role{RoleAgentOwner, RoleAgentBuyer, RoleStoreStaff, RoleStoreManager, RoleFinance, RoleFinanceManager, RoleSales, RoleSalesManager, RoleAdmin}
}

// Permission is one right, noun.verb. It stands beside each route.
type Permission string

// The permissions. Nobody but the roles of rolePermissions holds them.
const (
	OrderRead         Permission = "order.read"
	OrderPlace        Permission = "order.place"
	OrderConfirm      Permission = "order.confirm"
	OrderShip         Permission = "order.ship"
	HoldRelease       Permission = "hold.release"
	AgentRead         Permission = "agent.read"
	AgentEdit         Permission = "agent.edit"
	CreditRead        Permission = "credit.read"
	CreditEdit        Permission = "credit.edit"
	PotEdit           Permission = "pot.edit"
	RegionEdit        Permission = "region.edit"
	CatalogRead       Permission = "catalog.read"
	CatalogEdit       Permission = "catalog.edit"
	ReceivableRead    Permission = "receivable.read"
	ReceiptEnter      Permission = "receipt.enter"
	CreditNoteIssue   Permission = "credit_note.issue"
	WriteOffRequest   Permission = "write_off.request"
	WriteOffDecide    Permission = "write_off.decide"
	DisputeRaise      Permission = "dispute.raise"
	DisputeResolve    Permission = "dispute.resolve"
	StatementRead     Permission = "statement.read"
	StatementIssue    Permission = "statement.issue"
	LedgerRead        Permission = "ledger.read"
	PeriodClose       Permission = "period.close"
	SettlementEdit    Permission = "settlement.edit"
	StandardRead      Permission = "standard.read"
	StandardDecide    Permission = "standard.decide"
	PolicyDraft       Permission = "policy.draft"
	PolicyApprove     Permission = "policy.approve"
	UserManage        Permission = "user.manage"
	JobRun            Permission = "job.run"
	AuditRead         Permission = "audit.read"
	PortalUse         Permission = "portal.use"
	OfficeUse         Permission = "office.use"
	OwnAccount        Permission = "own.account"
	LedgerExport      Permission = "ledger.export"
	StatementDownload Permission = "statement.download"
	RequestLimit      Permission = "limit.request"
	StoreUse          Permission = "store.use"
	MemberRead        Permission = "member.read"
	MemberEdit        Permission = "member.edit"
	MemberReveal      Permission = "member.reveal" // a phone in full, which is written down
	MemberErase       Permission = "member.erase"
	MemberMerge       Permission = "member.merge"
	TierSet           Permission = "tier.set"
	SaleEnter         Permission = "sale.enter"
	SaleRefund        Permission = "sale.refund"
	PointsRedeem      Permission = "points.redeem"
	PerkIssue         Permission = "perk.issue"
	CaseRead          Permission = "case.read"
	CaseEdit          Permission = "case.edit"
	InsightRead       Permission = "insight.read" // the members as a whole: segments, value, cockpit
	SegmentEdit       Permission = "segment.edit"
)

// companyWide are the permissions that concern everybody: prices, pots and
// grades, settlement policies, the standard, the books, users, jobs and the
// audit trail. A grant for a region does not carry them.
var companyWide = []Permission{PotEdit, RegionEdit, CatalogEdit, LedgerRead, LedgerExport, PeriodClose, SettlementEdit, StandardDecide, PolicyDraft, PolicyApprove, UserManage, JobRun, AuditRead}

// CompanyWide tells whether the permission needs a grant for everything.
func (p Permission) CompanyWide() bool { return slices.Contains(companyWide, p) }

// rolePermissions is who may do what. Sales cannot release credit holds,
// finance cannot edit orders.
var rolePermissions = map[Role][]Permission{
	RoleAgentOwner: {PortalUse, OrderRead, OrderPlace, CatalogRead, CreditRead, RequestLimit, DisputeRaise, StatementRead, StatementDownload},
	RoleAgentBuyer: {PortalUse, OrderRead, OrderPlace, CatalogRead, CreditRead},
	RoleFinance: {OfficeUse, AgentRead, OrderRead, HoldRelease, CreditRead, CreditEdit, PotEdit, CatalogRead, ReceivableRead, ReceiptEnter,
		CreditNoteIssue, WriteOffRequest, DisputeRaise, DisputeResolve, StatementRead, StatementDownload, StatementIssue, LedgerRead, LedgerExport, StandardRead, PolicyDraft},
	RoleFinanceManager: {OfficeUse, AgentRead, OrderRead, HoldRelease, CreditRead, CreditEdit, PotEdit, CatalogRead, ReceivableRead, ReceiptEnter,
		CreditNoteIssue, WriteOffRequest, WriteOffDecide, DisputeRaise, DisputeResolve, StatementRead, StatementDownload, StatementIssue, LedgerRead, LedgerExport,
		PeriodClose, SettlementEdit, StandardRead, StandardDecide, PolicyDraft, PolicyApprove, AuditRead},
	RoleStoreStaff:   {StoreUse, CatalogRead, MemberRead, MemberEdit, MemberReveal, SaleEnter, SaleRefund, PointsRedeem, CaseRead, CaseEdit},
	RoleStoreManager: {StoreUse, CatalogRead, MemberRead, MemberEdit, MemberReveal, MemberErase, MemberMerge, SaleEnter, SaleRefund, PointsRedeem, PerkIssue, CaseRead, CaseEdit, InsightRead, SegmentEdit},
	RoleSales:        {OfficeUse, AgentRead, OrderRead, OrderConfirm, OrderShip, CatalogRead, CreditRead, MemberRead, CaseRead, InsightRead, SegmentEdit},
	RoleSalesManager: {OfficeUse, AgentRead, AgentEdit, OrderRead, OrderConfirm, OrderShip, CatalogRead, CatalogEdit, CreditRead, MemberRead, TierSet, CaseRead, InsightRead, SegmentEdit},
	RoleAdmin:        {OfficeUse, RegionEdit, UserManage, JobRun, AuditRead, CatalogRead, CatalogEdit},
}

// RolesHolding lists the roles with the permission.
func RolesHolding(p Permission) []Role {
	return slices.DeleteFunc(Roles(), func(r Role) bool { return !r.Holds(p) })
}

// NeedsSecondFactor tells whether the role must sign in with TOTP.
func (r Role) NeedsSecondFactor() bool {
	return r == RoleFinance || r == RoleFinanceManager || r == RoleSalesManager || r == RoleAdmin
}

// Duty is what a role is there for. Nobody has two: who sells does not release
// credit, who keeps the books does not order, and who gives rights uses none.
func (r Role) Duty() string {
	switch r {
	case RoleAgentOwner, RoleAgentBuyer:
		return "agent"
	case RoleStoreStaff, RoleStoreManager:
		return "store"
	case RoleFinance, RoleFinanceManager:
		return "finance"
	case RoleSales, RoleSalesManager:
		return "sales"
	}
	return string(r)
}

// OneDuty refuses roles of different duties for one person, with the error on
// the field "role".
func OneDuty(grants []UserGrant) error {
	for _, g := range grants {
		if g.Role.Duty() != grants[0].Role.Duty() {
			return Invalid("role", "error.roles_apart").With("Role", string(grants[0].Role)).With("Other", "role."+string(g.Role))
		}
	}
	return nil
}

// IsAgent tells whether the role belongs to a person at an agent.
func (r Role) IsAgent() bool { return r == RoleAgentOwner || r == RoleAgentBuyer }

// IsStore tells whether the role belongs to a person at the counter.
func (r Role) IsStore() bool { return r == RoleStoreStaff || r == RoleStoreManager }

// Reaches lists what a grant of the role may reach.
func (r Role) Reaches() []ScopeKind {
	switch {
	case r.IsAgent():
		return []ScopeKind{ScopeAgent}
	case r.IsStore():
		return []ScopeKind{ScopeStore}
	}
	return []ScopeKind{ScopeAll, ScopeRegion}
}

// ScopeKind is how far a grant reaches.
type ScopeKind string

// A grant reaches everything, a region with those below it, an agent alone or
// with its subtree (the agent's access depth says which), or a store.
const (
	ScopeAll    ScopeKind = "all"
	ScopeRegion ScopeKind = "region"
	ScopeAgent  ScopeKind = "agent"
	ScopeStore  ScopeKind = "store"
)

// ScopeKinds lists them in the order a form offers them.
func ScopeKinds() []ScopeKind { return []ScopeKind{ScopeAll, ScopeRegion, ScopeAgent, ScopeStore} }

// Grant is a role with a scope. Path is the region's or agent's path as it is
// now; Depth is the agent's access depth.
type Grant struct {
	Role  Role
	Kind  ScopeKind
	ID    int64
	Path  string
	Depth AccessDepth
}

// Actor is a signed-in person (or an API token, which acts for one).
type Actor struct {
	ID     int64
	Name   string
	Login  string
	Lang   string
	Theme  string
	Grants []Grant
}

// Who is the actor as documents remember it.
func (a Actor) Who() Who { return Who{ID: a.ID, Name: a.Name} }

// Can tells whether any of the actor's grants carries the permission.
// Everybody signed in has an own account.
func (a Actor) Can(p Permission) bool {
	return p == OwnAccount || slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.carries(p) })
}

func (g Grant) carries(p Permission) bool {
	return g.Role.Holds(p) && (g.Kind == ScopeAll || !p.CompanyWide())
}

// Holds tells whether the role has the permission.
func (r Role) Holds(p Permission) bool { return slices.Contains(rolePermissions[r], p) }

// Scope is what a person may see for one permission: the union of the grants
// that hold it. The zero Scope sees nothing, never everything.
type Scope struct {
	All     bool
	Regions []string // region paths, with all below
	Trees   []string // agent paths, with all below
	Agents  []int64
	Stores  []int64
}

// Scope collects the reach of the permission.
func (a Actor) Scope(p Permission) Scope {
	var s Scope
	for _, g := range a.Grants {
		if !g.carries(p) {
			continue
		}
		switch {
		case g.Kind == ScopeAll:
			s.All = true
		case g.Kind == ScopeRegion && g.Path != "":
			s.Regions = append(s.Regions, g.Path)
		case g.Kind == ScopeAgent && g.Depth == DepthTree && g.Path != "":
			s.Trees = append(s.Trees, g.Path)
		case g.Kind == ScopeAgent:
			s.Agents = append(s.Agents, g.ID)
		case g.Kind == ScopeStore:
			s.Stores = append(s.Stores, g.ID)
		}
	}
	return s
}

// ActsFor tells whether a grant on this very agent carries the permission. An
// agent above it, or its region, may carry it too: Scope tells.
func (a Actor) ActsFor(p Permission, agentID int64) bool {
	return agentID != 0 && slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Kind == ScopeAgent && g.ID == agentID && g.carries(p) })
}

// HomeAgent is the agent that the person works for, 0 for people of the
// headquarters.
func (a Actor) HomeAgent() int64 {
	for _, g := range a.Grants {
		if g.Kind == ScopeAgent {
			return g.ID
		}
	}
	return 0
}

// HomeStore is the store that the person works in, 0 for everybody else.
func (a Actor) HomeStore() int64 {
	for _, g := range a.Grants {
		if g.Kind == ScopeStore {
			return g.ID
		}
	}
	return 0
}

// NeedsSecondFactor tells whether any of the actor's roles must use TOTP.
func (a Actor) NeedsSecondFactor() bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role.NeedsSecondFactor() })
}

// RolesAt lists the roles that carry the permission over an agent, given by the
// paths of its region and of its place in the tree.
func (a Actor) RolesAt(p Permission, regionPath, agentPath string) (roles []Role) {
	for _, g := range a.Grants {
		over := g.Kind == ScopeAll || g.Kind == ScopeRegion && g.Path != "" && strings.HasPrefix(regionPath, g.Path) ||
			g.Kind == ScopeAgent && g.Path != "" && strings.HasPrefix(agentPath, g.Path)
		if over && g.carries(p) && !slices.Contains(roles, g.Role) {
			roles = append(roles, g.Role)
		}
	}
	return roles
}
