package models

import "time"

// AgentKind is what sort of partner an agent is.
type AgentKind string

// The kinds of agents.
const (
	KindAgent      AgentKind = "agent"
	KindFranchisee AgentKind = "franchisee"
	KindOwnStore   AgentKind = "own_store"
)

// AgentStatus is where the relationship stands.
type AgentStatus string

// The life of an agent; each change carries a reason.
const (
	AgentProspect  AgentStatus = "prospect"
	AgentActive    AgentStatus = "active"
	AgentSuspended AgentStatus = "suspended"
	AgentClosed    AgentStatus = "closed"
)

var statusMoves = map[AgentStatus][]AgentStatus{
	AgentProspect:  {AgentActive, AgentClosed},
	AgentActive:    {AgentSuspended, AgentClosed},
	AgentSuspended: {AgentActive, AgentClosed},
}

// CanBecome tells whether the change of status is allowed; closed is final.
func (s AgentStatus) CanBecome(next AgentStatus) bool {
	for _, n := range statusMoves[s] {
		if n == next {
			return true
		}
	}
	return false
}

// Next lists the statuses that may follow.
func (s AgentStatus) Next() []AgentStatus { return statusMoves[s] }

// AccessDepth is what people of an agent see: the agent alone or all below it.
type AccessDepth string

// The depths of access.
const (
	DepthOwn  AccessDepth = "own"
	DepthTree AccessDepth = "tree"
)

// Grade is the credit grade of an agent, A (best) to E.
type Grade string

// Grades in order, best first.
var Grades = []Grade{"A", "B", "C", "D", "E"}

// WorseThan compares grades; an empty bound holds nobody back, an empty grade
// is worse than any.
func (g Grade) WorseThan(bound Grade) bool {
	if bound == "" {
		return false
	}
	return g == "" || g > bound
}

// Region is a node of the sales organisation; Path is "/1/4/" from the root
// down to the region itself.
type Region struct {
	ID       int64
	Code     string
	NameZh   string
	NameEn   string
	ParentID *int64
	Path     string
}

// Agent is a partner who sells for the brand. Path is "/7/19/" from the head
// agent down; RegionPath copies the region's, so that scopes need no join.
type Agent struct {
	ID              int64
	Code            string
	NameZh          string
	NameEn          string
	Pinyin          string
	Initials        string
	Kind            AgentKind
	Status          AgentStatus
	RegionID        int64
	RegionPath      string
	ParentID        *int64
	Path            string
	AccessDepth     AccessDepth
	Grade           Grade
	PriceListID     *int64
	SalespersonID   *int64
	Address         string
	TaxNo           string
	LicenceNo       string
	LicenceUntilOn  Date
	ContractNo      string
	ContractUntilOn Date
	JoinedOn        Date
	Version         int64
	CreatedAt       time.Time
}

// Name is the agent's name in a language, the other one where it is missing.
func (a Agent) Name(lang string) string {
	return NameIn(lang, a.NameZh, a.NameEn)
}

// AgentContact is a person at the agent. The birthday is solar or lunar.
type AgentContact struct {
	ID            int64
	AgentID       int64
	Name          string
	Role          string
	Phone         string
	Email         string
	WecomID       string
	BirthdayKind  string
	BirthdayMonth int
	BirthdayDay   int
}

// AgentBankAccount is where the agent pays from.
type AgentBankAccount struct {
	ID        int64
	AgentID   int64
	Bank      string
	AccountNo string
	Holder    string
}

// AgentStatusChange is one step of the agent's life, with its reason.
type AgentStatusChange struct {
	ID         int64
	AgentID    int64
	FromStatus AgentStatus
	ToStatus   AgentStatus
	Reason     string
	ChangedBy  string
	ChangedAt  time.Time
}

// Store is a shop of an agent; OpenedOn gives its anniversary.
type Store struct {
	ID       int64
	AgentID  int64
	RegionID int64
	Code     string
	NameZh   string
	NameEn   string
	Address  string
	OpenedOn Date
	ClosedOn Date
	Version  int64
}

// ContactRoles are what a contact is to the agent, in the order a form offers
// them.
var ContactRoles = []string{"owner", "buyer", "finance", "store_manager", "other"}

// StorePerson is somebody who works in a store, until the day they leave.
type StorePerson struct {
	ID      int64
	StoreID int64
	Name    string
	Title   string
	Phone   string
	SinceOn Date
	UntilOn Date
}

// KnownGrade tells whether a text from outside is a grade.
func KnownGrade(g Grade) bool { return g.index() >= 0 }
