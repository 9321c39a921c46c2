package api

import (
	"encoding/json"
	"time"

	"assay/app/audit"
	"assay/models"
)

func (s *server) audit() {
	add(s, operation{"GET", "/audit-entries", models.AuditRead, "audit", "list-audit-entries", "The trail, the latest entry first, page by page through before", 0}, s.listAudit)
}

// auditEntry is a line of the trail.
type auditEntry struct {
	ID          int64           `json:"id"`
	At          time.Time       `json:"at"`
	ActorID     int64           `json:"actor_id"`
	Actor       string          `json:"actor"`
	Action      string          `json:"action" doc:"noun.verb"`
	SubjectKind string          `json:"subject_kind"`
	SubjectID   int64           `json:"subject_id"`
	Subject     string          `json:"subject"`
	Reason      string          `json:"reason"`
	Detail      json.RawMessage `json:"detail" doc:"What was there before and after, or what was taken away."`
	RequestID   string          `json:"request_id"`
}

type auditEntries struct {
	Items []auditEntry `json:"items"`
	Next  int64        `json:"next,omitempty" doc:"Ask before this id for the next page; none on the last."`
}

type auditInput struct {
	Before int64 `query:"before" minimum:"0" doc:"Only entries with a smaller id."`
	Limit  int   `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (s *server) listAudit(c *call, in *auditInput) (auditEntries, error) {
	rows, err := audit.Before(c.q, in.Before, in.Limit)
	out := auditEntries{Items: each(rows, func(e audit.Entry) auditEntry {
		return auditEntry{e.ID, e.At.UTC(), e.ActorID, e.Actor, e.Action, e.SubjectKind, e.SubjectID, e.Subject, e.Reason, json.RawMessage(e.Detail), e.RequestID}
	})}
	if len(rows) == in.Limit {
		out.Next = rows[len(rows)-1].ID
	}
	return out, err
}
