package credit

import (
	"fmt"

	"assay/app/db"
	"assay/models"
)

// Move is one change of an agent's credit row. Whatever changes what an agent
// owes, has reserved, has paid in or has put up makes its Move first, before
// it touches any row that another transaction may hold.
type Move struct {
	AgentID     int64
	Receivable  models.Money
	Reserved    models.Money
	Unallocated models.Money
	Secured     models.Money
	PostingOn   models.Date // the period check; zero when nothing is posted
	NewTerms    bool        // limits, blocks or grants change with it
	Guard       *Guard      // nil: the move cannot be refused for lack of credit
}

// Guard makes the move conditional, in the same statement that applies it.
type Guard struct {
	Terms       models.CreditTerms
	On          models.Date
	Settlement  models.SettlementKind
	Increase    models.Money // by how much exposure would rise
	MinUnspent  models.Money // unallocated money that must be there (prepaid)
	ExtraGrants models.Money // granted in this very transaction
}

// Position is the credit row and its group after a move.
type Position struct {
	Account models.CreditAccount
	Group   *models.CreditGroup
}

const applyAccount = `UPDATE credit_accounts SET
	receivable_fen = receivable_fen + ?, reserved_fen = reserved_fen + ?,
	unallocated_fen = unallocated_fen + ?, secured_fen = secured_fen + ?,
	terms_version = terms_version + ?, version = version + 1
	WHERE agent_id = ? AND closed_through_on < ?
	AND (0 = ? OR terms_version = ?)
	AND receivable_fen + reserved_fen - unallocated_fen - secured_fen + ? <= ?
	AND unallocated_fen >= ? AND unallocated_fen + ? >= 0 AND reserved_fen + ? >= 0`

const applyGroup = `UPDATE credit_groups SET
	receivable_fen = receivable_fen + ?, reserved_fen = reserved_fen + ?,
	unallocated_fen = unallocated_fen + ?, secured_fen = secured_fen + ?,
	terms_version = terms_version + ?, version = version + 1
	WHERE id = ? AND (0 = ? OR terms_version = ?)
	AND receivable_fen + reserved_fen - unallocated_fen - secured_fen + ? <= ?`

const accountQuery = `SELECT agent_id, group_id, receivable_fen, reserved_fen, unallocated_fen, secured_fen, terms_version, closed_through_on, version
	FROM credit_accounts WHERE agent_id = ?`

const positionQuery = `SELECT a.agent_id, a.group_id, a.receivable_fen, a.reserved_fen, a.unallocated_fen, a.secured_fen, a.terms_version,
	a.closed_through_on, a.version, g.id, g.code, g.name_zh, g.name_en, g.pot_kind, g.pot_fen, g.member_limit_kind, g.member_limit_fen,
	g.receivable_fen, g.reserved_fen, g.unallocated_fen, g.secured_fen, g.terms_version, g.version
	FROM credit_accounts a JOIN credit_groups g ON g.id = ? WHERE a.agent_id = ?`

// scanBoth reads the agent's row and the group's.
func (p *Position) scanBoth(scan db.Scan) error {
	a, g := &p.Account, p.Group
	return scan(&a.AgentID, &a.GroupID, &a.ReceivableFen, &a.ReservedFen, &a.UnallocatedFen, &a.SecuredFen, &a.TermsVersion, &a.ClosedThroughOn, &a.Version,
		&g.ID, &g.Code, &g.NameZh, &g.NameEn, &g.PotKind, &g.PotFen, &g.MemberLimitKind, &g.MemberLimitFen,
		&g.ReceivableFen, &g.ReservedFen, &g.UnallocatedFen, &g.SecuredFen, &g.TermsVersion, &g.Version)
}

// scan reads the agent's row.
func (p *Position) scan(scan db.Scan) error {
	a := &p.Account
	return scan(&a.AgentID, &a.GroupID, &a.ReceivableFen, &a.ReservedFen, &a.UnallocatedFen, &a.SecuredFen, &a.TermsVersion, &a.ClosedThroughOn, &a.Version)
}

var never = models.MustDate("2999-12-31")

