package limits

import (
	"gorm.io/gorm"

	"assay/app/credit"
	"assay/app/list"
	"assay/models"
)

// RegionCodes are the regions as choices, by code.
func RegionCodes(q *gorm.DB, lang string) ([]list.Option, error) {
	var rows []models.Region
	err := q.Raw("SELECT * FROM regions ORDER BY path").Scan(&rows).Error
	out := make([]list.Option, len(rows))
	for i, r := range rows {
		out[i] = list.Option{Value: r.Code, Text: models.NameIn(lang, r.NameZh, r.NameEn)}
	}
	return out, err
}

// regionName is what people call the region of a code; the code of one that is
// not known, "" for none.
func regionName(q *gorm.DB, lang, code string) (string, error) {
	regions, err := RegionCodes(q, lang)
	for _, r := range regions {
		if r.Value == code {
			return r.Text, err
		}
	}
	return code, err
}

// GroupCodes are the codes of the credit groups.
func GroupCodes(q *gorm.DB) (codes []string, err error) {
	err = q.Raw("SELECT code FROM credit_groups ORDER BY code").Scan(&codes).Error
	return codes, err
}

// Standing measures a proposal against what is in force on a day: the change,
// who must decide on it, and in which roles this person would. A decided one is
// measured as it was proposed.
func Standing(q *gorm.DB, by models.Actor, p models.LimitProposal, on models.Date) (models.LimitChange, models.ApprovalNeed, []models.Role, error) {
	m, err := matrix(q, on)
	if err != nil {
		return models.LimitChange{}, models.ApprovalNeed{}, nil, err
	}
	change, err := changeOf(q, p, on)
	if err != nil {
		return change, models.ApprovalNeed{}, nil, err
	}
	roles, err := rolesOver(q, by, p.AgentID)
	return change, m.Need(change), roles, err
}

func changeOf(q *gorm.DB, p models.LimitProposal, on models.Date) (models.LimitChange, error) {
	if p.State != models.LimitOpen {
		return models.LimitChange{From: p.From(), To: p.ToFen, Change: models.Change(p.From(), p.ToFen)}, nil
	}
	v, err := credit.Load(q, p.AgentID, on)
	return v.Terms.ChangeTo(p.Purpose, p.Limit(), p.ValidToOn, on), err
}
