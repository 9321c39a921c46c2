package search_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"assay/app/agents"
	"assay/app/apptest"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/search"
	"assay/models"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var ctx = context.Background()

// company is two agents in two regions with people, shops and papers, and a
// sub-agent of the first.
type company struct {
	*apptest.Book
	east, west, branch models.Agent
}

func newCompany(t *testing.T, d *db.DB) *company {
	t.Helper()
	b := apptest.NewBook(t, d)
	west := models.Region{Code: "west", NameZh: "西南", NameEn: "West", Path: "/2/"}
	require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { west.ID = 0; return tx.Create(&west).Error }))
	c := &company{Book: b}
	c.east = c.agent("HZ-0012", "杭州瑞和珠宝", "Ruihe Jewellery", b.Region.ID, nil, "王建国", "138 0571 8823")
	c.west = c.agent("CD-0034", "成都锦宁金店", "Jinning Gold", west.ID, nil, "李金花", "139 2800 1234")
	c.branch = c.agent("HZ-0013", "瑞和西湖分店", "Ruihe West Lake", b.Region.ID, &c.east.ID, "", "")
	for _, a := range []models.Agent{c.east, c.west} {
		require.NoError(t, b.Agents.PutStore(ctx, apptest.Sales, agents.StoreInput{AgentID: a.ID, Code: "ST-" + a.Code, NameZh: a.NameZh + "南京路店", NameEn: a.NameEn + " Nanjing Road"}))
		b.Deliver(b.Place(a.ID, 100, models.OutcomeApprove).ID)
		_, err := b.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: a.ID, SourceKey: b.Key(), Method: "bank", Payer: a.NameZh + "有限公司",
			BankReference: "CMB20260601-" + a.Code, ClearedOn: b.Moment().On, Amount: 10_00, Automatic: true})
		require.NoError(t, err)
	}
	b.Group("POT-1", 1000)
	return c
}

func (c *company) agent(code, zh, en string, region int64, parent *int64, name, phone string) models.Agent {
	c.T.Helper()
	r := agents.Registration{Agent: models.Agent{Code: code, NameZh: zh, NameEn: en, Kind: models.KindAgent, Status: models.AgentActive, RegionID: region, ParentID: parent, Grade: "A"}}
	if name != "" {
		r.Contacts = []models.AgentContact{{Name: name, Role: "owner", Phone: phone}}
	}
	a, err := c.Agents.Register(ctx, apptest.Finance, r)
	require.NoError(c.T, err)
	c.Limit(a.ID, models.Limit{Kind: models.LimitAmount, Amount: 100_000_00})
	c.Settle(a.ID, "monthly")
	return a
}

func hq(role models.Role, regions ...string) models.Actor {
	a := models.Actor{ID: 9}
	for _, path := range regions {
		a.Grants = append(a.Grants, models.Grant{Role: role, Kind: models.ScopeRegion, ID: 1, Path: path})
	}
	if len(regions) == 0 {
		a.Grants = []models.Grant{{Role: role, Kind: models.ScopeAll}}
	}
	return a
}

func at(role models.Role, a models.Agent, depth models.AccessDepth) models.Actor {
	return models.Actor{ID: 8, Grants: []models.Grant{{Role: role, Kind: models.ScopeAgent, ID: a.ID, Path: a.Path, Depth: depth}}}
}

// found is what a search shows, as "noun:title" in the order of the page.
func (c *company) found(actor models.Actor, text string) []string {
	c.T.Helper()
	out := []string{}
	r, err := search.Find(c.DB.Read(ctx), actor, text, 20)
	require.NoError(c.T, err, "%q", text)
	for _, g := range r.Groups {
		for _, h := range g.Hits {
			out = append(out, string(g.Noun)+":"+h.Title("zh-CN"))
			require.NotEmpty(c.T, h.Href)
		}
	}
	return out
}

// bothWays checks the same with few rows and with more than are looked through.
func (c *company) bothWays(check func()) {
	check()
	for _, few := range []int{0, 100} {
		func() {
			defer search.Narrow(few)()
			check()
		}()
	}
}

