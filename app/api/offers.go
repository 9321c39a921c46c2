package api

import (
	"assay/app/members"
	"assay/app/offers"
	"assay/models"
)

func (s *server) offers() {
	add(s, operation{"GET", "/members/{id}/offers", models.MemberRead, "offers", "list-member-offers", "What to offer to a member, each with its reason and the least price that a store may ask; nothing of who does not share, for the headquarters", 0}, s.memberOffers)
	add(s, operation{"GET", "/offer-trial", models.InsightRead, "offers", "get-offer-trial", "How well the reasons of offers foretold the last quarter, beside naming what sells most", 0}, s.offerTrial)
}

// memberOffer is something to offer.
type memberOffer struct {
	Reason   string        `json:"reason" doc:"care, together or taste."`
	Article  string        `json:"article" doc:"The code, or the name of what has none."`
	Name     string        `json:"name"`
	Category string        `json:"category"`
	Because  string        `json:"because,omitzero" doc:"What the member bought, for together."`
	Both     int64         `json:"both,omitzero" doc:"How many members bought both, of from who bought the one."`
	From     int64         `json:"from,omitzero"`
	Buyers   int64         `json:"buyers,omitzero"`
	Months   int           `json:"months,omitzero" doc:"Since it was bought, for care."`
	Tag      *models.Money `json:"tag,omitempty" doc:"The usual price on the tag; missing for care, which sells nothing."`
	Price    *models.Money `json:"price,omitempty" doc:"The least that a store may ask."`
}

func viewOffer(o models.Offer) memberOffer {
	v := memberOffer{string(o.Reason), o.Article, o.Name, o.Category, o.Because, o.Both, o.From, o.Buyers, o.Months, nil, nil}
	if o.Reason != models.OfferCare {
		v.Tag, v.Price = &o.TagFen, &o.OfferFen
	}
	return v
}

func (s *server) memberOffers(c *call, in *ByID) (journal[memberOffer], error) {
	m, err := members.InScope(c.q, c.scope(), in.ID)
	if err != nil || m.Hidden(c.scope()) {
		return journal[memberOffer]{Items: []memberOffer{}}, err
	}
	found, err := offers.For(c.q, c.on, []int64{m.ID}, map[int64]bool{m.ID: offers.Near(m.Birthday(), c.on)})
	return journal[memberOffer]{each(found[m.ID], viewOffer)}, err
}

// offerTrial is how the rules did on days that were held back.
type offerTrial struct {
	TriedOn models.Date `json:"tried_on,omitzero" doc:"Missing before the first night."`
	Days    int         `json:"days"`
	Named   int         `json:"named" doc:"How many articles each rule named to a buyer."`
	Buyers  int         `json:"buyers" doc:"Who bought before these days, and something new in them."`
	Rules   []triedRule `json:"rules"`
}

type triedRule struct {
	Rule     string      `json:"rule" doc:"shown, together, taste or sold."`
	Hits     int         `json:"hits" doc:"Buyers who bought one of the named articles."`
	HitPPM   models.Rate `json:"hit_ppm"`
	AheadPPM models.Rate `json:"ahead_ppm" doc:"Ahead of what sells most."`
	ErrorPPM models.Rate `json:"error_ppm" doc:"The standard error of ahead_ppm."`
}

func (s *server) offerTrial(c *call, _ *struct{}) (offerTrial, error) {
	kept, t, err := offers.LatestTrial(c.q)
	v := offerTrial{kept.TriedOn, t.Days, t.K, t.Buyers, []triedRule{}}
	for _, r := range t.Rules {
		v.Rules = append(v.Rules, triedRule{r.Rule, r.Hits, models.Rate(r.HitPPM), models.Rate(r.AheadPPM), models.Rate(r.ErrorPPM)})
	}
	return v, err
}
