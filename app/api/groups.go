package api

import (
	"assay/app/credit"
	"assay/models"
)

func (s *server) groups() {
	add(s, operation{"GET", "/credit-groups", models.CreditEdit, "credit", "list-credit-groups", "The groups of agents that share a pot, with what is used of it and the members inside the scope", 0}, s.listGroups)
}

// creditGroup is a group with its pot today. The pot and its use are of the
// whole group; Members are those inside the scope.
type creditGroup struct {
	ID        int64         `json:"id"`
	Code      string        `json:"code"`
	NameZh    string        `json:"name_zh"`
	NameEn    string        `json:"name_en,omitempty"`
	Pot       models.Limit  `json:"pot"`
	Inherited models.Limit  `json:"member_limit" doc:"What a member without a limit of its own has."`
	Unlimited bool          `json:"unlimited"`
	Ceiling   *models.Money `json:"ceiling,omitempty" doc:"The pot with one-off grants of members; none for an unlimited one."`
	Exposure  models.Money  `json:"exposure" doc:"What the members use of the pot together."`
	Parts     components    `json:"components"`
	Available *models.Money `json:"available,omitempty" doc:"May be negative."`
	Count     int64         `json:"member_count" doc:"Also those outside the scope."`
	Members   []groupMember `json:"members"`
}

// groupMember is an agent of a group with what it uses of the pot.
type groupMember struct {
	AgentID  int64        `json:"agent_id"`
	Code     string       `json:"code"`
	NameZh   string       `json:"name_zh"`
	Exposure models.Money `json:"exposure"`
}

func viewGroup(g credit.GroupLine) creditGroup {
	out := creditGroup{ID: g.ID, Code: g.Code, NameZh: g.NameZh, NameEn: g.NameEn, Pot: models.Limit{Kind: g.PotKind, Amount: g.PotFen},
		Inherited: models.Limit{Kind: g.MemberLimitKind, Amount: g.MemberLimitFen}, Unlimited: g.Unlimited(), Exposure: g.Exposure(), Parts: viewCounters(g.Counters), Count: g.Count,
		Members: each(g.Members, func(m credit.GroupMember) groupMember {
			return groupMember{m.ID, m.Code, m.NameZh, m.ExposureFen}
		})}
	if !out.Unlimited {
		ceiling, available := g.Ceiling(), g.Available()
		out.Ceiling, out.Available = &ceiling, &available
	}
	return out
}

func (s *server) listGroups(c *call, _ *struct{}) (journal[creditGroup], error) {
	rows, err := credit.Groups(c.q, c.scope(), c.on)
	return journal[creditGroup]{each(rows, viewGroup)}, err
}
