package app_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"assay/app"
	"assay/app/apptest"
	"assay/app/auth"
	"assay/app/backtest"
	"assay/app/catalog"
	"assay/app/db"
	"assay/app/list"
	"assay/app/members"
	"assay/app/policy"
	"assay/app/receivables"
	"assay/models"
)

// secret is everybody's password in the world.
const secret = "a long sentence for tests"

// world is a company with two agents in two regions, each with one of every
// document, and people of every role who look after the first one's region.
type world struct {
	app   *app.App
	book  *apptest.Book
	sales person // somebody else, with a session of their own
	ids   map[string]ids
	asked []string
	users int
	hash  string
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	b := apptest.NewBook(t, d)
	a := app.New(app.Config{Demo: true, AuditKey: []byte("key"), Members: apptest.MemberKeys(), Origin: "http://assay.example",
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))}, b.DB, db.Clock{Now: b.Clock.Now, Zone: apptest.Shanghai})
	_, err := a.Serve()
	require.NoError(t, err)
	x := &world{app: a, book: b, ids: map[string]ids{}, hash: auth.HashPassword(secret)}
	a.Jobs = timetable(&x.asked)
	x.standard(t)
	east := b.Region
	own := x.tenant(t, "EAST")
	b.Region = models.Region{Code: "west", NameZh: "西南", NameEn: "West", Path: "/2/"}
	x.create(t, &b.Region)
	other := x.tenant(t, "WEST")
	b.Region = east
	b.Clock.Set("2026-07-02")
	for _, documents := range []map[string]int64{own, other} {
		st, ok, err := a.Statements.Issue(context.Background(), b.Moment(), apptest.Finance, documents["agent"], func(*db.Tx) error { return nil })
		require.NoError(t, err)
		require.True(t, ok)
		documents["statement"] = st.ID
	}
	for kind := range own {
		x.ids[kind] = ids{fmt.Sprint(own[kind]), fmt.Sprint(other[kind])}
	}
	x.words(t)
	return x
}

// tenant is an agent with one of every document, by kind.
func (x *world) tenant(t testing.TB, code string) map[string]int64 {
	b, ctx := x.book, context.Background()
	agent := b.Agent(code, 1000)
	out := map[string]int64{"agent": agent.ID, "order": b.Place(agent.ID, 20, models.OutcomeApprove).ID, "delivered": b.Place(agent.ID, 100, models.OutcomeApprove).ID}
	out["invoice"] = b.Deliver(out["delivered"]).ID
	out["receipt"] = b.Pay(agent.ID, 30).ID
	items, err := receivables.ItemsAt(b.DB.Read(ctx), agent.ID, b.Moment().On)
	require.NoError(t, err)
	out["item"] = items[0].ID
	w, err := b.Receivables.RequestWriteOff(ctx, apptest.Finance, receivables.WriteOffInput{ItemID: items[0].ID, Amount: 100, RequestKey: b.Key(), Reason: "gone"})
	require.NoError(t, err)
	out["write-off"] = w.ID
	dispute, err := b.Receivables.Dispute(ctx, apptest.Finance, receivables.DisputeInput{ItemID: items[0].ID, Reason: "short", Accepted: true})
	require.NoError(t, err)
	out["dispute"] = dispute.ID
	note, err := b.Receivables.IssueCreditNote(ctx, apptest.Finance, receivables.CreditNoteInput{InvoiceID: out["invoice"], RequestKey: b.Key(), Gross: 200, Reason: "scratched"})
	require.NoError(t, err)
	out["credit-note"] = note.ID
	held := b.Place(agent.ID, 5000, models.OutcomeHold)
	out["held"] = held.ID
	var decision int64
	require.NoError(t, b.DB.Read(ctx).Raw("SELECT MAX(id) FROM credit_decisions WHERE agent_id = ?", agent.ID).Scan(&decision).Error)
	out["decision"] = decision
	x.limits(t, out)
	x.counter(t, out)
	x.sold(t, out)
	return out
}

