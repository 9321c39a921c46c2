// Package api is the JSON interface of the product for other systems: the
// same verbs as the pages, by API token, described by an OpenAPI document that
// is made from the handlers themselves.
package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"

	"assay/app/agents"
	"assay/app/backtest"
	"assay/app/care"
	"assay/app/catalog"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/insight"
	"assay/app/ledger"
	"assay/app/limits"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/offers"
	"assay/app/orders"
	"assay/app/papers"
	"assay/app/perks"
	"assay/app/policy"
	"assay/app/prospects"
	"assay/app/receivables"
	"assay/app/review"
	"assay/app/runs"
	"assay/app/settlement"
	"assay/app/standard"
	"assay/app/statements"
	"assay/app/voice"
	"assay/app/web"
	"assay/models"
)

// Base is the path that all operations begin with.
const Base = "/api/v1"

// Services are the features that the interface offers.
type Services struct {
	DB          *db.DB
	Clock       db.Clock
	Agents      *agents.Service
	Backtest    *backtest.Service
	Care        *care.Service
	Catalog     *catalog.Service
	Credit      *credit.Service
	Ledger      *ledger.Service
	Limits      *limits.Service
	Insight     *insight.Service
	Loyalty     *loyalty.Service
	Members     *members.Service
	Offers      *offers.Service
	Orders      *orders.Service
	Papers      *papers.Service
	Perks       *perks.Service
	Policies    *policy.Service
	Prospects   *prospects.Service
	Receivables *receivables.Service
	Review      *review.Service
	Runs        *runs.Service
	Settlement  *settlement.Service
	Standard    *standard.Service
	Statements  *statements.Service
	Voice       *voice.Service
}

// server registers the operations and answers them.
type server struct {
	Services
	web *web.Web
	api huma.API
}

// Mount adds every operation and the OpenAPI document to the web layer.
func Mount(w *web.Web, a Services) {
	s := &server{Services: a, web: w, api: humafiber.New(w.App, config())}
	s.whoami()
	s.agents()
	s.credit()
	s.reviews()
	s.watch()
	s.limits()
	s.securities()
	s.groups()
	s.catalog()
	s.orders()
	s.invoices()
	s.receipts()
	s.ageing()
	s.writeOffs()
	s.disputes()
	s.statements()
	s.settlement()
	s.comparison()
	s.slips()
	s.perks()
	s.cases()
	s.voice()
	s.standard()
	s.policies()
	s.provisions()
	s.ledger()
	s.search()
	s.runs()
	s.members()
	s.referrals()
	s.prospects()
	s.insight()
	s.offers()
	s.audit()
	s.document()
}

// document serves the OpenAPI document, which holds nothing secret.
func (s *server) document() {
	raw, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		panic(err) // made of our own types only
	}
	s.web.Get("/api/openapi.json", web.Public, func(c *web.Ctx) error {
		c.Set("Content-Type", "application/openapi+json")
		return c.Send(raw)
	})
}

const about = `Money is a decimal string in yuan ("1234.56"), never a number; weights are decimal strings in grams; days are
YYYY-MM-DD in the business time zone; instants are RFC 3339 in UTC; rates end in _ppm and are integers in parts per million
(130000 = 13 %). Every POST that creates an order or a money document takes an Idempotency-Key: the same key with the same
request is answered as the first time with Idempotency-Hit: true, with another request it is refused. Errors are RFC 9457
problems. What lies outside the scope of the token's user does not exist for it.`

// config describes the interface. Unknown fields are refused, and no page of
// documentation is served: it would load its scripts from another host.
func config() huma.Config {
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schemas.RegisterTypeAlias(reflect.TypeFor[models.Money](), reflect.TypeFor[moneyOut]())
	schemas.RegisterTypeAlias(reflect.TypeFor[models.Date](), reflect.TypeFor[dateOut]())
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: "Assay", Version: "1", Description: about},
			Components: &huma.Components{Schemas: schemas, SecuritySchemes: map[string]*huma.SecurityScheme{
				"token": {Type: "http", Scheme: "bearer", Description: "An API token of the account page; it acts for its user."},
			}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
	}
}
