package api

import (
	"assay/app/insight"
	"assay/app/members"
	"assay/models"
)

func (s *server) referrals() {
	add(s, operation{"GET", "/members/{id}/referrals", models.MemberRead, "members", "get-referrals", "Who brought a member and whom the member brought, three levels down; of whom the user may not know the number only", 0}, s.getReferrals)
	add(s, operation{"PUT", "/members/{id}/referral", models.MemberEdit, "members", "correct-referral", "Correct who brought a member; a circle is refused", 0}, s.correctReferral)
}

// referralNode is somebody in a tree.
type referralNode struct {
	ID       int64          `json:"id,omitempty" doc:"Missing for a member outside the user's scope."`
	Number   string         `json:"number"`
	Name     string         `json:"name" doc:"Empty where the user may not know it."`
	Relation string         `json:"relation"`
	JoinedOn models.Date    `json:"joined_on"`
	Tier     string         `json:"tier"`
	Brought  int64          `json:"brought"`
	Bought   models.Money   `json:"bought" doc:"While it counts."`
	Credit   models.Money   `json:"credit" doc:"What of it counts for who brought the member."`
	Children []referralNode `json:"children" doc:"The first five below each."`
}

func viewNodes(nodes []members.Node) []referralNode {
	return each(nodes, func(n members.Node) referralNode {
		v := referralNode{Number: n.Number, Name: n.Name, Relation: string(n.Relation), JoinedOn: n.JoinedOn, Tier: n.Tier, Brought: n.Brought, Bought: n.BoughtFen, Credit: n.CreditFen, Children: viewNodes(n.Children)}
		if n.Inside {
			v.ID = n.ID
		}
		return v
	})
}

// referralTree is a member's tree with its sums.
type referralTree struct {
	Version  int64          `json:"version" doc:"Of the member; a correction needs it."`
	Line     []referralNode `json:"line" doc:"Who brought the member, the nearest last."`
	Children []referralNode `json:"children" doc:"Twenty at most, by number."`
	Next     int64          `json:"next,omitempty" doc:"What to give as after for the next of them."`
	Direct   int64          `json:"direct"`
	All      int64          `json:"all" doc:"However many lie between; counted to 5,000."`
	Norm     int64          `json:"norm"`
	Bought   models.Money   `json:"bought" doc:"By those whom the member brought, while it counts."`
	Credit   models.Money   `json:"credit"`
}

type referralsInput struct {
	ByID
	After int64 `query:"after" minimum:"0" maximum:"9007199254740991"`
}

func (s *server) getReferrals(c *call, in *referralsInput) (referralTree, error) {
	m, err := members.InScope(c.q, c.scope(), in.ID)
	if err != nil {
		return referralTree{}, err
	}
	terms, err := insight.TermsOn(c.q, c.on)
	if err != nil {
		return referralTree{}, err
	}
	t, err := members.TreeOf(c.q, c.scope(), terms.Policy, m.ID, in.After)
	return referralTree{m.Version, viewNodes(t.Line), viewNodes(t.Children), t.Next, t.Reach.Direct, t.Reach.All, t.Reach.Norm, t.BoughtFen, t.CreditFen}, err
}

type correctReferralInput struct {
	ByID
	Body struct {
		Version   int64  `json:"version" minimum:"1" maximum:"9007199254740991"`
		BroughtBy text   `json:"brought_by" maxLength:"20" doc:"A member's number; empty for nobody."`
		Relation  string `json:"relation,omitempty" enum:"family,friend,colleague,other"`
		Reason    text   `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) correctReferral(c *call, in *correctReferralInput) (referralTree, error) {
	if err := s.Members.Refer(c, c.Actor.Who(), c.scope(), members.Referral{ID: in.ID, Version: in.Body.Version, BroughtBy: in.Body.BroughtBy.clean(), Relation: models.ReferralRelation(in.Body.Relation), Reason: in.Body.Reason.clean()}); err != nil {
		return referralTree{}, err
	}
	return s.getReferrals(c, &referralsInput{ByID: in.ByID})
}