// limits are what waits about a tenant's credit, and what secures it.
func (x *world) limits(t testing.TB, out map[string]int64) {
	b, ctx := x.book, context.Background()
	on := b.Moment().On
	p, err := x.app.Limits.Request(ctx, apptest.Buyer, out["agent"], models.LimitRequest{Purpose: models.LimitTemporary, Amount: 200_000, From: on, To: on.AddDays(60), Reason: "fair"})
	require.NoError(t, err)
	out["limit-proposal"] = p.ID
	mass := models.MassChange{Region: b.Region.Code, Method: models.MassSet, Amount: 90_000}
	by := models.Actor{ID: apptest.Finance.ID, Name: apptest.Finance.Name, Grants: []models.Grant{{Role: models.RoleFinance, Kind: models.ScopeAll}}}
	pre, err := x.app.Limits.Preview(ctx, by, mass)
	require.NoError(t, err)
	out["limit-batch"], err = x.app.Limits.Submit(ctx, by, mass, pre.SHA256, "test")
	require.NoError(t, err)
	promise, err := x.app.Review.Promise(ctx, apptest.Finance, models.PaymentPromise{AgentID: out["agent"], AmountFen: 100, MadeOn: on, DueOn: on.AddDays(90), MadeWith: "owner"})
	require.NoError(t, err)
	out["promise"] = promise.ID
	sec, err := b.Secure(receivables.SecurityInput{AgentID: out["agent"], Kind: models.SecurityGuarantee, Number: fmt.Sprintf("G%d", out["agent"]),
		Amount: 100, Share: models.One, ValidFrom: on})
	require.NoError(t, err)
	out["security"] = sec.ID
	waits, err := b.Receivables.RequestSecurity(ctx, apptest.Finance, receivables.SecurityInput{AgentID: out["agent"], Kind: models.SecurityGuarantee, Number: fmt.Sprintf("W%d", out["agent"]),
		Amount: 100, Share: models.One, ValidFrom: on, PaperName: "w.pdf", Paper: []byte("%PDF-1.4")})
	require.NoError(t, err)
	out["security-request"] = waits.ID
	paper, err := b.Credit.AddPaper(ctx, apptest.Finance, models.Scope{All: true}, sec.ID, "guarantee.pdf", []byte("%PDF-1.4"))
	require.NoError(t, err)
	out["credit-paper"] = paper.ID
}

// standard is a proposal and a change of the credit standard.
func (x *world) standard(t testing.TB) {
	x.book.Standard(models.DefaultStandardPolicy(), "first")
	draft, err := x.app.Policies.Draft(context.Background(), apptest.Finance, models.PolicyStandard, models.SegmentAll, 0)
	require.NoError(t, err)
	x.ids["version"] = ids{own: fmt.Sprint(draft)}
	require.NoError(t, x.app.DB.InTx(context.Background(), func(tx *db.Tx) error {
		return policy.KeepSimulation(tx, policy.Simulation{PolicyID: draft, BodySHA256: "x", SimulatedBy: "t", SimulatedAt: x.book.Moment().At}, models.ReplayComparison{})
	}))
	_, ok, err := x.app.Standard.Run(context.Background(), x.book.Moment(), models.SegmentAll, x.book.Moment().On, func(*db.Tx) error { return nil })
	require.NoError(t, err)
	require.True(t, ok)
	at := x.book.Moment().At
	proposal := models.StandardProposal{RunID: 1, Segment: "all", FromLevel: "normal", ToLevel: "strict", State: models.ProposalOpen, ProposedAt: at}
	change := models.StandardChange{Segment: "all", FromLevel: "strict", ToLevel: "normal", EffectiveOn: x.book.Moment().On, Source: models.ChangeManual, Reason: "test", ChangedBy: "test", ChangedAt: at}
	x.create(t, &proposal)
	x.create(t, &change)
	x.ids["standard-run"] = ids{own: "1"}
	x.ids["proposal"], x.ids["change"] = ids{own: fmt.Sprint(proposal.ID)}, ids{own: fmt.Sprint(change.ID)}
}

// words are parameters that are no row of an agent.
func (x *world) words(t testing.TB) {
	x.sales = x.enter(t, models.RoleSales)
	spare := x.enter(t, models.RoleSales)
	x.ids["user"] = ids{own: fmt.Sprint(spare.user.ID)}
	x.ids["job"], x.ids["metal"], x.ids["code"] = ids{own: "check-counters"}, ids{own: "au9999"}, ids{own: "ABCD-EFGH"}
	x.ids["policy"], x.ids["product"] = ids{own: "1"}, ids{own: "1"}
	x.ids["group"] = ids{own: fmt.Sprint(x.book.Group("POT", 100).ID)}
	x.ids["price-list"], x.ids["entry"] = ids{own: "1"}, ids{own: "1"}
	var drawn bytes.Buffer
	require.NoError(t, png.Encode(&drawn, image.NewRGBA(image.Rect(0, 0, 4, 4))))
	require.NoError(t, x.app.Catalog.SetPicture(context.Background(), apptest.Finance, 1, &drawn))
	article, err := catalog.ProductByID(x.app.DB.Read(context.Background()), 1)
	require.NoError(t, err)
	x.ids["picture"] = ids{own: article.Picture}
	_, err = x.book.Secure(receivables.SecurityInput{AgentID: 1, Kind: models.SecurityDeposit,
		Number: "D1", Amount: 100, Share: models.One, ValidFrom: x.book.Moment().On})
	require.NoError(t, err)
	require.NoError(t, x.app.DB.InTx(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Change("INSERT INTO price_lists (code, name_zh, name_en, grade, discount_ppm) VALUES ('LIST', '价目', 'List', 'E', 0)")
		return err
	}))
}