func TestSearchFindsWhatPeopleType(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		finance := hq(models.RoleFinance)
		typed := map[string][]string{
			"瑞":                         {"agents:瑞和西湖分店", "agents:杭州瑞和珠宝", "receipts:RC2026-000001", "stores:杭州瑞和珠宝南京路店"},
			"锦宁":                        {"agents:成都锦宁金店", "receipts:RC2026-000002", "stores:成都锦宁金店南京路店"},
			"jinning":                   {"agents:成都锦宁金店", "receipts:RC2026-000002", "stores:成都锦宁金店南京路店"},
			"jnjd":                      {"agents:成都锦宁金店", "receipts:RC2026-000002", "stores:成都锦宁金店南京路店"},
			"hz 西湖":                     {"agents:瑞和西湖分店"},
			"西湖hz":                      {"agents:瑞和西湖分店"},
			"12":                        {"agents:杭州瑞和珠宝", "stores:杭州瑞和珠宝南京路店"},
			"hz-0012":                   {"agents:杭州瑞和珠宝", "receipts:RC2026-000001", "stores:杭州瑞和珠宝南京路店"},
			"杭州珠宝":                      {},
			"瑞和 成都":                     {},
			"李金花":                       {"people:李金花"},
			"lijinhua":                  {"people:李金花"},
			"13805718823":               {"people:王建国"},
			"8823":                      {"people:王建国"},
			"138-0571-8823":             {"people:王建国"},
			"INV2026-000002":            {"invoices:INV2026-000002"},
			"inv":                       {"invoices:INV2026-000002", "invoices:INV2026-000001"},
			"inv 1":                     {"invoices:INV2026-000001"},
			"2026-000001":               {"invoices:INV2026-000001", "receipts:RC2026-000001"},
			"2":                         {"orders:SO00000002", "invoices:INV2026-000002", "receipts:RC2026-000002"},
			"000002":                    {"orders:SO00000002", "invoices:INV2026-000002", "receipts:RC2026-000002"},
			"SO00000001":                {"orders:SO00000001"},
			"so":                        {"orders:SO00000002", "orders:SO00000001"},
			"cmb20260601-cd":            {"receipts:RC2026-000002"},
			"戒指":                        {"products:足金戒指"},
			"ring":                      {"products:足金戒指"},
			"zjjz":                      {"products:足金戒指"},
			"pot":                       {"groups:POT-1"},
			"":                          {},
			"%":                         {},
			"_":                         {},
			"!":                         {},
			"🙂":                         {},
			"\x00\x1b[2J":               {},
			"' OR 1=1 --":               {},
			strings.Repeat("瑞", 400):    {},
			strings.Repeat("inv ", 100): {},
		}
		both := hq(models.RoleFinance, c.Region.Path, "/2/")
		c.bothWays(func() {
			for text, want := range typed {
				assert.ElementsMatch(t, want, c.found(finance, text), "%q", text)
				assert.ElementsMatch(t, want, c.found(both, text), "%q in two regions", text)
			}
		})
		require.Equal(t, "orders:SO00000002", c.found(finance, "2")[0], "what is called exactly so comes first")
		require.Equal(t, []string{"users:管理员"}, func() []string {
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error {
				u := models.User{Login: "root@example", Name: "管理员", Lang: "en", Theme: "auto", CreatedAt: c.Moment().At, Version: 1}
				if err := tx.Create(&u).Error; err != nil {
					return err
				}
				return search.Add(tx, search.OfUser(u))
			}))
			return c.found(hq(models.RoleAdmin), "gly")
		}())
	})
}

