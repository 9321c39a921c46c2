package statements

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/credit"
	"assay/app/db"
	"assay/app/receivables"
	"assay/app/settlement"
	"assay/models"
)

// Due is what an agent is owed of statements: the first is of the period after
// the last issued one, Count is how many periods have ended by now.
type Due struct {
	AgentID int64
	Code    string
	Period  models.Period
	Count   int
}

// IssueRun is the job that issues statements, every night and by hand.
const IssueRun = "issue-statements"

// Asked is what a person asks of it: statements for the agents in their scope.
type Asked struct{ Scope models.Scope }

// accountRow is what the next period of an agent follows from.
type accountRow struct {
	AgentID      int64
	Code         string
	LastToOn     models.Date
	FirstPosting models.Date
}

const (
	lastStatements = `SELECT c.agent_id, a.code, (SELECT MAX(s.period_to_on) FROM statements s WHERE s.agent_id = c.agent_id)
		FROM credit_accounts c JOIN agents a ON a.id = c.agent_id WHERE %s ORDER BY c.agent_id`
	// firstPostings are those of agents who have no statement yet
	firstPostings = `SELECT c.agent_id, (SELECT MIN(e.posting_on) FROM journal_entries e WHERE e.agent_id = c.agent_id)
		FROM credit_accounts c JOIN agents a ON a.id = c.agent_id WHERE %s AND NOT EXISTS (SELECT 1 FROM statements s WHERE s.agent_id = c.agent_id)`
)

// accounts are the agents that a condition keeps. The first posting is looked
// for where no statement tells where the next begins.
func accounts(q *gorm.DB, cond string, args ...any) (rows []accountRow, err error) {
	at := map[int64]int{}
	err = db.EachRow(q, fmt.Sprintf(lastStatements, cond), func(scan db.Scan) error {
		var r accountRow
		err := scan(&r.AgentID, &r.Code, &r.LastToOn)
		if r.LastToOn.IsZero() {
			at[r.AgentID] = len(rows)
		}
		rows = append(rows, r)
		return err
	}, args...)
	if err != nil || len(at) == 0 {
		return rows, err
	}
	err = db.EachRow(q, fmt.Sprintf(firstPostings, cond), func(scan db.Scan) error {
		var id int64
		var first models.Date
		err := scan(&id, &first)
		if i, ok := at[id]; ok {
			rows[i].FirstPosting = first
		}
		return err
	}, args...)
	return rows, err
}

// started tells that something was posted to the agent's account.
func (r accountRow) started() bool { return !r.LastToOn.IsZero() || !r.FirstPosting.IsZero() }

// DueAgents lists the agents inside the scope whose next period ended before
// the day.
func DueAgents(q *gorm.DB, scope models.Scope, on models.Date) ([]Due, error) {
	cond, args := db.Within(scope, "a")
	rows, err := accounts(q, cond, args...)
	if err != nil {
		return nil, err
	}
	policies, err := settlement.Assigned(q, 0)
	if err != nil {
		return nil, err
	}
	var due []Due
	for _, r := range rows {
		if !r.started() {
			continue
		}
		d := Due{AgentID: r.AgentID, Code: r.Code, Period: r.period(policies)}
		for p := d.Period; p.To < on; p = r.period(policies) {
			d.Count++
			r.LastToOn = p.To
		}
		if d.Count > 0 {
			due = append(due, d)
		}
	}
	return due, nil
}

func (r accountRow) period(policies settlement.Assignments) models.Period {
	at := r.FirstPosting
	if !r.LastToOn.IsZero() {
		at = r.LastToOn.AddDays(1)
	}
	return models.StatementPeriod(policies.At(r.AgentID, at), r.LastToOn, r.FirstPosting)
}

// NextPeriod is the period of an agent's next statement; ok is false while
// nothing was ever posted.
func NextPeriod(q *gorm.DB, agentID int64) (p models.Period, ok bool, err error) {
	rows, err := accounts(q, "c.agent_id = ?", agentID)
	if err != nil || len(rows) == 0 || !rows[0].started() {
		return p, false, err
	}
	policies, err := settlement.Assigned(q, agentID)
	return rows[0].period(policies), true, err
}

