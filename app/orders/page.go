package orders

import (
	"assay/app/credit"
	"assay/app/web"
	"assay/models"
	"strings"

	"gorm.io/gorm"
)

// page is an order as every role sees it; the permissions and the state decide
// which actions it shows.
type page struct {
	Order      Listed
	Store      models.Store // where it goes, zero when none was chosen
	Lines      []models.OrderLine
	Events     []models.OrderEvent
	Deliveries []Delivered
	Decision   *models.CreditDecision
	Row        models.DecisionRow
	Policy     models.SettlementPolicy
	Softened   bool
	Ledger     bool   // may open invoices of finance
	Base       string // the URL of this order for the role
	Can        map[string]bool
	RequestKey string
	Today      models.Date
	Ship       ShipInput
	Weighed    map[int]models.Weight // actual weight by line
	Verdict    models.Verdict        // what holds now
	Ways       []step                // out of it, while it stands
	Documents  []behind              // of the exposure that the decision saw
	SecuredAt  string                // where deposits and guarantees are
	Rest       models.Money          // of its exposure, in no document
	Grant      *models.CreditGrant   // what a release gave this order
	Overriders []models.Role         // who may release the hold
	Hold       *models.OrderHold     // what a held order waits for
	Passed     []models.OrderOverride
	Was        models.Money // a draft's total when it was saved, if prices moved it
	Unpriced   string       // why a draft cannot be priced today
}

// OrdersBase is where this visitor finds other orders.
func (p page) OrdersBase() string { return p.Base[:strings.LastIndex(p.Base, "/")] }

// actions are what a role may do to an order in its state, by permission.
var actions = map[models.OrderAction]models.Permission{
	models.ActionSubmit: models.OrderPlace, models.ActionEdit: models.OrderPlace,
	models.ActionConfirm: models.OrderConfirm, models.ActionShip: models.OrderShip, models.ActionClose: models.OrderConfirm,
	models.ActionReopen: models.OrderConfirm, models.ActionRelease: models.HoldRelease, models.ActionReject: models.HoldRelease, models.ActionHold: models.HoldRelease,
}

// show collects an order's page for the visitor.
func (s *Service) show(c *web.Ctx, id int64, base string) (page, error) {
	p := page{Base: base, RequestKey: newKey(), Today: c.Today(), Softened: c.Actor.HomeAgent() != 0, Ledger: c.Actor.Can(models.ReceivableRead)}
	q := s.DB.Read(c.UserContext())
	var err error
	if p.Order, err = InScope(q, c.Actor.Scope(models.OrderRead), id); err != nil {
		return p, err
	}
	if p.Store, err = storeByID(q, p.Order.StoreID); err != nil {
		return p, err
	}
	if p.Lines, err = LinesOf(q, id); err != nil {
		return p, err
	}
	if p.Events, err = EventsOf(q, id); err != nil {
		return p, err
	}
	if p.Deliveries, err = DeliveriesOf(q, id); err != nil {
		return p, err
	}
	if p.Weighed, err = weighed(q, id); err != nil {
		return p, err
	}
	if err := s.freshen(c, &p); err != nil {
		return p, err
	}
	p.Can = allowed(c.Actor, p.Order.State)
	if err := p.decided(q, c.Actor); err != nil {
		return p, err
	}
	p.Policy, err = policyOf(q, p.Order)
	return p, err
}

// decided reads the decision that the order lives on, what holds of it now,
// and what stands behind it.
func (p *page) decided(q *gorm.DB, actor models.Actor) error {
	row, d, err := LastDecision(q, p.Order.ID)
	if err != nil || row.ID == 0 {
		return err
	}
	p.Row, p.Decision, p.Verdict = row, &d, models.VerdictOf(p.Order.State, d.Outcome)
	docs, rest, err := credit.DocumentsBehind(q, row, d)
	if err != nil {
		return err
	}
	p.Rest = rest
	if p.Documents, err = opened(q, actor, p.Order.AgentID, p.OrdersBase(), docs); err != nil {
		return err
	}
	if d.Before.SecuredFen != 0 {
		p.SecuredAt = securedAt(actor, p.Order.AgentID)
	}
	if p.Grant, err = credit.GrantOf(q, p.Order.ID); err != nil {
		return err
	}
	if p.Passed, err = OverridesOf(q, p.Order.ID); err != nil || !p.Verdict.Stands() {
		return err
	}
	if err := p.releasers(q, d.Shortfall); err != nil {
		return err
	}
	who := asker{actor: actor, agentID: p.Order.AgentID, code: p.Order.AgentCode, documents: p.Documents}
	if p.Can["edit"] {
		who.edit = p.Base + "/edit"
	}
	p.Ways, err = waysOf(q, d.WaysOut, who)
	return err
}

// releasers tells what a held order waits for, and who may release it.
func (p *page) releasers(q *gorm.DB, grant models.Money) (err error) {
	if p.Order.State != models.OrderHeld {
		return nil
	}
	if p.Hold, err = HoldOf(q, p.Order.ID); err != nil {
		return err
	}
	m, err := Matrix(q, p.Today)
	if err == nil {
		p.Overriders = m.Needs(models.ApproveHoldRelease, grant, 0).Roles()
	}
	return err
}

// freshen shows a draft at today's prices: those it would be submitted at.
func (s *Service) freshen(c *web.Ctx, p *page) error {
	if p.Order.State != models.OrderDraft {
		return nil
	}
	o, lines, err := s.AtTodaysPrices(c.UserContext(), p.Order.ID)
	if fe, ok := c.Problem(err); err != nil && ok {
		p.Unpriced = fe.Message
		return nil
	}
	if err != nil {
		return err
	}
	if o.TotalFen != p.Order.TotalFen {
		p.Was = p.Order.TotalFen
	}
	p.Order.TotalFen, p.Order.VatFen, p.Lines = o.TotalFen, o.VatFen, lines
	return nil
}

// weighed is the actual weight delivered of each line.
func weighed(q *gorm.DB, orderID int64) (map[int]models.Weight, error) {
	var rows []struct {
		LineNo int
		Mg     models.Weight
	}
	err := q.Raw(`SELECT l.line_no, SUM(l.actual_weight_mg) AS mg FROM shipment_lines l JOIN shipments s ON s.id = l.shipment_id
		WHERE s.order_id = ? GROUP BY l.line_no`, orderID).Scan(&rows).Error
	out := map[int]models.Weight{}
	for _, r := range rows {
		out[r.LineNo] = r.Mg
	}
	return out, err
}

// allowed tells which actions the actor may take in the state. Agents and
// sales may cancel; finance rejects.
func allowed(a models.Actor, state models.OrderState) map[string]bool {
	can := map[string]bool{}
	for action, need := range actions {
		can[string(action)] = state.Allows(action) && a.Can(need)
	}
	can["cancel"] = state.Allows(models.ActionCancel) && (a.Can(models.OrderPlace) || a.Can(models.OrderConfirm))
	return can
}