func (x *world) create(t testing.TB, row any) {
	t.Helper()
	require.NoError(t, x.app.DB.InTx(context.Background(), func(tx *db.Tx) error { return tx.Create(row).Error }))
}

// enter adds a user with the role, with a session and an API token: agents'
// people for the first agent, those of stores for its store, others for its
// region, administrators for all.
func (x *world) enter(t testing.TB, role models.Role) person {
	t.Helper()
	switch {
	case role.IsAgent():
		return x.grant(t, models.UserGrant{Role: role, ScopeKind: models.ScopeAgent, ScopeID: 1})
	case role.IsStore():
		id, err := strconv.ParseInt(x.ids["store"].own, 10, 64)
		require.NoError(t, err)
		return x.grant(t, models.UserGrant{Role: role, ScopeKind: models.ScopeStore, ScopeID: id})
	case role == models.RoleAdmin:
		return x.enterForAll(t, role)
	}
	return x.grant(t, models.UserGrant{Role: role, ScopeKind: models.ScopeRegion, ScopeID: x.book.Region.ID})
}

// everybody is somebody of every role, and those of the headquarters once
// more over the whole company.
func (x *world) everybody(t testing.TB) (people []person) {
	t.Helper()
	for _, role := range models.Roles() {
		people = append(people, x.enter(t, role))
	}
	for _, role := range models.Roles() {
		if !role.IsAgent() && !role.IsStore() && role != models.RoleAdmin {
			people = append(people, x.enterForAll(t, role))
		}
	}
	return people
}

// enterForAll adds a user with the role over the whole company.
func (x *world) enterForAll(t testing.TB, role models.Role) person {
	t.Helper()
	return x.grant(t, models.UserGrant{Role: role, ScopeKind: models.ScopeAll})
}

func (x *world) grant(t testing.TB, grant models.UserGrant) person {
	t.Helper()
	p := person{role: grant.Role, all: grant.ScopeKind == models.ScopeAll}
	x.users++
	err := x.app.DB.InTx(context.Background(), func(tx *db.Tx) (err error) {
		p.user, err = auth.EnterUser(tx, x.book.Moment(), models.System, auth.NewUser{Login: fmt.Sprintf("user.%d", x.users), Name: "测试", Lang: "en",
			Grants: []models.UserGrant{grant}}, x.hash)
		return err
	})
	require.NoError(t, err)
	p.session = x.open(t, p.user.ID)
	p.bearer, err = x.app.Auth.AddToken(context.Background(), models.Who{ID: p.user.ID, Name: p.user.Name}, "test")
	require.NoError(t, err)
	return p
}

// open is a new session of a user.
func (x *world) open(t testing.TB, userID int64) (token string) {
	t.Helper()
	require.NoError(t, x.app.DB.InTx(context.Background(), func(tx *db.Tx) (err error) {
		token, err = auth.EnterSession(tx, x.book.Moment(), userID, "192.0.2.7", "test")
		return err
	}))
	return token
}

