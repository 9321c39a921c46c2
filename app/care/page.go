package care

import (
	"gorm.io/gorm"

	"assay/app/members"
	"assay/app/perks"
	"assay/models"
)

// shown is a case with all that its page offers.
type shown struct {
	Case     models.Case
	Lines    []Line
	Number   string // the member's
	Name     string
	Slip     string
	Store    models.Store
	Owner    string
	Late     bool
	Acts     []models.CaseAct
	People   []members.Person
	Payments []string
	Rules    models.CarePolicy
	Today    models.Date
	Key      string
	Base     string
	Typed    typedStep
	Offers   []models.HeldPerk // that pay for the service
	Used     []models.PerkUse  // that paid for it
}

// mask takes out what tells of the person: the stages, weights and money stay.
func (d *shown) mask() {
	d.Name, d.Case.AgreedBy, d.Case.HandedTo = models.MaskName(d.Name), "", ""
	for i := range d.Lines {
		d.Lines[i].Name, d.Lines[i].File, d.Lines[i].FileID = "", "", nil
	}
}

// look gathers a case for a scope.
func (s *Service) look(q *gorm.DB, scope models.Scope, id int64) (d shown, err error) {
	at := s.Clock.Moment()
	if d.Case, err = InScope(q, scope, id); err != nil {
		return d, err
	}
	d.Today, d.Late = at.On, d.Case.Late(at)
	if d.Lines, err = Lines(q, id); err != nil {
		return d, err
	}
	if d.Rules, err = rulesOn(q, at.On); err != nil {
		return d, err
	}
	if err := d.perks(q, at.On); err != nil {
		return d, err
	}
	var names struct{ Number, Name, Slip, Owner string }
	err = q.Raw(`SELECT m.number, m.name, COALESCE(x.number, '') AS slip, COALESCE(p.name, '') AS owner FROM care_cases c JOIN members m ON m.id = c.member_id
		LEFT JOIN sales_slips x ON x.id = c.slip_id LEFT JOIN store_people p ON p.id = c.owner_id WHERE c.id = ?`, id).Scan(&names).Error
	if err != nil {
		return d, err
	}
	d.Number, d.Name, d.Slip, d.Owner = names.Number, names.Name, names.Slip, names.Owner
	return d, q.Raw("SELECT * FROM stores WHERE id = ?", d.Case.StoreID).Scan(&d.Store).Error
}

// perks are what the member holds that pays for the service, and what did.
func (d *shown) perks(q *gorm.DB, on models.Date) (err error) {
	if d.Used, err = perks.UsesOfCase(q, d.Case.ID); err != nil || len(d.Used) > 0 || d.Case.Stage.Ended() {
		return err
	}
	hand, err := perks.CaseHand(q, d.Case, on)
	for _, o := range hand.Offers {
		if o.Open(on) == models.PerkFits {
			d.Offers = append(d.Offers, o)
		}
	}
	return err
}
