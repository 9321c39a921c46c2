package api

import (
	"assay/app/backtest"
	"assay/app/settlement"
	"assay/models"
)

func (s *server) comparison() {
	add(s, operation{"GET", "/settlement-comparison", models.CreditEdit, "settlement", "compare-settlement-policies", "Estimate what each settlement policy would have made of the last twelve months of an agent's, a region's or a grade's own trade", 0}, s.compareSettlement)
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
	Current   bool             `json:"current" doc:"Some of the agents have it now."`
	Sales     models.Money     `json:"sales"`
	LostSales models.Money     `json:"lost_sales" doc:"Held for lack of credit and not let through in time."`
	TiedUp    interval         `json:"tied_up" doc:"The average receivable."`
	Financing interval         `json:"financing"`
	Discounts interval         `json:"discounts"`
	Loss      interval         `json:"loss"`
}

func viewEffect(e models.SettlementEffect) settlementEffect {
	return settlementEffect{viewPolicy(e.Policy), e.Current, e.SalesFen, e.LostSalesFen, viewEstimate(e.TiedUp), viewEstimate(e.Financing), viewEstimate(e.Discounts), viewEstimate(e.Loss)}
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
	Items         []settlementEffect `json:"items"`
}

type comparisonInput struct {
	AgentID      int64        `query:"agent_id" minimum:"0" maximum:"9007199254740991"`
	RegionID     int64        `query:"region_id" minimum:"0" maximum:"9007199254740991" doc:"With the regions below it."`
	Grade        models.Grade `query:"grade" enum:"A,B,C,D,E"`
	FinancingPPM models.Rate  `query:"financing_ppm" minimum:"0" maximum:"1000000" default:"43500" doc:"What money costs a year."`
}

func (s *server) compareSettlement(c *call, in *comparisonInput) (settlementComparison, error) {
	policies, err := settlement.Policies(c.q)
	if err != nil {
		return settlementComparison{}, err
	}
	x, err := s.Backtest.Compare(c, c.scope(), backtest.Chosen{AgentID: in.AgentID, RegionID: in.RegionID, Grade: in.Grade}, policies, in.FinancingPPM, c.on)
	if err != nil {
		return settlementComparison{}, err
	}
	return settlementComparison{true, c.say("compare.estimate", nil), models.EstimateConfidence, x.Span.From, x.Span.To, x.Agents, x.Orders, in.FinancingPPM,
		x.LossRate, x.Loss.Evidence == models.EvidenceSound, each(x.Effects, viewEffect)}, nil
}