// kinds say what a path parameter stands for, by the path up to it. A route
// with a new parameter needs its line here, and a document in tenant.
var kinds = map[string]string{
	"/views/:id": "view", "/runs/:id": "run", "/finance/ledger/entries/:id": "entry", "/account/sessions/:id": "session", "/account/tokens/:id": "token",
	"/agent/orders/:id": "order", "/agent/invoices/:id": "invoice", "/agent/statements/:id": "statement", "/verify/:code": "code",
	"/store/members/:id": "member", "/store/members/:id/erasure": "erasable", "/sales/members/:id": "member", "/sales/orders/:id": "order", "/sales/agents/:id": "agent", "/sales/metals/:code": "metal",
	"/finance/receipts/:id": "receipt", "/finance/ageing/:id": "agent", "/finance/items/:id": "item", "/finance/invoices/:id": "invoice",
	"/finance/disputes/:id": "dispute", "/api/v1/disputes/:id": "dispute", "/finance/write-offs/:id": "write-off", "/finance/statements/:id": "statement", "/finance/holds/:id": "held",
	"/finance/limits/proposals/:id": "limit-proposal", "/agent/limit-requests/:id": "limit-proposal", "/finance/limits/batches/:id": "limit-batch", "/finance/promises/:id": "promise",
	"/finance/securities/:id": "security", "/finance/security-requests/:id": "security-request", "/credit-papers/:id": "credit-paper", "/api/v1/limit-proposals/:id": "limit-proposal", "/api/v1/security-requests/:id": "security-request", "/api/v1/limit-batches/:id": "limit-batch", "/api/v1/promises/:id": "promise",
	"/finance/groups/:id": "group", "/finance/settlement/:id": "policy", "/sales/products/:id": "product", "/sales/price-lists/:id": "price-list", "/pictures/:hash": "picture", "/finance/agents/:id": "agent",
	"/finance/policies/:id": "version", "/api/v1/policies/:id": "version", "/finance/standard/runs/:id": "standard-run", "/finance/cockpit/exposures/:id": "agent", "/finance/standard/proposals/:id": "proposal", "/finance/standard/changes/:id": "change", "/admin/users/:id": "user", "/admin/jobs/:name": "job",
	"/api/v1/runs/:id": "run", "/api/v1/settlement-comparisons/:id": "comparison", "/api/v1/agents/:id": "agent", "/api/v1/members/:id": "member", "/api/v1/orders/:id": "order", "/api/v1/invoices/:id": "invoice", "/api/v1/receipts/:id": "receipt",
	"/api/v1/statements/:id": "statement", "/api/v1/write-offs/:id": "write-off", "/api/v1/open-items/:id": "item", "/api/v1/metals/:metal": "metal",
	"/api/v1/credit-decisions/:id": "decision", "/api/v1/settlement-policies/:id": "policy",
	"/api/v1/credit-standard/proposals/:id": "proposal", "/api/v1/credit-standard/changes/:id": "change",
	"/api/v1/member-segments/:id": "segment", "/store/segments/:id": "segment", "/sales/segments/:id": "segment", "/store/segments/:id/removal": "removable-segment", "/sales/segments/:id/removal": "removable-segment",
	"/store/prospects/:id": "prospect", "/store/prospects/:id/erasure": "erasable-prospect", "/store/prospects/:id/membership": "erasable-prospect", "/sales/prospects/:id": "prospect", "/api/v1/prospects/:id": "prospect", "/i/:code": "invite",
	"/store/slips/:id": "slip", "/store/redemptions/:id": "redemption", "/store/vouchers/:id": "voucher", "/store/packages/:id": "package", "/api/v1/vouchers/:id": "voucher", "/api/v1/packages/:id": "package", "/store/cases/:id": "case", "/store/surveys/:id": "survey", "/m/:token": "own-link", "/s/:token": "survey-link", "/store/case-files/:id": "case-file", "/sales/cases/:id": "case", "/api/v1/cases/:id": "case",
	"/api/v1/slips/:id": "slip", "/api/v1/redemptions/:id": "redemption",
	"/agent/orders/:id/paper": "delivered", "/sales/orders/:id/paper": "delivered", "/api/v1/orders/:id/pdf": "delivered",
	"/agent/credit-notes/:id": "credit-note", "/finance/credit-notes/:id": "credit-note", "/api/v1/credit-notes/:id": "credit-note", "/agent/receipts/:id": "receipt",
}

