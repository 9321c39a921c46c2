package voice

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"assay/app/audit"
	"assay/app/db"
	"assay/app/members"
	"assay/models"
)

// Asking is a survey to be asked. The same occasion is asked about once: a second
// time is a conflict. RequestKey makes one of a visit count once.
type Asking struct {
	MemberID   int64
	StoreID    int64
	Occasion   models.SurveyOccasion
	SubjectID  int64 // the slip or the case
	RequestKey string
}

// Ask makes a survey of a member inside the scope and returns the token of its
// link, which is not kept.
func (s *Service) Ask(ctx context.Context, who models.Who, scope models.Scope, in Asking) (token string, row models.Survey, err error) {
	token = newToken()
	hash := hashOf(token)
	row, err = s.ask(ctx, who, scope, in, func(row *models.Survey) { row.TokenHash = &hash })
	return token, row, err
}

// AnswerHere takes what a member inside the scope says at the counter.
func (s *Service) AnswerHere(ctx context.Context, who models.Who, scope models.Scope, in Asking, a models.Answer) (models.Survey, error) {
	if err := a.Validate(); err != nil {
		return models.Survey{}, err
	}
	return s.ask(ctx, who, scope, in, answeredHere(s.Clock.Moment(), a))
}

func (s *Service) ask(ctx context.Context, who models.Who, scope models.Scope, in Asking, fill func(*models.Survey)) (row models.Survey, err error) {
	at := s.Clock.Moment()
	if in.RequestKey == "" || len(in.RequestKey) > 100 {
		return row, models.Invalid("request_key", "error.request_key_required")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		row, err = enterSurvey(tx, at, who, scope, in, fill)
		return err
	})
	if db.IsDuplicate(err) {
		return s.sameSurvey(ctx, row, err)
	}
	return row, err
}

// EnterAnswer is the step behind AnswerHere; the key must be new.
func EnterAnswer(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in Asking, a models.Answer) (models.Survey, error) {
	if err := a.Validate(); err != nil {
		return models.Survey{}, err
	}
	return enterSurvey(tx, at, who, scope, in, answeredHere(at, a))
}

// answeredHere fills in what was said at the counter.
func answeredHere(at models.Moment, a models.Answer) func(*models.Survey) {
	return func(row *models.Survey) {
		row.AnsweredAt, row.Channel, row.CSAT, row.NPS, row.Comment = &at.At, "counter", a.CSAT, a.NPS, a.Comment
	}
}

func enterSurvey(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, in Asking, fill func(*models.Survey)) (row models.Survey, err error) {
	rules, err := rulesOn(tx.DB, at.On)
	if err != nil {
		return row, err
	}
	m, err := members.InScope(tx.DB, scope, in.MemberID)
	if err != nil {
		return row, err
	}
	row = models.Survey{MemberID: m.ID, StoreID: in.StoreID, Occasion: in.Occasion, AskedOn: at.On, ExpiresOn: at.On.AddDays(rules.AskDays), AskedBy: who.Name, AskedByID: who.ID, AskedAt: at.At}
	if row.RequestKey, err = occasion(tx.DB, scope, in, &row); err != nil {
		return row, err
	}
	fill(&row)
	if err := tx.Create(&row).Error; err != nil {
		return row, err
	}
	if err := told(tx, at, who, rules, m.Member, row); err != nil {
		return row, err
	}
	return row, audit.Write(tx, at, who, audit.Act{Action: "survey.asked", SubjectKind: "member", SubjectID: m.ID, Subject: m.Number, Detail: map[string]any{"occasion": in.Occasion}})
}

// sameSurvey is the first survey with the key of a visit; of a sale or a case
// that was asked about it is a conflict.
func (s *Service) sameSurvey(ctx context.Context, asked models.Survey, refusal error) (models.Survey, error) {
	var first models.Survey
	if err := s.DB.Read(ctx).Raw("SELECT * FROM surveys WHERE request_key = ?", asked.RequestKey).Scan(&first).Error; err != nil || first.ID == 0 {
		if err == nil {
			err = refusal
		}
		return first, err
	}
	if asked.Occasion != models.SurveyAtAll || asked.TokenHash != nil {
		return first, models.Conflict("error.survey_asked")
	}
	return first, nil
}