// Issue issues the agent's next statement when its period has ended: the
// agent's books close through its last day, everything is read from one
// snapshot, and the document is numbered. ok is false when none is due.
// fence runs first in each transaction; also join the one that issues, at its
// end.
func (s *Service) Issue(ctx context.Context, at models.Moment, who models.Who, agentID int64, fence func(tx *db.Tx) error, also ...func(tx *db.Tx) error) (st models.Statement, ok bool, err error) {
	period, ok, err := NextPeriod(s.DB.Read(ctx), agentID)
	if err != nil || !ok || period.To >= at.On {
		return st, false, err
	}
	if err := s.close(ctx, agentID, period.To, fence); err != nil {
		return st, false, err
	}
	var doc models.StatementDocument
	err = s.DB.Snapshot(ctx, func(tx *db.Tx) (err error) {
		doc, err = s.compose(tx.DB, agentID, period, at.On)
		return err
	})
	if err != nil {
		return st, false, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if err := fence(tx); err != nil {
			return err
		}
		if st, err = insert(tx, at, who, agentID, doc, s.VerifyURL); err != nil {
			return err
		}
		return db.Join(tx, also)
	})
	if db.IsDuplicate(err) {
		return st, false, nil // another run issued it meanwhile
	}
	if err != nil {
		return st, false, err
	}
	st.PDF, err = s.PDF(ctx, st.ID)
	return st, true, err
}

// IssueIn is Issue inside a transaction that nobody shares: all of an import,
// or of a book that is filled in one go. The paper is drawn when somebody asks
// for it.
func (s *Service) IssueIn(tx *db.Tx, at models.Moment, who models.Who, agentID int64, period models.Period) (models.Statement, error) {
	if err := credit.Close(tx, agentID, period.To); err != nil {
		return models.Statement{}, err
	}
	doc, err := s.compose(tx.DB, agentID, period, at.On)
	if err != nil {
		return models.Statement{}, err
	}
	return insert(tx, at, who, agentID, doc, s.VerifyURL)
}

// close ends the agent's postings through the day; posters of the same agent
// wait on the same row or are refused.
func (s *Service) close(ctx context.Context, agentID int64, through models.Date, fence func(tx *db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := fence(tx); err != nil {
			return err
		}
		return credit.Close(tx, agentID, through)
	})
}

// insert numbers and stores the document.
func insert(tx *db.Tx, at models.Moment, who models.Who, agentID int64, doc models.StatementDocument, verifyURL string) (models.Statement, error) {
	number, err := db.NextNumber(tx, Series, at.On.Year())
	if err != nil {
		return models.Statement{}, err
	}
	code := receivables.NewVerifyCode()
	doc.Number, doc.IssuedOn = number, at.On
	doc.Verify = models.Verification{Code: code, URL: verifyURL + code}
	doc.Remittance.Reference = number
	raw, err := json.Marshal(doc)
	if err != nil {
		return models.Statement{}, err
	}
	st := models.Statement{Number: number, AgentID: agentID, PeriodFromOn: doc.From, PeriodToOn: doc.To, OpeningFen: doc.Opening,
		DebitsFen: doc.Debits, CreditsFen: doc.Credits, ClosingFen: doc.Closing, Document: string(raw), DocumentSHA256: sum(raw), PDF: []byte{},
		VerifyCode: code, IssuedOn: at.On, IssuedBy: who.Name, IssuedAt: at.At}
	if err := tx.Create(&st).Error; err != nil {
		return st, err
	}
	return st, audit.Write(tx, at, who, audit.Act{Action: "statement.issue", SubjectKind: "statement", SubjectID: st.ID, Subject: number})
}

// movement is a journal entry by what it does to the agent's balance.
type movement struct {
	PostingOn   models.Date
	BelongsToOn models.Date
	Kind        models.EntryKind
	Document    string
	Memo        string
	AmountFen   models.Money
}

const movements = `SELECT e.posting_on, e.belongs_to_on, e.kind, e.document, e.memo, SUM(l.amount_fen) AS amount_fen
	FROM journal_lines l JOIN journal_entries e ON e.id = l.entry_id
	WHERE l.agent_id = ? AND l.account IN ('receivable', 'unallocated') AND l.posting_on BETWEEN ? AND ?
	GROUP BY e.id, e.posting_on, e.belongs_to_on, e.kind, e.document, e.memo HAVING SUM(l.amount_fen) <> 0
	ORDER BY e.posting_on, e.id`

const balanceBefore = `SELECT COALESCE(SUM(amount_fen), 0) FROM journal_lines
	WHERE agent_id = ? AND account IN ('receivable', 'unallocated') AND posting_on < ?`

// delivered is what an invoice is for.
type delivered struct {
	Number   string
	Pieces   int64
	WeightMg models.Weight
}

