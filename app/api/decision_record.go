package api

import (
	"assay/app/credit"
	"assay/models"
)

// recordView is what a decision knew, in the API's words. An agent gets no
// pot, which tells what the others of a group owe, and not who set a limit.
type recordView struct {
	Request   models.CreditRequest   `json:"request"`
	Before    components             `json:"before" doc:"The exposure before this order, component by component."`
	Documents []documentView         `json:"documents" doc:"What made it up."`
	Pot       *components            `json:"pot,omitempty"`
	Limit     models.Limit           `json:"limit"`
	Source    models.LimitSource     `json:"source"`
	Limits    []limitInForce         `json:"limits"`
	Grants    models.Money           `json:"grants"`
	Blocks    []models.BlockReason   `json:"blocks"`
	Standard  models.StandardTerms   `json:"standard"`
	Terms     int64                  `json:"terms_version"`
	Exposure  models.Money           `json:"exposure"`
	Available models.Money           `json:"available"`
	After     models.Money           `json:"after"`
	Shortfall models.Money           `json:"shortfall"`
	Hits      []models.RuleHit       `json:"hits"`
	Outcome   models.DecisionOutcome `json:"outcome"`
	Override  []models.Role          `json:"override" doc:"Whose release would let a held order through."`
	WaysOut   []models.WayOut        `json:"ways_out"`
}

type documentView struct {
	Component string       `json:"component" doc:"receivable, reserved or unallocated."`
	ID        int64        `json:"id" doc:"Of the open item, the order or the receipt."`
	Number    string       `json:"number,omitempty"`
	DueOn     models.Date  `json:"due_on,omitzero"`
	Amount    models.Money `json:"amount"`
}

func viewDocument(d credit.Document) documentView {
	return documentView{d.Component, d.ID, d.Number, d.DueOn, d.AmountFen}
}

// limitInForce is a limit that the decision knew.
type limitInForce struct {
	Purpose     models.LimitPurpose `json:"purpose"`
	Limit       models.Limit        `json:"limit"`
	ValidFromOn models.Date         `json:"valid_from_on"`
	ValidToOn   models.Date         `json:"valid_to_on,omitzero"`
	SetBy       string              `json:"set_by,omitempty"`
}

func viewRecord(d models.CreditDecision, docs []credit.Document, matrix *models.ApprovalMatrix, softened bool) recordView {
	v := recordView{Request: d.Request, Before: viewCounters(d.Before), Documents: each(docs, viewDocument), Limit: d.Limit, Source: d.Source, Grants: d.Terms.GrantsFen,
		Standard: d.Terms.Standard, Terms: d.Terms.TermsVersion, Exposure: d.Exposure, Available: d.Available, After: d.After, Shortfall: d.Shortfall,
		Hits: d.Hits, Outcome: d.Outcome, WaysOut: d.WaysOut, Limits: []limitInForce{}, Blocks: []models.BlockReason{}, Override: []models.Role{}}
	for _, l := range d.Terms.Limits {
		x := limitInForce{l.Purpose, l.Limit(), l.ValidFromOn, l.ValidToOn, l.SetBy}
		if softened {
			x.SetBy = ""
		}
		v.Limits = append(v.Limits, x)
	}
	for _, b := range d.Terms.Blocks {
		v.Blocks = append(v.Blocks, b.Reason)
	}
	if d.Outcome == models.OutcomeHold {
		v.Override = matrix.Needs(models.ApproveHoldRelease, d.Shortfall, 0).Roles()
	}
	if d.Pot != nil && !softened {
		pot := viewCounters(*d.Pot)
		v.Pot = &pot
	}
	return v
}