func TestSearchEndsWhereTheScopeEnds(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		own, tree := at(models.RoleAgentOwner, c.east, models.DepthOwn), at(models.RoleAgentOwner, c.east, models.DepthTree)
		east := hq(models.RoleSales, c.Region.Path)
		texts := []string{"瑞", "锦宁", "金", "li", "so", "1", "2", "inv", "inv2026-000002", "rc", "13928001234", "1234", "cd", "pot", "cmb", "st-", "戒指", "南京路"}
		everybody := []models.Actor{own, tree, at(models.RoleAgentBuyer, c.east, models.DepthOwn), east, hq(models.RoleFinance, c.Region.Path),
			hq(models.RoleFinanceManager, c.Region.Path), hq(models.RoleSalesManager, c.Region.Path), hq(models.RoleAdmin), {ID: 7}}
		c.bothWays(func() {
			for _, who := range everybody {
				for _, text := range texts {
					for _, hit := range c.found(who, text) {
						for _, foreign := range []string{"锦宁", "李金花", "SO00000002", "INV2026-000002", "RC2026-000002"} {
							require.NotContains(t, hit, foreign, "%v finds another's by %q", who.Grants, text)
						}
					}
				}
			}
			require.Equal(t, []string{"orders:SO00000001"}, c.found(own, "so"))
			require.Equal(t, []string{"orders:SO00000001"}, c.found(east, "so"))
			require.Equal(t, []string{"invoices:INV2026-000001"}, c.found(own, "inv"))
			require.Equal(t, []string{"invoices:INV2026-000001"}, c.found(east, "inv"), "sales open the order of an invoice")
			require.Equal(t, []string{"receipts:RC2026-000001"}, c.found(own, "瑞和"), "what it paid, but no register of agents")
			require.Equal(t, []string{"agents:瑞和西湖分店"}, c.found(tree, "西湖"), "who sees the agents below finds them")
			require.Empty(t, c.found(at(models.RoleAgentOwner, c.branch, models.DepthTree), "杭州瑞和"), "not the one above")
			require.Equal(t, []string{"receipts:RC2026-000001"}, c.found(own, "rc"), "its own receipts, not another's")
			require.Equal(t, []string{"receipts:RC2026-000001"}, c.found(own, "cmb20260601"))
			require.Empty(t, c.found(at(models.RoleAgentBuyer, c.east, models.DepthTree), "rc2026-000001"), "who buys sees no money")
			require.Empty(t, c.found(at(models.RoleAgentOwner, c.branch, models.DepthTree), "rc2026-000001"), "nor does one below")
			require.Equal(t, []string{"products:足金戒指"}, c.found(own, "足金"))
			require.Empty(t, c.found(hq(models.RoleAdmin), "瑞和"))
			require.Empty(t, c.found(models.Actor{}, "瑞和"))
		})
	})
}

// What every role may open of each sort, all of it the company over: a change
// of a permission shows here.
func TestSearchShowsEachRoleItsSorts(t *testing.T) {
	d := apptest.SQLite(t)
	c := newCompany(t, d)
	_, err := c.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: 1, RequestKey: "n", Gross: 100, Reason: "return"})
	require.NoError(t, err)
	texts := []string{"瑞", "王建国", "so", "inv", "rc", "cn", "戒指", "pot"}
	for role, want := range map[models.Role]string{
		models.RoleAgentOwner:     "agents credit_notes invoices orders products receipts",
		models.RoleAgentBuyer:     "agents credit_notes invoices orders products",
		models.RoleFinance:        "agents credit_notes groups invoices orders people products receipts stores",
		models.RoleFinanceManager: "agents credit_notes groups invoices orders people products receipts stores",
		models.RoleSales:          "agents invoices orders people products stores",
		models.RoleSalesManager:   "agents invoices orders people products stores",
		models.RoleStoreStaff:     "products",
		models.RoleStoreManager:   "products",
		models.RoleAdmin:          "products",
	} {
		who := hq(role)
		if role.IsAgent() {
			who = at(role, c.east, models.DepthTree)
		}
		seen := map[string]bool{}
		for _, text := range texts {
			for _, hit := range c.found(who, text) {
				noun, _, _ := strings.Cut(hit, ":")
				seen[noun] = true
			}
		}
		for _, noun := range strings.Fields(want) {
			assert.True(t, seen[noun], "%s finds %s", role, noun)
			delete(seen, noun)
		}
		assert.Empty(t, seen, "%s finds what it cannot open", role)
	}
}

