package credit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/models"
)

// AddPaper keeps a document of a security of an agent in the scope. Its kind is
// told by its bytes; a name without an ending that fits gets one.
func (s *Service) AddPaper(ctx context.Context, who models.Who, scope models.Scope, securityID int64, name string, content []byte) (models.SecurityPaper, error) {
	var p models.SecurityPaper
	media, ending, err := models.CheckPaper(content)
	if err != nil {
		return p, err
	}
	at := s.Clock.Moment()
	sum := sha256.Sum256(content)
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		e, err := securityInScope(tx.DB, scope, securityID)
		if err != nil {
			return err
		}
		p = models.SecurityPaper{SecurityID: e.ID, AgentID: e.AgentID, Name: models.PaperName(name, e.Number, ending), Media: media, SizeBytes: int64(len(content)),
			SHA256: hex.EncodeToString(sum[:]), Content: content, UploadedBy: who.Name, UploadedByID: who.ID, UploadedAt: at.At}
		if err := tx.Create(&p).Error; err != nil {
			return err
		}
		return audit.Write(tx, at, who, audit.Act{Action: "security.paper", SubjectKind: "agent", SubjectID: e.AgentID, Subject: e.Number,
			Detail: map[string]any{"name": p.Name, "sha256": p.SHA256}})
	})
	return p, err
}

func securityInScope(q *gorm.DB, scope models.Scope, id int64) (models.CreditSecurity, error) {
	cond, args := db.Within(scope, "a")
	var e models.CreditSecurity
	err := q.Raw("SELECT e.* FROM credit_securities e JOIN agents a ON a.id = e.agent_id WHERE e.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&e).Error
	if err == nil && e.ID == 0 {
		err = models.NotFound("security")
	}
	return e, err
}

// PaperInScope is a paper with its content; not found outside the scope.
func PaperInScope(q *gorm.DB, scope models.Scope, id int64) (models.SecurityPaper, error) {
	cond, args := db.Within(scope, "a")
	var p models.SecurityPaper
	err := q.Raw("SELECT p.* FROM security_papers p JOIN agents a ON a.id = p.agent_id WHERE p.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&p).Error
	if err == nil && p.ID == 0 {
		err = models.NotFound("paper")
	}
	return p, err
}

// PapersOf are an agent's papers by security, without their content.
func PapersOf(q *gorm.DB, agentID int64) (map[int64][]models.SecurityPaper, error) {
	var rows []models.SecurityPaper
	err := q.Raw("SELECT id, security_id, agent_id, name, media, size_bytes, sha256, uploaded_by, uploaded_at FROM security_papers WHERE agent_id = ? ORDER BY id", agentID).Scan(&rows).Error
	out := map[int64][]models.SecurityPaper{}
	for _, p := range rows {
		out[p.SecurityID] = append(out[p.SecurityID], p)
	}
	return out, err
}
