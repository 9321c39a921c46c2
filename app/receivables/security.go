package receivables

import (
	"context"
	"fmt"
	"strings"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/ledger"
	"assay/models"
)

// SecurityInput is a deposit that was received or a guarantee that was given.
type SecurityInput struct {
	AgentID   int64
	Kind      models.SecurityKind
	Number    string
	Amount    models.Money
	Share     models.Rate // the part that secures credit
	ValidFrom models.Date
	ValidTo   models.Date // zero: open-ended
	Note      string
	PaperName string
	Paper     []byte // the document: PDF, PNG or JPEG
}

// Validate checks what a person typed.
func (in SecurityInput) Validate() error {
	switch {
	case in.Kind != models.SecurityDeposit && in.Kind != models.SecurityGuarantee:
		return models.Invalid("security", "error.security_kind_unknown")
	case in.Amount <= 0 || in.Amount > models.MaxMoney:
		return models.Invalid("amount", "error.amount_must_be_positive")
	case in.Share <= 0 || in.Share > models.One:
		return models.Invalid("share", "error.rate_range")
	case strings.TrimSpace(in.Number) == "":
		return models.Invalid("number", "error.value_required")
	case in.ValidFrom.IsZero():
		return models.Invalid("valid_from", "error.date_required")
	case !in.ValidTo.IsZero() && in.ValidTo < in.ValidFrom:
		return models.Invalid("valid_to", "error.dates_reversed")
	}
	return models.CheckLengths(models.Length{Field: "number", Value: in.Number, Max: 40}, models.Length{Field: "note", Value: in.Note, Max: 500})
}

// RequestSecurity enters a deposit or guarantee with its document. It posts
// nothing and counts for nothing before somebody else approves it.
func (s *Service) RequestSecurity(ctx context.Context, who models.Who, in SecurityInput) (models.SecurityRequest, error) {
	if err := in.Validate(); err != nil {
		return models.SecurityRequest{}, err
	}
	at := s.Clock.Moment()
	var r models.SecurityRequest
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		r = models.SecurityRequest{AgentID: in.AgentID, Kind: in.Kind, Number: in.Number, AmountFen: in.Amount, SharePPM: in.Share,
			ValidFromOn: in.ValidFrom, ValidToOn: in.ValidTo, Note: in.Note, PaperName: in.PaperName, Content: in.Paper}
		if err := credit.AskSecurity(tx, at, who, &r); err != nil {
			return err
		}
		return auditSecurity(tx, at, who, "security.request", r.Security(), r.PaperSHA256)
	})
	if db.IsDuplicate(err) {
		return r, models.Invalid("number", "error.number_taken")
	}
	return r, err
}

// DecideSecurity approves what somebody else entered, which records a deposit
// (Dr bank, Cr deposits) or a guarantee, which posts nothing, and makes its
// eligible share count inside its dates; or turns it down with a reason.
// Forbidden for the person who entered it; conflict when it was decided.
func (s *Service) DecideSecurity(ctx context.Context, who models.Who, id int64, approve bool, reason string) (models.CreditSecurity, error) {
	at := s.Clock.Moment()
	var e models.CreditSecurity
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		r, err := credit.SecurityRequestInScope(tx.DB, models.Scope{All: true}, id)
		if err != nil {
			return err
		}
		if err := r.MayDecide(who, approve, reason); err != nil {
			return err
		}
		if !approve {
			if err := credit.RefuseSecurity(tx, at, who, id, reason); err != nil {
				return err
			}
			return auditSecurity(tx, at, who, "security.reject", r.Security(), r.PaperSHA256)
		}
		if e, err = credit.ApproveSecurity(tx, at, who, r.SecurityRequest, reason); err != nil {
			return err
		}
		if err := postDeposit(tx, at, who, e, 1); err != nil {
			return err
		}
		return auditSecurity(tx, at, who, "security.take", e, r.PaperSHA256)
	})
	if db.IsDuplicate(err) {
		return e, models.Conflict("error.number_taken")
	}
	return e, err
}

// ReleaseSecurity gives a deposit (Dr deposits, Cr bank) or guarantee back.
func (s *Service) ReleaseSecurity(ctx context.Context, who models.Who, id int64) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		e, err := credit.EndSecurity(tx, at, id)
		if err != nil {
			return err
		}
		if err := postDeposit(tx, at, who, e, -1); err != nil {
			return err
		}
		return auditSecurity(tx, at, who, "security.release", e, "")
	})
}

func postDeposit(tx *db.Tx, at models.Moment, who models.Who, e models.CreditSecurity, sign models.Money) error {
	if e.Kind != models.SecurityDeposit {
		return nil
	}
	entry := models.JournalEntry{BusinessKey: fmt.Sprintf("deposit:%d:%d", e.ID, sign), PostingOn: at.On, Kind: models.EntryDeposit,
		Document: fmt.Sprintf("DEP%06d", e.ID), AgentID: e.AgentID, Memo: e.Number, PostedBy: who.Name, PostedAt: at.At}
	entry.Debit(models.AccountBank, sign*e.AmountFen).Credit(models.AccountDeposits, sign*e.AmountFen)
	return ledger.Post(tx, entry)
}

func auditSecurity(tx *db.Tx, at models.Moment, who models.Who, action string, e models.CreditSecurity, paper string) error {
	detail := map[string]string{"kind": string(e.Kind), "amount": e.AmountFen.String()}
	if paper != "" {
		detail["sha256"] = paper
	}
	return audit.Write(tx, at, who, audit.Act{Action: action, SubjectKind: "agent", SubjectID: e.AgentID, Subject: e.Number, Reason: e.Note, Detail: detail})
}