// Apply makes the move: one guarded UPDATE of the agent's row, then of the
// group's. N transactions at once on one row therefore never pass the limit by
// a fen, on any engine. Errors: ErrTermsChanged, ErrPeriodClosed, a Refusal
// with the shortfall, not found.
func Apply(tx *db.Tx, m Move) (Position, error) {
	pinned, version, ceiling, potCeiling, increase, unspent := m.guardValues()
	posting := m.PostingOn
	if posting.IsZero() {
		posting = never
	}
	n, err := tx.Change(applyAccount, m.Receivable, m.Reserved, m.Unallocated, m.Secured, b2i(m.NewTerms),
		m.AgentID, posting, pinned, version, increase, ceiling, unspent, m.Unallocated, m.Reserved)
	if err != nil {
		return Position{}, err
	}
	if n == 1 && pinned == 1 && m.Guard.Terms.Group != nil {
		// the pinned terms name the group: both rows are moved, then read at once
		return m.applyToGroup(tx, m.Guard.Terms.Group.ID, m.Guard.Terms.Group.TermsVersion, pinned, increase, potCeiling)
	}
	p := Position{}
	if err := db.EachRow(tx.DB, accountQuery+asItIs(tx, n), p.scan, m.AgentID); err != nil {
		return p, err
	}
	switch {
	case n != 1:
		return p, m.why(p.Account)
	case p.Account.GroupID == nil:
		return p, nil
	case pinned == 1:
		return p, ErrTermsChanged
	}
	return m.applyToGroup(tx, *p.Account.GroupID, 0, pinned, increase, potCeiling)
}

// applyToGroup moves the group's row after the agent's and reads both.
func (m Move) applyToGroup(tx *db.Tx, id, version int64, pinned int, increase, ceiling models.Money) (Position, error) {
	n, err := tx.Change(applyGroup, m.Receivable, m.Reserved, m.Unallocated, m.Secured, b2i(m.NewTerms), id, pinned, version, increase, ceiling)
	if err != nil {
		return Position{}, err
	}
	p := Position{Group: &models.CreditGroup{}}
	if err := db.EachRow(tx.DB, positionQuery+asItIs(tx, n), p.scanBoth, id, m.AgentID); err != nil || n == 1 {
		return p, err
	}
	if pinned == 1 && p.Group.TermsVersion != version {
		return p, ErrTermsChanged
	}
	return p, &models.Refusal{Reason: ReasonOverPot, Shortfall: p.Group.Exposure() + increase - ceiling}
}

// asItIs makes the read after a refused UPDATE tell why it was refused; after
// an accepted one the row is the transaction's own.
func asItIs(tx *db.Tx, changed int64) string {
	if changed == 1 {
		return ""
	}
	return tx.Latest()
}

// guardValues are the guard's conditions as numbers; without a guard they are
// always true.
func (m Move) guardValues() (pinned int, version int64, ceiling, pot, increase, unspent models.Money) {
	if m.Guard == nil {
		return 0, 0, 2 * models.Unbounded, 2 * models.Unbounded, 0, 0
	}
	g := m.Guard
	ceiling, pot = g.Terms.Ceilings(g.On, g.Settlement)
	return 1, g.Terms.TermsVersion, ceiling + g.ExtraGrants, pot + g.ExtraGrants, g.Increase, g.MinUnspent
}

// why explains a move that matched no row; a is the row as it stands.
func (m Move) why(a models.CreditAccount) error {
	if a.AgentID == 0 {
		return models.NotFound("credit_account")
	}
	if !m.PostingOn.IsZero() && a.ClosedThroughOn >= m.PostingOn {
		return ErrPeriodClosed
	}
	if g := m.Guard; g != nil {
		_, version, ceiling, _, increase, unspent := m.guardValues()
		if a.TermsVersion != version {
			return ErrTermsChanged
		}
		if short := a.Exposure() + increase - ceiling; short > 0 {
			return &models.Refusal{Reason: ReasonOverLimit, Shortfall: short}
		}
		if short := unspent - a.UnallocatedFen; short > 0 {
			return &models.Refusal{Reason: ReasonNotPrepaid, Shortfall: short}
		}
	}
	if short := -m.Unallocated - a.UnallocatedFen; short > 0 {
		return &models.Refusal{Reason: ReasonNotAvailable, Shortfall: short}
	}
	if a.ReservedFen+m.Reserved < 0 {
		return db.ErrRetry // the reservation was read before it changed
	}
	return fmt.Errorf("credit: move %+v does not fit agent %d (reserved %s)", m, a.AgentID, a.ReservedFen)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