func TestAChangedNameLeavesNothingBehind(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		finance := hq(models.RoleFinance)
		a, err := agents.InScope(d.Read(ctx), models.Scope{All: true}, c.Moment().On, c.east.ID)
		require.NoError(t, err)
		e := agents.Edit{ID: a.ID, Version: a.Version, Registration: agents.Registration{Agent: a.Agent, Contacts: []models.AgentContact{{Name: "赵敏", Role: "owner", Phone: "13700001111"}}}}
		e.Agent.NameZh, e.Agent.NameEn, e.Agent.Code = "苏州金阊珠宝", "Jinchang", "OTHER"
		require.NoError(t, c.Agents.Update(ctx, apptest.Sales, e))
		require.Equal(t, []string{"agents:苏州金阊珠宝"}, c.found(finance, "金阊"))
		require.NotContains(t, c.found(finance, "杭州瑞和"), "agents:苏州金阊珠宝")
		require.Contains(t, c.found(finance, "hz-0012"), "agents:苏州金阊珠宝", "the code stays")
		require.Empty(t, c.found(finance, "王建国"))
		require.Equal(t, []string{"people:赵敏"}, c.found(finance, "1111"))

		require.NoError(t, c.Agents.AddStaff(ctx, apptest.Sales, agents.StaffInput{AgentID: c.west.ID, StoreID: 2, Name: "周芷若", Phone: "13600002222"}))
		require.Equal(t, []string{"people:周芷若"}, c.found(finance, "zzr"))
		require.NoError(t, c.Agents.EndStaff(ctx, apptest.Sales, c.west.ID, 1))
		require.Empty(t, c.found(finance, "zzr"))
		require.NoError(t, c.Agents.PutStore(ctx, apptest.Sales, agents.StoreInput{ID: 2, AgentID: c.west.ID, Code: "ST-CD-0034", NameZh: "春熙路店"}))
		require.Equal(t, []string{"stores:春熙路店"}, c.found(finance, "chunxi"))
		require.Equal(t, []string{"stores:杭州瑞和珠宝南京路店"}, c.found(finance, "南京路"))
		agrees(t, d)
	})
}

// agrees proves that the table is what the names give.
func agrees(t *testing.T, d *db.DB) {
	t.Helper()
	require.NoError(t, d.Snapshot(ctx, func(tx *db.Tx) error {
		found, err := search.Differences(tx, 100)
		require.Empty(t, found)
		return err
	}))
}

// A payer is found once, with the latest receipt, however often it pays.
func TestAPayerLeadsToTheLatestReceipt(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		for i := range 3 {
			_, err := c.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: c.west.ID, SourceKey: c.Key(), Method: "bank", Payer: " 张三丰 ",
				BankReference: fmt.Sprintf("招行 %d", i), ClearedOn: c.Moment().On.AddDays(i), Amount: 100})
			require.NoError(t, err)
		}
		require.Equal(t, []string{"receipts:RC2026-000005"}, c.found(hq(models.RoleFinance), "张三"))
		require.Equal(t, []string{"receipts:RC2026-000005"}, c.found(hq(models.RoleFinance), "zsf"))
		for i, name := range []string{"Li Lei", "LI LEI", "Li Lei "} {
			_, err := c.Receivables.Enter(ctx, apptest.Finance, receivables.ReceiptInput{AgentID: c.west.ID, SourceKey: c.Key(), Method: "bank", Payer: name,
				ClearedOn: c.Moment().On.AddDays(i), Amount: 100})
			require.NoError(t, err)
		}
		agrees(t, d)
		n, err := search.Rebuild(ctx, d, func(*db.Tx) error { return nil }, func(int, int) {})
		require.NoError(t, err)
		require.Zero(t, n, "every spelling is a payer")
	})
}

// A rebuild heals whatever became of the table, and changes nothing in a sound
// one.
func TestARebuildHealsTheTable(t *testing.T) {
	apptest.Engines(t, func(t *testing.T, d *db.DB) {
		c := newCompany(t, d)
		var told []int
		rebuild := func() int64 {
			told = nil
			n, err := search.Rebuild(ctx, d, func(*db.Tx) error { return nil }, func(done, total int) {
				told = append(told, done)
				require.LessOrEqual(t, done, total)
			})
			require.NoError(t, err)
			agrees(t, d)
			return n
		}
		require.Zero(t, rebuild())
		require.Len(t, told, 10)
		for _, damage := range []string{"DELETE FROM search_terms", "DELETE FROM search_payers", "UPDATE search_terms SET agent_id = 0 WHERE kind = 'agent'",
			"INSERT INTO search_terms (kind, ref_id, term, agent_id) VALUES ('agent', 9999, 'ghost', 0)", "UPDATE search_payers SET name = 'ghost', receipt_id = 0 WHERE name LIKE '%锦宁%'"} {
			require.NoError(t, d.InTx(ctx, func(tx *db.Tx) error { _, err := tx.Change(damage); return err }))
			require.Positive(t, rebuild(), damage)
			require.Zero(t, rebuild(), damage)
			require.Len(t, c.found(hq(models.RoleFinance), "瑞"), 4)
		}
	})
}
