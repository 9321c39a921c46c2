package api

import (
	"assay/app/backtest"
	"assay/app/runs"
	"assay/app/web"
	"assay/models"
)

func (s *server) comparison() {
	add(s, operation{"GET", "/settlement-comparison", models.CreditEdit, "settlement", "compare-settlement-policies", "Estimate what each settlement policy would have made of the last twelve months of an agent's, a region's or a grade's own trade; more than 100 agents are a run", 0}, s.compareSettlement)
	add(s, operation{"POST", "/settlement-comparisons", models.CreditEdit, "settlement", "ask-settlement-comparison", "Compare for any number of agents; the run tells how far it is", 202}, s.askComparison)
	add(s, operation{"GET", "/settlement-comparisons/{id}", models.CreditEdit, "settlement", "get-settlement-comparison", "What a run that one asked for found, by the id of the run; missing until it is done", 0}, s.getComparison)
}

// interval is an estimated amount with the bounds of its interval.
type interval struct {
	Amount models.Money `json:"amount"`
	Low    models.Money `json:"low"`
	High   models.Money `json:"high"`
}

func viewEstimate(e models.Estimate) interval { return interval{e.Fen, e.LowFen, e.HighFen} }

// settlementEffect is what a settlement policy would have made of the trade.
type settlementEffect struct {
	Policy    settlementPolicy `json:"policy"`
	Current   int              `json:"current_agents" doc:"How many of the agents have it now."`
	Sales     interval         `json:"sales" doc:"Of the orders that credit would have carried, as all figures but lost_sales."`
	LostSales interval         `json:"lost_sales" doc:"Of the orders that credit would not have carried."`
	TiedUp    interval         `json:"tied_up" doc:"The average receivable."`
	Financing interval         `json:"financing"`
	Discounts interval         `json:"discounts"`
	Loss      interval         `json:"loss"`
}

func viewEffect(e models.SettlementEffect) settlementEffect {
	return settlementEffect{viewPolicy(e.Policy), e.Current, viewEstimate(e.Sales), viewEstimate(e.Lost), viewEstimate(e.TiedUp), viewEstimate(e.Financing), viewEstimate(e.Discounts), viewEstimate(e.Loss)}
}

// settlementComparison says what it is beside its figures.
type settlementComparison struct {
	Estimate      bool               `json:"estimate" doc:"Always true: an estimate from the past, no forecast."`
	Note          string             `json:"note" doc:"How it was estimated, in the language of Accept-Language."`
	ConfidencePPM models.Rate        `json:"confidence_ppm" doc:"The part of the results between low and high when whole months are drawn anew."`
	From          models.Date        `json:"from"`
	To            models.Date        `json:"to"`
	Agents        int                `json:"agents"`
	Orders        int                `json:"orders"`
	FinancingPPM  models.Rate        `json:"financing_ppm"`
	LossRatePPM   models.Rate        `json:"loss_rate_ppm" doc:"What was taken."`
	OwnLoss       bool               `json:"own_loss_rate" doc:"The loss rate is that of these agents; false when their own proves too little, and that of all was taken."`
	LossUnknown   bool               `json:"loss_unknown" doc:"All was paid by its delivery: no loss can be stated, and that of each policy is 0 without meaning it."`
	Items         []settlementEffect `json:"items"`
}

type comparisonInput struct{ ComparisonOf }

type comparisonRequest struct{ Body ComparisonOf }

// ComparisonOf is who is compared.
type ComparisonOf struct {
	AgentID      int64        `query:"agent_id" json:"agent_id,omitempty" minimum:"0" maximum:"9007199254740991"`
	RegionID     int64        `query:"region_id" json:"region_id,omitempty" minimum:"0" maximum:"9007199254740991" doc:"With the regions below it."`
	Grade        models.Grade `query:"grade" json:"grade,omitempty" enum:"A,B,C,D,E"`
	FinancingPPM models.Rate  `query:"financing_ppm" json:"financing_ppm,omitempty" minimum:"0" maximum:"1000000" default:"43500" doc:"What money costs a year."`
}

func (o ComparisonOf) question(c *call) backtest.Question {
	return backtest.Question{Chosen: backtest.Chosen{AgentID: o.AgentID, RegionID: o.RegionID, Grade: o.Grade}, Scope: c.scope(), Financing: o.FinancingPPM}
}

func (c *call) viewComparison(x backtest.Question, found backtest.Comparison) settlementComparison {
	return settlementComparison{true, c.say("compare.estimate", nil), models.EstimateConfidence, found.Span.From, found.Span.To, found.Agents, found.Orders, x.Financing,
		found.LossRate, found.Loss.Evidence == models.EvidenceSound, found.LossUnknown(), each(found.Effects, viewEffect)}
}

func (s *server) compareSettlement(c *call, in *comparisonInput) (settlementComparison, error) {
	x := in.question(c)
	found, err := s.Backtest.Compare(c, x, c.on)
	if err != nil {
		return settlementComparison{}, err
	}
	return c.viewComparison(x, found), nil
}

func (s *server) askComparison(c *call, in *comparisonRequest) (askedRun, error) {
	x := in.Body.question(c)
	if _, err := x.Agents(c.q); err != nil {
		return askedRun{}, err
	}
	id, err := s.Runs.Ask(c, c.Actor.Who(), runs.Request{Kind: backtest.CompareRun, Key: web.NewKey(), Input: x})
	return askedRun{id}, err
}

func (s *server) getComparison(c *call, in *ByID) (settlementComparison, error) {
	x, found, err := backtest.Found(c.q, c.Actor.ID, in.ID)
	if err != nil {
		return settlementComparison{}, err
	}
	return c.viewComparison(x, found), nil
}