// occasion checks what is asked about, and is the key under which that is asked
// once.
func occasion(q *gorm.DB, scope models.Scope, in Asking, row *models.Survey) (string, error) {
	within, args := db.WithinStores(scope, "s")
	var query, key string
	switch in.Occasion {
	case models.SurveyAtAll:
		var n int64
		if err := q.Raw("SELECT COUNT(*) FROM stores s WHERE s.id = ? AND "+within, append([]any{in.StoreID}, args...)...).Scan(&n).Error; err != nil || n == 0 {
			if err == nil {
				err = models.NotFound("store")
			}
			return "", err
		}
		return "visit:" + in.RequestKey, nil
	case models.SurveyOfSale:
		query, key = "SELECT x.store_id FROM sales_slips x JOIN stores s ON s.id = x.store_id JOIN members m ON m.id = x.member_id WHERE x.id = ? AND (m.id = ? OR m.merged_into_id = ?) AND "+within, "sale:"
	case models.SurveyOfCase:
		query, key = "SELECT x.store_id FROM care_cases x JOIN stores s ON s.id = x.store_id JOIN members m ON m.id = x.member_id WHERE x.id = ? AND (m.id = ? OR m.merged_into_id = ?) AND "+within, "case:"
	default:
		return "", models.Invalid("occasion", "error.choice_unknown")
	}
	if err := q.Raw(query, append([]any{in.SubjectID, in.MemberID, in.MemberID}, args...)...).Scan(&row.StoreID).Error; err != nil {
		return "", err
	}
	if row.StoreID == 0 {
		return "", models.Invalid("subject", "error.survey_subject")
	}
	row.SubjectID = &in.SubjectID
	return key + strconv.FormatInt(in.SubjectID, 10), nil
}

// Open is the survey that a token asks, with the member; not found for a token
// that asks nothing, a conflict for one that was answered or is too old.
func (s *Service) Open(q *gorm.DB, token string) (row models.Survey, m members.Listed, err error) {
	if err = q.Raw("SELECT * FROM surveys WHERE token_hash = ?", hashOf(token)).Scan(&row).Error; err != nil {
		return row, m, err
	}
	if row.ID == 0 {
		return row, m, errGone
	}
	if m, err = holderOf(q, row.MemberID); err != nil {
		return row, m, err
	}
	switch {
	case row.AnsweredAt != nil:
		err = models.Conflict("error.survey_answered")
	case s.Clock.Moment().On > row.ExpiresOn:
		err = models.Conflict("error.survey_expired")
	}
	return row, m, err
}

// holderOf is a member, or who took it over; the link of one who was erased
// opens nothing.
func holderOf(q *gorm.DB, id int64) (members.Listed, error) {
	var heir int64
	if err := q.Raw("SELECT COALESCE(merged_into_id, id) FROM members WHERE id = ?", id).Scan(&heir).Error; err != nil {
		return members.Listed{}, err
	}
	m, err := members.InScope(q, models.Scope{All: true}, heir)
	if models.KindOf(err) == models.KindNotFound {
		err = errGone
	}
	return m, err
}

// Answer takes the answer of whoever holds the token, once.
func (s *Service) Answer(ctx context.Context, token string, a models.Answer) error {
	if err := a.Validate(); err != nil {
		return err
	}
	at := s.Clock.Moment()
	rules, err := rulesOn(s.DB.Read(ctx), at.On)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		row, m, err := s.Open(tx.DB, token)
		if err != nil {
			return err
		}
		n, err := tx.Change("UPDATE surveys SET answered_at = ?, channel = 'link', csat = ?, nps = ?, comment = ? WHERE id = ? AND answered_at IS NULL", at.At, a.CSAT, a.NPS, a.Comment, row.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return models.Conflict("error.survey_answered")
		}
		row.AnsweredAt, row.CSAT, row.NPS, row.Comment = &at.At, a.CSAT, a.NPS, a.Comment
		return told(tx, at, models.Who{Name: m.Number}, rules, m.Member, row)
	})
}

