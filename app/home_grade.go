package app

import (
	"assay/app/limits"
	"assay/app/review"
	"assay/app/web"
	"assay/models"
)

// gradeOf is what an agent is told of its score: the grade, until when, and
// what would improve it, never points or inner words.
type gradeOf struct {
	Grade   models.Grade
	ValidTo models.Date
	Improve []models.FactorKey
}

// improvementsShown is how many ways to a better grade are told.
const improvementsShown = 3

// standingOf reads the agent's grade and what it asked for.
func (p pages) standingOf(c *web.Ctx, data *homePage) error {
	q, id := p.DB.Read(c.UserContext()), data.Agent.ID
	scores, err := review.Scores(q, id, 1)
	if err != nil {
		return err
	}
	if len(scores) > 0 {
		better := scores[0].Score.Improvements()
		data.Grade = &gradeOf{data.Agent.Grade, scores[0].ValidToOn, better[:min(len(better), improvementsShown)]}
	}
	if c.Actor.Can(models.RequestLimit) {
		data.Requests, _, err = limits.List(q, c.Actor.Scope(models.RequestLimit), limits.Filter{AgentID: id, Source: models.ProposedByAgent, Limit: 3})
	}
	return err
}
