package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"assay/app"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// Config comes from the environment, with defaults that work.
type Config struct {
	DB       string   `env:"ASSAY_DB" default:"sqlite://assay.db" help:"sqlite://FILE or mysql://USER:PASSWORD@HOST:PORT/NAME."`
	Origin   string   `env:"ASSAY_ORIGIN" help:"The address that people open, https://… ."`
	Proxies  []string `env:"ASSAY_PROXIES" help:"Addresses of proxies whose X-Forwarded-For is believed."`
	Zone     string   `env:"ASSAY_ZONE" default:"Asia/Shanghai" help:"The business time zone."`
	AuditKey string   `env:"ASSAY_AUDIT_KEY" help:"64 hex digits that chain the audit trail; keep them outside the database."`
	Members  string   `env:"ASSAY_MEMBER_KEY" help:"64 hex digits that seal the phones of members; keep them outside the database. Without them nobody is enrolled."`
	LogJSON  bool     `env:"ASSAY_LOG_JSON" help:"Log as JSON."`
	Company  company  `embed:"" prefix:"company-" envprefix:"ASSAY_COMPANY_"`

	demo bool `kong:"-"` // set by the demonstration only
}

// company is the brand as pages and papers name it, and where it is paid.
type company struct {
	Zh      string `env:"ZH" default:"承悦珠宝" help:"The brand's name in Chinese."`
	En      string `env:"EN" default:"Chengyue Jewellery" help:"The brand's name in English."`
	Address string `env:"ADDRESS" help:"The address on papers."`
	TaxNo   string `env:"TAX_NO" help:"The tax number on papers."`
	Phone   string `env:"PHONE" help:"The telephone number on papers."`
	Bank    string `env:"BANK" help:"The bank that agents pay to."`
	Account string `env:"ACCOUNT" help:"The account that agents pay to."`
}

func (c company) seller() models.Party {
	return models.Party{Name: models.Label{Zh: c.Zh, En: c.En}, Address: c.Address, TaxNo: c.TaxNo, Phone: c.Phone}
}

// masked is the configuration as it is printed at start.
func (c *Config) masked(w io.Writer) {
	hidden := func(key string) string {
		if key != "" {
			return "***"
		}
		return "(none)"
	}
	fmt.Fprintf(w, "ASSAY_DB=%s\nASSAY_ORIGIN=%s\nASSAY_PROXIES=%s\nASSAY_ZONE=%s\nASSAY_AUDIT_KEY=%s\nASSAY_MEMBER_KEY=%s\nASSAY_LOG_JSON=%v\nASSAY_COMPANY=%s / %s\n",
		db.Redact(c.DB), c.Origin, strings.Join(c.Proxies, ","), c.Zone, hidden(c.AuditKey), hidden(c.Members), c.LogJSON, c.Company.Zh, c.Company.En)
}

func (c *Config) clock() (db.Clock, error) {
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return db.Clock{}, fmt.Errorf("ASSAY_ZONE: %w", err)
	}
	return db.Clock{Now: func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }, Zone: zone}, nil
}

func (c *Config) log() *slog.Logger {
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(os.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, nil))
}

// auditKey is the configured key, or a random one: then the chain can be
// checked only until the process ends.
func (c *Config) auditKey() ([]byte, error) {
	if c.AuditKey == "" {
		b := make([]byte, 32)
		_, _ = rand.Read(b)
		return b, nil
	}
	return keyOf("ASSAY_AUDIT_KEY", c.AuditKey)
}

func keyOf(name, digits string) ([]byte, error) {
	b, err := hex.DecodeString(digits)
	if err != nil || len(b) != 32 {
		return nil, fmt.Errorf("%s: want 64 hex digits", name)
	}
	return b, nil
}

// memberKeys seal the phones of members; nil without a key.
func (c *Config) memberKeys() (*members.Keys, error) {
	if c.Members == "" {
		return nil, nil //nolint:nilnil // no key is a way to run: nobody is enrolled
	}
	b, err := keyOf("ASSAY_MEMBER_KEY", c.Members)
	if err != nil {
		return nil, err
	}
	return members.NewKeys(b)
}

// open migrates where asked, opens the database and wires the product.
func (c *Config) open(ctx context.Context, migrate bool) (*app.App, error) {
	clock, err := c.clock()
	if err != nil {
		return nil, err
	}
	key, err := c.auditKey()
	if err != nil {
		return nil, err
	}
	sealed, err := c.memberKeys()
	if err != nil {
		return nil, err
	}
	if migrate {
		err = db.Migrate(ctx, c.DB)
	} else if n, perr := db.Pending(ctx, c.DB); perr != nil || n > 0 {
		err = fmt.Errorf("the database lacks %d migrations: run assay migrate (%w)", n, perr)
		if perr == nil {
			err = fmt.Errorf("the database lacks %d migrations: run assay migrate", n)
		}
	}
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, c.DB)
	if err != nil {
		return nil, err
	}
	cfg := app.Config{Seller: c.Company.seller(), Bank: c.Company.Bank, Account: c.Company.Account, Origin: c.Origin, Demo: c.demo, Proxies: c.Proxies, AuditKey: key, Members: sealed, Log: c.log()}
	if u, err := url.Parse(c.Origin); err == nil && u.Scheme == "https" {
		cfg.Secure, cfg.Hosts = true, []string{u.Host}
	}
	a := app.New(cfg, d, clock)
	if migrate {
		err = a.Settlement.Found(ctx)
	}
	return a, err
}