// told puts a bad answer among what the store has to do today.
func told(tx *db.Tx, at models.Moment, who models.Who, rules models.ZonePolicy, m models.Member, row models.Survey) error {
	if row.AnsweredAt == nil || !rules.Bad(answerOf(row)) {
		return nil
	}
	id, err := members.EnterEvent(tx, at, who, m, models.MemberEvent{StoreID: row.StoreID, Kind: models.EventReminder, HappenedOn: at.On, DueOn: at.On,
		Note: "CSAT " + strconv.Itoa(row.CSAT) + "/5 · NPS " + strconv.Itoa(row.NPS) + "/10"})
	if err != nil {
		return err
	}
	_, err = tx.Change("UPDATE surveys SET event_id = ? WHERE id = ?", id, row.ID)
	return err
}

// Handle says what was done about an answer, once; the reminder that it gave the
// store is seen to with it.
func (s *Service) Handle(ctx context.Context, who models.Who, scope models.Scope, id int64, note string) error {
	at := s.Clock.Moment()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return HandleAnswer(tx, at, who, scope, id, note) })
}

// HandleAnswer is the step behind Handle.
func HandleAnswer(tx *db.Tx, at models.Moment, who models.Who, scope models.Scope, id int64, note string) error {
	if err := models.CheckReason(note); err != nil {
		return err
	}
	row, err := SurveyInScope(tx.DB, scope, id)
	if err != nil {
		return err
	}
	n, err := tx.Change("UPDATE surveys SET handled_at = ?, handled_by = ?, handling = ? WHERE id = ? AND handled_at IS NULL AND answered_at IS NOT NULL", at.At, who.Name, note, row.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return models.Conflict("error.changed_meanwhile")
	}
	if row.EventID != nil {
		if err := members.CloseReminder(tx, at, *row.EventID); err != nil {
			return err
		}
	}
	return audit.Write(tx, at, who, audit.Act{Action: "survey.handled", SubjectKind: "member", SubjectID: row.MemberID, Detail: map[string]any{"survey": row.ID}})
}

// SurveyInScope is a survey of a store inside the scope; not found outside.
func SurveyInScope(q *gorm.DB, scope models.Scope, id int64) (row models.Survey, err error) {
	cond, args := db.WithinStores(scope, "s")
	err = q.Raw("SELECT v.* FROM surveys v JOIN stores s ON s.id = v.store_id WHERE v.id = ? AND "+cond, append([]any{id}, args...)...).Scan(&row).Error
	if err == nil && row.ID == 0 {
		err = models.NotFound("survey")
	}
	return row, err
}

// Summary adds up what was asked at a scope's stores in a span of days.
func Summary(q *gorm.DB, scope models.Scope, from, to models.Date) (s models.Satisfaction, err error) {
	cond, args := db.WithinStores(scope, "s")
	where := "FROM surveys v JOIN stores s ON s.id = v.store_id WHERE v.asked_on >= ? AND v.asked_on <= ? AND " + cond
	all := append([]any{from, to}, args...)
	if err := q.Raw("SELECT COUNT(*) "+where, all...).Scan(&s.Asked).Error; err != nil {
		return s, err
	}
	err = db.EachRow(q, "SELECT v.csat, v.nps, COUNT(*) "+where+" AND v.answered_at IS NOT NULL GROUP BY v.csat, v.nps", func(scan db.Scan) error {
		var csat, nps, n int
		if err := scan(&csat, &nps, &n); err != nil {
			return err
		}
		for range n {
			s.Add(models.Answer{CSAT: csat, NPS: nps})
		}
		return nil
	}, all...)
	return s, err
}
