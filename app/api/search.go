package api

import (
	"assay/app/search"
	"assay/app/web"
	"assay/models"
)

func (s *server) search() {
	add(s, operation{"GET", "/search", models.OwnAccount, "search", "search", "Anything that the user may open, by a part of its name, pinyin, initials, number or phone", 0}, s.find)
}

// hit is one thing that was found.
type hit struct {
	Kind      string        `json:"kind" enum:"agents,people,orders,invoices,receipts,statements,credit_notes,write_offs,products,stores,groups,users"`
	ID        int64         `json:"id" doc:"Of the thing itself."`
	Code      string        `json:"code,omitempty" doc:"Number, code, SKU or login."`
	NameZh    string        `json:"name_zh,omitempty"`
	NameEn    string        `json:"name_en,omitempty"`
	AgentCode string        `json:"agent_code,omitempty" doc:"Whose it is."`
	State     string        `json:"state,omitempty"`
	Amount    *models.Money `json:"amount,omitempty"`
	On        models.Date   `json:"on,omitzero" doc:"Issued, cleared, submitted, posted, or the end of a statement's period."`
	Page      string        `json:"page" doc:"The path of the user's own page for it."`
}

type hits struct {
	Items []hit `json:"items" doc:"The best sorts first, and the best of a sort first."`
	More  bool  `json:"more" doc:"There is more than the limit of some sort."`
}

type searchInput struct {
	Text  string `query:"q" required:"true" maxLength:"400" doc:"Words are narrowed by each other. What no name holds is left out."`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"20" doc:"Hits of each sort."`
}

func (s *server) find(c *call, in *searchInput) (hits, error) {
	leave, err := s.web.Enter(web.Searches, c.Actor.ID)
	if err != nil {
		return hits{}, err
	}
	defer leave()
	found, err := search.Find(c.q, c.Actor, text(in.Text).clean(), in.Limit)
	out := hits{Items: []hit{}}
	for _, g := range found.Groups {
		out.More = out.More || g.More
		for _, h := range g.Hits {
			out.Items = append(out.Items, hit{string(g.Noun), h.ID, h.Code, h.TitleZh, h.TitleEn, h.AgentCode, h.State, h.AmountFen, h.Day, h.Href})
		}
	}
	return out, err
}
