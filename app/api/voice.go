package api

import (
	"time"

	"assay/app/members"
	"assay/app/voice"
	"assay/models"
)

func (s *server) voice() {
	add(s, operation{"GET", "/members/{id}/satisfaction", models.MemberEdit, "counter", "get-satisfaction", "What a member answered, and the loyalty zone", 0}, s.satisfaction)
	addKeyed(s, operation{"POST", "/members/{id}/surveys", models.MemberEdit, "counter", "create-survey", "Ask a member how it was, by a link", 0}, s.askMember)
	addKeyed(s, operation{"POST", "/members/{id}/answers", models.MemberEdit, "counter", "create-answer", "Enter what a member answers at the counter", 0}, s.answerHere)
	add(s, operation{"POST", "/members/{id}/link", models.MemberEdit, "counter", "create-member-link", "Make a new link to a member's own page; the one before ends", 0}, s.memberLink)
	add(s, operation{"POST", "/members/{id}/merge", models.MemberMerge, "members", "merge-member", "Make a member part of another", 0}, s.mergeMember)
	add(s, operation{"GET", "/members/{id}/merges", models.MemberMerge, "members", "list-merges", "Who was merged into a member", 0}, s.mergesOf)
	add(s, operation{"POST", "/members/{id}/unmerge", models.MemberMerge, "members", "undo-merge", "Take the last merge into a member apart again", 0}, s.undoMerge)
}

// SatisfactionView is what a member's answers say.
type SatisfactionView struct {
	Zone       string      `json:"zone" doc:"hostile, indifferent, affectionate or loyal; empty before an answer."`
	Loyalty    models.Rate `json:"loyalty_ppm"`
	Purchases  int64       `json:"purchases"`
	CSAT       int         `json:"csat" doc:"Of the latest answer, 1 to 5; 0 before one."`
	NPS        int         `json:"nps" doc:"Of the latest answer, 0 to 10."`
	AnsweredAt *time.Time  `json:"answered_at,omitempty"`
}

func (s *server) satisfaction(c *call, in *ByID) (SatisfactionView, error) {
	if _, err := members.InScope(c.q, c.scope(), in.ID); err != nil {
		return SatisfactionView{}, err
	}
	st, err := voice.StandingOf(c.q, in.ID, s.Clock.Moment().On)
	out := SatisfactionView{Zone: string(st.Zone), Loyalty: st.Loyalty, Purchases: st.Bought}
	if st.Last != nil {
		out.CSAT, out.NPS, out.AnsweredAt = st.Last.CSAT, st.Last.NPS, st.Last.AnsweredAt
	}
	return out, err
}