// fixture is what stands for the first parameter of a path: what the whole path
// names, else what the path up to it does.
func (x *world) fixture(t testing.TB, p person, path, upTo string) ids {
	t.Helper()
	kind, known := "", false
	for _, name := range []string{path, strings.TrimSuffix(path, "/pdf"), upTo} {
		if kind, known = kinds[name]; known {
			break
		}
	}
	require.True(t, known, "no fixture for %s: say in kinds what it stands for", upTo)
	switch kind {
	case "session":
		return ids{fmt.Sprint(x.sessionOf(t, p)), fmt.Sprint(x.sessionOf(t, x.sales))}
	case "token":
		return ids{fmt.Sprint(x.tokenOf(t, p)), fmt.Sprint(x.tokenOf(t, x.sales))}
	case "view":
		return ids{fmt.Sprint(x.viewOf(t, p)), fmt.Sprint(x.viewOf(t, x.sales))}
	case "run":
		return x.runsOf(t, p)
	case "segment":
		return x.segmentsOf(t, p)
	case "removable-segment":
		return ids{own: x.segmentsOf(t, p).own, other: x.segmentsOf(t, p).other}
	case "erasable-prospect":
		store, err := strconv.ParseInt(x.ids["store"].own, 10, 64)
		require.NoError(t, err)
		return ids{fmt.Sprint(x.prospect(t, store)), x.ids["prospect"].other}
	case "erasable":
		return ids{fmt.Sprint(x.newMember(t)), x.ids["member"].other}
	case "own-link": // one that nobody has ended yet
		id, err := strconv.ParseInt(x.ids["member"].own, 10, 64)
		require.NoError(t, err)
		token, err := x.app.Voice.MakeLink(context.Background(), apptest.Sales, models.Scope{All: true}, id)
		require.NoError(t, err)
		return ids{own: token}
	case "comparison":
		return ids{fmt.Sprint(x.comparisonOf(t, p)), fmt.Sprint(x.comparisonOf(t, x.sales))}
	}
	out := x.ids[kind]
	if p.all {
		out.other = "" // nothing is another's
	}
	require.NotEmpty(t, out.own, "no document of the kind %s", kind)
	return out
}

// comparisonOf is a comparison of settlement policies that the person asked for.
func (x *world) comparisonOf(t testing.TB, p person) (run int64) {
	require.NoError(t, x.app.DB.InTx(context.Background(), func(tx *db.Tx) error {
		if err := tx.Raw("SELECT COALESCE(MAX(run_id), 0) + 1 FROM settlement_comparisons").Scan(&run).Error; err != nil {
			return err
		}
		return backtest.KeepComparison(tx, x.book.Moment(), models.Who{ID: p.user.ID, Name: p.user.Name}, run, backtest.Question{}, backtest.Comparison{})
	}))
	return run
}

// sessionOf is a session of the person that is not the one in use.
func (x *world) sessionOf(t testing.TB, p person) int64 {
	if p.user.ID == 0 {
		return 1
	}
	s, err := x.app.Auth.Resume(context.Background(), x.open(t, p.user.ID))
	require.NoError(t, err)
	return s.ID
}

// tokenOf is a token of the person that is not the one in use.
func (x *world) tokenOf(t testing.TB, p person) int64 {
	if p.user.ID == 0 {
		return 1
	}
	_, err := x.app.Auth.AddToken(context.Background(), models.Who{ID: p.user.ID, Name: p.user.Name}, "spare")
	require.NoError(t, err)
	tokens, err := x.app.Auth.Tokens(context.Background(), p.user.ID)
	require.NoError(t, err)
	return tokens[len(tokens)-1].ID
}

// viewOf is a kept view of the person.
func (x *world) viewOf(t testing.TB, p person) (id int64) {
	if p.user.ID == 0 {
		return 1
	}
	kept := &list.Service{DB: x.app.DB}
	require.NoError(t, kept.Keep(context.Background(), list.Kept{UserID: p.user.ID, List: "orders", Name: "mine", Query: "sort=number"}))
	require.NoError(t, x.app.DB.Read(context.Background()).Raw("SELECT id FROM saved_views WHERE user_id = ?", p.user.ID).Scan(&id).Error)
	return id
}

// newMember is one of the first store, for somebody to erase.
func (x *world) newMember(t testing.TB) int64 {
	t.Helper()
	x.users++
	store, err := strconv.ParseInt(x.ids["store"].own, 10, 64)
	require.NoError(t, err)
	m, err := x.app.Members.Enrol(context.Background(), apptest.Sales, members.Enrolment{Member: models.Member{Name: "吴桐"}, Phone: fmt.Sprintf("137%08d", x.users), StoreID: store})
	require.NoError(t, err)
	return m.ID
}

// newBlock stops credit for the first agent, for somebody to clear it.
func (x *world) newBlock(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	require.NoError(t, x.book.Credit.Block(ctx, apptest.Finance, 1, models.BlockReview, "test"))
	var id int64
	require.NoError(t, x.app.DB.Read(ctx).Raw("SELECT MAX(id) FROM credit_blocks WHERE agent_id = 1 AND cleared_at IS NULL").Scan(&id).Error)
	return fmt.Sprint(id)
}

// count is how many rows a table has.
func (x *world) count(t testing.TB, table string) (n int64) {
	t.Helper()
	require.NoError(t, x.app.DB.Read(context.Background()).Table(table).Count(&n).Error)
	return n
}
