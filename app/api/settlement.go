package api

import (
	"assay/app/settlement"
	"assay/models"
)

func (s *server) settlement() {
	add(s, operation{"GET", "/settlement-policies", models.CreditRead, "settlement", "list-settlement-policies", "The settlement policies that can be given to agents", 0}, s.listPolicies)
	add(s, operation{"GET", "/settlement-policies/{id}/preview", models.CreditRead, "settlement", "preview-settlement-policy", "When a delivery on each of some days would be billed and due", 0}, s.previewPolicy)
	add(s, operation{"GET", "/agents/{id}/settlement-policy", models.CreditRead, "settlement", "get-agent-settlement-policy", "The settlement policy that an agent is under today", 0}, s.agentPolicy)
	add(s, operation{"PUT", "/agents/{id}/settlement-policy", models.CreditEdit, "settlement", "assign-settlement-policy", "Put an agent under a policy from its next period on; what is delivered before keeps its dates", 0}, s.assignPolicy)
}

// agentPolicy is what an agent is under, and when a change begins.
type agentPolicy struct {
	Policy      settlementPolicy `json:"policy"`
	EffectiveOn models.Date      `json:"effective_on,omitzero" doc:"After a change: the first day of the policy."`
}

func (s *server) agentPolicy(c *call, in *ByID) (agentPolicy, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return agentPolicy{}, err
	}
	p, err := settlement.PolicyOf(c.q, in.ID, c.on)
	return agentPolicy{Policy: viewPolicy(p)}, err
}

type policyAssignment struct {
	ByID
	Body struct {
		PolicyID int64 `json:"policy_id" minimum:"1" maximum:"9007199254740991"`
		Reason   text  `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) assignPolicy(c *call, in *policyAssignment) (agentPolicy, error) {
	if err := c.ofAgent(in.ID); err != nil {
		return agentPolicy{}, err
	}
	term, err := s.Settlement.Assign(c, c.Actor.Who(), in.ID, in.Body.PolicyID, in.Body.Reason.clean())
	if err != nil {
		return agentPolicy{}, err
	}
	p, err := settlement.PolicyByID(c.q, term.PolicyID)
	return agentPolicy{viewPolicy(p), term.EffectiveOn}, err
}

// settlementPolicy is how an agent settles.
type settlementPolicy struct {
	ID           int64                 `json:"id"`
	Code         string                `json:"code"`
	NameZh       string                `json:"name_zh"`
	NameEn       string                `json:"name_en"`
	Kind         models.SettlementKind `json:"kind" doc:"early (prepaid), immediate, or months."`
	Months       int                   `json:"months" doc:"The length of a period."`
	CutoffDay    int                   `json:"cutoff_day" doc:"The last day of a period; 31 is the last of the month."`
	DaysToPay    int                   `json:"days_to_pay"`
	DiscountPPM  models.Rate           `json:"discount_ppm" doc:"For payment within the discount days."`
	DiscountDays int                   `json:"discount_days"`
	HolidayShift models.HolidayShift   `json:"holiday_shift" doc:"none, or next: a due date moves to the next business day."`
}

func viewPolicy(p models.SettlementPolicy) settlementPolicy {
	return settlementPolicy{p.ID, p.Code, p.NameZh, p.NameEn, p.Kind, p.Months, p.CutoffDay, p.DaysToPay, p.DiscountPPM, p.DiscountDays, p.HolidayShift}
}

type policies struct {
	Items []settlementPolicy `json:"items"`
}

func (s *server) listPolicies(c *call, _ *struct{}) (policies, error) {
	rows, err := settlement.Policies(c.q)
	return policies{each(rows, viewPolicy)}, err
}

type previewInput struct {
	ByID
	From day `query:"from" doc:"Today unless told."`
	Days int `query:"days" minimum:"1" maximum:"366" default:"31"`
}

type preview struct {
	Policy settlementPolicy    `json:"policy"`
	Items  []models.DuePreview `json:"items"`
}

func (s *server) previewPolicy(c *call, in *previewInput) (preview, error) {
	p, err := settlement.PolicyByID(c.q, in.ID)
	if err != nil {
		return preview{}, err
	}
	from, err := in.From.or("from", c.on)
	if err != nil {
		return preview{}, err
	}
	h, err := settlement.Holidays(c.q)
	return preview{viewPolicy(p), p.Preview(from, in.Days, h)}, err
}