const goodsOfPeriod = `SELECT i.number, SUM(l.quantity) AS pieces, SUM(l.weight_mg) AS weight_mg
	FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id
	WHERE i.agent_id = ? AND i.issued_on BETWEEN ? AND ? GROUP BY i.number`

// invoiced is what the agent's invoices of the period are for, by number.
func invoiced(q *gorm.DB, agentID int64, period models.Period) (map[string]delivered, error) {
	var rows []delivered
	if err := q.Raw(goodsOfPeriod, agentID, period.From, period.To).Scan(&rows).Error; err != nil {
		return nil, err
	}
	byNumber := make(map[string]delivered, len(rows))
	for _, r := range rows {
		byNumber[r.Number] = r
	}
	return byNumber, nil
}

// compose builds the document of a closed period from one snapshot and checks
// that it agrees with itself, with the ledger and with the statement before.
func (s *Service) compose(q *gorm.DB, agentID int64, period models.Period, on models.Date) (models.StatementDocument, error) {
	doc := models.StatementDocument{Paper: models.Paper{Seller: s.Seller}, From: period.From, To: period.To, Remittance: s.Remittance, ObjectBy: on.AddDays(models.ObjectDays)}
	if err := q.Raw(balanceBefore, agentID, period.From).Scan(&doc.Opening).Error; err != nil {
		return doc, err
	}
	doc.Closing = doc.Opening
	var moves []movement
	if err := q.Raw(movements, agentID, period.From, period.To).Scan(&moves).Error; err != nil {
		return doc, err
	}
	goods, err := invoiced(q, agentID, period)
	if err != nil {
		return doc, err
	}
	for _, m := range moves {
		g := goods[m.Document]
		doc.AddLine(models.StatementLine{On: m.PostingOn, Kind: models.LineKindOf(m.Kind), Number: m.Document, Reference: m.Memo,
			Pieces: g.Pieces, Weight: g.WeightMg, BelongsTo: adjusts(m, period)}, m.AmountFen)
	}
	if err := s.fillAgent(q, agentID, &doc); err != nil {
		return doc, err
	}
	if err := fillAgeing(q, agentID, &doc); err != nil {
		return doc, err
	}
	return doc, agreesWithLast(q, agentID, doc)
}

// adjusts is the earlier period a late document belongs to, zero for none.
func adjusts(m movement, p models.Period) models.Date {
	if m.BelongsToOn.IsZero() || m.BelongsToOn >= p.From {
		return 0
	}
	return m.BelongsToOn
}

func (s *Service) fillAgent(q *gorm.DB, agentID int64, doc *models.StatementDocument) error {
	var a models.Agent
	if err := q.Raw("SELECT * FROM agents WHERE id = ?", agentID).Scan(&a).Error; err != nil {
		return err
	}
	doc.Buyer = models.Party{Code: a.Code, Name: models.Label{Zh: a.NameZh, En: a.NameEn}, Address: a.Address, TaxNo: a.TaxNo}
	policies, err := settlement.Assigned(q, agentID)
	if err != nil {
		return err
	}
	p := policies.At(agentID, doc.From)
	doc.Policy = models.Label{Zh: p.NameZh, En: p.NameEn}
	return nil
}

// fillAgeing states the closing balance by how late it is, and when it falls
// due.
func fillAgeing(q *gorm.DB, agentID int64, doc *models.StatementDocument) error {
	var err error
	if doc.Ageing, err = receivables.AgeingOf(q, agentID, doc.To); err != nil {
		return err
	}
	dues, err := receivables.DueSums(q, agentID, doc.To)
	if err != nil {
		return err
	}
	for _, d := range dues {
		if d.DebitFen > 0 {
			doc.Remittance.Dues = append(doc.Remittance.Dues, models.Due{On: d.DueOn, Amount: d.DebitFen, Overdue: d.DueOn < doc.To})
			doc.Remittance.Total += d.DebitFen
		}
	}
	return doc.Check()
}

// agreesWithLast refuses a statement whose opening is not the last closing.
func agreesWithLast(q *gorm.DB, agentID int64, doc models.StatementDocument) error {
	var last models.Statement
	err := q.Raw("SELECT "+columns+" FROM statements s WHERE s.agent_id = ? ORDER BY s.period_to_on DESC LIMIT 1", agentID).Scan(&last).Error
	if err == nil && last.ID != 0 && last.ClosingFen != doc.Opening {
		err = fmt.Errorf("statements: %s closed at %s, but the next opens at %s", last.Number, last.ClosingFen, doc.Opening)
	}
	return err
}
