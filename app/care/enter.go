package care

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/loyalty"
	"assay/app/members"
	"assay/app/perks"
	"assay/models"
)

// Step is something done to a case. Version is that of the case as it was seen;
// RequestKey makes the same request once. Confirmed answers its questions with
// yes. Payment is how the rest of a bespoke order was paid, when it is delivered.
// Perk names the member's benefit or coupon that makes a charge of nothing.
type Step struct {
	CaseID    int64
	Version   int64
	Entry     models.CaseEntry
	Paper     *Paper
	Payment   string
	Perk      string
	Confirmed bool
}

// Paper is a picture or a drawing as it was uploaded.
type Paper struct {
	Name    string
	Content []byte
}

// Enter does a step of a case inside the scope. A case that somebody moved on
// meanwhile is a conflict. Delivering a bespoke order enters its sale; handing
// something back reminds the store of the next care.
func (s *Service) Enter(ctx context.Context, who models.Who, scope models.Scope, in Step) (models.Case, error) {
	at := s.Clock.Moment()
	if in.Entry.RequestKey == "" || len(in.Entry.RequestKey) > 120 {
		return models.Case{}, models.Invalid("request_key", "error.request_key_required")
	}
	var c models.Case
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		c, err = Do(tx, at, who, scope, in)
		return err
	})
	if db.MayRepeat(err) {
		return s.sameEntry(ctx, scope, in, err)
	}
	return c, err
}

// sameEntry is the case after a step with the key that was done before; the
// refusal stands when there was none.
func (s *Service) sameEntry(ctx context.Context, scope models.Scope, in Step, refusal error) (models.Case, error) {
	q := s.DB.Read(ctx)
	var first models.CaseEntry
	if err := q.Raw("SELECT * FROM care_entries WHERE request_key = ?", in.Entry.RequestKey).Scan(&first).Error; err != nil {
		return models.Case{}, err
	}
	switch {
	case first.ID == 0:
		return models.Case{}, refusal
	case first.CaseID != in.CaseID || first.Act != in.Entry.Act:
		return models.Case{}, db.ErrKeyReused
	}
	return InScope(q, scope, in.CaseID)
}

// Do is the step behind Enter; the key must be new.
func Do(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in Step) (models.Case, error) {
	rules, err := rulesOn(tx.DB, at.On)
	if err != nil {
		return models.Case{}, err
	}
	was, err := InScope(tx.DB, scope, in.CaseID)
	if err != nil {
		return was, err
	}
	e := in.Entry
	e.CaseID, e.FromStage = was.ID, was.Stage
	if err := checkOwner(tx.DB, e.OwnerID, was.StoreID); err != nil {
		return was, err
	}
	if in.Paper != nil {
		if e.FileID, err = keepFile(tx, at, who, was, *in.Paper); err != nil {
			return was, err
		}
	}
	if err := payWithPerk(tx, at, who, was, in); err != nil {
		return was, err
	}
	c, err := was.Apply(e, rules, at, in.Confirmed)
	if err != nil {
		return was, err
	}
	if err := keep(tx, &c, in.Version); err != nil {
		return was, err
	}
	if err := enter(tx, at, who, &e); err != nil {
		return was, err
	}
	if e.Act == models.CaseMoved {
		if err := moved(tx, at, who, scope, rules, in.Payment, &c); err != nil {
			return was, err
		}
	}
	return c, audit.Write(tx, at, who, audit.Act{Action: "case." + string(e.Act), SubjectKind: "case", SubjectID: c.ID, Subject: c.Number,
		Detail: map[string]any{"from": was.Stage, "to": c.Stage, "amount": e.AmountFen, "weight": e.WeightMg}})
}

// payWithPerk uses the benefit or coupon that a charge of nothing stands on.
func payWithPerk(tx *db.Tx, at models.Moment, who models.Who, c models.Case, in Step) error {
	switch {
	case in.Perk == "":
		return nil
	case in.Entry.Act != models.CaseCharged || in.Entry.AmountFen != 0:
		return models.Invalid("amount", "error.perk_charge")
	}
	return perks.ForCase(tx, at, who, c, in.Perk)
}

// keep stores the case as it stands now, unless it is another than was seen.
func keep(tx *db.Tx, c *models.Case, seen int64) error {
	n, err := tx.Change(`UPDATE care_cases SET stage = ?, owner_id = ?, promised_on = ?, promised_at = ?, weight_out_mg = ?, quote_fen = ?, deposit_fen = ?, charge_fen = ?, drawings = ?,
		agreed_on = ?, agreed_by = ?, handed_to = ?, closed_on = ?, reply_due_at = ?, solve_due_at = ?, replied_at = ?, solved_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
		c.Stage, c.OwnerID, c.PromisedOn, c.PromisedAt, c.WeightOutMg, c.QuoteFen, c.DepositFen, c.ChargeFen, c.Drawings,
		c.AgreedOn, c.AgreedBy, c.HandedTo, c.ClosedOn, c.ReplyDueAt, c.SolveDueAt, c.RepliedAt, c.SolvedAt, c.ID, seen)
	if err == nil && n == 0 {
		err = models.Conflict("error.changed_meanwhile")
	}
	c.Version = seen + 1
	return err
}

// moved does what follows from a stage.
func moved(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, rules models.CarePolicy, payment string, c *models.Case) error {
	if c.Stage == models.StageDelivered {
		slip, err := loyalty.EnterSale(tx, at, who, scope, loyalty.SaleInput{StoreID: c.StoreID, MemberID: c.MemberID, SoldOn: at.On, Payment: payment, Note: c.Number, SourceKey: "case:" + c.Number,
			Lines: []loyalty.SaleLine{{Name: c.Title, Category: c.Category, Quantity: 1, WeightMg: c.WeightOutMg, PriceFen: c.ChargeFen}}})
		if err != nil {
			return err
		}
		c.SlipID = &slip.ID
		if _, err := tx.Change("UPDATE care_cases SET slip_id = ? WHERE id = ?", slip.ID, c.ID); err != nil {
			return err
		}
	}
	if rules.CareMonths == 0 || c.Stage != models.StageDelivered && c.Stage != models.StageReturned {
		return nil
	}
	m, err := members.InScope(tx.DB, scope, c.MemberID)
	if err != nil {
		return models.OnField(err, "member")
	}
	_, err = members.EnterEvent(tx, at, who, m.Member, models.MemberEvent{StoreID: c.StoreID, Kind: models.EventReminder, HappenedOn: at.On, DueOn: at.On.AddMonths(rules.CareMonths), Note: c.Number + " " + c.Title})
	return err
}

// keepFile stores what was uploaded.
func keepFile(tx *db.Tx, at models.Moment, who models.Who, c models.Case, p Paper) (*int64, error) {
	media, ending, err := models.CheckPaper(p.Content)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(p.Content)
	f := models.CaseFile{CaseID: c.ID, Name: models.PaperName(p.Name, c.Number, ending), Media: media, SizeBytes: int64(len(p.Content)), SHA256: hex.EncodeToString(sum[:]), Content: p.Content,
		UploadedBy: who.Name, UploadedByID: who.ID, UploadedAt: at.At}
	if err := tx.Create(&f).Error; err != nil {
		return nil, err
	}
	return &f.ID, nil
}