type surveyInput struct {
	Keyed
	ByID
	Body struct {
		StoreID   int64  `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		Occasion  string `json:"occasion" enum:"visit,sale,case"`
		SubjectID int64  `json:"subject_id,omitempty" minimum:"1" maximum:"9007199254740991" doc:"The slip or the case that is asked about."`
	}
}

// SurveyView is a survey; its link is shown this once.
type SurveyView struct {
	ID        int64       `json:"id"`
	Path      string      `json:"path,omitempty" doc:"The link, from the address of this site on."`
	ExpiresOn models.Date `json:"expires_on"`
	CSAT      int         `json:"csat"`
	NPS       int         `json:"nps"`
}

func (s *server) askMember(c *call, in *surveyInput) (SurveyView, error) {
	token, row, err := s.Voice.Ask(c, c.Actor.Who(), c.scope(), voice.Asking{MemberID: in.ID, StoreID: in.Body.StoreID, Occasion: models.SurveyOccasion(in.Body.Occasion), SubjectID: in.Body.SubjectID, RequestKey: "api:" + in.of(c)})
	return SurveyView{row.ID, "/s/" + token, row.ExpiresOn, 0, 0}, err
}

type answerInput struct {
	Keyed
	ByID
	Body struct {
		StoreID   int64  `json:"store_id" minimum:"1" maximum:"9007199254740991"`
		Occasion  string `json:"occasion" enum:"visit,sale,case"`
		SubjectID int64  `json:"subject_id,omitempty" minimum:"1" maximum:"9007199254740991" doc:"The slip or the case that was asked about."`
		CSAT      int    `json:"csat" minimum:"1" maximum:"5"`
		NPS       int    `json:"nps" minimum:"0" maximum:"10"`
		Comment   text   `json:"comment,omitempty" maxLength:"1000"`
	}
}

func (s *server) answerHere(c *call, in *answerInput) (SurveyView, error) {
	row, err := s.Voice.AnswerHere(c, c.Actor.Who(), c.scope(), voice.Asking{MemberID: in.ID, StoreID: in.Body.StoreID, Occasion: models.SurveyOccasion(in.Body.Occasion), SubjectID: in.Body.SubjectID, RequestKey: "api:" + in.of(c)},
		models.Answer{CSAT: in.Body.CSAT, NPS: in.Body.NPS, Comment: in.Body.Comment.clean()})
	return SurveyView{ID: row.ID, ExpiresOn: row.ExpiresOn, CSAT: row.CSAT, NPS: row.NPS}, err
}

// LinkView is a link to a member's own page, shown this once.
type LinkView struct {
	Path string `json:"path" doc:"From the address of this site on."`
}

func (s *server) memberLink(c *call, in *ByID) (LinkView, error) {
	token, err := s.Voice.MakeLink(c, c.Actor.Who(), c.scope(), in.ID)
	return LinkView{"/m/" + token}, err
}

type mergeInput struct {
	ByID
	Body struct {
		IntoID int64 `json:"into_id" minimum:"1" maximum:"9007199254740991" doc:"Who is kept."`
		Reason text  `json:"reason" minLength:"1" maxLength:"300"`
	}
}

// MergesView are the merges into a member that stand, the latest first.
type MergesView struct {
	Items []MergeView `json:"items"`
}

// MergeView is a merge that stands.
type MergeView struct {
	ID       int64     `json:"id"`
	MemberID int64     `json:"member_id"`
	IntoID   int64     `json:"into_id"`
	Number   string    `json:"number"`
	MergedBy string    `json:"merged_by"`
	MergedAt time.Time `json:"merged_at"`
}

func (s *server) mergeMember(c *call, in *mergeInput) (MergesView, error) {
	if err := s.Members.Merge(c, c.Actor.Who(), c.scope(), in.ID, in.Body.IntoID, in.Body.Reason.clean()); err != nil {
		return MergesView{}, err
	}
	return s.mergesOf(c, &ByID{ID: in.Body.IntoID})
}

func (s *server) mergesOf(c *call, in *ByID) (MergesView, error) {
	if _, err := members.InScope(c.q, c.scope(), in.ID); err != nil {
		return MergesView{}, err
	}
	rows, err := members.Merges(c.q, in.ID)
	return MergesView{each(rows, func(m members.Merged) MergeView {
		return MergeView{m.ID, m.MemberID, m.IntoID, m.Number, m.MergedBy, m.MergedAt}
	})}, err
}

type undoMergeInput struct {
	ByID
	Body struct {
		Reason text `json:"reason" minLength:"1" maxLength:"300"`
	}
}

func (s *server) undoMerge(c *call, in *undoMergeInput) (MergesView, error) {
	standing, err := s.mergesOf(c, &in.ByID)
	if err != nil {
		return standing, err
	}
	if len(standing.Items) == 0 {
		return standing, models.Conflict("error.merge_undone")
	}
	if _, err := s.Members.UndoMerge(c, c.Actor.Who(), c.scope(), standing.Items[0].ID, in.Body.Reason.clean()); err != nil {
		return standing, err
	}
	return s.mergesOf(c, &in.ByID)
}
