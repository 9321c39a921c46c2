package credit

import (
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"

	"assay/app/db"
	"assay/models"
)

// AskSecurity is the step that keeps a security as it was entered, with its
// document, until somebody else decides. The error is invalid on field number
// when a security that stands has it, a duplicate when one that waits does.
func AskSecurity(tx *db.Tx, at models.Moment, who models.Who, r *models.SecurityRequest) error {
	media, ending, err := models.CheckPaper(r.Content)
	if err != nil {
		return err
	}
	var taken int64
	if err := tx.Raw("SELECT COUNT(*) FROM credit_securities WHERE number = ?", r.Number).Scan(&taken).Error; err != nil {
		return err
	}
	if taken > 0 {
		return models.Invalid("number", "error.number_taken")
	}
	sum := sha256.Sum256(r.Content)
	r.ID, r.OpenNumber, r.State = 0, &r.Number, models.SecurityRequested
	r.PaperName, r.PaperMedia, r.PaperBytes, r.PaperSHA256 = models.PaperName(r.PaperName, r.Number, ending), media, int64(len(r.Content)), hex.EncodeToString(sum[:])
	r.RequestedBy, r.RequestedByID, r.RequestedAt = who.Name, who.ID, at.At
	return tx.Create(r).Error
}

// ApproveSecurity is the step that puts a request in force: the credit row
// first, then the security with its document. Conflict when somebody decided
// meanwhile.
func ApproveSecurity(tx *db.Tx, at models.Moment, who models.Who, r models.SecurityRequest, reason string) (models.CreditSecurity, error) {
	e := r.Security()
	if err := PutSecurity(tx, at, who, &e); err != nil {
		return e, err
	}
	if err := closeRequest(tx, at, who, r.ID, models.SecurityApproved, reason, &e.ID); err != nil {
		return e, err
	}
	return e, tx.Create(&models.SecurityPaper{SecurityID: e.ID, AgentID: r.AgentID, Name: r.PaperName, Media: r.PaperMedia, SizeBytes: r.PaperBytes, SHA256: r.PaperSHA256,
		Content: r.Content, UploadedBy: r.RequestedBy, UploadedByID: r.RequestedByID, UploadedAt: r.RequestedAt}).Error
}

// RefuseSecurity is the step that turns a request down.
func RefuseSecurity(tx *db.Tx, at models.Moment, who models.Who, id int64, reason string) error {
	return closeRequest(tx, at, who, id, models.SecurityRejected, reason, nil)
}

func closeRequest(tx *db.Tx, at models.Moment, who models.Who, id int64, state models.SecurityRequestState, reason string, security *int64) error {
	n, err := tx.Change(`UPDATE security_requests SET state = ?, open_number = NULL, decided_by = ?, decided_by_id = ?, decided_at = ?, reason = ?, security_id = ?
		WHERE id = ? AND state = 'requested'`, state, who.Name, who.ID, at.At, reason, security, id)
	if err == nil && n != 1 {
		err = models.Conflict("error.already_decided")
	}
	return err
}

// ListedRequest is a security that was entered, with its agent.
type ListedRequest struct {
	models.SecurityRequest `gorm:"embedded"`
	AgentCode              string
	AgentZh                string
	AgentEn                string
}

// AgentName is the agent's name in a language.
func (r ListedRequest) AgentName(lang string) string {
	return models.NameIn(lang, r.AgentZh, r.AgentEn)
}

const requestQuery = `SELECT r.*, a.code AS agent_code, a.name_zh AS agent_zh, a.name_en AS agent_en FROM security_requests r JOIN agents a ON a.id = r.agent_id WHERE `

// SecurityRequestInScope is one request with its document; not found outside
// the scope.
func SecurityRequestInScope(q *gorm.DB, scope models.Scope, id int64) (r ListedRequest, err error) {
	cond, args := db.Within(scope, "a")
	err = q.Raw(requestQuery+"r.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&r).Error
	if err == nil && r.ID == 0 {
		err = models.NotFound("security_request")
	}
	return r, err
}

// SecurityRequestFilter narrows a list of securities that were entered.
type SecurityRequestFilter struct {
	AgentID int64
	State   models.SecurityRequestState
	Limit   int
	Offset  int
}

// requestColumns are all but the document.
const requestColumns = `r.id, r.agent_id, r.kind, r.number, r.amount_fen, r.share_ppm, r.valid_from_on, r.valid_to_on, r.note, r.paper_name, r.paper_media, r.paper_bytes, r.paper_sha256,
	r.state, r.requested_by, r.requested_by_id, r.requested_at, r.decided_by, r.decided_by_id, r.decided_at, r.reason, r.security_id, a.code AS agent_code, a.name_zh AS agent_zh, a.name_en AS agent_en`

// SecurityRequests finds requests inside a scope without their documents, those
// that wait first, then the latest, and how many there are.
func SecurityRequests(q *gorm.DB, scope models.Scope, f SecurityRequestFilter) ([]ListedRequest, int64, error) {
	cond, args := db.Within(scope, "a")
	if f.AgentID != 0 {
		cond, args = cond+" AND r.agent_id = ?", append(args, f.AgentID)
	}
	if f.State != "" {
		cond, args = cond+" AND r.state = ?", append(args, f.State)
	}
	from := " FROM security_requests r JOIN agents a ON a.id = r.agent_id WHERE " + cond
	var total int64
	if err := q.Raw("SELECT COUNT(*)"+from, args...).Scan(&total).Error; err != nil {
		return nil, 0, err
	}
	var rows []ListedRequest
	err := q.Raw("SELECT "+requestColumns+from+" ORDER BY CASE WHEN r.state = 'requested' THEN 0 ELSE 1 END, r.id DESC LIMIT ? OFFSET ?", append(args, f.Limit, f.Offset)...).Scan(&rows).Error
	return rows, total, err
}

// WaitingSecurities are an agent's securities that somebody has yet to approve,
// without their documents.
func WaitingSecurities(q *gorm.DB, agentID int64) (rows []models.SecurityRequest, err error) {
	err = q.Raw(`SELECT id, agent_id, kind, number, amount_fen, share_ppm, valid_from_on, valid_to_on, note, paper_name, paper_sha256, state, requested_by, requested_by_id, requested_at
		FROM security_requests WHERE agent_id = ? AND state = 'requested' ORDER BY id`, agentID).Scan(&rows).Error
	return rows, err
}
