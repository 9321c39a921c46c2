package app

import (
	"fmt"
	"net/url"

	"assay/app/agents"
	"assay/app/credit"
	"assay/app/list"
	"assay/app/policy"
	"assay/app/web"
	"assay/models"
)

// pages are those that show several features at once.
type pages struct{ *App }

// Agents is the register with each agent's exposure and overdue sum.
func (p pages) Agents(base string) web.Handler {
	return func(c *web.Ctx) error {
		regions, err := p.byRegion(c)
		if err != nil {
			return err
		}
		return list.Alone(c, p.DB, agents.Register(base, c.Today(), regions), list.Button{Label: "agent.new", Href: "/sales/agents/new", Icon: "plus", Need: models.AgentEdit, Main: true})
	}
}

// Stores is every store of the agents.
func (p pages) Stores(c *web.Ctx) error {
	regions, err := p.byRegion(c)
	if err != nil {
		return err
	}
	return list.Alone(c, p.DB, agents.StoreList(c.Today(), regions))
}

// Limits is every limit that was ever set.
func (p pages) Limits(c *web.Ctx) error {
	return list.Alone(c, p.DB, credit.LimitList(c.Today(), c.Web.Zone))
}

// byRegion are the regions as choices of a filter.
func (p pages) byRegion(c *web.Ctx) ([]list.Option, error) {
	regions, err := agents.Regions(p.DB.Read(c.UserContext()))
	return agents.ByRegion(regions, c.Lang()), err
}

// Agent is one agent's page.
func (p pages) Agent(base string) web.Handler {
	return func(c *web.Ctx) error { return p.agent(c, base, nil) }
}

func (p pages) agent(c *web.Ctx, base string, fe error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	data := agentPage{Base: base, OrderBase: "/sales/orders", Today: c.Today(), Reasons: models.BlockReasons(), sent: sentOf(c)}
	data.Tab, data.Open = tabOf(c.Query("tab"), data.sent.form), data.sent.form
	if fe == nil {
		data.Open = c.Query("do")
	}
	if c.Actor.Can(models.HoldRelease) {
		data.OrderBase = "/finance/holds"
	}
	if c.Actor.Can(models.StatementIssue) {
		data.StatementBase = "/finance/statements"
	}
	q := p.DB.Read(c.UserContext())
	if data.Agent, err = agents.InScope(q, c.Actor.Scope(models.AgentRead), data.Today, id); err != nil {
		return err
	}
	if c.Actor.Can(models.OrderConfirm) {
		data.OrderList = "/sales/orders?state=&q=" + url.QueryEscape(data.Agent.Code)
	}
	data.EditLink = editLink(c, id)
	data.Security, data.Store, data.Staffing = formsOf(c)
	if err := p.fillAgent(c, &data); err != nil {
		return err
	}
	name := data.Agent.Name(c.Lang())
	page := web.Page{Title: name, Data: &data, Crumbs: []web.Crumb{{Text: c.T("nav.agents"), Href: base}, {Text: name}}}
	if fe != nil {
		return c.Again(fe, "finance/agents/show", page)
	}
	return c.OK("finance/agents/show", page)
}

// change runs a verb on an agent in the visitor's scope and comes back.
func (p pages) change(c *web.Ctx, need models.Permission, base, flash string, verb func(id int64) error) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := agents.InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(need), c.Today(), id); err != nil {
		return err
	}
	if err := verb(id); err != nil {
		return p.agent(c, base, err)
	}
	return c.Redirect(fmt.Sprintf("%s/%d?tab=%s", base, id, tabOf("", sentOf(c).form)), flash)
}

// Exclusion drafts that a family of blocking rules does not stop the agent
// until a day, and leads to the draft.
func (p pages) Exclusion(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	a, err := agents.InScope(p.DB.Read(c.UserContext()), c.Actor.Scope(models.PolicyDraft), c.Today(), id)
	if err != nil {
		return err
	}
	until, err := c.Date("valid_to")
	if err != nil {
		return p.agent(c, "/finance/agents", err)
	}
	draft, err := p.Policies.Exclude(c.UserContext(), c.Actor.Who(), a.Code, models.RuleFamily(c.Value("family")), until)
	if err != nil {
		return p.agent(c, "/finance/agents", err)
	}
	return c.Redirect(policy.Path(draft), "held.flash_exclusion", "Agent", a.Code)
}

// Block stops new credit for the agent.
func (p pages) Block(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "agent.flash_blocked", func(id int64) error {
		return p.Credit.Block(c.UserContext(), c.Actor.Who(), id, models.BlockReason(c.Value("reason")), c.Value("note"))
	})
}

// Clearance clears one of the agent's blocks.
func (p pages) Clearance(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "agent.flash_cleared", func(id int64) error {
		blocks, err := credit.Blocks(p.DB.Read(c.UserContext()), id)
		if err != nil {
			return err
		}
		block := c.FormID("block")
		for _, b := range blocks {
			if b.ID == block {
				return p.Credit.Unblock(c.UserContext(), c.Actor.Who(), b.ID)
			}
		}
		return models.NotFound("credit_block")
	})
}

// Policy puts the agent under a settlement policy.
func (p pages) Policy(c *web.Ctx) error {
	return p.change(c, models.CreditEdit, "/finance/agents", "agent.flash_policy", func(id int64) error {
		_, err := p.Settlement.Assign(c.UserContext(), c.Actor.Who(), id, c.FormID("policy"), c.Value("reason"))
		return err
	})
}

// Status moves the agent along its life.
func (p pages) Status(c *web.Ctx) error {
	return p.change(c, models.AgentEdit, "/sales/agents", "agent.flash_status", func(id int64) error {
		return p.App.Agents.ChangeStatus(c.UserContext(), c.Actor.Who(), id, models.AgentStatus(c.Value("status")), c.Value("reason"))
	})
}
