package members

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"assay/app/db"
	"assay/models"
)

// Dossier is all that a scope holds of one person, for the person: the
// profile with the phone in full, consents, log, purchases and standing.
type Dossier struct {
	Number     string            `json:"number"`
	Phone      string            `json:"phone"`
	Profile    map[string]string `json:"profile"`
	Stores     []string          `json:"stores"`
	Tier       string            `json:"tier"`
	Growth     int64             `json:"growth"`
	Points     int64             `json:"points"`
	Debt       int64             `json:"debt"`
	Spent      models.Money      `json:"spent"`
	Consents   []dossierConsent  `json:"consents"`
	Events     []dossierEvent    `json:"events"`
	Purchases  []dossierPurchase `json:"purchases"`
	Cases      []dossierCase     `json:"cases"`
	ExportedAt time.Time         `json:"exported_at"`
}

type dossierConsent struct {
	Purpose     string     `json:"purpose"`
	Channel     string     `json:"channel"`
	TextVersion string     `json:"text_version"`
	GivenAt     time.Time  `json:"given_at"`
	GivenBy     string     `json:"given_by"`
	WithdrawnAt *time.Time `json:"withdrawn_at,omitempty"`
}

type dossierEvent struct {
	Kind       string      `json:"kind"`
	HappenedOn models.Date `json:"happened_on"`
	DueOn      models.Date `json:"due_on,omitzero"`
	Note       string      `json:"note"`
	EnteredBy  string      `json:"entered_by"`
}

type dossierPurchase struct {
	Number   string       `json:"number"`
	SoldOn   models.Date  `json:"sold_on"`
	Store    string       `json:"store"`
	Goods    string       `json:"goods"`
	Paid     models.Money `json:"paid"`
	Refunded models.Money `json:"refunded"`
}

type dossierCase struct {
	Number   string       `json:"number"`
	Kind     string       `json:"kind"`
	Title    string       `json:"title"`
	Brief    string       `json:"brief"`
	Stage    string       `json:"stage"`
	OpenedOn models.Date  `json:"opened_on"`
	Charge   models.Money `json:"charge"`
}

// Export gathers everything known of a member inside the scope, whichever store
// knows it: the person asks. It goes into the trail like a look at the phone.
func (s *Service) Export(ctx context.Context, who models.Who, scope models.Scope, id int64, reason string) (d Dossier, err error) {
	if err := models.CheckReason(reason); err != nil {
		return d, err
	}
	at := s.Clock.Moment()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		m, err := InScope(tx.DB, scope, id)
		if err != nil {
			return err
		}
		if d, err = s.gather(tx, m); err != nil {
			return err
		}
		d.ExportedAt = at.At
		return write(tx, at, who, "member.export", m.Member, reason, nil)
	})
	return d, err
}

func (s *Service) gather(tx *db.Tx, m Listed) (d Dossier, err error) {
	d = Dossier{Number: m.Number, Profile: profileOf(m), Consents: []dossierConsent{}, Events: []dossierEvent{}, Purchases: []dossierPurchase{}, Cases: []dossierCase{}}
	if m.PhoneSealed != nil {
		if d.Phone, err = s.Keys.Open(m.PublicID, *m.PhoneSealed); err != nil {
			return d, err
		}
	}
	a, err := AccountOf(tx.DB, m.ID)
	if err != nil {
		return d, err
	}
	d.Tier, d.Growth, d.Points, d.Debt, d.Spent = a.Tier, a.Growth, a.Points, a.Debt, a.SpentFen
	if err := tx.Raw("SELECT s.name_zh FROM member_stores d JOIN stores s ON s.id = d.store_id WHERE d.member_id = ? ORDER BY s.code", m.ID).Scan(&d.Stores).Error; err != nil {
		return d, err
	}
	consents, err := Consents(tx.DB, m.ID)
	if err != nil {
		return d, err
	}
	for _, c := range consents {
		d.Consents = append(d.Consents, dossierConsent{string(c.Purpose), c.Channel, c.TextVersion, c.GivenAt, c.GivenBy, c.WithdrawnAt})
	}
	family, err := Family(tx.DB, m.ID)
	if err != nil {
		return d, err
	}
	var events []models.MemberEvent
	if err := tx.Raw("SELECT * FROM member_events WHERE member_id IN ? ORDER BY id", family).Scan(&events).Error; err != nil {
		return d, err
	}
	for _, e := range events {
		d.Events = append(d.Events, dossierEvent{string(e.Kind), e.HappenedOn, e.DueOn, e.Note, e.EnteredBy})
	}
	if err := tx.Raw("SELECT c.number, c.kind, c.title, c.brief, c.stage, c.opened_on, c.charge_fen AS charge FROM care_cases c WHERE c.member_id IN ? ORDER BY c.id", family).Scan(&d.Cases).Error; err != nil {
		return d, err
	}
	return d, tx.Raw(`SELECT l.number, l.sold_on, s.name_zh AS store, COALESCE(g.name, '') AS goods, COALESCE(g.amount_fen, l.paid_fen) AS paid, l.refunded_fen AS refunded
		FROM sales_slips l JOIN stores s ON s.id = l.store_id LEFT JOIN slip_lines g ON g.slip_id = l.id WHERE l.member_id IN ? ORDER BY l.id, g.line`, family).Scan(&d.Purchases).Error
}

func profileOf(m Listed) map[string]string {
	calendar := "solar"
	if m.BirthLunar {
		calendar = "lunar"
	}
	out := map[string]string{"name": m.Name, "sex": m.Sex, "calendar": calendar, "month": numberText(m.BirthMonth), "day": numberText(m.BirthDay), "birth_year": numberText(m.BirthYear), "source": m.Source,
		"occupation": m.Occupation, "industry": m.Industry, "education": m.Education, "income_band": m.IncomeBand, "address": m.Address, "sizes": m.Sizes, "likes": m.Likes, "note": m.Note,
		"adviser": m.Adviser, "brought_by": m.Brought, "relation": string(m.Relation), "joined_on": m.JoinedOn.String(), "leap": strconv.FormatBool(m.BirthLeap)}
	if !m.ConfirmedOn.IsZero() {
		out["confirmed_on"] = m.ConfirmedOn.String()
	}
	return out
}

// WriteJSON writes the dossier for another system to read.
func (d Dossier) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(d)
}
